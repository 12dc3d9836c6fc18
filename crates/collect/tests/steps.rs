//! The collector on a web of our making: one thing at a time, without a network and with a clock that is told.
#![allow(clippy::unwrap_used)]

use jiff::Timestamp;
use marsad_acquire::{AcquireError, Answer, Conditions, Exchange, Fetched, Limits, Unanswered, VisitorOptions};
use marsad_collect::{
    CollectError, Collector, Event, Reader, Run, Settings, Stop, Web, World, add::Wish, document_of, run,
};
use marsad_store::ledger::{FeedKind, Found, Millis, NewFeed, TargetRow, TargetState};
use marsad_store::{Ledger, NewDocument, SqliteStore, Store, Upkeep};
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

const START: Millis = 1_796_034_000_000;

/// What an address answers: statuses, headers and bodies, one after the other; the last one again and again.
type Script = Vec<(u16, Vec<(&'static str, String)>, String)>;

#[derive(Default)]
struct Fake {
    scripts: HashMap<String, Script>,
    /// When what was asked, with the conditions.
    asked: Mutex<Vec<(Millis, String, Conditions)>>,
    now: AtomicI64,
    random: AtomicU64,
}

impl World for Fake {
    fn now(&self) -> Millis {
        // Time goes by whenever somebody looks.
        self.now.fetch_add(50, Ordering::SeqCst) + 50
    }

    fn pause(&self, stop: &Stop, most: Duration) -> bool {
        self.now.fetch_add(i64::try_from(most.as_millis()).unwrap(), Ordering::SeqCst);
        stop.asked()
    }

    fn random(&self) -> u64 {
        self.random.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst).wrapping_mul(0xBF58_476D_1CE4_E5B9)
    }
}

impl Web for Fake {
    fn ask(&self, address: &str, conditions: &Conditions) -> Result<Answer, Unanswered> {
        let mut asked = self.asked.lock().unwrap();
        let times = asked.iter().filter(|(_, a, _)| a == address).count();
        asked.push((self.now.load(Ordering::SeqCst), address.to_owned(), conditions.clone()));
        drop(asked);
        let none = || vec![(404, vec![], String::new())];
        let script = self.scripts.get(address).cloned().unwrap_or_else(none);
        let (status, headers, body) = script[times.min(script.len() - 1)].clone();
        if status == 0 {
            let error = AcquireError::Network { url: address.to_owned(), reason: "connection refused".into() };
            return Err(Unanswered { error, begun: false });
        }
        let fetched = Fetched {
            target: address.to_owned(),
            media_type: "text/html".into(),
            charset_hint: Some("utf-8".into()),
            bytes: if status == 200 { body.clone().into_bytes() } else { Vec::new() },
        };
        let moved = headers.iter().find(|(n, _)| *n == "location").map(|(_, v)| v.clone());
        let headers = headers.into_iter().map(|(n, v)| (n.to_owned(), v.into_bytes())).collect();
        let at = Timestamp::from_millisecond(self.now.load(Ordering::SeqCst)).unwrap();
        Ok(Answer { exchange: Exchange::new(fetched, at, status, headers, body.into_bytes()), moved })
    }
}

struct Plain;

impl Reader for Plain {
    fn read(&self, exchange: &Exchange, target: &TargetRow) -> Result<NewDocument, String> {
        document_of(exchange, target).map(|(new, _)| new)
    }
}

fn page(n: usize, text: &str) -> String {
    format!(
        "<!doctype html><html lang=ar><meta charset=utf-8><title>خبر رقم {n}</title><article><h1>خبر رقم {n}</h1>\
        <p>{text} أعلنت غرفة الطوارئ في المدينة أن الطريق الساحلي فتح أمام سيارات الإسعاف بعد إزالة الأنقاض.</p>\
        <p>وقال متحدث باسم البلدية إن فرق الصيانة أعادت التيار الكهربائي إلى ثلاثة أحياء في المساء.</p></article></html>"
    )
}

fn rss(pages: std::ops::Range<usize>) -> String {
    let items: String =
        pages.map(|n| format!("<item><title>خبر {n}</title><link>https://a.example/{n}</link></item>")).collect();
    format!("<rss version='2.0'><channel><title>أخبار</title>{items}</channel></rss>")
}

fn ok(body: impl Into<String>) -> Script {
    vec![(200, vec![], body.into())]
}

struct Bench {
    _dir: tempfile::TempDir,
    store: SqliteStore,
    web: Fake,
    events: Mutex<Vec<Event>>,
    settings: Settings,
}

impl Bench {
    fn new(scripts: &[(&str, Script)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::create(dir.path().join("store")).unwrap();
        let scripts = scripts.iter().map(|(a, s)| ((*a).to_owned(), s.clone())).collect();
        let web = Fake { scripts, now: AtomicI64::new(START), ..Fake::default() };
        let limits = Limits { max_redirects: 3, ..Limits::default() };
        let settings = Settings {
            visitor: VisitorOptions { limits, ..VisitorOptions::default() },
            workers: 1,
            delay: Duration::from_secs(1),
            revisits: Vec::new(),
            ..Settings::default()
        };
        Self { _dir: dir, store, web, events: Mutex::default(), settings }
    }

    fn with<T>(&self, work: impl FnOnce(&Collector<'_>) -> T) -> T {
        let stop = Stop::default();
        let told = |event: &Event| self.events.lock().unwrap().push(event.clone());
        work(&Collector {
            store: &self.store,
            ledger: &self.store,
            web: &self.web,
            reader: &Plain,
            world: &self.web,
            settings: &self.settings,
            told: &told,
            stop: &stop,
        })
    }

    /// Collects what is due; the clock runs on by itself.
    fn once(&self) {
        self.with(|collector| run(collector, Run::Once)).unwrap();
    }

    fn later(&self, by: Duration) {
        self.web.now.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }

    fn feed(&self, address: &str, kind: FeedKind) -> i64 {
        let feed = Wish::default().at(address, kind, None).unwrap();
        self.store.add_feed(&feed, START).unwrap().0
    }

    fn target(&self, address: &str) -> TargetRow {
        self.store.targets(None, None, 0, 1000).unwrap().into_iter().find(|t| t.address == address).unwrap()
    }

    fn add_target(&self, address: &str) {
        let (host, _) = marsad_acquire::host_and_origin(address).unwrap();
        self.store.add_targets(&[Found { address: address.into(), host, updated: None }], START).unwrap();
    }

    fn asked(&self, address: &str) -> Vec<(Millis, Conditions)> {
        let asked = self.web.asked.lock().unwrap();
        asked.iter().filter(|(_, a, _)| a == address).map(|(at, _, c)| (*at, c.clone())).collect()
    }
}

#[test]
fn a_feed_is_read_and_its_pages_are_stored_once() {
    let bench = Bench::new(&[
        ("https://a.example/rss", vec![(200, vec![("etag", "\"1\"".into())], rss(0..2)), (304, vec![], String::new())]),
        ("https://a.example/0", ok(page(0, "أولا."))),
        (
            "https://a.example/1",
            vec![(200, vec![("last-modified", "Mon, 30 Nov 2026 10:00:00 GMT".into())], page(1, "ثانيا."))],
        ),
    ]);
    bench.feed("https://a.example/rss", FeedKind::Feed);
    bench.once();
    assert_eq!(bench.store.stats().unwrap().documents, 2);
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
    let feed = &bench.store.feeds().unwrap()[0];
    assert_eq!((feed.counts.done, feed.counts.waiting, feed.entries, feed.failures), (2, 0, 2, 0));
}

#[test]
fn rules_are_kept_and_what_they_forbid_is_noted() {
    let bench = Bench::new(&[
        ("https://a.example/robots.txt", ok("User-agent: *\nDisallow: /1\nCrawl-delay: 30")),
        ("https://a.example/rss", ok(rss(0..3))),
        ("https://a.example/0", ok(page(0, ""))),
        ("https://a.example/2", ok(page(2, ""))),
    ]);
    bench.feed("https://a.example/rss", FeedKind::Feed);
    bench.once();
    assert!(bench.asked("https://a.example/1").is_empty());
    let refused = bench.target("https://a.example/1");
    assert!(refused.state == TargetState::Refused && refused.last_cause.unwrap().contains("robots.txt"));
    let gap = bench.asked("https://a.example/2")[0].0 - bench.asked("https://a.example/0")[0].0;
    assert!((30_000..60_000).contains(&gap), "{gap}");
    assert_eq!(bench.store.stats().unwrap().documents, 2);
}

#[test]
fn a_site_whose_rules_cannot_be_had_is_left_alone_until_they_can() {
    let bench = Bench::new(&[
        (
            "https://a.example/robots.txt",
            vec![(503, vec![], String::new()), (0, vec![], String::new()), (200, vec![], String::new())],
        ),
        ("https://a.example/0", ok(page(0, ""))),
    ]);
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

#[test]
fn old_rules_hold_on_where_new_ones_cannot_be_had() {
    let bench = Bench::new(&[
        (
            "https://a.example/robots.txt",
            vec![(200, vec![], "User-agent: *\nDisallow: /1".into()), (500, vec![], String::new())],
        ),
        ("https://a.example/0", ok(page(0, ""))),
        ("https://a.example/1", ok(page(1, ""))),
    ]);
    bench.add_target("https://a.example/1");
    bench.once();
    bench.later(Duration::from_secs(25 * 60 * 60));
    bench.store.retry(None, START).unwrap();
    bench.add_target("https://a.example/0");
    bench.once();
    assert_eq!(bench.asked("https://a.example/robots.txt").len(), 2);
    assert_eq!(bench.target("https://a.example/0").state, TargetState::Done);
    assert_eq!(bench.target("https://a.example/1").state, TargetState::Refused);
}

#[test]
fn robots_redirects_are_followed_five_times_also_to_other_hosts() {
    let hop = |to: &str| vec![(301, vec![("location", to.to_owned())], String::new())];
    let bench = Bench::new(&[
        ("https://a.example/robots.txt", hop("https://www.a.example/robots.txt")),
        ("https://www.a.example/robots.txt", ok("User-agent: *\nDisallow: /0")),
        ("https://b.example/robots.txt", hop("https://b.example/robots.txt")),
        ("https://b.example/0", ok(page(0, ""))),
    ]);
    bench.add_target("https://a.example/0");
    bench.add_target("https://b.example/0");
    bench.once();
    assert_eq!(bench.target("https://a.example/0").state, TargetState::Refused);
    assert_eq!(bench.asked("https://b.example/robots.txt").len(), 6);
    assert_eq!(bench.target("https://b.example/0").state, TargetState::Done, "a circle is as good as no file");
}

#[test]
fn a_server_that_asks_for_time_gets_it() {
    let later = |status| (status, vec![("retry-after", "120".to_owned())], String::new());
    let bench = Bench::new(&[
        ("https://a.example/0", vec![later(429), later(503), (200, vec![], page(0, ""))]),
        ("https://a.example/1", ok(page(1, ""))),
    ]);
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

#[test]
fn failures_are_tried_again_more_and_more_seldom_and_then_given_up() {
    let bench = Bench::new(&[("https://a.example/0", vec![(500, vec![], String::new())])]);
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
    assert_eq!(bench.store.retry(None, bench.web.now()).unwrap(), 1);
    bench.once();
    assert_eq!(bench.asked("https://a.example/0").len(), 7);
}

#[test]
fn redirects_are_logged_asked_at_their_own_host_and_bounded() {
    let hop = |status, to: &str| vec![(status, vec![("location", to.to_owned())], String::new())];
    let bench = Bench::new(&[
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
    ]);
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
    let document = bench.store.document(row.document.unwrap()).unwrap().unwrap();
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

#[test]
fn entries_that_may_have_been_missed_are_a_gap() {
    let bench = Bench::new(&[(
        "https://a.example/rss",
        vec![
            (200, vec![], rss(0..3)),
            (200, vec![], rss(2..5)),
            (200, vec![], rss(10..13)),
            (200, vec![], rss(10..13)),
        ],
    )]);
    let id = bench.feed("https://a.example/rss", FeedKind::Feed);
    for _ in 0..4 {
        bench.once();
        bench.later(Duration::from_secs(13 * 60 * 60));
    }
    assert_eq!(bench.asked("https://a.example/rss").len(), 4);
    assert_eq!(bench.store.gaps(id).unwrap().len(), 1);
    let told = bench.events.lock().unwrap().iter().filter(|e| e.to_string().contains("may have been missed")).count();
    assert_eq!(told, 1);
}

#[test]
fn a_page_is_looked_at_again_and_a_silent_change_is_a_new_version() {
    let mut bench = Bench::new(&[(
        "https://a.example/0",
        vec![
            (200, vec![("etag", "\"a\"".into())], page(0, "قتل ثلاثة.")),
            (304, vec![], String::new()),
            (200, vec![("etag", "\"b\"".into())], page(0, "قتل خمسة.")),
        ],
    )]);
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
    let now = bench.store.document(row.document.unwrap()).unwrap().unwrap();
    assert!(now.document.text.contains("خمسة"));
    assert_eq!(bench.store.stats().unwrap().documents, 1, "lists know the current version");
}

#[test]
fn a_page_that_cannot_be_read_is_named_and_the_rest_goes_on() {
    let bench = Bench::new(&[
        ("https://a.example/rss", ok(rss(0..3))),
        ("https://a.example/0", ok("%PDF-1.7 x")),
        ("https://a.example/1", ok("")),
        ("https://a.example/2", ok(page(2, ""))),
        ("https://b.example/rss", ok("<html><body>صيانة</body></html>")),
    ]);
    bench.feed("https://a.example/rss", FeedKind::Feed);
    bench.feed("https://b.example/rss", FeedKind::Feed);
    for _ in 0..3 {
        bench.once();
        bench.later(Duration::from_secs(5 * 60 * 60));
    }
    assert_eq!(bench.store.stats().unwrap().documents, 1);
    for n in [0, 1] {
        let row = bench.target(&format!("https://a.example/{n}"));
        assert!(row.state == TargetState::Failed && row.last_cause.is_some(), "{row:?}");
    }
    let broken = &bench.store.feeds().unwrap()[1];
    assert!(broken.failures >= 2 && broken.last_error.as_deref().unwrap().contains("web page"), "{broken:?}");
}

#[test]
fn an_address_that_may_not_be_asked_is_refused_at_once() {
    let hop = vec![(302, vec![("location", "http://169.254.169.254/latest/".to_owned())], String::new())];
    let bench = Bench::new(&[("https://a.example/0", hop)]);
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

#[test]
fn a_store_that_fails_stops_the_collector_and_nothing_is_lost() {
    let bench = Bench::new(&[("https://a.example/0", ok(page(0, "")))]);
    bench.add_target("https://a.example/0");
    struct Full<'a>(&'a SqliteStore);
    impl Reader for Full<'_> {
        fn read(&self, exchange: &Exchange, target: &TargetRow) -> Result<NewDocument, String> {
            // The archive is taken away between reading and storing, as by a disk that is pulled.
            let archive = self.0.folder().join("archive");
            std::fs::rename(&archive, archive.with_extension("away")).unwrap();
            Plain.read(exchange, target)
        }
    }
    let failed = bench.with(|collector| run(&Collector { reader: &Full(&bench.store), ..*collector }, Run::Once));
    assert!(matches!(failed, Err(CollectError::Store(_))), "{failed:?}");
    std::fs::rename(bench.store.folder().join("archive.away"), bench.store.folder().join("archive")).unwrap();
    bench.later(Duration::from_secs(120));
    bench.once();
    assert_eq!(bench.target("https://a.example/0").state, TargetState::Done);
    assert!(bench.store.verify().unwrap().is_sound());
}

#[test]
fn a_home_page_leads_to_feeds_and_an_address_tells_what_it_is() {
    let home = "<html><head><link rel=alternate type='application/rss+xml' title='عاجل' href='/rss'></head><body>x</body></html>";
    let bench = Bench::new(&[
        ("https://a.example/", ok(home)),
        ("https://a.example/rss", ok(rss(0..2))),
        ("https://a.example/0", ok(page(0, ""))),
        ("https://a.example/1", ok(page(1, ""))),
        ("https://b.example/", ok("<html><body><a href='/news/1'>x</a></body></html>")),
        ("https://c.example/robots.txt", ok("User-agent: *\nDisallow: /")),
    ]);
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
    let feeds = bench.store.feeds().unwrap();
    assert_eq!((feeds.len(), feeds[1].feed.parent), (2, Some(id)));
    assert_eq!(bench.store.stats().unwrap().documents, 2);
}
