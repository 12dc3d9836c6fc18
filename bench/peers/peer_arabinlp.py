"""arabinlp (MIT): clitics, of the prefixes and suffixes that its segmenter names; the article and endings of number stay in the word."""

import common
from arabinlp.morphology.segmenter import ArabicSegmenter

segmenter = ArabicSegmenter()
JOINED = "وفبكلس"
PRONOUNS = {"كما", "هما", "ها", "هم", "هن", "كم", "كن", "نا", "ني", "ه", "ك", "ي"}


def read(text, _ref, _kind):
    for match in common.ARABIC_WORD.finditer(text):
        surface = match[0]
        found = segmenter.segment(surface)
        before = []
        for part in found["prefixes"]:
            if len(part) != 1 or part not in JOINED:
                break
            before.append(part)
        after = found["suffixes"][-1] if found["suffixes"] else ""
        yield common.cut(match.start(), surface, before, [after] if after in PRONOUNS else [])


common.run(read)
