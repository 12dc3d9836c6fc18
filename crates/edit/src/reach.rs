//! Which documents a change can touch: those whose text may hold a name that it is about; or all, where no names tell.

use crate::apply::Touched;
use crate::family::{Families, FamilyRow, rows};
use marsad_lexicon::Files;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;

/// Lists whose rows lead to an actor by its id, with the column that has it.
const LEADING: &[(&str, &str)] =
    &[("loaded", "actor"), ("short_names", "actors"), ("metonyms", "actor"), ("actor_adjectives", "actor")];

/// Columns that say nothing about how a text is read.
const SILENT: &[&str] = &["source", "licence", "note", "who_uses", "refs"];

/// Which documents are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// Those whose text may hold one of these names.
    Names(Vec<String>),
    /// All of them: rows of this family say more than names.
    All(String),
}

impl Reach {
    /// The reach of some changes; `files` are the lexicon as it was.
    pub(crate) fn of(files: &Files, families: &Families, folder: &Path, touched: &[Touched]) -> Self {
        let mut names: BTreeSet<String> = BTreeSet::new();
        for one in touched {
            let Ok(family) = families.get(&one.family) else { return Self::All(one.family.clone()) };
            let columns = family.name_columns();
            if columns.is_empty() {
                return Self::All(one.family.clone());
            }
            let now = named(columns, &one.now.clone().unwrap_or_default());
            let before = one.before.as_ref().map(|row| named(columns, &row.cells)).unwrap_or_default();
            if one.before.as_ref().is_some_and(|row| only_names_differ(family.alias_column(), row, one)) {
                names.extend(now.symmetric_difference(&before).cloned());
                continue;
            }
            names.extend(now);
            names.extend(before);
            // Everything that leads to it, wherever it stands.
            rows(files, family, folder, |row| {
                if row.key == one.key {
                    names.extend(named(columns, &row.cells));
                }
            });
            for (list, column) in LEADING {
                let Ok(list) = families.get(list) else { continue };
                rows(files, list, folder, |row| {
                    let leads = row.list(column).any(|cell| cell.split('@').next() == Some(one.key.as_str()));
                    if leads {
                        let first = list.columns.first().map(String::as_str).unwrap_or_default();
                        names.extend(row.list(first).map(str::to_owned));
                    }
                });
            }
            if family.key == "people" {
                // People of the list are known by the last word of their name.
                let last = |name: &String| name.split_whitespace().last().map(str::to_owned);
                let all: Vec<String> = names.iter().filter_map(last).collect();
                names.extend(all);
            }
        }
        Self::Names(names.into_iter().collect())
    }
}

/// The names in some columns.
fn named(columns: &[&str], cells: &[(String, String)]) -> BTreeSet<String> {
    let cells = cells.iter().filter(|(column, _)| columns.contains(&column.as_str()));
    let parts = cells.flat_map(|(_, value)| value.split('|'));
    parts.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// Whether a row is as it was but for further names.
fn only_names_differ(alias: Option<&str>, before: &FamilyRow, one: &Touched) -> bool {
    let (Some(alias), Some(now)) = (alias, &one.now) else { return false };
    // Names of a row that ships stay with it: only what is added counts. Of an own row all its names are there.
    let said = |cells: &[(String, String)]| -> BTreeSet<(String, String)> {
        let said = cells.iter().filter(|(c, _)| c != alias && !SILENT.contains(&c.as_str()));
        said.map(|(c, v)| (c.clone(), v.trim().to_owned())).collect()
    };
    // The first of a place's names is the one that the record shows in Arabic; no report holds it.
    said(&before.cells) == said(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apply::apply;
    use crate::change::Change;
    use marsad_lexicon::Lexicon;

    fn reach(changes: &[Change]) -> Reach {
        let files = Files::builtin();
        let families = Families::of(&files);
        let folder = Path::new("/nowhere/lexicon-of-mine");
        let applied = apply(&files, Lexicon::builtin(), &families, folder, changes).unwrap();
        Reach::of(&files, &families, folder, &applied.touched)
    }

    #[test]
    fn a_new_name_reaches_the_texts_that_have_it_and_no_others() {
        let alias = Change::Alias { id: "islamic-state".into(), name: "جماعة التجربة".into() };
        let Reach::Names(names) = reach(&[alias]) else { panic!("names") };
        assert!(names.contains(&"جماعة التجربة".to_owned()), "{names:?}");
    }

    #[test]
    fn another_sector_reaches_every_name_and_what_leads_to_the_actor() {
        let cells =
            [("id", "islamic-state"), ("en", "Islamic State"), ("ar", "تنظيم الدولة الإسلامية"), ("kind", "militia")];
        let cells = cells.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec();
        let Reach::Names(names) = reach(&[Change::Put { family: "actor".into(), cells }]) else { panic!("names") };
        assert!(names.contains(&"داعش".to_owned()) && names.len() > 5, "{names:?}");
    }

    #[test]
    fn rows_that_say_more_than_names_reach_everything() {
        let cells = vec![("form".to_owned(), "أيضا".to_owned()), ("class".to_owned(), "adverb".to_owned())];
        let found = reach(&[Change::Put { family: "function_words".into(), cells }]);
        assert_eq!(found, Reach::All("function_words".into()));
    }
}
