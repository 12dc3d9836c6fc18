//! What is printed, and how.

use std::io::{self, Write};

use marsad_model::{Count, Report};
use serde_json::{Value, json};

/// Forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For reading
    Text,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// A table with a header row
    Csv,
    /// A GeoJSON feature collection, one feature for each report with a known place
    Geojson,
}

/// One report with the document it comes from.
pub struct Item<'a> {
    pub document: &'a str,
    pub title: &'a str,
    pub outlet: Option<&'a str>,
    pub url: Option<&'a str>,
    pub published: Option<String>,
    pub report: &'a Report,
}

/// Whether an error is only that nobody reads our output any more.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|e| e.downcast_ref::<io::Error>()).any(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

/// Prints reports in a format.
pub fn print(out: &mut impl Write, format: Format, items: &[Item<'_>]) -> anyhow::Result<()> {
    match format {
        Format::Text => {
            let mut last = None;
            for item in items {
                if last != Some(item.document) {
                    writeln!(out, "{}{}", if last.is_some() { "\n" } else { "" }, heading(item))?;
                    last = Some(item.document);
                }
                text(out, item.report)?;
            }
        }
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &items.iter().map(object).collect::<Vec<_>>())?;
            writeln!(out)?;
        }
        Format::Jsonl => {
            for item in items {
                serde_json::to_writer(&mut *out, &object(item))?;
                writeln!(out)?;
            }
        }
        Format::Csv => csv(out, items)?,
        Format::Geojson => {
            let features: Vec<Value> = items.iter().filter_map(feature).collect();
            serde_json::to_writer(&mut *out, &json!({ "type": "FeatureCollection", "features": features }))?;
            writeln!(out)?;
        }
    }
    Ok(())
}

fn heading(item: &Item<'_>) -> String {
    let mut parts = vec![if item.title.is_empty() { item.document } else { item.title }.to_owned()];
    parts.extend(item.outlet.map(str::to_owned));
    parts.extend(item.published.clone());
    format!("# {}", parts.join(" · "))
}

fn object(item: &Item<'_>) -> Value {
    let mut value = serde_json::to_value(item.report).unwrap_or(Value::Null);
    if let Value::Object(map) = &mut value {
        map.insert("document".to_owned(), json!({
            "id": item.document, "title": item.title, "outlet": item.outlet, "url": item.url, "published": item.published,
        }));
    }
    value
}

fn names<'a>(list: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    list.map(|(entity, words)| if entity == words { words.to_owned() } else { format!("{entity} «{words}»") })
        .collect::<Vec<_>>()
        .join(", ")
}

fn text(out: &mut impl Write, r: &Report) -> io::Result<()> {
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
    let mut line = |label: &str, value: String| if value.is_empty() { Ok(()) } else { writeln!(out, "  {label:10}{value}") };
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
    line("how many", r.counts.iter().map(|c| format!("{} {} «{}»", bounds(c), c.what, c.quote.text)).collect::<Vec<_>>().join(", "))?;
    line("says who", r.said_by.as_ref().map(|s| names(std::iter::once((s.entity.as_str(), s.quote.text.as_str())))).unwrap_or_default())?;
    line("words", r.evidence.text.clone())
}

fn days(from: Option<marsad_model::Day>, to: Option<marsad_model::Day>) -> String {
    match (from, to) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (a, b) => format!("{} … {}", a.map(|d| d.to_string()).unwrap_or_default(), b.map(|d| d.to_string()).unwrap_or_default()),
    }
}

fn bounds(c: &Count) -> String {
    match (c.min, c.max) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a}–{b}"),
        (Some(a), None) => format!("{a}+"),
        (None, Some(b)) => format!("up to {b}"),
        (None, None) => "many".to_owned(),
    }
}

/// Columns of the table form.
const COLUMNS: &[&str] = &[
    "document", "title", "outlet", "url", "published", "type", "mode", "aux", "modality", "actors", "recipients", "place", "lat", "lon",
    "place_kind", "from", "to", "counts", "said_by", "trigger", "evidence", "confidence", "rule",
];

fn csv(out: &mut impl Write, items: &[Item<'_>]) -> io::Result<()> {
    writeln!(out, "{}", COLUMNS.join(","))?;
    for item in items {
        let r = item.report;
        let place = r.places.first();
        let join = |list: Vec<String>| list.join("; ");
        let cells = [
            item.document.to_owned(),
            item.title.to_owned(),
            item.outlet.unwrap_or_default().to_owned(),
            item.url.unwrap_or_default().to_owned(),
            item.published.clone().unwrap_or_default(),
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
            join(r.counts.iter().map(|c| format!("{} {}", bounds(c), c.what)).collect()),
            r.said_by.as_ref().map(|s| s.entity.clone()).unwrap_or_default(),
            r.trigger.text.clone(),
            r.evidence.text.clone(),
            r.confidence.to_string(),
            r.rule.clone(),
        ];
        writeln!(out, "{}", cells.iter().map(|c| cell(c)).collect::<Vec<_>>().join(","))?;
    }
    Ok(())
}

/// A cell in quotes where it must be; a leading `=`, `+`, `-` or `@` is kept from being read as a formula.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '@', '\t', '\r']) || text.starts_with('-') && text.parse::<f64>().is_err();
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn feature(item: &Item<'_>) -> Option<Value> {
    let place = item.report.places.first()?;
    let (lat, lon) = (place.lat?, place.lon?);
    Some(json!({
        "type": "Feature",
        "geometry": { "type": "Point", "coordinates": [lon, lat] },
        "properties": object(item),
    }))
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
