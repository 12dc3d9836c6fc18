//! `marsad collect`: visits the feeds and fetches what they list.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context;
use marsad_acquire::{Exchange, Limits, Visitor, VisitorOptions, user_agent};
use marsad_coder::Coder;
use marsad_collect::{Collector, Event, Reader, Run, Settings, Stop, System, document_of, run};
use marsad_store::NewDocument;
use marsad_store::ledger::TargetRow;

use super::{Done, LexiconChoice, StoreChoice};
use crate::coding;
use crate::pages::LimitOptions;
use crate::talk::{Progress, talk};
use crate::weighing;

/// Visit the feeds by their rhythm, fetch the pages they list, code them and keep both in the store
#[derive(Debug, clap::Args)]
pub struct Collect {
    /// Read every feed that is due, fetch what is new, and end
    #[arg(long, conflicts_with = "daemon")]
    once: bool,
    /// Go on until stopped (Ctrl-C or SIGTERM; what is in hand is finished first)
    #[arg(long)]
    daemon: bool,
    /// Threads that fetch and read; a host is never asked by two at once
    #[arg(long, value_name = "N", default_value_t = Settings::default().workers)]
    workers: usize,
    /// Least time between two requests to one host; what its robots.txt asks beyond that is given
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = duration)]
    delay: Duration,
    /// When to look again at pages that are in the store, times with commas between; `never`
    #[arg(long, value_name = "TIMES", default_value = "6h,2d", value_parser = Revisits::parse)]
    revisit: Revisits,
    #[command(flatten)]
    asking: AskOptions,
    #[command(flatten)]
    store: StoreChoice,
    #[command(flatten)]
    lexicon: LexiconChoice,
}

/// How to go about on the web.
#[derive(Debug, clap::Args)]
pub struct AskOptions {
    /// Whom sites can write to: a mail address or the address of a page about you; sent with every request
    #[arg(long, value_name = "CONTACT", env = "MARSAD_CONTACT")]
    contact: Option<String>,
    /// Longest time for one request
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    timeout: Duration,
    /// The proxy to go through; without it what `HTTPS_PROXY` and `HTTP_PROXY` name
    #[arg(long, value_name = "ADDRESS")]
    proxy: Option<String>,
    /// Go through no proxy, whatever the environment names
    #[arg(long, conflicts_with = "proxy")]
    no_proxy: bool,
    #[command(flatten)]
    limits: LimitOptions,
}

impl AskOptions {
    /// The settings of a collector that asks so.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        let contact = self.contact.as_deref().context(
            "say whom sites can write to, with --contact or MARSAD_CONTACT: a mail address, or a page like https://example.org/about; it is sent with every request",
        )?;
        let user_agent = user_agent(contact).map_err(|what| anyhow::anyhow!(what))?;
        let named = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
        let named = named.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        let use_proxy = !self.no_proxy && self.proxy.is_none() && named.is_some();
        if let Some(proxy) = self.proxy.as_ref().or(named.as_ref().filter(|_| use_proxy)) {
            talk!(
                "going through the proxy {proxy}, which looks names up itself: keeping pages out of its own network is its business"
            );
        }
        let limits = Limits { timeout: self.timeout, use_proxy, ..self.limits.limits() };
        let lease = Duration::from_secs(40) + 2 * self.timeout;
        let visitor = VisitorOptions { user_agent, limits, proxy: self.proxy.clone(), names: None };
        Ok(Settings { visitor, lease, ..Settings::default() })
    }
}

/// See [`Collect::revisit`].
#[derive(Debug, Clone)]
struct Revisits(Vec<Duration>);

impl Revisits {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "never" => Ok(Self(Vec::new())),
            times => times.split(',').map(duration).collect::<Result<_, _>>().map(Self),
        }
    }
}

