"""Marsad on Apache Spark: pages read and coded by the workers of a cluster, copies and events put together by its joins.

    pages = marsad.spark.read(spark, ["archive/2024-01.warc.gz", …])
    coded = marsad.spark.coded(marsad.spark.once(pages))
    coded.write.parquet("coded")
    coded = spark.read.parquet("coded")
    marsad.spark.reports(coded).write.parquet("reports")
    marsad.spark.copies(coded).origins.write.parquet("origins")
    marsad.spark.events(coded).write.parquet("events")

Text goes to the workers' Python as Arrow batches (`mapInArrow`) and on to the coder without being copied. Every function
gives the same rows whatever runs where, so a task that is run again after a worker was lost gives what the first run gave.
`copies` and `events` need a checkpoint folder that all workers see (`spark.sparkContext.setCheckpointDir`).
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Optional

from ._tables import SAME, Names
from ._together import Copies

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import Column, DataFrame, SparkSession

Batches = Iterator["pyarrow.RecordBatch"]

#: How many documents of an archive make a batch.
AT_ONCE = 256
_COLUMNS = ("text", "title", "id", "published", "outlet", "url")


def read(spark: "SparkSession", paths: str | Iterable[str], *, published: str | None = None) -> "DataFrame":
    """The documents of files that every worker sees: web archives, tables and lines of articles, mailboxes, pages.

    A file is one task, and is read as a stream. Each row says where it stands (`file`, `at`); what cannot be read is a row
    with its `error`, what is no page one with `notes` and no text. `once` keeps one row of each document.
    """
    listed = [os.fspath(paths)] if isinstance(paths, (str, os.PathLike)) else [os.fspath(path) for path in paths]
    if not listed:
        raise ValueError("no files are named: give at least one path")
    rows = spark.sparkContext.parallelize([(path,) for path in listed], len(listed))

    def batches(parts: Batches) -> Batches:
        import pyarrow

        from marsad._marsad import Pages

        for part in parts:
            for path in part.column(0).to_pylist():
                try:
                    pages = Pages(None, path, published, 1)
                except ValueError as error:
                    yield _fault(str(path), str(error))
                    continue
                while (made := pages.next_table(AT_ONCE)) is not None:
                    yield from pyarrow.table(made).to_batches()

    return spark.createDataFrame(rows, "path string").mapInArrow(batches, _READ)


_READ = (
    "id string, title string, text string, published date, byline string, language string, outlet string, url string, "
    "captured timestamp, file string, at bigint, notes array<string>, error string"
)


def _fault(path: str, error: str) -> "pyarrow.RecordBatch":
    """A file that cannot be opened, as a row."""
    import pyarrow

    names = ["id", "title", "text", "published", "byline", "language", "outlet", "url", "captured", "file", "at"]
    kinds: list[Any] = [pyarrow.string()] * 3 + [pyarrow.date32()] + [pyarrow.string()] * 4
    kinds += [pyarrow.timestamp("us", "UTC"), pyarrow.string(), pyarrow.int64(), pyarrow.list_(pyarrow.string())]
    known = {"file": path, "at": 0, "notes": [], "error": error}
    schema = pyarrow.schema(list(zip([*names, "notes", "error"], [*kinds, pyarrow.string()])))
    return pyarrow.RecordBatch.from_pylist([known], schema=schema)


def once(pages: "DataFrame", *, tasks: int | None = None) -> "DataFrame":
    """Each document once: of several captures under one id the first, and of what has no id every row.

    The frame has so many partitions, which coding takes one by one [four for each core of the cluster].
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    order = Window.partitionBy("id").orderBy(f.col("captured").asc_nulls_last(), "file", "at")
    spread = pages.repartition(tasks or 4 * pages.sparkSession.sparkContext.defaultParallelism, "id")
    numbered = spread.withColumn("_capture", f.row_number().over(order))
    return numbered.where("_capture = 1 OR id IS NULL").drop("_capture")


