//! Pages and archives into documents.

use crate::columns::{list, table};
use crate::document::{bounded, day};
use crate::tables::encode;
use crate::workers;
use arrow_schema::{DataType, SchemaRef, TimeUnit};
use marsad_acquire::sources::{self, Item, Source};
use marsad_acquire::{Fetched, Limits, ReadOptions, read_file, to_document};
use marsad_model::{Day, Document};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use tempfile::NamedTempFile;

/// How many bytes of pages are read from an archive before they are made documents.
const BYTES_AT_ONCE: usize = 32 << 20;

/// Reads a page from its bytes or from a file; gives the document as JSON.
#[pyfunction]
#[pyo3(signature = (data, path, url, media_type, charset, published))]
pub fn read(
    py: Python<'_>,
    data: Option<Vec<u8>>,
    path: Option<PathBuf>,
    url: Option<String>,
    media_type: Option<String>,
    charset: Option<String>,
    published: Option<String>,
) -> PyResult<String> {
    let published = published.as_deref().map(day).transpose().map_err(PyValueError::new_err)?.flatten();
    py.detach(|| {
        let limits = Limits::default();
        let mut fetched = match (data, path) {
            (Some(bytes), _) if bytes.len() as u64 > limits.max_bytes => {
                return Err(format!("the page is longer than {} bytes, which no page is: split it", limits.max_bytes));
            }
            (Some(bytes), _) => {
                Fetched { target: "-".to_owned(), media_type: String::new(), charset_hint: None, bytes }
            }
            (None, Some(path)) => read_file(&path, &limits).map_err(|e| e.to_string())?,
            (None, None) => return Err("neither bytes nor a path".to_owned()),
        };
        fetched.target = url.unwrap_or(fetched.target);
        fetched.media_type = media_type.unwrap_or(fetched.media_type);
        fetched.charset_hint = charset.or(fetched.charset_hint);
        let options = ReadOptions { published, ..ReadOptions::default() };
        let reading = bounded("reading", || to_document(&fetched, &options))?.map_err(|e| e.to_string())?;
        serde_json::to_string(&reading.document).map_err(|e| e.to_string())
    })
    .map_err(PyValueError::new_err)
}

/// The pages of a file that holds many: a web archive, a table or lines of articles, a mailbox, an export.
///
/// One stretch of the file is in memory at a time. What cannot be read is a row that says why, and the rest goes on.
#[pyclass(frozen, module = "marsad._marsad")]
pub struct Pages {
    source: Mutex<Source>,
    name: String,
    shown: Option<String>,
    published: Option<Day>,
    threads: usize,
    /// Bytes that were given lie in a file as long as they are read.
    _kept: Option<NamedTempFile>,
}

/// A document of an archive as a row.
#[derive(Serialize, Default)]
struct Row {
    id: Option<String>,
    title: Option<String>,
    text: Option<String>,
    published: Option<Day>,
    byline: Option<String>,
    language: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    captured: Option<String>,
    file: String,
    at: u64,
    notes: Vec<String>,
    error: Option<String>,
}

fn columns() -> SchemaRef {
    use DataType::{Date32, Int64, Timestamp, Utf8};
    let mut all: Vec<(&str, DataType)> = ["id", "title", "text"].map(|name| (name, Utf8)).to_vec();
    all.push(("published", Date32));
    all.extend(["byline", "language", "outlet", "url"].map(|name| (name, Utf8)));
    all.push(("captured", Timestamp(TimeUnit::Microsecond, Some("UTC".into()))));
    all.extend([("file", Utf8), ("at", Int64), ("notes", list(Utf8)), ("error", Utf8)]);
    table(all)
}

