//! Reports for reading.

use std::io::{self, Write};

use marsad_acquire::Trace;
use marsad_model::{Genre, Report, Span};

use super::{Item, Page, bounds};

/// The line above the reports of a document.
pub fn heading(out: &mut impl Write, page: &Page<'_>) -> io::Result<()> {
    let mut parts = vec![if page.title.is_empty() { page.document } else { page.title }.to_owned()];
    parts.extend(page.outlet.map(str::to_owned));
    parts.extend(page.published.clone());
    parts.extend(page.genre.filter(|g| *g != Genre::News).map(|g| g.to_string()));
    writeln!(out, "# {}", parts.join(" · "))
}

fn names<'a>(list: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    list.map(|(entity, words)| if entity == words { words.to_owned() } else { format!("{entity} «{words}»") })
        .collect::<Vec<_>>()
        .join(", ")
}

/// One report, on a few lines.
pub fn report(out: &mut impl Write, r: &Report) -> io::Result<()> {
    let modes: Vec<&str> = r.mode.iter().map(|m| m.as_str()).collect();
    let aux: Vec<&str> = r.aux.iter().map(|a| a.as_str()).collect();
    let mut head = r.type_.to_string();
    if !modes.is_empty() {
        head += &format!("/{}", modes.join("+"));
    }
    head += &format!("  «{}»  {}", r.trigger.text, r.modality);
    if !aux.is_empty() {
        head += &format!(", {}", aux.join(", "));
    }
    writeln!(out, "\n{head}  ({:.2}, {})", r.confidence, r.rule)?;
    let mut line =
        |label: &str, value: String| if value.is_empty() { Ok(()) } else { writeln!(out, "  {label:10}{value}") };
    line("who", names(r.actors.iter().map(|a| (a.entity.as_str(), a.quote.text.as_str()))))?;
    line("to whom", names(r.recipients.iter().map(|a| (a.entity.as_str(), a.quote.text.as_str()))))?;
    let places: Vec<String> = r
        .places
        .iter()
        .map(|p| match (p.lat, p.lon) {
            (Some(lat), Some(lon)) => format!("{} «{}» ({lat:.3}, {lon:.3})", p.name, p.quote.text),
            _ => format!("«{}» (position unknown)", p.quote.text),
        })
        .collect();
    line("where", places.join(", "))?;
    line("when", r.date.as_ref().map(|d| format!("{} «{}»", days(d.from, d.to), d.quote.text)).unwrap_or_default())?;
    line(
        "how many",
        r.counts
            .iter()
            .map(|c| format!("{} {} «{}»", bounds(c.min, c.max), c.what, c.quote.text))
            .collect::<Vec<_>>()
            .join(", "),
    )?;
    line(
        "says who",
        r.said_by
            .as_ref()
            .map(|s| names(std::iter::once((s.entity.as_str(), s.quote.text.as_str()))))
            .unwrap_or_default(),
    )?;
    line("about", r.contexts.iter().map(|c| c.as_str().replace('_', " ")).collect::<Vec<_>>().join(", "))?;
    line("words", r.evidence.text.clone())
}

/// Why each field of a report is as it is, one line for each value.
pub fn reasons(out: &mut impl Write, item: &Item<'_>) -> io::Result<()> {
    let why = item.why.unwrap_or_default();
    if !why.is_empty() {
        writeln!(out, "  why")?;
    }
    if let Some(trace) = item.trace {
        writeln!(out, "    words: the sentence that it rests on")?;
        writeln!(out, "      capture: {}", bytes(trace, item.report.evidence.span()))?;
    }
    for reason in why {
        let words = reason.words.as_ref().map(|w| format!(" «{}»", w.text)).unwrap_or_default();
        writeln!(out, "    {}: {}{words} [{}]: {}", reason.field, reason.value, reason.how, reason.because)?;
        if let (Some(trace), Some(words)) = (item.trace, &reason.words) {
            writeln!(out, "      capture: {}", bytes(trace, words.span()))?;
        }
    }
    Ok(())
}

/// Where words stand in the page: `bytes 1203..1215`.
fn bytes(trace: &Trace, span: Span) -> String {
    match trace.bytes(span).as_slice() {
        [] => "not found again in the page's bytes".to_owned(),
        ranges => {
            let ranges: Vec<String> = ranges.iter().map(|range| format!("{}..{}", range.start, range.end)).collect();
            format!("bytes {}", ranges.join(", "))
        }
    }
}

pub fn days(from: Option<marsad_model::Day>, to: Option<marsad_model::Day>) -> String {
    match (from, to) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (a, b) => format!(
            "{} … {}",
            a.map(|d| d.to_string()).unwrap_or_default(),
            b.map(|d| d.to_string()).unwrap_or_default()
        ),
    }
}
