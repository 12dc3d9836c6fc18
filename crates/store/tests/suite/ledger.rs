//! The ledger of a collector: claims, leases, outcomes.

use super::Factory;
use marsad_store::ledger::{
    Claim, FeedKind, FeedOutcome, FeedResult, Found, Hop, Millis, NewFeed, TargetOutcome, TargetResult, TargetState,
    Work,
};
use marsad_store::{Added, Ledger};

fn feed(host: &str) -> NewFeed {
    NewFeed {
        address: format!("https://{host}/rss"),
        host: host.into(),
        kind: FeedKind::Feed,
        parent: None,
        title: None,
        outlet: Some(format!("صحيفة {host}")),
        pattern: None,
        every: None,
    }
}

fn found(host: &str, n: usize) -> Found {
    Found { address: format!("https://{host}/{n}"), host: host.into(), updated: None }
}

fn entries(found: Vec<Found>) -> FeedResult {
    FeedResult::Entries {
        found,
        children: Vec::new(),
        title: Some("أخبار".into()),
        etag: Some("\"1\"".into()),
        last_modified: None,
        may_miss: true,
        wait_if_new: 100,
        wait_if_none: 200,
    }
}

fn visit(ledger: &dyn Ledger, now: Millis, result: FeedResult) -> marsad_store::ledger::FeedDone {
    let claim = ledger.claim(now, now + 50, now).unwrap().unwrap();
    assert!(matches!(claim.work, Work::Feed(_)), "{claim:?}");
    assert!(ledger.release_host(&claim.host.host, claim.token, now, None).unwrap());
    ledger.feed_done(&claim, &FeedOutcome { at: now, result }).unwrap().unwrap()
}

fn target(claim: &Claim) -> &marsad_store::ledger::TargetRow {
    match &claim.work {
        Work::Target(target) => target,
        Work::Feed(feed) => panic!("a feed was claimed: {feed:?}"),
    }
}

pub fn a_feed_is_added_once_visited_and_scheduled(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let ledger: &dyn Ledger = store;
    let (id, new) = ledger.add_feed(&feed("a.example"), 1000).unwrap();
    assert!(new);
    assert_eq!(ledger.add_feed(&feed("a.example"), 2000).unwrap(), (id, false));
    assert_eq!(ledger.next_claim(Millis::MAX).unwrap(), Some(1000));
    assert!(ledger.claim(999, 1049, 1).unwrap().is_none());

    let done = visit(ledger, 1000, entries(vec![found("a.example", 1), found("a.example", 2)]));
    assert_eq!((done.new, done.known, done.gap), (2, 0, false));
    let row = &ledger.feeds().unwrap()[0];
    assert_eq!((row.last_success, row.next_try, row.rhythm, row.entries), (Some(1000), Some(1100), Some(100), 2));
    assert_eq!((row.feed.title.as_deref(), row.etag.as_deref()), (Some("أخبار"), Some("\"1\"")));
    assert_eq!(row.counts.waiting, 2);
    assert_eq!(row.feed.outlet.as_deref(), Some("صحيفة a.example"));
}

pub fn a_host_is_held_by_one_claim_and_not_asked_before_its_time(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let ledger: &dyn Ledger = store;
    ledger.add_targets(&[found("a.example", 1), found("a.example", 2), found("b.example", 1)], 0).unwrap();
    let first = ledger.claim(10, 110, 1).unwrap().unwrap();
    let second = ledger.claim(10, 110, 2).unwrap().unwrap();
    assert_ne!(first.host.host, second.host.host);
    assert!(ledger.claim(10, 110, 3).unwrap().is_none(), "both hosts are held");
    assert_eq!(ledger.next_claim(50).unwrap(), Some(110));
    assert!(!ledger.claim_host("a.example", 10, 110, 4).unwrap());
    assert!(ledger.claim_host("c.example", 10, 110, 4).unwrap());

    assert!(!ledger.release_host("a.example", 99, 0, None).unwrap(), "not by another");
    assert!(ledger.release_host("a.example", first.token, 60, Some("503")).unwrap());
    assert!(ledger.claim(59, 200, 5).unwrap().is_none());
    assert_eq!(ledger.next_claim(50).unwrap(), Some(60));
    let third = ledger.claim(60, 160, 6).unwrap().unwrap();
    assert_eq!(
        (third.host.host.as_str(), third.host.failures, third.host.last_cause.as_deref()),
        ("a.example", 1, Some("503"))
    );
    assert!(ledger.release_host("a.example", 6, 60, None).unwrap());
    // The page of the first claim is still in its hands.
    assert!(ledger.claim(61, 160, 7).unwrap().is_none());
    assert_ne!(target(&third).id, target(&first).id);
}

