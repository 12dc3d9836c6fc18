"""On Spark as in one process: by the `spark-submit` line, on one core, on a cluster, and on one that loses a worker.

Minutes long: bench/spark.sh runs it. MARSAD_SPARK_TABLE names a file for the seconds it took.
"""

import json
import os
import time
from pathlib import Path

import pyarrow
import pyarrow.dataset
import pytest

import marsad
from corpus import retold

pytestmark = pytest.mark.slow
pytest.importorskip("pyspark", reason="PySpark is not installed")

#: How many outlets tell each dispatch: more than a key names holders, so that this bound is met.
OUTLETS = int(os.environ.get("MARSAD_SPARK_OUTLETS", "70"))
FILES = 8


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    """Lines of articles in eight files, one of them with a broken line, and a document in two files."""
    folder = tmp_path_factory.mktemp("news")
    documents = retold(OUTLETS, 120)
    for n in range(FILES):
        own = documents[n::FILES] + ([documents[0]] if n == 3 else [])
        lines = [json.dumps(d, ensure_ascii=False) for d in own] + (["no json"] if n == 5 else [])
        (folder / f"{n}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def plain(news):
    """What the package makes of them in this process."""
    began = time.monotonic()
    pages = [d for file in sorted(news.iterdir()) for d in marsad.read_all(file)]
    faults = [d for d in pages if "error" in d]
    once = {d["id"]: d for d in reversed(pages) if "error" not in d}
    table = pyarrow.Table.from_pylist(sorted(once.values(), key=lambda d: d["id"]))
    coded = marsad.coded(table)
    links, origins = marsad.copies(table)
    made = {"coded": coded, "reports": marsad.reports(coded), "links": links, "origins": origins, "events": marsad.events(coded)}
    note("the package, one process, two threads", time.monotonic() - began)
    return {name: rows(name, made[name].to_pylist()) for name in made}, len(faults)


def note(what, seconds):
    if table := os.environ.get("MARSAD_SPARK_TABLE"):
        with open(table, "a", encoding="utf-8") as out:
            out.write(f"spark\t{what}\tseconds\t{seconds:.1f}\n")


COLUMNS = {
    "coded": ["id", "title", "text", "published", "outlet", "coded", "coding_error"],
    "reports": [name for name in ("document number type modality trigger event places date counts rule").split()],
    "links": ["a", "b", "kind", "score", "source", "evidence"],
    "origins": ["document", "origin"],
    "events": ["document", "event", "name"],
}


def rows(name, found):
    """The rows of a table as sorted texts: one too many or too few shows."""
    return sorted(json.dumps([row.get(column) for column in COLUMNS[name]], ensure_ascii=False, default=str) for row in found)


def same(out, plain):
    expected, faults = plain
    for name, wanted in expected.items():
        found = pyarrow.dataset.dataset(out / name, format="parquet", partitioning=None).to_table().to_pylist()
        if name == "coded":
            assert sum(row["error"] is not None for row in found) == faults == 1
            found = [row for row in found if row["error"] is None]
        found = rows(name, found)
        assert len(found) == len(wanted), name
        assert found == wanted, name
    assert len(expected["links"]) > 1_000 and len(expected["events"]) > 500


def test_one_core_gives_what_the_package_gives(news, plain, tmp_path):
    from cluster import submit

    began = time.monotonic()
    said = submit("local[1]", tmp_path / "job", *sorted(news.iterdir()), "--out", tmp_path / "out")
    note("local[1], with the start of the job", time.monotonic() - began)
    told(said, "local[1]")
    same(tmp_path / "out", plain)


def told(said, where):
    for name, value in said.items():
        if name.endswith(", seconds"):
            note(f"{where}: {name.removesuffix(', seconds')}", value)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_cluster_gives_the_same(workers, news, plain, tmp_path):
    from cluster import Cluster, submit

    with Cluster(tmp_path / "cluster", workers) as cluster:
        began = time.monotonic()
        said = submit(cluster.url, tmp_path / "job", *sorted(news.iterdir()), "--out", tmp_path / "out")
        note(f"a cluster of {workers}, with the start of the job", time.monotonic() - began)
    told(said, f"a cluster of {workers}")
    same(tmp_path / "out", plain)


@pytest.mark.parametrize("step", ["coding", "putting together"])
def test_a_worker_killed_in_mid_run_costs_time_and_no_row(step, news, plain, tmp_path):
    from cluster import Cluster, ask, submit, wait_for

    with Cluster(tmp_path / "cluster", 2) as cluster:
        seen = {}

        def lose_one(page):
            def half_done():
                if step == "putting together" and not (tmp_path / "out" / "reports" / "_SUCCESS").exists():
                    return None
                (job,) = ask(page, "/api/v1/applications")
                stages = ask(page, f"/api/v1/applications/{job['id']}/stages?status=active")
                return [s for s in stages if s["numTasks"] >= 4 and 1 <= s["numCompleteTasks"] < s["numTasks"]]

            seen["stage"] = wait_for("a stage that is half done", half_done)[0]
            cluster.lose(0)
            seen["unfinished"] = not (tmp_path / "out" / ("coded" if step == "coding" else "events") / "_SUCCESS").exists()

        began = time.monotonic()
        submit(cluster.url, tmp_path / "job", *sorted(news.iterdir()), "--out", tmp_path / "out", "--tasks", 16, meanwhile=lose_one)
        note(f"a cluster of 2, one killed while {step}", time.monotonic() - began)
        assert seen["unfinished"], "the worker was lost before the step was done"
        assert wait_for("the master to notice", lambda: cluster.alive() == 1)
    log = Path(tmp_path / "job" / "job.log").read_text(encoding="utf-8", errors="replace")
    assert "Lost executor" in log, "its executor was at work"
    same(tmp_path / "out", plain)
