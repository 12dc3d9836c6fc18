#!/usr/bin/env bash
# The Python package beside the program: coding a column of pandas, Polars and Arrow and a list, and `marsad code` over the same
# documents, all with two threads, in turns, the best of seven. Writes bench/results/python.tsv. MARSAD_WHEEL and MARSAD name a
# wheel and a program that were built before; both must be of one commit.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p bench/out bench/results
if [ -z "${MARSAD_WHEEL:-}" ]; then
  python/build.sh
  MARSAD_WHEEL=$(ls python/dist/*.whl)
fi
if [ -z "${MARSAD:-}" ]; then
  cargo build --release -q -p marsad
  MARSAD=target/release/marsad
fi
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
python3 -m venv "$fresh/venv"
"$fresh/venv/bin/python" -m pip install -q --disable-pip-version-check "$MARSAD_WHEEL" pyarrow pandas polars
python3 bench/stories.py >bench/out/stories.jsonl
for _ in {1..16}; do cat bench/out/stories.jsonl; done >bench/out/python.jsonl
"$fresh/venv/bin/python" bench/python.py "$MARSAD" bench/out/python.jsonl >bench/out/python.tsv
mv bench/out/python.tsv bench/results/python.tsv
column -t -s $'\t' bench/results/python.tsv
