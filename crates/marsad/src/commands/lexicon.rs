//! `marsad lexicon`: what the lexicon knows, why it read words so, and rows of one's own.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use marsad_coder::Coder;
use marsad_edit::{Change, Draft, Families, Folder};
use marsad_gazetteer::import::{TABLE, open};
use marsad_lexicon::{Files, FoundRow, Lexicon};

use super::lexicon_try::who;
use super::{Done, LexiconChoice, user_lexicon};
use crate::talk::talk;

/// Look up what is known of a name, ask why words were read so; try, keep and take back rows of your own; compare versions
#[derive(Debug, clap::Args)]
pub struct LexiconCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Show(Show),
    Why(Why),
    Add(Add),
    Try(super::lexicon_try::Try),
    Save(super::lexicon_try::Save),
    Log(super::lexicon_log::Log),
    Undo(super::lexicon_log::Undo),
    Version(super::lexicon_version::Version),
    Diff(super::lexicon_version::Diff),
}

/// Show what the lexicon knows of a name: actors, people, places, verbs, with file and line
#[derive(Debug, clap::Args)]
pub struct Show {
    /// A name in Arabic or English, or an id
    #[arg(value_name = "NAME", required = true)]
    name: Vec<String>,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

/// Show which rows the words of a text matched, and why a place won over others of its name
#[derive(Debug, clap::Args)]
pub struct Why {
    /// A sentence
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

/// Add a checked row to your own lexicon folder
#[derive(Debug, clap::Args)]
pub struct Add {
    /// What to add
    #[arg(value_enum)]
    what: Kind,
    /// Cells, as `column=value`; `source` is `own knowledge` and `licence` is `project` where they are not given
    #[arg(value_name = "COLUMN=VALUE", required = true, value_parser = cell)]
    cells: Vec<(String, String)>,
    /// The lexicon folder to add to [default: your own, which every command reads]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

/// What can be added.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    Actor,
    Person,
    Place,
}

fn cell(text: &str) -> Result<(String, String), String> {
    let (column, value) = text.split_once('=').ok_or_else(|| format!("`{text}`: write column=value"))?;
    Ok((column.trim().to_owned(), value.trim().to_owned()))
}

impl LexiconCommand {
    pub fn run(self) -> anyhow::Result<Done> {
        match self.what {
            What::Show(c) => c.run(),
            What::Why(c) => c.run(),
            What::Add(c) => c.run(),
            What::Try(c) => c.run(),
            What::Save(c) => c.run(),
            What::Log(c) => c.run(),
            What::Undo(c) => c.run(),
            What::Version(c) => c.run(),
            What::Diff(c) => c.run(),
        }
    }
}

impl Show {
    fn run(self) -> anyhow::Result<Done> {
        let name = self.name.join(" ");
        let files = self.lexicon.files()?;
        let mut rows = files.find_rows(&name);
        let lexicon = Lexicon::compile(&files)?;
        let places = &lexicon.gazetteer;
        let imported = places.names.wide_get(&name).into_iter().chain(places.index(&name)).map(|i| places.at(i).id);
        let unseen: Vec<&str> = imported.filter(|id| !rows.iter().any(|r| key(r) == *id)).collect();
        rows.extend(imported_rows(&files, &unseen)?);
        let mut out = String::new();
        for row in &rows {
            let _ = writeln!(out, "{}:{}", row.file, row.line);
            for (column, value) in &row.cells {
                let _ = writeln!(out, "  {column}: {value}");
            }
        }
        std::io::stdout().write_all(out.as_bytes())?;
        if rows.is_empty() {
            talk!("`{name}`: not in the lexicon");
            return Ok(Done::Some);
        }
        Ok(Done::All)
    }
}

fn key(row: &FoundRow) -> &str {
    row.cells.first().map_or("", |(_, value)| value)
}

/// Rows of imported gazetteers by id, from the tables that lie beside the compiled ones.
fn imported_rows(files: &Files, ids: &[&str]) -> anyhow::Result<Vec<FoundRow>> {
    let mut out = Vec::new();
    if ids.is_empty() {
        return Ok(out);
    }
    for (pack, _) in files.packs() {
        let path = Path::new(pack).with_file_name(TABLE);
        if !path.exists() {
            continue;
        }
        for (_, text) in open(&path)? {
            let header: Vec<&str> = text.lines().next().unwrap_or_default().split('\t').collect();
            for (line, row) in (1..).zip(text.lines()).skip(1) {
                if !ids.contains(&row.split('\t').next().unwrap_or_default()) {
                    continue;
                }
                let cells = header.iter().zip(row.split('\t')).filter(|(_, c)| !c.is_empty());
                let cells = cells.map(|(h, c)| ((*h).to_owned(), c.to_owned())).collect();
                let file = path.display().to_string();
                out.push(FoundRow { path: "gazetteer/imported".to_owned(), file, line, cells });
            }
        }
    }
    Ok(out)
}

impl Why {
    fn run(self) -> anyhow::Result<Done> {
        let text = self.text.join(" ");
        let files = self.lexicon.files()?;
        let lexicon = Lexicon::compile(&files)?;
        let mut out = String::new();
        for known in Coder::new(&lexicon).why(&text, None) {
            let _ = writeln!(out, "{}  {}  {}", known.text, known.what, known.name);
            if let Some(id) = &known.id {
                let _ = writeln!(out, "  {id}  {}", where_it_stands(&files, id)?);
            }
            let Some(place) = &known.place else { continue };
            if let Some((lat, lon)) = place.position {
                let _ = writeln!(out, "  at {lat:.3}, {lon:.3}");
            }
            if !place.why.is_empty() {
                let _ = writeln!(out, "  because: {}", place.why.join("; "));
            }
            if let (false, Some(margin)) = (place.rivals.is_empty(), place.margin) {
                let names = place.rivals.iter().filter_map(|id| {
                    let p = lexicon.gazetteer.get(id)?;
                    Some(format!("{} ({}, {})", id, p.en, p.country.unwrap_or("-")))
                });
                let _ = writeln!(out, "  before, by {margin:.1}: {}", names.collect::<Vec<_>>().join("; "));
            }
        }
        std::io::stdout().write_all(out.as_bytes())?;
        Ok(Done::All)
    }
}

/// File and line of a row by its key; the file of a frame.
fn where_it_stands(files: &Files, id: &str) -> anyhow::Result<String> {
    if let Some(row) = files.rows_of(id).last() {
        return Ok(format!("{}:{}", row.file, row.line));
    }
    if let Some(row) = imported_rows(files, &[id])?.first() {
        return Ok(format!("{}:{}", row.file, row.line));
    }
    let wanted = format!("id = \"{id}\"");
    for path in files.paths("lexicon/", ".toml") {
        for layer in files.get(path) {
            if let Some((line, _)) = (1..).zip(layer.text.lines()).find(|(_, l)| l.trim() == wanted) {
                return Ok(format!("{}:{line}", layer.name));
            }
        }
    }
    Ok(String::new())
}

impl Add {
    fn run(self) -> anyhow::Result<Done> {
        let family = match self.what {
            Kind::Actor => "actors",
            Kind::Person => "people",
            Kind::Place => "places",
        };
        let folder = Folder::new(match self.to {
            Some(folder) => folder,
            None => user_lexicon()?,
        });
        let mut files = Files::builtin();
        if folder.path().is_dir() {
            files.overlay(folder.path())?;
        }
        let lexicon = Lexicon::compile(&files)?;
        let own = Families::of(&files).get(family)?.own.clone();
        let name = folder.path().join(own).display().to_string();
        let key = self.cells.iter().find(|(column, _)| column == "id").map(|(_, value)| value.clone());
        let taken = files.rows_of(key.as_deref().unwrap_or_default());
        if let Some(row) = taken.iter().find(|row| Path::new(&row.file).starts_with(folder.path())) {
            anyhow::bail!(
                "{}: `{}` stands in the file already: change that row, or use `marsad lexicon save`",
                row.file,
                key.unwrap_or_default()
            );
        }
        let change = Change::Put { family: family.to_owned(), cells: self.cells };
        let draft = Draft::make(&files, &lexicon, folder.path(), vec![change], Vec::new())?;
        for line in draft.against() {
            talk!("{line}");
        }
        anyhow::ensure!(draft.against().is_empty(), "nothing was added: mend what is named above and try again");
        let entry = folder.save(&draft, &who(None), "")?;
        talk!("added to {name}, as change {}", entry.id);
        Ok(Done::All)
    }
}
