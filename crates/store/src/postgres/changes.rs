//! Changes and tokens on PostgreSQL.

use super::PostgresStore;
use super::read::Reading;
use crate::changes::{ChangePage, Changes, DocumentChange, Happened, MOST, Mark, page};
use crate::error::StoreError;
use crate::tokens::{Scope, TokenRow, Tokens, read, written};
use postgres::{IsolationLevel, Row, Transaction};

fn change(db: &mut Transaction<'_>, happened: Happened, document: i64) -> Result<DocumentChange, postgres::Error> {
    let ids = |rows: Vec<Row>| -> Vec<i64> { rows.iter().map(|row| row.get(0)).collect() };
    let reports = ids(db.query("SELECT id FROM reports WHERE document = $1 ORDER BY id", &[&document])?);
    let sql = "SELECT x.report FROM recodings c JOIN recoded x ON x.recoding = c.seq WHERE c.document = $1
         UNION SELECT i.report FROM (SELECT report FROM readings WHERE document = $1
             UNION SELECT report FROM reviews WHERE document = $1) i
             WHERE NOT EXISTS (SELECT 1 FROM reports r WHERE r.id = i.report)
         ORDER BY 1";
    let gone = ids(db.query(sql, &[&document])?);
    let mut is_current = || {
        Ok::<_, postgres::Error>(
            !db.query("SELECT 1 FROM documents WHERE id = $1 AND current", &[&document])?.is_empty(),
        )
    };
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

fn after(reading: &mut Reading<'_>, mark: Mark, limit: usize) -> Result<ChangePage, postgres::Error> {
    let mut db =
        reading.client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true).start()?;
    let wanted = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let ids = db.query("SELECT id FROM documents WHERE id > $1 ORDER BY id LIMIT $2", &[&mark.document, &wanted])?;
    let replaced = db
        .query("SELECT seq, document FROM replaced WHERE seq > $1 ORDER BY seq LIMIT $2", &[&mark.replaced, &wanted])?;
    let recoded = db
        .query("SELECT seq, document FROM recodings WHERE seq > $1 ORDER BY seq LIMIT $2", &[&mark.recoded, &wanted])?;
    let revised =
        db.query("SELECT id, document FROM revisions WHERE id > $1 ORDER BY id LIMIT $2", &[&mark.revised, &wanted])?;
    let added = ids.iter().map(|row| change(&mut db, Happened::Added, row.get(0))).collect::<Result<_, _>>()?;
    let replaced = replaced
        .iter()
        .map(|row| Ok((row.get(0), change(&mut db, Happened::Replaced, row.get(1))?)))
        .collect::<Result<_, postgres::Error>>()?;
    let recoded = recoded
        .iter()
        .map(|row| Ok((row.get(0), change(&mut db, Happened::Recoded, row.get(1))?)))
        .collect::<Result<_, postgres::Error>>()?;
    let revised = revised
        .iter()
        .map(|row| Ok((row.get(0), change(&mut db, Happened::Reviewed, row.get(1))?)))
        .collect::<Result<_, postgres::Error>>()?;
    Ok(page(mark, limit, added, replaced, recoded, revised))
}

fn token(row: &Row) -> TokenRow {
    TokenRow {
        id: row.get(0),
        name: row.get(1),
        scopes: read(row.get(2)),
        created_at: row.get(3),
        revoked_at: row.get(4),
    }
}

const TOKENS: &str = "SELECT id, name, scopes, created_at, revoked_at FROM tokens";

impl Changes for PostgresStore {
    fn changes(&self, cursor: Option<&str>, limit: usize) -> Result<ChangePage, StoreError> {
        let mark = Mark::decode(cursor)?;
        self.reading(|moment| after(moment, mark, limit.clamp(1, MOST)).map_err(|e| self.address.failed(e)))
    }

    fn media_type(&self, document: i64) -> Result<Option<String>, StoreError> {
        let sql = "SELECT c.media_type FROM documents d JOIN captures c ON c.id = d.capture WHERE d.id = $1";
        self.reading(|moment| {
            let row = moment.client.query_opt(sql, &[&document]).map_err(|e| self.address.failed(e))?;
            Ok(row.map(|row| row.get(0)))
        })
    }
}

impl Tokens for PostgresStore {
    fn add_token(&self, name: &str, scopes: &[Scope], hash: &str, now: &str) -> Result<Option<i64>, StoreError> {
        let sql = "INSERT INTO tokens (name, scopes, sha256, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id";
        self.reading(|moment| {
            let row = moment
                .client
                .query_opt(sql, &[&name, &written(scopes), &hash, &now])
                .map_err(|e| self.address.failed(e))?;
            Ok(row.map(|row| row.get(0)))
        })
    }

    fn tokens(&self) -> Result<Vec<TokenRow>, StoreError> {
        self.reading(|moment| {
            let rows =
                moment.client.query(&format!("{TOKENS} ORDER BY id"), &[]).map_err(|e| self.address.failed(e))?;
            Ok(rows.iter().map(token).collect())
        })
    }

    fn revoke_token(&self, name: &str, now: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE tokens SET revoked_at = $2 WHERE name = $1 AND revoked_at IS NULL";
        self.reading(|moment| {
            let changed = moment.client.execute(sql, &[&name, &now]).map_err(|e| self.address.failed(e))?;
            Ok(changed > 0)
        })
    }

    fn token(&self, hash: &str) -> Result<Option<TokenRow>, StoreError> {
        let sql = format!("{TOKENS} WHERE sha256 = $1 AND revoked_at IS NULL");
        self.reading(|moment| {
            let row = moment.client.query_opt(&sql, &[&hash]).map_err(|e| self.address.failed(e))?;
            Ok(row.as_ref().map(token))
        })
    }
}
