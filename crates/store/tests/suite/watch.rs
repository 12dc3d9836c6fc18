//! Watches, what was known when, alarms, notes and deliveries.

use super::Factory;
use super::make::day;
use marsad_model::{Day, EventType};
use marsad_store::{
    AlarmContent, AlarmFilter, DeliveryOutcome, DeliveryState, Filter, Method, NewAlarm, NewNote, NewWatch, Raised,
    Sentences, Split, StoreError, Tally, ToldCount, WatchStore,
};
use marsad_watch::{Detector, Level, Numbers, Point};

fn watch(name: &str) -> NewWatch {
    let filter = Filter {
        q: Some("مخيم OR place:Hajin".into()),
        type_: Some(EventType::Assault),
        min_confidence: Some(0.25),
        ..Filter::default()
    };
    let tally = Tally {
        filter,
        panel: vec!["وكالة الساحل".into()],
        split: Some(Split::Actor),
        fresh: Some(31),
        since: Some(day(2024, 1, 1)),
        ..Tally::default()
    };
    NewWatch { name: name.into(), name_ar: Some("متابعة".into()), tally, detect: true }
}

fn count(of: &str, period: Day, count: Option<u64>, read: f64) -> ToldCount {
    ToldCount { of: of.into(), period, point: Point { count, exposure: Some(read) } }
}

fn alarm(watch: i64, of: &str, on: Day, level: Level) -> NewAlarm {
    let numbers = Numbers {
        from: on,
        to: on,
        baseline_from: on,
        baseline_to: on,
        observed: 16,
        expected: 5.5,
        dispersion: 1.25,
        exposure: Some(120.0),
        bound: 12.0,
        score: 2.5,
        p: Some(0.003_162_277_660_168_379_5),
    };
    let content = AlarmContent {
        sentences: Sentences { ar: "ارتفاع \"كبير\"".into(), en: "A rise\n".into() },
        numbers: Some(numbers),
        sighting: None,
        reports: vec![3, 2, 1],
        report_count: 16,
        known: on,
    };
    NewAlarm { watch, of: of.into(), method: Method::Detector(Detector::Rise), day: on, level, content }
}

pub fn a_watch_comes_back_as_it_was_asked_and_keeps_its_history_when_removed(make: &Factory) {
    let made = make(None);
    let store: &dyn WatchStore = &*made.store;
    let (id, new) = store.add_watch(&watch("hajin"), 5).unwrap();
    assert!(new);
    let mut other = watch("hajin");
    other.detect = false;
    assert_eq!(store.add_watch(&other, 6).unwrap(), (id, false), "the first one stays");
    let row = store.watch(id).unwrap().unwrap();
    assert_eq!(
        (&row.watch, row.added_at, row.muted_until, row.removed_at, row.last_run),
        (&watch("hajin"), 5, None, None, None)
    );
    assert_eq!(store.watches(false).unwrap(), std::slice::from_ref(&row));

    assert!(store.mute_watch(id, Some(100)).unwrap());
    let muted = store.watch(id).unwrap().unwrap();
    assert!(muted.is_muted(99) && !muted.is_muted(100));
    assert!(store.mute_watch(id, None).unwrap() && !store.mute_watch(id + 1, None).unwrap());

    let (of_alarm, _) = store.raise(&alarm(id, "", day(2024, 5, 5), Level::Watch), 8).unwrap();
    assert!(store.remove_watch(id, 9).unwrap() && !store.remove_watch(id, 10).unwrap());
    assert!(store.watches(false).unwrap().is_empty());
    assert_eq!(store.watches(true).unwrap()[0].removed_at, Some(9));
    assert!(store.alarm(of_alarm).unwrap().is_some(), "its alarms stay");
    let (again, new) = store.add_watch(&other, 11).unwrap();
    assert!(new && again != id, "its name is free");
    assert_eq!(store.watch(again).unwrap().unwrap().watch, other);
    for bad in ["", "  ", "a\0b", &"x".repeat(300)] {
        assert!(matches!(store.add_watch(&watch(bad), 1), Err(StoreError::BadInput { .. })), "{bad:?}");
    }
}

