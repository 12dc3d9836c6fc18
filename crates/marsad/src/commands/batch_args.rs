//! What `marsad batch` and `marsad sql` take. The program itself only knows their options: another program, `marsad-batch`, does the
//! work, and is built from this file too.
#![allow(dead_code, reason = "the program that hands over reads no argument")]

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Code whole archives into Parquet tables, on all cores
///
/// Reads web archives (.warc, .warc.gz), Parquet, JSONL and CSV from files, folders, patterns and object stores (s3://…) and writes
/// the datasets documents, mentions, reports and errors, each cut by month of publication. What was done is noted by input: the same
/// command goes on where it was ended. Each document is kept once by its id.
#[derive(Debug, Clone, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct BatchArgs {
    /// What is done with a folder that is coded already
    #[command(subcommand)]
    pub then: Option<Then>,
    /// Files, folders, patterns ('*.warc.gz'), or s3://bucket/prefix
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// The folder that the datasets are written to
    #[arg(long, value_name = "DIR", required = true)]
    pub out: Option<PathBuf>,
    /// Only the I-th of N parts of the inputs, from 1: for machines that share the work
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub shard: Option<(u32, u32)>,
    /// Experimental: have the executors of a Ballista scheduler code the inputs, like df://10.0.0.1:50050; all machines need inputs and
    /// --out under the same paths
    #[arg(long, value_name = "ADDRESS", conflicts_with = "shard")]
    pub cluster: Option<String>,
    /// Code everything anew, also what is done
    #[arg(long)]
    pub again: bool,
    /// Write no mentions: what remains is about half as large
    #[arg(long)]
    pub no_mentions: bool,
    #[command(flatten)]
    pub reading: Reading,
}

/// What is done with a folder that is coded already.
#[derive(Debug, Clone, Subcommand)]
pub enum Then {
    /// Find which documents go back to one origin and which reports tell one event
    ///
    /// Writes the datasets origins, links and events beside the others: the same groups as a store makes of the same documents.
    Corroborate {
        /// The folder given to `marsad batch` as --out
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Threads to work with [default: one a core]
        #[arg(long, value_name = "N")]
        threads: Option<usize>,
        /// A folder with `lexicon/` and `gazetteer/` of your own, laid over the built-in ones; may be given several times
        #[arg(long = "lexicon", value_name = "DIR")]
        overlays: Vec<PathBuf>,
        /// Leave the built-in lexicon out and use only the folders given
        #[arg(long, requires = "overlays")]
        no_builtin: bool,
    },
    /// Experimental: hand inputs out to executors (`marsad batch --cluster`); needs a program built with the feature `cluster`
    Scheduler {
        /// Where it listens
        #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50050")]
        listen: SocketAddr,
    },
    /// Experimental: take inputs from a scheduler and code them
    Executor {
        /// The scheduler, like df://10.0.0.1:50050
        #[arg(long, value_name = "ADDRESS")]
        cluster: String,
        /// Where the scheduler finds it; the next port is used as well
        #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50051")]
        listen: SocketAddr,
        /// Inputs that are coded at once [default: one a core]
        #[arg(long, value_name = "N")]
        threads: Option<usize>,
        /// A folder with `lexicon/` and `gazetteer/` of your own, laid over the built-in ones; may be given several times
        #[arg(long = "lexicon", value_name = "DIR")]
        overlays: Vec<PathBuf>,
        /// Leave the built-in lexicon out and use only the folders given
        #[arg(long, requires = "overlays")]
        no_builtin: bool,
    },
}

/// Ask in SQL, of files that are read and coded while they are asked
///
/// The functions read('…'), documents('…'), mentions('…') and code('…') take files, folders, patterns and s3://… like `marsad batch`.
/// They give documents as they are read, documents coded, their mentions, and their reports.
#[derive(Debug, Clone, Args)]
pub struct SqlArgs {
    /// The question
    #[arg(value_name = "SQL")]
    pub query: String,
    /// A folder that `marsad batch` has written: its datasets are tables
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = SqlFormat::Table)]
    pub format: SqlFormat,
    /// Most rows of a table on the screen; the other forms have all
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub rows: usize,
    #[command(flatten)]
    pub reading: Reading,
}

/// Forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SqlFormat {
    /// To be looked at
    Table,
    /// Comma-separated, for spreadsheets
    Csv,
    /// One JSON object a line
    Jsonl,
    /// A Parquet file
    Parquet,
}

/// How inputs are read.
#[derive(Debug, Clone, Args)]
pub struct Reading {
    /// Language tags of the documents that are taken, or `all`
    #[arg(long, value_name = "TAGS", default_value = "ar", value_delimiter = ',')]
    pub languages: Vec<String>,
    /// Threads to work with; the output is the same for any number [default: one a core]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Most bytes of one page
    #[arg(long, value_name = "BYTES", default_value_t = 8 << 20)]
    pub max_bytes: u64,
    /// A folder with `lexicon/` and `gazetteer/` of your own, laid over the built-in ones; may be given several times
    #[arg(long = "lexicon", value_name = "DIR")]
    pub overlays: Vec<PathBuf>,
    /// Leave the built-in lexicon out and use only the folders given
    #[arg(long, requires = "overlays")]
    pub no_builtin: bool,
}

/// `2/8`: the second of eight.
fn shard(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('/').and_then(|(i, n)| Some((i.parse::<u32>().ok()?, n.parse::<u32>().ok()?)));
    parts
        .filter(|(i, n)| (1..=*n).contains(i))
        .ok_or_else(|| format!("`{text}` is no part of a whole; write 1/8 to 8/8"))
}