pub fn what_a_dead_process_had_claimed_comes_up_again_and_its_late_word_is_not_taken(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let ledger: &dyn Ledger = store;
    ledger.add_feed(&feed("a.example"), 0).unwrap();
    let dead = ledger.claim(10, 110, 1).unwrap().unwrap();
    assert!(ledger.claim(109, 200, 2).unwrap().is_none());
    let again = ledger.claim(110, 210, 3).unwrap().unwrap();
    let outcome = FeedOutcome { at: 111, result: entries(vec![found("a.example", 1)]) };
    assert_eq!(ledger.feed_done(&dead, &outcome).unwrap(), None);
    assert!(!ledger.postpone(&dead, 5).unwrap());
    assert_eq!(ledger.targets(None, None, 0, 10).unwrap(), []);
    assert_eq!(ledger.feed_done(&again, &outcome).unwrap().unwrap().new, 1);

    // The same for a page.
    let made = make(None);
    let store = &*made.store;
    let ledger: &dyn Ledger = store;
    ledger.add_targets(&[found("a.example", 1)], 0).unwrap();
    let dead = ledger.claim(0, 100, 4).unwrap().unwrap();
    assert_eq!(ledger.targets(None, Some(TargetState::Claimed), 0, 10).unwrap().len(), 1);
    let again = ledger.claim(100, 200, 5).unwrap().unwrap();
    assert_eq!(target(&again).id, target(&dead).id);
    let gone = TargetOutcome {
        at: 130,
        next_try: None,
        result: TargetResult::Over { state: TargetState::Gone, cause: "404".into() },
    };
    assert!(!ledger.target_done(&dead, &gone).unwrap());
    assert!(ledger.target_done(&again, &gone).unwrap());
}

pub fn a_visit_with_nothing_known_is_a_gap(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let ledger: &dyn Ledger = store;
    let (id, _) = ledger.add_feed(&feed("a.example"), 0).unwrap();
    let list = |from: usize| entries((from..from + 3).map(|n| found("z.example", n)).collect());
    assert!(!visit(ledger, 0, list(0)).gap, "the first visit knows nothing of what was before");
    // One known entry is a bridge.
    assert!(!visit(ledger, 100, list(2)).gap);
    ledger.claim_host("z.example", 150, 10_000, 1).unwrap();
    let done = visit(ledger, 200, list(10));
    assert!(done.gap && done.new == 3);
    assert!(!visit(ledger, 300, list(10)).gap, "nothing new is no gap");
    assert_eq!(
        ledger.gaps(id).unwrap().iter().map(|g| (g.since, g.until, g.entries)).collect::<Vec<_>>(),
        [(100, 200, 3)]
    );
    assert_eq!(ledger.feeds().unwrap()[0].counts.gaps, 1);
}

pub fn a_redirect_is_asked_on_at_its_own_host_and_logged(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let ledger: &dyn Ledger = store;
    ledger.add_targets(&[found("a.example", 1)], 0).unwrap();
    let hop = Hop { status: 301, to: "https://b.example/one".into() };
    let moved = TargetResult::Moved { hop: hop.clone(), host: "b.example".into() };
    let first = ledger.claim(0, 100, 1).unwrap().unwrap();
    assert!(ledger.target_done(&first, &TargetOutcome { at: 1, next_try: None, result: moved }).unwrap());
    let second = ledger.claim(2, 102, 2).unwrap().unwrap();
    assert_eq!(second.host.host, "b.example", "the first host is still held, and not needed");
    assert_eq!((target(&second).ask.as_str(), &target(&second).redirects), (hop.to.as_str(), &vec![hop.clone()]));

    let failed = TargetOutcome { at: 3, next_try: Some(500), result: TargetResult::Again { cause: "timeout".into() } };
    assert!(ledger.target_done(&second, &failed).unwrap());
    let row = &ledger.targets(None, None, 0, 1).unwrap()[0];
    assert_eq!((row.state, row.tries, row.next_try), (TargetState::Waiting, 1, Some(500)));
    assert_eq!((row.ask.as_str(), row.host.as_str()), ("https://a.example/1", "a.example"), "from the beginning");
    assert_eq!(row.redirects, [hop], "the log of the last visit stays");
}

