//! Tables of articles: CSV and TSV as programs write them, Excel with its semicolons and old charsets among them.

use super::decode::{SAMPLE, Utf8, charset_of};
use super::lines::article_item;
use super::window::Window;
use super::{Item, Place, SourceError, Step, Steps, Unit};
use crate::records::article;
use serde_json::{Map, Value};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Most columns of a table.
const MAX_COLUMNS: usize = 500;

/// The rows of a table.
pub(super) struct Table {
    path: PathBuf,
    window: Window,
    delimiter: u8,
    columns: Vec<String>,
    most: usize,
    row: u64,
    failed: bool,
}

impl Table {
    pub(super) fn open(path: &Path, mut input: Box<dyn Read + Send>, most: usize) -> Result<Self, SourceError> {
        let whole = || Place { path: path.to_owned(), unit: Unit::File, at: 0 };
        let unreadable = |e: std::io::Error| SourceError::new(whole(), format!("cannot be read ({e})"));
        let mut sample = Vec::new();
        input.by_ref().take(SAMPLE as u64).read_to_end(&mut sample).map_err(unreadable)?;
        let encoding = charset_of(&sample);
        let stream = Utf8::of(std::io::Cursor::new(sample).chain(input), encoding);
        let mut table = Self {
            path: path.to_owned(),
            window: Window::over(Box::new(stream)),
            delimiter: b',',
            columns: Vec::new(),
            most,
            row: 0,
            failed: false,
        };
        table.window.at_least(8192).map_err(unreadable)?;
        table.heading().map_err(|reason| SourceError::new(whole(), reason))?;
        Ok(table)
    }

    /// Reads the first row: which columns there are, and what stands between them.
    fn heading(&mut self) -> Result<(), String> {
        let first =
            |window: &Window| window.ahead().split(|b| *b == b'\n').next().unwrap_or_default().trim_ascii().to_vec();
        let mut line = first(&self.window);
        // Excel's own way to say what stands between the columns.
        let said = line.strip_prefix(b"sep=").and_then(|rest| rest.first().copied());
        if said.is_some() {
            self.window.skip_line().map_err(|e| e.to_string())?;
            line = first(&self.window);
        }
        let count = |d: u8| line.iter().filter(|b| **b == d).count();
        let likely = [b',', b';', b'\t', b'|'].into_iter().max_by_key(|d| (count(*d), *d == b','));
        self.delimiter = said.or(likely).unwrap_or(b',');
        let cells = match self.record() {
            Ok(Some(raw)) => self.cells(&raw)?,
            Ok(None) => return Err("the table is empty; its first row must name the columns".to_owned()),
            Err(reason) => return Err(reason),
        };
        let known = cells.iter().any(|c| matches!(article::field(c), Some("text" | "url")));
        if !known {
            let named: Vec<&str> = cells.iter().take(12).map(String::as_str).collect();
            return Err(format!(
                "no column for the text or the address among `{}`; call one `text` or `url`",
                named.join("`, `")
            ));
        }
        if cells.len() > MAX_COLUMNS {
            return Err(format!("{} columns, more than {MAX_COLUMNS}; leave some out", cells.len()));
        }
        self.columns = cells;
        Ok(())
    }

