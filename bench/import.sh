#!/usr/bin/env bash
# How fast pages go from an archive into the store, read and coded on the way, and what they take there. Writes
# bench/results/import.tsv: archives like those of a news crawl (make_warc.py) with as many acts as a real one has, full of acts,
# and, where the shared folder is, with articles of others. Processor seconds are user and system time of the whole program.
# usage: bench/import.sh [PAGES [PROGRAM]]     20,000 pages where no number is given; PROGRAM is one that is built already
set -euo pipefail
cd "$(dirname "$0")/.."
pages=${1:-20000}
program=${2:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p bench/out bench/results
if [ -z "$program" ]; then
  cargo build --release -q -p marsad
  program=target/release/marsad
fi
export MARSAD_LEXICON=/nonexistent
bytes() { du -sb "$1" | cut -f1; }
measure() { # what make_warc.py makes, its name in the table
  rm -rf "$work/store" "$work/crawl.warc.gz"
  PYTHONPATH=bench python3 bench/make_warc.py "$pages" "$work/crawl.warc.gz" "$1"
  "$program" init --store "$work/store" >/dev/null
  /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$program" add --store "$work/store" "$work/crawl.warc.gz" >"$work/out" 2>"$work/talk" || {
    tail -5 "$work/talk" >&2
    exit 1
  }
  read -r wall user system peak <"$work/time"
  name=$2
  put() { printf 'import\t%s pages, %s\t%s\t%s\n' "$pages" "$name" "$1" "$2"; }
  put seconds "$wall"
  put 'processor seconds' "$(awk "BEGIN { printf \"%.1f\", $user + $system }")"
  put 'pages a second' "$(awk "BEGIN { printf \"%.0f\", $pages / $wall }")"
  put 'pages a processor second' "$(awk "BEGIN { printf \"%.0f\", $pages / ($user + $system) }")"
  put 'peak memory, MiB' "$((peak / 1024))"
  put 'reports a page' "$(awk -F'\t' '{ split($3, words, " "); sum += words[1] } END { printf "%.1f", sum / NR }' "$work/out")"
  put 'bytes of HTML a page' "$(zcat "$work/crawl.warc.gz" | wc -c | awk "{ printf \"%.0f\", \$1 / $pages }")"
  put 'bytes of archive a page' "$(awk "BEGIN { printf \"%.0f\", $(bytes "$work/store/archive") / $pages }")"
  put 'bytes of database a page' "$(awk "BEGIN { printf \"%.0f\", $(bytes "$work/store/marsad.sqlite") / $pages }")"
}
articles=${MARSAD_SHARED:-../shared}/bench/news/bulk.jsonl.gz
{
  printf 'part\tset\tfigure\tvalue\n'
  measure mixed 'as many acts as in news'
  measure dense 'full of acts'
  if [ -f "$articles" ]; then measure "$articles" 'articles of others'; fi
} >bench/out/import.tsv
mv bench/out/import.tsv bench/results/import.tsv
column -t -s $'\t' bench/results/import.tsv
