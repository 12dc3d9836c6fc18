//! Archives of every kind that other programs write, good and broken; all of them made here.
#![allow(clippy::unwrap_used)]

use flate2::write::GzEncoder;
use marsad_acquire::Limits;
use marsad_acquire::warc::{Captures, Collection, Doubt, Reader, Record, WarcError};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

const PAGE: &str = "<p>أعلنت البلدية فتح الطريق.</p>";

fn record(kind: &str, target: &str, more: &str, block: &str) -> String {
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:id:{kind}:{target}>\r\nWARC-Date: 2024-05-01T10:00:00Z\r\nWARC-Target-URI: {target}\r\n{more}Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

fn http(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}")
}

fn response(target: &str) -> String {
    record("response", target, "Content-Type: application/http\r\n", &http(PAGE))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

fn read(path: &Path) -> (Vec<Record>, Vec<WarcError>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for next in Reader::open(path).unwrap() {
        match next {
            Ok(record) => good.push(record),
            Err(error) => bad.push(error),
        }
    }
    (good, bad)
}

fn targets(records: &[Record]) -> Vec<&str> {
    records.iter().map(|r| r.target().unwrap_or_default()).collect()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn page(record: &Record) -> String {
    String::from_utf8(record.page(&Limits::default()).unwrap().unwrap().fetched.bytes).unwrap()
}

#[test]
fn the_same_records_come_out_of_every_packing() {
    let folder = Folder::new();
    let (one, two) = (response("http://a.example/"), response("http://b.example/"));
    let both = format!("{one}{two}");
    let mut skippable = vec![0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9];
    let frames = [zstd::encode_all(one.as_bytes(), 3).unwrap(), zstd::encode_all(two.as_bytes(), 3).unwrap()].concat();
    skippable.extend_from_slice(&frames);
    let packings: [(&str, Vec<u8>); 7] = [
        ("a.warc", both.clone().into_bytes()),
        ("members.warc.gz", [gzip(one.as_bytes()), gzip(two.as_bytes())].concat()),
        ("one-member.warc.gz", gzip(both.as_bytes())),
        ("padded.warc.gz", [gzip(one.as_bytes()), vec![0; 700], gzip(two.as_bytes()), vec![0; 9]].concat()),
        ("frames.warc.zst", frames),
        ("one-frame.warc.zst", zstd::encode_all(both.as_bytes(), 3).unwrap()),
        ("skippable.warc.zst", skippable),
    ];
    for (name, bytes) in packings {
        let (good, bad) = read(&folder.file(name, &bytes));
        assert!(bad.is_empty(), "{name}: {bad:?}");
        assert_eq!(targets(&good), ["http://a.example/", "http://b.example/"], "{name}");
        assert_eq!((page(&good[1]).as_str(), good[1].doubts.as_slice()), (PAGE, &[][..]), "{name}");
        if good[1].length > 0 && good[1].nth == 0 {
            assert!(good[1].offset + good[1].length <= bytes.len() as u64, "{name}");
        }
    }
}

#[test]
fn a_zstd_archive_is_read_with_its_dictionary() {
    let folder = Folder::new();
    let texts: Vec<String> = (0..40).map(|n| response(&format!("http://example.org/{n}"))).collect();
    let samples: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
    let dictionary = zstd::dict::from_samples(&samples, 2048).unwrap();
    let packed = zstd::encode_all(&dictionary[..], 3).unwrap();
    for (name, dict) in [("plain-dictionary.warc.zst", &dictionary), ("packed-dictionary.warc.zst", &packed)] {
        let mut bytes = vec![0x5d, 0x2a, 0x4d, 0x18];
        bytes.extend_from_slice(&u32::try_from(dict.len()).unwrap().to_le_bytes());
        bytes.extend_from_slice(dict);
        for text in &texts {
            let mut frame = zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap();
            bytes.extend_from_slice(&frame.compress(text.as_bytes()).unwrap());
        }
        let path = folder.file(name, &bytes);
        let (good, bad) = read(&path);
        assert!(bad.is_empty(), "{bad:?}");
        assert_eq!((good.len(), page(&good[39]).as_str()), (40, PAGE));
        // A dictionary that says it is longer than the file.
        bytes[4..8].copy_from_slice(&0x00ff_ffffu32.to_le_bytes());
        std::fs::write(&path, &bytes).unwrap();
        assert!(Reader::open(&path).err().unwrap().to_string().contains("dictionary"));
    }
}

#[test]
fn arc_files_of_both_versions_speak_the_words_of_warc() {
    let folder = Folder::new();
    let line = |url: &str, rest: &str, block: &str| {
        format!("{url} 192.0.2.7 20040430204825 {rest} {}\n{block}\n", block.len())
    };
    let about = "1 0 Own\nURL IP-address Archive-date Content-type Archive-length\n";
    let one = [
        line("filedesc://own.arc", "text/plain", about),
        line("dns:a.example", "text/dns", "20040430204825\na.example. 60 IN A 192.0.2.7\n"),
        line("http://a.example/b c.html", "text/html; charset=utf-8", &http(PAGE)),
        line("http://a.example/old", "text/html", PAGE),
    ];
    let two = [
        line("filedesc://own.arc", "text/plain 200 - - 0 own.arc", about),
        line("http://a.example/two", "text/html 200 ABCDEF - 120 own.arc", &http(PAGE)),
    ];
    let members = one.iter().flat_map(|r| gzip(r.as_bytes())).collect::<Vec<u8>>();
    for path in [folder.file("one.arc", one.concat()), folder.file("one.arc.gz", &members)] {
        let (good, bad) = read(&path);
        assert!(bad.is_empty(), "{bad:?}");
        assert_eq!(good.iter().map(Record::kind).collect::<Vec<_>>(), ["warcinfo", "response", "response", "resource"]);
        assert_eq!(good[2].target(), Some("http://a.example/b c.html"));
        assert_eq!(good[2].header("WARC-Date"), Some("2004-04-30T20:48:25Z"));
        assert_eq!(good[2].header("WARC-IP-Address"), Some("192.0.2.7"));
        assert!(good[1].page(&Limits::default()).is_none(), "what a name server says is no page");
        assert_eq!((page(&good[2]).as_str(), page(&good[3]).as_str()), (PAGE, PAGE));
    }
    let (good, bad) = read(&folder.file("two.arc", two.concat()));
    assert!(bad.is_empty() && good.len() == 2, "{bad:?}");
    assert_eq!((good[1].target(), page(&good[1]).as_str()), (Some("http://a.example/two"), PAGE));
    // A line without a length costs its own record.
    let broken = format!("{}http://a.example/x 192.0.2.7 20040430204825 text/html -1\n\n{}", one[0], one[2]);
    let (good, bad) = read(&folder.file("broken.arc", broken));
    assert_eq!((good.len(), bad.len()), (2, 1));
    assert!(bad[0].to_string().contains("no number of bytes; it is about http://a.example/x"), "{}", bad[0]);
}

#[test]
fn a_broken_record_costs_itself_alone_also_inside_a_member() {
    let folder = Folder::new();
    let (one, two) = (response("http://a.example/"), response("http://b.example/"));
    let headless = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:id:lost>\r\n\r\nabc\r\n\r\n";
    let rubbish = "what is this\r\nno record\r\n";
    for broken in [headless, rubbish] {
        let all = format!("{one}{broken}{two}");
        for path in [folder.file("a.warc", &all), folder.file("a.warc.gz", gzip(all.as_bytes()))] {
            let (good, bad) = read(&path);
            assert_eq!(targets(&good), ["http://a.example/", "http://b.example/"], "{path:?} {bad:?}");
            // Rubbish behind a record is told with that record.
            assert_eq!(bad.len() + good[0].doubts.len(), 1, "{bad:?}");
        }
    }
    let (_, bad) = read(&folder.file("b.warc", format!("{one}{headless}{two}")));
    let said = bad[0].to_string();
    assert!(
        said.contains("b.warc") && said.contains(&format!("byte {}", one.len())) && said.contains("urn:id:lost"),
        "{said}"
    );
    // A member with a broken checksum costs that member.
    let mut members = [gzip(one.as_bytes()), gzip(one.as_bytes()), gzip(two.as_bytes())];
    let end = members[1].len();
    members[1][end - 8] ^= 1;
    let (good, bad) = read(&folder.file("c.warc.gz", members.concat()));
    assert_eq!((targets(&good), bad.len()), (vec!["http://a.example/", "http://b.example/"], 1));
}

#[test]
fn wrong_lengths_are_seen_and_what_they_took_is_given_back() {
    let folder = Folder::new();
    let (one, two, three) =
        (response("http://a.example/"), response("http://b.example/"), response("http://c.example/"));
    let length = http(PAGE).len();
    for off in [-7i64, -1, 2, 5, 60, 400] {
        let wrong =
            one.replace(&format!("Content-Length: {length}"), &format!("Content-Length: {}", length as i64 + off));
        let all = format!("{wrong}{two}{three}");
        for path in [folder.file("a.warc", &all), folder.file("a.warc.gz", gzip(all.as_bytes()))] {
            let (good, bad) = read(&path);
            assert!(bad.is_empty(), "{off}: {bad:?}");
            let wanted = ["http://a.example/", "http://b.example/", "http://c.example/"];
            assert_eq!(targets(&good), wanted, "{off} {path:?}");
            assert!(
                off == 2 || off == -1 || matches!(good[0].doubts.as_slice(), [Doubt::Length { .. }]),
                "{off}: {:?}",
                good[0].doubts
            );
            assert_eq!(page(&good[1]), PAGE);
        }
    }
    // Longer than the file: what is there is given, with its doubt, and what it took is read.
    let long = one.replace(&format!("Content-Length: {length}"), "Content-Length: 9999");
    let all = format!("{long}{two}");
    for path in [folder.file("b.warc", &all), folder.file("b.warc.gz", gzip(all.as_bytes()))] {
        let (good, bad) = read(&path);
        assert_eq!((targets(&good), bad.len()), (vec!["http://a.example/", "http://b.example/"], 0));
        assert!(matches!(good[0].doubts.as_slice(), [Doubt::Cut { declared: 9999, .. }]), "{:?}", good[0].doubts);
        // Beyond the limit of a record nothing is held; the next record is found all the same.
        let limited: Vec<_> = Reader::open(&path).unwrap().with_limit(5000).collect();
        assert!(matches!(limited.as_slice(), [Err(WarcError::Broken { .. }), Ok(_)]), "{limited:?}");
    }
}

#[test]
fn large_records_are_passed_over_by_name() {
    let folder = Folder::new();
    let large = record("resource", "http://a.example/large", "", &"x".repeat(300_000));
    let all = format!("{large}{}", response("http://b.example/"));
    for path in [folder.file("a.warc", &all), folder.file("a.warc.gz", gzip(all.as_bytes()))] {
        let found: Vec<_> = Reader::open(&path).unwrap().with_limit(1000).collect();
        let [Err(error @ WarcError::TooLarge { limit: 1000, length: 300_000, .. }), Ok(_)] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert!(error.to_string().contains("urn:id:resource:http://a.example/large"), "{error}");
    }
}

#[test]
fn revisits_get_the_page_they_refer_to_from_any_file_of_the_set() {
    let folder = Folder::new();
    let digest = "WARC-Payload-Digest: sha1:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567\r\n";
    let original =
        record("response", "http://a.example/", &format!("Content-Type: application/http\r\n{digest}"), &http(PAGE));
    let by_id = record("revisit", "http://b.example/1", "WARC-Refers-To: <urn:id:response:http://a.example/>\r\n", "");
    let visit = "WARC-Refers-To-Target-URI: http://a.example/\r\nWARC-Refers-To-Date: 2024-05-01T10:00:00Z\r\n";
    let by_visit = record("revisit", "http://b.example/2", visit, "");
    let by_digest = record("revisit", "http://b.example/3", digest, "HTTP/1.1 200 OK\r\n\r\n");
    let lost = record("revisit", "http://b.example/4", "WARC-Refers-To: <urn:id:elsewhere>\r\n", "");
    // The revisits stand before what they refer to, in another file and another packing.
    let first = folder.file("1.warc.gz", gzip(format!("{by_id}{by_visit}{by_digest}{lost}").as_bytes()));
    let second = folder.file("2.warc.zst", zstd::encode_all(original.as_bytes(), 3).unwrap());
    let found: Vec<Record> = Collection::new(vec![first.clone(), second]).map(Result::unwrap).collect();
    assert_eq!(found.len(), 5);
    for revisit in &found[..3] {
        let page = revisit.page(&Limits::default()).unwrap().unwrap();
        assert_eq!(
            (page.fetched.bytes.as_slice(), page.fetched.target.as_str()),
            (PAGE.as_bytes(), revisit.target().unwrap())
        );
    }
    assert!(found[3].page(&Limits::default()).is_none());
    assert!(matches!(found[3].doubts.as_slice(), [Doubt::NoOriginal { refers, .. }] if refers.contains("elsewhere")));
    // Alone, all of them say so.
    assert!(
        Collection::new(vec![first])
            .map(Result::unwrap)
            .all(|r| matches!(r.doubts.as_slice(), [Doubt::NoOriginal { .. }]))
    );
}

#[test]
fn pages_are_paired_with_their_requests_before_and_after_them() {
    let folder = Folder::new();
    let request = |target: &str, method: &str, more: &str| {
        record("request", target, more, &format!("{method} / HTTP/1.1\r\n\r\n"))
    };
    let after = "WARC-Concurrent-To: <urn:id:response:http://b.example/>\r\n";
    let all = [
        record("warcinfo", "", "", "software: own\r\n"),
        request("http://a.example/", "GET", ""),
        response("http://a.example/"),
        response("http://b.example/"),
        record("metadata", "http://b.example/", "", "note: x\r\n"),
        request("http://other.example/", "POST", after),
        response("http://c.example/"),
    ];
    let reader = Reader::open(&folder.file("a.warc", all.concat())).unwrap();
    let captures: Vec<_> = Captures::new(reader).map(Result::unwrap).collect();
    let told: Vec<_> =
        captures.iter().map(|c| (c.record.target().unwrap(), c.request.as_ref().and_then(Record::method))).collect();
    assert_eq!(
        told,
        [("http://a.example/", Some("GET")), ("http://b.example/", Some("POST")), ("http://c.example/", None)]
    );
}

fn wacz(files: &[(&str, &[u8])], package: &str, packed: bool) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let method = if packed { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    let digest = format!("{{\"path\":\"datapackage.json\",\"hash\":\"sha256:{}\"}}", hash(package.as_bytes()));
    let own = [("datapackage.json", package.as_bytes()), ("datapackage-digest.json", digest.as_bytes())];
    for (name, bytes) in files.iter().chain(&own) {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

#[test]
fn the_archives_in_a_wacz_are_read_and_its_hashes_compared() {
    let folder = Folder::new();
    let one = gzip(response("http://a.example/").as_bytes());
    let two = response("http://b.example/").into_bytes();
    let list = |hash_two: &str| {
        format!(
            r#"{{"profile":"data-package","wacz_version":"1.1.1","resources":[{{"path":"archive/1.warc.gz","hash":"sha256:{}","bytes":{}}},{{"path":"archive/2.warc","hash":"sha256:{hash_two}","bytes":{}}}]}}"#,
            hash(&one),
            one.len(),
            two.len()
        )
    };
    let files: [(&str, &[u8]); 2] = [("archive/1.warc.gz", &one), ("archive/2.warc", &two)];
    for packed in [false, true] {
        let path = folder.file("good.wacz", wacz(&files, &list(&hash(&two)), packed));
        let (good, bad) = read(&path);
        assert!(bad.is_empty(), "{bad:?}");
        assert_eq!(targets(&good), ["http://a.example/", "http://b.example/"]);
        assert!(good[1].file.to_string_lossy().ends_with("good.wacz!archive/2.warc"));
    }
    // Bytes that were changed are named, and what is there is read.
    let path = folder.file("changed.wacz", wacz(&files, &list(&hash(b"other")), false));
    let (good, bad) = read(&path);
    assert_eq!((good.len(), bad.len()), (2, 1));
    assert!(bad[0].to_string().contains("archive/2.warc: its hash is sha256:"), "{}", bad[0]);
    for (bytes, said) in [
        (wacz(&[], "{}", false), "lists no files"),
        (wacz(&[("word/document.xml", b"<x/>")], "[", false), "no JSON"),
        (b"PK\x03\x04 half a zip file".to_vec(), "broken"),
    ] {
        let error = Reader::open(&folder.file("bad.wacz", bytes)).err().unwrap().to_string();
        assert!(error.contains(said), "{error}");
    }
}

/// Good archives of every kind, to be spoilt.
fn seeds() -> Vec<Vec<u8>> {
    let chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n4\r\n\x1f\u{8b}\r\n0\r\n\r\n";
    let text = [
        response("http://a.example/"),
        record("response", "http://a.example/c", "WARC-Payload-Digest: sha1:ABC\r\n", chunked),
        record("revisit", "http://b.example/", "WARC-Refers-To: <urn:id:response:http://a.example/>\r\n", ""),
        record("request", "http://a.example/", "", "GET / HTTP/1.1\r\n\r\n"),
    ];
    let arc = format!(
        "filedesc://own.arc 0.0.0.0 20040430204825 text/plain 2\n1\n\nhttp://a.example/ 192.0.2.7 20040430204825 text/html {}\n{PAGE}\n",
        PAGE.len()
    );
    let members: Vec<u8> = text.iter().flat_map(|r| gzip(r.as_bytes())).collect();
    let list = format!(
        r#"{{"resources":[{{"path":"archive/1.warc.gz","hash":"sha256:{}","bytes":{}}}]}}"#,
        hash(&members),
        members.len()
    );
    let mut with_dictionary = vec![0x5d, 0x2a, 0x4d, 0x18, 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];
    with_dictionary.extend(zstd::encode_all(text.concat().as_bytes(), 3).unwrap());
    vec![
        text.concat().into_bytes(),
        members.clone(),
        gzip(text.concat().as_bytes()),
        zstd::encode_all(text.concat().as_bytes(), 3).unwrap(),
        with_dictionary,
        arc.clone().into_bytes(),
        gzip(arc.as_bytes()),
        wacz(&[("archive/1.warc.gz", &members)], &list, false),
        wacz(&[("archive/1.warc.gz", &members)], &list, true),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn spoilt_archives_of_every_kind_come_to_an_end(
        seed in 0usize..9,
        spoils in proptest::collection::vec((any::<u16>(), proptest::collection::vec(any::<u8>(), 0..12), any::<bool>()), 1..6),
    ) {
        let mut bytes = seeds().swap_remove(seed);
        for (place, rubbish, overwrite) in spoils {
            let place = place as usize % (bytes.len() + 1);
            let end = if overwrite { (place + rubbish.len()).min(bytes.len()) } else { place };
            bytes.splice(place..end, rubbish);
        }
        let folder = Folder::new();
        let path = folder.file("spoilt", &bytes);
        for limit in [1 << 20, 40] {
            let mut count = 0;
            for next in Collection::new(vec![path.clone()]).with_limit(limit) {
                count += 1;
                prop_assert!(count < 500, "the reader does not move");
                if let Ok(record) = next {
                    let _ = (record.page(&Limits::default()), record.check_digests(), record.status());
                    prop_assert!(record.payload.len() as u64 <= limit + 16);
                }
            }
        }
    }
}
