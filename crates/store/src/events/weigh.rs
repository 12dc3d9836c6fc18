//! Weighing in steps: documents that wait, parts of tellings to be put together, events to be summed up.

use super::db::{Db, EventTables, change, read, values};
use super::kept::Kept;
use super::rows::Weighed;
use super::{Above, OnWeighed, copies, settle, story, summary, tell};
use crate::day;
use crate::error::StoreError;
use marsad_corroborate::{Credits, Page, Rarity, Story, Telling, Weights};
use marsad_model::Document;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// The last document that was weighed, as SQL.
pub(super) const MARK: &str = "coalesce((SELECT mark FROM weighing WHERE id = 1), 0)";
/// The last document read again that was weighed, as SQL.
const RECODED: &str = "coalesce((SELECT mark FROM weighing WHERE id = 2), 0)";
/// How long one transaction may take before it ends with what it has done. Others who write wait so long.
const STEP: Duration = Duration::from_millis(400);
/// How many documents, parts or events one transaction takes.
const AT_ONCE: usize = 200;

/// What a run needs and remembers.
pub(super) struct Run<'a> {
    pub(super) above: Above<'a>,
    pub(super) weights: &'static Weights,
    credits: &'static Credits,
    pages: Kept<Page>,
    stories: Kept<Story>,
    pub(super) tellings: Kept<Telling>,
}

impl<'a> Run<'a> {
    pub(super) fn new(above: Above<'a>) -> Self {
        let (weights, credits) = (Weights::builtin(), Credits::builtin());
        Self {
            above,
            weights,
            credits,
            pages: Kept::new(4_000),
            stories: Kept::new(4_000),
            tellings: Kept::new(60_000),
        }
    }

    /// A document as it is compared.
    pub(super) fn page(&mut self, db: &mut dyn Db, id: i64) -> Result<Option<Rc<Page>>, StoreError> {
        if let Some(page) = self.pages.get(id) {
            return Ok(Some(page));
        }
        let Some((document, _)) = document(db, id)? else { return Ok(None) };
        let page = Rc::new(Page::read(&document, self.credits));
        Ok(Some(self.pages.put(id, page)))
    }

    /// A document as it is compared as a whole.
    pub(super) fn story(&mut self, db: &mut dyn Db, id: i64) -> Result<Option<Rc<Story>>, StoreError> {
        if let Some(story) = self.stories.get(id) {
            return Ok(Some(story));
        }
        let Some((document, _)) = document(db, id)? else { return Ok(None) };
        let reports: Vec<_> = tell::reports_of(db, id)?.into_iter().map(|(_, report)| report).collect();
        let story = Rc::new(Story::read(&document, &reports, Rarity::builtin(), self.above));
        Ok(Some(self.stories.put(id, story)))
    }
}

/// A document as far as weighing needs it, and the address of its page.
fn document(db: &mut dyn Db, id: i64) -> Result<Option<(Document, String)>, StoreError> {
    let found = db.row(
        "SELECT d.target, d.title, d.body, CAST(d.published AS bigint), o.name
         FROM documents d LEFT JOIN outlets o ON o.id = d.outlet WHERE d.id = $1",
        values![id],
    )?;
    Ok(found.map(|row| {
        let document = Document {
            id: id.to_string(),
            title: row.text(1).to_owned(),
            text: row.text(2).to_owned(),
            published: row.maybe_int(3).and_then(day::from_key),
            outlet: row.maybe_text(4).map(str::to_owned),
            ..Document::default()
        };
        (document, row.text(0).to_owned())
    }))
}

/// How many documents wait: those that came in, those that were read again, and those whose reports persons reviewed.
pub(super) fn waiting(db: &mut dyn Db) -> Result<u64, StoreError> {
    let sql = format!(
        "SELECT (SELECT count(*) FROM documents WHERE id > {MARK} AND current)
              + (SELECT count(*) FROM recodings WHERE seq > {RECODED}) + (SELECT count(*) FROM reweigh)"
    );
    Ok(db.row(&sql, &[])?.map_or(0, |row| row.int(0).unsigned_abs()))
}

/// Weighs what waits.
pub(super) fn run<S: EventTables + ?Sized>(
    store: &S,
    above: Above<'_>,
    progress: OnWeighed<'_>,
) -> Result<Weighed, StoreError> {
    let mut run = Run::new(above);
    let mut out = Weighed::default();
    loop {
        let (left, tellings, events) = read(store, |db| {
            Ok((waiting(db)?, flagged(db, "tellings WHERE settled = 0")?, flagged(db, "events WHERE stale = 1")?))
        })?;
        progress(out.documents, left);
        // Parts are put together when all tellings are there: events get their ids once, and from all.
        let done = if left > 0 {
            let done = change(store, false, |db| documents(db, &mut run))?;
            out.documents += done.unwrap_or(0);
            done.is_some()
        } else if tellings {
            change(store, false, |db| settle::step(db, &mut run, STEP, AT_ONCE))?.is_some()
        } else if events {
            change(store, false, |db| summary::step(db, STEP, AT_ONCE))?.is_some()
        } else {
            break;
        };
        if !done {
            out.busy = true;
            break;
        }
    }
    out.events = read(store, |db| {
        Ok(db
            .row("SELECT count(*) FROM events WHERE summary IS NOT NULL", &[])?
            .map_or(0, |row| row.int(0).unsigned_abs()))
    })?;
    Ok(out)
}

