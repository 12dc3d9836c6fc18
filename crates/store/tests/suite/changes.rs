//! The feed of changes, and tokens.

use super::Factory;
use super::make::{page, report};
use marsad_store::{Happened, Scope, StoreError, token_hash};

pub fn what_came_in_and_what_was_replaced_is_told_once_and_in_order(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let start = store.changes(None, 10).unwrap();
    assert!(start.changes.is_empty() && !start.more);
    for n in 0..5 {
        store.add(&page(&format!("https://a.example/{n}"), "خبر", "وقع هجوم على القرية", vec![report(5)])).unwrap();
    }
    let mut newer = page("https://a.example/2", "خبر مصحح", "وقع هجوم على القرية", vec![report(10), report(10)]);
    newer.captured_at = "2024-05-02T10:00:00Z".into();
    store.add(&newer).unwrap();

    // In pages of two: nothing twice, nothing left out, and what is replaced after it came in.
    let (mut all, mut after, mut pages) = (Vec::new(), Some(start.next), 0);
    while let Some(cursor) = after {
        let page = store.changes(Some(&cursor), 2).unwrap();
        all.extend(page.changes);
        pages += 1;
        assert!(pages < 20);
        after = page.more.then_some(page.next);
    }
    let added: Vec<i64> = all.iter().filter(|c| c.happened == Happened::Added).map(|c| c.document).collect();
    assert_eq!(added, [1, 2, 3, 4, 5, 6]);
    let replaced: Vec<_> = all.iter().filter(|c| c.happened == Happened::Replaced).collect();
    assert_eq!(replaced.len(), 1);
    assert_eq!(replaced[0].document, 3);
    let came = all.iter().position(|c| c.document == 3 && c.happened == Happened::Added).unwrap();
    assert!(came < all.iter().position(|c| c.happened == Happened::Replaced).unwrap());

    // What a follower holds is what the lists have.
    let mut held: Vec<i64> = Vec::new();
    for change in &all {
        match change.happened {
            Happened::Added => held.extend(&change.reports),
            Happened::Replaced => held.retain(|id| !change.reports.contains(id)),
            Happened::Recoded | Happened::Reviewed => unreachable!("nothing was read again or reviewed"),
        }
    }
    let mut listed: Vec<i64> =
        store.reports(&marsad_store::Filter::default()).unwrap().rows.iter().map(|r| r.id).collect();
    held.sort_unstable();
    listed.sort_unstable();
    assert_eq!(held, listed);

    let end = store.changes(None, 1000).unwrap();
    let quiet = store.changes(Some(&end.next), 1000).unwrap();
    assert!(quiet.changes.is_empty() && !quiet.more && quiet.next == end.next);
    assert!(matches!(store.changes(Some("zz"), 5), Err(StoreError::BadCursor { .. })));
}

pub fn a_page_keeps_its_media_type(make: &Factory) {
    let made = make(None);
    made.store.add(&page("https://a.example/1", "خبر", "نص", Vec::new())).unwrap();
    assert_eq!(made.store.media_type(1).unwrap().as_deref(), Some("text/html"));
    assert_eq!(made.store.media_type(2).unwrap(), None);
}

pub fn a_token_is_good_until_it_is_taken_back(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let (one, two) = (token_hash("one"), token_hash("two"));
    let id = store.add_token("map", &[Scope::Export, Scope::Read], &one, "2026-01-01T00:00:00Z").unwrap();
    assert!(id.is_some());
    assert_eq!(
        store.add_token("map", &[Scope::Read], &two, "2026-01-02T00:00:00Z").unwrap(),
        None,
        "the name is taken"
    );
    let found = store.token(&one).unwrap().unwrap();
    assert_eq!((found.name.as_str(), found.scopes), ("map", vec![Scope::Read, Scope::Export]));
    assert_eq!(store.token(&two).unwrap(), None);
    assert!(store.revoke_token("map", "2026-01-03T00:00:00Z").unwrap());
    assert!(!store.revoke_token("map", "2026-01-03T00:00:00Z").unwrap());
    assert_eq!(store.token(&one).unwrap(), None);
    assert!(store.add_token("map", &[Scope::Read], &two, "2026-01-04T00:00:00Z").unwrap().is_some());
    let all = store.tokens().unwrap();
    assert_eq!(all.iter().map(|t| t.revoked_at.is_some()).collect::<Vec<_>>(), [true, false]);
    // Another handle sees them: they are in the database.
    assert!(made.again().token(&two).unwrap().is_some());
}
