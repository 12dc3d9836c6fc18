//! Backups and their restoring: whole, while in use, damaged, and made to do harm.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod suite;

use marsad_store::{
    Dossiers, EventFilter, EventStore, Manifest, Outlets, SqliteStore, Store, StoreError, Upkeep, check_backup, restore,
};
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use suite::make::{page, place, report};

fn numbered(n: usize) -> marsad_store::NewDocument {
    let mut one = report(0);
    one.places = vec![place(&format!("Village {n}"), "القرية")];
    let mut new = page(&format!("https://a.example/{n}"), &format!("خبر رقم{n}"), "وقع هجوم على القرية", vec![one]);
    new.bytes = (0..2_000usize).map(|i| ((i + n * 7919).wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    new
}

fn small_store(folder: &Path) -> SqliteStore {
    let store = SqliteStore::create(folder).unwrap().with_archive_files_of(6_000);
    for n in 0..8 {
        store.add(&numbered(n)).unwrap();
    }
    store
}

fn quiet() -> impl FnMut(u64, u64) {
    |_, _| {}
}

fn same(a: &SqliteStore, b: &SqliteStore, documents: i64) {
    for id in 1..=documents {
        assert_eq!(a.document(id).unwrap(), b.document(id).unwrap());
        assert_eq!(a.capture(id).unwrap(), b.capture(id).unwrap());
    }
}

#[test]
fn a_backup_of_either_kind_comes_back_whole_and_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let store = small_store(&dir.path().join("store"));
    assert_eq!(suite::events::weigh(&store), 8);
    // The pages have the same words, so they tell one event until somebody says that it is two.
    let rows = store.events(&EventFilter::default()).unwrap().rows;
    let full = store.event(rows[0].id).unwrap().unwrap();
    store.split_event(rows[0].id, &[full.tellings[0].reports[0].id], &suite::events::act("two")).unwrap();
    store.keep_dossier("water", "name = \"ماء\"", "2024-05-01T10:00:00Z").unwrap();
    store.add_dossier_note("water", "ملاحظة", "2024-05-02T10:00:00Z").unwrap();
    let noted = suite::outlets::note(&store);
    let watched = suite::watch::fill(&store);
    suite::people::fill(&store);
    let seconds = suite::second::fill(&store, 2);
    for name in ["copy", "copy.tar"] {
        let backup = dir.path().join(name);
        let mut told = (0, 0);
        let manifest = store.backup(&backup, &mut |done, total| told = (done, total)).unwrap();
        assert_eq!((told.0, manifest.documents, manifest.reports), (told.1, 8, 8));
        assert_eq!(manifest.files[0].path, "marsad.sqlite");
        assert!(manifest.files.len() >= 3, "{:?}", manifest.files);
        assert_eq!(check_backup(&backup, &mut quiet()).unwrap(), manifest);
        let to = dir.path().join(format!("restored-{name}"));
        assert_eq!(restore(&backup, &to, &mut quiet()).unwrap(), manifest);
        let restored = SqliteStore::open(&to).unwrap();
        same(&store, &restored, 8);
        assert_eq!(store.search("خبر", 50).unwrap(), restored.search("خبر", 50).unwrap());
        assert!(restored.verify().unwrap().is_sound());
        assert_eq!(restored.dossiers().unwrap(), store.dossiers().unwrap());
        assert_eq!(restored.dossier_notes("water").unwrap().len(), 1);
        assert_eq!(restored.outlets().unwrap(), noted, "notes on outlets come back");
        assert!(to.join("README.txt").exists());
        assert_eq!(suite::watch::told(&restored), watched, "watches and alarms come back");
        suite::people::is_restored(&restored);
        assert_eq!(suite::second::told(&restored), seconds, "second readings come back");
        restored.add(&numbered(100)).unwrap();
        assert_eq!(restored.stats().unwrap().documents, 9);
        // Nothing is written over.
        assert!(matches!(store.backup(&backup, &mut quiet()), Err(StoreError::NotEmpty { .. })));
        assert!(matches!(restore(&backup, &to, &mut quiet()), Err(StoreError::Exists { .. })));
        assert!(!dir.path().join(format!("{name}.part")).exists());
    }
    // The events come along, and what persons decided.
    let events = store.events(&EventFilter::default()).unwrap();
    assert_eq!(events.total, 2);
    for name in ["copy", "copy.tar"] {
        let restored = SqliteStore::open(dir.path().join(format!("restored-{name}"))).unwrap();
        assert_eq!(restored.events(&EventFilter::default()).unwrap(), events);
        assert_eq!(restored.decisions(None).unwrap(), store.decisions(None).unwrap());
        assert_eq!(restored.unweighed().unwrap(), 1, "what was added since");
    }
    // The same store gives the same files, but for the time.
    let files = |name: &str| store.backup(&dir.path().join(name), &mut quiet()).unwrap().files;
    assert_eq!(files("again"), files("again.tar"));
}

#[test]
fn a_backup_made_while_others_write_is_of_one_moment() {
    let dir = tempfile::tempdir().unwrap();
    let store = small_store(&dir.path().join("store"));
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut n = 8;
            // Not for ever: a failure below must not be waited for.
            while !done.load(Ordering::Relaxed) && n < 3_000 {
                store.add(&numbered(n)).unwrap();
                n += 1;
            }
            n
        });
        for round in 0..4 {
            let backup = dir.path().join(format!("copy-{round}{}", if round % 2 == 0 { ".tar" } else { "" }));
            let manifest = store.backup(&backup, &mut quiet()).unwrap();
            let to = dir.path().join(format!("restored-{round}"));
            restore(&backup, &to, &mut quiet()).unwrap();
            let restored = SqliteStore::open(&to).unwrap();
            assert_eq!(restored.stats().unwrap().documents, manifest.documents);
            same(&store, &restored, 8);
        }
        done.store(true, Ordering::Relaxed);
        assert!(writer.join().unwrap() > 10);
    });
}

