//! Near copies, links and origins in tables.
//!
//! A document is compared with those of lower ids that share keys with it, and of each key with the first ones. So which pairs
//! are compared follows from which documents there are, and not from the order in which they were weighed.

use super::db::{Db, values};
use super::rows::LinkRow;
use super::weigh::Run;
use crate::error::StoreError;
use marsad_corroborate::Page;
use marsad_corroborate::{Bands, CANDIDATES, HOLDERS, KeyIndex, Link, LinkKind, Sources, candidates, link};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of keys.
const WORDS: i64 = 0;
const QUOTES: i64 = 1;

/// The keys in tables, as a document with this id asks for them.
struct Filed<'a, 'b> {
    db: RefCell<&'a mut (dyn Db + 'b)>,
    below: i64,
    /// Whether a key had more holders than are looked at.
    crowded: RefCell<bool>,
}

impl Filed<'_, '_> {
    fn first(&self, kind: i64, key: u64) -> Result<Vec<i64>, StoreError> {
        let most = HOLDERS + 1;
        let sql = format!(
            "SELECT document FROM copy_keys WHERE kind = $1 AND key = $2 AND document < $3 ORDER BY document LIMIT {most}"
        );
        let mut found = self.db.borrow_mut().ints(&sql, values![kind, key as i64, self.below])?;
        if found.len() > HOLDERS {
            found.truncate(HOLDERS);
            *self.crowded.borrow_mut() = true;
        }
        Ok(found)
    }
}

impl KeyIndex for Filed<'_, '_> {
    type Error = StoreError;

    fn add(&mut self, document: u64, bands: &Bands) -> Result<(), StoreError> {
        let rows: Vec<Vec<i64>> = bands.keys.iter().map(|key| vec![WORDS, *key as i64, document as i64]).collect();
        self.db.borrow_mut().insert("INSERT INTO copy_keys (kind, key, document)", &rows)
    }

    fn holders(&self, bands: &Bands, found: &mut dyn FnMut(u64)) -> Result<(), StoreError> {
        for key in &bands.keys {
            self.first(WORDS, *key)?.into_iter().for_each(|d| found(d.unsigned_abs()));
        }
        Ok(())
    }
}

/// Files a document and links it with those before it.
pub(super) fn add(
    db: &mut dyn Db,
    run: &mut Run<'_>,
    id: i64,
    page_key: &str,
    touched: &mut BTreeSet<i64>,
) -> Result<(), StoreError> {
    let Some(page) = run.page(db, id)? else { return Ok(()) };
    let sources = serde_json::to_string(&Sources::of(&page)).unwrap_or_default();
    db.run(
        "INSERT INTO weighed (document, page, origin, sources, crowded) VALUES ($1, $2, $3, $4, 0)",
        values![id, page_key, id, sources],
    )?;
    touched.insert(id);
    touched.extend(link_back(db, run, id, &page)?);
    let mut index = Filed { db: RefCell::new(db), below: id, crowded: RefCell::default() };
    index.add(id.unsigned_abs(), &page.signature().bands())?;
    let quotes: Vec<Vec<i64>> = page.quote_keys().into_iter().map(|key| vec![QUOTES, key as i64, id]).collect();
    index.db.into_inner().insert("INSERT INTO copy_keys (kind, key, document)", &quotes)
}

/// Links a document with those before it; says which.
fn link_back(db: &mut dyn Db, run: &mut Run<'_>, id: i64, page: &Page) -> Result<Vec<i64>, StoreError> {
    let index = Filed { db: RefCell::new(db), below: id, crowded: RefCell::default() };
    let suspects = candidates(&index, id.unsigned_abs(), &page.signature())?;
    let mut before: BTreeSet<i64> = suspects.iter().filter_map(|c| i64::try_from(c.document).ok()).collect();
    for key in page.quote_keys() {
        before.extend(index.first(QUOTES, key)?);
    }
    let crowded = *index.crowded.borrow() || suspects.len() >= CANDIDATES;
    let db = index.db.into_inner();
    if crowded {
        db.run("UPDATE weighed SET crowded = 1 WHERE document = $1", values![id])?;
    }
    let mut linked = Vec::new();
    for other in before {
        let Some(beside) = run.page(db, other)? else { continue };
        if let Some(found) = link(&beside, page, false) {
            keep(db, other, id, &found, false)?;
            linked.push(other);
        }
    }
    Ok(linked)
}

/// Writes a link of `a` and `b`, the lower id first.
fn keep(db: &mut dyn Db, a: i64, b: i64, found: &Link, by_event: bool) -> Result<(), StoreError> {
    if is_cut(db, a, b)? {
        return Ok(());
    }
    let evidence = serde_json::to_string(&found.evidence).unwrap_or_else(|_| "[]".into());
    db.run(
        "INSERT INTO links (a, b, kind, score, source, evidence, by_event) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT DO NOTHING",
        values![a, b, name(found.kind), found.score, found.source.clone(), evidence, by_event],
    )
    .map(|_| ())
}

