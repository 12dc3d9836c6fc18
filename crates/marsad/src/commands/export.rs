//! `marsad export`: the record as a file of another program.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use marsad_export::{About, DocumentLine, Exporter, Format};
use marsad_lexicon::Lexicon;
use marsad_redact::{Finder, PublicStore};
use marsad_store::{Changes, Filter, Store, Upkeep};

use super::{Done, LexiconChoice, StoreChoice, reports};
use crate::talk::{Progress, talk};

/// Write reports as a file: a table, a map, a feed, or the shape of another data set
#[derive(Debug, clap::Args)]
pub struct Export {
    /// Form: json, jsonl, csv, xlsx, geojson, parquet, rss, acled, ged, polecat, plover or stix
    #[arg(long, value_parser = format)]
    format: Format,
    /// The file to write; standard output without it
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// With jsonl: whole documents with their reports and pages, which `marsad import` takes into another store unchanged
    #[arg(long)]
    documents: bool,
    /// With --documents: without the bytes of the pages
    #[arg(long, requires = "documents")]
    no_pages: bool,
    /// The public form: private persons without their names, sensitive places without their exact position
    #[arg(long)]
    public: bool,
    /// Tables of text begin with a byte-order mark, without which Excel garbles Arabic
    #[arg(long)]
    bom: bool,
    /// What the collection is called in citations
    #[arg(long, value_name = "TEXT", default_value = "Marsad")]
    title: String,
    /// The address where the record is served, for links, e.g. https://record.example
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    #[command(flatten)]
    question: reports::Question,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

/// A store with its changes, as it is or in public form.
enum Source {
    Whole(Arc<dyn Upkeep>),
    Public(Arc<PublicStore>),
}

impl Source {
    fn store(&self) -> &dyn Store {
        match self {
            Self::Whole(store) => &**store,
            Self::Public(store) => &**store,
        }
    }

    fn changes(&self) -> &dyn Changes {
        match self {
            Self::Whole(store) => &**store,
            Self::Public(store) => &**store,
        }
    }
}

impl Export {
    pub fn run(self) -> anyhow::Result<Done> {
        anyhow::ensure!(
            !self.documents || self.format == Format::Jsonl,
            "--documents goes with --format jsonl, the one form that holds a whole document"
        );
        let store: Arc<dyn Upkeep> = Arc::from(self.store.open()?);
        let filter = self.question.clone().filter(|| self.lexicon.load())?;
        if filter.governorate.is_some() {
            store.know_places(super::serve::parts(&self.lexicon.load()?));
        }
        let source = match self.public {
            true => {
                let with_names =
                    filter.q.is_some() || filter.place.is_some() || filter.actor.is_some() || filter.said_by.is_some();
                Source::Public(Arc::new(public(store, Arc::new(self.lexicon.load()?), with_names)?))
            }
            false => Source::Whole(store),
        };
        // A file is there under its name when it is whole.
        match &self.output {
            None => self.write(&source, filter, &mut BufWriter::new(io::stdout())),
            Some(path) => {
                let mut part = path.clone().into_os_string();
                part.push(".part");
                let part = PathBuf::from(part);
                let at = |e: io::Error| anyhow::anyhow!("{}: {e}", part.display());
                let mut file = BufWriter::new(File::create(&part).map_err(at)?);
                let done = self.write(&source, filter, &mut file)?;
                file.into_inner().map_err(|e| at(e.into_error()))?.sync_all().map_err(at)?;
                std::fs::rename(&part, path).map_err(at)?;
                talk!("{}", path.display());
                Ok(done)
            }
        }
    }

    fn write(&self, source: &Source, filter: Filter, out: &mut (impl Write + Send)) -> anyhow::Result<Done> {
        if self.documents {
            return self.documents(source, &filter, out);
        }
        let mut about = About::now(&self.title);
        about.address = self.address.as_deref().map(|a| a.trim_end_matches('/').to_owned());
        about.byte_order_mark = self.bom;
        about.question = marsad_server::question(&filter);
        let mut exporter = Exporter::begin(out, self.format, &about)?;
        let mut asked = Filter { limit: Some(1000.min(self.format.most_rows())), ..filter };
        let mut left = self.format.most_rows();
        let mut progress = Progress::of("reports");
        loop {
            let page = source.store().reports(&asked)?;
            for row in page.rows.iter().take(left) {
                exporter.row(row)?;
                progress.one();
            }
            left = left.saturating_sub(page.rows.len());
            match page.next.filter(|_| left > 0) {
                Some(next) => asked.after = Some(next),
                None => break,
            }
        }
        let (rows, left_out) = exporter.counted();
        exporter.end()?;
        talk!("{rows} reports");
        if left_out > 0 {
            talk!("{left_out} reports have no place in this form: it records what happened, and of its own kinds only");
        }
        talk!("{}", about.citation());
        Ok(Done::All)
    }

    /// Whole documents, in the order in which they came in; with a question those that have a report that answers.
    fn documents(&self, source: &Source, filter: &Filter, out: &mut impl Write) -> anyhow::Result<Done> {
        let wanted = match *filter == Filter::default() {
            true => None,
            false => {
                let mut wanted = std::collections::BTreeSet::new();
                let mut asked = Filter { limit: Some(1000), ..filter.clone() };
                loop {
                    let page = source.store().reports(&asked)?;
                    wanted.extend(page.rows.iter().map(|row| row.document));
                    match page.next {
                        Some(next) => asked.after = Some(next),
                        None => break Some(wanted),
                    }
                }
            }
        };
        let mut progress = Progress::of("documents");
        let (mut after, mut written) = (None, 0u64);
        loop {
            let page = source.changes().changes(after.as_deref(), 500)?;
            let added = page.changes.iter().filter(|c| c.happened == marsad_store::Happened::Added).map(|c| c.document);
            for id in added.filter(|id| wanted.as_ref().is_none_or(|w| w.contains(id))) {
                let Some(row) = source.store().document(id)? else { continue };
                let bytes = if self.no_pages { None } else { source.store().capture(id)? };
                let media_type = source.changes().media_type(id)?.unwrap_or_default();
                let line = DocumentLine::of(row, bytes.as_deref().map(|bytes| (media_type, bytes)));
                writeln!(out, "{}", serde_json::to_string(&line)?)?;
                written += 1;
                progress.one();
            }
            if !page.more {
                break;
            }
            after = Some(page.next);
        }
        out.flush()?;
        talk!("{written} documents");
        Ok(Done::All)
    }
}

/// The store in public form. A question with words or names wants all documents looked through first, since any could hide one of
/// them; else each is, when it is written.
pub fn public(store: Arc<dyn Upkeep>, lexicon: Arc<Lexicon>, with_names: bool) -> anyhow::Result<PublicStore> {
    let public = PublicStore::new(store, Finder::new(lexicon));
    if with_names {
        talk!("looking through the documents for names of private persons");
        public.look(&|_| {})?;
        let (documents, words) = public.counted();
        talk!("{documents} documents; {words} words of names are hidden");
    }
    Ok(public)
}

/// A form by its name.
fn format(name: &str) -> Result<Format, String> {
    let known = || Format::ALL.map(Format::name).join(", ");
    Format::named(name).ok_or_else(|| format!("`{name}` is no form of export; there are {}", known()))
}
