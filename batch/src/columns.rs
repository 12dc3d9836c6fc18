//! Rows of a dataset in the making: columns by their declared kinds, straight into Arrow.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Builder, Float64Builder, Int64Builder, ListBuilder, RecordBatch, RecordBatchOptions, StringBuilder,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use marsad_model::Day;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Whole,
    /// A number with a fraction.
    Real,
    /// A day.
    Day,
    /// A list of texts.
    Texts,
}

impl Kind {
    /// Its type in Arrow; in Parquet it is the one that goes with it.
    #[must_use]
    pub fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Whole => DataType::Int64,
            Self::Real => DataType::Float64,
            Self::Day => DataType::Date32,
            Self::Texts => DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))),
        }
    }

    /// The word for it in the manual.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Whole => "whole number",
            Self::Real => "number",
            Self::Day => "day",
            Self::Texts => "list of texts",
        }
    }
}

/// One column of a dataset.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means, as the manual says it.
    pub means: &'static str,
}

pub(crate) const fn column(name: &'static str, kind: Kind, means: &'static str) -> Column {
    Column { name, kind, means }
}

/// The schema of some columns. Every column may be empty.
#[must_use]
pub fn schema(columns: &[Column]) -> SchemaRef {
    let fields: Vec<Field> = columns.iter().map(|c| Field::new(c.name, c.kind.data_type(), true)).collect();
    Arc::new(Schema::new(fields))
}

enum Build {
    Text(StringBuilder),
    Whole(Int64Builder),
    Real(Float64Builder),
    Day(Date32Builder),
    Texts(ListBuilder<StringBuilder>),
    /// Nobody asked for it.
    Unwanted,
}

/// Rows that are being put together. Cells are given column by column in the declared order, each row to its end.
pub struct Rows {
    schema: SchemaRef,
    builds: Vec<Build>,
    /// Which of the builds leave, in which order.
    order: Vec<usize>,
    at: usize,
    rows: usize,
    bytes: usize,
    /// Whether a cell came in a column of another kind.
    misplaced: bool,
}

/// Days since 1970.
fn days(day: Day) -> Option<i32> {
    Some(day.since(Day::constant(1970, 1, 1)).ok()?.get_days())
}

impl Rows {
    /// No rows of these columns yet; of `wanted` only those columns, by their places, in that order. The others are not built.
    #[must_use]
    pub fn new(columns: &[Column], wanted: Option<&[usize]>) -> Self {
        let order: Vec<usize> = wanted.map_or_else(|| (0..columns.len()).collect(), <[usize]>::to_vec);
        let build = |(at, column): (usize, &Column)| match column.kind {
            _ if !order.contains(&at) => Build::Unwanted,
            Kind::Text => Build::Text(StringBuilder::with_capacity(0, 0)),
            Kind::Whole => Build::Whole(Int64Builder::with_capacity(0)),
            Kind::Real => Build::Real(Float64Builder::with_capacity(0)),
            Kind::Day => Build::Day(Date32Builder::with_capacity(0)),
            Kind::Texts => Build::Texts(ListBuilder::with_capacity(StringBuilder::with_capacity(0, 0), 0)),
        };
        let builds = columns.iter().enumerate().map(build).collect();
        let of: Vec<Column> = order.iter().filter_map(|at| columns.get(*at).copied()).collect();
        Self { schema: schema(&of), builds, order, at: 0, rows: 0, bytes: 0, misplaced: false }
    }

    /// How many rows are whole.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// About how many bytes they take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether the next cell is of a column that somebody asked for: what is dear to make need not be made otherwise.
    #[must_use]
    pub fn wants_next(&self) -> bool {
        !matches!(self.builds.get(self.at), Some(Build::Unwanted))
    }

    /// The next cell: text.
    pub fn text(&mut self, value: Option<&str>) {
        self.bytes += value.map_or(4, |v| v.len() + 4);
        match self.next() {
            Some(Build::Text(build)) => build.append_option(value),
            Some(Build::Unwanted) => {}
            _ => self.misplaced = true,
        }
    }

    /// The next cell: text, or nothing where it is empty.
    pub fn words(&mut self, value: &str) {
        self.text(Some(value).filter(|v| !v.is_empty()));
    }

    /// The next cell: a whole number.
    pub fn whole(&mut self, value: Option<i64>) {
        self.bytes += 8;
        match self.next() {
            Some(Build::Whole(build)) => build.append_option(value),
            Some(Build::Unwanted) => {}
            _ => self.misplaced = true,
        }
    }

