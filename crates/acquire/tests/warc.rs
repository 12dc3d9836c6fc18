//! The archive: what is written comes back, and broken files lose no more than what is broken.
#![allow(clippy::unwrap_used)]

use flate2::write::GzEncoder;
use marsad_acquire::warc::{Reader, Record, Roll, WarcError, Writer, read_member};
use marsad_acquire::{Exchange, Fetched, Hop, Limits};
use proptest::prelude::*;
use std::io::Write;
use std::path::{Path, PathBuf};

const PAGE: &str = "<html><body><p>سقطت قذيفتان قرب الجسر الشمالي.</p></body></html>";

fn at() -> jiff::Timestamp {
    "2022-03-23T18:05:00Z".parse().unwrap()
}

fn archive() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("pages.warc.gz");
    (dir, path)
}

fn exchange() -> Exchange {
    let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(PAGE.as_bytes()).unwrap();
    Exchange {
        fetched: Fetched {
            target: "https://example.org/خبر?a=1".to_owned(),
            media_type: "text/html".to_owned(),
            charset_hint: Some("utf-8".to_owned()),
            bytes: PAGE.as_bytes().to_vec(),
        },
        requested: "https://example.org/n/1".to_owned(),
        at: at(),
        status: 200,
        headers: vec![
            ("content-type".to_owned(), b"text/html; charset=utf-8".to_vec()),
            ("content-encoding".to_owned(), b"gzip".to_vec()),
            ("transfer-encoding".to_owned(), b"chunked".to_vec()),
            ("x-evil".to_owned(), b"a\r\nWARC-Type: request".to_vec()),
        ],
        body: gzip.finish().unwrap(),
        status_line: "HTTP/1.1 200 Fine".to_owned(),
        request: b"GET /%D8%AE?a=1 HTTP/1.1\r\nhost: example.org\r\n\r\n".to_vec(),
        peer: Some("203.0.113.7".parse().unwrap()),
        redirects: Vec::new(),
    }
}

fn all(path: &Path) -> (Vec<Record>, Vec<WarcError>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for record in Reader::open(path).unwrap() {
        match record {
            Ok(record) => good.push(record),
            Err(error) => bad.push(error),
        }
    }
    (good, bad)
}

#[test]
fn records_come_back_by_place_and_in_a_row() {
    let (_dir, path) = archive();
    let mut writer = Writer::open(&path).unwrap();
    let response = writer.append_response(&exchange()).unwrap();
    let request = writer.append_request(&exchange(), &response).unwrap();
    let resource = writer.append_resource("file:///صفحة.txt", "text/plain", "نص".as_bytes(), at()).unwrap();
    drop(writer);

    let record = read_member(&path, response.offset, response.length).unwrap();
    assert_eq!(record.kind(), "response");
    assert_eq!(record.target(), Some("https://example.org/خبر?a=1"));
    assert_eq!(record.header("WARC-Date"), Some("2022-03-23T18:05:00Z"));
    assert_eq!(record.header("WARC-Record-ID").unwrap(), format!("<{}>", response.record_id));
    assert_eq!(record.header("WARC-Payload-Digest").unwrap(), format!("sha256:{}", response.sha256));
    assert_eq!(record.status(), Some(200));
    let page = record.to_fetched(&Limits::default()).unwrap().unwrap();
    assert_eq!(page, exchange().fetched);

    let request = read_member(&path, request.offset, request.length).unwrap();
    assert_eq!(request.header("WARC-Concurrent-To").unwrap(), format!("<{}>", response.record_id));
    assert!(request.to_fetched(&Limits::default()).is_none());

    let (good, bad) = all(&path);
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(good.iter().map(Record::kind).collect::<Vec<_>>(), ["warcinfo", "response", "request", "resource"]);
    assert_eq!(good[3].payload, "نص".as_bytes());
    assert_eq!(good[3].offset, resource.offset);
    assert_eq!(resource.sha256.len(), 64);
    assert!(read_member(&path, response.offset + 1, response.length).is_err());
    assert!(read_member(&path, response.offset, response.length + 5).is_err());
    assert!(read_member(&path, response.offset, response.length - 3).is_err());
}

