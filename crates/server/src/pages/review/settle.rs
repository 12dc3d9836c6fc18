//! What coders disagree about, side by side with their words; an editor chooses, or sets another value on the card.

use super::shown::{leads_to, state_key};
use super::{At, now, reviews};
use crate::dates;
use crate::errors::Failure;
use crate::highlight::{self, Block, Marking};
use crate::i18n::Lang;
use crate::pages::{Frame, page};
use crate::params::{self, Fault, Unknown};
use crate::people::{Answer, Signed, Who};
use crate::review::Queue;
use crate::review::card::told;
use crate::review::edit::{Form, fields_of};
use crate::state::AppState;
use crate::view::{Card, Field, Viewer, Words};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use marsad_model::{Report, Span};
use marsad_store::{
    Dispute, DocumentRow, FieldChange, ItemState, NewReview, QueueKind, ReportField, ReviewItem, Role, Verdict, reasons,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What one or several coders say of a field.
pub struct Said {
    /// Number of the answer, as the form sends it.
    n: usize,
    /// Who.
    who: String,
    /// In words.
    text: String,
    /// The words of the text.
    words: Vec<Words>,
    /// Whether most say so.
    chosen: bool,
}

/// A field that they disagree about.
pub struct Question {
    /// Its name in the form.
    name: String,
    key: &'static str,
    label: String,
    said: Vec<Said>,
    machine: Option<String>,
}

#[derive(Template)]
#[template(path = "review_settle.html")]
struct SettlePage {
    f: Frame,
    row: DocumentRow,
    head: Block,
    body: Vec<Block>,
    published: Option<(String, String)>,
    badge: Card,
    report: i64,
    queue: String,
    home: String,
    next: Option<i64>,
    questions: Vec<Question>,
    whys: Vec<(u8, String)>,
    notes: Vec<(String, String)>,
    card: String,
    stands: String,
}

/// `/{lang}/review/{report}/settle`.
pub async fn settle(
    State(state): State<AppState>,
    who: Who,
    Path((code, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/review/{}/settle", params::encode(&id));
    let frame = |lang: Lang| Frame::new(lang, "review", &path, query.clone());
    let raw = query.clone();
    page(&code, frame, async move |f: Frame| {
        who.must(Role::Editor)?;
        let report: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let form = super::work::form_of(raw.as_deref())?;
        let queue = Queue::read(form.get("in"), Unknown::Ignore)?;
        let reviews = reviews(&state)?;
        let me = who.name.to_string();
        let asked = Queue { kind: QueueKind::Disputed, ..queue.clone() };
        let found = state
            .ask(move |store| {
                let Some(item) = reviews.review_item(report, None)? else { return Ok(None) };
                let Some(row) = store.document(item.document)? else { return Ok(None) };
                let next = crate::review::queue::next(reviews.as_ref(), &asked, &me, &now(), report)?;
                Ok(Some((item, row, next)))
            })
            .await?;
        let (item, row, next) = found.ok_or(Failure::NotFound)?;
        let viewer = Viewer { lang: f.lang, names: &state.names };
        Ok(compose(f, viewer, &item, row, next, &queue))
    })
    .await
}

fn compose(
    mut f: Frame,
    viewer: Viewer<'_>,
    item: &ReviewItem,
    row: DocumentRow,
    next: Option<i64>,
    queue: &Queue,
) -> SettlePage {
    let lang = f.lang;
    f.title = lang.t("review.settle.title").to_owned();
    let questions: Vec<Question> = item.disputes.iter().map(|d| question(viewer, item, d)).collect();
    let mut marks: Vec<Marking> = Vec::new();
    for q in &questions {
        for w in q.said.iter().flat_map(|s| &s.words) {
            marks.push(Marking { span: Span::new(w.start, w.end), key: q.key, anchor: w.anchor });
        }
    }
    marks.push(Marking { span: item.settled.trigger.span(), key: "act", anchor: 0 });
    marks.push(Marking { span: item.settled.evidence.span(), key: "evidence", anchor: 1 });
    let d = &row.document;
    let (head, body) = highlight::blocks(&d.title, &d.text, &marks);
    let query = queue.query();
    let rejecting = reasons().iter().filter(|r| leads_to(r).is_none());
    let whys = rejecting.map(|r| (r.digit, if lang == Lang::Ar { r.ar } else { r.en }.to_owned())).collect();
    let notes = item.reviews.iter().filter_map(|r| Some((r.new.coder.clone(), r.new.note.clone()?)));
    SettlePage {
        published: d.published.map(|day| (dates::day(lang, day), day.to_string())),
        badge: viewer.card(&super::shown::as_row(&row, item.report, &item.settled)),
        report: item.report,
        home: super::home_href(lang, &query, false),
        card: At { decides: true, ..At::new(lang, item.report, &query) }.href(),
        stands: lang.t(state_key(item.state)).to_owned(),
        notes: notes.collect(),
        queue: query,
        head,
        body,
        next,
        questions,
        whys,
        row,
        f,
    }
}

/// One disagreement: equal answers stand together.
fn question(viewer: Viewer<'_>, item: &ReviewItem, dispute: &Dispute) -> Question {
    let lang = viewer.lang;
    let mut groups: Vec<(Value, Vec<&str>)> = Vec::new();
    for (coder, value) in &dispute.answers {
        match groups.iter_mut().find(|(known, _)| known == value) {
            Some((_, who)) => who.push(coder),
            None => groups.push((value.clone(), vec![coder])),
        }
    }
    let most = groups.iter().map(|(_, who)| who.len()).max().unwrap_or(0);
    let clear = groups.iter().filter(|(_, who)| who.len() == most).count() == 1;
    let base = item.answers.iter().find(|a| !a.rejects).map_or(&item.settled, |a| &a.report);
    let mut anchor = dispute.field.map_or(0, |f| (f as usize + 1) * 100);
    let said = groups.iter().enumerate().map(|(n, (value, who))| {
        let (text, words) = match dispute.field {
            Some(field) => shown(viewer, base, field, value, &mut anchor),
            None => {
                (lang.t(if is_report(value) { "review.settle.is" } else { "review.settle.is_not" }).to_owned(), vec![])
            }
        };
        let names: Vec<String> = who.iter().map(|w| format!("\u{2068}{w}\u{2069}")).collect();
        Said { n, who: names.join(" · "), text, words, chosen: clear && who.len() == most }
    });
    let said: Vec<Said> = said.collect();
    let machine = item.machine.as_ref().zip(dispute.field);
    let machine = machine.map(|(m, field)| shown(viewer, m, field, &field.of(m), &mut anchor).0);
    Question {
        name: dispute.field.map_or("report".to_owned(), |f| f.as_str().to_owned()),
        key: dispute.field.map_or("act", key_of),
        label: super::agreement::field_name(lang, dispute.field.map_or("report", ReportField::as_str)),
        said,
        machine,
    }
}

/// Whether an answer says that there is a report.
fn is_report(value: &Value) -> bool {
    value.as_bool().unwrap_or(true)
}

/// The row of a card that shows a field.
fn key_of(field: ReportField) -> &'static str {
    const KEYS: [&str; 9] = ["act", "who", "whom", "where", "when", "count", "said", "voice", "sure"];
    let own = KEYS.into_iter().find(|key| fields_of(key).contains(&field));
    own.unwrap_or(match field {
        ReportField::Contexts => "context",
        ReportField::LoadedTerms => "loaded",
        _ => "evidence",
    })
}

/// A value of a field in words, with the words of the text under it.
fn shown(
    viewer: Viewer<'_>,
    base: &Report,
    field: ReportField,
    value: &Value,
    anchor: &mut usize,
) -> (String, Vec<Words>) {
    let mut report = base.clone();
    if field.put(&mut report, value).is_err() {
        return (value.to_string(), Vec::new());
    }
    let lang = viewer.lang;
    // A field that shares its row with others is told alone.
    let own = match field {
        ReportField::Type => Some(viewer.type_name(report.type_)),
        ReportField::Mode => Some(names(lang, "mode", report.mode.iter().map(|m| m.as_str()))),
        ReportField::Aux => Some(names(lang, "aux", report.aux.iter().map(|a| a.as_str()))),
        ReportField::Modality => Some(lang.code_name("modality", report.modality.as_str())),
        ReportField::Polarity => Some(lang.code_name("polarity", report.polarity.as_str())),
        ReportField::Trigger => Some(report.trigger.text.clone()),
        ReportField::Event => Some(report.event.to_string()),
        _ => None,
    };
    let fields = viewer.fields(&report);
    let found: Option<&Field> = fields.iter().find(|f| f.key == key_of(field));
    let mut words: Vec<Words> = Vec::new();
    if own.is_none() || field == ReportField::Trigger {
        words.extend(found.iter().flat_map(|f| f.values.iter().filter_map(|v| v.words.clone())));
    }
    for w in &mut words {
        w.anchor = *anchor;
        *anchor += 1;
    }
    let text = own.or_else(|| found.map(told)).filter(|t| !t.is_empty());
    (text.unwrap_or_else(|| lang.t("field.none").to_owned()), words)
}

fn names<'c>(lang: Lang, group: &str, codes: impl Iterator<Item = &'c str>) -> String {
    codes.map(|code| lang.code_name(group, code)).collect::<Vec<_>>().join(" · ")
}

/// What the form sends: for each field the number of the answer, or `reject.DIGIT`.
#[derive(Debug, serde::Deserialize)]
#[serde(transparent)]
pub struct Sent(BTreeMap<String, String>);

/// `POST /{lang}/review/{report}/settle`.
pub async fn settled(
    State(state): State<AppState>,
    who: Who,
    Path((_, id)): Path<(String, String)>,
    answer: Answer,
    Signed(Sent(sent)): Signed<Sent>,
) -> Response {
    let lang = answer.lang;
    let form = Form(sent.into_iter().collect());
    let queue = form.get("in").to_owned();
    let work = async {
        who.must(Role::Editor)?;
        let report: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let reviews = reviews(&state)?;
        let item = state.ask(move |_| reviews.review_item(report, None)).await?.ok_or(Failure::NotFound)?;
        if item.state != ItemState::Disputed {
            return Err(Failure::Body(lang.t("review.settle.nothing").to_owned()));
        }
        let mut new = decision(&item, &form)?;
        (new.coder, new.at) = (who.name.to_string(), now());
        new.note = Some(form.get("note").to_owned()).filter(|note| !note.is_empty());
        let outcome = super::act::put(&state, &who, new).await?;
        Ok(json!({ "review": outcome.review, "report": outcome.report, "state": outcome.state }))
    };
    let page = match form.get("next").parse::<i64>() {
        Ok(next) => format!("/{}/review/{next}/settle?in={}#w0", lang.code(), params::encode(&queue)),
        Err(_) => super::home_href(lang, &queue, true),
    };
    match work.await {
        Ok(value) if answer.json => answer.done(&page, value),
        Ok(_) => answer.go(&page),
        Err(failure) => answer.failed(&failure),
    }
}

/// The review that settles what coders disagree about.
fn decision(item: &ReviewItem, form: &Form) -> Result<NewReview, Failure> {
    let mut new = NewReview::of(item.document, Some(item.report), Verdict::Accept, "", "");
    new.decides = true;
    if let Some(digit) = form.get("verdict").strip_prefix("reject.").and_then(|d| d.parse().ok()) {
        (new.verdict, new.reason) = (Verdict::NotEvent, Some(digit));
        return Ok(new);
    }
    let mut kept = BTreeMap::new();
    for dispute in &item.disputes {
        let name = dispute.field.map_or("report", ReportField::as_str);
        let missing = || Fault::new(name, "error.unsettled", Vec::new());
        let mut values: Vec<&Value> = Vec::new();
        for (_, value) in &dispute.answers {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let n: usize = form.get(name).parse().map_err(|_| missing())?;
        let value = *values.get(n).ok_or_else(missing)?;
        match dispute.field {
            Some(field) => drop(kept.insert(field, value.clone())),
            None if !is_report(value) => {
                new.verdict = Verdict::NotEvent;
                return Ok(new);
            }
            None => {}
        }
    }
    // Those who say that there is no report say nothing of its fields: what the others say stands.
    if !kept.is_empty() {
        new.verdict = Verdict::Wrong;
        new.fields = kept.keys().copied().collect();
        new.changes = kept.into_iter().map(|(field, value)| FieldChange { field, value }).collect();
    }
    Ok(new)
}
