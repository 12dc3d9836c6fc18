//! The admins' page of people: who there is, what they may do, who comes in.

use super::{Answer, Signed, Who};
use crate::dates;
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::pages::{Frame, page, render};
use crate::state::AppState;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;
use marsad_store::{NewPerson, Person, Role, SetPerson, account_name, display_name, hash_password, one_time_password};
use serde::Deserialize;
use serde_json::json;

/// A row of the table.
struct Row {
    name: String,
    display: String,
    role: Role,
    disabled: bool,
    one_time: bool,
    sessions: String,
    /// When the person was last here: in words, and exactly.
    seen: Option<(String, String)>,
    /// Whether it is the one who looks.
    own: bool,
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    f: Frame,
    rows: Vec<Row>,
    /// A password that was just made up: whose, and what. It is shown this once.
    made: Option<(String, String)>,
    fault: Option<String>,
}

impl PeoplePage {
    /// The roles to choose from, each with its words and whether it is this one.
    fn roles(&self, chosen: &Role) -> Vec<(&'static str, String, bool)> {
        let words = |role: Role| self.f.lang.code_name("role", role.as_str());
        Role::ALL.into_iter().map(|role| (role.as_str(), words(role), role == *chosen)).collect()
    }

    /// The same for a new account.
    fn new_roles(&self) -> Vec<(&'static str, String, bool)> {
        self.roles(&Role::Reader)
    }
}

/// The page; none where people do not log in.
async fn filled(state: &AppState, mut f: Frame, who: &Who) -> Result<PeoplePage, Failure> {
    if !state.door.is_team() {
        return Err(Failure::NotFound);
    }
    who.must(Role::Admin)?;
    let now = Timestamp::now();
    let people = state.with_people(move |people| people.people(now)).await?;
    f.title = f.lang.t("people.title").to_owned();
    let rows = people.into_iter().map(|p| row(f.lang, p, who, now)).collect();
    Ok(PeoplePage { f, rows, made: None, fault: None })
}

fn row(lang: Lang, p: Person, who: &Who, now: Timestamp) -> Row {
    let seen = p.seen_at.map(|at| {
        let ago = at.parse::<Timestamp>().map(|t| dates::ago(lang, now.as_millisecond() - t.as_millisecond()));
        (ago.unwrap_or_else(|_| at.clone()), at)
    });
    Row {
        own: *p.name == *who.name,
        name: p.name,
        display: p.display,
        role: p.role,
        disabled: p.disabled,
        one_time: p.one_time,
        sessions: lang.number(p.sessions),
        seen,
    }
}

/// `/{lang}/people`.
pub async fn people(State(state): State<AppState>, who: Who, Path(code): Path<String>) -> Response {
    let frame = |lang: Lang| Frame::new(lang, "people", "/people", None);
    page(&code, frame, async |f: Frame| filled(&state, f, &who).await).await
}

/// `/{lang}/people/{name}`: after a form there, the list again.
pub async fn person(state: State<AppState>, who: Who, Path((code, _)): Path<(String, String)>) -> Response {
    people(state, who, Path(code)).await
}

/// What the form of a new account sends.
#[derive(Deserialize)]
pub struct New {
    name: String,
    #[serde(default)]
    display: String,
    role: Role,
}

/// `POST /{lang}/people`: a new account, with a password for the first time.
pub async fn add_person(State(state): State<AppState>, who: Who, answer: Answer, Signed(new): Signed<New>) -> Response {
    let result = async {
        let page = filled(&state, Frame::new(answer.lang, "people", "/people", None), &who).await?;
        let l = answer.lang;
        let (Ok(name), Ok(display)) = (account_name(&new.name), display_name(&new.display)) else {
            return Ok(told(&answer, page, l.t("people.bad_name").to_owned()));
        };
        let (password, hash) = made_up(&state).await?;
        let person = NewPerson { name: name.clone(), display, role: new.role, password: hash, one_time: true };
        if !state.with_people(move |people| people.add_person(&person, Timestamp::now())).await? {
            return Ok(told(&answer, page, l.fill_isolated("people.taken", &[("name", &name)])));
        }
        state.audit(&who, "person.add", json!({ "name": name, "role": new.role })).await?;
        shown(&state, &who, &answer, name, password).await
    };
    result.await.unwrap_or_else(|failure| answer.failed(&failure))
}

