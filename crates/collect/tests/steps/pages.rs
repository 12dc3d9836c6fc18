//! Pages: failures, redirects, changes, what cannot be read, a store that fails.

use super::bench::*;

pub fn failures_are_tried_again_more_and_more_seldom_and_then_given_up(make: Make) {
    let bench = Bench::new(make, &[("https://a.example/0", vec![(500, vec![], String::new())])]);
    bench.add_target("https://a.example/0");
    for _ in 0..200 {
        bench.once();
        bench.later(Duration::from_secs(60 * 60));
    }
    let times: Vec<Millis> = bench.asked("https://a.example/0").iter().map(|(at, _)| *at).collect();
    assert_eq!(times.len(), 6);
    let gaps: Vec<Millis> = times.windows(2).map(|p| p[1] - p[0]).collect();
    assert!(gaps.windows(2).all(|p| p[1] >= p[0]), "{gaps:?}");
    let row = bench.target("https://a.example/0");
    assert!(row.state == TargetState::Failed && row.last_cause.unwrap().contains("500"));
    assert_eq!(bench.store().retry(None, bench.web.now()).unwrap(), 1);
    bench.once();
    assert_eq!(bench.asked("https://a.example/0").len(), 7);
}

pub fn redirects_are_logged_asked_at_their_own_host_and_bounded(make: Make) {
    let hop = |status, to: &str| vec![(status, vec![("location", to.to_owned())], String::new())];
    let bench = Bench::new(
        make,
        &[
            ("https://a.example/0", hop(301, "https://b.example/zero")),
            ("https://b.example/zero", hop(302, "https://b.example/end")),
            ("https://b.example/end", ok(page(0, ""))),
            ("https://a.example/1", hop(302, "https://a.example/1")),
            ("https://a.example/2", hop(302, "https://c.example/2")),
            ("https://a.example/3", hop(302, "https://a.example/3a")),
            ("https://a.example/3a", hop(302, "https://a.example/3b")),
            ("https://a.example/3b", hop(302, "https://a.example/3c")),
            ("https://a.example/3c", hop(302, "https://a.example/3d")),
            ("https://a.example/4", hop(302, "https://a.example/4a")),
            ("https://a.example/4a", hop(302, "https://a.example/4")),
            ("https://c.example/robots.txt", ok("User-agent: Marsad\nDisallow: /")),
        ],
    );
    for n in 0..5 {
        bench.add_target(&format!("https://a.example/{n}"));
    }
    for _ in 0..5 {
        bench.once();
        bench.later(Duration::from_secs(3600));
    }
    let row = bench.target("https://a.example/0");
    let log: Vec<(u16, &str)> = row.redirects.iter().map(|h| (h.status, h.to.as_str())).collect();
    assert_eq!(log, [(301, "https://b.example/zero"), (302, "https://b.example/end")]);
    let document = bench.store().document(row.document.unwrap()).unwrap().unwrap();
    assert_eq!(document.document.id, "https://b.example/end");
    assert_eq!(bench.asked("https://b.example/robots.txt").len(), 1, "the other host has rules of its own");
    for (n, word) in [(1, "circle"), (3, "redirects"), (4, "circle")] {
        let row = bench.target(&format!("https://a.example/{n}"));
        assert!(row.state == TargetState::Failed && row.last_cause.as_deref().unwrap().contains(word), "{row:?}");
    }
    assert_eq!(bench.asked("https://a.example/1").len(), 2, "asked twice, followed never");
    assert_eq!((bench.asked("https://a.example/3c").len(), bench.asked("https://a.example/3d").len()), (2, 0));
    assert_eq!(bench.asked("https://a.example/4a").len(), 2);
    assert_eq!(bench.target("https://a.example/2").state, TargetState::Refused);
    assert!(bench.asked("https://c.example/2").is_empty());
}

pub fn a_page_is_looked_at_again_and_a_silent_change_is_a_new_version(make: Make) {
    let mut bench = Bench::new(
        make,
        &[(
            "https://a.example/0",
            vec![
                (200, vec![("etag", "\"a\"".into())], page(0, "قتل ثلاثة.")),
                (304, vec![], String::new()),
                (200, vec![("etag", "\"b\"".into())], page(0, "قتل خمسة.")),
            ],
        )],
    );
    bench.settings.revisits = [6, 48, 96].map(|h| Duration::from_secs(h * 3600)).to_vec();
    bench.add_target("https://a.example/0");
    for _ in 0..12 {
        bench.once();
        bench.later(Duration::from_secs(24 * 60 * 60));
    }
    let asked = bench.asked("https://a.example/0");
    assert_eq!(asked.len(), 4);
    assert_eq!(asked[1].1.etag.as_deref(), Some("\"a\""));
    assert_eq!(asked[2].1.etag.as_deref(), Some("\"a\""), "an unchanged page keeps its tag");
    let row = bench.target("https://a.example/0");
    assert_eq!((row.state, row.visits, row.next_try), (TargetState::Done, 4, None));
    let now = bench.store().document(row.document.unwrap()).unwrap().unwrap();
    assert!(now.document.text.contains("خمسة"));
    assert_eq!(bench.store().stats().unwrap().documents, 1, "lists know the current version");
}

pub fn a_page_that_cannot_be_read_is_named_and_the_rest_goes_on(make: Make) {
    let bench = Bench::new(
        make,
        &[
            ("https://a.example/rss", ok(rss(0..3))),
            ("https://a.example/0", ok("%PDF-1.7 x")),
            ("https://a.example/1", ok("")),
            ("https://a.example/2", ok(page(2, ""))),
            ("https://b.example/rss", ok("<html><body>صيانة</body></html>")),
        ],
    );
    bench.feed("https://a.example/rss", FeedKind::Feed);
    bench.feed("https://b.example/rss", FeedKind::Feed);
    for _ in 0..3 {
        bench.once();
        bench.later(Duration::from_secs(5 * 60 * 60));
    }
    assert_eq!(bench.store().stats().unwrap().documents, 1);
    for n in [0, 1] {
        let row = bench.target(&format!("https://a.example/{n}"));
        assert!(row.state == TargetState::Failed && row.last_cause.is_some(), "{row:?}");
    }
    let broken = &bench.store().feeds().unwrap()[1];
    assert!(broken.failures >= 2 && broken.last_error.as_deref().unwrap().contains("web page"), "{broken:?}");
}

pub fn a_store_that_fails_stops_the_collector_and_nothing_is_lost(make: Make) {
    let bench = Bench::new(make, &[("https://a.example/0", ok(page(0, "")))]);
    bench.add_target("https://a.example/0");
    struct Full<'a>(&'a dyn Upkeep);
    impl Reader for Full<'_> {
        fn read(&self, exchange: &Exchange, target: &TargetRow) -> Result<NewDocument, String> {
            // The archive is taken away between reading and storing, as by a disk that is pulled.
            let archive = self.0.archive_folder();
            std::fs::rename(archive, archive.with_extension("away")).unwrap();
            Plain.read(exchange, target)
        }
    }
    let failed = bench.with(|collector| run(&Collector { reader: &Full(bench.store()), ..*collector }, Run::Once));
    assert!(matches!(failed, Err(CollectError::Store(_))), "{failed:?}");
    let archive = bench.store().archive_folder();
    std::fs::rename(archive.with_extension("away"), archive).unwrap();
    bench.later(Duration::from_secs(120));
    bench.once();
    assert_eq!(bench.target("https://a.example/0").state, TargetState::Done);
    assert!(bench.store().verify().unwrap().is_sound());
}
