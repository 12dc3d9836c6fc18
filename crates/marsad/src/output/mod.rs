//! What is printed, and how.

mod table;
mod text;

use std::io::{self, Write};

use marsad_model::{Count, Report};
use serde_json::{Value, json};

use crate::talk::talk;

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
    /// The same table, marked as UTF-8 for Excel
    CsvExcel,
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

/// Ends the program on an error, at once: quietly where only nobody reads any more, else with its words.
pub fn end(error: anyhow::Error) -> ! {
    if is_broken_pipe(&error) {
        std::process::exit(0)
    }
    talk!("{error:#}");
    std::process::exit(2)
}

/// Prints reports one after the other, each as soon as it is there.
pub struct Printer<W: Write> {
    out: W,
    format: Format,
    last: Option<String>,
    printed: usize,
}

impl<W: Write> Printer<W> {
    /// Begins the output.
    pub fn begin(mut out: W, format: Format) -> io::Result<Self> {
        match format {
            Format::Text | Format::Jsonl => {}
            Format::Json => write!(out, "[")?,
            Format::Csv => table::header(&mut out)?,
            Format::CsvExcel => {
                write!(out, "\u{feff}")?;
                table::header(&mut out)?;
            }
            Format::Geojson => write!(out, r#"{{"type":"FeatureCollection","features":["#)?,
        }
        Ok(Self { out, format, last: None, printed: 0 })
    }

    /// Prints one report.
    pub fn print(&mut self, item: &Item<'_>) -> io::Result<()> {
        let out = &mut self.out;
        match self.format {
            Format::Text => {
                if self.last.as_deref() != Some(item.document) {
                    if self.last.is_some() {
                        writeln!(out)?;
                    }
                    text::heading(out, item)?;
                    self.last = Some(item.document.to_owned());
                }
                text::report(out, item.report)?;
            }
            Format::Json => {
                let comma = if self.printed > 0 { "," } else { "" };
                write!(out, "{comma}\n{:#}", object(item))?;
            }
            Format::Jsonl => writeln!(out, "{}", object(item))?,
            Format::Csv | Format::CsvExcel => table::row(out, item)?,
            Format::Geojson => {
                let Some(feature) = feature(item) else { return Ok(()) };
                let comma = if self.printed > 0 { "," } else { "" };
                write!(out, "{comma}\n{feature}")?;
            }
        }
        self.printed += 1;
        Ok(())
    }

    /// Lets out what is printed so far.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Closes the output.
    pub fn end(mut self) -> io::Result<()> {
        match self.format {
            Format::Json => writeln!(self.out, "\n]")?,
            Format::Geojson => writeln!(self.out, "\n]}}")?,
            Format::Text | Format::Jsonl | Format::Csv | Format::CsvExcel => {}
        }
        self.out.flush()
    }
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

fn feature(item: &Item<'_>) -> Option<Value> {
    let place = item.report.places.first()?;
    let (lat, lon) = (place.lat?, place.lon?);
    Some(json!({
        "type": "Feature",
        "geometry": { "type": "Point", "coordinates": [lon, lat] },
        "properties": object(item),
    }))
}

/// A count in words.
fn bounds(c: &Count) -> String {
    match (c.min, c.max) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a}–{b}"),
        (Some(a), None) => format!("{a}+"),
        (None, Some(b)) => format!("up to {b}"),
        (None, None) => "many".to_owned(),
    }
}
