//! Changes applied to the files: the texts that come of them.

use crate::change::Change;
use crate::draft::FileText;
use crate::error::EditError;
use crate::family::{Families, Family, FamilyRow, Form, Origin, blocks, origin, rows};
use crate::sheet::Sheet;
use marsad_lexicon::{Files, Lexicon};
use marsad_text::fold_str;
use std::collections::BTreeMap;
use std::path::Path;

/// Most changes that are made ready together.
const MOST: usize = 10_000;

/// What a change was about: the family and key of the row, and the names that it brought or took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Touched {
    pub family: String,
    pub key: String,
    /// The row before, where there was one.
    pub before: Option<FamilyRow>,
    /// Its cells now; none where it went.
    pub now: Option<Vec<(String, String)>>,
}

/// The files as they are and what they come to.
pub(crate) struct Applied {
    pub texts: Vec<FileText>,
    pub touched: Vec<Touched>,
}

/// Applies changes one after another.
pub(crate) fn apply(
    files: &Files,
    lexicon: &Lexicon,
    families: &Families,
    folder: &Path,
    changes: &[Change],
) -> Result<Applied, EditError> {
    if changes.is_empty() {
        return Err(EditError::bad("there is nothing to change: name a row, an alias, a file, or what is to go"));
    }
    if changes.len() > MOST {
        return Err(EditError::bad(format!("{} changes are more than {MOST}: try them in parts", changes.len())));
    }
    let mut work =
        Work { files: files.clone(), lexicon, families, folder, texts: BTreeMap::new(), touched: Vec::new() };
    for change in changes {
        work.one(change)?;
    }
    let Work { texts, touched, .. } = work;
    let texts = texts
        .into_iter()
        .map(|(path, after)| {
            let name = folder.join(&path).display().to_string();
            let before = layer_text(files, &path, &name);
            FileText { path, name, before, after }
        })
        .filter(|text| text.before != text.after)
        .collect();
    Ok(Applied { texts, touched })
}

/// The text of the layer of a name.
pub(crate) fn layer_text(files: &Files, path: &str, name: &str) -> Option<String> {
    files.get(path).iter().find(|layer| layer.name == name).map(|layer| layer.text.clone().into_owned())
}

struct Work<'a> {
    files: Files,
    lexicon: &'a Lexicon,
    families: &'a Families,
    folder: &'a Path,
    texts: BTreeMap<String, Option<String>>,
    touched: Vec<Touched>,
}

