//! One archive: its packings, its faults.

use super::make::*;
use marsad_acquire::Limits;
use marsad_acquire::warc::{Doubt, Reader, Record, WarcError};

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