fn refused(backup: &Path, says: &str) {
    let to = backup.with_file_name("never");
    let error = restore(backup, &to, &mut quiet()).unwrap_err();
    assert!(matches!(error, StoreError::BadBackup { .. }), "{error}");
    let told = error.to_string();
    assert!(told.contains(says) && told.contains(backup.to_str().unwrap()), "{told}");
    assert!(!to.exists() && !to.with_file_name("never.restoring").exists(), "{says}");
}

/// Changes the manifest of a folder backup, keeping it one.
fn edit(backup: &Path, change: impl FnOnce(&mut Manifest)) {
    let path = backup.join("manifest.json");
    let mut manifest: Manifest = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    change(&mut manifest);
    std::fs::write(&path, serde_json::to_vec(&manifest).unwrap()).unwrap();
}

fn copy_of(backup: &Path, to: &Path) -> PathBuf {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to.join("archive")).unwrap();
    for entry in backup.read_dir().unwrap().chain(backup.join("archive").read_dir().unwrap()) {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, to.join(path.strip_prefix(backup).unwrap())).unwrap();
        }
    }
    to.to_path_buf()
}

#[test]
fn what_is_damaged_or_made_to_do_harm_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let store = small_store(&dir.path().join("store"));
    let good = dir.path().join("good");
    store.backup(&good, &mut quiet()).unwrap();
    let fresh = || copy_of(&good, &dir.path().join("bad"));

    for name in [
        "../outside",
        "/etc/passwd",
        "archive/../../outside",
        "archive/notes.txt",
        "marsad.sqlite-wal",
        "archive\\x",
        "",
    ] {
        let bad = fresh();
        edit(&bad, |m| m.files[1].path = name.into());
        refused(&bad, "no backup has");
    }
    let bad = fresh();
    edit(&bad, |m| m.files.push(m.files[1].clone()));
    refused(&bad, "twice");
    let bad = fresh();
    edit(&bad, |m| drop(m.files.remove(0)));
    refused(&bad, "lacks the database");
    let bad = fresh();
    edit(&bad, |m| m.marsad_backup = 9);
    refused(&bad, "newer Marsad");
    let bad = fresh();
    edit(&bad, |m| m.store = "postgres".into());
    refused(&bad, "no backup has");
    let bad = fresh();
    edit(&bad, |m| m.documents = 7);
    refused(&bad, "8 documents, and 7 were noted");
    let bad = fresh();
    std::fs::remove_file(bad.join("archive/marsad-00001.warc.gz")).unwrap();
    refused(&bad, "cannot be read");
    let bad = fresh();
    std::fs::write(bad.join("manifest.json"), "{").unwrap();
    refused(&bad, "is none");
    let bad = fresh();
    std::fs::remove_file(bad.join("manifest.json")).unwrap();
    refused(&bad, "manifest.json");
    #[cfg(unix)]
    {
        let bad = fresh();
        let file = bad.join("archive/marsad-00001.warc.gz");
        std::fs::rename(&file, bad.join("elsewhere")).unwrap();
        std::os::unix::fs::symlink(bad.join("elsewhere"), &file).unwrap();
        refused(&bad, "no plain file");
    }

    // A page that was lost, with hashes made to fit: only reading the archive can tell.
    let bad = fresh();
    let file = bad.join("archive/marsad-00002.warc.gz");
    let mut bytes = std::fs::read(&file).unwrap();
    let at = bytes.len() - 700;
    bytes[at] ^= 0x10;
    std::fs::write(&file, &bytes).unwrap();
    refused(&bad, "SHA-256");
    fit(&bad, "archive/marsad-00002.warc.gz");
    refused(&bad, "is damaged");

    // A database that would run something of its own when the store is used.
    let bad = fresh();
    rusqlite::Connection::open(bad.join("marsad.sqlite"))
        .unwrap()
        .execute_batch("CREATE TRIGGER evil AFTER INSERT ON documents BEGIN DELETE FROM reports; END")
        .unwrap();
    fit(&bad, "marsad.sqlite");
    refused(&bad, "`evil`");
    let bad = fresh();
    rusqlite::Connection::open(bad.join("marsad.sqlite")).unwrap().pragma_update(None, "user_version", 99).unwrap();
    fit(&bad, "marsad.sqlite");
    refused(&bad, "format 99");
    let bad = fresh();
    std::fs::write(bad.join("marsad.sqlite"), "no database at all").unwrap();
    fit(&bad, "marsad.sqlite");
    refused(&bad, "cannot be read");

    // More than any disk has room for is known before a byte is written.
    let bad = fresh();
    edit(&bad, |m| m.files[1].size = u64::MAX / 2);
    let to = dir.path().join("never");
    let error = restore(&bad, &to, &mut quiet()).unwrap_err();
    assert!(matches!(error, StoreError::NoRoom { .. }), "{error}");
    assert!(!to.exists());
}

