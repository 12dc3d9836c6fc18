//! `/{lang}/lexicon/{family}`: the rows of a family; of actors, as the tree of who belongs to whom.

use super::home::{Found, found, shortened};
use super::{base, family_href, family_name, one, row_href, work};
use crate::errors::Failure;
use crate::i18n::Lang;
use crate::pages::{Frame, page};
use crate::params;
use crate::state::AppState;
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use marsad_edit::{FamilyRow, Form, Origin};
use std::collections::{BTreeMap, BTreeSet};

/// Rows of a page.
const ROWS: usize = 100;
/// How deep the tree of actors is shown.
const DEPTH: usize = 6;

/// An actor in the tree.
pub struct Leaf {
    /// How deep it stands.
    pub depth: usize,
    pub href: String,
    pub name: String,
    pub key: String,
    pub own: bool,
}

#[derive(Template)]
#[template(path = "lexicon_list.html")]
struct ListPage {
    f: Frame,
    key: String,
    /// Where the way back leads: address and words.
    back: (String, String),
    q: String,
    total: String,
    rows: Vec<Found>,
    tree: Vec<Leaf>,
    /// Whether only one's own rows are shown.
    own: bool,
    own_href: String,
    new_href: String,
    before: Option<String>,
    after: Option<String>,
    frames: bool,
}

/// Children under their parents, roots in the order of their names; a parent that is none or belongs to its own child is a root.
fn tree(rows: &[FamilyRow], lang: Lang) -> Vec<(usize, usize)> {
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        last.insert(&row.key, at);
    }
    let name = |at: &usize| {
        let row = &rows[*at];
        let (en, ar) = (row.cell("en"), row.cell("ar"));
        if lang == Lang::Ar { ar.to_owned() } else { en.to_lowercase() }
    };
    let mut children: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut roots = Vec::new();
    for (key, at) in &last {
        let parent = rows[*at].cell("parent");
        if parent != *key && last.contains_key(parent) {
            children.entry(parent).or_default().push(*at);
        } else {
            roots.push(*at);
        }
    }
    roots.sort_by_key(name);
    for list in children.values_mut() {
        list.sort_by_key(name);
    }
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<(usize, usize)> = roots.into_iter().rev().map(|at| (0, at)).collect();
    while let Some((depth, at)) = open.pop() {
        if !seen.insert(at) {
            continue;
        }
        out.push((depth.min(DEPTH), at));
        let below = children.get(rows[at].key.as_str()).map(Vec::as_slice).unwrap_or_default();
        open.extend(below.iter().rev().map(|at| (depth + 1, *at)));
    }
    // Those that belong to each other in a ring have no root.
    out.extend(last.values().filter(|at| !seen.contains(*at)).map(|at| (0, *at)));
    out
}

/// `/{lang}/lexicon/{family}`.
pub async fn family(
    State(state): State<AppState>,
    Path((code, key)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let path = format!("/lexicon/{}", params::encode(&key));
    let nav = if key == "places" || key.starts_with("gazetteer_") { "gazetteer" } else { "lexicon" };
    let frame = |lang: Lang| Frame::new(lang, nav, &path, query.clone());
    let raw = query.clone();
    page(&code, frame, async move |mut f: Frame| {
        let lang = f.lang;
        let q = one(raw.as_deref(), "q")?.unwrap_or_default();
        let from = one(raw.as_deref(), "from")?.map_or(Ok(0), |n| params::whole("from", &n, 0, 10_000_000))?;
        let from = usize::try_from(from).unwrap_or(0);
        let own = one(raw.as_deref(), "own")?.is_some();
        let asked = key.clone();
        let (family, mut rows) = work(&state, move |desk| match desk.rows(&asked) {
            Ok(found) => Ok(Some(found)),
            Err(marsad_edit::EditError::Bad { .. }) => Ok(None),
            Err(error) => Err(error),
        })
        .await?
        .ok_or(Failure::NotFound)?;
        f.title = family_name(lang, &family.key);
        if own {
            rows.retain(|row| row.origin == Origin::Own);
        }
        if !q.is_empty() {
            let (word, lower) = (folded(&q), q.to_lowercase());
            rows.retain(|row| {
                let said = |cell: &str| cell.to_lowercase().contains(&lower) || folded(cell).contains(&word);
                row.cells.iter().any(|(column, cell)| !matches!(column.as_str(), "source" | "licence") && said(cell))
            });
        }
        let as_tree = family.key == "actors" && q.is_empty() && !own;
        let order: Vec<(usize, usize)> =
            if as_tree { tree(&rows, lang) } else { (0..rows.len()).map(|at| (0, at)).collect() };
        let total = order.len();
        let shown: Vec<(usize, usize)> = order.into_iter().skip(from).take(ROWS).collect();
        let href = |from: usize| {
            let mut out = format!("{}?from={from}", family_href(lang, &family.key));
            if !q.is_empty() {
                out.push_str(&format!("&q={}", params::encode(&q)));
            }
            if own {
                out.push_str("&own=1");
            }
            out
        };
        let leaf = |(depth, at): &(usize, usize)| {
            let row = &rows[*at];
            let (first, second) = if lang == Lang::Ar { ("ar", "en") } else { ("en", "ar") };
            let name =
                [row.cell(first), row.cell(second)].into_iter().find(|name| !name.is_empty()).unwrap_or(&row.key);
            Leaf {
                depth: *depth,
                href: row_href(lang, &family.key, &row.key),
                name: shortened(name, 120),
                key: row.key.clone(),
                own: row.origin == Origin::Own,
            }
        };
        let base = base(&family);
        Ok::<_, Failure>(ListPage {
            back: (format!("/{}/{base}", lang.code()), lang.code_name(base, "title")),
            total: lang.count("lexicon.rows", total as u64),
            tree: if as_tree { shown.iter().map(leaf).collect() } else { Vec::new() },
            rows: if as_tree {
                Vec::new()
            } else {
                shown.iter().map(|(_, at)| found(lang, &family.key, &rows[*at])).collect()
            },
            own_href: if own {
                family_href(lang, &family.key)
            } else {
                format!("{}?own=1", family_href(lang, &family.key))
            },
            own,
            new_href: format!("{}/new", family_href(lang, &family.key)),
            before: (from > 0).then(|| href(from.saturating_sub(ROWS))),
            after: (from + ROWS < total).then(|| href(from + ROWS)),
            frames: family.form == Form::Frames,
            key: family.key.clone(),
            q,
            f,
        })
    })
    .await
}

/// Spelled as matching does not tell it apart.
fn folded(text: &str) -> String {
    marsad_edit::fold(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: &str, parent: &str) -> FamilyRow {
        let cells = [("id", key), ("en", key), ("ar", key), ("parent", parent)];
        FamilyRow {
            key: key.into(),
            cells: cells.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec(),
            path: String::new(),
            file: String::new(),
            line: 1,
            origin: Origin::Shipped,
        }
    }

    #[test]
    fn children_stand_under_their_parents_and_rings_do_not_loop() {
        let rows = [
            row("b", "a"),
            row("a", ""),
            row("c", "b"),
            row("x", "y"),
            row("y", "x"),
            row("d", "nobody"),
            row("b", "d"),
        ];
        let shown: Vec<(usize, &str)> =
            tree(&rows, Lang::En).into_iter().map(|(depth, at)| (depth, rows[at].key.as_str())).collect();
        // The last row of a key counts.
        assert_eq!(&shown[..4], [(0, "a"), (0, "d"), (1, "b"), (2, "c")]);
        assert_eq!(shown.len(), 6);
    }
}
