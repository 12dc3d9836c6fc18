//! The coder with its lexicon.

use crate::document::{code, day};
use crate::table;
use marsad_lexicon::{Files, Lexicon};
use marsad_model::Document;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::{PyRecordBatchReader, PyTable};
use rayon::prelude::*;
use std::path::PathBuf;

/// One document as Python hands it over: id, title, text, day of publication, outlet, address.
type Given = (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);

/// A coder: the built-in lexicon, and folders laid over it.
#[pyclass(frozen, module = "marsad._marsad")]
pub struct Coder {
    lexicon: Lexicon,
    hash: String,
}

#[pymethods]
impl Coder {
    /// Compiles the lexicon; a fault in a file of one's own is named with file and line.
    #[new]
    fn new(py: Python<'_>, folders: Vec<PathBuf>, builtin: bool) -> PyResult<Self> {
        py.detach(|| {
            let mut files = if builtin { Files::builtin() } else { Files::default() };
            for folder in &folders {
                if !folder.is_dir() {
                    let folder = folder.display();
                    return Err(format!("{folder}: no such folder; it should hold `lexicon/` or `gazetteer/`"));
                }
                files.overlay(folder).map_err(|e| e.to_string())?;
            }
            let hash = files.hash();
            Lexicon::compile(&files).map(|lexicon| Self { lexicon, hash }).map_err(|e| e.to_string())
        })
        .map_err(PyValueError::new_err)
    }

    /// Hash of the lexicon and gazetteer.
    #[getter]
    fn hash(&self) -> &str {
        &self.hash
    }

    /// Codes documents, in their order: of each a JSON text, or a sentence that says what is wrong with it.
    fn code(
        &self,
        py: Python<'_>,
        documents: Vec<Given>,
        threads: Option<usize>,
    ) -> PyResult<Vec<(Option<String>, Option<String>)>> {
        py.detach(|| {
            let coder = marsad_coder::Coder::new(&self.lexicon);
            in_threads(threads, || {
                documents
                    .into_par_iter()
                    .map(|given| {
                        let coded = document(given).and_then(|document| code(&coder, &document));
                        match coded.and_then(|coded| serde_json::to_string(&coded).map_err(|e| e.to_string())) {
                            Ok(json) => (Some(json), None),
                            Err(fault) => (None, Some(fault)),
                        }
                    })
                    .collect()
            })
        })
        .map_err(PyValueError::new_err)
    }

    /// Codes a column of texts of an Arrow table or stream. Gives the table of reports, and of rows that could not be coded
    /// the number and why.
    fn code_table(
        &self,
        py: Python<'_>,
        table: PyRecordBatchReader,
        columns: table::Names,
        threads: Option<usize>,
    ) -> PyResult<(PyTable, Vec<(u64, String)>)> {
        let reader = table.into_reader()?;
        let (batches, schema, faults) = py
            .detach(|| in_threads(threads, || table::code(&self.lexicon, reader, &columns)).and_then(|done| done))
            .map_err(PyValueError::new_err)?;
        Ok((PyTable::try_new(batches, schema)?, faults))
    }
}

/// Runs work on so many threads, or on one a core.
fn in_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, String> {
    match threads {
        None => Ok(work()),
        Some(0) => Err("`threads` is 0: at least one is needed".to_owned()),
        Some(n) => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().map_err(|e| e.to_string())?;
            Ok(pool.install(work))
        }
    }
}

fn document((id, title, text, published, outlet, url): Given) -> Result<Document, String> {
    if text.is_none() && title.as_deref().unwrap_or_default().is_empty() {
        return Err("neither `text` nor `title` is there".to_owned());
    }
    Ok(Document {
        id: id.unwrap_or_default(),
        title: title.unwrap_or_default(),
        text: text.unwrap_or_default(),
        published: published.as_deref().map(day).transpose()?.flatten(),
        outlet,
        url,
        ..Document::default()
    })
}
