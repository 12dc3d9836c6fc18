//! Accounts, sessions and the log of what was done.

use super::Factory;
use jiff::{SignedDuration, Timestamp};
use marsad_store::{
    AuditFilter, FIRST_HASH, NewPerson, People, Role, SESSION_IDLE, SESSION_LONGEST, SetPerson, StoreError, token_hash,
};
use serde_json::json;

pub fn at(hours: i64) -> Timestamp {
    "2024-05-01T10:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
}

/// An account whose password is of no interest.
pub fn person(name: &str, role: Role) -> NewPerson {
    NewPerson { name: name.into(), display: String::new(), role, password: format!("hash of {name}"), one_time: false }
}

fn names(store: &dyn People) -> Vec<(String, Role, bool)> {
    store.people(at(0)).unwrap().into_iter().map(|p| (p.name, p.role, p.disabled)).collect()
}

pub fn an_account_is_made_once_and_changed(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    assert!(store.people(at(0)).unwrap().is_empty() && store.credentials("سلمى").unwrap().is_none());
    let salma = NewPerson { display: "سلمى ح.".into(), one_time: true, ..person("سلمى", Role::Admin) };
    assert!(store.add_person(&salma, at(0)).unwrap());
    assert!(!store.add_person(&person("سلمى", Role::Reader), at(1)).unwrap(), "taken");
    assert!(store.add_person(&person("omar", Role::Reader), at(1)).unwrap());
    for bad in ["Omar", " omar", "", "two words", "a/b"] {
        let refused = store.add_person(&person(bad, Role::Reader), at(1));
        assert!(matches!(refused, Err(StoreError::BadInput { .. })), "{bad:?}");
    }
    let all = made.again().people(at(2)).unwrap();
    assert_eq!(all.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["omar", "سلمى"]);
    assert_eq!((all[0].display.as_str(), all[1].display.as_str()), ("omar", "سلمى ح."));
    assert_eq!((all[1].one_time, all[1].sessions, &all[1].seen_at), (true, 0, &None));
    assert_eq!(all[1].created_at, "2024-05-01T10:00:00Z");
    assert_eq!(store.credentials("omar").unwrap().unwrap().password, "hash of omar");
    assert_eq!(store.set_password("omar", "another", false).unwrap(), SetPerson::Done);
    assert_eq!(store.credentials("omar").unwrap().unwrap().password, "another");
    assert_eq!(store.set_role("omar", Role::Editor).unwrap(), SetPerson::Done);
    assert_eq!(names(store)[0], ("omar".into(), Role::Editor, false));
    for nobody in [
        store.set_role("nobody", Role::Coder),
        store.set_password("nobody", "x", false),
        store.set_disabled("nobody", true),
    ] {
        assert_eq!(nobody.unwrap(), SetPerson::NoSuch);
    }
}

pub fn the_last_admin_who_may_log_in_stays(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    store.add_person(&person("salma", Role::Admin), at(0)).unwrap();
    assert_eq!(store.set_role("salma", Role::Editor).unwrap(), SetPerson::LastAdmin);
    assert_eq!(store.set_disabled("salma", true).unwrap(), SetPerson::LastAdmin);
    assert_eq!(store.set_role("salma", Role::Admin).unwrap(), SetPerson::Done);
    store.add_person(&person("omar", Role::Admin), at(0)).unwrap();
    assert_eq!(store.set_disabled("omar", true).unwrap(), SetPerson::Done);
    assert_eq!(
        store.set_role("salma", Role::Reader).unwrap(),
        SetPerson::LastAdmin,
        "one who is kept out helps nobody"
    );
    store.set_disabled("omar", false).unwrap();
    assert_eq!(store.set_role("salma", Role::Reader).unwrap(), SetPerson::Done);
    assert_eq!(names(store), [("omar".to_owned(), Role::Admin, false), ("salma".to_owned(), Role::Reader, false)]);
}

pub fn a_session_lasts_while_it_is_used_and_not_for_ever(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    store.add_person(&person("salma", Role::Coder), at(0)).unwrap();
    let hash = token_hash("a token");
    assert!(store.session(&hash, at(0)).unwrap().is_none());
    assert!(store.open_session("salma", &hash, at(0)).unwrap());
    assert!(!store.open_session("nobody", &token_hash("x"), at(0)).unwrap());
    let found = made.again().session(&hash, at(1)).unwrap().unwrap();
    assert_eq!((found.name.as_str(), found.role), ("salma", Role::Coder));
    assert_eq!(store.people(at(1)).unwrap()[0].sessions, 1);
    // Idle for too long.
    let idle = SESSION_IDLE.as_hours();
    assert!(store.session(&hash, at(1 + idle)).unwrap().is_none());
    assert!(store.session(&hash, at(idle)).unwrap().is_some(), "it was used an hour after it began");
    // Used every few hours, until its longest time is over.
    let mut hour = idle;
    while hour + 10 < SESSION_LONGEST.as_hours() {
        hour += 10;
        assert!(store.session(&hash, at(hour)).unwrap().is_some(), "after {hour} hours");
    }
    assert!(store.session(&hash, at(SESSION_LONGEST.as_hours())).unwrap().is_none());
    // The role of now counts, not that of the log-in.
    let other = token_hash("another");
    store.open_session("salma", &other, at(0)).unwrap();
    store.set_role("salma", Role::Reader).unwrap();
    assert_eq!(store.session(&other, at(0)).unwrap().unwrap().role, Role::Reader);
    assert!(store.people(at(0)).unwrap()[0].seen_at.is_some());
}

