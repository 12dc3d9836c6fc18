//! Adding documents: bytes to the archive, then everything else in one transaction, a COPY for each table.

use super::PostgresStore;
use super::insert::{Row, insert, known};
use crate::api::{Added, NewDocument};
use crate::archive::{Archive, Put};
use crate::checked::Checked;
use crate::error::StoreError;
use postgres::Client;
use std::collections::{HashMap, HashSet};

/// Held while rows are written, so that ids become visible in their order: readers load what is new by id.
pub(super) const WRITE_LOCK: i64 = 0x4D52_5344_0000_0001;
/// Class of the locks by which a writer holds its number.
const WRITER_CLASS: i32 = 0x4D52_5344;
/// Beyond so many, what a writer remembers is forgotten.
const MOST_KNOWN: usize = 1 << 20;

/// The one writer of a handle: its connection, its files, and what it has seen.
pub(super) struct Writer {
    client: Client,
    archive: Archive,
    words: HashSet<Box<str>>,
    names: HashMap<(bool, String, String), i64>,
    outlets: HashMap<String, i64>,
}

impl PostgresStore {
    fn new_writer(&self) -> Result<Writer, StoreError> {
        let mut client = self.address.connect()?;
        // A number that no other live writer holds. The server gives it back when the connection ends.
        let sql = "SELECT n FROM generate_series(1, 999) n WHERE pg_try_advisory_lock($1, n) LIMIT 1";
        let number: Option<i32> =
            client.query_opt(sql, &[&WRITER_CLASS]).map_err(|e| self.address.failed(e))?.map(|row| row.get(0));
        let number = number.and_then(|n| u32::try_from(n).ok());
        let number = number.ok_or_else(|| StoreError::Locked { path: self.address.shown.clone().into() })?;
        let mut archive = Archive::shared(self.archive.folder().to_path_buf(), number);
        if let Some(full) = self.full {
            archive.set_full(full);
        }
        Ok(Writer { client, archive, words: HashSet::new(), names: HashMap::new(), outlets: HashMap::new() })
    }

    /// Adds documents in one transaction, their bytes with one flush.
    pub(super) fn write_all(&self, all: &[(&NewDocument, Checked)]) -> Result<Vec<Added>, StoreError> {
        let mut slot = self.writer();
        let mut writer = match slot.take().filter(|writer| !writer.client.is_closed()) {
            Some(writer) => writer,
            None => self.new_writer()?,
        };
        // A failure drops the writer: what it remembers may have been undone with the transaction.
        let added = self.write_with(&mut writer, all)?;
        if writer.words.len() + writer.names.len() > MOST_KNOWN {
            writer.words.clear();
            writer.names.clear();
        }
        *slot = Some(writer);
        Ok(added)
    }

    fn write_with(&self, writer: &mut Writer, all: &[(&NewDocument, Checked)]) -> Result<Vec<Added>, StoreError> {
        let failed = |e| self.address.failed(e);
        let Writer { client, archive, words, names, outlets } = writer;
        // The bytes first, and without a lock on anything: the file is this writer's own.
        let mut batch = archive.begin();
        let mut puts: Vec<Option<Put>> = Vec::with_capacity(all.len());
        let keys: Vec<(&str, &str)> = all.iter().map(|(new, c)| (new.target.as_str(), c.sha256.as_str())).collect();
        let there = known(client, &keys).map_err(failed)?;
        let mut seen: HashSet<(&str, &str)> = HashSet::new();
        for ((new, checked), there) in all.iter().zip(there) {
            let known = !seen.insert((&new.target, &checked.sha256)) || there.is_some();
            puts.push(if known {
                None
            } else {
                Some(batch.put(new, checked.captured, |file| {
                    let sql =
                        "SELECT \"offset\" + length FROM captures WHERE file = $1 ORDER BY \"offset\" DESC LIMIT 1";
                    let end = client.query_opt(sql, &[&file]).map_err(failed)?.map(|row| row.get::<_, i64>(0));
                    Ok(end.and_then(|end| u64::try_from(end).ok()).unwrap_or(0))
                })?)
            });
        }
        batch.finish()?;

        let mut step = client.transaction().map_err(failed)?;
        step.execute("SELECT pg_advisory_xact_lock($1)", &[&WRITE_LOCK]).map_err(failed)?;
        let mut out = Vec::with_capacity(all.len());
        let mut new = Vec::new();
        let mut ids: HashMap<(&str, &str), i64> = HashMap::new();
        let mut next: i64 =
            step.query_one("SELECT coalesce(max(id), 0) FROM documents", &[]).map_err(failed)?.get::<_, i64>(0) + 1;
        // Again, now that nobody else can add it.
        let there = known(&mut step, &keys).map_err(failed)?;
        for (((document, checked), put), there) in all.iter().zip(puts).zip(there) {
            let key = (document.target.as_str(), checked.sha256.as_str());
            match (ids.get(&key).copied().or(there), put) {
                (Some(id), _) => out.push(Added::Known(id)),
                (None, Some(put)) => {
                    ids.insert(key, next);
                    out.push(Added::New(next));
                    new.push(Row { id: next, new: document, checked, put });
                    next += 1;
                }
                (None, None) => {
                    return Err(StoreError::Server {
                        place: self.address.shown.clone(),
                        why: "a page that was there is gone".into(),
                    });
                }
            }
        }
        insert(&mut step, words, names, outlets, &new).map_err(failed)?;
        step.commit().map_err(failed)?;
        Ok(out)
    }
}
