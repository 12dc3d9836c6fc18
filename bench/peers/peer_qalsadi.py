"""qalsadi (GPL-3.0, run beside, nothing taken): clitics, by the analysis most of its readings of a word share."""

import collections

import common
from qalsadi.analex import Analex

analyser = Analex()
# Its prefixes hold the article, which the words of the set keep.
JOINED = "وفبكلس"


def read(text, _ref, _kind):
    for match in common.ARABIC_WORD.finditer(text):
        surface, votes = match[0], collections.Counter()
        for reading in analyser.check_word(surface):
            before, _prefix, _suffix, after = reading.get_affix()
            votes[before.removesuffix("ال").removesuffix("لل") + ("ل" if before.endswith("لل") else ""), after] += 1
        (before, after), _ = votes.most_common(1)[0] if votes else (("", ""), 0)
        before = list(before) if all(c in JOINED for c in before) else []
        yield common.cut(match.start(), surface, before, [after] if after else [])


common.run(read)
