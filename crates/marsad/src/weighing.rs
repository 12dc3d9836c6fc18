//! Weighing what came into a store: which documents are copies, which reports tell one event.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use marsad_lexicon::Lexicon;
use marsad_store::{EventStore, Weighed};

use crate::talk::talk;

/// How often a collector that goes on looks whether something waits.
const EVERY: Duration = Duration::from_secs(5);
/// How often it looks whether the collector has ended.
const LOOK: Duration = Duration::from_millis(50);
/// How long a weighing goes on before it says how far it is, each time.
const SAY: Duration = Duration::from_secs(5);

/// Weighs what waits.
pub fn weigh<S: EventStore + ?Sized>(store: &S, lexicon: &Lexicon) -> anyhow::Result<Weighed> {
    with(lexicon, |above, progress| store.weigh(above, progress))
}

/// Makes everything again.
pub fn rebuild<S: EventStore + ?Sized>(store: &S, lexicon: &Lexicon) -> anyhow::Result<Weighed> {
    with(lexicon, |above, progress| store.rebuild_events(above, progress))
}

fn with(
    lexicon: &Lexicon,
    work: impl FnOnce(marsad_store::Above<'_>, marsad_store::OnWeighed<'_>) -> Result<Weighed, marsad_store::StoreError>,
) -> anyhow::Result<Weighed> {
    let above = |id: &str| lexicon.entities.get(id).and_then(|entity| entity.parent.clone());
    let mut said = Instant::now();
    let done = work(&above, &mut |done, left| {
        if said.elapsed() >= SAY {
            said = Instant::now();
            talk!("{done} documents weighed, {left} to go …");
        }
    });
    done.context("the documents are kept, and were not all weighed; the next `marsad events` or `marsad add` goes on")
}

/// Weighs now and then while something else is done, and what is left when that is done.
pub fn beside<T: Send, S: EventStore + ?Sized>(
    store: &S,
    lexicon: &Lexicon,
    work: impl FnOnce() -> T,
) -> anyhow::Result<T> {
    let over = AtomicBool::new(false);
    let out = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut last = Instant::now();
            while !over.load(Ordering::Relaxed) {
                std::thread::sleep(LOOK);
                if last.elapsed() >= EVERY {
                    // What fails here is tried again, and told at the end if it fails then, too.
                    let _ = store.unweighed().is_ok_and(|n| n > 0) && weigh(store, lexicon).is_ok();
                    last = Instant::now();
                }
            }
        });
        let out = work();
        over.store(true, Ordering::Relaxed);
        out
    });
    weigh(store, lexicon)?;
    Ok(out)
}
