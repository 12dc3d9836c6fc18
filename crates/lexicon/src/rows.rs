//! Rows of the lexicon as they stand in its files: looked up by key or name, and added to a user's own.

use marsad_text::fold_str;

use crate::lint::Finding;
use crate::{Files, LexiconError, read_rows};

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
        self.rows_where(|_, first, cell| first && cell.trim() == key)
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

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// An actor.
    Actor,
    /// A person.
    Person,
    /// A place.
    Place,
}

impl RowKind {
    /// The file of a user's folder that holds such rows.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            RowKind::Actor => "lexicon/ar/actors/own.tsv",
            RowKind::Person => "lexicon/ar/people.tsv",
            RowKind::Place => "gazetteer/own.tsv",
        }
    }

    /// A built-in file of the same form.
    fn model(self) -> &'static str {
        match self {
            RowKind::Actor => "lexicon/ar/actors/syria.tsv",
            RowKind::Person => "lexicon/ar/people.tsv",
            RowKind::Place => "gazetteer/sites.tsv",
        }
    }
}

/// The text of a user's file with a row more, at its place in the order.
///
/// # Errors
/// When a column is not one of the file's, the row has no key, or the key stands there already.
pub fn with_row(kind: RowKind, before: &str, cells: &[(String, String)]) -> Result<String, String> {
    let builtin = Files::builtin();
    let model = builtin.get(kind.model()).first().and_then(|l| table(&l.text)).map(|(h, _)| h).unwrap_or_default();
    let header: Vec<&str> = table(before).map_or(model, |(h, _)| h);
    if let Some((column, _)) = cells.iter().find(|(c, _)| !header.contains(&c.as_str())) {
        return Err(format!("no column `{column}`; there are: {}", header.join(", ")));
    }
    if let Some((column, _)) = cells.iter().find(|(_, v)| v.contains(['\t', '\n', '\r'])) {
        return Err(format!("column `{column}`: a cell holds no tab and no line end"));
    }
    let cell = |column: &str| cells.iter().find(|(c, _)| c == column).map_or("", |(_, v)| v.trim());
    let key = cell(header.first().copied().unwrap_or_default());
    if key.is_empty() {
        return Err(format!("`{}` is missing: it names the row", header.first().copied().unwrap_or("id")));
    }
    let line = header.iter().map(|h| cell(h)).collect::<Vec<_>>().join("\t");
    let comments: Vec<&str> = before.lines().take_while(|l| l.starts_with('#')).collect();
    let mut rows: Vec<String> =
        table(before).map(|(_, r)| r.into_iter().map(|(_, c)| c.join("\t")).collect()).unwrap_or_default();
    if rows.iter().any(|r| r.split('\t').next().map(str::trim) == Some(key)) {
        return Err(format!("`{key}` stands in the file already: change that row"));
    }
    rows.push(line);
    rows.sort_by(|a, b| a.split('\t').next().cmp(&b.split('\t').next()));
    let mut out: Vec<String> = comments.into_iter().map(str::to_owned).collect();
    out.push(header.join("\t"));
    out.extend(rows);
    Ok(out.join("\n") + "\n")
}

/// What `lint` finds with a changed file that it did not find before.
///
/// # Errors
/// Never by itself; what does not compile is a finding.
pub fn new_findings(files: &Files, path: &str, name: &str, text: &str) -> Result<Vec<Finding>, LexiconError> {
    read_rows(name, text, |_| Ok(()))?;
    let before = crate::lint::lint(files);
    let mut changed = files.clone();
    changed.replace(path, name, text);
    let whats: Vec<&str> = before.iter().map(|f| f.what.as_str()).collect();
    Ok(crate::lint::lint(&changed).into_iter().filter(|f| !whats.contains(&f.what.as_str())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

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

    #[test]
    fn a_row_goes_to_its_place_and_a_second_one_of_the_key_is_refused() {
        let row =
            cells(&[("id", "village:b"), ("name_en", "B"), ("kind", "village"), ("lat", "35.1"), ("lon", "36.2")]);
        let one = with_row(RowKind::Place, "", &row).unwrap();
        assert!(one.starts_with("id\tname_en\tnames_ar\tkind\tlat\tlon"), "{one}");
        let two = with_row(RowKind::Place, &one, &cells(&[("id", "village:a")])).unwrap();
        let keys: Vec<&str> = two.lines().map(|l| l.split('\t').next().unwrap()).collect();
        assert_eq!(keys, ["id", "village:a", "village:b"]);
        assert!(with_row(RowKind::Place, &two, &row).unwrap_err().contains("already"));
        assert!(
            with_row(RowKind::Place, "", &cells(&[("id", "x"), ("height", "3")])).unwrap_err().contains("`height`")
        );
        assert!(with_row(RowKind::Actor, "", &cells(&[("en", "x")])).unwrap_err().contains("`id` is missing"));
    }

    #[test]
    fn what_lint_would_say_of_a_new_row_is_told() {
        let files = Files::builtin();
        let row = cells(&[
            ("id", "village:x-syr"),
            ("name_en", "X"),
            ("names_ar", "كفرـسين"),
            ("kind", "village"),
            ("lat", "35.1"),
            ("lon", "36.2"),
            ("country", "SYR"),
            ("parent", "governorate:nowhere"),
            ("source", "own"),
            ("licence", "project"),
        ]);
        let text = with_row(RowKind::Place, "", &row).unwrap();
        let found = new_findings(&files, RowKind::Place.path(), "own.tsv", &text).unwrap();
        let all = found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        assert!(all.contains("U+0640") && all.contains("governorate:nowhere"), "{all}");
    }
}
