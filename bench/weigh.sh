#!/usr/bin/env bash
# Fills a store with invented pages and weighs them as they come in: copies, origins, events. Writes bench/results/weigh.tsv.
# `bench/weigh.sh 100000` is the default; STORE_BENCH names a folder for the store (else a temporary one).
set -euo pipefail
cd "$(dirname "$0")/.."
documents=${1:-100000}
work=${STORE_BENCH:-$(mktemp -d)}
mkdir -p "$work"
cargo build --release -q -p marsad-store --example weigh
rm -rf "$work/weigh"
target/release/examples/weigh "$work/weigh" "$documents" >"$work/weigh.tsv"
{
  printf 'part\tset\tfigure\tvalue\n'
  awk -F'\t' -v OFS='\t' '{ print "weigh", "sqlite", $1, $2 }' "$work/weigh.tsv"
  printf 'weigh\tsqlite\tdatabase a document, bytes\t%s\n' "$(($(stat -c %s "$work/weigh/marsad.sqlite") / documents))"
} >bench/results/weigh.tsv
[ -n "${STORE_BENCH:-}" ] || rm -rf "$work"
