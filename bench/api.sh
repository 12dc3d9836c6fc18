#!/usr/bin/env bash
# Lets schemathesis ask every address of the API what it describes, and much that it does not, on a store of the demonstration.
# Prints `check, value`.
# usage: bench/api.sh MARSAD VENV >bench/results/api.tsv    VENV: a Python environment with schemathesis
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
marsad=$(readlink -f "$1")
bin=$(readlink -f "$2")/bin
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$out"' EXIT
"$marsad" demo --no-serve --store "$out/demo" >/dev/null 2>&1
"$marsad" serve --store "$out/demo" --port 0 --rate 0 --no-open >"$out/address" 2>/dev/null &
server=$!
until [ -s "$out/address" ]; do sleep 0.2; done
address=$(cat "$out/address")
status=0
export HYPOTHESIS_STORAGE_DIRECTORY="$out/hypothesis"
# What a description cannot say (a search that reads as syntax, `from` after `to`, a cursor of elsewhere) is refused with 400: the
# check that everything that fits it is accepted does not apply.
"$bin/schemathesis" run "${address}api/openapi.json" --checks all --exclude-checks positive_data_acceptance --max-examples "${EXAMPLES:-100}" --seed 1 --no-color \
  >"$out/report" 2>&1 || status=$?
cp "$out/report" bench/out/schemathesis.txt 2>/dev/null || cp "$out/report" /tmp/schemathesis.txt
row() { printf '%s\t%s\n' "$1" "$2"; }
printf 'check\tvalue\n'
row program "schemathesis $("$bin/python" -c 'from importlib.metadata import version; print(version("schemathesis"))')"
row 'exit code' "$status"
grep -aE '^ *(Selected|Tested|Errored)[: ]' "$out/report" | sed 's/^ *//; s/: */\t/' || true
row 'test cases' "$(grep -aoE '[0-9,]+ generated' "$out/report" | head -1 || true)"
row 'operations in the description' "$("$bin/python" -c 'import json; print(len(json.load(open("docs/api/openapi.json"))["paths"]))')"
row 'failures' "$(grep -ac '^- ' "$out/report" || true)"
