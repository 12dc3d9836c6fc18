//! The archive of a store: listed, checked, spoilt, exported.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod common;

use std::path::{Path, PathBuf};

use common::{Run, demo_pages, marsad, run};
use marsad_acquire::warc::Reader;

/// A store with three sample pages.
fn store() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    run(marsad().arg("init").arg("--store").arg(folder.path())).ends_with(0);
    let pages: Vec<PathBuf> = demo_pages().into_iter().take(3).collect();
    let added = run(marsad().args(["add", "--store"]).arg(folder.path()).args(pages)).ends_with(0);
    assert_eq!(added.out.lines().count(), 3);
    folder
}

fn archive(store: &Path, arguments: &[&str]) -> Run {
    run(marsad().arg("archive").args(arguments).arg("--store").arg(store))
}

fn file(store: &Path) -> PathBuf {
    store.join("archive/marsad-00001.warc.gz")
}

#[test]
fn a_sound_archive_is_listed_and_verified() {
    let store = store();
    let listed = archive(store.path(), &["list", "--json"]).ends_with(0).json_lines();
    assert_eq!((listed.len(), listed[0]["captures"].as_u64()), (1, Some(3)), "{listed:?}");
    assert_eq!(listed[0]["bytes"].as_u64(), Some(file(store.path()).metadata().unwrap().len()));
    let verified = archive(store.path(), &["verify"]).ends_with(0).says(&["the archive is sound"]);
    assert!(verified.out.contains("3 of 3 captures"), "{}", verified.out);
    // What is left lying about is named and does no harm.
    std::fs::write(store.path().join("archive/marsad-00001.warc.gz.torn-77"), b"\x1f\x8b").unwrap();
    std::fs::write(store.path().join("archive/notes.txt"), b"mine").unwrap();
    let named = archive(store.path(), &["verify"]).ends_with(0).out;
    assert!(named.contains("half a record") && named.contains("notes.txt\tis no part of the archive"), "{named}");
}

#[test]
fn spoilt_bytes_are_named_and_the_rest_is_checked() {
    let store = store();
    let path = file(store.path());
    let whole = std::fs::read(&path).unwrap();
    let mut bytes = whole.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(&path, &bytes).unwrap();
    let found = archive(store.path(), &["verify"]).ends_with(1).says(&["restore what is named"]);
    assert!(
        found.out.contains("2 of 3 captures") && found.out.contains("fault\tmarsad-00001.warc.gz\t"),
        "{}",
        found.out
    );
    let rows = archive(store.path(), &["verify", "--json"]).ends_with(1).json_lines();
    let total = rows.last().unwrap();
    assert!(total["faults"].as_u64() > Some(0) && total["captures"].as_u64() == Some(2), "{rows:?}");

    std::fs::remove_file(&path).unwrap();
    let gone = archive(store.path(), &["verify"]).ends_with(1);
    assert!(gone.out.contains("the file is missing, and 3 captures with it"), "{}", gone.out);
    std::fs::write(&path, &whole).unwrap();
    archive(store.path(), &["verify"]).ends_with(0);
}

#[test]
fn a_file_that_is_not_what_was_stamped_is_a_fault() {
    let store = store();
    let token = include_bytes!("../../acquire/tests/fixtures/stamped.tsr");
    std::fs::write(store.path().join("archive/marsad-00001.warc.gz.tsr"), token).unwrap();
    let found = archive(store.path(), &["verify"]).ends_with(1);
    assert!(found.out.contains("3 of 3 captures") && found.out.contains("the file was changed"), "{}", found.out);
    archive(store.path(), &["list"]).ends_with(1).says(&["stamped was"]);
    // What is stamped is written on no more: the next page goes into the next file.
    let page = demo_pages().pop().unwrap();
    run(marsad().args(["add", "--store"]).arg(store.path()).arg(page)).ends_with(0);
    assert!(store.path().join("archive/marsad-00002.warc.gz").exists());
}

