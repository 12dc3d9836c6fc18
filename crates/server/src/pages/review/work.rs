//! The workplace: a document's text, and the card of one of its reports beside it.

use super::second::{Second, beside};
use super::shown::{Looked, compose, page_of};
use super::{At, events, now, reviews, until};
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::pages::{Frame, page, script_json};
use crate::params::{self, Unknown};
use crate::people::Who;
use crate::review::edit::{Desk, Form};
use crate::review::panel::Maker;
use crate::review::progress::Remembered;
use crate::review::words::FullText;
use crate::review::{Draft, Queue, queue};
use crate::state::AppState;
use crate::view::Viewer;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use marsad_model::Report;
use marsad_store::{
    DocumentRow, EventStore, ItemState, Progress, ReviewItem, Reviews, Role, SecondReading, Store, StoreError,
};
use serde_json::json;
use std::sync::Arc;

/// Longest query string that is read, in bytes.
const LONGEST: usize = 60_000;

/// What the store says of a report and what is around it.
pub(super) struct Found {
    pub item: ReviewItem,
    pub row: DocumentRow,
    pub items: Vec<ReviewItem>,
    pub next: Option<i64>,
    pub mine: bool,
    pub progress: Progress,
    pub event: Option<events::Found>,
    /// What second readers made of the document; nothing for who answers a blind sample.
    pub second: Vec<SecondReading>,
}

/// The report as the coder begins with it: the own answer where there is one, else as it is settled.
pub(super) fn begun<'i>(item: &'i ReviewItem, coder: &str, decides: bool) -> &'i Report {
    let own = item.answers.iter().find(|answer| answer.coder == coder);
    own.filter(|_| !decides).map_or(&item.settled, |answer| &answer.report)
}

/// What a card is looked for by.
struct Wanted {
    who: Who,
    report: i64,
    queue: Queue,
    decides: bool,
    progress: Arc<Remembered>,
}

impl Wanted {
    /// The report as whoever looks may see it.
    fn item(&self, reviews: &dyn Reviews) -> Result<Option<ReviewItem>, StoreError> {
        if self.who.may(Role::Editor) {
            // An editor sees everybody's answers, but for a sample that the editor answers as well.
            let whole = reviews.review_item(self.report, None)?;
            let blind = whole.as_ref().is_some_and(|item| item.assigned.iter().any(|one| *one == *self.who.name));
            if self.decides || !blind {
                return Ok(whole);
            }
        }
        reviews.review_item(self.report, Some(&self.who.name))
    }

    fn find(
        &self,
        store: &dyn Store,
        reviews: &dyn Reviews,
        events: Option<&dyn EventStore>,
    ) -> Result<Option<Found>, StoreError> {
        let me: &str = &self.who.name;
        let Some(item) = self.item(reviews)? else { return Ok(None) };
        let Some(row) = store.document(item.document)? else { return Ok(None) };
        let now = now();
        // Whoever opens it has it for a while, so that two do not do the same work.
        let mine = item.state != ItemState::Open || reviews.claim_review(self.report, me, &now, &until())?;
        let filter = &self.queue.filter;
        // Who answers a sample beside others answers alone.
        let blind = matches!(item.state, ItemState::Waiting | ItemState::Disputed) && !self.decides;
        Ok(Some(Found {
            second: if blind { Vec::new() } else { reviews.second_readings(item.document)? },
            next: queue::next(reviews, &self.queue, me, &now, self.report)?,
            items: reviews.review_items(item.document, Some(me))?,
            progress: self.progress.get(&params::to_query(filter), || reviews.review_progress(filter, &now))?,
            event: match events {
                Some(events) => events::find(events, self.report)?,
                None => None,
            },
            item,
            row,
            mine,
        }))
    }
}

