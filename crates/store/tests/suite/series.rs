//! Events counted over time against a naive count over the list of events, and as they were known against a store of then.

use super::Factory;
use super::events::{HASAKAH, act, add, attack, told, weigh, words};
use super::make::{day, quote};
use marsad_model::{CountKind, Day, EventType, Figure, FigureKind, Modality, Quote, Versions};
use marsad_store::{Counted, EventFilter, EventFull, Filter, Measure, NewDocument, Split, Tally, Told, Upkeep, When};
use marsad_watch::Step;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};

/// What a page tells of one attack: place, day of May, least number killed, how many more at the most (none: open), whether it is
/// an act of aid, and whether it is only planned.
type E = (usize, i8, u64, Option<u64>, bool, bool);

#[derive(Debug, Clone)]
struct P {
    /// Day of May on which it was published.
    published: Option<i8>,
    outlet: usize,
    /// Where its words begin: pages that share them are copies.
    from: usize,
    events: Vec<E>,
}

fn some_page() -> impl Strategy<Value = P> {
    let more = proptest::option::weighted(0.8, 0_u64..4);
    let rare = || prop::bool::weighted(0.2);
    let event = (0_usize..3, 1_i8..22, 1_u64..5, more, rare(), rare());
    let published = proptest::option::weighted(0.9, 1_i8..26);
    (published, 0_usize..3, 0_usize..12, prop::collection::vec(event, 0..4))
        .prop_map(|(published, outlet, from, events)| P { published, outlet, from, events })
}

const MEASURES: [Measure; 4] = [Measure::Events, Measure::Killed, Measure::Wounded, Measure::Origins];

fn some_question() -> impl Strategy<Value = Tally> {
    let narrowed =
        (proptest::option::weighted(0.3, Just(EventType::Assault)), proptest::option::weighted(0.3, 0_usize..3));
    (0_usize..4, any::<[bool; 2]>(), narrowed, proptest::option::weighted(0.3, Just(Split::Outlet))).prop_map(
        |(measure, [week, happened], (type_, outlet), split)| Tally {
            filter: Filter { type_, outlet: outlet.map(|n| format!("outlet {n}")), ..Filter::default() },
            measure: MEASURES[measure],
            step: if week { Step::Week } else { Step::Day },
            when: if happened { When::Happened } else { When::Told },
            split,
            ..Tally::default()
        },
    )
}

fn build(p: &P, n: usize) -> NewDocument {
    let reports = (1..).zip(&p.events).map(|(e, (place, on, killed, more, aid, planned))| {
        let mut one = attack(e, (34.0 + *place as f64 * 0.05, 40.0), *on, *killed);
        one.counts[0].max = more.map(|more| killed + more);
        if *aid {
            one.type_ = EventType::Aid;
        }
        if *planned {
            one.modality = Modality::Intended;
        }
        one
    });
    let body = format!("{} {}", words(p.from * 60, 100), words(10_000 + n * 100, 30));
    let mut new = told(&format!("https://{n}.example/"), &format!("outlet {}", p.outlet), 1, &body, reports.collect());
    new.document.published = p.published.map(|d| day(2024, 5, d));
    new
}

fn filled(make: &Factory, pages: &[P], keep: impl Fn(&P) -> bool) -> super::Made {
    let made = make(None);
    for (n, page) in pages.iter().enumerate().filter(|(_, p)| keep(p)) {
        add(&*made.store, &build(page, n));
    }
    weigh(&*made.store);
    made
}

fn all(store: &dyn Upkeep) -> Vec<EventFull> {
    let rows = store.events(&EventFilter { limit: Some(1000), ..EventFilter::default() }).unwrap().rows;
    rows.iter().map(|row| store.event(row.id).unwrap().unwrap()).collect()
}

