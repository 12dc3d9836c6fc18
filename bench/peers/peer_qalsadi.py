"""qalsadi (GPL-3.0, run beside, nothing taken): clitics, by the first of its readings of a word, which serves it best."""

import re

import common
from qalsadi.analex import Analex

analyser = Analex()
# Its prefixes hold the article, which the words of the set keep.
JOINED = "وفبكلس"
MARKS = re.compile("[\u064b-\u0652]")


def read(text, _ref, _kind):
    for match in common.ARABIC_WORD.finditer(text):
        surface, before, after = match[0], "", ""
        for reading in analyser.check_word(surface)[:1]:
            before, _prefix, _suffix, after = (MARKS.sub("", affix) for affix in reading.get_affix())
            before = before.removesuffix("لل") + "ل" if before.endswith("لل") else before.removesuffix("ال")
        before = list(before) if all(c in JOINED for c in before) else []
        yield common.cut(match.start(), surface, before, [after] if after else [])


common.run(read)
