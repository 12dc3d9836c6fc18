//! Notes on outlets: kept in versions, and their panels as a way to narrow a question.

use super::Factory;
use crate::suite::make::{day, page, report};
use marsad_store::{Carries, Counting, Filter, OutletFacts, OutletKind, OutletRow, Outlets, Store, StoreError, Tally};

const FIRST: &str = "2024-05-01T10:00:00Z";
const LATER: &str = "2024-06-01T10:00:00Z";

fn facts(panels: &[&str], carries: &[&str]) -> OutletFacts {
    let carries = carries.iter().map(|wire| Carries { wire: (*wire).into(), from: Some(day(2020, 1, 1)), to: None });
    OutletFacts {
        language: Some("ar".into()),
        country: Some("SYR".into()),
        kind: Some(OutletKind::State),
        stance: Some("ينقل بيانات \"الوزارة\"\nكما هي".into()),
        panels: panels.iter().map(|p| (*p).to_owned()).collect(),
        carries: carries.collect(),
    }
}

/// Notes something of two outlets, and gives what stands there then.
pub fn note(store: &dyn Outlets) -> Vec<OutletRow> {
    assert!(store.keep_outlet("وكالة الساحل", &facts(&["daily"], &["وكالة الأفق"]), FIRST, "local").unwrap());
    assert!(store.keep_outlet("صوت الجبل", &facts(&["daily", "west"], &[]), FIRST, "rim").unwrap());
    store.outlets().unwrap()
}

pub fn what_is_noted_of_an_outlet_is_kept_in_versions(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    assert!(store.outlets().unwrap().is_empty() && store.outlet("وكالة الساحل").unwrap().is_none());
    let noted = note(store);
    assert_eq!(noted.iter().map(|row| row.outlet.as_str()).collect::<Vec<_>>(), ["صوت الجبل", "وكالة الساحل"]);
    let same = facts(&["daily"], &["وكالة الأفق"]);
    assert!(!store.keep_outlet("وكالة الساحل", &same, LATER, "rim").unwrap(), "the same is not written again");
    let other = OutletFacts { stance: None, ..same.clone() };
    assert!(store.keep_outlet("وكالة الساحل", &other, LATER, "rim").unwrap());
    let again = made.again();
    let now = again.outlet("وكالة الساحل").unwrap().unwrap();
    assert_eq!((now.facts, now.changed_at.as_str(), now.changed_by.as_str()), (other, LATER, "rim"));
    let versions = again.outlet_versions("وكالة الساحل").unwrap();
    assert_eq!(versions.iter().map(|row| row.facts.stance.is_some()).collect::<Vec<_>>(), [true, false]);
    assert_eq!(again.outlets().unwrap().len(), 2);
    for (outlet, bad) in [
        ("", OutletFacts::default()),
        ("وكالة الأفق", facts(&[], &["وكالة الأفق"])),
        ("وكالة الأفق", OutletFacts { country: Some("Syria".into()), ..OutletFacts::default() }),
    ] {
        let refused = store.keep_outlet(outlet, &bad, LATER, "rim");
        assert!(matches!(refused, Err(StoreError::BadInput { .. })), "{refused:?}");
    }
    assert_eq!(store.outlets().unwrap().len(), 2);
    // A wire of which nothing is known is told, and is no damage.
    store.keep_outlet("صوت الجبل", &facts(&[], &["وكالة بلا خبر"]), LATER, "rim").unwrap();
    let report = store.verify().unwrap();
    assert!(report.is_sound());
    assert!(report.notes.iter().any(|note| note.contains("وكالة بلا خبر")), "{:?}", report.notes);
}

pub fn a_panel_narrows_what_counts_and_what_was_read(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    for (n, outlet) in ["وكالة الساحل", "وكالة الساحل", "صوت الجبل", "راديو الوادي"].into_iter().enumerate()
    {
        let mut new = page(&format!("https://a.example/{n}"), "خبر", "هجوم على القرية", vec![report(0)]);
        new.document.outlet = Some(outlet.to_owned());
        store.add(&new).unwrap();
    }
    let count = |panel: &str| {
        let filter = Filter { panel: Some(panel.into()), ..Filter::default() };
        Store::reports(store, &filter).unwrap().total
    };
    assert_eq!(count("daily"), 0, "a panel that is not there has no outlets");
    note(store);
    assert_eq!((count("daily"), count("west"), count("none")), (3, 1, 0));
    let asked = Filter { panel: Some("west".into()), ..Filter::default() };
    let tally = Tally { filter: asked.clone(), step: marsad_watch::Step::Day, ..Tally::default() };
    let counted = Counting::tally(store, &tally).unwrap();
    let points: Vec<_> = counted.iter().flat_map(|one| one.series.points().to_vec()).collect();
    assert_eq!(points.iter().filter_map(|p| p.exposure).sum::<f64>(), 1.0, "only the panel was read: {points:?}");
    // Who leaves the panel counts no more, at once.
    store.keep_outlet("صوت الجبل", &facts(&["daily"], &[]), LATER, "rim").unwrap();
    assert_eq!((count("daily"), count("west")), (3, 0));
    assert_eq!(store.timeline(&asked).unwrap().buckets, []);
}
