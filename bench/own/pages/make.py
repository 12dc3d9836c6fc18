#!/usr/bin/env python3
"""Writes the pages of the extraction set and what a careful reader takes from each: `html/*`, `gold/*.json`, `index.tsv`.

usage: make.py       (in any folder; the output is the same every time)
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "templates")]
import article  # noqa: E402
import registry  # noqa: E402
import wordpress, cms, portals  # noqa: E401,E402,F401


def main():
    lists, rest = article.material()
    rows, n = [], 0
    for folder in ("html", "gold"):
        (HERE / folder).mkdir(exist_ok=True)
        for old in (HERE / folder).iterdir():
            old.unlink()
    for k, entry in enumerate(registry.PAGES):
        for time in range(entry["times"]):
            a = article.Article(n, lists, rest)
            n += 1
            html = entry["make"](a)
            name = entry["name"] + (f"-{time + 1}" if entry["times"] > 1 else "")
            part = "test" if k % 3 == 2 else "tune"
            if not entry["declared"]:
                html = html.replace("; charset=" + entry["charset"], "")
            (HERE / "html" / f"{name}.html").write_bytes(html.encode(entry["charset"], "xmlcharrefreplace"))
            gold = {"title": a.t, "text": "\n\n".join(a.gold or a.ps), "published": str(a.day), "updated": str(a.updated) if a.updated else None, "byline": a.by,
                    "section": a._sec if "sec" in a.told else None, "outlet": a.out, "language": a.lang}
            (HERE / "gold" / f"{name}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            rows.append("\t".join([f"html/{name}.html", f"gold/{name}.json", part, a.url, str(a.day), entry["charset"]]))
    head = "file\tgold\tpart\turl\tgold_date\tcharset"
    (HERE / "index.tsv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    print(f"{n} pages of {len(registry.PAGES)} templates")


main()
