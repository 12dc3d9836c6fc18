//! `marsad dossier`: saved questions, and what is answered to them.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use marsad_model::Day;
use marsad_server::{Lang, Room, Style, brief_html, brief_pdf};
use marsad_store::{Asking, KeptDossier, Upkeep, answer};
use marsad_watch::dossier::{Brief, MOST_BYTES, Note, Question};

use super::{Done, LexiconChoice, StoreChoice};
use crate::output::dossier as print;
use crate::talk::talk;

/// Saved questions with counts over time, figures, measures, and a brief on one page
#[derive(Debug, clap::Args)]
pub struct DossierCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Add(Add),
    List(List),
    Show(Show),
    Brief(BriefCommand),
    Note(NoteCommand),
    Remove(Remove),
}

impl DossierCommand {
    pub fn run(self) -> anyhow::Result<Done> {
        match self.what {
            What::Add(command) => command.run(),
            What::List(command) => command.run(),
            What::Show(command) => command.run(),
            What::Brief(command) => command.run(),
            What::Note(command) => command.run(),
            What::Remove(command) => command.run(),
        }
    }
}

/// Keep a question; one of the same name becomes its next version
#[derive(Debug, clap::Args)]
struct Add {
    /// The question, a TOML file; `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    store: StoreChoice,
}

/// List the dossiers
#[derive(Debug, clap::Args)]
struct List {
    /// Print JSON lines
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
}

/// Print what is answered now, or was on a day
#[derive(Debug, clap::Args)]
struct Show {
    /// The dossier's short name
    name: String,
    /// As it was known on this day: nothing told later is in it
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    as_of: Option<Day>,
    /// The language of the answer
    #[arg(long, value_enum, default_value = "en")]
    lang: Language,
    /// Print the question as it was written, instead of its answer
    #[arg(long)]
    question: bool,
    #[command(flatten)]
    store: StoreChoice,
}