    /// The next cell: a count or a position.
    pub fn count(&mut self, value: impl TryInto<i64>) {
        self.whole(value.try_into().ok());
    }

    /// The next cell: a number.
    pub fn real(&mut self, value: Option<f64>) {
        self.bytes += 8;
        match self.next() {
            Some(Build::Real(build)) => build.append_option(value.filter(|v| v.is_finite())),
            Some(Build::Unwanted) => {}
            _ => self.misplaced = true,
        }
    }

    /// The next cell: a day.
    pub fn day(&mut self, value: Option<Day>) {
        self.bytes += 4;
        match self.next() {
            Some(Build::Day(build)) => build.append_option(value.and_then(days)),
            Some(Build::Unwanted) => {}
            _ => self.misplaced = true,
        }
    }

    /// The next cell: texts; an empty list where there are none.
    pub fn texts<'a>(&mut self, values: impl IntoIterator<Item = Option<&'a str>>) {
        let mut bytes = 4;
        match self.next() {
            Some(Build::Texts(build)) => {
                for value in values {
                    bytes += value.map_or(4, |v| v.len() + 4);
                    build.values().append_option(value);
                }
                build.append(true);
            }
            Some(Build::Unwanted) => {}
            _ => self.misplaced = true,
        }
        self.bytes += bytes;
    }

    fn next(&mut self) -> Option<&mut Build> {
        let at = self.at;
        self.at += 1;
        if self.at == self.builds.len() {
            self.at = 0;
            self.rows += 1;
        }
        self.builds.get_mut(at)
    }

    /// The rows as a batch; none are left here.
    ///
    /// # Errors
    /// Where a row is not whole, or a cell came in a column of another kind.
    pub fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        if self.misplaced || self.at != 0 {
            return Err(ArrowError::InvalidArgumentError("a cell stands in the wrong column".to_owned()));
        }
        let mut built: Vec<Option<ArrayRef>> = self
            .builds
            .iter_mut()
            .map(|build| {
                Some(match build {
                    Build::Text(b) => Arc::new(b.finish()) as ArrayRef,
                    Build::Whole(b) => Arc::new(b.finish()),
                    Build::Real(b) => Arc::new(b.finish()),
                    Build::Day(b) => Arc::new(b.finish()),
                    Build::Texts(b) => Arc::new(b.finish()),
                    Build::Unwanted => return None,
                })
            })
            .collect();
        let arrays = self.order.iter().filter_map(|at| built.get_mut(*at)?.take()).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        (self.rows, self.bytes) = (0, 0);
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays, &options)
    }

    /// The schema of [`Rows::take`].
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        column("id", Kind::Text, ""),
        column("at", Kind::Whole, ""),
        column("lat", Kind::Real, ""),
        column("day", Kind::Day, ""),
        column("names", Kind::Texts, ""),
    ];

    fn fill(rows: &mut Rows) {
        for k in 0..3_i64 {
            rows.text(Some("a"));
            rows.whole((k > 0).then_some(k));
            rows.real(Some(if k == 2 { f64::NAN } else { 0.5 }));
            rows.day(Some(Day::constant(1970, 1, 3)));
            rows.texts([Some("x"), None]);
        }
    }

    #[test]
    fn cells_stand_in_their_columns_and_unwanted_ones_are_left_out() {
        let mut rows = Rows::new(COLUMNS, None);
        fill(&mut rows);
        let batch = rows.take().unwrap();
        assert_eq!((batch.num_rows(), batch.num_columns(), rows.len()), (3, 5, 0));
        assert_eq!([1, 2].map(|c| batch.column(c).null_count()), [1, 1], "what is no number is nothing");
        let mut few = Rows::new(COLUMNS, Some(&[3, 0]));
        fill(&mut few);
        let batch = few.take().unwrap();
        let names: Vec<String> = batch.schema().fields().iter().map(|f| f.name().clone()).collect();
        assert_eq!((names, batch.num_rows()), (vec!["day".to_owned(), "id".to_owned()], 3));
        let mut none = Rows::new(COLUMNS, Some(&[]));
        fill(&mut none);
        assert_eq!(none.take().unwrap().num_rows(), 3, "rows are counted where no column is wanted");
        let mut wrong = Rows::new(&COLUMNS[..1], None);
        wrong.whole(Some(1));
        assert!(wrong.take().is_err());
    }
}