    /// The bytes of the next row that says something, quotes and all; none at the end.
    fn record(&mut self) -> Result<Option<Vec<u8>>, String> {
        loop {
            let mut quoted = false;
            let mut start_of_cell = true;
            let mut at = 0;
            let length = loop {
                let Some(byte) = self.window.ahead().get(at).copied() else {
                    if self.window.grow().map_err(|e| self.fail(&format!("cannot be read any further ({e})")))? {
                        continue;
                    }
                    break Ok(at);
                };
                if at > self.most {
                    break Err(format!("a row of more than {} bytes", self.most));
                }
                at += 1;
                match byte {
                    b'"' if quoted => {
                        // Doubled, it is a quote inside the cell.
                        let more = self.window.at_least(at + 1).map(|_| ()).map_err(|e| e.to_string());
                        if let Err(e) = more {
                            return Err(self.fail(&format!("cannot be read any further ({e})")));
                        }
                        if self.window.ahead().get(at) == Some(&b'"') {
                            at += 1;
                        } else {
                            quoted = false;
                            // Behind the end of a cell that goes over several lines stands a separator; anything else is
                            // the quote of a later cell, and this one was never closed.
                            let ahead = self.window.ahead();
                            let next = ahead.get(at).copied().unwrap_or(b'\n');
                            let ends = next == self.delimiter || matches!(next, b'\r' | b'\n');
                            if !ends && memchr::memchr(b'\n', &ahead[..at]).is_some() {
                                break Err("a quote that is opened and never closed".to_owned());
                            }
                        }
                    }
                    b'"' if start_of_cell => quoted = true,
                    b'\n' if !quoted => break Ok(at),
                    _ => {}
                }
                start_of_cell = !quoted && byte == self.delimiter;
            };
            let length = match length {
                Ok(_) if quoted => Err("a quote that is opened and never closed".to_owned()),
                other => other,
            };
            match length {
                Ok(0) => return Ok(None),
                Ok(length) => {
                    let raw = self.window.ahead()[..length].to_vec();
                    self.window.take(length);
                    if raw.iter().any(|b| !b.is_ascii_whitespace() && *b != self.delimiter) {
                        return Ok(Some(raw));
                    }
                }
                Err(reason) => {
                    // Whatever began this row ends with its line, so that the rows behind it are not lost.
                    self.window.skip_line().map_err(|e| e.to_string())?;
                    return Err(format!("{reason}; put it right, the next rows are read"));
                }
            }
        }
    }

    fn fail(&mut self, reason: &str) -> String {
        self.failed = true;
        reason.to_owned()
    }

    /// The cells of one row.
    fn cells(&self, raw: &[u8]) -> Result<Vec<String>, String> {
        let mut reader = csv::ReaderBuilder::new();
        reader
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .buffer_capacity(raw.len().clamp(64, 1 << 16));
        let mut record = csv::StringRecord::new();
        let read = reader.from_reader(raw).read_record(&mut record).map_err(|e| e.to_string())?;
        if !read {
            return Err("an empty row".to_owned());
        }
        Ok(record.iter().map(|cell| cell.trim().to_owned()).collect())
    }

    /// The row as a JSON object with all its columns.
    fn object(&self, cells: Vec<String>) -> Result<Vec<u8>, String> {
        if cells.len() > self.columns.len() && cells[self.columns.len()..].iter().any(|c| !c.is_empty()) {
            return Err(format!(
                "{} cells where the heading has {} columns; put cells with separators or line breaks in quotes",
                cells.len(),
                self.columns.len()
            ));
        }
        let mut row = Map::new();
        for (column, cell) in self.columns.iter().zip(cells) {
            if !cell.is_empty() && !row.contains_key(column) {
                row.insert(column.clone(), Value::String(cell));
            }
        }
        serde_json::to_vec(&Value::Object(row)).map_err(|e| e.to_string())
    }
}

impl Steps for Table {
    fn step(&mut self, skip: bool) -> Option<Step> {
        if self.failed {
            return None;
        }
        let record = self.record();
        self.row += 1;
        let place = Place { path: self.path.clone(), unit: Unit::Row, at: self.row };
        let raw = match record {
            Ok(None) => return None,
            Ok(Some(raw)) => raw,
            Err(reason) => return Some(Err(SourceError::new(place, reason))),
        };
        if skip {
            return Some(Ok(Item { target: String::new(), fetched: None, captured_at: None, place, number: 0 }));
        }
        match self.cells(&raw).and_then(|cells| self.object(cells)) {
            Ok(json) => Some(article_item(&json, place)),
            Err(reason) => Some(Err(SourceError::new(place, reason))),
        }
    }
}
