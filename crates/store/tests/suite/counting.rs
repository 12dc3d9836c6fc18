//! Counts over time against a naive count over the same reports.

use std::collections::{BTreeMap, BTreeSet};

use super::Factory;
use super::make::{actor, dated, day, page, place, report};
use marsad_model::{Day, EventType};
use marsad_store::{Counted, Counting, Filter, Measure, NewDocument, Split, Tally, When};
use marsad_watch::Step;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};

const PLACES: [&str; 3] = ["Al-Hasakah", "Raqqa", "Hajin"];
const OUTLETS: [Option<&str>; 3] = [None, Some("وكالة الساحل"), Some("Coast Agency")];
const TYPES: [EventType; 2] = [EventType::Assault, EventType::Aid];

/// A report: type, places, and where it has a date, from how many days to how many days before publication.
type R = (usize, Vec<usize>, Option<(i64, i64)>);

#[derive(Debug, Clone)]
struct D {
    target: u8,
    /// Days after the first of April.
    published: Option<i64>,
    outlet: usize,
    reports: Vec<R>,
}

#[derive(Debug, Clone)]
struct Q {
    type_: Option<usize>,
    outlet: Option<usize>,
    documents: bool,
    week: bool,
    happened: bool,
    fresh: Option<u16>,
    panel: Vec<usize>,
    split: Option<usize>,
    until: Option<i64>,
}

fn some_document() -> impl Strategy<Value = D> {
    let some_report = (
        0..TYPES.len(),
        prop::collection::vec(0..PLACES.len(), 0..3),
        proptest::option::of((0i64..40, 0i64..4).prop_map(|(from, length)| (from, (from - length).max(0)))),
    );
    (0u8..30, proptest::option::weighted(0.9, 0i64..45), 0..OUTLETS.len(), prop::collection::vec(some_report, 0..4))
        .prop_map(|(target, published, outlet, reports)| D { target, published, outlet, reports })
}

fn some_question() -> impl Strategy<Value = Q> {
    (
        (proptest::option::of(0..TYPES.len()), proptest::option::weighted(0.2, 1..OUTLETS.len())),
        any::<[bool; 3]>(),
        proptest::option::of(0u16..30),
        prop::collection::vec(1..OUTLETS.len(), 0..2),
        proptest::option::of(0usize..4),
        proptest::option::of(10i64..60),
    )
        .prop_map(|((type_, outlet), [documents, week, happened], fresh, panel, split, until)| Q {
            type_,
            outlet,
            documents,
            week,
            happened,
            fresh,
            panel,
            split,
            until,
        })
}

fn april(n: i64) -> Day {
    day(2024, 4, 1).checked_add(jiff_days(n)).unwrap()
}

fn jiff_days(n: i64) -> jiff::Span {
    jiff::Span::new().days(n)
}

fn build(d: &D, serial: usize) -> NewDocument {
    let reports = d.reports.iter().enumerate().map(|(n, (type_, places, ago))| {
        let mut out = report(n);
        out.type_ = TYPES[*type_];
        out.places = places.iter().map(|p| place(PLACES[*p], "مكان")).collect();
        out.actors = vec![actor("Islamic State", "داعش")];
        out.date = match (ago, d.published) {
            (Some((from, to)), Some(told)) => dated(Some(april(told - from)), Some(april(told - to))),
            _ => None,
        };
        out
    });
    let mut new = page(&format!("https://a.example/{}", d.target), &format!("خبر {serial}"), "نص", reports.collect());
    new.document.published = d.published.map(april);
    new.document.outlet = OUTLETS[d.outlet].map(str::to_owned);
    new
}

fn ask(q: &Q) -> Tally {
    Tally {
        filter: Filter {
            type_: q.type_.map(|t| TYPES[t]),
            outlet: q.outlet.and_then(|o| OUTLETS[o]).map(str::to_owned),
            limit: Some(1),
            ..Filter::default()
        },
        measure: if q.documents { Measure::Documents } else { Measure::Reports },
        step: if q.week { Step::Week } else { Step::Day },
        when: if q.happened { When::Happened } else { When::Told },
        fresh: q.fresh,
        panel: q.panel.iter().filter_map(|o| OUTLETS[*o]).map(str::to_owned).collect(),
        split: q.split.map(|s| Split::ALL[s]),
        since: None,
        known: None,
        until: q.until.map(april),
    }
}

