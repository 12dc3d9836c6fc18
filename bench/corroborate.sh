#!/usr/bin/env bash
# Measures copies, origins and same events, and writes bench/results/corroborate.tsv. The sets are not part of this repository:
# they stand beside it or where MARSAD_SHARED points. The articles are coded first, by the program given
# (bench/corroborate.sh path/to/marsad) or the one built for release. FILL_SECONDS: how long the index in memory is filled (300).
# MILLION: how many made documents go through the index on disk (1000000; 0 keeps the rows of the run before).
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${MARSAD_SHARED:-../shared}
marsad=${1:-target/release/marsad}
if [ ! -f "$shared/bench/corroborate/article_pairs.jsonl" ]; then
  printf '\n!!! LEFT OUT: copies, origins and events. %s/bench/corroborate is missing; set MARSAD_SHARED.\n\n' "$shared" >&2
  exit 0
fi
[ -x "$marsad" ] || { echo "$marsad is missing: build it with cargo build --release -p marsad, or name another" >&2; exit 2; }
mkdir -p bench/out bench/results
# All articles are coded: those of the pairs are also compared through their copies among the others.
# Some have only a month of publication, which is no day.
python3 - "$shared" >bench/out/news.jsonl <<'PY'
import json, re, sys
for line in open(sys.argv[1] + "/bench/news/articles.jsonl", encoding="utf-8"):
    article = json.loads(line)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", article.get("published") or ""):
        article["published"] = None
    print(json.dumps(article, ensure_ascii=False))
PY
"$marsad" code <bench/out/news.jsonl >bench/out/news_coded.jsonl
"$marsad" code <bench/own/pairs/articles.jsonl >bench/out/own_coded.jsonl
gunzip -c "$shared/bench/news/bulk.jsonl.gz" >bench/out/bulk.jsonl
# CARGO_PROFILE=test measures with the build that the tests use.
cargo build -q --profile "${CARGO_PROFILE:-release}" -p marsad-corroborate --example bench --example million
folder=${CARGO_PROFILE:-release}
[ "$folder" != test ] || folder=debug
million=${MILLION:-1000000}
if [ "$million" -gt 0 ]; then
  rm -rf bench/out/keys
  "target/$folder/examples/million" bench/out/keys "$million" >bench/out/million.tsv
else
  grep 'made documents' bench/results/corroborate.tsv >bench/out/million.tsv || true
fi
MARSAD_OWN_CODED=bench/out/own_coded.jsonl MARSAD_BULK=bench/out/bulk.jsonl "target/$folder/examples/bench" "$shared" bench/out/news_coded.jsonl "${FILL_SECONDS:-300}" \
  >bench/out/corroborate.tsv
# The same pairs by way of a store.
cargo build -q --profile "${CARGO_PROFILE:-release}" -p marsad-store --example pairs
"target/$folder/examples/pairs" articles bench/out/news.jsonl bench/out/news_coded.jsonl "$shared/bench/corroborate/article_pairs.jsonl" \
  >>bench/out/corroborate.tsv
"target/$folder/examples/pairs" 'own articles' bench/own/pairs/articles.jsonl bench/out/own_coded.jsonl bench/own/pairs/pairs.jsonl \
  >>bench/out/corroborate.tsv
cat bench/out/million.tsv >>bench/out/corroborate.tsv
mv bench/out/corroborate.tsv bench/results/corroborate.tsv
echo "bench/results/corroborate.tsv: $(($(wc -l <bench/results/corroborate.tsv) - 1)) figures"