/// Links two documents that tell one event, if that makes the link. Says whether it did.
pub(super) fn link_by_event(db: &mut dyn Db, run: &mut Run<'_>, a: i64, b: i64) -> Result<bool, StoreError> {
    let (a, b) = (a.min(b), a.max(b));
    if db.row("SELECT a FROM links WHERE a = $1 AND b = $2", values![a, b])?.is_some() {
        return Ok(false);
    }
    let (Some(x), Some(y)) = (run.page(db, a)?, run.page(db, b)?) else { return Ok(false) };
    let Some(found) = link(&x, &y, true) else { return Ok(false) };
    if is_cut(db, a, b)? {
        return Ok(false);
    }
    keep(db, a, b, &found, true)?;
    Ok(true)
}

/// The pages of two weighed documents, the lesser first.
pub(super) fn pages(db: &mut dyn Db, a: i64, b: i64) -> Result<Option<(String, String)>, StoreError> {
    let rows = db.rows_in("SELECT page FROM weighed WHERE document IN ({}) ORDER BY page", &[a, b])?;
    match &rows[..] {
        [x, y] => Ok(Some((x.text(0).to_owned(), y.text(0).to_owned()))),
        _ => Ok(None),
    }
}

/// Whether a person cut the link between two documents, or between other versions of their pages.
fn is_cut(db: &mut dyn Db, a: i64, b: i64) -> Result<bool, StoreError> {
    if db.row("SELECT decision FROM rulings WHERE kind = 'cut' LIMIT 1", &[])?.is_none() {
        return Ok(false);
    }
    let Some((x, y)) = pages(db, a, b)? else { return Ok(false) };
    let sql = "SELECT decision FROM rulings WHERE kind = 'cut' AND a = $1 AND b = $2";
    Ok(db.row(sql, values![x, y])?.is_some())
}

/// Cuts the link between two documents.
pub(super) fn cut(db: &mut dyn Db, a: i64, b: i64) -> Result<(), StoreError> {
    db.run("DELETE FROM links WHERE a = $1 AND b = $2", values![a.min(b), a.max(b)])?;
    regroup(db, &BTreeSet::from([a, b]))
}

/// Links two documents again whose link was cut, if they are alike: as it was done when the later of them came in.
pub(super) fn link_again(db: &mut dyn Db, run: &mut Run<'_>, a: i64, b: i64) -> Result<(), StoreError> {
    let (earlier, later) = (a.min(b), a.max(b));
    if let Some(page) = run.page(db, later)? {
        link_back(db, run, later, &page)?;
    }
    let sql = "SELECT x.id FROM tellings x JOIN tellings y ON y.event = x.event
               WHERE x.document = $1 AND y.document = $2 LIMIT 1";
    if db.row(sql, values![earlier, later])?.is_some() {
        let of = sources(db, &[earlier, later])?;
        if of.get(&earlier).zip(of.get(&later)).is_some_and(|(x, y)| x.meet(y)) {
            link_by_event(db, run, earlier, later)?;
        }
    }
    regroup(db, &BTreeSet::from([a, b]))
}

/// Takes back the links of a document that rest on a shared event alone; they are made anew if it still shares one.
pub(super) fn unlink_events(db: &mut dyn Db, id: i64, touched: &mut BTreeSet<i64>) -> Result<(), StoreError> {
    let sql =
        "SELECT w.document FROM weighed w WHERE w.origin = (SELECT x.origin FROM weighed x WHERE x.document = $1)";
    let beside = db.ints(sql, values![id])?;
    if db.run("DELETE FROM links WHERE by_event = 1 AND (a = $1 OR b = $1)", values![id])? > 0 {
        touched.extend(beside);
    }
    Ok(())
}

/// Takes a document out of keys, links and its origin.
pub(super) fn remove(
    db: &mut dyn Db,
    run: &mut Run<'_>,
    id: i64,
    touched: &mut BTreeSet<i64>,
) -> Result<(), StoreError> {
    let Some(page) = run.page(db, id)? else { return Ok(()) };
    let origin = db.row("SELECT origin FROM weighed WHERE document = $1", values![id])?.map_or(id, |row| row.int(0));
    touched.extend(db.ints("SELECT document FROM weighed WHERE origin = $1", values![origin])?);
    touched.remove(&id);
    db.run("DELETE FROM links WHERE a = $1", values![id])?;
    db.run("DELETE FROM links WHERE b = $1", values![id])?;
    db.run("DELETE FROM weighed WHERE document = $1", values![id])?;
    let mut crowded = BTreeSet::new();
    for (kind, keys) in [(WORDS, page.signature().bands().keys), (QUOTES, page.quote_keys())] {
        for key in keys {
            let sql = "SELECT k.document FROM copy_keys k JOIN weighed w ON w.document = k.document
                       WHERE k.kind = $1 AND k.key = $2 AND k.document > $3 AND w.crowded = 1";
            crowded.extend(db.ints(sql, values![kind, key as i64, id])?);
            let sql = "DELETE FROM copy_keys WHERE kind = $1 AND key = $2 AND document = $3";
            db.run(sql, values![kind, key as i64, id])?;
        }
    }
    // Where more shared its keys than are looked at, others take its place.
    for later in crowded {
        let Some(page) = run.page(db, later)? else { continue };
        let before = db.ints("SELECT a FROM links WHERE b = $1 AND by_event = 0", values![later])?;
        db.run("DELETE FROM links WHERE b = $1 AND by_event = 0", values![later])?;
        db.run("UPDATE weighed SET crowded = 0 WHERE document = $1", values![later])?;
        touched.extend(before);
        touched.insert(later);
        touched.extend(link_back(db, run, later, &page)?);
    }
    Ok(())
}

