"""Tables of pandas, Polars and Arrow: in as an Arrow stream, out as what came in. Text is not copied on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

#: Stands for the column of the same name, where there is one.
SAME = "="

Names = tuple[Optional[str], Optional[str], Optional[str], Optional[str], Optional[str], Optional[str]]


class Table:
    """A table that came in."""

    def __init__(self, given: Any):
        self.kind = type(given).__module__.partition(".")[0]
        if self.kind not in ("pandas", "polars"):
            self.kind = "arrow"
        self.given = _as_table(given, self.kind)

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        if self.kind == "polars":
            return list(self.given.collect_schema().names())
        if self.kind == "pandas":
            return [str(name) for name in self.given.columns]
        return list(self.given.schema.names)

    def names(
        self, text: str | None, title: str | None, id: str | None, published: str | None, outlet: str | None, url: str | None
    ) -> Names:
        """Which columns are meant."""
        there = set(self.columns)
        wanted = {"text": text, "title": title, "id": id, "published": published, "outlet": outlet, "url": url}
        found = {key: (key if key in there else None) if name == SAME else name for key, name in wanted.items()}
        return (found["text"], found["title"], found["id"], found["published"], found["outlet"], found["url"])

    def stream(self, used: Sequence[str | None]) -> Any:
        """Something that hands out these columns as an Arrow stream."""
        there = self.columns
        wanted = list(dict.fromkeys(name for name in used if name is not None and name in there))
        if self.kind == "polars":
            frame = self.given.select(wanted)
            return frame.collect() if hasattr(frame, "collect") else frame
        if self.kind == "pandas":
            return _from_pandas(self.given[wanted])
        # A reader is read once, as it is: columns that nobody asks for are passed over.
        return self.given.select(wanted) if hasattr(self.given, "append_column") else self.given

    def back(self, made: Any) -> Any:
        """A table that was made, as the kind that came in."""
        if self.kind == "polars":
            import polars

            return polars.DataFrame(made)
        table = _pyarrow().table(made)
        if self.kind == "pandas":
            import pandas

            return table.to_pandas(types_mapper=pandas.ArrowDtype)
        return table

    def beside(self, made: Any) -> Any:
        """The table that came in, with the columns of one that has a row for each of its rows."""
        taken = [name for name in _pyarrow().table(made).column_names if name in self.columns]
        if taken:
            raise ValueError(f"the table has a column `{taken[0]}` already: rename it, or drop it")
        more = self.back(made)
        if self.kind == "polars":
            given = self.given.collect() if hasattr(self.given, "collect") else self.given
            return given.hstack(more)
        if self.kind == "pandas":
            more.index = self.given.index
            return self.given.join(more)
        if not hasattr(self.given, "append_column"):
            raise TypeError("a reader can be read only once: make a table of it first (read_all)")
        table = self.given
        for name in more.column_names:
            table = table.append_column(name, more[name])
        return table


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise ImportError("tables need PyArrow: pip install 'marsad[tables]'") from error
    return pyarrow


def _as_table(given: Any, kind: str) -> Any:
    """A column of texts alone is a table with the column `text`."""
    name = type(given).__name__
    if kind == "pandas" and name == "Series":
        return given.to_frame("text")
    if kind == "polars" and name == "Series":
        return given.to_frame("text")
    if hasattr(given, "__arrow_c_stream__"):
        if kind == "arrow" and name == "ChunkedArray":
            return _pyarrow().table({"text": given})
        pyarrow = _pyarrow()
        if kind != "arrow" or isinstance(given, (pyarrow.Table, pyarrow.RecordBatchReader)):
            return given
        return pyarrow.table(given)
    if hasattr(given, "__arrow_c_array__"):
        pyarrow = _pyarrow()
        return pyarrow.table(given) if name == "RecordBatch" else pyarrow.table({"text": given})
    if kind in ("pandas", "polars") and name in ("DataFrame", "LazyFrame"):
        return given
    raise TypeError(
        f"a table or a column of pandas, Polars or Arrow is needed, but this is {type(given).__name__}; "
        "for a list of texts there is `marsad.code`"
    )


def _from_pandas(frame: Any) -> Any:
    pyarrow = _pyarrow()
    try:
        return pyarrow.Table.from_pandas(frame, preserve_index=False)
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError) as error:
        for name in frame.columns:
            for row, value in enumerate(frame[name]):
                if not isinstance(value, str) and value is not None and value == value:
                    raise TypeError(
                        f"column `{name}`, row {row} holds {type(value).__name__} among texts: make it a text, or drop the row"
                    ) from error
        raise

