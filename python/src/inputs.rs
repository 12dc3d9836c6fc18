//! The columns of a table that documents are made of.

use crate::document::day;
use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::cast;
use arrow_schema::DataType;
use marsad_model::{Day, Document};

/// The names of the columns that are read: text, title, id, day of publication, outlet, address.
pub type Names = (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);

/// The columns of one batch. Each holds text, or nothing at all; the day of publication may be a date.
pub struct Inputs {
    text: Option<ArrayRef>,
    title: Option<ArrayRef>,
    id: Option<ArrayRef>,
    published: Option<ArrayRef>,
    outlet: Option<ArrayRef>,
    url: Option<ArrayRef>,
}

impl Inputs {
    /// Finds them.
    ///
    /// # Errors
    /// A sentence, where one is not there or holds something else.
    pub fn of(batch: &RecordBatch, (text, title, id, published, outlet, url): &Names) -> Result<Self, String> {
        if text.is_none() && title.is_none() {
            return Err("neither `text` nor `title` names a column: nothing would be read".to_owned());
        }
        Ok(Self {
            text: words(batch, text.as_deref(), "text")?,
            title: words(batch, title.as_deref(), "title")?,
            id: words(batch, id.as_deref(), "id")?,
            published: days(batch, published.as_deref())?,
            outlet: words(batch, outlet.as_deref(), "outlet")?,
            url: words(batch, url.as_deref(), "url")?,
        })
    }

    /// The document of a row; none where it has no words at all.
    ///
    /// # Errors
    /// A sentence, where its day of publication is none.
    pub fn document(&self, at: usize) -> Result<Option<Document>, String> {
        let (text, title) = (word(self.text.as_ref(), at), word(self.title.as_ref(), at));
        if text.is_none() && title.is_none() {
            return Ok(None);
        }
        Ok(Some(Document {
            id: self.id(at).unwrap_or_default().to_owned(),
            title: title.unwrap_or_default().to_owned(),
            text: text.unwrap_or_default().to_owned(),
            published: self.published(at)?,
            outlet: word(self.outlet.as_ref(), at).map(str::to_owned),
            url: word(self.url.as_ref(), at).map(str::to_owned),
            ..Document::default()
        }))
    }

    /// The id of a row.
    pub fn id(&self, at: usize) -> Option<&str> {
        word(self.id.as_ref(), at)
    }

    fn published(&self, at: usize) -> Result<Option<Day>, String> {
        let Some(column) = self.published.as_ref().filter(|c| c.is_valid(at)) else { return Ok(None) };
        if *column.data_type() != DataType::Date32 {
            return word(Some(column), at).map_or(Ok(None), day);
        }
        let days = column.as_primitive::<Date32Type>().value(at);
        let found = jiff::Span::new().try_days(days).and_then(|span| Day::constant(1970, 1, 1).checked_add(span));
        found
            .map(Some)
            .map_err(|_| format!("`published` lies {days} days from 1970-01-01, which is no day of the calendar"))
    }
}

/// The columns that a table has, for messages.
fn there(batch: &RecordBatch) -> String {
    let schema = batch.schema_ref();
    let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn column<'a>(batch: &'a RecordBatch, name: &str, what: &str) -> Result<&'a ArrayRef, String> {
    batch.column_by_name(name).ok_or_else(|| format!("no column `{name}` for `{what}`; there are: {}", there(batch)))
}

/// A column of words. Whole numbers are ids in many tables, and a dictionary of words is words.
///
/// # Errors
/// A sentence, where it is not there or holds something else.
pub fn words(batch: &RecordBatch, name: Option<&str>, what: &str) -> Result<Option<ArrayRef>, String> {
    let Some(name) = name else { return Ok(None) };
    let found = column(batch, name, what)?;
    let as_text = || cast(found, &DataType::LargeUtf8).map(Some).map_err(|e| format!("column `{name}`: {e}"));
    match found.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Ok(Some(found.clone())),
        DataType::Null => Ok(None),
        DataType::Dictionary(_, of) if matches!(**of, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) => {
            as_text()
        }
        DataType::Dictionary(_, of) if **of == DataType::Null => Ok(None),
        of if of.is_integer() => as_text(),
        other => Err(format!("column `{name}` for `{what}` should hold text, but holds {other}: convert it first")),
    }
}

/// The column of days: dates, times (of which the day in their own time zone counts), or ISO texts.
fn days(batch: &RecordBatch, name: Option<&str>) -> Result<Option<ArrayRef>, String> {
    let Some(name) = name else { return Ok(None) };
    let found = column(batch, name, "published")?;
    match found.data_type() {
        DataType::Date32 => Ok(Some(found.clone())),
        DataType::Date64 | DataType::Timestamp(..) => {
            cast(found, &DataType::Date32).map(Some).map_err(|e| format!("column `{name}`: {e}"))
        }
        of if of.is_integer() => {
            Err(format!("column `{name}` for `published` holds {of}: make dates or texts like 2022-03-23 of it"))
        }
        _ => words(batch, Some(name), "published"),
    }
}

/// The text in a row.
pub fn word(column: Option<&ArrayRef>, at: usize) -> Option<&str> {
    let column = column.filter(|c| c.is_valid(at))?;
    match column.data_type() {
        DataType::Utf8 => Some(column.as_string::<i32>().value(at)),
        DataType::LargeUtf8 => Some(column.as_string::<i64>().value(at)),
        DataType::Utf8View => Some(column.as_string_view().value(at)),
        _ => None,
    }
}
