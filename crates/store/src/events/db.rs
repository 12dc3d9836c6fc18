//! The little that the weighing asks of a database: rows and changes, in SQL that both databases read alike. Parameters are
//! `$1`, `$2`, … in the order of their first use.

use super::heads::{self, KeptHeads};
use crate::api::Filter;
use crate::error::StoreError;
use crate::review::QueueOrder;
use std::collections::HashSet;
use std::fmt::Write as _;

/// A value in a row or for a parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Int(i64::from(b))
    }
}

impl From<f64> for Value {
    fn from(x: f64) -> Self {
        Self::Real(x)
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        // PostgreSQL's text knows no NUL.
        Self::Text(s.replace('\0', "\u{FFFD}"))
    }
}

impl From<String> for Value {
    fn from(s: String) -> Self {
        Self::from(s.as_str())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A row as it was read.
#[derive(Debug, Clone)]
pub(crate) struct Row(pub(crate) Vec<Value>);

impl Row {
    /// A whole number; 0 where there is none.
    pub(crate) fn int(&self, at: usize) -> i64 {
        self.maybe_int(at).unwrap_or(0)
    }

    /// A whole number, where there is one.
    pub(crate) fn maybe_int(&self, at: usize) -> Option<i64> {
        match self.0.get(at) {
            Some(Value::Int(n)) => Some(*n),
            _ => None,
        }
    }

    /// A number.
    pub(crate) fn real(&self, at: usize) -> f64 {
        match self.0.get(at) {
            Some(Value::Real(x)) => *x,
            Some(Value::Int(n)) => *n as f64,
            _ => 0.0,
        }
    }

    /// A number, where there is one.
    pub(crate) fn maybe_real(&self, at: usize) -> Option<f64> {
        match self.0.get(at) {
            Some(Value::Real(x)) => Some(*x),
            Some(Value::Int(n)) => Some(*n as f64),
            _ => None,
        }
    }

    /// A text; empty where there is none.
    pub(crate) fn text(&self, at: usize) -> &str {
        match self.0.get(at) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// A text, where there is one.
    pub(crate) fn maybe_text(&self, at: usize) -> Option<&str> {
        match self.0.get(at) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// What the JSON in a column says.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, at: usize, db: &dyn Db) -> Result<T, StoreError> {
        serde_json::from_str(self.text(at)).map_err(|e| StoreError::BadRow {
            path: db.place().into(),
            what: "a row about events, column",
            id: i64::try_from(at).unwrap_or(0),
            why: format!("{e}; `marsad events rebuild` makes it anew"),
        })
    }
}

/// Values from things that become values.
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::events::db::Value::from($value)),*] };
}
pub(crate) use values;

/// Whose SQL a database reads, where the two are not alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// One moment or one transaction of a database.
pub(crate) trait Db {
    /// The store, as a person names it.
    fn place(&self) -> String;

    /// Whose SQL it reads.
    fn dialect(&self) -> Dialect;

    /// Makes whoever writes to the record wait until this transaction is over: ids become visible in their order.
    fn lock_record(&mut self) -> Result<(), StoreError>;

    /// The rows that a question has.
    fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError>;

    /// Changes rows; says how many.
    fn run(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError>;

    /// Inserts rows of numbers: `head` is `INSERT INTO t (a, b)`, and what is there already stays.
    fn insert(&mut self, head: &str, rows: &[Vec<i64>]) -> Result<(), StoreError>;
}

impl dyn Db + '_ {
    /// The first row, if there is one.
    pub(crate) fn row(&mut self, sql: &str, values: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, values)?.into_iter().next())
    }

    /// The numbers in the first column.
    pub(crate) fn ints(&mut self, sql: &str, values: &[Value]) -> Result<Vec<i64>, StoreError> {
        Ok(self.rows(sql, values)?.iter().map(|row| row.int(0)).collect())
    }

    /// The rows of a question with a list `{}` of numbers, asked for a part of them at a time.
    pub(crate) fn rows_in(&mut self, sql: &str, ids: &[i64]) -> Result<Vec<Row>, StoreError> {
        let mut out = Vec::new();
        for part in ids.chunks(AT_ONCE) {
            let (sql, values) = listed(sql, &[], part);
            out.extend(self.rows(&sql, &values)?);
        }
        Ok(out)
    }

    /// A change with a list `{}` of numbers, after the values that the statement names before it.
    pub(crate) fn run_in(&mut self, sql: &str, before: &[Value], ids: &[i64]) -> Result<u64, StoreError> {
        let mut changed = 0;
        for part in ids.chunks(AT_ONCE) {
            let (sql, values) = listed(sql, before, part);
            changed += self.run(&sql, &values)?;
        }
        Ok(changed)
    }

    /// The rows of a question with a list `{}` of names of tellings.
    pub(crate) fn rows_named<'n>(
        &mut self,
        sql: &str,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<Vec<Row>, StoreError> {
        let names: Vec<&str> = names.into_iter().collect();
        let mut out = Vec::new();
        for part in names.chunks(AT_ONCE) {
            let (sql, values) = listed(sql, &[], part);
            out.extend(self.rows(&sql, &values)?);
        }
        Ok(out)
    }
}

