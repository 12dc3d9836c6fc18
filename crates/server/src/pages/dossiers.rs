//! The pages of dossiers: the list, one dossier with everything behind its answer, and its brief to print.

use super::{Frame, page};
use crate::brief::{self, Room, Style, brief_html};
use crate::dates;
use crate::errors::Failure;
use crate::i18n::{Lang, number};
use crate::params::{self, Unknown};
use crate::state::AppState;
use crate::view::Viewer;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use brief::{DossierView, language, look};
use marsad_model::Day;
use marsad_store::{Asking, Upkeep, answer};
use marsad_watch::dossier::{Brief, Note, Question, Saying};

/// One dossier in the list.
struct Entry {
    name: String,
    title: String,
    question: String,
    saying: Option<Saying>,
    state: String,
    sentence: String,
    version: String,
    broken: Option<String>,
}

#[derive(Template)]
#[template(path = "dossiers.html")]
struct ListPage {
    f: Frame,
    entries: Vec<Entry>,
}

impl ListPage {
    /// The class that shows how an answer stands.
    fn look(saying: &Option<Saying>) -> &'static str {
        saying.map_or("off", look)
    }
}

#[derive(Template)]
#[template(path = "dossier.html")]
struct DossierPage {
    f: Frame,
    name: String,
    as_of: String,
    view: DossierView,
    question_text: String,
    version: String,
}

/// A moment as answers carry it.
fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A dossier's row with its brief, or why its question cannot be read.
type Asked = (marsad_store::DossierRow, Result<Brief, String>);

/// What a dossier of a store answers; the row comes back even where its question cannot be read any more.
pub(crate) fn asked(
    store: &dyn Upkeep,
    name: &str,
    as_of: Option<Day>,
) -> Result<Option<Asked>, marsad_store::StoreError> {
    let Some(row) = store.dossier(name)? else { return Ok(None) };
    let question = match Question::read(&row.question) {
        Ok(question) => question,
        Err(error) => return Ok(Some((row, Err(error.to_string())))),
    };
    let notes = store.dossier_notes(name)?.into_iter().map(|n| Note { at: n.at, text: n.text }).collect();
    let marsad = env!("CARGO_PKG_VERSION").to_owned();
    let brief = answer(store, &question, Asking { as_of, version: row.version, made_at: now(), marsad, notes })?;
    Ok(Some((row, Ok(brief))))
}

/// The day that an address asks for, today at the latest: a dossier counts every week until then.
fn day_of(query: Option<&str>) -> Result<Option<Day>, Failure> {
    let mut day = None;
    for (name, value) in params::pairs(query, &["as_of"], Unknown::Refuse)? {
        if !value.is_empty() {
            // What is known on a day to come is what is known today.
            day = Some(params::day(name, &value)?.min(jiff::Zoned::now().date()));
        }
    }
    Ok(day)
}

/// `/{lang}/dossiers`.
pub async fn dossiers(State(state): State<AppState>, Path(code): Path<String>, RawQuery(query): RawQuery) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "dossiers", "/dossiers", query.clone());
    page(&code, frame, async move |mut f: Frame| {
        f.title = f.lang.t("dossiers.title").to_owned();
        let lang = f.lang;
        let entries = state
            .whole(move |store| {
                let mut entries = Vec::new();
                for row in store.dossiers()? {
                    let Some((row, brief)) = asked(store, &row.name, None)? else { continue };
                    let at = dates::instant(lang, &row.added_at);
                    let version = lang.fill("dossiers.version", &[("n", &row.version.to_string()), ("at", &at)]);
                    entries.push(match brief {
                        Ok(b) => Entry {
                            name: row.name,
                            title: b.title.say(language(lang)).to_owned(),
                            question: b.question.say(language(lang)).to_owned(),
                            saying: Some(b.answer.saying),
                            state: lang.t(&format!("brief.state.{}", b.answer.saying.code())).to_owned(),
                            sentence: b.answer.sentence.say(language(lang)).to_owned(),
                            version,
                            broken: None,
                        },
                        Err(why) => Entry {
                            title: row.name.clone(),
                            name: row.name,
                            question: String::new(),
                            saying: None,
                            state: String::new(),
                            sentence: String::new(),
                            version,
                            broken: Some(lang.fill_isolated("dossiers.broken", &[("why", &why)])),
                        },
                    });
                }
                Ok(entries)
            })
            .await?;
        Ok(ListPage { f, entries })
    })
    .await
}

