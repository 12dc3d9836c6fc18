//! The records of one input, one after the other.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use arrow::array::{Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use marsad_acquire::Limits;
use marsad_acquire::sources::{self, Kind, Place, Source, SourceError, Unit};
use marsad_model::Document;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use sha2::{Digest, Sha256};

use crate::coding::Record;

/// Rows of a Parquet file that are held at once.
const ROWS: usize = 64;

/// An input being read.
pub struct Records {
    inner: Inner,
    number: u64,
}

enum Inner {
    Source(Box<Source>),
    Parquet(Box<Table>),
    /// Nothing more comes.
    Over,
}

/// A Parquet file being read.
struct Table {
    path: std::path::PathBuf,
    reader: ParquetRecordBatchReader,
    /// The field that each column of a batch stands for.
    fields: Vec<&'static str>,
    rows: std::vec::IntoIter<Result<Box<Document>, String>>,
    through: u64,
    all: u64,
    size: u64,
}

fn fault(path: &Path, reason: impl Into<String>) -> Box<SourceError> {
    let place = Place { path: path.to_owned(), unit: Unit::File, at: 0 };
    Box::new(SourceError { place, reason: reason.into(), notice: false })
}

fn is_parquet(path: &Path) -> bool {
    let mut start = [0; 4];
    File::open(path).and_then(|mut f| f.read_exact(&mut start)).is_ok() && &start == b"PAR1"
}

impl Records {
    /// Opens a file, whatever kind it is.
    ///
    /// # Errors
    /// When it cannot be read as any kind, in words that begin without its name.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, Box<SourceError>> {
        let inner = if is_parquet(path) || path.extension().is_some_and(|e| e == "parquet") {
            Inner::Parquet(Box::new(Table::open(path).map_err(|reason| fault(path, reason))?))
        } else {
            let source = sources::open(path, limits).map_err(Box::new)?;
            if source.kind() == Kind::List {
                return Err(fault(path, "a list of addresses; a batch fetches nothing: `marsad add` does"));
            }
            Inner::Source(Box::new(source))
        };
        Ok(Self { inner, number: 0 })
    }

    /// About how many bytes of the file are through.
    #[must_use]
    pub fn through(&self) -> u64 {
        match &self.inner {
            Inner::Source(source) => source.through(),
            Inner::Parquet(table) => table.bytes(),
            Inner::Over => u64::MAX,
        }
    }
}

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let record = match &mut self.inner {
            Inner::Source(source) => match source.next()? {
                Ok(item) => Record::Item(Box::new(item)),
                Err(error) => Record::Broken(source.number(), Box::new(error)),
            },
            Inner::Parquet(table) => match table.next()? {
                Ok(row) => Record::Row(self.number + 1, row),
                Err(reason) => {
                    let broken = Record::Broken(self.number + 1, fault(&table.path, reason));
                    self.inner = Inner::Over;
                    broken
                }
            },
            Inner::Over => return None,
        };
        self.number += 1;
        Some(record)
    }
}

impl Table {
    /// About how many bytes are through: as many as their share of the rows.
    fn bytes(&self) -> u64 {
        let bytes = u128::from(self.through) * u128::from(self.size);
        bytes.checked_div(u128::from(self.all)).and_then(|b| u64::try_from(b).ok()).unwrap_or(self.size)
    }

