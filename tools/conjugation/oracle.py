#!/usr/bin/env python3
"""Compares Marsad's conjugator with the independent libqutrub, form by form, on every verb of the tables.

libqutrub is GPL: it is installed and run beside the project, and nothing of it is copied into it.

    bench/conjugation.sh        installs it, dumps every form and runs this

usage: oracle.py FORMS VERBS FIGURES.tsv DISAGREEMENTS.md
FORMS is what the test `dump_for_oracle` of marsad-text writes, VERBS the folder of the tables.

A form agrees when libqutrub's spelling, stripped of its marks, is one of Marsad's for the same verb, tense, voice and
person; how often it is not the first one is told apart. Every disagreement must fall into a group of judgements.py, which
says who is right and why; one that falls into none is listed as not judged, and the run ends with an error.
"""

import collections
import contextlib
import io
import pathlib
import re
import sys

import judgements
import libqutrub.conjugator as qutrub

MARKS = re.compile("[\u064b-\u0652\u0640]")
FATHA, DAMMA, KASRA, SHADDA, SUKUN = "\u064e", "\u064f", "\u0650", "\u0651", "\u0652"
VOWEL_NAMES = {"a": "فتحة", "u": "ضمة", "i": "كسرة", "-": "فتحة"}
TENSES = {
    "الماضي المعلوم": ("Perfect", "Active"),
    "المضارع المعلوم": ("Imperfect", "Active"),
    "المضارع المجزوم": ("Jussive", "Active"),
    "المضارع المنصوب": ("Subjunctive", "Active"),
    "الأمر": ("Imperative", "Active"),
    "الماضي المجهول": ("Perfect", "Passive"),
    "المضارع المجهول": ("Imperfect", "Passive"),
    "المضارع المجهول المجزوم": ("Jussive", "Passive"),
    "المضارع المجهول المنصوب": ("Subjunctive", "Passive"),
}
PERSONS = {
    "أنا": "1sC", "أنت": "2sM", "أنتِ": "2sF", "هو": "3sM", "هي": "3sF", "أنتما": "2dC", "أنتما مؤ": "2dC",
    "هما": "3dM", "هما مؤ": "3dF", "نحن": "1pC", "أنتم": "2pM", "أنتن": "2pF", "هم": "3pM", "هن": "3pF",
}
# A mood that Marsad does not list looks like the one before it.
FALLBACK = {"Jussive": ["Jussive", "Subjunctive", "Imperfect"], "Subjunctive": ["Subjunctive", "Imperfect"]}


def vocalised(lemma, root, measure, vowel):
    """The lemma with the marks libqutrub needs: vowels on three letters, shadda everywhere."""
    if lemma.endswith("يا"):  # it knows the last alef of a defective verb by its usual spelling only
        lemma = lemma[:-1] + "ى"
    if measure == "I":
        if lemma[0] == "آ" and len(lemma) == 2:
            return lemma + FATHA
        if len(lemma) == 2:
            return lemma[0] + FATHA + lemma[1] + SHADDA
        if lemma[1] == "ا":
            return lemma[0] + FATHA + "ا" + lemma[2] + FATHA
        middle = FATHA
        if lemma.endswith("ي") or lemma[1] == "ئ" or lemma[2] == "ئ":
            middle = KASRA
        elif lemma[2] == "ؤ":
            middle = DAMMA
        elif vowel == "a" and not set(root[1:]) & set("ءهعحغخ"):
            middle = KASRA
        return lemma[0] + FATHA + lemma[1] + middle + lemma[2] + (FATHA if lemma[2] not in "اى" else "")
    if measure == "II":
        return lemma[0] + FATHA + lemma[1] + SHADDA + FATHA + lemma[2]
    if measure == "V":
        return lemma[:3] + SHADDA + lemma[3:]
    if measure in ("IX", "QIV"):
        return lemma + SHADDA
    if measure == "VIII" and len(lemma) - len(root) == 1 and root[1] != root[2]:
        return lemma[:2] + SHADDA + lemma[2:]
    if measure in ("III", "IV", "VI", "VII", "VIII", "X") and root[1] == root[2] != "ي" and lemma[-1] != lemma[-2]:
        return lemma + SHADDA
    return lemma


