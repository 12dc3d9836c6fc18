#!/usr/bin/env python3
"""Scores English reports on the gold sentences of PLOVER's CAMEO set.

    english.py documents GOLD                 the sentences as lines for `marsad code`
    english.py score GOLD CODED [NAME]        rows for bench/results/english.tsv
    english.py classifier GOLD                the types that a classifier trained on the half looked at gives to the other

Each sentence has one gold event of the older type names; four of them are renamed (DEMAND, DISAPPROVE, INVESTIGATE, FIGHT). A
program may report several acts of a sentence, so two figures are given: `all`, where every further type counts as wrong, and
`principal`, where only the act with the highest confidence (the first of equals) counts. The sentences at odd places may be
looked at while the pack is written; those at even places are held back (the second, which was printed once, counts as seen).
"""

import collections
import json
import re
import sys

TYPES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
MODES = {
    "host": "visit", "strike-hun": "hunger", "strike-gen": "strike", "riot-spon": "riot", "demo-org": "demo",
    "demo-spon": "demo", "assassinate": "targeted", "ban": "restrict", "confiscate": "seize", "detain": "arrest",
}
UNUSED = {"", "None", "none", "other", "political"}
SMALL = {"the", "and", "for", "from", "with", "its", "their", "former", "new", "more", "than", "who", "his", "her"}


def gold(path):
    records = [r for r in json.load(open(path, encoding="utf-8")) if r["event"] != "DOCUMENT"]
    for place, record in enumerate(records, 1):
        # Some ids of the file stand twice.
        record["id"] = f"{place:03} {record['id']}"
        record["half"] = "seen" if place % 2 == 1 or place == 2 else "held back"
        record["type"] = TYPES.get(record["event"], record["event"])
        mode = str(record.get("mode") or "")
        mode = MODES.get(mode, mode)
        if record["event"] in ("DISAPPROVE", "INVESTIGATE"):
            mode = record["event"].lower()
        record["gold_mode"] = None if mode in UNUSED else mode
    return records


def text_of(record):
    return re.sub(r"\s+", " ", record["text"]).strip().strip("{}")


def actors(value):
    return [a for a in value or [] if isinstance(a, dict) and a.get("actorText")]


def words(text):
    return {w for w in re.findall(r"[a-z]{2,}(?:\.[a-z])*|u\.[sn]", text.lower()) if w not in SMALL}


def f1(right, found, wanted):
    p = right / found if found else 0.0
    r = right / wanted if wanted else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def score(records, coded, name, half, out):
    def row(figure, value):
        out.append(("english", half, name, figure, value if isinstance(value, str) else f"{value:.4f}"))

    for view in ("all", "principal"):
        tally = collections.Counter()
        by_type = collections.defaultdict(collections.Counter)
        for record in records:
            reports = coded[record["id"]]
            if view == "principal" and reports:
                best = max(r["confidence"] for r in reports)
                reports = [next(r for r in reports if r["confidence"] == best)]
            found = {r["type"] for r in reports}
            tally["wanted"] += 1
            tally["found"] += len(found)
            tally["right"] += record["type"] in found
            by_type[record["type"]]["wanted"] += 1
            for t in found:
                by_type[t]["found"] += 1
                by_type[t]["right"] += t == record["type"]
        p, r, f = f1(tally["right"], tally["found"], tally["wanted"])
        row(f"type, {view}: precision", p)
        row(f"type, {view}: recall", r)
        row(f"type, {view}: F1", f)
        shares = []
        for t in sorted(by_type):
            c = by_type[t]
            share = f1(c["right"], c["found"], c["wanted"])[2]
            if c["wanted"]:
                shares.append(share)
            if view == "all":
                row(f"{t}: F1 ({c['wanted']} wanted, {c['found']} found)", share)
        row(f"type, {view}: macro F1", sum(shares) / len(shares))
    none = sum(1 for r in records if not coded[r["id"]])
    row("sentences without a report", str(none))
    # Modes and sides are compared in the report of the gold type.
    right = found = wanted = 0
    sides = {side: collections.Counter() for side in ("actor", "recipient", "country")}
    for record in records:
        match = next((r for r in coded[record["id"]] if r["type"] == record["type"]), None)
        if record["gold_mode"]:
            wanted += 1
            right += match is not None and record["gold_mode"] in match.get("mode", [])
        for side, key, field in (("actor", "source", "actors"), ("recipient", "target", "recipients")):
            expected = actors(record.get(key))
            given = match.get(field, []) if match else []
            count = sides[side]
            count["wanted"] += len(expected)
            count["found"] += len(given)
            left = list(given)
            for actor in expected:
                hit = next((g for g in left if words(g["text"]) & words(actor["actorText"])), None)
                if hit is None:
                    continue
                left.remove(hit)
                count["right"] += 1
                code = {"JAP": "JPN", "ITL": "ITA", "VTN": "VNM"}.get(actor.get("code"), actor.get("code"))
                if code and code not in ("IGO", "NGO", "IMG") and hit.get("country") is not None:
                    sides["country"]["both"] += 1
                    sides["country"]["same"] += hit["country"] == code
    row(f"mode, of {wanted} sentences that have one: right", right / wanted if wanted else 0.0)
    for side in ("actor", "recipient"):
        c = sides[side]
        p, r, f = f1(c["right"], c["found"], c["wanted"])
        row(f"{side}: precision", p)
        row(f"{side}: recall", r)
        row(f"{side}: F1", f)
    c = sides["country"]
    row(f"country, of {c['both']} sides matched by both: the same", c["same"] / c["both"] if c["both"] else 0.0)


def classify(records):
    """Words and pairs of words into a logistic regression: what a learner gets out of the half that the pack's writer saw."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=1),
        LogisticRegression(C=30, max_iter=2000, class_weight="balanced"),
    )
    seen = [r for r in records if r["half"] == "seen"]
    held = [r for r in records if r["half"] != "seen"]
    model.fit([text_of(r) for r in seen], [r["type"] for r in seen])
    guesses = model.predict([text_of(r) for r in held])
    coded = {r["id"]: [{"type": g, "confidence": 1.0}] for r, g in zip(held, guesses)}
    out = []
    score(held, coded, "TF-IDF and logistic regression", "held back", out)
    wanted = ("type, all: ", "type, principal: ")
    return [line for line in out if line[3].startswith(wanted)]


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    records = gold(sys.argv[2])
    if sys.argv[1] == "documents":
        for record in records:
            line = {"id": record["id"], "title": "", "text": text_of(record), "published": "2000-01-05"}
            print(json.dumps(line, ensure_ascii=False))
        return
    if sys.argv[1] == "classifier":
        for line in classify(records):
            print("\t".join(line))
        return
    coded = {}
    for line in open(sys.argv[3], encoding="utf-8"):
        row = json.loads(line)
        coded[row["id"]] = row.get("reports", [])
    name = sys.argv[4] if len(sys.argv) > 4 else "Marsad"
    out = []
    for half in ("seen", "held back", "both"):
        some = [r for r in records if half in ("both", r["half"])]
        score(some, coded, name, half, out)
    for line in out:
        print("\t".join(line))


if __name__ == "__main__":
    main()
