#!/usr/bin/env bash
# Fills a store with invented pages and asks it: on SQLite, and on a PostgreSQL server that it starts itself.
# Writes bench/results/store.tsv. `bench/store.sh 150000` (the default) makes about a million reports; that takes some
# gigabytes under STORE_BENCH (a temporary folder) and, with PostgreSQL, an hour on a small machine.
set -euo pipefail
cd "$(dirname "$0")/.."
documents=${1:-150000}
work=${STORE_BENCH:-$(mktemp -d)}
mkdir -p "$work"
cargo build --release -q -p marsad-store --example bulk
bulk=target/release/examples/bulk
rows=$work/rows.tsv
: >"$rows"

bytes() { du -sb "$@" | awk '{ sum += $1 } END { print sum }'; }
grown() { # store, what, bytes
  awk -v OFS='\t' -v store="$1" -v what="$2" -v bytes="$3" -v n="$documents" \
    'BEGIN { print store, what " a page, bytes", int(bytes / n + 0.5) }' >>"$rows"
}

echo "SQLite: $documents pages" >&2
if [ ! -d "$work/sqlite" ]; then "$bulk" fill "$work/sqlite" "$documents" | sed 's/^fill/sqlite/' >"$work/sqlite.fill"; fi
cat "$work/sqlite.fill" >>"$rows"
grown sqlite "database" "$(bytes "$work"/sqlite/marsad.sqlite*)"
grown sqlite "archive" "$(bytes "$work/sqlite/archive")"
"$bulk" ask "$work/sqlite" >>"$rows"

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
if [ -z "$bin" ] && command -v initdb >/dev/null; then bin=$(dirname "$(command -v initdb)"); fi
if [ -z "$bin" ]; then
  printf '\n!!! LEFT OUT: PostgreSQL. initdb is missing.\n\n' >&2
else
  echo "PostgreSQL: $documents pages" >&2
  data=$work/postgres
  # initdb refuses root.
  as=()
  if [ "$(id -u)" = 0 ]; then
    user=postgres
    id "$user" >/dev/null 2>&1 || user=nobody
    as=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups)
    chmod 755 "$work"
  fi
  mkdir -p "$data"
  [ "$(id -u)" != 0 ] || chown "$user" "$data"
  "${as[@]}" "$bin/initdb" -A trust -U marsad -E UTF8 --locale=C -D "$data/data" >/dev/null
  "${as[@]}" "$bin/pg_ctl" -w -D "$data/data" -l "$data/log" \
    -o "-c listen_addresses= -c unix_socket_directories=$data -c shared_buffers=512MB" start >/dev/null
  trap '"${as[@]}" "$bin/pg_ctl" -m immediate -D "$data/data" stop >/dev/null || true' EXIT
  url="postgres://marsad@localhost/postgres?host=$data"
  "$bulk" fill "$url" "$work/postgres-archive" "$documents" | sed 's/^fill/postgres/' >>"$rows"
  psql -q -h "$data" -U marsad postgres -c 'VACUUM ANALYZE' || true
  grown postgres "database" "$(psql -Atq -h "$data" -U marsad postgres -c "SELECT pg_database_size('postgres')")"
  grown postgres "archive" "$(bytes "$work/postgres-archive")"
  "$bulk" ask "$url" >>"$rows"
fi
{
  printf 'part\tset\tfigure\tvalue\n'
  awk -F'\t' -v OFS='\t' '{ print "store", $1, $2, $3 }' "$rows"
} >bench/results/store.tsv
[ -n "${STORE_BENCH:-}" ] || rm -rf "$work"
