//! The derived tables: the word index and the vocabulary. What is in them is made from the record by the rules of `words`,
//! and made again when those rules change.

use crate::StoreError;
use crate::words::{fingerprint, indexed_document};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;

/// Words that are known to be in the vocabulary, and names with their ids: a writer keeps them, so that most words and names of
/// a document cost one look and no question.
#[derive(Debug, Default)]
pub(super) struct Known {
    words: FxHashSet<Box<str>>,
    names: FxHashMap<NameKey, i64>,
    /// Words and names of the transaction at hand; it may yet fail.
    fresh: Vec<Box<str>>,
    fresh_names: FxHashMap<NameKey, i64>,
}

/// A name as the table has it: its kind, its label and how it is written.
pub(super) type NameKey = (&'static str, Box<str>, Box<str>);

/// Beyond so many, the known words and names are forgotten: about 60 MB.
const MOST_KNOWN: usize = 1 << 20;

impl Known {
    /// The transaction went through.
    pub(super) fn keep(&mut self) {
        if self.words.len() + self.names.len() > MOST_KNOWN {
            self.words.clear();
            self.names.clear();
        }
        self.words.extend(self.fresh.drain(..));
        self.names.extend(self.fresh_names.drain());
    }

    /// The id of a name, if it is known.
    pub(super) fn name(&self, key: &NameKey) -> Option<i64> {
        self.names.get(key).or_else(|| self.fresh_names.get(key)).copied()
    }

    /// Notes the id of a name of the transaction at hand.
    pub(super) fn add_name(&mut self, key: NameKey, id: i64) {
        self.fresh_names.insert(key, id);
    }

    /// The transaction was undone.
    pub(super) fn forget(&mut self) {
        self.fresh.clear();
        self.fresh_names.clear();
    }
}

/// Indexes the words of a document.
pub(super) fn add_document(
    db: &Connection,
    known: &mut Known,
    id: i64,
    title: &str,
    body: &str,
) -> rusqlite::Result<()> {
    let (plain, bare) = indexed_document(title, body);
    db.prepare_cached("INSERT INTO document_index (rowid, plain) VALUES (?1, ?2)")?.execute(params![id, plain])?;
    db.prepare_cached("INSERT INTO phrase_index (rowid, bare) VALUES (?1, ?2)")?.execute(params![id, bare])?;
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO vocabulary (word) VALUES (?1)")?;
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for word in plain.split(' ').filter(|word| !word.is_empty() && *word != crate::words::BETWEEN) {
        if !known.words.contains(word) && seen.insert(word) {
            insert.execute([word])?;
            known.fresh.push(word.into());
        }
    }
    Ok(())
}

/// Notes that the index is made by the rules of this program.
pub(super) fn mark_current(db: &Connection) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO meta (key, value) VALUES ('folding', ?1) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [fingerprint()],
    )?;
    Ok(())
}

fn is_current(db: &Connection) -> rusqlite::Result<bool> {
    let found: Option<String> =
        db.query_row("SELECT value FROM meta WHERE key = 'folding'", [], |row| row.get(0)).optional()?;
    Ok(found.as_deref() == Some(fingerprint()))
}

/// Makes the index again if it was made by other rules, or never.
pub(super) fn bring_up_to_date(db: &mut Connection, folder: &Path) -> Result<(), StoreError> {
    let sql = |e| StoreError::sql(folder, e);
    if is_current(db).map_err(sql)? {
        return Ok(());
    }
    let step = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
    if !is_current(&step).map_err(sql)? {
        make_again(&step).map_err(sql)?;
        mark_current(&step).map_err(sql)?;
    }
    step.commit().map_err(sql)
}

fn make_again(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(
        "INSERT INTO document_index (document_index) VALUES ('delete-all');
         INSERT INTO phrase_index (phrase_index) VALUES ('delete-all'); DELETE FROM vocabulary;",
    )?;
    let mut known = Known::default();
    let mut documents = db.prepare("SELECT id, title, body FROM documents ORDER BY id")?;
    let mut rows = documents.query([])?;
    while let Some(row) = rows.next()? {
        add_document(db, &mut known, row.get(0)?, row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?)?;
        known.keep();
    }
    Ok(())
}