/// What a button of a row does.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase", tag = "action")]
pub enum Do {
    /// Says what the person may do.
    Role {
        /// The role.
        role: Role,
    },
    /// Keeps the person out.
    Disable,
    /// Lets the person in again.
    Enable,
    /// Ends the person's sessions.
    End,
    /// Makes a new password for the first time up, where one was forgotten.
    Password,
}

/// `POST /{lang}/people/{name}`: changes an account.
pub async fn change_person(
    State(state): State<AppState>,
    who: Who,
    answer: Answer,
    Path((_, name)): Path<(String, String)>,
    Signed(what): Signed<Do>,
) -> Response {
    let result = async {
        let page = filled(&state, Frame::new(answer.lang, "people", "/people", None), &who).await?;
        let name = account_name(&name).map_err(|_| Failure::NotFound)?;
        let (whose, l) = (name.clone(), answer.lang);
        let (set, word, subject) = match what {
            Do::Role { role } => {
                let set = state.with_people(move |p| p.set_role(&whose, role)).await?;
                (set, "person.role", json!({ "name": name, "role": role }))
            }
            Do::Disable => {
                let set = state.with_people(move |p| p.set_disabled(&whose, true)).await?;
                (set, "person.disable", json!({ "name": name }))
            }
            Do::Enable => {
                let set = state.with_people(move |p| p.set_disabled(&whose, false)).await?;
                (set, "person.enable", json!({ "name": name }))
            }
            Do::End => {
                let ended = state.with_people(move |p| p.end_sessions(&whose)).await?;
                (SetPerson::Done, "person.end_sessions", json!({ "name": name, "sessions": ended }))
            }
            Do::Password => {
                let (password, hash) = made_up(&state).await?;
                let set = state.with_people(move |p| p.set_password(&whose, &hash, true)).await?;
                if set == SetPerson::Done {
                    state.audit(&who, "person.password", json!({ "name": name, "one_time": true })).await?;
                    return shown(&state, &who, &answer, name, password).await;
                }
                (set, "", json!({}))
            }
        };
        match set {
            SetPerson::NoSuch => Err(Failure::NotFound),
            SetPerson::LastAdmin => Ok(told(&answer, page, l.t("people.last_admin").to_owned())),
            SetPerson::Done => {
                state.audit(&who, word, subject.clone()).await?;
                Ok(answer.done(&format!("/{}/people", l.code()), subject))
            }
        }
    };
    result.await.unwrap_or_else(|failure| answer.failed(&failure))
}

/// A password for the first time, and its hash.
async fn made_up(state: &AppState) -> Result<(String, String), Failure> {
    let place = state.door.comparing.acquire().await.map_err(|e| Failure::Broken(e.to_string()))?;
    let made = tokio::task::spawn_blocking(|| {
        let password = one_time_password().map_err(|e| Failure::Broken(e.to_string()))?;
        let hash = hash_password(&password)?;
        Ok((password, hash))
    })
    .await;
    drop(place);
    made.map_err(|e| Failure::Broken(e.to_string()))?
}

/// The page with a password that was made up. It is in no address and in no cache, so it is the answer itself.
async fn shown(
    state: &AppState,
    who: &Who,
    answer: &Answer,
    name: String,
    password: String,
) -> Result<Response, Failure> {
    if answer.json {
        return Ok(answer.done("/", json!({ "name": name, "one_time_password": password })));
    }
    let mut page = filled(state, Frame::new(answer.lang, "people", "/people", None), who).await?;
    page.made = Some((name, password));
    let mut response = render(&page);
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The page with what is wrong.
fn told(answer: &Answer, mut page: PeoplePage, fault: String) -> Response {
    if answer.json {
        return Failure::Body(fault).problem();
    }
    page.fault = Some(fault);
    let mut response = render(&page);
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}
