//! People: who may do what, their sessions, and the log of what they did.
//!
//! Passwords and tokens never reach a store: it keeps an argon2id hash of the one ([`hash_password`]) and a SHA-256 of the other
//! ([`crate::token_hash`]). What was done is written into a log in which every row has the hash of the row before it, so that
//! a row that was changed, put in or taken out shows.

mod accounts;
mod audit;
mod password;

pub use audit::{AuditCheck, AuditFilter, AuditRow, BrokenRow, FIRST_HASH, MOST_AUDIT};
pub use password::{check_password, hash_password, one_time_password, page_token, password_fault};

use crate::error::StoreError;
use crate::events::db::{EventTables, change, read};
use crate::upkeep::VerifyReport;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A session that nobody used for so long is over.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_hours(12);
/// However much it is used, a session is over after so long.
pub const SESSION_LONGEST: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What a person may do; each may all that those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Read.
    Reader,
    /// Review reports: accept, correct, add what was missed.
    Coder,
    /// Settle what coders disagree about, decide about events, change lexicon, gazetteer, watches and sources.
    Editor,
    /// Say who may do what, and read the log of what was done.
    Admin,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Coder, Self::Editor, Self::Admin];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Coder => "coder",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = || Self::ALL.map(Self::as_str).join(", ");
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == word)
            .ok_or_else(|| format!("`{word}` is no role; there are {}", known()))
    }
}

/// An account as it is listed; nothing of the password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name to log in with, as [`account_name`] gives it.
    pub name: String,
    /// The name that others see.
    pub display: String,
    /// What the person may do.
    pub role: Role,
    /// Whether the person may not log in.
    pub disabled: bool,
    /// Whether the password was made by somebody else, and must be changed before anything else.
    pub one_time: bool,
    /// When the account was made, RFC 3339 in UTC.
    pub created_at: String,
    /// When the person was last here, to the minute; null for never.
    pub seen_at: Option<String>,
    /// Sessions that are not over.
    pub sessions: u64,
}

/// An account to be made.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// As [`account_name`] gives it.
    pub name: String,
    /// The name that others see; the name to log in with where it is empty.
    pub display: String,
    /// What the person may do.
    pub role: Role,
    /// The hash of the password, as [`hash_password`] gives it.
    pub password: String,
    /// Whether the password is to be changed at the first log-in.
    pub one_time: bool,
}

/// What is compared when somebody logs in.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The hash of the password.
    pub password: String,
    /// Whether the person may not log in.
    pub disabled: bool,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("disabled", &self.disabled).finish_non_exhaustive()
    }
}

/// What came of changing an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetPerson {
    /// It is as was asked.
    Done,
    /// There is no account of this name.
    NoSuch,
    /// The last admin who may log in stays: otherwise nobody could let anybody in again.
    LastAdmin,
}

/// A store with people and the log of what they did. Every call is one transaction; `now` is the caller's clock.
pub trait People: Send + Sync {
    /// Makes an account. False where the name is taken.
    ///
    /// # Errors
    /// When the name is none ([`account_name`]) or the database cannot be written.
    fn add_person(&self, new: &NewPerson, now: Timestamp) -> Result<bool, StoreError>;

    /// Everybody, by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn people(&self, now: Timestamp) -> Result<Vec<Person>, StoreError>;

    /// What a log-in is compared with; none where there is no account of this name.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn credentials(&self, name: &str) -> Result<Option<Credentials>, StoreError>;

    /// Gives an account another password, by its hash, and ends its sessions.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn set_password(&self, name: &str, hash: &str, one_time: bool) -> Result<SetPerson, StoreError>;

    /// Says what a person may do.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn set_role(&self, name: &str, role: Role) -> Result<SetPerson, StoreError>;

    /// Keeps a person out, sessions ended, or lets the person in again. Accounts are never deleted: the log names them.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn set_disabled(&self, name: &str, disabled: bool) -> Result<SetPerson, StoreError>;

    /// Begins a session by the hash of its token. False where there is no such account, or a disabled one.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn open_session(&self, name: &str, token_hash: &str, now: Timestamp) -> Result<bool, StoreError>;

    /// Whose session this is; none where it is over or the account is disabled. A session that is used lasts on
    /// ([`SESSION_IDLE`]), but not for ever ([`SESSION_LONGEST`]).
    ///
    /// # Errors
    /// When the database cannot be read or written.
    fn session(&self, token_hash: &str, now: Timestamp) -> Result<Option<Person>, StoreError>;

    /// Ends a session; whether there was one.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn end_session(&self, token_hash: &str) -> Result<bool, StoreError>;

    /// Ends all sessions of a person; how many.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn end_sessions(&self, name: &str) -> Result<u64, StoreError>;

    /// Adds a row to the log: who did what, to what. `what` is a word such as `review.accept`; `subject` says the rest.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn append_audit(
        &self,
        who: &str,
        what: &str,
        subject: &serde_json::Value,
        now: Timestamp,
    ) -> Result<AuditRow, StoreError>;

    /// Rows of the log, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditRow>, StoreError>;

    /// Reads the whole log and finds the first row that is not as it was written.
    ///
    /// # Errors
    /// When the database cannot be read. A broken log is no error: it is what the answer is about.
    fn check_audit(&self) -> Result<AuditCheck, StoreError>;
}

impl<T: EventTables + Send + Sync> People for T {
    fn add_person(&self, new: &NewPerson, now: Timestamp) -> Result<bool, StoreError> {
        let bad = |why| StoreError::BadInput { target: crate::error::shortened(&new.name), why };
        if account_name(&new.name).map_err(bad)? != new.name {
            return Err(bad("an account's name is in lower case and without spaces around it".into()));
        }
        written(self, |db| accounts::add(db, new, now))
    }

