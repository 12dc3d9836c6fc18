from typing import Any

__version__: str

class Coder:
    hash: str
    def __init__(self, folders: list[str], builtin: bool) -> None: ...
    def code(
        self, documents: list[tuple[str | None, ...]], threads: int | None
    ) -> list[tuple[str | None, str | None]]: ...
    def code_table(
        self, table: Any, columns: tuple[str | None, ...], threads: int | None
    ) -> tuple[Any, list[tuple[int, str]]]: ...

def read(
    data: bytes | None,
    path: str | None,
    url: str | None,
    media_type: str | None,
    charset: str | None,
    published: str | None,
) -> str: ...
def schema() -> Any: ...
