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
ROUNDS = 3


def read(html, url):
    got = trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    return got.as_dict() if got is not None else {}


pages = []
with index.open(encoding="utf-8") as lines:
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        data = (index.parent / row["file"]).read_bytes()
        try:
            html = data.decode("utf-8")
        except UnicodeDecodeError:
            html = data.decode("windows-1256", "replace")
        pages.append((html, row["url"]))
        got = read(html, row["url"])
        print(json.dumps({"file": row["file"], "title": got.get("title") or "", "text": got.get("text") or "", "published": (got.get("date") or "")[:10]},
                         ensure_ascii=False))
before = time.process_time()
for _ in range(ROUNDS):
    for html, url in pages:
        read(html, url)
print(json.dumps({"file": None, "rounds": ROUNDS, "seconds": time.process_time() - before}))
