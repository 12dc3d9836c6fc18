//! What second readers say of a report, beside its card; and what only they have, which a person takes or leaves.

use super::act::put;
use super::{At, now, reviews};
use crate::errors::Failure;
use crate::highlight::Marking;
use crate::i18n::Lang;
use crate::params::Fault;
use crate::people::{Answer, Signed, Who};
use crate::review::card::Row;
use crate::state::AppState;
use crate::view::{Viewer, Words};
use axum::extract::{Path, State};
use axum::response::Response;
use marsad_model::{Quote, Span};
use marsad_store::{
    Difference, FieldChange, NewReview, ProposedReport, ReportField, Role, SecondAnswer, SecondReading, StoreError,
    Verdict,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// What one reader says of a field.
pub struct Says {
    /// Who.
    pub reader: String,
    /// In words of the page: a kind of act or of name; empty where the words of the text say all.
    pub told: String,
    /// The words it rests on.
    pub words: Vec<Words>,
}

/// A report that only a second reader has.
pub struct Proposed {
    pub(super) reading: i64,
    pub(super) at: usize,
    pub(super) reader: String,
    pub(super) type_name: String,
    pub(super) family: &'static str,
    pub(super) trigger: Words,
    /// What else it says: the field's name, and its words.
    pub(super) fields: Vec<(String, Vec<Words>)>,
}

/// Everything that a page shows of second readers.
#[derive(Default)]
pub struct Second {
    /// By field of the card.
    says: Vec<(&'static str, Says)>,
    /// Readers that do not have the report.
    absent: Vec<String>,
    /// What only they have in this document.
    pub proposed: Vec<Proposed>,
    /// Where in the text their words stand.
    pub marks: Vec<Marking>,
}

/// The field of the card that a field of a report stands under.
fn key_of(field: ReportField) -> &'static str {
    match field {
        ReportField::Actors => "who",
        ReportField::Recipients => "whom",
        ReportField::Places => "where",
        ReportField::Date => "when",
        ReportField::Counts => "count",
        _ => "act",
    }
}

/// What a reader is called on a page: its model, without the version of what it was asked.
fn name(reader: &str) -> String {
    let bare = reader.split_once('/').map_or(reader, |(_, rest)| rest);
    bare.rsplit_once('/').map_or(bare, |(name, _)| name).to_owned()
}

/// Gives words of second readers their places in the text, behind the `used` that the card has.
struct Anchors {
    next: usize,
    marks: Vec<Marking>,
}

impl Anchors {
    fn words(&mut self, quote: &Quote) -> Words {
        let anchor = self.next;
        self.next += 1;
        self.marks.push(Marking { span: Span::new(quote.start, quote.end), key: "second", anchor });
        Words { start: quote.start, end: quote.end, text: quote.text.clone(), anchor }
    }

    fn all(&mut self, quotes: &[Quote]) -> Vec<Words> {
        quotes.iter().map(|quote| self.words(quote)).collect()
    }
}

/// What second readers say of a report (none: of a document without one), for a page whose own words have `used` anchors.
pub fn beside(viewer: Viewer<'_>, readings: &[SecondReading], report: Option<i64>, used: usize) -> Second {
    let lang = viewer.lang;
    let mut anchors = Anchors { next: used, marks: Vec::new() };
    let mut out = Second::default();
    for reading in readings {
        let reader = name(&reading.new.reader);
        for one in report.into_iter().flat_map(|report| reading.of_report(report)) {
            match one.field {
                None => out.absent.push(reader.clone()),
                Some(field) => {
                    let told = told(viewer, field, one);
                    out.says
                        .push((key_of(field), Says { reader: reader.clone(), told, words: anchors.all(&one.words) }));
                }
            }
        }
        for (at, proposal) in reading.open_proposals() {
            out.proposed.push(Proposed {
                reading: reading.id,
                at,
                reader: reader.clone(),
                type_name: viewer.type_name(proposal.type_),
                family: crate::view::family(proposal.type_),
                trigger: anchors.words(&proposal.trigger),
                fields: fields(lang, proposal, &mut anchors),
            });
        }
    }
    out.marks = anchors.marks;
    out
}

fn told(viewer: Viewer<'_>, field: ReportField, one: &Difference) -> String {
    let lang = viewer.lang;
    match (&one.code, field) {
        (Some(code), ReportField::Type) => code.parse().map_or_else(|_| code.clone(), |type_| viewer.type_name(type_)),
        (Some(code), _) => match code.as_str() {
            "place" => lang.t("review.second.place").to_owned(),
            "person" => lang.t("review.second.person").to_owned(),
            _ => lang.t("review.second.actor").to_owned(),
        },
        (None, _) if one.words.is_empty() => lang.t("review.second.nothing").to_owned(),
        _ => String::new(),
    }
}

fn fields(lang: Lang, proposal: &ProposedReport, anchors: &mut Anchors) -> Vec<(String, Vec<Words>)> {
    let date: Vec<Quote> = proposal.date.iter().cloned().collect();
    let mut out = Vec::new();
    for (label, quotes) in [
        ("field.actors", &proposal.actors),
        ("field.recipients", &proposal.recipients),
        ("field.place", &proposal.places),
        ("field.date", &date),
    ] {
        if !quotes.is_empty() {
            out.push((lang.t(label).to_owned(), anchors.all(quotes)));
        }
    }
    for count in &proposal.counts {
        out.push((lang.code_name("count", count.what.as_str()), vec![anchors.words(&count.quote)]));
    }
    out
}

impl Second {
    /// Puts what is said of fields under the rows of a card.
    pub fn lay(&mut self, rows: &mut [Row]) {
        for (key, says) in self.says.drain(..) {
            if let Some(row) = rows.iter_mut().find(|row| row.key == key) {
                row.second.push(says);
            }
        }
    }

    /// The readers that do not have the report, in one sentence; none where all do.
    pub fn absent(&self, lang: Lang) -> Option<String> {
        let names: Vec<String> = self.absent.iter().map(|name| format!("\u{2068}{name}\u{2069}")).collect();
        (!names.is_empty()).then(|| lang.fill("review.second.absent", &[("who", &names.join(" · "))]))
    }
}

/// What the form under a proposal sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    /// `take` or `leave`.
    #[serde(rename = "do")]
    act: String,
    reading: String,
    proposal: String,
    #[serde(rename = "in")]
    queue: String,
}

