//! The suite on a real PostgreSQL server: one that the test starts, or the one that `MARSAD_TEST_POSTGRES` names.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod server;
#[allow(dead_code)]
mod suite;

use marsad_store::{PostgresStore, StoreError, Upkeep};
use server::Server;
use suite::{ALL, Made, questions};

fn make(server: &Server, archive_files_of: Option<u64>) -> Made {
    let url = server.new_database();
    let dir = tempfile::tempdir().unwrap();
    let archive = dir.path().join("archive");
    let small = move |store: PostgresStore| match archive_files_of {
        Some(bytes) => store.with_archive_files_of(bytes),
        None => store,
    };
    let store = small(PostgresStore::create(&url, &archive).unwrap());
    let archive = store.archive_folder().to_path_buf();
    let open = Box::new(move || Box::new(small(PostgresStore::open(&url, None).unwrap())) as Box<dyn Upkeep>);
    Made { store: Box::new(store), archive, open, guard: Box::new(dir) }
}

#[test]
fn every_case_of_the_suite() {
    let Some(server) = Server::start() else { return };
    for (name, case) in ALL {
        println!("{name}");
        case(&|full| make(&server, full));
    }
    questions::pages_and_facets_equal_the_naive_ones(&|full| make(&server, full), 12);
    refuses_what_is_no_store(&server);
    goes_on_after_the_server_was_away(&server);
}

fn refuses_what_is_no_store(server: &Server) {
    let url = server.new_database();
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(PostgresStore::open(&url, None), Err(StoreError::Missing { .. })));
    std::fs::write(dir.path().join("notes.txt"), "x").unwrap();
    assert!(matches!(PostgresStore::create(&url, dir.path()), Err(StoreError::NotEmpty { .. })));
    let archive = dir.path().join("archive");
    drop(PostgresStore::create(&url, &archive).unwrap());
    assert!(matches!(PostgresStore::create(&url, &dir.path().join("other")), Err(StoreError::Exists { .. })));
    std::fs::rename(&archive, dir.path().join("moved")).unwrap();
    let error = PostgresStore::open(&url, None).unwrap_err();
    assert!(matches!(error, StoreError::NoArchive { .. }) && error.to_string().contains("--archive"), "{error}");
    PostgresStore::open(&url, Some(&dir.path().join("moved"))).unwrap();
    let wrong = url.replace("/marsad_test", "/no_such_marsad_test");
    let error = PostgresStore::open(&wrong, None).unwrap_err();
    assert!(matches!(error, StoreError::Server { .. }), "{error}");
    server.run(&url, "UPDATE marsad.meta SET value = '99' WHERE key = 'format'");
    assert!(matches!(PostgresStore::open(&url, None), Err(StoreError::Newer { found: 99, .. })));
}

fn goes_on_after_the_server_was_away(server: &Server) {
    let made = make(server, None);
    let add = |n: usize| {
        made.store.add(&suite::make::page(&format!("https://a.example/{n}"), "خبر", "نص", vec![suite::make::report(0)]))
    };
    add(0).unwrap();
    assert_eq!(made.store.stats().unwrap().documents, 1);
    server.end_connections();
    // What was under way fails once at most; the next call connects anew.
    let _ = add(1);
    add(2).unwrap();
    let _ = made.store.stats();
    assert!(made.store.stats().unwrap().documents >= 2);
    assert!(made.store.verify().unwrap().is_sound());
}
