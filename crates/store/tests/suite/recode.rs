//! Documents that are read again.
use super::Factory;
use super::events::{HASAKAH, add, attack, told, weigh, words};
use super::make::{actor, page, place, report};
use marsad_model::{CodedDocument, Report};
use marsad_store::{EventFilter, Filter, Happened, Reading, Recoded, StoreError, Upkeep};

const AT: &str = "2024-06-01T00:00:00Z";

fn coded(reports: Vec<Report>) -> CodedDocument {
    let (genre, genre_cues, figures, notices) = (None, Vec::new(), Vec::new(), Vec::new());
    CodedDocument { id: String::new(), reports, genre, genre_cues, figures, notices }
}

/// Another lexicon read it.
fn newer(mut report: Report) -> Report {
    report.versions.lexicon = "sha256:1".into();
    report
}

fn again(store: &dyn Upkeep, document: i64, reports: Vec<Report>) -> Recoded {
    let reading = Reading { document, lexicon: "sha256:1".into(), coded: coded(reports) };
    store.recode(&[reading], AT).unwrap().remove(0)
}

fn listed(store: &dyn Upkeep, filter: &Filter) -> Vec<i64> {
    store.reports(filter).unwrap().rows.iter().map(|row| row.id).collect()
}

/// A report with an actor.
fn by(start: usize, who: &str) -> Report {
    let mut one = report(start);
    one.actors = vec![actor(who, "التنظيم")];
    one
}

pub fn what_is_read_the_same_stays_and_what_is_not_gives_way(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let id = add(store, &page("https://a.example/1", "خبر", "وقع هجوم", vec![by(5, "A"), report(30)]));
    let other = add(store, &page("https://a.example/2", "خبر آخر", "وقع هجوم", vec![by(5, "A")]));
    // Columns are loaded before, so that what is read again has to be learned.
    assert_eq!(listed(store, &Filter::default()), [3, 1, 2]);

    let done = again(store, id, vec![newer(by(5, "B")), newer(report(20)), newer(report(30))]);
    assert_eq!((done.kept, done.gone.as_slice(), done.fresh.as_slice()), (1, &[(1, Some(4))][..], &[4, 5][..]));
    for store in [store, &*made.again()] {
        assert_eq!(listed(store, &Filter::default()), [3, 2, 4, 5]);
        assert_eq!(listed(store, &Filter { actor: Some("A".into()), ..Filter::default() }), [3]);
        assert_eq!(listed(store, &Filter { actor: Some("B".into()), ..Filter::default() }), [4]);
        assert_eq!(listed(store, &Filter { document: Some(id), ..Filter::default() }), [2, 4, 5]);
        let row = store.document(id).unwrap().unwrap();
        assert_eq!(row.reports.iter().map(|r| r.id).collect::<Vec<_>>(), [4, 5, 2], "in the order of the text");
        assert!(row.reports.iter().all(|r| r.report.versions.lexicon == "sha256:1" && r.current));
        assert_eq!(store.stats().unwrap().reports, 4);
        let actors = store.facets(&Filter::default()).unwrap().actors;
        assert_eq!(actors.iter().map(|f| (f.value.as_str(), f.count)).collect::<Vec<_>>(), [("A", 1), ("B", 1)]);
        assert_eq!(store.search("actor:B", 9).unwrap().rows[0].reports, 3);
        assert_eq!(store.search("actor:A", 9).unwrap().total, 1);
        // What gave way is still there under its id, and leads on.
        let gone = store.report(1).unwrap().unwrap();
        assert!(!gone.current && gone.report.actors[0].entity == "A");
        assert_eq!((store.became(1).unwrap(), store.became(2).unwrap()), (Some(4), None));
        assert_eq!(store.versions(id).unwrap()[0].reports, 3);
    }

    // The same again changes nothing, not even where only the lexicon is another.
    assert!(again(store, id, vec![by(5, "B"), report(20), report(30)]).is_nothing());
    assert_eq!(again(store, other, vec![]).gone, [(3, None)]);
    assert_eq!((store.became(3).unwrap(), listed(store, &Filter::default())), (None, vec![2, 4, 5]));
    let third = again(store, id, vec![by(5, "C"), report(20), report(30)]);
    assert_eq!((store.became(1).unwrap(), store.became(4).unwrap()), (Some(third.fresh[0]), Some(third.fresh[0])));
    assert!(store.verify().unwrap().is_sound());

    // An old version of a page is not read again.
    let mut later = page("https://a.example/1", "خبر مصحح", "وقع هجوم", vec![report(5)]);
    later.captured_at = "2024-05-03T10:00:00Z".into();
    let current = add(store, &later);
    let reading = |document| Reading { document, lexicon: String::new(), coded: coded(Vec::new()) };
    assert_eq!(store.recode(&[reading(id), reading(999)], AT).unwrap(), []);
    assert_eq!(store.documents_after(0, 10).unwrap(), [other, current]);
    assert_eq!(store.documents_after(other, 1).unwrap(), [current]);
}

