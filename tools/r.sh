#!/usr/bin/env bash
# Runs the R of docs/r.md as it stands, over a store of the sample dispatches and a server on this machine, and checks what it
# made. usage: tools/r.sh [PROGRAM]; where R or its packages are missing it says so and does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
left_out() {
  printf '\n!!! LEFT OUT: the R vignette. %s\n\n' "$1" >&2
  exit 0
}
command -v Rscript >/dev/null || left_out 'R is missing: apt-get install r-base-core r-cran-jsonlite r-cran-reticulate'
has() { Rscript -e "quit(status = !requireNamespace('$1', quietly = TRUE))" >/dev/null 2>&1; }
has jsonlite || left_out 'R has no jsonlite: apt-get install r-cran-jsonlite'
reader=
for one in nanoparquet arrow reticulate; do
  if has "$one"; then
    reader=$one
    break
  fi
done
[ -n "$reader" ] || left_out 'R cannot read Parquet: install nanoparquet or arrow, or r-cran-reticulate.'
marsad=$(realpath "${1:-target/release/marsad}")
[ -x "$marsad" ] || { echo "$marsad is not built: cargo build --release -p marsad" >&2; exit 1; }

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
if [ "$reader" = reticulate ] && [ -z "${RETICULATE_PYTHON:-}" ]; then
  python3 -c 'import pyarrow' 2>/dev/null || {
    python3 -m venv "$work/venv"
    "$work/venv/bin/python" -m pip install -q --disable-pip-version-check pyarrow || left_out 'Python has no PyArrow, and it cannot be installed.'
    wheel=$(ls python/dist/*.whl 2>/dev/null || true)
    [ -z "$wheel" ] || "$work/venv/bin/python" -m pip install -q --disable-pip-version-check "$wheel"
    export RETICULATE_PYTHON=$work/venv/bin/python
  }
fi
"$marsad" init --store "$work/store" 2>/dev/null
"$marsad" add demo/dispatches.jsonl --store "$work/store" >/dev/null 2>&1
"$marsad" export --store "$work/store" --format parquet -o "$work/reports.parquet" 2>/dev/null
"$marsad" export --store "$work/store" --format jsonl >"$work/reports.jsonl" 2>/dev/null
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$marsad" serve --store "$work/store" --port "$port" >"$work/serve.log" 2>&1 &
server=$!
for _ in {1..100}; do
  python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/api/reports?limit=1', timeout=5)" 2>/dev/null && break
  sleep 0.1
done
# The blocks in their order, at the port that was free.
awk '/^```r$/ { on = 1; next } /^```/ { on = 0 } on' docs/r.md | sed "s/127.0.0.1:8745/127.0.0.1:$port/" >"$work/r.R"
cat >>"$work/r.R" <<'R'
lines <- lapply(readLines("reports.jsonl", encoding = "UTF-8"), jsonlite::fromJSON, simplifyVector = FALSE)
stopifnot(
  nrow(reports) == length(lines), nrow(reports) > 200,
  setequal(reports$report, vapply(lines, function(l) as.numeric(l$id), 0)),
  inherits(reports$from, "Date"), inherits(reports$published, "Date"), anyNA(reports$from), is.numeric(reports$killed_max),
  reports$title[match(lines[[1]]$id, reports$report)] == lines[[1]]$title,
  sum(assaults) == sum(told$type == "ASSAULT"), sum(assaults) > 50, file.size("series.png") > 2000,
  length(rows) == sum(reports$type == "ASSAULT"), length(rows) > 50,
  all(words %in% reports$trigger), nrow(events$rows) > 20, nrow(events$rows) <= length(rows)
)
if (Sys.getenv("MARSAD_R_CODES") != "") stopifnot(coded[[1]]$reports[[1]]$counts[[1]]$max == 5)
cat("the R vignette holds:", nrow(reports), "reports read\n")
R
(cd "$work" && LC_ALL=C.UTF-8 Rscript r.R)
echo "Parquet was read with $reader"
