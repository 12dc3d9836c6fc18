//! Events and origins: as documents come in, as persons decide, and all over again.
use super::Factory;
use crate::suite::make::{actor, dated, day, page, place, quote, report};
use marsad_corroborate::{LinkKind, Standing};
use marsad_model::{Count, CountKind, Day, EventType, Modality, Report};
use marsad_store::{Act, Added, EventFilter, EventRow, EventStore, Filter, NewDocument, StoreError, Upkeep};

pub fn act(why: &str) -> Act {
    Act { who: "Rima".into(), why: why.into() }
}

pub fn weigh(store: &dyn EventStore) -> u64 {
    let done = store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    assert!(!done.busy);
    assert_eq!(store.check_events().unwrap(), [] as [String; 0]);
    done.documents
}

/// A report of an attack somewhere on a day of May 2024, with a toll.
pub fn attack(event: u32, at: (f64, f64), on: i8, killed: u64) -> Report {
    let mut one = report(20 + 10 * event as usize);
    one.event = event;
    one.places = vec![place("Al-Hasakah", "الحسكة")];
    (one.places[0].lat, one.places[0].lon) = (Some(at.0), Some(at.1));
    one.actors = vec![actor("Islamic State", "التنظيم")];
    one.date = dated(Some(day(2024, 5, on)), Some(day(2024, 5, on)));
    one.counts = vec![Count {
        quote: quote(50, &format!("{killed} قتلى")),
        what: CountKind::Killed,
        of: None,
        min: Some(killed),
        max: Some(killed),
    }];
    one
}

pub const HASAKAH: (f64, f64) = (36.5, 40.75);

/// Words that no other text has, from a number on.
pub fn words(from: usize, n: usize) -> String {
    (from..from + n).map(|i| i.to_string()).collect::<Vec<_>>().join(" ")
}

pub fn told(target: &str, outlet: &str, on: i8, body: &str, reports: Vec<Report>) -> NewDocument {
    let mut new = page(target, &format!("خبر {target}"), body, reports);
    new.document.outlet = Some(outlet.into());
    new.document.published = Some(day(2024, 5, on));
    new
}

pub fn add(store: &dyn Upkeep, new: &NewDocument) -> i64 {
    match store.add(new).unwrap() {
        Added::New(id) => id,
        Added::Known(id) => panic!("{id} was known"),
    }
}

fn all(store: &dyn EventStore) -> Vec<EventRow> {
    store.events(&EventFilter::default()).unwrap().rows
}

fn reports_of(store: &dyn EventStore, event: i64) -> Vec<i64> {
    let full = store.event(event).unwrap().unwrap();
    full.tellings.iter().flat_map(|t| t.reports.iter().map(|r| r.id)).collect()
}

