#!/usr/bin/env python3
"""Reads pages with Python's trafilatura: `peer_trafilatura.py INDEX` prints one JSON line per page of the index."""
import csv
import json
import pathlib
import sys
import time

import trafilatura

csv.field_size_limit(1 << 24)
index = pathlib.Path(sys.argv[1])
with index.open(encoding="utf-8") as lines:
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        data = (index.parent / row["file"]).read_bytes()
        try:
            html = data.decode("utf-8")
        except UnicodeDecodeError:
            html = data.decode("windows-1256", "replace")
        best, read = float("inf"), None
        for _ in range(7):
            started = time.perf_counter()
            read = trafilatura.bare_extraction(html, url=row["url"], with_metadata=True, include_comments=False)
            best = min(best, time.perf_counter() - started)
        read = read.as_dict() if read is not None else {}
        print(json.dumps({"file": row["file"], "title": read.get("title") or "", "text": read.get("text") or "", "published": (read.get("date") or "")[:10],
                          "micros": round(best * 1e6)}, ensure_ascii=False))
