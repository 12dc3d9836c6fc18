//! Captures packed into a WACZ file, and what other programs look for in one.
#![allow(clippy::unwrap_used)]

use marsad_acquire::warc::{PackedPage, Reader, Record, WarcError, Writer, pack, read_member};
use marsad_acquire::{Exchange, Fetched, Hop, Limits};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

fn exchange(path: &str, from: Option<&str>) -> Exchange {
    let at = "2024-05-01T10:00:00.5Z".parse().unwrap();
    let page = format!("<p>صفحة {path}</p>");
    let target = format!("https://www.example.org/{path}");
    let fetched = Fetched {
        target: target.clone(),
        media_type: "text/html".to_owned(),
        charset_hint: Some("utf-8".to_owned()),
        bytes: page.clone().into_bytes(),
    };
    let headers = vec![("content-type".to_owned(), b"text/html; charset=utf-8".to_vec())];
    let request = format!("GET /{path} HTTP/1.1\r\nhost: www.example.org\r\n\r\n").into_bytes();
    let mut exchange = Exchange { request, ..Exchange::new(fetched, at, 200, headers, page.into_bytes()) };
    if let Some(from) = from {
        exchange.requested = from.to_owned();
        exchange.redirects = vec![Hop {
            url: format!("{from}/"),
            at,
            status: 301,
            headers: vec![("location".to_owned(), target.into_bytes())],
            body: Vec::new(),
            truncated: false,
            status_line: "HTTP/1.1 301 Moved Permanently".to_owned(),
            request: b"GET / HTTP/1.1\r\nhost: short.example\r\n\r\n".to_vec(),
            peer: None,
        }];
    }
    exchange
}

/// An archive of some pages, of which two are to be packed.
fn archive(folder: &Path) -> Vec<PackedPage> {
    let file = folder.join("own-00001.warc.gz");
    let mut writer = Writer::open(&file).unwrap();
    let mut places = Vec::new();
    for (path, from) in [("1", None), ("2", Some("https://short.example")), ("3", None)] {
        places.push(writer.append_exchange(&exchange(path, from)).unwrap().response);
    }
    let at = "2024-05-02T10:00:00Z".parse().unwrap();
    places.push(writer.append_resource("https://b.example/4.txt", "text/plain", "نص".as_bytes(), at).unwrap());
    let page = |n: usize, title: &str| PackedPage {
        file: file.clone(),
        offset: places[n].offset,
        length: places[n].length,
        title: title.to_owned(),
    };
    vec![page(1, "الثانية"), page(3, "الرابعة"), page(1, "once more")]
}

fn contents(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).unwrap();
        assert_eq!(entry.compression(), zip::CompressionMethod::Stored);
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        files.insert(entry.name().to_owned(), bytes);
    }
    files
}

#[test]
fn a_packed_page_brings_its_request_and_its_redirects_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let pages = archive(dir.path());
    let out = dir.path().join("two.wacz");
    let mut told = 0;
    let packed = pack(&out, "ملف", &pages, || told += 1).unwrap();
    assert_eq!((packed.pages, packed.records, told), (2, 5, 2));
    assert_eq!(packed.bytes, out.metadata().unwrap().len());

    let records: Vec<Record> = Reader::open(&out).unwrap().map(Result::unwrap).collect();
    let told: Vec<_> = records.iter().map(|r| (r.kind(), r.target().unwrap_or_default())).collect();
    let (hop, two) = ("https://short.example/", "https://www.example.org/2");
    assert_eq!(
        told,
        [
            ("warcinfo", ""),
            ("request", hop),
            ("response", hop),
            ("request", two),
            ("response", two),
            ("resource", "https://b.example/4.txt"),
        ]
    );
    assert!(records.iter().all(|r| r.check_digests().is_empty()));
    let page = records[4].page(&Limits::default()).unwrap().unwrap();
    assert_eq!(page.fetched.bytes, "<p>صفحة 2</p>".as_bytes());
    // Byte for byte the members of the archive.
    let original = read_member(&pages[0].file, pages[0].offset, pages[0].length).unwrap();
    assert_eq!((&records[4].headers, &records[4].payload), (&original.headers, &original.payload));
}

