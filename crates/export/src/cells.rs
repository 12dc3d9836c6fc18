//! Reports as rows of a table: which columns there are, what they mean, and what stands in them.
//!
//! The table is the same in every form that is one (CSV, XLSX, Parquet, the properties of GeoJSON). Its columns are promised in
//! `docs/exports.md`: new ones come at the end, none goes and none changes its meaning.

use std::borrow::Cow;

use marsad_model::{Actor, Count, CountKind, Day};
use marsad_store::{ReportRow, Reviewed};

use crate::about::About;

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
    /// True or false.
    Flag,
}

impl Kind {
    /// The word for it in the dictionary of columns.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Whole => "whole number",
            Self::Real => "number",
            Self::Day => "day",
            Self::Flag => "true or false",
        }
    }
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name in the header.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means, as the dictionary says it.
    pub means: &'static str,
}

/// What stands in one cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// The text does not say.
    Empty,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(i64),
    /// A number.
    Real(f64),
    /// A day.
    Day(Day),
    /// True or false.
    Flag(bool),
}

impl Cell<'_> {
    /// The cell as a table of text has it: nothing for an empty one.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Whole(number) => number.to_string().into(),
            Self::Real(number) => number.to_string().into(),
            Self::Day(day) => day.to_string().into(),
            Self::Flag(flag) => if *flag { "true" } else { "false" }.into(),
        }
    }

    /// The cell as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::Empty => serde_json::Value::Null,
            Self::Text(text) => text.as_ref().into(),
            Self::Whole(number) => (*number).into(),
            Self::Real(number) => (*number).into(),
            Self::Day(day) => day.to_string().into(),
            Self::Flag(flag) => (*flag).into(),
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(Cow::Borrowed(text)) }
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(Cow::Owned(text)) }
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::from)
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        i64::try_from(number).map_or(Self::Empty, Self::Whole)
    }
}

impl From<Option<u64>> for Cell<'_> {
    fn from(number: Option<u64>) -> Self {
        number.and_then(|n| i64::try_from(n).ok()).map_or(Self::Empty, Self::Whole)
    }
}

impl From<Option<f64>> for Cell<'_> {
    fn from(number: Option<f64>) -> Self {
        number.filter(|n| n.is_finite()).map_or(Self::Empty, Self::Real)
    }
}

