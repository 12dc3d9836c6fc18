#!/usr/bin/env bash
# Lets other programs judge what we write: archives and packages made by the tests, read by warcio, wacz and cdxj-indexer and,
# where it is installed, served by pywb on this machine. Prints `check, program, result`.
# usage: bench/archive-peers.sh VENV [PYWB_VENV]     folders of Python environments that have these programs
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
bin=$(readlink -f "$1")/bin
pywb=${2:+$(readlink -f "$2")/bin}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
MARSAD_OUT=$out cargo test -q -p marsad-acquire --test warc --test package -- --ignored >/dev/null
row() { printf '%s\t%s\t%s\n' "$1" "$2" "$3"; }
version() { "$1/python" -c "from importlib.metadata import version; print('$2', version('$2'))"; }

printf 'check\tprogram\tresult\n'
cd "$out"
row 'digests of a written archive' "$(version "$bin" warcio)" "$("$bin/warcio" check -v check.warc.gz | grep -c 'digest pass') of $(gzip -dc check.warc.gz | grep -ac '^WARC/1.1') records pass"
bad=0
while read -r offset; do
  "$bin/warcio" extract check.warc.gz "$offset" >one 2>/dev/null || bad=$((bad + 1))
  head -c 8 one | grep -q WARC/1.1 || bad=$((bad + 1))
done < <("$bin/warcio" index check.warc.gz -f offset | tr -dc '0-9\n')
row 'records read by their offsets' "$(version "$bin" warcio)" "$bad fail"
row 'a package is valid' "$(version "$bin" wacz)" "$("$bin/wacz" validate -f check.wacz | tail -1)"
unzip -q check.wacz
row 'digests of a packed archive' "$(version "$bin" warcio)" "$("$bin/warcio" check -v archive/data.warc.gz | grep -c 'digest pass') of $(gzip -dc archive/data.warc.gz | grep -ac '^WARC/1.1') records pass"
differ=$("$bin/python" - <(gzip -dc indexes/index.cdx.gz) <("$bin/cdxj-indexer" -s archive/data.warc.gz) <<'PY'
import json, sys
def read(path):
    return [(*line.split(" ", 2)[:2], json.loads(line.split(" ", 2)[2])) for line in open(path, encoding="utf-8")]
ours, theirs = map(read, sys.argv[1:])
print(f"{sum(a != b for a, b in zip(ours, theirs)) + abs(len(ours) - len(theirs))} of {len(theirs)} lines differ")
PY
)
row 'the index of a package' "$(version "$bin" cdxj-indexer)" "$differ"

[ -n "$pywb" ] || exit 0
mkdir replay && cd replay
"$pywb/wb-manager" init own >/dev/null 2>&1
"$pywb/wb-manager" add --unpack-wacz own ../check.wacz >/dev/null 2>&1
port=18745
"$pywb/wayback" -p $port >log 2>&1 &
server=$!
trap 'kill $server; rm -rf "$out"' EXIT
get() { curl -s --noproxy '*' -m 20 -o body -w '%{http_code}' "http://127.0.0.1:$port/own/20240501100000id_/$1" || true; }
for _ in $(seq 60); do [ "$(get https://www.example.org/2)" = 200 ] && break; sleep 1; done
row 'a page is replayed' "$(version "$pywb" pywb)" "$(get https://www.example.org/2) $(cat body)"
row 'a redirect is replayed' "$(version "$pywb" pywb)" "$(get https://short.example/)"
row 'a text without HTTP is replayed' "$(version "$pywb" pywb)" "$(get https://b.example/4.txt) $(cat body)"
