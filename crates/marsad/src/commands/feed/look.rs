//! Asking for feeds while somebody waits.

use marsad_acquire::{Exchange, Visitor};
use marsad_collect::{Collector, Event, Reader, Settings, Stop, System};
use marsad_store::NewDocument;
use marsad_store::ledger::TargetRow;

use crate::commands::{Done, WithLedger};
use crate::talk::talk;

/// Longest time for one request while somebody waits for it.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// For looking at feeds, no page is ever read.
struct NoPages;

impl Reader for NoPages {
    fn read(&self, _: &Exchange, target: &TargetRow) -> Result<NewDocument, String> {
        Err(format!("{}: pages are not read here", target.address))
    }
}

/// Does `work` with a collector that reads no pages.
pub fn with_collector(
    store: &dyn WithLedger,
    settings: &Settings,
    work: impl FnOnce(&Collector<'_>) -> anyhow::Result<Done>,
) -> anyhow::Result<Done> {
    let visitor = Visitor::new(settings.visitor.clone())?;
    let told = |event: &Event| talk!("{event}");
    let stop = Stop::default();
    let collector = Collector {
        store,
        ledger: store,
        exchanges: store,
        web: &visitor,
        reader: &NoPages,
        world: &System,
        settings,
        told: &told,
        stop: &stop,
    };
    work(&collector)
}
