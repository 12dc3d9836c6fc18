//! Versions of a page.

use super::Factory;
use super::make::{day, page, report};
use marsad_store::{Added, Filter, Store};

fn add(store: &dyn Store, at: &str, title: &str, body: &str) -> i64 {
    let mut new = page("https://a.example/toll", title, body, vec![report(0)]);
    new.captured_at = at.into();
    match store.add(&new).unwrap() {
        Added::New(id) => id,
        Added::Known(id) => panic!("{id} was known"),
    }
}

pub fn versions_say_when_and_what_changed(make: &Factory) {
    let made = make(None);
    let store = made.store();
    let first = add(store, "2024-05-01T10:00:00Z", "قصف على القرية", "قتل 12 شخصا في القصف.");
    let third = add(store, "2024-05-03T10:00:00Z", "مجزرة في القرية", "قتل 19 شخصا في القصف.");
    // Captured between the two, known after both.
    let second = add(store, "2024-05-02T10:00:00Z", "قصف على القرية", "قتل 15 شخصا في القصف، وجرح آخرون.");

    let versions = store.versions(first).unwrap();
    assert_eq!(versions.iter().map(|v| v.document).collect::<Vec<_>>(), [first, second, third]);
    assert_eq!(versions.iter().map(|v| v.version).collect::<Vec<_>>(), [1, 3, 2]);
    assert_eq!(versions.iter().map(|v| v.current).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(versions[0].captured_at, "2024-05-01T10:00:00Z");
    assert_eq!((versions[0].published, versions[0].reports), (Some(day(2024, 5, 1)), 1));
    assert_eq!(versions[0].changed, None);

    let changed = versions[1].changed.as_ref().unwrap();
    assert!(!changed.title && !changed.published && changed.words_added >= 3, "{changed:?}");
    assert_eq!((changed.numbers[0].old.as_str(), changed.numbers[0].new.as_str()), ("12", "15"));
    assert_eq!(changed.numbers[0].by, Some(3.0));
    let changed = versions[2].changed.as_ref().unwrap();
    assert!(changed.title);
    assert_eq!(changed.numbers[0].by, Some(4.0));

    assert_eq!(store.versions(third).unwrap(), versions);
    assert_eq!(store.versions_of("https://a.example/toll").unwrap(), versions);
    assert!(store.versions(999).unwrap().is_empty());
    assert!(store.versions_of("https://a.example/none").unwrap().is_empty());
}

pub fn reports_say_which_version(make: &Factory) {
    let made = make(None);
    let store = made.store();
    let first = add(store, "2024-05-01T10:00:00Z", "قصف", "قتل 12 شخصا");
    let second = add(store, "2024-05-02T10:00:00Z", "قصف", "قتل 15 شخصا");
    let listed = store.reports(&Filter::default()).unwrap();
    assert_eq!((listed.total, listed.rows[0].document, listed.rows[0].version), (1, second, 2));
    assert!(listed.rows[0].current);
    let old = store.document(first).unwrap().unwrap();
    assert_eq!((old.version, old.current, old.target.as_str()), (1, false, "https://a.example/toll"));
    assert_eq!((old.reports[0].version, old.reports[0].current), (1, false));
}