/// `POST /{lang}/review/documents/{id}/second`: takes a report that only a second reader has into the record, as one that the
/// machine has missed, or says that the text tells of no such act. Its other fields are put right on its card.
pub async fn answer(
    State(state): State<AppState>,
    who: Who,
    Path((_, id)): Path<(String, String)>,
    way: Answer,
    Signed(sent): Signed<Sent>,
) -> Response {
    let page = format!("/{}/review/documents/{id}?in={}", way.lang.code(), crate::params::encode(&sent.queue));
    match answered(&state, &who, &id, &sent).await {
        Ok(value) if way.json => way.done(&page, value),
        Ok(value) => match value["report"].as_i64() {
            Some(report) => way.go(&At::new(way.lang, report, &sent.queue).href()),
            None => way.go(&page),
        },
        Err(failure) => way.failed(&failure),
    }
}

async fn answered(state: &AppState, who: &Who, id: &str, sent: &Sent) -> Result<Value, Failure> {
    who.must(Role::Coder)?;
    let document: i64 = id.parse().map_err(|_| Failure::NotFound)?;
    let (reading, at): (i64, usize) = match (sent.reading.parse(), sent.proposal.parse()) {
        (Ok(reading), Ok(at)) => (reading, at),
        _ => return Err(Failure::NotFound),
    };
    let takes = match sent.act.as_str() {
        "take" => true,
        "leave" => false,
        other => {
            let args = vec![("value", other.to_owned()), ("known", "take, leave".to_owned())];
            return Err(Fault::new("do", "error.choice", args).into());
        }
    };
    let store = reviews(state)?;
    let asked = store.clone();
    let found = state.ask(move |_| asked.second_readings(document)).await?;
    let found = found.into_iter().find(|one| one.id == reading).ok_or(Failure::NotFound)?;
    let proposal = found.open_proposals().find(|(place, _)| *place == at).map(|(_, proposal)| proposal.clone());
    let none = || StoreError::BadReview { why: "somebody has answered this already; load the page again".into() };
    let proposal = proposal.ok_or_else(none)?;
    let report = if takes {
        let mut new = NewReview::of(document, None, Verdict::Missed, &who.name, &now());
        new.changes = changes(&proposal)?;
        Some(put(state, who, new).await?.report)
    } else {
        None
    };
    let answer = SecondAnswer { reading, proposal: at, at: now(), coder: who.name.to_string(), report };
    state.ask(move |_| store.answer_second(&answer)).await?;
    let subject = json!({ "reading": reading, "proposal": at, "report": report });
    state.audit(who, "review.second", subject.clone()).await?;
    Ok(subject)
}

/// A proposal as a person adds it: names as they are written, for the card to put right.
fn changes(proposal: &ProposedReport) -> Result<Vec<FieldChange>, Failure> {
    let named = |quotes: &[Quote], key: &str| -> Value {
        let one = |q: &Quote| json!({ "start": q.start, "end": q.end, "text": q.text, key: q.text });
        Value::Array(quotes.iter().map(one).collect())
    };
    let trigger = serde_json::to_value(&proposal.trigger).map_err(|e| Failure::Broken(e.to_string()))?;
    let mut out = vec![(ReportField::Trigger, trigger), (ReportField::Type, json!(proposal.type_))];
    for (field, quotes, key) in [
        (ReportField::Actors, &proposal.actors, "entity"),
        (ReportField::Recipients, &proposal.recipients, "entity"),
        (ReportField::Places, &proposal.places, "name"),
    ] {
        if !quotes.is_empty() {
            out.push((field, named(quotes, key)));
        }
    }
    Ok(out.into_iter().map(|(field, value)| FieldChange { field, value }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_is_called_by_its_model() {
        assert_eq!(name("server/qwen3:8b/1a2b3c4d"), "qwen3:8b");
        assert_eq!(name("server/org/model/1a2b3c4d"), "org/model");
        assert_eq!(name("onnx/tagger/ff00ff00"), "tagger");
        assert_eq!(name("x"), "x");
    }
}