    fn open(path: &Path) -> Result<Self, String> {
        let broken =
            |e: parquet::errors::ParquetError| format!("no Parquet file that can be read ({e}); write it anew");
        let file = File::open(path).map_err(|e| format!("cannot be read ({e}); check its permissions"))?;
        let size = file.metadata().map_or(0, |m| m.len());
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(broken)?;
        let all = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
        // Of several columns for one field, the one that is called as the field, else the first.
        let schema = builder.schema();
        let mut taken: Vec<(usize, &'static str)> = Vec::new();
        let columns = schema.fields().iter().enumerate();
        let (own, other): (Vec<_>, Vec<_>) =
            columns.partition(|(_, f)| sources::field_of(f.name()) == Some(f.name().as_str()));
        for (at, column) in own.into_iter().chain(other) {
            if column.data_type().is_nested() {
                continue;
            }
            if let Some(field) = sources::field_of(column.name()).filter(|field| taken.iter().all(|(_, f)| f != field))
            {
                taken.push((at, field));
            }
        }
        if !taken.iter().any(|(_, field)| *field == "text") {
            let names: Vec<&str> = schema.fields().iter().take(12).map(|f| f.name().as_str()).collect();
            return Err(format!("no column for the text among `{}`; call it `text`", names.join("`, `")));
        }
        taken.sort_unstable();
        let mask = ProjectionMask::roots(builder.parquet_schema(), taken.iter().map(|(at, _)| *at));
        let reader = builder.with_projection(mask).with_batch_size(ROWS).build().map_err(broken)?;
        let fields = taken.into_iter().map(|(_, field)| field).collect();
        Ok(Self { path: path.to_owned(), reader, fields, rows: Vec::new().into_iter(), through: 0, all, size })
    }

    /// The next row; an error where the file breaks off.
    fn next(&mut self) -> Option<Result<Result<Box<Document>, String>, String>> {
        loop {
            if let Some(row) = self.rows.next() {
                self.through += 1;
                return Some(Ok(row));
            }
            let read = match self.reader.next()? {
                Ok(batch) => documents(&self.fields, &batch).map_err(|e| e.to_string()),
                Err(e) => Err(e.to_string()),
            };
            match read {
                Ok(rows) => self.rows = rows.into_iter(),
                Err(e) => return Some(Err(format!("cannot be read any further ({e}); write it anew"))),
            }
        }
    }
}

/// The documents of some rows.
fn documents(
    fields: &[&'static str],
    batch: &RecordBatch,
) -> Result<Vec<Result<Box<Document>, String>>, arrow::error::ArrowError> {
    let columns = batch.columns().iter().map(|c| cast(c, &DataType::Utf8)).collect::<Result<Vec<_>, _>>()?;
    let of = |field: &str| -> Option<&StringArray> {
        let at = fields.iter().position(|f| *f == field)?;
        columns.get(at)?.as_any().downcast_ref()
    };
    let (id, title, text, published) = (of("id"), of("title"), of("text"), of("published"));
    let (url, outlet, byline) = (of("url"), of("outlet"), of("byline"));
    let cell = |column: Option<&StringArray>, row: usize| {
        column.filter(|c| c.is_valid(row)).map(|c| c.value(row)).filter(|v| !v.is_empty()).map(str::to_owned)
    };
    let row = |row: usize| -> Result<Box<Document>, String> {
        let published = match cell(published, row).filter(|p| !p.trim().is_empty()) {
            None => None,
            Some(written) => Some(sources::day_of(&written)?),
        };
        let (title, text) = (cell(title, row).unwrap_or_default(), cell(text, row).unwrap_or_default());
        let url = cell(url, row);
        let id = cell(id, row).or_else(|| url.clone()).unwrap_or_else(|| by_words(&title, &text));
        let (outlet, byline) = (cell(outlet, row), cell(byline, row));
        Ok(Box::new(Document { id, title, text, published, url, outlet, byline, language: None }))
    };
    Ok((0..batch.num_rows()).map(row).collect())
}

/// An identity for what has neither id nor address: a hash of its words.
fn by_words(title: &str, text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(title.as_bytes());
    hash.update([0]);
    hash.update(text.as_bytes());
    format!("article:{}", hash.finalize().iter().take(12).map(|b| format!("{b:02x}")).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, Date32Array, Int64Array};
    use std::sync::Arc;

    fn write(path: &Path, columns: Vec<(&str, ArrayRef)>) {
        let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true))).unwrap();
        let mut writer =
            parquet::arrow::ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    }

    #[test]
    fn columns_of_any_type_and_name_give_documents_and_a_wrong_day_costs_its_row() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("table.parquet");
        let text = |all: &[Option<&str>]| Arc::new(StringArray::from(all.to_vec())) as ArrayRef;
        write(
            &path,
            vec![
                ("ID", Arc::new(Int64Array::from(vec![Some(7), None, None]))),
                ("headline", text(&[Some("عنوان"), None, None])),
                ("text", text(&[Some("نص"), Some("نص آخر"), Some("نص")])),
                ("published", Arc::new(Date32Array::from(vec![Some(19_000), None, None]))),
                ("url", text(&[None, Some("https://example.org/2"), None])),
            ],
        );
        let rows: Vec<Record> = Records::open(&path, &Limits::default()).unwrap().collect();
        let documents: Vec<&Document> =
            rows.iter().map(|r| if let Record::Row(_, Ok(d)) = r { d.as_ref() } else { panic!("{r:?}") }).collect();
        assert_eq!((documents[0].id.as_str(), documents[0].title.as_str()), ("7", "عنوان"));
        assert_eq!(documents[0].published.unwrap().to_string(), "2022-01-08");
        assert_eq!(documents[1].id, "https://example.org/2");
        assert!(documents[2].id.starts_with("article:"));
        write(
            &path,
            vec![("text", text(&[Some("نص"), Some("نص")])), ("published", text(&[Some("أمس"), Some("2022-01-08")]))],
        );
        let rows: Vec<Record> = Records::open(&path, &Limits::default()).unwrap().collect();
        assert!(matches!(&rows[0], Record::Row(1, Err(why)) if why.contains("أمس")));
        assert!(matches!(&rows[1], Record::Row(2, Ok(_))));
    }

    #[test]
    fn a_table_without_text_and_a_file_that_is_no_table_name_the_way_out() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("table.parquet");
        write(&path, vec![("words", Arc::new(StringArray::from(vec!["x"])))]);
        let error = Records::open(&path, &Limits::default()).err().unwrap();
        assert!(error.reason.contains("`words`") && error.reason.contains("call it `text`"), "{error}");
        std::fs::write(&path, "PAR1 and no more").unwrap();
        assert!(Records::open(&path, &Limits::default()).err().unwrap().reason.contains("no Parquet file"));
    }
}
