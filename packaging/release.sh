#!/usr/bin/env bash
# Makes everything of a release in one folder: the static program, its archive, the Debian package, the list of what is in it
# (SBOM), the lexicon by itself, the guide as pages, and the checksums. The same commit gives the same bytes, in whatever
# folder it is built; bench/reproducible.sh checks it. How a release is made: docs/release.md.
# usage: packaging/release.sh [DIR]     the folder, `dist` without it; it is emptied first
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
dist=${1:-dist}
target=x86_64-unknown-linux-musl
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
loud() { printf '\n!!! %s\n\n' "$1" >&2; }

# Every file gets the time of the commit; outside of a repository SOURCE_DATE_EPOCH must be given.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export LC_ALL=C TZ=UTC CARGO_INCREMENTAL=0
umask 022
[ -n "$SOURCE_DATE_EPOCH" ] || { loud 'no commit here: set SOURCE_DATE_EPOCH'; exit 2; }
[ -z "$(git status --porcelain 2>/dev/null)" ] || loud 'files differ from the commit: what is built here is no release'
command -v musl-gcc >/dev/null || { loud 'musl-gcc is missing. Install with: apt-get install musl-tools'; exit 2; }
rustup target list --installed | grep -qx "$target" || rustup target add "$target"

rm -rf "$dist" && mkdir -p "$dist"
dist=$(readlink -f "$dist")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# No path of this machine may come into the program: neither from Rust nor from the C of SQLite, zstd, AWS-LC and mimalloc.
home=${CARGO_HOME:-$HOME/.cargo}
export CARGO_ENCODED_RUSTFLAGS=$(printf '%s\x1f' "--remap-path-prefix=$root=/marsad" "--remap-path-prefix=$home=/cargo")-Ctarget-feature=+crt-static
export CC_x86_64_unknown_linux_musl=musl-gcc
export CFLAGS_x86_64_unknown_linux_musl="-ffile-prefix-map=$root=/marsad -ffile-prefix-map=$home=/cargo -g0"
make -s web
[ -f web/dist/marsad.js ] || loud 'the pages come without their script: Node is missing'
cargo build --locked --release --target "$target" -p marsad
bin=${CARGO_TARGET_DIR:-target}/$target/release/marsad
readelf -d "$bin" | grep -q NEEDED && { loud "$bin asks for shared libraries"; exit 1; }
if strings -a "$bin" | grep -F -e "$root/" -e "$home/" | head -5 | grep .; then loud 'paths of this machine are in the program'; exit 1; fi

# `pack ARCHIVE FOLDER NAME…`: a tar.gz that depends on names and contents alone.
pack() {
  local archive=$1 folder=$2
  shift 2
  tar --create --format=gnu --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX' \
    --directory "$folder" "$@" | gzip -9n >"$archive"
}

name=marsad-$version-$target
stage=$work/$name
mkdir -p "$stage/completions"
install -m 0755 "$bin" "$stage/marsad"
"$bin" man --out "$stage/man" 2>/dev/null
for shell in bash zsh fish; do "$bin" completions $shell >"$stage/completions/marsad.$shell"; done
cp README.md CHANGELOG.md NOTICE LICENSE-APACHE LICENSE-MIT "$stage"
cp -r docs "$stage/docs"
rm -rf "$stage/docs/img"
pack "$dist/$name.tar.gz" "$work" "$name"

packaging/deb.sh "$stage" "$version" "$dist"
python3 packaging/sbom.py "$target" >"$dist/marsad-$version.cdx.json"
packaging/lexicon.sh "$bin" "$dist"
if command -v mdbook >/dev/null; then
  python3 packaging/site.py "$work/book" && mdbook build "$work/book" --dest-dir "$work/site/marsad-docs-$version" >/dev/null
  pack "$dist/marsad-docs-$version.tar.gz" "$work/site" "marsad-docs-$version"
else
  loud 'LEFT OUT: the guide as pages. Install with: cargo install mdbook --locked'
fi
(cd "$dist" && sha256sum -- * >"$work/SHA256SUMS" && mv "$work/SHA256SUMS" .)
(cd "$dist" && ls -l && cat SHA256SUMS)
