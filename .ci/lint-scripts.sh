#!/usr/bin/env bash
# Checks the scripts: Python and shell files parse, deny.toml is TOML, the data files pass their makers' own checks.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v python3 >/dev/null; then
  printf '\n!!! LEFT OUT: the Python tools. python3 is missing.\n\n' >&2
  exit 0
fi
python3 - <<'PY'
import ast, pathlib, sys
files = [p for top in ("tools", "bench", "packaging", "python") for p in sorted(pathlib.Path(top).rglob("*.py")) if not {"out", ".venv", "target"} & set(p.parts)]
for path in files:
    try:
        ast.parse(path.read_text(encoding="utf-8"), str(path))
    except SyntaxError as error:
        sys.exit(f"{path}:{error.lineno}: {error.msg}")
try:
    import tomllib
except ImportError:
    pass
else:
    tomllib.loads(pathlib.Path("deny.toml").read_text(encoding="utf-8"))
print(f"{len(files)} Python files parse")
PY
for script in .ci/run .ci/*.sh bench/*.sh bench/peers/*.sh packaging/*.sh packaging/deb/p* tools/*.sh python/*.sh; do bash -n "$script"; done
for check in tools/lexicon/lint.py tools/gazetteer/lint.py; do
  if [ -f "$check" ]; then python3 "$check"; fi
done
