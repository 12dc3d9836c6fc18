//! `marsad eval`: the machine's reading scored against gold.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use marsad_agree::{Prf, Score, score};
use marsad_coder::Coder;
use marsad_model::{CodedDocument, Document, Report};
use serde::Deserialize;

use super::{Done, LexiconChoice};
use crate::coding::coded;
use crate::talk::{Progress, talk};

/// Score the machine's own reading against gold: documents that persons coded, as `review export` writes them
#[derive(Debug, clap::Args)]
pub struct Eval {
    /// Gold: a document a line, with its `reports`
    gold: PathBuf,
    /// Score these lines of `marsad code` instead of coding the texts now
    #[arg(long, value_name = "FILE")]
    coded: Option<PathBuf>,
    /// Score what the machine had read when the documents were stored; wants gold of `review export --machine`
    #[arg(long, conflicts_with = "coded")]
    stored: bool,
    /// Also by type
    #[arg(long)]
    by_type: bool,
    /// JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

/// A line of gold; fields that are not named here are passed over.
#[derive(Debug, Deserialize)]
struct Gold {
    #[serde(default)]
    id: serde_json::Value,
    #[serde(flatten)]
    document: Document,
    reports: Vec<GoldReport>,
    #[serde(default)]
    machine: Option<Vec<Report>>,
}

/// A report of gold: what people write by hand lacks what only a program says.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct GoldReport(serde_json::Value);

impl GoldReport {
    fn read(mut self) -> Result<Report, String> {
        if let Some(map) = self.0.as_object_mut() {
            let trigger = map.get("trigger").cloned().unwrap_or_default();
            for (key, value) in [
                ("modality", "asserted".into()),
                ("polarity", "affirmed".into()),
                ("certainty", "unstated".into()),
                ("event", 1.into()),
                ("confidence", 1.0.into()),
                ("rule", "person".into()),
                ("evidence", trigger),
                ("versions", serde_json::json!({ "marsad": "", "lexicon": "" })),
            ] {
                map.entry(key).or_insert(value);
            }
            // Gold says who is meant and who says so, and not always how.
            for list in ["actors", "recipients"] {
                each(map.get_mut(list), |one| {
                    one.entry("entity").or_insert("".into());
                });
            }
            each(map.get_mut("places"), |one| {
                one.entry("name").or_insert("".into());
            });
            if let Some(said) = map.get_mut("said_by").and_then(|said| said.as_object_mut()) {
                for (key, value) in [
                    ("entity", "".into()),
                    ("source_type", "none".into()),
                    ("named", true.into()),
                    ("cue", serde_json::Value::Null),
                    ("cue_class", "neutral".into()),
                    ("quotation", "indirect".into()),
                ] {
                    said.entry(key).or_insert(value);
                }
            }
            // A date may stand without words.
            if let Some(date) = map.get_mut("date").and_then(|date| date.as_object_mut()) {
                for (key, value) in [("start", 0.into()), ("end", 0.into()), ("text", "".into())] {
                    date.entry(key).or_insert(value);
                }
            }
        }
        serde_json::from_value(self.0).map_err(|e| e.to_string())
    }
}

fn each(list: Option<&mut serde_json::Value>, work: impl Fn(&mut serde_json::Map<String, serde_json::Value>)) {
    let all = list.and_then(|list| list.as_array_mut()).into_iter().flatten();
    all.filter_map(|one| one.as_object_mut()).for_each(work);
}

fn lines(path: &PathBuf) -> anyhow::Result<impl Iterator<Item = std::io::Result<String>>> {
    let file = File::open(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(BufReader::new(file).lines())
}

impl Eval {
    pub fn run(self) -> anyhow::Result<Done> {
        let mut done = Done::All;
        let mut answers: std::collections::HashMap<String, Vec<Report>> = std::collections::HashMap::new();
        if let Some(path) = &self.coded {
            for (number, line) in (1..).zip(lines(path)?) {
                match serde_json::from_str::<CodedDocument>(&line?) {
                    Ok(coded) => drop(answers.insert(coded.id, coded.reports)),
                    Err(error) => {
                        talk!("line {number} of `{}`: {error}", path.display());
                        done = Done::Some;
                    }
                }
            }
        }
        let lexicon = if self.coded.is_none() && !self.stored { Some(self.lexicon.load()?) } else { None };
        let coder = lexicon.as_ref().map(Coder::new);
        let mut pairs: Vec<(Vec<Report>, Vec<Report>)> = Vec::new();
        let mut progress = Progress::of("documents");
        for (number, line) in (1..).zip(lines(&self.gold)?) {
            let line = line?;
            if line.trim().is_empty() {
                continue;
            }
            match one(&line, coder.as_ref(), &answers, self.stored) {
                Ok(pair) => pairs.push(pair),
                Err(why) => {
                    talk!("line {number} of `{}`: {why}", self.gold.display());
                    done = Done::Some;
                }
            }
            progress.one();
        }
        anyhow::ensure!(!pairs.is_empty(), "`{}` has no document that can be scored", self.gold.display());
        let found = score(pairs.iter().map(|(gold, found)| (gold.as_slice(), found.as_slice())));
        let mut out = BufWriter::new(std::io::stdout().lock());
        if self.json {
            writeln!(out, "{}", serde_json::to_string(&found)?)?;
        } else {
            print(&mut out, &found, self.by_type)?;
        }
        out.flush()?;
        Ok(done)
    }
}

/// The reports of gold and of the machine for one line.
fn one(
    line: &str,
    coder: Option<&Coder<'_>>,
    answers: &std::collections::HashMap<String, Vec<Report>>,
    stored: bool,
) -> Result<(Vec<Report>, Vec<Report>), String> {
    let gold: Gold = serde_json::from_str(line).map_err(|e| e.to_string())?;
    let id = gold.id.as_str().map_or_else(|| gold.id.to_string(), str::to_owned);
    let found = match coder {
        Some(coder) => coded(coder, &gold.document)?.reports,
        None if stored => gold.machine.ok_or("it has no `machine`; write gold with `review export --machine`")?,
        // What was not answered has found nothing.
        None => answers.get(&id).cloned().unwrap_or_default(),
    };
    let reports = (1..).zip(gold.reports);
    let reports = reports.map(|(at, report)| report.read().map_err(|e| format!("its report {at}: {e}")));
    Ok((reports.collect::<Result<_, _>>()?, found))
}

fn print(out: &mut impl Write, score: &Score, by_type: bool) -> std::io::Result<()> {
    writeln!(out, "documents\t{}\nreports of gold\t{}\nreports found\t{}\n", score.documents, score.gold, score.found)?;
    writeln!(out, "\tprecision\trecall\tF1\tright\textra\tmissed")?;
    let row = |out: &mut dyn Write, name: &str, prf: &Prf| {
        writeln!(
            out,
            "{name}\t{:.3}\t{:.3}\t{:.3}\t{}\t{}\t{}",
            prf.precision(),
            prf.recall(),
            prf.f1(),
            prf.right,
            prf.extra,
            prf.missed
        )
    };
    for name in ["trigger", "report", "mode", "aux", "actors", "recipients", "counts"] {
        row(out, name, &score.lists.get(name).copied().unwrap_or_default())?;
    }
    if by_type {
        for (name, prf) in &score.types {
            row(out, name, prf)?;
        }
    }
    writeln!(out, "\n\tright\tshare\tof")?;
    for (name, share) in &score.fields {
        writeln!(out, "{name}\t{}\t{:.3}\t{}", share.right, share.share(), share.of)?;
    }
    Ok(())
}