/// The first of April 2024 is a Monday.
fn period(q: &Q, day: i64) -> i64 {
    if q.week { day.div_euclid(7) } else { day }
}

/// What is counted: by value, period by period, with what was read; none in a gap.
type Naive = BTreeMap<Option<String>, Vec<(Option<u64>, u64)>>;

fn naive(documents: &[D], q: &Q) -> (Naive, BTreeSet<(Day, String)>) {
    let mut latest: BTreeMap<u8, usize> = BTreeMap::new();
    documents.iter().enumerate().for_each(|(n, d)| {
        latest.insert(d.target, n);
    });
    let in_panel = |d: &&D| {
        (q.panel.is_empty() || q.panel.contains(&d.outlet)) && q.outlet.is_none_or(|outlet| outlet == d.outlet)
    };
    let current: Vec<&D> = latest.values().map(|n| &documents[*n]).filter(in_panel).collect();
    let days: Vec<i64> = current.iter().filter_map(|d| d.published).collect();
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
        let none = if q.split.is_some() { Naive::new() } else { Naive::from([(None, Vec::new())]) };
        return (none, BTreeSet::new());
    };
    let until = q.until.unwrap_or(*last);
    // A period counts when its last day is known.
    let all: Vec<i64> = (period(q, *first)..=period(q, until))
        .filter(|p| if q.week { p * 7 + 6 <= until } else { *p <= until })
        .collect();
    let split = q.split.map(|s| Split::ALL[s]);
    type Told = BTreeMap<i64, BTreeSet<(usize, usize)>>;
    let mut rows: BTreeMap<Option<String>, Told> = BTreeMap::new();
    if split.is_none() {
        rows.insert(None, BTreeMap::new());
    }
    let mut sightings = BTreeSet::new();
    for (n, d) in current.iter().enumerate() {
        let Some(told) = d.published else { continue };
        for (m, (type_, places, ago)) in d.reports.iter().enumerate() {
            if q.type_.is_some_and(|t| t != *type_) {
                continue;
            }
            let (from, to) = ago.map_or((told, told), |(from, to)| (told - from, told - to));
            let at = if q.happened {
                if period(q, from) != period(q, to) {
                    continue;
                }
                from
            } else {
                if q.fresh.is_some_and(|most| told - to > i64::from(most)) {
                    continue;
                }
                told
            };
            let values: BTreeSet<Option<String>> = match split {
                None => BTreeSet::from([None]),
                Some(Split::Place) => places.iter().map(|p| Some(PLACES[*p].to_owned())).collect(),
                Some(Split::Actor) => BTreeSet::from([Some("Islamic State".to_owned())]),
                Some(Split::Type) => BTreeSet::from([Some(TYPES[*type_].as_str().to_owned())]),
                Some(Split::Outlet) => OUTLETS[d.outlet].map(str::to_owned).map(Some).into_iter().collect(),
            };
            for value in values {
                if let Some(value) = value.clone().filter(|_| at <= until || q.until.is_none()) {
                    sightings.insert((april(at), value));
                }
                let what = if q.documents { (n, 0) } else { (n, m) };
                rows.entry(value).or_default().entry(period(q, at)).or_default().insert(what);
            }
        }
    }
    let mut out = Naive::new();
    for (value, counts) in rows {
        let read = |p: i64| {
            let own = |d: &&&D| split != Some(Split::Outlet) || OUTLETS[d.outlet] == value.as_deref();
            current.iter().filter(own).filter(|d| d.published.is_some_and(|day| period(q, day) == p)).count() as u64
        };
        let row: Vec<_> = all
            .iter()
            .map(|p| {
                let read = read(*p);
                ((read > 0).then(|| counts.get(p).map_or(0, |c| c.len() as u64)), read)
            })
            .collect();
        if split.is_none() || row.iter().any(|(count, _)| count.is_some_and(|c| c > 0)) {
            out.insert(value, row);
        }
    }
    (out, sightings)
}

