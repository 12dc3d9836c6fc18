"""Shared by the gazetteer tools: reading and writing the TSV files, folding names, distances, codes."""

import math
import pathlib
import re
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2] / "gazetteer"

PLACE_COLUMNS = (
    "id name_en names_ar kind lat lon country admin1 parent population refs source licence".split()
)
KINDS = {"site", "neighbourhood", "village", "town", "city", "district", "governorate", "region", "country"}
LICENCES = {"project", "CC-BY-4.0", "Unicode-3.0"}

# ISO 3166-1 alpha-2 to alpha-3 for the countries whose places are listed one by one; the order is the build order.
FOCUS = {
    "SY": "SYR", "IQ": "IRQ", "YE": "YEM", "LY": "LBY", "SD": "SDN", "LB": "LBN", "PS": "PSE", "IL": "ISR", "JO": "JOR",
    "EG": "EGY", "TR": "TUR", "IR": "IRN", "SA": "SAU", "KW": "KWT", "AE": "ARE", "QA": "QAT", "BH": "BHR", "OM": "OMN",
    "TN": "TUN", "DZ": "DZA", "MA": "MAR", "MR": "MRT", "SS": "SSD", "TD": "TCD", "SO": "SOM", "DJ": "DJI", "ER": "ERI",
    "ET": "ETH", "AF": "AFG", "PK": "PAK", "ML": "MLI", "NE": "NER", "NG": "NGA",
}

HARAKAT = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
TATWEEL = "\u0640"
BIDI = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
ARABIC_NAME = re.compile("^[\u0621-\u063a\u0641-\u064a]+(?:[ \\-][\u0621-\u063a\u0641-\u064a0-9]+)*$")


def clean(text):
    """A name as the files hold it: NFKC, no harakat, tatweel or bidi controls, single spaces."""
    text = unicodedata.normalize("NFKC", text)
    text = BIDI.sub("", HARAKAT.sub("", text)).replace(TATWEEL, "")
    return unicodedata.normalize("NFC", " ".join(text.split()))


def fold(text):
    """The key two spellings share when they differ only in hamza, alef, final ya or ta marbuta, spacing of `عبد`."""
    text = clean(text).replace("-", " ")
    text = re.sub("[أإآٱ]", "ا", text).replace("ى", "ي").replace("ة", "ه").replace("ؤ", "و").replace("ئ", "ي").replace("ء", "")
    return text


def bare(text):
    """`fold` without articles: for asking whether two lists mean the same place."""
    return " ".join(re.sub("^(?:و?ال)(?=..)", "", w) for w in fold(text).split())


def km(lat1, lon1, lat2, lon2):
    """Great-circle distance in kilometres."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    a = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(math.sqrt(min(1.0, a)))


def slug(text):
    """Lower-case ASCII words joined by hyphens."""
    text = unicodedata.normalize("NFKD", text.replace("ı", "i")).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub("[^a-z0-9]+", "-", text).strip("-")


def read_tsv(path):
    """The header and the rows (as dicts) of a file; comment lines are returned third."""
    comments, header, rows = [], None, []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.rstrip("\n")
            if line.startswith("#") and header is None:
                comments.append(line)
            elif header is None:
                header = line.split("\t")
            elif line:
                cells = line.split("\t")
                if len(cells) != len(header):
                    raise SystemExit(f"{path}:{number}: {len(cells)} cells, the header has {len(header)}")
                rows.append(dict(zip(header, cells)))
    if header is None:
        raise SystemExit(f"{path}: no header row")
    return header, rows, comments


def write_tsv(path, header, rows, comments=()):
    """Writes rows sorted by the bytes of the first column."""
    key = header[0]
    rows = sorted(rows, key=lambda r: r[key].encode())
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for comment in comments:
            out.write(comment + "\n")
        out.write("\t".join(header) + "\n")
        for row in rows:
            out.write("\t".join(str(row.get(c, "")) for c in header) + "\n")


def place_files():
    """The files that hold places, in a fixed order."""
    names = "countries governorates regions cities_mena cities_world towns_villages neighbourhoods sites".split()
    return [ROOT / f"{n}.tsv" for n in names if (ROOT / f"{n}.tsv").exists()]


def all_places():
    """Every place row of every file."""
    return [row for path in place_files() for row in read_tsv(path)[1]]