def root_class(root):
    """The class a grammar puts a root in; a root of two weak letters is doubly weak, one weak letter goes before a hamza."""
    weak = [letter in "وي" for letter in root]
    if sum(weak) > 1:
        return "doubly weak"
    if any(weak) and len(root) == 3:
        return ("assimilated", "hollow", "defective")[weak.index(True)]
    if len(root) == 3 and root[1] == root[2]:
        return "doubled"
    return "hamzated" if "ء" in root else "sound"


def verbs(folder):
    """Key, root, measure, vowel and transitivity of every verb of the tables."""
    for path in sorted(pathlib.Path(folder).glob("*.tsv")):
        if not path.name.endswith(".cases.tsv"):
            rows = [line.rstrip("\n").split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
            for row in rows[1:]:
                yield row[:5]


def oracle_table(key, root, measure, vowel, transitive):
    """What libqutrub gives for a verb; none where it fails, which is counted as silence."""
    word = vocalised(key.split("/")[0], root, measure, vowel)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            table = qutrub.conjugate(word, VOWEL_NAMES[vowel], True, transitive=transitive != "i", display_format="DICT")
    except Exception:
        return None
    return table if isinstance(table, dict) else None


def main(dump, folder, figures, report):
    ours = collections.defaultdict(list)
    for line in open(dump, encoding="utf-8"):
        key, aspect, voice, person, surface = line.rstrip("\n").split("\t")
        ours[key, aspect, voice, person].append(surface)
    # By measure and class, by measure, by class, and over all: verbs, forms, agreed.
    tally, second, silent, disagreements = collections.defaultdict(lambda: [0, 0, 0]), 0, [], []
    for key, root, measure, vowel, transitive in verbs(folder):
        table = oracle_table(key, root, measure, vowel, transitive)
        if table is None:
            silent.append(key)
            continue
        kind = root_class(root)
        cells = [tally[cell] for cell in ((measure, kind), (measure, "all"), ("all", kind), ("all", "all"))]
        for cell in cells:
            cell[0] += 1
        for tense, (aspect, voice) in TENSES.items():
            for pronoun, form in (table.get(tense) or {}).items():
                form = MARKS.sub("", form)
                person = PERSONS[pronoun]
                mine = [s for a in FALLBACK.get(aspect, [aspect]) for s in ours.get((key, a, voice, person), [])]
                impersonal = not mine and voice == "Passive" and (transitive == "i" or measure in ("VII", "IX"))
                if not form or impersonal:  # an impersonal passive has one person
                    continue
                for cell in cells:
                    cell[1] += 1
                    cell[2] += form in mine
                if form in mine:
                    second += form != mine[0] and aspect not in FALLBACK
                else:
                    disagreements.append((key, root, measure, aspect, voice, person, form, "|".join(mine)))
    with open(figures, "w", encoding="utf-8") as file:
        print("measure\troots\tverbs\tforms\tagreed\tshare", file=file)
        for (measure, kind), (count, forms, agreed) in sorted(tally.items(), key=order):
            print(measure, kind, count, forms, agreed, f"{agreed / forms:.4f}", sep="\t", file=file)
    unjudged = judgements.write(report, disagreements, silent, tally["all", "all"], second)
    count, forms, agreed = tally["all", "all"]
    print(f"{count} verbs, {forms} forms, agreed {agreed} = {agreed / forms:.4f}; {second} of them by a second spelling")
    return 1 if unjudged else 0


def order(item):
    """Measures and classes in the order of a grammar, sums last."""
    measures = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "QI", "QII", "QIV", "all"]
    kinds = ["sound", "hamzated", "doubled", "assimilated", "hollow", "defective", "doubly weak", "all"]
    return measures.index(item[0][0]), kinds.index(item[0][1])


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
