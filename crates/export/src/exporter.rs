//! One writer for every form: rows in, bytes out as they come.

use std::io::Write;

use marsad_store::{EventRow, ReportRow};

use crate::about::About;
use crate::cells::cells;
use crate::error::ExportError;
use crate::format::Format;
use crate::merged::{Behind, merged};
use crate::parquet::Table;
use crate::stix::Bundle;
use crate::xlsx::Workbook;
use crate::{acled, csv, events, ged, geojson, json, plover, polecat, rss};

/// Writes reports in a form.
///
/// ```
/// use marsad_export::{About, Exporter, Format};
/// let exporter = Exporter::begin(Vec::new(), Format::Csv, &About::now("My record")).unwrap();
/// let table = String::from_utf8(exporter.end().unwrap()).unwrap();
/// assert!(table.starts_with("report,document,version,"));
/// ```
pub struct Exporter<W: Write + Send> {
    about: About,
    format: Format,
    sink: Sink<W>,
    rows: u64,
    left_out: u64,
}

enum Sink<W: Write + Send> {
    Plain(W),
    Stix(W, Box<Bundle>),
    Xlsx(Box<Workbook<W>>),
    Parquet(Box<Table<W>>),
}

impl<W: Write + Send> Exporter<W> {
    /// Begins an export.
    ///
    /// # Errors
    /// When its head cannot be written.
    pub fn begin(mut out: W, format: Format, about: &About) -> Result<Self, ExportError> {
        let names = || about.of.columns().iter().map(|c| c.name);
        let sink = match format {
            Format::Xlsx => Sink::Xlsx(Box::new(Workbook::begin(out, about)?)),
            Format::Parquet => Sink::Parquet(Box::new(Table::begin(out, about)?)),
            Format::Stix => {
                let bundle = Bundle::begin(&mut out, about)?;
                Sink::Stix(out, Box::new(bundle))
            }
            plain => {
                if about.byte_order_mark && matches!(plain, Format::Csv | Format::Acled | Format::Ged) {
                    out.write_all("\u{feff}".as_bytes())?;
                }
                let citation = || serde_json::Value::from(about.citation());
                match plain {
                    Format::Csv => csv::row(&mut out, names())?,
                    Format::Acled => csv::row(&mut out, acled::COLUMNS)?,
                    Format::Ged => csv::row(&mut out, ged::COLUMNS)?,
                    Format::Polecat => csv::tabbed(&mut out, polecat::COLUMNS)?,
                    Format::Json => {
                        let question = serde_json::Value::from(about.question.as_str());
                        write!(
                            out,
                            r#"{{"citation":{},"question":{question},"accessed":"{}","rows":["#,
                            citation(),
                            about.instant()
                        )?;
                    }
                    Format::Geojson => {
                        write!(out, r#"{{"type":"FeatureCollection","citation":{},"features":["#, citation())?
                    }
                    Format::Rss => rss::begin(&mut out, about)?,
                    _ => {}
                }
                Sink::Plain(out)
            }
        };
        Ok(Self { about: about.clone(), format, sink, rows: 0, left_out: 0 })
    }

    /// Writes one report, where the form has a place for it: ACLED's and UCDP's shapes leave out what they do not record.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row(&mut self, row: &ReportRow) -> Result<(), ExportError> {
        let about = &self.about;
        let comma = if self.rows > 0 { "," } else { "" };
        let written = match &mut self.sink {
            Sink::Xlsx(book) => book.row(&cells(row, about)).map(|()| true)?,
            Sink::Parquet(table) => table.row(&cells(row, about)).map(|()| true)?,
            Sink::Stix(out, bundle) => bundle.row(out, row, about).map(|()| true)?,
            Sink::Plain(out) => match self.format {
                Format::Acled => acled::row(out, row, &Behind::report(row, about), about)?,
                Format::Ged => ged::row(out, row, &Behind::report(row, about), about)?,
                Format::Polecat => polecat::row(out, row)?,
                Format::Rss => rss::item(out, row, about).map(|()| true)?,
                Format::Csv => csv::row(out, cells(row, about).iter().map(|c| c.text())).map(|()| true)?,
                Format::Json => write!(out, "{comma}\n{}", json::object(row, about)).map(|()| true)?,
                Format::Geojson => write!(out, "{comma}\n{}", geojson::feature(row, about)).map(|()| true)?,
                Format::Plover => writeln!(out, "{}", plover::record(row, about)).map(|()| true)?,
                _ => writeln!(out, "{}", json::object(row, about)).map(|()| true)?,
            },
        };
        self.note(written);
        Ok(())
    }

    /// Writes one event; `reports` are its reports where the form asks for them ([`Format::needs_reports`]). What the form has no
    /// place for is left out: POLECAT's, PLOVER's and STIX's forms are of reports.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn event(&mut self, row: &EventRow, reports: &[ReportRow]) -> Result<(), ExportError> {
        let about = &self.about;
        let comma = if self.rows > 0 { "," } else { "" };
        let behind = || Some((merged(row, reports)?, Behind::event(row, reports, about)));
        let written = match &mut self.sink {
            Sink::Xlsx(book) => book.row(&events::event_cells(row, about)).map(|()| true)?,
            Sink::Parquet(table) => table.row(&events::event_cells(row, about)).map(|()| true)?,
            Sink::Stix(..) => false,
            Sink::Plain(out) => match self.format {
                Format::Acled => match behind() {
                    Some((report, behind)) => acled::row(out, &report, &behind, about)?,
                    None => false,
                },
                Format::Ged => match behind() {
                    Some((report, behind)) => ged::row(out, &report, &behind, about)?,
                    None => false,
                },
                Format::Rss => events::item(out, row, about).map(|()| true)?,
                Format::Csv => {
                    csv::row(out, events::event_cells(row, about).iter().map(|c| c.text())).map(|()| true)?
                }
                Format::Json => write!(out, "{comma}\n{}", events::object(row, about)).map(|()| true)?,
                Format::Geojson => write!(out, "{comma}\n{}", events::feature(row, about)).map(|()| true)?,
                Format::Jsonl => writeln!(out, "{}", events::object(row, about)).map(|()| true)?,
                _ => false,
            },
        };
        self.note(written);
        Ok(())
    }

    fn note(&mut self, written: bool) {
        if written {
            self.rows += 1;
        } else {
            self.left_out += 1;
        }
    }

    /// How many rows were written so far, and how many the form has no place for.
    #[must_use]
    pub fn counted(&self) -> (u64, u64) {
        (self.rows, self.left_out)
    }

    /// Ends the export and gives the writer back.
    ///
    /// # Errors
    /// When the rest cannot be written.
    pub fn end(self) -> Result<W, ExportError> {
        let mut out = match self.sink {
            Sink::Xlsx(book) => book.end()?,
            Sink::Parquet(table) => table.end()?,
            Sink::Stix(mut out, bundle) => {
                bundle.end(&mut out)?;
                out
            }
            Sink::Plain(mut out) => {
                match self.format {
                    Format::Json => write!(out, "\n],\"count\":{}}}\n", self.rows)?,
                    Format::Geojson => out.write_all(b"\n]}\n")?,
                    Format::Rss => rss::end(&mut out)?,
                    _ => {}
                }
                out
            }
        };
        out.flush()?;
        Ok(out)
    }
}
