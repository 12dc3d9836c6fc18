//! Families of rows: which files hold actors, places, verbs, and so on; which of them can be changed without building anew.

use crate::error::EditError;
use marsad_lexicon::{Files, Layer};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Files that are read when the program is built: changing them in a user's folder would change nothing, or only a part.
const BUILT: &[&str] = &[
    "lexicon/lang/",
    "lexicon/ar/time/",
    "lexicon/ar/layout/",
    "lexicon/ar/numbers.tsv",
    "lexicon/ar/number_words.tsv",
    "lexicon/ar/number_heads.tsv",
    "lexicon/ar/countable.tsv",
    "lexicon/ar/furniture.tsv",
];

/// How the files of a family are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Tables with tabs.
    Table,
    /// Frames in TOML.
    Frames,
}

/// Where a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// It ships with the program.
    Shipped,
    /// It stands in the user's own folder.
    Own,
    /// It stands in another folder that was named on the command line.
    Other,
}

/// A family of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Family {
    /// Its name in addresses and on the command line: `actors`, `places`, `verbs`, `frames`, `loaded` ….
    pub key: String,
    /// How it is written.
    pub form: Form,
    /// Its columns, the key first; of frames nothing.
    pub columns: Vec<String>,
    /// The file of a user's folder that new rows go to.
    pub own: String,
    /// Its files, shipped ones and others.
    pub paths: Vec<String>,
    /// The column in which rows of one key may differ.
    #[serde(skip)]
    pub second: Option<&'static str>,
}

impl Family {
    /// The file that cases of its own rows go to.
    #[must_use]
    pub fn cases(&self) -> String {
        cases_beside(&self.own)
    }

    /// Columns that hold names in running text.
    #[must_use]
    pub fn name_columns(&self) -> &'static [&'static str] {
        match self.key.as_str() {
            "actors" | "people" => &["ar", "aliases"],
            "places" => &["names_ar"],
            "loaded" => &["term"],
            "short_names" | "metonyms" => &["form"],
            _ => &[],
        }
    }

    /// The column that further names of a row go to.
    #[must_use]
    pub fn alias_column(&self) -> Option<&'static str> {
        match self.key.as_str() {
            "actors" | "people" => Some("aliases"),
            "places" => Some("names_ar"),
            _ => None,
        }
    }

    /// Whether a row of a user's with a key that the program has takes its place. Otherwise it is left out.
    #[must_use]
    pub fn replaces(&self) -> bool {
        matches!(self.key.as_str(), "actors" | "people" | "places")
    }

    /// Whether it is one of the gazetteer's.
    #[must_use]
    pub fn is_gazetteer(&self) -> bool {
        self.own.starts_with("gazetteer/")
    }
}

/// The file that cases of a file go to: `own.tsv` has `own.cases.tsv` beside it.
pub(crate) fn cases_beside(path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    format!("{stem}.cases.tsv")
}

/// All families, by name.
#[derive(Debug, Clone, Default)]
pub struct Families(Vec<Family>);

impl Families {
    /// The families of a set of files.
    #[must_use]
    pub fn of(files: &Files) -> Self {
        let mut all: BTreeMap<String, Family> = BTreeMap::new();
        let tables = files.paths("", ".tsv").map(|path| (path, Form::Table));
        let frames = files.paths("lexicon/ar/frames/", ".toml").map(|path| (path, Form::Frames));
        for (path, form) in tables.chain(frames) {
            if BUILT.iter().any(|built| path.starts_with(built)) {
                continue;
            }
            let columns = if form == Form::Table { columns(files, path) } else { Vec::new() };
            let Some((key, own)) = place(path, form, &columns) else { continue };
            let family = all.entry(key.clone()).or_insert_with(|| Family {
                second: match key.as_str() {
                    "nouns" => Some("pos"),
                    "irregular_nouns" => Some("form"),
                    _ => None,
                },
                key,
                form,
                columns,
                own,
                paths: Vec::new(),
            });
            family.paths.push(path.to_owned());
        }
        Self(all.into_values().collect())
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Family] {
        &self.0
    }

    /// The family of a name; also the words that people say for it: `actor`, `person`, `place`, `verb`, `noun`, `frame`.
    ///
    /// # Errors
    /// When there is none, or it cannot be changed without building anew.
    pub fn get(&self, name: &str) -> Result<&Family, EditError> {
        let key = match name {
            "actor" => "actors",
            "person" | "persons" => "people",
            "place" | "gazetteer" => "places",
            "verb" => "verbs",
            "noun" => "nouns",
            "frame" => "frames",
            other => other,
        };
        self.0.iter().find(|family| family.key == key).ok_or_else(|| {
            let known: Vec<&str> = self.0.iter().map(|family| family.key.as_str()).collect();
            EditError::bad(format!("there is no family `{name}` that can be changed; there are: {}", known.join(", ")))
        })
    }

