//! Figures for reading and as a table.

use std::io::{self, Write};

use marsad_model::Figure;

use super::table::write_row;
use super::text::days;
use super::{Page, bounds};

/// Columns of the table form.
const COLUMNS: &[&str] = &[
    "document",
    "title",
    "outlet",
    "url",
    "published",
    "what",
    "min",
    "max",
    "of",
    "subject",
    "place",
    "lat",
    "lon",
    "from",
    "to",
    "said_by",
    "words",
    "cue",
    "evidence",
    "rule",
];

/// The header row.
pub fn header(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", COLUMNS.join(","))
}

/// One row.
pub fn row(out: &mut impl Write, page: &Page<'_>, f: &Figure) -> io::Result<()> {
    let text = |v: Option<String>| v.unwrap_or_default();
    write_row(
        out,
        &[
            page.document.to_owned(),
            page.title.to_owned(),
            page.outlet.unwrap_or_default().to_owned(),
            page.url.unwrap_or_default().to_owned(),
            text(page.published.clone()),
            f.what.to_string(),
            text(f.min.map(|n| n.to_string())),
            text(f.max.map(|n| n.to_string())),
            text(f.of.clone()),
            text(f.subject.as_ref().map(|a| a.entity.clone())),
            text(f.place.as_ref().map(|p| p.name.clone())),
            text(f.place.as_ref().and_then(|p| p.lat).map(|x| x.to_string())),
            text(f.place.as_ref().and_then(|p| p.lon).map(|x| x.to_string())),
            text(f.date.as_ref().and_then(|d| d.from).map(|d| d.to_string())),
            text(f.date.as_ref().and_then(|d| d.to).map(|d| d.to_string())),
            text(f.said_by.as_ref().map(|s| s.entity.clone())),
            f.quote.text.clone(),
            f.cue.text.clone(),
            f.evidence.text.clone(),
            f.rule.clone(),
        ],
    )
}

/// One figure, on a few lines.
pub fn text(out: &mut impl Write, f: &Figure) -> io::Result<()> {
    writeln!(out, "\nfigure {}  {} «{}»  ({})", f.what, bounds(f.min, f.max), f.quote.text, f.rule)?;
    let mut line =
        |label: &str, value: String| if value.is_empty() { Ok(()) } else { writeln!(out, "  {label:10}{value}") };
    let named =
        |entity: &str, words: &str| if entity == words { words.to_owned() } else { format!("{entity} «{words}»") };
    line("of whom", f.subject.as_ref().map(|a| named(&a.entity, &a.quote.text)).unwrap_or_default())?;
    line("where", f.place.as_ref().map(|p| named(&p.name, &p.quote.text)).unwrap_or_default())?;
    line("when", f.date.as_ref().map(|d| format!("{} «{}»", days(d.from, d.to), d.quote.text)).unwrap_or_default())?;
    line("says who", f.said_by.as_ref().map(|s| named(&s.entity, &s.quote.text)).unwrap_or_default())?;
    line("because", format!("«{}»", f.cue.text))?;
    line("words", f.evidence.text.clone())
}
