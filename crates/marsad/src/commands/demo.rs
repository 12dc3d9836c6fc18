//! `marsad demo`: a ready observatory from the pages that ship with the program.

use std::path::PathBuf;
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
use crate::pages::read;

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
        let folder = match self.store {
            Some(folder) => folder,
            None => temporary()?,
        };
        let store = SqliteStore::create(&folder)?;
        let lexicon = Lexicon::builtin();
        let coder = Coder::new(lexicon);
        let mut reports = 0;
        let pages = samples()?;
        for (url, bytes) in &pages {
            let fetched = Fetched {
                target: url.clone(),
                media_type: "text/html".to_owned(),
                charset_hint: None,
                bytes: bytes.clone(),
            };
            let reading = read(&fetched, None)?;
            let new = new_document(&coder, fetched, reading.document);
            reports += new.reports.len();
            store.add(&new)?;
        }
        eprintln!("marsad: {} sample pages, {reports} reports, in {}", pages.len(), folder.display());
        if self.no_serve {
            println!("{}", folder.display());
            return Ok(Done::All);
        }
        self.listen.serve(Arc::new(store), lexicon)
    }
}

/// The sample pages with the addresses they are published at.
fn samples() -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let table = DEMO.get_file("sources.tsv").and_then(|f| f.contents_utf8()).context("demo/sources.tsv is not built in")?;
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
