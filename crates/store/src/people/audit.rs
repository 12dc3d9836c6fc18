//! The log of what was done: rows that are only added, each with the hash of the one before it.
//!
//! The hash of a row is the SHA-256 of one line of JSON, an array of
//! `"marsad audit 1"`, n, at, who, what, subject and the hash of the row before, all but n as strings and subject as the text of
//! its JSON with sorted keys. The first row has [`FIRST_HASH`] before it. So a log can be checked by any program:
//! `marsad audit --json` prints all that it takes.

use super::stamp;
use crate::cursor::hex;
use crate::error::{StoreError, shortened};
use crate::events::db::{Db, Row, values};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// What stands before the first row.
pub const FIRST_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// Most rows of one answer.
pub const MOST_AUDIT: usize = 1000;
/// Longest subject, in bytes of its JSON.
const LONGEST_SUBJECT: usize = 64 << 10;
/// What the hash begins with, so that another form will be another hash.
const FORM: &str = "marsad audit 1";

/// One row: somebody did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Its number: 1, 2, 3 …
    pub n: i64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who: the name of an account, `local` of the one person at the machine, `command line`.
    pub who: String,
    /// What, e.g. `person.role`.
    pub what: String,
    /// To what, as JSON in one line with sorted keys.
    pub subject: String,
    /// The hash of the row before.
    pub prev: String,
    /// The hash of this row.
    pub hash: String,
}

impl AuditRow {
    /// The hash that the row should have.
    #[must_use]
    pub fn right_hash(&self) -> String {
        let line = serde_json::json!([FORM, self.n, self.at, self.who, self.what, self.subject, self.prev]);
        hex(&Sha256::digest(line.to_string().as_bytes()))
    }

    fn of(row: &Row) -> Self {
        let text = |at| row.text(at).to_owned();
        Self { n: row.int(0), at: text(1), who: text(2), what: text(3), subject: text(4), prev: text(5), hash: text(6) }
    }
}

/// Which rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only what this one did.
    pub who: Option<String>,
    /// Only rows before this number.
    pub before: Option<i64>,
    /// At most so many, and [`MOST_AUDIT`]; 100 without it.
    pub limit: Option<usize>,
}

/// What reading the whole log found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AuditCheck {
    /// Rows that are there.
    pub rows: u64,
    /// The hash of the last: kept elsewhere, it shows later that nothing before it was changed.
    pub head: Option<String>,
    /// The first row that is not as it was written.
    pub broken: Option<BrokenRow>,
}

/// A row of the log that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BrokenRow {
    /// Its number.
    pub n: i64,
    /// What is wrong.
    pub why: String,
}

impl std::fmt::Display for BrokenRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "row {} of the audit log {}", self.n, self.why)
    }
}

const COLUMNS: &str = "n, at, who, what, subject, prev, hash";

pub(super) fn append(
    db: &mut dyn Db,
    who: &str,
    what: &str,
    subject: &Value,
    now: Timestamp,
) -> Result<AuditRow, StoreError> {
    let subject = sorted(subject, 0).to_string();
    let bad = |why: &str| StoreError::BadInput { target: format!("{what} by {}", shortened(who)), why: why.into() };
    if subject.len() > LONGEST_SUBJECT {
        return Err(bad("what is written into the audit log has at most 64 KiB"));
    }
    if [who, what].iter().any(|word| word.is_empty() || word.len() > 1000 || word.contains(char::is_control)) {
        return Err(bad("the audit log wants a name and a word of at most 1000 bytes, without control characters"));
    }
    let head = db.row("SELECT n, hash FROM audit_head WHERE id = 1", &[])?;
    let last = db.row("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1", &[])?;
    // Where both differ somebody took rows away or put some in. The log goes on behind both, so that it stays to be seen.
    let n = head.iter().chain(&last).map(|row| row.int(0)).max().unwrap_or(0).max(0) + 1;
    let prev = head.or(last).map_or_else(|| FIRST_HASH.to_owned(), |row| row.text(1).to_owned());
    let mut row =
        AuditRow { n, at: stamp(now), who: who.into(), what: what.into(), subject, prev, hash: String::new() };
    row.hash = row.right_hash();
    let sql = "INSERT INTO audit (n, at, who, what, subject, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    db.run(sql, values![row.n, &*row.at, &*row.who, &*row.what, &*row.subject, &*row.prev, &*row.hash])?;
    let sql = "INSERT INTO audit_head (id, n, hash) VALUES (1, $1, $2)
               ON CONFLICT (id) DO UPDATE SET n = excluded.n, hash = excluded.hash";
    db.run(sql, values![row.n, &*row.hash])?;
    Ok(row)
}

