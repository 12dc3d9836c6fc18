"""Scores coded stories against the labels in bench/own/reports: one row for each figure.

A report of a story and one of the program are a pair when their types are the same and the words that name the act overlap, the
longer overlaps first, each once. Fields are scored over pairs. A record is right where the type, everybody who acts, everybody who
suffers, whether a place is given and where it is written, and the date are.
"""


def overlap(a, b):
    return max(0, min(a["end"], b["end"]) - max(a["start"], b["start"])) if a and b else 0


def pairs(labels, reports):
    found = sorted((-overlap(x["trigger"], y["trigger"]), i, j) for i, x in enumerate(labels) for j, y in enumerate(reports)
                   if x["type"] == y["type"] and overlap(x["trigger"], y["trigger"]))
    taken, out = (set(), set()), []
    for _, i, j in found:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            out.append((labels[i], reports[j]))
    return out


class Counted:
    """Right, wrong and missing, as precision, recall and F1."""

    def __init__(self):
        self.right = self.wrong = self.missing = 0

    def add(self, right, given, wanted):
        self.right += right
        self.wrong += given - right
        self.missing += wanted - right

    def rows(self, name):
        p = self.right / max(1, self.right + self.wrong)
        r = self.right / max(1, self.right + self.missing)
        for figure, value in (("P", p), ("R", r), ("F1", 2 * p * r / (p + r) if p + r else 0)):
            yield f"{name} {figure}", f"{value:.3f}"


def spans(wanted, given):
    left, right = list(given), 0
    for x in wanted:
        hit = next((y for y in left if overlap(x, y)), None)
        if hit is not None:
            left.remove(hit)
            right += 1
    return right


def interval(date):
    return (date["from"], date["to"]) if date and (date.get("from") or date.get("to")) else None


def score(stories, coded):
    counted = {name: Counted() for name in ("report", "mode", "aux", "actors", "recipients", "counts")}
    shares = {name: [0, 0] for name in ("modality", "place given", "date given", "said_by given", "record")}
    for story in stories:
        labels, reports = story["reports"], coded[story["id"]]
        matched = pairs(labels, reports)
        counted["report"].add(len(matched), len(reports), len(labels))
        shares["record"][1] += len(labels)
        for x, y in matched:
            for name in ("mode", "aux"):
                a, b = set(x[name]), set(y[name])
                counted[name].add(len(a & b), len(b), len(a))
            whole = True
            for name in ("actors", "recipients"):
                right = spans(x[name], y[name])
                counted[name].add(right, len(y[name]), len(x[name]))
                whole = whole and right == len(x[name]) == len(y[name])
            a, b = ([(c["what"], c["min"], c["max"]) for c in r["counts"]] for r in (x, y))
            counted["counts"].add(sum(c in b for c in a), len(b), len(a))
            place = bool(overlap(x["places"][0], y["places"][0])) if x["places"] and y["places"] else not x["places"] and not y["places"]
            date = interval(x["date"]) == interval(y["date"])
            shares["record"][0] += whole and place and date
            said = overlap(x["said_by"], y["said_by"]) > 0
            for name, given, right in (("modality", True, x["modality"] == y["modality"]), ("place given", x["places"], place),
                                       ("date given", x["date"], date), ("said_by given", x["said_by"], said)):
                if given:
                    shares[name][0] += bool(right)
                    shares[name][1] += 1
    for name, count in counted.items():
        yield from count.rows(name)
    for name, (hits, of) in shares.items():
        yield name, f"{hits / max(1, of):.3f}"
        yield name + " of", str(of)
