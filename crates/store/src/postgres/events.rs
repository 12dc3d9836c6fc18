//! What the weighing asks of a store on a server. One process weighs at a time, by a lock; the others go on.

use super::PostgresStore;
use super::write::WRITE_LOCK;
use crate::api::Filter;
use crate::backend;
use crate::error::StoreError;
use crate::events::db::{Db, Dialect, EventTables, Row, Value, Work, insert_at_once};
use crate::events::heads::KeptHeads;
use crate::review::QueueOrder;
use postgres::Transaction;
use postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use std::collections::{HashMap, HashSet};

/// Held by whoever weighs or decides, until its transaction ends.
pub(super) const EVENTS_LOCK: i64 = 0x4D52_5344_0000_0002;

pub(super) struct Tables<'a, 'b> {
    step: &'a mut Transaction<'b>,
    store: &'a PostgresStore,
    prepared: HashMap<String, postgres::Statement>,
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(n) if *ty == Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
            Self::Int(n) if *ty == Type::FLOAT8 => (*n as f64).to_sql(ty, out),
            Self::Int(n) => n.to_sql(ty, out),
            Self::Real(x) => x.to_sql(ty, out),
            Self::Text(text) => text.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::INT4, Type::FLOAT8, Type::TEXT].contains(ty)
    }

    to_sql_checked!();
}

fn row(read: &postgres::Row) -> Row {
    let value = |at: usize| {
        let ty = read.columns()[at].type_();
        let value = if *ty == Type::INT8 {
            read.try_get::<_, Option<i64>>(at).ok().flatten().map(Value::Int)
        } else if *ty == Type::INT4 {
            read.try_get::<_, Option<i32>>(at).ok().flatten().map(|n| Value::Int(i64::from(n)))
        } else if *ty == Type::FLOAT8 {
            read.try_get::<_, Option<f64>>(at).ok().flatten().map(Value::Real)
        } else {
            read.try_get::<_, Option<String>>(at).ok().flatten().map(Value::Text)
        };
        value.unwrap_or(Value::Null)
    };
    Row((0..read.len()).map(value).collect())
}

impl<'a, 'b> Tables<'a, 'b> {
    /// The tables as a transaction sees them.
    pub(super) fn of(step: &'a mut Transaction<'b>, store: &'a PostgresStore) -> Self {
        Self { step, store, prepared: HashMap::new() }
    }
}

impl Tables<'_, '_> {
    fn statement(&mut self, sql: &str) -> Result<postgres::Statement, StoreError> {
        if let Some(known) = self.prepared.get(sql) {
            return Ok(known.clone());
        }
        let made = self.step.prepare(sql).map_err(|e| self.store.address.failed(e))?;
        self.prepared.insert(sql.to_owned(), made.clone());
        Ok(made)
    }
}

impl Db for Tables<'_, '_> {
    fn place(&self) -> String {
        self.store.address.shown.clone()
    }

    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn lock_record(&mut self) -> Result<(), StoreError> {
        let locked = self.step.execute("SELECT pg_advisory_xact_lock($1)", &[&WRITE_LOCK]);
        locked.map(|_| ()).map_err(|e| self.store.address.failed(e))
    }

    fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
        let rows = if values.is_empty() {
            self.step.query(sql, &values)
        } else {
            let statement = self.statement(sql)?;
            self.step.query(&statement, &values)
        };
        Ok(rows.map_err(|e| self.store.address.failed(e))?.iter().map(row).collect())
    }

    fn run(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
        let changed = if values.is_empty() {
            self.step.execute(sql, &values)
        } else {
            let statement = self.statement(sql)?;
            self.step.execute(&statement, &values)
        };
        changed.map_err(|e| self.store.address.failed(e))
    }

    fn insert(&mut self, head: &str, rows: &[Vec<i64>]) -> Result<(), StoreError> {
        insert_at_once(self, head, rows)
    }
}

impl EventTables for PostgresStore {
    fn read_tables(&self, work: Work<'_>) -> Result<(), StoreError> {
        let mut client = self.readers.get()?;
        let mut moment = client
            .build_transaction()
            .isolation_level(postgres::IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .map_err(|e| self.address.failed(e))?;
        work(&mut Tables::of(&mut moment, self))
    }

    fn change_tables(&self, wait: bool, work: Work<'_>) -> Result<bool, StoreError> {
        let failed = |e| self.address.failed(e);
        let mut client = self.readers.get()?;
        let mut step = client.transaction().map_err(failed)?;
        if wait {
            step.execute("SELECT pg_advisory_xact_lock($1)", &[&EVENTS_LOCK]).map_err(failed)?;
        } else {
            let got = step.query_one("SELECT pg_try_advisory_xact_lock($1)", &[&EVENTS_LOCK]).map_err(failed)?;
            if !got.get::<_, bool>(0) {
                return Ok(false);
            }
        }
        work(&mut Tables::of(&mut step, self))?;
        step.commit().map_err(failed)?;
        Ok(true)
    }

    fn write_tables(&self, work: Work<'_>) -> Result<(), StoreError> {
        let failed = |e| self.address.failed(e);
        let mut client = self.readers.get()?;
        let mut step = client.transaction().map_err(failed)?;
        work(&mut Tables::of(&mut step, self))?;
        step.commit().map_err(failed)
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
