#!/usr/bin/env python3
"""Counts how many names of private persons the public form hides, on sentences of the project's own with the names marked.

usage: bench/redact.py MARSAD >bench/results/redact.tsv

Each line of bench/own/names.tsv is `kind, sentence`; ⟦…⟧ marks what must be hidden (kind private) or must stay (kind public).
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    marsad = str(Path(sys.argv[1]).resolve())
    rows = [line.rstrip("\n").split("\t") for line in (Path(__file__).parent / "own/names.tsv").open(encoding="utf-8") if line.strip() and not line.startswith("#")][1:]
    folder = Path(tempfile.mkdtemp())
    articles = folder / "articles.jsonl"
    with articles.open("w", encoding="utf-8") as out:
        for n, (_, sentence) in enumerate(rows):
            text = sentence.replace("⟦", "").replace("⟧", "")
            out.write(json.dumps({"id": f"https://own.example/{n}", "url": f"https://own.example/{n}", "title": f"خبر {n}", "text": text, "published": "2024-05-01", "language": "ar"}, ensure_ascii=False) + "\n")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([marsad, "init", "--store", folder / "store"], check=True, **quiet)
    subprocess.run([marsad, "add", "--store", folder / "store", articles], check=True, **quiet)
    lines = subprocess.run([marsad, "export", "--public", "--format", "jsonl", "--documents", "--store", folder / "store"], check=True, capture_output=True).stdout.decode().splitlines()
    shown = {}
    for line in lines:
        document = json.loads(line)["document"]
        shown[int(re.search(r"\d+", document["title"]).group())] = document["text"]
    counts = {"private": [0, 0], "public": [0, 0]}
    for n, (kind, sentence) in enumerate(rows):
        for name in re.findall("⟦(.*?)⟧", sentence):
            for word in name.split():
                there = word in shown.get(n, "")
                good = there if kind == "public" else not there
                counts[kind][0] += good
                counts[kind][1] += 1
                if not good:
                    print(f"{kind}\t{name}\t{sentence}", file=sys.stderr)
    print("words of names\tright\tof\tshare")
    for kind, (right, of) in counts.items():
        print(f"{'hidden, of private persons' if kind == 'private' else 'left, of public persons and bodies'}\t{right}\t{of}\t{right / max(of, 1):.3f}")


main()
