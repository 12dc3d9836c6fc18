//! Adding documents: bytes to the archive, then everything else in one transaction, a statement for each table.

use super::PostgresStore;
use crate::api::{Added, NewDocument};
use crate::archive::{Archive, Put};
use crate::checked::Checked;
use crate::day;
use crate::details;
use crate::error::StoreError;
use crate::words::{BETWEEN, indexed_document};
use marsad_model::{Actor, Place};
use postgres::{Client, Transaction};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Held while rows are written, so that ids become visible in their order: readers load what is new by id.
pub(super) const WRITE_LOCK: i64 = 0x4D52_5344_0000_0001;
/// Class of the locks by which a writer holds its number.
const WRITER_CLASS: i32 = 0x4D52_5344;
/// Words in one part of a text, and how many the next repeats: more than a search may have.
const PART: usize = 8_000;
const OVERLAP: usize = 64;
/// Beyond so many, what a writer remembers is forgotten.
const MOST_KNOWN: usize = 1 << 20;

/// The one writer of a handle: its connection, its files, and what it has seen.
pub(super) struct Writer {
    client: Client,
    archive: Archive,
    words: HashSet<Box<str>>,
    names: HashMap<(bool, String, String), i64>,
    outlets: HashMap<String, i64>,
}

impl PostgresStore {
    fn new_writer(&self) -> Result<Writer, StoreError> {
        let mut client = self.address.connect()?;
        // A number that no other live writer holds. The server gives it back when the connection ends.
        let sql = "SELECT n FROM generate_series(1, 999) n WHERE pg_try_advisory_lock($1, n) LIMIT 1";
        let number: Option<i32> =
            client.query_opt(sql, &[&WRITER_CLASS]).map_err(|e| self.address.failed(e))?.map(|row| row.get(0));
        let number = number.and_then(|n| u32::try_from(n).ok());
        let number = number.ok_or_else(|| StoreError::Locked { path: self.address.shown.clone().into() })?;
        let mut archive = Archive::shared(self.archive.folder().to_path_buf(), number);
        if let Some(full) = self.full {
            archive.set_full(full);
        }
        Ok(Writer { client, archive, words: HashSet::new(), names: HashMap::new(), outlets: HashMap::new() })
    }

