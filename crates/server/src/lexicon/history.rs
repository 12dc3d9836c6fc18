//! `/{lang}/lexicon/history`: every change, with who and why, and taking it back. `/{lang}/lexicon/again`: documents read again.

use super::show::{JobWords, Line, entry_line, job};
use super::{soon, work};
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::pages::{Frame, page};
use crate::people::{Answer, Signed, Who};
use crate::state::AppState;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use marsad_edit::JobState;
use marsad_store::Role;
use serde::Deserialize;
use serde_json::json;

/// How many changes the page shows.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "lexicon_history.html")]
struct HistoryPage {
    f: Frame,
    entries: Vec<Line>,
    folder: String,
}

/// `/{lang}/lexicon/history`.
pub async fn history(State(state): State<AppState>, Path(code): Path<String>) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "lexicon", "/lexicon/history", None);
    let response = page(&code, frame, async |mut f: Frame| {
        f.title = f.lang.t("lexicon.history.title").to_owned();
        let (log, folder) = work(&state, |desk| Ok((desk.log()?, desk.folder().path().display().to_string()))).await?;
        let entries = log.iter().take(SHOWN).map(|entry| entry_line(f.lang, entry)).collect();
        Ok::<_, Failure>(HistoryPage { f, entries, folder })
    })
    .await;
    soon(response, false)
}

/// A change to be taken back.
#[derive(Deserialize)]
pub struct Undo {
    undo: u64,
    #[serde(default)]
    why: String,
}

/// `POST /{lang}/lexicon/history`: takes a change back.
pub async fn undo(State(state): State<AppState>, who: Who, answer: Answer, Signed(sent): Signed<Undo>) -> Response {
    let result = async {
        who.must(Role::Editor)?;
        let (name, id) = (who.name.to_string(), sent.undo);
        let entry = work(&state, move |desk| desk.undo(id, &name, &sent.why)).await?;
        let subject = json!({ "change": entry.id, "undoes": id, "what": entry.words });
        state.audit(&who, "lexicon.undo", subject.clone()).await?;
        Ok(subject)
    };
    let page = format!("/{}/lexicon/history", answer.lang.code());
    answer.of(&page, result.await)
}

#[derive(Template)]
#[template(path = "lexicon_again.html")]
struct AgainPage {
    f: Frame,
    entry: Option<u64>,
    job: Option<JobWords>,
}

/// `/{lang}/lexicon/again`: how reading again stands.
pub async fn again(State(state): State<AppState>, who: Who, Path(code): Path<String>) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "lexicon", "/lexicon/again", None);
    let mut running = false;
    let response = page(&code, frame, async |mut f: Frame| {
        who.must(Role::Coder)?;
        f.title = f.lang.t("lexicon.again.title").to_owned();
        let found = work(&state, |desk| Ok(desk.reading_again())).await?;
        running = found.as_ref().is_some_and(|(view, _)| view.state == JobState::Running);
        let entry = found.as_ref().and_then(|(_, entry)| *entry);
        let job = found.map(|(view, _)| job(f.lang, &view));
        Ok::<_, Failure>(AgainPage { f, entry, job })
    })
    .await;
    soon(response, running)
}

/// What a button of the page does.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase", tag = "action")]
pub enum Do {
    /// Begins.
    Start {
        /// The change whose documents are read again; without it all documents are.
        #[serde(default)]
        change: Option<String>,
    },
    /// Calls it off.
    Stop,
}

/// `POST /{lang}/lexicon/again`.
pub async fn change_again(
    State(state): State<AppState>,
    who: Who,
    answer: Answer,
    Signed(what): Signed<Do>,
) -> Response {
    let result = async {
        who.must(Role::Editor)?;
        match what {
            Do::Start { change } => {
                let change = change.filter(|text| !text.trim().is_empty()).map(|text| {
                    text.trim().parse::<u64>().map_err(|_| Failure::Body(format!("`{text}` is no number of a change")))
                });
                let change = change.transpose()?;
                work(&state, move |desk| desk.read_again(change)).await?;
                let subject = json!({ "change": change });
                state.audit(&who, "lexicon.recode", subject.clone()).await?;
                Ok(subject)
            }
            Do::Stop => {
                work(&state, |desk| {
                    desk.stop_again();
                    Ok(())
                })
                .await?;
                Ok(json!({ "stopped": true }))
            }
        }
    };
    match result.await {
        Ok(value) if answer.json => answer.done("", value),
        Ok(_) => answer.go(&format!("/{}/lexicon/again", answer.lang.code())),
        Err::<_, Failure>(failure) => answer.failed(&failure),
    }
}
