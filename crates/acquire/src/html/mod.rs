//! HTML to an article: what the page says of itself, and its readable body.

mod blocks;
mod body;
mod columns;
mod dense;
mod json_ld;
mod meta;
mod outlet;
mod title;

use crate::document::{ReadOptions, Warning};
pub(crate) use blocks::is_invisible;
pub(crate) use meta::language;

use crate::published::{self, Clues, Found};
use crate::{AcquireError, guard};
use dom_query::Document as Dom;
use marsad_model::{Day, Document};

/// Stack of the thread that parses: the parser's own recursion is bounded by [`guard`], this is the belt to its braces.
const STACK: usize = 64 * 1024 * 1024;

/// Reads one page of HTML in a thread of its own, so that neither a deep page nor a defect takes the program down.
pub(crate) fn read(
    html: &str,
    target: &str,
    options: &ReadOptions,
    today: Day,
) -> Result<(Document, Vec<Warning>), AcquireError> {
    let internal = || AcquireError::Internal { target: target.to_owned() };
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("marsad-page".to_owned()).stack_size(STACK);
        let worker = builder.spawn_scoped(scope, || read_here(html, target, options, today)).map_err(|_| internal())?;
        worker.join().unwrap_or_else(|_| Err(internal()))
    })
}

fn read_here(
    html: &str,
    target: &str,
    options: &ReadOptions,
    today: Day,
) -> Result<(Document, Vec<Warning>), AcquireError> {
    let mut warnings = Vec::new();
    let (tamed, flattened) = guard::tame(html);
    if flattened {
        warnings.push(Warning::Flattened);
    }
    let dom = Dom::from(tamed.as_ref());
    let mut said = meta::Said::collect(&dom, target);
    let page = blocks::page_of(&dom);
    let page_lines = page.blocks.as_slice();
    said.signed = outlet::find(&dom, &said, page_lines, target, &options.furniture);
    let title = title::choose(&dom, &said, page_lines);
    said.title_tail = title::tail(&dom, &title);
    let body = body::extract(&tamed, &dom, &page, &title, &said, &options.furniture);
    if body.is_empty() {
        return Err(AcquireError::NoText { target: target.to_owned() });
    }
    let text = body.join("\n\n");
    let clues = clues(&dom, &said, page_lines, &title, target);
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
    let language = meta::language(said.language.as_deref(), &format!("{title}\n{text}"));
    let url = said.url(target);
    let document = Document {
        id: url.clone().unwrap_or_else(|| target.to_owned()),
        title,
        text,
        published,
        byline: said.byline(),
        language,
        outlet: said.outlet(),
        url,
    };
    Ok((document, warnings))
}

/// Everything that may tell the day of publication.
fn clues(dom: &Dom, said: &meta::Said, lines: &[blocks::Block], title: &str, target: &str) -> Clues {
    let mut urls = vec![target.to_owned()];
    urls.extend(said.addresses.iter().cloned());
    Clues {
        json_ld: said.json_ld.published.clone(),
        meta: said.published.clone(),
        urls,
        times: meta::times(dom),
        lines: title::lines_near(lines, title),
        scripts: json_ld::script_dates(dom),
        changed: [said.json_ld.changed.clone(), said.changed.clone()].concat(),
    }
}