/// What an event adds: when first told by what counts, its own days, and its two ends.
fn naive(full: &EventFull, ask: &Tally, outlet: Option<&str>) -> Option<((Day, Day), u64, u64)> {
    let answers = |outlet_of: Option<&str>, type_: EventType| {
        ask.filter.type_.is_none_or(|t| t == type_)
            && ask.filter.outlet.as_deref().is_none_or(|o| outlet_of == Some(o))
            && outlet.is_none_or(|o| outlet_of == Some(o))
    };
    let tellings = full
        .tellings
        .iter()
        .filter(|t| t.published.is_some() && t.reports.iter().any(|r| answers(t.outlet.as_deref(), r.report.type_)));
    let first = tellings.filter_map(|t| t.published).min()?;
    let days = if ask.when == When::Told { (first, first) } else { full.row.days? };
    let Some(kind) = ask.measure.kind() else { return Some((days, 1, 1)) };
    let Some(found) = full.figures.get(&kind) else { return Some((days, 0, 0)) };
    let least = found.range.min.unwrap_or(0);
    let highest = found.rows.iter().filter_map(|r| r.last.max.or(r.last.min)).max();
    Some((days, least, found.range.max.or(highest).unwrap_or(least)))
}

fn check(made: &super::Made, pages: &[P], ask: &Tally) -> Result<(), TestCaseError> {
    if ask.measure == Measure::Origins {
        return Ok(());
    }
    let counted = made.store.tally(ask).unwrap();
    let events = all(&*made.store);
    for one in &counted {
        let in_panel = |p: &&P| {
            let name = format!("outlet {}", p.outlet);
            ask.filter.outlet.as_ref().is_none_or(|o| *o == name) && one.of.as_ref().is_none_or(|o| *o == name)
        };
        let adds: Vec<_> = events.iter().filter_map(|full| naive(full, ask, one.of.as_deref())).collect();
        for at in 0..one.series.len() {
            let (from, to) = (one.series.day(at), one.series.last_day(at));
            let within = |d: Day| from <= d && d <= to;
            let read = pages.iter().filter(in_panel).filter_map(|p| p.published).filter(|d| within(day(2024, 5, *d)));
            let read = read.count();
            let here = adds.iter().filter(|((a, b), ..)| within(*a) && within(*b));
            let (least, most) = here.fold((0, 0), |(l, m), (_, least, most)| (l + least, m + most));
            let point = one.series.points()[at];
            prop_assert_eq!(point.exposure, Some(read as f64));
            prop_assert_eq!(point.count, (read > 0).then_some(least), "{:?} {} {:?}", ask, from, one.of);
            let upper = one.upper.as_ref().map(|upper| upper.points()[at].count);
            prop_assert_eq!(upper, ask.measure.is_ranged().then_some((read > 0).then_some(most)));
        }
        prop_assert_eq!(one.total, one.series.points().iter().filter_map(|p| p.count).sum::<u64>());
    }
    Ok(())
}

/// A series without what the order of outlets in a list may change.
fn shown(counted: &[Counted]) -> Vec<String> {
    let mut out: Vec<String> = counted.iter().map(|one| format!("{one:?}")).collect();
    out.sort();
    out
}

/// Fills stores at random, counts their events, and compares what was known on a day with a store of that day.
pub fn events_equal_the_naive_count_now_and_then(make: &Factory, cases: u32) {
    let mut runner = TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() });
    let pages = prop::collection::vec(some_page(), 1..14);
    let questions = prop::collection::vec(some_question(), 8);
    runner
        .run(&(pages, questions, 1_i8..26), |(pages, questions, on)| {
            let now = filled(make, &pages, |_| true);
            let then = filled(make, &pages, |p| p.published.is_some_and(|d| d <= on));
            for ask in &questions {
                check(&now, &pages, ask)?;
                let until = Some(day(2024, 5, on));
                let known = Tally { known: until, until, ..ask.clone() };
                let was = then.store.tally(&Tally { until, ..ask.clone() }).unwrap();
                prop_assert_eq!(shown(&now.store.tally(&known).unwrap()), shown(&was), "{:?}", known);
            }
            Ok(())
        })
        .unwrap();
}

