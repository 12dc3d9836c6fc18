//! Accounts and sessions as rows, in SQL that both databases read alike.

use super::{Credentials, NewPerson, Person, Role, SESSION_IDLE, SESSION_LONGEST, SetPerson, stamp};
use crate::error::StoreError;
use crate::events::db::{Db, Row, values};
use jiff::{SignedDuration, Timestamp};

/// How often it is written down that a session is used.
const TOUCH: SignedDuration = SignedDuration::from_secs(60);

/// The columns of a person, but for the number of sessions, which comes behind them.
const PERSON: &str = "a.name, a.display, a.role, a.disabled, a.one_time, a.created_at, a.seen_at, a.id";

fn person(row: &Row, db: &dyn Db) -> Result<Person, StoreError> {
    let role = row.text(2).parse().map_err(|why| StoreError::BadRow {
        path: db.place().into(),
        what: "account",
        id: row.int(7),
        why,
    })?;
    Ok(Person {
        name: row.text(0).to_owned(),
        display: row.text(1).to_owned(),
        role,
        disabled: row.int(3) != 0,
        one_time: row.int(4) != 0,
        created_at: row.text(5).to_owned(),
        seen_at: row.maybe_text(6).map(str::to_owned),
        sessions: u64::try_from(row.int(8)).unwrap_or(0),
    })
}

pub(super) fn add(db: &mut dyn Db, new: &NewPerson, now: Timestamp) -> Result<bool, StoreError> {
    let display = if new.display.is_empty() { &new.name } else { &new.display };
    let sql = "INSERT INTO accounts (name, display, password, one_time, role, created_at)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let row = values![&*new.name, &**display, &*new.password, new.one_time, new.role.as_str(), stamp(now)];
    Ok(db.run(sql, row)? > 0)
}

pub(super) fn list(db: &mut dyn Db, now: Timestamp) -> Result<Vec<Person>, StoreError> {
    let sql = format!(
        "SELECT {PERSON}, (SELECT count(*) FROM sessions s WHERE s.account = a.id AND s.expires_at > $1)
         FROM accounts a ORDER BY a.name"
    );
    let rows = db.rows(&sql, values![stamp(now)])?;
    rows.iter().map(|row| person(row, db)).collect()
}

pub(super) fn credentials(db: &mut dyn Db, name: &str) -> Result<Option<Credentials>, StoreError> {
    let row = db.row("SELECT password, disabled FROM accounts WHERE name = $1", values![name])?;
    Ok(row.map(|row| Credentials { password: row.text(0).to_owned(), disabled: row.int(1) != 0 }))
}

pub(super) fn set_password(db: &mut dyn Db, name: &str, hash: &str, one_time: bool) -> Result<SetPerson, StoreError> {
    let sql = "UPDATE accounts SET password = $1, one_time = $2 WHERE name = $3";
    if db.run(sql, values![hash, one_time, name])? == 0 {
        return Ok(SetPerson::NoSuch);
    }
    end_sessions(db, name)?;
    Ok(SetPerson::Done)
}

/// Whether this is the only admin who may log in.
fn is_last_admin(db: &mut dyn Db, name: &str) -> Result<bool, StoreError> {
    let sql = "SELECT name FROM accounts WHERE role = 'admin' AND disabled = 0 LIMIT 2";
    let admins = db.rows(sql, &[])?;
    Ok(admins.len() == 1 && admins[0].text(0) == name)
}

pub(super) fn set_role(db: &mut dyn Db, name: &str, role: Role) -> Result<SetPerson, StoreError> {
    if role != Role::Admin && is_last_admin(db, name)? {
        return Ok(SetPerson::LastAdmin);
    }
    let changed = db.run("UPDATE accounts SET role = $1 WHERE name = $2", values![role.as_str(), name])?;
    Ok(if changed > 0 { SetPerson::Done } else { SetPerson::NoSuch })
}

pub(super) fn set_disabled(db: &mut dyn Db, name: &str, disabled: bool) -> Result<SetPerson, StoreError> {
    if disabled && is_last_admin(db, name)? {
        return Ok(SetPerson::LastAdmin);
    }
    if db.run("UPDATE accounts SET disabled = $1 WHERE name = $2", values![disabled, name])? == 0 {
        return Ok(SetPerson::NoSuch);
    }
    if disabled {
        end_sessions(db, name)?;
    }
    Ok(SetPerson::Done)
}

pub(super) fn open_session(db: &mut dyn Db, name: &str, hash: &str, now: Timestamp) -> Result<bool, StoreError> {
    // Those that are over go when somebody comes.
    db.run("DELETE FROM sessions WHERE expires_at <= $1", values![stamp(now)])?;
    let Some(row) = db.row("SELECT id FROM accounts WHERE name = $1 AND disabled = 0", values![name])? else {
        return Ok(false);
    };
    let sql = "INSERT INTO sessions (sha256, account, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    let at = stamp(now);
    db.run(sql, values![hash, row.int(0), &*at, &*at, stamp(later(now, SESSION_IDLE))])?;
    db.run("UPDATE accounts SET seen_at = $1 WHERE id = $2", values![&*at, row.int(0)])?;
    Ok(true)
}

/// Whose session it is, and whether its use is to be written down.
pub(super) fn session(db: &mut dyn Db, hash: &str, now: Timestamp) -> Result<Option<(Person, bool)>, StoreError> {
    let sql = format!(
        "SELECT {PERSON}, 1, s.seen_at FROM sessions s JOIN accounts a ON a.id = s.account
         WHERE s.sha256 = $1 AND s.expires_at > $2 AND a.disabled = 0"
    );
    let Some(row) = db.row(&sql, values![hash, stamp(now)])? else { return Ok(None) };
    let stale = row.text(9) <= stamp(later(now, -TOUCH)).as_str();
    Ok(Some((person(&row, db)?, stale)))
}

/// Notes that a session is used, and lets it last on.
pub(super) fn touch(db: &mut dyn Db, hash: &str, now: Timestamp) -> Result<(), StoreError> {
    let row = db.row("SELECT created_at, account FROM sessions WHERE sha256 = $1", values![hash])?;
    let Some(row) = row else { return Ok(()) };
    let begun: Timestamp = row.text(0).parse().map_err(|e: jiff::Error| StoreError::BadRow {
        path: db.place().into(),
        what: "session of account",
        id: row.int(1),
        why: e.to_string(),
    })?;
    let until = later(now, SESSION_IDLE).min(later(begun, SESSION_LONGEST));
    let at = stamp(now);
    let sql = "UPDATE sessions SET seen_at = $1, expires_at = $2 WHERE sha256 = $3";
    db.run(sql, values![&*at, stamp(until), hash])?;
    db.run("UPDATE accounts SET seen_at = $1 WHERE id = $2", values![&*at, row.int(1)])?;
    Ok(())
}

pub(super) fn end_session(db: &mut dyn Db, hash: &str) -> Result<bool, StoreError> {
    Ok(db.run("DELETE FROM sessions WHERE sha256 = $1", values![hash])? > 0)
}

pub(super) fn end_sessions(db: &mut dyn Db, name: &str) -> Result<u64, StoreError> {
    db.run("DELETE FROM sessions WHERE account = (SELECT id FROM accounts WHERE name = $1)", values![name])
}

/// A moment so much later; the last there is where that is beyond all calendars.
fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
