"""dateparser (BSD-3-Clause): dates. `search_dates` finds them, `get_date_data` tells how wide each is."""

import common
from dateparser.date import DateDataParser
from dateparser.search import search_dates


def read(text, ref, _kind):
    settings = {"RELATIVE_BASE": ref, "DATE_ORDER": "DMY"}
    position, parser = 0, DateDataParser(languages=["ar"], settings=settings)
    for words, moment in search_dates(text, languages=["ar"], settings=settings) or []:
        start = text.find(words, position)
        if start < 0:  # the peer gives its own spelling of the words, and no offsets
            continue
        position = start + len(words)
        data = parser.get_date_data(words)
        first, last = common.interval(moment.replace(tzinfo=None), data.period if data.date_obj else "day")
        yield {"start": start, "end": position, "kind": "time", "type": "date", "from": first, "to": last}


common.run(read)
