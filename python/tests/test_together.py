"""Copies and events, in one process."""

import collections
import hashlib
import json
import os
import sqlite3
import subprocess

import pandas
import pyarrow
import pytest

import marsad
from corpus import retold

STORY = (
    "قال شهود عيان إن مسلحين مجهولين هاجموا حاجزا للجيش عند المدخل الشرقي لبلدة البصيرة في ريف دير الزور فجر الأحد "
    "وقتلوا جنديين وأصابوا ثلاثة آخرين قبل أن ينسحبوا نحو البادية من دون أن تتبنى أي جهة الهجوم حتى الآن"
)
OTHER = "افتتح وزير الزراعة معرض التمور السنوي في مدينة بريدة بمشاركة مئتي مزارع من مختلف مناطق المملكة هذا العام"


def test_a_copy_is_linked_with_the_words_that_show_it():
    table = pyarrow.table(
        {"id": ["c", "a", "b"], "text": [f"{STORY}. {OTHER}", STORY, OTHER + " " + "كما حضر الحفل جمهور كبير"], "title": ["", "هجوم", ""]}
    )
    links, origins = marsad.copies(table)
    named = {(link["a"], link["b"]): link for link in links.to_pylist()}
    assert named[("a", "c")]["kind"] == "verbatim" and named[("b", "c")]["kind"] in ("verbatim", "copy")
    shown = named[("a", "c")]["evidence"][0]
    assert ("هجوم\n\n" + STORY)[shown["a_start"] : shown["a_end"]] == ("\n\n" + STORY)[shown["b_start"] : shown["b_end"]]
    assert {o["document"]: o["origin"] for o in origins.to_pylist()} == {"a": "a", "b": "a", "c": "a"}


def test_two_documents_tell_one_event_and_a_third_another():
    frame = pandas.DataFrame(
        {
            "id": ["a", "b", "c"],
            "published": ["2022-04-05"] * 3,
            "text": [
                "قتل خمسة مدنيين أمس في قصف مدفعي على بلدة معارة النعسان بريف إدلب",
                "قصف مدفعي على معارة النعسان في ريف إدلب أمس يودي بحياة خمسة مدنيين",
                "قتل تسعة جنود أمس في هجوم على حاجز في مدينة تدمر",
            ],
        }
    )
    coded = marsad.coded(frame)
    events = marsad.events(coded)
    of = {document: set(rows["name"]) for document, rows in events.groupby("document")}
    assert of["a"] & of["b"] and not of["a"] & of["c"]
    # Each report finds its event.
    joined = marsad.reports(coded).merge(events, on=["document", "event"])
    assert len(joined) and set(joined["document"]) == {"a", "b", "c"}


def test_ids_are_needed_and_each_is_one_documents():
    with pytest.raises(ValueError, match="id"):
        marsad.copies(pyarrow.table({"text": [STORY], "id": pyarrow.array([None], pyarrow.string())}))
    with pytest.raises(ValueError, match="x is given twice"):
        marsad.copies(pyarrow.table({"text": [STORY, OTHER], "id": ["x", "x"]}))
    with pytest.raises(ValueError, match="no column `coded`"):
        marsad.events(pyarrow.table({"text": [STORY], "id": ["x"]}))
    with pytest.raises(ValueError, match="`x` cannot be read"):
        marsad.events(pyarrow.table({"text": [STORY], "id": ["x"], "coded": ["{}"]}))


def test_threads_and_order_change_nothing():
    table = pyarrow.Table.from_pylist(retold(4, 60))
    coded = marsad.coded(table)
    events = marsad.events(coded, threads=1)
    assert marsad.events(coded.take(list(reversed(range(len(table))))), threads=3).equals(events)
    links, origins = marsad.copies(table, threads=1)
    turned = marsad.copies(table.take(list(reversed(range(len(table))))), threads=3)
    assert turned.links.equals(links) and turned.origins.equals(origins) and links.num_rows > 20


@pytest.mark.skipif("MARSAD" not in os.environ, reason="MARSAD names no built program to compare with")
def test_copies_and_events_are_those_of_the_programs_store(tmp_path):
    def run(*words):
        done = subprocess.run([os.environ["MARSAD"], *words, "--store", tmp_path / "store"], capture_output=True, check=True)
        return done.stdout.decode()

    documents = retold(5, 120)
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(d) + "\n" for d in documents), encoding="utf-8")
    run("init")
    run("add", tmp_path / "news.jsonl")
    page = {d["url"]: hashlib.sha256(d["url"].encode()).hexdigest()[:16] for d in documents}
    table = pyarrow.Table.from_pylist([{**d, "id": page[d["url"]]} for d in documents])
    url = {short: long for long, short in page.items()}
    ours, theirs = collections.defaultdict(set), collections.defaultdict(set)
    for row in marsad.events(marsad.coded(table)).to_pylist():
        ours[row["name"]].add((url[row["document"]], row["event"]))
    store = sqlite3.connect(tmp_path / "store" / "marsad.sqlite")
    told = "SELECT t.event, d.target, t.number FROM tellings t JOIN documents d ON d.id = t.document"
    for event, target, number in store.execute(told):
        theirs[event].add((target, number))
    assert sorted(map(sorted, ours.values())) == sorted(map(sorted, theirs.values()))
    assert sum(len(group) > 1 for group in ours.values()) > 30
    # Those links that need no shared event.
    linked = "SELECT x.target, y.target, l.kind, l.score FROM links l JOIN documents x ON x.id = l.a JOIN documents y ON y.id = l.b WHERE l.by_event = 0"
    theirs = {(frozenset(row[:2]), row[2], round(row[3], 9)) for row in store.execute(linked)}
    links = marsad.copies(table).links.to_pylist()
    assert {(frozenset([url[r["a"]], url[r["b"]]]), r["kind"], round(r["score"], 9)) for r in links} == theirs and len(theirs) > 20
