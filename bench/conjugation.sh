#!/usr/bin/env bash
# Compares every form the conjugator makes with libqutrub (GPL, installed and run beside, nothing taken) and writes
# bench/results/conjugation.tsv and bench/conjugation-disagreements.md. Needs PyPI or a folder where it is installed already.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$PWD/bench/out/conjugation
mkdir -p "$work"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
if ! "$work/venv/bin/pip" install -q --disable-pip-version-check libqutrub==1.2.4.1 >"$work/pip.log" 2>&1; then
  printf '\n!!! LEFT OUT: the conjugator beside libqutrub, which cannot be installed; see %s\n\n' "$work/pip.log" >&2
  exit 0
fi
MARSAD_CONJUGATION_DUMP=$work/forms.tsv cargo test -q -p marsad-text --lib dump_for_oracle -- --ignored >"$work/dump.log" 2>&1 ||
  { cat "$work/dump.log" >&2; exit 1; }
"$work/venv/bin/python" tools/conjugation/oracle.py "$work/forms.tsv" lexicon/ar/verbs \
  "$work/conjugation.tsv" bench/conjugation-disagreements.md
mv "$work/conjugation.tsv" bench/results/conjugation.tsv
echo "bench/results/conjugation.tsv: $(($(wc -l <bench/results/conjugation.tsv) - 1)) rows; see bench/conjugation-disagreements.md"
