//! What people do about alarms from their pages or a program: say that one was seen, mute a watch, write a note.

use crate::errors::Failure;
use crate::people::{Answer, Signed, Who};
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use marsad_model::Day;
use marsad_store::{NewNote, Role, StoreError, WatchRow};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the form of an alarm sends.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase", tag = "action")]
pub enum OnAlarm {
    /// It was seen.
    Ack,
    /// A note about it.
    Note {
        /// The note.
        text: String,
    },
}

/// What the form of a watch sends.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase", tag = "action")]
pub enum OnWatch {
    /// Its alarms are sent to nobody until the beginning of this day (UTC).
    Mute {
        /// The day.
        until: Day,
    },
    /// They are sent again.
    Unmute,
    /// A note about it.
    Note {
        /// The note.
        text: String,
    },
}

/// The first instant of a day, in milliseconds since 1970.
fn start_of(day: Day) -> i64 {
    let days = Day::constant(1970, 1, 1).until(day).map_or(0, |span| i64::from(span.get_days()));
    days.saturating_mul(86_400_000)
}

/// What a store refuses in what a person wrote is the person's to mend.
fn written(error: StoreError) -> Failure {
    match error {
        StoreError::BadInput { .. } => Failure::Body(error.to_string()),
        other => other.into(),
    }
}

/// The watch, unless there is none or it was removed.
async fn watch(state: &AppState, id: i64) -> Result<WatchRow, Failure> {
    let found = state.ask_watches(move |store| store.watch(id)).await?;
    found.filter(|watch| watch.removed_at.is_none()).ok_or(Failure::NotFound)
}

async fn note(state: &AppState, who: &Who, watch: i64, alarm: Option<i64>, text: String) -> Result<Value, Failure> {
    let new = NewNote { watch, alarm, who: who.name.to_string(), text };
    let now = Timestamp::now().as_millisecond();
    let id = state.ask_watches(move |store| Ok(store.add_note(&new, now))).await?.map_err(written)?;
    let subject = json!({ "watch": watch, "alarm": alarm, "note": id });
    state.audit(who, "watch.note", subject.clone()).await?;
    Ok(subject)
}

async fn on_alarm(state: &AppState, who: &Who, id: i64, what: OnAlarm) -> Result<Value, Failure> {
    who.must(Role::Coder)?;
    let alarm = state.ask_watches(move |store| store.alarm(id)).await?.ok_or(Failure::NotFound)?;
    match what {
        OnAlarm::Ack => {
            let (name, now) = (who.name.to_string(), Timestamp::now().as_millisecond());
            let first = state.ask_watches(move |store| store.acknowledge(id, &name, now)).await?;
            let subject = json!({ "alarm": id, "watch": alarm.alarm.watch, "first": first });
            // Whoever saw it first stays; a second look changes nothing.
            if first {
                state.audit(who, "alarm.ack", subject.clone()).await?;
            }
            Ok(subject)
        }
        OnAlarm::Note { text } => note(state, who, alarm.alarm.watch, Some(id), text).await,
    }
}

async fn on_watch(state: &AppState, who: &Who, id: i64, what: OnWatch) -> Result<Value, Failure> {
    who.must(Role::Coder)?;
    watch(state, id).await?;
    let (until, word) = match what {
        OnWatch::Mute { until } => (Some(until), "watch.mute"),
        OnWatch::Unmute => (None, "watch.unmute"),
        OnWatch::Note { text } => return note(state, who, id, None, text).await,
    };
    let at = until.map(start_of);
    state.ask_watches(move |store| store.mute_watch(id, at)).await?;
    let subject = json!({ "watch": id, "until": until });
    state.audit(who, word, subject.clone()).await?;
    Ok(subject)
}

fn id(text: &str) -> Result<i64, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// `POST /{lang}/alarms/{id}`.
pub async fn alarm(
    State(state): State<AppState>,
    who: Who,
    answer: Answer,
    Path((_, text)): Path<(String, String)>,
    Signed(what): Signed<OnAlarm>,
) -> Response {
    let result = async { on_alarm(&state, &who, id(&text)?, what).await };
    answer.of(&format!("/{}/alarms#alarm-{text}", answer.lang.code()), result.await)
}

/// `POST /api/alarms/{id}`.
pub async fn api_alarm(
    State(state): State<AppState>,
    who: Who,
    answer: Answer,
    Path(text): Path<String>,
    Signed(what): Signed<OnAlarm>,
) -> Response {
    let result = async { on_alarm(&state, &who, id(&text)?, what).await };
    answer.of("/", result.await)
}

/// `POST /{lang}/watch/{id}`.
pub async fn of_watch(
    State(state): State<AppState>,
    who: Who,
    answer: Answer,
    Path((_, text)): Path<(String, String)>,
    Signed(what): Signed<OnWatch>,
) -> Response {
    let result = async { on_watch(&state, &who, id(&text)?, what).await };
    answer.of(&format!("/{}/watch/{text}", answer.lang.code()), result.await)
}

/// `POST /api/watch/{id}`.
pub async fn api_watch(
    State(state): State<AppState>,
    who: Who,
    answer: Answer,
    Path(text): Path<String>,
    Signed(what): Signed<OnWatch>,
) -> Response {
    let result = async { on_watch(&state, &who, id(&text)?, what).await };
    answer.of("/", result.await)
}

/// `GET /{lang}/alarms/{id}`: an alarm by its own address stands on the page of its watch, as it was known then.
pub async fn show(State(state): State<AppState>, Path((code, text)): Path<(String, String)>) -> Response {
    use crate::i18n::Lang;
    use crate::pages::Frame;
    use axum::response::{IntoResponse, Redirect};
    let lang = Lang::from_code(&code);
    let result = async {
        let (id, lang) = (id(&text)?, lang.ok_or(Failure::NotFound)?);
        let alarm = state.ask_watches(move |store| store.alarm(id)).await?.ok_or(Failure::NotFound)?;
        let href = crate::watches::watch_href(lang, alarm.alarm.watch, "", Some(alarm.alarm.content.known));
        Ok::<_, Failure>(format!("{href}#alarm-{id}"))
    };
    match result.await {
        Ok(href) => Redirect::temporary(&href).into_response(),
        Err(failure) => failure.page(Frame::new(lang.unwrap_or(Lang::En), "alarms", "/alarms", None)),
    }
}
