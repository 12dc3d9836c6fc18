//! The collector as a process of its own, which the test kills.

use marsad_acquire::{Exchange, Limits, Names, Visitor, VisitorOptions, user_agent};
use marsad_collect::{Collector, Event, Reader, Run, Settings, Stop, System, document_of, run};
use marsad_store::ledger::TargetRow;
use marsad_store::{NewDocument, SqliteStore};
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

/// Least time between two requests to one host.
pub const DELAY: Duration = Duration::from_millis(100);

/// Every name is this machine.
struct Loopback;

impl Names for Loopback {
    fn look_up(&self, _: &str) -> std::io::Result<Vec<IpAddr>> {
        Ok(vec![Ipv4Addr::LOCALHOST.into()])
    }
}

/// Reads pages, as the program does, and leaves the coding out.
struct Plain;

impl Reader for Plain {
    fn read(&self, exchange: &Exchange, target: &TargetRow) -> Result<NewDocument, String> {
        document_of(exchange, target).map(|(new, _)| new)
    }
}

/// Time is shorter here: what takes minutes takes parts of a second. All else is as it is.
fn settings() -> Settings {
    let limits = Limits {
        max_bytes: 1_000_000,
        timeout: Duration::from_secs(2),
        max_redirects: 5,
        allow_private: true,
        use_proxy: false,
    };
    let user_agent = user_agent("https://soak.test/about").unwrap();
    Settings {
        visitor: VisitorOptions { user_agent, limits, proxy: None, names: Some(Arc::new(Loopback)) },
        workers: 12,
        delay: DELAY,
        jitter: 0.2,
        lease: Duration::from_secs(6),
        robots_retry: Duration::from_millis(300),
        shortest_rhythm: Duration::from_secs(8),
        longest_rhythm: Duration::from_secs(60),
        tries: 4,
        retry: Duration::from_millis(200),
        longest_retry: Duration::from_secs(2),
        host_retry: Duration::from_millis(200),
        revisits: Vec::new(),
        ..Settings::default()
    }
}

/// Collects until it is killed, or until its standard input ends, which is how it is asked to stop.
pub fn collect(folder: &str) {
    let store = SqliteStore::open(folder).unwrap();
    let settings = settings();
    let visitor = Visitor::new(settings.visitor.clone()).unwrap();
    let stop = Stop::default();
    let told = |event: &Event| {
        if std::env::var_os("SOAK_TALK").is_some() {
            let _ = writeln!(std::io::stderr(), "{event}");
        }
    };
    let collector = Collector {
        store: &store,
        ledger: &store,
        exchanges: &store,
        web: &visitor,
        reader: &Plain,
        world: &System,
        settings: &settings,
        told: &told,
        stop: &stop,
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
            stop.ask();
        });
        let tally = run(&collector, Run::Daemon).unwrap();
        let _ = writeln!(std::io::stderr(), "stopped when asked: {tally}");
    });
}