pub fn copies_are_one_origin_and_two_outlets_tell_one_event_with_rival_tolls(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let wire = words(0, 120);
    let first = add(store, &told("https://a.example/1", "A", 2, &wire, vec![attack(1, HASAKAH, 1, 5)]));
    let copy = add(store, &told("https://b.example/1", "B", 2, &wire, vec![attack(1, HASAKAH, 1, 5)]));
    let other = add(store, &told("https://c.example/1", "C", 2, &words(5_000, 120), vec![attack(1, HASAKAH, 1, 8)]));
    let elsewhere =
        add(store, &told("https://d.example/1", "D", 3, &words(9_000, 90), vec![attack(1, (33.5, 36.3), 1, 5)]));
    assert_eq!(store.unweighed().unwrap(), 4);
    assert_eq!(weigh(store), 4);
    assert_eq!((store.unweighed().unwrap(), weigh(store)), (0, 0));

    let origin = store.origin_of(copy).unwrap().unwrap();
    assert_eq!((origin.id, origin.documents.as_slice()), (first, &[first, copy][..]));
    assert_eq!(origin.links.len(), 1);
    assert!(origin.links[0].kind == LinkKind::Verbatim && !origin.links[0].evidence.is_empty());
    assert_eq!(store.origin_of(other).unwrap().unwrap().documents, [other]);

    let events = all(store);
    assert_eq!(events.len(), 2);
    let event = store.events_of_document(first).unwrap().remove(0);
    assert_eq!((event.origins, event.documents, event.outlets, event.contested), (2, 3, 3, true));
    assert_eq!(event.type_, EventType::Assault);
    assert_eq!((event.first_told, event.last_told), (Some(day(2024, 5, 2)), Some(day(2024, 5, 2))));
    assert_eq!(event.places[0].name, "Al-Hasakah");
    let figure = &event.figures[0];
    assert_eq!((figure.what, figure.range.min, figure.range.max), (CountKind::Killed, Some(5), Some(8)));
    assert_eq!((figure.standing, figure.origins), (Standing::Contested, 2));

    let full = store.event(event.id).unwrap().unwrap();
    assert_eq!(full.row, event);
    assert_eq!(full.tellings.iter().map(|t| t.document).collect::<Vec<_>>(), [first, copy, other]);
    let rows = &full.figures[&CountKind::Killed].rows;
    assert_eq!(rows.iter().map(|r| r.claims.len()).collect::<Vec<_>>(), [2, 1], "the copies stand in one row");
    assert_eq!(full.speakers[&full.tellings[2].name][0].outlet.as_deref(), Some("C"));
    assert_eq!(store.event_of_report(full.tellings[0].reports[0].id).unwrap(), Some(event.id));
    assert_ne!(store.events_of_document(elsewhere).unwrap()[0].id, event.id);
    assert_eq!(store.event(event.id + 100).unwrap(), None);
}

pub fn what_is_planned_is_no_event_and_what_waits_is_counted(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let mut planned = attack(1, HASAKAH, 9, 1);
    planned.modality = Modality::Intended;
    let mut denied = attack(2, HASAKAH, 1, 1);
    denied.modality = Modality::Denied;
    let id = add(store, &told("https://a.example/1", "A", 2, &words(0, 80), vec![planned, denied]));
    let empty = add(store, &told("https://a.example/2", "A", 2, "", vec![]));
    assert_eq!(weigh(store), 2);
    let events = store.events_of_document(id).unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].modalities, [Modality::Denied]);
    assert!(store.events_of_document(empty).unwrap().is_empty());
    assert!(store.origin_of(empty).unwrap().is_some());
    assert_eq!(store.origin_of(id + 99).unwrap(), None);
}

/// Three events told by two documents each.
fn three(store: &dyn Upkeep) -> Vec<i64> {
    for (n, outlet) in ["A", "B"].into_iter().enumerate() {
        let reports = vec![attack(1, HASAKAH, 1, 3), attack(2, (33.5, 36.3), 1, 4), attack(3, (35.3, 40.1), 1, 5)];
        add(store, &told(&format!("https://{outlet}.example/1"), outlet, 2, &words(n * 1_000, 80), reports));
    }
    weigh(store);
    let mut ids: Vec<i64> = all(store).iter().map(|e| e.id).collect();
    ids.sort_unstable();
    assert_eq!(ids.len(), 3);
    ids
}

