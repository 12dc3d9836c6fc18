//! Exchanges that are no documents; see [`crate::exchanges`].

use super::SqliteStore;
use super::rows::unsigned;
use super::write::known_end;
use crate::api::CaptureRef;
use crate::error::StoreError;
use crate::exchanges::{ExchangeRole, ExchangeRow, Exchanges, NewExchange, Ready};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

const ROWS: &str =
    "SELECT id, role, address, target, status, leads_to, media_type, file, \"offset\", length, sha256, captured_at,
                    size, cause, document FROM exchanges";

impl Exchanges for SqliteStore {
    fn keep(&self, new: &NewExchange<'_>) -> Result<(i64, bool), StoreError> {
        let ready = Ready::of(new)?;
        let mut writer = self.writer();
        let sql = |e| self.sql(e);
        // The write lock comes first: it also keeps other processes from the archive.
        let step = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
        let target = ready.exchange.fetched.target.as_str();
        let last = step
            .prepare_cached(&format!("{ROWS} WHERE target = ?1 AND role = ?2 ORDER BY id DESC LIMIT 1"))
            .and_then(|mut row| row.query_row([target, new.role.as_str()], exchange_row).optional())
            .map_err(sql)?;
        if let Some(last) = last.filter(|last| ready.is(last)) {
            if last.cause.as_deref() != new.cause {
                step.execute("UPDATE exchanges SET cause = ?2 WHERE id = ?1", params![last.id, new.cause])
                    .map_err(sql)?;
                step.commit().map_err(sql)?;
            }
            return Ok((last.id, false));
        }
        let mut archive = self.archive.begin();
        let put = archive.put_exchange(&ready.exchange, |file| known_end(&step, file).map_err(sql))?;
        archive.finish()?;
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        step.prepare_cached(
            "INSERT INTO exchanges (role, address, target, status, leads_to, media_type, captured_at, sha256, size, file, \"offset\",
                                    length, cause)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )
        .and_then(|mut insert| {
            insert.execute(params![
                new.role.as_str(),
                new.address,
                target,
                ready.exchange.status,
                new.leads_to,
                ready.media_type,
                ready.captured_at,
                ready.sha256,
                number(ready.size),
                put.file,
                number(put.offset),
                number(put.length),
                new.cause
            ])
        })
        .map_err(sql)?;
        let id = step.last_insert_rowid();
        step.commit().map_err(sql)?;
        Ok((id, true))
    }

    fn exchanges(&self, role: Option<ExchangeRole>, after: i64, limit: usize) -> Result<Vec<ExchangeRow>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.reading(|moment| {
            let read = |db: &Connection| -> rusqlite::Result<Vec<ExchangeRow>> {
                match role {
                    Some(role) => db
                        .prepare_cached(&format!("{ROWS} WHERE role = ?1 AND id > ?2 ORDER BY id LIMIT ?3"))?
                        .query_map(params![role.as_str(), after, limit], exchange_row)?
                        .collect(),
                    None => db
                        .prepare_cached(&format!("{ROWS} WHERE id > ?1 ORDER BY id LIMIT ?2"))?
                        .query_map(params![after, limit], exchange_row)?
                        .collect(),
                }
            };
            read(moment.db).map_err(|e| self.sql(e))
        })
    }

    fn exchange_bytes(&self, row: &ExchangeRow) -> Result<Vec<u8>, StoreError> {
        self.archive.get(&row.capture)
    }

    fn exchange_read(&self, id: i64, document: i64) -> Result<(), StoreError> {
        let mut writer = self.writer();
        let sql = |e| self.sql(e);
        let step = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
        step.execute("UPDATE exchanges SET document = ?2 WHERE id = ?1", [id, document]).map_err(sql)?;
        step.execute(
            "UPDATE targets SET state = 'done', document = ?2, last_cause = NULL, tries = 0, visits = visits + 1,
                                last_success = last_try
             WHERE address = (SELECT address FROM exchanges WHERE id = ?1) AND state = 'failed'",
            [id, document],
        )
        .map_err(sql)?;
        step.commit().map_err(sql)
    }
}

fn exchange_row(row: &Row<'_>) -> rusqlite::Result<ExchangeRow> {
    let role: String = row.get(1)?;
    Ok(ExchangeRow {
        id: row.get(0)?,
        role: ExchangeRole::from_name(&role).ok_or_else(|| {
            rusqlite::Error::FromSqlConversionFailure(
                1,
                rusqlite::types::Type::Text,
                format!("no role `{role}`").into(),
            )
        })?,
        address: row.get(2)?,
        target: row.get(3)?,
        status: row.get(4)?,
        leads_to: row.get(5)?,
        media_type: row.get(6)?,
        capture: CaptureRef {
            file: row.get(7)?,
            offset: unsigned(row, 8)?,
            length: unsigned(row, 9)?,
            sha256: row.get(10)?,
            captured_at: row.get(11)?,
        },
        size: unsigned(row, 12)?,
        cause: row.get(13)?,
        document: row.get(14)?,
    })
}
