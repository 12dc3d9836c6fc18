//! The command line: what can be asked, and who answers.

pub mod add;
mod archive;
mod archive_export;
mod archive_kept;
mod archive_reread;
mod archive_stamp;
mod archive_verify;
mod audit;
mod backup;
mod batch;
mod batch_args;
mod code;
mod collect;
mod completions;
mod demo;
mod demo_watches;
mod diff;
mod doctor;
mod dossier;
mod eval;
mod events;
mod export;
mod extract;
mod feed;
mod gazetteer;
mod gazetteer_fetch;
mod import;
mod init;
mod lexicon;
mod lexicon_log;
mod lexicon_try;
mod lexicon_version;
mod lint;
mod man;
mod mentions;
mod people;
mod read;
mod recode;
mod reports;
mod restore;
mod review;
mod review_export;
mod review_import;
mod review_show;
mod search;
mod second_read;
mod serve;
mod source;
mod token;
mod watch;
mod watch_add;
mod watch_alarms;
mod watch_backtest;
mod watch_deliver;
mod watch_run;
mod watch_show;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use marsad_edit::{Desk, EditError, Folder, Limits};
use marsad_lexicon::{Files, Lexicon};
use marsad_store::{Ledger, PostgresStore, SqliteStore, Upkeep, is_postgres};

/// Whether every input could be worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Yes.
    All,
    /// No: the others were named on standard error.
    Some,
}

/// Marsad (مرصد) reads news about armed conflict, Arabic first, and keeps a sourced record of what is reported.
#[derive(Debug, Parser)]
#[command(name = "marsad", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Read(read::Read),
    Code(code::Code),
    Batch(batch_args::BatchArgs),
    Sql(batch_args::SqlArgs),
    Mentions(mentions::Mentions),
    Extract(extract::Extract),
    Init(init::Init),
    Add(add::Add),
    Feed(feed::FeedCommand),
    Collect(collect::Collect),
    Reports(reports::Reports),
    Events(events::EventsCommand),
    Export(export::Export),
    Import(import::Import),
    Recode(recode::Recode),
    Search(search::Search),
    Archive(archive::ArchiveCommand),
    Serve(serve::Serve),
    Source(source::SourceCommand),
    Token(token::TokenCommand),
    People(people::PeopleCommand),
    Audit(audit::Audit),
    Demo(demo::Demo),
    Diff(diff::Diff),
    Doctor(doctor::Doctor),
    Review(review::ReviewCommand),
    SecondRead(second_read::SecondRead),
    Eval(eval::Eval),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Lint(lint::Lint),
    Gazetteer(gazetteer::GazetteerCommand),
    Lexicon(lexicon::LexiconCommand),
    Watch(watch::WatchCommand),
    Dossier(dossier::DossierCommand),
    Man(man::Man),
    Completions(completions::Completions),
}

impl Cli {
    /// Runs the subcommand.
    pub fn run(self) -> anyhow::Result<Done> {
        match self.command {
            Command::Read(c) => c.run(),
            Command::Code(c) => c.run(),
            Command::Batch(_) | Command::Sql(_) => batch::hand_over(),
            Command::Mentions(c) => c.run(),
            Command::Extract(c) => c.run(),
            Command::Init(c) => c.run(),
            Command::Add(c) => c.run(),
            Command::Feed(c) => c.run(),
            Command::Collect(c) => c.run(),
            Command::Reports(c) => c.run(),
            Command::Events(c) => c.run(),
            Command::Export(c) => c.run(),
            Command::Import(c) => c.run(),
            Command::Recode(c) => c.run(),
            Command::Search(c) => c.run(),
            Command::Archive(c) => c.run(),
            Command::Serve(c) => c.run(),
            Command::Source(c) => c.run(),
            Command::Token(c) => c.run(),
            Command::People(c) => c.run(),
            Command::Audit(c) => c.run(),
            Command::Demo(c) => c.run(),
            Command::Diff(c) => c.run(),
            Command::Doctor(c) => c.run(),
            Command::Review(c) => c.run(),
            Command::SecondRead(c) => c.run(),
            Command::Eval(c) => c.run(),
            Command::Backup(c) => c.run(),
            Command::Restore(c) => c.run(),
            Command::Lint(c) => c.run(),
            Command::Gazetteer(c) => c.run(),
            Command::Lexicon(c) => c.run(),
            Command::Watch(c) => c.run(),
            Command::Dossier(c) => c.run(),
            Command::Man(c) => c.run(),
            Command::Completions(c) => c.run(),
        }
    }
}

