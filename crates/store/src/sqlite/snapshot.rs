//! A copy of the database of one moment, and whether a database is what this program makes.

use super::open::{DATABASE, connect};
use super::rows::unsigned;
use super::{SqliteStore, schema};
use crate::archive::ENDS;
use crate::backup::Plan;
use crate::error::StoreError;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

impl SqliteStore {
    /// Writes the database of this moment into a folder, and says what belongs to it. Writers go on meanwhile.
    pub(super) fn snapshot(&self, work: &Path) -> Result<Plan, StoreError> {
        let copy = work.join(DATABASE);
        let name = copy.to_str().ok_or_else(|| {
            StoreError::io("write", &copy, std::io::Error::other("SQLite wants a name that is Unicode text"))
        })?;
        // A connection of its own: readers of the pool may not write, not even a copy.
        let source = connect(&self.folder.join(DATABASE)).map_err(|e| self.sql(e))?;
        source.execute("VACUUM INTO ?1", [name]).map_err(|e| StoreError::sql(work, e))?;
        drop(source);

        // What the copy knows of the archive is what belongs to the backup.
        let sql = |e| StoreError::sql(work, e);
        let copied = Connection::open(&copy).map_err(sql)?;
        // Whoever comes back to a restored store logs in: a session that was ended since must not live again.
        copied.pragma_update(None, "secure_delete", true).map_err(sql)?;
        copied.execute("DELETE FROM sessions", []).map_err(sql)?;
        let count = |table: &str| {
            copied.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| unsigned(row, 0)).map_err(sql)
        };
        let (documents, reports) = (count("documents")?, count("reports")?);
        let mut ends = copied.prepare(ENDS).map_err(sql)?;
        let ends = ends.query_map([], |row| Ok((row.get::<_, String>(0)?, unsigned(row, 1)?))).map_err(sql)?;
        let mut files = vec![(DATABASE.to_owned(), copy.clone(), None)];
        for end in ends {
            let (file, end) = end.map_err(sql)?;
            files.push((format!("archive/{file}"), self.archive.folder().join(&file), Some(end)));
        }
        Ok(Plan { store: "sqlite", format: schema::LATEST, documents, reports, files })
    }

    /// Refuses a database with other tables, indexes, views or triggers than a store of its format has. Nothing of it is run.
    pub(crate) fn refuse_other_schema(folder: &Path) -> Result<(), String> {
        let path = folder.join(DATABASE);
        let read = || -> rusqlite::Result<_> {
            let db = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            db.pragma_update(None, "trusted_schema", false)?;
            let format: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
            let ours: i64 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
            Ok((ours, format, objects(&db)?))
        };
        let (ours, format, found) = read().map_err(|e| format!("its database cannot be read ({e})"))?;
        if ours != schema::APPLICATION_ID || format < 1 {
            return Err("its database is that of another program".into());
        }
        if format > schema::LATEST {
            return Err(format!(
                "its database has format {format}, and this Marsad knows formats up to {}",
                schema::LATEST
            ));
        }
        let fresh = || -> rusqlite::Result<_> {
            let db = Connection::open_in_memory()?;
            schema::fill(&db, format)?;
            objects(&db)
        };
        let expected = fresh().map_err(|e| format!("no database can be made to compare it with ({e})"))?;
        match found
            .iter()
            .find(|object| !expected.contains(object))
            .or(expected.iter().find(|object| !found.contains(object)))
        {
            Some((name, _)) => Err(format!("`{name}` of its database is not as a store of format {format} has it")),
            None => Ok(()),
        }
    }
}

/// Everything that a database has, but for what SQLite keeps for itself.
fn objects(db: &Connection) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    let mut all = db.prepare(
        "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name, type",
    )?;
    all.query_map([], |row| row.try_into())?.collect()
}