/// An exchange after two redirects, the second of which was longer than is kept.
fn moved() -> Exchange {
    let hop = |url: &str, to: &str, truncated: bool| Hop {
        url: url.to_owned(),
        at: "2022-03-23T18:04:59.25Z".parse().unwrap(),
        status: 302,
        headers: vec![("location".to_owned(), to.as_bytes().to_vec())],
        body: b"see there".to_vec(),
        truncated,
        status_line: "HTTP/1.1 302 Found".to_owned(),
        request: b"GET /n/1 HTTP/1.1\r\nhost: example.org\r\n\r\n".to_vec(),
        peer: Some("2001:db8::7".parse().unwrap()),
    };
    let redirects = vec![
        hop("https://example.org/n/1", "/n/2", false),
        hop("https://example.org/n/2", "https://example.org/%D8%AE?a=1", true),
    ];
    Exchange { redirects, ..exchange() }
}

#[test]
#[ignore = "leaves an archive in the folder MARSAD_OUT for checking with other programs"]
fn an_archive_for_other_programs() {
    let folder = std::env::var("MARSAD_OUT").expect("MARSAD_OUT names a folder");
    let mut writer = Writer::open(&Path::new(&folder).join("check.warc.gz")).unwrap();
    writer.append_exchange(&moved()).unwrap();
    writer.append_resource("file:///page.txt", "text/plain", "نص".as_bytes(), at()).unwrap();
}

#[test]
fn everything_that_went_over_the_wire_is_written_at_once() {
    let (_dir, path) = archive();
    let mut writer = Writer::open(&path).unwrap();
    let captured = writer.append_exchange(&moved()).unwrap();
    drop(writer);
    let (good, bad) = all(&path);
    assert!(bad.is_empty(), "{bad:?}");
    let kinds: Vec<_> = good.iter().map(|r| (r.kind(), r.status())).collect();
    let (answer, asked) = (("response", Some(302)), ("request", None));
    assert_eq!(kinds, [("warcinfo", None), asked, answer, asked, answer, asked, ("response", Some(200))]);
    assert_eq!(good[0].header("WARC-Filename"), Some("pages.warc.gz"));
    assert_eq!(good[2].target(), Some("https://example.org/n/1"));
    assert_eq!(good[2].header("WARC-Date"), Some("2022-03-23T18:04:59.25Z"));
    assert_eq!(good[2].header("WARC-IP-Address"), Some("2001:db8::7"));
    assert_eq!((good[2].header("WARC-Truncated"), good[4].header("WARC-Truncated")), (None, Some("length")));
    assert_eq!(good[5].payload, moved().request);
    assert_eq!(good[6].id(), Some(captured.response.record_id.as_str()));
    for (request, response) in [(1, 2), (3, 4), (5, 6)] {
        assert_eq!(good[request].concurrent_to().collect::<Vec<_>>(), [good[response].id().unwrap()]);
    }
    assert!(good[6].payload.starts_with(b"HTTP/1.1 200 Fine\r\n"));
    let ids: std::collections::BTreeSet<_> = good.iter().map(|r| r.id().unwrap()).collect();
    assert_eq!(ids.len(), good.len());
    // The page stands last: what the store notes as the end of the file is its end.
    assert_eq!(captured.response.offset + captured.response.length, path.metadata().unwrap().len());
    for record in &good {
        assert_eq!(record.check_digests(), []);
        assert_eq!(read_member(&path, record.offset, record.length).unwrap().payload, record.payload);
    }
    // Nothing is made up where nothing is known.
    let mut writer = Writer::open(&path).unwrap();
    let bare = Exchange { request: Vec::new(), peer: None, redirects: Vec::new(), ..exchange() };
    assert_eq!(writer.append_exchange(&bare).unwrap().request, None);
}

