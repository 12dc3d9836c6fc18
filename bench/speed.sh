#!/usr/bin/env bash
# How fast the coder alone works on one core, at growing sizes of input, and the most memory that `marsad code` takes. Writes
# bench/results/speed.tsv. The input is the text of the project's own labelled stories, over and over, and one long document.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p bench/out bench/results
cargo build --release -q -p marsad
cargo build --release -q -p marsad-coder --example code_lines
python3 bench/stories.py >bench/out/stories.jsonl
table=bench/out/speed.tsv
printf 'part\tset\tfigure\tvalue\n' >"$table"
row() { printf 'speed\t%s\t%s\t%s\n' "$1" "$2" "$3" >>"$table"; }
for times in 1 4 16; do
  for ((i = 0; i < times; i++)); do cat bench/out/stories.jsonl; done >bench/out/speed.jsonl
  # The best of three runs: the others met a busier machine.
  best=$(for run in 1 2 3; do target/release/examples/code_lines --time <bench/out/speed.jsonl 2>&1; done |
    sed -E 's/.* ([0-9]+) bytes, ([0-9.]+) s.*/\1 \2/' | sort -k2n | head -1)
  row "stories, $times times over" bytes "${best% *}"
  row "stories, $times times over" 'MB/s a core' "$(awk '{ printf "%.2f", $1 / 1e6 / $2 }' <<<"$best")"
  peak=$( { /usr/bin/time -f %M target/release/marsad code --threads 1 <bench/out/speed.jsonl >/dev/null; } 2>&1 | tail -1)
  row "stories, $times times over" 'peak memory, MiB' "$((peak / 1024))"
done
# One document of all stories' texts.
python3 - bench/out/stories.jsonl >bench/out/speed.jsonl <<'PY'
import json, sys
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
print(json.dumps({"id": "long", "title": "", "text": "\n".join(texts), "published": "2024-05-10"}, ensure_ascii=False))
PY
best=$(for run in 1 2 3; do target/release/examples/code_lines --time <bench/out/speed.jsonl 2>&1; done |
  sed -E 's/.* ([0-9]+) bytes, ([0-9.]+) s.*/\1 \2/' | sort -k2n | head -1)
row 'one document of all stories' bytes "${best% *}"
row 'one document of all stories' 'MB/s a core' "$(awk '{ printf "%.2f", $1 / 1e6 / $2 }' <<<"$best")"
mv "$table" bench/results/speed.tsv
column -t -s $'\t' bench/results/speed.tsv
