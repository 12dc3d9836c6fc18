#!/usr/bin/env python3
"""Makes a table of articles of any length by repeating those of a file under new ids.

usage: make_bulk.py DOCUMENTS OUT_FOLDER FILES [ARTICLES.jsonl[.gz]]
Writes FILES files of JSON lines, `part-00.jsonl` and so on. Without a file of articles, the stories of the project are repeated. The same
arguments give the same bytes.
"""
import gzip
import json
import pathlib
import sys

import stories


def articles(path):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if article.get("title") and article.get("text"):
                yield {key: article.get(key) for key in ("title", "text", "published", "outlet")}


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    documents, folder, files = int(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
    if len(sys.argv) == 5:
        everything = list(articles(sys.argv[4]))
    else:
        everything, _ = stories.stories(sorted(stories.HERE.glob("*.md")))
        everything = [{key: s.get(key) for key in ("title", "text", "published")} for s in everything]
    folder.mkdir(parents=True, exist_ok=True)
    # Every length takes its articles from all over the file, so that a shorter table is like a longer one.
    step = max(1, len(everything) // documents)
    everything = everything[::step]
    for part in range(files):
        with open(folder / f"part-{part:02}.jsonl", "w", encoding="utf-8") as out:
            for number in range(documents * part // files, documents * (part + 1) // files):
                article = everything[number % len(everything)]
                out.write(json.dumps({"id": f"bulk-{number:08}", **article}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
