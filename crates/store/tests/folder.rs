//! A store's folder: making, opening, refusing, old formats, damage.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod suite;

use marsad_store::{Added, SqliteStore, Store, StoreError, Upkeep};
use std::path::Path;
use suite::make::{page, report};

fn database(dir: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(dir.join("marsad.sqlite")).unwrap()
}

#[test]
fn a_new_store_says_what_it_is_and_opens_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a/b/store");
    let store = SqliteStore::create(&path).unwrap();
    let Added::New(id) = store.add(&page("t", "عنوان", "نص", vec![report(0)])).unwrap() else { panic!() };
    drop(store);
    assert!(std::fs::read_to_string(path.join("README.txt")).unwrap().contains("مرصد"));
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.document(id).unwrap().unwrap().document.title, "عنوان");
    assert!(store.verify().unwrap().is_sound());
    let error = SqliteStore::create(&path).unwrap_err();
    assert!(matches!(error, StoreError::Exists { .. }), "{error}");
}

#[test]
fn a_creation_cut_short_can_be_done_again_and_other_files_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("archive")).unwrap();
    std::fs::write(dir.path().join("README.txt"), "This folder is a").unwrap();
    std::fs::write(dir.path().join("marsad.sqlite.new"), "SQLite for").unwrap();
    assert!(matches!(SqliteStore::open(dir.path()), Err(StoreError::NotAStore { .. })));
    SqliteStore::create(dir.path()).unwrap();

    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("README.txt"), "my own notes").unwrap();
    let error = SqliteStore::create(dir.path()).unwrap_err();
    assert!(matches!(&error, StoreError::NotEmpty { found, .. } if found == "README.txt"), "{error}");
    assert_eq!(std::fs::read_to_string(dir.path().join("README.txt")).unwrap(), "my own notes");
}

#[test]
fn what_is_no_store_is_named_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |path: &Path, words: &str| {
        let error = SqliteStore::open(path).unwrap_err();
        assert!(matches!(error, StoreError::NotAStore { .. }), "{error}");
        let told = error.to_string();
        assert!(told.contains(words) && told.contains(path.to_str().unwrap()), "{told}");
    };
    assert!(matches!(SqliteStore::open(dir.path().join("none")), Err(StoreError::Missing { .. })));
    refused(dir.path(), "has no `marsad.sqlite`");
    let file = dir.path().join("notes.txt");
    std::fs::write(&file, "x").unwrap();
    refused(&file, "a store is a folder");

    let text = dir.path().join("text");
    std::fs::create_dir(&text).unwrap();
    std::fs::write(text.join("marsad.sqlite"), "this is a text file, not a database, but long enough to be one")
        .unwrap();
    refused(&text, "no SQLite database");

    let other = dir.path().join("other");
    std::fs::create_dir(&other).unwrap();
    database(&other).execute_batch("CREATE TABLE photos (id INTEGER)").unwrap();
    let before = std::fs::read(other.join("marsad.sqlite")).unwrap();
    refused(&other, "another program");
    assert_eq!(std::fs::read(other.join("marsad.sqlite")).unwrap(), before);

    let empty = dir.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    std::fs::write(empty.join("marsad.sqlite"), "").unwrap();
    refused(&empty, "another program");

    let store = dir.path().join("store");
    SqliteStore::create(&store).unwrap();
    refused(&store.join("marsad.sqlite"), "name the folder");
}

#[test]
fn a_store_of_a_later_program_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    SqliteStore::create(&path).unwrap();
    database(&path).pragma_update(None, "user_version", 99).unwrap();
    let error = SqliteStore::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
    assert!(error.to_string().contains("newer Marsad"));
    let still: i64 = database(&path).pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(still, 99);
}

#[test]
fn another_process_with_the_write_lock_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let store = SqliteStore::create(&path).unwrap();
    let other = database(&path);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // Reading goes on; writing waits, then gives up.
    assert_eq!(store.stats().unwrap().documents, 0);
    let error = store.add(&page("t", "عنوان", "نص", Vec::new())).unwrap_err();
    assert!(matches!(error, StoreError::Locked { .. }), "{error}");
    other.execute_batch("ROLLBACK").unwrap();
    assert!(matches!(store.add(&page("t", "عنوان", "نص", Vec::new())), Ok(Added::New(_))));
}