/// Which lexicon to read with.
#[derive(Debug, Clone, Args)]
pub struct LexiconChoice {
    /// A folder with `lexicon/` and `gazetteer/` of your own, laid over the built-in ones; may be given several times
    #[arg(long = "lexicon", value_name = "DIR")]
    overlays: Vec<PathBuf>,
    /// Leave the built-in lexicon out and use only the folders given
    #[arg(long, requires = "overlays")]
    no_builtin: bool,
}

impl LexiconChoice {
    /// The files chosen.
    pub fn files(&self) -> anyhow::Result<Files> {
        Ok(Files::chosen(&self.overlays, !self.no_builtin)?)
    }

    /// The desk of a server that reads with it.
    pub fn desk(&self, store: Arc<dyn Upkeep>) -> anyhow::Result<Arc<Desk>> {
        let choice = self.clone();
        let layers = move || choice.files().map_err(|error| EditError::Bad { what: format!("{error:#}") });
        Ok(Arc::new(Desk::open(Folder::new(user_lexicon()?), Box::new(layers), store, Limits::default())?))
    }

    /// The compiled lexicon.
    pub fn load(&self) -> anyhow::Result<Lexicon> {
        Ok(Lexicon::compile(&self.files()?)?)
    }
}

/// The user's own lexicon folder; see [`marsad_lexicon::user_folder`].
pub fn user_lexicon() -> anyhow::Result<PathBuf> {
    marsad_lexicon::user_folder()
        .ok_or_else(|| anyhow::anyhow!("no home folder is known: name a lexicon folder with MARSAD_LEXICON"))
}

/// Where programs keep the data of this user.
fn data_folder() -> Option<PathBuf> {
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    data.or_else(|| std::env::var_os("HOME").map(|h| PathBuf::from(h).join(".local/share")))
}

/// Which store to use.
#[derive(Debug, Args)]
pub struct StoreChoice {
    /// The store: a folder, or the address of a PostgreSQL database, `postgres://user@host/database` [default: `marsad` in the
    /// user's data folder]
    #[arg(long, value_name = "DIR|URL", env = "MARSAD_STORE", hide_env_values = true)]
    store: Option<PathBuf>,
    /// The archive's folder, for a store on PostgreSQL: where a new one is to lie, or where it is seen from this machine
    #[arg(long, value_name = "DIR", env = "MARSAD_ARCHIVE")]
    archive: Option<PathBuf>,
}

/// A place that a store can be in.
pub enum Place {
    /// A folder.
    Folder(PathBuf),
    /// A database, and the folder of its archive where that was named.
    Postgres(String, Option<PathBuf>),
}

impl StoreChoice {
    /// The place chosen.
    pub fn place(&self) -> anyhow::Result<Place> {
        if let Some(url) = self.store.as_deref().and_then(is_postgres) {
            return Ok(Place::Postgres(url.to_owned(), self.archive.clone()));
        }
        anyhow::ensure!(
            self.archive.is_none(),
            "--archive is for a store on PostgreSQL; the archive of a store in a folder is in the folder"
        );
        match &self.store {
            Some(folder) => Ok(Place::Folder(folder.clone())),
            None => data_folder()
                .map(|d| Place::Folder(d.join("marsad")))
                .ok_or_else(|| anyhow::anyhow!("no home folder is known: name a store with --store DIR")),
        }
    }

    /// The store, opened.
    pub fn open(&self) -> anyhow::Result<Box<dyn Upkeep>> {
        Ok(match self.place()? {
            Place::Folder(folder) => Box::new(SqliteStore::open(folder)?),
            Place::Postgres(url, archive) => Box::new(PostgresStore::open(&url, archive.as_deref())?),
        })
    }

    /// The store with its ledger, opened.
    pub fn open_ledger(&self) -> anyhow::Result<Box<dyn WithLedger>> {
        Ok(match self.place()? {
            Place::Folder(folder) => Box::new(SqliteStore::open(folder)?),
            Place::Postgres(url, archive) => Box::new(PostgresStore::open(&url, archive.as_deref())?),
        })
    }
}

/// A store with the ledger of a collector.
pub trait WithLedger: Upkeep + Ledger {}

impl<S: Upkeep + Ledger> WithLedger for S {}

/// A day on the command line.
pub fn day(text: &str) -> Result<marsad_model::Day, String> {
    text.parse().map_err(|_| format!("`{text}` is not a day; write it as 2022-03-23"))
}
