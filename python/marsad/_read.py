"""Pages and archives into documents."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator
from typing import Any, Optional, Union

from ._fields import day
from ._marsad import Pages
from ._marsad import read as _read

Page = Union[bytes, bytearray, memoryview, str, "os.PathLike[str]"]


def read(
    page: Page,
    *,
    url: str | None = None,
    media_type: str | None = None,
    charset: str | None = None,
    published: str | datetime.date | None = None,
) -> dict[str, Any]:
    """Reads a page, from its bytes or from a file, into a document: title, text, day, byline, outlet, language.

    What the answer of the server said beside the page can be given with `media_type` and `charset`. A page that cannot be
    read is a ValueError that says why. Of an archive, `read_all` reads the pages.
    """
    data, path = _bytes_or_path(page)
    document: dict[str, Any] = json.loads(_read(data, path, url, media_type, charset, day(published)))
    return document


def read_all(
    archive: Page,
    *,
    published: str | datetime.date | None = None,
    notices: bool = False,
    threads: int | None = None,
) -> Iterator[dict[str, Any]]:
    """The documents of a file that holds many, one after the other: a web archive (WARC, ARC, WACZ, compressed or not), a
    table or JSON lines of articles, a mailbox, an export of messages; from a file or from its bytes.

    Each has what `read` gives, and where it stands: `file`, `at`, and for archives `captured`. What cannot be read is
    `{"file": …, "at": …, "error": …}`, which `code` hands on; the rest goes on. With `notices`, what is no page (a picture
    in an archive) is told of too, by its `notes`. Memory is bounded by a stretch of the file.
    """
    data, path = _bytes_or_path(archive)
    pages = Pages(data, path, day(published), threads)
    return _documents(pages, notices)


def _documents(pages: Pages, notices: bool) -> Iterator[dict[str, Any]]:
    from ._tables import _pyarrow

    pyarrow = _pyarrow()
    while (made := pages.next_table(256)) is not None:
        for row in pyarrow.table(made).to_pylist():
            if row["error"] is None and row["text"] is None and not notices:
                continue
            yield {key: value for key, value in row.items() if value is not None}


def _bytes_or_path(page: Page) -> tuple[Optional[bytes], Optional[str]]:
    if isinstance(page, (bytes, bytearray, memoryview)):
        return bytes(page), None
    path = os.fspath(page)
    if "\n" in path or path.lstrip().startswith("<"):
        raise ValueError("this is a page, not the path of one: give its bytes, or page.encode()")
    return None, path
