//! HTML to an article: what the page says of itself, and its readable body.

mod blocks;
mod body;
mod columns;
mod dense;
mod hidden;
mod index;
mod json_ld;
mod labels;
mod media;
mod meta;
mod outlet;
mod title;

use crate::document::{Aside, ReadOptions, Warning};
pub(crate) use blocks::is_invisible;
pub(crate) use meta::language;

use crate::published::{self, Clues, Found};
use crate::{AcquireError, dates, guard, stamps};
use dom_query::Document as Dom;
use index::Index;
use marsad_model::{Day, Document};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Stack of the thread that parses: the parser's own recursion is bounded by [`guard`], this is the belt to its braces.
const STACK: usize = 64 * 1024 * 1024;

thread_local! {
    /// Whether this thread has the stack that reading a page may need.
    static ROOMY: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` on a thread with the stack that reading a page may need: pages read inside need no thread each. For whoever reads
/// many.
///
/// # Errors
/// When the system gives no thread.
///
/// # Panics
/// When `work` does.
pub fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> std::io::Result<T> {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("marsad-page".to_owned()).stack_size(STACK);
        let worker = builder.spawn_scoped(scope, || {
            ROOMY.set(true);
            work()
        })?;
        Ok(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// Reads one page of HTML where neither a deep page nor a defect takes the program down: in a thread of its own, unless this
/// one has room.
pub(crate) fn read(
    html: &str,
    target: &str,
    options: &ReadOptions,
    today: Day,
) -> Result<(Document, Aside, Vec<Warning>), AcquireError> {
    let guarded = || catch_unwind(AssertUnwindSafe(|| read_here(html, target, options, today)));
    let read = if ROOMY.get() { Ok(guarded()) } else { with_room(guarded) };
    match read {
        Ok(Ok(read)) => read,
        Ok(Err(_)) | Err(_) => Err(AcquireError::Internal { target: target.to_owned() }),
    }
}

fn read_here(
    html: &str,
    target: &str,
    options: &ReadOptions,
    today: Day,
) -> Result<(Document, Aside, Vec<Warning>), AcquireError> {
    let mut warnings = Vec::new();
    let (tamed, flattened) = guard::tame(html);
    if flattened {
        warnings.push(Warning::Flattened);
    }
    let dom = Dom::from(tamed.as_ref());
    let index = Index::of(&dom);
    let mut said = meta::Said::collect(&index, target);
    let page = blocks::page_of(&dom);
    let page_lines = page.blocks.as_slice();
    said.signed = outlet::find(&index, &said, page_lines, target, &options.furniture);
    let title = title::choose(&index, &said, page_lines, &options.furniture);
    said.title_tail = title::tail(&index, &title);
    let near = title::lines_near(page_lines, &title);
    said.introduced = labels::introduced(&near);
    let body = body::extract(&tamed, &dom, &page, &title, &said, &options.furniture);
    if body.is_empty() {
        return Err(AcquireError::NoText { target: target.to_owned() });
    }
    let text = body.join("\n\n");
    let clues = clues(&index, &said, near, target);
    let (published, found) = match (options.published, published::choose(&clues, today)) {
        (Some(day), _) => (Some(day), None),
        (None, Some((day, found))) => (Some(day), Some(found)),
        (None, None) => (None, None),
    };
    match (published, found) {
        (None, _) => warnings.push(Warning::NoDate),
        (Some(day), Some(Found::Script | Found::Changed)) => warnings.push(Warning::DoubtfulDate { day }),
        _ => {}
    }
    if title.is_empty() {
        warnings.push(Warning::NoTitle);
    }
    if text.chars().count() < 200 {
        warnings.push(Warning::ShortText);
    }
    let aside = Aside {
        section: labels::section(&index, &said, page_lines, &title),
        updated: updated(&said, &clues.lines, published, today),
        media: media::collect(&index, &said, target),
    };
    // A box named after authors that gives the section's name was filled in by a template.
    let byline = said.byline().filter(|name| aside.section.as_ref() != Some(name));
    let language = meta::language(said.language.as_deref(), &format!("{title}\n{text}"));
    let url = said.url(target);
    let document = Document {
        id: url.clone().unwrap_or_else(|| target.to_owned()),
        title,
        text,
        published,
        byline,
        language,
        outlet: said.outlet(),
        url,
    };
    Ok((document, aside, warnings))
}

/// Everything that may tell the day of publication.
fn clues(index: &Index<'_>, said: &meta::Said, mut lines: Vec<String>, target: &str) -> Clues {
    let mut urls = vec![target.to_owned()];
    urls.extend(said.addresses.iter().cloned());
    // A day of the usual calendar is surer than one that has to be converted.
    lines.sort_by_cached_key(|line| (dates::tells_change(line), dates::usual_day_in(line).is_none()));
    let surer = !said.json_ld.published.is_empty() || !said.published.is_empty();
    Clues {
        json_ld: said.json_ld.published.clone(),
        meta: said.published.clone(),
        urls,
        times: meta::times(index),
        lines,
        scripts: if surer { Vec::new() } else { json_ld::script_dates(index) },
        changed: [said.json_ld.changed.clone(), said.changed.clone()].concat(),
    }
}

/// The day of the last change that the page tells, if it lies behind the day of publication.
fn updated(said: &meta::Said, lines: &[String], published: Option<Day>, today: Day) -> Option<Day> {
    let told = said.json_ld.modified.iter().chain(&said.modified).filter_map(|v| stamps::stamp(v)).map(|s| s.day);
    let shown = lines.iter().filter_map(|line| dates::change_in(line));
    let latest = today.tomorrow().unwrap_or(today);
    told.chain(shown).find(|day| *day <= latest && published.is_some_and(|p| *day > p))
}
