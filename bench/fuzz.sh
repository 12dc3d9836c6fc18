#!/usr/bin/env bash
# Fuzzes what reads strangers' bytes, one target after the other, and writes bench/results/fuzz.tsv: of each target its last
# run. `bench/fuzz.sh 600 warc_reader feed` runs two of them for ten minutes each; without names, all of them.
# FUZZ_FLAGS='--no-default-features --features store' leaves the coder out, which takes long to build with the fuzzer's checks.
# Needs a nightly compiler and cargo-fuzz. What was found stands in fuzz/artifacts/TARGET, what was learned in fuzz/corpus/TARGET.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
cargo=${CARGO:-cargo}
[ $# -gt 0 ] || mapfile -t all < <("$cargo" +nightly fuzz list)
targets=("$@" "${all[@]}")
table=bench/results/fuzz.tsv
# Many targets write small files: into memory, where there is room for that.
[ -w /dev/shm ] && [ -z "${TMPDIR:-}" ] && export TMPDIR=/dev/shm
read -ra flags <<<"${FUZZ_FLAGS:-}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
[ -f "$table" ] || printf 'target\tseconds\texecutions\tinputs kept\tfindings\n' >"$table"

failed=()
for target in "${targets[@]}"; do
  mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target"
  seeds=()
  [ ! -d "fuzz/seeds/$target" ] || seeds=("fuzz/seeds/$target")
  before=$(find "fuzz/artifacts/$target" -type f | wc -l)
  begun=$SECONDS
  "$cargo" +nightly fuzz run "${flags[@]}" "$target" "fuzz/corpus/$target" "${seeds[@]}" -- -max_total_time="$seconds" -rss_limit_mb=2048 \
    -timeout=20 -print_final_stats=1 2>&1 | tee "$log" | grep -v '^#' >&2 || failed+=("$target")
  # The time of the runs themselves, without that of building; a run that ended early has none and is given whole.
  took=$(sed -n 's/^Done [0-9]* runs in \([0-9]*\) second.*/\1/p' "$log" | tail -1)
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)
  found=$(($(find "fuzz/artifacts/$target" -type f | wc -l) - before))
  row=$(printf '%s\t%s\t%s\t%s\t%s' "$target" "${took:-$((SECONDS - begun))}" "${runs:-0}" "$(find "fuzz/corpus/$target" -type f | wc -l)" "$found")
  # Several runs may go on at once, each over other targets.
  exec 9>fuzz/corpus/.lock
  flock 9
  { head -1 "$table"; { awk -F'\t' -v t="$target" 'NR > 1 && $1 != t' "$table"; echo "$row"; } | LC_ALL=C sort; } >"$log"
  cp "$log" "$table"
  exec 9>&-
done
[ ${#failed[@]} = 0 ] || { printf '\n!!! findings in: %s\n\n' "${failed[*]}" >&2; exit 1; }
