"""puckling (BSD-3-Clause): a port of Duckling to Python, English and Arabic: dates, durations, numbers."""

import datetime

import common
from puckling import Context, IntervalDirection, IntervalValue, Lang, Locale, OpenIntervalValue, Options, parse

DIMENSIONS = {"number": ("numeral", "ordinal"), "time": ("time", "duration")}
LETTERS = {"year": "Y", "month": "M", "week": "W", "day": "D"}
CLOCK = {"hour": "H", "minute": "M", "second": "S"}
# Its own bound on time would cut long texts off.
options = Options(parse_timeout_ms=None, max_tokens=1_000_000)


def wide(instant):
    day = instant.value.replace(tzinfo=None)
    grain = instant.grain.value
    if grain == "quarter":
        return common.iso(day), common.interval(day + datetime.timedelta(80), "month")[1]
    return common.interval(day, grain)


def dates(value):
    if isinstance(value, IntervalValue):
        last = value.end.value.replace(tzinfo=None) - datetime.timedelta(seconds=1)
        return wide(value.start)[0], common.iso(last)
    if isinstance(value, OpenIntervalValue):
        first, last = wide(value.instant)
        return (None, last) if value.direction is IntervalDirection.BEFORE else (first, None)
    return wide(value)


def read(text, ref, kind):
    context = Context(ref.replace(tzinfo=datetime.timezone.utc), Locale(Lang.AR))
    for found in parse(text, context, options, DIMENSIONS["number" if kind.startswith("number") else "time"]):
        mention, value = {"start": found.start, "end": found.end}, found.value
        if found.dim in ("numeral", "ordinal"):
            name = "number" if found.dim == "numeral" else "ordinal"
            yield {**mention, "kind": "number", "type": name, "min": value.value, "max": value.value}
        elif found.dim == "duration":
            unit = value.grain.value
            said = f"PT{value.value}{CLOCK[unit]}" if unit in CLOCK else f"P{value.value}{LETTERS.get(unit, 'D')}"
            yield {**mention, "kind": "time", "type": "duration", "value": said}
        else:
            first, last = dates(value.primary)
            yield {**mention, "kind": "time", "type": "date", "from": first, "to": last}


common.run(read)
