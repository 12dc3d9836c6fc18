"""Compares our places with other gazetteers, and with a list of known answers.

    python3 tools/gazetteer/check.py FOLDER [--limit KM] [--files NAME …] [--note]

FOLDER holds `places/<ISO3>.tsv.gz` and `sites.tsv` (columns name_en, names_ar, kind, lat, lon, country …) and may hold
`check_dev.tsv` (country, name_ar, name_en, kind, lat, lon, tolerance_km). For each hand-written row the nearest place of
the same name in the same country is found; those farther away than the limit are listed, as are those found nowhere.
`--note` writes into the `source` column of hand-written rows which collections agree. Nothing else is copied.
"""

import argparse
import csv
import gzip
import pathlib
import re
import sys
from collections import defaultdict

from common import ROOT, bare, km, place_files, read_tsv, write_tsv

csv.field_size_limit(1 << 24)
BULK = {"cities_mena", "cities_world"}
LIMIT = {"governorate": 120, "country": 600, "region": 150, "district": 25}
HEAD = re.compile(
    "^(?:مخيم|سجن|مطار|معبر|قاعدة|جسر|سد|حقل|مدينة|بلدة|قرية|حي|محافظة|جبل|ميناء|مستشفى|معسكر|وادي|جزيرة|بحيرة|مستوطنة|منطقة) "
)
TAIL = re.compile(" (?:الجوية|الجوي|العسكري|العسكرية|الدولي|الحدودي|البري|النفطي|الغازي)$")
FAMILY = (
    ("COD-AB", "OCHA COD-AB"), ("geonames", "GeoNames"), ("whosonfirst", "Who's On First"), ("airportsdata", "airportsdata"),
    ("UCDP", "UCDP GED"), ("Natural Earth", "Natural Earth"), ("OSM", "OpenStreetMap"),
)


def keys(names):
    """Keys under which a place is looked for: the name, and the name without head and tail words."""
    out = set()
    for name in names.split("|"):
        if name:
            out.add(bare(name).replace(" ", ""))
            out.add(bare(TAIL.sub("", HEAD.sub("", name))).replace(" ", ""))
    return {k for k in out if len(k) > 1}


def roman(name):
    """Consonants of an English name, for places whose Arabic name the other list lacks."""
    name = re.sub(r"\b(?:al|el|ar|as|ash|at|ad|adh|an|az)[ -]", "", name.lower())
    return re.sub("[^bcdfgjklmnpqrstvxz]", "", name.replace("q", "k").replace("dh", "d").replace("gh", "g"))


def load(folder):
    """{(country, key): [(lat, lon, kind, collection)]} of the other gazetteers."""
    index = defaultdict(list)
    paths = sorted(pathlib.Path(folder, "places").glob("*.tsv.gz")) + [pathlib.Path(folder, "sites.tsv"), pathlib.Path(folder, "osm_odbl.tsv.gz")]
    for path in paths:
        if not path.exists():
            continue
        with (gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")) as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                try:
                    lat, lon = float(row["lat"]), float(row["lon"])
                except (ValueError, TypeError):
                    continue
                who = "|".join(label for mark, label in FAMILY if mark in row["source"]) or "another list"
                entry = (lat, lon, row["kind"], who)
                for key in keys(row["names_ar"] or ""):
                    index[row["country"], key].append(entry)
                if not row["names_ar"]:
                    skeleton = roman(row["name_en"] or "")
                    if len(skeleton) > 2:
                        index[row["country"], "~" + skeleton].append(entry)
    return index


def nearest(index, row):
    """Distance to, and collection of, the nearest place of the same name; None where the name is unknown."""
    lat, lon = float(row["lat"]), float(row["lon"])
    wide = row["kind"] in ("governorate", "region", "country")
    best = None
    for key in sorted(keys(row["names_ar"])) + ["~" + roman(row["name_en"])]:
        for other in index.get((row["country"], key), ()):
            if wide != (other[2] in ("governorate", "region", "country")) and row["kind"] != "region":
                continue
            away = km(lat, lon, other[0], other[1])
            if best is None or away < best[0]:
                best = (away, other)
    return best


def note(row, found, limit):
    """The `source` of a hand-written row: which collections agree with it."""
    if found and found[0] <= limit:
        return f"project; a place of this name within {limit:.0f} km in " + ", ".join(found[1][3].split("|"))
    return "project; name not found elsewhere near this position"


def known_answers(path, ours):
    """Prints how many of the known answers our places give."""
    best_hits = any_hits = total = 0
    by_name = defaultdict(list)
    for row in ours:
        for key in keys(row["names_ar"]):
            by_name[row["country"], key].append(row)
    rank = {"site": 1, "neighbourhood": 0, "village": 2, "town": 3, "city": 4, "district": 1, "governorate": -1, "region": -2}
    for row in read_tsv(path)[1]:
        total += 1
        found = [r for key in keys(row["name_ar"]) for r in by_name[row["country"], key]]
        near = [km(float(row["lat"]), float(row["lon"]), float(r["lat"]), float(r["lon"])) for r in found]
        any_hits += any(d <= float(row["tolerance_km"]) for d in near)
        same = [r for r in found if (r["kind"] == "site") == (row["kind"] == "site")] or found
        same.sort(key=lambda r: (rank.get(r["kind"], 0), int(r["population"] or 0)), reverse=True)
        top = same and km(float(row["lat"]), float(row["lon"]), float(same[0]["lat"]), float(same[0]["lon"]))
        if same and top <= float(row["tolerance_km"]):
            best_hits += 1
        else:
            print(f"known answer missed: {row['country']} {row['name_ar']} ({row['name_en']}): " + (f"{top:.1f} km" if same else "absent"))
    print(f"known answers: {any_hits}/{total} have the place, {best_hits}/{total} have it as the first of its name")


def main():
    """Runs the comparison and prints the findings."""
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("folder")
    args.add_argument("--limit", type=float, default=10.0)
    args.add_argument("--files", nargs="*")
    args.add_argument("--note", action="store_true")
    args = args.parse_args()
    index = load(args.folder)
    ours = []
    for path in place_files():
        header, rows, comments = read_tsv(path)
        ours += rows
        if path.stem in BULK or path.stem == "countries" or (args.files and path.stem not in args.files):
            continue
        good = far = lost = 0
        for row in rows:
            limit = LIMIT.get(row["kind"], args.limit)
            found = nearest(index, row)
            if found is None:
                lost += 1
                print(f"{path.stem}\tunknown\t{row['id']}\t{row['names_ar']}\t{row['lat']},{row['lon']}")
            elif found[0] > limit:
                far += 1
                print(f"{path.stem}\tfar\t{row['id']}\t{row['names_ar']}\t{row['lat']},{row['lon']}\t{found[0]:.0f} km from {found[1]}")
            else:
                good += 1
            if args.note and row["licence"] == "project":
                row["source"] = note(row, found, limit)
        print(f"{path.stem}: {good} agree, {far} far, {lost} unknown elsewhere", file=sys.stderr)
        if args.note:
            write_tsv(path, header, rows, comments)
    answers = pathlib.Path(args.folder, "check_dev.tsv")
    if answers.exists():
        known_answers(answers, ours)


if __name__ == "__main__":
    main()
