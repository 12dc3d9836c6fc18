//! Any sequence of reviews, undos, samples and readings leads where the log does; and so does a backup of it.

#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod suite;

use marsad_store::{SqliteStore, Upkeep, restore};
use proptest::prelude::*;
use suite::Made;
use suite::review::state;
use suite::reviewing::{check, steps};

fn make() -> Made {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let store = SqliteStore::create(&path).unwrap();
    let archive = path.join("archive");
    let open = Box::new(move || Box::new(SqliteStore::open(&path).unwrap()) as Box<dyn Upkeep>);
    Made { store: Box::new(store), archive, open, guard: Box::new(dir) }
}

/// A backup, restored, has the same record, items and log.
fn backed_up(store: &dyn Upkeep) {
    let dir = tempfile::tempdir().unwrap();
    let (copy, to) = (dir.path().join("copy.tar"), dir.path().join("restored"));
    store.backup(&copy, &mut |_, _| {}).unwrap();
    restore(&copy, &to, &mut |_, _| {}).unwrap();
    let restored = SqliteStore::open(&to).unwrap();
    assert_eq!(state(&restored), state(store));
    assert_eq!(marsad_store::Reviews::reviews(&restored, 0, 1000).unwrap(), store.reviews(0, 1000).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_equals_its_replay_and_undone_it_is_the_reading_of_the_machine(steps in steps()) {
        check(&make, &steps, &|_| {});
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn a_backup_keeps_all_of_it(steps in steps()) {
        check(&make, &steps, &backed_up);
    }
}