/// Makes length and hash of a file in the manifest fit what it is.
fn fit(backup: &Path, name: &str) {
    use sha2::Digest;
    let bytes = std::fs::read(backup.join(name)).unwrap();
    let hash: String = sha2::Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
    edit(backup, |m| {
        let file = m.files.iter_mut().find(|f| f.path == name).unwrap();
        (file.size, file.sha256) = (bytes.len() as u64, hash);
    });
}

/// A whole tar backup.
fn tar() -> &'static [u8] {
    static TAR: OnceLock<Vec<u8>> = OnceLock::new();
    TAR.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let store = small_store(&dir.path().join("store"));
        let path = dir.path().join("copy.tar");
        store.backup(&path, &mut quiet()).unwrap();
        std::fs::read(path).unwrap()
    })
}

#[test]
fn a_tar_file_that_was_cut_off_anywhere_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bad.tar");
    let whole = tar();
    for at in (0..whole.len() - 1024).step_by(whole.len() / 60) {
        std::fs::write(&path, &whole[..at]).unwrap();
        refused(&path, "");
    }
    std::fs::write(&path, [whole, &[1; 512]].concat()).unwrap();
    // What follows the end of a tar file is none of it.
    check_backup(&path, &mut quiet()).unwrap();
}

#[test]
fn a_tar_file_with_links_or_more_files_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bad.tar");
    let whole = tar();
    let second = (512 + usize::try_from(octal(&whole[124..135])).unwrap()).div_ceil(512) * 512;
    let with_head = |change: &dyn Fn(&mut [u8])| {
        let mut bytes = whole.to_vec();
        let head = &mut bytes[second..second + 512];
        change(head);
        let sum: u32 =
            head.iter().enumerate().map(|(at, b)| u32::from(if (148..156).contains(&at) { b' ' } else { *b })).sum();
        head[148..154].copy_from_slice(format!("{sum:06o}").as_bytes());
        std::fs::write(&path, &bytes).unwrap();
    };
    with_head(&|head| head[156] = b'2');
    refused(&path, "no plain file");
    with_head(&|head| head[345] = b'/');
    refused(&path, "no plain file");
    with_head(&|head| head[..6].copy_from_slice(b"../../"));
    refused(&path, "stands where");
    with_head(&|head| head[124..135].copy_from_slice(b"77777777777"));
    refused(&path, "another length");
    with_head(&|head| head[0] = 0xff);
    refused(&path, "is no text");
}

fn octal(digits: &[u8]) -> u64 {
    u64::from_str_radix(std::str::from_utf8(digits).unwrap(), 8).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_change_of_a_backup_is_noticed_or_means_nothing(
        at in any::<prop::sample::Index>(), bytes in prop::collection::vec(any::<u8>(), 1..40), cut in any::<bool>(),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("bad.tar");
        let mut changed = tar().to_vec();
        let at = at.index(changed.len());
        let end = (at + bytes.len()).min(changed.len());
        changed.splice(at..if cut { at } else { end }, bytes);
        std::fs::write(&path, &changed).unwrap();
        let to = dir.path().join("to");
        match restore(&path, &to, &mut quiet()) {
            // In the spaces between files, or in the times and rights of the manifest's own head.
            Ok(manifest) => prop_assert_eq!(manifest.documents, 8),
            Err(error) => {
                prop_assert!(matches!(error, StoreError::BadBackup { .. }), "{}", error);
                prop_assert!(!to.exists());
            }
        }
    }
}
