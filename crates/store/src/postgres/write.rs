//! Adding documents: bytes to the archive, then everything else in one transaction, a statement for each table.

use super::PostgresStore;
use super::read::unsigned;
use super::report_rows::insert_reports;
use super::word_rows::add_words;
use super::writer::Writer;
use crate::api::{Added, NewDocument};
use crate::archive::Put;
use crate::checked::Checked;
use crate::day;
use crate::error::StoreError;
use postgres::{GenericClient, Transaction};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Held while rows are written, so that ids become visible in their order: readers load what is new by id.
pub(super) const WRITE_LOCK: i64 = 0x4D52_5344_0000_0001;

impl PostgresStore {
    /// Adds documents in one transaction, their bytes with one flush.
    pub(super) fn write_all(&self, all: &[(&NewDocument, Checked)]) -> Result<Vec<Added>, StoreError> {
        self.with_writer(|writer| self.write_with(writer, all))
    }

    fn write_with(&self, writer: &mut Writer, all: &[(&NewDocument, Checked)]) -> Result<Vec<Added>, StoreError> {
        let failed = |e| self.address.failed(e);
        let Writer { client, archive, words, names, outlets } = writer;
        // The bytes first, and without a lock on anything: the file is this writer's own.
        let mut batch = archive.begin();
        let mut puts: Vec<Option<Put>> = Vec::with_capacity(all.len());
        let mut seen: HashSet<(&str, &str)> = HashSet::new();
        for (new, checked) in all {
            let known = !seen.insert((&new.target, &checked.sha256))
                || known(client, &new.target, &checked.sha256).map_err(failed)?.is_some();
            puts.push(if known {
                None
            } else {
                Some(batch.put(new, checked.captured, |file| known_end(client, file).map_err(failed))?)
            });
        }
        batch.finish()?;

        let mut step = client.transaction().map_err(failed)?;
        step.execute("SELECT pg_advisory_xact_lock($1)", &[&WRITE_LOCK]).map_err(failed)?;
        let mut out = Vec::with_capacity(all.len());
        let mut new = Vec::new();
        let mut ids: HashMap<(&str, &str), i64> = HashMap::new();
        let mut next: i64 =
            step.query_one("SELECT coalesce(max(id), 0) FROM documents", &[]).map_err(failed)?.get::<_, i64>(0) + 1;
        for ((document, checked), put) in all.iter().zip(puts) {
            let key = (document.target.as_str(), checked.sha256.as_str());
            // Again, now that nobody else can add it.
            let found = match ids.get(&key) {
                Some(id) => Some(*id),
                None => known(&mut step, key.0, key.1).map_err(failed)?,
            };
            match (found, put) {
                (Some(id), _) => out.push(Added::Known(id)),
                (None, Some(put)) => {
                    ids.insert(key, next);
                    out.push(Added::New(next));
                    new.push(Row { id: next, new: document, checked, put });
                    next += 1;
                }
                (None, None) => {
                    return Err(StoreError::Server {
                        place: self.address.shown.clone(),
                        why: "a page that was there is gone".into(),
                    });
                }
            }
        }
        insert(&mut step, words, names, outlets, &new).map_err(failed)?;
        step.commit().map_err(failed)?;
        Ok(out)
    }
}

/// A document about to be inserted.
pub(super) struct Row<'a> {
    pub(super) id: i64,
    pub(super) new: &'a NewDocument,
    pub(super) checked: &'a Checked,
    put: Put,
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

fn known(client: &mut impl GenericClient, target: &str, sha256: &str) -> Result<Option<i64>, postgres::Error> {
    let sql = "SELECT d.id FROM captures c JOIN documents d ON d.capture = c.id
               WHERE c.sha256 = $2 AND md5(c.target) = md5($1) AND c.target = $1";
    Ok(client.query_opt(sql, &[&target, &sha256])?.map(|row| row.get(0)))
}

/// PostgreSQL's text knows no NUL; its place is kept.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

