//! What goes into reviews and what comes out of them.

use crate::api::{Filter, ReportRow};
use marsad_agree::ReportField;
use marsad_model::{Day, EventType, Report, Span};
use serde::{Deserialize, Serialize};

/// What a coder says of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is as the text says; of some fields only, where those are named.
    Accept,
    /// Fields are wrong; the right values come with it.
    Wrong,
    /// The text tells of no act there.
    NotEvent,
    /// The machine has missed it; the report comes with it.
    Missed,
    /// Another report of the document tells the same.
    Duplicate,
    /// An own review is taken back.
    Undo,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Accept, Self::Wrong, Self::NotEvent, Self::Missed, Self::Duplicate, Self::Undo];

    /// Its name in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Wrong => "wrong",
            Self::NotEvent => "not_event",
            Self::Missed => "missed",
            Self::Duplicate => "duplicate",
            Self::Undo => "undo",
        }
    }

    /// The verdict of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == name)
    }

    /// Whether it says that the report is not to be in the record.
    #[must_use]
    pub fn rejects(self) -> bool {
        matches!(self, Self::NotEvent | Self::Duplicate)
    }
}

/// The right value of a field, in the shape that the JSON of a report has (of `actors`, a list of actors with their spans).
///
/// Every quote in it is words of the document's text under their span, counted in scalar values of `title + "\n\n" + text`.
/// An actor or a place without an `id` is named by its words; one with an `id` is a node of the lexicon or gazetteer, and the
/// store fills in what the node says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field.
    pub field: ReportField,
    /// Its value.
    pub value: serde_json::Value,
}

/// A review to be added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewReview {
    /// When, UTC, RFC 3339.
    pub at: String,
    /// Who.
    pub coder: String,
    /// The document.
    pub document: i64,
    /// The report; none for one that was missed.
    #[serde(default)]
    pub report: Option<i64>,
    /// What is said of it.
    pub verdict: Verdict,
    /// Why, as a digit of [`crate::reasons`].
    #[serde(default)]
    pub reason: Option<u8>,
    /// The fields that were looked at; empty for all of them. Fields nobody looked at follow the machine.
    #[serde(default)]
    pub fields: Vec<ReportField>,
    /// The right values, of [`Verdict::Wrong`]; of [`Verdict::Missed`] all that the report has, `trigger` and `type` among them.
    #[serde(default)]
    pub changes: Vec<FieldChange>,
    /// Which report of the document tells the same, of [`Verdict::Duplicate`].
    #[serde(default)]
    pub duplicate_of: Option<i64>,
    /// Free words; at most 2000 characters.
    #[serde(default)]
    pub note: Option<String>,
    /// How long the coder had it before them, in seconds.
    #[serde(default)]
    pub seconds: Option<f64>,
    /// It settles what coders disagree about. To be allowed to editors only.
    #[serde(default)]
    pub decides: bool,
}

impl NewReview {
    /// A review of a report without anything beside its verdict.
    #[must_use]
    pub fn of(document: i64, report: Option<i64>, verdict: Verdict, coder: &str, at: &str) -> Self {
        Self {
            at: at.to_owned(),
            coder: coder.to_owned(),
            document,
            report,
            verdict,
            reason: None,
            fields: Vec::new(),
            changes: Vec::new(),
            duplicate_of: None,
            note: None,
            seconds: None,
            decides: false,
        }
    }
}

/// A review as the log has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewRow {
    /// Its number; numbers rise.
    pub id: i64,
    /// The report; of a missed one the id that it got.
    pub report: i64,
    /// Where the report's trigger stood and of what type it was, as the coder saw it.
    pub trigger: Span,
    /// See `trigger`.
    #[serde(rename = "type")]
    pub type_: EventType,
    /// The review that it takes back, of [`Verdict::Undo`].
    #[serde(default)]
    pub undoes: Option<i64>,
    /// What the review is about: the machine's reading when it was given; of a report that a person added, as it was added.
    pub base: Report,
    /// Whether `base` is a reading of the machine.
    pub by_machine: bool,
    /// The review as it came, its values with what their nodes say.
    #[serde(rename = "review")]
    pub new: NewReview,
}

