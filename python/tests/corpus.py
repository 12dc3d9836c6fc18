"""Documents for tests: the project's own dispatches, and what other outlets would make of them."""

import json
from pathlib import Path

KEYS = ("id", "url", "outlet", "published", "title", "text")


def dispatches():
    """The dispatches as they are."""
    path = next(p for p in Path(__file__).resolve().parents if (p / "demo/dispatches.jsonl").exists())
    lines = (path / "demo/dispatches.jsonl").read_text(encoding="utf-8").splitlines()
    return [{key: d[key] for key in KEYS} for d in map(json.loads, lines)]


def retold(times, of=None):
    """Each dispatch told by so many outlets: as a copy, shortened, with another story behind it, or under another heading."""
    told = dispatches()[:of]
    out = []
    for again in range(times):
        for n, one in enumerate(told):
            beside = told[(n + 7 * again + 1) % len(told)]
            first = one["text"].split("، ")
            text = {
                0: one["text"],
                1: f"{one['text']}\n{beside['text']}",
                2: "، ".join(first[:-1]) or one["text"],
                3: f"تابع مراسلنا رقم {again} ما جرى.\n{one['text']}",
            }[again % 4]
            url = one["url"] if again == 0 else f"{one['url']}?outlet={again}"
            title = one["title"] if again % 2 == 0 else beside["title"]
            out.append({**one, "id": url, "url": url, "outlet": f"{one['outlet']} {again}", "title": title, "text": text})
    return out
