#!/usr/bin/env bash
# Spark over the wheel on this machine: seconds in one process, on one core, on a standalone cluster of one and two workers of
# one core each, and with a worker killed in mid-run; each time the rows are compared with those of one process. Writes
# bench/results/spark.tsv. Needs Java 17 and 400 MB for PySpark, which comes by pip into an environment that is removed again.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v java >/dev/null || { echo 'bench/spark.sh: Java is missing: apt-get install openjdk-17-jre-headless' >&2; exit 1; }
mkdir -p bench/out bench/results
export MARSAD_SPARK_TABLE=$PWD/bench/out/spark.tsv
printf 'part\tset\tfigure\tvalue\n' >"$MARSAD_SPARK_TABLE"
printf 'spark\tthe machine\tcores\t%s\n' "$(nproc)" >>"$MARSAD_SPARK_TABLE"
printf 'spark\tthe machine\tload before\t%s\n' "$(cut -d' ' -f1 /proc/loadavg)" >>"$MARSAD_SPARK_TABLE"
python/test.sh -m slow -x
mv "$MARSAD_SPARK_TABLE" bench/results/spark.tsv
column -t -s $'\t' bench/results/spark.tsv