    /// The family of a file.
    ///
    /// # Errors
    /// When the file belongs to none.
    pub fn of_path(&self, path: &str) -> Result<&Family, EditError> {
        if BUILT.iter().any(|built| path.starts_with(built)) {
            return Err(EditError::bad(format!(
                "{path} is read when the program is built: change it in the repository and build again (CONTRIBUTING.md)"
            )));
        }
        let known = self.0.iter().find(|family| family.paths.iter().any(|p| p == path));
        let by_folder = || self.0.iter().find(|family| same_folder(&family.own, path));
        known.or_else(by_folder).ok_or_else(|| {
            EditError::bad(format!(
                "{path} is no file of the lexicon: a row stands under `lexicon/ar/…` or `gazetteer/…`, as docs/lexicon.md says"
            ))
        })
    }
}

/// Whether a file lies in the folder of a family whose files may be named freely.
fn same_folder(own: &str, path: &str) -> bool {
    let free = own.ends_with("/own.tsv") || own.ends_with("/own.toml");
    let end = own.rsplit_once('.').map_or("", |(_, end)| end);
    free && own.rsplit_once('/').map(|(dir, _)| dir) == path.rsplit_once('/').map(|(dir, _)| dir)
        && path.ends_with(&format!(".{end}"))
        && !path.contains(".cases.")
}

fn columns(files: &Files, path: &str) -> Vec<String> {
    let layers = files.get(path);
    let layer = layers.iter().find(|layer| layer.is_built_in()).or(layers.first());
    let line = layer.and_then(|l| l.text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')));
    line.map(|line| line.split('\t').map(|c| c.trim().to_owned()).collect()).unwrap_or_default()
}

/// The family that a file belongs to, and the file that its new rows go to.
fn place(path: &str, form: Form, columns: &[String]) -> Option<(String, String)> {
    if form == Form::Frames {
        return Some(("frames".to_owned(), "lexicon/ar/frames/own.toml".to_owned()));
    }
    if let Some(name) = path.strip_prefix("gazetteer/") {
        let has = |column: &str| columns.iter().any(|c| c == column);
        if has("lat") && has("names_ar") {
            return Some(("places".to_owned(), "gazetteer/own.tsv".to_owned()));
        }
        let stem = name.strip_suffix(".tsv")?;
        return Some((format!("gazetteer_{stem}"), path.to_owned()));
    }
    let name = path.strip_prefix("lexicon/ar/")?;
    match name.split_once('/') {
        Some((folder @ ("actors" | "verbs" | "nouns"), _)) => {
            Some((folder.to_owned(), format!("lexicon/ar/{folder}/own.tsv")))
        }
        Some((folder, file)) => Some((format!("{folder}_{}", file.strip_suffix(".tsv")?), path.to_owned())),
        None => Some((name.strip_suffix(".tsv")?.to_owned(), path.to_owned())),
    }
}

/// A row of a family, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FamilyRow {
    /// Its key.
    pub key: String,
    /// Columns and cells that are not empty; of a frame `frame` with its TOML.
    pub cells: Vec<(String, String)>,
    /// Its path in the lexicon.
    pub path: String,
    /// The file, as messages call it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Where it comes from.
    pub origin: Origin,
}

impl FamilyRow {
    /// A cell; empty where there is none.
    #[must_use]
    pub fn cell(&self, column: &str) -> &str {
        self.cells.iter().find(|(c, _)| c == column).map_or("", |(_, v)| v)
    }

    /// The parts of a cell.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &str> {
        self.cell(column).split('|').map(str::trim).filter(|s| !s.is_empty())
    }
}

/// Where a layer comes from.
pub(crate) fn origin(layer: &Layer, folder: &Path) -> Origin {
    if layer.is_built_in() {
        Origin::Shipped
    } else if Path::new(&layer.name).starts_with(folder) {
        Origin::Own
    } else {
        Origin::Other
    }
}

