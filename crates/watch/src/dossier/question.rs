//! What a dossier asks.

use crate::measure::{Measure, When};
use crate::sentence::Language;
use crate::series::Step;
use marsad_model::{CountKind, Day, EventType, FigureKind, Modality};
use serde::{Deserialize, Serialize};

/// Words in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both {
    /// Arabic.
    pub ar: String,
    /// English.
    pub en: String,
}

impl Both {
    /// The words in one language.
    #[must_use]
    pub fn say(&self, language: Language) -> &str {
        match language {
            Language::Arabic => &self.ar,
            Language::English => &self.en,
        }
    }
}

/// What narrows a question: the words of `marsad events`, of the page of reports and of its address.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Narrow {
    /// A search.
    pub q: Option<String>,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub type_: Option<EventType>,
    /// A name of a place.
    pub place: Option<String>,
    /// A name of an actor or recipient.
    pub actor: Option<String>,
    /// In what voice it is told.
    pub modality: Option<Modality>,
    /// The outlet, exactly.
    pub outlet: Option<String>,
    /// First day of what is told.
    pub from: Option<Day>,
    /// Last day of it.
    pub to: Option<Day>,
    /// Least confidence.
    pub min_confidence: Option<f64>,
}

impl Narrow {
    /// Both together: of one word the inner one counts, but both searches must hold.
    #[must_use]
    pub fn within(&self, inner: &Self) -> Self {
        let q = match (&self.q, &inner.q) {
            (Some(outer), Some(inner)) => Some(format!("{outer} {inner}")),
            (outer, inner) => inner.clone().or_else(|| outer.clone()),
        };
        Self {
            q,
            type_: inner.type_.or(self.type_),
            place: inner.place.clone().or_else(|| self.place.clone()),
            actor: inner.actor.clone().or_else(|| self.actor.clone()),
            modality: inner.modality.or(self.modality),
            outlet: inner.outlet.clone().or_else(|| self.outlet.clone()),
            from: inner.from.or(self.from),
            to: inner.to.or(self.to),
            min_confidence: inner.min_confidence.or(self.min_confidence),
        }
    }
}

/// A count over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Indicator {
    /// Its short name.
    pub key: String,
    /// What it is called.
    pub title: Both,
    /// Whether the answer is taken from it.
    pub main: bool,
    /// Which reports count.
    pub words: Narrow,
    /// What is counted.
    pub count: Measure,
    /// How long a period is.
    pub step: Step,
    /// In which period a report counts.
    pub when: When,
    /// Only what was told at most so many days after it happened.
    pub fresh: Option<u16>,
    /// The outlets that count as read; all where there are none.
    pub panel: Vec<String>,
}

/// Which numbers a figure is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FigureOf {
    /// Stated quantities that are no count of an act.
    Figure(FigureKind),
    /// Counts of reports.
    Count(CountKind),
}

/// A figure that is asked for: detainees held, people in a camp.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureAsk {
    /// Its short name.
    pub key: String,
    /// What it is called.
    pub title: Both,
    /// Which numbers.
    pub of: FigureOf,
    /// In which documents, or of which reports.
    pub words: Narrow,
    /// Words of which one must stand in the sentence; any sentence where there are none.
    pub sentence: Vec<String>,
    /// Words of which none may stand in it.
    pub not: Vec<String>,
    /// Words of which one must stand in the number with what it counts («495 شخصا»); any where there are none.
    pub counted: Vec<String>,
    /// Smaller numbers are something else.
    pub at_least: Option<u64>,
    /// Greater numbers are something else.
    pub at_most: Option<u64>,
}

/// Which measures are looked for: recommendations, promises, demands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measures {
    /// What narrows them.
    pub words: Narrow,
    /// Types that are measures in any voice.
    pub types: Vec<EventType>,
    /// Voices that make a measure of any type.
    pub modalities: Vec<Modality>,
    /// Types that are none, in whatever voice.
    pub not_types: Vec<EventType>,
}

impl Default for Measures {
    fn default() -> Self {
        Self {
            words: Narrow::default(),
            types: vec![EventType::Request, EventType::Agree, EventType::Concede],
            modalities: vec![Modality::Recommended, Modality::Intended],
            not_types: vec![EventType::Assault],
        }
    }
}

/// A saved question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// Its short name, by which it is called on the command line and in addresses.
    pub name: String,
    /// Its title.
    pub title: Both,
    /// What is asked.
    pub question: Both,
    /// What counts and what does not, in the words of who asks; may be empty.
    pub about: Both,
    /// What narrows everything below.
    pub only: Narrow,
    /// The counts over time; at least one.
    pub indicators: Vec<Indicator>,
    /// The figures.
    pub figures: Vec<FigureAsk>,
    /// The measures; none are looked for where there are none.
    pub measures: Option<Measures>,
}

impl Question {
    /// The indicator that the answer is taken from: the one that is marked, else the first.
    #[must_use]
    pub fn main(&self) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.main).or_else(|| self.indicators.first())
    }
}
