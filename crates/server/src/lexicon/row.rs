//! `/{lang}/lexicon/{family}/row?key=…`: a row with its names, where it comes from, what it matched lately, its cases; and the form
//! that adds a name.

use super::form::{ColumnHelp, column_help};
use super::home::shortened;
use super::{base, family_href, family_name, one, origin_words, row_href, work};
use crate::errors::Failure;
use crate::highlight;
use crate::i18n::Lang;
use crate::pages::{Frame, page, spot};
use crate::params;
use crate::state::AppState;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use marsad_edit::{Family, FamilyRow, Form, Origin};
use marsad_model::Quote;
use marsad_store::{Filter, ReportRow, Store, StoreError};

/// How many reports are looked through for examples, and how many are shown.
const LOOKED: usize = 60;
const SHOWN: usize = 8;
/// Characters beside the words of an example.
const AROUND: usize = 60;

/// A place in the archive where the row matched.
pub struct Lately {
    pub href: String,
    pub title: String,
    /// The words with what stands around them, as HTML.
    pub words: String,
}

/// A cell of the row.
pub struct Cell {
    pub column: ColumnHelp,
    /// Its parts; most cells have one.
    pub parts: Vec<String>,
    /// Where it leads: a parent's row.
    pub href: Option<String>,
}

/// Another row of the same key.
pub struct Other {
    pub origin: (String, bool),
    pub file: String,
    pub line: usize,
}

#[derive(Template)]
#[template(path = "lexicon_row.html")]
struct RowPage {
    f: Frame,
    family: String,
    family_key: String,
    back: (String, String),
    key: String,
    name: String,
    origin: (String, bool),
    own: bool,
    file: String,
    line: usize,
    cells: Vec<Cell>,
    toml: Option<String>,
    others: Vec<Other>,
    children: Vec<(String, String)>,
    lately: Vec<Lately>,
    explore: Option<String>,
    cases: Vec<(bool, String)>,
    alias: bool,
    /// The name to begin with: from corrections.
    suggested: String,
    edit: Option<String>,
    /// A drawing of where it lies, and its coordinates.
    map: Option<(String, String, String)>,
}

