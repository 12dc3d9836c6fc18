//! Adding documents: bytes to the archive, then everything else in one transaction, a COPY for each table.

use super::PostgresStore;
use super::insert::{Row, insert, known};
use super::writer::{Writer, known_end};
use crate::api::{Added, NewDocument};
use crate::archive::Put;
use crate::checked::Checked;
use crate::error::StoreError;
use std::collections::{HashMap, HashSet};

/// Held while rows are written, so that ids become visible in their order: readers load what is new by id.
pub(super) const WRITE_LOCK: i64 = 0x4D52_5344_0000_0001;

impl PostgresStore {
    /// Adds documents in one transaction, their bytes with one flush.
    pub(super) fn write_all(&self, all: &[(&NewDocument, Checked)]) -> Result<Vec<Added>, StoreError> {
        self.with_writer(|writer| self.write_with(writer, all))
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
                Some(batch.put(new, checked.captured, |file| known_end(client, file).map_err(failed))?)
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
