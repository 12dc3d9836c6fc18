//! `/{lang}/lexicon` and `/{lang}/gazetteer`: what is known, looked up by a word; families; what was changed last.

use super::show::{Line, entry_line};
use super::{family_href, family_name, one, origin_words, row_href, work};
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::pages::{Frame, page};
use crate::params;
use crate::state::AppState;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use marsad_edit::{FamilyRow, Origin};

/// How many rows a look-up shows.
const FOUND: usize = 60;
/// How many changes are shown.
const CHANGES: usize = 5;
/// How many names from corrections are shown.
const ALIASES: usize = 20;

/// A row that was found.
pub struct Found {
    pub family: String,
    pub href: String,
    pub key: String,
    /// Its names, as far as they have room.
    pub names: String,
    pub origin: (String, bool),
}

/// A family with how many rows it has.
struct FamilyLine {
    name: String,
    href: String,
    rows: String,
    own: String,
    any_own: bool,
}

#[derive(Template)]
#[template(path = "lexicon_home.html")]
struct HomePage {
    f: Frame,
    gazetteer: bool,
    q: String,
    found: Vec<Found>,
    total: Option<String>,
    families: Vec<FamilyLine>,
    changes: Vec<Line>,
    aliases: Vec<AliasLine>,
}

/// A name that corrections give.
struct AliasLine {
    words: String,
    name: String,
    href: String,
    /// How many corrections say so, and how many say otherwise.
    about: String,
    against: Option<String>,
}

/// A row in few words.
pub fn found(lang: Lang, family: &str, row: &FamilyRow) -> Found {
    const SAID: &[&str] = &[
        "en",
        "name_en",
        "ar",
        "names_ar",
        "aliases",
        "form",
        "forms",
        "term",
        "plural",
        "plurals",
        "neutral_ar",
        "gloss_en",
        "masdars",
    ];
    let cells = SAID.iter().map(|column| row.cell(column)).filter(|cell| !cell.is_empty() && *cell != row.key);
    let names = cells.map(|cell| cell.replace('|', " · ")).collect::<Vec<_>>().join(" — ");
    Found {
        family: family_name(lang, family),
        href: row_href(lang, family, &row.key),
        key: row.key.clone(),
        names: shortened(&names, 160),
        origin: origin_words(lang, row.origin),
    }
}

/// The beginning of a text that is too long.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(most).collect::<String>().trim_end())
}

async fn filled(state: AppState, code: String, query: Option<String>, gazetteer: bool) -> Response {
    let (nav, path) = if gazetteer { ("gazetteer", "/gazetteer") } else { ("lexicon", "/lexicon") };
    let frame = |lang: Lang| Frame::new(lang, nav, path, query.clone());
    let raw = query.clone();
    page(&code, frame, async move |mut f: Frame| {
        let lang = f.lang;
        f.title = lang.t(if gazetteer { "gazetteer.title" } else { "lexicon.title" }).to_owned();
        let q = one(raw.as_deref(), "q")?.unwrap_or_default();
        let words = q.clone();
        let (hits, counts, log, aliases) = work(&state, move |desk| {
            let hits = desk.find(&words, gazetteer, FOUND);
            let current = desk.current();
            let mut counts = Vec::new();
            for family in current.families.all().iter().filter(|family| family.is_gazetteer() == gazetteer) {
                let (_, rows) = desk.rows(&family.key)?;
                let own = rows.iter().filter(|row| row.origin == Origin::Own).count();
                counts.push((family.key.clone(), rows.len(), own));
            }
            Ok((hits, counts, desk.log()?, desk.suggestions(ALIASES)?))
        })
        .await?;
        let families = counts.into_iter().map(|(key, rows, own)| FamilyLine {
            name: family_name(lang, &key),
            href: family_href(lang, &key),
            rows: lang.number(rows as u64),
            own: lang.number(own as u64),
            any_own: own > 0,
        });
        let (total, hits) = hits;
        let aliases = aliases.into_iter().filter(|(family, _)| (*family == "places") == gazetteer);
        let aliases = aliases.map(|(family, alias)| AliasLine {
            href: format!("{}&alias={}#alias", row_href(lang, family, &alias.id), params::encode(&alias.words)),
            about: lang.count("lexicon.corrections", alias.corrections),
            against: (alias.against > 0).then(|| lang.count("lexicon.against", alias.against)),
            words: alias.words,
            name: alias.name,
        });
        Ok::<_, Failure>(HomePage {
            gazetteer,
            found: hits.iter().map(|(family, row)| found(lang, family, row)).collect(),
            total: (!q.is_empty()).then(|| lang.count("lexicon.found", total)),
            q,
            families: families.collect(),
            aliases: aliases.collect(),
            changes: log.iter().take(CHANGES).map(|entry| entry_line(lang, entry)).collect(),
            f,
        })
    })
    .await
}

/// `/{lang}/lexicon`.
pub async fn home(State(state): State<AppState>, Path(code): Path<String>, RawQuery(query): RawQuery) -> Response {
    filled(state, code, query, false).await
}

/// `/{lang}/gazetteer`.
pub async fn gazetteer(State(state): State<AppState>, Path(code): Path<String>, RawQuery(query): RawQuery) -> Response {
    filled(state, code, query, true).await
}
