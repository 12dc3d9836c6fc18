//! Rows of the lexicon as they stand in its files, looked up by key or name.

use marsad_text::fold_str;

use crate::Files;

/// Columns that hold names.
const NAMES: &[&str] =
    &["ar", "aliases", "names_ar", "form", "forms", "plural", "term", "lemma", "name", "en", "name_en", "masdars"];

/// One row of a table, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundRow {
    /// Path in the lexicon, e.g. `lexicon/ar/actors/syria.tsv`.
    pub path: String,
    /// What messages call the file: the path, or where it lies on disk.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Columns and cells, in order, empty ones left out.
    pub cells: Vec<(String, String)>,
}

impl Files {
    /// Every row with this key, or with this name in any spelling that matching does not tell apart.
    #[must_use]
    pub fn find_rows(&self, name: &str) -> Vec<FoundRow> {
        let wanted = fold_str(name.trim());
        let lower = name.trim().to_lowercase();
        self.rows_where(|column, first, cell| {
            let same = |part: &str| fold_str(part.trim()) == wanted || part.trim().to_lowercase() == lower;
            first && cell.trim() == name.trim() || NAMES.contains(&column) && cell.split('|').any(same)
        })
    }

    /// Every row with this key.
    #[must_use]
    pub fn rows_of(&self, key: &str) -> Vec<FoundRow> {
        let mut found = self.rows_where(|_, first, cell| first && cell.trim() == key);
        // A pack only adds names to a row of the Arabic lexicon.
        let packs: Vec<String> = crate::language::tags(self).iter().map(|tag| format!("lexicon/{tag}/")).collect();
        found.retain(|row| !packs.iter().any(|folder| row.path.starts_with(folder.as_str())));
        found
    }

    fn rows_where(&self, wanted: impl Fn(&str, bool, &str) -> bool) -> Vec<FoundRow> {
        let mut out = Vec::new();
        for path in self.paths("", ".tsv") {
            for layer in self.get(path) {
                let Some((header, rows)) = table(&layer.text) else { continue };
                for (line, cells) in rows {
                    let hit = header.iter().zip(&cells).enumerate().any(|(i, (h, c))| wanted(h, i == 0, c));
                    if hit {
                        let cells = header.iter().zip(&cells).filter(|(_, c)| !c.trim().is_empty());
                        let cells = cells.map(|(h, c)| ((*h).to_owned(), c.trim().to_owned())).collect();
                        out.push(FoundRow { path: path.to_owned(), file: layer.name.clone(), line, cells });
                    }
                }
            }
        }
        out
    }
}

/// The cells of a row, with its line.
type Cells<'a> = (usize, Vec<&'a str>);

/// The header and the rows of a table.
fn table(text: &str) -> Option<(Vec<&str>, Vec<Cells<'_>>)> {
    let mut lines = (1..).zip(text.lines()).filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
    let header = lines.next()?.1.split('\t').map(str::trim).collect();
    Some((header, lines.map(|(n, l)| (n, l.trim_end_matches('\r').split('\t').collect())).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_key_and_by_any_spelling() {
        let files = Files::builtin();
        let found = files.find_rows("الادلبي");
        assert!(found.is_empty());
        for name in ["إدلب", "ادلب", "Idlib"] {
            let found = files.find_rows(name);
            assert!(found.iter().any(|r| r.path == "gazetteer/governorates.tsv" && r.line > 1), "{name}: {found:?}");
        }
        assert_eq!(files.rows_of("governorate:syr-idlib").len(), 1);
    }
}
