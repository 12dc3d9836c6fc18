#!/usr/bin/env python3
"""Check the actor, speech and noun lexicons under lexicon/<language>/.

usage: lint.py [FOLDER …]        default: every folder under lexicon/
       lint.py --quiet FOLDER    problems only

Checks form (UTF-8, NFKC, no tatweel, bidi controls or harakat; one header row; sorted and unique first column), codes,
dates, links between rows, that no surface form names two actors, and that every file has cases whose bracketed words are
known to the row they expect. Exit code 0: clean; 1: problems, one per line as FILE:LINE: what; 2: wrong usage.
"""

import re
import sys
import unicodedata
from pathlib import Path

SECTORS = set("COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC PAR NGO IGO".split())
KINDS = set(
    "state government ministry military police intelligence armed-group militia party igo ngo outlet agency court tribe "
    "company person population".split()
)
CUES = {"neutral", "commitment", "distancing", "denial", "prediction"}
LICENCES = {"project", "Unicode-3.0"}
TAIL = ["source", "licence"]
ACTOR = "id en ar aliases kind sector country parent from to".split() + TAIL

# file name -> (columns, required columns, columns of surface forms)
TABLES = {
    "actor_adjectives.tsv": ("form actor".split() + TAIL, ["form", "actor"], ["form"]),
    "heads_actor.tsv": ("form plural en sector kind takes also note".split() + TAIL, ["form", "kind", "takes"], ["form", "plural"]),
    "loaded.tsv": (
        "term neutral_ar neutral_en actor needs who_uses note".split() + TAIL,
        ["term", "neutral_ar", "neutral_en", "who_uses"],
        ["term"],
    ),
    "metonyms.tsv": ("form actor note".split() + TAIL, ["form", "actor"], ["form"]),
    "people.tsv": (
        "id en ar aliases office sector country from to".split() + TAIL,
        ["id", "en", "ar", "office", "sector"],
        ["ar", "aliases"],
    ),
    "people_names.tsv": (["form"] + TAIL, ["form"], ["form"]),
    "saying.tsv": ("lemma class complement nominals masdars note".split() + TAIL, ["lemma", "class", "complement"], ["lemma", "nominals"]),
    "saying_phrases.tsv": ("form class position note".split() + TAIL, ["form", "class", "position"], ["form"]),
    "short_names.tsv": ("form actors also note".split() + TAIL, ["form", "actors"], ["form"]),
    "titles.tsv": ("form class sector note".split() + TAIL, ["form", "class"], ["form"]),
}
NOUNS = "lemma pos gender plurals feminine gloss_en".split() + TAIL
NOUN_CODES = {"pos": set("noun adj nisba elative invariable".split()), "gender": {"m", "f", "-"}}
ACTOR_TABLE = (ACTOR, ["id", "en", "ar", "kind", "sector"], ["ar", "aliases"])
CODES = {
    ("actors", "kind"): KINDS,
    ("heads_actor.tsv", "kind"): KINDS,
    ("heads_actor.tsv", "takes"): {"nationality", "group", "place", "any"},
    ("saying.tsv", "class"): CUES,
    ("saying_phrases.tsv", "class"): CUES,
    ("saying.tsv", "complement"): {"that", "about", "quote", "relay", "any"},
    ("saying_phrases.tsv", "position"): {
        "before_source", "before_verb", "with_source", "after_source", "around_source", "source", "clause_follows", "after_quote", "name_follows",
        "follows_name", "medium", "background", "caveat",
    },
    ("titles.tsv", "class"): {"office", "rank", "religious", "honorific", "profession", "family"},
}  # fmt: skip
LISTS = {"aliases", "form", "plural", "nominals"}
FORBIDDEN = re.compile("[\u0640\u064b-\u0652\u0670\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
DATE = re.compile(r"^\d{4}(-\d\d(-\d\d)?)?$")
SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")


def fold(text):
    """The project's folding for lookup, without its alignment: hamza on alif, alif maqsura, ta marbuta, spaces."""
    text = FORBIDDEN.sub("", unicodedata.normalize("NFKC", text))
    for a, b in zip("أإآىة", "ااايه"):
        text = text.replace(a, b)
    return " ".join(text.split())


def values(row, column):
    return [v for v in row[column].split("|") if v] if column in LISTS else [row[column]]


def head_forms(form, plural):
    """The forms that follow from one that a row of heads_actor.tsv lists, as crates/lexicon/src/heads.rs makes them."""
    if " " in form or form.startswith("ال") or len(form) < 3:
        return []
    if plural:
        if form.endswith("ون"):
            return [form[:-2] + e for e in ("ين", "و", "ي")]
        return [] if form.endswith(("ين", "ان", "ات", "و", "ي", "ى", "ا", "ة", "ء", "ه")) else [form + "ا"]
    if form.endswith("ة"):
        return [form[:-1] + e for e in ("تان", "تين", "تا", "تي")]
    if form.endswith(("ى", "ا", "ء", "ئ")):
        return []
    return [form + e for e in (["ا", "ان", "ين", "ي"] if len(form) >= 4 and not form.endswith("ي") else ["ا", "ان", "ين"])]


class Linter:
    def __init__(self):
        self.problems, self.rows, self.counts = [], 0, {}
        self.actors, self.actor_surface, self.pending = {}, {}, []

    def say(self, path, line, what):
        self.problems.append(f"{path}:{line}: {what}")

    def table(self, path, columns, required, surfaces, group, unique=1):
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as e:
            self.say(path, 1, f"not UTF-8: {e}")
            return []
        if "\r" in text or not text.endswith("\n"):
            self.say(path, 1, "lines must end with a single \\n, the last one too")
        header, last, same, out = None, None, [], []
        for number, line in enumerate(text.splitlines(), 1):
            if header is None and line.startswith("#"):
                continue
            cells = line.split("\t")
            if header is None:
                header = cells
                if header != columns:
                    self.say(path, number, f"columns are {header}, expected {columns}")
                    return []
                continue
            if len(cells) != len(columns):
                self.say(path, number, f"{len(cells)} cells, expected {len(columns)}")
                continue
            row = dict(zip(columns, cells))
            self.cells(path, number, row, required, surfaces, group)
            key = [c.encode() for c in cells[:unique]]
            if last is not None and (key[0] < last[0] or key in same):
                self.say(path, number, f"`{cells[0]}` is out of order or twice")
            same = same + [key] if last is not None and key[0] == last[0] else [key]
            last = key
            row["_line"] = number
            out.append(row)
        if header is None:
            self.say(path, 1, "no header row")
        self.rows += len(out)
        self.counts[str(path)] = len(out)
        return out

    def cells(self, path, number, row, required, surfaces, group):
        for column, cell in row.items():
            if cell != cell.strip() or "  " in cell:
                self.say(path, number, f"stray space in `{column}`")
            if unicodedata.normalize("NFKC", cell) != cell:
                self.say(path, number, f"`{column}` is not NFKC: {cell}")
            if FORBIDDEN.search(cell) and column != "note":
                self.say(path, number, f"tatweel, harakat or bidi control in `{column}`: {cell}")
            if column in LISTS and cell:
                parts = cell.split("|")
                if "" in parts or len({fold(p) for p in parts}) != len(parts):
                    self.say(path, number, f"empty or repeated value in `{column}`")
            allowed = CODES.get((group, column))
            if allowed and cell not in allowed:
                self.say(path, number, f"unknown {column} `{cell}`")
        for column in required + TAIL:
            if not row[column]:
                self.say(path, number, f"`{column}` is empty")
        for column in surfaces:
            for value in values(row, column):
                if value and not re.search("[\u0621-\u064a]", value):
                    self.say(path, number, f"no Arabic letter in `{column}`: {value}")
        if row.get("sector") and row["sector"] not in SECTORS:
            self.say(path, number, f"unknown sector `{row['sector']}`")
        if row.get("country") and not re.fullmatch("[A-Z]{3}", row["country"]):
            self.say(path, number, f"country `{row['country']}` is not an ISO 3166-1 alpha-3 code")
        if "id" in row and not SLUG.match(row["id"]):
            self.say(path, number, f"id `{row['id']}` is not a slug of a-z, 0-9 and -")
        for column in ("from", "to"):
            if row.get(column) and not DATE.match(row[column]):
                self.say(path, number, f"`{column}` is not YYYY, YYYY-MM or YYYY-MM-DD: {row[column]}")
        if row.get("from") and row.get("to"):
            width = min(len(row["from"]), len(row["to"]))
            if row["from"][:width] > row["to"][:width]:
                self.say(path, number, f"from {row['from']} is after to {row['to']}")
        if row["licence"] not in LICENCES:
            self.say(path, number, f"unknown licence `{row['licence']}`")

    def surfaces(self, path, rows, columns, seen, key):
        for row in rows:
            for column in columns:
                for value in values(row, column):
                    name, other = fold(value), seen.setdefault(fold(value), row[key])
                    if name and other != row[key]:
                        self.say(path, row["_line"], f"`{value}` names both `{other}` and `{row[key]}`")

    def cases(self, path, rows, columns, key):
        cases = path.with_name(path.stem + ".cases.tsv")
        if not cases.exists():
            self.say(path, 1, f"no cases: write {cases.name}")
            return
        lines = cases.read_text(encoding="utf-8").splitlines()
        if not lines or lines[0] != "expect\ttext":
            self.say(cases, 1, "the header must be expect<TAB>text")
            return
        known = {}
        for row in rows:
            forms = [v for c in columns for v in values(row, c)]
            if path.name == "heads_actor.tsv":
                forms += [f for c in columns for v in values(row, c) for f in head_forms(v, c == "plural") if "listed" not in row["also"]]
                forms += ["ال" + v for v in forms if v.endswith("ن")]
            if path.name == "actor_adjectives.tsv":
                forms += [v + e for v in forms for e in ("ة", "ا", "تان", "تين")]
            known[row[key].split("|")[0]] = {fold(v) for v in forms}
        every = set().union(*known.values()) if known else set()
        positive = negative = 0
        for number, line in enumerate(lines[1:], 2):
            expect, _, text = line.partition("\t")
            spans = re.findall("⟦([^⟦⟧]+)⟧", text)
            if len(spans) != 1 or text.count("⟦") != 1 or text.count("⟧") != 1:
                self.say(cases, number, "needs exactly one ⟦…⟧")
                continue
            if text != unicodedata.normalize("NFKC", text) or FORBIDDEN.search(text):
                self.say(cases, number, "not NFKC, or tatweel, harakat or bidi control")
            if expect == "-":
                negative += 1
                self.counts["need context"] = self.counts.get("need context", 0) + (fold(spans[0]) in every)
                continue
            positive += 1
            if expect not in known:
                self.say(cases, number, f"`{expect}` is no row of {path.name}")
                continue
            span = fold(spans[0])
            forms = {span[len(p):] for p in PROCLITICS if span.startswith(p)}
            forms |= {"ال" + span[2:]} if span.startswith("لل") else set()
            if not forms & known[expect]:
                self.say(cases, number, f"⟦{spans[0]}⟧ is no form of `{expect}`")
        if not positive or not negative:
            self.say(cases, 1, f"{positive} cases and {negative} look-alikes: both are needed")
        self.counts["cases"] = self.counts.get("cases", 0) + positive
        self.counts["look-alikes"] = self.counts.get("look-alikes", 0) + negative

    def nouns(self, folder):
        keys = {}
        for path in sorted((folder / "nouns").glob("*.tsv")):
            if path.name.endswith(".cases.tsv"):
                continue
            for row in self.table(path, NOUNS, ["lemma", "gloss_en"], [], "nouns", unique=2):
                for column, codes in NOUN_CODES.items():
                    if row[column] not in codes:
                        self.say(path, row["_line"], f"unknown {column} `{row[column]}`")
                for column in ("plurals", "feminine"):
                    for value in row[column].split("|"):
                        if value != "-" and not re.fullmatch("[\u0621-\u064a]+", value):
                            self.say(path, row["_line"], f"`{value}` in `{column}` is not one word of Arabic letters")
                key = (row["lemma"], row["pos"])
                if key in keys:
                    self.say(path, row["_line"], f"`{row['lemma']}` is a {row['pos']} in {keys[key]} too")
                keys[key] = path.name
            # Whether each case holds is a test of the `text` crate, which declines the nouns.
            cases = path.with_name(path.stem + ".cases.tsv")
            lines = cases.read_text(encoding="utf-8").splitlines() if cases.exists() else []
            if not lines or lines[0] != "expect\ttext":
                self.say(path, 1, f"no {cases.name} with the header expect<TAB>text")
            for number, line in enumerate(lines[1:], 2):
                if line.count("\t") != 1 or len(re.findall("⟦[^⟦⟧]+⟧", line)) != 1:
                    self.say(cases, number, "needs two cells and exactly one ⟦…⟧")

    def folder(self, folder):
        self.nouns(folder)
        actor_rows = []
        for path in sorted((folder / "actors").glob("*.tsv")):
            if path.name.endswith(".cases.tsv"):
                continue
            columns, required, surfaces = ACTOR_TABLE
            rows = self.table(path, columns, required, surfaces, "actors")
            for row in rows:
                if row["id"] in self.actors:
                    self.say(path, row["_line"], f"id `{row['id']}` is in {self.actors[row['id']]} too")
                self.actors[row["id"]] = path.name
            self.surfaces(path, rows, surfaces, self.actor_surface, "id")
            self.cases(path, rows, surfaces, "id")
            actor_rows.append((path, rows))
        for path, rows in actor_rows:
            for row in rows:
                if row["parent"] and (row["parent"] not in self.actors or row["parent"] == row["id"]):
                    self.say(path, row["_line"], f"parent `{row['parent']}` is no other actor")
        for name, (columns, required, surfaces) in TABLES.items():
            path = folder / name
            if not path.exists():
                continue
            rows = self.table(path, columns, required, surfaces, name)
            self.surfaces(path, rows, surfaces if name in ("people.tsv", "heads_actor.tsv") else surfaces[:1], {}, columns[0])
            for row in rows:
                if name == "people.tsv" and row["id"] in self.actors:
                    self.say(path, row["_line"], f"id `{row['id']}` is an actor too")
                for candidate in row.get("actors", "").split("|") if "actors" in row else []:
                    actor, at, country = candidate.partition("@")
                    if actor not in self.actors:
                        self.say(path, row["_line"], f"actor `{actor}` is in no file of actors/")
                    if at and not re.fullmatch("[A-Z]{3}", country):
                        self.say(path, row["_line"], f"`{candidate}` is not id or id@COUNTRY")
                actor = row.get("actor")
                if actor and actor not in self.actors:
                    self.say(path, row["_line"], f"actor `{actor}` is in no file of actors/")
                owner = self.actor_surface.get(fold(row[columns[0]])) if "actor" in row else None
                if owner and actor and owner != actor:
                    self.say(path, row["_line"], f"`{row[columns[0]]}` is `{owner}` in actors/ and `{actor}` here")
            self.cases(path, rows, surfaces, columns[0])


def main(arguments):
    quiet = "--quiet" in arguments
    folders = [Path(a) for a in arguments if a != "--quiet"]
    if any(a.startswith("-") for a in arguments if a != "--quiet") or not all(f.is_dir() for f in folders):
        print(__doc__, file=sys.stderr)
        return 2
    if not folders:
        root = Path(__file__).resolve().parents[2] / "lexicon"
        # Packs of further languages have other columns; `marsad lint` checks them.
        folders = sorted(p for p in root.iterdir() if (p / "actors").is_dir() and not (p / "pack.toml").is_file())
    problems = 0
    for folder in folders:
        linter = Linter()
        linter.folder(folder)
        problems += len(linter.problems)
        print("\n".join(linter.problems), end="\n" if linter.problems else "")
        if not quiet:
            extra = ", ".join(f"{linter.counts.get(k, 0)} {k}" for k in ("cases", "look-alikes", "need context"))
            print(f"{folder}: {linter.rows} rows, {extra}, {len(linter.problems)} problems", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
