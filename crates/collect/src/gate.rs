//! Who may be asked what, and when: robots.txt and delays.

use crate::rhythm::{back_off, millis};
use crate::{CollectError, Collector};
use marsad_acquire::robots::{self, Access, Robots};
use marsad_acquire::{Conditions, PRODUCT, host_and_origin};
use marsad_store::ExchangeRole;
use marsad_store::ledger::{HostRow, Millis, RobotsRow};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Most rules that are kept read; the ledger has them all.
const MAX_READ: usize = 1000;
/// Longest wait for another host on the way to a robots.txt.
const OTHER_HOST: Duration = Duration::from_secs(20);

/// The rules of the origins asked last, as read.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    read: Mutex<HashMap<String, (Millis, Arc<Access>)>>,
}

impl Gate {
    /// The rules of an origin, if they are known and still hold at `now`, with the end of their time.
    pub(crate) fn access(
        &self,
        collector: &Collector<'_>,
        origin: &str,
        now: Millis,
    ) -> Result<Option<(Arc<Access>, Millis)>, CollectError> {
        let Some(row) = collector.ledger.robots(origin)?.filter(|row| row.expires_at > now) else { return Ok(None) };
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, access)) = read.get(origin)
            && *of == row.fetched_at
        {
            return Ok(Some((Arc::clone(access), row.expires_at)));
        }
        let access = Arc::new(Access::of(row.status, &row.body, PRODUCT));
        if read.len() >= MAX_READ {
            read.clear();
        }
        read.insert(origin.to_owned(), (row.fetched_at, Arc::clone(&access)));
        Ok(Some((access, row.expires_at)))
    }
}

