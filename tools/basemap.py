#!/usr/bin/env python3
"""Makes crates/server/assets/basemap.json, the countries that the map is drawn on, from Natural Earth.

    python3 tools/basemap.py countries-50m.json > crates/server/assets/basemap.json

The input is the file of that name in the npm package world-atlas (TopoJSON of Natural Earth 1:50m, public domain). The
output is GeoJSON with one feature for each country: its ISO 3166-1 alpha-3 code and where its name stands, both from
gazetteer/countries.tsv. Borders are as Natural Earth draws them; the project takes no position on them.
"""

import csv
import json
import pathlib
import sys

GAZETTEER = pathlib.Path(__file__).parent.parent / "gazetteer" / "countries.tsv"
# Where lines are kept fine, in degrees: west, south, east, north; and how far apart points are kept there and elsewhere.
REGION, FINE, COARSE = (-20.0, -12.0, 80.0, 48.0), 0.04, 0.35
# Names of Natural Earth that the gazetteer spells otherwise.
OTHER = {"W. Sahara": "Western Sahara", "S. Sudan": "South Sudan", "Central African Rep.": "Central African Republic",
         "Dem. Rep. Congo": "DR Congo", "Congo": "Republic of the Congo", "Eq. Guinea": "Equatorial Guinea",
         "Bosnia and Herz.": "Bosnia and Herzegovina", "United States of America": "United States",
         "Czechia": "Czech Republic", "Macedonia": "North Macedonia", "N. Cyprus": "Cyprus"}


def decoded(topology):
    """The arcs in degrees, undone from their steps."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        yield points


def thinned(points):
    """Fewer points, the ends kept, so that neighbours still share their border."""
    out = [points[0]]
    for x, y in points[1:-1]:
        fine = REGION[0] <= x <= REGION[2] and REGION[1] <= y <= REGION[3]
        if abs(x - out[-1][0]) + abs(y - out[-1][1]) >= (FINE if fine else COARSE):
            out.append((x, y))
    out.append(points[-1])
    return [(round(x, 2), round(y, 2)) for x, y in out]


def main():
    topology = json.load(open(sys.argv[1], encoding="utf-8"))
    arcs = [thinned(points) for points in decoded(topology)]

    def ring(indices):
        out = []
        for index in indices:
            line = arcs[index] if index >= 0 else arcs[~index][::-1]
            out.extend(line[1:] if out else line)
        return out

    lines = (line for line in GAZETTEER.open(encoding="utf-8") if not line.startswith("#"))
    known = {row["name_en"]: row for row in csv.DictReader(lines, delimiter="\t")}
    features = []
    for country in topology["objects"]["countries"]["geometries"]:
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        shapes = [[r for r in map(ring, polygon) if len(r) > 3] for polygon in polygons]
        shapes = [shape for shape in shapes if shape]
        name = country["properties"]["name"]
        row = known.get(OTHER.get(name, name))
        if not shapes or name == "Antarctica":
            continue
        properties = {} if row is None else {"iso": row["country"], "at": [float(row["lon"]), float(row["lat"])]}
        features.append({"type": "Feature", "properties": properties,
                         "geometry": {"type": "MultiPolygon", "coordinates": shapes}})
    json.dump({"type": "FeatureCollection", "features": features}, sys.stdout, separators=(",", ":"))


main()
