//! How a collector behaves.

use marsad_acquire::VisitorOptions;
use std::time::Duration;

/// Everything that can be set. The defaults suit a small server and outlets that should not notice it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How to ask: name, limits, proxy.
    pub visitor: VisitorOptions,
    /// Threads that fetch and read; each host is asked by one of them at a time.
    pub workers: usize,
    /// Least time between two requests to one host, from the end of the one to the beginning of the next. What a robots.txt asks
    /// for beyond that is given.
    pub delay: Duration,
    /// The longest delay that a robots.txt can ask for.
    pub longest_delay: Duration,
    /// By how much waiting times are lengthened at random, as a part of them: 0.2 is up to a fifth.
    pub jitter: f64,
    /// How long a claim holds. Longer than the longest request and the reading of the page together.
    pub lease: Duration,
    /// How long a robots.txt holds.
    pub robots_for: Duration,
    /// How long an unreachable robots.txt is left alone, the first time.
    pub robots_retry: Duration,
    /// How long the last robots.txt is trusted where no new one can be had.
    pub robots_trusted: Duration,
    /// Shortest time between two visits to a feed.
    pub shortest_rhythm: Duration,
    /// Longest.
    pub longest_rhythm: Duration,
    /// Tries of one page before it is given up.
    pub tries: u32,
    /// Wait after the first failure of a page or feed; each further one waits four times as long.
    pub retry: Duration,
    /// Longest such wait, and the longest that a server can ask for (`Retry-After`).
    pub longest_retry: Duration,
    /// Wait after a host does not answer or says that it is overloaded; each further time twice as long.
    pub host_retry: Duration,
    /// When to look again at pages that are in the store: after the first visit, after the second, ….
    pub revisits: Vec<Duration>,
    /// With [`crate::Run::Once`]: how long to wait for a host that may not be asked yet.
    pub patience: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(n * 60);
        Self {
            visitor: VisitorOptions::default(),
            workers: 8,
            delay: Duration::from_secs(5),
            longest_delay: minutes(10),
            jitter: 0.2,
            lease: Duration::from_secs(100),
            robots_for: minutes(24 * 60),
            robots_retry: minutes(10),
            robots_trusted: minutes(30 * 24 * 60),
            shortest_rhythm: minutes(10),
            longest_rhythm: minutes(12 * 60),
            tries: 6,
            retry: minutes(5),
            longest_retry: minutes(24 * 60),
            host_retry: minutes(1),
            revisits: vec![minutes(6 * 60), minutes(48 * 60)],
            patience: minutes(3),
        }
    }
}
