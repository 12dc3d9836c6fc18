"""What the adapters of the peers share: reading texts, timing, spans, intervals.

An adapter is run as `peer_NAME.py KIND TIMING < in.jsonl > out.jsonl`. A line in is {"id", "text", "ref"}; a line out is
{"id", "mentions": […]} or {"id", "words": […]}, as `marsad mentions` writes them. Into the file TIMING goes one line: bytes of
UTF-8 read, seconds of processor time spent on them, texts the peer stumbled over. Loading the peer and its first text are not timed.
"""

import datetime
import json
import pathlib
import re
import subprocess
import sys
import time

ARABIC_WORD = re.compile("[\u0621-\u064a\u064b-\u0652\u0670\u0671\u0640]+")


def run(read):
    """Sends every line through `read(text, ref, kind)`, which returns mentions, or words when `kind` is clitic."""
    kind, timing = sys.argv[1:3]
    key = "words" if kind == "clitic" else "mentions"
    lines = [json.loads(line) for line in sys.stdin if line.strip()]
    seconds, size, stumbled = 0.0, 0, 0
    for n, line in enumerate(lines):
        text, ref = line["text"], reference(line.get("ref"))
        if n == 0:
            attempt(read, text, ref, kind)
        start = time.process_time()
        found = attempt(read, text, ref, kind)
        seconds += time.process_time() - start
        size += len(text.encode())
        stumbled += found is None
        # Let out at once, with what was timed until now: a peer may take the process down with it.
        print(json.dumps({"id": line["id"], key: found or []}, ensure_ascii=False), flush=True)
        write_timing(timing, size, seconds, stumbled)


def write_timing(timing, size, seconds, stumbled):
    with open(timing, "w", encoding="utf-8") as file:
        print(size, f"{seconds:.3f}", stumbled, sep="\t", file=file)


def run_again(script):
    """Runs an adapter whose peer ends the whole process on some texts: it is started again behind such a text, which counts as one
    that the peer stumbled over."""
    kind, timing = sys.argv[1:3]
    key = "words" if kind == "clitic" else "mentions"
    lines = [line for line in sys.stdin if line.strip()]
    total = [0, 0.0, 0]
    while lines:
        part = pathlib.Path(f"{timing}.part")
        part.unlink(missing_ok=True)
        child = subprocess.run([sys.executable, script, kind, str(part), "child"], input="".join(lines).encode(), stdout=subprocess.PIPE)
        done = child.stdout.decode().splitlines()
        print(*done, sep="\n", end="\n" if done else "")
        if part.exists():
            total = [a + float(b) for a, b in zip(total, part.read_text(encoding="utf-8").split())]
        if len(done) < len(lines):
            print(json.dumps({"id": json.loads(lines[len(done)])["id"], key: []}))
            total[2] += 1
        lines = lines[len(done) + 1 :]
    write_timing(timing, int(total[0]), total[1], int(total[2]))


def attempt(read, text, ref, kind):
    """What `read` finds, or None where the peer raises an error of its own; counted, not hidden."""
    try:
        return list(read(text, ref, kind))
    except Exception as error:
        print(f"{type(error).__name__}: {error} in {text[:60]!r}", file=sys.stderr)
        return None


def reference(ref):
    """The day a text is read on; texts of the number set and of the speed test have none."""
    return datetime.datetime.fromisoformat(ref[:10]) if ref else datetime.datetime(2016, 11, 7)


def interval(day, grain):
    """First and last day of the day, week (from Monday), month, year, … that `day` lies in, as ISO dates."""
    first = last = day
    if grain == "week":
        first = day - datetime.timedelta(day.weekday())
        last = first + datetime.timedelta(6)
    elif grain == "month":
        first = day.replace(day=1)
        last = (first + datetime.timedelta(31)).replace(day=1) - datetime.timedelta(1)
    elif grain == "year":
        first, last = day.replace(month=1, day=1), day.replace(month=12, day=31)
    return iso(first), iso(last)


def iso(day):
    """`day` as YYYY-MM-DD, with leading zeros for early years."""
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


def cut(start, surface, before, after):
    """A word with the clitics `before` and `after` it cut off; none is cut where they do not fit the surface."""
    core = surface[len("".join(before)) : len(surface) - len("".join(after))]
    segments = [*before, core, *after]
    if not core or "".join(segments) != surface:
        segments = [surface]
    return {"start": start, "end": start + len(surface), "segs": segments}
