//! Reports as a table with commas.

use std::io::{self, Write};

use super::{Item, bounds};

/// Columns of the table form.
const COLUMNS: &[&str] = &[
    "document",
    "title",
    "outlet",
    "url",
    "published",
    "type",
    "mode",
    "aux",
    "modality",
    "actors",
    "recipients",
    "place",
    "lat",
    "lon",
    "place_kind",
    "from",
    "to",
    "counts",
    "said_by",
    "trigger",
    "evidence",
    "confidence",
    "rule",
    "contexts",
];

/// The header row.
pub fn header(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", COLUMNS.join(","))
}

/// One row.
pub fn row(out: &mut impl Write, item: &Item<'_>) -> io::Result<()> {
    let (r, page) = (item.report, item.page);
    let place = r.places.first();
    let join = |list: Vec<String>| list.join("; ");
    let cells = [
        page.document.to_owned(),
        page.title.to_owned(),
        page.outlet.unwrap_or_default().to_owned(),
        page.url.unwrap_or_default().to_owned(),
        page.published.clone().unwrap_or_default(),
        r.type_.to_string(),
        join(r.mode.iter().map(ToString::to_string).collect()),
        join(r.aux.iter().map(ToString::to_string).collect()),
        r.modality.to_string(),
        join(r.actors.iter().map(|a| a.entity.clone()).collect()),
        join(r.recipients.iter().map(|a| a.entity.clone()).collect()),
        place.map(|p| p.name.clone()).unwrap_or_default(),
        place.and_then(|p| p.lat).map(|x| x.to_string()).unwrap_or_default(),
        place.and_then(|p| p.lon).map(|x| x.to_string()).unwrap_or_default(),
        place.and_then(|p| p.kind).map(|k| k.to_string()).unwrap_or_default(),
        r.date.as_ref().and_then(|d| d.from).map(|d| d.to_string()).unwrap_or_default(),
        r.date.as_ref().and_then(|d| d.to).map(|d| d.to_string()).unwrap_or_default(),
        join(r.counts.iter().map(|c| format!("{} {}", bounds(c.min, c.max), c.what)).collect()),
        r.said_by.as_ref().map(|s| s.entity.clone()).unwrap_or_default(),
        r.trigger.text.clone(),
        r.evidence.text.clone(),
        r.confidence.to_string(),
        r.rule.clone(),
        join(r.contexts.iter().map(ToString::to_string).collect()),
    ];
    write_row(out, &cells)
}

/// Cells as a line.
pub fn write_row(out: &mut impl Write, cells: &[String]) -> io::Result<()> {
    writeln!(out, "{}", cells.iter().map(|c| cell(c)).collect::<Vec<_>>().join(","))
}

/// A cell in quotes where it must be; a leading `=`, `+`, `-` or `@` is kept from being read as a formula.
fn cell(text: &str) -> String {
    let formula =
        text.starts_with(['=', '+', '@', '\t', '\r']) || text.starts_with('-') && text.parse::<f64>().is_err();
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_and_kept_from_being_formulas() {
        assert_eq!(cell("a,b"), "\"a,b\"");
        assert_eq!(cell("قال \"نعم\""), "\"قال \"\"نعم\"\"\"");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("-3.5"), "-3.5");
        assert_eq!(cell("-cmd"), "'-cmd");
    }
}
