//! What reading an archive file from end to end finds, in files that were spoilt on purpose.
#![allow(clippy::unwrap_used)]

use flate2::Compression;
use flate2::write::GzEncoder;
use marsad_acquire::warc::{Finding, Known, Location, Writer, audit};
use marsad_acquire::{Exchange, Fetched};
use std::io::Write;
use std::path::{Path, PathBuf};

const PAGE: &str = "<p>صفحة من الأرشيف</p>";

/// A page that came compressed.
fn exchange(path: &str) -> Exchange {
    let at = "2024-05-01T10:00:00Z".parse().unwrap();
    let fetched = Fetched {
        target: format!("https://example.org/{path}"),
        media_type: "text/html".to_owned(),
        charset_hint: None,
        bytes: PAGE.as_bytes().to_vec(),
    };
    let mut gz = GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(PAGE.as_bytes()).unwrap();
    let headers = vec![("content-encoding".to_owned(), b"gzip".to_vec())];
    let request = format!("GET /{path} HTTP/1.1\r\n\r\n").into_bytes();
    Exchange { request, ..Exchange::new(fetched, at, 200, headers, gz.finish().unwrap()) }
}

fn known(place: &Location, sha256: &str) -> Known {
    Known { offset: place.offset, length: place.length, sha256: sha256.to_owned() }
}

fn hash(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// A file with three pages, and where they stand.
fn archive(folder: &Path) -> (PathBuf, Vec<Known>) {
    let path = folder.join("own.warc.gz");
    let mut writer = Writer::open(&path).unwrap();
    let mut places = Vec::new();
    for name in ["1", "2"] {
        places.push(known(&writer.append_exchange(&exchange(name)).unwrap().response, &hash(PAGE.as_bytes())));
    }
    let at = "2024-05-01T10:00:00Z".parse().unwrap();
    let text = writer.append_resource("notes.txt", "text/plain", "نص".as_bytes(), at).unwrap();
    places.push(known(&text, &hash("نص".as_bytes())));
    (path, places)
}

fn findings(path: &Path, known: &[Known]) -> (u64, u64, Vec<Finding>) {
    let mut found = Vec::new();
    let audited = audit(path, known, |_| (), |finding| found.push(finding)).unwrap();
    (audited.records, audited.captures, found)
}

#[test]
fn a_sound_file_has_no_findings() {
    let dir = tempfile::tempdir().unwrap();
    let (path, known) = archive(dir.path());
    let (records, captures, found) = findings(&path, &known);
    assert_eq!((records, captures), (6, 3));
    assert!(found.is_empty(), "{found:?}");
    let mut told = Vec::new();
    audit(&path, &known, |at| told.push(at), |_| ()).unwrap();
    assert!(told.is_sorted() && told.last() == Some(&path.metadata().unwrap().len()), "{told:?}");
}

#[test]
fn what_nobody_knows_of_is_told_and_no_fault() {
    let dir = tempfile::tempdir().unwrap();
    let (path, known) = archive(dir.path());
    let (_, captures, found) = findings(&path, &known[..1]);
    assert_eq!((captures, found.len()), (1, 2), "{found:?}");
    assert!(found.iter().all(|f| !f.is_fault()));
    assert!(found[1].to_string().contains("resource") && found[1].to_string().contains("notes.txt"), "{}", found[1]);
}

#[test]
fn every_flipped_byte_of_a_capture_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let (path, known) = archive(dir.path());
    let whole = std::fs::read(&path).unwrap();
    let Known { offset, length, .. } = known[1];
    // The ten bytes of a gzip head hold a time, a system and other things that change nothing.
    for at in (offset + 10)..(offset + length) {
        let mut bytes = whole.clone();
        bytes[at as usize] ^= 0x10;
        std::fs::write(&path, &bytes).unwrap();
        let (_, captures, found) = findings(&path, &known);
        assert!(captures < 3 && found.iter().any(Finding::is_fault), "byte {at}: {found:?}");
        assert!(captures >= 1, "byte {at}: the other captures are found: {found:?}");
    }
}

#[test]
fn a_wrong_hash_a_wrong_place_and_a_missing_end_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let (path, mut known) = archive(dir.path());
    known[0].sha256 = hash(b"another page");
    known[1].length += 1;
    known[2].offset += 1;
    let (_, captures, found) = findings(&path, &known);
    let said: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(captures, 0, "{said:?}");
    assert!(said[0].contains("its SHA-256 is") && said[0].contains("was noted"), "{said:?}");
    assert!(said[1].contains("were noted when it was stored"), "{said:?}");
    assert!(said[2].contains("known to no document") && said[3].contains("no whole record begins there"), "{said:?}");

    let (path, known) = archive(&{
        let folder = dir.path().join("b");
        std::fs::create_dir(&folder).unwrap();
        folder
    });
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 5]).unwrap();
    let (records, captures, found) = findings(&path, &known);
    assert_eq!((records, captures), (5, 2));
    assert!(found.iter().any(|f| matches!(f, Finding::Broken(_))), "{found:?}");
}

#[test]
fn a_record_that_was_changed_with_its_checksum_is_told_by_its_digest() {
    let dir = tempfile::tempdir().unwrap();
    let (path, known) = archive(dir.path());
    // Somebody who packs the record anew can make every checksum right but not the digests.
    let bytes = std::fs::read(&path).unwrap();
    let (start, end) = (known[2].offset as usize, (known[2].offset + known[2].length) as usize);
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&bytes[start..end]), &mut text).unwrap();
    let at = text.windows(4).position(|w| w == "نص".as_bytes()).unwrap();
    text[at + 3] ^= 1;
    let mut gz = GzEncoder::new(bytes[..start].to_vec(), Compression::default());
    gz.write_all(&text).unwrap();
    std::fs::write(&path, gz.finish().unwrap()).unwrap();
    let (_, _, found) = findings(&path, &known);
    let said: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(said[0].contains("block digest") && said[1].contains("payload digest"), "{said:?}");
    assert!(said[2].contains("SHA-256") || said[2].contains("bytes"), "{said:?}");
}
