//! What is said to the person at the terminal: messages and signs of life, on standard error.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Prints a line on standard error. That nobody listens any more is no reason to stop working.
macro_rules! talk {
    ($($part:tt)*) => { $crate::talk::say(&format!($($part)*)) };
}
pub(crate) use talk;

/// See [`talk!`].
pub fn say(line: &str) {
    let bar = BAR.lock().unwrap_or_else(PoisonError::into_inner).clone();
    // One write for the whole line, so that threads do not cut into each other's words.
    let write = || {
        let _ = std::io::stderr().write_all(format!("marsad: {line}\n").as_bytes());
    };
    match bar {
        Some(bar) => bar.suspend(write),
        None => write(),
    }
}

/// The bar on the terminal, if one is shown: lines must not be written across it.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

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

/// How far a run over bytes is whose number is known: a bar on a terminal, elsewhere a line now and then.
pub struct Bar {
    bar: Option<ProgressBar>,
    total: u64,
    started: Instant,
    last: Instant,
}

impl Bar {
    /// Begins a run over `total` bytes.
    pub fn over(total: u64) -> Self {
        let now = Instant::now();
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = "{elapsed_precise} [{wide_bar}] {percent}% {msg}, {eta} left";
            let style = ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(total).with_style(style)
        });
        BAR.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&bar);
        Self { bar, total, started: now, last: now }
    }

    /// So many bytes are through; `what` tells what came of them.
    pub fn at(&mut self, bytes: u64, what: impl FnOnce() -> String) {
        if let Some(bar) = &self.bar {
            bar.set_message(what());
            bar.set_position(bytes);
        } else if self.last.elapsed() >= EVERY {
            self.last = Instant::now();
            let percent = (bytes.min(self.total) * 100).checked_div(self.total).unwrap_or(100);
            talk!("{percent}% in {} s: {} …", self.started.elapsed().as_secs(), what());
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = BAR.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}
