#!/usr/bin/env python3
"""Scores a marsad program on the project's own sets: the demonstration pages, the cases beside the data files, and
sentences that only look like acts, and the labelled stories.

usage: own.py MARSAD > own.tsv
Columns: part, set, figure, value. Shares are hits/of with three decimals; the counts they come from stand beside them.
"""
import csv
import json
import pathlib
import re
import subprocess
import sys

import stories as own_stories
import stories_score

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Which cases ask for an id that `marsad mentions` prints, and under which kind.
ID_CASES = [
    ("place", "gazetteer/*.cases.tsv"),
    ("actor", "lexicon/ar/actors/*.cases.tsv"),
    ("actor", "lexicon/ar/actors.cases.tsv"),
    ("person", "lexicon/ar/people.cases.tsv"),
]


def rows(path):
    with open(path, encoding="utf-8", newline="") as f:
        lines = (line for line in f if not line.startswith("#"))
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def run(args, stdin):
    done = subprocess.run(args, input=stdin, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(args)}: exit {done.returncode}: {done.stderr.decode('utf-8', 'replace')[:400]}")
    return done.stdout


def run_lines(args, objects):
    text = "".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects)
    return [json.loads(line) for line in run(args, text.encode()).decode().splitlines() if line]


class Tally:
    """Shares by name, printed in the order they were first asked for."""

    def __init__(self):
        self.counts = {}

    def add(self, name, hit):
        count = self.counts.setdefault(name, [0, 0])
        count[0] += bool(hit)
        count[1] += 1

    def rows(self, part, set_name):
        for name, (hits, of) in self.counts.items():
            yield part, set_name, name, f"{hits / of:.3f}"
            yield part, set_name, name + " hits", str(hits)
            yield part, set_name, name + " of", str(of)


def overlaps(quote, start, end):
    return quote is not None and min(quote["end"], end) > max(quote["start"], start)


def pairs(cell):
    """`words=English name|…` as (words, name) pairs."""
    return [part.partition("=")[::2] for part in (cell or "").split("|") if part]


def bounds(text):
    low, _, high = text.partition("-")
    return (int(low) if low else None, int(high) if high else None)


def named(found, words, name):
    """Whether one of the fillers found covers the words, and whether one of them has the name."""
    cover = [x for x in found if words in x["text"] or x["text"] in words]
    return bool(cover), any(x.get("entity", x.get("name")) == name for x in cover)


def score_row(row, report, tally):
    tally.add("modality", report["modality"] == row["modality"])
    if row["mode"]:
        tally.add("mode", row["mode"] in report["mode"])
    tally.add("aux", set(filter(None, row["aux"].split("|"))) == set(report["aux"]))
    for column, field in (("actor", "actors"), ("recipient", "recipients"), ("place", "places")):
        for words, name in pairs(row[column])[:1]:
            by_words, by_name = named(report[field], words, name)
            tally.add(column, by_words)
            tally.add(column + " name", by_name)
    for words, _ in pairs(row["said_by"])[:1]:
        tally.add("said_by", report["said_by"] is not None and named([report["said_by"]], words, "")[0])
    if row["from"] or row["to"]:
        date = report["date"] or {}
        tally.add("date", (date.get("from") or "", date.get("to") or "") == (row["from"], row["to"]))
    for count in filter(None, row["count"].split("|")):
        what, _, numbers = count.partition(":")
        found = [(c["what"], (c["min"], c["max"])) for c in report["counts"]]
        tally.add("count", (what, bounds(numbers)) in found)


