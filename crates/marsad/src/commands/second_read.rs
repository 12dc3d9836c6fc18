//! `marsad second-read`: another reader over stored documents; where it says otherwise, the review queue.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::Duration;

use marsad_coder::{Coder, Wanted};
use marsad_model::{Day, Document};
use marsad_second::{ChatReader, ChatSettings, Key, Outcome, Run, SecondReader, Totals, Which};

use super::{Done, LexiconChoice, StoreChoice, day, review};
use crate::interrupt;
use crate::talk::{Progress, talk};

/// Have another reader read stored documents; where it says otherwise than the record, the review queue has it
///
/// No report changes by it: what the reader says is shown beside the report, and a person decides. Every value must be words of the
/// document, or it is dropped. Documents that this reader has read are passed over, so that the same command goes on.
#[derive(Debug, clap::Args)]
pub struct SecondRead {
    /// A server that speaks the chat protocol of OpenAI, as llama.cpp and Ollama do: the text of each document is sent to it
    #[arg(long, value_name = "URL", requires = "model", required_unless_present_any = ["names", "compare"])]
    server: Option<String>,
    /// The model, as the server calls it
    #[arg(long, value_name = "NAME", requires = "server")]
    model: Option<String>,
    /// The folder of a token classifier (`model.onnx`, `tokenizer.json`, `config.json`), which this program runs itself
    #[arg(long, value_name = "DIR", conflicts_with_all = ["server", "compare"])]
    names: Option<PathBuf>,
    /// Ask no reader; compare what was read before with the record as it is now
    #[arg(long, conflicts_with = "server")]
    compare: bool,
    /// The environment variable that holds the server's key
    #[arg(long, value_name = "VARIABLE", requires = "server", conflicts_with = "key_file")]
    key_env: Option<String>,
    /// The file that holds the server's key
    #[arg(long, value_name = "FILE", requires = "server")]
    key_file: Option<PathBuf>,
    /// Speak http without encryption also with a server that is not of this machine or a private network
    #[arg(long, requires = "server")]
    plain_http: bool,
    /// Longest time for one answer
    #[arg(long, value_name = "SECONDS", default_value_t = 180, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// How often a document is asked about that gets no answer
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=20))]
    tries: u32,
    /// Most tokens of one answer
    #[arg(long, value_name = "N", default_value_t = 4096, value_parser = clap::value_parser!(u32).range(64..=200_000))]
    max_tokens: u32,
    /// Only documents published on that day or later
    #[arg(long, value_name = "DAY", value_parser = day)]
    since: Option<Day>,
    /// At most this many documents
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// One JSON object a line: each document, then the sums
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

impl SecondRead {
    pub fn run(self) -> anyhow::Result<Done> {
        let reader = self.reader()?;
        let store = self.store.open()?;
        let lexicon = self.lexicon.load()?;
        let coder = Coder::new(&lexicon);
        let wanted = Wanted { time: true, number: true, place: true, actor: true, person: true };
        let house = |document: &Document| coder.mentions(&document.full_text(), document.published, wanted);
        let cancel = interrupt::flag()?;
        let run = Run { store: &*store, house: &house, cancel: &cancel };
        let mut out = BufWriter::new(std::io::stdout().lock());
        let mut progress = Progress::of("documents");
        let mut broken = None;
        let mut each = |one: &Outcome| {
            progress.one();
            if self.json {
                broken = broken.take().or(line(&mut out, one).err());
            }
        };
        let totals = match &reader {
            Some(reader) => {
                talk!("reading as {}", reader.id());
                let which = Which { since: self.since, limit: self.limit };
                run.read(&**reader, which, &review::now, &mut each)?
            }
            None => run.compare(&mut each)?,
        };
        if let Some(error) = broken {
            return Err(error);
        }
        if self.json {
            writeln!(out, "{}", serde_json::json!({ "totals": totals }))?;
        } else {
            sums(&mut out, &totals)?;
        }
        out.flush()?;
        for (document, why) in &totals.failed {
            talk!("document {document}: {why}");
        }
        if totals.failures > totals.failed.len() as u64 {
            talk!("and {} more that could not be read", totals.failures - totals.failed.len() as u64);
        }
        if let Some(why) = &totals.ended {
            talk!("{why}");
        }
        let waits = store.second_waits()?;
        talk!(
            "{} reports and {} proposals wait in the review queue (`marsad review queue --kind second`)",
            waits.reports.len(),
            waits.proposals.len()
        );
        Ok(if totals.failures == 0 && totals.ended.is_none() { Done::All } else { Done::Some })
    }

    /// The reader that was chosen; none where only what was read before is compared.
    fn reader(&self) -> anyhow::Result<Option<Box<dyn SecondReader>>> {
        if let Some(folder) = &self.names {
            return names(folder).map(Some);
        }
        let (Some(server), Some(model)) = (&self.server, &self.model) else { return Ok(None) };
        let key = match (&self.key_env, &self.key_file) {
            (Some(variable), _) => Some(Key::from_env(variable)?),
            (None, Some(file)) => Some(Key::from_file(file)?),
            (None, None) => None,
        };
        let settings = ChatSettings {
            key,
            in_the_open: self.plain_http,
            timeout: Duration::from_secs(self.timeout),
            tries: self.tries,
            max_tokens: self.max_tokens,
            ..ChatSettings::new(server, model)
        };
        Ok(Some(Box::new(ChatReader::new(settings, Box::new(std::thread::sleep))?)))
    }
}

#[cfg(feature = "onnx")]
fn names(folder: &std::path::Path) -> anyhow::Result<Box<dyn SecondReader>> {
    Ok(Box::new(marsad_second::NameReader::open(folder)?))
}

#[cfg(not(feature = "onnx"))]
fn names(folder: &std::path::Path) -> anyhow::Result<Box<dyn SecondReader>> {
    anyhow::bail!(
        "{}: this program was built without what runs ONNX models; build it with `cargo build --release --features onnx`",
        folder.display()
    )
}

/// A document's line, at once: a run may take hours.
fn line(out: &mut impl Write, one: &Outcome) -> anyhow::Result<()> {
    writeln!(out, "{}", serde_json::to_string(one)?)?;
    Ok(out.flush()?)
}

fn sums(out: &mut impl Write, totals: &Totals) -> std::io::Result<()> {
    for (name, n) in [
        ("documents read", totals.documents),
        ("reports proposed", totals.reports),
        ("names found", totals.names),
        ("fields dropped, not in the text", totals.dropped),
        ("differences with the record", totals.differences),
        ("documents not read", totals.failures),
    ] {
        writeln!(out, "{name}\t{n}")?;
    }
    Ok(())
}
