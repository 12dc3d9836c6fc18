"""Marsad: Arabic conflict news coded.

Who did what to whom, where, when, how many, who says so and how sure, with the words of the text that say it.

>>> import marsad
>>> marsad.code(["قصفت طائرات حربية قرية في ريف حلب ما أدى إلى مقتل ثلاثة مدنيين"])[0]["reports"][0]["type"]
'ASSAULT'

`code` takes texts and gives what `marsad code` writes; `code_table` takes a pandas, Polars or Arrow table and gives one of
the same kind, a row for each report; `read` turns a page into a document, `read_all` an archive into many. `copies` and
`events` say which documents go back to one origin and which reports tell one event. Work runs on all cores without the
interpreter's lock. A document that cannot be read or coded is told of, and the others go on.
"""

from ._coder import Coder, code, code_table, coded, default, events
from ._marsad import __version__
from ._read import read, read_all
from ._together import Copies, copies, reports, schema

__all__ = [
    "Coder",
    "Copies",
    "code",
    "code_table",
    "coded",
    "copies",
    "default",
    "events",
    "read",
    "read_all",
    "reports",
    "schema",
    "__version__",
]
