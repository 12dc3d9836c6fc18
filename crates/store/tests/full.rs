//! A disk that is full, and one that may only be read: a clear stop, nothing lost, and a clean restart.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod suite;

use marsad_store::{NewDocument, SqliteStore, Store, StoreError, Upkeep, restore};
use std::path::Path;
use std::process::Command;
use suite::make::{page, report};

/// A file system of a few megabytes; it goes when the test is over.
struct Small(tempfile::TempDir);

impl Small {
    fn mount(megabytes: u32) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let options = format!("size={megabytes}m");
        if run(&["mount", "-t", "tmpfs", "-o", &options, "tmpfs", dir.path().to_str().unwrap()]) {
            return Some(Self(dir));
        }
        eprintln!("\n!!! LEFT OUT: the tests of a full disk. Only root can mount a small one, and here it cannot.\n");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn remount(&self, how: &str) -> bool {
        run(&["mount", "-o", &format!("remount,{how}"), self.path().to_str().unwrap()])
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        run(&["umount", "-l", self.path().to_str().unwrap()]);
    }
}

fn run(command: &[&str]) -> bool {
    Command::new(command[0]).args(&command[1..]).output().is_ok_and(|output| output.status.success())
}

fn numbered(n: usize) -> NewDocument {
    let mut new =
        page(&format!("https://a.example/{n}"), &format!("خبر رقم{n}"), "وقع هجوم على القرية", vec![report(0)]);
    new.bytes = (0..20_000usize).map(|i| ((i + n * 7919).wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    new
}

#[test]
fn a_full_disk_stops_clearly_and_the_store_goes_on_when_there_is_room() {
    let Some(disk) = Small::mount(6) else { return };
    let ballast = disk.path().join("ballast");
    std::fs::write(&ballast, vec![1; 2_000_000]).unwrap();
    let folder = disk.path().join("store");
    let store = SqliteStore::create(&folder).unwrap();
    let mut kept = Vec::new();
    let error = loop {
        match store.add(&numbered(kept.len())) {
            Ok(marsad_store::Added::New(id)) => kept.push(id),
            Ok(other) => panic!("{other:?}"),
            Err(error) => break error,
        }
        assert!(kept.len() < 1_000);
    };
    assert!(matches!(error, StoreError::DiskFull { .. }), "{error}");
    assert!(error.to_string().contains("free some"), "{error}");
    assert!(kept.len() > 10, "{}", kept.len());
    // Still full, and asked again: the same answer. What is there can be read.
    assert!(matches!(store.add(&numbered(kept.len())), Err(StoreError::DiskFull { .. })));
    let whole = |store: &SqliteStore| {
        assert_eq!(store.stats().unwrap().documents, kept.len() as u64);
        for (n, id) in kept.iter().enumerate() {
            assert_eq!(store.capture(*id).unwrap().unwrap(), numbered(n).bytes);
        }
        assert!(store.verify().is_ok_and(|found| found.damaged.is_empty()));
    };
    whole(&store);
    // A backup beside it has no room either, and leaves nothing.
    assert!(store.backup(&disk.path().join("copy"), &mut |_, _| {}).is_err());
    assert!(!disk.path().join("copy").exists() && !disk.path().join("copy.part").exists());

    std::fs::remove_file(&ballast).unwrap();
    store.add(&numbered(5_000)).unwrap();
    drop(store);
    let store = SqliteStore::open(&folder).unwrap();
    assert_eq!(store.stats().unwrap().documents, kept.len() as u64 + 1);
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn a_disk_too_small_for_a_backup_is_known_before_anything_is_written() {
    let Some(disk) = Small::mount(1) else { return };
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    store.add_all(&(0..300).map(numbered).collect::<Vec<_>>()).unwrap();
    let backup = dir.path().join("copy.tar");
    store.backup(&backup, &mut |_, _| {}).unwrap();
    let error = restore(&backup, &disk.path().join("store"), &mut |_, _| {}).unwrap_err();
    assert!(matches!(error, StoreError::NoRoom { .. }), "{error}");
    assert_eq!(std::fs::read_dir(disk.path()).unwrap().count(), 0);
}

#[test]
fn a_disk_for_reading_only_stops_clearly_and_the_store_goes_on_when_it_can_be_written() {
    let Some(disk) = Small::mount(6) else { return };
    let folder = disk.path().join("store");
    let store = SqliteStore::create(&folder).unwrap();
    store.add(&numbered(0)).unwrap();
    drop(store);
    if !disk.remount("ro") {
        eprintln!("\n!!! LEFT OUT: the test of a disk for reading only. It cannot be mounted so here.\n");
        return;
    }
    let error = SqliteStore::open(&folder).and_then(|store| store.add(&numbered(1))).unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
    assert!(SqliteStore::create(disk.path().join("other")).is_err());
    assert!(disk.remount("rw"));
    let store = SqliteStore::open(&folder).unwrap();
    store.add(&numbered(1)).unwrap();
    assert_eq!(store.stats().unwrap().documents, 2);
    assert!(store.verify().unwrap().is_sound());
}
