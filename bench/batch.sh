#!/usr/bin/env bash
# What coding whole archives takes: documents a second from Parquet and from web archives, memory, how time grows with their number, and
# whether a run that is killed ten times leaves the same bytes. Writes bench/results/batch.tsv. Texts are articles of others where the
# shared folder is, else the stories of the project; repeated under new ids. Processor seconds are user and system time of the program.
# usage: bench/batch.sh [SIZES [PAGES [PROGRAM]]]    '1000 10000' and 8000 pages where nothing is given; 1000000 takes hours
set -euo pipefail
cd "$(dirname "$0")/.."
sizes=${1:-1000 10000}
pages=${2:-8000}
program=${3:-}
work=${BATCH_BENCH:-$(mktemp -d)}
mkdir -p bench/results "$work"
trap 'rm -rf "$work"' EXIT
if [ -z "$program" ]; then
  make -s batch
  program=${MARSAD_BATCH_TARGET:-target}/batch/marsad-batch
fi
export MARSAD_LEXICON=/nonexistent PYTHONPATH=bench
articles=${MARSAD_SHARED:-../shared}/bench/news/bulk.jsonl.gz
set_name='articles of others'
if [ ! -f "$articles" ]; then articles='' set_name='stories of the project'; fi
table=$work/batch.tsv
printf 'part\tset\tfigure\tvalue\n' >"$table"
put() { printf 'batch\t%s\t%s\t%s\n' "$1" "$2" "$3" | tee -a "$table"; }
coded() { # set, documents, program's arguments: times one run
  local name=$1 count=$2 wall user system peak
  shift 2
  /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$program" "$@" >"$work/answer" 2>"$work/talk" || { tail -5 "$work/talk" >&2; exit 1; }
  read -r wall user system peak <"$work/time"
  put "$name" seconds "$wall"
  put "$name" 'documents a second' "$(awk "BEGIN { printf \"%.0f\", $count / $wall }")"
  put "$name" 'documents a processor second' "$(awk "BEGIN { printf \"%.0f\", $count / ($user + $system) }")"
  put "$name" 'milliseconds of processor a document' "$(awk "BEGIN { printf \"%.3f\", 1000 * ($user + $system) / $count }")"
  put "$name" 'peak memory, MiB' "$((peak / 1024))"
}
put machine cores "$(nproc)"
for size in $sizes; do
  name="$size documents from Parquet, $set_name"
  rm -rf "$work/lines" "$work/table" "$work/out"
  mkdir -p "$work/table"
  python3 bench/make_bulk.py "$size" "$work/lines" 4 ${articles:+"$articles"}
  for part in "$work"/lines/*.jsonl; do
    "$program" sql "select id, title, text, published, outlet from read('$part')" --languages all --format parquet \
      >"$work/table/$(basename "$part" .jsonl).parquet"
  done
  rm -rf "$work/lines"
  coded "$name" "$size" batch "$work/table" --out "$work/out"
  put "$name" 'bytes of tables a document' "$(du -sb "$work/out" | awk "{ printf \"%.0f\", \$1 / $size }")"
  put "$name" 'reports a document' "$("$program" sql "select avg(reports) from documents" --data "$work/out" --format csv | tail -1 | tr -d '\r' | cut -c1-4)"
  if [ "$size" -le 10000 ]; then
    coded "$size documents, without mentions" "$size" batch "$work/table" --out "$work/bare" --no-mentions
    coded "$size documents, one thread" "$size" batch "$work/table" --out "$work/one" --threads 1
    if diff -r -x _lock "$work/out" "$work/one" >&2; then put "$size documents, one thread" 'files that differ from two threads' 0; else exit 1; fi
    # Killed ten times, evenly over the time that a run takes.
    read -r wall _ <"$work/time"
    kills=0
    for n in $(seq 10); do
      "$program" batch "$work/table" --out "$work/killed" 2>/dev/null & child=$!
      sleep "$(awk "BEGIN { print $wall * 0.035 * $n }")"
      if kill -9 $child 2>/dev/null; then kills=$((kills + 1)); fi
      wait $child 2>/dev/null || true
    done
    "$program" batch "$work/table" --out "$work/killed" 2>"$work/talk" || { cat "$work/talk" >&2; exit 1; }
    if diff -r -x _lock "$work/out" "$work/killed" >&2; then
      put "$size documents, killed" 'times killed' "$kills"
      put "$size documents, killed" 'files that differ from an unbroken run' 0
    else exit 1; fi
    rm -rf "$work/bare" "$work/one" "$work/killed"
    coded "$size documents, corroborated" "$size" batch corroborate "$work/out"
  fi
done
if [ "$pages" -gt 0 ]; then
  for kind in mixed ${articles:+"$articles"}; do
    name="$pages pages of a web archive, $([ "$kind" = mixed ] && echo 'as many acts as in news' || echo "$set_name")"
    python3 bench/make_warc.py "$pages" "$work/crawl.warc.gz" "$kind"
    rm -rf "$work/out"
    coded "$name" "$pages" batch "$work/crawl.warc.gz" --out "$work/out"
    # Reading alone: what of the time is HTML.
    coded "$name, read and not coded" "$pages" sql "select count(*), sum(length(text)) from read('$work/crawl.warc.gz')" --format csv
  done
fi
mv "$table" bench/results/batch.tsv
column -t -s $'\t' bench/results/batch.tsv
