//! `marsad review`: what is to be reviewed, who has come how far, and what came of it.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use marsad_store::{Assignment, Filter, QueueAsk, QueueKind, QueueOrder, Upkeep};

use super::reports::Question;
use super::{Done, LexiconChoice, StoreChoice, review_export, review_import, review_show};
use crate::talk::talk;

/// Review reports: what waits, samples for several coders, agreement, gold, and the log itself
#[derive(Debug, clap::Args)]
pub struct ReviewCommand {
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List what is to be reviewed, the most urgent first
    Queue(Queue),
    /// Take the next report for a coder and show it with its document; nobody else is given it meanwhile
    Next(Next),
    /// How far review has come, by coder too
    Status(Status),
    /// How far coders agree, field by field (Krippendorff's alpha)
    Agreement(Agreement),
    /// Give a sample of reports to several coders, who answer without seeing each other's answers
    Assign(Assign),
    /// Write reviewed documents as gold, which `marsad eval` reads; or the log of reviews
    Export(Export),
    /// Take reviews in: of another store that has the same pages, or written by a program
    Import(Import),
    /// What corrections say of names, as rows for the lexicon
    Aliases(Aliases),
}

/// Which reports, in what order.
#[derive(Debug, clap::Args)]
struct Which {
    #[command(flatten)]
    question: Question,
    /// open, assigned, disputed, moved, or second: what second readers say otherwise
    #[arg(long, default_value = "open", value_parser = kind)]
    kind: QueueKind,
    #[command(flatten)]
    order: Order,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

/// In what order.
#[derive(Debug, clap::Args)]
struct Order {
    /// confidence (the least first), newest, or random
    #[arg(long, default_value = "confidence", value_parser = ["confidence", "newest", "random"])]
    order: String,
    /// With random: the same number gives the same order
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// With random: one of each type in turn
    #[arg(long)]
    stratified: bool,
}

impl Order {
    fn order(&self) -> QueueOrder {
        match self.order.as_str() {
            "newest" => QueueOrder::Newest,
            "random" => QueueOrder::Random { seed: self.seed, stratified: self.stratified },
            _ => QueueOrder::Confidence,
        }
    }
}

#[derive(Debug, clap::Args)]
struct Queue {
    #[command(flatten)]
    which: Which,
    /// Who asks: what others have before them is left out
    #[arg(long, value_name = "NAME", default_value = "")]
    coder: String,
    /// At most this many
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// JSON lines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct Next {
    #[command(flatten)]
    which: Which,
    /// Who takes it
    #[arg(long, value_name = "NAME")]
    coder: String,
    /// How long nobody else is given it, in minutes
    #[arg(long, value_name = "N", default_value_t = 30)]
    minutes: i64,
    /// JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct Status {
    #[command(flatten)]
    question: Question,
    /// JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

#[derive(Debug, clap::Args)]
struct Agreement {
    /// Only the reports of one sample
    #[arg(long, value_name = "ID")]
    batch: Option<i64>,
    /// JSON lines
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
}

#[derive(Debug, clap::Args)]
struct Assign {
    /// What the sample is called
    name: String,
    /// The coders, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',', required = true)]
    coders: Vec<String>,
    /// How many reports
    #[arg(long, value_name = "N")]
    reports: usize,
    /// Who gives it out
    #[arg(long, value_name = "NAME", default_value = "local")]
    by: String,
    /// Words in the text, or names: of which reports
    #[arg(long = "of", value_name = "WORDS")]
    of: Option<String>,
    #[command(flatten)]
    order: Order,
    #[command(flatten)]
    store: StoreChoice,
}

#[derive(Debug, clap::Args)]
struct Export {
    /// The file to write; standard output without it
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Also what the machine had read, so that `marsad eval --stored` scores that
    #[arg(long)]
    machine: bool,
    /// The log of reviews instead, which `marsad review import` takes into another store
    #[arg(long, conflicts_with = "machine")]
    log: bool,
    #[command(flatten)]
    store: StoreChoice,
}

#[derive(Debug, clap::Args)]
struct Import {
    /// The file; `-` for standard input
    file: PathBuf,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

#[derive(Debug, clap::Args)]
struct Aliases {
    /// Only those that so many corrections say
    #[arg(long, value_name = "N", default_value_t = 1)]
    least: u64,
    #[command(flatten)]
    store: StoreChoice,
}

fn kind(name: &str) -> Result<QueueKind, String> {
    QueueKind::from_name(name).ok_or_else(|| format!("`{name}` is none of open, assigned, disputed, moved, second"))
}

/// This moment as the store takes it.
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl Which {
    fn ask(self, coder: &str) -> anyhow::Result<(Box<dyn Upkeep>, QueueAsk)> {
        let store = self.store.open()?;
        let filter = self.question.filter(|| self.lexicon.load())?;
        let (kind, order) = (self.kind, self.order.order());
        Ok((store, QueueAsk { filter, kind, order, coder: coder.to_owned(), now: now(), limit: None }))
    }
}

impl ReviewCommand {
    pub fn run(self) -> anyhow::Result<Done> {
        let mut out = BufWriter::new(std::io::stdout().lock());
        let done = match self.command {
            What::Queue(queue) => {
                let (store, ask) = queue.which.ask(&queue.coder)?;
                let items = store.queue(&QueueAsk { limit: Some(queue.limit), ..ask })?;
                review_show::queue(&mut out, &items, queue.json)?;
                Done::All
            }
            What::Next(next) => {
                anyhow::ensure!((1..=1440).contains(&next.minutes), "--minutes is between 1 and 1440, a day");
                let (store, ask) = next.which.ask(&next.coder)?;
                let until = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(next.minutes);
                let until = until.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
                match store.next_review(&ask, &until)? {
                    None => talk!("nothing is left to be reviewed"),
                    Some(found) => {
                        let item = store.review_item(found.row.id, Some(&next.coder))?;
                        let document = store.document(found.row.document)?;
                        if let (Some(item), Some(document)) = (item, document) {
                            review_show::item(&mut out, &item, &document, next.json)?;
                        }
                    }
                }
                Done::All
            }
            What::Status(status) => {
                let store = status.store.open()?;
                let filter = status.question.filter(|| status.lexicon.load())?;
                review_show::progress(&mut out, &store.review_progress(&filter, &now())?, status.json)?;
                if filter == Filter::default() && !status.json {
                    review_show::batches(&mut out, &store.review_batches()?)?;
                }
                Done::All
            }
            What::Agreement(agreement) => {
                let found = agreement.store.open()?.review_agreement(agreement.batch)?;
                review_show::agreement(&mut out, &found, agreement.json)?;
                Done::All
            }
            What::Assign(assign) => {
                let plan = Assignment {
                    name: assign.name,
                    by: assign.by,
                    at: now(),
                    coders: assign.coders,
                    filter: Filter { q: assign.of, ..Filter::default() },
                    order: assign.order.order(),
                    reports: assign.reports,
                };
                let given = assign.store.open()?.assign_reviews(&plan)?;
                writeln!(out, "{}", given.batch)?;
                talk!("{} reports for {}", given.reports.len(), plan.coders.join(", "));
                Done::All
            }
            What::Export(export) => {
                let store = export.store.open()?;
                let to = export.output.as_deref();
                if export.log {
                    review_export::log(&*store, to, &mut out)?;
                } else {
                    review_export::gold(&*store, to, export.machine, &mut out)?;
                }
                Done::All
            }
            What::Import(import) => {
                let store = import.store.open()?;
                let lexicon = import.lexicon.load()?;
                review_import::run(&*store, &lexicon, &import.file)?
            }
            What::Aliases(aliases) => {
                let found = aliases.store.open()?.aliases()?;
                review_show::aliases(&mut out, found.iter().filter(|alias| alias.corrections >= aliases.least))?;
                Done::All
            }
        };
        out.flush()?;
        Ok(done)
    }
}