impl From<Option<Day>> for Cell<'_> {
    fn from(day: Option<Day>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

/// Between the values of a cell that has several.
pub const BETWEEN: &str = "; ";

/// Several values in one cell.
#[must_use]
pub fn several<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> String {
    let mut out = String::new();
    for value in values {
        if !out.is_empty() {
            out.push_str(BETWEEN);
        }
        out.push_str(value.as_ref());
    }
    out
}

pub(crate) const fn column(name: &'static str, kind: Kind, means: &'static str) -> Column {
    Column { name, kind, means }
}

/// The columns of the table of reports, in their order.
pub const COLUMNS: &[Column] = &[
    column("report", Kind::Whole, "number of the report in this store"),
    column("document", Kind::Whole, "number of its document in this store"),
    column("version", Kind::Whole, "which version of its page the document is, from 1"),
    column("current", Kind::Flag, "whether that is the version captured last"),
    column("title", Kind::Text, "headline of the document"),
    column("outlet", Kind::Text, "who published it"),
    column("url", Kind::Text, "where it was published"),
    column("published", Kind::Day, "day of publication, in the outlet's time zone"),
    column("type", Kind::Text, "PLOVER type"),
    column("mode", Kind::Text, "PLOVER modes"),
    column("aux", Kind::Text, "historical, future, hypothetical, negation"),
    column(
        "modality",
        Kind::Text,
        "in what voice it is told: asserted, reported, alleged, denied, predicted, intended, recommended, hypothetical",
    ),
    column("polarity", Kind::Text, "affirmed or negated"),
    column("certainty", Kind::Text, "how sure the words are: certain, probable, possible, unstated"),
    column("event", Kind::Whole, "number shared by the reports of one event within the document"),
    column("actors", Kind::Text, "who did it: canonical names, or the words where unknown"),
    column("actor_ids", Kind::Text, "their ids in the lexicon; `-` where unknown"),
    column("actor_sectors", Kind::Text, "their PLOVER sectors; `-` where unknown"),
    column("recipients", Kind::Text, "to whom, likewise"),
    column("recipient_ids", Kind::Text, "their ids; `-` where unknown"),
    column("recipient_sectors", Kind::Text, "their sectors; `-` where unknown"),
    column("place", Kind::Text, "the most specific place, in English"),
    column("place_id", Kind::Text, "its id in the gazetteer"),
    column(
        "place_kind",
        Kind::Text,
        "site, neighbourhood, village, town, city, district, governorate, region, country",
    ),
    column("country", Kind::Text, "ISO 3166-1 alpha-3 code of the country that the place lies in"),
    column("lat", Kind::Real, "latitude, WGS 84 degrees"),
    column("lon", Kind::Real, "longitude, WGS 84 degrees"),
    column(
        "precision",
        Kind::Whole,
        "UCDP GED's where_prec: 1 exact place, 2 near it, 3 district, 4 governorate, 5 vague, 6 country, 7 unknown",
    ),
    column("from", Kind::Day, "first day of the act; empty where open or not told"),
    column("to", Kind::Day, "last day, inclusive"),
    column("killed_min", Kind::Whole, "least number killed; empty where open or not told"),
    column("killed_max", Kind::Whole, "greatest number killed"),
    column("wounded_min", Kind::Whole, "least number wounded"),
    column("wounded_max", Kind::Whole, "greatest number wounded"),
    column("counts", Kind::Text, "every stated number: kind, least..greatest, who is counted"),
    column("said_by", Kind::Text, "who says so; empty where the outlet itself asserts it"),
    column("said_by_type", Kind::Text, "official, armed-actor, witness, ngo, outlet, expert, document, social, none"),
    column("said_by_words", Kind::Text, "the verb or phrase of saying"),
    column("contexts", Kind::Text, "PLOVER contexts"),
    column("loaded_terms", Kind::Text, "loaded words of the evidence"),
    column("trigger", Kind::Text, "the words that name the act"),
    column("trigger_start", Kind::Whole, "where they begin, in Unicode scalar values of title, two line ends, text"),
    column("trigger_end", Kind::Whole, "one past their end"),
    column("evidence", Kind::Text, "the sentence that the report rests on"),
    column("evidence_start", Kind::Whole, "where it begins"),
    column("evidence_end", Kind::Whole, "one past its end"),
    column("confidence", Kind::Real, "the coder's estimate of its own reading, 0 to 1; says nothing about truth"),
    column("rule", Kind::Text, "the frame that found it"),
    column("marsad_version", Kind::Text, "version of the program that coded it"),
    column("lexicon", Kind::Text, "hash of the lexicon that it was coded with"),
    column("citation", Kind::Text, "how to cite the row, with the day of access"),
    column("reviewed_by", Kind::Text, "the coders who reviewed it; empty where nobody has, and in public exports"),
    column("reviewed_at", Kind::Text, "when it was reviewed last, UTC; empty where nobody has"),
    column(
        "reviewed_fields",
        Kind::Text,
        "the fields whose values persons gave; `added` where a person added the report",
    ),
];

/// The cells of a row, one for each of [`COLUMNS`].
#[must_use]
pub fn cells<'a>(row: &'a ReportRow, about: &About) -> Vec<Cell<'a>> {
    let r = &row.report;
    let place = r.places.first();
    let ids = |all: &[Actor]| several(all.iter().map(|a| a.id.as_deref().unwrap_or("-")));
    let sectors = |all: &[Actor]| several(all.iter().map(|a| a.sector.map_or("-", |s| s.as_str())));
    let names = |all: &[Actor]| several(all.iter().map(|a| a.entity.as_str()));
    let (killed, wounded) = (total(&r.counts, CountKind::Killed), total(&r.counts, CountKind::Wounded));
    vec![
        row.id.into(),
        row.document.into(),
        i64::from(row.version).into(),
        row.current.into(),
        row.title.as_str().into(),
        row.outlet.as_deref().into(),
        row.url.as_deref().into(),
        row.published.into(),
        r.type_.as_str().into(),
        several(r.mode.iter().map(|m| m.as_str())).into(),
        several(r.aux.iter().map(|a| a.as_str())).into(),
        r.modality.as_str().into(),
        r.polarity.as_str().into(),
        r.certainty.as_str().into(),
        i64::from(r.event).into(),
        names(&r.actors).into(),
        ids(&r.actors).into(),
        sectors(&r.actors).into(),
        names(&r.recipients).into(),
        ids(&r.recipients).into(),
        sectors(&r.recipients).into(),
        place.map(|p| p.name.as_str()).into(),
        place.and_then(|p| p.id.as_deref()).into(),
        place.and_then(|p| p.kind).map(|k| k.as_str()).into(),
        place.and_then(|p| p.country.as_deref()).into(),
        place.and_then(|p| p.lat).into(),
        place.and_then(|p| p.lon).into(),
        place.map(|p| u64::from(p.precision)).into(),
        r.date.as_ref().and_then(|d| d.from).into(),
        r.date.as_ref().and_then(|d| d.to).into(),
        killed.and_then(|c| c.min).into(),
        killed.and_then(|c| c.max).into(),
        wounded.and_then(|c| c.min).into(),
        wounded.and_then(|c| c.max).into(),
        several(r.counts.iter().map(count)).into(),
        r.said_by.as_ref().map(|s| s.entity.as_str()).into(),
        r.said_by.as_ref().map(|s| s.source_type.as_str()).into(),
        r.said_by.as_ref().and_then(|s| s.cue.as_deref()).into(),
        several(r.contexts.iter().map(|c| c.as_str())).into(),
        several(r.loaded_terms.iter().map(|t| t.quote.text.as_str())).into(),
        r.trigger.text.as_str().into(),
        r.trigger.start.into(),
        r.trigger.end.into(),
        r.evidence.text.as_str().into(),
        r.evidence.start.into(),
        r.evidence.end.into(),
        Some(r.confidence).into(),
        r.rule.as_str().into(),
        r.versions.marsad.as_str().into(),
        r.versions.lexicon.as_str().into(),
        about.cite(row).into(),
        row.reviewed.as_ref().map(|r| several(&r.by)).unwrap_or_default().into(),
        row.reviewed.as_ref().map(|r| r.at.as_str()).into(),
        row.reviewed.as_ref().map(reviewed_fields).unwrap_or_default().into(),
    ]
}

fn reviewed_fields(reviewed: &Reviewed) -> String {
    let added = reviewed.added.then_some("added");
    several(added.into_iter().chain(reviewed.fields.iter().map(|field| field.as_str())))
}

/// The count of a kind that stands for the report: the largest, since others of the kind are parts of it («خمسة مدنيين بينهم
/// طفلان»).
#[must_use]
pub fn total(counts: &[Count], kind: CountKind) -> Option<&Count> {
    counts.iter().filter(|c| c.what == kind).max_by_key(|c| (c.max.or(c.min), c.min))
}

/// A count as text: `killed 20.. شخصا`.
fn count(count: &Count) -> String {
    let range = match (count.min, count.max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (min, max) => {
            let end = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
            format!("{}..{}", end(min), end(max))
        }
    };
    let of = count.of.as_deref().map(|of| format!(" {of}")).unwrap_or_default();
    format!("{} {range}{of}", count.what)
}
