//! Everything that a dossier answers at one day, as the page, the brief and its JSON show it.

use super::Source;
use super::answer::Answer;
use super::figures::FigureGroup;
use super::measures::{Followed, Tally};
use super::question::Both;
use crate::alarm::Alarm;
use crate::measure::Measure;
use crate::series::Series;
use marsad_model::Day;
use serde::{Deserialize, Serialize};

/// What the answer rests on.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Reach {
    /// Documents with a report in the question.
    pub documents: u64,
    /// Reports in the question.
    pub reports: u64,
    /// The events that they tell.
    pub events: u64,
    /// The origins that their documents go back to: copies of one text are one.
    pub origins: u64,
    /// How many of them each outlet has, most first.
    pub outlets: Vec<(String, u64)>,
    /// How many of them are told as an accusation or in doubt.
    pub alleged: u64,
    /// Documents that were read in the time of the question, on all subjects.
    pub read: u64,
    /// First day from which anything was read.
    pub first: Option<Day>,
    /// Last day.
    pub last: Option<Day>,
}

/// One count over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndicatorLine {
    /// Short name.
    pub key: String,
    /// What it is called.
    pub title: Both,
    /// Whether the answer is taken from it.
    pub main: bool,
    /// What is counted.
    pub count: Measure,
    /// Everything counted; at the least, where counts have two ends.
    pub total: u64,
    /// Counted in the last four periods, likewise.
    pub last_four: u64,
    /// The same two at the most; null where counts have one end.
    pub upper: Option<(u64, u64)>,
    /// What the detectors say.
    pub answer: Answer,
    /// The counts, with what was read.
    pub series: Series,
    /// Their upper ends; null where counts have one end.
    pub series_upper: Option<Series>,
    /// The alarms, each in words.
    pub alarms: Vec<(Alarm, Both)>,
    /// Where the last ones were told, newest first.
    pub sources: Vec<Source>,
}

/// What is not known, and the reader has to know.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Unknown {
    /// Copies of one text and tellings of one event count each, in a count of reports or documents.
    Copies,
    /// Periods in which nothing was read.
    Unread {
        /// How many.
        periods: u64,
    },
    /// Counts that are too small for a detector.
    Sparse {
        /// What they are of.
        titles: Vec<Both>,
    },
    /// Nothing was told of a figure.
    NoFigure {
        /// Which.
        titles: Vec<Both>,
    },
    /// A figure that only one tells.
    OneTeller {
        /// Which.
        titles: Vec<Both>,
    },
    /// Measures of which nothing was reported later.
    Open {
        /// How many.
        n: u64,
        /// Of how many.
        of: u64,
    },
    /// One outlet tells half of it or more.
    OneOutlet {
        /// Its name.
        outlet: String,
        /// Its share, in percent.
        percent: u64,
    },
    /// Reports told as accusations or in doubt are counted like others.
    Alleged {
        /// How many.
        n: u64,
    },
    /// There was more to look through than is looked through.
    Cut {
        /// How many documents were looked through.
        looked: u64,
        /// Of how many.
        of: u64,
    },
}

/// A note of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// When it was written, UTC, RFC 3339.
    pub at: String,
    /// What it says.
    pub text: String,
}

/// The whole answer of a dossier.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Brief {
    /// Short name of the dossier.
    pub name: String,
    /// Which version of its question.
    pub version: u32,
    /// Its title.
    pub title: Both,
    /// What is asked.
    pub question: Both,
    /// What counts and what does not.
    pub about: Both,
    /// The day that the answer is of: nothing told later is in it.
    pub as_of: Day,
    /// When it was put together, UTC, RFC 3339.
    pub made_at: String,
    /// Version of the program.
    pub marsad: String,
    /// Hashes of the lexicons that coded what it rests on.
    pub lexicons: Vec<String>,
    /// What it rests on.
    pub reach: Reach,
    /// The answer of the main indicator.
    pub answer: Answer,
    /// The counts.
    pub indicators: Vec<IndicatorLine>,
    /// The figures.
    pub figures: Vec<FigureGroup>,
    /// The measures, newest first.
    pub measures: Vec<Followed>,
    /// How many of them are in which state.
    pub tally: Tally,
    /// What is not known.
    pub unknown: Vec<Unknown>,
    /// The notes, newest first.
    pub notes: Vec<Note>,
}

impl Brief {
    /// Finds what is not known, from everything else; `looked` of `of` documents were looked through for figures.
    pub fn find_unknown(&mut self, looked: u64, of: u64) {
        let mut unknown = Vec::new();
        let titles = |keep: &dyn Fn(&FigureGroup) -> bool| -> Vec<Both> {
            self.figures.iter().filter(|f| keep(f)).map(|f| f.title.clone()).collect()
        };
        let main = self.indicators.iter().find(|i| i.main).or_else(|| self.indicators.first());
        let gaps = main.map_or(0, |i| i.series.points().iter().filter(|p| p.count.is_none()).count() as u64);
        if gaps > 0 {
            unknown.push(Unknown::Unread { periods: gaps });
        }
        if self.indicators.iter().any(|i| i.total > 0 && i.count.counts_copies()) {
            unknown.push(Unknown::Copies);
        }
        if let Some((outlet, n)) = self.reach.outlets.first()
            && self.reach.reports > 0
            && *n * 2 >= self.reach.reports
        {
            unknown.push(Unknown::OneOutlet { outlet: outlet.clone(), percent: *n * 100 / self.reach.reports });
        }
        if self.reach.alleged > 0 {
            unknown.push(Unknown::Alleged { n: self.reach.alleged });
        }
        let sparse: Vec<Both> = self
            .indicators
            .iter()
            .filter(|i| matches!(i.answer.raw, Some(crate::Verdict::TooSparse(_))))
            .map(|i| i.title.clone())
            .collect();
        if !sparse.is_empty() {
            unknown.push(Unknown::Sparse { titles: sparse });
        }
        let none = titles(&|f| f.lines.is_empty());
        if !none.is_empty() {
            unknown.push(Unknown::NoFigure { titles: none });
        }
        let one = titles(&|f| !f.lines.is_empty() && f.tellers == 1);
        if !one.is_empty() {
            unknown.push(Unknown::OneTeller { titles: one });
        }
        if self.tally.nothing > 0 {
            unknown.push(Unknown::Open { n: self.tally.nothing as u64, of: self.measures.len() as u64 });
        }
        if looked < of {
            unknown.push(Unknown::Cut { looked, of });
        }
        self.unknown = unknown;
    }
}
