//! When to come again: from what a feed does and says, and from what went wrong. Pure functions of numbers.

use crate::settings::Settings;
use marsad_store::ledger::Millis;
use std::time::Duration;

/// A duration as the ledger counts.
#[must_use]
pub fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX / 4)
}

/// What a feed tells of its own rhythm.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signs {
    /// When its entries were published, in any order.
    pub published: Vec<Millis>,
    /// How long it asks to be left alone (RSS `ttl`, `Cache-Control`, `Expires`).
    pub asked: Option<Duration>,
    /// The interval waited before this visit.
    pub before: Option<Millis>,
    /// What the user said.
    pub every: Option<Millis>,
}

/// Until the next visit: where something was new, and where nothing was. Without jitter.
///
/// The median gap between a feed's latest entries is its rhythm: half of it is waited, so that an entry is seen before the
/// next two push it out. Without dates, the interval is halved by news and lengthened by half by silence. What the user says
/// holds; what the feed asks is given, up to the longest.
#[must_use]
pub fn waits(signs: &Signs, settings: &Settings) -> (Millis, Millis) {
    let (shortest, longest) = (millis(settings.shortest_rhythm), millis(settings.longest_rhythm));
    if let Some(every) = signs.every {
        return (every.max(1), every.max(1));
    }
    let least = signs.asked.map_or(shortest, |asked| millis(asked).clamp(shortest, longest));
    let bounded = |wait: Millis| wait.clamp(least, longest);
    let before = signs.before.unwrap_or(shortest.saturating_mul(4));
    match median_gap(&signs.published) {
        // A feed that has fallen silent is visited less and less, whatever its rhythm was.
        Some(gap) => (bounded(gap / 2), bounded((gap / 2).max(before.saturating_add(before / 4)))),
        None => (bounded(before / 2), bounded(before.saturating_add(before / 2))),
    }
}

/// The middle one of the gaps between the latest thirty times, where there are three times or more.
fn median_gap(times: &[Millis]) -> Option<Millis> {
    let mut times = times.to_vec();
    times.sort_unstable();
    let latest = &times[times.len().saturating_sub(30)..];
    let mut gaps: Vec<Millis> = latest.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_unstable();
    (gaps.len() >= 2).then(|| gaps[gaps.len() / 2])
}

/// The wait after the `failures`-th failure in a row (from 1): `first`, then `factor` times as long each time, up to `longest`.
#[must_use]
pub fn back_off(first: Duration, factor: u32, failures: u32, longest: Duration) -> Millis {
    let mut wait = first.max(Duration::from_millis(1));
    for _ in 1..failures.min(64) {
        wait = wait.saturating_mul(factor);
        if wait >= longest {
            break;
        }
    }
    millis(wait.min(longest))
}

/// `Retry-After`: seconds, or a date of the web (RFC 9110, 10.2.3).
#[must_use]
pub fn retry_after(value: &str, now: Millis) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds.min(10 * 365 * 24 * 60 * 60)));
    }
    let at = jiff::fmt::rfc2822::parse(value).ok()?.timestamp().as_millisecond();
    Some(Duration::from_millis(u64::try_from(at.saturating_sub(now)).unwrap_or(0)))
}

