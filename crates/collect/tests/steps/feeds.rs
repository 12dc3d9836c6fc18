//! Feeds: read, missed, found.

use super::bench::*;

pub fn a_feed_is_read_and_its_pages_are_stored_once(make: Make) {
    let bench = Bench::new(
        make,
        &[
            (
                "https://a.example/rss",
                vec![(200, vec![("etag", "\"1\"".into())], rss(0..2)), (304, vec![], String::new())],
            ),
            ("https://a.example/0", ok(page(0, "أولا."))),
            (
                "https://a.example/1",
                vec![(200, vec![("last-modified", "Mon, 30 Nov 2026 10:00:00 GMT".into())], page(1, "ثانيا."))],
            ),
        ],
    );
    bench.feed("https://a.example/rss", FeedKind::Feed);
    bench.once();
    assert_eq!(bench.store().stats().unwrap().documents, 2);
    let addresses: Vec<String> = bench.web.asked.lock().unwrap().iter().map(|(_, a, _)| a.clone()).collect();
    assert_eq!(
        addresses,
        ["https://a.example/robots.txt", "https://a.example/rss", "https://a.example/0", "https://a.example/1"]
    );
    let times: Vec<Millis> = bench.web.asked.lock().unwrap().iter().map(|(at, ..)| *at).collect();
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 1000), "a second between two requests: {times:?}");

    // Nothing is due, and nothing happens.
    bench.once();
    assert_eq!(bench.web.asked.lock().unwrap().len(), 4);
    bench.later(Duration::from_secs(24 * 60 * 60 - 300));
    bench.once();
    let (_, conditions) = bench.asked("https://a.example/rss")[1].clone();
    assert_eq!(conditions.etag.as_deref(), Some("\"1\""));
    assert_eq!(bench.asked("https://a.example/robots.txt").len(), 1, "rules hold for a day");
    assert_eq!(bench.asked("https://a.example/0").len(), 1);
    let feed = &bench.store().feeds().unwrap()[0];
    assert_eq!((feed.counts.done, feed.counts.waiting, feed.entries, feed.failures), (2, 0, 2, 0));
}

pub fn entries_that_may_have_been_missed_are_a_gap(make: Make) {
    let bench = Bench::new(
        make,
        &[(
            "https://a.example/rss",
            vec![
                (200, vec![], rss(0..3)),
                (200, vec![], rss(2..5)),
                (200, vec![], rss(10..13)),
                (200, vec![], rss(10..13)),
            ],
        )],
    );
    let id = bench.feed("https://a.example/rss", FeedKind::Feed);
    for _ in 0..4 {
        bench.once();
        bench.later(Duration::from_secs(13 * 60 * 60));
    }
    assert_eq!(bench.asked("https://a.example/rss").len(), 4);
    assert_eq!(bench.store().gaps(id).unwrap().len(), 1);
    let told = bench.events.lock().unwrap().iter().filter(|e| e.to_string().contains("may have been missed")).count();
    assert_eq!(told, 1);
}

pub fn a_home_page_leads_to_feeds_and_an_address_tells_what_it_is(make: Make) {
    let home = "<html><head><link rel=alternate type='application/rss+xml' title='عاجل' href='/rss'></head><body>x</body></html>";
    let bench = Bench::new(
        make,
        &[
            ("https://a.example/", ok(home)),
            ("https://a.example/rss", ok(rss(0..2))),
            ("https://a.example/0", ok(page(0, ""))),
            ("https://a.example/1", ok(page(1, ""))),
            ("https://b.example/", ok("<html><body><a href='/news/1'>x</a></body></html>")),
            ("https://c.example/robots.txt", ok("User-agent: *\nDisallow: /")),
        ],
    );
    let discover = |address: &str, wish: &Wish| bench.with(|c| c.discover(address, wish).map_err(|e| e.to_string()));
    let kinds = |found: &[(NewFeed, Option<marsad_collect::listing::Listing>)]| {
        found.iter().map(|(f, l)| (f.kind, f.address.clone(), l.is_some())).collect::<Vec<_>>()
    };
    let found = discover("https://a.example/", &Wish::default()).unwrap();
    assert_eq!(kinds(&found), [(FeedKind::Feed, "https://a.example/rss".to_owned(), false)]);
    bench.later(Duration::from_secs(60));
    let found = discover("https://a.example/rss", &Wish { outlet: Some("الساحل".into()), ..Wish::default() }).unwrap();
    assert_eq!(
        (kinds(&found)[0].0, found[0].0.title.as_deref(), found[0].0.outlet.as_deref()),
        (FeedKind::Feed, Some("أخبار"), Some("الساحل"))
    );
    let index = discover("https://b.example/", &Wish { pattern: Some("/news/#".into()), ..Wish::default() }).unwrap();
    assert_eq!(kinds(&index)[0].0, FeedKind::Index);
    let forbidden = discover("https://c.example/rss", &Wish::default()).unwrap_err();
    assert!(forbidden.contains("robots.txt"), "{forbidden}");

    let id = bench.feed("https://a.example/", FeedKind::Home);
    bench.later(Duration::from_secs(60));
    bench.once();
    let feeds = bench.store().feeds().unwrap();
    assert_eq!((feeds.len(), feeds[1].feed.parent), (2, Some(id)));
    assert_eq!(bench.store().stats().unwrap().documents, 2);
}

pub fn a_site_that_does_not_answer_is_named_and_not_waited_for(make: Make) {
    let bench = Bench::new(
        make,
        &[
            ("https://a.example/robots.txt", vec![(0, vec![], String::new())]),
            ("https://b.example/robots.txt", ok("User-agent: *\nCrawl-delay: 120")),
            ("https://c.example/robots.txt", ok("User-agent: *\nCrawl-delay: 30")),
            ("https://c.example/rss", ok(rss(0..2))),
        ],
    );
    let look = |address: &str| {
        let before = bench.web.now.load(Ordering::SeqCst);
        let found = bench.with(|c| c.discover(address, &Wish::default()).map_err(|e| e.to_string()));
        (found, bench.web.now.load(Ordering::SeqCst) - before)
    };
    for (address, says) in [("https://a.example/rss", "robots.txt"), ("https://b.example/rss", "120 s")] {
        let (found, took) = look(address);
        let said = found.unwrap_err();
        assert!(said.contains(says) && said.contains("--unseen"), "{said}");
        assert!(took < 2000, "{took} ms");
    }
    let (found, took) = look("https://c.example/rss");
    assert_eq!(found.unwrap().len(), 1);
    assert!((30_000..40_000).contains(&took), "{took} ms");
}
