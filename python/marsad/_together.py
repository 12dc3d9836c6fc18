"""What many documents are together, and the reports of what was coded."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

from ._marsad import copies as _copies
from ._marsad import reports as _reports
from ._marsad import schema as _schema
from ._tables import SAME, Table, _pyarrow


class Copies(NamedTuple):
    """Which documents go back to one source.

    `links` has a row for two documents that are linked (`a` before `b`): `kind` (verbatim, copy, partial, quotation, wire,
    citation), `score` (the share of the shorter text that stands in the longer), `source` and the shared words as
    `evidence`. `origins` gives each `document` its `origin`, named by the least id in it.
    """

    links: Any
    origins: Any


def copies(
    table: Any,
    *,
    text: str | None = "text",
    title: str | None = SAME,
    id: str | None = "id",
    published: str | None = SAME,
    outlet: str | None = SAME,
    url: str | None = SAME,
    threads: int | None = None,
) -> Copies:
    """Near copies among the documents of a table, each with an `id` of its own. In memory; for more there is
    `marsad.spark.copies`."""
    given = Table(table)
    names = given.names(text, title, id, published, outlet, url)
    links, origins = _copies(given.stream(names), names, threads)
    return Copies(given.back(links), given.back(origins))


def reports(table: Any, *, coded: str = "coded", id: str = "id", threads: int | None = None) -> Any:
    """The reports of a table that `coded` made: the table that `code_table` gives, without coding again."""
    given = Table(table)
    made, faults = _reports(given.stream([coded, id]), coded, id, threads)
    if faults:
        row, why = faults[0]
        warnings.warn(f"row {row} ({len(faults)} in all): {why}", RuntimeWarning, stacklevel=2)
    return given.back(made)


def schema() -> Any:
    """The columns of the table of reports, as a PyArrow schema."""
    return _pyarrow().schema(_schema())