/// `/{lang}/lexicon/{family}/row`.
pub async fn row(
    State(state): State<AppState>,
    Path((code, key)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/lexicon/{}/row", params::encode(&key));
    let nav = if key == "places" || key.starts_with("gazetteer_") { "gazetteer" } else { "lexicon" };
    let frame = |lang: Lang| Frame::new(lang, nav, &path, query.clone());
    let raw = query.clone();
    page(&code, frame, async move |f: Frame| {
        let wanted = one(raw.as_deref(), "key")?.ok_or(Failure::NotFound)?;
        let asked = (key.clone(), wanted.clone());
        let found = work(&state, move |desk| {
            let (family, rows) = match desk.row(&asked.0, &asked.1) {
                Ok(found) => found,
                Err(marsad_edit::EditError::Bad { .. }) => return Ok(None),
                Err(error) => return Err(error),
            };
            let mut children = Vec::new();
            if family.key == "actors" {
                let (_, all) = desk.rows("actors")?;
                children.extend(all.into_iter().filter(|row| row.cell("parent") == asked.1));
            }
            Ok(Some((family, rows, children, desk.own_cases()?)))
        })
        .await?;
        let (family, mut rows, children, cases) = found.ok_or(Failure::NotFound)?;
        let row = rows.pop().ok_or(Failure::NotFound)?;
        let (family_of, row_of) = (family.clone(), row.clone());
        let lately = state.ask(move |store| lately(store, &family_of, &row_of)).await?;
        let cases = cases.into_iter().flat_map(|(_, cases)| cases).filter(|case| case.expect == wanted);
        let cases = cases.map(|case| (case.expect != "-", highlight::case(&case.text))).collect();
        let mut page = filled(f, &family, row, rows, &children, lately, cases)?;
        page.suggested = one(raw.as_deref(), "alias")?.unwrap_or_default();
        Ok(page)
    })
    .await
}

fn filled(
    mut f: Frame,
    family: &Family,
    row: FamilyRow,
    others: Vec<FamilyRow>,
    children: &[FamilyRow],
    lately: Vec<(ReportRow, Quote)>,
    cases: Vec<(bool, String)>,
) -> Result<RowPage, Failure> {
    let lang = f.lang;
    let (first, second) = if lang == Lang::Ar { ("ar", "en") } else { ("en", "ar") };
    let name = |row: &FamilyRow| {
        let names = [row.cell(first), row.cell(second), row.cell("name_en"), row.cell("names_ar")];
        names
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or(&row.key)
            .split('|')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    f.title = shortened(&name(&row), 80);
    let parent = |column: &str, value: &str| (column == "parent").then(|| row_href(lang, &family.key, value));
    let cells = row.cells.iter().filter(|_| family.form == Form::Table);
    let cells = cells
        .map(|(column, value)| Cell {
            column: column_help(lang, column),
            parts: value.split('|').map(|part| part.trim().to_owned()).collect(),
            href: parent(column, value),
        })
        .collect();
    let position = row.cell("lat").parse::<f64>().ok().zip(row.cell("lon").parse::<f64>().ok());
    let base = base(family);
    let question = match family.key.as_str() {
        "actors" | "people" => Some(format!("actor={}", params::encode(row.cell("en")))),
        "places" => Some(format!("place={}", params::encode(row.cell("name_en")))),
        _ => None,
    };
    Ok(RowPage {
        back: (family_href(lang, &family.key), family_name(lang, &family.key)),
        name: name(&row),
        origin: origin_words(lang, row.origin),
        own: row.origin == Origin::Own,
        file: row.file.clone(),
        line: row.line,
        toml: (family.form == Form::Frames).then(|| row.cell("frame").to_owned()),
        others: others
            .iter()
            .rev()
            .map(|row| Other { origin: origin_words(lang, row.origin), file: row.file.clone(), line: row.line })
            .collect(),
        children: children.iter().map(|row| (row_href(lang, "actors", &row.key), name(row))).collect(),
        lately: lately.iter().map(|(row, quote)| example(lang, row, quote)).collect(),
        explore: question.map(|q| format!("/{}/explore?{q}", lang.code())),
        cases,
        alias: family.alias_column().is_some(),
        suggested: String::new(),
        edit: (row.origin == Origin::Own || family.replaces())
            .then(|| format!("{}/new?key={}", family_href(lang, &family.key), params::encode(&row.key))),
        map: position.map(|(lat, lon)| (spot(lang, lat, lon, &name(&row)), format!("{lat:.4}"), format!("{lon:.4}"))),
        cells,
        family: base.to_owned(),
        family_key: family.key.clone(),
        key: row.key,
        f,
    })
}

/// Reports in which the row matched, newest first, with the words.
fn lately(store: &dyn Store, family: &Family, row: &FamilyRow) -> Result<Vec<(ReportRow, Quote)>, StoreError> {
    let mut ask = Filter { limit: Some(LOOKED), ..Filter::default() };
    match family.key.as_str() {
        "actors" | "people" => ask.actor = Some(row.cell("en").to_owned()),
        "places" => ask.place = Some(row.cell("name_en").to_owned()),
        "frames" => {}
        _ => {
            let word = row.cell(family.columns.first().map(String::as_str).unwrap_or_default());
            let word = word.split(['|', '/']).next().unwrap_or_default().trim();
            if word.is_empty() || word.contains(['"', ':', '*', '-']) {
                return Ok(Vec::new());
            }
            ask.q = Some(format!("\"{word}\""));
        }
    }
    let rows = match store.reports(&ask) {
        Ok(page) => page.rows,
        // A word that no search can mean has no examples.
        Err(StoreError::BadQuery { .. } | StoreError::QueryTooLong { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut out: Vec<(ReportRow, Quote)> = Vec::new();
    for row_of in rows {
        let r = &row_of.report;
        let quote = match family.key.as_str() {
            "actors" | "people" => {
                r.actors.iter().chain(&r.recipients).find(|a| a.id.as_deref() == Some(&row.key)).map(|a| &a.quote)
            }
            "places" => r.places.iter().find(|p| p.id.as_deref() == Some(&row.key)).map(|p| &p.quote),
            "frames" => r.rule.starts_with(&row.key).then_some(&r.trigger),
            _ => Some(&r.evidence),
        };
        let Some(quote) = quote.cloned() else { continue };
        if out.iter().any(|(other, words)| other.document == row_of.document && words.start == quote.start) {
            continue;
        }
        out.push((row_of, quote));
        if out.len() == SHOWN {
            break;
        }
    }
    Ok(out)
}

fn example(lang: Lang, row: &ReportRow, quote: &Quote) -> Lately {
    let evidence = &row.report.evidence;
    let text: Vec<char> = evidence.text.chars().collect();
    let at = quote.start.checked_sub(evidence.start).filter(|at| at + (quote.end - quote.start) <= text.len());
    let words = match at {
        Some(at) if quote != evidence => {
            let end = at + (quote.end - quote.start);
            let from = at.saturating_sub(AROUND);
            let to = (end + AROUND).min(text.len());
            let part: String = text[from..to].iter().collect();
            highlight::marked(&part, &[(at - from, end - from)])
        }
        Some(_) => highlight::marked(&shortened(&evidence.text, 3 * AROUND), &[]),
        None => highlight::marked(&quote.text, &[(0, quote.text.chars().count())]),
    };
    Lately {
        href: format!("/{}/documents/{}?report={}#r{}", lang.code(), row.document, row.id, row.id),
        title: shortened(&row.title, 100),
        words,
    }
}