/// A time on the command line: `30s`, `10min`, `6h`, `2d`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit: u64 = match text[at..].trim() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return Err(format!("`{text}` is not a time; write it as 30s, 10min, 6h or 2d")),
    };
    let number: u64 =
        text[..at].parse().map_err(|_| format!("`{text}` is not a time; write it as 30s, 10min, 6h or 2d"))?;
    if number > 10_000 {
        return Err(format!("`{text}` is too long; give at most 10000 of a unit"));
    }
    Ok(Duration::from_secs(number * unit))
}

/// Reads and codes pages for the collector.
pub struct Coding<'a> {
    coder: Coder<'a>,
}

impl Reader for Coding<'_> {
    fn read(&self, exchange: &Exchange, target: &TargetRow) -> Result<NewDocument, String> {
        let (new, warnings) = coding::guarded(|| document_of(exchange, target))?;
        for warning in &warnings {
            talk!("{}: {warning}", new.target);
        }
        let coded = coding::coded(&self.coder, &new.document).map_err(|what| format!("{}: {what}", new.target))?;
        Ok(new.coded(coded))
    }
}

impl Collect {
    pub fn run(self) -> anyhow::Result<Done> {
        anyhow::ensure!(
            self.once || self.daemon,
            "say how long: --once reads what is due and ends, --daemon goes on until it is stopped"
        );
        let settings =
            Settings { workers: self.workers, delay: self.delay, revisits: self.revisit.0, ..self.asking.settings()? };
        let store = self.store.open_ledger()?;
        let lexicon = self.lexicon.load()?;
        let visitor = Visitor::new(settings.visitor.clone())?;
        let stop = Arc::new(Stop::default());
        stop_on_signals(&stop)?;
        let progress = std::sync::Mutex::new(Progress::of("pages"));
        let unheard = AtomicU64::new(0);
        let told = |event: &Event| match event {
            Event::Stored { .. } => {
                let line = writeln!(std::io::stdout().lock(), "{event}");
                unheard.fetch_add(u64::from(line.is_err()), Ordering::Relaxed);
                progress.lock().unwrap_or_else(std::sync::PoisonError::into_inner).one();
            }
            Event::Unchanged { .. } => {}
            other => talk!("{other}"),
        };
        let collector = Collector {
            store: &*store,
            ledger: &*store,
            web: &visitor,
            reader: &Coding { coder: Coder::new(&lexicon) },
            world: &System,
            settings: &settings,
            told: &told,
            stop: &stop,
        };
        let kind = if self.daemon { Run::Daemon } else { Run::Once };
        let tally = weighing::beside(&*store, &lexicon, || run(&collector, kind))??;
        let stopped = if stop.asked() { "stopped: " } else { "" };
        talk!("{stopped}{tally}");
        Ok(if tally.is_clean() { Done::All } else { Done::Some })
    }
}

/// The first signal asks the collector to finish what is in hand; the second ends it at once.
fn stop_on_signals(stop: &Arc<Stop>) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let stop = Arc::clone(stop);
    std::thread::Builder::new().name("marsad-signals".to_owned()).spawn(move || {
        runtime.block_on(async {
            signal().await;
            talk!("stopping when what is in hand is done; once more to stop at once");
            stop.ask();
            signal().await;
            std::process::exit(2);
        });
    })?;
    Ok(())
}

/// Waits for Ctrl-C or, where there is such a thing, SIGTERM.
async fn signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_units() {
        let seconds = |text: &str| duration(text).map(|d| d.as_secs());
        assert_eq!(
            [seconds("30s"), seconds("10min"), seconds("6 h"), seconds(" 2d")],
            [Ok(30), Ok(600), Ok(21_600), Ok(172_800)]
        );
        for bad in ["", "5", "s", "-3s", "1.5h", "3 weeks", "99999d", "٣s"] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
        assert_eq!(Revisits::parse("6h,2d").unwrap().0.len(), 2);
        assert!(Revisits::parse("never").unwrap().0.is_empty() && Revisits::parse("6h,").is_err());
    }
}
