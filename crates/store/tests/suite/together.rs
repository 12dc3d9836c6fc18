//! Several writers and readers at once, in one process and across handles, as `collect` beside `serve` is.
use super::Factory;
use crate::suite::make::{page, report};
use marsad_store::{Added, Filter, NewDocument, Upkeep};
use std::sync::atomic::{AtomicBool, Ordering};

fn numbered(writer: usize, n: usize) -> NewDocument {
    let mut new =
        page(&format!("https://a.example/{writer}/{n}"), "خبر", &format!("نص {writer} {n}"), vec![report(0); 3]);
    new.bytes = format!("{writer} {n} ").repeat(50 + n * 13).into_bytes();
    new
}

pub fn writers_take_turns_and_readers_see_whole_documents(make: &Factory) {
    // Two handles, as two processes would have; small files, so that they meet at the ends of files too.
    let made = make(Some(4_000));
    let other = made.again();
    let handles: [&dyn Upkeep; 2] = [&*made.store, &*other];
    let done = AtomicBool::new(false);
    let ids: Vec<(usize, usize, i64)> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let store = handles[writer % 2];
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
                let (store, done) = (handles[reader % 2], &done);
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

pub fn the_same_page_added_by_all_at_once_is_kept_once(make: &Factory) {
    let made = make(None);
    let store = made.store();
    let added: Vec<Added> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(|| store.add(&numbered(0, 0)).unwrap())).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(added.iter().filter(|a| matches!(a, Added::New(_))).count(), 1);
    assert!(added.iter().all(|a| matches!(a, Added::New(1) | Added::Known(1))));
    assert_eq!(store.stats().unwrap().documents, 1);
}

pub fn a_reader_sees_what_another_handle_adds(make: &Factory) {
    let made = make(None);
    let (store, other) = (made.store(), made.again());
    let total = || store.reports(&Filter::default()).unwrap().total;
    assert_eq!(total(), 0);
    for n in 0..5 {
        other.add(&numbered(0, n)).unwrap();
        assert_eq!(total(), 3 * (n as u64 + 1));
        assert_eq!(store.facets(&Filter::default()).unwrap().types[0].count, total());
    }
    // A later version of a page of before takes its place.
    let mut later = numbered(0, 0);
    later.bytes.push(b'!');
    later.captured_at = "2024-06-01T10:00:00Z".into();
    later.reports.truncate(1);
    other.add(&later).unwrap();
    assert_eq!(total(), 13);
    assert_eq!(store.stats().unwrap().documents, 5);
}