pub fn sessions_end_when_they_must(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    for name in ["salma", "omar"] {
        store.add_person(&person(name, Role::Coder), at(0)).unwrap();
    }
    let opened = |names: &[&str]| {
        for (n, name) in names.iter().enumerate() {
            assert!(store.open_session(name, &token_hash(&format!("{name} {n}")), at(0)).unwrap());
        }
    };
    let alive = |name: &str, n: usize| store.session(&token_hash(&format!("{name} {n}")), at(0)).unwrap().is_some();
    opened(&["salma", "salma", "omar"]);
    assert!(store.end_session(&token_hash("salma 0")).unwrap() && !store.end_session(&token_hash("salma 0")).unwrap());
    assert!(!alive("salma", 0) && alive("salma", 1) && alive("omar", 2));
    opened(&["salma"]);
    assert_eq!(store.end_sessions("salma").unwrap(), 2);
    assert!(!alive("salma", 1) && alive("omar", 2));
    opened(&["salma"]);
    store.set_password("salma", "new", false).unwrap();
    assert!(!alive("salma", 0) && alive("omar", 2), "another password ends what was begun with the old one");
    store.set_disabled("omar", true).unwrap();
    assert!(!alive("omar", 2) && !store.open_session("omar", &token_hash("x"), at(0)).unwrap());
    store.set_disabled("omar", false).unwrap();
    assert!(!alive("omar", 2), "what was ended stays so");
}

pub fn what_was_done_is_added_in_order_and_read_by_pages(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let empty = store.check_audit().unwrap();
    assert_eq!((empty.rows, empty.head, empty.broken), (0, None, None));
    let subject = json!({ "z": ["ب", "\u{0}"], "a": { "d": 1, "c": null } });
    let first = store.append_audit("salma", "review.accept", &subject, at(0)).unwrap();
    assert_eq!((first.n, first.prev.as_str()), (1, FIRST_HASH));
    assert_eq!(first.subject, r#"{"a":{"c":null,"d":1},"z":["ب","\u0000"]}"#);
    for n in 2..=25 {
        let who = if n % 2 == 0 { "omar" } else { "سلمى" };
        // As other processes would.
        let row = made.again().append_audit(who, "review.accept", &json!({ "report": n }), at(n)).unwrap();
        assert_eq!((row.n, &row.hash), (n, &row.right_hash()));
    }
    let mut seen = Vec::new();
    let mut filter = AuditFilter { limit: Some(10), ..AuditFilter::default() };
    loop {
        let rows = store.audit(&filter).unwrap();
        let Some(last) = rows.last() else { break };
        filter.before = Some(last.n);
        seen.extend(rows);
    }
    assert_eq!(seen.iter().map(|r| r.n).collect::<Vec<_>>(), (1..=25).rev().collect::<Vec<_>>());
    assert!(seen.windows(2).all(|pair| pair[0].prev == pair[1].hash));
    assert_eq!(seen.last(), Some(&first), "rows come back as they were written");
    let omar = store.audit(&AuditFilter { who: Some("omar".into()), ..AuditFilter::default() }).unwrap();
    assert!(omar.len() == 12 && omar.iter().all(|r| r.who == "omar"));
    let found = store.check_audit().unwrap();
    assert_eq!((found.rows, found.head.as_ref(), found.broken), (25, Some(&seen[0].hash), None));
    let report = store.verify().unwrap();
    assert!(report.is_sound() && report.audit_rows == 25, "{report:?}");
    for (who, what) in [("", "x"), ("x", ""), ("a\nb", "x"), ("x", "a\u{0}b")] {
        assert!(store.append_audit(who, what, &json!({}), at(0)).is_err(), "{who:?} {what:?}");
    }
    let huge = json!({ "text": "x".repeat(70_000) });
    assert!(store.append_audit("salma", "x", &huge, at(0)).unwrap_err().to_string().contains("64 KiB"));
}

pub fn many_at_once_make_one_chain(make: &Factory) {
    let made = make(None);
    std::thread::scope(|scope| {
        for who in ["a", "b", "c"] {
            let store = made.again();
            scope.spawn(move || {
                for n in 0..20 {
                    store.append_audit(who, "x.y", &json!({ "n": n }), at(0)).unwrap();
                }
            });
        }
    });
    let found = made.store.check_audit().unwrap();
    assert_eq!((found.rows, found.broken), (60, None));
}

/// Fills a store with what a backup has to bring along.
pub fn fill(store: &dyn People) {
    store.add_person(&person("salma", Role::Admin), at(0)).unwrap();
    store.add_person(&NewPerson { one_time: true, ..person("عمر", Role::Coder) }, at(0)).unwrap();
    store.open_session("salma", &token_hash("salma's"), at(0)).unwrap();
    for n in 0..5 {
        store.append_audit("salma", "person.add", &json!({ "n": n }), at(n)).unwrap();
    }
}

/// Whether a restored store has it, and no session.
pub fn is_restored(store: &dyn People) {
    assert!(store.session(&token_hash("salma's"), at(0)).unwrap().is_none(), "sessions stay behind");
    let people = store.people(at(0)).unwrap();
    assert_eq!(people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["salma", "عمر"]);
    assert!(people[1].one_time && people[0].seen_at.is_some());
    assert_eq!(store.credentials("عمر").unwrap().unwrap().password, "hash of عمر");
    let found = store.check_audit().unwrap();
    assert_eq!((found.rows, found.broken), (5, None));
    let row = store.append_audit("salma", "person.add", &json!({}), at(9)).unwrap();
    assert_eq!((row.n, Some(row.prev)), (6, found.head), "the log goes on");
    assert!(store.add_person(&person("new", Role::Reader), at(9)).unwrap());
}
