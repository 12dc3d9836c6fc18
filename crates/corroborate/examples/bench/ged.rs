//! Same event on UCDP GED, Syria 2018 and 2019: second reports are made with noise, and matched with the first ones. Weights
//! and threshold come from one half of the governorates, the figures from the other.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use marsad_corroborate::{
    Commonness, Field, Number, Party, Spot, Telling, Weights, among_rivals, compare, kilometres, levels, pair_off,
    pair_off_best,
};
use marsad_model::{CountKind, Day, EventType};

use crate::{Score, row};

/// How the second report differs: each list is a distribution over the outcomes.
struct Noise {
    /// Whether there is a second report at all.
    kept: f64,
    /// Days apart: 0, 1, 2, 3.
    days: [f64; 4],
    /// Place: the same, up to 5, 15, 40 km off, only the governorate.
    place: [f64; 5],
    /// Count: the same, missing; else told anew by a factor.
    count: [f64; 2],
    /// Actor: the same, told by its kind only; else another.
    actor: [f64; 2],
    /// Type: the same.
    kind: f64,
}

const MILD: Noise = Noise {
    kept: 0.75,
    days: [0.80, 0.13, 0.05, 0.02],
    place: [0.65, 0.15, 0.08, 0.02, 0.10],
    count: [0.55, 0.10],
    actor: [0.75, 0.20],
    kind: 0.95,
};
const HARSH: Noise = Noise {
    kept: 0.60,
    days: [0.55, 0.24, 0.13, 0.08],
    place: [0.45, 0.17, 0.12, 0.08, 0.18],
    count: [0.35, 0.25],
    actor: [0.55, 0.30],
    kind: 0.85,
};

/// Numbers by chance that are the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn pick(&mut self, shares: &[f64]) -> usize {
        let mut left = self.roll();
        for (i, share) in shares.iter().enumerate() {
            left -= share;
            if left < 0.0 {
                return i;
            }
        }
        shares.len()
    }
}

#[derive(Clone)]
struct Event {
    id: String,
    governorate: String,
    telling: Telling,
}

/// The cells of one line of CSV.
fn cells(line: &str) -> Vec<String> {
    let (mut out, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(std::mem::take(&mut cell)),
            _ => cell.push(c),
        }
    }
    out.push(cell);
    out
}

fn read(path: &Path) -> Result<Vec<Event>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    // A headline may run over lines: a line with an open quotation mark goes on.
    let mut lines: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        match lines.last_mut().filter(|_| open) {
            Some(last) => last.extend(["\n", line]),
            None => lines.push(line.to_owned()),
        }
        open ^= line.matches('"').count() % 2 == 1;
    }
    let head = cells(lines.first().context("the file is empty")?);
    let at = |name: &str| head.iter().position(|h| h == name).with_context(|| format!("no column {name}"));
    let (id, year, kind, side_a, side_b) =
        (at("id")?, at("year")?, at("type_of_violence")?, at("side_a")?, at("side_b")?);
    let (adm, lat, lon, prec) = (at("adm_1")?, at("latitude")?, at("longitude")?, at("where_prec")?);
    let (from, to, best) = (at("date_start")?, at("date_end")?, at("best")?);
    let mut events = Vec::new();
    for line in &lines[1..] {
        let c = cells(line);
        if c.len() != head.len() || !matches!(c[year].as_str(), "2018" | "2019") || c[adm].is_empty() {
            continue;
        }
        let day = |s: &str| s.get(..10).unwrap_or(s).parse::<Day>();
        let party = |name: &str| Party {
            id: name.to_owned(),
            above: vec![],
            country: None,
            sector: Some(kind_of(name).to_owned()),
        };
        let killed: u64 = c[best].parse()?;
        let telling = Telling {
            id: c[id].clone(),
            document: "first".to_owned(),
            type_: match c[kind].as_str() {
                "1" => EventType::Assault,
                "2" => EventType::Mobilize,
                _ => EventType::Coerce,
            },
            modes: vec![],
            days: Some((day(&c[from])?, day(&c[to])?)),
            published: None,
            places: vec![Spot {
                id: None,
                point: Some((c[lat].parse()?, c[lon].parse()?)),
                precision: c[prec].parse()?,
                country: Some("SYR".to_owned()),
            }],
            actors: vec![party(&c[side_a])],
            recipients: vec![party(&c[side_b])],
            numbers: vec![Number { what: CountKind::Killed, min: Some(killed), max: Some(killed) }],
            words: vec![],
            title: vec![],
        };
        events.push(Event { id: c[id].clone(), governorate: c[adm].clone(), telling });
    }
    Ok(events)
}

