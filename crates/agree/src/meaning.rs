//! What of a field counts when readings are compared: not at which words something stands, but what it is.

use crate::fields::ReportField;
use marsad_model::{Actor, Place, Report};
use std::collections::BTreeSet;

/// What a field means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// One of several; `-` where the text gives none.
    One(String),
    /// Any number of them.
    Many(BTreeSet<String>),
}

impl Meaning {
    /// As one word, the same for the same meaning.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::One(one) => one.clone(),
            Self::Many(many) => many.iter().map(String::as_str).collect::<Vec<_>>().join("\u{1f}"),
        }
    }
}

/// Who is meant: the id where there is one, else the name in small letters.
fn actor(actor: &Actor) -> String {
    actor.id.clone().unwrap_or_else(|| actor.entity.trim().to_lowercase())
}

fn place(place: &Place) -> String {
    place.id.clone().unwrap_or_else(|| place.name.trim().to_lowercase())
}

fn end<T: std::fmt::Display>(number: Option<T>) -> String {
    number.map_or_else(String::new, |n| n.to_string())
}

/// What a report means in a field.
#[must_use]
pub fn meaning(field: ReportField, report: &Report) -> Meaning {
    let many = |all: Vec<String>| Meaning::Many(all.into_iter().collect());
    let one = |text: &str| Meaning::One(text.to_owned());
    match field {
        ReportField::Trigger => Meaning::One(format!("{}-{}", report.trigger.start, report.trigger.end)),
        ReportField::Type => one(report.type_.as_str()),
        ReportField::Mode => many(report.mode.iter().map(|m| m.as_str().to_owned()).collect()),
        ReportField::Aux => many(report.aux.iter().map(|a| a.as_str().to_owned()).collect()),
        ReportField::Modality => one(report.modality.as_str()),
        ReportField::Polarity => one(report.polarity.as_str()),
        ReportField::Certainty => one(report.certainty.as_str()),
        ReportField::Actors => many(report.actors.iter().map(actor).collect()),
        ReportField::Recipients => many(report.recipients.iter().map(actor).collect()),
        ReportField::Places => many(report.places.iter().map(place).collect()),
        ReportField::Date => {
            let days = report.date.as_ref().filter(|date| date.from.is_some() || date.to.is_some());
            Meaning::One(days.map_or_else(|| "-".to_owned(), |d| format!("{}/{}", end(d.from), end(d.to))))
        }
        ReportField::Counts => {
            let count = |c: &marsad_model::Count| format!("{} {}-{}", c.what.as_str(), end(c.min), end(c.max));
            many(report.counts.iter().map(count).collect())
        }
        ReportField::SaidBy => {
            Meaning::One(report.said_by.as_ref().map_or_else(|| "-".to_owned(), |s| s.entity.trim().to_lowercase()))
        }
        ReportField::Contexts => many(report.contexts.iter().map(|c| c.as_str().to_owned()).collect()),
        ReportField::LoadedTerms => {
            many(report.loaded_terms.iter().map(|l| format!("{}-{}", l.quote.start, l.quote.end)).collect())
        }
        ReportField::Event => Meaning::One(report.event.to_string()),
    }
}

/// Whether two reports mean the same in a field.
#[must_use]
pub fn same(field: ReportField, a: &Report, b: &Report) -> bool {
    meaning(field, a) == meaning(field, b)
}
