//! Parquet files of one shape: whole groups of rows, the same bytes for the same rows.

use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, BooleanArray, Int64Array, RecordBatch};
use arrow::compute::{concat_batches, filter_record_batch};
use arrow::datatypes::SchemaRef;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;

use crate::error::BatchError;

/// Rows of a group at most, and about its bytes before compression: whichever is reached first ends it.
pub const GROUP_ROWS: usize = 50_000;
/// See [`GROUP_ROWS`].
pub const GROUP_BYTES: usize = 12 << 20;

/// Columns in which hardly a value stands twice: a dictionary of them only costs.
const OF_THEIR_OWN: &[&str] = &["id", "text", "title", "url", "json", "evidence", "figures"];

/// A file that is being written.
pub struct Writer {
    path: PathBuf,
    inner: ArrowWriter<File>,
    rows: u64,
}

impl Writer {
    /// Makes a file, and the folder that it is to stand in.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(path: &Path, schema: &SchemaRef) -> Result<Self, BatchError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| BatchError::write(folder, &e))?;
        }
        let file = File::create(path).map_err(|e| BatchError::write(path, &e))?;
        let mut properties = WriterProperties::builder()
            .set_created_by(format!("marsad {}", env!("CARGO_PKG_VERSION")))
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).unwrap_or_default()))
            .set_max_row_group_row_count(None);
        for name in OF_THEIR_OWN {
            properties = properties.set_column_dictionary_enabled(ColumnPath::from(*name), false);
        }
        let inner = ArrowWriter::try_new(file, Arc::clone(schema), Some(properties.build()));
        Ok(Self { inner: inner.map_err(|e| wrong(path, e))?, path: path.to_owned(), rows: 0 })
    }

    /// Writes a batch as a group of its own.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn group(&mut self, batch: &RecordBatch) -> Result<(), BatchError> {
        self.rows += batch.num_rows() as u64;
        self.inner.write(batch).and_then(|()| self.inner.flush()).map_err(|e| wrong(&self.path, e))
    }

    /// How many rows were written.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Ends the file; it is on the disk then.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(self) -> Result<(), BatchError> {
        let file = self.inner.into_inner().map_err(|e| wrong(&self.path, e))?;
        file.sync_all().map_err(|e| BatchError::write(self.path, &e))
    }
}

fn wrong(path: &Path, source: ParquetError) -> BatchError {
    match source {
        ParquetError::External(error) if error.is::<std::io::Error>() => BatchError::output(
            path,
            format!("cannot be written ({error}); check permissions and free space, then run the same command again"),
        ),
        source => BatchError::Parquet { path: path.to_owned(), source },
    }
}

/// The batches of a file.
///
/// # Errors
/// When it cannot be opened, and for each batch when it cannot be read.
pub fn read(path: &Path) -> Result<impl Iterator<Item = Result<RecordBatch, BatchError>> + use<>, BatchError> {
    read_columns(path, &[])
}

/// The batches of a file, with some of its columns, in its order; all where none is named.
///
/// # Errors
/// As [`read`].
pub fn read_columns(
    path: &Path,
    columns: &[&str],
) -> Result<impl Iterator<Item = Result<RecordBatch, BatchError>> + use<>, BatchError> {
    let file = File::open(path).map_err(|e| BatchError::output(path, format!("cannot be read ({e})")))?;
    let mut builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| wrong(path, e))?;
    if !columns.is_empty() {
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        builder = builder.with_projection(mask);
    }
    let reader = builder.with_batch_size(1024).build().map_err(|e| wrong(path, e))?;
    let path = path.to_owned();
    Ok(reader.map(move |batch| batch.map_err(|e| BatchError::output(&path, format!("cannot be read ({e})")))))
}

