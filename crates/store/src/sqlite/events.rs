//! What the weighing asks of the embedded store.

use super::SqliteStore;
use crate::api::Filter;
use crate::backend;
use crate::error::StoreError;
use crate::events::db::{Db, Dialect, EventTables, Row, Value, Work};
use crate::events::heads::KeptHeads;
use crate::review::QueueOrder;
use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, ToSql, TransactionBehavior, params_from_iter};
use std::collections::HashSet;
use std::path::Path;

/// Memory for pages of the database while weighing, as SQLite counts it: 64 MiB.
const CACHE: i64 = -65_536;

pub(super) struct Tables<'a> {
    pub(super) db: &'a Connection,
    pub(super) folder: &'a Path,
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Sql::Null),
            Self::Int(n) => ToSqlOutput::Owned(Sql::Integer(*n)),
            Self::Real(x) => ToSqlOutput::Owned(Sql::Real(*x)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}

impl Tables<'_> {
    fn all(&self, sql: &str, values: &[Value]) -> rusqlite::Result<Vec<Row>> {
        collect(&mut *self.db.prepare_cached(sql)?, values)
    }
}

fn collect(statement: &mut rusqlite::Statement<'_>, values: &[Value]) -> rusqlite::Result<Vec<Row>> {
    let columns = statement.column_count();
    let mut rows = statement.query(params_from_iter(values))?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let value = |at| {
            Ok(match row.get_ref(at)? {
                ValueRef::Integer(n) => Value::Int(n),
                ValueRef::Real(x) => Value::Real(x),
                ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Null | ValueRef::Blob(_) => Value::Null,
            })
        };
        out.push(Row((0..columns).map(value).collect::<rusqlite::Result<_>>()?));
    }
    Ok(out)
}

impl Db for Tables<'_> {
    fn place(&self) -> String {
        self.folder.display().to_string()
    }

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn lock_record(&mut self) -> Result<(), StoreError> {
        // A transaction that writes is alone.
        Ok(())
    }

    fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.all(sql, values).map_err(|e| StoreError::sql(self.folder, e))
    }

    fn run(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let changed = if values.is_empty() {
            self.db.execute(sql, [])
        } else {
            self.db.prepare_cached(sql).and_then(|mut s| s.execute(params_from_iter(values)))
        };
        changed.map(|n| n as u64).map_err(|e| StoreError::sql(self.folder, e))
    }

    // One row at a time: a statement of many could stop half way, and the pages that it touches are copied first.
    fn insert(&mut self, head: &str, rows: &[Vec<i64>]) -> Result<(), StoreError> {
        let Some(first) = rows.first() else { return Ok(()) };
        let marks = vec!["?"; first.len()].join(",");
        let sql = format!("{head} VALUES ({marks}) ON CONFLICT DO NOTHING");
        let all = || {
            let mut statement = self.db.prepare_cached(&sql)?;
            for row in rows {
                statement.execute(params_from_iter(row))?;
            }
            Ok(())
        };
        all().map_err(|e| StoreError::sql(self.folder, e))
    }
}

impl EventTables for SqliteStore {
    fn read_tables(&self, work: Work<'_>) -> Result<(), StoreError> {
        let reader = self.readers.get().map_err(|e| self.sql(e))?;
        let moment = reader.unchecked_transaction().map_err(|e| self.sql(e))?;
        work(&mut Tables { db: &moment, folder: &self.folder })
    }

    fn change_tables(&self, _wait: bool, work: Work<'_>) -> Result<bool, StoreError> {
        // Writers of one file take turns by themselves.
        let mut writer = self.writer();
        // Keys fall all over their table: with room for them, a page is written once in a transaction.
        writer.pragma_update(None, "cache_size", CACHE).map_err(|e| self.sql(e))?;
        let step = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| self.sql(e))?;
        work(&mut Tables { db: &step, folder: &self.folder })?;
        step.commit().map_err(|e| self.sql(e))?;
        Ok(true)
    }

    fn write_tables(&self, work: Work<'_>) -> Result<(), StoreError> {
        let mut writer = self.writer();
        let step = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| self.sql(e))?;
        work(&mut Tables { db: &step, folder: &self.folder })?;
        step.commit().map_err(|e| self.sql(e))
    }

    fn report_ids(&self, filter: &Filter) -> Result<Vec<i64>, StoreError> {
        self.reading(|moment| backend::report_ids(moment, &self.memory, filter))
    }

    fn heads(&self) -> &KeptHeads {
        &self.heads
    }

    fn first_to_review(
        &self,
        filter: &Filter,
        order: QueueOrder,
        limit: usize,
        without: &HashSet<i64>,
    ) -> Result<Vec<i64>, StoreError> {
        self.reading(|moment| backend::first_to_review(moment, &self.memory, filter, order, limit, without))
    }
}
