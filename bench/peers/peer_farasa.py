"""Farasa's segmenter, as written anew in Python (AFL; `Farasa` on PyPI): clitics, of the parts it cuts a word into.

It cuts endings of number and gender off too, and the article, which the words of the set keep; of its parts, those that are
words of their own are kept as clitics.
"""

import common
from farasa import segmentation

JOINED = "وفبكلس"
PRONOUNS = {"كما", "هما", "ها", "هم", "هن", "كم", "كن", "نا", "ني", "ه", "ك", "ي"}


def read(text, _ref, _kind):
    for match in common.ARABIC_WORD.finditer(text):
        surface = match[0]
        parts = "".join(segmentation.segmentLine(surface)[:1]).split("+")
        before = []
        for part in parts[:-1]:
            if len(part) != 1 or part not in JOINED:
                break
            before.append(part)
        after = parts[-1] if len(parts) > len(before) + 1 and parts[-1] in PRONOUNS else ""
        yield common.cut(match.start(), surface, before, [after] if after and surface.endswith(after) else [])


common.run(read)