pub fn an_event_keeps_its_id_through_merges_splits_and_their_undoing(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let ids = three(store);
    let merged = store.merge_events(ids[2], ids[0], &act("one attack on two checkpoints")).unwrap();
    assert_eq!((merged.what.as_str(), merged.now.as_slice()), ("merge", &[ids[0]][..]));
    let full = store.event(ids[2]).unwrap().unwrap();
    assert_eq!((full.row.id, full.row.reports, full.was.as_slice()), (ids[0], 4, &[ids[2]][..]));
    assert_eq!(full.decisions.len(), 1);
    assert_eq!(all(store).len(), 2);
    // What comes in later does not undo it.
    let new = told("https://C.example/1", "C", 2, &words(7_000, 80), vec![attack(1, HASAKAH, 1, 3)]);
    add(store, &new);
    weigh(store);
    assert_eq!(store.event(ids[0]).unwrap().unwrap().row.reports, 5);

    let undone = store.undo_decision(merged.id, &act("they were two")).unwrap();
    assert_eq!(undone.undoes, Some(merged.id));
    assert_eq!(all(store).len(), 3);
    assert_eq!(store.event(ids[2]).unwrap().unwrap().row.id, ids[2]);
    assert_eq!(store.event(ids[0]).unwrap().unwrap().row.reports, 3);
    assert!(store.decisions(None).unwrap().iter().any(|d| d.id == merged.id && d.undone));

    // The first one goes: the id stays with the rest.
    let reports = reports_of(store, ids[0]);
    let split = store.split_event(ids[0], &reports[..1], &act("another night")).unwrap();
    assert_eq!(split.now[0], ids[0]);
    assert_eq!(split.now.len(), 2);
    assert_eq!(reports_of(store, ids[0]), reports[1..]);
    assert_eq!(reports_of(store, split.now[1]), reports[..1]);
    add(store, &told("https://D.example/1", "D", 2, &words(8_000, 80), vec![attack(1, HASAKAH, 1, 3)]));
    weigh(store);
    let event = |report: i64| store.event_of_report(report).unwrap();
    assert_ne!(event(reports[0]), event(reports[1]));
    store.undo_decision(split.id, &act("the same after all")).unwrap();
    assert_eq!(event(reports[0]), event(reports[1]));
    assert_eq!(store.event(split.now[1]).unwrap().unwrap().row.id, ids[0]);
    assert!(store.check_events().unwrap().is_empty());
    let log: Vec<String> = store.decisions(None).unwrap().into_iter().map(|d| d.what).collect();
    assert_eq!(log, ["undo", "split", "undo", "merge"]);
    assert!(made.again().event(ids[0]).unwrap().is_some());
}

pub fn a_pinned_event_takes_nothing_and_is_suggested_more(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let ids = three(store);
    let pin = store.pin_event(ids[0], &act("complete")).unwrap();
    assert!(store.event(ids[0]).unwrap().unwrap().row.pinned);
    add(store, &told("https://C.example/1", "C", 2, &words(7_000, 80), vec![attack(1, HASAKAH, 1, 3)]));
    weigh(store);
    let full = store.event(ids[0]).unwrap().unwrap();
    assert_eq!((full.row.reports, full.suggestions.len()), (2, 1));
    let all_suggested = store.suggestions(10).unwrap();
    assert_eq!(all_suggested.len(), 1);
    // Both are the main events of their documents: they were compared as stories, which weigh on a scale of their own.
    let likeliest = &all_suggested[0];
    assert!(likeliest.stories && likeliest.weight > marsad_corroborate::SAME_STORY && likeliest.parts.len() >= 4);
    let pinned = EventFilter { pinned: true, ..EventFilter::default() };
    assert_eq!(store.events(&pinned).unwrap().rows.iter().map(|e| e.id).collect::<Vec<_>>(), [ids[0]]);
    assert!(matches!(store.pin_event(ids[0], &act("again")), Err(StoreError::BadDecision { .. })));
    store.undo_decision(pin.id, &act("more came")).unwrap();
    assert_eq!(store.event(ids[0]).unwrap().unwrap().row.reports, 3);
    assert!(store.suggestions(10).unwrap().is_empty());
}

