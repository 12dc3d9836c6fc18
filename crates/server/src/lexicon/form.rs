//! `/{lang}/lexicon/{family}/new`: a row in its file's own columns, each with what it holds; and what comes of sending it.

use super::show::{Line, entry_line};
use super::{family_href, family_name, one, work};
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::pages::{Frame, page, render};
use crate::params;
use crate::people::{Answer, Signed, Who};
use crate::state::AppState;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use marsad_edit::{Change, EditError, Family, Form, Origin};
use marsad_model::{PlaceKind, Sector};
use marsad_store::Role;
use serde_json::json;
use std::collections::BTreeMap;

/// What actors can be, as docs/lexicon.md has it.
const ACTOR_KINDS: &[&str] = &[
    "state",
    "government",
    "ministry",
    "military",
    "police",
    "intelligence",
    "armed-group",
    "militia",
    "party",
    "igo",
    "ngo",
    "outlet",
    "agency",
    "court",
    "tribe",
    "company",
    "population",
];

/// Most characters of a cell, and of a frame or of cases.
const LONGEST_CELL: usize = 4_000;
const LONGEST_TEXT: usize = 40_000;

/// A column with what it holds.
pub struct ColumnHelp {
    /// Its name in the file.
    pub name: String,
    /// What it holds; empty where we have no words.
    pub help: String,
}

/// A column in words.
pub fn column_help(lang: Lang, column: &str) -> ColumnHelp {
    let help = lang.get(&format!("lexicon.col.{column}")).unwrap_or_default().to_owned();
    ColumnHelp { name: column.to_owned(), help }
}

/// A field of the form.
struct Input {
    column: ColumnHelp,
    value: String,
    /// What it may be, with words.
    choices: Vec<(String, String)>,
    needed: bool,
}

#[derive(Template)]
#[template(path = "lexicon_new.html")]
struct NewPage {
    f: Frame,
    key: String,
    family: String,
    back: (String, String),
    inputs: Vec<Input>,
    /// The frame, where the family is that of frames.
    toml: Option<String>,
    cases: String,
    fault: Option<String>,
    /// Whether a row is changed that is there.
    edits: bool,
    latest: Vec<Line>,
}

/// A frame to begin with.
const FRAME: &str =
    "[[frame]]\nid = \"own/\"\ntype = \"ASSAULT\"\nverbs = []\nnouns = []\nphrases = []\nconfidence = 0.7";

impl NewPage {
    fn of(
        mut f: Frame,
        family: &Family,
        values: &BTreeMap<String, String>,
        toml: Option<String>,
        cases: String,
    ) -> Self {
        let lang = f.lang;
        f.title = lang.fill_isolated("lexicon.new.title", &[("family", &family_name(lang, &family.key))]);
        let input = |column: &String| {
            let mut value = values.get(column).cloned().unwrap_or_default();
            if value.is_empty() && values.is_empty() {
                match column.as_str() {
                    "source" => value = "own knowledge".into(),
                    "licence" => value = "project".into(),
                    _ => {}
                }
            }
            Input {
                column: column_help(lang, column),
                choices: choices(lang, family, column),
                needed: needed(family, column),
                value,
            }
        };
        Self {
            back: (family_href(lang, &family.key), family_name(lang, &family.key)),
            inputs: family.columns.iter().map(input).collect(),
            toml: (family.form == Form::Frames).then(|| toml.unwrap_or_else(|| FRAME.to_owned())),
            cases,
            fault: None,
            edits: !values.is_empty(),
            latest: Vec::new(),
            family: family_name(lang, &family.key),
            key: family.key.clone(),
            f,
        }
    }
}

fn needed(family: &Family, column: &str) -> bool {
    let first = family.columns.first().map(String::as_str);
    first == Some(column)
        || match family.key.as_str() {
            "actors" => matches!(column, "en" | "ar" | "kind"),
            "people" => matches!(column, "en" | "ar"),
            "places" => matches!(column, "name_en" | "names_ar" | "kind" | "lat" | "lon"),
            "verbs" => matches!(column, "root" | "measure" | "vowel" | "transitive"),
            _ => false,
        }
}

