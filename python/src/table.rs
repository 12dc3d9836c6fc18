//! Tables in and out. Reports have the columns of their JSON: what is an object there is a struct here.

use crate::document::{code as code_one, day};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchReader};
use arrow_json::ReaderBuilder;
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use marsad_coder::Coder;
use marsad_lexicon::Lexicon;
use marsad_model::{CodedDocument, Day, Document, Report};
use pyo3::prelude::*;
use pyo3_arrow::PySchema;
use rayon::prelude::*;
use serde::Serialize;
use std::sync::Arc;

/// The columns that are read: text, title, id, day of publication, outlet, address.
pub type Names = (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);
/// Reports, their schema, and of rows that were not coded the number and why.
type Coded = (Vec<RecordBatch>, SchemaRef, Vec<(u64, String)>);

fn list(of: DataType) -> DataType {
    DataType::List(Arc::new(Field::new("item", of, true)))
}

fn fields(all: &[(&str, DataType)]) -> DataType {
    DataType::Struct(all.iter().map(|(name, of)| Field::new(*name, of.clone(), true)).collect())
}

fn quoted(more: &[(&str, DataType)]) -> DataType {
    let mut all = vec![("start", DataType::Int64), ("end", DataType::Int64), ("text", DataType::Utf8)];
    all.extend_from_slice(more);
    fields(&all)
}

