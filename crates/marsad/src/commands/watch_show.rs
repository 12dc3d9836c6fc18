//! `marsad watch show`: the counts of a watch, as known now or on a day before.

use std::io::{BufWriter, Write};

use anyhow::Context;
use marsad_alert::verdicts;
use marsad_model::Day;
use marsad_store::{AlarmFilter, Upkeep, watch_history};
use marsad_watch::sentence;

use super::watch::{Lang, named};
use super::{Done, StoreChoice, day};
use crate::talk::talk;

/// The counts of a watch, period by period, with what was read, and what the detectors say of the last one
#[derive(Debug, clap::Args)]
pub struct Show {
    /// Its name or id
    watch: String,
    /// As it was known on this day
    #[arg(long, value_name = "DAY", value_parser = day)]
    known: Option<Day>,
    /// Only this part of a count that is cut
    #[arg(long)]
    part: Option<String>,
    /// What every detector says of the last period, instead of the counts
    #[arg(long)]
    verdicts: bool,
    /// What was revised, instead of the counts
    #[arg(long, conflicts_with = "verdicts")]
    revisions: bool,
    /// The language of the sentences
    #[arg(long, value_enum, default_value = "en")]
    lang: Lang,
    #[command(flatten)]
    store: StoreChoice,
}

impl Show {
    pub fn run(self) -> anyhow::Result<Done> {
        let store = self.store.open()?;
        let store: &dyn Upkeep = &*store;
        let watch = named(store, &self.watch)?;
        let history = watch_history(store, &watch)?;
        let (mut parts, upper) = (history.parts, history.upper);
        if let Some(part) = &self.part {
            let names: Vec<String> = parts.keys().cloned().collect();
            let one =
                parts.remove(part).with_context(|| format!("no part `{part}`; there are {}", names.join(", ")))?;
            parts = std::iter::once((part.clone(), one)).collect();
        }
        if parts.is_empty() {
            talk!("`{}` was never counted; `marsad watch run` counts it", watch.watch.name);
        }
        let alarms =
            store.alarms(&AlarmFilter { watch: Some(watch.id), limit: Some(1000), ..AlarmFilter::default() })?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        if self.revisions {
            writeln!(out, "part\tperiod\tknown from\tbefore\tafter\tread before\tread after")?;
        } else if self.verdicts {
            writeln!(out, "part\tdetector\tsays")?;
        } else {
            let at_most = if upper.is_empty() { "" } else { "\tat most" };
            writeln!(out, "part\tfrom\tto\tcount{at_most}\tread\tof 100 read\talarm")?;
        }
        let or_gap = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        for (part, vintages) in &parts {
            if self.revisions {
                for one in vintages.revisions() {
                    let (before, after) = (one.before, one.after);
                    writeln!(
                        out,
                        "{part}\t{}\t{}\t{}\t{}\t{}\t{}",
                        one.period,
                        one.known,
                        or_gap(before.count.map(|c| c.to_string())),
                        or_gap(after.count.map(|c| c.to_string())),
                        or_gap(before.exposure.map(|e| e.to_string())),
                        or_gap(after.exposure.map(|e| e.to_string())),
                    )?;
                }
                continue;
            }
            let series = self.known.map_or_else(|| vintages.latest(), |day| vintages.as_of(day));
            if self.verdicts {
                for (detector, verdict) in verdicts(&series) {
                    if let Some(verdict) = verdict {
                        let says = sentence::of_verdict(detector, &verdict, self.lang.language());
                        writeln!(out, "{part}\t{}\t{says}", detector.name())?;
                    }
                }
                continue;
            }
            let most = upper.get(part).map(|v| self.known.map_or_else(|| v.latest(), |day| v.as_of(day)));
            for at in 0..series.len() {
                let point = series.points()[at];
                let most = most.as_ref().map(|most| most.points().get(at).and_then(|p| p.count));
                let (from, to) = (series.day(at), series.last_day(at));
                let alarm = alarms.iter().find(|a| {
                    a.alarm.of == *part && a.alarm.content.numbers.is_some() && (from..=to).contains(&a.alarm.day)
                });
                writeln!(
                    out,
                    "{part}\t{from}\t{to}\t{}{}\t{}\t{}\t{}",
                    or_gap(point.count.map(|c| c.to_string())),
                    most.map(|most| format!("\t{}", or_gap(most.map(|c| c.to_string())))).unwrap_or_default(),
                    or_gap(point.exposure.map(|e| e.to_string())),
                    or_gap(series.share(at).map(|share| format!("{:.1}", share * 100.0))),
                    alarm.map(|a| format!("{} {}", a.id, a.alarm.level.name())).unwrap_or_default(),
                )?;
            }
        }
        for note in store.notes(watch.id)? {
            talk!("note of {} on {}: {}", note.note.who, super::watch::day_of(note.at), note.note.text);
        }
        out.flush()?;
        Ok(Done::All)
    }
}
