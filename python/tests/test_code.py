"""What the package does, on texts of its own."""

import datetime
import json
import pickle
import warnings

import pytest

import marsad

ATTACK = "قتل خمسة مدنيين أمس في قصف مدفعي على بلدة معارة النعسان بريف إدلب"


def test_a_text_gives_reports_whose_words_stand_in_it():
    (coded,) = marsad.code([{"id": 7, "text": ATTACK, "published": datetime.date(2022, 4, 5)}])
    assert coded["id"] == 7
    (report,) = [r for r in coded["reports"] if r["counts"]]
    assert (report["type"], report["counts"][0]["max"]) == ("ASSAULT", 5)
    full = "\n\n" + ATTACK
    for quote in [report["trigger"], report["evidence"], *report["places"], *report["counts"]]:
        assert full[quote["start"] : quote["end"]] == quote["text"]
    assert report["date"]["from"] == "2022-04-04"


def test_what_is_wrong_with_one_document_is_said_and_the_others_go_on():
    good, empty, day = marsad.code([ATTACK, {"id": "x"}, {"id": "y", "text": ATTACK, "published": "soon"}])
    assert good["reports"]
    assert empty["id"] == "x" and "text" in empty["error"]
    assert day["id"] == "y" and "2022-03-23" in day["error"]
    with pytest.raises(TypeError, match="document 1"):
        marsad.code([ATTACK, 5])
    with pytest.raises(ValueError, match="threads"):
        marsad.code([ATTACK], threads=0)


def test_threads_and_order_do_not_matter():
    texts = [f"{ATTACK} رقم {n}" for n in range(60)]
    assert marsad.code(texts, threads=1) == marsad.code(texts, threads=4)


def test_a_lexicon_of_ones_own_is_laid_over_and_its_faults_are_named(tmp_path):
    folder = tmp_path / "lexicon" / "ar"
    folder.mkdir(parents=True)
    (folder / "titles.tsv").write_text("nonsense\twithout\tany\tsense\tat\tall\n", encoding="utf-8")
    with pytest.raises(ValueError, match="titles.tsv"):
        marsad.Coder(tmp_path)
    with pytest.raises(ValueError, match="no such folder"):
        marsad.Coder(tmp_path / "nowhere")
    assert marsad.Coder().lexicon.startswith("sha256:")


def test_a_coder_goes_through_pickle():
    coder = pickle.loads(pickle.dumps(marsad.default()))
    assert coder.code([ATTACK]) == marsad.code([ATTACK])


def rows(texts):
    return {"id": [str(n) for n in range(len(texts))], "body": texts, "day": ["2022-04-05"] * len(texts)}


TEXTS = [ATTACK, None, "زرع الفلاحون القمح", ATTACK + " فيما أصيب ستة آخرون"]


def by_json(texts):
    documents = [{"id": str(n), "text": t or "", "published": "2022-04-05"} for n, t in enumerate(texts)]
    return [(c["id"], r["type"], r["trigger"]["text"]) for c in marsad.code(documents) for r in c["reports"]]


def test_tables_of_pyarrow_pandas_and_polars_give_the_same_reports():
    pyarrow = pytest.importorskip("pyarrow")
    names = {"text": "body", "id": "id", "published": "day"}
    table = pyarrow.table(rows(TEXTS))
    reports = marsad.code_table(table, **names)
    assert reports.schema == marsad.schema()
    told = [(r["document"], r["type"], r["trigger"]["text"]) for r in reports.to_pylist()]
    assert told == by_json(TEXTS)
    assert reports["date"][0].as_py()["from"] == datetime.date(2022, 4, 4)
    assert set(reports["row"].to_pylist()) <= {0, 3}

    pandas = pytest.importorskip("pandas")
    frame = marsad.code_table(pandas.DataFrame(rows(TEXTS)), **names)
    assert list(frame["document"]) == [d for d, _, _ in told]

    polars = pytest.importorskip("polars")
    frame = marsad.code_table(polars.DataFrame(rows(TEXTS)), **names)
    assert frame["document"].to_list() == [d for d, _, _ in told]


def test_dates_of_a_table_may_be_dates_or_times():
    pyarrow = pytest.importorskip("pyarrow")
    at = datetime.datetime(2022, 4, 5, 23, 59)
    for kind in [pyarrow.date32(), pyarrow.timestamp("s"), pyarrow.timestamp("us"), pyarrow.timestamp("ns")]:
        table = pyarrow.table({"text": [ATTACK], "day": pyarrow.array([at], pyarrow.timestamp("us")).cast(kind)})
        (report,) = [r for r in marsad.code_table(table, published="day").to_pylist() if r["date"]]
        assert report["date"]["from"] == datetime.date(2022, 4, 4), kind


def test_faults_of_a_table_name_the_column_or_the_row():
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table({"text": [ATTACK, ATTACK], "day": ["2022-04-05", "yesterday"]})
    with pytest.raises(ValueError, match="no column `body`; there are: text, day"):
        marsad.code_table(table, text="body")
    with pytest.warns(RuntimeWarning, match="row 1 .*2022-03-23"):
        assert len(marsad.code_table(table, published="day"))
    with pytest.raises(TypeError, match="list"):
        marsad.code_table([ATTACK])


def test_a_page_is_read_from_bytes_and_from_a_file(tmp_path):
    page = (
        '<html lang="ar"><head><meta charset="windows-1256"><title>قصف على إدلب</title></head><body><article>'
        + "".join(f"<p>{ATTACK}. جملة أخرى رقم {n} تملأ الصفحة بنص مقروء.</p>" for n in range(6))
        + "</article></body></html>"
    ).encode("windows-1256")
    document = marsad.read(page, url="https://news.example/1", published="2022-04-05")
    assert "معارة النعسان" in document["text"] and document["published"] == "2022-04-05"
    file = tmp_path / "page.html"
    file.write_bytes(page)
    assert marsad.read(file)["text"] == document["text"]
    with pytest.raises(ValueError):
        marsad.read(b"")
    assert marsad.code([document])[0]["reports"]


def test_coding_leaves_the_interpreter_free():
    import threading

    turns, stop = [0], threading.Event()

    def count():
        while not stop.is_set():
            turns[0] += 1

    other = threading.Thread(target=count)
    other.start()
    before = turns[0]
    marsad.code([ATTACK] * 400, threads=1)
    during = turns[0] - before
    stop.set()
    other.join()
    assert during > 1000, "another thread runs while texts are coded"


def test_the_documented_example_holds():
    import doctest

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert doctest.testmod(marsad).failed == 0
    json.dumps(marsad.code([ATTACK]))
