#!/usr/bin/env python3
"""Makes an archive like those of a news crawl: one response a page, one gzip member a record.

usage: make_warc.py PAGES OUT.warc.gz [mixed|dense|ARTICLES.jsonl[.gz]]
`mixed` (the default) has as much text a page, and as many acts in it, as the articles of a real news archive: stories of the
project among sentences that tell no act. `dense` has several stories a page and nothing else. A file of articles (`title`,
`text`, `published`) gives its own texts in the same mark-up. The pages differ in address, headline, paragraphs and mark-up;
the same arguments give the same bytes.
"""
import gzip
import hashlib
import html
import json
import pathlib
import random
import re
import sys

import stories

TEMPLATES = [
    """<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title} - مرصد التجربة</title>
<meta property="article:published_time" content="{day}T08:15:00+03:00"><meta property="og:title" content="{title}">
<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{title}","datePublished":"{day}T08:15:00+03:00"}}</script>
<style>{filler}</style></head><body><header><nav><ul>{nav}</ul></nav></header><main><article><h1>{title}</h1>
<div class="meta">نشر في {day}</div><div class="share"><a href="#">شارك</a> <a href="#">غرد</a></div>
<div class="entry-content">{body}</div></article><aside><h3>الأكثر قراءة</h3><ul>{links}</ul></aside></main>
<footer><p>جميع الحقوق محفوظة</p></footer><script>{filler}</script></body></html>""",
    """<html dir=rtl><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{title}</title>
<meta name="date" content="{day}"></head><body><table width=100%><tr><td class=menu>{links}</td><td><font size=5>{title}</font><br>
<span class=date>{day}</span><br>{body}</td><td class=side>{nav}</td></tr></table><script>{filler}</script></body></html>""",
    """<!doctype html><html><head><meta charset=utf-8><title>{title} | أخبار</title><link rel=canonical href="{url}">
<style>{filler}</style></head><body><div id=top>{nav}</div><div class="post"><h2 class="post-title">{title}</h2>
<time datetime="{day}T10:00:00Z">{day}</time><div class="post-body">{body}<p><strong>اقرأ أيضا:</strong> <a href="/x">خبر آخر</a></p></div>
</div><div class="related">{links}</div><div class="comments"><h4>التعليقات</h4><p>لا توجد تعليقات</p></div></body></html>""",
]
FILLER = ".c{display:block;margin:0 auto;padding:4px} " * 160


def record(kind, target, content, media, number, day):
    identity = hashlib.sha256(f"{kind} {number}".encode()).hexdigest()
    identity = f"{identity[:8]}-{identity[8:12]}-4{identity[13:16]}-8{identity[17:20]}-{identity[20:32]}"
    target = f"WARC-Target-URI: {target}\r\n" if target else ""
    head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\n{target}WARC-Date: {day}T12:00:00Z\r\nWARC-Record-ID: <urn:uuid:{identity}>\r\n"
            f"Content-Type: {media}\r\nContent-Length: {len(content)}\r\n\r\n")
    return gzip.compress(head.encode() + content + b"\r\n\r\n", compresslevel=6, mtime=0)


# Characters an article of a real archive has: its quantiles, by which lengths are drawn. Mean 2,100; see bench/README.md.
LENGTHS = [150, 420, 620, 820, 1050, 1300, 1550, 1950, 2550, 4000, 9000]


def paragraphs_of(story):
    return [p for p in story["text"].split("\n") if p.strip()]


def dense(rng, all_stories, number):
    """A story and two to four more."""
    paragraphs = paragraphs_of(all_stories[number % len(all_stories)])
    for _ in range(rng.randint(2, 4)):
        paragraphs += paragraphs_of(rng.choice(all_stories))
    return paragraphs


def mixed(rng, all_stories, number, sentences):
    """No story, one or two, and sentences without an act around them."""
    at = rng.random() * (len(LENGTHS) - 1)
    length = LENGTHS[int(at)] + (at % 1) * (LENGTHS[int(at) + 1] - LENGTHS[int(at)])
    told = [] if number % 4 == 0 else paragraphs_of(all_stories[number % len(all_stories)])
    if number % 7 == 1:
        told += paragraphs_of(rng.choice(all_stories))
    paragraphs, left = told, length - sum(map(len, told))
    while left > 0:
        paragraph = " ".join(rng.choice(sentences) for _ in range(rng.randint(3, 6)))
        paragraphs.append(paragraph)
        left -= len(paragraph)
    return paragraphs


def page(rng, all_stories, number, paragraphs):
    story = all_stories[number % len(all_stories)]
    titles = [html.escape(s["title"] or "خبر", quote=True).replace("&quot;", "”") for s in rng.sample(all_stories, 24)]
    url = f"https://news{number % 40}.example/{story['published'].replace('-', '/')}/{number}.html"
    body = "".join(f"<p>{html.escape(p)}</p>\n" for p in paragraphs)
    nav = "".join(f'<li><a href="/section/{i}">{word}</a></li>' for i, word in enumerate("الرئيسية سياسة اقتصاد رياضة ثقافة منوعات".split()))
    links = "".join(f'<li><a href="/{number}-{i}">{t}</a></li>' for i, t in enumerate(titles))
    title = f"{titles[0]} ({number})"
    text = TEMPLATES[number % len(TEMPLATES)].format(title=title, day=story["published"], url=url, body=body, nav=nav, links=links, filler=FILLER)
    return url, story["published"], text.encode()


def articles(path, most):
    """Articles of a file, from all over it, no more than there are to be pages."""
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    day = re.compile(r"\d{4}-\d\d-\d\d")
    found = [a for a in found if a.get("title") and a.get("text") and day.fullmatch(a.get("published") or "")]
    return found[:: max(1, len(found) // most)]


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    rng = random.Random(11)
    kind = sys.argv[3] if len(sys.argv) == 4 else "mixed"
    if kind in ("mixed", "dense"):
        everything, _ = stories.stories(sorted(stories.HERE.glob("*.md")))
        everything = [s for s in everything if s["published"]]
        rows = (stories.HERE.parent / "lookalikes.tsv").read_text(encoding="utf-8").splitlines()
        sentences = [row.split("\t")[1] for row in rows if row.count("\t") >= 3][1:]
    else:
        everything = articles(kind, int(sys.argv[1]))
    with open(pathlib.Path(sys.argv[2]), "wb") as out:
        out.write(record("warcinfo", None, b"software: make_warc.py\r\nformat: WARC File Format 1.0\r\n", "application/warc-fields", 0, "2024-01-01"))
        for number in range(int(sys.argv[1])):
            if kind == "mixed":
                paragraphs = mixed(rng, everything, number, sentences)
            elif kind == "dense":
                paragraphs = dense(rng, everything, number)
            else:
                paragraphs = paragraphs_of(everything[number % len(everything)])
            url, day, body = page(rng, everything, number, paragraphs)
            http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            out.write(record("response", url, http + body, "application/http; msgtype=response", number, day))


if __name__ == "__main__":
    main()
