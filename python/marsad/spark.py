"""Marsad on Apache Spark: each worker codes its Arrow batches with the coder of this package.

>>> reports = marsad.spark.code(pages, text="body", id="url", published="day")      # doctest: +SKIP

Nothing is copied through Python objects, and a task that is run again gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame


def code(
    frame: "DataFrame",
    *,
    text: str | None = "text",
    title: str | None = None,
    id: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    lexicon: str | list[str] | None = None,
) -> "DataFrame":
    """Codes the texts of a frame; gives a frame of reports.

    `lexicon` names folders that every worker sees. `row` counts within a task's batches; join by `document`, the id.
    A row that cannot be coded gives no reports, and a line in the worker's log.
    """
    wanted = {"text": text, "title": title, "id": id, "published": published, "outlet": outlet, "url": url}
    used = [name for name in wanted.values() if name is not None]
    folders = tuple([lexicon] if isinstance(lexicon, str) else lexicon or ())

    def batches(parts: "Iterator[pyarrow.RecordBatch]") -> "Iterator[pyarrow.RecordBatch]":
        import pyarrow

        coder = _coder(folders)
        for part in parts:
            # Spark runs a worker a core: more threads would only get in each other's way.
            coded = coder.code_table(pyarrow.Table.from_batches([part]), threads=1, **wanted)
            yield from coded.drop_columns(["row"]).to_batches()

    return frame.select(*used).mapInArrow(batches, _spark_schema())


_coders: dict = {}


def _coder(folders: tuple[str, ...]):
    """One coder a worker process and lexicon."""
    import marsad

    if not folders:
        return marsad.default()
    if folders not in _coders:
        _coders[folders] = marsad.Coder(folders)
    return _coders[folders]


def _spark_schema():
    """The columns of reports as Spark knows them."""
    import marsad
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(_signed(marsad.schema()))


def _signed(schema: "pyarrow.Schema") -> "pyarrow.Schema":
    import pyarrow

    return pyarrow.schema([field for field in schema if field.name != "row"])
