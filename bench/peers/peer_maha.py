"""Maha (BSD-3-Clause, on PyPI as `mahad`): dates and durations, numbers and ordinals."""

import common
from maha.parsers.functions import parse_dimension
from maha.parsers.rules.time.template import TimeInterval

DURATION = (("YEARS", "Y"), ("MONTHS", "M"), ("WEEKS", "W"), ("DAYS", "D"))
PERCENT = ("%", "٪", "مئة", "مائة", "المية")
CLOCK = (("HOURS", "H"), ("MINUTES", "M"), ("SECONDS", "S"))


def grain(value):
    """How wide a time is: by the smallest part of it that was said."""
    if value.is_days_set() or value.weekday is not None or value.is_hours_set() or value.is_minutes_set():
        return "day"
    if value.is_weeks_set():
        return "week"
    return "month" if value.is_months_set() else "year" if value.is_years_set() else "day"


def dates(value, ref):
    if isinstance(value, TimeInterval):
        start = common.interval(ref + value.start, grain(value.start))[0] if value.start is not None else None
        end = common.interval(ref + value.end, grain(value.end))[1] if value.end is not None else None
        return start, end
    return common.interval(ref + value, grain(value))


def duration(value):
    """An ISO duration of Maha's list of units and amounts."""
    amounts = {part.unit.name: part.value for part in value.values}
    day = "".join(f"{amounts[name]}{letter}" for name, letter in DURATION if amounts.get(name))
    clock = "".join(f"{amounts[name]}{letter}" for name, letter in CLOCK if amounts.get(name))
    return "P" + day + ("T" + clock if clock else "")


def read(text, ref, kind):
    if kind.startswith("number"):
        for found in parse_dimension(text, numeral=True):
            # It gives shares of one where percentages are counted in hundredths.
            percent = isinstance(found.value, float) and any(sign in found.body for sign in PERCENT)
            kind, value = ("percent", found.value * 100) if percent else ("number", found.value)
            yield {"start": found.start, "end": found.end, "kind": "number", "type": kind, "min": value, "max": value}
        for found in parse_dimension(text, ordinal=True):
            yield {"start": found.start, "end": found.end, "kind": "number", "type": "ordinal", "min": found.value, "max": found.value}
        return
    for found in parse_dimension(text, time=True):
        first, last = dates(found.value, ref)
        yield {"start": found.start, "end": found.end, "kind": "time", "type": "date", "from": first, "to": last}
    for found in parse_dimension(text, duration=True):
        yield {"start": found.start, "end": found.end, "kind": "time", "type": "duration", "value": duration(found.value)}


common.run(read)
