//! `marsad demo`: a ready observatory from the pages that ship with the program.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use include_dir::{Dir, include_dir};
use marsad_acquire::Fetched;
use marsad_coder::Coder;
use marsad_lexicon::Lexicon;
use marsad_store::{SqliteStore, Store};

use super::Done;
use super::add::new_document;
use super::serve::Listen;
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
                Some(ready) => ready.serve(Arc::new(store), Lexicon::builtin())?,
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

/// Puts the sample pages into a store.
fn fill(store: &SqliteStore, folder: &Path) -> anyhow::Result<()> {
    let coder = Coder::new(Lexicon::builtin());
    let mut reports = 0;
    let pages = samples()?;
    for (url, bytes) in &pages {
        let media_type = "text/html".to_owned();
        let fetched = Fetched { target: url.clone(), media_type, charset_hint: None, bytes: bytes.clone() };
        let new = new_document(&coder, document(fetched, None)?).map_err(|what| anyhow::anyhow!("{url}: {what}"))?;
        reports += new.reports.len();
        store.add(&new)?;
    }
    weighing::weigh(store, Lexicon::builtin())?;
    talk!("{} sample pages, {reports} reports, in {}", pages.len(), folder.display());
    Ok(())
}

/// The sample pages with the addresses they are published at.
fn samples() -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let table =
        DEMO.get_file("sources.tsv").and_then(|f| f.contents_utf8()).context("demo/sources.tsv is not built in")?;
    let mut pages = Vec::new();
    marsad_lexicon::read_rows("demo/sources.tsv", table, |row| {
        let name = row.get("file");
        let file = DEMO
            .get_file(format!("pages/{name}"))
            .or_else(|| DEMO.get_file(name))
            .ok_or_else(|| row.error(format!("no such page `{name}`")))?;
        pages.push((row.get("url").to_owned(), file.contents().to_vec()));
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
