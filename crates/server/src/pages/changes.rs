//! The versions of a page, and what one changed of the one before it.

use super::{Frame, page};
use crate::dates;
use crate::errors::Failure;
use crate::highlight::escape;
use crate::i18n::{Lang, number};
use crate::state::AppState;
use crate::{params, view};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use marsad_store::{Change, Changed, Piece, Version, diff};

/// A version, as lists show it.
pub struct Shown {
    pub name: String,
    pub href: String,
    pub shown: bool,
    pub current: bool,
    pub captured: String,
    pub words: Option<String>,
    pub diff: Option<String>,
}

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangesPage {
    f: Frame,
    title: String,
    heading: String,
    pieces: Vec<Piece>,
    paragraphs: Vec<String>,
    versions: Vec<Shown>,
}

/// What a version changed, in words.
pub fn told(lang: Lang, changed: &Changed) -> String {
    if changed.is_nothing() {
        return lang.t("changes.bytes").to_owned();
    }
    let mut parts = Vec::new();
    if changed.title {
        parts.push(lang.t("changes.headline").to_owned());
    }
    if changed.published {
        parts.push(lang.t("changes.day").to_owned());
    }
    parts.push(lang.fill(
        "changes.words",
        &[("added", &number(changed.words_added as u64)), ("removed", &number(changed.words_removed as u64))],
    ));
    view::joined(lang, &parts).unwrap_or_default()
}

/// The versions of a page, the newest first; `id` is the one that is shown.
pub fn shown(lang: Lang, versions: &[Version], id: i64) -> Vec<Shown> {
    let one = |(at, v): (usize, &Version)| Shown {
        name: lang.fill("changes.version", &[("n", &(at + 1).to_string())]),
        href: format!("/{}/documents/{}", lang.code(), v.document),
        shown: v.document == id,
        current: v.current,
        captured: dates::instant(lang, &v.captured_at),
        words: v.changed.as_ref().map(|c| told(lang, c)),
        diff: v
            .changed
            .as_ref()
            .filter(|c| !c.is_nothing())
            .map(|_| format!("/{}/documents/{}/changes", lang.code(), v.document)),
    };
    versions.iter().enumerate().map(one).rev().collect()
}

/// The pieces of a diff as paragraphs of HTML; long stretches without a change are shortened.
fn paragraphs(pieces: &[Piece]) -> Vec<String> {
    const AROUND: usize = 240;
    let mut html = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece.change {
            Change::Added => html.push_str(&format!("<ins>{}</ins>", escape(&piece.text))),
            Change::Removed => html.push_str(&format!("<del>{}</del>", escape(&piece.text))),
            Change::Same => {
                let chars: Vec<char> = piece.text.chars().collect();
                let (first, last) = (at == 0, at + 1 == pieces.len());
                let keep = if first || last { AROUND } else { 2 * AROUND };
                if chars.len() <= keep {
                    html.push_str(&escape(&piece.text));
                    continue;
                }
                let part = |range: std::ops::Range<usize>| escape(&chars[range].iter().collect::<String>());
                if !first {
                    html.push_str(&part(0..AROUND));
                }
                html.push_str(" … ");
                if !last {
                    html.push_str(&part(chars.len() - AROUND..chars.len()));
                }
            }
        }
    }
    // A tag may reach over a line: it is closed and opened again.
    let mut out = Vec::new();
    let mut open: Option<&str> = None;
    for line in html.split('\n') {
        let mut text = open.map(|tag| format!("<{tag}>")).unwrap_or_default();
        text.push_str(line);
        for tag in ["ins", "del"] {
            let (opened, closed) =
                (text.matches(&format!("<{tag}>")).count(), text.matches(&format!("</{tag}>")).count());
            if opened > closed {
                open = Some(tag);
                text.push_str(&format!("</{tag}>"));
            } else if open == Some(tag) {
                open = None;
            }
        }
        let visible = text.replace("<ins></ins>", "").replace("<del></del>", "");
        if !visible.trim().is_empty() {
            out.push(visible);
        }
    }
    out
}

/// `/{lang}/documents/{id}/changes`: what this version changed of the one captured before it.
pub async fn changes(
    State(state): State<AppState>,
    Path((code, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/documents/{}/changes", params::encode(&id));
    let frame = |lang: Lang| Frame::new(lang, "explore", &path, query.clone());
    page(&code, frame, async |mut f: Frame| {
        let id: i64 = id.parse().map_err(|_| Failure::NotFound)?;
        let lang = f.lang;
        let (versions, new, old) = state
            .ask(move |store| {
                let versions = store.versions(id)?;
                let at = versions.iter().position(|v| v.document == id);
                let before = at.and_then(|at| at.checked_sub(1)).map(|at| versions[at].document);
                let text =
                    |id: i64| Ok::<_, marsad_store::StoreError>(store.document(id)?.map(|d| d.document.full_text()));
                let old = before.map(text).transpose()?.flatten();
                Ok((versions, text(id)?, old))
            })
            .await?;
        let new = new.ok_or(Failure::NotFound)?;
        f.title = lang.t("changes.title").to_owned();
        let this = versions.iter().position(|v| v.document == id);
        let pieces: Vec<Piece> = old.map(|old| diff(&old, &new)).unwrap_or_default();
        let changed = pieces.iter().any(|p| p.change != Change::Same);
        let pieces = if changed { pieces } else { Vec::new() };
        let n = this.map_or(1, |at| at + 1);
        Ok::<_, Failure>(ChangesPage {
            title: this.map(|at| versions[at].title.clone()).unwrap_or_default(),
            heading: lang
                .fill("changes.heading", &[("old", &n.saturating_sub(1).to_string()), ("new", &n.to_string())]),
            paragraphs: paragraphs(&pieces),
            pieces,
            versions: shown(lang, &versions, id),
            f,
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_marked_and_escaped_over_lines() {
        let html = paragraphs(&diff("مقتل 12 شخصا في حلب\nنهاية", "مقتل 15 شخصا في حلب\n<b>جديد</b>\nنهاية"));
        let all = html.join("\n");
        assert!(all.contains("<del>12 </del><ins>15 </ins>"), "{all}");
        assert!(all.contains("&lt;b&gt;") && !all.contains("<b>"), "{all}");
        for line in &html {
            for tag in ["ins", "del"] {
                assert_eq!(
                    line.matches(&format!("<{tag}>")).count(),
                    line.matches(&format!("</{tag}>")).count(),
                    "{line}"
                );
            }
        }
    }

    #[test]
    fn long_stretches_without_a_change_are_short() {
        let long = "كلمة ".repeat(2000);
        let html = paragraphs(&diff(&format!("{long}أ {long}"), &format!("{long}ب {long}"))).join("\n");
        assert!(html.contains(" … ") && html.chars().count() < 1200, "{}", html.chars().count());
    }
}
