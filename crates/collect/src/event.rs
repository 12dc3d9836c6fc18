//! What happens, for whoever watches.

use marsad_store::ledger::{FeedDone, Millis, TargetState};
use std::fmt;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A feed was read.
    Feed {
        /// Its address.
        address: String,
        /// What was found.
        done: FeedDone,
        /// What was wrong with single entries.
        notes: Vec<String>,
    },
    /// A feed was not read.
    FeedFailed {
        /// Its address.
        address: String,
        /// Why.
        cause: String,
        /// How long until the next try.
        wait: Millis,
    },
    /// A page is in the store.
    Stored {
        /// Its document.
        document: i64,
        /// Its address, where the redirects ended.
        target: String,
        /// How many reports it has.
        reports: usize,
        /// Whether it was not there before.
        new: bool,
    },
    /// A page is as it was.
    Unchanged {
        /// Its address.
        address: String,
    },
    /// A page was not had, and will be tried again.
    Again {
        /// Its address.
        address: String,
        /// Why.
        cause: String,
        /// How long until the next try.
        wait: Millis,
    },
    /// A page is given up.
    Over {
        /// Its address.
        address: String,
        /// What it ends as.
        state: TargetState,
        /// Why.
        cause: String,
    },
    /// An answer could not be archived as it is; what it said was acted upon.
    NotArchived {
        /// The address of the feed or page.
        address: String,
        /// Why.
        cause: String,
    },
    /// A host is left alone for longer than usual.
    Host {
        /// Its name.
        host: String,
        /// Why.
        cause: String,
        /// For how long.
        wait: Millis,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Feed { address, done, notes } => {
                write!(f, "{address}: {} new, {} known", done.new, done.known)?;
                if done.again > 0 {
                    write!(f, " of which {} changed", done.again)?;
                }
                if done.feeds > 0 {
                    write!(f, ", {} new feeds", done.feeds)?;
                }
                if done.gap {
                    f.write_str("; none of them was known: entries may have been missed since the last visit")?;
                }
                for note in notes.iter().take(3) {
                    write!(f, "; {note}")?;
                }
                if notes.len() > 3 {
                    write!(f, "; and {} more", notes.len() - 3)?;
                }
                Ok(())
            }
            Self::FeedFailed { address, cause, wait } | Self::Again { address, cause, wait } => {
                write!(f, "{}; next try in {}", named(address, cause), Wait(*wait))
            }
            Self::Stored { document, target, reports, new: true } => {
                write!(f, "{document}\t{target}\t{reports} reports")
            }
            Self::Stored { document, target, new: false, .. } => write!(f, "{document}\t{target}\talready there"),
            Self::Unchanged { address } => write!(f, "{address}: unchanged"),
            Self::Over { address, state, cause } => write!(f, "{}; {}", named(address, cause), state.as_str()),
            Self::NotArchived { address, cause } => write!(f, "{}; the answer is not archived", named(address, cause)),
            Self::Host { host, cause, wait } => write!(f, "{host}: {cause}; left alone for {}", Wait(*wait)),
        }
    }
}

/// A cause with the address in front, where it does not begin with it.
fn named(address: &str, cause: &str) -> String {
    if cause.starts_with(address) { cause.to_owned() } else { format!("{address}: {cause}") }
}

/// A wait in words: `40 s`, `5 min`, `3 h`, `2 d`.
#[derive(Debug, Clone, Copy)]
pub struct Wait(pub Millis);

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.max(0).saturating_add(500) / 1000;
        match seconds {
            ..=119 => write!(f, "{seconds} s"),
            120..=7199 => write!(f, "{} min", (seconds + 30) / 60),
            7200..=172_799 => write!(f, "{} h", (seconds + 1800) / 3600),
            _ => write!(f, "{} d", (seconds + 43_200) / 86_400),
        }
    }
}

/// How often what happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Feeds read.
    pub feeds: u64,
    /// Feeds not read.
    pub feeds_failed: u64,
    /// Pages that were new in the store, or new versions.
    pub stored: u64,
    /// Pages that were there, or are unchanged.
    pub known: u64,
    /// Pages to be tried again.
    pub again: u64,
    /// Pages given up, those that are gone or forbidden among them.
    pub over: u64,
}

impl Tally {
    /// Counts one event.
    pub fn count(&mut self, event: &Event) {
        let counter = match event {
            Event::Feed { .. } => &mut self.feeds,
            Event::FeedFailed { .. } => &mut self.feeds_failed,
            Event::Stored { new: true, .. } => &mut self.stored,
            Event::Stored { .. } | Event::Unchanged { .. } => &mut self.known,
            Event::Again { .. } => &mut self.again,
            Event::Over { .. } => &mut self.over,
            Event::Host { .. } | Event::NotArchived { .. } => return,
        };
        *counter += 1;
    }

    /// Whether everything that was tried was had.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.feeds_failed + self.again + self.over == 0
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { feeds, feeds_failed, stored, known, again, over } = self;
        write!(
            f,
            "{feeds} feeds read, {feeds_failed} failed; {stored} pages stored, {known} known, {again} to be tried again, {over} given up"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_told_in_the_unit_that_fits() {
        for (millis, words) in
            [(0, "0 s"), (40_400, "40 s"), (300_000, "5 min"), (7_200_000, "2 h"), (259_200_000, "3 d"), (-5, "0 s")]
        {
            assert_eq!(Wait(millis).to_string(), words);
        }
    }

    #[test]
    fn a_cause_names_its_page_once() {
        let over = |cause: &str| Event::Over {
            address: "https://a.example/1".into(),
            state: TargetState::Gone,
            cause: cause.into(),
        };
        assert_eq!(over("the server answered 404").to_string(), "https://a.example/1: the server answered 404; gone");
        assert_eq!(over("https://a.example/1: gone").to_string(), "https://a.example/1: gone; gone");
    }

    #[test]
    fn a_gap_is_said_in_words() {
        let done = FeedDone { new: 3, gap: true, ..FeedDone::default() };
        let event =
            Event::Feed { address: "https://a.example/rss".into(), done, notes: vec!["entry 4: no address".into()] };
        let said = event.to_string();
        assert!(said.contains("may have been missed") && said.contains("entry 4"), "{said}");
        let mut tally = Tally::default();
        tally.count(&event);
        assert!(tally.feeds == 1 && tally.is_clean());
    }
}