/// Who has reviewed a report, as lists and exports show it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// The coders whose reviews stand, in the order of the log; empty in public views.
    pub by: Vec<String>,
    /// When the last of these reviews was given, UTC, RFC 3339.
    pub at: String,
    /// The fields whose values persons gave, in the order of [`ReportField::ALL`]; empty where the machine was right.
    pub fields: Vec<ReportField>,
    /// Whether a person added the report.
    #[serde(default)]
    pub added: bool,
}

/// How a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Nobody has reviewed it.
    Open,
    /// It was given to several coders, and not all of them have answered.
    Waiting,
    /// They have, and disagree: an editor decides.
    Disputed,
    /// A review stands, and the machine reads otherwise by now what it was about.
    Moved,
    /// It is in the record as persons settled it.
    Settled,
    /// Persons took it out of the record.
    Rejected,
}

impl ItemState {
    /// Its name in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Disputed => "disputed",
            Self::Moved => "moved",
            Self::Settled => "settled",
            Self::Rejected => "rejected",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Open, Self::Waiting, Self::Disputed, Self::Moved, Self::Settled, Self::Rejected]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// What a review did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The number of the review.
    pub review: i64,
    /// The report; of a missed one the id that it got.
    pub report: i64,
    /// How the report stands now.
    pub state: ItemState,
    /// The reports of the document that are others now, are gone, or are new.
    pub changed: Vec<i64>,
}

/// One coder's answer about a report: their reviews of it, laid over one another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Who.
    pub coder: String,
    /// Whether they say that it is no report of its own.
    pub rejects: bool,
    /// The report as they have it.
    pub report: Report,
}

/// What coders disagree about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dispute {
    /// The field; null where the question is whether there is a report at all.
    pub field: Option<ReportField>,
    /// What each says: the field's value, or `true` and `false` for whether there is a report.
    pub answers: Vec<(String, serde_json::Value)>,
}

/// Everything that a card shows of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewItem {
    /// The report's id.
    pub report: i64,
    /// Its document.
    pub document: i64,
    /// How it stands.
    pub state: ItemState,
    /// The report as it is settled; of a rejected one, as it would be.
    pub settled: Report,
    /// What the machine reads; null where it has not found it.
    pub machine: Option<Report>,
    /// Who has reviewed it, where anything of that applies.
    pub reviewed: Option<Reviewed>,
    /// Whom it was given to; empty where to nobody in particular.
    pub assigned: Vec<String>,
    /// The answers that whoever looks may see.
    pub answers: Vec<Answer>,
    /// What the coders disagree about; empty for a coder who looks at a blind sample.
    pub disputes: Vec<Dispute>,
    /// The reviews that whoever looks may see, in order; also those taken back.
    pub reviews: Vec<ReviewRow>,
    /// The fields in which the machine reads otherwise by now than when they were settled.
    pub moved: Vec<ReportField>,
}

/// Which items a queue has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueKind {
    /// Reports that nobody has reviewed, was given, or has claimed.
    #[default]
    Open,
    /// Reports that were given to the coder, without the coder's answer.
    Assigned,
    /// Reports whose coders disagree.
    Disputed,
    /// Reviewed reports that the machine reads otherwise by now.
    Moved,
    /// Reports that a second reader reads otherwise or does not have, and those beside which it has one more.
    Second,
}

impl QueueKind {
    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "open" => Some(Self::Open),
            "assigned" => Some(Self::Assigned),
            "disputed" => Some(Self::Disputed),
            "moved" => Some(Self::Moved),
            "second" => Some(Self::Second),
            _ => None,
        }
    }
}