fn flagged(db: &mut dyn Db, of: &str) -> Result<bool, StoreError> {
    Ok(db.row(&format!("SELECT id FROM {of} LIMIT 1"), &[])?.is_some())
}

/// Forgets what was made, but for names, ids and decisions, and weighs everything.
pub(super) fn rebuild<S: EventTables + ?Sized>(
    store: &S,
    above: Above<'_>,
    progress: OnWeighed<'_>,
) -> Result<Weighed, StoreError> {
    let forgot = change(store, true, |db| {
        for table in ["matches", "telling_keys", "telling_reports", "tellings", "links", "copy_keys", "weighed"] {
            db.run(&format!("DELETE FROM {table}"), &[])?;
        }
        db.run("UPDATE events SET stale = 1, summary = NULL", &[])?;
        db.run("DELETE FROM reweigh", &[])?;
        db.run("DELETE FROM weighing WHERE id < 3", &[])?;
        // Everything is weighed as it is read now.
        db.run("INSERT INTO weighing (id, mark) SELECT 2, coalesce(max(seq), 0) FROM recodings", &[])
    })?;
    match forgot {
        Some(_) => run(store, above, progress),
        None => Ok(Weighed { busy: true, ..Weighed::default() }),
    }
}

/// One transaction of documents; says how many.
fn documents(db: &mut dyn Db, run: &mut Run<'_>) -> Result<u64, StoreError> {
    let began = Instant::now();
    let mark = db.row(&format!("SELECT {MARK}"), &[])?.map_or(0, |row| row.int(0));
    let (mut done, mut last) = (0, None);
    let mut touched = BTreeSet::new();
    // What persons reviewed goes first: they wait for it.
    for id in db.ints(&format!("SELECT document FROM reweigh ORDER BY document LIMIT {AT_ONCE}"), &[])? {
        // One that a later version took the place of since tells nothing any more.
        if db.row("SELECT document FROM weighed WHERE document = $1", values![id])?.is_some() {
            again(db, run, id, &mut touched)?;
        }
        db.run("DELETE FROM reweigh WHERE document = $1", values![id])?;
        done += 1;
        if began.elapsed() > STEP {
            break;
        }
    }
    let sql = format!("SELECT id FROM documents WHERE id > $1 AND current ORDER BY id LIMIT {AT_ONCE}");
    let waiting = if began.elapsed() > STEP { Vec::new() } else { db.ints(&sql, values![mark])? };
    for id in waiting {
        one(db, run, id, &mut touched)?;
        (done, last) = (done + 1, Some(id));
        if began.elapsed() > STEP {
            break;
        }
    }
    // Then those that were read again. One that still waits for its first weighing is weighed as it is read now.
    let recoded = db.row(&format!("SELECT {RECODED}"), &[])?.map_or(0, |row| row.int(0));
    let sql = format!("SELECT seq, document FROM recodings WHERE seq > $1 ORDER BY seq LIMIT {AT_ONCE}");
    let mut last_recoded = None;
    for row in db.rows(&sql, values![recoded])? {
        if began.elapsed() > STEP {
            break;
        }
        let (seq, id) = (row.int(0), row.int(1));
        if db.row("SELECT document FROM weighed WHERE document = $1", values![id])?.is_some() {
            again(db, run, id, &mut touched)?;
        }
        (done, last_recoded) = (done + 1, Some(seq));
    }
    copies::regroup(db, &touched)?;
    for (mark, last) in [(1, last), (2, last_recoded)] {
        if let Some(last) = last {
            db.run(
                "INSERT INTO weighing (id, mark) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET mark = excluded.mark",
                values![mark, last],
            )?;
        }
    }
    Ok(done)
}

/// Weighs what a document tells anew: it was read again, or reviewed. Its words are the same, and so is whom it is a copy of.
fn again(db: &mut dyn Db, run: &mut Run<'_>, id: i64, touched: &mut BTreeSet<i64>) -> Result<(), StoreError> {
    let Some((document, target)) = document(db, id)? else { return Ok(()) };
    copies::unlink_events(db, id, touched)?;
    let told_before = tell::of_document(db, run, id)?;
    tell::remove(db, &told_before)?;
    story::remove(db, run, id)?;
    tell::set_aside(db, id)?;
    tell::add(db, run, id, &tell::page_key(&target), &document, &told_before)?;
    story::add(db, run, id)
}

/// Weighs one document, in place of the version of its page that was weighed before.
fn one(db: &mut dyn Db, run: &mut Run<'_>, id: i64, touched: &mut BTreeSet<i64>) -> Result<(), StoreError> {
    let Some((document, target)) = document(db, id)? else { return Ok(()) };
    let page = tell::page_key(&target);
    let before = db.row("SELECT document FROM weighed WHERE page = $1", values![page.as_str()])?.map(|row| row.int(0));
    let mut told_before = Vec::new();
    if let Some(before) = before {
        told_before = tell::of_document(db, run, before)?;
        tell::remove(db, &told_before)?;
        copies::remove(db, run, before, touched)?;
        story::remove(db, run, before)?;
    }
    copies::add(db, run, id, &page, touched)?;
    tell::add(db, run, id, &page, &document, &told_before)?;
    story::add(db, run, id)
}
