"""The coder."""

from __future__ import annotations

import json
import os
import threading
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._fields import fields
from ._marsad import Coder as _Native
from ._tables import SAME, Table


class Coder:
    """A coder with its lexicon: the built-in one, and folders of your own laid over it.

    A folder holds `lexicon/` or `gazetteer/`, as for `marsad code --lexicon`. A fault in a file is a ValueError that names
    file and line. Coders can be shared between threads, and are made anew where they are pickled.
    """

    def __init__(
        self, lexicon: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (), *, builtin: bool = True
    ) -> None:
        folders = [lexicon] if isinstance(lexicon, (str, os.PathLike)) else list(lexicon)
        self._made_of = ([os.fspath(f) for f in folders], builtin)
        self._native = _Native(*self._made_of)

    def __reduce__(self) -> Any:
        return (_again, self._made_of)

    @property
    def lexicon(self) -> str:
        """The content hash of the lexicon and gazetteer; every report carries it."""
        return self._native.hash

    def code(
        self, documents: Iterable[str | Mapping[str, Any] | None], *, threads: int | None = None
    ) -> list[dict[str, Any]]:
        """Codes documents, in their order.

        A document is a text, or a mapping with `text` or `title` and, where known, `id`, `published` (a date or ISO day:
        what "yesterday" counts from), `outlet` and `url`. The answer for each is the object that `marsad code` writes; of
        one that cannot be coded, or came with an `error`, it is `{"id": …, "error": …}`. `start` and `end` of a quote
        count the characters of `title + "\\n\\n" + text` as Python does; without a title, those of `"\\n\\n" + text`.
        """
        if isinstance(documents, (str, bytes)):
            raise TypeError("a list of documents is needed: code([text]) for one text")
        given, ids, faults = [], [], []
        listed = documents.to_pylist() if hasattr(documents, "to_pylist") else documents
        for number, document in enumerate(listed):
            known = document if isinstance(document, Mapping) else {}
            given.append(fields("" if known.get("error") else document, number))
            ids.append(known.get("id"))
            faults.append(known.get("error"))
        out = []
        for (answer, fault), own, before in zip(self._native.code(given, threads), ids, faults):
            why = before or fault
            coded = {"id": own, "error": why} if why or answer is None else json.loads(answer)
            coded["id"] = own
            out.append(coded)
        return out

    def code_table(
        self,
        table: Any,
        *,
        text: str | None = "text",
        title: str | None = SAME,
        id: str | None = SAME,
        published: str | None = SAME,
        outlet: str | None = SAME,
        url: str | None = SAME,
        threads: int | None = None,
    ) -> Any:
        """Codes a table of texts; gives a table of reports, of the kind that came in.

        pandas and Polars frames and columns, PyArrow tables and arrays, and whatever else hands out an Arrow stream
        (`__arrow_c_stream__`: DuckDB, Daft, …), for which the answer is a PyArrow table. A parameter names its column;
        "=" stands for the column of the same name where there is one, None for none.

        `row` says which row of the input a report is of, from 0; `document` repeats its id, and `number` counts the
        reports of a document from 0. The other columns are named like the fields of a report; `schema()` has them all. A
        row without text gives no report; a row that cannot be coded is warned of by its number.
        """
        given = Table(table)
        names = given.names(text, title, id, published, outlet, url)
        reports, faults = self._native.code_table(given.stream(names), names, threads)
        if faults:
            row, why = faults[0]
            more = f" (and {len(faults) - 1} more rows; `coded` tells of each)" if len(faults) > 1 else ""
            warnings.warn(f"row {row} was not coded: {why}{more}", RuntimeWarning, stacklevel=2)
        return given.back(reports)

    def coded(
        self,
        table: Any,
        *,
        text: str | None = "text",
        title: str | None = SAME,
        id: str | None = SAME,
        published: str | None = SAME,
        outlet: str | None = SAME,
        url: str | None = SAME,
        threads: int | None = None,
    ) -> Any:
        """The table with two columns more: `coded`, what `marsad code` writes of the row, and `coding_error`, why it could
        not be coded. No row is left out. `reports` and `events` read `coded`.
        """
        given = Table(table)
        names = given.names(text, title, id, published, outlet, url)
        return given.beside(self._native.code_column(given.stream(names), names, threads))

    def events(
        self,
        table: Any,
        *,
        coded: str = "coded",
        text: str | None = "text",
        title: str | None = SAME,
        id: str | None = "id",
        published: str | None = SAME,
        outlet: str | None = SAME,
        url: str | None = SAME,
        threads: int | None = None,
    ) -> Any:
        """Puts together what the documents of a table tell, by the rules of the store.

        The table is one that `coded` made; each document needs an `id` of its own. In the answer each event of each
        document (`document`, `event`: the columns of the reports) has the `name` of the event that several documents tell:
        the least of its tellings. In memory; for more there is `marsad.spark.events`.
        """
        given = Table(table)
        names = given.names(text, title, id, published, outlet, url)
        return given.back(self._native.events(given.stream([*names, coded]), names, coded, threads))


def _again(folders: list[str], builtin: bool) -> Coder:
    return default() if not folders and builtin else Coder(folders, builtin=builtin)


_default: Coder | None = None
_lock = threading.Lock()


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def default() -> Coder:
    """The coder with nothing but the built-in lexicon; it is made when it is first needed, once for a process."""
    global _default
    with _lock:
        if _default is None:
            _default = Coder()
        return _default


def code(
    documents: Iterable[str | Mapping[str, Any] | None], *, coder: Coder | None = None, threads: int | None = None
) -> list[dict[str, Any]]:
    """Codes documents with the built-in lexicon, or with `coder`. See `Coder.code`."""
    return (coder or default()).code(documents, threads=threads)


def code_table(table: Any, *, coder: Coder | None = None, **columns: Any) -> Any:
    """Codes a table with the built-in lexicon, or with `coder`. See `Coder.code_table`."""
    return (coder or default()).code_table(table, **columns)


def coded(table: Any, *, coder: Coder | None = None, **columns: Any) -> Any:
    """A table with what was coded beside it, by the built-in lexicon, or by `coder`. See `Coder.coded`."""
    return (coder or default()).coded(table, **columns)


def events(table: Any, *, coder: Coder | None = None, **columns: Any) -> Any:
    """What documents tell together. See `Coder.events`."""
    return (coder or default()).events(table, **columns)
