#!/usr/bin/env bash
# `make bench-peers`: every peer that installs, measured beside this program on the same files, and one table of them all,
# bench/results/side-by-side.tsv, with charts in docs/img and tables in docs/benchmarks.md. What cannot be installed is left out
# with a loud word. Run it on a machine that does nothing else.
# usage: bench/side-by-side.sh [MARSAD]     a program that is built already
set -euo pipefail
cd "$(dirname "$0")/.."
bin=${1:-}
if [ -z "$bin" ]; then
  cargo build --release -q -p marsad
  bin=${CARGO_TARGET_DIR:-target}/release/marsad
fi
load=$(cut -d' ' -f1 /proc/loadavg)
bench/peers/run.sh "$bin"
bench/extraction.sh
bench/peers/archives.sh
python3 bench/side_by_side.py --load "$load"