/// Calls `each` with every row of a family, files and layers in order.
pub(crate) fn rows(files: &Files, family: &Family, folder: &Path, mut each: impl FnMut(FamilyRow)) {
    for path in &family.paths {
        for layer in files.get(path) {
            let origin = origin(layer, folder);
            let row = |key: &str, cells, line| FamilyRow {
                key: key.to_owned(),
                cells,
                path: path.clone(),
                file: layer.name.clone(),
                line,
                origin,
            };
            match family.form {
                Form::Table => table(&layer.text, |line, cells| {
                    let key = cells.first().map(|(_, v): &(String, String)| v.clone()).unwrap_or_default();
                    each(row(&key, cells.into_iter().filter(|(_, v)| !v.is_empty()).collect(), line));
                }),
                Form::Frames => {
                    for block in blocks(&layer.text) {
                        each(row(&block.id, vec![("frame".to_owned(), block.text)], block.line));
                    }
                }
            }
        }
    }
}

fn table(text: &str, mut each: impl FnMut(usize, Vec<(String, String)>)) {
    let mut lines = (1..).zip(text.lines()).filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
    let Some((_, header)) = lines.next() else { return };
    let header: Vec<&str> = header.trim_end_matches('\r').split('\t').map(str::trim).collect();
    for (number, line) in lines {
        let cells = header.iter().zip(line.trim_end_matches('\r').split('\t'));
        each(number, cells.map(|(h, c)| ((*h).to_owned(), c.trim().to_owned())).collect());
    }
}

/// A frame in a file of frames, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub id: String,
    /// Its lines from `[[frame]]` on, without empty ones at the end.
    pub text: String,
    /// Line of `[[frame]]`, from 1.
    pub line: usize,
}

/// The frames of a file, in order.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim() == "[[frame]]" {
            out.push(Block { id: String::new(), text: line.trim().to_owned(), line: number });
        } else if let Some(block) = out.last_mut() {
            block.text.push('\n');
            block.text.push_str(line);
            if block.id.is_empty()
                && let Some(id) = line.trim().strip_prefix("id").and_then(|rest| rest.trim_start().strip_prefix('='))
            {
                block.id = id.trim().trim_matches('"').to_owned();
            }
        }
    }
    for block in &mut out {
        block.text.truncate(block.text.trim_end().len());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_says_where_its_rows_go() {
        let files = Files::builtin();
        let families = Families::of(&files);
        let own = |key: &str| families.get(key).unwrap().own.clone();
        assert_eq!(own("actors"), "lexicon/ar/actors/own.tsv");
        assert_eq!(own("place"), "gazetteer/own.tsv");
        assert_eq!(own("frames"), "lexicon/ar/frames/own.toml");
        assert_eq!(own("loaded"), "lexicon/ar/loaded.tsv");
        assert_eq!(own("gazetteer_heads"), "gazetteer/heads.tsv");
        assert_eq!(families.get("actor").unwrap().columns[0], "id");
        assert_eq!(families.get("actors").unwrap().cases(), "lexicon/ar/actors/own.cases.tsv");
        assert!(families.get("months").unwrap_err().to_string().contains("actors, "));
        let error = families.of_path("lexicon/ar/time/months.tsv").unwrap_err().to_string();
        assert!(error.contains("build again"), "{error}");
        assert_eq!(families.of_path("lexicon/ar/actors/mine.tsv").unwrap().key, "actors");
        assert_eq!(families.of_path("gazetteer/mine.tsv").unwrap().key, "places");
        assert!(families.of_path("lexicon/ar/actors/mine.toml").is_err());
    }

    #[test]
    fn frames_are_told_apart_as_they_are_written() {
        let found =
            blocks("source = \"x\"\n\n[[frame]]\nid = \"own/a\"\nverbs = [\"باغت\"]\n\n[[frame]]\nid=\"own/b\"\n");
        assert_eq!(found.iter().map(|b| (b.id.as_str(), b.line)).collect::<Vec<_>>(), [("own/a", 3), ("own/b", 7)]);
        assert_eq!(found[0].text, "[[frame]]\nid = \"own/a\"\nverbs = [\"باغت\"]");
    }

    #[test]
    fn rows_say_where_they_come_from() {
        let mut files = Files::builtin();
        let text = "id\ten\tar\nmine\tMine\tلواء التجربة\n";
        files.set_layer("lexicon/ar/actors/own.tsv", "/home/me/lex/lexicon/ar/actors/own.tsv", Some(text));
        let families = Families::of(&files);
        let mut found = Vec::new();
        rows(&files, families.get("actors").unwrap(), Path::new("/home/me/lex"), |row| found.push(row));
        let own: Vec<&FamilyRow> = found.iter().filter(|row| row.origin == Origin::Own).collect();
        assert_eq!((own.len(), own[0].key.as_str(), own[0].line), (1, "mine", 2));
        assert!(found.len() > 1000);
    }
}
