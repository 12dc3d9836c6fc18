"""Why Marsad's conjugator and libqutrub disagree: one group for each reason, with who is right by the grammar."""

# Title, who is right, the reason, and which disagreements belong; the first group that takes one keeps it. A disagreement is
# (verb, root, measure, aspect, voice, person, oracle's form, Marsad's forms joined by bars).
GROUPS = (
    (
        "Roots that end in ت before an ending of ت",
        "Marsad",
        "The vowelless ت of the root and the ت of the ending become one letter with shadda (إدغام المتماثلين): بِتُّ, أثبتُّ. "
        "libqutrub writes both letters.",
        lambda d: d[1].endswith("ت") and d[3] == "Perfect" and d[6].replace("تت", "ت") == d[7],
    ),
    (
        "Passive perfect of measures V and VI of roots that begin with و",
        "Marsad",
        "تُفُعِّلَ and تُفوعِلَ keep the و of the root: تُوُسِّط, تُووصل. libqutrub drops it as if it were the و of lengthening.",
        lambda d: d[2] in ("V", "VI") and d[1][0] == "و" and d[3:5] == ("Perfect", "Passive"),
    ),
    (
        "ناوأ and its like: hamza after و",
        "Marsad",
        "A last hamza after a short a sits on alef: ناوَأَ. libqutrub writes it on the line because a و stands before it, as "
        "though that و were without a vowel.",
        lambda d: d[2] == "III" and d[1][1:] == "وء",
    ),
    (
        "Imperative and jussive of شاء",
        "Marsad",
        "شاءَ يشاءُ is of the pattern فعِل يفعَل: the stem keeps a before the hamza, شَأْ, لم يشأ. libqutrub gives شِئْ as for جاء.",
        lambda d: d[0] == "شاء",
    ),
    (
        "Imperative of أمر",
        "both; Marsad lists the usual one",
        "مُرْ is the form at the start of speech; with و or ف before it أْمُرْ too is in use. libqutrub's اؤمر is regular but rare.",
        lambda d: d[0] == "أمر" and d[3] == "Imperative",
    ),
    (
        "Imperative of ودّ",
        "Marsad",
        "The imperfect is يَوَدُّ, its و is vowelled and stays: وَدَّ, or اِيدَدْ undone. libqutrub drops the و as in يعد.",
        lambda d: d[0] == "ود" and d[3] == "Imperative",
    ),
    (
        "Imperatives of a single letter",
        "both",
        "Of roots weak at both ends one letter is left: عِ, فِ, لِ. Written alone it takes the هاء of silence (عِهْ), which is the "
        "spelling Marsad lists: a one-letter word is never a verb in a newspaper.",
        lambda d: d[3] == "Imperative" and len(d[6]) == 1 and d[7] == d[6] + "ه",
    ),
    (
        "Imperative of رأى",
        "libqutrub",
        "رَ, رَيْ, رَوْا are right and given by grammars; nobody writes them (انظر stands for them), and Marsad leaves them out.",
        lambda d: d[0] == "رأى" and d[3] == "Imperative" and not d[7],
    ),
    (
        "Passive perfect of جاء",
        "Marsad",
        "جِيءَ has i before the hamza in every person: جِئتُ, جِئنا. libqutrub writes u.",
        lambda d: d[0] == "جاء" and d[4] == "Passive",
    ),
)


def write(path, disagreements, silent, total, second):
    """Writes the report and gives the number of disagreements that no group takes."""
    shelves = [[] for _ in GROUPS]
    rest = []
    for d in disagreements:
        next((shelf for shelf, group in zip(shelves, GROUPS) if group[3](d)), rest).append(d)
    verbs, forms, agreed = total
    with open(path, "w", encoding="utf-8") as file:
        print("# Where the conjugator and libqutrub disagree\n", file=file)
        print(
            f"Written by `bench/conjugation.sh`. Of {forms} forms of {verbs} verbs {agreed} agree, {second} of these by a second\n"
            f"spelling that Marsad lists too; {forms - agreed} do not. libqutrub gives no table for {len(silent)} verbs"
            f"{' (' + '، '.join(silent) + ')' if silent else ''}.\n",
            file=file,
        )
        print("| reason | forms | verbs | libqutrub | Marsad | right |\n| --- | ---: | ---: | --- | --- | --- |", file=file)
        for (title, right, _, _), shelf in zip(GROUPS, shelves):
            if shelf:
                row(file, title, right, shelf)
        if rest:
            row(file, "not judged", "?", rest)
        for (title, right, reason, _), shelf in zip(GROUPS, shelves):
            if shelf:
                names = "، ".join(dict.fromkeys(d[0] for d in shelf))
                print(f"\n## {title}\n\nRight: {right}. {reason}\n\nVerbs: {names}", file=file)
        for d in rest:
            print("\nNot judged: " + " ".join(d), file=file)
    return len(rest)


def row(file, title, right, shelf):
    example = shelf[0]
    mine = example[7].split("|")[0] or "–"
    print(f"| {title} | {len(shelf)} | {len({d[0] for d in shelf})} | {example[6]} | {mine} | {right} |", file=file)