/// What a report calls a side whose name it does not know.
fn kind_of(name: &str) -> &'static str {
    if name.starts_with("Government") {
        "GOV"
    } else if name == "Civilians" {
        "CVL"
    } else {
        "REB"
    }
}

fn second(first: &Event, noise: &Noise, names: &[String], dice: &mut Dice) -> Option<Event> {
    if dice.roll() >= noise.kept {
        return None;
    }
    let mut told = first.clone();
    told.telling.document = "second".to_owned();
    let days = dice.pick(&noise.days).min(3) as i64 * if dice.roll() < 0.5 { 1 } else { -1 };
    let shift = |d: Day| d.checked_add(jiff::Span::new().days(days)).unwrap_or(d);
    told.telling.days = told.telling.days.map(|(a, b)| (shift(a), shift(b)));
    if let Some(spot) = told.telling.places.first_mut() {
        let off = match dice.pick(&noise.place) {
            0 => (0.0, 0.0),
            1 => (1.0, 5.0),
            2 => (5.0, 15.0),
            3 => (15.0, 40.0),
            _ => {
                spot.precision = 4;
                (0.0, 0.0)
            }
        };
        let (km, angle) = (off.0 + dice.roll() * (off.1 - off.0), dice.roll() * std::f64::consts::TAU);
        spot.point = spot
            .point
            .map(|(y, x)| (y + km * angle.cos() / 111.2, x + km * angle.sin() / (111.2 * y.to_radians().cos())));
    }
    for number in &mut told.telling.numbers {
        match dice.pick(&noise.count) {
            0 => {}
            1 => number.min = None,
            _ => {
                let factor = (dice.roll() * 2.0 - 1.0).exp2();
                number.min = number.min.map(|n| ((n as f64 * factor).round() as u64).max(1));
            }
        }
        number.max = number.min;
    }
    for side in [&mut told.telling.actors, &mut told.telling.recipients] {
        match dice.pick(&noise.actor) {
            0 => {}
            1 => {
                let sector = side[0].sector.clone();
                side[0] = Party {
                    id: format!("a side of kind {}", sector.as_deref().unwrap_or("?")),
                    above: vec![],
                    country: None,
                    sector,
                };
            }
            _ => {
                let name = &names[(dice.roll() * names.len() as f64) as usize % names.len()];
                side[0] =
                    Party { id: name.clone(), above: vec![], country: None, sector: Some(kind_of(name).to_owned()) };
            }
        }
    }
    if dice.roll() >= noise.kind {
        told.telling.type_ = EventType::Threaten;
    }
    Some(told)
}

/// The pairs within one governorate and three days: index of the first report, of the second.
fn near(first: &[Event], then: &[Event]) -> Vec<(usize, usize)> {
    let mut by: BTreeMap<(&str, Day), Vec<usize>> = BTreeMap::new();
    for (j, e) in then.iter().enumerate() {
        if let Some((day, _)) = e.telling.days {
            by.entry((&e.governorate, day)).or_default().push(j);
        }
    }
    let mut pairs = Vec::new();
    for (i, e) in first.iter().enumerate() {
        let Some((day, _)) = e.telling.days else { continue };
        for by_days in -3..=3 {
            let other = day.checked_add(jiff::Span::new().days(by_days)).unwrap_or(day);
            pairs.extend(by.get(&(e.governorate.as_str(), other)).into_iter().flatten().map(|j| (i, *j)));
        }
    }
    pairs
}

