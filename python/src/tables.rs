//! Tables made of tables, piece by piece, on many threads.

use crate::workers;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_json::ReaderBuilder;
use arrow_schema::SchemaRef;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::{PyRecordBatchReader, PyTable};
use serde::Serialize;
use std::sync::Arc;

/// How many rows are worked on before Python may interrupt.
const AT_ONCE: usize = 8_192;
/// How many rows one thread takes at a time, at most and at least.
const MOST: usize = 1_024;
const LEAST: usize = 16;

/// Of rows of the input that gave nothing, the number and why.
pub type Faults = Vec<(u64, String)>;

/// What was made of one piece of the input.
pub type Piece = (Option<RecordBatch>, Faults);

/// A table of what `work` makes of each piece of another table; `work` is told the number of the piece's first row.
///
/// # Errors
/// A ValueError with the sentence that `work` gave, what the reader says, or Python's interruption.
pub fn made(
    py: Python<'_>,
    table: PyRecordBatchReader,
    schema: SchemaRef,
    threads: Option<usize>,
    work: impl Fn(&RecordBatch, u64) -> Result<Piece, String> + Sync + Send,
) -> PyResult<(PyTable, Faults)> {
    let reader = table.into_reader()?;
    let (batches, faults) = py.detach(|| pieces(reader, threads, work))?;
    Ok((PyTable::try_new(batches, schema)?, faults))
}

fn pieces(
    reader: Box<dyn RecordBatchReader + Send>,
    threads: Option<usize>,
    work: impl Fn(&RecordBatch, u64) -> Result<Piece, String> + Sync + Send,
) -> PyResult<(Vec<RecordBatch>, Faults)> {
    let threads = workers::threads(threads).map_err(PyValueError::new_err)?;
    let (mut out, mut faults, mut before) = (Vec::new(), Vec::new(), 0_u64);
    // A table without a batch still has columns, and what is wrong with them is to be told.
    let empty = RecordBatch::new_empty(reader.schema());
    work(&empty, 0).map_err(PyValueError::new_err)?;
    for batch in reader {
        let batch =
            batch.map_err(|e| PyValueError::new_err(format!("the table broke off after {before} rows: {e}")))?;
        for from in (0..batch.num_rows()).step_by(AT_ONCE) {
            let rows = AT_ONCE.min(batch.num_rows() - from);
            let size = (rows / (threads * 4)).clamp(LEAST, MOST);
            let starts: Vec<usize> = (0..rows).step_by(size).collect();
            let done = workers::each(threads, starts, |start| {
                let piece = batch.slice(from + start, size.min(rows - start));
                work(&piece, before + (from + start) as u64)
            });
            for piece in done.map_err(PyValueError::new_err)? {
                let (batch, mut more) = piece.map_err(PyValueError::new_err)?;
                out.extend(batch);
                faults.append(&mut more);
            }
            Python::attach(|py| py.check_signals())?;
        }
        before += batch.num_rows() as u64;
    }
    Ok((out, faults))
}

/// Rows as a batch of a schema; none where there are no rows.
///
/// # Errors
/// A sentence, where a row does not fit the schema, which is a fault of ours.
pub fn encode<R: Serialize>(schema: &SchemaRef, rows: &[R]) -> Result<Option<RecordBatch>, String> {
    let wrong = |e: arrow_schema::ArrowError| format!("rows do not fit their table ({e}); please report it");
    let mut decoder =
        ReaderBuilder::new(Arc::clone(schema)).with_batch_size(rows.len().max(1)).build_decoder().map_err(wrong)?;
    decoder.serialize(rows).map_err(wrong)?;
    decoder.flush().map_err(wrong)
}
