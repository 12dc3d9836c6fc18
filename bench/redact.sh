#!/bin/sh
# Counts how many names of private persons the public form hides, on sentences of the project's own with the names marked.
# usage: bench/redact.sh   writes bench/results/redact.tsv; what is wrong goes to standard error
set -eu
cd "$(dirname "$0")/.."
cargo run -q --release -p marsad-redact --example names -- bench/own/names.tsv bench/own/names_fresh.tsv >bench/results/redact.tsv.part
mv bench/results/redact.tsv.part bench/results/redact.tsv
cat bench/results/redact.tsv
