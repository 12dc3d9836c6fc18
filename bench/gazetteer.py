#!/usr/bin/env python3
"""Finds places by their Arabic names: how many of a checked list stand where they should.

usage: gazetteer.py MARSAD CHECK.tsv [--misses]
CHECK.tsv has the columns `country name_ar name_en kind lat lon tolerance_km`. Each name is put into plain sentences, once
with its country and once without; a name is found where a place mention covers it within max(10 km, its tolerance). A name
that several rows share can only be told apart by its country: without it, any of them counts. Prints `part, set, figure, value`.
"""
import csv
import json
import math
import subprocess
import sys

COUNTRIES = {"DZA": "الجزائر", "EGY": "مصر", "IRN": "إيران", "IRQ": "العراق", "JOR": "الأردن", "LBN": "لبنان", "LBY": "ليبيا",
             "PSE": "فلسطين", "SDN": "السودان", "SYR": "سوريا", "TUR": "تركيا", "YEM": "اليمن", "SAU": "السعودية",
             "TUN": "تونس", "MAR": "المغرب", "SOM": "الصومال", "SSD": "جنوب السودان", "ISR": "إسرائيل"}
SENTENCES = {"with its country": "وقع انفجار في {name} في {country} صباح أمس.", "alone": "وقع انفجار في {name} صباح أمس."}


def km(a, b):
    """Great-circle distance of two (lat, lon) pairs."""
    p, q = math.radians(a[0]), math.radians(b[0])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 12742 * math.asin(math.sqrt(min(1.0, h)))


def main(argv):
    if len(argv) < 2:
        sys.exit(__doc__)
    marsad, path = argv[:2]
    with open(path, encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
    for how, pattern in SENTENCES.items():
        texts = []
        for row in rows:
            texts.append(pattern.format(name=row["name_ar"], country=COUNTRIES.get(row["country"], "")))
        lines = "".join(json.dumps({"id": i, "text": t, "ref": None}, ensure_ascii=False) + "\n" for i, t in enumerate(texts))
        done = subprocess.run([marsad, "mentions", "--kind", "place"], input=lines.encode(), capture_output=True, check=True)
        answers = {d["id"]: d["mentions"] for d in map(json.loads, done.stdout.decode().splitlines())}
        found = near = 0
        for i, (row, text) in enumerate(zip(rows, texts)):
            start = text.index(row["name_ar"])
            end = start + len(row["name_ar"])
            hits = [m for m in answers[i] if min(m["end"], end) > max(m["start"], start)]
            same = [r for r in rows if r["name_ar"] == row["name_ar"]] if how == "alone" else [row]
            reach = max(10, float(row["tolerance_km"]))
            distances = [km((float(r["lat"]), float(r["lon"])), (m["lat"], m["lon"]))
                         for m in hits if m.get("lat") is not None for r in same]
            found += bool(hits)
            hit = any(d <= reach for d in distances)
            near += hit
            if not hit and "--misses" in argv:
                print(how, row["country"], row["name_ar"], [(m.get("name"), m.get("id")) for m in hits], distances, file=sys.stderr)
        for figure, value in (("found", found), ("within 10 km", near)):
            print(f"gazetteer\tnames {how}\t{figure}\t{value / len(rows):.3f}")
            print(f"gazetteer\tnames {how}\t{figure} hits\t{value}")
            print(f"gazetteer\tnames {how}\t{figure} of\t{len(rows)}")


if __name__ == "__main__":
    main(sys.argv[1:])
