//! Who writes: one connection with archive files of its own, kept from one call to the next.

use super::PostgresStore;
use super::read::unsigned;
use crate::archive::Archive;
use crate::error::StoreError;
use postgres::{Client, GenericClient};
use std::collections::{HashMap, HashSet};

/// Class of the locks by which a writer holds its number.
const WRITER_CLASS: i32 = 0x4D52_5344;
/// Beyond so many, what a writer remembers is forgotten.
const MOST_KNOWN: usize = 1 << 20;

/// The one writer of a handle: its connection, its files, and what it has seen.
pub(super) struct Writer {
    pub(super) client: Client,
    pub(super) archive: Archive,
    pub(super) words: HashSet<Box<str>>,
    pub(super) names: HashMap<(bool, String, String), i64>,
    pub(super) outlets: HashMap<String, i64>,
}

impl PostgresStore {
    /// Works with the writer of this handle, made anew where the last one failed or its connection is gone.
    pub(super) fn with_writer<T>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut slot = self.writer();
        let mut writer = match slot.take().filter(|writer| !writer.client.is_closed()) {
            Some(writer) => writer,
            None => self.new_writer()?,
        };
        // A failure drops the writer: what it remembers may have been undone with the transaction.
        let done = work(&mut writer)?;
        if writer.words.len() + writer.names.len() > MOST_KNOWN {
            writer.words.clear();
            writer.names.clear();
        }
        *slot = Some(writer);
        Ok(done)
    }

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
}

/// Where the last known member of an archive file ends.
pub(super) fn known_end(client: &mut impl GenericClient, file: &str) -> Result<u64, postgres::Error> {
    let mut end = 0;
    for table in ["captures", "exchanges"] {
        let sql = format!("SELECT \"offset\" + length FROM {table} WHERE file = $1 ORDER BY \"offset\" DESC LIMIT 1");
        end = end.max(client.query_opt(&sql, &[&file])?.map_or(0, |row| unsigned(&row, 0)));
    }
    Ok(end)
}