#[test]
fn an_authority_that_does_not_answer_is_named() {
    let store = store();
    // A port that nobody listens on any more.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/");
    let asked = ["stamp", "--all", "--tsa", &url];
    archive(store.path(), &asked).ends_with(1).says(&["private network"]);
    archive(store.path(), &[&asked[..], &["--allow-private"]].concat()).ends_with(1).says(&["cannot be fetched"]);
    // The file that is written to is left alone without being asked for.
    assert_eq!(archive(store.path(), &["stamp", "--tsa", &url]).ends_with(0).out, "");
}

#[test]
fn documents_are_exported_as_one_file_that_reads_back() {
    let store = store();
    let [one, two, three] =
        ["one.wacz", "two.wacz", "three.wacz"].map(|name| store.path().join(name).display().to_string());
    archive(store.path(), &["export", "--wacz", &one, "--title", "ملف", "1", "3"]).ends_with(0).says(&["2 pages"]);
    let records: Vec<_> = Reader::open(Path::new(&one)).unwrap().map(Result::unwrap).collect();
    assert_eq!(records.iter().map(|r| r.kind()).collect::<Vec<_>>(), ["warcinfo", "resource", "resource"]);
    assert_eq!(records[1].payload, std::fs::read(&demo_pages()[0]).unwrap());
    // A number that there is not costs itself; the same documents give the same bytes.
    archive(store.path(), &["export", "--wacz", &two, "--title", "ملف", "1", "99", "3"])
        .ends_with(1)
        .says(&["99: there is no document"]);
    assert_eq!(std::fs::read(&one).unwrap(), std::fs::read(&two).unwrap());
    archive(store.path(), &["export", "--wacz", &one, "1"]).ends_with(2).says(&["name another file"]);
    archive(store.path(), &["export", "--wacz", &three, "99"]).ends_with(2).says(&["no such documents"]);
    archive(store.path(), &["export", "--wacz", &three]).ends_with(2);

    let word =
        run(marsad().args(["search", "--json", "--store"]).arg(store.path()).arg("في")).ends_with(0).json_lines();
    let asked = archive(store.path(), &["export", "--wacz", &three, "--query", "في"]).ends_with(0);
    assert!(asked.err.contains(&format!("{} pages", word.len())), "{}", asked.err);
}

/// Answers one page after a redirect, for as long as the test goes on.
fn server() -> String {
    use std::io::{BufRead, BufReader, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let path = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or_default().to_owned();
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let page = std::fs::read(&demo_pages()[0]).unwrap();
            let (head, body) = match path.as_str() {
                "/old" => ("301 Moved Permanently\r\nLocation: /new", &b""[..]),
                _ => ("200 OK\r\nContent-Type: text/html; charset=utf-8", &page[..]),
            };
            let _ = stream.write_all(
                format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len()).as_bytes(),
            );
            let _ = stream.write_all(body);
        }
    });
    address
}

#[test]
fn a_fetched_page_is_archived_with_its_way_and_exported_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path();
    let address = server();
    run(marsad().arg("init").arg("--store").arg(store)).ends_with(0);
    let added =
        run(marsad().args(["add", "--allow-private", "--store"]).arg(store).arg(format!("{address}/old"))).ends_with(0);
    assert!(added.out.contains(&format!("{address}/new")), "{}", added.out);
    assert!(archive(store, &["verify"]).ends_with(0).out.contains("5 records\t1 of 1 captures"));
    let out = store.join("page.wacz");
    archive(store, &["export", "--wacz", out.to_str().unwrap(), "1"]).ends_with(0).says(&["1 pages, 4 records"]);
    let records: Vec<_> = Reader::open(&out).unwrap().map(Result::unwrap).collect();
    let told: Vec<_> = records.iter().skip(1).map(|r| (r.kind().to_owned(), r.target().unwrap().to_owned())).collect();
    let (old, new) = (format!("{address}/old"), format!("{address}/new"));
    let wanted = [("request", &old), ("response", &old), ("request", &new), ("response", &new)];
    assert_eq!(told, wanted.map(|(kind, target)| (kind.to_owned(), target.clone())));
    assert!(records[3].payload.starts_with(b"GET /new HTTP/1.1\r\nhost: 127.0.0.1:"));
    assert_eq!(records[4].header("WARC-IP-Address"), Some("127.0.0.1"));
}