/// Make the brief: one page for paper and screen, with every source
#[derive(Debug, clap::Args)]
struct BriefCommand {
    /// The dossier's short name
    name: String,
    /// The language of the brief
    #[arg(long, value_enum, default_value = "en")]
    lang: Language,
    /// Form of the brief
    #[arg(long, value_enum, default_value = "html")]
    format: Form,
    /// As it was known on this day: nothing told later is in it
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    as_of: Option<Day>,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

/// Write a note on a dossier
#[derive(Debug, clap::Args)]
struct NoteCommand {
    /// The dossier's short name
    name: String,
    /// The note
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    #[command(flatten)]
    store: StoreChoice,
}

/// Take a dossier off the list; its versions and notes stay in the store
#[derive(Debug, clap::Args)]
struct Remove {
    /// The dossier's short name
    name: String,
    #[command(flatten)]
    store: StoreChoice,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Language {
    Ar,
    En,
}

impl Language {
    fn lang(self) -> Lang {
        match self {
            Self::Ar => Lang::Ar,
            Self::En => Lang::En,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, clap::ValueEnum)]
enum Form {
    /// One file for the browser, with style and fonts inside
    Html,
    /// Printed by a Chromium of this machine
    Pdf,
    /// Everything behind it
    Json,
}

/// Longest note, in characters.
const MOST_NOTE: usize = 4000;

/// This moment, UTC, RFC 3339.
fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Reads a question's file; an error names the file, and each fault its line and key.
fn read(path: &Path) -> anyhow::Result<(String, Question)> {
    let mut bytes = Vec::new();
    let most = MOST_BYTES as u64 + 1;
    if path == Path::new("-") {
        std::io::stdin().take(most).read_to_end(&mut bytes).context("standard input cannot be read")?;
    } else {
        let file = std::fs::File::open(path).with_context(|| format!("{}: cannot be opened", path.display()))?;
        file.take(most).read_to_end(&mut bytes).with_context(|| format!("{}: cannot be read", path.display()))?;
    }
    let text = String::from_utf8(bytes).with_context(|| format!("{}: is not UTF-8", path.display()))?;
    let question = parse(&text, &path.display().to_string())?;
    Ok((text, question))
}

/// The question of a text; each fault with the place that it is in.
pub fn parse(text: &str, place: &str) -> anyhow::Result<Question> {
    Question::read(text).map_err(|error| {
        let faults: Vec<String> = error.faults.iter().map(|fault| format!("{place}, {fault}")).collect();
        anyhow::anyhow!("{}", faults.join("\n"))
    })
}

/// Keeps a question in a store, after trying it out: what cannot be searched for is refused.
pub fn keep(store: &dyn Upkeep, text: &str, question: &Question, place: &str) -> anyhow::Result<KeptDossier> {
    let asking = Asking { made_at: now(), ..Asking::default() };
    answer(store, question, asking).with_context(|| format!("{place}: the question cannot be asked"))?;
    Ok(store.keep_dossier(&question.name, text, &now())?)
}

/// The answer of a dossier that a store keeps.
fn asked(store: &dyn Upkeep, name: &str, as_of: Option<Day>) -> anyhow::Result<Brief> {
    let row = store.dossier(name)?.with_context(|| unknown(store, name))?;
    let question = parse(&row.question, name)?;
    let notes = store.dossier_notes(name)?.into_iter().map(|n| Note { at: n.at, text: n.text }).collect();
    let marsad = env!("CARGO_PKG_VERSION").to_owned();
    Ok(answer(store, &question, Asking { as_of, version: row.version, made_at: now(), marsad, notes })?)
}

fn unknown(store: &dyn Upkeep, name: &str) -> String {
    let names: Vec<String> = store.dossiers().unwrap_or_default().into_iter().map(|row| row.name).collect();
    if names.is_empty() {
        format!("there is no dossier `{name}`, nor any other; add one with `marsad dossier add FILE`")
    } else {
        format!("there is no dossier `{name}`; there are {}", names.join(", "))
    }
}

impl Add {
    fn run(self) -> anyhow::Result<Done> {
        let (text, question) = read(&self.file)?;
        let store = self.store.open()?;
        let kept = keep(&*store, &text, &question, &self.file.display().to_string())?;
        let what = match kept {
            KeptDossier::New(_) => "new",
            KeptDossier::Changed(_) => "changed",
            KeptDossier::Same(_) => "the same as before",
        };
        writeln!(std::io::stdout(), "{}\tversion {}\t{what}", question.name, kept.version())?;
        Ok(Done::All)
    }
}

impl List {
    fn run(self) -> anyhow::Result<Done> {
        let rows = self.store.open()?.dossiers()?;
        let mut out = std::io::stdout().lock();
        for row in &rows {
            let question = Question::read(&row.question);
            if self.json {
                let title = question.as_ref().ok().map(|q| &q.title);
                let line = serde_json::json!({
                    "name": row.name, "title": title, "version": row.version, "added_at": row.added_at,
                    "first_added_at": row.first_added_at, "notes": row.notes,
                });
                writeln!(out, "{line}")?;
            } else {
                let title = question.map_or_else(|_| "(cannot be read by this version)".to_owned(), |q| q.title.en);
                writeln!(out, "{}\tversion {}\t{}\t{} notes\t{title}", row.name, row.version, row.added_at, row.notes)?;
            }
        }
        talk!("{} dossiers", rows.len());
        Ok(Done::All)
    }
}

impl Show {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let mut out = std::io::stdout().lock();
        if self.question {
            let row = store.dossier(&self.name)?.with_context(|| unknown(&*store, &self.name))?;
            out.write_all(row.question.as_bytes())?;
            return Ok(Done::All);
        }
        let brief = asked(&*store, &self.name, self.as_of)?;
        let language = match self.lang {
            Language::Ar => marsad_watch::sentence::Language::Arabic,
            Language::En => marsad_watch::sentence::Language::English,
        };
        print::brief(&mut out, &brief, language)?;
        Ok(Done::All)
    }
}

impl BriefCommand {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let brief = asked(&*store, &self.name, self.as_of)?;
        let bytes = if self.format == Form::Json {
            let mut text = serde_json::to_vec_pretty(&brief)?;
            text.push(b'\n');
            text
        } else {
            let names = super::serve::names(&self.lexicon.load()?);
            match self.format {
                Form::Pdf => brief_pdf(&brief, self.lang.lang(), &names)?.0,
                _ => brief_html(&brief, self.lang.lang(), &names, Room::default(), Style::Inside)?.into_bytes(),
            }
        };
        match &self.output {
            Some(path) => {
                std::fs::write(path, &bytes).with_context(|| format!("{}: cannot be written", path.display()))?;
                talk!("{}: the brief of {} as of {}", path.display(), self.name, brief.as_of);
            }
            None => std::io::stdout().write_all(&bytes)?,
        }
        Ok(Done::All)
    }
}

impl NoteCommand {
    fn run(self) -> anyhow::Result<Done> {
        let text = self.words.join(" ");
        let text = text.trim();
        anyhow::ensure!(!text.is_empty(), "the note is empty");
        anyhow::ensure!(text.chars().count() <= MOST_NOTE, "the note is longer than {MOST_NOTE} characters");
        let store = self.store.open()?;
        let id = store.add_dossier_note(&self.name, text, &now())?;
        let id = id.with_context(|| unknown(&*store, &self.name))?;
        writeln!(std::io::stdout(), "{}\tnote {id}", self.name)?;
        Ok(Done::All)
    }
}

impl Remove {
    fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        anyhow::ensure!(store.remove_dossier(&self.name, &now())?, "{}", unknown(&*store, &self.name));
        talk!("{} is off the list; add it again to have it back with its versions and notes", self.name);
        Ok(Done::All)
    }
}
