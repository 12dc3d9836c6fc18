#!/usr/bin/env bash
# Builds the wheel, installs it into a fresh environment and tests it there; runs the notebook.
# usage: python/test.sh [PYTEST ARGUMENT…]
set -euo pipefail
cd "$(dirname "$0")"
./build.sh
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
python3 -m venv "$fresh/venv"
"$fresh/venv/bin/python" -m pip install -q --disable-pip-version-check dist/*.whl pytest pyarrow pandas polars \
  matplotlib ipykernel nbclient nbformat
# Away from the sources: what is tested is what was installed.
mkdir -p "$fresh/python" "$fresh/crates/server/assets"
cp -r tests notebook "$fresh/python"
cp -r ../demo "$fresh/demo"
cp ../crates/server/assets/basemap.json "$fresh/crates/server/assets/"
cd "$fresh"
PATH="$fresh/venv/bin:$PATH" "$fresh/venv/bin/python" -m pytest -q python/tests "$@"