pub(super) fn size(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

pub(super) fn small(key: i64) -> i32 {
    i32::try_from(key).unwrap_or(if key < 0 { i32::MIN } else { i32::MAX })
}

fn insert(
    step: &mut Transaction<'_>,
    words: &mut HashSet<Box<str>>,
    names: &mut HashMap<(bool, String, String), i64>,
    outlets: &mut HashMap<String, i64>,
    all: &[Row<'_>],
) -> Result<(), postgres::Error> {
    if all.is_empty() {
        return Ok(());
    }
    for row in all {
        if let Some(outlet) = &row.new.document.outlet
            && !outlets.contains_key(outlet)
        {
            let id = step.query_one(
                "WITH new AS (INSERT INTO outlets (id, name) SELECT coalesce((SELECT max(id) FROM outlets), 0) + 1, $1
                              ON CONFLICT (name) DO NOTHING RETURNING id)
                 SELECT id FROM new UNION ALL SELECT id FROM outlets WHERE name = $1 LIMIT 1",
                &[&text(outlet)],
            )?;
            outlets.insert(outlet.clone(), id.get(0));
        }
    }
    // The ids of captures are those of their documents.
    let ids: Vec<i64> = all.iter().map(|row| row.id).collect();
    let column = |get: &dyn Fn(&Row<'_>) -> String| -> Vec<String> { all.iter().map(get).collect() };
    let maybe = |get: &dyn Fn(&Row<'_>) -> Option<String>| -> Vec<Option<String>> { all.iter().map(get).collect() };
    let numbers = |get: &dyn Fn(&Row<'_>) -> i64| -> Vec<i64> { all.iter().map(get).collect() };
    let targets = column(&|r| text(&r.new.target).into_owned());
    step.execute(
        "INSERT INTO captures (id, target, media_type, captured_at, sha256, size, file, \"offset\", length)
         SELECT * FROM unnest($1::int8[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::text[], $8::int8[], $9::int8[])",
        &[
            &ids,
            &targets,
            &column(&|r| r.new.media_type.clone()),
            &column(&|r| r.new.captured_at.clone()),
            &column(&|r| r.checked.sha256.clone()),
            &numbers(&|r| size(r.new.bytes.len() as u64)),
            &column(&|r| r.put.file.clone()),
            &numbers(&|r| size(r.put.offset)),
            &numbers(&|r| size(r.put.length)),
        ],
    )?;
    let mut versions = Vec::with_capacity(all.len());
    let mut current = Vec::with_capacity(all.len());
    let mut inserted: HashMap<&str, (i32, usize)> = HashMap::new();
    for (at, row) in all.iter().enumerate() {
        // Earlier in this batch, or in the table.
        let (version, is_current) = match inserted.get(row.new.target.as_str()) {
            Some((version, before)) => {
                let later = all[*before].checked.captured <= row.checked.captured;
                if later && current[*before] {
                    current[*before] = false;
                    replaced(step, all[*before].id, false)?;
                }
                (version + 1, later)
            }
            None => next_version(step, row)?,
        };
        let latest = match inserted.get(row.new.target.as_str()) {
            Some((_, before)) if !is_current => *before,
            _ => at,
        };
        inserted.insert(&row.new.target, (version, latest));
        versions.push(version);
        current.push(is_current);
    }
    step.execute(
        "INSERT INTO documents (id, capture, target, version, current, name, title, body, published, byline, language, outlet, url, told)
         SELECT a, a, b, c, d, e, f, g, h, i, j, k, l, m
         FROM unnest($1::int8[], $2::text[], $3::int4[], $4::bool[], $5::text[], $6::text[], $7::text[], $8::int4[], $9::text[],
                     $10::text[], $11::int8[], $12::text[], $13::text[]) AS t (a, b, c, d, e, f, g, h, i, j, k, l, m)",
        &[
            &ids,
            &targets,
            &versions,
            &current,
            &column(&|r| text(&r.new.document.id).into_owned()),
            &column(&|r| text(&r.new.document.title).into_owned()),
            &column(&|r| text(&r.new.document.text).into_owned()),
            &all.iter().map(|r| r.new.document.published.map(|d| small(day::key(d)))).collect::<Vec<Option<i32>>>(),
            &maybe(&|r| r.new.document.byline.as_deref().map(|t| text(t).into_owned())),
            &maybe(&|r| r.new.document.language.as_deref().map(|t| text(t).into_owned())),
            &all.iter().map(|r| r.new.document.outlet.as_ref().and_then(|o| outlets.get(o).copied())).collect::<Vec<Option<i64>>>(),
            &maybe(&|r| r.new.document.url.as_deref().map(|t| text(t).into_owned())),
            &maybe(&|r| r.checked.told.clone()),
        ],
    )?;
    insert_reports(step, names, all)?;
    let texts: Vec<(i64, &str, &str)> =
        all.iter().map(|r| (r.id, r.new.document.title.as_str(), r.new.document.text.as_str())).collect();
    add_words(step, words, &texts)
}

/// The number of a new version of a page, and whether it is the current one: the one captured last is, whatever the order
/// in which captures come in. The version that was current before steps back.
fn next_version(step: &mut Transaction<'_>, row: &Row<'_>) -> Result<(i32, bool), postgres::Error> {
    let found = step.query(
        "SELECT d.id, d.version, d.current, c.captured_at FROM documents d JOIN captures c ON c.id = d.capture
         WHERE md5(d.target) = md5($1) AND d.target = $1",
        &[&text(&row.new.target)],
    )?;
    let highest = found.iter().map(|row| row.get::<_, i32>(1)).max().unwrap_or(0);
    let mut is_current = true;
    for before in found.iter().filter(|row| row.get::<_, bool>(2)) {
        let captured: &str = before.get(3);
        is_current = captured.parse::<jiff::Timestamp>().map_or(true, |before| before <= row.checked.captured);
        if is_current {
            replaced(step, before.get(0), true)?;
        }
    }
    Ok((highest + 1, is_current))
}

/// Notes that a document is current no more. One of the same batch is not yet there to be noted, nor loaded by anybody.
fn replaced(step: &mut Transaction<'_>, id: i64, there: bool) -> Result<(), postgres::Error> {
    if there {
        step.execute("UPDATE documents SET current = false WHERE id = $1", &[&id])?;
        let sql = "INSERT INTO replaced (seq, document) SELECT coalesce((SELECT max(seq) FROM replaced), 0) + 1, $1";
        step.execute(sql, &[&id])?;
    }
    Ok(())
}
