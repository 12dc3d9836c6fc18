#!/usr/bin/env bash
# Builds the release of one commit twice, in two folders with names of different length, and compares every file byte by byte.
# Takes two full builds: a quarter of an hour and more on two cores. Writes bench/results/reproducible.tsv.
# usage: bench/reproducible.sh [COMMIT]
#   MARSAD_FIRST=DIR        a `dist` of this commit that is built already, taken for the first
#   MARSAD_NODE_MODULES=DIR packages of the front end that are installed already
set -euo pipefail
cd "$(dirname "$0")/.."
commit=$(git rev-parse "${1:-HEAD}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() { # folder
  git clone -q --no-local . "$1"
  git -C "$1" checkout -q "$commit"
  if [ -n "${MARSAD_NODE_MODULES:-}" ]; then
    ln -s "$(readlink -f "$MARSAD_NODE_MODULES")" "$1/web/node_modules"
    # Older than what is installed: nothing is to be installed anew.
    touch -d 2000-01-01 "$1/web/package-lock.json"
  fi
  (cd "$1" && env -u CARGO_TARGET_DIR packaging/release.sh >"$1.log" 2>&1) || { tail -20 "$1.log" >&2; exit 1; }
  rm -rf "$1/target"
}
first=${MARSAD_FIRST:-}
if [ -z "$first" ]; then
  build "$work/a"
  first=$work/a/dist
fi
build "$work/a-folder-with-a-much-longer-name/inside/another"
second=$work/a-folder-with-a-much-longer-name/inside/another/dist

table=$work/table
printf 'file\tbytes\tsha256\tthe other build\n' >"$table"
code=0
while read -r file; do
  same=same
  cmp -s "$first/$file" "$second/$file" || { same=DIFFERENT code=1; }
  printf '%s\t%s\t%s\t%s\n' "$file" "$(stat -c %s "$second/$file")" "$(sha256sum <"$second/$file" | cut -d' ' -f1)" "$same" >>"$table"
done < <(cd "$second" && find . -type f -printf '%P\n' | LC_ALL=C sort)
diff <(cd "$first" && find . -type f | sort) <(cd "$second" && find . -type f | sort) || code=1
cat "$table"
[ "$code" = 0 ] || { printf '\n!!! the two builds differ\n\n' >&2; exit 1; }
cp "$table" bench/results/reproducible.tsv
