//! Changes and tokens in the embedded store.

use super::SqliteStore;
use crate::changes::{ChangePage, Changes, DocumentChange, Happened, MOST, Mark, page};
use crate::error::StoreError;
use crate::tokens::{Scope, TokenRow, Tokens, read, written};
use rusqlite::{Connection, OptionalExtension, Row, params};

fn reports(db: &Connection, document: i64) -> rusqlite::Result<Vec<i64>> {
    db.prepare_cached("SELECT id FROM reports WHERE document = ?1 ORDER BY id")?
        .query_map([document], |row| row.get(0))?
        .collect()
}

/// The reports of a document that gave way to others, or that persons took out.
fn dropped(db: &Connection, document: i64) -> rusqlite::Result<Vec<i64>> {
    db.prepare_cached(
        "SELECT x.report FROM recodings c JOIN recoded x ON x.recoding = c.seq WHERE c.document = ?1
         UNION SELECT i.report FROM (SELECT report FROM readings WHERE document = ?1
             UNION SELECT report FROM reviews WHERE document = ?1) i
             WHERE NOT EXISTS (SELECT 1 FROM reports r WHERE r.id = i.report)
         ORDER BY 1",
    )?
    .query_map([document], |row| row.get(0))?
    .collect()
}

fn change(db: &Connection, happened: Happened, document: i64) -> rusqlite::Result<DocumentChange> {
    let (reports, gone) = (reports(db, document)?, dropped(db, document)?);
    let is_current = || db.prepare_cached("SELECT 1 FROM documents WHERE id = ?1 AND current = 1")?.exists([document]);
    Ok(match happened {
        Happened::Replaced => DocumentChange { happened, document, reports, dropped: Vec::new() },
        // One that was replaced since has nothing to be taken in.
        Happened::Recoded | Happened::Reviewed if !is_current()? => {
            DocumentChange { happened, document, reports: Vec::new(), dropped: reports }
        }
        Happened::Added | Happened::Recoded | Happened::Reviewed => {
            let reports = reports.into_iter().filter(|id| gone.binary_search(id).is_err()).collect();
            let dropped = if happened == Happened::Added { Vec::new() } else { gone };
            DocumentChange { happened, document, reports, dropped }
        }
    })
}

fn token(row: &Row<'_>) -> rusqlite::Result<TokenRow> {
    Ok(TokenRow {
        id: row.get(0)?,
        name: row.get(1)?,
        scopes: read(&row.get::<_, String>(2)?),
        created_at: row.get(3)?,
        revoked_at: row.get(4)?,
    })
}

const TOKENS: &str = "SELECT id, name, scopes, created_at, revoked_at FROM tokens";

impl SqliteStore {
    fn changes_after(&self, mark: Mark, limit: usize) -> rusqlite::Result<ChangePage> {
        let reader = self.readers.get()?;
        let moment = reader.unchecked_transaction()?;
        let db: &Connection = &moment;
        let wanted = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let added: Vec<i64> = db
            .prepare_cached("SELECT id FROM documents WHERE id > ?1 ORDER BY id LIMIT ?2")?
            .query_map([mark.document, wanted], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let replaced: Vec<(i64, i64)> = db
            .prepare_cached("SELECT seq, document FROM replaced WHERE seq > ?1 ORDER BY seq LIMIT ?2")?
            .query_map([mark.replaced, wanted], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let recoded: Vec<(i64, i64)> = db
            .prepare_cached("SELECT seq, document FROM recodings WHERE seq > ?1 ORDER BY seq LIMIT ?2")?
            .query_map([mark.recoded, wanted], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let revised: Vec<(i64, i64)> = db
            .prepare_cached("SELECT id, document FROM revisions WHERE id > ?1 ORDER BY id LIMIT ?2")?
            .query_map([mark.revised, wanted], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let added = added.into_iter().map(|id| change(db, Happened::Added, id)).collect::<Result<_, _>>()?;
        let replaced = replaced
            .into_iter()
            .map(|(seq, id)| Ok((seq, change(db, Happened::Replaced, id)?)))
            .collect::<rusqlite::Result<_>>()?;
        let recoded = recoded
            .into_iter()
            .map(|(seq, id)| Ok((seq, change(db, Happened::Recoded, id)?)))
            .collect::<rusqlite::Result<_>>()?;
        let revised = revised
            .into_iter()
            .map(|(seq, id)| Ok((seq, change(db, Happened::Reviewed, id)?)))
            .collect::<rusqlite::Result<_>>()?;
        Ok(page(mark, limit, added, replaced, recoded, revised))
    }
}

impl Changes for SqliteStore {
    fn changes(&self, after: Option<&str>, limit: usize) -> Result<ChangePage, StoreError> {
        self.changes_after(Mark::decode(after)?, limit.clamp(1, MOST)).map_err(|e| self.sql(e))
    }

    fn media_type(&self, document: i64) -> Result<Option<String>, StoreError> {
        let reader = self.readers.get().map_err(|e| self.sql(e))?;
        reader
            .prepare_cached("SELECT c.media_type FROM documents d JOIN captures c ON c.id = d.capture WHERE d.id = ?1")
            .and_then(|mut row| row.query_row([document], |row| row.get(0)).optional())
            .map_err(|e| self.sql(e))
    }
}

impl Tokens for SqliteStore {
    fn add_token(&self, name: &str, scopes: &[Scope], hash: &str, now: &str) -> Result<Option<i64>, StoreError> {
        let writer = self.writer();
        let added = writer
            .execute(
                "INSERT INTO tokens (name, scopes, sha256, created_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                params![name, written(scopes), hash, now],
            )
            .map_err(|e| self.sql(e))?;
        Ok((added > 0).then(|| writer.last_insert_rowid()))
    }

    fn tokens(&self) -> Result<Vec<TokenRow>, StoreError> {
        let reader = self.readers.get().map_err(|e| self.sql(e))?;
        reader
            .prepare_cached(&format!("{TOKENS} ORDER BY id"))
            .and_then(|mut rows| rows.query_map([], token)?.collect())
            .map_err(|e| self.sql(e))
    }

    fn revoke_token(&self, name: &str, now: &str) -> Result<bool, StoreError> {
        self.writer()
            .execute("UPDATE tokens SET revoked_at = ?2 WHERE name = ?1 AND revoked_at IS NULL", [name, now])
            .map(|changed| changed > 0)
            .map_err(|e| self.sql(e))
    }

    fn token(&self, hash: &str) -> Result<Option<TokenRow>, StoreError> {
        let reader = self.readers.get().map_err(|e| self.sql(e))?;
        reader
            .prepare_cached(&format!("{TOKENS} WHERE sha256 = ?1 AND revoked_at IS NULL"))
            .and_then(|mut row| row.query_row([hash], token).optional())
            .map_err(|e| self.sql(e))
    }
}
