//! Events as tellings arrive and as persons decide: the same as doing everything again, and never against a person.

use marsad_corroborate::{Decision, Events, Number, Party, Spot, Telling, Weights};
use marsad_model::{CountKind, Day, EventType};
use proptest::prelude::*;

fn telling(document: usize, event: u32, day: i8, place: usize, killed: u64) -> Telling {
    let day = Day::constant(2022, 3, day);
    let document = format!("d{document}");
    Telling {
        id: format!("{document}#{event}"),
        document,
        type_: EventType::Assault,
        modes: vec![],
        days: Some((day, day)),
        published: Some(day),
        places: vec![Spot {
            id: None,
            point: Some((36.0 + place as f64 * 0.05, 40.0)),
            precision: 1,
            country: Some("SYR".to_owned()),
        }],
        actors: vec![Party { id: format!("actor-{}", killed % 2), above: vec![], country: None, sector: None }],
        recipients: vec![],
        numbers: vec![Number { what: CountKind::Killed, min: Some(killed), max: Some(killed) }],
        words: vec![],
        title: vec![],
    }
}

/// Documents of one to three events each, many of them alike.
fn documents() -> impl Strategy<Value = Vec<Vec<Telling>>> {
    let event = (10_i8..13, 0_usize..3, 1_u64..5);
    proptest::collection::vec(proptest::collection::vec(event, 1..4), 1..9).prop_map(|documents| {
        let tell = |(d, events): (usize, Vec<(i8, usize, u64)>)| {
            (1..).zip(events).map(|(e, (day, place, killed))| telling(d, e, day, place, killed)).collect()
        };
        documents.into_iter().enumerate().map(tell).collect()
    })
}

fn put(events: &mut Events, tellings: &[Telling]) {
    if let Some(first) = tellings.first() {
        events.put(&first.document, tellings.to_vec(), Weights::builtin());
    }
}

fn same(events: &Events, a: &str, b: &str) -> bool {
    events.event_of(a).is_some() && events.event_of(a) == events.event_of(b)
}

#[test]
fn two_outlets_telling_one_attack_make_one_event_and_an_attack_elsewhere_another() {
    let mut events = Events::new();
    for one in [telling(0, 1, 10, 0, 3), telling(1, 1, 10, 0, 3), telling(2, 1, 10, 9, 30)] {
        put(&mut events, &[one]);
    }
    assert_eq!(events.all(), [vec!["d0#1".to_owned(), "d1#1".to_owned()], vec!["d2#1".to_owned()]]);
    assert!(events.why("d1#1", "d0#1").is_some_and(|m| m.comparison.parts.len() >= 4));
}

#[test]
fn a_split_stays_when_reports_arrive_that_would_bridge_it() {
    let mut events = Events::new();
    (0..3).for_each(|d| put(&mut events, &[telling(d, 1, 10, 0, 3)]));
    assert_eq!(events.all().len(), 1);
    events.split(&["d2#1".to_owned()]).expect("nobody had put them together");
    assert!(!same(&events, "d0#1", "d2#1") && same(&events, "d0#1", "d1#1"));
    (3..6).for_each(|d| put(&mut events, &[telling(d, 1, 10, 0, 3)]));
    assert!(!same(&events, "d0#1", "d2#1") && !same(&events, "d1#1", "d2#1"));
    assert!(events.suggestions().iter().all(|m| (m.a.as_str(), m.b.as_str()) != ("d0#1", "d2#1")), "decided already");
}

#[test]
fn a_merge_holds_against_all_weights_and_a_contradiction_is_told() {
    let mut events = Events::new();
    put(&mut events, &[telling(0, 1, 10, 0, 3)]);
    events.decide(Decision::Together("d0#1".into(), "d1#1".into())).expect("it may wait for what has not arrived");
    put(&mut events, &[telling(1, 1, 28, 9, 50)]);
    assert!(same(&events, "d0#1", "d1#1"));
    let error = events.decide(Decision::Apart("d1#1".into(), "d0#1".into())).expect_err("it contradicts");
    assert!(error.to_string().contains("withdraw"), "{error}");
    events.withdraw(&Decision::Together("d0#1".into(), "d1#1".into()));
    assert!(!same(&events, "d0#1", "d1#1"));
}

#[test]
fn a_pinned_event_takes_nothing_more_by_itself_but_is_suggested() {
    let mut events = Events::new();
    put(&mut events, &[telling(0, 1, 10, 0, 3)]);
    events.decide(Decision::Pinned("d0#1".into())).expect("no contradiction");
    put(&mut events, &[telling(1, 1, 10, 0, 3)]);
    assert!(!same(&events, "d0#1", "d1#1"));
    assert_eq!(events.suggestions().len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arriving_one_by_one_in_any_order_is_the_same_as_a_full_recompute(
        documents in documents(), seed in 0_usize..1000, again in 0_usize..9,
    ) {
        let mut all = Events::new();
        documents.iter().for_each(|d| put(&mut all, d));
        let mut order = documents.clone();
        let turn = seed % order.len();
        order.rotate_left(turn);
        if seed % 2 == 0 { order.reverse(); }
        let mut events = Events::new();
        // One document comes in first with other content and is then read again.
        if let Some(first) = documents.get(again).and_then(|d| d.first()) {
            put(&mut events, &[Telling { days: None, ..first.clone() }]);
        }
        order.iter().for_each(|d| put(&mut events, d));
        prop_assert_eq!(events.all(), all.all());
        for event in all.all() {
            let mut of: Vec<&str> = event.iter().filter_map(|id| id.split('#').next()).collect();
            let before = of.len();
            of.dedup();
            prop_assert_eq!(of.len(), before, "two events of one document in {:?}", event);
        }
    }

    #[test]
    fn what_a_person_decided_is_never_undone(
        documents in documents(), decisions in proptest::collection::vec((0_usize..9, 1_u32..3, 0_usize..9, 1_u32..3, 0_u8..3), 0..8), at in 0_usize..9,
    ) {
        let mut events = Events::new();
        documents.iter().take(at).for_each(|d| put(&mut events, d));
        let mut held = Vec::new();
        for (d, e, f, g, kind) in decisions {
            let (a, b) = (format!("d{d}#{e}"), format!("d{f}#{g}"));
            let decision = match kind {
                0 => Decision::Together(a, b),
                1 => Decision::Apart(a, b),
                _ => Decision::Pinned(a),
            };
            if events.decide(decision.clone()).is_ok() { held.push(decision); }
        }
        documents.iter().skip(at).for_each(|d| put(&mut events, d));
        let known = |id: &String| events.event_of(id).is_some();
        for decision in &held {
            match decision {
                Decision::Together(a, b) if known(a) && known(b) => prop_assert!(same(&events, a, b), "{a} {b}"),
                Decision::Apart(a, b) if known(a) && known(b) => prop_assert!(!same(&events, a, b), "{a} {b}"),
                _ => {}
            }
        }
        // The same decisions beforehand give the same events.
        let mut before = Events::new();
        for decision in held { before.decide(decision).expect("held before"); }
        documents.iter().for_each(|d| put(&mut before, d));
        prop_assert_eq!(before.all(), events.all());
    }
}
