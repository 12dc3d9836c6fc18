#!/usr/bin/env bash
# Builds the wheel, installs it into a fresh environment and tests it there; runs the notebook, checks the types.
# usage: python/test.sh [PYTEST ARGUMENT…]
# MARSAD names a built program to compare with (else target/release or target/debug). With `-m slow`, PySpark is installed
# too (400 MB) and the cluster is tested. MARSAD_WHEEL names a wheel that was built before.
set -euo pipefail
cd "$(dirname "$0")"
wheel=${MARSAD_WHEEL:-}
if [ -z "$wheel" ]; then
  ./build.sh
  wheel=$(ls dist/*.whl)
fi
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
python3 -m venv "$fresh/venv"
python=$fresh/venv/bin/python
more=()
case " $* " in *" slow "*) more=('pyspark>=4.0' 'pandas<3') ;; esac
"$python" -m pip install -q --disable-pip-version-check "$wheel"
# The wheel alone codes; everything else is asked for by name.
"$python" -I -c 'import marsad; assert marsad.code(["قتل خمسة مدنيين في قصف على إدلب"])[0]["reports"]'
"$python" -m pip install -q --disable-pip-version-check pytest pyarrow pandas polars matplotlib ipykernel nbclient nbformat mypy \
  ${more[@]+"${more[@]}"}
for found in "${MARSAD:-}" ../target/release/marsad ../target/debug/marsad; do
  if [ -n "$found" ] && [ -x "$found" ]; then
    MARSAD=$(realpath "$found")
    export MARSAD
    break
  fi
done
[ -n "${MARSAD:-}" ] || printf '\n!!! LEFT OUT: the comparison of the Python package with the program, which is not built (cargo build -p marsad).\n\n' >&2
# Away from the sources: what is tested is what was installed.
mkdir -p "$fresh/python" "$fresh/crates/server/assets"
cp -r tests notebook pyproject.toml "$fresh/python"
cp -r ../demo "$fresh/demo"
cp ../crates/server/assets/basemap.json "$fresh/crates/server/assets/"
cd "$fresh/python"
export JUPYTER_PLATFORM_DIRS=1 MPLBACKEND=agg IPYTHONDIR=$fresh/ipython HOME=$fresh
"$python" -m mypy --no-incremental -p marsad
# What the native half offers is what its stub says.
"$python" -m mypy.stubtest marsad._marsad --mypy-config-file pyproject.toml
"$python" -m pytest "$@"
