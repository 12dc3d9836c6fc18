//! `/{lang}/lexicon/try/{id}`: what lint, the cases and the archive say of a change; and saving it.

use super::show::{JobWords, job, moment, reach_words};
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

/// A file with what is added and taken out.
struct Changed {
    name: String,
    lines: Vec<(bool, String)>,
}

#[derive(Template)]
#[template(path = "lexicon_try.html")]
struct TryPage {
    f: Frame,
    id: u64,
    words: String,
    who: String,
    at: String,
    files: Vec<Changed>,
    findings: Vec<String>,
    cases: Vec<(bool, String)>,
    own_cases: String,
    reach: String,
    job: Option<JobWords>,
    whole: bool,
    sample: String,
    candidates: Option<String>,
    saved: Option<u64>,
    sound: bool,
}

/// What is added to a text and what is taken out, line by line; nothing of what stays.
fn lines(before: Option<&str>, after: Option<&str>) -> Vec<(bool, String)> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.unwrap_or_default().lines().collect(), after.unwrap_or_default().lines().collect());
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| (false, (*line).to_owned()));
    let came = new.iter().filter(|line| !old.contains(line)).map(|line| (true, (*line).to_owned()));
    gone.chain(came).take(200).collect()
}

/// `/{lang}/lexicon/try/{id}`.
pub async fn tried(State(state): State<AppState>, who: Who, Path((code, id)): Path<(String, u64)>) -> Response {
    let path = format!("/lexicon/try/{id}");
    let frame = |lang: Lang| Frame::new(lang, "lexicon", &path, None);
    let mut running = false;
    let response = page(&code, frame, async |mut f: Frame| {
        who.must(Role::Coder)?;
        let lang = f.lang;
        f.title = lang.t("lexicon.try.title").to_owned();
        let (tried, limits) = work(&state, move |desk| Ok((desk.tried(id)?, desk.limits()))).await?;
        let draft = &tried.draft;
        running = tried.job.as_ref().is_some_and(|job| job.state == JobState::Running);
        let totals = tried.job.as_ref().filter(|job| job.state != JobState::Running).map(|job| &job.totals);
        let candidates = totals.map(|t| {
            lang.fill_isolated(
                "lexicon.candidates",
                &[
                    ("looked", &lang.number(t.looked)),
                    ("candidates", &lang.number(t.candidates)),
                    ("stored", &lang.number(t.stored)),
                ],
            )
        });
        let files = draft.texts.iter().map(|text| Changed {
            name: text.name.clone(),
            lines: lines(text.before.as_deref(), text.after.as_deref()),
        });
        Ok::<_, Failure>(TryPage {
            id,
            words: draft.words(),
            who: tried.who.clone(),
            at: moment(lang, &tried.at),
            files: files.collect(),
            findings: draft.findings.iter().map(ToString::to_string).collect(),
            cases: draft
                .results
                .iter()
                .map(|r| (r.holds, if r.holds { r.case.text.clone() } else { r.line() }))
                .collect(),
            own_cases: lang.count("lexicon.own_cases", draft.own_cases as u64),
            reach: reach_words(lang, &draft.reach),
            job: tried.job.as_ref().map(|view| job(lang, view)),
            whole: tried.whole,
            sample: lang.number(limits.sample as u64),
            candidates,
            saved: tried.saved,
            sound: draft.against().is_empty() && !draft.texts.is_empty(),
            f,
        })
    })
    .await;
    soon(response, running)
}

/// What a button of the page does.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase", tag = "action")]
pub enum Do {
    /// Tries it on every document that it can touch.
    All,
    /// Calls the trial off.
    Stop,
    /// Keeps it.
    Save {
        /// Why, for the history.
        #[serde(default)]
        why: String,
    },
}

/// `POST /{lang}/lexicon/try/{id}`.
pub async fn act(
    State(state): State<AppState>,
    who: Who,
    answer: Answer,
    Path((_, id)): Path<(String, u64)>,
    Signed(what): Signed<Do>,
) -> Response {
    let lang = answer.lang;
    let here = format!("/{}/lexicon/try/{id}", lang.code());
    let result = async {
        match what {
            Do::All => {
                work(&state, move |desk| desk.try_all(id)).await?;
                Ok((here.clone(), json!({ "trial": id })))
            }
            Do::Stop => {
                work(&state, move |desk| desk.stop(id)).await?;
                Ok((here.clone(), json!({ "trial": id })))
            }
            Do::Save { why } => {
                who.must(Role::Editor)?;
                let name = who.name.to_string();
                let entry = work(&state, move |desk| desk.save(id, &name, &why)).await?;
                let subject = json!({ "change": entry.id, "what": entry.words, "why": entry.why });
                state.audit(&who, "lexicon.save", subject.clone()).await?;
                Ok((here.clone(), subject))
            }
        }
    };
    match result.await {
        Ok((_, value)) if answer.json => answer.done("", value),
        Ok((to, _)) => answer.go(&to),
        Err::<_, Failure>(failure) => answer.failed(&failure),
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_file_shows_what_came_and_what_went() {
        let shown = lines(Some("a\nb\n"), Some("a\nc\n"));
        assert_eq!(shown, [(false, "b".to_owned()), (true, "c".to_owned())]);
        assert_eq!(lines(None, Some("a\n")), [(true, "a".to_owned())]);
        assert_eq!(lines(Some("a\n"), None), [(false, "a".to_owned())]);
    }
}
