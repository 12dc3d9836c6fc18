"""Adds hand-written places to one of the gazetteer's files, keeping it sorted.

    python3 tools/gazetteer/add.py towns_villages < lines

Each line is `Name;names in Arabic;kind;lat,lon[;refs]`; a line `@ SYR Aleppo` sets country and governorate for those
below it, `#` starts a comment. An id is made from kind, name and, where that is taken, governorate. A row whose id
exists already is replaced.
"""

import sys

from common import KINDS, PLACE_COLUMNS, ROOT, clean, read_tsv, slug, write_tsv

PREFIX = {"site": "site", "neighbourhood": "hood", "region": "region", "governorate": "governorate"}


def parents():
    """(country, English name of the governorate) to its id."""
    path = ROOT / "governorates.tsv"
    rows = read_tsv(path)[1] if path.exists() else []
    return {(r["country"], r["name_en"]): r["id"] for r in rows}


def parse(lines, known):
    """The rows the lines stand for."""
    country = admin1 = ""
    rows = {}
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("@"):
            country, _, admin1 = line[1:].strip().partition(" ")
            if admin1 and (country, admin1) not in known:
                raise SystemExit(f"line {number}: no governorate {admin1!r} in {country}; see gazetteer/governorates.tsv")
            continue
        cells = [c.strip() for c in line.split(";")]
        if len(cells) not in (4, 5) or cells[2] not in KINDS:
            raise SystemExit(f"line {number}: want `Name;arabic|arabic;kind;lat,lon[;refs]`, got {line!r}")
        name, arabic, kind, where = cells[:4]
        lat, lon = (float(x) for x in where.split(","))
        names = "|".join(dict.fromkeys(clean(n) for n in arabic.split("|")))
        if kind == "governorate":
            ident = f"governorate:{country.lower()}-{slug(name)}"
        else:
            ident = f"{PREFIX.get(kind, 'place')}:{slug(name)}"
            if country:
                ident += f"-{country.lower()}"
            if ident in rows:
                ident += "-" + slug(admin1 or kind)
        if ident in rows:
            raise SystemExit(f"line {number}: {ident} is given twice")
        parent = known.get((country, admin1), f"country:{country}" if country else "")
        rows[ident] = dict(
            id=ident, name_en=name, names_ar=names, kind=kind, lat=f"{lat:.5f}".rstrip("0").rstrip("."),
            lon=f"{lon:.5f}".rstrip("0").rstrip("."), country=country, admin1=admin1 if kind != "governorate" else name,
            parent=parent, population="", refs=cells[4] if len(cells) == 5 else "", source="project", licence="project",
        )
    return rows


def main():
    """Reads lines from standard input into the named file."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    path = ROOT / f"{sys.argv[1]}.tsv"
    new = parse(sys.stdin, parents())
    old = {r["id"]: r for r in read_tsv(path)[1]} if path.exists() else {}
    comments = read_tsv(path)[2] if path.exists() else ()
    old.update(new)
    write_tsv(path, PLACE_COLUMNS, old.values(), comments)
    print(f"{path.name}: {len(new)} rows given, {len(old)} in all", file=sys.stderr)


if __name__ == "__main__":
    main()
