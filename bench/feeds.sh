#!/bin/sh
# Reads every feed of the benchmark folder and writes bench/results/feeds.tsv; fields that differ go to standard error.
set -eu
cd "$(dirname "$0")/.."
folder="${MARSAD_SHARED:-../shared}/bench/feeds"
[ -d "$folder" ] || { printf '\n!!! %s is missing: bench/results/feeds.tsv is left alone\n\n' "$folder" >&2; exit 1; }
table=$(mktemp)
trap 'rm -f "$table"' EXIT
"${CARGO:-cargo}" run -q -p marsad-acquire --example feeds -- "$folder" > "$table"
cp "$table" bench/results/feeds.tsv
