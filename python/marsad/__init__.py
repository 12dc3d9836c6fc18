"""Marsad: Arabic conflict news coded.

Who did what to whom, where, when, how many, who says so and how sure, with the words of the text that say it.

>>> import marsad
>>> marsad.code(["قصفت طائرات حربية قرية في ريف حلب ما أدى إلى مقتل ثلاثة مدنيين"])[0]["reports"][0]["type"]
'ASSAULT'

`code` takes texts and gives what `marsad code` writes; `code_table` takes a pandas, Polars or Arrow table and gives one of
the same kind, a row for each report; `read` turns a page into a document. Work runs on all cores without the
interpreter's lock. A document that cannot be coded is told of, and the others go on.
"""

from __future__ import annotations

import datetime
import json
import os
import threading
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._marsad import Coder as _Coder
from ._marsad import __version__, read as _read, schema as _schema

__all__ = ["Coder", "code", "code_table", "read", "schema", "__version__"]

_KEYS = ("id", "title", "text", "published", "outlet", "url")
_COLUMNS = ("text", "title", "id", "published", "outlet", "url")


class Coder:
    """A coder with its lexicon: the built-in one, and folders of your own laid over it.

    A folder holds `lexicon/` or `gazetteer/`, as for `marsad code --lexicon`. A fault in a file is a ValueError that names
    file and line. Coders can be shared between threads, and are made anew where they are pickled.
    """

    def __init__(self, lexicon: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (), *, builtin: bool = True):
        folders = [lexicon] if isinstance(lexicon, (str, os.PathLike)) else list(lexicon)
        self._made_of = ([os.fspath(f) for f in folders], builtin)
        self._native = _Coder(*self._made_of)

    def __reduce__(self):
        folders, builtin = self._made_of
        return (_again, (folders, builtin))

    @property
    def lexicon(self) -> str:
        """The content hash of the lexicon and gazetteer; every report carries it."""
        return self._native.hash

    def code(
        self, documents: Iterable[str | Mapping[str, Any]], *, threads: int | None = None
    ) -> list[dict[str, Any]]:
        """Codes documents, in their order.

        A document is a text, or a mapping with `text` or `title` and, where known, `id`, `published` (a date or ISO day:
        what "yesterday" counts from), `outlet` and `url`. The answer for each is the object that `marsad code` writes; of
        one that cannot be coded it is `{"id": …, "error": …}`.
        """
        given, ids = [], []
        for number, document in enumerate(documents):
            fields = _fields(document, number)
            ids.append(document.get("id") if isinstance(document, Mapping) else None)
            given.append(fields)
        out = []
        for (answer, fault), own in zip(self._native.code(given, threads), ids):
            coded = {"id": own, "error": fault} if answer is None else json.loads(answer)
            coded["id"] = own
            out.append(coded)
        return out

    def code_table(
        self,
        table: Any,
        *,
        text: str | None = "text",
        title: str | None = None,
        id: str | None = None,
        published: str | None = None,
        outlet: str | None = None,
        url: str | None = None,
        threads: int | None = None,
    ) -> Any:
        """Codes a column of texts of a table; gives a table of reports, of the kind that came in.

        pandas and Polars frames, PyArrow tables, and whatever else hands out an Arrow stream
        (`__arrow_c_stream__`: DuckDB, Daft, …), for which the answer is a PyArrow table. `row` says which row of the input
        a report is of, `document` repeats its id. The other columns are named like the fields of a report; `schema()` has
        them all. A row that cannot be coded is warned of by its number.
        """
        stream, back = _stream(table)
        reports, faults = self._native.code_table(stream, (text, title, id, published, outlet, url), threads)
        if faults:
            row, why = faults[0]
            more = f" (and {len(faults) - 1} more rows)" if len(faults) > 1 else ""
            warnings.warn(f"row {row} was not coded: {why}{more}", RuntimeWarning, stacklevel=2)
        return back(reports)


def _again(folders: list[str], builtin: bool) -> Coder:
    return default() if not folders and builtin else Coder(folders, builtin=builtin)


_default: Coder | None = None
_lock = threading.Lock()


def default() -> Coder:
    """The coder with nothing but the built-in lexicon; it is made when it is first needed, once for a process."""
    global _default
    with _lock:
        if _default is None:
            _default = Coder()
        return _default


def code(
    documents: Iterable[str | Mapping[str, Any]], *, coder: Coder | None = None, threads: int | None = None
) -> list[dict[str, Any]]:
    """Codes documents with the built-in lexicon, or with `coder`. See `Coder.code`."""
    return (coder or default()).code(documents, threads=threads)


def code_table(table: Any, *, coder: Coder | None = None, **columns: Any) -> Any:
    """Codes a table with the built-in lexicon, or with `coder`. See `Coder.code_table`."""
    return (coder or default()).code_table(table, **columns)


def read(
    page: bytes | bytearray | str | os.PathLike[str],
    *,
    url: str | None = None,
    media_type: str | None = None,
    charset: str | None = None,
    published: str | datetime.date | None = None,
) -> dict[str, Any]:
    """Reads a page, from its bytes or from a file, into a document: title, text, day, byline, outlet, language.

    What the answer of the server said beside the page can be given with `media_type` and `charset`. A page that cannot be
    read is a ValueError that says why.
    """
    data, path = (bytes(page), None) if isinstance(page, (bytes, bytearray)) else (None, os.fspath(page))
    return json.loads(_read(data, path, url, media_type, charset, _day(published)))


def schema() -> Any:
    """The columns of the table of reports, as a PyArrow schema."""
    import pyarrow

    return pyarrow.schema(_schema())


def _day(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"`published` should be a date or an ISO day, but is {type(value).__name__}")


def _fields(document: Any, number: int) -> tuple[str | None, ...]:
    if isinstance(document, str):
        return (None, None, document, None, None, None)
    if not isinstance(document, Mapping):
        raise TypeError(f"document {number} should be a text or a mapping, but is {type(document).__name__}")
    fields = []
    for key in _KEYS:
        value = document.get(key)
        if key == "id" and value is not None:
            value = str(value)
        elif key == "published":
            value = _day(value)
        elif value is not None and not isinstance(value, str):
            raise TypeError(f"`{key}` of document {number} should be text, but is {type(value).__name__}")
        fields.append(value)
    return tuple(fields)


def _stream(table: Any) -> tuple[Any, Any]:
    """Something that hands out an Arrow stream, and what turns the answer into the same kind of table."""
    kind = type(table).__module__.partition(".")[0]
    if kind == "polars":
        import polars

        if isinstance(table, polars.LazyFrame):
            table = table.collect()
        return table, lambda reports: polars.DataFrame(reports)
    import pyarrow

    if kind == "pandas":
        return pyarrow.Table.from_pandas(table, preserve_index=False), lambda reports: pyarrow.table(reports).to_pandas()
    if not hasattr(table, "__arrow_c_stream__"):
        raise TypeError(f"a table of pandas, Polars or Arrow is needed, but this is {type(table).__name__}")
    return table, pyarrow.table