/// The columns of reports.
fn columns() -> SchemaRef {
    use DataType::{Boolean, Date32, Float64, Int64, UInt8, UInt32, UInt64, Utf8};
    let side =
        || list(quoted(&[("entity", Utf8), ("id", Utf8), ("country", Utf8), ("sector", Utf8), ("loaded", Utf8)]));
    let place = list(quoted(&[
        ("name", Utf8),
        ("id", Utf8),
        ("lat", Float64),
        ("lon", Float64),
        ("kind", Utf8),
        ("country", Utf8),
        ("precision", UInt8),
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
    let all = [
        ("row", UInt64),
        ("document", Utf8),
        ("type", Utf8),
        ("mode", list(Utf8)),
        ("aux", list(Utf8)),
        ("modality", Utf8),
        ("polarity", Utf8),
        ("certainty", Utf8),
        ("trigger", quoted(&[])),
        ("event", UInt32),
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
    ];
    Arc::new(Schema::new(all.into_iter().map(|(name, of)| Field::new(name, of, true)).collect::<Vec<_>>()))
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
    document: &'a str,
    genre: Option<marsad_model::Genre>,
    #[serde(flatten)]
    report: &'a Report,
}

/// Codes every row of every batch, and keeps no batch longer than it takes.
pub fn code(lexicon: &Lexicon, reader: Box<dyn RecordBatchReader + Send>, names: &Names) -> Result<Coded, String> {
    let coder = Coder::new(lexicon);
    let schema = columns();
    let (mut out, mut faults, mut before) = (Vec::new(), Vec::new(), 0_u64);
    for batch in reader {
        let batch = batch.map_err(|e| e.to_string())?;
        let inputs = Inputs::of(&batch, names)?;
        let coded: Vec<Result<CodedDocument, String>> = (0..batch.num_rows())
            .into_par_iter()
            .map(|at| inputs.document(at)?.map_or(Ok(empty()), |document| code_one(&coder, &document)))
            .collect();
        let mut rows = Vec::new();
        for (at, coded) in coded.iter().enumerate() {
            let row = before + at as u64;
            match coded {
                Ok(coded) => rows.extend(coded.reports.iter().map(|report| Row {
                    row,
                    document: &coded.id,
                    genre: coded.genre,
                    report,
                })),
                Err(fault) => faults.push((row, fault.clone())),
            }
        }
        let mut decoder = ReaderBuilder::new(Arc::clone(&schema))
            .with_batch_size(rows.len().max(1))
            .build_decoder()
            .map_err(|e| e.to_string())?;
        decoder.serialize(&rows).map_err(|e| e.to_string())?;
        out.extend(decoder.flush().map_err(|e| e.to_string())?);
        before += batch.num_rows() as u64;
    }
    Ok((out, schema, faults))
}

fn empty() -> CodedDocument {
    CodedDocument { id: String::new(), reports: Vec::new(), genre: None, genre_cues: Vec::new(), figures: Vec::new() }
}

/// The columns of one batch that are read.
struct Inputs {
    text: Option<ArrayRef>,
    title: Option<ArrayRef>,
    id: Option<ArrayRef>,
    published: Option<ArrayRef>,
    outlet: Option<ArrayRef>,
    url: Option<ArrayRef>,
}

impl Inputs {
    fn of(batch: &RecordBatch, (text, title, id, published, outlet, url): &Names) -> Result<Self, String> {
        let column = |name: &Option<String>| match name {
            None => Ok(None),
            Some(name) => batch.column_by_name(name).cloned().map(Some).ok_or_else(|| {
                let there: Vec<&str> = batch.schema_ref().fields().iter().map(|f| f.name().as_str()).collect();
                format!("no column `{name}`; there are: {}", there.join(", "))
            }),
        };
        Ok(Self {
            text: column(text)?,
            title: column(title)?,
            id: column(id)?,
            published: column(published)?,
            outlet: column(outlet)?,
            url: column(url)?,
        })
    }

    /// The document of a row; none where it has no words at all.
    fn document(&self, at: usize) -> Result<Option<Document>, String> {
        let (text, title) = (word(self.text.as_ref(), at, "text")?, word(self.title.as_ref(), at, "title")?);
        if text.is_none() && title.is_none() {
            return Ok(None);
        }
        Ok(Some(Document {
            id: word(self.id.as_ref(), at, "id")?.unwrap_or_default(),
            title: title.unwrap_or_default(),
            text: text.unwrap_or_default(),
            published: published(self.published.as_ref(), at)?,
            outlet: word(self.outlet.as_ref(), at, "outlet")?,
            url: word(self.url.as_ref(), at, "url")?,
            ..Document::default()
        }))
    }
}

/// The text in a row; whole numbers are ids in many tables.
fn word(column: Option<&ArrayRef>, at: usize, what: &str) -> Result<Option<String>, String> {
    let Some(column) = column.filter(|c| c.is_valid(at)) else { return Ok(None) };
    Ok(Some(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(at).to_owned(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(at).to_owned(),
        DataType::Utf8View => column.as_string_view().value(at).to_owned(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(at).to_string(),
        DataType::Null => return Ok(None),
        other => return Err(format!("the column for `{what}` should hold text, but holds {other}")),
    }))
}

fn published(column: Option<&ArrayRef>, at: usize) -> Result<Option<Day>, String> {
    let Some(column) = column.filter(|c| c.is_valid(at)) else { return Ok(None) };
    let seconds = match column.data_type() {
        DataType::Date32 => i64::from(column.as_primitive::<Date32Type>().value(at)) * 86_400,
        DataType::Timestamp(TimeUnit::Second, _) => column.as_primitive::<TimestampSecondType>().value(at),
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            column.as_primitive::<TimestampMillisecondType>().value(at).div_euclid(1_000)
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            column.as_primitive::<TimestampMicrosecondType>().value(at).div_euclid(1_000_000)
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            column.as_primitive::<TimestampNanosecondType>().value(at).div_euclid(1_000_000_000)
        }
        _ => return word(Some(column), at, "published")?.as_deref().map_or(Ok(None), day),
    };
    let days = seconds.div_euclid(86_400);
    let day = i32::try_from(days).ok().and_then(|days| day_of(days));
    day.map(Some).ok_or_else(|| format!("`published` of row {at} is no day of this calendar"))
}

/// The day so many days after 1 January 1970 (Howard Hinnant's `civil_from_days`).
fn day_of(days: i32) -> Option<Day> {
    let z = i64::from(days) + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, year) = (if month < 10 { month + 3 } else { month - 9 }, year + era * 400);
    let year = year + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}").parse().ok()
}
