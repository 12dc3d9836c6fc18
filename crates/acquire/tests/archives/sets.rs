//! Several archives together: revisits, requests, packages.

use super::make::*;
use marsad_acquire::Limits;
use marsad_acquire::warc::{Captures, Collection, Doubt, Reader, Record};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::io::Write;

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
