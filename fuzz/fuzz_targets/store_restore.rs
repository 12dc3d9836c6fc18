//! Any bytes as a backup, and backups whose check sums are right over files that are not: refused by name, or a store that answers.
//! Nothing else is left behind.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_store::{SqliteStore, Store, Upkeep, check_backup, restore};

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else { return };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (backup, to) = (dir.path().join("copy"), dir.path().join("store"));
    match choice % 8 {
        // The first file is the database, the second the archive.
        which @ (1 | 2) => marsad_fuzz::backup::write(&backup, usize::from(which) - 1, rest, None),
        which @ (3 | 4) => marsad_fuzz::backup::write(&backup, usize::from(which) - 3, &[], Some(rest)),
        5 => {
            marsad_fuzz::backup::write(&backup, 0, &[], None);
            std::fs::write(backup.join("manifest.json"), rest).expect("written");
        }
        6 => {
            marsad_fuzz::backup::write(&backup, 0, &[], None);
            let path = backup.join("manifest.json");
            let mut json = std::fs::read(&path).expect("read");
            for edit in rest.chunks_exact(2) {
                let at = usize::from(edit[0]) * json.len() / 256;
                json[at] = edit[1];
            }
            std::fs::write(path, json).expect("written");
        }
        _ => std::fs::write(&backup, rest).expect("written"),
    }
    let whole = check_backup(&backup, &mut |_, _| {});
    let restored = restore(&backup, &to, &mut |_, _| {});
    assert!(whole.is_ok() || restored.is_err());
    assert_eq!(to.exists(), restored.is_ok());
    for error in [whole.as_ref().err(), restored.as_ref().err()].into_iter().flatten() {
        assert!(!error.to_string().is_empty());
    }
    let left = dir.path().read_dir().expect("listed").count();
    assert_eq!(left, 1 + usize::from(restored.is_ok()), "something was left behind");
    if restored.is_ok() {
        let store = SqliteStore::open(&to).expect("what was restored opens");
        assert!(store.verify().expect("verified").is_sound());
        let _ = (store.stats(), store.search("الطريق", 10), store.versions(1));
    }
});