/// How long an answer says that it stays fresh: `Cache-Control: max-age`, else `Expires`. `None` where it says nothing, or
/// that it must not be kept.
#[must_use]
pub fn fresh_for(cache_control: Option<&str>, expires: Option<&str>, now: Millis) -> Option<Duration> {
    let directives = cache_control.unwrap_or_default().to_ascii_lowercase();
    let mut directives = directives.split(',').map(str::trim);
    if directives.clone().any(|d| d == "no-cache" || d == "no-store") {
        return None;
    }
    if let Some(age) = directives.find_map(|d| d.strip_prefix("max-age=")?.trim_matches('"').parse::<u64>().ok()) {
        return Some(Duration::from_secs(age)).filter(|age| !age.is_zero());
    }
    let at = jiff::fmt::rfc2822::parse(expires?.trim()).ok()?.timestamp().as_millisecond();
    u64::try_from(at.saturating_sub(now)).ok().filter(|wait| *wait > 0).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MINUTE: Millis = 60_000;

    fn waits_of(published: Vec<Millis>, asked: Option<u64>, before: Option<Millis>) -> (Millis, Millis) {
        let asked = asked.map(|minutes| Duration::from_secs(minutes * 60));
        waits(&Signs { published, asked, before, every: None }, &Settings::default())
    }

    #[test]
    fn a_feed_is_visited_by_half_of_its_own_gap() {
        let hourly: Vec<Millis> = (0..20).map(|n| n * 60 * MINUTE).collect();
        assert_eq!(waits_of(hourly.clone(), None, Some(30 * MINUTE)).0, 30 * MINUTE);
        // One long night changes nothing.
        let mut night = hourly;
        night.push(40 * 60 * MINUTE);
        assert_eq!(waits_of(night, None, None).0, 30 * MINUTE);
        let busy = (0..20).map(|n| n * MINUTE).collect();
        assert_eq!(waits_of(busy, None, None).0, 10 * MINUTE, "not oftener than the shortest");
        let yearly = (0..20).map(|n| n * 400 * 24 * 60 * MINUTE).collect();
        assert_eq!(waits_of(yearly, None, None).0, 12 * 60 * MINUTE, "not seldomer than the longest");
    }

    #[test]
    fn without_dates_news_halve_and_silence_lengthens() {
        assert_eq!(waits_of(vec![], None, Some(60 * MINUTE)), (30 * MINUTE, 90 * MINUTE));
        assert_eq!(
            waits_of(vec![5, 6], None, Some(60 * MINUTE)),
            (30 * MINUTE, 90 * MINUTE),
            "two times are no rhythm"
        );
    }

    #[test]
    fn a_silent_feed_is_visited_less_and_less() {
        let hourly: Vec<Millis> = (0..20).map(|n| n * 60 * MINUTE).collect();
        let mut before = None;
        for _ in 0..20 {
            before = Some(waits_of(hourly.clone(), None, before).1);
        }
        assert_eq!(before, Some(12 * 60 * MINUTE));
    }

    #[test]
    fn what_is_asked_is_given_within_bounds() {
        let busy: Vec<Millis> = (0..20).map(|n| n * MINUTE).collect();
        assert_eq!(waits_of(busy.clone(), Some(60), None).0, 60 * MINUTE);
        assert_eq!(waits_of(busy.clone(), Some(1), None).0, 10 * MINUTE);
        assert_eq!(waits_of(busy, Some(1_000_000), None).0, 12 * 60 * MINUTE);
        let every = Signs { every: Some(3 * MINUTE), asked: Some(Duration::from_secs(9999)), ..Signs::default() };
        assert_eq!(waits(&every, &Settings::default()), (3 * MINUTE, 3 * MINUTE), "the user decides");
    }

    #[test]
    fn failures_wait_longer_and_longer() {
        let wait = |n| back_off(Duration::from_secs(10), 4, n, Duration::from_secs(1000));
        assert_eq!([1, 2, 3, 4, 5, u32::MAX].map(wait), [10_000, 40_000, 160_000, 640_000, 1_000_000, 1_000_000]);
        assert_eq!(wait(0), 10_000);
    }

    #[test]
    fn headers_that_ask_for_time_are_read() {
        let now = 1_796_034_000_000; // Mon, 30 Nov 2026 10:20:00 GMT
        assert_eq!(retry_after(" 120 ", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Mon, 30 Nov 2026 10:21:00 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(retry_after("Mon, 30 Nov 2020 10:21:00 GMT", now), Some(Duration::ZERO));
        assert_eq!((retry_after("soon", now), retry_after("-5", now)), (None, None));
        assert_eq!(fresh_for(Some("public, max-age=600"), None, now), Some(Duration::from_secs(600)));
        assert_eq!(fresh_for(Some("no-cache, max-age=600"), None, now), None);
        assert_eq!(fresh_for(Some("max-age=0"), None, now), None);
        assert_eq!(fresh_for(None, Some("Mon, 30 Nov 2026 10:30:00 GMT"), now), Some(Duration::from_secs(600)));
        assert_eq!(fresh_for(None, Some("0"), now), None);
    }

    proptest! {
        #[test]
        fn no_signs_lead_outside_the_bounds(published in proptest::collection::vec(any::<i64>().prop_map(|n| n / 4), 0..40),
            asked in proptest::option::of(any::<u64>()), before in proptest::option::of(0..i64::MAX)) {
            let signs = Signs { published, asked: asked.map(Duration::from_millis), before, every: None };
            let (new, none) = waits(&signs, &Settings::default());
            for wait in [new, none] {
                prop_assert!((10 * MINUTE..=12 * 60 * MINUTE).contains(&wait), "{wait}");
            }
            prop_assert!(new <= none);
        }

        #[test]
        fn any_header_is_read_without_harm(value in "\\PC{0,40}", now in any::<i64>()) {
            let _ = (retry_after(&value, now), fresh_for(Some(&value), Some(&value), now));
        }
    }
}
