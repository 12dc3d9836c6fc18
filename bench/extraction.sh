#!/usr/bin/env bash
# Compares readers of main text on the own set of pages and on the shared one, and writes bench/results/extraction.tsv.
# Peers: dom_smoothie and rs-trafilatura (bench/peers/extraction, outside the workspace), trafilatura (Python, in a venv).
# usage: bench/extraction.sh [--misses]      --misses names the pages that Marsad reads less than well, and writes nothing
set -euo pipefail
cd "$(dirname "$0")/.."
shared=$(readlink -f "${MARSAD_SHARED:-../shared}")
work=$PWD/bench/out/extraction
mkdir -p "$work" bench/results
venv=${MARSAD_VENV:-$work/venv}
profile=${MARSAD_PROFILE:-release}

[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -c 'import trafilatura' 2>/dev/null ||
  "$venv/bin/pip" install -q --disable-pip-version-check trafilatura==2.3.1 lxml_html_clean >"$work/pip.log" 2>&1 || true
cargo build -q --profile "$profile" -p marsad-acquire --example read_pages
CARGO_TARGET_DIR=${MARSAD_PEER_TARGET:-$work/target} cargo build -q --release --manifest-path bench/peers/extraction/Cargo.toml
peer=${MARSAD_PEER_TARGET:-$work/target}/release/marsad-peer-extraction
folder=${CARGO_TARGET_DIR:-target}/$([ "$profile" = dev ] && echo debug || echo "$profile")

sets=("own=bench/own/pages/index.tsv")
if [ -f "$shared/bench/pages/index.tsv" ]; then
  sets+=("pages=$shared/bench/pages/index.tsv")
else
  printf '\n!!! LEFT OUT: %s/bench/pages is missing; set MARSAD_SHARED.\n\n' "$shared" >&2
fi
runs=()
for set in "${sets[@]}"; do
  name=${set%%=*} index=${set#*=}
  "$folder/examples/read_pages" "$index" >"$work/$name.marsad.jsonl"
  runs+=("$name:Marsad=$work/$name.marsad.jsonl")
  for program in dom_smoothie rs-trafilatura; do
    "$peer" "$program" "$index" >"$work/$name.$program.jsonl" 2>"$work/$name.$program.log"
    runs+=("$name:$program=$work/$name.$program.jsonl")
  done
  if "$venv/bin/python" -c 'import trafilatura' 2>/dev/null; then
    "$venv/bin/python" bench/peers/extraction/peer_trafilatura.py "$index" >"$work/$name.trafilatura.jsonl" 2>"$work/$name.trafilatura.log"
    runs+=("$name:trafilatura=$work/$name.trafilatura.jsonl")
  else
    printf '\n!!! LEFT OUT: trafilatura cannot be installed; see %s\n\n' "$work/pip.log" >&2
  fi
done
if [ "${1:-}" = --misses ]; then
  python3 bench/extraction.py "${sets[@]}" --misses -- "${runs[@]}"
else
  python3 bench/extraction.py "${sets[@]}" -- "${runs[@]}" >"$work/extraction.tsv"
  mv "$work/extraction.tsv" bench/results/extraction.tsv
  echo "bench/results/extraction.tsv: $(($(wc -l <bench/results/extraction.tsv) - 1)) figures"
fi
