#!/usr/bin/env python3
"""Reads the labelled stories of `own/reports/*.md` and prints them as JSON lines: documents with their reports.

usage: stories.py [FILE …] > stories.jsonl     (default: all files of own/reports)
Offsets are Unicode scalar values into title + "\\n\\n" + text. Problems go to standard error with file and line, and make
the exit code 1. The format is described in `own/README.md`.
"""
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent / "own/reports"
TYPES = set("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE "
            "COERCE ASSAULT".split())
KEYS = ("actor", "recipient", "place", "date", "count", "said_by", "modality", "aux")
MODALITIES = set("asserted reported alleged denied predicted intended recommended hypothetical".split())
AUX = set("historical future hypothetical negation".split())
COUNTS = set("killed wounded missing detained kidnapped displaced released participants destroyed other".split())
SPAN = re.compile(r"«([^»]*)»(?:#(\d+))?")
ITEM = re.compile(r"([A-Z]+)(?:/([a-z+-]+))?\s+«([^»]*)»(?:#(\d+))?\s+(.*)$")
DATE = re.compile(r"(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?(.*)$")
COUNT = re.compile(r"\s*(\w+):(\d*)-(\d*)(?::(.*))?$")


class Problem(Exception):
    """A label that cannot be read."""


def read(path):
    """The stories of a file: head, the text's parts, and the label lines with their numbers."""
    out, fenced, head = [], False, ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            head = line[3:]
        elif line.startswith("```"):
            fenced = not fenced
            if fenced:
                out.append({"head": head, "line": number, "published": "", "outlet": "", "title": "", "text": [], "labels": []})
        elif fenced:
            key, _, value = line.partition(":")
            if key in ("published", "outlet", "title"):
                out[-1][key] = value.strip()
            elif line.strip():
                out[-1]["text"].append(line.strip())
        elif line.startswith("- ") and out:
            out[-1]["labels"].append((number, line[2:].strip()))
    return out


def nth(full, words, n):
    at = -1
    for _ in range(n):
        at = full.find(words, at + 1)
        if at < 0:
            raise Problem(f"«{words}» does not stand {n} times in the text")
    return at


def span(full, words, n, near):
    """A span by its words: the n-th, or the one nearest to `near`."""
    if n:
        at = nth(full, words, int(n))
    else:
        all_ = [m.start() for m in re.finditer(re.escape(words), full)]
        if not all_:
            raise Problem(f"«{words}» does not stand in the text")
        at = min(all_, key=lambda a: abs(a - near))
    return {"start": at, "end": at + len(words), "text": words}


def fields(rest):
    at = []
    for key in KEYS:
        found = re.search(r"(?:^|\s)" + key + "=", rest)
        if not found:
            raise Problem(f"`{key}=` is missing")
        at.append((found.start(), found.end(), key))
    at.sort()
    ends = [a for a, _, _ in at[1:]] + [len(rest)]
    return {key: rest[start:end].strip() for (_, start, key), end in zip(at, ends)}


def label(full, item):
    found = ITEM.match(item)
    if not found:
        raise Problem("no report: TYPE/mode «trigger» and the fields")
    type_, mode, words, n, rest = found.groups()
    if type_ not in TYPES:
        raise Problem(f"`{type_}` is no type")
    at = nth(full, words, int(n or 1))
    got = fields(rest)
    spans = {k: [span(full, w, n, at) for w, n in SPAN.findall(got[k])] for k in ("actor", "recipient", "place", "said_by")}
    for key, found in spans.items():
        if got[key] and not found:
            raise Problem(f"`{key}=` without «words»")
    date = None
    if got["date"]:
        found = DATE.match(got["date"])
        if not found:
            raise Problem("`date=` is no FROM..TO")
        date = {"from": found[1], "to": found[2]}
        for w, n in SPAN.findall(found[3])[:1]:
            date.update(span(full, w, n, at))
    counts = []
    for one in filter(None, got["count"].split("|")):
        found = COUNT.match(one)
        if not found or found[1] not in COUNTS:
            raise Problem(f"`{one}` is no count")
        counts.append({"what": found[1], "min": int(found[2]) if found[2] else None, "max": int(found[3]) if found[3] else None,
                       "of": (found[4] or "").strip("«» ") or None})
    aux = [a for a in got["aux"].split("+") if a]
    if got["modality"] not in MODALITIES or set(aux) - AUX:
        raise Problem("a modality or aux that is none")
    return {"type": type_, "mode": mode.split("+") if mode else [], "aux": aux, "modality": got["modality"],
            "trigger": {"start": at, "end": at + len(words), "text": words}, "actors": spans["actor"],
            "recipients": spans["recipient"], "places": spans["place"], "date": date, "counts": counts,
            "said_by": spans["said_by"][0] if spans["said_by"] else None}


def stories(paths):
    """All stories as documents with reports, and what is wrong with the labels."""
    out, wrong = [], []
    for path in paths:
        for number, story in enumerate(read(path), 1):
            text = "\n".join(story["text"])
            full = story["title"] + "\n\n" + text
            reports = []
            if not story["published"] or not story["labels"]:
                wrong.append(f"{path}:{story['line']}: a story without `published:` or without labels")
            for line, item in story["labels"]:
                try:
                    if item != "nothing":
                        reports.append(label(full, item))
                except Problem as problem:
                    wrong.append(f"{path}:{line}: {problem}")
            out.append({"id": f"{path.stem}-{number}", "title": story["title"], "text": text, "published": story["published"],
                        "outlet": story["outlet"], "reports": reports})
    return out, wrong


def main():
    paths = [pathlib.Path(a) for a in sys.argv[1:]] or sorted(HERE.glob("*.md"))
    found, wrong = stories(paths)
    for story in found:
        print(json.dumps(story, ensure_ascii=False))
    for problem in wrong:
        print(problem, file=sys.stderr)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
