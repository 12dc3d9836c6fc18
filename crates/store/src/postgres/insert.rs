//! The rows of new documents: a COPY for each table, and few questions, since each is a way to the server and back.

use super::vector::Vector;
use crate::api::NewDocument;
use crate::archive::Put;
use crate::checked::Checked;
use crate::day;
use crate::details;
use crate::review::tables::HIGHEST_REPORT;
use crate::words::{BETWEEN, indexed_document};
use marsad_model::{Actor, Day, Place, Report};
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::Type as T;
use postgres::{GenericClient, Transaction};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Words in one part of a text, and how many the next repeats: more than a search may have.
const PART: usize = 8_000;
const OVERLAP: usize = 64;
/// A document about to be inserted.
pub(super) struct Row<'a> {
    pub id: i64,
    pub new: &'a NewDocument,
    pub checked: &'a Checked,
    pub put: Put,
}

/// Which of these pages are there already, by address and SHA-256. One question for all of them: each is a way to the server and
/// back.
pub(super) fn known(
    client: &mut impl GenericClient,
    all: &[(&str, &str)],
) -> Result<Vec<Option<i64>>, postgres::Error> {
    let targets: Vec<Cow<'_, str>> = all.iter().map(|(target, _)| text(target)).collect();
    let hashes: Vec<&str> = all.iter().map(|(_, hash)| *hash).collect();
    // Side by side and not as a join: by the index, whatever the server believes of the size of its tables.
    let sql = "SELECT t.n, d.id FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t (target, sha256, n)
               CROSS JOIN LATERAL (SELECT c.id FROM captures c
                   WHERE c.sha256 = t.sha256 AND md5(c.target) = md5(t.target) AND c.target = t.target LIMIT 1) c
               CROSS JOIN LATERAL (SELECT d.id FROM documents d WHERE d.capture = c.id LIMIT 1) d";
    let mut out = vec![None; all.len()];
    for row in client.query(sql, &[&targets, &hashes])? {
        if let Some(slot) = place(&row).and_then(|at| out.get_mut(at)) {
            *slot = Some(row.get(1));
        }
    }
    Ok(out)
}

/// The place in a list, from 0, that the first column of a row gives from 1.
fn place(row: &postgres::Row) -> Option<usize> {
    usize::try_from(row.get::<_, i64>(0)).ok()?.checked_sub(1)
}

/// PostgreSQL's text knows no NUL; its place is kept.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

pub(super) fn size(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn small(key: i64) -> i32 {
    i32::try_from(key).unwrap_or(if key < 0 { i32::MIN } else { i32::MAX })
}

/// Begins to send rows into a table.
fn copy<'t>(
    step: &'t mut Transaction<'_>,
    table: &str,
    types: &[T],
) -> Result<BinaryCopyInWriter<'t>, postgres::Error> {
    let writer = step.copy_in(&format!("COPY {table} FROM STDIN (FORMAT binary)"))?;
    Ok(BinaryCopyInWriter::new(writer, types))
}

