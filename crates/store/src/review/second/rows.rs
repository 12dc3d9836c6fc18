//! What goes into second readings and what comes out of them.

use marsad_agree::ReportField;
use marsad_model::{CountKind, EventType, MentionKind, Quote};
use serde::{Deserialize, Serialize};

/// A report as a second reader proposes it: codes of closed sets, and words of the document. It has no names of the lexicon,
/// no days and no numbers of its own: what words mean is for the house to say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposedReport {
    /// PLOVER type.
    #[serde(rename = "type")]
    pub type_: EventType,
    /// The words that name the act.
    pub trigger: Quote,
    /// Who did it.
    #[serde(default)]
    pub actors: Vec<Quote>,
    /// To whom.
    #[serde(default)]
    pub recipients: Vec<Quote>,
    /// Where.
    #[serde(default)]
    pub places: Vec<Quote>,
    /// When.
    #[serde(default)]
    pub date: Option<Quote>,
    /// How many.
    #[serde(default)]
    pub counts: Vec<ProposedCount>,
}

impl ProposedReport {
    /// Every quote in it, the trigger first.
    pub fn quotes(&self) -> impl Iterator<Item = &Quote> {
        let named = self.actors.iter().chain(&self.recipients).chain(&self.places).chain(&self.date);
        std::iter::once(&self.trigger).chain(named).chain(self.counts.iter().map(|count| &count.quote))
    }
}

/// A quantity that a second reader proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedCount {
    /// What happened to those counted.
    pub what: CountKind,
    /// The words.
    #[serde(flatten)]
    pub quote: Quote,
}

/// A name that a second reader has found, where it reads names and no reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedName {
    /// A person, an actor or a place.
    pub kind: MentionKind,
    /// The words.
    #[serde(flatten)]
    pub quote: Quote,
}

/// Where the record and a second reading are not the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The report of the record; null where only the second reader has one.
    pub report: Option<i64>,
    /// The field that differs; null where one of both has no such report at all.
    pub field: Option<ReportField>,
    /// Which of the proposals says so, counted from 0; null where the second reader has no such report.
    pub proposal: Option<usize>,
    /// What the second reader says in that field, as a code: of `type`, and of a name's kind.
    #[serde(default)]
    pub code: Option<String>,
    /// The words on which the second reader rests; empty where it says that there is nothing.
    #[serde(default)]
    pub words: Vec<Quote>,
}

/// What a reader made of a document, to be kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewSecondReading {
    /// The document.
    pub document: i64,
    /// Who read it: the program, the model, and the version of what it was asked; another model is another reader.
    pub reader: String,
    /// When, UTC, RFC 3339.
    pub at: String,
    /// The reports that it proposes.
    pub reports: Vec<ProposedReport>,
    /// The names that it has found, of a reader of names.
    pub names: Vec<ProposedName>,
    /// How many fields were left out because their words are not in the document, or are no code of their set.
    pub dropped: u64,
    /// Where the record says otherwise.
    pub differences: Vec<Difference>,
}

/// What a reader made of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SecondReading {
    /// Its number; numbers rise.
    pub id: i64,
    /// As it was kept; its differences as they are now.
    #[serde(flatten)]
    pub new: NewSecondReading,
    /// What persons said of its proposals.
    pub answers: Vec<SecondAnswer>,
}

impl SecondReading {
    /// The proposals that only this reader has and that nobody has answered, with their places.
    pub fn open_proposals(&self) -> impl Iterator<Item = (usize, &ProposedReport)> {
        self.new.differences.iter().filter(|d| d.report.is_none()).filter_map(|d| {
            let at = d.proposal?;
            let open = self.answers.iter().all(|answer| answer.proposal != at);
            self.new.reports.get(at).filter(|_| open).map(|report| (at, report))
        })
    }

    /// What it says of a report of the record.
    pub fn of_report(&self, report: i64) -> impl Iterator<Item = &Difference> {
        self.new.differences.iter().filter(move |d| d.report == Some(report))
    }
}

/// What a person said of a report that only a second reader has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondAnswer {
    /// The reading.
    pub reading: i64,
    /// The proposal's place in it, counted from 0.
    pub proposal: usize,
    /// When, UTC, RFC 3339.
    pub at: String,
    /// Who.
    pub coder: String,
    /// The report that it became; null where the text tells of no act there.
    pub report: Option<i64>,
}

/// How much a reader has read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondReader {
    /// Who.
    pub reader: String,
    /// Documents that it has read.
    pub documents: u64,
    /// Fields that were left out.
    pub dropped: u64,
    /// Differences with the record, as they were last compared.
    pub differences: u64,
}

/// What of the differences waits for a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondWaits {
    /// Reports of the record that nobody has reviewed and that a second reader reads otherwise, or does not have; by rising ids.
    pub reports: Vec<i64>,
    /// Proposals of second readers that nobody has answered, each with its document; by documents.
    pub proposals: Vec<(i64, i64, usize)>,
}
