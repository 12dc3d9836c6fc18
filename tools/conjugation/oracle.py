#!/usr/bin/env python3
"""Compares Marsad's conjugator with the independent libqutrub, form by form, on every verb of the tables.

libqutrub is GPL: it is installed and run beside the project, and nothing of it is copied into it.

    python3 -m venv /tmp/qutrub && /tmp/qutrub/bin/pip install libqutrub
    MARSAD_CONJUGATION_DUMP=/tmp/forms.tsv cargo test -p marsad-text dump_for_oracle -- --ignored
    /tmp/qutrub/bin/python tools/conjugation/oracle.py /tmp/forms.tsv lexicon/ar/verbs [disagreements.tsv]

A form agrees when libqutrub's spelling, stripped of its marks, is one of Marsad's for the same verb, tense, voice and
person; how often it is not the first one is told apart.
"""

import collections
import contextlib
import io
import pathlib
import re
import sys

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
    if measure == "I":
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
    if measure in ("III", "IV", "VI", "VII", "VIII", "X") and root[1] == root[2] and lemma[-1] != lemma[-2]:
        return lemma + SHADDA
    return lemma


def main(dump, folder, out=None):
    ours = collections.defaultdict(list)
    for line in open(dump, encoding="utf-8"):
        key, aspect, voice, person, surface = line.rstrip("\n").split("\t")
        ours[key, aspect, voice, person].append(surface)
    totals, agreed, variant, verbs, silent = collections.Counter(), collections.Counter(), 0, 0, []
    disagreements = []
    for path in sorted(pathlib.Path(folder).glob("*.tsv")):
        if path.name.endswith(".cases.tsv"):
            continue
        rows = [l.rstrip("\n").split("\t") for l in open(path, encoding="utf-8") if not l.startswith("#")][1:]
        for key, root, measure, vowel, transitive, *_ in rows:
            lemma = key.split("/")[0]
            word = vocalised(lemma, root, measure, vowel)
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    table = qutrub.conjugate(
                        word, VOWEL_NAMES[vowel], True, transitive=transitive != "i", display_format="DICT"
                    )
            except Exception as error:  # the oracle's own failures are reported, not counted
                silent.append(f"{key}: {error!r}")
                continue
            if not isinstance(table, dict):
                silent.append(f"{key}: no table")
                continue
            verbs += 1
            for tense, (aspect, voice) in TENSES.items():
                for pronoun, form in (table.get(tense) or {}).items():
                    form = MARKS.sub("", form)
                    if not form:
                        continue
                    person = PERSONS[pronoun]
                    mine = [s for a in FALLBACK.get(aspect, [aspect]) for s in ours.get((key, a, voice, person), [])]
                    if not mine:
                        if voice == "Passive" and (transitive == "i" or measure in ("VII", "IX")):
                            continue  # an impersonal passive has one person
                    totals[measure] += 1
                    if form in mine:
                        agreed[measure] += 1
                        variant += form != mine[0] and aspect not in FALLBACK
                    else:
                        disagreements.append((key, root, measure, aspect, voice, person, form, "|".join(mine)))
    for measure in sorted(totals):
        print(f"{measure:5} {agreed[measure]:6} / {totals[measure]:6}  {agreed[measure] / totals[measure]:.4f}")
    total, good = sum(totals.values()), sum(agreed.values())
    print(f"{verbs} verbs, {total} forms, agreed {good} = {good / total:.4f}; {variant} of them by a second spelling")
    print(f"verbs with a disagreement: {len({d[0] for d in disagreements})}; the oracle gave nothing for {len(silent)}")
    for line in silent[:20]:
        print("  ", line)
    if out:
        with open(out, "w", encoding="utf-8") as file:
            file.write("verb\troot\tmeasure\taspect\tvoice\tperson\toracle\tmarsad\n")
            file.writelines("\t".join(d) + "\n" for d in disagreements)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:4])
