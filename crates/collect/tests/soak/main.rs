//! A collector on a simulated web that does everything webs do, killed at random moments: no page is lost or doubled, every byte
//! is where it should be, and nobody was asked against their will.
//!
//! The short run is an ordinary test. The long one (200 feeds, 5,000 pages, 20 kills) is `make soak`.
#![allow(clippy::unwrap_used)]

mod child;
mod judge;
mod plan;
mod web;

use marsad_store::ledger::NewFeed;
use marsad_store::{Ledger, SqliteStore, Store};
use plan::{Plan, mix};
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const FOLDER: &str = "MARSAD_SOAK_FOLDER";

/// The collector's process. Run by the tests below only.
#[test]
#[ignore = "is the child process of the other tests"]
fn collector_process() {
    if let Ok(folder) = std::env::var(FOLDER) {
        child::collect(&folder);
    }
}

fn start(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "collector_process", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Runs a plan through its kills to its end; figures of the run.
fn soak(plan: Plan, kills: u64, longest: Duration) -> Vec<(String, u64)> {
    let web = web::Web::serve(plan);
    let plan = web.plan;
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("store");
    let store = SqliteStore::create(&folder).unwrap();
    for (feed, address, kind) in plan.feed_list() {
        let host = format!("{}:{}", plan.host_name(feed / plan.feeds_per_host), plan.port);
        let pattern = (kind == marsad_store::ledger::FeedKind::Index).then(|| "/news/# /private/# /*/#".to_owned());
        let new = NewFeed { address, host, kind, parent: None, title: None, outlet: None, pattern, every: None };
        assert!(store.add_feed(&new, 0).unwrap().1);
    }

    let started = Instant::now();
    let mut at_kills = Vec::new();
    for kill in 0..kills {
        let mut child = start(&folder);
        // Long enough to have begun, and at any moment.
        std::thread::sleep(Duration::from_millis(600 + mix(plan.seed ^ 5, kill) % 3000));
        assert!(child.try_wait().unwrap().is_none(), "the collector ended by itself");
        child.kill().unwrap();
        child.wait().unwrap();
        at_kills.push(store.stats().unwrap().documents);
    }
    let mut child = start(&folder);
    while !judge::is_done(&plan, &store) {
        assert!(started.elapsed() < longest, "not done after {longest:?}: {}", state(&store));
        assert!(child.try_wait().unwrap().is_none(), "the collector ended by itself");
        std::thread::sleep(Duration::from_millis(300));
    }
    let took = started.elapsed();
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success(), "it stops when asked");
    assert!(kills == 0 || at_kills.first() < at_kills.last(), "the kills came while it worked: {at_kills:?}");

    let mut figures = vec![
        ("feeds".to_owned(), plan.feeds() as u64),
        ("pages".to_owned(), plan.pages() as u64),
        ("hosts".to_owned(), (plan.hosts + plan.closed) as u64),
        ("kills".to_owned(), kills),
        ("pages stored at the last kill".to_owned(), at_kills.last().copied().unwrap_or_default()),
        ("seconds".to_owned(), took.as_secs()),
    ];
    figures.extend(judge::pages(&plan, &store));
    figures.extend(judge::politeness(&plan, &web.log(), kills));
    figures
}

fn state(store: &SqliteStore) -> String {
    let feeds = store.feeds().unwrap();
    let unread: Vec<String> = feeds
        .iter()
        .filter(|f| f.last_success.is_none())
        .map(|f| format!("{} {:?}", f.feed.address, f.last_error))
        .collect();
    let waiting: u64 = feeds.iter().map(|f| f.counts.waiting).sum();
    let targets = judge::targets(store);
    let open: Vec<String> = targets
        .values()
        .filter(|t| t.next_try.is_some())
        .take(10)
        .map(|t| format!("{} {:?}", t.address, t.last_cause))
        .collect();
    format!(
        "{waiting} pages wait, such as {open:?}; {} feeds were never read: {:?}",
        unread.len(),
        &unread[..unread.len().min(5)]
    )
}

#[test]
fn a_short_run_loses_and_doubles_nothing_and_stays_polite() {
    let plan = Plan { seed: 11, hosts: 10, feeds_per_host: 2, pages_per_feed: 10, closed: 1, port: 0 };
    let figures = soak(plan, 3, Duration::from_secs(120));
    eprintln!("{figures:?}");
}

#[test]
#[ignore = "takes minutes; run by `make soak`"]
fn a_long_run_loses_and_doubles_nothing_and_stays_polite() {
    let plan = Plan { seed: 2026, hosts: 50, feeds_per_host: 4, pages_per_feed: 25, closed: 2, port: 0 };
    let figures = soak(plan, 20, Duration::from_secs(900));
    let mut table = String::from("part\tset\tfigure\tvalue\n");
    for (figure, value) in figures {
        let _ = writeln!(table, "collector\tsimulated web\t{figure}\t{value}");
    }
    eprint!("{table}");
    if let Ok(path) = std::env::var("MARSAD_SOAK_TABLE") {
        std::fs::write(path, table).unwrap();
    }
}
