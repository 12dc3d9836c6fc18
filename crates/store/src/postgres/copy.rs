//! The tables as text, for backups, and their way back.

use super::connect::Address;
use super::{PostgresStore, schema};
use crate::archive::{ENDS, sync_folder};
use crate::backup::Plan;
use crate::error::StoreError;
use postgres::IsolationLevel;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// The tables of a backup, each after those that it points to. The word index is made again, and
/// sessions stay behind: whoever comes back to a restored store logs in.
const TABLES: &[&str] = &[
    "outlets",
    "captures",
    "documents",
    "names",
    "reports",
    "report_texts",
    "replaced",
    "recodings",
    "recoded",
    "hosts",
    "robots",
    "feeds",
    "feed_gaps",
    "targets",
    "exchanges",
    "weighing",
    "weighed",
    "copy_keys",
    "links",
    "telling_names",
    "events",
    "tellings",
    "telling_keys",
    "telling_reports",
    "matches",
    "decisions",
    "rulings",
    "reviews",
    "readings",
    "review_items",
    "review_batches",
    "review_assigned",
    "review_claims",
    "second_readings",
    "second_differences",
    "second_answers",
    "revisions",
    "reweigh",
    "dossiers",
    "dossier_versions",
    "dossier_notes",
    "watches",
    "watch_counts",
    "watch_alarms",
    "watch_notes",
    "watch_deliveries",
    "tokens",
    "outlet_versions",
    "accounts",
    "audit",
    "audit_head",
];

/// Those of them that a store of a format has.
pub(crate) fn tables(format: i64) -> impl Iterator<Item = &'static str> {
    TABLES.iter().copied().filter(move |table| schema::has_table(table, format))
}

impl PostgresStore {
    /// Writes the tables of this moment into a folder, and says what belongs to them. Writers go on meanwhile.
    pub(super) fn snapshot(&self, work: &Path) -> Result<Plan, StoreError> {
        let failed = |e| self.address.failed(e);
        let mut client = self.address.connect()?;
        let mut moment = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .map_err(failed)?;
        let mut files = Vec::new();
        for table in tables(schema::LATEST) {
            let name = format!("tables/{table}.copy");
            let path = work.join(&name);
            std::fs::create_dir_all(work.join("tables")).map_err(|e| StoreError::io("make the folder", work, e))?;
            let mut out = BufWriter::new(File::create(&path).map_err(|e| StoreError::io("write", &path, e))?);
            let mut rows =
                moment.copy_out(&format!("COPY (SELECT * FROM {table} ORDER BY 1) TO STDOUT")).map_err(failed)?;
            std::io::copy(&mut rows, &mut out)
                .and_then(|_| out.flush())
                .map_err(|e| StoreError::io("write", &path, e))?;
            files.push((name, path, None));
        }
        let mut count = |table: &str| -> Result<u64, StoreError> {
            let row = moment.query_one(&format!("SELECT count(*) FROM {table}"), &[]).map_err(failed)?;
            Ok(u64::try_from(row.get::<_, i64>(0)).unwrap_or(0))
        };
        let (documents, reports) = (count("documents")?, count("reports")?);
        let ends = moment.query(ENDS, &[]);
        for row in ends.map_err(failed)? {
            let (file, end): (String, i64) = (row.get(0), row.get(1));
            files.push((format!("archive/{file}"), self.archive.folder().join(&file), u64::try_from(end).ok()));
        }
        Ok(Plan { store: "postgres", format: schema::LATEST, documents, reports, files })
    }

    /// Makes a store of unpacked tables and archive files: all of it or, on an error, nothing.
    pub(crate) fn fill(url: &str, archive: &Path, work: &Path, format: i64) -> Result<Self, StoreError> {
        let address = Address::parse(url)?;
        let failed = |e| address.failed(e);
        let mut client = address.connect()?;
        let mut step = client.transaction().map_err(failed)?;
        schema::make(&mut step, &address, archive, format)?;
        for table in tables(format) {
            let path = work.join(format!("tables/{table}.copy"));
            let mut from = File::open(&path).map_err(|e| StoreError::io("read", &path, e))?;
            let mut rows = step.copy_in(&format!("COPY {table} FROM STDIN")).map_err(failed)?;
            std::io::copy(&mut from, &mut rows).map_err(|e| StoreError::io("read", &path, e))?;
            rows.finish().map_err(failed)?;
        }
        let counted = [
            "feeds",
            "feed_gaps",
            "targets",
            "events",
            "tellings",
            "decisions",
            "reviews",
            "review_batches",
            "second_readings",
            "second_answers",
            "revisions",
            "dossiers",
            "dossier_notes",
            "watches",
            "watch_alarms",
            "watch_notes",
            "watch_deliveries",
            "tokens",
            "outlet_versions",
            "accounts",
        ];
        for table in counted.into_iter().filter(|table| tables(format).any(|there| there == *table)) {
            let sql = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table})) WHERE EXISTS (SELECT FROM {table})"
            );
            step.batch_execute(&sql).map_err(failed)?;
        }
        // The archive stands where it belongs before the database says so.
        if archive.exists() {
            std::fs::remove_dir(archive).map_err(|e| StoreError::io("write", archive, e))?;
        }
        let unpacked = work.join("archive");
        std::fs::create_dir_all(&unpacked).map_err(|e| StoreError::io("make the folder", &unpacked, e))?;
        std::fs::rename(&unpacked, archive).map_err(|e| StoreError::io("write", archive, e))?;
        sync_folder(archive)?;
        if let Err(error) = step.commit().map_err(failed) {
            let _ = std::fs::remove_dir_all(archive);
            return Err(error);
        }
        Self::open(url, Some(archive))
    }

    /// Takes a store out of its database: one that was just restored and is no good.
    pub(crate) fn remove(url: &str) -> Result<(), StoreError> {
        let address = Address::parse(url)?;
        address.connect()?.batch_execute("DROP SCHEMA marsad CASCADE").map_err(|e| address.failed(e))
    }
}
