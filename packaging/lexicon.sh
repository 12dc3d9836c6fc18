#!/usr/bin/env bash
# Packs the lexicon by itself: the data files with their cases and notes, the licences, and which version it is. Whoever has an
# older program reads with it: unpack it, and `marsad … --no-builtin --lexicon FOLDER`.
# usage: packaging/lexicon.sh MARSAD DIR
set -euo pipefail
bin=$(readlink -f "$1") dist=$(readlink -f "$2")
cd "$(dirname "$0")/.."
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct)}"
export LC_ALL=C
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The files as they lie here, with nothing of the user's own.
IFS=$'\t' read -r version day hash < <(MARSAD_LEXICON=$work/none "$bin" lexicon version --no-builtin --lexicon . 2>/dev/null)
if [ "$version" = - ]; then
  digits=${hash#sha256:}
  version=unreleased-${digits:0:8}
  day=$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)
  printf '\n!!! lexicon/RELEASES.md has no row for %s: the archive is named lexicon-%s\n\n' "$hash" "$version" >&2
fi
name=lexicon-$version
mkdir "$work/$name"
cp -r lexicon gazetteer NOTICE LICENSE-APACHE LICENSE-MIT "$work/$name"
cat >"$work/$name/README.txt" <<TEXT
The lexicon of Marsad, version $version of $day
$hash

Read with it:   marsad read --no-builtin --lexicon $name PAGE
Compare:        marsad lexicon diff $name
What changed:   lexicon/RELEASES.md

Each row names its source and licence in its last two columns; NOTICE says what comes from others. Where no other licence is
named, Apache-2.0 or MIT, at your choice.
TEXT
tar --create --format=gnu --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX' \
  --directory "$work" "$name" | gzip -9n >"$dist/$name.tar.gz"
