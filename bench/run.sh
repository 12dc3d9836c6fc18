#!/usr/bin/env bash
# Measures Marsad and writes the figures to bench/results/*.tsv. See README.md beside this file.
# usage: bench/run.sh [MARSAD]     a built program; without it, a release build is made
set -euo pipefail
cd "$(dirname "$0")/.."
if [ $# -gt 0 ]; then
  bin=$(readlink -f "$1")
else
  cargo build --release -p marsad
  bin=$PWD/target/release/marsad
fi
[ -x "$bin" ] || { echo "$bin: no such program" >&2; exit 2; }
mkdir -p bench/results bench/out

python3 bench/own.py "$bin" >bench/out/own.tsv
mv bench/out/own.tsv bench/results/own.tsv
echo "bench/results/own.tsv: $(($(wc -l <bench/results/own.tsv) - 1)) figures"

shared=${MARSAD_SHARED:-../shared}
board=$shared/tools/scoreboard.sh
places=$shared/bench/gazetteer
if [ -f "$places/check_dev.tsv" ]; then
  # Once with the program's own places, once with everything the folder holds imported.
  full=$(mktemp -d)
  trap 'rm -rf "$full"' EXIT
  "$bin" gazetteer import --to "$full" "$places"/places/*.tsv.gz "$places/sites.tsv" >/dev/null 2>&1 || true
  {
    printf 'part\tset\tfigure\tvalue\n'
    MARSAD_LEXICON=/nonexistent python3 bench/gazetteer.py "$bin" "$places/check_dev.tsv" | sed 's/^gazetteer/built-in/'
    MARSAD_LEXICON=$full python3 bench/gazetteer.py "$bin" "$places/check_dev.tsv" | sed 's/^gazetteer/imported/'
  } >bench/out/gazetteer.tsv
  mv bench/out/gazetteer.tsv bench/results/gazetteer.tsv
  echo "bench/results/gazetteer.tsv: $(($(wc -l <bench/results/gazetteer.tsv) - 1)) figures"
fi
export MARSAD_LEXICON=/nonexistent
if [ -x "$board" ]; then
  "$board" "$bin" | tee bench/out/scoreboard.txt | python3 bench/table.py >bench/out/sets.tsv
  mv bench/out/sets.tsv bench/results/sets.tsv
  echo "bench/results/sets.tsv: $(($(wc -l <bench/results/sets.tsv) - 1)) figures; the scorers' own words are in bench/out/scoreboard.txt"
  MARSAD_SHARED=$shared bench/peers/run.sh "$bin"
else
  printf '\n!!! LEFT OUT: the sets that are not part of this repository. %s is missing; set MARSAD_SHARED.\n\n' "$board" >&2
fi

MARSAD_SHARED=$shared bench/extraction.sh
MARSAD_SHARED=$shared bench/corroborate.sh "$bin"
MARSAD_SHARED=$shared bench/watch.sh
bench/conjugation.sh