fn choices(lang: Lang, family: &Family, column: &str) -> Vec<(String, String)> {
    match (family.key.as_str(), column) {
        (_, "sector") => Sector::ALL.iter().map(|s| (s.to_string(), lang.code_name("sector", s.as_str()))).collect(),
        ("places", "kind") => {
            PlaceKind::ALL.iter().map(|k| (k.to_string(), lang.code_name("kind", k.as_str()))).collect()
        }
        ("actors", "kind") => ACTOR_KINDS.iter().map(|k| ((*k).to_owned(), String::new())).collect(),
        _ => Vec::new(),
    }
}

/// `/{lang}/lexicon/{family}/new`, empty, with the cells of `?key=`, or with `?name=` in the column of names.
pub async fn add(
    State(state): State<AppState>,
    who: Who,
    Path((code, key)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/lexicon/{}/new", params::encode(&key));
    let frame = |lang: Lang| Frame::new(lang, "lexicon", &path, query.clone());
    let raw = query.clone();
    page(&code, frame, async move |f: Frame| {
        who.must(Role::Coder)?;
        let lang = f.lang;
        let (row, name) = (one(raw.as_deref(), "key")?, one(raw.as_deref(), "name")?);
        let asked = (key.clone(), row);
        let found = work(&state, move |desk| {
            let (family, rows) = match desk.row(&asked.0, asked.1.as_deref().unwrap_or_default()) {
                Ok(found) => found,
                Err(EditError::Bad { .. }) => return Ok(None),
                Err(error) => return Err(error),
            };
            Ok(Some((family, rows, desk.log()?)))
        })
        .await?;
        let (family, mut rows, log) = found.ok_or(Failure::NotFound)?;
        let row = rows.pop();
        let mut values: BTreeMap<String, String> = row.iter().flat_map(|row| row.cells.clone()).collect();
        // Old names keep leading to what is replaced: an own row says only what it adds.
        if row.as_ref().is_some_and(|row| row.origin != Origin::Own) && family.alias_column() == Some("aliases") {
            values.remove("aliases");
        }
        let toml = values.remove("frame");
        if let Some(name) = name {
            let column = family
                .name_columns()
                .first()
                .or(family.columns.first().as_ref().map(|c| c.as_str()).as_ref())
                .map(|c| (*c).to_owned());
            values.extend(column.map(|column| (column, name)));
        }
        let mut page = NewPage::of(f, &family, &values, toml, String::new());
        page.latest = log.iter().take(3).map(|entry| entry_line(lang, entry)).collect();
        Ok(page)
    })
    .await
}

/// What a form of a change sends: `family` with `cell.COLUMN` for each column, `frame`, or `alias` with `id`; or `remove` with
/// `family`; and `cases`.
type Sent = BTreeMap<String, String>;

/// The change that was sent.
fn change(sent: &Sent) -> Result<Change, Failure> {
    let get = |name: &str| sent.get(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
    let long = sent.iter().find(|(name, value)| {
        let most = if matches!(name.as_str(), "frame" | "cases") { LONGEST_TEXT } else { LONGEST_CELL };
        value.chars().count() > most
    });
    if let Some((name, _)) = long {
        return Err(Failure::Body(format!("`{name}` is longer than a row's cell can be: shorten it")));
    }
    if let (Some(id), Some(name)) = (get("id"), get("alias")) {
        return Ok(Change::Alias { id, name });
    }
    if let Some(toml) = get("frame") {
        return Ok(Change::Frame { toml });
    }
    let family =
        get("family").ok_or_else(|| Failure::Body("the form names no family of rows: open it again".into()))?;
    if let Some(key) = get("remove") {
        return Ok(Change::Remove { family, key });
    }
    let cells = sent.iter().filter_map(|(name, value)| {
        let column = name.strip_prefix("cell.")?;
        let value = value.trim();
        (!value.is_empty()).then(|| (column.to_owned(), value.to_owned()))
    });
    Ok(Change::Put { family, cells: cells.collect() })
}

/// The cells of a row stand in the order of its columns, the key first.
fn in_order(change: Change, family: &Family) -> Change {
    match change {
        Change::Put { family: key, mut cells } => {
            let at = |column: &String| family.columns.iter().position(|c| c == column).unwrap_or(usize::MAX);
            cells.sort_by_key(|(column, _)| at(column));
            Change::Put { family: key, cells }
        }
        other => other,
    }
}

/// `POST /{lang}/lexicon/try`: makes a change ready, begins to try it, and leads to what comes of it.
pub async fn attempt(State(state): State<AppState>, who: Who, answer: Answer, Signed(sent): Signed<Sent>) -> Response {
    let lang = answer.lang;
    let result = async {
        let change = change(&sent)?;
        let cases = sent.get("cases").cloned().unwrap_or_default();
        let name = who.name.to_string();
        let tried = work(&state, move |desk| {
            let change = match &change {
                Change::Put { family, .. } => {
                    let current = desk.current();
                    let family = current.families.get(family)?;
                    in_order(change, family)
                }
                _ => change,
            };
            desk.attempt(vec![change], &cases, &name)
        })
        .await?;
        state.audit(&who, "lexicon.try", json!({ "trial": tried })).await?;
        Ok::<u64, Failure>(tried)
    };
    match result.await {
        Ok(id) if answer.json => answer.done("", json!({ "trial": id })),
        Ok(id) => answer.go(&format!("/{}/lexicon/try/{id}", lang.code())),
        Err(Failure::Body(fault)) if !answer.json && sent.contains_key("family") && !sent.contains_key("remove") => {
            told(&state, lang, &sent, fault).await
        }
        Err(failure) => answer.failed(&failure),
    }
}

/// The form as it was filled in, with what is wrong.
async fn told(state: &AppState, lang: Lang, sent: &Sent, fault: String) -> Response {
    let key = sent.get("family").cloned().unwrap_or_default();
    let frame = Frame::new(lang, "lexicon", &format!("/lexicon/{}/new", params::encode(&key)), None);
    let asked = key.clone();
    let family = work(state, move |desk| Ok(desk.current().families.get(&asked).ok().cloned())).await;
    let Ok(Some(family)) = family else { return Failure::Body(fault).page(frame) };
    let cell = |(name, value): (&String, &String)| Some((name.strip_prefix("cell.")?.to_owned(), value.clone()));
    let values: BTreeMap<String, String> = sent.iter().filter_map(cell).collect();
    let cases = sent.get("cases").cloned().unwrap_or_default();
    let mut page = NewPage::of(frame, &family, &values, sent.get("frame").cloned(), cases);
    page.fault = Some(fault);
    let mut response = super::soon(render(&page), false);
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn a_form_says_what_is_to_be_changed() {
        let alias = change(&sent(&[("id", "x"), ("alias", " كتيبة "), ("family", "actors")])).unwrap();
        assert_eq!(alias, Change::Alias { id: "x".into(), name: "كتيبة".into() });
        let frame = change(&sent(&[("family", "frames"), ("frame", "[[frame]]")])).unwrap();
        assert_eq!(frame, Change::Frame { toml: "[[frame]]".into() });
        let gone = change(&sent(&[("family", "actors"), ("remove", "x")])).unwrap();
        assert_eq!(gone, Change::Remove { family: "actors".into(), key: "x".into() });
        let row = change(&sent(&[("family", "actors"), ("cell.ar", "س"), ("cell.id", "x"), ("cell.to", " ")])).unwrap();
        assert_eq!(
            row,
            Change::Put { family: "actors".into(), cells: vec![("ar".into(), "س".into()), ("id".into(), "x".into())] }
        );
        assert!(matches!(change(&sent(&[])), Err(Failure::Body(_))));
        assert!(matches!(change(&sent(&[("cell.x", &"y".repeat(5000))])), Err(Failure::Body(_))));
    }
}