#[pymethods]
impl Pages {
    /// Opens a file, or bytes that are one.
    #[new]
    #[pyo3(signature = (data, path, published, threads))]
    fn new(
        py: Python<'_>,
        data: Option<Vec<u8>>,
        path: Option<PathBuf>,
        published: Option<String>,
        threads: Option<usize>,
    ) -> PyResult<Self> {
        py.detach(|| {
            let published = published.as_deref().map(day).transpose()?.flatten();
            let threads = workers::threads(threads)?;
            let (kept, path, name) = match (data, path) {
                (Some(bytes), _) => {
                    let kept = keep(&bytes).map_err(|e| format!("no file can be made for the bytes ({e})"))?;
                    let path = kept.path().to_owned();
                    (Some(kept), path, "the bytes".to_owned())
                }
                (None, Some(path)) => (None, path.clone(), path.display().to_string()),
                (None, None) => return Err("neither bytes nor a path".to_owned()),
            };
            let shown = kept.as_ref().map(|_| path.display().to_string());
            let source = sources::open(&path, &Limits::default());
            let source = source.map_err(|e| rename(&e.to_string(), shown.as_deref(), &name))?;
            Ok(Self { source: Mutex::new(source), name, shown, published, threads, _kept: kept })
        })
        .map_err(PyValueError::new_err)
    }

    /// What kind of file it is.
    #[getter]
    fn kind(&self) -> &'static str {
        self.source.lock().unwrap_or_else(PoisonError::into_inner).kind().name()
    }

    /// The next documents, at most so many, as a table; none at the end.
    #[pyo3(signature = (most))]
    fn next_table(&self, py: Python<'_>, most: usize) -> PyResult<Option<PyTable>> {
        let schema = columns();
        let batch = py
            .detach(|| match self.next(most.clamp(1, 4_096))? {
                rows if rows.is_empty() => Ok(None),
                rows => encode(&schema, &rows),
            })
            .map_err(PyValueError::new_err)?;
        batch.map(|batch| PyTable::try_new(vec![batch], schema)).transpose()
    }
}

impl Pages {
    fn next(&self, most: usize) -> Result<Vec<Row>, String> {
        let mut items = Vec::new();
        let mut bytes = 0;
        {
            let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
            while items.len() < most && bytes < BYTES_AT_ONCE {
                let Some(step) = source.next() else { break };
                bytes += step.as_ref().ok().and_then(|i| i.fetched.as_ref()).map_or(0, |f| f.bytes.len());
                items.push(step);
            }
        }
        workers::each(self.threads, items, |step| match step {
            Ok(item) => self.row(item),
            Err(error) => {
                let reason = rename(&error.to_string(), self.shown.as_deref(), &self.name);
                let row = Row { file: self.name.clone(), at: error.place.at, ..Row::default() };
                if error.notice { Row { notes: vec![reason], ..row } } else { Row { error: Some(reason), ..row } }
            }
        })
    }

    fn row(&self, item: Item) -> Row {
        let row = Row {
            id: Some(item.target.clone()),
            captured: item.captured_at.map(|at| at.to_string()),
            file: self.name.clone(),
            at: item.place.at,
            ..Row::default()
        };
        let place = rename(&item.place.to_string(), self.shown.as_deref(), &self.name);
        let Some(fetched) = item.fetched else {
            let why = format!("{place}: an address; nothing is fetched here, `marsad add` fetches pages");
            return Row { error: Some(why), ..row };
        };
        let options = ReadOptions { published: self.published, ..ReadOptions::default() };
        let reading = bounded("reading", || to_document(&fetched, &options)).and_then(|r| r.map_err(|e| e.to_string()));
        match reading {
            Err(why) => {
                Row { error: Some(format!("{place}: {}", rename(&why, self.shown.as_deref(), &self.name))), ..row }
            }
            Ok(reading) => {
                let Document { id, title, text, published, byline, language, outlet, url } = reading.document;
                Row {
                    id: Some(if id.is_empty() { item.target } else { id }),
                    title: Some(title),
                    text: Some(text),
                    published,
                    byline,
                    language,
                    outlet,
                    url,
                    notes: reading.warnings.iter().map(ToString::to_string).collect(),
                    ..row
                }
            }
        }
    }
}

/// Bytes as a file under a name that tells what they are.
fn keep(bytes: &[u8]) -> std::io::Result<NamedTempFile> {
    let packed = bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    let ending = if bytes.starts_with(b"PK") {
        ".wacz"
    } else if packed {
        ".warc.gz"
    } else {
        ""
    };
    let mut file = tempfile::Builder::new().prefix("marsad-").suffix(ending).tempfile()?;
    file.write_all(bytes)?;
    file.flush()?;
    Ok(file)
}

/// A message about given bytes names no file of ours.
fn rename(message: &str, shown: Option<&str>, name: &str) -> String {
    shown.map_or_else(|| message.to_owned(), |shown| message.replace(shown, name))
}
