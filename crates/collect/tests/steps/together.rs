//! Several collectors on one database, each with connections and archive files of its own, as on several machines.

use super::bench::*;
use super::server::Server;
use marsad_collect::System;
use marsad_store::PostgresStore;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

const COLLECTORS: usize = 3;
const HOSTS: usize = 5;
const PAGES: usize = 12;
const DELAY: Duration = Duration::from_millis(40);

/// A web that notes when whom was asked what, and takes its time.
struct Watched {
    begun: Instant,
    log: Mutex<Vec<(String, String, Duration, Duration)>>,
}

impl Web for Watched {
    fn ask(&self, address: &str, _: &Conditions) -> Result<Answer, Unanswered> {
        let start = self.begun.elapsed();
        let (host, _) = marsad_acquire::host_and_origin(address).unwrap();
        let path = address.rsplit('/').next().unwrap();
        let (status, body) = match path {
            "robots.txt" => (404, String::new()),
            "rss" => {
                let entry = |n| format!("<item><title>خبر {n}</title><link>https://{host}/{n}</link></item>");
                let items: String = (0..PAGES).map(entry).collect();
                (200, format!("<rss version='2.0'><channel><title>أخبار</title>{items}</channel></rss>"))
            }
            number => (200, page(number.parse().unwrap(), &host)),
        };
        std::thread::sleep(Duration::from_millis(3));
        let bytes = if status == 200 { body.clone().into_bytes() } else { Vec::new() };
        let fetched = Fetched {
            target: address.to_owned(),
            media_type: "text/html".into(),
            charset_hint: Some("utf-8".into()),
            bytes,
        };
        let exchange = Exchange::new(fetched, Timestamp::now(), status, Vec::new(), body.into_bytes());
        self.log.lock().unwrap().push((host, address.to_owned(), start, self.begun.elapsed()));
        Ok(Answer { exchange, moved: None })
    }
}

pub fn several_collectors_share_one_database(server: &Server) {
    let url = server.new_database();
    let dir = tempfile::tempdir().unwrap();
    let store = PostgresStore::create(&url, &dir.path().join("archive")).unwrap();
    for host in 0..HOSTS {
        let address = format!("https://h{host}.example/rss");
        store.add_feed(&Wish::default().at(&address, FeedKind::Feed, None).unwrap(), System.now()).unwrap();
    }
    let web = Watched { begun: Instant::now(), log: Mutex::default() };
    let settings = Settings { workers: 4, delay: DELAY, jitter: 0.0, revisits: Vec::new(), ..Settings::default() };
    let stored: Vec<u64> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..COLLECTORS)
            .map(|_| {
                let (url, web, settings) = (&url, &web, &settings);
                scope.spawn(move || {
                    let own = PostgresStore::open(url, None).unwrap();
                    let stop = Stop::default();
                    let collector = Collector {
                        store: &own,
                        ledger: &own,
                        exchanges: &own,
                        web,
                        reader: &Plain,
                        world: &System,
                        settings,
                        told: &|_| {},
                        stop: &stop,
                    };
                    run(&collector, Run::Once).unwrap().stored
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    // Every page once, whoever fetched it; every feed and robots.txt once.
    assert_eq!(stored.iter().sum::<u64>(), (HOSTS * PAGES) as u64, "{stored:?}");
    assert!(stored.iter().filter(|n| **n > 0).count() > 1, "more than one had work: {stored:?}");
    assert_eq!(store.stats().unwrap().documents, (HOSTS * PAGES) as u64);
    let log = web.log.into_inner().unwrap();
    let asked: BTreeSet<&str> = log.iter().map(|(_, address, ..)| address.as_str()).collect();
    assert_eq!((log.len(), asked.len()), (HOSTS * (PAGES + 2), HOSTS * (PAGES + 2)), "nothing was asked for twice");
    let mut by_host: BTreeMap<&str, Vec<(Duration, Duration)>> = BTreeMap::new();
    for (host, _, start, end) in &log {
        by_host.entry(host).or_default().push((*start, *end));
    }
    // The ledger counts whole milliseconds.
    let least = DELAY - Duration::from_millis(2);
    for (host, times) in &mut by_host {
        times.sort_unstable();
        for pair in times.windows(2) {
            assert!(pair[1].0 >= pair[0].1 + least, "{host} was asked {:?} after {:?}", pair[1], pair[0]);
        }
    }
    let states = store.targets(None, None, 0, 1000).unwrap();
    assert!(states.iter().all(|row| row.state == TargetState::Done && row.visits == 1), "{states:?}");
    let verified = store.verify().unwrap();
    assert!(verified.is_sound() && verified.notes.is_empty(), "{verified:?}");
    assert_eq!((verified.captures, verified.exchanges), ((HOSTS * PAGES) as u64, (HOSTS * 2) as u64));
}
