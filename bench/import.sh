#!/usr/bin/env bash
# How fast pages go from an archive into the store, read and coded on the way, and what they take there. Writes
# bench/results/import.tsv. The archive is made of the project's own stories (make_warc.py), like those of a news crawl.
# usage: bench/import.sh [PAGES]     20,000 pages where no number is given
set -euo pipefail
cd "$(dirname "$0")/.."
pages=${1:-20000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p bench/out bench/results
cargo build --release -q -p marsad
PYTHONPATH=bench python3 bench/make_warc.py "$pages" "$work/crawl.warc.gz"
export MARSAD_LEXICON=/nonexistent
target/release/marsad init --store "$work/store" >/dev/null
/usr/bin/time -o "$work/time" -f '%e %U %S %M' target/release/marsad add --store "$work/store" "$work/crawl.warc.gz" >"$work/out" 2>"$work/talk" || {
  tail -5 "$work/talk" >&2
  exit 1
}
read -r wall user system peak <"$work/time"
stored=$(target/release/marsad search --store "$work/store" --json '' 2>/dev/null | wc -l || true)
bytes() { du -sb "$1" | cut -f1; }
row() { printf 'import\t%s pages of an archive\t%s\t%s\n' "$pages" "$1" "$2"; }
{
  printf 'part\tset\tfigure\tvalue\n'
  row seconds "$wall"
  row 'processor seconds' "$(awk "BEGIN { printf \"%.1f\", $user + $system }")"
  row 'pages a second' "$(awk "BEGIN { printf \"%.0f\", $pages / $wall }")"
  row 'pages a processor second' "$(awk "BEGIN { printf \"%.0f\", $pages / ($user + $system) }")"
  row 'peak memory, MiB' "$((peak / 1024))"
  row 'bytes of HTML a page' "$(zcat "$work/crawl.warc.gz" | wc -c | awk "{ printf \"%.0f\", \$1 / $pages }")"
  row 'bytes of archive a page' "$(awk "BEGIN { printf \"%.0f\", $(bytes "$work/store/archive") / $pages }")"
  row 'bytes of database a page' "$(awk "BEGIN { printf \"%.0f\", $(bytes "$work/store/marsad.sqlite") / $pages }")"
} >bench/out/import.tsv
mv bench/out/import.tsv bench/results/import.tsv
echo "$stored documents listed"
column -t -s $'\t' bench/results/import.tsv
