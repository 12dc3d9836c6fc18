//! What is said to the person at the terminal: messages and signs of life, on standard error.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Prints a line on standard error. That nobody listens any more is no reason to stop working.
macro_rules! talk {
    ($($part:tt)*) => { $crate::talk::say(&format!($($part)*)) };
}
pub(crate) use talk;

/// See [`talk!`].
pub fn say(line: &str) {
    // One write for the whole line, so that threads do not cut into each other's words.
    let _ = std::io::stderr().write_all(format!("marsad: {line}\n").as_bytes());
}

/// How long a run goes on before it says how far it is, each time.
const EVERY: Duration = Duration::from_secs(5);

/// Says now and then how far a long run is; silent where nobody sits at a terminal.
pub struct Progress {
    what: &'static str,
    shown: bool,
    started: Instant,
    last: Instant,
    count: u64,
}

impl Progress {
    /// Begins to count; `what` names the things counted, in the plural.
    pub fn of(what: &'static str) -> Self {
        let now = Instant::now();
        Self { what, shown: std::io::stderr().is_terminal(), started: now, last: now, count: 0 }
    }

    /// One more is done.
    pub fn one(&mut self) {
        self.count += 1;
        if self.shown && self.last.elapsed() >= EVERY {
            self.last = Instant::now();
            talk!("{} {} in {} s …", self.count, self.what, self.started.elapsed().as_secs());
        }
    }
}