#[test]
fn a_full_file_is_followed_by_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("archive");
    let mut roll = Roll::open(&folder, "own", 3000).unwrap();
    let mut places = Vec::new();
    for _ in 0..12 {
        let writer = roll.writer().unwrap();
        let place = writer.append_exchange(&moved()).unwrap().response;
        places.push((writer.path().to_owned(), place));
    }
    drop(roll);
    let files: std::collections::BTreeSet<_> = places.iter().map(|(path, _)| path.clone()).collect();
    assert!(files.len() > 3 && files.iter().next().unwrap().ends_with("own-00001.warc.gz"), "{files:?}");
    for path in &files {
        assert!(path.metadata().unwrap().len() < 3000 + 5000);
    }
    for (path, place) in &places {
        assert_eq!(read_member(path, place.offset, place.length).unwrap().kind(), "response");
    }
    // A broken file is left as it is.
    let last = files.iter().last().unwrap();
    let mut bytes = std::fs::read(last).unwrap();
    bytes[200..260].fill(0xff);
    std::fs::write(last, &bytes).unwrap();
    std::fs::remove_file(format!("{}.end", last.display())).unwrap();
    let mut roll = Roll::open(&folder, "own", 1 << 30).unwrap();
    roll.writer().unwrap().append_resource("a", "text/plain", b"1", at()).unwrap();
    assert_ne!(roll.writer().unwrap().path(), last);
    assert_eq!(std::fs::read(last).unwrap(), bytes);
}

#[test]
fn an_archive_is_reopened_where_it_ended_and_locked_while_open() {
    let (_dir, path) = archive();
    let mut first = Writer::open(&path).unwrap();
    first.append_resource("a", "text/plain", b"1", at()).unwrap();
    assert!(matches!(Writer::open(&path), Err(WarcError::Locked { .. })));
    let end = first.len();
    drop(first);
    let mut second = Writer::open(&path).unwrap();
    let location = second.append_resource("b", "text/plain", b"2", at()).unwrap();
    assert_eq!(location.offset, end);
    drop(second);
    assert_eq!(all(&path).0.len(), 3);
}

#[test]
fn equal_pages_have_records_of_their_own() {
    let (_dir, path) = archive();
    let mut writer = Writer::open(&path).unwrap();
    let one = writer.append_resource("a", "text/plain", b"1", at()).unwrap();
    let two = writer.append_resource("a", "text/plain", b"1", at()).unwrap();
    assert_eq!(one.sha256, two.sha256);
    assert_ne!(one.record_id, two.record_id);
    assert_eq!(one.record_id.len(), "urn:uuid:".len() + 36);
}

#[test]
fn every_torn_tail_is_moved_aside_and_appending_goes_on() {
    let (dir, path) = archive();
    let mut writer = Writer::open(&path).unwrap();
    let first = writer.append_resource("a", "text/plain", "نص أول".as_bytes(), at()).unwrap();
    let last = writer.append_resource("b", "text/plain", "نص ثان".as_bytes(), at()).unwrap();
    drop(writer);
    let whole = std::fs::read(&path).unwrap();
    let note = std::fs::read(dir.path().join("pages.warc.gz.end")).unwrap();
    for cut in (1..last.length).step_by(9) {
        for with_note in [true, false] {
            let torn = dir.path().join("torn.warc.gz");
            std::fs::write(&torn, &whole[..(last.offset + cut) as usize]).unwrap();
            let note_path = dir.path().join("torn.warc.gz.end");
            let _ = std::fs::remove_file(&note_path);
            if with_note {
                // As after a crash while the last record was written.
                std::fs::write(&note_path, format!("{}\n", last.offset)).unwrap();
            }
            let mut writer = Writer::open(&torn).unwrap();
            assert_eq!(writer.len(), last.offset, "cut {cut}, note {with_note}");
            let aside = dir.path().join(format!("torn.warc.gz.torn-{}", last.offset));
            assert_eq!(std::fs::read(aside).unwrap(), &whole[last.offset as usize..(last.offset + cut) as usize]);
            writer.append_resource("c", "text/plain", b"3", at()).unwrap();
            drop(writer);
            let (good, bad) = all(&torn);
            assert!(bad.is_empty(), "{bad:?}");
            assert_eq!(good.len(), 3);
            assert_eq!(read_member(&torn, first.offset, first.length).unwrap().payload, "نص أول".as_bytes());
        }
    }
    // A crash between the record and the note: the record is whole and stays.
    std::fs::write(&path, &whole).unwrap();
    std::fs::write(dir.path().join("pages.warc.gz.end"), format!("{}\n", last.offset)).unwrap();
    assert_eq!(Writer::open(&path).unwrap().len(), whole.len() as u64);
    assert_eq!(std::fs::read(dir.path().join("pages.warc.gz.end")).unwrap(), note);
}