/// Reads the form that an address is.
pub(super) fn form_of(query: Option<&str>) -> Result<Form, Failure> {
    let query = query.unwrap_or("");
    if query.len() > LONGEST {
        return Err(Failure::Bad(params::Fault::new("draft", "error.draft", Vec::new())));
    }
    Ok(Form(form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
}

/// `/{lang}/review/{report}?in=…&draft=…`: the workplace. With `set=…` a change is laid over the draft, and the address of the
/// card with it is answered.
pub async fn work(
    State(state): State<AppState>,
    who: Who,
    Path((code, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/review/{}", params::encode(&id));
    let frame = |lang: Lang| Frame::new(lang, "review", &path, query.clone());
    let raw = query.clone();
    let mut moved = None;
    let response = page(&code, frame, async |f: Frame| {
        who.must(Role::Coder)?;
        let report: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let form = form_of(raw.as_deref())?;
        let queue = Queue::read(form.get("in"), Unknown::Ignore)?;
        let reviews = reviews(&state)?;
        let decides = form.get("decide") == "1" && who.may(Role::Editor);
        let progress = Arc::clone(&state.progress);
        let wanted = Wanted { who: who.clone(), report, queue: queue.clone(), decides, progress };
        let events = state.events.clone();
        let found = state
            .ask(move |store| wanted.find(store, reviews.as_ref(), events.as_deref()))
            .await?
            .ok_or(Failure::NotFound)?;
        let text = FullText::of(&found.row.document);
        let base = begun(&found.item, &who.name, decides).clone();
        let mut draft = Draft::read(form.get("draft"), &text)?;
        let mut now = draft.over(&base)?;
        let mut open = Some(form.get("open").to_owned()).filter(|open| !open.is_empty());
        let mut fault = None;
        if form.has("set") && form.get("do") != "find" {
            let desk = Desk { text: &text, published: found.row.document.published, known: state.known.as_ref() };
            match desk.edit(&mut now, &form) {
                Ok(shown) => {
                    draft = Draft::between(&base, &now);
                    let queue = queue.query();
                    let at = At { open: shown, decides, ..At::new(f.lang, report, &queue).with(&draft) };
                    moved = Some(at.href());
                }
                // What was typed stays in the form, with what is wrong about it.
                Err(wrong) => {
                    fault = Some(wrong.message(f.lang));
                    now = draft.over(&base)?;
                    open = Some(form.get("set").to_owned());
                }
            }
        } else if form.has("set") {
            open = Some(form.get("set").to_owned());
        }
        let typed = form.get("name").to_owned();
        let viewer = Viewer { lang: f.lang, names: &state.names };
        let maker = Maker {
            lang: f.lang,
            names: &state.names,
            known: state.known.as_ref(),
            open: open.as_deref().map(|open| (open, typed.as_str())),
        };
        let shown =
            Looked { viewer, maker, queue: &queue, who: &who, base: &base, now: &now, draft: &draft, decides, fault };
        Ok::<_, Failure>(compose(f, shown, found))
    })
    .await;
    moved.map_or(response, |to| Redirect::to(&to).into_response())
}

/// `/{lang}/review/documents/{id}`: the first report of a document, or its text alone, where one was missed.
pub async fn of_document(
    State(state): State<AppState>,
    who: Who,
    Path((code, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/review/documents/{}", params::encode(&id));
    let frame = |lang: Lang| Frame::new(lang, "review", &path, query.clone());
    let raw = query.clone();
    let mut moved = None;
    let response = page(&code, frame, async |f: Frame| {
        who.must(Role::Coder)?;
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let form = form_of(raw.as_deref())?;
        let queue = Queue::read(form.get("in"), Unknown::Ignore)?;
        let reviews = reviews(&state)?;
        let me = who.clone();
        let (row, items, readings) = state
            .ask(move |store| {
                Ok((store.document(id)?, reviews.review_items(id, Some(&me.name))?, reviews.second_readings(id)?))
            })
            .await?;
        let row = row.ok_or(Failure::NotFound)?;
        if let Some(first) = items.first() {
            let query = queue.query();
            moved = Some(At::new(f.lang, first.report, &query).href());
        }
        let data = script_json(&json!({ "report": null, "fields": [], "trigger": 0 }));
        let viewer = Viewer { lang: f.lang, names: &state.names };
        let Second { proposed, marks, .. } = beside(viewer, &readings, None, 0);
        Ok::<_, Failure>(page_of(f, row, None, proposed, &marks, &queue, (0, 0, 0), Vec::new(), data))
    })
    .await;
    moved.map_or(response, |to| Redirect::to(&to).into_response())
}