/// In what order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueOrder {
    /// The machine's least confident first.
    #[default]
    Confidence,
    /// As lists have it: newest publication first, and a document's reports together.
    Newest,
    /// By chance, the same for the same seed whoever asks.
    Random {
        /// The seed.
        seed: u64,
        /// One of each type in turn, the rarest types first.
        stratified: bool,
    },
}

/// A question for what is to be reviewed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueAsk {
    /// Which reports: of a dossier, a source, a search … Its `limit` and `after` mean nothing here.
    pub filter: Filter,
    /// Which of them.
    pub kind: QueueKind,
    /// In what order.
    pub order: QueueOrder,
    /// Who asks.
    pub coder: String,
    /// The moment, by which claims of others have run out or not.
    pub now: String,
    /// At most so many (default 50, at most 1000).
    pub limit: Option<usize>,
}

/// One item of a queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueueItem {
    /// The report; of one that persons keep out of the record or that waits to come in, as it would stand there.
    pub row: ReportRow,
    /// How it stands.
    pub state: ItemState,
    /// Until when the coder who asks has claimed it.
    pub claimed_until: Option<String>,
}

/// A sample to be given out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// What the sample is called.
    pub name: String,
    /// Who gives it out.
    pub by: String,
    /// When, UTC, RFC 3339.
    pub at: String,
    /// The coders; each is given every report of it.
    pub coders: Vec<String>,
    /// Of which reports.
    pub filter: Filter,
    /// In what order the first are taken.
    pub order: QueueOrder,
    /// How many, at most 10,000.
    pub reports: usize,
}

/// What was given out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// The number of the sample.
    pub batch: i64,
    /// The reports in it.
    pub reports: Vec<i64>,
}

/// A sample that was given out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// Who gave it out.
    pub by: String,
    /// When.
    pub at: String,
    /// To whom.
    pub coders: Vec<String>,
    /// How many reports.
    pub reports: u64,
    /// How many of them are settled or rejected.
    pub settled: u64,
    /// How many wait for an editor.
    pub disputed: u64,
}

/// How far one coder has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoderProgress {
    /// Who.
    pub coder: String,
    /// Reports with a review of theirs that stands.
    pub reports: u64,
    /// Of these, how many the machine had right.
    pub accepted: u64,
    /// Reports that were given to them and that they have not answered.
    pub waiting: u64,
    /// The middle of the seconds that their reviews took; null where none says.
    pub median_seconds: Option<f64>,
    /// Day of their last review.
    #[serde(default)]
    pub last: Option<Day>,
}

/// How far the review of a question's reports has come.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Reports of the question that are in the record.
    pub total: u64,
    /// Of these, settled by persons.
    pub settled: u64,
    /// Taken out of the record, of the whole store: what is out of the record answers no question.
    pub rejected: u64,
    /// Given to several coders who have not all answered.
    pub waiting: u64,
    /// Waiting for an editor.
    pub disputed: u64,
    /// Reviewed, and read otherwise by the machine since.
    pub moved: u64,
    /// Not reviewed by anybody.
    pub open: u64,
    /// Of the open ones, how many somebody has claimed.
    pub claimed: u64,
    /// What second readers say otherwise and nobody has looked at, over the whole store: reports, and proposals of more.
    #[serde(default)]
    pub second: u64,
    /// By coder, over the whole store.
    pub coders: Vec<CoderProgress>,
}

/// A document that was reviewed from end to end, as gold: its text and what was settled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoldDocument {
    /// Its id in the store.
    #[serde(skip)]
    pub document: i64,
    /// Its name.
    pub id: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Day of publication.
    pub published: Option<Day>,
    /// Headline.
    pub title: String,
    /// Text.
    pub text: String,
    /// The settled reports, in the order of the text.
    pub reports: Vec<Report>,
    /// Who reviewed it.
    pub reviewed_by: Vec<String>,
    /// What the machine had read, with the versions that read it; left out where it is not asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub machine: Vec<Report>,
}
