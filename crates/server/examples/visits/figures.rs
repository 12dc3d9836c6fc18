//! How long answers took, and what went wrong.

use std::time::Duration;

#[derive(Debug, Clone, Default)]
pub struct Figures {
    millis: Vec<f64>,
    bytes: u64,
    failures: Vec<String>,
}

impl Figures {
    pub fn add(&mut self, took: Duration, bytes: usize) {
        self.millis.push(took.as_secs_f64() * 1000.0);
        self.bytes += bytes as u64;
    }

    pub fn fail(&mut self, what: String) {
        self.failures.push(what);
    }

    pub fn take(&mut self, other: Self) {
        self.millis.extend(other.millis);
        self.bytes += other.bytes;
        self.failures.extend(other.failures);
    }

    pub fn len(&self) -> usize {
        self.millis.len() + self.failures.len()
    }

    /// The value below which a share of all lies.
    fn quantile(&self, share: f64) -> f64 {
        let mut all = self.millis.clone();
        all.sort_by(f64::total_cmp);
        let at = (all.len() as f64 * share).ceil() as usize;
        all.get(at.saturating_sub(1)).copied().unwrap_or(f64::NAN)
    }

    pub fn print(&self, part: &str, page: &str) {
        println!("{part}\t{page}\tanswers\t{}", self.millis.len());
        println!("{part}\t{page}\terrors\t{}", self.failures.len());
        if !self.millis.is_empty() {
            println!("{part}\t{page}\tp50, ms\t{:.1}", self.quantile(0.5));
            println!("{part}\t{page}\tp95, ms\t{:.1}", self.quantile(0.95));
            println!("{part}\t{page}\tlongest, ms\t{:.1}", self.quantile(1.0));
            println!("{part}\t{page}\tmean size, KB\t{:.1}", self.bytes as f64 / self.millis.len() as f64 / 1000.0);
        }
        for what in self.failures.iter().take(5) {
            eprintln!("{part}: {what}");
        }
    }
}
