#!/usr/bin/env bash
# The Python package as a step of .ci/run: the wheel is built, installed into a fresh environment and tested; its notebook runs.
# Its libraries are kept in a folder of their own between runs. The first build takes long and is not made here.
# usage: .ci/python.sh
set -euo pipefail
cd "$(dirname "$0")/.."
left_out() {
  printf '\n!!! LEFT OUT: the Python package. %s\n\n' "$1" >&2
  exit 0
}
python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
  left_out 'Python 3.10 or newer with venv is missing: apt-get install python3-venv.'
cache=${MARSAD_CI_CACHE:-$HOME/.cache/marsad}/python
if [ ! -e "$cache/built" ]; then
  left_out "Nothing of it was built before. Build it once: CARGO_TARGET_DIR=$cache make wheel && touch $cache/built"
fi
mkdir -p "$cache"
export CARGO_TARGET_DIR=$cache CARGO_INCREMENTAL=0
python/build.sh
touch "$cache/built"
MARSAD_WHEEL=$(ls "$PWD"/python/dist/*.whl) make test-python
