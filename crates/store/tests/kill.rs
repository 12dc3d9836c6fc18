//! A process that adds documents, makes or restores a backup, or brings an old store up to date is killed at any moment: what it
//! said is kept, and nothing is there by half.

// What it prints is for whoever runs it.
#![allow(clippy::print_stdout)]
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod suite;

use marsad_store::{
    Added, EventStore, Filter, NewDocument, NewReview, NoNodes, Reviews, SqliteStore, Store, Upkeep, Verdict,
    check_backup, restore,
};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use suite::make::{actor, day, page, place, report};

const FOLDER: &str = "MARSAD_TEST_KILL_FOLDER";
const FROM: &str = "MARSAD_TEST_KILL_FROM";
const WHAT: &str = "MARSAD_TEST_KILL_WHAT";
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
    let folder = std::path::PathBuf::from(folder);
    match std::env::var(WHAT).as_deref() {
        Ok("backup") => {
            let store = SqliteStore::open(folder.join("store")).unwrap();
            store.backup(&folder.join("copy.tar"), &mut |_, _| {}).unwrap();
            store.backup(&folder.join("copy"), &mut |_, _| {}).unwrap();
            return;
        }
        Ok("restore") => {
            restore(&folder.join("good.tar"), &folder.join("restored"), &mut |_, _| {}).unwrap();
            return;
        }
        Ok("review") => {
            let store = SqliteStore::open(folder.join("store")).unwrap();
            let mut out = std::io::stdout();
            for n in 0.. {
                // Accepted, rejected, taken back: the same report again and again.
                let report = 1 + n % 6;
                let verdict = if n % 4 == 1 { Verdict::NotEvent } else { Verdict::Accept };
                let document = 1 + (report - 1) / 3;
                let review = NewReview::of(document, Some(report), verdict, "Rima", "2026-01-01T00:00:00Z");
                let done = store.add_review(&review, &NoNodes).unwrap();
                if n % 3 == 0 {
                    store.undo_review(done.review, "Rima", "2026-01-01T00:00:01Z").unwrap();
                }
                if n % 7 == 0 {
                    store.weigh(&|_| None, &mut |_, _| {}).unwrap();
                }
                writeln!(out, "\nkept {n} {}", done.review).unwrap();
                out.flush().unwrap();
            }
        }
        Ok("migrate") => {
            SqliteStore::open(folder.join("old")).unwrap();
            return;
        }
        _ => {}
    }
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

/// Runs the child on something and kills it after a while; whether it had ended by itself.
fn killed(folder: &std::path::Path, what: &str, after: Duration) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(WHAT, what)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(after);
    let ended = child.try_wait().unwrap().is_some_and(|status| status.success());
    child.kill().unwrap();
    child.wait().unwrap();
    ended
}

#[test]
fn a_backup_or_restored_store_is_whole_or_not_there() {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    store.add_all(&(0..60).map(numbered).collect::<Vec<_>>()).unwrap();
    let quiet = &mut |_, _| {};
    store.backup(&dir.path().join("good.tar"), quiet).unwrap();
    let (mut whole, mut cut) = (0, 0);
    for round in 0..12u64 {
        let after = Duration::from_millis(10 + round * 53 % 260);
        for name in ["copy.tar", "copy", "restored"] {
            let path = dir.path().join(name);
            let _ = std::fs::remove_file(&path);
            let _ = std::fs::remove_dir_all(&path);
        }
        let what = if round % 2 == 0 { "backup" } else { "restore" };
        if killed(dir.path(), what, after) {
            whole += 1
        } else {
            cut += 1
        }
        for name in ["copy.tar", "copy"] {
            let path = dir.path().join(name);
            if path.exists() {
                assert_eq!(check_backup(&path, quiet).unwrap().documents, 60);
            }
        }
        let restored = dir.path().join("restored");
        if restored.exists() {
            let restored = SqliteStore::open(restored).unwrap();
            assert_eq!(restored.stats().unwrap().documents, 60);
            assert!(restored.verify().unwrap().is_sound());
        }
        assert!(store.verify().unwrap().is_sound());
    }
    println!("{whole} went through, {cut} were cut short");
    assert!(cut > 0, "every run went through: too quick to prove anything");
    // What the dead have left is in nobody's way.
    let _ = std::fs::remove_dir_all(dir.path().join("copy"));
    let _ = std::fs::remove_dir_all(dir.path().join("restored"));
    store.backup(&dir.path().join("copy"), quiet).unwrap();
    restore(&dir.path().join("copy"), &dir.path().join("restored"), quiet).unwrap();
}

