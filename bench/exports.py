#!/usr/bin/env python3
"""Lets other programs read what `marsad export` writes, and compares what they read with the JSON lines of the same store.

usage: bench/exports.py MARSAD >bench/results/exports.tsv

Wants a Python with pyarrow, openpyxl, stix2-validator and feedparser, and for STIX the OASIS JSON schemas where SCHEMAS
names their folder (the wheel of the validator comes without). Makes a store of the demonstration for the time of the run.
"""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    marsad = str(Path(sys.argv[1]).resolve())
    folder = Path(tempfile.mkdtemp())
    store = folder / "demo"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([marsad, "demo", "--no-serve", "--store", store], check=True, **quiet)

    def export(form, *more):
        out = folder / f"out.{form}"
        subprocess.run([marsad, "export", "--format", form, "--store", store, "-o", out, *more], check=True, **quiet)
        return out

    reports = [json.loads(line) for line in export("jsonl").open(encoding="utf-8")]
    print("form\tprogram\tcheck\tresult")

    def row(form, program, check, result):
        named = f"{program} {version(program)}" if program not in ("json", "csv") else f"Python {program}"
        print(f"{form}\t{named}\t{check}\t{result}")

    def expected(report):
        """The cells of the table that can be told from the JSON of a report."""
        r, place = report["report"], (report["report"]["places"] or [{}])[0]
        return {
            "report": report["id"], "document": report["document"], "title": report["title"], "outlet": report["outlet"],
            "url": report["url"], "published": report["published"], "type": r["type"], "mode": "; ".join(r["mode"]) or None,
            "actors": "; ".join(a["entity"] for a in r["actors"]) or None, "place": place.get("name"), "lat": place.get("lat"),
            "lon": place.get("lon"), "from": (r["date"] or {}).get("from"), "to": (r["date"] or {}).get("to"),
            "trigger": r["trigger"]["text"], "trigger_start": r["trigger"]["start"], "evidence": r["evidence"]["text"],
            "confidence": r["confidence"], "current": report["current"], "citation": report["citation"],
        }

    wanted = [expected(r) for r in reports]

    def differing(rows, same):
        bad = abs(len(rows) - len(wanted)) * len(wanted[0])
        for got, want in zip(rows, wanted):
            bad += sum(not same(got[key], value) for key, value in want.items())
        return f"{bad} of {len(wanted) * len(wanted[0])} cells differ"

    def plain(value):
        if isinstance(value, datetime):
            value = value.date()
        return value.isoformat() if isinstance(value, date) else value

    import pyarrow.parquet as pq

    table = pq.read_table(export("parquet"))
    row("parquet", "pyarrow", "rows", table.num_rows)
    row("parquet", "pyarrow", "cells", differing(table.to_pylist(), lambda a, b: plain(a) == b))
    row("parquet", "pyarrow", "citation in the metadata", b"citation" in (table.schema.metadata or pq.read_metadata(folder / "out.parquet").metadata))
    row("parquet", "pyarrow", "types", "; ".join(sorted({str(f.type) for f in table.schema})))

    def text(value):
        return {True: "true", False: "false", None: ""}.get(value, value) if not isinstance(value, (int, float)) or isinstance(value, bool) else value

    def same_text(got, want):
        want = text(want)
        if isinstance(want, (int, float)):
            return float(got) == want
        return got == want or got == "'" + want

    for bom in ((), ("--bom",)):
        data = export("csv", *bom).read_bytes()
        read = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig" if bom else "utf-8"), newline="")))
        row("csv" + " with a mark" * bool(bom), "csv", "cells", differing(read, same_text))

    import openpyxl

    book = openpyxl.load_workbook(export("xlsx"), read_only=True)
    sheet = book["reports"].iter_rows(values_only=True)
    head = next(sheet)
    row("xlsx", "openpyxl", "cells", differing([dict(zip(head, cells)) for cells in sheet], lambda a, b: plain(a) == b))
    row("xlsx", "openpyxl", "sheets", ", ".join(book.sheetnames))

    features = json.loads(export("geojson").read_text(encoding="utf-8"))["features"]
    row("geojson", "json", "cells", differing([f["properties"] for f in features], lambda a, b: a == b))

    import feedparser

    feed = feedparser.parse(export("rss").read_bytes())
    row("rss", "feedparser", "entries, whether well formed", f"{len(feed.entries)}, {not feed.bozo}")

    for form, columns in (("acled", 31), ("ged", 49)):
        read = list(csv.reader(io.StringIO(export(form).read_text(encoding="utf-8"), newline="")))
        row(form, "csv", "rows, columns", f"{len(read) - 1}, {sorted({len(r) for r in read})}")
        assert {len(r) for r in read} == {columns}

    from stix2validator import ValidationOptions, validate_file

    options = ValidationOptions(version="2.1", schema_dir=os.environ.get("SCHEMAS"))
    try:
        results = validate_file(str(export("stix")), options)
        whole = results.object_results if isinstance(results.object_results, list) else [results.object_results]
        errors = [str(e) for r in whole for e in (r.errors or [])]
        warnings = [str(w) for r in whole for w in (r.warnings or [])]
        row("stix", "stix2-validator", "valid, errors", f"{results.is_valid}, {len(errors)}")
        for line in (errors + warnings)[:10]:
            print(line, file=sys.stderr)
    except Exception as error:  # the schemas are not there
        row("stix", "stix2-validator", "could not run", str(error).splitlines()[0])

    documents = export("jsonl", "--documents").read_bytes()
    other = folder / "other"
    subprocess.run([marsad, "init", "--store", other], check=True, **quiet)
    (folder / "documents.jsonl").write_bytes(documents)
    subprocess.run([marsad, "import", folder / "documents.jsonl", "--store", other], check=True, **quiet)
    again = subprocess.run([marsad, "export", "--format", "jsonl", "--documents", "--store", other], check=True, capture_output=True).stdout
    row("jsonl of documents", "json", "bytes after export, import, export", f"{len(documents)}, the same: {again == documents}")


main()