#[test]
fn the_index_is_made_again_when_the_rules_of_folding_change() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let store = SqliteStore::create(&path).unwrap();
    let mut one = report(0);
    one.places = vec![suite::make::place("Al-Baghuz", "الباغوز")];
    store.add(&page("t", "هجوم", "نص", vec![one])).unwrap();
    drop(store);
    database(&path)
        .execute_batch(
            "UPDATE meta SET value = 'other rules'; DELETE FROM vocabulary;
             INSERT INTO document_index (document_index) VALUES ('delete-all');",
        )
        .unwrap();
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.search("هجوم", 9).unwrap().total, 1);
    let filter = marsad_store::Filter { place: Some("baghuz".into()), ..Default::default() };
    assert_eq!(store.reports(&filter).unwrap().total, 1);
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn archive_files_end_when_full_and_are_never_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let store = SqliteStore::create(&path).unwrap().with_archive_files_of(2_000);
    let add = |store: &SqliteStore, n: u32| {
        let mut new = page(&format!("https://a.example/{n}"), "عنوان", "نص", Vec::new());
        // Bytes that do not compress.
        new.bytes = (0..900u32).map(|i| (i.wrapping_add(n * 7919).wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let Added::New(id) = store.add(&new).unwrap() else { panic!() };
        (id, new.bytes)
    };
    let mut all: Vec<_> = (0..5).map(|n| add(&store, n)).collect();
    drop(store);
    let files = || {
        let mut names: Vec<_> =
            std::fs::read_dir(path.join("archive")).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        let names = names.into_iter().map(|n| n.into_string().unwrap());
        names.filter(|name| name.ends_with(".warc.gz")).collect::<Vec<_>>()
    };
    let before = files();
    assert_eq!(before, ["marsad-00001.warc.gz", "marsad-00002.warc.gz", "marsad-00003.warc.gz"]);

    // Half a member at the end, as a crash leaves it: it stays, and the next capture begins a new file.
    let last = path.join("archive/marsad-00003.warc.gz");
    let mut bytes = std::fs::read(&last).unwrap();
    bytes.extend([0x1f, 0x8b, 8, 0, 0]);
    std::fs::write(&last, &bytes).unwrap();
    let store = SqliteStore::open(&path).unwrap();
    all.push(add(&store, 100));
    all.push(add(&store, 101));
    assert_eq!(files().len(), 4);
    assert_eq!(std::fs::read(&last).unwrap(), bytes);
    for (id, bytes) in &all {
        assert_eq!(store.capture(*id).unwrap().unwrap(), *bytes);
    }
    assert!(store.verify().unwrap().is_sound());

    // A file that rots between whole records, and whose note of its end is lost: the store goes on in a new file.
    let (id, bytes) = add(&store, 102);
    let capture = store.document(id).unwrap().unwrap().capture;
    let (rotten, next) = (path.join("archive").join(&capture.file), add(&store, 103));
    let mut broken = std::fs::read(&rotten).unwrap();
    broken[(capture.offset + capture.length / 2) as usize] ^= 0x10;
    std::fs::write(&rotten, &broken).unwrap();
    std::fs::remove_file(path.join(format!("archive/{}.end", capture.file))).unwrap();
    let (after, _) = add(&store.with_archive_files_of(1 << 20), 104);
    let store = SqliteStore::open(&path).unwrap();
    assert_ne!(store.document(after).unwrap().unwrap().capture.file, capture.file);
    assert_eq!(std::fs::read(&rotten).unwrap(), broken);
    assert_eq!(store.capture(next.0).unwrap().unwrap(), next.1);
    assert!(store.capture(id).is_err() && !bytes.is_empty());
    assert_eq!(store.verify().unwrap().damaged.len(), 1);
}

#[test]
fn damage_in_the_archive_is_noticed_and_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let store = SqliteStore::create(&path).unwrap();
    let ids: Vec<i64> = (0..3)
        .map(|n| {
            match store.add(&page(&format!("https://a.example/{n}"), "عنوان", &format!("نص {n}"), Vec::new())).unwrap()
            {
                Added::New(id) => id,
                Added::Known(_) => panic!(),
            }
        })
        .collect();
    let middle = store.document(ids[1]).unwrap().unwrap().capture;
    let file = path.join("archive").join(&middle.file);
    let whole = std::fs::read(&file).unwrap();
    let noticed = |bytes: &[u8], what: &str| {
        std::fs::write(&file, bytes).unwrap();
        let error = store.capture(ids[1]).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{what}: {error}");
        assert!(error.to_string().contains(&middle.file), "{error}");
        let found = store.verify().unwrap();
        assert_eq!(found.captures, 3);
        assert!(
            found.damaged.iter().any(|d| d.document == Some(ids[1]) && d.target == "https://a.example/1"),
            "{what}"
        );
        assert!(!found.is_sound());
    };
    // A bit in every tenth byte of the member, each for itself. Some bytes of a gzip head carry nothing, and the last byte
    // before its check sum may end in unused bits; none of them is counted on here.
    let end = middle.offset + middle.length;
    for at in (middle.offset + 10..end).step_by(10).filter(|at| at + 9 != end) {
        let mut broken = whole.clone();
        broken[at as usize] ^= 0x10;
        noticed(&broken, &format!("byte {at}"));
    }
    noticed(&whole[..(middle.offset + middle.length / 2) as usize], "cut off");
    noticed(b"", "emptied");
    // Another page's member in the right place with the right form: only the hash can tell.
    let first = store.document(ids[0]).unwrap().unwrap().capture;
    std::fs::write(&file, &whole).unwrap();
    database(&path)
        .execute(
            "UPDATE captures SET \"offset\" = ?1, length = ?2 WHERE id = 2",
            [first.offset as i64, first.length as i64],
        )
        .unwrap();
    assert!(store.capture(ids[1]).unwrap_err().to_string().contains("SHA-256"));
    assert_eq!(store.verify().unwrap().damaged.len(), 1);
    // A name that leads out of the archive is not followed.
    database(&path).execute("UPDATE captures SET file = '../marsad.sqlite' WHERE id = 2", []).unwrap();
    assert!(store.capture(ids[1]).unwrap_err().to_string().contains("no archive file"));
    std::fs::remove_file(&file).unwrap();
    assert_eq!(store.verify().unwrap().damaged.len(), 3);
}
