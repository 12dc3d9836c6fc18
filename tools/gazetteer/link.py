"""Gives hand-written neighbourhoods and sites the settlement they lie in as parent.

    python3 tools/gazetteer/link.py

A neighbourhood belongs to the most populous settlement within 12 km in its country (25 km for a city above half a
million), a site to one within 4 km; others keep their governorate or country.
"""

from collections import defaultdict

from common import ROOT, km, read_tsv, write_tsv


def settlements():
    """Settlements with a known population, by country."""
    out = defaultdict(list)
    for name in ("cities_mena", "cities_world"):
        for row in read_tsv(ROOT / f"{name}.tsv")[1]:
            if row["kind"] in ("city", "town") and row["population"]:
                out[row["country"]].append((int(row["population"]), float(row["lat"]), float(row["lon"]), row["id"]))
    return out


def home(row, around):
    """Id of the settlement a row lies in, or None."""
    lat, lon, hood = float(row["lat"]), float(row["lon"]), row["kind"] == "neighbourhood"
    best = None
    for people, la, lo, ident in around[row["country"]]:
        reach = (25 if people > 500_000 else 12) if hood else 4
        if abs(la - lat) < 0.3 and km(lat, lon, la, lo) <= reach and (best is None or people > best[0]):
            best = (people, ident)
    return best and best[1]


def main():
    """Rewrites the two files."""
    around = settlements()
    for name in ("neighbourhoods", "sites"):
        path = ROOT / f"{name}.tsv"
        header, rows, comments = read_tsv(path)
        linked = 0
        for row in rows:
            place = home(row, around) if row["kind"] in ("neighbourhood", "site") else None
            if place:
                row["parent"] = place
                linked += 1
        write_tsv(path, header, rows, comments)
        print(f"{path.name}: {linked} of {len(rows)} lie in a listed settlement")


if __name__ == "__main__":
    main()