pub fn counts_are_kept_with_the_day_from_which_they_were_known(make: &Factory) {
    let made = make(None);
    let store: &dyn WatchStore = &*made.store;
    let (id, _) = store.add_watch(&watch("a"), 1).unwrap();
    let (other, _) = store.add_watch(&watch("b"), 1).unwrap();
    let (may6, may13) = (day(2024, 5, 6), day(2024, 5, 13));
    let first = [count("", may6, Some(4), 10.0), count("", may13, None, 0.0), count("x y", may6, Some(1), 10.0)];
    assert_eq!(store.tell_counts(id, day(2024, 5, 20), 7, &first).unwrap(), 3);
    assert_eq!(store.tell_counts(id, day(2024, 5, 20), 8, &first).unwrap(), 0);
    assert_eq!(store.tell_counts(id, day(2024, 5, 21), 9, &first).unwrap(), 0, "what is as before is not kept again");
    assert_eq!(store.watch(id).unwrap().unwrap().last_run, Some(9));
    let later = [count("", may6, Some(3), 10.5), count("", may13, None, 0.0)];
    assert_eq!(store.tell_counts(id, day(2024, 6, 1), 10, &later).unwrap(), 1);
    // What was known on an earlier day can still be told, and one day has one value.
    assert_eq!(store.tell_counts(id, day(2024, 5, 25), 11, &[count("", may6, Some(9), 10.0)]).unwrap(), 1);
    assert_eq!(store.tell_counts(id, day(2024, 5, 25), 12, &[count("", may6, Some(8), 10.0)]).unwrap(), 1);
    let all = store.told_counts(id).unwrap();
    assert_eq!(
        all,
        [
            (day(2024, 5, 20), count("", may6, Some(4), 10.0)),
            (day(2024, 5, 25), count("", may6, Some(8), 10.0)),
            (day(2024, 6, 1), count("", may6, Some(3), 10.5)),
            (day(2024, 5, 20), count("", may13, None, 0.0)),
            (day(2024, 5, 20), count("x y", may6, Some(1), 10.0)),
        ]
    );
    assert!(store.told_counts(other).unwrap().is_empty());
    assert!(store.tell_counts(other + 9, may6, 1, &first).is_err(), "there is no such watch");
}

pub fn an_alarm_is_raised_once_and_seen_once(make: &Factory) {
    let made = make(None);
    let store: &dyn WatchStore = &*made.store;
    let (id, _) = store.add_watch(&watch("a"), 1).unwrap();
    let new = alarm(id, "", day(2024, 5, 5), Level::Watch);
    let (first, raised) = store.raise(&new, 10).unwrap();
    assert_eq!(raised, Raised::New);
    let row = store.alarm(first).unwrap().unwrap();
    assert_eq!((&row.alarm, row.raised_at, row.acknowledged_at), (&new, 10, None), "to the last digit");

    assert_eq!(store.raise(&new, 11).unwrap(), (first, Raised::Known));
    let near = alarm(id, "", day(2024, 6, 2), Level::Watch);
    assert_eq!(store.raise(&near, 11).unwrap(), (first, Raised::Known), "28 days later it is the same");
    let before = alarm(id, "", day(2024, 4, 7), Level::Warning);
    assert_eq!(store.raise(&before, 12).unwrap(), (first, Raised::Higher), "a second detector says so, too");
    assert_eq!(store.alarm(first).unwrap().unwrap().alarm.level, Level::Warning);
    assert_eq!(store.raise(&near, 13).unwrap(), (first, Raised::Known), "a level never falls");

    let (second, raised) = store.raise(&alarm(id, "", day(2024, 6, 3), Level::Watch), 14).unwrap();
    assert_eq!(raised, Raised::New);
    let part = alarm(id, "Hajin", day(2024, 5, 5), Level::Watch);
    let (third, raised) = store.raise(&part, 15).unwrap();
    assert_eq!(raised, Raised::New, "another part is another alarm");
    let flag = NewAlarm { method: Method::Place, ..part };
    let (fourth, raised) = store.raise(&flag, 16).unwrap();
    assert_eq!(raised, Raised::New);
    assert_eq!(store.alarm(fourth).unwrap().unwrap().alarm.method, Method::Place);

    assert!(store.acknowledge(second, "أمل", 20).unwrap());
    assert!(!store.acknowledge(second, "other", 21).unwrap() && !store.acknowledge(99, "other", 21).unwrap());
    let seen = store.alarm(second).unwrap().unwrap();
    assert_eq!((seen.acknowledged_at, seen.acknowledged_by.as_deref()), (Some(20), Some("أمل")));
    let ids = |filter: AlarmFilter| store.alarms(&filter).unwrap().iter().map(|a| a.id).collect::<Vec<_>>();
    assert_eq!(ids(AlarmFilter::default()), [fourth, third, second, first]);
    assert_eq!(ids(AlarmFilter { open: true, ..AlarmFilter::default() }), [fourth, third, first]);
    assert_eq!(ids(AlarmFilter { before: Some(third), limit: Some(1), ..AlarmFilter::default() }), [second]);
    assert!(ids(AlarmFilter { watch: Some(id + 1), ..AlarmFilter::default() }).is_empty());
}

