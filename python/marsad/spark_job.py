"""The whole way on a cluster, for `spark-submit`: files of pages in, Parquet out.

    spark-submit --master spark://head:7077 $(python -m marsad.spark_job --where) PATH… --out FOLDER

Writes `coded` (the documents with what was coded of them), `reports`, `links`, `origins` and `events`. PATH is a file that
every worker sees, or a pattern of such files; Parquet folders are taken as documents that were read before.
"""

from __future__ import annotations

import argparse
import glob
import json
import sys
import time
from typing import Any


def main(arguments: list[str] | None = None) -> int:
    """Runs it; exit code 1 where something could not be read or coded, each named in `coded`."""
    words = argparse.ArgumentParser(prog="spark_job", description=__doc__.partition("\n")[0])
    words.add_argument("paths", nargs="*", metavar="PATH", help="files of pages, patterns of them, or Parquet folders")
    words.add_argument("--out", metavar="FOLDER", help="where to write; what stands there under these names is replaced")
    words.add_argument("--lexicon", action="append", metavar="FOLDER", help="lexicon of your own, seen by every worker")
    words.add_argument("--checkpoints", metavar="FOLDER", help="for results in between [default: OUT/.checkpoints]")
    words.add_argument("--tasks", type=int, metavar="N", help="tasks that coding is cut into [default: four a core]")
    words.add_argument("--where", action="store_true", help="print where this file stands, for spark-submit")
    given = words.parse_args(arguments)
    if given.where:
        print(__file__)
        return 0
    if not given.paths or not given.out:
        words.error("give at least one PATH, and --out FOLDER")
    tables = [path for path in given.paths if path.rstrip("/").endswith(".parquet")]
    files = [f for path in given.paths if path not in tables for f in sorted(glob.glob(path)) or [path]]

    from pyspark.sql import SparkSession
    from pyspark.sql import functions as f

    from marsad import spark as on_spark

    spark = SparkSession.builder.appName("marsad").getOrCreate()
    spark.sparkContext.setCheckpointDir(given.checkpoints or f"{given.out}/.checkpoints")
    done: dict[str, float] = {}
    last = time.monotonic()

    def written(name: str, frame: Any, *by: str) -> Any:
        nonlocal last
        frame.write.mode("overwrite").partitionBy(*by).parquet(f"{given.out}/{name}")
        done[f"{name}, seconds"] = round(time.monotonic() - last, 1)
        last = time.monotonic()
        return spark.read.parquet(f"{given.out}/{name}")

    pages = on_spark.read(spark, files) if files else None
    if tables:
        before = spark.read.parquet(*tables)
        pages = before if pages is None else pages.unionByName(before, allowMissingColumns=True)
    assert pages is not None
    for name in {"captured", "file", "at"} - set(pages.columns):
        pages = pages.withColumn(name, f.lit(None))
    pages = on_spark.once(pages, tasks=given.tasks)
    coded = on_spark.coded(pages, lexicon=given.lexicon).withColumn("month", f.date_format("published", "yyyy-MM"))
    coded = written("coded", coded, "month").drop("month")
    reports = written("reports", on_spark.reports(coded))
    copies = on_spark.copies(coded)
    written("links", copies.links)
    written("origins", copies.origins)
    events = written("events", on_spark.events(coded, lexicon=given.lexicon))
    faults = [name for name in ("error", "coding_error") if name in coded.columns]
    wrong = coded.where(" OR ".join(f"{name} IS NOT NULL" for name in faults)).count()
    done |= {"documents": coded.count(), "reports": reports.count(), "events": events.select("name").distinct().count()}
    print(json.dumps({**done, "not read or coded": wrong}), file=sys.stderr)
    spark.stop()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
