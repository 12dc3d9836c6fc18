"""Tables in and out: pandas, Polars, Arrow, and whatever hands out a stream."""

import datetime

import pandas
import polars
import pyarrow
import pytest

import marsad

ATTACK = "قتل خمسة مدنيين أمس في قصف مدفعي على بلدة معارة النعسان بريف إدلب"


def rows(texts):
    return {"id": [str(n) for n in range(len(texts))], "body": texts, "day": ["2022-04-05"] * len(texts)}


TEXTS = [ATTACK, None, "", "زرع الفلاحون القمح", ATTACK + " فيما أصيب ستة آخرون"]
NAMES = {"text": "body", "id": "id", "published": "day"}


def by_json(texts):
    documents = [{"id": str(n), "text": t or "", "published": "2022-04-05"} for n, t in enumerate(texts)]
    return [(c["id"], r) for c in marsad.code(documents) for r in c["reports"]]


def as_json(value):
    """A row's value as JSON has it: days as texts, and no null where there is no list."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return [as_json(one) for one in value]
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    return value


def fits(row, report):
    """Whether a row says all that a report says: what JSON leaves out is null in a table."""
    if isinstance(report, dict):
        return isinstance(row, dict) and all(fits(row.get(key), value) for key, value in report.items())
    if isinstance(report, list):
        return len(row or []) == len(report) and all(map(fits, row or [], report))
    return row == report or (isinstance(report, float) and abs(row - report) < 1e-12)


def test_a_table_says_all_that_the_json_says():
    reports = marsad.code_table(pyarrow.table(rows(TEXTS)), **NAMES)
    assert reports.schema == marsad.schema()
    told = by_json(TEXTS)
    assert len(told) == reports.num_rows > 1
    for row, (document, report) in zip(reports.to_pylist(), told):
        assert row["document"] == document and str(row["row"]) == document
        assert fits(as_json(row), report), report


@pytest.mark.parametrize(
    "table",
    [
        pandas.DataFrame(rows(TEXTS)),
        pandas.DataFrame(rows(TEXTS)).convert_dtypes(dtype_backend="pyarrow"),
        pandas.DataFrame(rows(TEXTS), index=list("vwxyz")),
        polars.DataFrame(rows(TEXTS)),
        polars.LazyFrame(rows(TEXTS)),
        pyarrow.table(rows(TEXTS)).to_reader(2),
        pyarrow.RecordBatch.from_pydict(rows(TEXTS)),
    ],
    ids=["pandas", "pandas-arrow", "pandas-index", "polars", "polars-lazy", "reader", "batch"],
)
def test_every_kind_of_table_gives_the_same_reports(table):
    expected = [(document, r["type"], r["trigger"]["text"]) for document, r in by_json(TEXTS)]
    reports = marsad.code_table(table, **NAMES)
    kind = {"pandas": pandas.DataFrame, "polars": polars.DataFrame}.get(type(table).__module__.split(".")[0], pyarrow.Table)
    assert isinstance(reports, kind)
    table = pyarrow.table(reports) if kind is not pandas.DataFrame else pyarrow.Table.from_pandas(reports)
    assert [(r["document"], r["type"], r["trigger"]["text"]) for r in table.to_pylist()] == expected


@pytest.mark.parametrize("column", [pandas.Series([ATTACK] * 2), polars.Series([ATTACK] * 2), pyarrow.array([ATTACK] * 2)])
def test_a_column_alone_is_a_table_of_texts(column):
    assert set(pyarrow.table({"row": marsad.code_table(column)["row"]})["row"].to_pylist()) == {0, 1}


def test_whole_numbers_and_categories_are_words():
    frame = pandas.DataFrame({"text": [ATTACK], "id": [7], "outlet": pandas.Categorical(["س"])})
    assert list(marsad.code_table(frame)["document"]) == ["7"]


def test_pieces_and_threads_change_nothing():
    texts = [f"{ATTACK} رقم {n}" if n % 7 else None for n in range(3_000)]
    whole = marsad.code_table(pyarrow.table({"text": texts}), threads=1).combine_chunks()
    split = pyarrow.Table.from_batches(pyarrow.table({"text": texts}).to_batches(max_chunksize=17))
    assert marsad.code_table(split, threads=3).combine_chunks().equals(whole)
    assert whole["row"][-1].as_py() == 2_999


def test_texts_are_handed_on_where_they_lie():
    # A column that owns no Python object and is a slice of another: nothing but the Arrow interface can read it.
    table = pyarrow.table({"text": pyarrow.array(["x", ATTACK, "y"], pyarrow.large_string())}).slice(1, 1)
    before = pyarrow.total_allocated_bytes()
    reports = marsad.code_table(table)
    assert reports["row"].to_pylist() == [0] * reports.num_rows and reports.num_rows
    assert pyarrow.total_allocated_bytes() - before < 1_000, "PyArrow copied nothing"


def test_dates_of_a_table_may_be_dates_or_times():
    at = datetime.datetime(2022, 4, 5, 23, 59)
    for kind in [pyarrow.date32(), pyarrow.date64(), *(pyarrow.timestamp(u) for u in ("s", "ms", "us", "ns"))]:
        table = pyarrow.table({"text": [ATTACK], "day": pyarrow.array([at], pyarrow.timestamp("us")).cast(kind, safe=False)})
        (report,) = [r for r in marsad.code_table(table, published="day").to_pylist() if r["date"]]
        assert report["date"]["from"] == datetime.date(2022, 4, 4), kind
    # A moment after midnight in Damascus is still the day before in Greenwich: the outlet's own day counts.
    moment = pyarrow.array([datetime.datetime(2022, 4, 4, 22, 0)], pyarrow.timestamp("us", "Asia/Damascus"))
    reports = marsad.code_table(pyarrow.table({"text": [ATTACK], "day": moment}), published="day").to_pylist()
    assert [r["date"]["from"] for r in reports if r["date"]] == [datetime.date(2022, 4, 4)]


def test_faults_of_a_table_name_the_column_or_the_row_and_the_way_out():
    table = pyarrow.table({"text": [ATTACK, ATTACK], "day": ["2022-04-05", "yesterday"], "n": [1.5, 2.5], "y": [1, 2]})
    with pytest.raises(ValueError, match="no column `body` for `text`; there are: text, day, n, y"):
        marsad.code_table(table, text="body")
    with pytest.raises(ValueError, match="column `n` for `title` should hold text, but holds Float64: convert it"):
        marsad.code_table(table, title="n")
    with pytest.raises(ValueError, match="column `y` for `published` holds Int64: make dates"):
        marsad.code_table(table, published="y")
    with pytest.raises(ValueError, match="nothing would be read"):
        marsad.code_table(table, text=None)
    with pytest.warns(RuntimeWarning, match="row 1 .*2022-03-23"):
        assert len(marsad.code_table(table, published="day"))
    with pytest.raises(TypeError, match="list; for a list of texts"):
        marsad.code_table([ATTACK])
    with pytest.raises(TypeError, match="column `text`, row 1 holds int"):
        marsad.code_table(pandas.DataFrame({"text": [ATTACK, 5]}))


def test_what_was_coded_stands_beside_each_row_and_gives_the_same_reports():
    for table in [pandas.DataFrame(rows(TEXTS), index=list("vwxyz")), polars.DataFrame(rows(TEXTS)), pyarrow.table(rows(TEXTS))]:
        coded = marsad.coded(table, **NAMES)
        assert len(coded) == len(TEXTS) and type(coded) is type(table)
        straight, after = marsad.code_table(table, **NAMES), marsad.reports(coded)
        assert len(straight) == len(after) and list(straight["rule"]) == list(after["rule"])
    assert list(marsad.coded(pandas.DataFrame(rows(TEXTS), index=list("vwxyz")), **NAMES).index) == list("vwxyz")
    wrong = marsad.coded(pyarrow.table({"text": [ATTACK, ATTACK], "published": ["2022-04-05", "soon"]})).to_pylist()
    assert wrong[0]["coding_error"] is None and wrong[1]["coded"] is None and "2022-03-23" in wrong[1]["coding_error"]
    with pytest.raises(ValueError, match="column `coded` already"):
        marsad.coded(pyarrow.table({"text": [ATTACK], "coded": [""]}))


def test_a_long_run_can_be_interrupted():
    import _thread
    import threading
    import time

    table = pyarrow.table({"text": [ATTACK + f" رقم {n}" for n in range(150_000)]})
    threading.Timer(0.5, _thread.interrupt_main).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        marsad.code_table(table, threads=1)
    interrupted = time.monotonic() - began
    began = time.monotonic()
    marsad.code_table(table.slice(0, 15_000), threads=1)
    assert interrupted < 4 * (time.monotonic() - began), "a piece of the table later it stops"