pub(super) fn insert(
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
    let mut rows = copy(
        step,
        "captures (id, target, media_type, captured_at, sha256, size, file, \"offset\", length)",
        &[T::INT8, T::TEXT, T::TEXT, T::TEXT, T::TEXT, T::INT8, T::TEXT, T::INT8, T::INT8],
    )?;
    for Row { id, new, checked, put } in all {
        let (bytes, offset, length) = (size(new.bytes.len() as u64), size(put.offset), size(put.length));
        rows.write(&[
            id,
            &text(&new.target),
            &new.media_type,
            &new.captured_at,
            &checked.sha256,
            &bytes,
            &put.file,
            &offset,
            &length,
        ])?;
    }
    rows.finish()?;
    let earlier = earlier_versions(step, all)?;
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
            None => next_version(step, row, earlier.get(at).map_or(&[], Vec::as_slice))?,
        };
        let latest = match inserted.get(row.new.target.as_str()) {
            Some((_, before)) if !is_current => *before,
            _ => at,
        };
        inserted.insert(&row.new.target, (version, latest));
        versions.push(version);
        current.push(is_current);
    }
    let mut rows = copy(
        step,
        "documents (id, capture, target, version, current, name, title, body, published, byline, language, outlet, url, told)",
        &[
            T::INT8,
            T::INT8,
            T::TEXT,
            T::INT4,
            T::BOOL,
            T::TEXT,
            T::TEXT,
            T::TEXT,
            T::INT4,
            T::TEXT,
            T::TEXT,
            T::INT8,
            T::TEXT,
            T::TEXT,
        ],
    )?;
    for (at, Row { id, new, checked, .. }) in all.iter().enumerate() {
        let document = &new.document;
        rows.write(&[
            id,
            id,
            &text(&new.target),
            &versions[at],
            &current[at],
            &text(&document.id),
            &text(&document.title),
            &text(&document.text),
            &document.published.map(|day| small(day::key(day))),
            &document.byline.as_deref().map(text),
            &document.language.as_deref().map(text),
            &document.outlet.as_ref().and_then(|outlet| outlets.get(outlet).copied()),
            &document.url.as_deref().map(text),
            &checked.told,
        ])?;
    }
    rows.finish()?;
    let each: Vec<OfDocument<'_>> = all
        .iter()
        .map(|row| OfDocument {
            document: row.id,
            published: row.new.document.published,
            reports: row.checked.reports.iter().map(|(at, json)| (&row.new.reports[*at], json.as_str())).collect(),
        })
        .collect();
    insert_reports(step, names, &each)?;
    let texts: Vec<(i64, &str, &str)> =
        all.iter().map(|r| (r.id, r.new.document.title.as_str(), r.new.document.text.as_str())).collect();
    add_words(step, words, &texts)
}

/// A version of a page that is there already.
struct Earlier {
    id: i64,
    version: i32,
    current: bool,
    captured_at: String,
}

/// The versions that are there of each of these pages.
fn earlier_versions(step: &mut Transaction<'_>, all: &[Row<'_>]) -> Result<Vec<Vec<Earlier>>, postgres::Error> {
    let targets: Vec<Cow<'_, str>> = all.iter().map(|row| text(&row.new.target)).collect();
    let sql =
        "SELECT t.n, d.id, d.version, d.current, d.captured_at FROM unnest($1::text[]) WITH ORDINALITY AS t (target, n)
               CROSS JOIN LATERAL (SELECT d.id, d.version, d.current, c.captured_at
                   FROM documents d JOIN captures c ON c.id = d.capture
                   WHERE md5(d.target) = md5(t.target) AND d.target = t.target OFFSET 0) d";
    let mut out: Vec<Vec<Earlier>> = all.iter().map(|_| Vec::new()).collect();
    for row in step.query(sql, &[&targets])? {
        if let Some(list) = place(&row).and_then(|at| out.get_mut(at)) {
            list.push(Earlier { id: row.get(1), version: row.get(2), current: row.get(3), captured_at: row.get(4) });
        }
    }
    Ok(out)
}

