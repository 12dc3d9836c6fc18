//! `marsad demo`: a ready observatory from the pages that ship with the program.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use include_dir::{Dir, include_dir};
use marsad_acquire::{Fetched, sources};
use marsad_coder::Coder;
use marsad_edit::{Desk, EditError, Folder, Limits};
use marsad_lexicon::{Files, Lexicon};
use marsad_store::{SqliteStore, Store, Upkeep};

use super::add::new_document;
use super::serve::Listen;
use super::watch::LexiconNames;
use super::{Done, demo_watches};
use crate::pages::document;
use crate::talk::talk;
use crate::weighing;

static DEMO: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../demo");

/// Make a fresh store from the sample pages and show it; needs no network
#[derive(Debug, clap::Args)]
pub struct Demo {
    #[command(flatten)]
    listen: Listen,
    /// Folder for the demo store; must be empty or not there [default: a temporary folder]
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// Make the store and end, without serving
    #[arg(long)]
    no_serve: bool,
}

impl Demo {
    pub fn run(self) -> anyhow::Result<Done> {
        let ready = if self.no_serve { None } else { Some(self.listen.take(true)?) };
        let passing = self.store.is_none() && !self.no_serve;
        let folder = match self.store {
            Some(folder) => folder,
            None => temporary()?,
        };
        let made = SqliteStore::create(&folder).map_err(anyhow::Error::from).and_then(|store| {
            fill(&store, &folder)?;
            match ready {
                Some(ready) => {
                    let store: Arc<dyn Upkeep> = Arc::new(store);
                    let desk = desk(&folder, Arc::clone(&store))?;
                    ready.serve(store, Lexicon::builtin(), desk)?;
                }
                None => writeln!(std::io::stdout(), "{}", folder.display())?,
            }
            Ok(Done::All)
        });
        if passing {
            // Made by this run, shown to nobody as a place to keep: it goes when the run ends.
            let _ = std::fs::remove_dir_all(&folder);
        }
        made
    }
}

/// The lexicon of the demonstration: the program's own, and what is changed at the pages, which stays in its folder.
fn desk(folder: &Path, store: Arc<dyn Upkeep>) -> anyhow::Result<Arc<Desk>> {
    let own = Folder::new(folder.join("marsad-lexicon"));
    let read = own.path().to_path_buf();
    let layers = move || -> Result<Files, EditError> {
        let mut files = Files::builtin();
        files.overlay(&read)?;
        Ok(files)
    };
    Ok(Arc::new(Desk::open(own, Box::new(layers), store, Limits::default())?))
}

/// Puts the sample pages and dispatches into a store.
fn fill(store: &SqliteStore, folder: &Path) -> anyhow::Result<()> {
    let coder = Coder::new(Lexicon::builtin());
    let (pages, dispatches) = (samples()?, dispatches()?);
    let counts = (pages.len(), dispatches.len());
    let mut all = Vec::new();
    for fetched in pages.into_iter().chain(dispatches) {
        let target = fetched.target.clone();
        all.push(new_document(&coder, document(fetched, None)?).map_err(|what| anyhow::anyhow!("{target}: {what}"))?);
    }
    let reports: usize = all.iter().map(|new| new.reports.len()).sum();
    for added in store.add_all(&all)? {
        added?;
    }
    weighing::weigh(store, Lexicon::builtin())?;
    for file in DEMO.get_dir("dossiers").into_iter().flat_map(Dir::files) {
        let place = format!("demo/{}", file.path().display());
        let text = file.contents_utf8().with_context(|| format!("{place} is not UTF-8"))?;
        super::dossier::keep(store, text, &super::dossier::parse(text, &place)?, &place)?;
    }
    let watches = DEMO.get_file("watches.toml").and_then(|f| f.contents_utf8());
    let watches = watches.context("demo/watches.toml is not built in")?;
    let (watches, alarms) = demo_watches::fill(store, watches, &LexiconNames::of(Lexicon::builtin()))?;
    talk!("{} sample pages and {} dispatches, {reports} reports, in {}", counts.0, counts.1, folder.display());
    talk!("{watches} watches, {alarms} alarms: see /ar/alarms and /en/alarms");
    Ok(())
}

/// The dispatches: short texts over many weeks, one JSON object a line.
fn dispatches() -> anyhow::Result<Vec<Fetched>> {
    let name = Path::new("demo/dispatches.jsonl");
    let lines = DEMO.get_file("dispatches.jsonl").and_then(|f| f.contents_utf8());
    let lines = lines.with_context(|| format!("{} is not built in", name.display()))?;
    let articles = (1..).zip(lines.lines()).map(|(line, json)| {
        let item = sources::article(name, line, json.as_bytes())?;
        item.fetched.with_context(|| format!("{}, line {line}: no text", name.display()))
    });
    articles.collect()
}

/// The sample pages with the addresses they are published at.
fn samples() -> anyhow::Result<Vec<Fetched>> {
    let table =
        DEMO.get_file("sources.tsv").and_then(|f| f.contents_utf8()).context("demo/sources.tsv is not built in")?;
    let mut pages = Vec::new();
    marsad_lexicon::read_rows("demo/sources.tsv", table, |row| {
        let name = row.get("file");
        let file = DEMO
            .get_file(format!("pages/{name}"))
            .or_else(|| DEMO.get_file(name))
            .ok_or_else(|| row.error(format!("no such page `{name}`")))?;
        pages.push(Fetched {
            target: row.get("url").to_owned(),
            media_type: "text/html".to_owned(),
            charset_hint: None,
            bytes: file.contents().to_vec(),
        });
        Ok(())
    })?;
    Ok(pages)
}

/// A new folder among the system's temporary ones.
fn temporary() -> anyhow::Result<PathBuf> {
    let base = std::env::temp_dir();
    for n in 0..1000 {
        let folder = base.join(format!("marsad-demo-{}-{n}", std::process::id()));
        match std::fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e).with_context(|| format!("cannot make {}", folder.display())),
        }
    }
    anyhow::bail!("no free folder under {}: name one with --store", base.display())
}
