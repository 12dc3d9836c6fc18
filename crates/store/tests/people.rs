//! Whatever is done to a row of the log behind the program's back is found, and the first row that is touched is named.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod suite;

use marsad_store::{AuditFilter, AuditRow, People, SqliteStore, Upkeep};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rusqlite::{Connection, params};
use serde_json::json;
use suite::people::at;

const ROWS: i64 = 12;

/// What somebody with the database file in hand could do.
#[derive(Debug, Clone)]
enum Tamper {
    /// Another text in a column.
    Change(i64, &'static str, String),
    /// Another text, and the hash made to fit.
    Rewrite(i64, &'static str, String),
    /// A row less.
    Delete(i64),
    /// Everything behind a row less.
    Cut(i64),
    /// A row less, and those behind it moved up.
    CloseUp(i64),
    /// Two rows in each other's place.
    Swap(i64, i64),
    /// A copy of a row at the end.
    Append(i64),
    /// Another end than was written.
    Head(i64),
}

fn tampers() -> impl Strategy<Value = Tamper> {
    let n = 1..=ROWS;
    let text = "\\PC{0,12}";
    let any_column = prop::sample::select(vec!["at", "who", "what", "subject", "prev", "hash"]);
    let own_column = prop::sample::select(vec!["at", "who", "what", "subject", "prev"]);
    prop_oneof![
        (n.clone(), any_column, text).prop_map(|(n, column, text)| Tamper::Change(n, column, text)),
        (n.clone(), own_column, text).prop_map(|(n, column, text)| Tamper::Rewrite(n, column, text)),
        n.clone().prop_map(Tamper::Delete),
        (1..ROWS).prop_map(Tamper::Cut),
        n.clone().prop_map(Tamper::CloseUp),
        (n.clone(), n.clone()).prop_filter("two rows", |(a, b)| a != b).prop_map(|(a, b)| Tamper::Swap(a, b)),
        n.clone().prop_map(Tamper::Append),
        (0..ROWS).prop_map(Tamper::Head),
    ]
}

fn set(row: &mut AuditRow, column: &str, text: String) {
    *match column {
        "at" => &mut row.at,
        "who" => &mut row.who,
        "what" => &mut row.what,
        "subject" => &mut row.subject,
        "prev" => &mut row.prev,
        _ => &mut row.hash,
    } = text;
}

/// The rows as they are then, the end that is told, and the row that must be named; none where nothing changed.
fn tampered(good: &[AuditRow], tamper: &Tamper) -> Option<(Vec<AuditRow>, i64, i64)> {
    let mut rows = good.to_vec();
    let index = |n: i64| usize::try_from(n - 1).unwrap();
    let mut head = ROWS;
    let first = match tamper {
        Tamper::Change(n, column, text) => {
            set(&mut rows[index(*n)], column, text.clone());
            *n
        }
        Tamper::Rewrite(n, column, text) => {
            let row = &mut rows[index(*n)];
            set(row, column, text.clone());
            row.hash = row.right_hash();
            // The row is whole in itself: it is the next one that does not follow, unless it no longer follows itself.
            if *column == "prev" { *n } else { (*n + 1).min(ROWS) }
        }
        Tamper::Delete(n) => {
            rows.remove(index(*n));
            *n
        }
        Tamper::Cut(n) => {
            rows.truncate(index(*n));
            *n
        }
        Tamper::CloseUp(n) => {
            rows.remove(index(*n));
            rows.iter_mut().zip(1..).for_each(|(row, n)| row.n = n);
            *n
        }
        Tamper::Swap(a, b) => {
            rows.swap(index(*a), index(*b));
            rows.iter_mut().zip(1..).for_each(|(row, n)| row.n = n);
            *a.min(b)
        }
        Tamper::Append(n) => {
            let mut row = rows[index(*n)].clone();
            row.n = ROWS + 1;
            row.prev = rows[index(ROWS)].hash.clone();
            row.hash = row.right_hash();
            rows.push(row);
            ROWS + 1
        }
        Tamper::Head(n) => {
            head = *n;
            n + 1
        }
    };
    (rows != good || head != ROWS).then_some((rows, head, first))
}

fn put(db: &Connection, rows: &[AuditRow], head: (i64, &str)) {
    let step = db.unchecked_transaction().unwrap();
    step.execute("DELETE FROM audit", []).unwrap();
    for r in rows {
        let sql = "INSERT INTO audit (n, at, who, what, subject, prev, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        step.execute(sql, params![r.n, r.at, r.who, r.what, r.subject, r.prev, r.hash]).unwrap();
    }
    step.execute("UPDATE audit_head SET n = ?1, hash = ?2", params![head.0, head.1]).unwrap();
    step.commit().unwrap();
}

#[test]
fn any_change_of_any_row_is_found_and_the_first_row_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let store = SqliteStore::create(&path).unwrap();
    for n in 0..ROWS {
        store.append_audit(&format!("person {n}"), "review.accept", &json!({ "report": n }), at(n)).unwrap();
    }
    let mut good = store.audit(&AuditFilter::default()).unwrap();
    good.reverse();
    let end = good.last().unwrap().hash.clone();
    let db = Connection::open(path.join("marsad.sqlite")).unwrap();
    for sql in ["UPDATE audit SET who = 'x' WHERE n = 3", "DELETE FROM audit WHERE n = 3", "DELETE FROM audit"] {
        assert!(db.execute(sql, []).unwrap_err().to_string().contains("only added to"), "{sql}");
    }
    // Whoever has the file can take that away as well.
    db.execute_batch("DROP TRIGGER audit_stays; DROP TRIGGER audit_keeps").unwrap();
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    runner
        .run(&tampers(), |tamper| {
            let Some((rows, head, first)) = tampered(&good, &tamper) else { return Ok(()) };
            let told = good.iter().find(|r| r.n == head).map_or(end.as_str(), |r| &r.hash);
            put(&db, &rows, (head, told));
            let found = store.check_audit().unwrap();
            prop_assert_eq!(found.broken.map(|b| b.n), Some(first), "{:?}", tamper);
            Ok(())
        })
        .unwrap();
    put(&db, &good, (ROWS, &end));
    assert_eq!(store.check_audit().unwrap().broken, None);
    // And it is told, as every fault of a store is.
    put(&db, &good[..7], (ROWS, &end));
    let report = store.verify().unwrap();
    assert!(!report.is_sound() && report.audit_faults[0].starts_with("row 8 of the audit log"), "{report:?}");
    // What is written then does not hide it.
    let row = store.append_audit("salma", "x.y", &json!({}), at(0)).unwrap();
    assert_eq!((row.n, row.prev.as_str()), (ROWS + 1, end.as_str()));
    assert_eq!(store.check_audit().unwrap().broken.map(|b| b.n), Some(8));
}
