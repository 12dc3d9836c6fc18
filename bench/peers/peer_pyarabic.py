"""PyArabic (GPL-3.0, run beside, nothing taken): numbers, as `detect_number_phrases_position` finds them among the words of a text."""

import re

import common
from pyarabic import number

DIGITS = re.compile(r"\d+(?:\.\d+)?")


def value(words):
    return float(words) if DIGITS.fullmatch(words) else number.text2number(words)


def read(text, _ref, _kind):
    # It takes words without what stands around them.
    words = [(m.start(), m.end(), m[0]) for m in re.finditer(r"[^\s.,،؛:؟!«»()\[\]\"]+", text)]
    for first, last in number.detect_number_phrases_position([w for _, _, w in words]):
        said = value(" ".join(w for _, _, w in words[first : last + 1]))
        yield {"start": words[first][0], "end": words[last][1], "kind": "number", "type": "number", "min": said, "max": said}


common.run(read)