def coded(
    frame: "DataFrame",
    *,
    text: str | None = "text",
    title: str | None = SAME,
    id: str | None = SAME,
    published: str | None = SAME,
    outlet: str | None = SAME,
    url: str | None = SAME,
    lexicon: str | Sequence[str] | None = None,
) -> "DataFrame":
    """Codes the texts of a frame: the frame with `coded`, what `marsad code` writes of the row, and `coding_error`.

    No row is left out. `lexicon` names folders that every worker sees. A parameter names its column; "=" stands for the
    column of the same name where there is one.
    """
    names = _names(frame.columns, (text, title, id, published, outlet, url))
    folders = _folders(lexicon)

    def batches(parts: Batches) -> Batches:
        import pyarrow

        coder = _coder(folders)
        for part in parts:
            # Spark runs a worker a core: more threads would only get in each other's way.
            made = pyarrow.table(coder.code_column(_table(part), names, 1)).combine_chunks()
            columns = [*part.columns, *(_whole(made[name]) for name in ("coded", "coding_error"))]
            yield pyarrow.RecordBatch.from_arrays(columns, [*part.schema.names, "coded", "coding_error"])

    taken = {"coded", "coding_error"} & set(frame.columns)
    if taken:
        raise ValueError(f"the frame has a column `{min(taken)}` already: rename it, or drop it")
    schema = frame.schema
    for name in ("coded", "coding_error"):
        schema = schema.add(name, "string")
    return frame.mapInArrow(batches, schema)


def reports(frame: "DataFrame", *, coded: str = "coded", id: str = "id") -> "DataFrame":
    """The reports of a frame that `coded` made: a row for each, named like the fields of a report.

    `document` and `number` tell them apart. What `coded` could not code gives none.
    """

    def batches(parts: Batches) -> Batches:
        import pyarrow

        from marsad._marsad import reports as native

        for part in parts:
            made, faults = native(_table(part), coded, id, 1)
            if faults:
                raise ValueError(f"{faults[0][1]}: code it with this version")
            yield from pyarrow.table(made).drop_columns(["row"]).to_batches()

    return frame.select(id, coded).mapInArrow(batches, _report_schema())