/// The number of a new version of a page, and whether it is the current one: the one captured last is, whatever the order
/// in which captures come in. The version that was current before steps back.
fn next_version(
    step: &mut Transaction<'_>,
    row: &Row<'_>,
    earlier: &[Earlier],
) -> Result<(i32, bool), postgres::Error> {
    let highest = earlier.iter().map(|e| e.version).max().unwrap_or(0);
    let mut is_current = true;
    for before in earlier.iter().filter(|e| e.current) {
        let captured = before.captured_at.parse::<jiff::Timestamp>();
        is_current = captured.map_or(true, |before| before <= row.checked.captured);
        if is_current {
            replaced(step, before.id, true)?;
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

/// The reports of a document, each with its JSON.
pub(super) struct OfDocument<'a> {
    pub document: i64,
    pub published: Option<Day>,
    pub reports: Vec<(&'a Report, &'a str)>,
}

/// Adds the reports of documents, in their order; gives the id of the first.
pub(super) fn insert_reports(
    step: &mut Transaction<'_>,
    names: &mut HashMap<(bool, String, String), i64>,
    all: &[OfDocument<'_>],
) -> Result<i64, postgres::Error> {
    // Names that are not known yet, in one go.
    let mut wanted: Vec<(bool, &str, &str)> = Vec::new();
    for row in all {
        for (report, _) in &row.reports {
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
            if let Some((place, label, written)) = place(&row).and_then(|at| wanted.get(at)) {
                names.insert((*place, (*label).to_owned(), (*written).to_owned()), row.get(1));
            }
        }
    }
    let mut next: i64 = step.query_one(&format!("SELECT {HIGHEST_REPORT}"), &[])?.get::<_, i64>(0) + 1;
    let mut rows = copy(
        step,
        "reports (id, document, type, modality, day_from, day_to, confidence, places, actors, details)",
        &[T::INT8, T::INT8, T::TEXT, T::TEXT, T::INT4, T::INT4, T::FLOAT8, T::INT8_ARRAY, T::INT8_ARRAY, T::TEXT],
    )?;
    let first = next;
    for row in all {
        for (report, _) in &row.reports {
            let reach = day::reach(report, row.published);
            let ids = |place: bool, all: &mut dyn Iterator<Item = (&str, &str)>| {
                let mut ids: Vec<i64> = all
                    .filter_map(|(label, written)| names.get(&(place, label.to_owned(), written.to_owned())).copied())
                    .collect();
                ids.sort_unstable();
                ids.dedup();
                ids
            };
            let places = ids(true, &mut report.places.iter().map(|p| (p.name.as_str(), p.quote.text.as_str())));
            let actors = report.actors.iter().chain(&report.recipients);
            let actors = ids(false, &mut actors.map(|a| (a.entity.as_str(), a.quote.text.as_str())));
            rows.write(&[
                &next,
                &row.document,
                &report.type_.as_str(),
                &report.modality.as_str(),
                &reach.map(|r| small(r.0)),
                &reach.map(|r| small(r.1)),
                &report.confidence,
                &places,
                &actors,
                &details::line(report),
            ])?;
            next += 1;
        }
    }
    rows.finish()?;
    let mut rows = copy(step, "report_texts (report, json)", &[T::INT8, T::TEXT])?;
    for (number, (_, json)) in (first..).zip(all.iter().flat_map(|row| &row.reports)) {
        rows.write(&[&number, json])?;
    }
    rows.finish()?;
    Ok(first)
}

/// Indexes the words of documents: id, title, text.
pub(super) fn add_words(
    step: &mut Transaction<'_>,
    known: &mut HashSet<Box<str>>,
    all: &[(i64, &str, &str)],
) -> Result<(), postgres::Error> {
    let mut fresh: Vec<String> = Vec::new();
    let mut rows = copy(step, "document_words (document, part, words)", &[T::INT8, T::INT4, T::TS_VECTOR])?;
    for (id, title, body) in all {
        let (plain, bare) = indexed_document(title, body);
        let words: Vec<(&str, &str)> =
            plain.split(' ').zip(bare.split(' ')).filter(|(word, _)| !word.is_empty()).collect();
        for (part, from) in (0..words.len().max(1)).step_by(PART).enumerate() {
            let to = (from + PART + OVERLAP).min(words.len());
            let part = i32::try_from(part).unwrap_or(i32::MAX);
            rows.write(&[id, &part, &Vector::of(&words[from..to])])?;
        }
        for (word, _) in words {
            if word != BETWEEN && !known.contains(word) {
                known.insert(word.into());
                fresh.push(word.to_owned());
            }
        }
    }
    rows.finish()?;
    if !fresh.is_empty() {
        step.execute("INSERT INTO vocabulary SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING", &[&fresh])?;
    }
    Ok(())
}
