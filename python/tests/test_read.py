"""Pages and archives into documents."""

import gzip

import pytest

import marsad

ATTACK = "قتل خمسة مدنيين أمس في قصف مدفعي على بلدة معارة النعسان بريف إدلب"


def page(number=0, charset="windows-1256"):
    html = (
        f'<html lang="ar"><head><meta charset="{charset}"><title>قصف على إدلب {number}</title>'
        '<meta property="article:published_time" content="2022-04-05T10:00:00+03:00"></head><body><article>'
        + "".join(f"<p>{ATTACK}. جملة أخرى رقم {n} تملأ الصفحة بنص مقروء.</p>" for n in range(6))
        + "</article></body></html>"
    )
    return html.encode(charset)


def record(url, body, kind="text/html; charset=windows-1256"):
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{abs(hash(url)) % 10**12:012}>\r\n"
        f"WARC-Date: 2022-04-05T08:00:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def archive():
    records = [record(f"https://news.example/{n}", page(n)) for n in range(3)]
    records.insert(1, record("https://news.example/logo.png", b"\x89PNG", "image/png"))
    return b"".join(gzip.compress(r) for r in records)


def test_a_page_is_read_from_bytes_and_from_a_file(tmp_path):
    document = marsad.read(page(), url="https://news.example/1")
    assert "معارة النعسان" in document["text"] and document["published"] == "2022-04-05"
    assert marsad.read(page(), published="2022-04-09")["published"] == "2022-04-09"
    file = tmp_path / "page.html"
    file.write_bytes(page())
    assert marsad.read(file)["text"] == document["text"]
    assert marsad.code([document])[0]["reports"]


def test_what_is_no_page_is_refused_with_the_reason(tmp_path):
    with pytest.raises(ValueError):
        marsad.read(b"")
    with pytest.raises(ValueError, match="nowhere.html"):
        marsad.read(tmp_path / "nowhere.html")
    with pytest.raises(ValueError, match="page.encode"):
        marsad.read(page().decode("windows-1256"))
    with pytest.raises(ValueError, match="2022-03-23"):
        marsad.read(page(), published="soon")
    with pytest.raises(ValueError, match="longer than"):
        marsad.read(b"x" * (33 << 20))


def test_an_archive_gives_its_pages_from_a_file_and_from_bytes(tmp_path):
    file = tmp_path / "pages.warc.gz"
    file.write_bytes(archive())
    documents = list(marsad.read_all(file))
    assert [d["id"] for d in documents] == [f"https://news.example/{n}" for n in range(3)]
    assert documents[2]["captured"].isoformat().startswith("2022-04-05T08:00:00") and documents[2]["at"] > 0
    assert all("معارة النعسان" in d["text"] for d in documents)
    again = list(marsad.read_all(archive()))
    assert [d["text"] for d in again] == [d["text"] for d in documents] and again[0]["file"] == "the bytes"
    coded = marsad.code(documents)
    assert all(c["reports"] for c in coded)
    assert any("logo.png" in " ".join(d["notes"]) for d in marsad.read_all(file, notices=True) if "text" not in d)


def test_a_broken_archive_gives_what_is_whole_and_says_where_it_breaks():
    whole = archive()
    documents = list(marsad.read_all(whole[: len(whole) - 200]))
    good, broken = documents[:-1], documents[-1]
    assert len(good) == 2 and all("text" in d for d in good)
    assert "the bytes, byte " in broken["error"] and "/tmp" not in broken["error"]
    assert marsad.code(documents)[-1]["error"] == broken["error"]


def test_lines_and_tables_of_articles_are_read(tmp_path):
    lines = tmp_path / "news.jsonl"
    lines.write_text('{"title": "قصف", "text": "' + ATTACK + '", "url": "https://news.example/7"}\nno json\n', encoding="utf-8")
    good, bad = marsad.read_all(lines)
    assert good["text"] == ATTACK and "line 2" in bad["error"]
    with pytest.raises(ValueError, match="nowhere"):
        marsad.read_all(tmp_path / "nowhere.warc")
