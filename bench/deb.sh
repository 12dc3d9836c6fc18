#!/usr/bin/env bash
# Tries a Debian package: unpacked into an empty root the program runs there and finds nothing of this machine, the manual pages
# are sound, bash completes, the services' files are sound. With `--install` (root, debootstrap and the registry) it is also
# installed into a bare Debian, started as its own user, upgraded over itself, and purged.
# usage: bench/deb.sh PACKAGE.deb [--install]
set -euo pipefail
deb=$(readlink -f "${1:?usage: bench/deb.sh PACKAGE.deb [--install]}")
cd "$(dirname "$0")/.."
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
said() { printf '%-34s %s\n' "$1" "$2"; }
fail() { printf '\n!!! %s\n' "$1" >&2; exit 1; }
version=$(dpkg-deb -f "$deb" Version)

dpkg-deb -x "$deb" "$root/x"
(cd "$root/x" && dpkg-deb --ctrl-tarfile "$deb" | tar xOf - ./md5sums | md5sum --quiet -c) || fail 'md5sums do not fit'
said 'files, all with their md5sum' "$(find "$root/x" -type f | wc -l)"
find "$root/x" -newermt "@$(stat -c %Y "$root/x/usr/bin/marsad")" -type f | grep . && fail 'files have different times'

if [ "$(id -u)" = 0 ]; then
  # Nothing but the package is in this root: no C library, no shell.
  [ "$(chroot "$root/x" /usr/bin/marsad --version)" = "marsad $version" ] || fail 'the program does not run in an empty root'
  mkdir -p "$root/x/tmp"
  chroot "$root/x" /usr/bin/marsad demo --no-serve --store /tmp/store >/dev/null 2>"$root/demo.log" || fail "$(cat "$root/demo.log")"
  chroot "$root/x" /usr/bin/marsad doctor --store /tmp/store >/dev/null 2>&1 || fail 'the store that it made is not sound'
  said 'program in an empty root' "$(grep -o '[0-9]* reports' "$root/demo.log" | head -1) in its demonstration"
else
  said 'program in an empty root' 'LEFT OUT: only root can change the root'
  "$root/x/usr/bin/marsad" --version
fi

pages=0
for page in "$root"/x/usr/share/man/man1/*.gz; do
  gzip -dc "$page" >"$root/page.1"
  if command -v mandoc >/dev/null; then
    # A page has no day of its own, so that the same program gives the same bytes.
    mandoc -T lint -W warning "$root/page.1" | grep -v 'missing date' | grep . && fail "$page"
  elif command -v man >/dev/null; then
    [ -z "$(man --warnings -l "$root/page.1" 2>&1 >/dev/null)" ] || fail "$page"
  else
    fail 'neither mandoc nor man is there'
  fi
  pages=$((pages + 1))
done
said 'manual pages without a warning' "$pages"

found=$(bash --norc -c 'source "$1"; COMP_WORDS=(marsad col); COMP_CWORD=1; _marsad marsad col marsad; echo "${COMPREPLY[@]}"' \
  - "$root/x/usr/share/bash-completion/completions/marsad")
[ "$found" = collect ] || fail "bash completes \`col\` to \`$found\`"
said 'bash completes' "col → $found"
if command -v systemd-analyze >/dev/null; then
  systemd-analyze verify --man=no --root="$root/x" "$root"/x/usr/lib/systemd/system/*.service || fail 'a service is not sound'
  said 'services' 'as systemd-analyze wants them'
else
  said 'services' 'LEFT OUT: systemd-analyze is missing'
fi
[ "${2:-}" = --install ] || exit 0

debootstrap --variant=minbase bookworm "$root/debian" >"$root/debootstrap.log" 2>&1 || fail "$(tail -5 "$root/debootstrap.log")"
inside() { chroot "$root/debian" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"; }
cp "$deb" "$root/debian/marsad.deb"
inside dpkg -i /marsad.deb >/dev/null
as() { inside setpriv --reuid=marsad --regid=marsad --clear-groups env HOME=/var/lib/marsad "$@"; }
as marsad init --store /var/lib/marsad/store >/dev/null 2>&1 || fail 'its user cannot make a store'
inside dpkg -i /marsad.deb >/dev/null
as marsad reports --store /var/lib/marsad/store >/dev/null || fail 'the store is gone after the package came anew'
as sh -c 'touch /etc/default/marsad' 2>/dev/null && fail 'its user may write its settings'
inside dpkg --purge marsad >/dev/null 2>&1
[ ! -e "$root/debian/usr/bin/marsad" ] && [ ! -e "$root/debian/etc/default/marsad" ] || fail 'purging leaves files'
[ -f "$root/debian/var/lib/marsad/store/marsad.sqlite" ] || fail 'purging took the record away'
said 'in a bare Debian' 'installed, used by its user, installed anew, purged; the record stays'
