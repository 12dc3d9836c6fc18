//! A columnar table (Apache Parquet): the columns of the table of reports, typed, in groups of rows.

use std::io::Write;
use std::sync::Arc;

use marsad_model::Day;
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::about::About;
use crate::about::Of;
use crate::cells::{Cell, Kind};
use crate::error::ExportError;

/// The rows of a group at most, and its bytes of text: whichever is reached first ends it.
const GROUP_ROWS: usize = 10_000;
const GROUP_BYTES: usize = 16 << 20;

impl From<ParquetError> for ExportError {
    fn from(error: ParquetError) -> Self {
        Self::form("Parquet file", error)
    }
}

/// The values of one column in the group that is being filled.
enum Values {
    Text(Vec<ByteArray>),
    Whole(Vec<i64>),
    Real(Vec<f64>),
    Day(Vec<i32>),
    Flag(Vec<bool>),
}

/// A table that is being written.
pub(crate) struct Table<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    of: Of,
    values: Vec<(Values, Vec<i16>)>,
    rows: usize,
    bytes: usize,
}

impl<W: Write + Send> Table<W> {
    /// Begins a table.
    pub(crate) fn begin(out: W, about: &About) -> Result<Self, ExportError> {
        let note = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
        let notes = vec![
            note("citation", about.citation()),
            note("question", about.question.clone()),
            note("accessed", about.instant()),
        ];
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("marsad {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(notes))
            .build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema(about.of)?), Arc::new(properties))?;
        Ok(Self { writer, of: about.of, values: empty(about.of), rows: 0, bytes: 0 })
    }

    /// Adds one row.
    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        for ((values, there), cell) in self.values.iter_mut().zip(cells) {
            let held = match (values, cell) {
                (Values::Text(all), Cell::Text(text)) => {
                    self.bytes += text.len();
                    all.push(ByteArray::from(text.as_bytes().to_vec()));
                    true
                }
                (Values::Whole(all), Cell::Whole(number)) => {
                    all.push(*number);
                    true
                }
                (Values::Real(all), Cell::Real(number)) => {
                    all.push(*number);
                    true
                }
                (Values::Flag(all), Cell::Flag(flag)) => {
                    all.push(*flag);
                    true
                }
                (Values::Day(all), Cell::Day(day)) => match days(*day) {
                    Some(day) => {
                        all.push(day);
                        true
                    }
                    None => false,
                },
                _ => false,
            };
            there.push(i16::from(held));
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.group()?;
        }
        Ok(())
    }

    /// Writes the group.
    fn group(&mut self) -> Result<(), ExportError> {
        let all = std::mem::replace(&mut self.values, empty(self.of));
        (self.rows, self.bytes) = (0, 0);
        let mut group = self.writer.next_row_group()?;
        for (values, there) in &all {
            let Some(mut column) = group.next_column()? else { break };
            let there = Some(there.as_slice());
            match values {
                Values::Text(all) => column.typed::<ByteArrayType>().write_batch(all, there, None)?,
                Values::Whole(all) => column.typed::<Int64Type>().write_batch(all, there, None)?,
                Values::Real(all) => column.typed::<DoubleType>().write_batch(all, there, None)?,
                Values::Day(all) => column.typed::<Int32Type>().write_batch(all, there, None)?,
                Values::Flag(all) => column.typed::<BoolType>().write_batch(all, there, None)?,
            };
            column.close()?;
        }
        group.close()?;
        Ok(())
    }

    /// Ends the table and gives the writer back.
    pub(crate) fn end(mut self) -> Result<W, ExportError> {
        if self.rows > 0 {
            self.group()?;
        }
        Ok(self.writer.into_inner()?)
    }
}

fn empty(rows: Of) -> Vec<(Values, Vec<i16>)> {
    let of = |kind: Kind| match kind {
        Kind::Text => Values::Text(Vec::new()),
        Kind::Whole => Values::Whole(Vec::new()),
        Kind::Real => Values::Real(Vec::new()),
        Kind::Day => Values::Day(Vec::new()),
        Kind::Flag => Values::Flag(Vec::new()),
    };
    rows.columns().iter().map(|c| (of(c.kind), Vec::new())).collect()
}

/// Every column may be empty.
fn schema(rows: Of) -> Result<Type, ParquetError> {
    let fields = rows
        .columns()
        .iter()
        .map(|column| {
            let (physical, logical) = match column.kind {
                Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
                Kind::Whole => (Physical::INT64, None),
                Kind::Real => (Physical::DOUBLE, None),
                Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
                Kind::Flag => (Physical::BOOLEAN, None),
            };
            let converted = match column.kind {
                Kind::Text => ConvertedType::UTF8,
                Kind::Day => ConvertedType::DATE,
                _ => ConvertedType::NONE,
            };
            Type::primitive_type_builder(column.name, physical)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(logical)
                .with_converted_type(converted)
                .build()
                .map(Arc::new)
        })
        .collect::<Result<Vec<_>, _>>()?;
    Type::group_type_builder(rows.name()).with_fields(fields).build()
}

/// Days since 1970.
fn days(day: Day) -> Option<i32> {
    Some(day.since(Day::constant(1970, 1, 1)).ok()?.get_days())
}
