//! Exchanges that are no documents; see [`crate::exchanges`].

use super::PostgresStore;
use super::insert::{size, text};
use super::read::{capture, unsigned};
use super::write::WRITE_LOCK;
use super::writer::known_end;
use crate::error::StoreError;
use crate::exchanges::{ExchangeRole, ExchangeRow, Exchanges, NewExchange, Ready};
use postgres::{GenericClient, Row};

const ROWS: &str =
    "SELECT id, role, address, target, status, leads_to, media_type, file, \"offset\", length, sha256, captured_at,
                    size, cause, document FROM exchanges";

impl Exchanges for PostgresStore {
    fn keep(&self, new: &NewExchange<'_>) -> Result<(i64, bool), StoreError> {
        let ready = Ready::of(new)?;
        let failed = |e| self.address.failed(e);
        let target = text(&ready.exchange.fetched.target).into_owned();
        self.with_writer(|writer| {
            if let Some(id) = same(&mut writer.client, &ready, &target).map_err(failed)? {
                return Ok((id, false));
            }
            // The bytes first, and without a lock on anything: the file is this writer's own.
            let mut batch = writer.archive.begin();
            let client = &mut writer.client;
            let put = batch.put_exchange(&ready.exchange, |file| known_end(client, file).map_err(failed))?;
            batch.finish()?;
            let mut step = writer.client.transaction().map_err(failed)?;
            step.execute("SELECT pg_advisory_xact_lock($1)", &[&WRITE_LOCK]).map_err(failed)?;
            // Again, now that nobody else can add it. Two may have come at once: both stand in the archive, and both are noted.
            let row = step
                .query_one(
                    "INSERT INTO exchanges (id, role, address, target, status, leads_to, media_type, captured_at, sha256, size, file,
                                            \"offset\", length, cause)
                     SELECT coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 FROM exchanges
                     RETURNING id",
                    &[
                        &new.role.as_str(),
                        &text(new.address),
                        &target,
                        &i32::from(ready.exchange.status),
                        &new.leads_to.map(text),
                        &ready.media_type,
                        &ready.captured_at,
                        &ready.sha256,
                        &size(ready.size),
                        &put.file,
                        &size(put.offset),
                        &size(put.length),
                        &new.cause.map(text),
                    ],
                )
                .map_err(failed)?;
            step.commit().map_err(failed)?;
            Ok((row.get(0), true))
        })
    }

    fn exchanges(&self, role: Option<ExchangeRole>, after: i64, limit: usize) -> Result<Vec<ExchangeRow>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let role = role.map(ExchangeRole::as_str);
        self.reading(|moment| {
            let sql = format!("{ROWS} WHERE ($1::text IS NULL OR role = $1) AND id > $2 ORDER BY id LIMIT $3");
            let rows = moment.query(&sql, &[&role, &after, &limit])?;
            rows.iter().map(|row| self.exchange_row(row)).collect()
        })
    }

    fn exchange_bytes(&self, row: &ExchangeRow) -> Result<Vec<u8>, StoreError> {
        self.archive.get(&row.capture)
    }

    fn exchange_read(&self, id: i64, document: i64) -> Result<(), StoreError> {
        let failed = |e| self.address.failed(e);
        self.with_writer(|writer| {
            let mut step = writer.client.transaction().map_err(failed)?;
            step.execute("UPDATE exchanges SET document = $2 WHERE id = $1", &[&id, &document]).map_err(failed)?;
            step.execute(
                "UPDATE targets SET state = 'done', document = $2, last_cause = NULL, tries = 0, visits = visits + 1,
                                    last_success = last_try
                 WHERE address = (SELECT address FROM exchanges WHERE id = $1) AND state = 'failed'",
                &[&id, &document],
            )
            .map_err(failed)?;
            step.commit().map_err(failed)
        })
    }
}

/// The one kept last, if it says the same; a new cause is noted.
fn same(client: &mut impl GenericClient, ready: &Ready<'_>, target: &str) -> Result<Option<i64>, postgres::Error> {
    let sql = "SELECT id, status, leads_to, sha256, cause FROM exchanges
               WHERE md5(target) = md5($1) AND target = $1 AND role = $2 ORDER BY id DESC LIMIT 1";
    let Some(last) = client.query_opt(sql, &[&target, &ready.new.role.as_str()])? else { return Ok(None) };
    let leads_to: Option<String> = last.get(2);
    let same = (last.get::<_, i32>(1), leads_to.as_deref(), last.get::<_, &str>(3))
        == (i32::from(ready.exchange.status), ready.new.leads_to, ready.sha256.as_str());
    if !same {
        return Ok(None);
    }
    let (id, cause): (i64, Option<String>) = (last.get(0), last.get(4));
    if cause.as_deref() != ready.new.cause {
        client.execute("UPDATE exchanges SET cause = $2 WHERE id = $1", &[&id, &ready.new.cause.map(text)])?;
    }
    Ok(Some(id))
}

impl PostgresStore {
    fn exchange_row(&self, row: &Row) -> Result<ExchangeRow, StoreError> {
        let (id, role): (i64, String) = (row.get(0), row.get(1));
        let role = ExchangeRole::from_name(&role).ok_or_else(|| StoreError::BadRow {
            path: self.address.shown.clone().into(),
            what: "exchange",
            id,
            why: format!("it has no known role, `{role}`"),
        })?;
        Ok(ExchangeRow {
            id,
            role,
            address: row.get(2),
            target: row.get(3),
            status: u16::try_from(row.get::<_, i32>(4)).unwrap_or(0),
            leads_to: row.get(5),
            media_type: row.get(6),
            capture: capture(row, 7),
            size: unsigned(row, 12),
            cause: row.get(13),
            document: row.get(14),
        })
    }
}
