"""Tashaphyne (GPL-2.0 or later, run beside, nothing taken): clitics, from the prefix and suffix its light stemmer takes off.

It stems, and so takes endings of number and person off too; of what it takes off, the letters that are words of their own
are kept as clitics.
"""

import common
from tashaphyne.stemming import ArabicLightStemmer

stemmer = ArabicLightStemmer()
JOINED = "وفبكلس"
PRONOUNS = ("كما", "هما", "ها", "هم", "هن", "كم", "كن", "نا", "ني", "ه", "ك", "ي")


def read(text, _ref, _kind):
    for match in common.ARABIC_WORD.finditer(text):
        surface = match[0]
        stemmer.light_stem(surface)
        prefix, suffix = stemmer.get_prefix(), stemmer.get_suffix()
        before = []
        for letter in prefix if surface.startswith(prefix) else "":
            if letter not in JOINED:
                break
            before.append(letter)
        after = next((p for p in PRONOUNS if suffix.endswith(p) and surface.endswith(p)), "")
        yield common.cut(match.start(), surface, before, [after] if after else [])


common.run(read)
