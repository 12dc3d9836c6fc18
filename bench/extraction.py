#!/usr/bin/env python3
"""Scores what readers of pages found: token F1 of the main text, title, day and the other fields, and speed.

usage: extraction.py SET=INDEX … -- PROGRAM=LINES.jsonl …    (files named PROGRAM=… per set as SET:PROGRAM=FILE)
Prints a table with the columns part, set, figure, program, value. With --misses, names pages below 0.95 instead.
"""
import collections
import csv
import json
import pathlib
import re
import sys

WORD = re.compile(r"[^\W_]+")


def bag(text):
    return collections.Counter(WORD.findall(text))


def f1(text, gold):
    found, wanted = bag(text), bag(gold)
    shared = sum((found & wanted).values())
    if not shared:
        return 0.0
    p, r = shared / sum(found.values()), shared / sum(wanted.values())
    return 2 * p * r / (p + r)


def gold_of(folder, row):
    """Gold fields of a page: our own JSON, or a text or JSON file beside the page."""
    if row.get("gold"):
        return json.loads((folder / row["gold"]).read_text(encoding="utf-8"))
    page = folder / row["file"]
    stem = page.name.removesuffix(".html")
    text = folder / f"{stem}.gold.txt"
    # Three copies of one article, taken by three projects, have one gold text.
    if not text.exists() and stem.split("-")[-1] == "20130803":
        text = next(iter(folder.glob("*20130803.gold.txt")), text)
    gold = {"published": row.get("gold_date") or None}
    if text.exists():
        gold["text"] = text.read_text(encoding="utf-8")
    elif (folder / f"{stem}.gold.json").exists():
        value = json.loads((folder / f"{stem}.gold.json").read_text(encoding="utf-8"))
        body = next(v["body"] for v in value.values() if isinstance(v, dict) and "body" in v)
        lines = list(body.get("summary") or [])
        for section in body.get("sections") or []:
            lines += (section.get("headline") or []) + (section.get("paragraphs") or [])
        gold["text"] = "\n".join(lines)
    return gold


def squeeze(text):
    return " ".join(WORD.findall(text or ""))


def main():
    args = sys.argv[1:]
    misses = "--misses" in args
    args = [a for a in args if a != "--misses"]
    cut = args.index("--")
    sets = dict(a.split("=", 1) for a in args[:cut])
    runs = [(*a.split("=", 1)[0].split(":", 1), a.split("=", 1)[1]) for a in args[cut + 1:]]
    if not misses:
        print("part\tset\tfigure\tprogram\tvalue")
    for name, index in sets.items():
        index = pathlib.Path(index)
        with index.open(encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        parts = [name] + ([f"{name}-{p}" for p in ("tune", "test")] if "part" in rows[0] else [])
        golds = {row["file"]: gold_of(index.parent, row) for row in rows}
        for part in parts:
            chosen = [r for r in rows if part == name or f"{name}-{r['part']}" == part]
            for set_, program, path in runs:
                if set_ != name:
                    continue
                found = {r["file"]: r for r in map(json.loads, open(path, encoding="utf-8"))}
                scores, days, with_day, fields = [], 0, 0, collections.Counter()
                total = collections.Counter()
                speed = found.get(None) if part == name else None
                size = 0
                for row in chosen:
                    gold, got = golds[row["file"]], found.get(row["file"], {})
                    if "text" in gold:
                        scores.append(f1(got.get("text", ""), gold["text"]))
                    if gold.get("published"):
                        with_day += 1
                        days += got.get("published") == gold["published"]
                    for field in ("title", "byline", "section", "outlet", "language", "updated"):
                        if field in gold and (field in got or program == "Marsad"):
                            total[field] += 1
                            fields[field] += squeeze(got.get(field)) == squeeze(gold[field])
                            if misses and squeeze(got.get(field)) != squeeze(gold[field]) and program == "Marsad":
                                print(f"{field:9} {row['file']}: {got.get(field)!r} gold {gold[field]!r}")
                    size += (index.parent / row["file"]).stat().st_size
                    if misses and "text" in gold and scores[-1] < 0.97 and part == name:
                        print(f"F1 {scores[-1]:.3f} {program} {row['file']} {row.get('part', '')}")
                    if misses and gold.get("published") and got.get("published") != gold["published"] and part == name and program == "Marsad":
                        print(f"day       {row['file']}: {got.get('published')!r} gold {gold['published']!r}")
                if misses:
                    continue
                say = lambda figure, value: print("\t".join(["extraction", part, figure, program, value]))
                say("pages", str(len(chosen)))
                if scores:
                    say("pages with gold text", str(len(scores)))
                    say("token F1", f"{sum(scores) / len(scores):.4f}")
                    say("pages with F1 of 0.95 and more", f"{sum(s >= 0.95 for s in scores) / len(scores):.4f}")
                words = sum(found.get(r["file"], {}).get("words", 0) for r in chosen)
                if words:
                    traced = sum(found.get(r["file"], {}).get("traced", 0) for r in chosen)
                    say("words that lead to bytes of the capture", f"{traced / words:.4f}")
                if with_day:
                    say("day right", f"{days / with_day:.4f}")
                for field, count in total.items():
                    say(f"{field} right", f"{fields[field] / count:.4f}")
                if speed and speed["seconds"]:
                    say("pages/s a core", f"{len(chosen) * speed['rounds'] / speed['seconds']:.0f}")
                    say("MB/s a core", f"{size * speed['rounds'] / speed['seconds'] / 1e6:.1f}")


main()
