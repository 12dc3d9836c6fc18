//! What can go wrong with a store, in words that name the place and the way out.

use std::path::PathBuf;

/// An error of a store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is nothing at the path.
    #[error("there is no store at `{}`; make one with `marsad init --store {}`", path.display(), path.display())]
    Missing {
        /// The folder asked for.
        path: PathBuf,
    },
    /// There is something at the path, but no store.
    #[error("`{}` is not a Marsad store: {why}", path.display())]
    NotAStore {
        /// The path asked for.
        path: PathBuf,
        /// What was found instead and what to name.
        why: String,
    },
    /// A store is to be made where one is.
    #[error("there is a store at `{}` already; open it, or name another folder", path.display())]
    Exists {
        /// The folder asked for.
        path: PathBuf,
    },
    /// A store is to be made in a folder that holds other things.
    #[error("`{}` holds other files (`{found}`); name a new or an empty folder", path.display())]
    NotEmpty {
        /// The folder asked for.
        path: PathBuf,
        /// One of the files there.
        found: String,
    },
    /// The store was written by a later Marsad.
    #[error(
        "the store at `{}` has format {found}, and this Marsad knows formats up to {known}; open it with a newer Marsad",
        path.display()
    )]
    Newer {
        /// The store.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The latest format of this program.
        known: i64,
    },
    /// Another process keeps the store busy.
    #[error("the store at `{}` is in use by another process; let it finish and try again", path.display())]
    Locked {
        /// The store.
        path: PathBuf,
    },
    /// No room.
    #[error("no space is left for the store at `{}`; free some and try again, nothing was half written", path.display())]
    DiskFull {
        /// The store.
        path: PathBuf,
    },
    /// The store may not be written.
    #[error("the store at `{}` cannot be written; check the rights of the folder and its files, and whether its disk is mounted for reading only", path.display())]
    ReadOnly {
        /// The store.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("cannot {doing} `{}`: {source}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// An archived page cannot be had back as it was.
    #[error(
        "the archived copy in `{}` at byte {offset} is damaged: {why}; restore that file from a backup (`marsad doctor` lists all damage)",
        path.display()
    )]
    Damaged {
        /// The archive file.
        path: PathBuf,
        /// Where its member begins.
        offset: u64,
        /// What is wrong with it.
        why: String,
    },
    /// A cursor that no page of ours has given.
    #[error("`{cursor}` is not a page cursor of this store; start again from the first page")]
    BadCursor {
        /// The cursor as it came, shortened.
        cursor: String,
    },
    /// A search with too many words.
    #[error("the search has {words} words, and at most {max} are taken; leave some out")]
    QueryTooLong {
        /// How many it has.
        words: usize,
        /// How many are taken.
        max: usize,
    },
    /// A search that looks like syntax and cannot be meant so.
    #[error("the search cannot be read at `{shown}` (character {}): {why}; {help}", start + 1)]
    BadQuery {
        /// First scalar value of the place.
        start: usize,
        /// One past its last.
        end: usize,
        /// What stands there.
        shown: String,
        /// What is wrong with it.
        why: String,
        /// What to write instead.
        help: String,
    },
    /// A document that cannot be kept as it is.
    #[error("`{target}` cannot be stored: {why}")]
    BadInput {
        /// The document's target, shortened.
        target: String,
        /// What is wrong with it.
        why: String,
    },
    /// A decision about events that cannot be taken.
    #[error("that cannot be decided: {why}")]
    BadDecision {
        /// Why not, and what to do instead.
        why: String,
    },
    /// A review that cannot be taken.
    #[error("that review cannot be taken: {why}")]
    BadReview {
        /// Why not, and what to do instead.
        why: String,
    },
    /// A row that this program cannot read.
    #[error("{what} {id} of the store at `{}` cannot be read: {why}; run `marsad doctor`", path.display())]
    BadRow {
        /// The store.
        path: PathBuf,
        /// What kind of row.
        what: &'static str,
        /// Its id.
        id: i64,
        /// What is wrong with it.
        why: String,
    },
    /// A backup that cannot be used.
    #[error("`{}` cannot be restored: {why}; take another backup", path.display())]
    BadBackup {
        /// The backup.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Less room than is needed, known before anything is written.
    #[error("`{}` needs {needs} bytes, and {free} are free there; make room, or name a place on another disk", path.display())]
    NoRoom {
        /// Where it should have gone.
        path: PathBuf,
        /// Bytes needed.
        needs: u64,
        /// Bytes free.
        free: u64,
    },
    /// An address of a database that cannot be used.
    #[error("`{place}` cannot be used as a store: {why}")]
    BadAddress {
        /// The address, without a password.
        place: String,
        /// What is wrong with it.
        why: String,
    },
    /// The archive of a store in a database is not where the database says.
    #[error(
        "the archive of `{place}` should be in `{}`, and there is no such folder; mount it there, or name it with `--archive DIR`",
        path.display()
    )]
    NoArchive {
        /// The store.
        place: String,
        /// The folder.
        path: PathBuf,
    },
    /// The database server failed, or cannot be reached.
    #[error(
        "the database of the store at `{place}` failed: {why}; check that the server runs and that you may use the database"
    )]
    Server {
        /// The store, without a password.
        place: String,
        /// The server's words.
        why: String,
    },
    /// The database failed in another way.
    #[error("the database of the store at `{}` failed: {source}; if it happens again, run `marsad doctor`", path.display())]
    Database {
        /// The store.
        path: PathBuf,
        /// SQLite's words.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// The error for a failure of SQLite on the store at `path`.
    pub(crate) fn sql(path: &std::path::Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let path = path.to_path_buf();
        match source.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Locked { path },
            Some(Code::DiskFull) => Self::DiskFull { path },
            // The file is there, as was looked before: what cannot be opened is what has to be made beside it.
            Some(Code::ReadOnly | Code::PermissionDenied | Code::CannotOpen) => Self::ReadOnly { path },
            Some(Code::NotADatabase) => {
                Self::NotAStore { path, why: "its `marsad.sqlite` is no SQLite database".into() }
            }
            _ => Self::Database { path, source },
        }
    }

    /// The error for a failure of the file system on `path`.
    pub(crate) fn io(doing: &'static str, path: &std::path::Path, source: std::io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            _ => Self::Io { doing, path, source },
        }
    }
}

/// At most the first 80 characters of a string, for an error message.
pub(crate) fn shortened(text: &str) -> String {
    let mut out: String = text.chars().take(80).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