    /// Adds documents in one transaction, their bytes with one flush.
    pub(super) fn write_all(&self, all: &[(&NewDocument, Checked)]) -> Result<Vec<Added>, StoreError> {
        let mut slot = self.writer();
        let mut writer = match slot.take().filter(|writer| !writer.client.is_closed()) {
            Some(writer) => writer,
            None => self.new_writer()?,
        };
        // A failure drops the writer: what it remembers may have been undone with the transaction.
        let added = self.write_with(&mut writer, all)?;
        if writer.words.len() + writer.names.len() > MOST_KNOWN {
            writer.words.clear();
            writer.names.clear();
        }
        *slot = Some(writer);
        Ok(added)
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
                Some(batch.put(new, checked.captured, |file| {
                    let sql =
                        "SELECT \"offset\" + length FROM captures WHERE file = $1 ORDER BY \"offset\" DESC LIMIT 1";
                    let end = client.query_opt(sql, &[&file]).map_err(failed)?.map(|row| row.get::<_, i64>(0));
                    Ok(end.and_then(|end| u64::try_from(end).ok()).unwrap_or(0))
                })?)
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
struct Row<'a> {
    id: i64,
    new: &'a NewDocument,
    checked: &'a Checked,
    put: Put,
}

fn known(
    client: &mut impl postgres::GenericClient,
    target: &str,
    sha256: &str,
) -> Result<Option<i64>, postgres::Error> {
    let sql = "SELECT d.id FROM captures c JOIN documents d ON d.capture = c.id
               WHERE c.sha256 = $2 AND md5(c.target) = md5($1) AND c.target = $1";
    Ok(client.query_opt(sql, &[&target, &sha256])?.map(|row| row.get(0)))
}

/// PostgreSQL's text knows no NUL; its place is kept.
fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

fn size(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn small(key: i64) -> i32 {
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

fn insert_reports(
    step: &mut Transaction<'_>,
    names: &mut HashMap<(bool, String, String), i64>,
    all: &[Row<'_>],
) -> Result<(), postgres::Error> {
    // Names that are not known yet, in one go.
    let mut wanted: Vec<(bool, &str, &str)> = Vec::new();
    for row in all {
        for report in &row.new.reports {
            wanted.extend(
                report.places.iter().map(|Place { name, quote, .. }| (true, name.as_str(), quote.text.as_str())),
            );
            let actors = report.actors.iter().chain(&report.recipients);
            wanted.extend(actors.map(|Actor { entity, quote, .. }| (false, entity.as_str(), quote.text.as_str())));
        }
    }
    wanted.sort_unstable();
    wanted.dedup();
    wanted.retain(|(place, label, written)| !names.contains_key(&(*place, (*label).to_owned(), (*written).to_owned())));
    if !wanted.is_empty() {
        let kinds: Vec<&str> = wanted.iter().map(|(place, ..)| if *place { "place" } else { "actor" }).collect();
        let labels: Vec<String> = wanted.iter().map(|(_, label, _)| text(label).into_owned()).collect();
        let written: Vec<String> = wanted.iter().map(|(.., written)| text(written).into_owned()).collect();
        step.execute(
            "INSERT INTO names (id, kind, label, written)
             SELECT coalesce((SELECT max(id) FROM names), 0) + n, kind, label, written
             FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS t (kind, label, written, n)
             ON CONFLICT DO NOTHING",
            &[&kinds, &labels, &written],
        )?;
        let ids = step.query(
            "SELECT t.n, m.id FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS t (kind, label, written, n)
             JOIN names m ON m.kind = t.kind AND md5(m.label) = md5(t.label) AND md5(m.written) = md5(t.written)",
            &[&kinds, &labels, &written],
        )?;
        for row in ids {
            let at = usize::try_from(row.get::<_, i64>(0)).unwrap_or(1) - 1;
            if let Some((place, label, written)) = wanted.get(at) {
                names.insert((*place, (*label).to_owned(), (*written).to_owned()), row.get(1));
            }
        }
    }
    let mut next: i64 = step.query_one("SELECT coalesce(max(id), 0) FROM reports", &[])?.get::<_, i64>(0) + 1;
    let mut columns = ReportColumns::default();
    for row in all {
        for (at, json) in &row.checked.reports {
            let report = &row.new.reports[*at];
            let reach = day::reach(report, row.new.document.published);
            let ids = |place: bool, all: &mut dyn Iterator<Item = (&str, &str)>| {
                let mut ids: Vec<i64> = all
                    .filter_map(|(label, written)| names.get(&(place, label.to_owned(), written.to_owned())).copied())
                    .collect();
                ids.sort_unstable();
                ids.dedup();
                // An array of arrays has rows of one length; so lists travel as text.
                ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
            };
            columns.ids.push(next);
            columns.documents.push(row.id);
            columns.types.push(report.type_.as_str());
            columns.modalities.push(report.modality.as_str());
            columns.from.push(reach.map(|r| small(r.0)));
            columns.to.push(reach.map(|r| small(r.1)));
            columns.confidences.push(report.confidence);
            columns.places.push(ids(true, &mut report.places.iter().map(|p| (p.name.as_str(), p.quote.text.as_str()))));
            let mut actors =
                report.actors.iter().chain(&report.recipients).map(|a| (a.entity.as_str(), a.quote.text.as_str()));
            columns.actors.push(ids(false, &mut actors));
            columns.details.push(details::line(report));
            columns.json.push(json);
            next += 1;
        }
    }
    if columns.ids.is_empty() {
        return Ok(());
    }
    let c = &columns;
    step.execute(
        "INSERT INTO reports (id, document, type, modality, day_from, day_to, confidence, places, actors, details)
         SELECT a, b, c, d, e, f, g, ('{' || h || '}')::int8[], ('{' || i || '}')::int8[], j
         FROM unnest($1::int8[], $2::int8[], $3::text[], $4::text[], $5::int4[], $6::int4[], $7::float8[], $8::text[], $9::text[],
                     $10::text[])
         AS t (a, b, c, d, e, f, g, h, i, j)",
        &[
            &c.ids,
            &c.documents,
            &c.types,
            &c.modalities,
            &c.from,
            &c.to,
            &c.confidences,
            &c.places,
            &c.actors,
            &c.details,
        ],
    )?;
    step.execute(
        "INSERT INTO report_texts (report, json) SELECT * FROM unnest($1::int8[], $2::text[])",
        &[&c.ids, &c.json],
    )?;
    Ok(())
}

#[derive(Default)]
struct ReportColumns<'a> {
    ids: Vec<i64>,
    documents: Vec<i64>,
    types: Vec<&'a str>,
    modalities: Vec<&'a str>,
    from: Vec<Option<i32>>,
    to: Vec<Option<i32>>,
    confidences: Vec<f64>,
    places: Vec<String>,
    actors: Vec<String>,
    details: Vec<String>,
    json: Vec<&'a str>,
}

/// Indexes the words of documents: id, title, text.
pub(super) fn add_words(
    step: &mut Transaction<'_>,
    known: &mut HashSet<Box<str>>,
    all: &[(i64, &str, &str)],
) -> Result<(), postgres::Error> {
    let (mut ids, mut parts, mut vectors) = (Vec::new(), Vec::new(), Vec::new());
    let mut fresh: Vec<String> = Vec::new();
    for (id, title, body) in all {
        let (plain, bare) = indexed_document(title, body);
        let words: Vec<(&str, &str)> =
            plain.split(' ').zip(bare.split(' ')).filter(|(word, _)| !word.is_empty()).collect();
        for (part, from) in (0..words.len().max(1)).step_by(PART).enumerate() {
            let to = (from + PART + OVERLAP).min(words.len());
            let mut vector = String::new();
            for (at, (word, bare)) in words[from..to].iter().enumerate() {
                let at = at + 1;
                // Letters and digits only: nothing to be quoted inside.
                vector.push_str(&format!("'{word}':{at} '={bare}':{at} "));
            }
            ids.push(*id);
            parts.push(i32::try_from(part).unwrap_or(i32::MAX));
            vectors.push(vector);
        }
        for (word, _) in words {
            if word != BETWEEN && !known.contains(word) {
                known.insert(word.into());
                fresh.push(word.to_owned());
            }
        }
    }
    step.execute(
        "INSERT INTO document_words (document, part, words)
         SELECT a, b, c::tsvector FROM unnest($1::int8[], $2::int4[], $3::text[]) AS t (a, b, c)",
        &[&ids, &parts, &vectors],
    )?;
    if !fresh.is_empty() {
        step.execute("INSERT INTO vocabulary SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING", &[&fresh])?;
    }
    Ok(())
}