def copies(
    frame: "DataFrame",
    *,
    text: str | None = "text",
    title: str | None = SAME,
    id: str = "id",
    published: str | None = SAME,
    outlet: str | None = SAME,
    url: str | None = SAME,
) -> Copies:
    """Near copies among the documents of a frame, each with an id of its own: the links and origins of `marsad.copies`.

    Texts that share keys are compared: a key names its first holders, and of the documents that share most keys with one
    as many are compared with it as a store compares.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    from marsad._marsad import CANDIDATES, HOLDERS, SHARED_KEYS

    _checkpoints(frame)
    documents = _documents(frame, (text, title, id, published, outlet, url))
    schema = "id string, shingles bigint, words array<bigint>, quotes array<bigint>"
    names = _plain(documents)

    def found(table: Any) -> Any:
        from marsad._marsad import copy_keys

        return copy_keys(table, names, 1)

    keys = documents.mapInArrow(_mapped(found), schema).checkpoint()

    def met(column: str) -> "DataFrame":
        """Pairs of a first holder of a key and a later one, once for each key."""
        each = keys.select("id", "shingles", f.explode(column).alias("key"))
        first = Window.partitionBy("key").orderBy("id")
        holders = each.withColumn("_n", f.row_number().over(first)).where(f.col("_n") <= HOLDERS)
        holders = holders.select(f.col("id").alias("a"), "key")
        return holders.join(each.withColumnRenamed("id", "b"), "key").where("a < b")

    shared = met("words").groupBy("a", "b").agg(f.count("*").alias("shared"), f.first("shingles").alias("shingles"))
    # A text of a few sentences has a handful of keys: one of them is enough.
    enough = shared.where((f.col("shingles") < 60) | (f.col("shared") >= SHARED_KEYS))
    most = Window.partitionBy("b").orderBy(f.col("shared").desc(), "a")
    suspects = enough.withColumn("_n", f.row_number().over(most)).where(f.col("_n") <= CANDIDATES)
    pairs = suspects.select("a", "b").union(met("quotes").select("a", "b")).distinct()
    evidence = "array<struct<a_start:bigint,a_end:bigint,b_start:bigint,b_end:bigint,words:bigint>>"
    schema = f"a string, b string, kind string, score double, source string, evidence {evidence}"
    links = _compared(documents, pairs, schema, _linked).where("kind IS NOT NULL").checkpoint()
    together = _components(links.select("a", "b"))
    origins = documents.join(together, "id", "left").select(
        f.col("id").alias("document"), f.coalesce("label", "id").alias("origin")
    )
    return Copies(links, origins)


def events(
    frame: "DataFrame",
    *,
    coded: str = "coded",
    text: str | None = "text",
    title: str | None = SAME,
    id: str = "id",
    published: str | None = SAME,
    outlet: str | None = SAME,
    url: str | None = SAME,
    lexicon: str | Sequence[str] | None = None,
) -> "DataFrame":
    """What the documents of a frame that `coded` made tell together: `document`, `event` and `name` of `marsad.events`.

    Documents are compared that tell of something near in place and days, or share rare words of their heads. What hangs
    together is put together in one task for each part.
    """
    from pyspark.sql import functions as f

    from marsad._marsad import SHARED_WORDS

    _checkpoints(frame)
    folders = _folders(lexicon)
    documents = _documents(frame, (text, title, id, published, outlet, url), coded)
    names = _plain(documents)

    def found(table: Any) -> Any:
        return _coder(folders).event_keys(table, names, "coded", 1)

    numbers = ", ".join(f"{name} array<bigint>" for name in ("asked", "filed", "head_asked", "head_filed"))
    place = "struct<id:string,document:string,event:bigint,lat:double,lon:double,day:date>"
    keys = documents.mapInArrow(_mapped(found), f"id string, {numbers}, tellings array<{place}>").checkpoint()

    def met(asked: str, filed: str, least: int) -> "DataFrame":
        """Pairs where one asks for at least so many keys that the other is filed under."""
        left = keys.select(f.col("id").alias("a"), f.explode(asked).alias("key"))
        right = keys.select(f.col("id").alias("b"), f.explode(filed).alias("key"))
        both = left.join(right, "key").where("a < b").groupBy("a", "b").agg(f.count("*").alias("shared"))
        return both.where(f.col("shared") >= least).select("a", "b")

    pairs = met("asked", "filed", 1).union(met("head_asked", "head_filed", SHARED_WORDS)).distinct()

    def matched(table: Any, a: Names, b: Names) -> Any:
        return _coder(folders).event_pairs(table, a, "a_coded", b, "b_coded", 1)

    schema = "a string, b string, matches array<struct<a:string,b:string,weight:double>>"
    matches = _compared(documents, pairs, schema, matched).select(f.explode("matches").alias("m")).select("m.*")
    matches = matches.checkpoint()
    labels = _components(matches.select("a", "b"))
    tellings = keys.select(f.explode("tellings").alias("t")).select("t.*")

    def listed(rows: "DataFrame", columns: Sequence[str], name: str) -> "DataFrame":
        """The rows of each part as one JSON text."""
        return rows.groupBy("label").agg(f.to_json(f.collect_list(f.struct(*columns))).alias(name))

    parts = listed(tellings.join(labels, "id"), ["id", "document", "event", "lat", "lon", "day"], "tellings")
    between = matches.join(labels.withColumnRenamed("id", "a"), "a")
    parts = parts.join(listed(between, ["a", "b", "weight"], "matches"), "label").select("tellings", "matches")

    def grouped(table: Any) -> Any:
        from marsad._marsad import group_events

        return group_events(table, "tellings", "matches", 1)

    named = parts.mapInArrow(_mapped(grouped), "events array<struct<id:string,name:string>>")
    named = named.select(f.explode("events").alias("e")).select("e.*")
    return tellings.join(named, "id", "left").select("document", "event", f.coalesce("name", "id").alias("name"))


def _compared(
    documents: "DataFrame", pairs: "DataFrame", schema: str, compare: Callable[[Any, Names, Names], Any]
) -> "DataFrame":
    """Pairs of ids joined with both documents and compared: the ids, and what the native half says of each pair."""
    from pyspark.sql import functions as f

    def side(letter: str) -> "DataFrame":
        return documents.select(*(f.col(name).alias(f"{letter}_{name}") for name in documents.columns))

    joined = pairs.join(side("a"), f.col("a") == f.col("a_id")).join(side("b"), f.col("b") == f.col("b_id"))
    left, right = _plain(documents, "a_"), _plain(documents, "b_")

    def batches(parts: Batches) -> Batches:
        import pyarrow

        for part in parts:
            made = pyarrow.table(compare(_table(part), left, right)).combine_chunks()
            columns = [part.column("a"), part.column("b"), *(_whole(column) for column in made.columns)]
            yield pyarrow.RecordBatch.from_arrays(columns, ["a", "b", *made.column_names])

    # Pairs of one document follow each other, so that it is read once.
    return joined.repartition("a").sortWithinPartitions("a", "b").mapInArrow(batches, schema)


def _linked(table: Any, a: Names, b: Names) -> Any:
    from marsad._marsad import copy_pairs

    return copy_pairs(table, a, b, 1)


def _components(edges: "DataFrame") -> "DataFrame":
    """What hangs together: each `id` that has an edge, with the least id that it is connected to as its `label`.

    Labels go to neighbours and from there to whoever has them as a label, so that long chains take few rounds.
    """
    from pyspark.sql import functions as f

    back = edges.select(f.col("b").alias("a"), f.col("a").alias("b"))
    both = edges.select("a", "b").union(back).distinct().checkpoint()
    labels = both.groupBy("a").agg(f.min("b").alias("least"))
    labels = labels.select(f.col("a").alias("id"), f.least("a", "least").alias("label")).checkpoint()
    while True:
        beside = both.join(labels, both["b"] == labels["id"]).groupBy("a").agg(f.min("label").alias("beside"))
        moved = labels.join(beside, labels["id"] == beside["a"]).select(
            "id", "label", f.least("label", "beside").alias("next")
        )
        jump = labels.select(f.col("id").alias("next"), f.col("label").alias("further"))
        moved = moved.join(jump, "next").select("id", "label", f.least("next", "further").alias("next")).checkpoint()
        done = moved.where("label <> next").isEmpty()
        labels = moved.select("id", f.col("next").alias("label"))
        if done:
            return labels


def _mapped(work: Callable[..., Any]) -> Callable[[Batches], Batches]:
    """Work on tables as work on the batches of a task."""

    def batches(parts: Batches) -> Batches:
        import pyarrow

        for part in parts:
            yield from pyarrow.table(work(_table(part))).to_batches()

    return batches


def _table(part: "pyarrow.RecordBatch") -> "pyarrow.Table":
    import pyarrow

    return pyarrow.Table.from_batches([part])


def _whole(column: Any) -> Any:
    """A column of a table as one array."""
    import pyarrow

    if not isinstance(column, pyarrow.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else pyarrow.concat_arrays(column.chunks or [pyarrow.array([], column.type)])


def _names(there: Sequence[str], wanted: tuple[Optional[str], ...]) -> Names:
    found = [(key if key in there else None) if name == SAME else name for key, name in zip(_COLUMNS, wanted)]
    for key, name in zip(_COLUMNS, found):
        if name is not None and name not in there:
            raise ValueError(f"no column `{name}` for `{key}`; there are: {', '.join(there)}")
    text, title, id, published, outlet, url = found
    return (text, title, id, published, outlet, url)


def _documents(frame: "DataFrame", wanted: tuple[Optional[str], ...], coded: str | None = None) -> "DataFrame":
    """The columns of a frame that documents are made of, under their own names; without what has no id."""
    from pyspark.sql import functions as f

    found = zip(_COLUMNS, _names(frame.columns, wanted))
    columns: list[Column] = [f.col(name).alias(key) for key, name in found if name is not None]
    if coded is not None:
        _names(frame.columns, (coded, None, None, None, None, None))
        columns.append(f.col(coded).alias("coded"))
    return frame.select(*columns).where("id IS NOT NULL")


def _plain(documents: "DataFrame", before: str = "") -> Names:
    text, title, id, published, outlet, url = (before + key if key in documents.columns else None for key in _COLUMNS)
    return (text, title, id, published, outlet, url)


def _checkpoints(frame: "DataFrame") -> None:
    context = frame.sparkSession.sparkContext
    if context.getCheckpointDir() is None:
        raise ValueError(
            "results in between need a folder that all workers see: spark.sparkContext.setCheckpointDir(\"…\") first"
        )


def _folders(lexicon: str | Sequence[str] | None) -> tuple[str, ...]:
    return tuple([lexicon] if isinstance(lexicon, str) else lexicon or ())


@functools.lru_cache(maxsize=4)
def _coder(folders: tuple[str, ...]) -> Any:
    """One coder a worker process and lexicon."""
    from ._coder import Coder, default

    return (Coder(folders) if folders else default())._native


def _report_schema() -> Any:
    """The columns of reports as Spark knows them."""
    import pyarrow
    from pyspark.sql.pandas.types import from_arrow_schema

    from ._together import schema

    return from_arrow_schema(pyarrow.schema([field for field in schema() if field.name != "row"]))