impl Work<'_> {
    fn one(&mut self, change: &Change) -> Result<(), EditError> {
        match change {
            Change::Put { family, cells } => {
                let family = self.families.get(family)?.clone();
                self.put(&family, cells.clone())
            }
            Change::Remove { family, key } => {
                let family = self.families.get(family)?.clone();
                self.remove(&family, key)
            }
            Change::Alias { id, name } => self.alias(id, name),
            Change::Frame { toml } => self.frame(toml),
        }
    }

    fn put(&mut self, family: &Family, mut cells: Vec<(String, String)>) -> Result<(), EditError> {
        if family.form == Form::Frames {
            return Err(EditError::bad("a frame is written as TOML, not by columns: see docs/lexicon.md"));
        }
        cells.retain(|(_, value)| !value.trim().is_empty());
        for (column, value) in [("source", "own knowledge"), ("licence", "project")] {
            if family.columns.iter().any(|c| c == column) && !cells.iter().any(|(c, _)| c == column) {
                cells.push((column.to_owned(), value.to_owned()));
            }
        }
        let first = family.columns.first().cloned().unwrap_or_default();
        let key = cells.iter().find(|(c, _)| *c == first).map_or("", |(_, v)| v.trim()).to_owned();
        let before = self.row(family, &key);
        if matches!(family.key.as_str(), "verbs" | "nouns")
            && let Some(shipped) = before.as_ref().filter(|row| row.origin != Origin::Own)
        {
            return Err(EditError::bad(format!(
                "{}:{}: `{key}` is there already, and the first of two wins: the program's own {} cannot be changed from your folder",
                shipped.file, shipped.line, family.key
            )));
        }
        let own = before.as_ref().filter(|row| row.origin == Origin::Own);
        let path = own.map_or_else(|| family.own.clone(), |row| row.path.clone());
        let name = self.name(&path);
        let mut sheet = Sheet::read(&self.text(&path).unwrap_or_default(), &family.columns);
        sheet.put(&cells, family.second).map_err(|what| EditError::Row { file: name, what })?;
        self.set(&path, Some(sheet.text()));
        self.touched.push(Touched { family: family.key.clone(), key, before, now: Some(cells) });
        Ok(())
    }

    fn remove(&mut self, family: &Family, key: &str) -> Result<(), EditError> {
        let before = self.row(family, key);
        let Some(row) = before.as_ref().filter(|row| row.origin == Origin::Own) else {
            let why = match &before {
                Some(row) => format!(
                    "`{key}` stands in {}:{}, which is not your own folder: only own rows can be taken out; an actor, person \
                     or place is changed by a row of your own with its id",
                    row.file, row.line
                ),
                None => format!("there is no `{key}` among your own {}", family.key),
            };
            return Err(EditError::bad(why));
        };
        let text = self.text(&row.path).unwrap_or_default();
        let after = match family.form {
            Form::Table => {
                let mut sheet = Sheet::read(&text, &family.columns);
                sheet.remove(key);
                sheet.text()
            }
            Form::Frames => without_frame(&text, key),
        };
        let path = row.path.clone();
        self.set(&path, Some(after));
        self.touched.push(Touched { family: family.key.clone(), key: key.to_owned(), before, now: None });
        Ok(())
    }

    fn alias(&mut self, id: &str, name: &str) -> Result<(), EditError> {
        let name = name.trim();
        if name.is_empty() || name.contains('|') {
            return Err(EditError::bad(format!("`{name}` is no name: write one name, without |")));
        }
        let found = ["actors", "people", "places"].iter().find_map(|key| {
            let family = self.families.get(key).ok()?.clone();
            self.row(&family, id).map(|row| (family, row))
        });
        let (family, row) = match found {
            Some(found) => found,
            None => self.imported(id).ok_or_else(|| {
                EditError::bad(format!(
                    "there is no actor, person or place `{id}`: look with `marsad lexicon show NAME`"
                ))
            })?,
        };
        let wanted = fold_str(name);
        let names = family.name_columns().iter().flat_map(|column| row.list(column)).collect::<Vec<_>>();
        if names.iter().any(|known| fold_str(known) == wanted) {
            return Err(EditError::bad(format!("`{id}` is known as «{name}» already ({}:{})", row.file, row.line)));
        }
        let column = family.alias_column().unwrap_or("aliases");
        // Its old names keep leading to an entry that a row of one's own takes the place of.
        let kept: Vec<&str> = if row.origin == Origin::Own {
            row.list(column).collect()
        } else if column == "names_ar" {
            row.list(column).take(1).collect()
        } else {
            Vec::new()
        };
        let all: Vec<&str> = kept.into_iter().chain([name]).collect();
        let mut cells: Vec<(String, String)> = row.cells.iter().filter(|(c, _)| c != column).cloned().collect();
        cells.push((column.to_owned(), all.join("|")));
        self.put(&family, cells)
    }

    /// A place of an imported collection as a row.
    fn imported(&self, id: &str) -> Option<(Family, FamilyRow)> {
        let place = self.lexicon.gazetteer.get(id)?;
        let family = self.families.get("places").ok()?.clone();
        let cells = [
            ("id", place.id.to_owned()),
            ("name_en", place.en.to_owned()),
            ("names_ar", place.ar.to_owned()),
            ("kind", place.kind.as_str().to_owned()),
            ("lat", place.lat.to_string()),
            ("lon", place.lon.to_string()),
            ("country", place.country.unwrap_or_default().to_owned()),
            ("admin1", place.admin1.unwrap_or_default().to_owned()),
            ("parent", place.parent.unwrap_or_default().to_owned()),
            ("population", if place.population > 0 { place.population.to_string() } else { String::new() }),
        ];
        let cells = cells.into_iter().filter(|(_, v)| !v.is_empty()).map(|(c, v)| (c.to_owned(), v)).collect();
        let (path, file) = ("gazetteer/imported".to_owned(), "gazetteer/imported.pack".to_owned());
        Some((family, FamilyRow { key: id.to_owned(), cells, path, file, line: 0, origin: Origin::Other }))
    }

    fn frame(&mut self, toml: &str) -> Result<(), EditError> {
        let toml = toml.trim().replace("\r\n", "\n");
        let toml = if toml.starts_with("[[frame]]") { toml } else { format!("[[frame]]\n{toml}") };
        let found = blocks(&toml);
        let [block] = found.as_slice() else {
            return Err(EditError::bad("write one frame at a time, beginning with [[frame]]"));
        };
        if block.id.is_empty() {
            return Err(EditError::bad("the frame has no `id = \"family/name\"`"));
        }
        let family = self.families.get("frames")?.clone();
        let before = self.row(&family, &block.id);
        if let Some(row) = before.as_ref().filter(|row| row.origin != Origin::Own) {
            return Err(EditError::bad(format!(
                "{}:{}: there is a frame `{}` already: give yours another id, and a file that comes before it if it is to win",
                row.file, row.line, block.id
            )));
        }
        let path = before.as_ref().map_or_else(|| family.own.clone(), |row| row.path.clone());
        let text = self.text(&path).unwrap_or_else(|| "source = \"own knowledge\"\nlicence = \"project\"\n".to_owned());
        let after = with_frame(&text, &block.id, &block.text);
        self.set(&path, Some(after));
        let now = Some(vec![("frame".to_owned(), block.text.clone())]);
        self.touched.push(Touched { family: family.key.clone(), key: block.id.clone(), before, now });
        Ok(())
    }

    /// The row of a key that counts: one's own first, else the last.
    fn row(&self, family: &Family, key: &str) -> Option<FamilyRow> {
        let mut found: Vec<FamilyRow> = Vec::new();
        // Files that came by these changes are no part of the family's list yet.
        let mut family = family.clone();
        for path in self.texts.keys() {
            if !family.paths.contains(path) && (family.own == *path) {
                family.paths.push(path.clone());
            }
        }
        rows(&self.files, &family, self.folder, |row| {
            if row.key == key {
                found.push(row);
            }
        });
        let own = found.iter().rposition(|row| row.origin == Origin::Own);
        match own {
            Some(at) => Some(found.swap_remove(at)),
            None => found.pop(),
        }
    }

    fn name(&self, path: &str) -> String {
        self.folder.join(path).display().to_string()
    }

    fn text(&self, path: &str) -> Option<String> {
        layer_text(&self.files, path, &self.name(path))
    }

    fn set(&mut self, path: &str, text: Option<String>) {
        let name = self.name(path);
        self.files.set_layer(path, &name, text.as_deref());
        self.texts.insert(path.to_owned(), text);
    }
}

