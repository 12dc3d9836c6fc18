//! Pages into documents.

use crate::document::day;
use marsad_acquire::{Fetched, Limits, ReadOptions, read_file, to_document};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::path::PathBuf;

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
                return Err(format!("the page is longer than {} bytes", limits.max_bytes));
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
        let reading = to_document(&fetched, &options).map_err(|e| e.to_string())?;
        serde_json::to_string(&reading.document).map_err(|e| e.to_string())
    })
    .map_err(PyValueError::new_err)
}
