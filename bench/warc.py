#!/usr/bin/env python3
"""Reads a folder of web archives with Marsad and with warcio, and prints both counts side by side as a table.

usage: warc.py FOLDER [PYTHON]   PYTHON: an interpreter that has warcio (default: this one)

Each file is one row. `judgement` says who is right where the counts differ; it comes from warc-judged.tsv, and a difference
without a judgement ends the run with an error. `differing digests` counts records, ours and those that `warcio check` names.
"""
import csv
import gzip
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
COUNT = """
import contextlib, io, sys
from warcio.archiveiterator import ArchiveIterator
n = 0
with contextlib.redirect_stderr(io.StringIO()):
    try:
        with open(sys.argv[1], 'rb') as f:
            for record in ArchiveIterator(f, arc2warc=True):
                n += 1
                record.content_stream().read()
        said = ''
    except Exception as e:
        said = ' then ' + type(e).__name__
print(str(n) + said)
"""


def peer(python, path):
    """What warcio counts, and in how many records it finds a digest that differs."""
    if path.endswith(".wacz"):
        return "-", "-"
    count = subprocess.run([python, "-c", COUNT, path], capture_output=True, text=True, check=True).stdout.strip()
    if ".arc" in path:
        return count, "-"
    check = "from warcio.cli import main; main()"
    told = subprocess.run([python, "-c", check, "check", "-v", path], capture_output=True, text=True, check=False).stdout
    records = re.split(r"^  offset ", told, flags=re.M)
    return count, str(sum("digest failed" in r for r in records))


def memory_with_large_records():
    """The most memory held while a record of 300 MiB is passed over and one of 64 MiB is read."""
    def record(name, length):
        return (f"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:id:{name}>\r\nWARC-Date: 2024-05-01T10:00:00Z\r\n"
                f"WARC-Target-URI: http://example.org/{name}\r\nContent-Length: {length}\r\n\r\n").encode() + b"x" * length + b"\r\n\r\n"

    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "large.warc.gz"), "wb") as f:
            for name, length in (("small", 100), ("larger", 300 << 20), ("large", 64 << 20), ("last", 100)):
                f.write(gzip.compress(record(name, length), 1))
        lines = marsad(folder)
    assert lines[1].split("\t")[2] == "3" and "urn:id:larger" in lines[1], lines
    return lines[-1].removeprefix("# peak memory: ")


def marsad(folder):
    """The table of the example `archive`."""
    command = ["cargo", "run", "-q", "--profile", "test", "-p", "marsad-acquire", "--example", "archive", "--", folder, "--memory"]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE).stdout.splitlines()


def main(argv):
    if not argv:
        sys.exit(__doc__)
    folder, python = argv[0], argv[1] if len(argv) > 1 else sys.executable
    lines = marsad(folder)
    notes = [line for line in lines if line.startswith("#")]
    rows = list(csv.DictReader([l for l in lines if not l.startswith("#")], delimiter="\t", quoting=csv.QUOTE_NONE))
    with open(os.path.join(HERE, "warc-judged.tsv"), encoding="utf-8") as f:
        judged = {r["file"]: r["judgement"] for r in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)}
    out = csv.writer(sys.stdout, delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n", escapechar="\\", quotechar=None)
    out.writerow([*rows[0], "warcio records", "warcio differing digests", "judgement"])
    missing = []
    for row in rows:
        count, digests = peer(python, os.path.join(folder, row["file"]))
        differs = count not in (row["records"], "-") or row["kind"] == "refused"
        if differs and row["file"] not in judged:
            missing.append(row["file"])
        out.writerow([*row.values(), count, digests, judged.get(row["file"], "as warcio")])
    records = sum(int(r["records"]) for r in rows)
    print(f"# {len(rows)} files, {records} records, {sum(int(r['documents']) for r in rows)} documents,"
          f" {sum(int(r['broken']) for r in rows)} broken places named")
    version = subprocess.run([python, "-c", "import warcio; from importlib.metadata import version; print(version('warcio'))"],
                             capture_output=True, text=True, check=True).stdout.strip()
    print(f"# warcio {version}")
    print("\n".join(notes))
    print(f"# peak memory with a record of 300 MiB, passed over, and one of 64 MiB: {memory_with_large_records()}")
    if missing:
        sys.exit("no judgement for: " + ", ".join(missing))


if __name__ == "__main__":
    main(sys.argv[1:])
