//! `marsad import`: documents of another store, as `marsad export --documents` wrote them, taken in unchanged.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;

use marsad_export::DocumentLine;
use marsad_store::{Added, NewDocument, Upkeep};

use super::{Done, StoreChoice};
use crate::talk::{Progress, talk};

/// The longest line: a page of 32 MiB as base64 and its text.
const LONGEST: u64 = 128 << 20;
/// Documents and bytes that are stored with one flush.
const BATCH: usize = 200;
const BATCH_BYTES: usize = 32 << 20;

/// Take documents of another store in, with their reports as they are
///
/// Reads the lines of `marsad export --format jsonl --documents`. Nothing is coded again. A document that is there already is
/// passed over; a line that does not hold together is named, and the others are taken.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// Files, or `-`
    #[arg(required = true, value_name = "FILE|-")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreChoice,
}

/// What became of the lines.
#[derive(Default)]
struct Counts {
    new: u64,
    known: u64,
    failed: u64,
}

impl Import {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let mut counts = Counts::default();
        let mut progress = Progress::of("documents");
        for path in &self.inputs {
            let name = path.display().to_string();
            let input: Box<dyn Read> = match name == "-" {
                true => Box::new(std::io::stdin().lock()),
                false => match File::open(path) {
                    Ok(file) => Box::new(file),
                    Err(error) => {
                        talk!("{name}: {error}");
                        counts.failed += 1;
                        continue;
                    }
                },
            };
            take(&*store, &name, BufReader::new(input), &mut counts, &mut progress)?;
        }
        talk!("{} new, {} known already, {} failed", counts.new, counts.known, counts.failed);
        Ok(if counts.failed > 0 { Done::Some } else { Done::All })
    }
}

fn take(
    store: &dyn Upkeep,
    name: &str,
    mut input: impl BufRead,
    counts: &mut Counts,
    progress: &mut Progress,
) -> anyhow::Result<()> {
    let mut line = Vec::new();
    let (mut batch, mut bytes): (Vec<(u64, NewDocument)>, usize) = (Vec::new(), 0);
    for number in 1.. {
        line.clear();
        let read =
            input.by_ref().take(LONGEST).read_until(b'\n', &mut line).map_err(|e| anyhow::anyhow!("{name}: {e}"))?;
        let end = read == 0;
        if !end && read as u64 == LONGEST && !line.ends_with(b"\n") {
            talk!("{name}:{number}: the line is longer than {} MiB and is passed over", LONGEST >> 20);
            counts.failed += 1;
            skip_line(&mut input)?;
            continue;
        }
        let text = String::from_utf8_lossy(&line);
        if !text.trim().is_empty() {
            match DocumentLine::parse(&text).and_then(DocumentLine::into_new) {
                Ok(new) => {
                    bytes += new.bytes.len();
                    batch.push((number, new));
                }
                Err(why) => {
                    talk!(
                        "{name}:{number}: {why}; such lines are written by `marsad export --format jsonl --documents`"
                    );
                    counts.failed += 1;
                }
            }
        }
        if batch.len() >= BATCH || bytes >= BATCH_BYTES || end && !batch.is_empty() {
            let (numbers, new): (Vec<u64>, Vec<NewDocument>) = std::mem::take(&mut batch).into_iter().unzip();
            bytes = 0;
            for (number, added) in numbers.into_iter().zip(store.add_all(&new)?) {
                progress.one();
                match added {
                    Ok(Added::New(_)) => counts.new += 1,
                    Ok(Added::Known(_)) => counts.known += 1,
                    Err(error) => {
                        talk!("{name}:{number}: {error}");
                        counts.failed += 1;
                    }
                }
            }
        }
        if end {
            break;
        }
    }
    Ok(())
}

/// Reads to the end of a line without keeping it.
fn skip_line(input: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let held = input.fill_buf()?;
        if held.is_empty() {
            return Ok(());
        }
        match held.iter().position(|b| *b == b'\n') {
            Some(at) => {
                input.consume(at + 1);
                return Ok(());
            }
            None => {
                let all = held.len();
                input.consume(all);
            }
        }
    }
}