fn found(counted: &[Counted]) -> Naive {
    let row = |one: &Counted| {
        one.series.points().iter().map(|p| (p.count, p.exposure.unwrap_or(-1.0) as u64)).collect::<Vec<_>>()
    };
    counted.iter().map(|one| (one.of.clone(), row(one))).collect()
}

/// Fills stores at random and asks them at random.
pub fn series_equal_the_naive_count(make: &Factory, cases: u32) {
    let mut runner = TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() });
    let documents = prop::collection::vec(some_document(), 0..20);
    let questions = prop::collection::vec(some_question(), 12);
    runner.run(&(documents, questions), |(documents, questions)| check(make, &documents, &questions)).unwrap();
}

fn check(make: &Factory, documents: &[D], questions: &[Q]) -> Result<(), TestCaseError> {
    let made = make(None);
    let all: Vec<NewDocument> = documents.iter().enumerate().map(|(n, d)| build(d, n)).collect();
    made.store.add_all(&all).unwrap();
    let store: &dyn Counting = &*made.store;
    for q in questions {
        let ask = ask(q);
        let counted = store.tally(&ask).unwrap();
        let (series, sightings) = naive(documents, q);
        prop_assert_eq!(found(&counted), series, "{:?}", q);
        let totals: Vec<u64> = counted.iter().map(|one| one.total).collect();
        prop_assert!(totals.is_sorted_by(|a, b| a >= b));
        for one in &counted {
            prop_assert_eq!(one.total, one.series.points().iter().filter_map(|p| p.count).sum::<u64>());
            prop_assert_eq!(one.series.step(), ask.step);
        }
        let seen = store.sightings(&ask).unwrap();
        prop_assert!(seen.is_sorted());
        if ask.split.is_some() {
            prop_assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), sightings, "{:?}", q);
        } else {
            prop_assert!(seen.is_empty());
        }

        // The reports of a stretch of days are those that were counted in it.
        if let [one] = &counted[..]
            && ask.split.is_none()
            && ask.measure == Measure::Reports
            && !one.series.is_empty()
            && one.series.points().iter().all(|p| p.count.is_some())
        {
            let (from, to) = (one.series.day(0), one.series.last_day(one.series.len() - 1));
            let (total, ids) = store.tallied(&ask, from, to, 3).unwrap();
            prop_assert_eq!(total, one.total);
            prop_assert_eq!(ids.len() as u64, total.min(3));
        }
    }
    Ok(())
}

pub fn a_search_narrows_what_is_counted_and_not_what_was_read(make: &Factory) {
    let made = make(None);
    let told = |n: usize, body: &str, day: Day| {
        let mut new = page(&format!("https://a.example/{n}"), &format!("خبر {n}"), body, vec![report(0)]);
        new.document.published = Some(day);
        new
    };
    made.store
        .add_all(&[
            told(1, "وقع هجوم قرب المخيم", april(0)),
            told(2, "وقع هجوم قرب السوق", april(1)),
            told(3, "وقع هجوم قرب مخيم", april(15)),
            told(4, "لا شيء", april(21)),
        ])
        .unwrap();
    let ask = Tally { filter: Filter { q: Some("مخيم".into()), ..Filter::default() }, ..Tally::default() };
    let counted = made.store.tally(&ask).unwrap();
    // The second week is a gap, and the fourth is not over.
    assert_eq!(
        found(&counted)[&None],
        [(Some(1), 2), (None, 0), (Some(1), 1)],
        "share beside the count, and nothing read is no zero"
    );
    assert_eq!(counted[0].series.share(0), Some(0.5));
    let (total, ids) = made.store.tallied(&ask, april(0), april(20), 9).unwrap();
    assert_eq!(total, 2);
    let titles: Vec<String> = ids.iter().map(|id| made.store.report(*id).unwrap().unwrap().title).collect();
    assert_eq!(titles, ["خبر 3", "خبر 1"], "the newest first");
    let bad = Tally { filter: Filter { q: Some("\"x".into()), ..Filter::default() }, ..Tally::default() };
    assert_eq!(made.store.tally(&bad).is_err(), made.store.search("\"x", 1).is_err());
}
