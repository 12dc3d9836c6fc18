//! Answers as a table to look at, CSV, JSON lines or Parquet.

use std::io::Write;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::arrow::util::pretty::pretty_format_batches_with_options;
use datafusion::error::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use futures::StreamExt;
use parquet::arrow::ArrowWriter;

use crate::error::BatchError;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table to look at, of at most so many rows.
    Table(usize),
    /// Comma-separated; nothing in it is run as a formula.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// A Parquet file.
    Parquet,
}

fn written(error: impl std::error::Error + Send + Sync + 'static) -> BatchError {
    BatchError::Engine(DataFusionError::External(Box::new(error)))
}

/// Writes the rows of an answer as they come. Gives how many were written, and whether there were more.
///
/// # Errors
/// When the query fails or nothing can be written.
pub async fn print(
    mut answer: SendableRecordBatchStream,
    form: Form,
    mut out: impl Write + Send,
) -> Result<(usize, bool), BatchError> {
    let schema = answer.schema();
    let mut rows = 0;
    match form {
        Form::Table(most) => {
            let mut kept = Vec::new();
            let mut more = false;
            while let Some(batch) = answer.next().await {
                let batch = batch?;
                let taken = batch.num_rows().min(most - rows);
                more |= taken < batch.num_rows();
                rows += taken;
                kept.push(shortened(&batch.slice(0, taken))?);
                if more {
                    break;
                }
            }
            if kept.is_empty() {
                kept.push(RecordBatch::new_empty(schema));
            }
            let options = FormatOptions::default().with_null("");
            let table = pretty_format_batches_with_options(&kept, &options)?;
            writeln!(out, "{table}").map_err(written)?;
            out.flush().map_err(written)?;
            return Ok((rows, more));
        }
        Form::Csv => {
            csv_row(&mut out, schema.fields().iter().map(|f| f.name().as_str())).map_err(written)?;
            while let Some(batch) = answer.next().await {
                let batch = batch?;
                rows += batch.num_rows();
                let columns = batch.columns().iter().map(as_text).collect::<Result<Vec<_>, _>>()?;
                for row in 0..batch.num_rows() {
                    csv_row(&mut out, columns.iter().map(|c| if c.is_valid(row) { c.value(row) } else { "" }))
                        .map_err(written)?;
                }
            }
        }
        Form::Jsonl => {
            let mut writer = datafusion::arrow::json::LineDelimitedWriter::new(&mut out);
            while let Some(batch) = answer.next().await {
                let batch = batch?;
                rows += batch.num_rows();
                writer.write(&batch)?;
            }
            writer.finish()?;
        }
        Form::Parquet => {
            rows = parquet(&mut answer, &schema, &mut out).await?;
        }
    }
    out.flush().map_err(written)?;
    Ok((rows, false))
}

async fn parquet(
    answer: &mut SendableRecordBatchStream,
    schema: &SchemaRef,
    out: &mut (impl Write + Send),
) -> Result<usize, BatchError> {
    let mut rows = 0;
    let mut writer = ArrowWriter::try_new(out, Arc::clone(schema), None).map_err(written)?;
    while let Some(batch) = answer.next().await {
        let batch = batch?;
        rows += batch.num_rows();
        writer.write(&batch).map_err(written)?;
        if writer.in_progress_size() > 16 << 20 {
            writer.flush().map_err(written)?;
        }
    }
    writer.close().map_err(written)?;
    Ok(rows)
}

/// Texts of a table on the screen end after so many characters.
const SHOWN: usize = 80;

/// A batch whose texts are one line each, and not long.
fn shortened(batch: &RecordBatch) -> Result<RecordBatch, BatchError> {
    let short = |column: &ArrayRef| -> Result<ArrayRef, BatchError> {
        if column.data_type().is_numeric() {
            return Ok(Arc::clone(column));
        }
        let texts = as_text(column)?;
        let lines = (0..texts.len()).map(|k| {
            texts.is_valid(k).then(|| {
                let line = texts.value(k).split_whitespace().collect::<Vec<_>>().join(" ");
                match line.char_indices().nth(SHOWN) {
                    Some((at, _)) => format!("{}…", &line[..at]),
                    None => line,
                }
            })
        });
        Ok(Arc::new(lines.collect::<StringArray>()))
    };
    let columns = batch.columns().iter().map(short).collect::<Result<Vec<_>, _>>()?;
    let named =
        batch.schema().fields().iter().zip(columns).map(|(f, c)| (f.name().clone(), c, true)).collect::<Vec<_>>();
    if named.is_empty() {
        return Ok(batch.clone());
    }
    Ok(RecordBatch::try_from_iter_with_nullable(named)?)
}

/// A column as text; several values of a cell with `; ` between them.
fn as_text(column: &ArrayRef) -> Result<StringArray, BatchError> {
    let options = FormatOptions::default();
    let of = |values: &ArrayRef, at: usize| -> Result<String, BatchError> {
        Ok(ArrayFormatter::try_new(values, &options)?.value(at).try_to_string()?)
    };
    if let DataType::List(_) = column.data_type() {
        let list = column.as_list::<i32>();
        let cell = |at: usize| -> Result<Option<String>, BatchError> {
            if list.is_null(at) {
                return Ok(None);
            }
            let values = list.value(at);
            let words = (0..values.len())
                .map(|k| if values.is_valid(k) { of(&values, k) } else { Ok("-".to_owned()) })
                .collect::<Result<Vec<_>, _>>()?;
            Ok(Some(words.join("; ")))
        };
        return (0..list.len()).map(cell).collect();
    }
    let formatter = ArrayFormatter::try_new(column, &options)?;
    (0..column.len())
        .map(|at| if column.is_valid(at) { Ok(Some(formatter.value(at).try_to_string()?)) } else { Ok(None) })
        .collect()
}

/// One row of a CSV (RFC 4180). A leading `=`, `+`, `-` or `@` is kept from being read as a formula by an apostrophe, unless the cell
/// is a number: as in all tables of the program.
fn csv_row<'a>(out: &mut impl Write, cells: impl Iterator<Item = &'a str>) -> std::io::Result<()> {
    for (n, text) in cells.enumerate() {
        if n > 0 {
            out.write_all(b",")?;
        }
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err() && text != "-";
        if formula || text.contains(['"', ',', '\n', '\r']) {
            write!(out, "\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))?;
        } else {
            out.write_all(text.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}
