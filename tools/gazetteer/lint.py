"""Checks the form of every gazetteer file; exits 1 and names each fault.

    python3 tools/gazetteer/lint.py
"""

import re
import sys
import unicodedata

from common import BIDI, HARAKAT, KINDS, LICENCES, PLACE_COLUMNS, ROOT, TATWEEL, place_files, read_tsv

OTHER = {
    "common_words": ["name", "why", "source", "licence"],
    "directions": ["form", "code", "source", "licence"],
    "heads": ["form", "kind", "number", "note", "source", "licence"],
    "nationalities": ["id", "country", "forms", "source", "licence"],
    "places.cases": ["expect", "text"],
}
CODES = {"N", "S", "E", "W", "NE", "NW", "SE", "SW", "C", "NEAR", "AROUND"}
ID = re.compile("^[a-z]+:[A-Za-z0-9-]+$")
REF = re.compile("^(?:gn:[0-9]+|wd:Q[0-9]+|adm1:[A-Z]{2}[.][A-Z0-9.]+|iso2:[A-Z]{2}|icao:[A-Z]{4})$")
# Letters of matchable Arabic columns: Arabic proper, digits, Latin capitals of names such as K1, space and hyphen.
MATCHABLE = re.compile("^[\u0621-\u063a\u0641-\u064aA-Z0-9 -]+$")


class Faults(list):
    """Faults found, each with file, line and what to do."""

    def say(self, path, line, what):
        """Adds one."""
        self.append(f"{path.name}:{line}: {what}")


def common(path, faults):
    """Checks every file must pass; gives back its rows with their line numbers."""
    raw = path.read_bytes()
    if b"\r" in raw:
        faults.say(path, 0, "carriage return; use plain line feeds")
    text = raw.decode("utf-8")
    if text != unicodedata.normalize("NFC", text):
        faults.say(path, 0, "not NFC")
    for number, line in enumerate(text.split("\n"), 1):
        if BIDI.search(line):
            faults.say(path, number, "bidi control or zero-width character")
        if TATWEEL in line:
            faults.say(path, number, "tatweel")
    header, rows, comments = read_tsv(path)
    first = len(comments) + 2
    numbered = list(enumerate(rows, first))
    sort = path.stem != "places.cases"
    last = None
    for number, row in numbered:
        key = row[header[0]].encode()
        if sort and last is not None and key <= last:
            faults.say(path, number, f"{row[header[0]]!r} is out of order or twice")
        last = key
        for cell in ("source", "licence"):
            if cell in row and not row[cell]:
                faults.say(path, number, f"empty {cell}")
        if "licence" in row and row["licence"] not in LICENCES:
            faults.say(path, number, f"unknown licence {row['licence']!r}")
    return header, numbered


def names(path, number, value, faults):
    """Checks a list of Arabic names."""
    parts = value.split("|")
    if not value or "" in parts:
        faults.say(path, number, "empty name")
    if len(set(parts)) != len(parts):
        faults.say(path, number, f"a name is given twice: {value}")
    for part in parts:
        if part and (not MATCHABLE.match(part) or HARAKAT.search(part) or part != part.strip() or "  " in part):
            faults.say(path, number, f"{part!r} has letters or spaces that text folded for matching cannot have")


def places(faults):
    """Checks the place files; gives back every id."""
    ids, parents = {}, []
    for path in place_files():
        header, rows = common(path, faults)
        if header != PLACE_COLUMNS:
            faults.say(path, 1, f"columns should be {' '.join(PLACE_COLUMNS)}")
            continue
        for number, row in rows:
            if not ID.match(row["id"]):
                faults.say(path, number, f"id {row['id']!r} is not `word:slug`")
            if row["id"] in ids:
                faults.say(path, number, f"id {row['id']} is also in {ids[row['id']]}")
            ids[row["id"]] = path.name
            names(path, number, row["names_ar"], faults)
            if not row["name_en"]:
                faults.say(path, number, "empty name_en")
            if row["kind"] not in KINDS:
                faults.say(path, number, f"unknown kind {row['kind']!r}")
            if row["country"] and not re.fullmatch("[A-Z]{3}", row["country"]):
                faults.say(path, number, f"country {row['country']!r} is not ISO alpha-3")
            try:
                ok = -90 <= float(row["lat"]) <= 90 and -180 <= float(row["lon"]) <= 180
            except ValueError:
                ok = False
            if not ok:
                faults.say(path, number, f"bad coordinates {row['lat']!r}, {row['lon']!r}")
            if row["population"] and not row["population"].isdigit():
                faults.say(path, number, f"population {row['population']!r}")
            for ref in row["refs"].split():
                if not REF.match(ref):
                    faults.say(path, number, f"unknown reference {ref!r}")
            if row["parent"]:
                parents.append((path, number, row["parent"]))
    for path, number, parent in parents:
        if parent not in ids:
            faults.say(path, number, f"parent {parent} is in no file")
    return ids


def others(ids, faults):
    """Checks the word lists and the cases."""
    for stem, want in OTHER.items():
        path = ROOT / f"{stem}.tsv"
        if not path.exists():
            faults.say(path, 0, "missing")
            continue
        header, rows = common(path, faults)
        if header != want:
            faults.say(path, 1, f"columns should be {' '.join(want)}")
            continue
        for number, row in rows:
            if stem in ("common_words", "heads", "directions"):
                names(path, number, row[header[0]], faults)
            if stem == "nationalities":
                names(path, number, row["forms"], faults)
                if row["id"] not in ids:
                    faults.say(path, number, f"{row['id']} is in no file")
            if stem == "heads" and (row["kind"] not in KINDS or row["number"] not in ("singular", "dual", "plural")):
                faults.say(path, number, f"unknown kind {row['kind']!r} or number {row['number']!r}")
            if stem == "directions" and row["code"] not in CODES:
                faults.say(path, number, f"unknown code {row['code']!r}")
            if stem == "places.cases":
                if row["expect"] != "-" and row["expect"] not in ids:
                    faults.say(path, number, f"{row['expect']} is in no file")
                if not re.search("⟦[^⟦⟧]+⟧", row["text"]) or row["text"].count("⟦") != 1:
                    faults.say(path, number, "want exactly one mention in ⟦…⟧")


def main():
    """Runs all checks."""
    faults = Faults()
    ids = places(faults)
    others(ids, faults)
    for fault in faults:
        print(fault)
    print(f"{len(ids)} places, {len(faults)} faults", file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
