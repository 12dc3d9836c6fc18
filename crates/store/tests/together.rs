//! Several writers and readers at once, in one process and across handles, as `collect` beside `serve` is.
#![allow(clippy::unwrap_used)]

mod common;

use common::{page, report};
use marsad_store::{Added, Filter, NewDocument, SqliteStore, Store};
use std::sync::atomic::{AtomicBool, Ordering};

fn numbered(writer: usize, n: usize) -> NewDocument {
    let mut new =
        page(&format!("https://a.example/{writer}/{n}"), "خبر", &format!("نص {writer} {n}"), vec![report(0); 3]);
    new.bytes = format!("{writer} {n} ").repeat(50 + n * 13).into_bytes();
    new
}

#[test]
fn writers_take_turns_and_readers_see_whole_documents() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    // Two handles, as two processes would have; small files, so that they meet at the ends of files too.
    let handles = [
        SqliteStore::create(&path).unwrap().with_archive_files_of(4_000),
        SqliteStore::open(&path).unwrap().with_archive_files_of(4_000),
    ];
    let done = AtomicBool::new(false);
    let ids: Vec<(usize, usize, i64)> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let store = &handles[writer % 2];
                scope.spawn(move || {
                    let add = |n| match store.add(&numbered(writer, n)).unwrap() {
                        Added::New(id) => (writer, n, id),
                        Added::Known(id) => panic!("{id} was known"),
                    };
                    (0..25).map(add).collect::<Vec<_>>()
                })
            })
            .collect();
        let readers: Vec<_> = (0..6)
            .map(|reader| {
                let (store, done) = (&handles[reader % 2], &done);
                scope.spawn(move || {
                    let mut looks = 0;
                    while !done.load(Ordering::Relaxed) || looks == 0 {
                        let stats = store.stats().unwrap();
                        assert_eq!(stats.reports, stats.documents * 3);
                        let page = store.reports(&Filter { limit: Some(1000), ..Filter::default() }).unwrap();
                        assert_eq!((page.total, page.total % 3), (page.rows.len() as u64, 0));
                        looks += 1;
                    }
                })
            })
            .collect();
        let ids = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
        done.store(true, Ordering::Relaxed);
        readers.into_iter().for_each(|reader| reader.join().unwrap());
        ids
    });
    assert_eq!(ids.len(), 100);
    for (writer, n, id) in ids {
        assert_eq!(handles[n % 2].capture(id).unwrap().unwrap(), numbered(writer, n).bytes);
    }
    let verified = handles[0].verify().unwrap();
    assert_eq!(verified.captures, 100);
    assert!(verified.is_sound(), "{verified:?}");
}

#[test]
fn the_same_page_added_by_all_at_once_is_kept_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    let added: Vec<Added> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(|| store.add(&numbered(0, 0)).unwrap())).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(added.iter().filter(|a| matches!(a, Added::New(_))).count(), 1);
    assert!(added.iter().all(|a| matches!(a, Added::New(1) | Added::Known(1))));
    assert_eq!(store.stats().unwrap().documents, 1);
}