#[test]
fn a_review_is_kept_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    store.add_all(&[numbered(3), numbered(7)]).unwrap();
    assert_eq!(store.stats().unwrap().reports, 6);
    drop(store);
    let mut kept = 0;
    for round in 0..8u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--ignored", "--nocapture", "--test-threads=1"])
            .env(FOLDER, dir.path())
            .env(WHAT, "review")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = said(&mut child);
        std::thread::sleep(Duration::from_millis(150 + round * 37 % 200));
        child.kill().unwrap();
        child.wait().unwrap();
        let acknowledged = lines.join().unwrap();
        kept += acknowledged.len();
        let store = SqliteStore::open(dir.path().join("store")).unwrap();
        let mut log = Vec::new();
        while let Some(more) = Some(store.reviews(log.len() as i64, 1000).unwrap()).filter(|more| !more.is_empty()) {
            log.extend(more);
        }
        assert!(log.iter().zip(1..).all(|(row, id)| row.id == id), "the log has no hole");
        for (_, review) in acknowledged {
            assert!(log.iter().any(|row| row.id == review), "review {review} was acknowledged and is gone");
        }
        let verified = store.verify().unwrap();
        assert!(verified.is_sound(), "{verified:?}");
    }
    assert!(kept > 8, "only {kept} reviews were given: too few to prove anything");
}

#[test]
fn an_old_store_is_brought_up_to_date_whole_or_left_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-3.sql");
    let sql = std::fs::read_to_string(fixture).unwrap();
    let old = dir.path().join("old");
    let mut states = std::collections::BTreeMap::new();
    for round in 0..10u64 {
        let _ = std::fs::remove_dir_all(&old);
        std::fs::create_dir_all(old.join("archive")).unwrap();
        let mut db = rusqlite::Connection::open(old.join("marsad.sqlite")).unwrap();
        db.execute_batch(&sql).unwrap();
        // Large enough that the way up takes a moment.
        let step = db.transaction().unwrap();
        for n in 10..1500i64 {
            step.execute(
                "INSERT INTO captures (id, target, media_type, captured_at, sha256, size, file, \"offset\", length)
                 VALUES (?1, 'x' || ?1, 'text/html', '2024-05-01T10:00:00Z', 'y' || ?1, 1, 'marsad-00001.warc.gz', 1, 1)",
                [n],
            )
            .unwrap();
            step.execute(
                "INSERT INTO documents (id, capture, target, version, current, name, title, body) VALUES (?1, ?1, 'x' || ?1, 1, 1, 'n', 'خبر', ?2)",
                rusqlite::params![n, "وقع هجوم على القرية ".repeat(40)],
            )
            .unwrap();
        }
        step.commit().unwrap();
        drop(db);
        killed(dir.path(), "migrate", Duration::from_millis(15 + round * 37 % 190));
        let format: i64 = rusqlite::Connection::open(old.join("marsad.sqlite"))
            .unwrap()
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        *states.entry(format).or_insert(0) += 1;
        let store = SqliteStore::open(&old).unwrap();
        assert!(format == 3 || format == store.format(), "left at format {format}");
        assert_eq!(store.stats().unwrap().documents, 1492, "killed at format {format}");
        assert_eq!(store.search("قرية", 1).unwrap().total, 1490);
    }
    println!("formats found after the kill: {states:?}");
}
