//! Log-ins that fail have to wait: longer each time, by name and by where they come from.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures that cost nothing: people mistype.
const FREE: u32 = 3;
/// The longest wait under one name. Not longer, as anybody can make it grow.
const LONGEST_NAME: Duration = Duration::from_secs(60);
/// The longest wait of one address.
const LONGEST_ADDRESS: Duration = Duration::from_secs(15 * 60);
/// Failures are forgotten after so long without another.
const FORGOTTEN: Duration = Duration::from_secs(60 * 60);
/// Most names, and most addresses, that are remembered.
const MOST: usize = 10_000;

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

impl Failures {
    /// How long the next try has to wait from now.
    fn wait(self, longest: Duration, now: Instant) -> Duration {
        let Some(steps) = self.count.checked_sub(FREE) else { return Duration::ZERO };
        let whole = Duration::from_secs(1 << steps.min(20)).min(longest);
        (self.last + whole).saturating_duration_since(now)
    }
}

/// Failed log-ins.
#[derive(Debug, Default)]
pub struct Waits {
    names: Mutex<HashMap<String, Failures>>,
    addresses: Mutex<HashMap<Option<IpAddr>, Failures>>,
}

impl Waits {
    /// Begins a try: it counts as failed until [`Waits::good`] says otherwise, so that many at once are as many tries.
    ///
    /// # Errors
    /// Whole seconds until there may be one. Waiting does not make it longer.
    pub fn begin(&self, name: &str, from: Option<IpAddr>, now: Instant) -> Result<(), u64> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        let from = from.map(network);
        let wait = |failures: Option<&Failures>, longest| failures.map_or(Duration::ZERO, |f| f.wait(longest, now));
        let by_name = wait(names.get(name), LONGEST_NAME);
        let longest = by_name.max(wait(addresses.get(&from), LONGEST_ADDRESS));
        if !longest.is_zero() {
            return Err(longest.as_secs() + u64::from(longest.subsec_nanos() > 0));
        }
        count(&mut names, name.to_owned(), now);
        count(&mut addresses, from, now);
        Ok(())
    }

    /// The try was good: the name starts anew; of the address only this try is taken back, as somebody with one account could
    /// otherwise go on guessing at others.
    pub fn good(&self, name: &str, from: Option<IpAddr>) {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(failures) = addresses.get_mut(&from.map(network)) {
            failures.count = failures.count.saturating_sub(1);
        }
    }
}

fn count<K: Eq + Hash>(all: &mut HashMap<K, Failures>, key: K, now: Instant) {
    let old = |f: &Failures| now.saturating_duration_since(f.last) >= FORGOTTEN;
    if all.len() >= MOST && !all.contains_key(&key) {
        all.retain(|_, failures| !old(failures));
        if all.len() >= MOST {
            // Somebody makes names up. Those that failed least are let go.
            let mut counts: Vec<u32> = all.values().map(|f| f.count).collect();
            counts.sort_unstable();
            let middle = counts.get(counts.len() / 2).copied().unwrap_or(0);
            all.retain(|_, failures| failures.count > middle);
        }
    }
    let failures = all.entry(key).or_insert(Failures { count: 0, last: now });
    if old(failures) {
        failures.count = 0;
    }
    *failures = Failures { count: failures.count.saturating_add(1), last: now };
}

/// Of IPv6 the network: a household has a whole one.
fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => {
            let s = ip.segments();
            IpAddr::from([s[0], s[1], s[2], s[3], 0, 0, 0, 0])
        }
        ip => ip,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)));
    const B: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2)));

    fn later(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn waits_grow_and_waiting_does_not_make_them_longer() {
        let (waits, t) = (Waits::default(), Instant::now());
        for _ in 0..FREE {
            assert_eq!(waits.begin("salma", A, t), Ok(()));
        }
        assert_eq!(waits.begin("salma", A, t), Err(1));
        assert_eq!(waits.begin("salma", A, t), Err(1));
        assert_eq!(waits.begin("salma", A, later(t, 1)), Ok(()));
        assert_eq!(waits.begin("salma", A, later(t, 1)), Err(2));
        // The name waits wherever the try comes from, and the address whatever the name is.
        assert_eq!(waits.begin("salma", B, later(t, 1)), Err(2));
        assert_eq!(waits.begin("omar", A, later(t, 1)), Err(2));
        assert_eq!(waits.begin("omar", B, later(t, 1)), Ok(()));
    }

    #[test]
    fn a_name_waits_a_minute_at_most_and_an_address_a_quarter_of_an_hour() {
        let (waits, start) = (Waits::default(), Instant::now());
        let mut now = start;
        let mut longest = 0;
        for n in 0..20 {
            while let Err(seconds) = waits.begin(&format!("name {n}"), A, now) {
                longest = longest.max(seconds);
                now = later(now, seconds);
            }
        }
        assert_eq!(longest, LONGEST_ADDRESS.as_secs());
        let waits = Waits::default();
        for n in 0..20u8 {
            let from = Some(IpAddr::from([198, 51, 100, n]));
            while let Err(seconds) = waits.begin("salma", from, now) {
                assert!(seconds <= LONGEST_NAME.as_secs());
                now = later(now, seconds);
            }
        }
    }

    #[test]
    fn a_good_log_in_frees_the_name_and_not_the_address() {
        let (waits, t) = (Waits::default(), Instant::now());
        for n in 0..FREE {
            waits.begin(&format!("guess {n}"), A, t).unwrap();
        }
        assert_eq!(waits.begin("mine", A, later(t, 1)), Ok(()));
        waits.good("mine", A);
        assert_eq!(waits.begin("other", A, later(t, 1)), Err(1), "its own account buys no tries at others");
        assert_eq!(waits.begin("mine", B, later(t, 1)), Ok(()));
    }

    #[test]
    fn what_is_remembered_is_bounded_and_keeps_the_worst() {
        let (waits, t) = (Waits::default(), Instant::now());
        for _ in 0..FREE {
            waits.begin("salma", None, t).unwrap();
        }
        for n in 0..u32::try_from(MOST + 100).unwrap() {
            let _ = waits.begin(&n.to_string(), Some(IpAddr::from(n.to_be_bytes())), t);
        }
        assert!(waits.names.lock().unwrap().len() <= MOST && waits.addresses.lock().unwrap().len() <= MOST);
        assert_eq!(waits.begin("salma", B, t), Err(1));
    }
}