/// `/{lang}/dossiers/{name}`.
pub async fn dossier(
    State(state): State<AppState>,
    Path((code, name)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/dossiers/{}", params::encode(&name));
    let frame = |lang: Lang| Frame::new(lang, "dossiers", &path, query.clone());
    let raw = query.clone();
    page(&code, frame, async move |mut f: Frame| {
        let day = day_of(raw.as_deref())?;
        let wanted = name.clone();
        let found = state.whole(move |store| asked(store, &wanted, day)).await?;
        let Some((row, Ok(brief))) = found else { return Err(Failure::NotFound) };
        let lang = f.lang;
        f.title = brief.title.say(language(lang)).to_owned();
        f.json = Some(format!("/api/dossiers/{name}"));
        let viewer = Viewer { lang, names: &state.names };
        let view = DossierView::new(&brief, viewer);
        let at = dates::instant(lang, &row.added_at);
        let version = lang.fill("dossiers.version", &[("n", &number(u64::from(row.version))), ("at", &at)]);
        Ok(DossierPage { f, name, as_of: brief.as_of.to_string(), view, question_text: row.question, version })
    })
    .await
}

/// `/{lang}/dossiers/{name}/brief`: a page of its own, to print.
pub async fn print(
    State(state): State<AppState>,
    Path((code, name)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let lang = Lang::from_code(&code).unwrap_or(Lang::En);
    let failed = |failure: Failure| failure.page(Frame::new(lang, "dossiers", "/dossiers", None));
    if Lang::from_code(&code).is_none() {
        return failed(Failure::NotFound);
    }
    let day = match day_of(query.as_deref()) {
        Ok(day) => day,
        Err(failure) => return failed(failure),
    };
    match state.whole(move |store| asked(store, &name, day)).await {
        Ok(Some((_, Ok(brief)))) => match brief_html(&brief, lang, &state.names, Room::default(), Style::Linked) {
            Ok(html) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
            Err(error) => {
                tracing::error!("a brief could not be rendered: {error}");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        Ok(_) => failed(Failure::NotFound),
        Err(failure) => failed(failure),
    }
}

/// `/api/dossiers`: the dossiers with their questions as they were written, and what is answered to them in short.
pub async fn list_json(State(state): State<AppState>, RawQuery(query): RawQuery) -> Response {
    let result = async {
        params::pairs(query.as_deref(), &[], Unknown::Refuse)?;
        let rows = state
            .whole(|store| {
                let mut rows = Vec::new();
                for row in store.dossiers()? {
                    let Some((row, brief)) = asked(store, &row.name, None)? else { continue };
                    let answer = brief.as_ref().ok().map(
                        |b| serde_json::json!({ "saying": b.answer.saying.code(), "sentence": b.answer.sentence }),
                    );
                    rows.push(serde_json::json!({ "dossier": row, "answer": answer, "broken": brief.err() }));
                }
                Ok(rows)
            })
            .await?;
        Ok(serde_json::json!({ "rows": rows }))
    };
    crate::api::answer(result.await)
}

/// `/api/dossiers/{name}`; `/api/dossiers/{name}.csv`: the series of its indicators as a table.
pub async fn json(State(state): State<AppState>, Path(name): Path<String>, RawQuery(query): RawQuery) -> Response {
    let result = async {
        let day = day_of(query.as_deref())?;
        let (name, table) = crate::sheets::as_table(&name);
        let name = name.to_owned();
        if table {
            return crate::sheets::dossier(&state, name, day).await;
        }
        match state.whole(move |store| asked(store, &name, day)).await? {
            Some((_, Ok(brief))) => Ok(axum::Json(brief).into_response()),
            _ => Err(Failure::NotFound),
        }
    };
    result.await.unwrap_or_else(|failure| failure.problem())
}