/// Writes a file anew without the rows whose `number` is among some. How the rows are grouped then follows from the rows that
/// are left alone, so that it is the same in however many turns they went. Gives how many rows are left.
///
/// # Errors
/// When it cannot be read or written; the file is as it was then.
pub fn without(path: &Path, numbers: &HashSet<i64>, scratch: &Path) -> Result<u64, BatchError> {
    let mut batches = read(path)?.peekable();
    let schema = match batches.peek() {
        Some(Ok(first)) => first.schema(),
        Some(Err(_)) => return batches.next().map_or(Ok(0), |first| first.map(|_| 0)),
        None => return Ok(0),
    };
    let new = scratch.join("without.parquet");
    let mut writer = Writer::create(&new, &schema)?;
    let (mut held, mut rows, mut bytes): (Vec<RecordBatch>, usize, usize) = (Vec::new(), 0, 0);
    for batch in batches {
        let batch = batch?;
        let column = batch.column_by_name("number").and_then(|c| c.as_any().downcast_ref::<Int64Array>());
        let Some(column) = column else {
            return Err(BatchError::output(path, "has no column `number`; it is no file of a batch"));
        };
        let keep: BooleanArray = (0..column.len()).map(|k| Some(!numbers.contains(&column.value(k)))).collect();
        let kept = filter_record_batch(&batch, &keep)?;
        // Row by row, so that where a group ends does not depend on how the rows came.
        let mut from = 0;
        for row in 0..kept.num_rows() {
            rows += 1;
            bytes += row_bytes(&kept, row);
            if rows >= GROUP_ROWS || bytes >= GROUP_BYTES {
                held.push(kept.slice(from, row + 1 - from));
                writer.group(&concat_batches(&schema, &held)?)?;
                held.clear();
                (rows, bytes, from) = (0, 0, row + 1);
            }
        }
        if from < kept.num_rows() {
            held.push(kept.slice(from, kept.num_rows() - from));
        }
    }
    if !held.is_empty() {
        writer.group(&concat_batches(&schema, &held)?)?;
    }
    let left = writer.rows();
    writer.end()?;
    std::fs::rename(&new, path).map_err(|e| BatchError::write(path, &e))?;
    Ok(left)
}

/// The bytes of the texts of a row, and a few for its other cells.
fn row_bytes(batch: &RecordBatch, row: usize) -> usize {
    let of = |column: &arrow::array::ArrayRef| match column.as_any().downcast_ref::<arrow::array::StringArray>() {
        Some(texts) => texts.value_length(row).unsigned_abs() as usize + 4,
        None => 8,
    };
    batch.columns().iter().map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::StringArray;

    fn file(path: &Path, numbers: std::ops::Range<i64>, group: usize) {
        let texts: Vec<String> = numbers.clone().map(|n| "ن".repeat(n as usize % 900)).collect();
        let columns: Vec<(&str, arrow::array::ArrayRef)> = vec![
            ("number", Arc::new(Int64Array::from_iter_values(numbers))),
            ("text", Arc::new(StringArray::from_iter_values(texts))),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut writer = Writer::create(path, &batch.schema()).unwrap();
        for from in (0..batch.num_rows()).step_by(group) {
            writer.group(&batch.slice(from, group.min(batch.num_rows() - from))).unwrap();
        }
        writer.end().unwrap();
    }

    #[test]
    fn rows_taken_out_in_one_turn_or_in_three_leave_the_same_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a.parquet"), dir.path().join("b.parquet"));
        file(&a, 0..30_000, 5_000);
        file(&b, 0..30_000, 777);
        let out = |numbers: &[std::ops::Range<i64>]| numbers.iter().cloned().flatten().collect::<HashSet<i64>>();
        assert_eq!(without(&a, &out(&[5..9, 100..7_000, 29_999..30_000]), dir.path()).unwrap(), 23_095);
        for part in [5..9, 100..7_000, 29_999..30_000] {
            without(&b, &out(&[part]), dir.path()).unwrap();
        }
        assert!(std::fs::read(&a).unwrap() == std::fs::read(&b).unwrap());
        let rows: usize = read(&a).unwrap().map(|batch| batch.unwrap().num_rows()).sum();
        assert_eq!(rows, 23_095);
    }
}
