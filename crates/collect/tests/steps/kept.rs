//! What is archived beside the pages of documents: everything that came over the wire.

use super::bench::*;

fn summary(rows: &[ExchangeRow]) -> Vec<(&str, u16)> {
    rows.iter().map(|row| (row.target.as_str(), row.status)).collect()
}

pub fn feeds_rules_redirects_and_refusals_are_archived_once_for_every_change(make: Make) {
    let hop = |to: &str| vec![(301, vec![("location", to.to_owned())], "moved".to_owned())];
    let bench = Bench::new(
        make,
        &[
            ("https://a.example/robots.txt", ok("User-agent: *\nAllow: /")),
            (
                "https://a.example/rss",
                vec![
                    (200, vec![("etag", "\"1\"".into())], rss(0..2)),
                    (304, vec![], String::new()),
                    // The same bytes again, without a word about it.
                    (200, vec![], rss(0..2)),
                    (200, vec![], rss(1..3)),
                ],
            ),
            ("https://a.example/0", hop("https://b.example/zero")),
            ("https://b.example/zero", ok(page(0, "أولا."))),
            ("https://a.example/1", vec![(410, vec![], "gone for good".into())]),
        ],
    );
    bench.feed("https://a.example/rss", FeedKind::Feed);
    for _ in 0..6 {
        bench.once();
        bench.later(Duration::from_secs(13 * 60 * 60));
    }
    assert!(bench.asked("https://a.example/rss").len() >= 4);
    let feeds = bench.kept(ExchangeRole::Feed);
    assert_eq!(summary(&feeds), [("https://a.example/rss", 200), ("https://a.example/rss", 200)]);
    let bodies: Vec<Vec<u8>> = feeds.iter().map(|row| bench.store().exchange_bytes(row).unwrap()).collect();
    assert_eq!(bodies, [rss(0..2).into_bytes(), rss(1..3).into_bytes()]);
    let redirects = bench.kept(ExchangeRole::Redirect);
    assert_eq!(summary(&redirects), [("https://a.example/0", 301)]);
    assert_eq!(redirects[0].leads_to.as_deref(), Some("https://b.example/zero"));
    assert_eq!(bench.store().exchange_bytes(&redirects[0]).unwrap(), b"moved");
    let refused = bench.kept(ExchangeRole::Error);
    // A page that is gone, and one that is not there, asked twice with the same answer.
    assert_eq!(summary(&refused), [("https://a.example/1", 410), ("https://a.example/2", 404)]);
    assert_eq!(bench.store().exchange_bytes(&refused[0]).unwrap(), b"gone for good");
    let rules = bench.kept(ExchangeRole::Robots);
    assert_eq!(summary(&rules), [("https://a.example/robots.txt", 200), ("https://b.example/robots.txt", 404)]);
    assert_eq!(rules[0].address, "https://a.example");
    let verified = bench.store().verify().unwrap();
    assert!(verified.is_sound() && verified.notes.is_empty(), "{verified:?}");
    assert_eq!((verified.captures, verified.exchanges), (1, 7));
}

pub fn what_cannot_be_read_keeps_its_bytes_and_says_why(make: Make) {
    let picture = "\u{89}PNG not really";
    let bench = Bench::new(
        make,
        &[
            ("https://a.example/rss", ok(rss(0..3))),
            ("https://a.example/0", ok("%PDF-1.7 broken")),
            ("https://a.example/1", ok("")),
            ("https://a.example/2", ok(page(2, ""))),
            ("https://b.example/rss", ok(picture)),
        ],
    );
    bench.feed("https://a.example/rss", FeedKind::Feed);
    bench.feed("https://b.example/rss", FeedKind::Feed);
    for _ in 0..3 {
        bench.once();
        bench.later(Duration::from_secs(5 * 60 * 60));
    }
    let unread = bench.kept(ExchangeRole::Unread);
    assert_eq!(summary(&unread), [("https://a.example/0", 200), ("https://a.example/1", 200)]);
    assert_eq!(bench.store().exchange_bytes(&unread[0]).unwrap(), b"%PDF-1.7 broken");
    for row in &unread {
        let target = bench.target(&row.address);
        let (cause, told) = (row.cause.as_deref().unwrap(), target.last_cause.as_deref().unwrap());
        assert!(told.starts_with(cause) && told.contains("archive reread"), "{told}");
        assert_eq!(target.state, TargetState::Failed);
    }
    // A feed that is none is kept with its cause.
    let feeds = bench.kept(ExchangeRole::Feed);
    let broken = feeds.iter().find(|row| row.target == "https://b.example/rss").unwrap();
    assert!(broken.cause.is_some());
    assert_eq!(bench.store().exchange_bytes(broken).unwrap(), picture.as_bytes());
    assert!(bench.store().verify().unwrap().is_sound());
}
