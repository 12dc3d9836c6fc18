//! The coder with its lexicon.

use crate::document::{code, day};
use crate::inputs::Names;
use crate::tables::{Faults, made};
use crate::{events, report, workers};
use marsad_lexicon::{Files, Lexicon};
use marsad_model::Document;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::{PyRecordBatchReader, PyTable};
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
    #[pyo3(signature = (documents, threads))]
    fn code(
        &self,
        py: Python<'_>,
        documents: Vec<Given>,
        threads: Option<usize>,
    ) -> PyResult<Vec<(Option<String>, Option<String>)>> {
        py.detach(|| {
            let coder = marsad_coder::Coder::new(&self.lexicon);
            workers::each(workers::threads(threads)?, documents, |given| {
                let coded = document(given).and_then(|document| code(&coder, &document));
                match coded.and_then(|coded| serde_json::to_string(&coded).map_err(|e| e.to_string())) {
                    Ok(json) => (Some(json), None),
                    Err(fault) => (None, Some(fault)),
                }
            })
        })
        .map_err(PyValueError::new_err)
    }

    /// Codes a table of texts: the table of reports, and of rows that could not be coded the number and why.
    #[pyo3(signature = (table, columns, threads))]
    fn code_table(
        &self,
        py: Python<'_>,
        table: PyRecordBatchReader,
        columns: Names,
        threads: Option<usize>,
    ) -> PyResult<(PyTable, Faults)> {
        let coder = marsad_coder::Coder::new(&self.lexicon);
        let schema = report::columns();
        made(py, table, schema.clone(), threads, |batch, first| {
            report::of_texts(&coder, &columns, &schema, batch, first)
        })
    }

    /// Codes a table of texts: for each row what `marsad code` writes, or why it could not be coded.
    #[pyo3(signature = (table, columns, threads))]
    fn code_column(
        &self,
        py: Python<'_>,
        table: PyRecordBatchReader,
        columns: Names,
        threads: Option<usize>,
    ) -> PyResult<PyTable> {
        let coder = marsad_coder::Coder::new(&self.lexicon);
        let schema = report::coded_columns();
        made(py, table, schema.clone(), threads, |batch, _| report::coded(&coder, &columns, &schema, batch))
            .map(|(table, _)| table)
    }

    /// What each document of a table is found by when events are put together. `coded` names the column that
    /// `code_column` made.
    #[pyo3(signature = (table, columns, coded, threads))]
    fn event_keys(
        &self,
        py: Python<'_>,
        table: PyRecordBatchReader,
        columns: Names,
        coded: String,
        threads: Option<usize>,
    ) -> PyResult<PyTable> {
        let schema = events::key_columns();
        made(py, table, schema.clone(), threads, |batch, _| {
            events::keys(&self.lexicon, &columns, &coded, &schema, batch)
        })
        .map(|(table, _)| table)
    }

    /// What the two documents of each row tell of the same events.
    #[pyo3(signature = (table, a, coded_a, b, coded_b, threads))]
    #[allow(clippy::too_many_arguments)]
    fn event_pairs(
        &self,
        py: Python<'_>,
        table: PyRecordBatchReader,
        a: Names,
        coded_a: String,
        b: Names,
        coded_b: String,
        threads: Option<usize>,
    ) -> PyResult<PyTable> {
        let schema = events::pair_columns();
        made(py, table, schema.clone(), threads, |batch, _| {
            events::pairs(&self.lexicon, (&a, &coded_a), (&b, &coded_b), &schema, batch)
        })
        .map(|(table, _)| table)
    }

    /// All that the documents of a table tell, put together to events: in one process, of as many documents as memory holds.
    #[pyo3(signature = (table, columns, coded, threads))]
    fn events(
        &self,
        py: Python<'_>,
        table: PyRecordBatchReader,
        columns: Names,
        coded: String,
        threads: Option<usize>,
    ) -> PyResult<PyTable> {
        let reader = table.into_reader()?;
        let (batch, schema) = py
            .detach(|| events::together(&self.lexicon, &columns, &coded, reader, threads))
            .map_err(PyValueError::new_err)?;
        PyTable::try_new(batch.into_iter().collect(), schema)
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
