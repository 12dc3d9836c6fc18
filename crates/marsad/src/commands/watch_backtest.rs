//! `marsad watch backtest`: what detectors make of series of counts.

use std::collections::BTreeSet;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use marsad_watch::backtest::{self, RULES, Replay, summary};
use marsad_watch::sentence;
use marsad_watch::{Detector, Named, Onsets, Table};

use super::Done;
use super::watch::Lang;
use crate::talk::talk;

/// Largest table that is read, in bytes.
const MOST_BYTES: u64 = 256 << 20;

/// Replay series of counts and report hits, false alarms and delays, beside what random alarms would have
#[derive(Debug, clap::Args)]
pub struct Backtest {
    /// A table of counts (CSV): `week` or `day`, `events`, and if you have them `series`, `exposure`, `known`
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// A table of what should have been seen (CSV): `onset`, and `series` where there are several
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// Detectors to replay, separated by commas [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = detector)]
    detector: Vec<Detector>,
    /// Print the alarms one by one, with their sentence, instead of the table
    #[arg(long)]
    alarms: bool,
    /// The language of the sentences
    #[arg(long, value_enum, default_value = "en", requires = "alarms")]
    lang: Lang,
}

fn detector(name: &str) -> Result<Detector, String> {
    Detector::named(name).ok_or_else(|| {
        let names: Vec<&str> = Detector::ALL.iter().map(|d| d.name()).collect();
        format!("no detector `{name}`; there are {}", names.join(", "))
    })
}

fn text(path: &Path) -> anyhow::Result<String> {
    let file = std::fs::File::open(path).with_context(|| format!("{}: cannot be opened", path.display()))?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).with_context(|| format!("{}: cannot be read", path.display()))?;
    let most = MOST_BYTES >> 20;
    anyhow::ensure!(bytes.len() as u64 <= MOST_BYTES, "{}: over {most} MiB; give fewer series at once", path.display());
    String::from_utf8(bytes).with_context(|| format!("{}: is not UTF-8; save the table as UTF-8 CSV", path.display()))
}

impl Backtest {
    pub fn run(self) -> anyhow::Result<Done> {
        let table = Table::read(&text(&self.file)?).with_context(|| self.file.display().to_string())?;
        let onsets = match &self.truth {
            Some(path) => Onsets::read(&text(path)?).with_context(|| path.display().to_string())?,
            None => Onsets::default(),
        };
        anyhow::ensure!(!table.series.is_empty(), "{}: no row could be used", self.file.display());
        for error in &table.errors {
            talk!("{}: {error}", self.file.display());
        }
        if table.error_count > table.errors.len() {
            talk!("{}: {} more rows could not be used", self.file.display(), table.error_count - table.errors.len());
        }
        let truth = self.truth.as_deref().unwrap_or(Path::new("")).display();
        for error in &onsets.errors {
            talk!("{truth}: {error}");
        }
        let names: BTreeSet<&str> = table.series.iter().map(|s| s.name.as_str()).collect();
        let strangers: Vec<&String> = onsets.days.keys().filter(|n| !names.contains(n.as_str())).collect();
        for name in &strangers {
            talk!("{truth}: no series `{name}` is in {}; its onsets are left out", self.file.display());
        }
        let mut out = BufWriter::new(std::io::stdout().lock());
        let detectors = if self.detector.is_empty() { Detector::ALL.to_vec() } else { self.detector.clone() };
        if self.alarms {
            self.write_alarms(&mut out, &table, &detectors, &onsets)?;
        } else {
            write_table(&mut out, &table, &detectors, &onsets)?;
        }
        out.flush()?;
        let clean = table.error_count == 0 && onsets.errors.is_empty() && strangers.is_empty();
        Ok(if clean { Done::All } else { Done::Some })
    }

    fn write_alarms(
        &self,
        out: &mut impl Write,
        table: &Table,
        detectors: &[Detector],
        onsets: &Onsets,
    ) -> anyhow::Result<()> {
        let language = self.lang.language();
        writeln!(out, "series\tdetector\tday\tlevel\tsentence")?;
        for named in &table.series {
            for detector in detectors {
                for alarm in replay(named, *detector, onsets).alarms {
                    let level = alarm.level.name();
                    let sentence = sentence::of_alarm(&alarm, language);
                    writeln!(out, "{}\t{}\t{}\t{level}\t{sentence}", named.name, detector.name(), alarm.day)?;
                }
            }
        }
        Ok(())
    }
}

fn replay(named: &Named, detector: Detector, onsets: &Onsets) -> Replay {
    let onsets = onsets.of(&named.name);
    match &named.vintages {
        Some(vintages) => backtest::replay_as_known(vintages, detector, onsets, RULES),
        None => backtest::replay(&named.series, detector, onsets, RULES),
    }
}

fn write_table(out: &mut impl Write, table: &Table, detectors: &[Detector], onsets: &Onsets) -> anyhow::Result<()> {
    writeln!(
        out,
        "detector\tseries-years\ttoo sparse\tonsets\thits\thits by chance\tfalse alarms\ta series-year\tby chance\tmedian delay"
    )?;
    for detector in detectors {
        let replays: Vec<Replay> = table.series.iter().map(|n| replay(n, *detector, onsets)).collect();
        let sum = summary(&replays);
        let delay = sum.median_delay_weeks.map_or("-".to_owned(), |d| format!("{d:.1} weeks"));
        writeln!(
            out,
            "{}\t{:.1}\t{:.0}%\t{}\t{}\t{:.2}\t{}\t{:.2}\t{:.2}\t{delay}",
            detector.name(),
            sum.years,
            sum.sparse * 100.0,
            sum.onsets,
            sum.hits,
            sum.chance_hits,
            sum.false_alarms,
            sum.false_a_year,
            sum.chance_false_a_year,
        )?;
    }
    Ok(())
}
