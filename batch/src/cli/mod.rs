//! The command line: arguments in, calls to the library, lines out.

mod batch;
#[cfg(feature = "cluster")]
mod cluster;
#[cfg(not(feature = "cluster"))]
#[path = "no_cluster.rs"]
mod cluster;
mod sql;
mod watch;

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand};
use marsad_acquire::Limits;
use marsad_lexicon::{Files, Lexicon};

use crate::batch_args::{BatchArgs, Reading, SqlArgs};

/// Whole archives coded into tables: what `marsad batch` and `marsad sql` do.
#[derive(Debug, Parser)]
#[command(name = "marsad", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Batch(BatchArgs),
    Sql(SqlArgs),
}

impl Cli {
    /// Runs it. False where some inputs failed.
    pub fn run(self) -> anyhow::Result<bool> {
        match self.command {
            Command::Batch(args) => batch::run(args),
            Command::Sql(args) => sql::run(args),
        }
    }
}

/// Says something to the person at the terminal. That nobody listens any more is no reason to stop working.
pub fn say(line: &str) {
    let _ = std::io::stderr().write_all(format!("marsad: {line}\n").as_bytes());
}

/// Threads to work with.
fn threads(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get)).max(1)
}

/// The lexicon that was chosen; it stays as long as the program.
fn lexicon(overlays: &[PathBuf], builtin: bool) -> anyhow::Result<&'static Lexicon> {
    Ok(Box::leak(Box::new(Lexicon::compile(&Files::chosen(overlays, builtin)?)?)))
}

fn limits(reading: &Reading) -> Limits {
    Limits { max_bytes: reading.max_bytes, ..Limits::default() }
}

/// The languages that are taken; none for all.
fn languages(reading: &Reading) -> Vec<String> {
    let mut tags: Vec<String> = reading.languages.iter().map(|t| t.trim().to_ascii_lowercase()).collect();
    tags.sort();
    tags.dedup();
    if tags.iter().any(|t| t == "all") { Vec::new() } else { tags }
}

/// Threads that wait for files, objects and the engine.
fn runtime(threads: usize) -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .context("no threads can be started; give a smaller --threads")
}
