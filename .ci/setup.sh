#!/usr/bin/env bash
# Brings a fresh Debian 12 that has Rust and Node to where `make lint` and `make test` run in full.
set -euo pipefail
cd "$(dirname "$0")/.."

need=()
command -v cc >/dev/null || need+=(build-essential)
command -v pkg-config >/dev/null || need+=(pkg-config)
command -v python3 >/dev/null || need+=(python3)
[ -x /usr/bin/chromium ] || need+=(chromium fonts-noto-core)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || need+=(postgresql)
if [ ${#need[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    apt-get install -y -q --no-install-recommends "${need[@]}"
  else
    printf '\n!!! missing, and only root can install them here: %s\n\n' "${need[*]}" >&2
  fi
fi

command -v cargo >/dev/null || { echo "cargo is missing: install Rust from https://rustup.rs" >&2; exit 1; }
# rust-toolchain.toml names the version; the first call of a rustup cargo fetches it.
cargo --version
if command -v node >/dev/null; then echo "node $(node --version)"; else echo "node is missing: web/ will be left out"; fi
cargo fetch --locked