type Pairing = fn(&[(usize, usize, f64)], f64) -> Vec<usize>;

fn score(first: &[Event], then: &[Event], weighed: &[(usize, usize, f64)], least: f64, pairing: Pairing) -> Score {
    let kept = pairing(weighed, least);
    let right = kept.iter().filter(|k| first[weighed[**k].0].id == then[weighed[**k].1].id).count();
    Score { right, found: kept.len(), there: then.len() }
}

/// Runs both kinds of noise, five draws each.
pub fn measure(folder: &Path) -> Result<()> {
    let events = read(&folder.join("bench/corroborate/ged_syria_2016_2019.csv"))?;
    row("same event", "GED Syria 2018-2019", "events", events.len());
    let mut names: Vec<String> = events.iter().map(|e| e.telling.actors[0].id.clone()).collect();
    names.sort();
    names.dedup();
    let mut governorates: Vec<&str> = events.iter().map(|e| e.governorate.as_str()).collect();
    governorates.sort_unstable();
    governorates.dedup();
    for (name, noise) in [("mild", &MILD), ("harsh", &HARSH)] {
        let mut totals: BTreeMap<&str, Score> = BTreeMap::new();
        for draw in 0..5_u64 {
            let mut dice = Dice(draw * 7919 + 17);
            let then: Vec<Event> = events.iter().filter_map(|e| second(e, noise, &names, &mut dice)).collect();
            // Every governorate is measured once in each draw, with what was learnt from the other half.
            for half in 0..2 {
                let of = |list: &[Event], tune: bool| {
                    let own = |e: &&Event| {
                        (governorates.iter().position(|g| *g == e.governorate).unwrap_or(0) % 2 == half) == tune
                    };
                    list.iter().filter(own).cloned().collect::<Vec<Event>>()
                };
                let (tune_first, tune_then) = (of(&events, true), of(&then, true));
                let pairs = near(&tune_first, &tune_then);
                let judged: Vec<(Vec<(Field, usize)>, bool)> = pairs
                    .iter()
                    .map(|(i, j)| {
                        (levels(&tune_first[*i].telling, &tune_then[*j].telling), tune_first[*i].id == tune_then[*j].id)
                    })
                    .collect();
                let weights = Weights::builtin().learn(judged.iter().map(|(l, same)| (&l[..], *same)));
                let weigh = |a: &[Event], b: &[Event], pairs: &[(usize, usize)]| {
                    let one =
                        |(i, j): &(usize, usize)| (*i, *j, compare(&a[*i].telling, &b[*j].telling, &weights).weight);
                    pairs.iter().map(one).collect::<Vec<_>>()
                };
                let weighed = weigh(&tune_first, &tune_then, &pairs);
                let least = (-60..60)
                    .map(|t| f64::from(t) * 0.25)
                    .max_by(|x, y| {
                        let f1 = |t: f64| score(&tune_first, &tune_then, &weighed, t, pair_off).f1();
                        f1(*x).total_cmp(&f1(*y))
                    })
                    .unwrap_or(0.0);
                // The best pairing takes longer: its threshold is looked for near that of the simple one.
                let least_best = (-2..=6)
                    .map(|t| least + f64::from(t) * 0.5)
                    .max_by(|x, y| {
                        let f1 = |t: f64| score(&tune_first, &tune_then, &weighed, t, pair_off_best).f1();
                        f1(*x).total_cmp(&f1(*y))
                    })
                    .unwrap_or(least);
                // The same with what is common weighed, with rivals weighed, and with both.
                let mut common = Commonness::new();
                tune_first.iter().for_each(|e| common.add(&e.telling));
                let with_common = |a: &[Event], b: &[Event], pairs: &[(usize, usize)], common: &Commonness| {
                    let one = |(i, j): &(usize, usize)| {
                        let (x, y) = (&a[*i].telling, &b[*j].telling);
                        (*i, *j, common.weigh(x, y, compare(x, y, &weights)).weight)
                    };
                    pairs.iter().map(one).collect::<Vec<_>>()
                };
                let rivals = |weighed: &[(usize, usize, f64)], alone: f64| {
                    let found = among_rivals(weighed, alone);
                    weighed.iter().zip(found).map(|((i, j, _), w)| (*i, *j, w)).collect::<Vec<_>>()
                };
                // What standing alone weighs, and the least weight, by F1 on the half for tuning.
                let tune = |weighed: &[(usize, usize, f64)]| {
                    let grid = (0..14).flat_map(|a| (-4..4).map(move |t| (f64::from(a) - 2.0, f64::from(t) * 0.5)));
                    let f1 = |(alone, least): (f64, f64)| {
                        score(&tune_first, &tune_then, &rivals(weighed, alone), least, pair_off).f1()
                    };
                    grid.map(|g| (f1(g), g)).max_by(|x, y| x.0.total_cmp(&y.0)).map_or((0.0, 0.0), |(_, g)| g)
                };
                let plain_rivals = tune(&weighed);
                let commonly = with_common(&tune_first, &tune_then, &pairs, &common);
                let common_rivals = tune(&commonly);
                let common_least = (-60..60)
                    .map(|t| f64::from(t) * 0.25)
                    .max_by(|x, y| {
                        let f1 = |t: f64| score(&tune_first, &tune_then, &commonly, t, pair_off).f1();
                        f1(*x).total_cmp(&f1(*y))
                    })
                    .unwrap_or(0.0);
                let (first, then) = (of(&events, false), of(&then, false));
                let pairs = near(&first, &then);
                let mut add = |name: &'static str, s: Score| {
                    let total = totals.entry(name).or_default();
                    total.right += s.right;
                    total.found += s.found;
                    total.there += s.there;
                };
                let weighed = weigh(&first, &then, &pairs);
                add("weights learnt, heaviest pair first", score(&first, &then, &weighed, least, pair_off));
                add("weights learnt", score(&first, &then, &weighed, least_best, pair_off_best));
                let mut of_these = Commonness::new();
                first.iter().for_each(|e| of_these.add(&e.telling));
                let commonly = with_common(&first, &then, &pairs, &of_these);
                let with_rivals = |weighed: &[(usize, usize, f64)], (alone, least): (f64, f64)| {
                    score(&first, &then, &rivals(weighed, alone), least, pair_off_best)
                };
                add("weights learnt, rivals weighed", with_rivals(&weighed, plain_rivals));
                add(
                    "weights learnt, common values weighed",
                    score(&first, &then, &commonly, common_least, pair_off_best),
                );
                add("weights learnt, common values and rivals weighed", with_rivals(&commonly, common_rivals));
                let builtin: Vec<(usize, usize, f64)> = pairs
                    .iter()
                    .map(|(i, j)| (*i, *j, compare(&first[*i].telling, &then[*j].telling, Weights::builtin()).weight))
                    .collect();
                add("weights as shipped", score(&first, &then, &builtin, marsad_corroborate::ACCEPT, pair_off_best));
                let rule = |f: &dyn Fn(&Telling, &Telling) -> Option<f64>| {
                    let some =
                        pairs.iter().filter_map(|(i, j)| Some((*i, *j, f(&first[*i].telling, &then[*j].telling)?)));
                    some.collect::<Vec<_>>()
                };
                add(
                    "one a day by governorate",
                    score(&first, &then, &rule(&|a, b| (a.days == b.days).then_some(1.0)), 0.0, pair_off),
                );
                let close = rule(&|a, b| {
                    let (x, y) = (a.places.first()?, b.places.first()?);
                    let km = kilometres(x.point?, y.point?);
                    let days = a.days?.0.until(b.days?.0).ok()?.get_days().abs();
                    (x.precision < 4 && y.precision < 4 && km <= 5.0 && days <= 1)
                        .then_some(20.0 - f64::from(days) * 10.0 - km)
                });
                add("same day or next, 5 km", score(&first, &then, &close, 0.0, pair_off));
            }
        }
        for (rule, total) in totals {
            total.print("same event", &format!("GED Syria 2018-2019, {name} noise, {rule}"));
        }
    }
    Ok(())
}