/// Rows of numbers as one statement that leaves what is there already.
pub(crate) fn insert_at_once(db: &mut dyn Db, head: &str, rows: &[Vec<i64>]) -> Result<(), StoreError> {
    for part in rows.chunks(AT_ONCE) {
        let all: Vec<String> = part.iter().map(|row| format!("({})", list(row))).collect();
        db.run(&format!("{head} VALUES {} ON CONFLICT DO NOTHING", all.join(",")), &[])?;
    }
    Ok(())
}

/// A statement with as many parameters in place of `{}` as a list needs, rounded up and filled with its last, so that there
/// are few statements and each is planned once.
fn listed<V: Copy + Into<Value>>(sql: &str, before: &[Value], list: &[V]) -> (String, Vec<Value>) {
    let places = list.len().next_power_of_two().min(AT_ONCE.max(list.len()));
    let mut marks = String::with_capacity(places * 5);
    for at in 0..places {
        let _ = write!(marks, "{}${}", if at == 0 { "" } else { "," }, before.len() + at + 1);
    }
    let mut values = before.to_vec();
    values.extend(list.iter().map(|v| (*v).into()));
    if let Some(last) = values.last().cloned() {
        values.resize(before.len() + places, last);
    }
    (sql.replace("{}", &marks), values)
}

/// How many numbers one statement names.
const AT_ONCE: usize = 512;

fn list(ids: &[i64]) -> String {
    let mut out = String::with_capacity(ids.len() * 8);
    for (at, id) in ids.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&id.to_string());
    }
    out
}

/// Work inside a moment or a transaction.
pub(crate) type Work<'a> = &'a mut dyn FnMut(&mut (dyn Db + '_)) -> Result<(), StoreError>;

/// What a store has to offer for the weighing.
pub(crate) trait EventTables {
    /// Runs `work` in one moment for reading.
    fn read_tables(&self, work: Work<'_>) -> Result<(), StoreError>;

    /// Runs `work` in one transaction, while nobody else weighs or decides. False, and nothing done, where somebody does and
    /// `wait` is not set.
    fn change_tables(&self, wait: bool, work: Work<'_>) -> Result<bool, StoreError>;

    /// Runs `work` in one transaction of its own that neither weighs nor decides: it waits for nobody who does.
    fn write_tables(&self, work: Work<'_>) -> Result<(), StoreError>;

    /// The ids of all reports that answer a question.
    fn report_ids(&self, filter: &Filter) -> Result<Vec<i64>, StoreError>;

    /// What lists of events sort and ask by, as it was last read.
    fn heads(&self) -> &KeptHeads;

    /// The ids of the first reports that answer a question, in an order of their review, without some.
    fn first_to_review(
        &self,
        filter: &Filter,
        order: QueueOrder,
        limit: usize,
        without: &HashSet<i64>,
    ) -> Result<Vec<i64>, StoreError>;
}

/// Reads something.
pub(crate) fn read<T, S: EventTables + ?Sized>(
    store: &S,
    mut work: impl FnMut(&mut (dyn Db + '_)) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut out = None;
    store.read_tables(&mut |db| {
        out = Some(work(db)?);
        Ok(())
    })?;
    out.ok_or_else(|| StoreError::BadInput { target: String::new(), why: "nothing was read".into() })
}

/// Writes something that neither weighs nor decides.
pub(crate) fn write<T, S: EventTables + ?Sized>(
    store: &S,
    mut work: impl FnMut(&mut (dyn Db + '_)) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut out = None;
    store.write_tables(&mut |db| {
        out = Some(work(db)?);
        Ok(())
    })?;
    out.ok_or_else(|| StoreError::BadInput { target: String::new(), why: "nothing was written".into() })
}

/// Changes something; none where another process is at it.
pub(crate) fn change<T, S: EventTables + ?Sized>(
    store: &S,
    wait: bool,
    mut work: impl FnMut(&mut (dyn Db + '_)) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut out = None;
    store.change_tables(wait, &mut |db| {
        out = Some(work(db)?);
        heads::changed(db)
    })?;
    Ok(out)
}
