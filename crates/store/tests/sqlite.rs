//! The suite on SQLite: one test for each case, so that a failure has its name.

// What it prints is for whoever runs it.
#![allow(clippy::print_stdout)]
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod suite;

use marsad_store::{SqliteStore, Upkeep};
use suite::{ALL, Made, counting, questions, series};

fn make(archive_files_of: Option<u64>) -> Made {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let small = move |store: SqliteStore| match archive_files_of {
        Some(bytes) => store.with_archive_files_of(bytes),
        None => store,
    };
    let store = small(SqliteStore::create(&path).unwrap());
    let archive = path.join("archive");
    let open = Box::new(move || Box::new(small(SqliteStore::open(&path).unwrap())) as Box<dyn Upkeep>);
    Made { store: Box::new(store), archive, open, guard: Box::new(dir) }
}

#[test]
fn every_case_of_the_suite() {
    for (name, case) in ALL {
        println!("{name}");
        case(&make);
    }
}

#[test]
fn pages_and_facets_equal_the_naive_ones() {
    questions::pages_and_facets_equal_the_naive_ones(&make, 40);
}

#[test]
fn events_equal_the_naive_count_now_and_then() {
    series::events_equal_the_naive_count_now_and_then(&make, 24);
}

#[test]
fn series_equal_the_naive_count() {
    counting::series_equal_the_naive_count(&make, 40);
}