impl Collector<'_> {
    /// How long to leave a host alone after a request that it answered as it should.
    pub(crate) fn delay(&self, crawl_delay: Option<Millis>) -> Millis {
        let asked = crawl_delay.unwrap_or(0).min(millis(self.settings.longest_delay));
        self.jittered(asked.max(millis(self.settings.delay)))
    }

    /// A wait, lengthened by chance.
    pub(crate) fn jittered(&self, wait: Millis) -> Millis {
        let part = (self.world.chance() * self.settings.jitter.clamp(0.0, 10.0) * 1000.0) as i64;
        wait.saturating_add(wait.saturating_mul(part) / 1000)
    }

    /// How long to leave a host alone that is in trouble: the longer of what it asks and what is due.
    pub(crate) fn host_wait(&self, host: &HostRow, asked: Option<Duration>) -> Millis {
        let longest = self.settings.longest_retry;
        let due = back_off(self.settings.host_retry, 2, host.failures.saturating_add(1), longest);
        // Trouble is no reason to come sooner than a robots.txt allows.
        let wait = due.max(asked.map_or(0, |asked| millis(asked.min(longest))));
        self.jittered(wait).max(self.delay(host.crawl_delay))
    }

    /// Fetches the robots.txt of an origin whose host is held under `token`, and keeps it. Gives the host back.
    pub(crate) fn fetch_robots(
        &self,
        origin: &str,
        host: &HostRow,
        token: i64,
        lease_until: Millis,
    ) -> Result<(), CollectError> {
        let found = self.follow_robots(origin, &host.host, token, lease_until)?;
        let now = self.world.now();
        let access = Access::of(found.status, &found.body, PRODUCT);
        let delay = match &access {
            Access::Rules(rules) => rules.delay().map(millis),
            _ => None,
        };
        let mut row = RobotsRow {
            origin: origin.to_owned(),
            status: found.status,
            body: found.body,
            fetched_at: now,
            expires_at: now + millis(self.settings.robots_for),
        };
        if access != Access::Nothing {
            self.ledger.keep_robots(&row, &host.host, delay)?;
            self.ledger.release_host(&host.host, token, now + self.delay(delay), None)?;
            return Ok(());
        }
        // What the site said last holds on for a while (RFC 9309, 2.3.1.4); without it, nothing may be fetched.
        let wait = self.host_wait(host, found.asked).max(millis(self.settings.robots_retry));
        let trusted = now - millis(self.settings.robots_trusted);
        let before = self.ledger.robots(origin)?.filter(|old| old.fetched_at > trusted);
        let before = before.filter(|old| Access::of(old.status, &old.body, PRODUCT) != Access::Nothing);
        let delay = match &before {
            Some(old) => {
                row = RobotsRow { expires_at: now + wait, ..old.clone() };
                Robots::parse(&row.body, PRODUCT).delay().map(millis)
            }
            None => {
                row.expires_at = now + wait;
                None
            }
        };
        self.ledger.keep_robots(&row, &host.host, delay)?;
        let cause = format!("its robots.txt cannot be had ({})", found.cause);
        // With old rules the pages may be asked for; without, asking would be for nothing.
        let not_before = if before.is_some() { now + self.delay(delay) } else { now + wait };
        self.ledger.release_host(&host.host, token, not_before, Some(&cause))?;
        self.tell(crate::Event::Host { host: host.host.clone(), cause, wait: not_before - now });
        Ok(())
    }

    /// Asks for a robots.txt, also where its redirects lead.
    fn follow_robots(
        &self,
        origin: &str,
        host: &str,
        token: i64,
        lease_until: Millis,
    ) -> Result<Robotstxt, CollectError> {
        let mut address = format!("{origin}/robots.txt");
        let mut at = host.to_owned();
        let mut hops = 0;
        loop {
            let answer = self.web.ask(&address, &Conditions::default());
            if at != host {
                self.ledger.release_host(&at, token, self.world.now() + self.delay(None), None)?;
            }
            let answer = match answer {
                Ok(answer) => answer,
                Err(error) => return Ok(Robotstxt::none(error.to_string())),
            };
            let status = answer.exchange.status;
            self.archive(ExchangeRole::Robots, origin, &answer.exchange, answer.moved.as_deref(), None)?;
            let Some(to) = answer.moved.filter(|_| hops < robots::MAX_REDIRECTS) else {
                let asked = answer.exchange.header("retry-after");
                let asked = asked.and_then(|v| crate::rhythm::retry_after(&v, self.world.now()));
                let mut body = answer.exchange.fetched.bytes;
                body.truncate(robots::MAX_BYTES + 1);
                return Ok(Robotstxt {
                    status: Some(status),
                    body,
                    asked,
                    cause: format!("the server answered {status}"),
                });
            };
            hops += 1;
            // A request may take twice the time limit; the lease must outlast it.
            if self.world.now() + 2 * millis(self.settings.visitor.limits.timeout) > lease_until {
                return Ok(Robotstxt::none("its redirects take too long".to_owned()));
            }
            let Some((next, _)) = host_and_origin(&to) else { return Ok(Robotstxt::none(format!("it leads to {to}"))) };
            if next == host {
                let delay = Duration::from_millis(u64::try_from(self.delay(None)).unwrap_or(0));
                self.world.pause(self.stop, delay);
            } else if !self.hold(&next, token, OTHER_HOST.min(self.settings.lease / 4))? {
                return Ok(Robotstxt::none(format!("it leads to {next}, which is busy")));
            }
            (address, at) = (to, next);
        }
    }

    /// Takes a host, waiting a little until it may be asked.
    pub(crate) fn hold(&self, host: &str, token: i64, longest: Duration) -> Result<bool, CollectError> {
        let until = self.world.now() + millis(longest);
        loop {
            let now = self.world.now();
            if self.ledger.claim_host(host, now, now + millis(self.settings.lease), token)? {
                return Ok(true);
            }
            if now >= until || self.world.pause(self.stop, Duration::from_millis(50)) {
                return Ok(false);
            }
        }
    }
}

/// What came of asking for a robots.txt.
struct Robotstxt {
    status: Option<u16>,
    body: Vec<u8>,
    asked: Option<Duration>,
    cause: String,
}

impl Robotstxt {
    fn none(cause: String) -> Self {
        Self { status: None, body: Vec::new(), asked: None, cause }
    }
}
