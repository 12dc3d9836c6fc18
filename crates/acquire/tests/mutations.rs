//! Good files of every kind with pieces changed, cut, doubled and moved: read or refused by name, never a panic, the same
//! twice, and the same rest for whoever goes on in the middle. `PROPTEST_CASES=100000` runs it for longer.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

use marsad_acquire::feeds::{self, opml};
use marsad_acquire::{Limits, ReadOptions, sources, to_document};
use proptest::prelude::*;

const RSS: &str = "<?xml version=\"1.0\" encoding=\"windows-1256\"?><!DOCTYPE rss [<!ENTITY a \"b\">]><rss version=\"2.0\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:media=\"http://search.yahoo.com/mrss/\" xml:base=\"https://example.org/\">\
    <channel><title>وكالة &amp; صحيفة</title><link>https://example.org/</link><item><title><![CDATA[قصف]]></title><link>/1</link>\
    <guid>n&#45;1</guid><pubDate>Thu, 20 Mar 2025 01:10:00 +0300</pubDate><dc:creator>أحمد، a@example.org</dc:creator>\
    <media:content url=\"x\" duration=\"99999999999999999999\"/><description><p>نص<br></description></item><item><title>ثان</title>\
    <author>،b@example.org</author></item></channel></rss>";
const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://example.org/a/\"><title type=\"html\">ت</title>\
    <entry xml:base=\"b/\"><id>1</id><title>أول</title><link rel=\"alternate\" href=\"c\"/><updated>2025-03-20T01:10:00Z</updated>\
    <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>نص</p></div></content></entry></feed>";
const RDF: &str = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel>\
    <title>ت</title></channel><item><title>خبر</title><link>https://example.org/1</link></item></rdf:RDF>";
const JSON_FEED: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"ت","items":[{"id":7,"url":"/a","title":"خبر",
    "content_html":"<p>نص</p>","date_published":"2025-03-20T21:32:37+03:00","authors":[{"name":"،a@b.example"}]}]}"#;
const MAP: &str = "<urlset xmlns:news='x'><url><loc>https://example.org/1</loc><lastmod>2025-03-20</lastmod><news:news>\
    <news:title>ن</news:title><news:publication_date>2025-03-20</news:publication_date></news:news></url></urlset>";
const OPML: &str = "<opml version='2.0'><head><title>t</title></head><body><outline text='a &amp; b'><outline text='c' type='rss' \
    xmlUrl='https://example.org/f' htmlUrl='https://example.org/'/></outline></body></opml>";
const MBOX: &str = "From a@b Thu Mar 20 10:00:00 2025\nFrom: =?windows-1256?B?x+HjysfI2sk=?= <a@b.c>\nMessage-ID: <1@x>\n\
    List-Id: x <l.b.c>\nDate: Thu, 20 Mar 2025 01:10:00 +0300\nSubject: =?utf-8?Q?=D9=82?=\nMIME-Version: 1.0\n\
    Content-Type: multipart/alternative; boundary=\"b\"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\
    Content-Transfer-Encoding: base64\n\n2YLYtdmBINi52YTZiQ==\n--b\nContent-Type: text/html; charset=windows-1256\n\
    Content-Transfer-Encoding: quoted-printable\n\n<p>=DE=D5=DD</p>\n--b--\n\nFrom b Thu Mar 20 10:00:00 2025\nSubject: x\n\n\
    >From y\nbody\n\nFrom c Thu Mar 20 10:00:00 2025\nContent-Type: message/rfc822\n\nSubject: inner\n\ntext\n";
const TELEGRAM: &str = r#"{"name":"ق","type":"public_channel","id":5,"messages":[{"id":1,"type":"service","action":"x","text":""},
    {"id":2,"type":"message","date":"2025-03-20T01:10:00","date_unixtime":"1742422200","text":["a ",{"type":"link","text":"https://x"},
    "\nb \"c\" {d}"]},{"id":3,"type":"message","text":"كلام","forwarded_from":"e"}]}"#;
const ARRAY: &str = r#"[{"id":1,"text":"كلام","title":"t","date":1742422200},{"id":2,"url":"https://example.org"},{"id":3,"body":"<p>x</p><p>y</p>"}]"#;
const TABLE: &str = "sep=;\r\nالعنوان;النص;التاريخ;الرابط\r\nق;\"س; \"\"x\"\"\r\nي\";20/03/2025;https://example.org/1\r\n\
    ب;<p>ف</p><p>ق</p>;2025;\r\n;;;https://example.org/2\r\nt,u;\"v\n";
const LINES: &str =
    "{\"id\":1,\"text\":\"كلام\"}\n\n{\"headline\":\"x\",\"body\":\"y\",\"source\":{\"name\":\"z\"}}\nnot json\n";

