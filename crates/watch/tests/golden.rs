//! The reference detectors give what the R package `surveillance` 1.20.3 gives, where its outputs are there to compare with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use marsad_watch::{Bound, C1, C2, C3, Ears, FARRINGTON, Farrington, Series, Step};

/// The folder of goldens, beside the repository or where `MARSAD_SHARED` points.
fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("MARSAD_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = shared.join("bench/watch");
    folder.is_dir().then_some(folder)
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).expect("a golden file");
    text.lines().skip(1).map(|l| l.split(',').map(|c| c.trim_matches('"').to_owned()).collect()).collect()
}

fn close(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= 0.01 * theirs.abs().max(1e-9)
}

#[test]
fn ears_and_farrington_bounds_are_those_of_surveillance() {
    let Some(folder) = folder() else {
        eprintln!("LEFT OUT: no bench/watch beside this repository");
        return;
    };
    let counts =
        |file: &str| -> Vec<u64> { rows(&folder.join(file)).iter().map(|r| r[1].parse().expect("a count")).collect() };
    let newport = Series::of_counts("2004-01-05".parse().unwrap(), Step::Week, &counts("salmNewport_total.csv"));
    // The Agona series numbers its weeks without dates; any Monday will do that keeps years at 52 weeks.
    let agona = Series::of_counts("2001-01-01".parse().unwrap(), Step::Week, &counts("salmonella_agona.csv"));
    let ears = |e: Ears, alpha| Ears { alpha, ..e };
    let plugin = Farrington { years: 4, alpha: 0.05, ..FARRINGTON };
    let delta = Farrington {
        periods: 1,
        left_out: 3,
        trend_below: 0.05,
        residual_above: 1.0,
        bound: Bound::Delta,
        ..plugin.clone()
    };
    let mut cases: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for row in rows(&folder.join("surveillance_golden.csv")) {
        cases.entry(row[0].clone()).or_default().push(row);
    }
    let mut bad = Vec::new();
    let mut compared = 0;
    for (name, rows) in &cases {
        let series = if name.starts_with("agona") { &agona } else { &newport };
        let verdicts = match name.split_once('_').map(|(_, n)| n).unwrap_or_default() {
            "earsC1_a05" => ears(C1, 0.05).run(series),
            "earsC2_a05" => ears(C2, 0.05).run(series),
            "earsC3_a05" => ears(C3, 0.05).run(series),
            "earsC1_a001" => ears(C1, 0.001).run(series),
            "earsC2_a001" => ears(C2, 0.001).run(series),
            "earsC3_a001" => ears(C3, 0.001).run(series),
            "noufaily_nbPlugin" => plugin.run(series),
            "farrington_delta" => delta.run(series),
            "noufaily_nbPlugin_a05" => Farrington { calendar: false, ..plugin.clone() }.run(series),
            "farrington_delta_a05" => Farrington { calendar: false, ..delta.clone() }.run(series),
            _ => continue,
        };
        // The Newport cases begin with 2011; the Agona ones end with the series.
        let first = if name.starts_with("salm") {
            newport.index_of("2011-01-03".parse().unwrap()).unwrap()
        } else {
            agona.len() - rows.len()
        };
        let (mut ok, mut off, mut alarms) = (0, Vec::new(), 0);
        for (n, row) in rows.iter().enumerate() {
            if row[4] == "NA" {
                continue;
            }
            let theirs: f64 = row[4].parse().unwrap();
            let verdict = &verdicts[first + n];
            let numbers = verdict.numbers().expect("numbers");
            assert_eq!(numbers.observed.to_string(), row[3], "{name} {n}");
            alarms += usize::from(verdict.is_alarm() != (row[5] == "1"));
            if close(numbers.bound, theirs) { ok += 1 } else { off.push((n, numbers.observed, numbers.bound, theirs)) }
        }
        compared += ok + off.len();
        eprintln!("{name}: {ok} equal, {} off, {alarms} alarms differ {:?}", off.len(), &off[..off.len().min(6)]);
        if !off.is_empty() || alarms > 0 {
            bad.push(name.clone());
        }
    }
    assert!(compared > 1000, "{compared}");
    assert!(bad.is_empty(), "{bad:?}");
}