pub fn who_keeps_a_copy_is_told_what_was_read_again(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    for n in 0..4 {
        add(
            store,
            &page(&format!("https://a.example/{n}"), "خبر", "وقع هجوم على القرية", vec![by(5, "A"), report(30)]),
        );
    }
    let mut cursor = store.changes(None, 1000).unwrap().next;
    let mut held: Vec<i64> = listed(store, &Filter::default());
    again(store, 2, vec![by(5, "B"), report(30)]);
    again(store, 3, vec![report(30)]);
    again(store, 2, vec![by(5, "C"), report(30), report(40)]);
    let mut later = page("https://a.example/2", "خبر مصحح", "وقع هجوم", vec![report(5)]);
    later.captured_at = "2024-05-03T10:00:00Z".into();
    add(store, &later);
    let mut pages = 0;
    loop {
        let page = store.changes(Some(&cursor), 1).unwrap();
        for change in &page.changes {
            match change.happened {
                Happened::Replaced => held.retain(|id| !change.reports.contains(id)),
                Happened::Added | Happened::Recoded | Happened::Reviewed => {
                    held.retain(|id| !change.dropped.contains(id));
                    held.extend(&change.reports);
                }
            }
        }
        cursor = page.next;
        pages += 1;
        assert!(pages < 20);
        if !page.more {
            break;
        }
    }
    held.sort_unstable();
    held.dedup();
    let mut now = listed(store, &Filter::default());
    now.sort_unstable();
    assert_eq!(held, now);
    // Who begins now is not told of what is no more.
    let all = store.changes(None, 1000).unwrap();
    let second = all.changes.iter().find(|c| c.document == 2 && c.happened == Happened::Added).unwrap();
    assert_eq!((second.reports.len(), second.dropped.len()), (3, 0));
}

pub fn events_follow_what_was_read_again_as_if_all_were_made_anew(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let both = vec![attack(1, HASAKAH, 1, 5), attack(2, (33.5, 36.3), 1, 2)];
    let first = add(store, &told("https://a.example/1", "A", 2, &words(0, 120), both));
    let second = add(store, &told("https://b.example/1", "B", 2, &words(5_000, 120), vec![attack(1, HASAKAH, 1, 5)]));
    assert_eq!(weigh(store), 2);
    let shared = store.events_of_document(second).unwrap()[0].id;
    let south = store.events_of_document(first).unwrap().iter().map(|e| e.id).find(|id| *id != shared).unwrap();

    // A report before the others: they are events 2 and 3 of their document now, and stay what they were.
    let (mut north, mut far) = (attack(1, HASAKAH, 1, 5), attack(2, (33.5, 36.3), 1, 2));
    (north.event, far.event) = (2, 3);
    let mut new = attack(1, (30.0, 48.0), 1, 9);
    new.trigger.start -= 20;
    new.trigger.end -= 20;
    let done = again(store, first, vec![new, north, far]);
    assert_eq!((done.kept, done.fresh.len(), store.unweighed().unwrap()), (2, 1, 1));
    assert_eq!(weigh(store), 1);
    let ids: Vec<i64> = store.events_of_document(first).unwrap().iter().map(|e| e.id).collect();
    assert!(ids.len() == 3 && ids.contains(&shared) && ids.contains(&south), "{ids:?}");
    assert_eq!(store.event(shared).unwrap().unwrap().row.documents, 2);

    // The shared one is read as somewhere else: the two documents part.
    let mut moved = attack(1, (15.3, 44.2), 1, 5);
    moved.places = vec![place("Sanaa", "صنعاء")];
    (moved.places[0].lat, moved.places[0].lon) = (Some(15.3), Some(44.2));
    again(store, second, vec![moved]);
    weigh(store);
    assert_ne!(store.events_of_document(second).unwrap()[0].id, shared);
    assert_eq!(store.event(shared).unwrap().unwrap().row.documents, 1);

    let before = store.events(&EventFilter::default()).unwrap();
    store.rebuild_events(&|_| None, &mut |_, _| {}).unwrap();
    assert_eq!(store.unweighed().unwrap(), 0);
    assert_eq!(store.events(&EventFilter::default()).unwrap(), before);
    // One that was never weighed is weighed once, as it is read now.
    let third = add(store, &told("https://c.example/1", "C", 2, &words(9_000, 90), vec![attack(1, HASAKAH, 1, 5)]));
    again(store, third, vec![attack(1, HASAKAH, 1, 5), attack(2, (30.0, 48.0), 1, 9)]);
    weigh(store);
    assert_eq!(store.events_of_document(third).unwrap().len(), 2);
    assert!(store.verify().unwrap().is_sound());
}

pub fn documents_are_found_by_the_names_they_may_hold(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let texts = [
        "هاجم لواء الوادي حاجزا",
        "وقال للواء الوادي إنه انسحب",
        "في وادي النهر",
        "قصف الحسكة وبالحسكة وللحسكة",
        "عن لواءٍ في الوادي الأخضر",
    ];
    for (n, text) in texts.iter().enumerate() {
        add(store, &page(&format!("https://a.example/{n}"), "خبر", text, Vec::new()));
    }
    let found =
        |names: &[&str]| store.documents_naming(&names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()).unwrap();
    assert_eq!(found(&["لواء الوادي"]), [1, 2, 5], "more than hold it, never fewer");
    assert_eq!(found(&["الحسكة"]), [4]);
    assert_eq!(found(&["حسكه", "وادي النهر"]), [3, 4]);
    assert_eq!(found(&["لا شيء كهذا"]), [0; 0]);
    assert_eq!(found(&[""]), [0; 0]);
}

pub fn a_reading_that_cannot_be_stored_changes_nothing(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let one = add(store, &page("https://a.example/1", "خبر", "وقع هجوم", vec![report(5)]));
    let two = add(store, &page("https://a.example/2", "خبر", "وقع هجوم", vec![report(5)]));
    let mut bad = report(5);
    bad.confidence = f64::NAN;
    let reading = |document, reports| Reading { document, lexicon: String::new(), coded: coded(reports) };
    let error = store.recode(&[reading(one, Vec::new()), reading(two, vec![bad])], AT).unwrap_err();
    assert!(matches!(error, StoreError::BadInput { .. }) && error.to_string().contains("document 2"), "{error}");
    assert_eq!(listed(store, &Filter::default()).len(), 2);
}