#[test]
fn the_lists_in_a_package_lead_to_its_records() {
    let dir = tempfile::tempdir().unwrap();
    let pages = archive(dir.path());
    let out = dir.path().join("two.wacz");
    pack(&out, "ملف", &pages, || ()).unwrap();
    let files = contents(&out);
    let data = dir.path().join("data.warc.gz");
    std::fs::write(&data, &files["archive/data.warc.gz"]).unwrap();

    let mut index = String::new();
    flate2::read::MultiGzDecoder::new(&files["indexes/index.cdx.gz"][..]).read_to_string(&mut index).unwrap();
    let lines: Vec<&str> = index.lines().collect();
    assert!(lines.is_sorted() && lines.len() == 3, "{index}");
    assert!(lines[1].starts_with("example,short)/ 20240501100000 {"), "{index}");
    for line in &lines {
        let entry: Value = serde_json::from_str(line.splitn(3, ' ').nth(2).unwrap()).unwrap();
        let number = |name: &str| entry[name].as_str().unwrap().parse().unwrap();
        let record = read_member(&data, number("offset"), number("length")).unwrap();
        assert_eq!(record.target(), entry["url"].as_str());
        assert_eq!(record.status().map(|s| s.to_string()).as_deref(), entry["status"].as_str());
        assert_eq!(record.header("WARC-Payload-Digest"), entry["digest"].as_str());
    }
    let blocks = String::from_utf8(files["indexes/index.idx"].clone()).unwrap();
    assert!(blocks.lines().nth(1).unwrap().starts_with("example,b)/4.txt 20240502100000 {\"offset\":0,"), "{blocks}");

    let list = String::from_utf8(files["pages/pages.jsonl"].clone()).unwrap();
    let list: Vec<Value> = list.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((list[0]["format"].as_str(), list.len()), (Some("json-pages-1.0"), 3));
    assert_eq!(list[1]["url"], "https://www.example.org/2");
    assert_eq!((list[1]["ts"].as_str(), list[1]["title"].as_str()), (Some("2024-05-01T10:00:00.5Z"), Some("الثانية")));
    let package: Value = serde_json::from_slice(&files["datapackage.json"]).unwrap();
    assert_eq!(
        (package["wacz_version"].as_str(), package["created"].as_str()),
        (Some("1.1.1"), Some("2024-05-02T10:00:00Z"))
    );
    assert_eq!(package["resources"].as_array().unwrap().len(), files.len() - 2);
}

#[test]
fn the_same_pages_give_the_same_bytes_and_nothing_is_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let pages = archive(dir.path());
    let [one, two, three] = ["1.wacz", "2.wacz", "3.wacz"].map(|name| dir.path().join(name));
    pack(&one, "ملف", &pages, || ()).unwrap();
    pack(&two, "ملف", &pages, || ()).unwrap();
    assert_eq!(std::fs::read(&one).unwrap(), std::fs::read(&two).unwrap());
    let error = pack(&one, "ملف", &pages, || ()).unwrap_err();
    assert!(error.to_string().contains("name another file"), "{error}");
    // A capture that is not there leaves nothing behind.
    let wrong = PackedPage { offset: pages[0].offset + 1, ..pages[0].clone() };
    assert!(matches!(pack(&three, "ملف", &[pages[1].clone(), wrong], || ()), Err(WarcError::Broken { .. })));
    assert!(!three.exists() && !dir.path().join("3.wacz.part").exists());
}

#[test]
#[ignore = "leaves a package in the folder MARSAD_OUT for checking with other programs"]
fn a_package_for_other_programs() {
    let folder = std::env::var("MARSAD_OUT").expect("MARSAD_OUT names a folder");
    let pages = archive(Path::new(&folder));
    pack(&Path::new(&folder).join("check.wacz"), "ملف", &pages, || ()).unwrap();
}
