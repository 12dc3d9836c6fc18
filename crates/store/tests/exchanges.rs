//! Pages that came over the wire: archived as they came, and given back as pages.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod suite;

use marsad_acquire::warc::Reader;
use marsad_acquire::{Exchange, Fetched, Hop};
use marsad_store::{Added, NewDocument, SqliteStore, Store, Upkeep};
use suite::make::page;

/// A page after a redirect; its body came in chunks, which the client has joined.
fn fetched(n: usize) -> NewDocument {
    let new = page(&format!("https://a.example/{n}"), "عنوان", &format!("نص {n}"), Vec::new());
    let at = new.captured_at.parse().unwrap();
    let page = Fetched {
        target: new.target.clone(),
        media_type: "text/html".into(),
        charset_hint: Some("utf-8".into()),
        bytes: new.bytes.clone(),
    };
    let headers = vec![
        ("content-type".to_owned(), b"text/html; charset=utf-8".to_vec()),
        ("transfer-encoding".to_owned(), b"chunked".to_vec()),
    ];
    let request = format!("GET /{n} HTTP/1.1\r\nhost: a.example\r\n\r\n").into_bytes();
    let mut exchange = Exchange { request, ..Exchange::new(page, at, 200, headers, new.bytes.clone()) };
    exchange.requested = format!("https://a.example/old/{n}");
    exchange.redirects = vec![Hop {
        url: exchange.requested.clone(),
        at,
        status: 301,
        headers: vec![("location".to_owned(), format!("/{n}").into_bytes())],
        body: Vec::new(),
        truncated: false,
        status_line: "HTTP/1.1 301 Moved Permanently".into(),
        request: format!("GET /old/{n} HTTP/1.1\r\nhost: a.example\r\n\r\n").into_bytes(),
        peer: None,
    }];
    NewDocument { exchange: Some(Box::new(exchange)), ..new }
}

#[test]
fn what_came_over_the_wire_is_archived_whole_and_the_page_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let store = SqliteStore::create(&path).unwrap();
    for n in 0..3 {
        let new = fetched(n);
        let Added::New(id) = store.add(&new).unwrap() else { panic!("{n} is new") };
        assert_eq!(store.capture(id).unwrap().as_ref(), Some(&new.bytes));
        // The same page fetched again is known by its bytes, whatever else came with them.
        assert_eq!(store.add(&new).unwrap(), Added::Known(id));
        let (document, target, place) = store.capture_after(id - 1).unwrap().unwrap();
        assert_eq!((document, target.as_str(), place.file.as_str()), (id, new.target.as_str(), "marsad-00001.warc.gz"));
    }
    assert!(store.capture_after(3).unwrap().is_none());
    // One row of records in one file: nothing makes the store believe that a crash left bytes behind.
    let records: Vec<_> =
        Reader::open(&path.join("archive/marsad-00001.warc.gz")).unwrap().map(Result::unwrap).collect();
    let kinds: Vec<&str> = records.iter().map(marsad_acquire::warc::Record::kind).collect();
    assert_eq!(kinds[..5], ["warcinfo", "request", "response", "request", "response"]);
    assert_eq!(kinds.len(), 13);
    assert!(records.iter().all(|record| record.check_digests().is_empty()));
    let report = store.verify().unwrap();
    assert!(report.is_sound() && report.notes.is_empty(), "{report:?}");
}

#[test]
fn an_exchange_of_other_bytes_is_not_taken_for_the_page() {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    let new = NewDocument { bytes: b"<p>cleaned up</p>".to_vec(), ..fetched(1) };
    let Added::New(id) = store.add(&new).unwrap() else { panic!("it is new") };
    assert_eq!(store.capture(id).unwrap(), Some(new.bytes));
    assert!(store.verify().unwrap().is_sound());
}
