from typing import Any, Optional, final

__all__ = [
    "ACCEPT",
    "CANDIDATES",
    "Coder",
    "HOLDERS",
    "LONGEST_TEXT",
    "Pages",
    "SHARED_KEYS",
    "SHARED_WORDS",
    "__version__",
    "copies",
    "copy_keys",
    "copy_pairs",
    "group_events",
    "read",
    "reports",
    "schema",
]
__version__: str
LONGEST_TEXT: int
HOLDERS: int
CANDIDATES: int
SHARED_KEYS: int
SHARED_WORDS: int
ACCEPT: float

_Names = tuple[Optional[str], Optional[str], Optional[str], Optional[str], Optional[str], Optional[str]]

@final
class Coder:
    def __new__(cls, folders: list[str], builtin: bool) -> Coder: ...
    @property
    def hash(self) -> str: ...
    def code(
        self, documents: list[_Names], threads: Optional[int]
    ) -> list[tuple[Optional[str], Optional[str]]]: ...
    def code_table(
        self, table: Any, columns: _Names, threads: Optional[int]
    ) -> tuple[Any, list[tuple[int, str]]]: ...
    def code_column(self, table: Any, columns: _Names, threads: Optional[int]) -> Any: ...
    def event_keys(self, table: Any, columns: _Names, coded: str, threads: Optional[int]) -> Any: ...
    def event_pairs(
        self, table: Any, a: _Names, coded_a: str, b: _Names, coded_b: str, threads: Optional[int]
    ) -> Any: ...
    def events(self, table: Any, columns: _Names, coded: str, threads: Optional[int]) -> Any: ...

@final
class Pages:
    def __new__(
        cls, data: Optional[bytes], path: Optional[str], published: Optional[str], threads: Optional[int]
    ) -> Pages: ...
    @property
    def kind(self) -> str: ...
    def next_table(self, most: int) -> Optional[Any]: ...

def read(
    data: Optional[bytes],
    path: Optional[str],
    url: Optional[str],
    media_type: Optional[str],
    charset: Optional[str],
    published: Optional[str],
) -> str: ...
def schema() -> Any: ...
def reports(table: Any, coded: str, id: str, threads: Optional[int]) -> tuple[Any, list[tuple[int, str]]]: ...
def group_events(table: Any, tellings: str, matches: str, threads: Optional[int]) -> Any: ...
def copy_keys(table: Any, columns: _Names, threads: Optional[int]) -> Any: ...
def copy_pairs(table: Any, a: _Names, b: _Names, threads: Optional[int]) -> Any: ...
def copies(table: Any, columns: _Names, threads: Optional[int]) -> tuple[Any, Any]: ...
