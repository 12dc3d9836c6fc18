#!/usr/bin/env bash
# How fast records of a web archive are read, beside warcio and FastWARC: 5,000 made pages, one gzip member a record. Writes
# bench/results/archive-speed.tsv. What is right where archives are broken is in bench/results/warc.tsv.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$PWD/bench/out/peers
mkdir -p "$work/logs"
[ -x "$work/warc/bin/python" ] || python3 -m venv "$work/warc"
"$work/warc/bin/pip" install -q --disable-pip-version-check warcio==1.8.1 fastwarc==2.0.0 >"$work/logs/pip-warc.log" 2>&1 ||
  printf '\n!!! LEFT OUT: warcio or FastWARC cannot be installed; see %s\n\n' "$work/logs/pip-warc.log" >&2
[ -f "$work/made.warc.gz" ] || python3 bench/make_warc.py 5000 "$work/made.warc.gz" >/dev/null
cargo build -q --release -p marsad-acquire --example archive
table=$work/archive-speed.tsv
printf 'part\tset\tfigure\tprogram\tvalue\n' >"$table"
run() { # program, command …: the best of three
  local program=$1 best
  shift
  best=$(for _ in 1 2 3; do "$@" "$work/made.warc.gz"; done | sort -k3n | head -1) || { echo "!!! LEFT OUT: $program" >&2; return 0; }
  printf 'archive\tmade pages\trecords\t%s\t%s\n' "$program" "$(cut -f1 <<<"$best")" >>"$table"
  printf 'archive\tmade pages\tMB/s\t%s\t%s\n' "$program" "$(awk '{ printf "%.1f", $2 / 1e6 / $3 }' <<<"$best")" >>"$table"
}
run Marsad "${CARGO_TARGET_DIR:-target}/release/examples/archive" --records
run 'warcio 1.8.1' "$work/warc/bin/python" bench/peers/peer_warc.py warcio
run 'FastWARC 2.0.0' "$work/warc/bin/python" bench/peers/peer_warc.py fastwarc
mv "$table" bench/results/archive-speed.tsv
column -t -s $'\t' bench/results/archive-speed.tsv
