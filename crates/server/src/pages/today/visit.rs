//! When a reader was last here: a cookie of four numbers, and nothing that says who.

use axum::http::{HeaderMap, header};

/// A visit ends when nothing was asked for so long, in milliseconds.
const VISIT: i64 = 30 * 60 * 1000;

/// What a reader has seen: the last document of the visit before, that of this visit, when this page was last looked at, and
/// when the visit before ended (milliseconds since 1970; 0 where there was none).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Visit {
    pub before: i64,
    pub now: i64,
    pub at: i64,
    pub ended: i64,
}

impl Visit {
    /// The visit that the cookie tells; one of an older program has no fourth number.
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
        let value = cookies.split(';').find_map(|pair| pair.trim().strip_prefix("marsad_visit="))?;
        let mut numbers = value.splitn(4, '.').map(|n| n.parse::<i64>().ok().filter(|n| *n >= 0));
        let (before, now, at) = (numbers.next()??, numbers.next()??, numbers.next()??);
        let ended = match numbers.next() {
            Some(ended) => ended?,
            None => 0,
        };
        Some(Self { before, now, at, ended })
    }

    /// The visit with one more look at a moment, when `last` is the newest document. A new visit begins after a pause.
    pub fn looked(self, last: i64, at: i64) -> Self {
        let (before, ended) = if at - self.at > VISIT { (self.now, self.at) } else { (self.before, self.ended) };
        // A store that was put in the place of another has lower numbers.
        Self { before: before.min(last), now: last, at, ended }
    }

    /// As the header that keeps it.
    pub fn cookie(self) -> String {
        let Self { before, now, at, ended } = self;
        format!("marsad_visit={before}.{now}.{at}.{ended}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, value.parse().unwrap());
        headers
    }

    #[test]
    fn a_visit_lasts_until_a_pause() {
        let first = Visit::default().looked(10, 1_000_000_000);
        assert_eq!(first, Visit { before: 0, now: 10, at: 1_000_000_000, ended: 0 });
        let reload = first.looked(12, 1_000_060_000);
        assert_eq!((reload.before, reload.now, reload.ended), (0, 12, 0), "a reload is no new visit");
        let later = reload.looked(20, 1_000_060_000 + VISIT + 1);
        assert_eq!((later.before, later.now, later.ended), (12, 20, 1_000_060_000));
        assert_eq!(later.looked(3, later.at + VISIT + 1).before, 3, "a smaller store");
    }

    #[test]
    fn cookies_of_others_and_broken_ones_are_none() {
        let full = Visit { before: 1, now: 2, at: 3, ended: 4 };
        assert_eq!(Visit::read(&cookie("a=b; marsad_visit=1.2.3.4")), Some(full));
        assert_eq!(Visit::read(&cookie("marsad_visit=1.2.3")), Some(Visit { ended: 0, ..full }));
        let kept = full.cookie();
        assert_eq!(Visit::read(&cookie(kept.split(';').next().unwrap())), Some(full));
        for broken in ["marsad_visit=1.2", "marsad_visit=a.b.c", "marsad_visit=-1.2.3", "marsad_visit=1.2.3.x", "x=1"] {
            assert_eq!(Visit::read(&cookie(broken)), None, "{broken}");
        }
    }
}
