//! A process that adds documents is killed at any moment: what it was told is kept, and nothing is there by half.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod suite;

use marsad_store::{Added, Filter, NewDocument, SqliteStore, Store, Upkeep};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use suite::make::{actor, day, page, place, report};

const FOLDER: &str = "MARSAD_TEST_KILL_FOLDER";
const FROM: &str = "MARSAD_TEST_KILL_FROM";
const ROUNDS: u64 = 12;

/// The document of a number, made the same by the child and by the test.
fn numbered(n: u64) -> NewDocument {
    let mut reports = Vec::new();
    for at in 0..n % 4 {
        let mut one = report(usize::try_from(at).unwrap());
        one.places = vec![place(&format!("Village {n}"), "القرية")];
        one.actors = vec![actor("Islamic State", "داعش")];
        reports.push(one);
    }
    let mut new = page(&format!("https://a.example/{n}"), &format!("خبر رقم{n}"), "وقع هجوم على القرية", reports);
    // Bytes that do not compress, so that the archive file is long enough to be cut in the middle of a member.
    let mut state = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    new.bytes = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    })
    .take(usize::try_from(n * 7919 % 200_000).unwrap())
    .collect();
    new.document.published = Some(day(2024, 1, 1 + i8::try_from(n % 28).unwrap()));
    new
}

/// The child: adds documents and says so, one line each, until it is killed. Run by the test below only.
#[test]
#[ignore = "is the child process of the other test"]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let from: u64 = std::env::var(FROM).unwrap().parse().unwrap();
    let store = SqliteStore::open(folder).unwrap();
    let mut out = std::io::stdout();
    for n in from.. {
        let (Added::New(id) | Added::Known(id)) = store.add(&numbered(n)).unwrap();
        writeln!(out, "\nkept {n} {id}").unwrap();
        out.flush().unwrap();
    }
}

fn start_child(folder: &std::path::Path, from: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(FROM, from.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The documents that the child says are kept: number and id.
fn said(child: &mut Child) -> std::thread::JoinHandle<Vec<(u64, i64)>> {
    let out = BufReader::new(child.stdout.take().unwrap());
    std::thread::spawn(move || {
        let lines = out.lines().map_while(Result::ok);
        let kept = lines.filter_map(|line| {
            let (n, id) = line.strip_prefix("kept ")?.split_once(' ')?;
            Some((n.parse().ok()?, id.parse().ok()?))
        });
        kept.collect()
    })
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_half_there() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("store");
    drop(SqliteStore::create(&folder).unwrap());
    let mut kept: Vec<(u64, i64)> = Vec::new();
    for round in 0..ROUNDS {
        let mut child = start_child(&folder, kept.len() as u64);
        let lines = said(&mut child);
        std::thread::sleep(Duration::from_millis(150 + round * 37 % 200));
        child.kill().unwrap();
        child.wait().unwrap();
        let new = lines.join().unwrap();
        // The last document of the round before may have been kept without a word of it.
        kept.extend(new);

        let store = SqliteStore::open(&folder).unwrap();
        for (n, id) in &kept {
            let expected = numbered(*n);
            let row =
                store.document(*id).unwrap().unwrap_or_else(|| panic!("document {n} was acknowledged and is gone"));
            assert_eq!(row.document, expected.document);
            assert_eq!(
                row.reports.iter().map(|r| &r.report).collect::<Vec<_>>(),
                expected.reports.iter().collect::<Vec<_>>()
            );
            assert_eq!(store.capture(*id).unwrap().unwrap(), expected.bytes);
        }
        // Everything that is there is whole, acknowledged or not: bytes, reports, words and names.
        let stats = store.stats().unwrap();
        let count = kept.len() as u64;
        assert!(stats.documents == count || stats.documents == count + 1, "{} of {count}", stats.documents);
        assert_eq!(stats.reports, (0..stats.documents).map(|n| n % 4).sum::<u64>());
        for n in 0..stats.documents {
            assert_eq!(store.search(&format!("رقم{n}"), 2).unwrap().total, 1);
            let by_name = Filter { place: Some(format!("village {n}")), ..Filter::default() };
            assert_eq!(store.reports(&by_name).unwrap().total, n % 4);
        }
        let verified = store.verify().unwrap();
        assert_eq!(verified.captures, stats.documents);
        assert!(verified.is_sound(), "{verified:?}");
    }
    assert!(kept.len() as u64 > ROUNDS, "only {} documents were added: too few to prove anything", kept.len());
}