pub fn the_dead_of_an_event_are_a_range_and_no_sum_of_its_tellings(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let wire = words(0, 120);
    add(store, &told("https://a.example/1", "A", 6, &wire, vec![attack(1, HASAKAH, 5, 5)]));
    add(store, &told("https://b.example/1", "B", 6, &wire, vec![attack(1, HASAKAH, 5, 5)]));
    add(store, &told("https://c.example/1", "C", 14, &words(5_000, 120), vec![attack(1, HASAKAH, 5, 8)]));
    add(store, &told("https://d.example/1", "D", 20, &words(9_000, 60), vec![]));
    weigh(store);
    let ask = Tally { measure: Measure::Killed, ..Tally::default() };
    let killed = store.tally(&ask).unwrap().remove(0);
    let ends = |c: &Counted| (c.total, c.total_upper.unwrap());
    assert_eq!(ends(&killed), (5, 8), "not 18, and not 6.5");
    assert_eq!(killed.series.points()[0].count, Some(5), "where it was first told");
    assert_eq!(killed.upper.unwrap().points()[0].count, Some(8));
    assert_eq!(killed.series.share(0), Some(2.5));
    let events = Tally { measure: Measure::Events, ..Tally::default() };
    assert_eq!(store.tally(&events).unwrap()[0].total, 1);
    let origins = Tally { measure: Measure::Origins, ..Tally::default() };
    assert_eq!(store.tally(&origins).unwrap()[0].total, 2, "copies are one");
    let reports = store.tally(&Tally::default()).unwrap();
    assert_eq!((reports[0].total, reports[0].upper.is_none()), (3, true));
    assert_eq!(store.tallied(&events, day(2024, 5, 6), day(2024, 5, 12), 2).unwrap().0, 3, "all reports of the event");
    assert_eq!(store.tallied(&events, day(2024, 5, 13), day(2024, 5, 19), 2).unwrap(), (0, vec![]));
    // On the sixth, nobody had told of eight.
    let known = Some(day(2024, 5, 12));
    let then = store.tally(&Tally { known, until: known, ..ask }).unwrap().remove(0);
    assert_eq!(ends(&then), (5, 5));
    let folded = store.folded(&Tally::default()).unwrap();
    assert_eq!((folded.reports, folded.documents, folded.origins, folded.events), (3, 3, 2, 1));
}

pub fn a_decision_counts_from_its_day_on(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    add(store, &told("https://a.example/1", "A", 6, &words(0, 90), vec![attack(1, HASAKAH, 5, 5)]));
    add(store, &told("https://b.example/1", "B", 6, &words(5_000, 90), vec![attack(1, (33.5, 36.3), 5, 8)]));
    weigh(store);
    let ids: Vec<i64> = all(store).iter().map(|full| full.row.id).collect();
    let merged = store.merge_events(ids[0], ids[1], &act("one")).unwrap();
    let known = Some(day(2024, 5, 12));
    let now = Tally { measure: Measure::Events, until: known, ..Tally::default() };
    let then = Tally { known, ..now.clone() };
    let total = |ask: &Tally| store.tally(ask).unwrap()[0].total;
    assert_eq!((total(&now), total(&then)), (1, 2));
    // Had it been taken by then, it would have counted.
    let later = Tally { known: Some(Day::MAX), ..now.clone() };
    assert_eq!(total(&later), 1);
    store.undo_decision(merged.id, &act("two")).unwrap();
    assert_eq!((total(&now), total(&then)), (2, 2));
}

pub fn figures_are_counted_once_for_an_origin(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let figure = |min: u64| Figure {
        quote: quote(4, "11 ألف معتقل"),
        what: FigureKind::Held,
        of: None,
        min: Some(min),
        max: Some(min),
        cue: quote(4, "معتقل"),
        subject: None,
        place: None,
        date: None,
        said_by: None,
        rule: "test".into(),
        evidence: Quote { start: 0, end: 1, text: "خ".into() },
        versions: Versions { marsad: "0".into(), lexicon: "sha256:0".into() },
    };
    let stating = |n: usize, from: usize, figures: Vec<Figure>| {
        let mut new = told(
            &format!("https://{n}.example/1"),
            "A",
            6,
            &words(from, 120),
            vec![attack(1, HASAKAH, 5, n as u64 + 1)],
        );
        new.told = Told { figures, ..Told::default() };
        new
    };
    add(store, &stating(0, 0, vec![figure(11_000), figure(40)]));
    add(store, &stating(1, 0, vec![figure(11_000)]));
    add(store, &stating(2, 9_000, vec![figure(11_000)]));
    add(store, &stating(3, 20_000, vec![]));
    add(store, &told("https://z.example/1", "Z", 13, &words(30_000, 50), vec![]));
    weigh(store);
    let ask = Tally { measure: Measure::Figures, ..Tally::default() };
    assert_eq!(store.tally(&ask).unwrap()[0].total, 3, "the copy says nothing new, the other source does");
    assert_eq!(CountKind::Killed.as_str(), Measure::Killed.name());
}