/// One change of a file.
#[derive(Debug, Clone)]
enum Change {
    Set(usize, u8),
    Cut(usize, usize),
    Double(usize, usize),
    Move(usize, usize, usize),
    Insert(usize, &'static [u8]),
}

fn change() -> impl Strategy<Value = Change> {
    let token = prop::sample::select(vec![
        &b"<"[..],
        b">",
        b"\"",
        b"'",
        b"&",
        b"&#0;",
        b"&#x10FFFF;",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"-->",
        b"</",
        b"/>",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\\",
        b"\\u0000",
        b"\n",
        b"\nFrom a Thu 10:00 2025\n",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"@",
        b"\xd8\x8c",
        b"<item>",
        b"</item>",
        b"<entry>",
        b"{\"id\":",
        b"\"messages\":[",
        b"--b\n",
        b"\n\n",
        b";",
        b"9999999999999999999999",
        b"\0",
    ]);
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<usize>(), 0usize..80).prop_map(|(at, len)| Change::Cut(at, len)),
        (any::<usize>(), 0usize..200).prop_map(|(at, len)| Change::Double(at, len)),
        (any::<usize>(), 0usize..80, any::<usize>()).prop_map(|(at, len, to)| Change::Move(at, len, to)),
        (any::<usize>(), token).prop_map(|(at, token)| Change::Insert(at, token)),
    ]
}

fn changed(good: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = good.as_bytes().to_vec();
    for change in changes {
        let place = |at: usize, bytes: &[u8]| at % (bytes.len() + 1);
        match change {
            Change::Set(at, byte) => {
                let at = place(*at, &bytes);
                if let Some(slot) = bytes.get_mut(at) {
                    *slot = *byte;
                }
            }
            Change::Cut(at, len) => {
                let at = place(*at, &bytes);
                bytes.drain(at..(at + len).min(bytes.len()));
            }
            Change::Double(at, len) => {
                let at = place(*at, &bytes);
                let piece = bytes[at..(at + len).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
            Change::Move(at, len, to) => {
                let at = place(*at, &bytes);
                let piece: Vec<u8> = bytes.drain(at..(at + len).min(bytes.len())).collect();
                let to = place(*to, &bytes);
                bytes.splice(to..to, piece);
            }
            Change::Insert(at, token) => {
                let at = place(*at, &bytes);
                bytes.splice(at..at, token.iter().copied());
            }
        }
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec(change(), 0..12)
}

const ADDRESS: &str = "https://example.org/feed";

proptest! {
    #[test]
    fn feeds_are_read_or_refused(good in prop::sample::select(vec![RSS, ATOM, RDF, JSON_FEED]), changes in changes()) {
        let bytes = changed(good, &changes);
        let first = feeds::parse(&bytes, ADDRESS, None);
        prop_assert_eq!(&first, &feeds::parse(&bytes, ADDRESS, None));
        match first {
            Ok(feed) => {
                for entry in &feed.entries {
                    prop_assert!(!entry.id.is_empty());
                    for link in entry.link.iter().chain(&entry.links) {
                        prop_assert_eq!(feeds::clean_link(link, None), Some(link.clone()));
                    }
                }
            }
            Err(error) => prop_assert!(error.to_string().starts_with(ADDRESS), "{}", error),
        }
    }

    #[test]
    fn maps_and_lists_are_read_or_refused(good in prop::sample::select(vec![MAP, OPML]), changes in changes()) {
        let bytes = changed(good, &changes);
        if let Err(error) = feeds::sitemap(&bytes, ADDRESS, None) {
            prop_assert!(error.to_string().starts_with(ADDRESS), "{}", error);
        }
        if let Ok(list) = opml::read(&bytes, ADDRESS) {
            let written = opml::write(&list);
            let again = opml::read(written.as_bytes(), ADDRESS).unwrap();
            prop_assert_eq!(opml::write(&again), written);
        }
    }

    #[test]
    fn sources_give_items_or_named_errors(
        good in prop::sample::select(vec![(MBOX, "mbox"), (TELEGRAM, "json"), (ARRAY, "json"), (TABLE, "csv"), (LINES, "jsonl"), (MBOX, "eml")]),
        changes in changes(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("x.{}", good.1));
        std::fs::write(&path, changed(good.0, &changes)).unwrap();
        let limits = Limits { max_bytes: 2048, ..Limits::default() };
        let options = ReadOptions { today: Some(marsad_model::Day::constant(2025, 4, 1)), ..ReadOptions::default() };
        let Ok(source) = sources::open(&path, &limits) else { return Ok(()) };
        let steps: Vec<_> = source.collect();
        for step in &steps {
            match step {
                Ok(item) => {
                    prop_assert!(!item.target.is_empty());
                    if let Some(Ok(reading)) = item.fetched.as_ref().map(|f| to_document(f, &options)) {
                        prop_assert!(!reading.document.full_text().trim().is_empty());
                    }
                }
                Err(error) => prop_assert!(error.to_string().contains("x."), "{}", error),
            }
        }
        for after in [1, steps.len() / 2, steps.len()] {
            let rest: Vec<_> = sources::open(&path, &limits).unwrap().skip_to(after as u64).collect();
            prop_assert_eq!(&rest[..], steps.get(after..).unwrap_or_default());
        }
    }
}
