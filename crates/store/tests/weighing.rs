//! Weighing as documents arrive is the same as weighing all at once, whatever comes between.

#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
mod suite;

use marsad_model::EventType;
use marsad_store::{EventFilter, EventStore, Filter, SqliteStore, Store};
use proptest::prelude::*;
use suite::events::{act, attack, state, told, weigh, words};

/// What happens to a store.
#[derive(Debug, Clone)]
enum Step {
    /// A page comes in, perhaps once more with other content: its number, its events (place, day, killed), where its words
    /// begin.
    Page(usize, Vec<(usize, i8, u64)>, usize),
    /// What waits is weighed.
    Weigh,
    /// A person puts two of the listed events together.
    Merge(usize, usize),
    /// A person takes the first report out of an event.
    Split(usize),
    /// A person closes an event.
    Pin(usize),
    /// A person takes a decision back.
    Undo(usize),
    /// A person cuts the link between the pages of two numbers.
    Cut(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let events = proptest::collection::vec((0_usize..3, 1_i8..4, 1_u64..4), 0..4);
    prop_oneof![
        6 => (0_usize..6, events, 0_usize..4).prop_map(|(n, events, from)| Step::Page(n, events, from)),
        2 => Just(Step::Weigh),
        1 => (0_usize..9, 0_usize..9).prop_map(|(a, b)| Step::Merge(a, b)),
        1 => (0_usize..9).prop_map(Step::Split),
        1 => (0_usize..9).prop_map(Step::Pin),
        1 => (0_usize..9).prop_map(Step::Undo),
        1 => (1_usize..9, 1_usize..9).prop_map(|(a, b)| Step::Cut(a, b)),
    ]
}

fn listed(store: &SqliteStore) -> Vec<i64> {
    store.events(&EventFilter::default()).unwrap().rows.iter().map(|e| e.id).collect()
}

/// Runs the steps on a new store; says how many documents it has.
fn play(store: &SqliteStore, steps: &[Step]) -> i64 {
    let mut documents = 0;
    for (at, step) in steps.iter().enumerate() {
        match step {
            Step::Page(n, events, from) => {
                let reports = (1..)
                    .zip(events)
                    .map(|(e, (place, on, killed))| attack(e, (34.0 + *place as f64 * 0.05, 40.0), *on, *killed));
                // The words of some pages stand in others; a credit makes some of them an agency's.
                let credit = if from % 2 == 0 { "(رويترز) - " } else { "" };
                let body = format!("{credit}{} {}", words(from * 60, 100), words(10_000 + at * 100, 30));
                let mut new =
                    told(&format!("https://{n}.example/"), &format!("outlet {n}"), 3, &body, reports.collect());
                new.captured_at = format!("2024-05-{:02}T10:{:02}:00Z", 3 + at / 60, at % 60);
                store.add(&new).unwrap();
                documents += 1;
            }
            Step::Weigh => {
                weigh(store);
            }
            // What cannot be decided is refused and changes nothing.
            Step::Merge(a, b) => {
                let ids = listed(store);
                if let (Some(a), Some(b)) = (ids.get(*a), ids.get(*b)) {
                    let _ = store.merge_events(*a, *b, &act("one"));
                }
            }
            Step::Split(a) => {
                if let Some(id) = listed(store).get(*a) {
                    let full = store.event(*id).unwrap();
                    let report = full.and_then(|full| Some(full.tellings.first()?.reports.first()?.id));
                    let _ = report.map(|report| store.split_event(*id, &[report], &act("two")));
                }
            }
            Step::Pin(a) => {
                if let Some(id) = listed(store).get(*a) {
                    let _ = store.pin_event(*id, &act("done"));
                }
            }
            Step::Cut(a, b) => {
                // What is not linked is refused.
                let _ = store.cut_link(*a as i64, *b as i64, &act("apart"));
            }
            Step::Undo(a) => {
                let ids: Vec<i64> = store.decisions(None).unwrap().iter().map(|d| d.id).collect();
                let _ = ids.get(*a).map(|id| store.undo_decision(*id, &act("back")));
            }
        }
    }
    weigh(store);
    documents
}

/// The events as sets of pages, without any number that depends on the order of arrival.
fn partition(store: &SqliteStore) -> Vec<Vec<String>> {
    let mut out: Vec<Vec<String>> = listed(store)
        .into_iter()
        .map(|id| {
            let full = store.event(id).unwrap().unwrap();
            let mut names: Vec<String> = full.tellings.into_iter().map(|t| t.name).collect();
            names.sort();
            names
        })
        .collect();
    out.sort();
    out
}

fn new_store() -> (tempfile::TempDir, SqliteStore) {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    (dir, store)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn events_kept_in_memory_answer_as_the_tables_do(steps in proptest::collection::vec(step(), 1..20)) {
        let (dir, store) = new_store();
        let store = store.with_events_in_memory_above(0);
        let tables = SqliteStore::open(dir.path().join("store")).unwrap();
        let attacks = Filter { type_: Some(EventType::Assault), ..Filter::default() };
        for step in &steps {
            play(&store, std::slice::from_ref(step));
            for (min_origins, contested) in [(None, false), (Some(2), false), (None, true)] {
                let asked = EventFilter { reports: attacks.clone(), min_origins, contested, limit: Some(3), ..EventFilter::default() };
                let (kept, read) = (store.events(&asked).unwrap(), tables.events(&asked).unwrap());
                prop_assert_eq!((kept.rows, kept.total, kept.next), (read.rows, read.total, read.next));
            }
        }
    }

    #[test]
    fn weighing_step_by_step_equals_a_rebuild(steps in proptest::collection::vec(step(), 1..28)) {
        let (_dir, store) = new_store();
        let documents = play(&store, &steps);
        let before = state(&store, documents);
        store.rebuild_events(&|_| None, &mut |_, _| {}).unwrap();
        prop_assert_eq!(store.check_events().unwrap(), Vec::<String>::new());
        prop_assert_eq!(state(&store, documents), before);
    }

    #[test]
    fn the_order_of_arrival_changes_no_event(
        pages in proptest::collection::vec((proptest::collection::vec((0_usize..3, 1_i8..4, 1_u64..4), 1..4), 0_usize..4), 2..7),
        turn in 0_usize..9, weighed in any::<u16>(),
    ) {
        let steps: Vec<Step> =
            pages.into_iter().enumerate().map(|(n, (events, from))| Step::Page(n, events, from)).collect();
        let mut other = steps.clone();
        let by = turn % other.len();
        other.rotate_left(by);
        if turn % 2 == 0 { other.reverse(); }
        let other: Vec<Step> = other
            .into_iter()
            .enumerate()
            .flat_map(|(at, step)| if weighed >> (at % 16) & 1 == 1 { vec![step, Step::Weigh] } else { vec![step] })
            .collect();
        let ((_one, a), (_two, b)) = (new_store(), new_store());
        play(&a, &steps);
        play(&b, &other);
        prop_assert_eq!(partition(&a), partition(&b));
    }
}