pub fn notes_are_added_and_deliveries_are_tried_by_one_at_a_time(make: &Factory) {
    let made = make(None);
    let store: &dyn WatchStore = &*made.store;
    let (id, _) = store.add_watch(&watch("a"), 1).unwrap();
    let (of, _) = store.raise(&alarm(id, "", day(2024, 5, 5), Level::Watch), 10).unwrap();
    let note = |alarm, text: &str| NewNote { watch: id, alarm, who: "أمل".into(), text: text.into() };
    store.add_note(&note(None, "سطر\nسطر"), 3).unwrap();
    store.add_note(&note(Some(of), "x"), 4).unwrap();
    let notes = store.notes(id).unwrap();
    assert_eq!(notes.iter().map(|n| (n.at, n.note.alarm)).collect::<Vec<_>>(), [(3, None), (4, Some(of))]);
    assert_eq!(notes[0].note, note(None, "سطر\nسطر"));
    assert!(matches!(store.add_note(&note(None, " "), 5), Err(StoreError::BadInput { .. })));
    assert!(store.add_note(&note(Some(of + 5), "x"), 5).is_err(), "there is no such alarm");

    assert!(store.queue_delivery(of, "desk", 100).unwrap() && store.queue_delivery(of, "mail", 101).unwrap());
    assert!(!store.queue_delivery(of, "desk", 200).unwrap());
    assert!(store.claim_deliveries(99, 500, 9).unwrap().is_empty(), "not before its time");
    let other = made.again();
    let first = store.claim_deliveries(101, 500, 1).unwrap();
    assert_eq!((first.len(), first[0].channel.as_str(), first[0].tries), (1, "desk", 0));
    let second = other.claim_deliveries(101, 500, 9).unwrap();
    assert_eq!(second.iter().map(|d| d.channel.as_str()).collect::<Vec<_>>(), ["mail"], "each goes to one");
    let done = |state, next_try, result: &str| DeliveryOutcome { at: 102, state, next_try, result: result.into() };
    store.delivery_done(first[0].id, &done(DeliveryState::Waiting, Some(300), "busy")).unwrap();
    other.delivery_done(second[0].id, &done(DeliveryState::Sent, None, "250 ok")).unwrap();
    assert!(store.claim_deliveries(299, 900, 9).unwrap().is_empty());
    let again = store.claim_deliveries(300, 900, 9).unwrap();
    assert_eq!((again.len(), again[0].tries, again[0].last_result.as_deref()), (1, 1, Some("busy")));
    // Who took it died: when its lease is over it comes up again.
    assert_eq!(other.claim_deliveries(900, 1000, 9).unwrap().len(), 1);
    store.delivery_done(again[0].id, &done(DeliveryState::Failed, None, "gone")).unwrap();
    let all = store.deliveries(of).unwrap();
    assert_eq!(
        all.iter().map(|d| (d.channel.as_str(), d.state, d.tries)).collect::<Vec<_>>(),
        [("desk", DeliveryState::Failed, 2), ("mail", DeliveryState::Sent, 1)]
    );
    assert!(store.claim_deliveries(i64::MAX, i64::MAX, 9).unwrap().is_empty());
    assert!(made.store.verify().unwrap().is_sound());
}

/// Puts a watch with everything that hangs on it into a store, and gives what [`told`] gives.
pub fn fill(store: &dyn WatchStore) -> String {
    let name = format!("watch {}", store.watches(true).unwrap().len());
    let (id, _) = store.add_watch(&watch(&name), 1).unwrap();
    let may6 = day(2024, 5, 6);
    store.tell_counts(id, may6, 2, &[count("", may6, Some(4), 10.0), count("x", may6, None, 0.0)]).unwrap();
    let (of, _) = store.raise(&alarm(id, "", may6, Level::Watch), 3).unwrap();
    store.add_note(&NewNote { watch: id, alarm: Some(of), who: "أمل".into(), text: "a\tb\\".into() }, 4).unwrap();
    store.queue_delivery(of, "desk", 5).unwrap();
    told(store)
}

/// Everything of watches that a store has, in words.
pub fn told(store: &dyn WatchStore) -> String {
    let mut out = String::new();
    for watch in store.watches(true).unwrap() {
        out += &format!("{watch:?} {:?} {:?}", store.told_counts(watch.id).unwrap(), store.notes(watch.id).unwrap());
    }
    for alarm in store.alarms(&AlarmFilter::default()).unwrap() {
        out += &format!("{alarm:?} {:?}", store.deliveries(alarm.id).unwrap());
    }
    out
}
