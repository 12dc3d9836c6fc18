#!/usr/bin/env bash
# Builds the wheel into python/dist with maturin, in an environment of its own. One wheel serves CPython 3.10 and newer.
# What it builds with stays in $CARGO_TARGET_DIR, or python/target.
set -euo pipefail
cd "$(dirname "$0")"
[ -x .venv/bin/maturin ] || {
  python3 -m venv .venv
  .venv/bin/python -m pip install -q --disable-pip-version-check 'maturin>=1.9,<2'
}
cp ../LICENSE-APACHE ../LICENSE-MIT ../NOTICE .
python3 licences.py THIRD-PARTY.txt
rm -rf dist
.venv/bin/maturin build -q --release --locked --out dist --interpreter .venv/bin/python
ls -1 dist/*.whl
