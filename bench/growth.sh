#!/usr/bin/env bash
# What coding costs as the input grows: `marsad code` over a thousand documents and ten and a hundred times as many, on one core and on
# two. Writes bench/results/growth.tsv. The documents are those of an archive made by make_warc.py: as long, and as full of acts, as
# those of a real one; see README.md. What `marsad batch` and Spark cost is in batch.tsv and spark.tsv.
# usage: bench/growth.sh [MARSAD] [DOCUMENTS …]     1000 10000 100000 without numbers
set -euo pipefail
bin=$(readlink -f "${1:-$(dirname "$0")/../target/release/marsad}")
shift || true
cd "$(dirname "$0")/.."
sizes=("${@:-}")
[ -n "${sizes[0]}" ] || sizes=(1000 10000 100000)
work=$PWD/bench/out
mkdir -p "$work"
thousand=$work/growth-1000.jsonl
# Made once: 1,000 different documents. More of them are the same ones again under other ids, so that all sizes are of one kind.
[ -f "$thousand" ] || python3 - 1000 >"$thousand" <<'PY'
import json, random, sys
sys.path.insert(0, "bench")
import make_warc, stories
rng = random.Random(11)
everything = [s for s in stories.stories(sorted(stories.HERE.glob("*.md")))[0] if s["published"]]
rows = (stories.HERE.parent / "lookalikes.tsv").read_text(encoding="utf-8").splitlines()
sentences = [row.split("\t")[1] for row in rows if row.count("\t") >= 3][1:]
for number in range(int(sys.argv[1])):
    paragraphs, story = make_warc.mixed(rng, everything, number, sentences), everything[number % len(everything)]
    document = {"id": str(number), "title": story["title"], "text": "\n".join(paragraphs), "published": story["published"]}
    print(json.dumps(document, ensure_ascii=False))
PY
table=$work/growth.tsv
printf 'part\tset\tfigure\tvalue\n' >"$table"
for size in "${sizes[@]}"; do
  for ((i = 0; i < size / 1000; i++)); do sed "s/^{\"id\": \"/&$i-/" "$thousand"; done >"$work/growth.jsonl"
  for cores in 1 2; do
    read -r seconds user system peak < <({ /usr/bin/time -f '%e %U %S %M' "$bin" code --threads "$cores" <"$work/growth.jsonl" >/dev/null; } 2>&1 | tail -1)
    row() { printf 'growth\tmarsad code, %s documents, cores: %s\t%s\t%s\n' "$size" "$cores" "$1" "$2" >>"$table"; }
    row documents "$size"
    row cores "$cores"
    row seconds "$seconds"
    row 'processor seconds' "$(awk '{ print $1 + $2 }' <<<"$user $system")"
    row 'documents/s' "$(awk '{ printf "%.0f", $1 / $2 }' <<<"$size $seconds")"
    row 'peak memory, MiB' "$((peak / 1024))"
  done
done
rm -f "$work/growth.jsonl"
mv "$table" bench/results/growth.tsv
column -t -s $'\t' bench/results/growth.tsv