pub fn a_new_version_of_a_page_takes_the_place_of_the_old_one(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let ids = three(store);
    let before = reports_of(store, ids[0]);
    // The first of three is told no more, the toll of the second rose, and all have other numbers in the text.
    let mut second = told(
        "https://A.example/1",
        "A",
        2,
        &words(0, 90),
        vec![attack(1, (33.5, 36.3), 1, 9), attack(2, (35.3, 40.1), 1, 5)],
    );
    second.captured_at = "2024-05-03T10:00:00Z".into();
    let id = add(store, &second);
    weigh(store);
    assert_eq!(store.event(ids[0]).unwrap().unwrap().row.reports, 1);
    assert_eq!(store.event_of_report(before[0]).unwrap(), None);
    let events: Vec<i64> = store.events_of_document(id).unwrap().iter().map(|e| e.id).collect();
    assert_eq!(events, ids[1..]);
    assert_eq!(store.event(ids[1]).unwrap().unwrap().row.figures[0].range.max, Some(9));
    // Nothing is left of an event when its last report goes.
    let mut gone = told("https://B.example/1", "B", 2, &words(1_000, 90), vec![]);
    gone.captured_at = "2024-05-04T10:00:00Z".into();
    add(store, &gone);
    weigh(store);
    assert_eq!(store.event(ids[0]).unwrap(), None);
    assert_eq!(all(store).len(), 2);
    // An older capture that comes in late changes nothing.
    let mut older = told("https://B.example/1", "B", 2, &words(1_000, 70), vec![attack(1, HASAKAH, 1, 3)]);
    older.captured_at = "2024-04-01T10:00:00Z".into();
    add(store, &older);
    weigh(store);
    assert_eq!(all(store).len(), 2);
}

pub fn decisions_that_contradict_earlier_ones_are_refused_by_name(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let ids = three(store);
    let says = |error: StoreError| {
        assert!(matches!(error, StoreError::BadDecision { .. }), "{error}");
        error.to_string()
    };
    assert!(says(store.merge_events(ids[0], 99, &act("x")).unwrap_err()).contains("no event 99"));
    assert!(says(store.merge_events(ids[0], ids[0], &act("x")).unwrap_err()).contains("one event already"));
    assert!(says(store.merge_events(ids[0], ids[1], &act(" ")).unwrap_err()).contains("reason"));
    let reports = reports_of(store, ids[0]);
    assert!(says(store.split_event(ids[0], &reports, &act("x")).unwrap_err()).contains("nothing on one side"));
    assert!(says(store.split_event(ids[1], &reports[..1], &act("x")).unwrap_err()).contains("is not of event"));
    let split = store.split_event(ids[0], &reports[..1], &act("two")).unwrap();
    let error = says(store.merge_events(split.now[0], split.now[1], &act("one")).unwrap_err());
    assert!(error.contains(&format!("undo {}", split.id)), "{error}");
    assert!(says(store.undo_decision(99, &act("x")).unwrap_err()).contains("no decision 99"));
    store.undo_decision(split.id, &act("x")).unwrap();
    assert!(says(store.undo_decision(split.id, &act("x")).unwrap_err()).contains("already"));
    assert_eq!(store.decisions(None).unwrap().len(), 2, "what was refused was not taken down");
}

pub fn lists_are_filtered_and_paged(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let mut body = 0;
    for n in 0..7_i8 {
        let lat = 33.0 + f64::from(n);
        for outlet in ["A", "B"].into_iter().take(if n % 2 == 0 { 2 } else { 1 }) {
            body += 1_000;
            let mut one = attack(1, (lat, 40.0), 1 + n, 2);
            one.places[0].name = format!("Village {n}");
            add(store, &told(&format!("https://{outlet}.example/{n}"), outlet, 10 + n, &words(body, 60), vec![one]));
        }
    }
    weigh(store);
    let ids = |filter: &EventFilter| -> Vec<(Option<Day>, u64)> {
        let page = store.events(filter).unwrap();
        page.rows.iter().map(|e| (e.first_told, e.origins)).collect()
    };
    let everything = ids(&EventFilter::default());
    assert_eq!(everything.len(), 7);
    assert!(everything.windows(2).all(|w| w[0].0 > w[1].0), "{everything:?}");
    let mut filter = EventFilter { limit: Some(2), ..EventFilter::default() };
    let mut walked = Vec::new();
    loop {
        let page = store.events(&filter).unwrap();
        assert_eq!(page.total, 7);
        walked.extend(page.rows.iter().map(|e| (e.first_told, e.origins)));
        filter.after = page.next;
        if filter.after.is_none() {
            break;
        }
    }
    assert_eq!(walked, everything);
    let two = EventFilter { min_origins: Some(2), ..EventFilter::default() };
    assert_eq!(ids(&two).len(), 4);
    let of = |reports: Filter| EventFilter { reports, ..EventFilter::default() };
    assert_eq!(ids(&of(Filter { place: Some("Village 3".into()), ..Filter::default() })).len(), 1);
    assert_eq!(ids(&of(Filter { outlet: Some("B".into()), ..Filter::default() })).len(), 4);
    assert_eq!(ids(&of(Filter { from: Some(day(2024, 5, 6)), ..Filter::default() })).len(), 2);
    assert_eq!(ids(&of(Filter { type_: Some(EventType::Protest), ..Filter::default() })).len(), 0);
    let since =
        EventFilter { told_from: Some(day(2024, 5, 14)), told_to: Some(day(2024, 5, 15)), ..EventFilter::default() };
    assert_eq!(ids(&since).len(), 2);
    assert_eq!(ids(&EventFilter { contested: true, ..EventFilter::default() }).len(), 0);
    let bad = EventFilter { after: Some("x".into()), ..EventFilter::default() };
    assert!(matches!(store.events(&bad), Err(StoreError::BadCursor { .. })));
}

