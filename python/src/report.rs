//! The table of reports. It has the columns of a report's JSON: what is an object there is a struct here.

use crate::columns::{fields, list, table};
use crate::document::code;
use crate::inputs::{Inputs, Names, word, words};
use crate::tables::{Faults, Piece, encode, made};
use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, SchemaRef};
use marsad_coder::Coder;
use marsad_model::{CodedDocument, Genre, Report};
use pyo3::prelude::*;
use pyo3_arrow::{PyRecordBatchReader, PySchema, PyTable};
use serde::Serialize;
use std::sync::Arc;

fn quoted(more: &[(&str, DataType)]) -> DataType {
    let mut all = vec![("start", DataType::Int64), ("end", DataType::Int64), ("text", DataType::Utf8)];
    all.extend_from_slice(more);
    fields(&all)
}

/// The columns of reports.
pub fn columns() -> SchemaRef {
    use DataType::{Boolean, Date32, Float64, Int32, Int64, Utf8};
    let side =
        || list(quoted(&[("entity", Utf8), ("id", Utf8), ("country", Utf8), ("sector", Utf8), ("loaded", Utf8)]));
    let place = list(quoted(&[
        ("name", Utf8),
        ("id", Utf8),
        ("lat", Float64),
        ("lon", Float64),
        ("kind", Utf8),
        ("country", Utf8),
        ("precision", Int32),
        ("rivals", list(fields(&[("id", Utf8), ("name", Utf8), ("country", Utf8)]))),
        ("matched", Utf8),
    ]));
    let said_by = quoted(&[
        ("entity", Utf8),
        ("source_type", Utf8),
        ("named", Boolean),
        ("cue", Utf8),
        ("cue_class", Utf8),
        ("quotation", Utf8),
        ("cited_outlet", Utf8),
    ]);
    table(vec![
        ("row", Int64),
        ("document", Utf8),
        ("number", Int32),
        ("type", Utf8),
        ("mode", list(Utf8)),
        ("aux", list(Utf8)),
        ("modality", Utf8),
        ("polarity", Utf8),
        ("certainty", Utf8),
        ("trigger", quoted(&[])),
        ("event", Int64),
        ("actors", side()),
        ("recipients", side()),
        ("places", place),
        ("date", quoted(&[("from", Date32), ("to", Date32)])),
        ("counts", list(quoted(&[("what", Utf8), ("of", Utf8), ("min", Int64), ("max", Int64)]))),
        ("said_by", said_by),
        ("contexts", list(Utf8)),
        ("loaded_terms", list(quoted(&[("neutral", Utf8)]))),
        ("confidence", Float64),
        ("rule", Utf8),
        ("evidence", quoted(&[])),
        ("versions", fields(&[("marsad", Utf8), ("lexicon", Utf8)])),
        ("genre", Utf8),
    ])
}

/// The columns of reports, as an Arrow schema.
#[pyfunction]
pub fn schema() -> PySchema {
    PySchema::new(columns())
}

/// A report as a row of the table.
#[derive(Serialize)]
struct Row<'a> {
    row: u64,
    document: Option<&'a str>,
    number: usize,
    genre: Option<Genre>,
    #[serde(flatten)]
    report: &'a Report,
}

fn rows<'a>(row: u64, document: Option<&'a str>, coded: &'a CodedDocument) -> impl Iterator<Item = Row<'a>> {
    coded.reports.iter().enumerate().map(move |(number, report)| Row {
        row,
        document,
        number,
        genre: coded.genre,
        report,
    })
}

/// Codes a piece of a table of texts.
///
/// # Errors
/// A sentence, where the table is not as its reader says.
pub fn of_texts(
    coder: &Coder<'_>,
    names: &Names,
    schema: &SchemaRef,
    batch: &RecordBatch,
    first: u64,
) -> Result<Piece, String> {
    let inputs = Inputs::of(batch, names)?;
    let mut faults = Vec::new();
    let mut coded: Vec<(usize, CodedDocument)> = Vec::new();
    for at in 0..batch.num_rows() {
        match inputs.document(at).and_then(|document| document.map(|document| code(coder, &document)).transpose()) {
            Ok(Some(found)) => coded.push((at, found)),
            Ok(None) => {}
            Err(fault) => faults.push((first + at as u64, fault)),
        }
    }
    let rows: Vec<Row<'_>> =
        coded.iter().flat_map(|(at, coded)| rows(first + *at as u64, inputs.id(*at), coded)).collect();
    Ok((encode(schema, &rows)?, faults))
}

/// The reports of a column of coded documents, each as `marsad code` writes it.
///
/// # Errors
/// A sentence, where the table is not as its reader says.
fn of_coded(coded: &str, id: &str, schema: &SchemaRef, batch: &RecordBatch, first: u64) -> Result<Piece, String> {
    let (column, ids) = (words(batch, Some(coded), "coded")?, words(batch, Some(id), "id")?);
    let (mut faults, mut read) = (Vec::new(), Vec::new());
    for at in 0..batch.num_rows() {
        let Some(json) = word(column.as_ref(), at) else { continue };
        match serde_json::from_str::<CodedDocument>(json) {
            Ok(document) => read.push((at, document)),
            Err(e) => faults.push((first + at as u64, format!("`{coded}` is no coded document ({e})"))),
        }
    }
    let rows: Vec<Row<'_>> =
        read.iter().flat_map(|(at, read)| rows(first + *at as u64, word(ids.as_ref(), *at), read)).collect();
    Ok((encode(schema, &rows)?, faults))
}

/// The columns of `coded`.
pub fn coded_columns() -> SchemaRef {
    table(vec![("coded", DataType::Utf8), ("coding_error", DataType::Utf8)])
}

/// For each row of a piece of a table of texts what `marsad code` writes, or why it could not be coded.
///
/// # Errors
/// A sentence, where the table is not as its reader says.
pub fn coded(coder: &Coder<'_>, names: &Names, schema: &SchemaRef, batch: &RecordBatch) -> Result<Piece, String> {
    let inputs = Inputs::of(batch, names)?;
    let (mut coded, mut error) = (StringBuilder::new(), StringBuilder::new());
    for at in 0..batch.num_rows() {
        let found = inputs.document(at).and_then(|document| code(coder, &document.unwrap_or_default()));
        match found.and_then(|found| serde_json::to_string(&found).map_err(|e| e.to_string())) {
            Ok(json) => {
                coded.append_value(json);
                error.append_null();
            }
            Err(fault) => {
                coded.append_null();
                error.append_value(fault);
            }
        }
    }
    let made: [ArrayRef; 2] = [Arc::new(coded.finish()), Arc::new(error.finish())];
    let made = RecordBatch::try_new(SchemaRef::clone(schema), made.to_vec()).map_err(|e| e.to_string())?;
    Ok((Some(made), Vec::new()))
}

/// The table of reports of a table of coded documents, and of rows that could not be read the number and why.
#[pyfunction]
#[pyo3(signature = (table, coded, id, threads))]
pub fn reports(
    py: Python<'_>,
    table: PyRecordBatchReader,
    coded: String,
    id: String,
    threads: Option<usize>,
) -> PyResult<(PyTable, Faults)> {
    let schema = columns();
    made(py, table, schema.clone(), threads, |batch, first| of_coded(&coded, &id, &schema, batch, first))
}
