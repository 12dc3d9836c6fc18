#!/usr/bin/env python3
"""Turns what the scorers print into a table: one row per figure, in the order printed.

usage: scoreboard.sh MARSAD | table.py > sets.tsv
Columns: part, set, figure, value. A line that holds figures but fits no pattern stops the run: a table that silently
loses figures is worse than none.
"""
import re
import sys

NUMBER = r"-?\d+(?:\.\d+)?"
PRF = re.compile(rf"P\s+({NUMBER})\s+R\s+({NUMBER})\s+F1\s+({NUMBER})")
TALLY = re.compile(r"\(tp (\d+) fp (\d+) fn (\d+)\)")
NAMED = re.compile(rf"([a-z][a-z0-9 ]*?)\s+({NUMBER})(?=\s|,|$)")


def figures(line):
    """The label of a line and its (figure, value) pairs."""
    text = line.strip()
    if m := re.match(r"(\d+) documents, (\d+) gold reports, (\d+) system reports, (\d+) documents unanswered$", text):
        names = ("documents", "gold reports", "system reports", "documents unanswered")
        return "", list(zip(names, m.groups()))
    if m := re.match(rf"(\w+)\s+({NUMBER})\s+\((\d+) of (\d+)\)$", text):
        return "", [(m[1], m[2]), (m[1] + " of", m[4])]
    if m := re.match(r"(.+?):? (\d+) of (\d+)( .*)?$", text):
        label, tail = m[1], (m[4] or "").strip()
        if label == "":
            return None
        return label, [(tail or "hits", m[2]), ("of", m[3])]
    if m := PRF.search(text):
        label = re.sub(r"\s+(relaxed|boundaries)$", "", text[: m.start()].strip().rstrip(":"))
        pairs = []
        if c := re.match(rf"(\w+): (\d+) words, exact ({NUMBER}), boundaries$", text[: m.start()].strip()):
            label, pairs = c[1], [("words", c[2]), ("exact", c[3])]
        label = label.removesuffix(": relaxed").rstrip(":")
        pairs += [("P", m[1]), ("R", m[2]), ("F1", m[3])]
        rest = text[m.end() :]
        if t := TALLY.search(rest):
            pairs += [("tp", t[1]), ("fp", t[2]), ("fn", t[3])]
        if s := re.search(rf"strict F1 ({NUMBER})", rest):
            pairs.append(("strict F1", s[1]))
        if g := re.search(r"\((\d+) gold\)", rest):
            pairs.append(("gold", g[1]))
        return label, pairs
    if m := re.match(rf"geo: (\d+) gold, found ({NUMBER}), resolved ({NUMBER}), of resolved (.+?) ({NUMBER}), (.+?) ({NUMBER})$", text):
        return "geo", [("gold", m[1]), ("found", m[2]), ("resolved", m[3]), (m[4], m[5]), (m[6], m[7])]
    if m := re.match(r"(\w+ +spans) +(.*?)(?:\(token F1.*?(\d+) sentences\))?$", text):
        pairs = [(k.strip(), v) for k, v in NAMED.findall(m[2])]
        if m[3]:
            pairs.append(("sentences", m[3]))
        return re.sub(r"\s+", " ", m[1]), pairs
    if m := re.match(rf"(\w+ .+?)\s+n\s+(\d+)\s+(.*)$", text):
        return re.sub(r"\s+", " ", m[1]), [("n", m[2])] + [(k.strip(), v) for k, v in NAMED.findall(m[3])]
    return None


def table(lines):
    part, name, seen = "", "", {}
    for line in lines:
        line = line.rstrip("\n")
        if not line.strip():
            continue
        if m := re.match(r"== (\w+)(?:: (.*))?$", line):
            part, name = m[1], m[2] or ""
            continue
        if " failed" in line and line.startswith("marsad "):
            yield part, name or part, line.strip(), "failed"
            continue
        got = figures(line)
        if got is None or not got[1]:
            raise SystemExit(f"table.py: no figures understood in: {line!r}")
        label, pairs = got
        # Field lines of the gold score (`trigger P …`) carry their field as label; all others their set.
        if part == "gold":
            rows = [(name, f"{label} {figure}".strip() if label else figure, value) for figure, value in pairs]
        else:
            rows = [(label or name or part, figure, value) for figure, value in pairs]
        for set_name, figure, value in rows:
            key = (part, set_name, figure)
            seen[key] = seen.get(key, 0) + 1
            yield part, set_name if seen[key] == 1 else f"{set_name} #{seen[key]}", figure, value


def main():
    out = ["part\tset\tfigure\tvalue"]
    out += ["\t".join(row) for row in table(sys.stdin)]
    print("\n".join(out))


if __name__ == "__main__":
    main()
