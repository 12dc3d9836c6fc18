#!/usr/bin/env python3
"""Puts the figures of this program and of every peer into one table, and draws what README and docs/benchmarks.md show.

usage: bench/side_by_side.py [--load N]     N: load of the machine when measuring began

Reads bench/results/*.tsv, and from bench/peers/: wanted.tsv (which figures), programs.tsv (how a peer runs), reported.tsv (figures of
programs that cannot be run here), absent.tsv (programs that are not in the table) and notes.tsv (why a row is behind). Writes
bench/results/side-by-side.tsv, docs/img/bench-*.svg, and the tables of docs/benchmarks.md between its two marks. A row that is behind,
or not as much faster as asked for, and has no note, is an error: nothing is written then.
"""

import csv
import pathlib
import re
import sys

import charts

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESULTS, PEERS, IMAGES = ROOT / "bench/results", ROOT / "bench/peers", ROOT / "docs/img"
FASTER = {"interpreted": 10.0, "compiled": 2.0}
MARKS = ("<!-- tables by bench/side_by_side.py -->", "<!-- end of the tables -->")
COLUMNS = ("task", "set", "figure", "marsad", "program", "runs", "value", "verdict", "origin", "note")


def table(path):
    """Rows of a table as dictionaries; none where the file is not there. Lines with # at the top are notes."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader((l for l in lines if not l.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE))


def measured():
    """{(part, set, figure): {program: (value, origin)}} of everything that was measured or reported."""
    found = {}

    def put(row, program, origin):
        found.setdefault((row["part"], row["set"], row["figure"]), {})[program] = (row["value"], origin)

    for name in ("peers", "extraction", "archive-speed"):
        for row in table(RESULTS / f"{name}.tsv"):
            if row.get("origin") != "reported":
                put(row, row["program"], "measured")
    for row in table(RESULTS / "sets.tsv"):
        put(row, "Marsad", "measured")
    for row in table(PEERS / "reported.tsv"):
        put(row, row["program"], "reported")
    archives = table(RESULTS / "warc.tsv")
    if archives:
        # `judgement` is `as warcio` where both read the same; the others were looked at one by one, and ours was right.
        rows = [row for row in archives if row["warcio records"] != "-"]
        same = sum(row["judgement"] == "as warcio" for row in rows)
        key = {"part": "archive", "set": "broken and whole", "figure": "files right"}
        put({**key, "value": f"{len(rows)}"}, "Marsad", "measured")
        put({**key, "value": f"{same}"}, "warcio 1.8.1", "measured")
    return found


def kind_of(program, programs):
    for row in sorted(programs, key=lambda r: -len(r["program"])):
        if program.startswith(row["program"]):
            return row["kind"]
    raise SystemExit(f"side_by_side.py: bench/peers/programs.tsv does not say how `{program}` runs")


def verdict(better, ours, theirs, kind):
    """What the row says, and whether it needs a note."""
    if better == "speed":
        times = ours / theirs
        return f"{number(str(times))} ×", kind in FASTER and times < FASTER[kind]
    gain = ours - theirs if better == "high" else theirs - ours
    if abs(gain) < 5e-5:
        return "even", True
    return ("ahead", False) if gain > 0 else ("behind", True)


def is_peer(program):
    return not program.startswith("Marsad") and program != "UTF-8 validation and memchr"


def rows():
    found, programs, notes = measured(), table(PEERS / "programs.tsv"), table(PEERS / "notes.tsv")
    out, unexplained = [], []
    for want in table(PEERS / "wanted.tsv"):
        values = found.get((want["part"], want["set"], want["figure"]), {})
        if want["marsad"] not in values:
            continue
        ours = values[want["marsad"]][0]
        peers = {p: v for p, v in values.items() if is_peer(p)}
        base = {"task": want["task"], "set": want["set"], "figure": want["words"], "marsad": ours}
        if not peers:
            out.append({**base, "program": "-", "runs": "-", "value": "-", "verdict": "no peer", "origin": "measured", "note": ""})
        for program, (value, origin) in peers.items():
            runs = kind_of(program, programs)
            said, needs = verdict(want["better"], float(ours), float(value), runs)
            note = next((n["note"] for n in notes if (n["task"], n["set"], n["figure"]) == (want["task"], want["set"], want["figure"])
                         and program.startswith(n["program"])), "")
            # Nothing false is as good as can be: even there needs no excuse.
            if needs and not note and not (said == "even" and float(value) == 0):
                unexplained.append(f"{want['task']}, {want['words']}: {program} {value}, Marsad {ours}")
            out.append({**base, "program": program, "runs": runs, "value": value, "verdict": said, "origin": origin,
                        "note": note if needs else ""})
    if unexplained:
        raise SystemExit("side_by_side.py: no note in bench/peers/notes.tsv says why\n  " + "\n  ".join(unexplained))
    return out


def number(text):
    """A value as people read it."""
    try:
        value = float(text)
    except ValueError:
        return text
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def markdown(all_rows, load):
    lines = [MARKS[0], ""]
    if load:
        lines += [f"Load of the machine when the last run began: {load} (2 cores). Processor time is counted, which a shared machine makes longer, too.", ""]
    for task in dict.fromkeys(row["task"] for row in all_rows):
        mine = [row for row in all_rows if row["task"] == task]
        lines += [f"### {task.capitalize()}", "", "| figure | Marsad | peer | its figure | |", "| --- | --- | --- | --- | --- |"]
        last = None
        for row in mine:
            figure = row["figure"] if row["figure"] != last else ""
            ours = f"**{number(row['marsad'])}**" if figure else ""
            reported = " (reported)" if row["origin"] == "reported" else ""
            note = f": {row['note']}" if row["note"] else ""
            lines.append(f"| {figure} | {ours} | {row['program']}{reported} | {number(row['value'])} | {row['verdict']}{note} |")
            last = row["figure"]
        absent = [row for row in table(PEERS / "absent.tsv") if row["task"] == task]
        if absent:
            lines += ["", "Not in it: " + "; ".join(f"{row['program']} ({row['why']})" for row in absent) + "."]
        lines.append("")
    growth = table(RESULTS / "growth.tsv")
    sizes = {}
    for name in ("growth", "batch", "spark", "python"):
        for row in table(RESULTS / f"{name}.tsv"):
            sizes.setdefault(name, []).append(row)
    if sizes:
        lines += ["### Cost as the input grows", ""]
    if growth:
        lines += ["![Seconds to code so many documents on one core and on two, on scales in steps of ten](img/bench-growth.svg)", ""]
        lines += ["| documents | cores | seconds | documents a second | most memory, MiB |", "| --- | --- | --- | --- | --- |"]
        for set_ in dict.fromkeys(row["set"] for row in growth):
            values = {row["figure"]: row["value"] for row in growth if row["set"] == set_}
            lines.append(f"| {number(values['documents'])} | {values['cores']} | {values['seconds']} | {number(values['documents/s'])} | {values['peak memory, MiB']} |")
        lines.append("")
    for name in ("batch", "spark", "python"):
        if name in sizes:
            lines += [f"`bench/results/{name}.tsv`:", "", "| set | figure | value |", "| --- | --- | --- |"]
            lines += [f"| {row['set']} | {row['figure']} | {number(row['value'])} |" for row in sizes[name]] + [""]
    return "\n".join([*lines, MARKS[1]])


def labelled(row):
    """A peer's name in a chart: without version, with a word where its figure was not measured in this run."""
    name = re.sub(r" [\d.]+$| \(.*\)$", "", row["program"])
    return f"{name} (reported)" if row["origin"] == "reported" else name


