#!/usr/bin/env bash
# Fills a store with invented pages, weighs them, and asks every page of a server over it. Writes bench/results/pages.tsv: for each
# page the median and the 95th percentile of the time until the last byte, one asker at a time.
# usage: bench/pages.sh [DOCUMENTS]    20000 (the default) makes about 130,000 reports in two minutes, 150000 about a million
#        PAGES_BENCH=FOLDER            keeps the store there, and takes it from there the next time
#        PAGES_STORE=PLACE             asks this store instead (a folder or postgres://…)
set -euo pipefail
cd "$(dirname "$0")/.."
documents=${1:-20000}
work=${PAGES_BENCH:-$(mktemp -d)}
mkdir -p "$work"
[ -n "${PAGES_BENCH:-}" ] || trap 'rm -rf "$work"' EXIT
cargo build --release -q -p marsad-store --example bulk
cargo build --release -q -p marsad-server --example visits
place=${PAGES_STORE:-$work/store-$documents}
if [ -z "${PAGES_STORE:-}" ] && [ ! -e "$place.done" ]; then
  echo "$documents pages" >&2
  rm -rf "$place"
  target/release/examples/bulk fill "$place" "$documents" >"$place.fill"
  target/release/examples/bulk weigh "$place" >>"$place.fill"
  touch "$place.done"
fi
{
  printf 'part\tpage\tfigure\tvalue\n'
  target/release/examples/visits pages "$place" "${TIMES:-20}"
} >"$work/rows.tsv"
mv "$work/rows.tsv" bench/results/pages.tsv
awk -F'\t' '$3 == "p95, ms" { print $2 ": " $4 " ms" }' bench/results/pages.tsv >&2
