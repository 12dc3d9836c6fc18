#!/usr/bin/env python3
"""Run the literate cases beside the frames against a built `marsad`, without building or testing anything else.

usage: try_cases.py [--marsad PATH] [--lexicon DIR] [FAMILY|FILE.cases.md …]

Without names every `lexicon/ar/frames/*.cases.md` of the working tree is tried. A case is a `##` heading, a fenced block
with the text (its first line may be `published: DATE`), and a list of exactly the reports expected, or `- nothing`:

    - ASSAULT/aerial «غارة» actor=«قوات النظام» place=«إدلب» count=killed:3-3 modality=reported

Fields that are not named are not looked at; `actor=` with nothing behind it must be empty. The comparison is the one of
`crates/coder/tests/frame_cases.rs`. Ends with 1 when a case fails, 2 when nothing could be run.
"""
import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FRAMES = ROOT / "lexicon" / "ar" / "frames"
DAY = "2024-05-10"


def parse(path):
    """The cases of a file: place, publication day, text, expected lines."""
    cases, fenced, heading = [], False, ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            heading = line[3:].strip()
        elif line.startswith("```"):
            fenced = not fenced
            if fenced:
                cases.append({"place": f"{path.name}:{number} ({heading})", "published": DAY, "text": [], "expected": []})
        elif fenced and cases:
            if line.startswith("published:"):
                cases[-1]["published"] = line.split(":", 1)[1].strip()
            else:
                cases[-1]["text"].append(line)
        elif line.startswith("- ") and cases:
            cases[-1]["expected"].append(line[2:].strip())
    return cases


def values(report, field):
    """The values of a field of a report, as a case writes them."""

    def bound(x):
        return "" if x is None else str(x)

    if field in ("actor", "recipient", "place"):
        return [x["text"] for x in report.get(field + "s") or []]
    if field == "said_by":
        return [report["said_by"]["text"]] if report.get("said_by") else []
    if field == "date":
        date = report.get("date")
        return [f"{bound(date.get('from'))}..{bound(date.get('to'))}"] if date else []
    if field == "count":
        return [f"{c['what']}:{bound(c.get('min'))}-{bound(c.get('max'))}" for c in report.get("counts") or []]
    if field == "modality":
        return [report["modality"]]
    if field == "aux":
        return list(report.get("aux") or [])
    sys.exit(f"a case names the unknown field `{field}`: use actor, recipient, place, said_by, date, count, modality or aux")


def differs(report, expected):
    """What keeps a report from being the expected one, or None."""
    head, _, rest = expected.partition(" ")
    kind, slash, modes = head.partition("/")
    if report["type"] != kind:
        return f"type {report['type']}"
    if slash and sorted(report["mode"]) != sorted(m for m in modes.split("+") if m):
        return f"mode {report['mode']}"
    trigger = re.search(r"«([^»]*)»", rest)
    if report["trigger"]["text"] != (trigger[1] if trigger else ""):
        return f"trigger «{report['trigger']['text']}»"
    fields = []
    for part in rest.partition("»")[2].split():
        key = re.match(r"([a-z_]+)=(.*)$", part)
        if key:
            fields.append([key[1], key[2]])
        elif fields:
            fields[-1][1] += " " + part
    for key, value in fields:
        wanted = [v for v in (w.strip().lstrip("«").rstrip("»") for w in value.split("|")) if v]
        found = values(report, key)
        if found != wanted:
            return f"{key} {found} instead of {wanted}"
    return None


def find_binary(given):
    """The binary asked for, else the newest of the usual places."""
    if given:
        return given
    built = [p for p in (ROOT / "target" / "debug" / "marsad", ROOT / "target" / "release" / "marsad") if p.exists()]
    if not built:
        print("no built marsad under target/: build it (cargo build -p marsad) or name one with --marsad PATH", file=sys.stderr)
        sys.exit(2)
    return max(built, key=lambda p: p.stat().st_mtime)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--marsad", help="the binary to run")
    options.add_argument("--lexicon", default=str(ROOT), help="folder that holds lexicon/ and gazetteer/")
    options.add_argument("names", nargs="*", help="families or files; all by default")
    given = options.parse_args()
    files = [Path(n) if n.endswith(".md") else FRAMES / f"{n}.cases.md" for n in given.names] or sorted(FRAMES.glob("*.cases.md"))
    missing = [f for f in files if not f.exists()]
    if missing:
        print("no such cases:", *missing, file=sys.stderr)
        sys.exit(2)
    cases = [c for f in files for c in parse(f)]
    lines = [
        json.dumps({"id": str(i), "title": "", "text": "\n".join(c["text"]), "published": c["published"]}, ensure_ascii=False)
        for i, c in enumerate(cases)
    ]
    command = [str(find_binary(given.marsad)), "code", "--no-builtin", "--lexicon", given.lexicon]
    run = subprocess.run(command, input=("\n".join(lines) + "\n").encode(), capture_output=True, check=False)
    answers = {d["id"]: d for d in map(json.loads, run.stdout.decode().splitlines()) if "id" in d}
    failures = 0
    for i, case in enumerate(cases):
        if str(i) not in answers or "reports" not in answers[str(i)]:
            print(f"{case['place']}: no answer from {command[0]}: {run.stderr.decode()[:500]}", file=sys.stderr)
            sys.exit(2)
        left, missed = list(answers[str(i)]["reports"]), []
        if not case["expected"]:
            missed.append("(a case needs its reports, or `- nothing`)")
        for line in case["expected"]:
            if line == "nothing":
                continue
            hit = next((r for r in left if differs(r, line) is None), None)
            if hit is None:
                missed.append(line)
            else:
                left.remove(hit)
        if missed or left:
            failures += 1
            print(case["place"])
            print("  text:   ", " / ".join(case["text"]))
            for line in missed:
                near = [differs(r, line) for r in left]
                print("  missing:", line, f"(nearest: {near[0]})" if near else "")
            for r in left:
                mode = "+".join(r["mode"])
                print(f"  found:    {r['type']}/{mode} «{r['trigger']['text']}» {r['modality']} [{r.get('rule', '')}]")
    print(f"{len(cases)} cases, {failures} fail")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
