//! What is new among events, and links that a person cuts.
use super::Factory;
use super::events::{HASAKAH, act, add, attack, state, told, weigh, words};
use marsad_model::CountKind;

pub fn a_link_that_a_person_cut_is_not_drawn_again(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let wire = words(0, 120);
    let new = |target: &str, outlet: &str, killed| told(target, outlet, 2, &wire, vec![attack(1, HASAKAH, 1, killed)]);
    let first = add(store, &new("https://a.example/1", "A", 5));
    let second = add(store, &new("https://b.example/1", "B", 8));
    weigh(store);
    let event = || store.events_of_document(first).unwrap().remove(0);
    assert_eq!((event().origins, event().contested), (1, false));
    let before = state(store, 2);
    let decided = store.cut_link(second, first, &act("two reporters")).unwrap();
    assert_eq!((decided.what.as_str(), decided.documents.as_slice()), ("cut", &[first, second][..]));
    assert_eq!((event().origins, event().contested), (2, true));
    assert_eq!(store.check_events().unwrap(), [] as [String; 0]);
    assert_eq!(store.decisions(Some(event().id)).unwrap()[0].id, decided.id);
    let error = store.cut_link(first, second, &act("again")).unwrap_err().to_string();
    assert!(error.contains("are not linked"), "{error}");
    store.rebuild_events(&|_| None, &mut |_, _| {}).unwrap();
    assert_eq!(event().origins, 2);
    // A new version of one of the pages is no copy, either.
    let mut changed = new("https://b.example/1", "B", 8);
    changed.bytes.extend_from_slice(b"<p>more</p>");
    let third = add(store, &changed);
    weigh(store);
    assert_eq!(event().origins, 2);
    let undone = store.undo_decision(decided.id, &act("they are one")).unwrap();
    assert_eq!(undone.documents, [first, third]);
    assert_eq!(event().origins, 1);
    assert_eq!(store.origin_of(third).unwrap().unwrap().documents, [first, third]);
    let after = state(store, 3);
    store.rebuild_events(&|_| None, &mut |_, _| {}).unwrap();
    assert_eq!(state(store, 3), after);
    assert_ne!(before, after);
}

pub fn what_is_new_among_events_has_its_sources_and_what_rose_its_numbers(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let new = |target: &str, from: usize, at, killed| {
        told(target, target, 2, &words(from, 90), vec![attack(1, at, 1, killed)])
    };
    let first = add(store, &new("https://a.example/1", 0, HASAKAH, 5));
    weigh(store);
    let news = store.news(0, 5).unwrap();
    assert_eq!((news.total, news.events.len(), news.rises.len()), (1, 1, 0));
    assert_eq!(news.events[0].sources[0].document, first);
    let again = add(store, &new("https://b.example/1", 5_000, HASAKAH, 8));
    let elsewhere = add(store, &new("https://c.example/1", 9_000, (33.5, 36.3), 2));
    weigh(store);
    let news = store.news(first, 5).unwrap();
    assert_eq!((news.total, news.events[0].sources[0].document), (1, elsewhere));
    assert_eq!(news.rises.len(), 1);
    let rise = &news.rises[0];
    assert_eq!((rise.what, rise.before, rise.now, rise.source.document), (CountKind::Killed, 5, 8, again));
    assert!(store.news(elsewhere, 5).unwrap() == marsad_store::News::default(), "nothing happened since");
    // A page that changed is no new event, and its own earlier number is what it rose from.
    let mut changed = new("https://c.example/1", 9_000, (33.5, 36.3), 11);
    changed.bytes.extend_from_slice(b"<p>more</p>");
    let changed = add(store, &changed);
    weigh(store);
    let news = store.news(elsewhere, 5).unwrap();
    assert_eq!((news.total, news.rises.len()), (0, 1));
    let rise = &news.rises[0];
    assert_eq!((rise.before, rise.now, rise.source.document), (2, 11, changed));
    assert_eq!(store.last_before("2024-05-01T00:00:00Z").unwrap(), 0);
    assert_eq!(store.last_before("2099-01-01T00:00:00Z").unwrap(), changed);
}
