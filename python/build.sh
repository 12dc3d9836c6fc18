#!/usr/bin/env bash
# Builds the wheel into python/dist with maturin, in an environment of its own. One wheel serves CPython 3.10 and newer.
set -euo pipefail
cd "$(dirname "$0")"
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install -q --disable-pip-version-check 'maturin>=1.9,<2'
rm -rf dist
.venv/bin/maturin build -q --release --locked --out dist --interpreter .venv/bin/python
ls -1 dist/*.whl