/// Everything about events that a rebuild must give again.
pub fn state(store: &dyn EventStore, documents: i64) -> Vec<String> {
    let mut out = Vec::new();
    let mut filter = EventFilter { limit: Some(1000), ..EventFilter::default() };
    loop {
        let page = store.events(&filter).unwrap();
        for row in &page.rows {
            out.push(format!("{row:?}"));
            let full = store.event(row.id).unwrap().unwrap();
            let tellings: Vec<_> = full.tellings.iter().map(|t| (&t.name, t.document, t.origin)).collect();
            out.push(format!("{:?} {tellings:?} {:?} {:?}", full.was, full.origins, full.figures));
        }
        filter.after = page.next;
        if filter.after.is_none() {
            break;
        }
    }
    let suggestions = store.suggestions(1000).unwrap();
    let mut suggested: Vec<_> =
        suggestions.iter().map(|s| format!("{} {} {:.6}", s.a.id.min(s.b.id), s.a.id.max(s.b.id), s.weight)).collect();
    suggested.sort();
    out.extend(suggested);
    out.extend((1..=documents).map(|id| format!("{:?}", store.origin_of(id).unwrap())));
    out
}

pub fn a_rebuild_changes_nothing(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let ids = three(store);
    let merged = store.merge_events(ids[1], ids[2], &act("one")).unwrap();
    store.pin_event(ids[0], &act("done")).unwrap();
    add(store, &told("https://C.example/1", "C", 2, &words(0, 70), vec![attack(1, HASAKAH, 1, 3)]));
    weigh(store);
    let before = state(store, 4);
    let done = store.rebuild_events(&|_| None, &mut |_, _| {}).unwrap();
    assert_eq!((done.documents, done.events), (3, 3));
    assert_eq!(state(store, 4), before);
    store.undo_decision(merged.id, &act("two")).unwrap();
    assert_eq!(store.event(ids[2]).unwrap().unwrap().row.id, ids[2]);
}

pub fn a_run_that_is_cut_short_is_gone_on_with(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    for n in 0..230_usize {
        let place = (30.0 + (n % 40) as f64 * 0.7, 40.0);
        let body = words(n % 30 * 500, 60);
        add(
            store,
            &told(&format!("https://{n}.example/"), &format!("outlet {n}"), 2, &body, vec![attack(1, place, 1, 3)]),
        );
    }
    // Before documents, before the rest of them, before parts, before summaries: whatever was done by then stays.
    for stop in 1..=4 {
        let mut calls = 0;
        let cut = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            store.weigh(&|_| None, &mut |_, _| {
                calls += 1;
                assert!(calls < stop, "cut short on purpose");
            })
        }));
        assert!(cut.is_err() || stop > 3, "it was done before it was cut short");
    }
    weigh(store);
    assert_eq!(store.unweighed().unwrap(), 0);
    assert_eq!(store.events(&EventFilter::default()).unwrap().total, 40);
    let before = state(store, 230);
    store.rebuild_events(&|_| None, &mut |_, _| {}).unwrap();
    assert_eq!(state(store, 230), before);
}
