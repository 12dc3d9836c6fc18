#!/usr/bin/env bash
# What becomes of a run on a Ballista cluster when parts of it are killed: scheduler and executors as processes of this machine. Each
# outcome is compared with the folder that one process writes, byte for byte. Writes bench/results/cluster.tsv.
# usage: bench/cluster.sh [DOCUMENTS [PROGRAM]]    PROGRAM is a marsad-batch built with the feature `cluster`
set -euo pipefail
cd "$(dirname "$0")/.."
documents=${1:-8000}
program=${2:-}
if [ -z "$program" ]; then
  CARGO_TARGET_DIR=${MARSAD_BATCH_TARGET:-target} cargo build -q --profile batch -p marsad-batch --features cluster
  program=${MARSAD_BATCH_TARGET:-target}/batch/marsad-batch
fi
program=$(realpath "$program")
work=$(mktemp -d)
pids=()
trap 'kill -9 ${pids[@]+"${pids[@]}"} 2>/dev/null || true; rm -rf "$work"' EXIT
export MARSAD_LEXICON=/nonexistent
mkdir -p bench/results
articles=${MARSAD_SHARED:-../shared}/bench/news/bulk.jsonl.gz
[ -f "$articles" ] || articles=''
python3 bench/make_bulk.py "$documents" "$work/in" 40 ${articles:+"$articles"}
table=$work/cluster.tsv
printf 'part\tset\tfigure\tvalue\n' >"$table"
put() { printf 'cluster\t%s\t%s\t%s\n' "$1" "$2" "$3" | tee -a "$table"; }
now() { date +%s.%N; }
since() { awk "BEGIN { printf \"%.1f\", $(now) - $1 }"; }
address=127.0.0.1:50750
scheduler() { "$program" batch scheduler --listen $address 2>>"$work/talk.scheduler" & scheduler=$!; pids+=($scheduler); }
executor() { # which: ports 50800, 50810, …
  "$program" batch executor --cluster "df://$address" --listen "127.0.0.1:$((50800 + 10 * $1))" --threads 1 2>>"$work/talk.$1" &
  executors[$1]=$!
  pids+=($!)
}
declare -A executors=()
gone() { for one in "$@"; do kill -9 "$one" 2>/dev/null || true; wait "$one" 2>/dev/null || true; done; }
coded() { "$program" batch "$work/in" --out "$work/out" --cluster "df://$address" >"$work/answer" 2>&1; }
halfway() { # waits until some inputs are done
  while [ "$(ls "$work/out/_done" 2>/dev/null | grep -c json || true)" -lt "$1" ]; do
    kill -0 "$run" 2>/dev/null || return 0
    sleep 0.1
  done
}
# How the run ends: at once, or by the same command given again; then the bytes.
ended() { # set, begin
  local set=$1 from=$2 how='by itself' tries=0
  if ! wait "$run"; then
    put "$set" 'seconds until the run gave up' "$(since "$from")"
    put "$set" 'what it said' "$(tail -1 "$work/answer" | tr '\t' ' ' | cut -c1-160)"
    ${3:-true}
    how='by the same command again'
    until coded; do
      tries=$((tries + 1))
      [ "$tries" -lt 20 ] || { cat "$work/answer" >&2; how='not at all'; break; }
      sleep 3
    done
  fi
  put "$set" 'came to its end' "$how"
  put "$set" seconds "$(since "$from")"
  put "$set" 'files that differ from one process' "$(diff -rq -x _lock "$work/one" "$work/out" | wc -l)"
}
begin() { rm -rf "$work/out"; from=$(now); coded & run=$!; }

put machine cores "$(nproc)"
for threads in 1 2; do
  rm -rf "$work/one"
  from=$(now)
  "$program" batch "$work/in" --out "$work/one" --threads "$threads" 2>/dev/null
  put "$documents documents, one process, threads: $threads" seconds "$(since "$from")"
done
scheduler; sleep 2; executor 1; sleep 4
set="$documents documents, 1 executor"; begin; ended "$set" "$from"
executor 2; sleep 4
set="$documents documents, 2 executors"; begin; ended "$set" "$from"
set='one of two executors killed in mid-run'; begin; halfway 8; gone "${executors[1]}"; ended "$set" "$from"
executor 1; sleep 6
set='all executors killed in mid-run, new ones after 10 s'; begin; halfway 8; gone "${executors[1]}" "${executors[2]}"
sleep 10; executor 3; executor 4; ended "$set" "$from"
again() { executor 1; executor 2; sleep 5; }
set='all executors killed in mid-run, none comes back'; begin; halfway 8; gone "${executors[3]}" "${executors[4]}"
ended "$set" "$from" again
restart() { scheduler; sleep 2; }
set='scheduler killed in mid-run, started again'; begin; halfway 8; gone "$scheduler"; ended "$set" "$from" restart
gone "${executors[1]}" "${executors[2]}"
# An executor whose memory ends: it aborts, and with it what it had begun.
(ulimit -v 900000; exec "$program" batch executor --cluster "df://$address" --listen 127.0.0.1:50900 --threads 1 2>>"$work/talk.5") &
short=$!; pids+=($short)
executor 2; sleep 5
set='one of two executors short of memory (900 MB of addresses)'; begin; ended "$set" "$from"
if kill -0 $short 2>/dev/null; then put "$set" 'the executor' lives; else put "$set" 'the executor' 'ended'; fi
mv "$table" bench/results/cluster.tsv
column -t -s $'\t' bench/results/cluster.tsv
