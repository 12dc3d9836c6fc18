#!/usr/bin/env bash
# Scores the English pack on the 322 gold sentences of PLOVER's CAMEO set, and a classifier trained on the half that was looked at.
# Writes bench/results/english.tsv.
# usage: bench/english.sh [MARSAD]     a built program; without it, a release build is made
set -euo pipefail
cd "$(dirname "$0")/.."
if [ $# -gt 0 ]; then
  bin=$(readlink -f "$1")
else
  cargo build --release -q -p marsad
  bin=$PWD/target/release/marsad
fi
gold=${MARSAD_SHARED:-../shared}/bench/english/PLOVER_GSR_CAMEO.txt
[ -f "$gold" ] || { echo "$gold is missing: set MARSAD_SHARED" >&2; exit 2; }
mkdir -p bench/out bench/results
export MARSAD_LEXICON=/nonexistent
python3 bench/english.py documents "$gold" >bench/out/english.jsonl
"$bin" code <bench/out/english.jsonl >bench/out/english.coded.jsonl
{
  printf 'part\tset\tprogram\tfigure\tvalue\n'
  python3 bench/english.py score "$gold" bench/out/english.coded.jsonl
  python3 bench/english.py classifier "$gold" || echo "the classifier needs scikit-learn: left out" >&2
} >bench/out/english.tsv
mv bench/out/english.tsv bench/results/english.tsv
echo "bench/results/english.tsv: $(($(wc -l <bench/results/english.tsv) - 1)) figures"
