//! Hosts: rules, pace, and who may not be asked.

use super::bench::*;

pub fn rules_are_kept_and_what_they_forbid_is_noted(make: Make) {
    let bench = Bench::new(
        make,
        &[
            ("https://a.example/robots.txt", ok("User-agent: *\nDisallow: /1\nCrawl-delay: 30")),
            ("https://a.example/rss", ok(rss(0..3))),
            ("https://a.example/0", ok(page(0, ""))),
            ("https://a.example/2", ok(page(2, ""))),
        ],
    );
    bench.feed("https://a.example/rss", FeedKind::Feed);
    bench.once();
    assert!(bench.asked("https://a.example/1").is_empty());
    let refused = bench.target("https://a.example/1");
    assert!(refused.state == TargetState::Refused && refused.last_cause.unwrap().contains("robots.txt"));
    let gap = bench.asked("https://a.example/2")[0].0 - bench.asked("https://a.example/0")[0].0;
    assert!((30_000..60_000).contains(&gap), "{gap}");
    assert_eq!(bench.store().stats().unwrap().documents, 2);
}

pub fn a_site_whose_rules_cannot_be_had_is_left_alone_until_they_can(make: Make) {
    let bench = Bench::new(
        make,
        &[
            (
                "https://a.example/robots.txt",
                vec![(503, vec![], String::new()), (0, vec![], String::new()), (200, vec![], String::new())],
            ),
            ("https://a.example/0", ok(page(0, ""))),
        ],
    );
    bench.add_target("https://a.example/0");
    bench.once();
    assert!(bench.asked("https://a.example/0").is_empty());
    assert_eq!(bench.target("https://a.example/0").tries, 0, "it is not the page's fault");
    for _ in 0..2 {
        bench.later(Duration::from_secs(15 * 60));
        bench.once();
    }
    assert_eq!(bench.target("https://a.example/0").state, TargetState::Done);
    assert_eq!(bench.asked("https://a.example/robots.txt").len(), 3);
}

pub fn old_rules_hold_on_where_new_ones_cannot_be_had(make: Make) {
    let bench = Bench::new(
        make,
        &[
            (
                "https://a.example/robots.txt",
                vec![(200, vec![], "User-agent: *\nDisallow: /1".into()), (500, vec![], String::new())],
            ),
            ("https://a.example/0", ok(page(0, ""))),
            ("https://a.example/1", ok(page(1, ""))),
        ],
    );
    bench.add_target("https://a.example/1");
    bench.once();
    bench.later(Duration::from_secs(25 * 60 * 60));
    bench.store().retry(None, START).unwrap();
    bench.add_target("https://a.example/0");
    bench.once();
    assert_eq!(bench.asked("https://a.example/robots.txt").len(), 2);
    assert_eq!(bench.target("https://a.example/0").state, TargetState::Done);
    assert_eq!(bench.target("https://a.example/1").state, TargetState::Refused);
}

pub fn robots_redirects_are_followed_five_times_also_to_other_hosts(make: Make) {
    let hop = |to: &str| vec![(301, vec![("location", to.to_owned())], String::new())];
    let bench = Bench::new(
        make,
        &[
            ("https://a.example/robots.txt", hop("https://www.a.example/robots.txt")),
            ("https://www.a.example/robots.txt", ok("User-agent: *\nDisallow: /0")),
            ("https://b.example/robots.txt", hop("https://b.example/robots.txt")),
            ("https://b.example/0", ok(page(0, ""))),
        ],
    );
    bench.add_target("https://a.example/0");
    bench.add_target("https://b.example/0");
    bench.once();
    assert_eq!(bench.target("https://a.example/0").state, TargetState::Refused);
    assert_eq!(bench.asked("https://b.example/robots.txt").len(), 6);
    assert_eq!(bench.target("https://b.example/0").state, TargetState::Done, "a circle is as good as no file");
}

pub fn a_server_that_asks_for_time_gets_it(make: Make) {
    let later = |status| (status, vec![("retry-after", "120".to_owned())], String::new());
    let bench = Bench::new(
        make,
        &[
            ("https://a.example/0", vec![later(429), later(503), (200, vec![], page(0, ""))]),
            ("https://a.example/1", ok(page(1, ""))),
        ],
    );
    bench.add_target("https://a.example/0");
    bench.add_target("https://a.example/1");
    for _ in 0..3 {
        bench.once();
        bench.later(Duration::from_secs(110));
    }
    let asked = bench.asked("https://a.example/0");
    assert_eq!(asked.len(), 3);
    assert!(asked.windows(2).all(|pair| pair[1].0 - pair[0].0 >= 120_000), "{asked:?}");
    let all: Vec<Millis> = bench.web.asked.lock().unwrap().iter().map(|(at, ..)| *at).collect();
    let meanwhile = |from: Millis| all.iter().any(|at| (from + 1..from + 120_000).contains(at));
    assert!(!meanwhile(asked[0].0) && !meanwhile(asked[1].0), "the whole host is left alone");
    let row = bench.target("https://a.example/0");
    assert_eq!((row.state, row.tries), (TargetState::Done, 0), "waiting as asked costs no try");
}

pub fn an_address_that_may_not_be_asked_is_refused_at_once(make: Make) {
    let hop = vec![(302, vec![("location", "http://169.254.169.254/latest/".to_owned())], String::new())];
    let bench = Bench::new(make, &[("https://a.example/0", hop)]);
    bench.add_target("https://a.example/0");
    // The visitor refuses; here it is asked through one that does, without a network behind it.
    let visitor = marsad_acquire::Visitor::new(VisitorOptions::default()).unwrap();
    struct Guarded<'a>(&'a Fake, marsad_acquire::Visitor);
    impl Web for Guarded<'_> {
        fn ask(&self, address: &str, conditions: &Conditions) -> Result<Answer, Unanswered> {
            if address.contains("169.254") { self.1.ask(address, conditions) } else { self.0.ask(address, conditions) }
        }
    }
    let web = Guarded(&bench.web, visitor);
    for _ in 0..3 {
        bench.with(|collector| run(&Collector { web: &web, ..*collector }, Run::Once)).unwrap();
        bench.later(Duration::from_secs(3600));
    }
    let row = bench.target("https://a.example/0");
    assert_eq!(row.state, TargetState::Waiting, "its rules cannot be had either, so nothing is ever asked: {row:?}");
    assert!(bench.events.lock().unwrap().iter().any(|e| e.to_string().contains("private network")));
}
