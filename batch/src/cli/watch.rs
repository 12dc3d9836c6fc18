//! How far a run is: a bar on a terminal, elsewhere a line now and then.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use marsad_batch::run::Watcher;

use super::say;

/// How long a run goes on before it says how far it is, each time.
const EVERY: Duration = Duration::from_secs(30);

/// Watches a run over so many bytes.
pub struct Bar {
    bar: Option<ProgressBar>,
    total: u64,
    bytes: AtomicU64,
    documents: AtomicU64,
    started: Instant,
    last: Mutex<Instant>,
}

impl Bar {
    pub fn over(total: u64) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = "{elapsed_precise} [{wide_bar}] {percent}% {msg}, {eta} left";
            let style = ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(total).with_style(style)
        });
        let now = Instant::now();
        Self { bar, total, bytes: AtomicU64::new(0), documents: AtomicU64::new(0), started: now, last: Mutex::new(now) }
    }

    fn so_far(&self) -> String {
        let documents = self.documents.load(Ordering::Relaxed);
        let seconds = self.started.elapsed().as_secs_f64().max(0.001);
        format!("{documents} documents, {:.0} a second", documents as f64 / seconds)
    }
}

impl Watcher for Bar {
    fn bytes(&self, more: u64) {
        let through = self.bytes.fetch_add(more, Ordering::Relaxed) + more;
        if let Some(bar) = &self.bar {
            bar.set_position(through);
        }
    }

    fn documents(&self, more: u64) {
        let before = self.documents.fetch_add(more, Ordering::Relaxed);
        if before / 256 == (before + more) / 256 {
            return;
        }
        if let Some(bar) = &self.bar {
            bar.set_message(self.so_far());
            return;
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.elapsed() >= EVERY {
            *last = Instant::now();
            let percent =
                (self.bytes.load(Ordering::Relaxed).min(self.total) * 100).checked_div(self.total).unwrap_or(100);
            say(&format!("{percent}%: {} …", self.so_far()));
        }
    }

    fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(line)),
            None => say(line),
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