def draw(all_rows):
    """The charts; the first figure of each task stands for it."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    right = [("dates", "right value, 961 dates and times"), ("numbers", "right value, 911 numbers"), ("clitics", "cuts, F1"),
             ("main text", "words of the article, F1, 20 own pages"), ("event detection", "assault in a sentence, F1, by majority")]
    groups = []
    for task, figure in right:
        mine = [r for r in all_rows if (r["task"], r["figure"]) == (task, figure) and r["program"] != "-"]
        if mine:
            bars = [("Marsad", float(mine[0]["marsad"]))] + [(labelled(r), float(r["value"])) for r in mine]
            groups.append((f"{task}: {figure}", sorted(bars, key=lambda bar: -bar[1])))
    (IMAGES / "bench-accuracy.svg").write_text(charts.bars("How much is right", groups, 1.0, "{:.2f}"), encoding="utf-8")
    groups = []
    for task in ("dates", "numbers", "clitics", "main text", "archives"):
        mine = [r for r in all_rows if r["task"] == task and r["verdict"].endswith("×")]
        if mine:
            bars = [("Marsad", float(mine[0]["marsad"]))] + [(labelled(r), float(r["value"])) for r in mine]
            groups.append((f"{task}: {mine[0]['figure']}", sorted(bars, key=lambda bar: -bar[1])))
    (IMAGES / "bench-speed.svg").write_text(charts.bars("How fast, each step ten times", groups, None, "{:.3g}"), encoding="utf-8")
    growth, lines = table(RESULTS / "growth.tsv"), {}
    for set_ in dict.fromkeys(row["set"] for row in growth):
        values = {row["figure"]: row["value"] for row in growth if row["set"] == set_}
        cores = "1 core" if values["cores"] == "1" else f"{values['cores']} cores"
        lines.setdefault(cores, []).append((float(values["documents"]), float(values["seconds"])))
    if lines:
        (IMAGES / "bench-growth.svg").write_text(charts.growth("Seconds to code so many documents", lines), encoding="utf-8")


def main(load):
    all_rows = rows()
    page = ROOT / "docs/benchmarks.md"
    text = page.read_text(encoding="utf-8")
    if text.count(MARKS[0]) != 1 or text.count(MARKS[1]) != 1:
        raise SystemExit("side_by_side.py: docs/benchmarks.md has not its two marks")
    before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    if not load:
        said = re.search(r"when the last run began: ([\d.]+)", text)
        load = said[1] if said else ""
    page.write_text(before + markdown(all_rows, load) + after, encoding="utf-8")
    with (RESULTS / "side-by-side.tsv").open("w", encoding="utf-8") as out:
        print(*COLUMNS, sep="\t", file=out)
        for row in all_rows:
            print(*(row[column] for column in COLUMNS), sep="\t", file=out)
    draw(all_rows)
    measured_rows = [row for row in all_rows if row["program"] != "-"]
    behind = sum(row["note"] != "" for row in measured_rows)
    print(f"bench/results/side-by-side.tsv: {len(measured_rows)} rows, {behind} of them behind or slower than asked for, each with its reason")


if __name__ == "__main__":
    if sys.argv[1:2] not in ([], ["--load"]):
        sys.exit(__doc__)
    main(sys.argv[2] if len(sys.argv) > 2 else "")