/// A file of frames without one.
fn without_frame(text: &str, id: &str) -> String {
    let Some(block) = blocks(text).into_iter().find(|block| block.id == id) else { return text.to_owned() };
    let lines: Vec<&str> = text.lines().collect();
    let (from, to) = (block.line - 1, block.line - 1 + block.text.lines().count());
    let mut out: Vec<&str> = lines[..from].to_vec();
    // The empty line before it goes along.
    while out.last().is_some_and(|line| line.trim().is_empty()) {
        out.pop();
    }
    out.extend(&lines[to..]);
    out.join("\n") + "\n"
}

/// A file of frames with one at the end, or in place of the one with its id.
fn with_frame(text: &str, id: &str, frame: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    match blocks(text).into_iter().find(|block| block.id == id) {
        Some(block) => {
            let (from, to) = (block.line - 1, block.line - 1 + block.text.lines().count());
            let mut out: Vec<&str> = lines[..from].to_vec();
            out.extend(frame.lines());
            out.extend(&lines[to..]);
            out.join("\n") + "\n"
        }
        None => format!("{}\n\n{frame}\n", text.trim_end()),
    }
}

/// The own layers among the files of a family that hold cases.
pub(crate) fn own_cases(files: &Files, folder: &Path) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for path in files.paths("", ".cases.tsv") {
        for layer in files.get(path).iter().filter(|layer| origin(layer, folder) == Origin::Own) {
            out.push((layer.name.clone(), layer.text.clone().into_owned()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_takes_the_place_of_the_one_with_its_id_and_goes_without_a_trace() {
        let text = "source = \"x\"\nlicence = \"y\"\n";
        let one = "[[frame]]\nid = \"own/a\"\nverbs = [\"باغت\"]";
        let two = "[[frame]]\nid = \"own/b\"\nverbs = [\"كمن\"]";
        let both = with_frame(&with_frame(text, "own/a", one), "own/b", two);
        assert_eq!(both, format!("source = \"x\"\nlicence = \"y\"\n\n{one}\n\n{two}\n"));
        let other = with_frame(&both, "own/a", "[[frame]]\nid = \"own/a\"\nnouns = [\"كمين\"]");
        assert!(other.contains("كمين") && !other.contains("باغت") && other.contains("own/b"));
        assert_eq!(without_frame(&both, "own/b"), format!("{text}\n{one}\n"));
        assert_eq!(without_frame(&without_frame(&both, "own/a"), "own/b"), text);
    }
}
