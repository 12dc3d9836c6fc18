//! What is printed, and how.

pub mod difference;
pub mod dossier;
pub mod events;
mod figures;
pub mod ledger;
mod table;
mod text;

use std::io::{self, Write};

use marsad_acquire::Trace;
use marsad_coder::Reason;
use marsad_model::{Figure, Genre, Report, Span};
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

/// What the rows of an output are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    Reports,
    Figures,
}

/// The document that reports and figures come from.
pub struct Page<'a> {
    pub document: &'a str,
    pub title: &'a str,
    pub outlet: Option<&'a str>,
    pub url: Option<&'a str>,
    pub published: Option<String>,
    pub genre: Option<Genre>,
}

/// One report with the document it comes from, and the reasons for it where they are wanted.
pub struct Item<'a> {
    pub page: &'a Page<'a>,
    pub report: &'a Report,
    pub why: Option<&'a [Reason]>,
    /// Where the words stand in the page's bytes, where that is wanted.
    pub trace: Option<&'a Trace>,
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

/// Prints reports or figures one after the other, each as soon as it is there.
pub struct Printer<W: Write> {
    out: W,
    format: Format,
    last: Option<String>,
    printed: usize,
}

impl<W: Write> Printer<W> {
    /// Begins the output.
    pub fn begin(mut out: W, format: Format, rows: Rows) -> io::Result<Self> {
        match format {
            Format::Text | Format::Jsonl => {}
            Format::Json => write!(out, "[")?,
            Format::Csv | Format::CsvExcel => {
                if format == Format::CsvExcel {
                    write!(out, "\u{feff}")?;
                }
                match rows {
                    Rows::Reports => table::header(&mut out)?,
                    Rows::Figures => figures::header(&mut out)?,
                }
            }
            Format::Geojson => write!(out, r#"{{"type":"FeatureCollection","features":["#)?,
        }
        Ok(Self { out, format, last: None, printed: 0 })
    }

    /// Prints one report.
    pub fn print(&mut self, item: &Item<'_>) -> io::Result<()> {
        match self.format {
            Format::Text => {
                self.heading(item.page)?;
                text::report(&mut self.out, item.report)?;
                text::reasons(&mut self.out, item)?;
            }
            Format::Csv | Format::CsvExcel => table::row(&mut self.out, item)?,
            Format::Json | Format::Jsonl => self.object(&object(item))?,
            Format::Geojson => {
                let Some(place) = item.report.places.first() else { return Ok(()) };
                self.feature((place.lat, place.lon), object(item))?;
            }
        }
        Ok(())
    }

    /// Prints one figure.
    pub fn print_figure(&mut self, page: &Page<'_>, figure: &Figure) -> io::Result<()> {
        match self.format {
            Format::Text => {
                self.heading(page)?;
                figures::text(&mut self.out, figure)?;
            }
            Format::Csv | Format::CsvExcel => figures::row(&mut self.out, page, figure)?,
            Format::Json | Format::Jsonl => self.object(&with_document(figure, page))?,
            Format::Geojson => {
                let Some(place) = &figure.place else { return Ok(()) };
                self.feature((place.lat, place.lon), with_document(figure, page))?;
            }
        }
        Ok(())
    }

    /// The line above what comes from a document, once.
    fn heading(&mut self, page: &Page<'_>) -> io::Result<()> {
        if self.last.as_deref() != Some(page.document) {
            if self.last.is_some() {
                writeln!(self.out)?;
            }
            text::heading(&mut self.out, page)?;
            self.last = Some(page.document.to_owned());
        }
        Ok(())
    }

    fn object(&mut self, value: &Value) -> io::Result<()> {
        if self.format == Format::Jsonl {
            return writeln!(self.out, "{value}");
        }
        let comma = self.comma();
        write!(self.out, "{comma}\n{value:#}")
    }

    fn feature(&mut self, at: (Option<f64>, Option<f64>), properties: Value) -> io::Result<()> {
        let (Some(lat), Some(lon)) = at else { return Ok(()) };
        let point = json!({ "type": "Point", "coordinates": [lon, lat] });
        let feature = json!({ "type": "Feature", "geometry": point, "properties": properties });
        let comma = self.comma();
        write!(self.out, "{comma}\n{feature}")
    }

    /// What stands between one thing and the next.
    fn comma(&mut self) -> &'static str {
        self.printed += 1;
        if self.printed > 1 { "," } else { "" }
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
    let mut value = with_document(item.report, item.page);
    let Value::Object(map) = &mut value else { return value };
    if let Some(why) = item.why {
        let reasons = why.iter().map(|reason| {
            let mut value = serde_json::to_value(reason).unwrap_or(Value::Null);
            if let (Some(trace), Some(words), Value::Object(map)) = (item.trace, &reason.words, &mut value) {
                map.insert("capture".to_owned(), ranges(trace, words.span()));
            }
            value
        });
        map.insert("why".to_owned(), reasons.collect());
    }
    if let Some(trace) = item.trace {
        map.insert("capture".to_owned(), ranges(trace, item.report.evidence.span()));
    }
    value
}

/// The byte ranges of a span in the page, as pairs.
fn ranges(trace: &Trace, span: Span) -> Value {
    trace.bytes(span).iter().map(|range| json!([range.start, range.end])).collect()
}

/// Something as JSON, with the document it comes from.
fn with_document(what: &impl serde::Serialize, page: &Page<'_>) -> Value {
    let mut value = serde_json::to_value(what).unwrap_or(Value::Null);
    let mut document = json!({
        "id": page.document, "title": page.title, "outlet": page.outlet, "url": page.url, "published": page.published,
    });
    if let Some(genre) = page.genre {
        document["genre"] = json!(genre);
    }
    if let Value::Object(map) = &mut value {
        map.insert("document".to_owned(), document);
    }
    value
}

/// A range in words.
fn bounds(min: Option<u64>, max: Option<u64>) -> String {
    match (min, max) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a}–{b}"),
        (Some(a), None) => format!("{a}+"),
        (None, Some(b)) => format!("up to {b}"),
        (None, None) => "many".to_owned(),
    }
}
