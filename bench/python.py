"""Times the Python package and the program on the same lines of documents; see bench/python.sh.

usage: bench/python.py PROGRAM DOCUMENTS.jsonl
Wall and CPU seconds of the best of seven turns. The program is timed from start to end, less what it takes for one document:
its start; what Python gives for a table is timed until the table is there, the coder being made before.
"""

import json
import os
import resource
import subprocess
import sys
import time

import pandas
import polars
import pyarrow

import marsad

TURNS = 7
THREADS = 2


def spent(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def timed(work, who=resource.RUSAGE_SELF):
    """Wall and CPU seconds."""
    cpu, wall = spent(who), time.perf_counter()
    work()
    return time.perf_counter() - wall, spent(who) - cpu


def main(program, path):
    with open(path, encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    keys = ["id", "title", "text", "published", "outlet", "url"]
    documents = [{key: d.get(key) for key in keys} for d in documents]
    for n, document in enumerate(documents):
        document["id"] = str(n)
    frame = pandas.DataFrame(documents).astype({"text": "object", "title": "object"})
    kinds = {
        "pandas, columns of Python texts": lambda: marsad.code_table(frame, threads=THREADS),
        "pandas, columns of Arrow": lambda table=frame.convert_dtypes(dtype_backend="pyarrow"): marsad.code_table(
            table, threads=THREADS
        ),
        "Polars": lambda table=polars.DataFrame(documents): marsad.code_table(table, threads=THREADS),
        "PyArrow": lambda table=pyarrow.Table.from_pylist(documents): marsad.code_table(table, threads=THREADS),
        "a list, as `marsad code` prints it": lambda: marsad.code(documents, threads=THREADS),
    }

    def run(words):
        with open(path, "rb") as lines:
            command = [program, "code", "--threads", str(THREADS)]
            given = {"stdin": lines} if words is None else {"input": words}
            subprocess.run(command, **given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)

    marsad.code(["نص"])  # the coder is made
    best = {}
    for _ in range(TURNS):
        turns = {
            "start": timed(lambda: run(b'{"text":"x"}\n'), resource.RUSAGE_CHILDREN),
            "program": timed(lambda: run(None), resource.RUSAGE_CHILDREN),
            **{name: timed(work) for name, work in kinds.items()},
        }
        for name, (wall, cpu) in turns.items():
            before = best.get(name, (wall, cpu))
            best[name] = (min(wall, before[0]), min(cpu, before[1]))
    start = best.pop("start")
    base = tuple(whole - begin for whole, begin in zip(best.pop("program"), start))
    size = os.path.getsize(path)
    print("part\tset\tfigure\tvalue")
    row = lambda name, figure, value: print(f"python\t{name}\t{figure}\t{value}")
    row("documents", "number", len(documents))
    row("documents", "bytes", size)
    row("`marsad code`", "seconds, without its start", f"{base[0]:.2f}")
    row("`marsad code`", "CPU seconds", f"{base[1]:.2f}")
    for name, (wall, cpu) in best.items():
        row(name, "seconds", f"{wall:.2f}")
        row(name, "CPU seconds", f"{cpu:.2f}")
        row(name, "speed as a share of `marsad code`", f"{base[0] / wall:.3f}")
        row(name, "the same by CPU time", f"{base[1] / cpu:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