pub fn a_page_is_done_and_fetched_again_only_when_its_feed_says_that_it_changed(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let ledger: &dyn Ledger = store;
    ledger.add_feed(&feed("a.example"), 0).unwrap();
    let dated = |updated| Found { updated: Some(updated), ..found("z.example", 1) };
    visit(ledger, 0, entries(vec![dated(5)]));
    let claim = ledger.claim(10, 60, 1).unwrap().unwrap();
    let page = super::make::page("https://z.example/1", "خبر", "نص", vec![]);
    let (Added::New(document) | Added::Known(document)) = store.add(&page).unwrap();
    let result = TargetResult::Done { document, etag: None, last_modified: Some("now".into()) };
    ledger.release_host("z.example", 1, 10, None).unwrap();
    assert!(ledger.target_done(&claim, &TargetOutcome { at: 11, next_try: None, result }).unwrap());
    assert_eq!(ledger.feeds().unwrap()[0].counts.done, 1);

    assert_eq!(visit(ledger, 100, entries(vec![dated(5)])).again, 0);
    assert!(ledger.claim(150, 200, 2).unwrap().is_none());
    let done = visit(ledger, 300, entries(vec![dated(250)]));
    assert_eq!((done.new, done.known, done.again), (0, 1, 1));
    let claim = ledger.claim(300, 400, 3).unwrap().unwrap();
    assert_eq!((target(&claim).document, target(&claim).visits), (Some(document), 1));
    // A failure of the second look does not undo the first.
    let over = TargetResult::Over { state: TargetState::Gone, cause: "410".into() };
    assert!(ledger.target_done(&claim, &TargetOutcome { at: 301, next_try: None, result: over }).unwrap());
    let row = &ledger.targets(None, None, 0, 1).unwrap()[0];
    assert_eq!((row.state, row.last_cause.as_deref()), (TargetState::Done, Some("410")));
}

pub fn pausing_and_removing_take_what_the_feed_led_to_along(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let ledger: &dyn Ledger = store;
    let (id, _) = ledger.add_feed(&NewFeed { kind: FeedKind::Sitemap, ..feed("a.example") }, 0).unwrap();
    let FeedResult::Entries { found, title, etag, last_modified, .. } = entries(vec![found("z.example", 1)]) else {
        unreachable!()
    };
    let child =
        NewFeed { address: "https://a.example/sitemap-2.xml".into(), kind: FeedKind::Sitemap, ..feed("a.example") };
    let result = FeedResult::Entries {
        found,
        children: vec![child],
        title,
        etag,
        last_modified,
        may_miss: false,
        wait_if_new: 100,
        wait_if_none: 200,
    };
    assert_eq!(visit(ledger, 0, result).feeds, 1);
    assert_eq!(ledger.feeds().unwrap()[1].feed.parent, Some(id));

    assert!(ledger.pause_feed(id, true).unwrap());
    assert!(ledger.feeds().unwrap().iter().all(|f| f.paused));
    let claim = ledger.claim(1000, 1100, 1).unwrap().unwrap();
    assert_eq!(target(&claim).address, "https://z.example/1", "pages that were found are still fetched");
    assert!(ledger.claim(1000, 1100, 2).unwrap().is_none());
    assert!(ledger.pause_feed(id, false).unwrap());
    assert!(ledger.claim(1000, 1100, 3).unwrap().is_some());

    assert!(ledger.remove_feed(id).unwrap());
    assert!(!ledger.remove_feed(id).unwrap() && !ledger.pause_feed(id, true).unwrap());
    assert_eq!((ledger.feeds().unwrap().len(), ledger.targets(None, None, 0, 9).unwrap().len()), (0, 0));
}

pub fn what_was_given_up_can_be_tried_anew(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let ledger: &dyn Ledger = store;
    ledger.add_targets(&[found("a.example", 1)], 0).unwrap();
    let claim = ledger.claim(0, 100, 1).unwrap().unwrap();
    let over = TargetResult::Over { state: TargetState::Refused, cause: "robots.txt".into() };
    ledger.target_done(&claim, &TargetOutcome { at: 1, next_try: None, result: over }).unwrap();
    assert_eq!(ledger.next_claim(Millis::MAX).unwrap(), None);
    assert_eq!(ledger.targets(None, Some(TargetState::Refused), 0, 9).unwrap().len(), 1);
    assert_eq!(ledger.retry(None, 7).unwrap(), 1);
    assert_eq!(ledger.next_claim(Millis::MAX).unwrap(), Some(100));
}

pub fn two_collectors_never_hold_the_same_host_or_page(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let pages: Vec<Found> = (0..60).map(|n| found(&format!("h{}.example", n % 6), n)).collect();
    store.add_targets(&pages, 0).unwrap();
    let held = std::sync::Mutex::new(std::collections::HashSet::new());
    let seen = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for worker in 0..4i64 {
            let (held, seen, own) = (&held, &seen, made.again());
            scope.spawn(move || {
                let mut token = worker * 1_000_000;
                loop {
                    token += 1;
                    assert!(token < (worker + 1) * 1_000_000, "a page was never handed out");
                    let Some(claim) = own.claim(1, 1_000_000, token).unwrap() else {
                        if seen.lock().unwrap().len() == 60 {
                            return;
                        }
                        continue;
                    };
                    assert!(held.lock().unwrap().insert(claim.host.host.clone()), "{} is held twice", claim.host.host);
                    seen.lock().unwrap().push(target(&claim).id);
                    held.lock().unwrap().remove(&claim.host.host);
                    assert!(own.release_host(&claim.host.host, token, 0, None).unwrap());
                }
            });
        }
    });
    let mut seen = seen.into_inner().unwrap();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 60);
}
