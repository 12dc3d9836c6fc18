//! Dossiers as a store keeps them: the question as its writer gave it, in versions, and notes.

use crate::StoreError;
use serde::{Deserialize, Serialize};

/// A dossier with its current question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierRow {
    /// Its short name.
    pub name: String,
    /// Number of the current version of its question, from 1.
    pub version: u32,
    /// The current question, as it was given: TOML.
    pub question: String,
    /// When that version was added, UTC, RFC 3339.
    pub added_at: String,
    /// When the first version was.
    pub first_added_at: String,
    /// How many notes it has.
    pub notes: u64,
}

/// A version of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierVersion {
    /// Its number, from 1.
    pub version: u32,
    /// The question: TOML.
    pub question: String,
    /// When it was added.
    pub added_at: String,
}

/// A note on a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierNote {
    /// Store id.
    pub id: i64,
    /// When it was written, UTC, RFC 3339.
    pub at: String,
    /// What it says.
    pub text: String,
}

/// What [`Dossiers::keep_dossier`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptDossier {
    /// The first version of a new dossier, or of one that had been removed.
    New(u32),
    /// A further version.
    Changed(u32),
    /// The current version is the same; nothing was written.
    Same(u32),
}

/// The dossiers of a store. Nothing that was written is lost: a removed dossier is only no longer listed, and comes back with all
/// its versions and notes when one of its name is kept again. Every call is one transaction.
pub trait Dossiers: Send + Sync {
    /// Keeps a question under a name.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn keep_dossier(&self, name: &str, question: &str, at: &str) -> Result<KeptDossier, StoreError>;

    /// All that are not removed, in the order of their names.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn dossiers(&self) -> Result<Vec<DossierRow>, StoreError>;

    /// One of them.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn dossier(&self, name: &str) -> Result<Option<DossierRow>, StoreError>;

    /// All versions of its question, the first first; also of a removed one.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn dossier_versions(&self, name: &str) -> Result<Vec<DossierVersion>, StoreError>;

    /// Takes a dossier off the list; false where there is none of this name.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn remove_dossier(&self, name: &str, at: &str) -> Result<bool, StoreError>;

    /// Adds a note; none where there is no dossier of this name.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn add_dossier_note(&self, name: &str, text: &str, at: &str) -> Result<Option<i64>, StoreError>;

    /// The notes of a dossier, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn dossier_notes(&self, name: &str) -> Result<Vec<DossierNote>, StoreError>;
}

/// The statements that both databases run; `?1` stands for the first value.
pub(crate) mod sql {
    /// A dossier's id, by its name.
    pub const FIND: &str = "SELECT id, removed_at IS NOT NULL FROM dossiers WHERE name = ?1";
    /// Its current version.
    pub const CURRENT: &str =
        "SELECT version, question FROM dossier_versions WHERE dossier = ?1 ORDER BY version DESC LIMIT 1";
    /// A new one, or one that was removed.
    pub const ADD: &str =
        "INSERT INTO dossiers (name) VALUES (?1) ON CONFLICT (name) DO UPDATE SET removed_at = NULL RETURNING id";
    /// A further version.
    pub const VERSION: &str =
        "INSERT INTO dossier_versions (dossier, version, question, added_at) VALUES (?1, ?2, ?3, ?4)";
    /// The list; with another condition, one of it.
    pub const LIST: &str = "SELECT d.name, v.version, v.question, v.added_at,
            (SELECT f.added_at FROM dossier_versions f WHERE f.dossier = d.id AND f.version = 1),
            (SELECT count(*) FROM dossier_notes n WHERE n.dossier = d.id)
         FROM dossiers d JOIN dossier_versions v ON v.dossier = d.id
         WHERE d.removed_at IS NULL AND v.version = (SELECT max(w.version) FROM dossier_versions w WHERE w.dossier = d.id)
            AND (?1 = '' OR d.name = ?1)
         ORDER BY d.name";
    /// All versions.
    pub const VERSIONS: &str = "SELECT v.version, v.question, v.added_at FROM dossier_versions v
         JOIN dossiers d ON d.id = v.dossier WHERE d.name = ?1 ORDER BY v.version";
    /// Removes one.
    pub const REMOVE: &str = "UPDATE dossiers SET removed_at = ?2 WHERE name = ?1 AND removed_at IS NULL";
    /// A note.
    pub const NOTE: &str = "INSERT INTO dossier_notes (dossier, noted_at, note)
         SELECT id, ?2, ?3 FROM dossiers WHERE name = ?1 AND removed_at IS NULL RETURNING id";
    /// The notes.
    pub const NOTES: &str = "SELECT n.id, n.noted_at, n.note FROM dossier_notes n
         JOIN dossiers d ON d.id = n.dossier WHERE d.name = ?1 ORDER BY n.id DESC";

    /// A statement in PostgreSQL's spelling.
    pub fn numbered(sql: &str) -> String {
        sql.replace('?', "$")
    }
}

/// What comes of keeping a question beside the current one.
pub(crate) fn decide(current: Option<(i64, String)>, removed: bool, question: &str) -> (KeptDossier, bool) {
    let number = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    match current {
        Some((version, same)) if same == question && !removed => (KeptDossier::Same(number(version)), false),
        Some((version, same)) if same == question => (KeptDossier::New(number(version)), false),
        Some((version, _)) if removed => (KeptDossier::New(number(version + 1)), true),
        Some((version, _)) => (KeptDossier::Changed(number(version + 1)), true),
        None => (KeptDossier::New(1), true),
    }
}

impl KeptDossier {
    /// The number of the version that is current now.
    #[must_use]
    pub fn version(self) -> u32 {
        let (Self::New(version) | Self::Changed(version) | Self::Same(version)) = self;
        version
    }
}