    fn people(&self, now: Timestamp) -> Result<Vec<Person>, StoreError> {
        read(self, |db| accounts::list(db, now))
    }

    fn credentials(&self, name: &str) -> Result<Option<Credentials>, StoreError> {
        read(self, |db| accounts::credentials(db, name))
    }

    fn set_password(&self, name: &str, hash: &str, one_time: bool) -> Result<SetPerson, StoreError> {
        written(self, |db| accounts::set_password(db, name, hash, one_time))
    }

    fn set_role(&self, name: &str, role: Role) -> Result<SetPerson, StoreError> {
        written(self, |db| accounts::set_role(db, name, role))
    }

    fn set_disabled(&self, name: &str, disabled: bool) -> Result<SetPerson, StoreError> {
        written(self, |db| accounts::set_disabled(db, name, disabled))
    }

    fn open_session(&self, name: &str, token_hash: &str, now: Timestamp) -> Result<bool, StoreError> {
        written(self, |db| accounts::open_session(db, name, token_hash, now))
    }

    fn session(&self, token_hash: &str, now: Timestamp) -> Result<Option<Person>, StoreError> {
        let Some((person, stale)) = read(self, |db| accounts::session(db, token_hash, now))? else { return Ok(None) };
        // Written at most once a minute, so that reading stays reading.
        if stale {
            written(self, |db| accounts::touch(db, token_hash, now))?;
        }
        Ok(Some(person))
    }

    fn end_session(&self, token_hash: &str) -> Result<bool, StoreError> {
        written(self, |db| accounts::end_session(db, token_hash))
    }

    fn end_sessions(&self, name: &str) -> Result<u64, StoreError> {
        written(self, |db| accounts::end_sessions(db, name))
    }

    fn append_audit(
        &self,
        who: &str,
        what: &str,
        subject: &serde_json::Value,
        now: Timestamp,
    ) -> Result<AuditRow, StoreError> {
        written(self, |db| audit::append(db, who, what, subject, now))
    }

    fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
        read(self, |db| audit::list(db, filter))
    }

    fn check_audit(&self) -> Result<AuditCheck, StoreError> {
        read(self, audit::check)
    }
}

/// One transaction, however long it has to wait for its turn.
fn written<T, S: EventTables + ?Sized>(
    store: &S,
    work: impl FnMut(&mut (dyn crate::events::db::Db + '_)) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let done = change(store, true, work)?;
    done.ok_or_else(|| StoreError::BadInput { target: String::new(), why: "nothing was written".into() })
}

/// A moment as the tables have it: RFC 3339 in UTC, to the second, so that the order of the words is that of time.
pub(crate) fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The name of an account as it is kept: composed, in lower case, without spaces around it.
///
/// # Errors
/// Says what a name is made of.
pub fn account_name(name: &str) -> Result<String, String> {
    let name: String = name.trim().nfkc().flat_map(char::to_lowercase).nfkc().collect();
    let fits = |c: char| c.is_alphanumeric() || "._-@".contains(c) || is_mark(c);
    let begins = name.chars().next().is_some_and(char::is_alphanumeric);
    if begins && name.chars().count() <= 64 && name.chars().all(fits) {
        return Ok(name);
    }
    Err("a name has 1 to 64 letters, digits and . _ - @, and begins with a letter or digit".into())
}

/// The name that others see, with what turns the direction of writing or cannot be seen left out.
///
/// # Errors
/// Says how long it may be.
pub fn display_name(name: &str) -> Result<String, String> {
    let seen: String = name.trim().nfc().filter(|c| !c.is_control() && !is_direction(*c)).collect();
    if seen.chars().count() > 100 {
        return Err("the name that others see has at most 100 characters".into());
    }
    Ok(seen)
}

/// A mark that stands on the letter before it.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// What turns the direction of writing, and joins or parts letters unseen.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// What is wrong with accounts and log, for [`crate::Upkeep::verify`].
pub(crate) fn check_people(store: &dyn People, report: &mut VerifyReport) -> Result<(), StoreError> {
    let found = store.check_audit()?;
    report.audit_rows = found.rows;
    report.audit_head = found.head;
    report.audit_faults.extend(found.broken.map(|row| row.to_string()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn roles_are_ordered_and_have_their_words() {
        assert!(Role::Reader < Role::Coder && Role::Coder < Role::Editor && Role::Editor < Role::Admin);
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{role}\""));
        }
        assert!("owner".parse::<Role>().unwrap_err().contains("reader, coder, editor, admin"));
    }

    #[test]
    fn names_of_accounts_are_one_spelling() {
        assert_eq!(account_name("  Salma ").as_deref(), Ok("salma"));
        assert_eq!(account_name("سلمى").as_deref(), Ok("سلمى"));
        assert_eq!(account_name("a.b_c-d@e.example").as_deref(), Ok("a.b_c-d@e.example"));
        for bad in ["", " ", "two words", ".dot", "a/b", "a\u{202E}b", "a:b", &"x".repeat(65)] {
            assert!(account_name(bad).is_err(), "{bad:?}");
        }
        assert_eq!(display_name(" سلمى \u{202E}ح. ").as_deref(), Ok("سلمى ح."));
    }

    proptest! {
        #[test]
        fn a_name_that_is_taken_is_taken_as_it_is(name in "\\PC{0,80}") {
            if let Ok(kept) = account_name(&name) {
                prop_assert_eq!(account_name(&kept), Ok(kept.clone()));
                prop_assert!(!kept.contains(char::is_whitespace) && !kept.contains('/'));
            }
        }
    }
}