pub(super) fn list(db: &mut dyn Db, filter: &AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
    let before = filter.before.unwrap_or(i64::MAX);
    let limit = i64::try_from(filter.limit.unwrap_or(100).clamp(1, MOST_AUDIT)).unwrap_or(100);
    let rows = match &filter.who {
        Some(who) => {
            let sql = format!("SELECT {COLUMNS} FROM audit WHERE who = $1 AND n < $2 ORDER BY n DESC LIMIT $3");
            db.rows(&sql, values![&**who, before, limit])?
        }
        None => {
            let sql = format!("SELECT {COLUMNS} FROM audit WHERE n < $1 ORDER BY n DESC LIMIT $2");
            db.rows(&sql, values![before, limit])?
        }
    };
    Ok(rows.iter().map(AuditRow::of).collect())
}

/// Reads the log from its beginning, some rows at a time.
pub(super) fn check(db: &mut (dyn Db + '_)) -> Result<AuditCheck, StoreError> {
    let mut found = AuditCheck::default();
    let (mut last, mut prev) = (0_i64, FIRST_HASH.to_owned());
    let sql = format!("SELECT {COLUMNS} FROM audit WHERE n > $1 ORDER BY n LIMIT 1000");
    // A number that no row of ours has; looked for apart, as the rest begins behind 0.
    if let Some(row) = db.row("SELECT n FROM audit WHERE n < 1 ORDER BY n LIMIT 1", &[])? {
        found.broken = Some(BrokenRow { n: row.int(0), why: "has a number that no row has".into() });
    }
    loop {
        let rows = db.rows(&sql, values![last])?;
        let Some(end) = rows.last() else { break };
        let end = end.int(0);
        for row in rows.iter().map(AuditRow::of) {
            found.rows += 1;
            if found.broken.is_none() {
                found.broken = fault(&row, last, &prev);
            }
            (last, prev) = (row.n, row.hash);
        }
        last = end;
    }
    let head = db.row("SELECT n, hash FROM audit_head WHERE id = 1", &[])?;
    let told = head.as_ref().map_or((0, FIRST_HASH), |row| (row.int(0), row.text(1)));
    if found.broken.is_none() && told != (last, prev.as_str()) {
        let n = if told.0 > last { last + 1 } else { told.0 + 1 };
        let why = match told.0.cmp(&last) {
            std::cmp::Ordering::Greater => format!("and those after it are gone: {} were written", told.0),
            std::cmp::Ordering::Less => format!("was put in: {} were written", told.0),
            std::cmp::Ordering::Equal => "is not the one that was written last".to_owned(),
        };
        let n = if told.0 == last { last } else { n };
        found.broken = Some(BrokenRow { n, why });
    }
    found.head = (found.rows > 0).then_some(prev);
    Ok(found)
}

/// What is wrong with a row behind another.
fn fault(row: &AuditRow, last: i64, prev: &str) -> Option<BrokenRow> {
    if row.n != last + 1 {
        return Some(BrokenRow { n: last + 1, why: "is gone".into() });
    }
    let why = if row.hash != row.right_hash() {
        "was changed: its hash is not that of its words"
    } else if row.prev != prev {
        "does not follow the row before it: one of them was written anew"
    } else {
        return None;
    };
    Some(BrokenRow { n: row.n, why: why.into() })
}

/// The same with sorted keys; what is nested deeper than anything of ours is told as text.
fn sorted(value: &Value, depth: usize) -> Value {
    match value {
        Value::Object(_) | Value::Array(_) if depth > 16 => Value::String(value.to_string()),
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable();
            Value::Object(keys.into_iter().map(|k| (k.clone(), sorted(&map[k], depth + 1))).collect::<Map<_, _>>())
        }
        Value::Array(all) => Value::Array(all.iter().map(|one| sorted(one, depth + 1)).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_a_row_is_that_of_its_line() {
        let row = AuditRow {
            n: 1,
            at: "2024-05-01T10:00:00Z".into(),
            who: "salma".into(),
            what: "person.role".into(),
            subject: r#"{"name":"omar"}"#.into(),
            prev: FIRST_HASH.into(),
            hash: String::new(),
        };
        let line = format!(
            r#"["marsad audit 1",1,"2024-05-01T10:00:00Z","salma","person.role","{{\"name\":\"omar\"}}","{FIRST_HASH}"]"#
        );
        assert_eq!(row.right_hash(), crate::token_hash(&line));
    }

    #[test]
    fn keys_are_sorted_all_the_way_down() {
        let value: Value = serde_json::from_str(r#"{"b":[{"z":1,"a":2}],"a":null}"#).unwrap();
        assert_eq!(sorted(&value, 0).to_string(), r#"{"a":null,"b":[{"a":2,"z":1}]}"#);
    }
}
