"""Documents and days as Python has them, checked before they are handed on."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Optional, Union

Given = tuple[Optional[str], Optional[str], Optional[str], Optional[str], Optional[str], Optional[str]]

_KEYS = ("id", "title", "text", "published", "outlet", "url")


def day(value: Union[str, datetime.date, None]) -> str | None:
    """A day of publication as an ISO text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime.date):
        return None if value != value else value.isoformat()  # pandas.NaT is a datetime that equals nothing
    raise TypeError(f"`published` should be a date or an ISO day, but is {type(value).__name__}")


def fields(document: Any, number: int) -> Given:
    """A document as the native half takes it."""
    if document is None:
        document = ""
    if isinstance(document, str):
        return (None, None, document, None, None, None)
    if not isinstance(document, Mapping):
        raise TypeError(
            f"document {number} should be a text or a mapping with `text`, but is {type(document).__name__}: "
            "leave it out, or make it a text"
        )
    found: dict[str, str | None] = {}
    for key in _KEYS:
        value = document.get(key)
        if key == "published":
            try:
                value = day(value)
            except TypeError as error:
                raise TypeError(f"document {number}: {error}") from None
        elif key == "id" and value is not None:
            value = str(value)
        elif value is not None and not isinstance(value, str):
            raise TypeError(f"`{key}` of document {number} should be a text, but is {type(value).__name__}")
        found[key] = value
    return (found["id"], found["title"], found["text"], found["published"], found["outlet"], found["url"])