def demo(marsad):
    sources = rows(ROOT / "demo/sources.tsv")
    extraction, documents = Tally(), []
    for source in sources:
        page = (ROOT / "demo/pages" / source["file"]).read_bytes()
        document = json.loads(run([marsad, "extract"], page))
        extraction.add("published", document.get("published") == source["published"])
        extraction.add("outlet", document.get("outlet") == source["outlet"])
        extraction.add("url", document.get("url") == source["url"])
        documents.append({"id": source["file"], "title": document["title"], "text": document["text"],
                          "published": document.get("published"), "outlet": document.get("outlet"), "url": document.get("url")})
    coded = {d["id"]: d["reports"] for d in run_lines([marsad, "code"], documents)}
    texts = {d["id"]: d["title"] + "\n\n" + d["text"] for d in documents}

    coding, fields = Tally(), Tally()
    for row in rows(ROOT / "demo/expected.tsv"):
        text = texts[row["file"]]
        at = text.find(row["quote"])
        coding.add("quote in text", at >= 0)
        if at < 0:
            continue
        start = at + row["quote"].index(row["trigger"])
        hits = [r for r in coded[row["file"]] if overlaps(r["trigger"], start, start + len(row["trigger"]))]
        if row["type"] == "-":
            coding.add("nothing where nothing is", not hits)
            continue
        typed = [r for r in hits if r["type"] == row["type"]]
        coding.add("trigger", hits)
        coding.add("trigger and type", typed)
        if typed:
            score_row(row, typed[0], fields)
    yield from extraction.rows("demo", "extraction")
    yield "demo", "coding", "reports", str(sum(len(r) for r in coded.values()))
    yield from coding.rows("demo", "coding")
    yield from fields.rows("demo", "fields of reports found")


def cases(marsad):
    for kind, pattern in ID_CASES:
        for path in sorted(ROOT.glob(pattern)):
            wanted = []
            for number, row in enumerate(rows(path)):
                match = re.search("⟦(.*?)⟧", row["text"])
                if match:
                    plain = row["text"].replace("⟦", "").replace("⟧", "")
                    wanted.append((str(number), row["expect"], match.start(), match.end() - 2, plain))
            inputs = [{"id": i, "text": text, "ref": None} for i, _, _, _, text in wanted]
            found = {d["id"]: d["mentions"] for d in run_lines([marsad, "mentions", "--kind", kind], inputs)}
            tally = Tally()
            for i, expect, start, end, _ in wanted:
                hits = [m for m in found[i] if m["kind"] == kind and overlaps(m, start, end)]
                if expect == "-":
                    tally.add("look-alikes that give nothing", not hits)
                else:
                    tally.add("resolved", any(m.get("id") == expect for m in hits))
            yield from tally.rows("cases", str(path.relative_to(ROOT)).removesuffix(".cases.tsv"))


def lookalikes(marsad):
    """Sentences that must give no report at all, by what they are about."""
    wanted = rows(ROOT / "bench/own/lookalikes.tsv")
    documents = [{"id": str(i), "title": "", "text": row["text"], "published": "2024-05-10"} for i, row in enumerate(wanted)]
    found = {d["id"]: d["reports"] for d in run_lines([marsad, "code"], documents)}
    tally = Tally()
    for i, row in enumerate(wanted):
        tally.add("nothing reported", not found[str(i)])
    yield from tally.rows("look-alikes", "all")
    for kind in sorted({row["class"] for row in wanted}):
        tally = Tally()
        for i, row in enumerate(wanted):
            if row["class"] == kind:
                tally.add("nothing reported", not found[str(i)])
        yield from tally.rows("look-alikes", kind)


def stories(marsad):
    """The labelled stories. The forests are grown on them: see learned.tsv for figures on stories that they have not seen."""
    labelled = own_stories.stories(sorted(own_stories.HERE.glob("*.md")))[0]
    keys = ("id", "title", "text", "published", "outlet")
    coded = run_lines([marsad, "code"], [{k: story[k] for k in keys if story.get(k)} for story in labelled])
    found = {d["id"]: d["reports"] for d in coded}
    for name, value in stories_score.score(labelled, found):
        yield "stories", "labelled, learned from", name, value


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print("part\tset\tfigure\tvalue")
    for part in (demo, cases, lookalikes, stories):
        for row in part(sys.argv[1]):
            print("\t".join(row))


if __name__ == "__main__":
    main()
