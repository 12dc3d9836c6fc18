#!/usr/bin/env bash
# Makes the Debian package of a program that is built: program, manual pages, completions, documentation, services.
# usage: packaging/deb.sh STAGE VERSION DIR     STAGE: marsad, man/, completions/, docs/ and the licences, as release.sh lays them
set -euo pipefail
stage=$(readlink -f "$1") version=$2 dist=$(readlink -f "$3")
cd "$(dirname "$0")"
umask 022
: "${SOURCE_DATE_EPOCH:?set it, or run release.sh}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/marsad
put() { install -D -m "$1" "$2" "$root/$3"; } # mode, file, place

put 0755 "$stage/marsad" usr/bin/marsad
for page in "$stage"/man/*.1; do
  mkdir -p "$root/usr/share/man/man1"
  gzip -9nc "$page" >"$root/usr/share/man/man1/$(basename "$page").gz"
done
put 0644 "$stage/completions/marsad.bash" usr/share/bash-completion/completions/marsad
put 0644 "$stage/completions/marsad.zsh" usr/share/zsh/vendor-completions/_marsad
put 0644 "$stage/completions/marsad.fish" usr/share/fish/vendor_completions.d/marsad.fish
doc=usr/share/doc/marsad
mkdir -p "$root/$doc"
cp -r "$stage"/docs/. "$root/$doc"
gzip -9nc "$stage/CHANGELOG.md" >"$root/$doc/changelog.gz"
put 0644 "$stage/NOTICE" "$doc/NOTICE"
put 0644 deb/copyright "$doc/copyright"
for unit in collect serve; do put 0644 "deb/marsad-$unit.service" "usr/lib/systemd/system/marsad-$unit.service"; done
put 0644 deb/marsad.sysusers usr/lib/sysusers.d/marsad.conf
put 0644 deb/marsad.tmpfiles usr/lib/tmpfiles.d/marsad.conf
put 0644 deb/marsad.default etc/default/marsad

mkdir "$root/DEBIAN"
for script in postinst prerm postrm; do put 0755 "deb/$script" "DEBIAN/$script"; done
echo /etc/default/marsad >"$root/DEBIAN/conffiles"
(cd "$root" && find usr etc -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
cat >"$root/DEBIAN/control" <<CONTROL
Package: marsad
Version: $version
Architecture: amd64
Maintainer: The Marsad contributors <marsad@localhost>
Section: science
Priority: optional
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f1)
Suggests: poppler-utils, chromium, postgresql
Description: sourced record of what is reported about armed conflict
 Marsad reads news, Arabic first, and keeps a sourced record of what is
 reported: who did what to whom, where, when, how many, who says so, and how
 sure they are. Every field points at the exact words in a kept copy of the
 page.
 .
 The program is static and needs nothing else. Poppler reads PDF pages,
 Chromium prints briefs, PostgreSQL holds the store of a team.
CONTROL
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group --threads-max=1 -Zxz --build "$root" "$dist/marsad_${version}_amd64.deb" >/dev/null
