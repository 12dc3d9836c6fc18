//! Prints `bench/results/watch.tsv`: what the detectors are worth on weekly counts of a country and its places, on the half of
//! the places that the constants of `rise` were chosen on and on the other half, and what more reading alone does to them.
//!
//! `watch_table FOLDER`, a folder with `syria_weekly.csv`, `syria_truth_onsets.csv` and `syria_weekly_alarms_R.csv`.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::Write;
use std::path::Path;

use marsad_watch::backtest::{RULES, Replay, Summary, replay, score, summary};
use marsad_watch::simulate::{Change, alarm_share};
use marsad_watch::{Detector, Named, Numbers, Onsets, Table, Verdict};

const RUNS: usize = 1000;

/// Whether a series is of a half.
type Wanted<'a> = &'a dyn Fn(&str) -> bool;
/// A method's name, and what it did on each series.
type Method<'a> = (String, BTreeMap<&'a str, Replay>);

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: watch_table FOLDER")?;
    let read = |name: &str| std::fs::read_to_string(Path::new(&folder).join(name)).map_err(|e| format!("{name}: {e}"));
    let table = Table::read(&read("syria_weekly.csv")?)?;
    let onsets = Onsets::read(&read("syria_truth_onsets.csv")?)?;
    if table.error_count + onsets.errors.len() > 0 {
        return Err(format!("{:?} {:?}", table.errors, onsets.errors).into());
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "part\tset\tfigure\tvalue")?;
    // Places in the order of their names: the first, third, … and the country were chosen on, the others left alone.
    let places: Vec<&str> = table.series.iter().map(|s| s.name.as_str()).filter(|n| n.contains('/')).collect();
    let left_alone: BTreeSet<&str> = places.iter().skip(1).step_by(2).copied().collect();
    let halves: [(&str, Wanted<'_>); 3] = [
        ("half chosen on", &|n| !left_alone.contains(n)),
        ("other half", &|n| left_alone.contains(n)),
        ("all", &|_| true),
    ];
    let mut methods: Vec<Method<'_>> = Detector::ALL
        .map(|d| {
            let of = |s: &Named| replay(&s.series, d, onsets.of(&s.name), RULES);
            (d.name().to_owned(), table.series.iter().map(|s| (s.name.as_str(), of(s))).collect())
        })
        .to_vec();
    methods.extend(theirs(&read("syria_weekly_alarms_R.csv")?, &table, &onsets)?);
    for (half, wanted) in halves {
        for (method, replays) in &methods {
            let sum = summary(replays.iter().filter(|(n, _)| wanted(n)).map(|(_, r)| r));
            write(&mut out, half, method, &sum)?;
        }
    }
    for (law, mean, size) in [
        ("Poisson, 0.4 a week", 0.4, None),
        ("Poisson, 1 a week", 1.0, None),
        ("Poisson, 3 a week", 3.0, None),
        ("Poisson, 8 a week", 8.0, None),
        ("negative binomial of size 10, 3 a week", 3.0, Some(10.0)),
        ("negative binomial of size 10, 8 a week", 8.0, Some(10.0)),
    ] {
        for (name, change, adjusted) in [
            ("nothing changes", Change::Nothing, true),
            ("reading doubles, raw", Change::Volume, false),
            ("reading doubles, adjusted", Change::Volume, true),
            ("events double, adjusted", Change::Events, true),
        ] {
            let share = alarm_share(Detector::Rise, change, adjusted, (mean, size), RUNS, 1);
            writeln!(out, "simulation\t{law}\talarms within 13 weeks, {name}\t{share:.3}")?;
        }
    }
    Ok(())
}

fn write(out: &mut impl Write, half: &str, method: &str, sum: &Summary) -> std::io::Result<()> {
    let row = |out: &mut dyn Write, figure: &str, value: String| writeln!(out, "{half}\t{method}\t{figure}\t{value}");
    row(out, "series-years", format!("{:.1}", sum.years))?;
    row(out, "onsets", sum.onsets.to_string())?;
    row(out, "hits", sum.hits.to_string())?;
    row(out, "hits by chance", format!("{:.2}", sum.chance_hits))?;
    row(out, "false alarms a series-year", format!("{:.2}", sum.false_a_year))?;
    row(out, "false alarms a series-year by chance", format!("{:.2}", sum.chance_false_a_year))?;
    let delay = sum.median_delay_weeks.map_or("-".to_owned(), |d| format!("{d:.1}"));
    row(out, "median delay, weeks", delay)
}

/// The alarms of the R package, counted by the same rules.
fn theirs<'a>(text: &str, table: &'a Table, onsets: &Onsets) -> Result<Vec<Method<'a>>, Box<dyn Error>> {
    let mut verdicts: BTreeMap<(String, &str), Vec<Verdict>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [series, method, week, events, bound, alarm] = cells[..] else { return Err(line.into()) };
        let named = table.series.iter().find(|s| s.name == series).ok_or(line)?;
        let week = week.parse()?;
        let index = named.series.index_of(week).ok_or(line)?;
        let all = verdicts
            .entry((method.to_owned(), &named.name))
            .or_insert_with(|| vec![Verdict::TooShort { have: 0, need: 0 }; named.series.len()]);
        let numbers = Numbers {
            from: week,
            to: named.series.last_day(index),
            baseline_from: week,
            baseline_to: week,
            observed: events.parse()?,
            expected: 0.0,
            dispersion: 1.0,
            exposure: None,
            bound: bound.parse().unwrap_or(f64::NAN),
            score: 0.0,
            p: None,
        };
        all[index] = if alarm == "1" { Verdict::Alarm(numbers) } else { Verdict::Quiet(numbers) };
    }
    let mut methods: BTreeMap<String, BTreeMap<&str, Replay>> = BTreeMap::new();
    for ((method, name), verdicts) in &verdicts {
        let named = table.series.iter().find(|s| s.name == *name).ok_or("a series")?;
        let replay = score(&named.series, Detector::Rise, verdicts, onsets.of(name), RULES);
        methods.entry(format!("surveillance {method}")).or_default().insert(name, replay);
    }
    Ok(methods.into_iter().collect())
}