/// Finds the origins of some documents anew, and of all that hung together with them. Events whose documents changed theirs
/// are marked.
pub(super) fn regroup(db: &mut dyn Db, touched: &BTreeSet<i64>) -> Result<(), StoreError> {
    let ids: Vec<i64> = touched.iter().copied().collect();
    let mut origins: BTreeMap<i64, i64> = BTreeMap::new();
    let sql =
        "SELECT document, origin FROM weighed WHERE origin IN (SELECT origin FROM weighed WHERE document IN ({}))";
    origins.extend(db.rows_in(sql, &ids)?.iter().map(|row| (row.int(0), row.int(1))));
    let mut done: BTreeSet<i64> = BTreeSet::new();
    let mut changed: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let starts: Vec<i64> = origins.keys().copied().collect();
    for start in starts {
        if done.contains(&start) {
            continue;
        }
        let (mut group, mut open) = (BTreeSet::from([start]), vec![start]);
        while !open.is_empty() {
            let mut next = BTreeSet::new();
            for (own, other) in [("a", "b"), ("b", "a")] {
                let sql = format!("SELECT {other} FROM links WHERE {own} IN ({{}})");
                next.extend(db.rows_in(&sql, &open)?.iter().map(|row| row.int(0)));
            }
            open = next.into_iter().filter(|id| group.insert(*id)).collect();
        }
        let lacking: Vec<i64> = group.iter().filter(|id| !origins.contains_key(id)).copied().collect();
        let rows = db.rows_in("SELECT document, origin FROM weighed WHERE document IN ({})", &lacking)?;
        origins.extend(rows.iter().map(|row| (row.int(0), row.int(1))));
        let Some(least) = group.first().copied() else { continue };
        let moved = group.iter().filter(|id| origins.get(id).is_some_and(|origin| *origin != least));
        changed.entry(least).or_default().extend(moved);
        done.extend(group);
    }
    for (origin, documents) in changed {
        db.run_in("UPDATE weighed SET origin = $1 WHERE document IN ({})", values![origin], &documents)?;
        db.run_in(
            "UPDATE events SET stale = 1 WHERE id IN (SELECT event FROM tellings WHERE document IN ({}))",
            &[],
            &documents,
        )?;
    }
    Ok(())
}

/// The sources of documents; only of those that name any.
pub(super) fn sources(db: &mut dyn Db, documents: &[i64]) -> Result<BTreeMap<i64, Sources>, StoreError> {
    let mut out = BTreeMap::new();
    for row in db.rows_in("SELECT document, sources FROM weighed WHERE document IN ({})", documents)? {
        let sources: Sources = row.json(1, db)?;
        if !sources.is_empty() {
            out.insert(row.int(0), sources);
        }
    }
    Ok(out)
}

/// The links between some documents.
pub(super) fn links(db: &mut dyn Db, documents: &[i64]) -> Result<Vec<LinkRow>, StoreError> {
    let within: BTreeSet<i64> = documents.iter().copied().collect();
    let sql = "SELECT a, b, kind, score, source, evidence, by_event FROM links WHERE a IN ({}) ORDER BY a, b";
    let mut out = Vec::new();
    for row in db.rows_in(sql, documents)? {
        if within.contains(&row.int(1)) {
            out.push(LinkRow {
                a: row.int(0),
                b: row.int(1),
                kind: kind(row.text(2)),
                score: row.real(3),
                source: row.maybe_text(4).map(str::to_owned),
                evidence: row.json(5, db)?,
                by_event: row.int(6) == 1,
            });
        }
    }
    Ok(out)
}

const KINDS: [(LinkKind, &str); 6] = [
    (LinkKind::Verbatim, "verbatim"),
    (LinkKind::Copy, "copy"),
    (LinkKind::Partial, "partial"),
    (LinkKind::Quotation, "quotation"),
    (LinkKind::Wire, "wire"),
    (LinkKind::Citation, "citation"),
];

fn name(kind: LinkKind) -> &'static str {
    KINDS.iter().find(|(k, _)| *k == kind).map_or("partial", |(_, name)| name)
}

fn kind(name: &str) -> LinkKind {
    KINDS.iter().find(|(_, n)| *n == name).map_or(LinkKind::Partial, |(kind, _)| *kind)
}