#[test]
fn a_break_in_the_middle_is_named_and_never_cut() {
    let (dir, path) = archive();
    let mut writer = Writer::open(&path).unwrap();
    let broken = writer.append_resource("a", "text/plain", &[b'x'; 500], at()).unwrap();
    writer.append_resource("b", "text/plain", b"2", at()).unwrap();
    drop(writer);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = (broken.offset + broken.length / 2) as usize;
    bytes[middle..middle + 20].fill(0xff);
    std::fs::write(&path, &bytes).unwrap();
    let (good, bad) = all(&path);
    assert_eq!(good.iter().map(|r| r.target()).collect::<Vec<_>>(), [None, Some("b")]);
    assert!(matches!(bad.as_slice(), [WarcError::Broken { offset, .. }] if *offset == broken.offset), "{bad:?}");
    std::fs::remove_file(dir.path().join("pages.warc.gz.end")).unwrap();
    assert!(matches!(Writer::open(&path), Err(WarcError::Broken { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn files_of_other_programs_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let record = |target: &str, body: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <{target}>\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        )
    };
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n4\r\nab\r\n\r\n1\r\nc\r\n0\r\n\r\n";
    let text =
        record("https://example.org/1", chunked) + &record("https://example.org/2", "HTTP/1.1 404 Not Found\r\n\r\n");
    // Uncompressed, and all records in one gzip member.
    let plain = dir.path().join("a.warc");
    std::fs::write(&plain, &text).unwrap();
    let one_member = dir.path().join("b.warc.gz");
    let mut gzip = GzEncoder::new(std::fs::File::create(&one_member).unwrap(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    gzip.finish().unwrap();
    for path in [plain, one_member] {
        let (good, bad) = all(&path);
        assert!(bad.is_empty() && good.len() == 2, "{bad:?}");
        assert_eq!(good[0].target(), Some("https://example.org/1"));
        assert_eq!(good[0].to_fetched(&Limits::default()).unwrap().unwrap().bytes, b"ab\r\nc");
        assert!(good[1].to_fetched(&Limits::default()).is_none());
        let limited: Vec<_> = Reader::open(&path).unwrap().with_limit(50).collect();
        assert!(matches!(limited.as_slice(), [Err(WarcError::TooLarge { limit: 50, .. }), Ok(_)]), "{limited:?}");
    }
    let other = dir.path().join("c.png");
    std::fs::write(&other, b"\x89PNG\r\n").unwrap();
    assert!(Reader::open(&other).err().unwrap().to_string().contains("not a web archive"));
}

#[test]
fn a_lying_length_takes_no_memory() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.warc");
    std::fs::write(&path, "WARC/1.1\r\nContent-Length: 18446744073709551615\r\n\r\nabc").unwrap();
    let (good, bad) = all(&path);
    assert!(good.is_empty());
    assert!(bad[0].to_string().contains("ends after 3"), "{}", bad[0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_bytes_in_any_place_never_panic(
        place in 0usize..600,
        rubbish in proptest::collection::vec(any::<u8>(), 0..40),
        overwrite in any::<bool>(),
    ) {
        let (_dir, path) = archive();
        let mut writer = Writer::open(&path).unwrap();
        writer.append_resource("a", "text/plain", b"one", at()).unwrap();
        writer.append_resource("b", "text/plain", b"two", at()).unwrap();
        drop(writer);
        let mut bytes = std::fs::read(&path).unwrap();
        let place = place.min(bytes.len());
        let end = if overwrite { (place + rubbish.len()).min(bytes.len()) } else { place };
        bytes.splice(place..end, rubbish);
        std::fs::write(&path, &bytes).unwrap();
        if let Ok(reader) = Reader::open(&path) {
            prop_assert!(reader.take(100).count() < 100);
        }
        let _ = Writer::open(&path);
    }
}
