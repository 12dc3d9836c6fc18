"""Duckling (BSD-3-Clause), the Haskell program itself, built into the package pyduckling-native-phihos: dates, durations, numbers."""

import datetime
import re
import sys

import common

if len(sys.argv) < 4:  # its run time ends the process on some texts
    common.run_again(__file__)
    sys.exit()

import duckling

zones = duckling.load_time_zones("/usr/share/zoneinfo")
locale = duckling.parse_locale("AR", duckling.default_locale_lang(duckling.parse_lang("AR")))
DIMENSIONS = {"number": ["number", "ordinal"], "time": ["time", "duration"]}
CLOCK = {"hour": "H", "minute": "M", "second": "S"}
LETTERS = {"year": "Y", "quarter": "M", "month": "M", "week": "W", "day": "D"}


def moment(value):
    return datetime.datetime.fromisoformat(value["value"][:19])


def wide(value):
    """First and last day of a time: as wide as its grain."""
    day, grain = moment(value), value["grain"]
    if grain == "quarter":
        return common.iso(day), common.interval(day + datetime.timedelta(80), "month")[1]
    return common.interval(day, grain)


def dates(value):
    if value["type"] != "interval":
        return wide(value)
    # The end of an interval is the first moment after it.
    first = common.iso(moment(value["from"])) if "from" in value else None
    last = common.iso(moment(value["to"]) - datetime.timedelta(seconds=1)) if "to" in value else None
    return first, last


def duration(value):
    amount, unit = value["value"], value["unit"]
    if unit == "quarter":
        amount *= 3
    return f"PT{amount}{CLOCK[unit]}" if unit in CLOCK else f"P{amount}{LETTERS[unit]}"


def read(text, ref, kind):
    seconds = int(ref.replace(tzinfo=datetime.timezone.utc).timestamp())
    context = duckling.Context(duckling.parse_ref_time(zones, "UTC", seconds), locale)
    dimensions = duckling.parse_dimensions(DIMENSIONS["number" if kind.startswith("number") else "time"])
    for found in duckling.parse(text, context, dimensions, False):
        mention, value = {"start": found["start"], "end": found["end"]}, found["value"]
        if found["dim"] in ("number", "ordinal"):
            yield {**mention, "kind": "number", "type": found["dim"], "min": value["value"], "max": value["value"]}
        elif found["dim"] == "duration":
            yield {**mention, "kind": "time", "type": "duration", "value": duration(value)}
        elif re.match(r"\d{4}-", value.get("value") or (value.get("from") or value.get("to") or {}).get("value", "")):
            first, last = dates(value)
            yield {**mention, "kind": "time", "type": "date", "from": first, "to": last}


common.run(read)
