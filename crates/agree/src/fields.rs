//! The fields of a report, each as JSON.

use marsad_model::Report;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A field of a report that a person can judge. What the machine alone says (confidence, rule, evidence, versions) is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportField {
    /// The words that name the act.
    Trigger,
    /// PLOVER type.
    Type,
    /// PLOVER modes.
    Mode,
    /// Auxiliary flags.
    Aux,
    /// In what voice it is told.
    Modality,
    /// Whether it was or was not.
    Polarity,
    /// How sure the words are.
    Certainty,
    /// Who did it.
    Actors,
    /// To whom.
    Recipients,
    /// Where.
    Places,
    /// When.
    Date,
    /// How many.
    Counts,
    /// Who says so.
    SaidBy,
    /// What it is about beside its act.
    Contexts,
    /// Loaded words in the evidence.
    LoadedTerms,
    /// Which reports of the document tell the same event.
    Event,
}

impl ReportField {
    /// All of them, in the order in which a card shows them.
    pub const ALL: [Self; 16] = [
        Self::Trigger,
        Self::Type,
        Self::Mode,
        Self::Aux,
        Self::Modality,
        Self::Polarity,
        Self::Certainty,
        Self::Actors,
        Self::Recipients,
        Self::Places,
        Self::Date,
        Self::Counts,
        Self::SaidBy,
        Self::Contexts,
        Self::LoadedTerms,
        Self::Event,
    ];

    /// Its name, as the JSON of a report has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::Type => "type",
            Self::Mode => "mode",
            Self::Aux => "aux",
            Self::Modality => "modality",
            Self::Polarity => "polarity",
            Self::Certainty => "certainty",
            Self::Actors => "actors",
            Self::Recipients => "recipients",
            Self::Places => "places",
            Self::Date => "date",
            Self::Counts => "counts",
            Self::SaidBy => "said_by",
            Self::Contexts => "contexts",
            Self::LoadedTerms => "loaded_terms",
            Self::Event => "event",
        }
    }

    /// The field of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }

    /// What a report has in it, in the shape of its JSON.
    #[must_use]
    pub fn of(self, report: &Report) -> Value {
        let json = |value: Result<Value, serde_json::Error>| value.unwrap_or(Value::Null);
        json(match self {
            Self::Trigger => serde_json::to_value(&report.trigger),
            Self::Type => serde_json::to_value(report.type_),
            Self::Mode => serde_json::to_value(&report.mode),
            Self::Aux => serde_json::to_value(&report.aux),
            Self::Modality => serde_json::to_value(report.modality),
            Self::Polarity => serde_json::to_value(report.polarity),
            Self::Certainty => serde_json::to_value(report.certainty),
            Self::Actors => serde_json::to_value(&report.actors),
            Self::Recipients => serde_json::to_value(&report.recipients),
            Self::Places => serde_json::to_value(&report.places),
            Self::Date => serde_json::to_value(&report.date),
            Self::Counts => serde_json::to_value(&report.counts),
            Self::SaidBy => serde_json::to_value(&report.said_by),
            Self::Contexts => serde_json::to_value(&report.contexts),
            Self::LoadedTerms => serde_json::to_value(&report.loaded_terms),
            Self::Event => serde_json::to_value(report.event),
        })
    }

    /// Gives a report another value in it.
    ///
    /// # Errors
    /// When the value has not the shape of the field; the report stays as it was.
    pub fn put(self, report: &mut Report, value: &Value) -> Result<(), serde_json::Error> {
        fn read<T: serde::de::DeserializeOwned>(into: &mut T, value: &Value) -> Result<(), serde_json::Error> {
            *into = T::deserialize(value)?;
            Ok(())
        }
        match self {
            Self::Trigger => read(&mut report.trigger, value),
            Self::Type => read(&mut report.type_, value),
            Self::Mode => read(&mut report.mode, value),
            Self::Aux => read(&mut report.aux, value),
            Self::Modality => read(&mut report.modality, value),
            Self::Polarity => read(&mut report.polarity, value),
            Self::Certainty => read(&mut report.certainty, value),
            Self::Actors => read(&mut report.actors, value),
            Self::Recipients => read(&mut report.recipients, value),
            Self::Places => read(&mut report.places, value),
            Self::Date => read(&mut report.date, value),
            Self::Counts => read(&mut report.counts, value),
            Self::SaidBy => read(&mut report.said_by, value),
            Self::Contexts => read(&mut report.contexts, value),
            Self::LoadedTerms => read(&mut report.loaded_terms, value),
            Self::Event => read(&mut report.event, value),
        }
    }
}

impl std::fmt::Display for ReportField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
