//! The words of Marsad as types.
//!
//! Everything that passes between the floors of the house is one of these: a [`Span`] of one immutable document text,
//! a [`Mention`] of a time, number, place, actor or act, a [`Report`] of one thing that one document says happened, and
//! the [`Document`] itself. The JSON of a report is the shape that `marsad code` prints and that coders' gold files use.
//!
//! This crate does no IO and knows no language.

#[macro_use]
mod codes;
mod contexts;
mod document;
mod figure;
mod genre;
mod mention;
mod report;
mod schema;
mod span;

pub use codes::{
    Aux, Certainty, CountKind, CueClass, EventType, MatchedBy, Modality, Mode, PlaceKind, Polarity, Quotation, Sector,
    SourceType, UnknownCode,
};
pub use contexts::Context;
pub use document::{CodedDocument, Document, Notice};
pub use figure::{Figure, FigureKind};
pub use genre::Genre;
pub use mention::{Counted, Mention, MentionKind, NumberType, PeriodPart, Precision, TimeType};
pub use report::{Actor, Count, DateRange, LoadedTerm, Place, Report, Rival, SaidBy, Versions};
pub use schema::report_schema;
pub use span::{Quote, Span};

/// A calendar day in the proleptic Gregorian calendar.
pub type Day = jiff::civil::Date;
