#!/usr/bin/env bash
# Readers and coders at once on a store of invented pages, in the mix and at the pace that crates/server/examples/visits tells. Writes
# bench/results/load.tsv: errors, and the median and 95th percentile by page.
# usage: bench/load.sh [READERS CODERS SECONDS [DOCUMENTS]]     200 10 600 150000 without: about a million reports
#        PAGES_BENCH=FOLDER   where bench/pages.sh has its store of so many documents, or will have it
#        PAGES_STORE=PLACE    asks this store instead
#        THINK=SECONDS        mean time between two pages of a reader (5)
# The server and all readers run on this machine: their work is in the figures.
set -euo pipefail
cd "$(dirname "$0")/.."
readers=${1:-200} coders=${2:-10} seconds=${3:-600} documents=${4:-150000}
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
  target/release/examples/visits load "$place" "$readers" "$coders" "$seconds" "${THINK:-5}"
} >"$work/rows.tsv"
mv "$work/rows.tsv" bench/results/load.tsv
awk -F'\t' '$2 == "all" { print $3 ": " $4 }' bench/results/load.tsv >&2
