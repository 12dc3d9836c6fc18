//! The threads of a collector, from the first claim to the last.

use crate::gate::Gate;
use crate::rhythm::millis;
use crate::{CollectError, Collector, Tally};
use marsad_store::StoreError;
use marsad_store::ledger::{Claim, Millis};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// Until nothing is due any more: every feed that is due is read, and what it lists is fetched.
    Once,
    /// Until somebody asks to stop.
    Daemon,
}

/// Longest sleep of an idle thread: somebody else may have added a feed.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);
/// How often a store that another process keeps busy is tried again, a second and the store's own patience apart.
const MOST_LOCKED: u32 = 100;
/// Shortest.
const SHORTEST_SLEEP: Duration = Duration::from_millis(5);

struct Shared<'c, 'a> {
    collector: &'c Collector<'a>,
    run: Run,
    gate: Gate,
    /// How many claims are being worked on.
    busy: Mutex<usize>,
    failure: Mutex<Option<CollectError>>,
}

/// Collects. Stops between two steps when asked by [`Collector::stop`], which a failure of the store does as well.
///
/// # Errors
/// When the store fails. What was acknowledged is kept, and what was claimed comes up again by itself.
pub fn run(collector: &Collector<'_>, run: Run) -> Result<Tally, CollectError> {
    let tally = Mutex::new(Tally::default());
    let told = |event: &crate::Event| {
        lock(&tally).count(event);
        (collector.told)(event);
    };
    let counting = Collector { told: &told, ..*collector };
    let shared =
        Shared { collector: &counting, run, gate: Gate::default(), busy: Mutex::new(0), failure: Mutex::new(None) };
    std::thread::scope(|scope| {
        for _ in 0..collector.settings.workers.clamp(1, 256) {
            let work = || {
                if let Err(error) = shared.work() {
                    lock(&shared.failure).get_or_insert(error);
                    collector.stop.ask();
                }
            };
            let started = std::thread::Builder::new().name("marsad-collect".to_owned()).spawn_scoped(scope, work);
            if let Err(error) = started {
                lock(&shared.failure).get_or_insert(CollectError::Inside(error.to_string()));
                collector.stop.ask();
            }
        }
    });
    let failure = lock(&shared.failure).take();
    let done = *lock(&tally);
    failure.map_or(Ok(done), Err)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared<'_, '_> {
    fn work(&self) -> Result<(), CollectError> {
        let collector = self.collector;
        let mut locked = 0;
        while !collector.stop.asked() {
            match self.once() {
                Ok(false) => return Ok(()),
                Ok(true) => locked = 0,
                // A long import or a backup has the store. What was in hand comes up again when its lease ends.
                Err(CollectError::Store(StoreError::Locked { .. })) if locked < MOST_LOCKED => {
                    locked += 1;
                    collector.world.pause(collector.stop, LONGEST_SLEEP);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// One claim, or one sleep where there is none; false where all is done.
    fn once(&self) -> Result<bool, CollectError> {
        let collector = self.collector;
        if let Some(claim) = self.claim()? {
            let _counted = Counted(&self.busy);
            collector.step(&self.gate, &claim)?;
            return Ok(true);
        }
        let Some(sleep) = self.sleep()? else { return Ok(false) };
        collector.world.pause(collector.stop, sleep);
        Ok(true)
    }

    /// The next claim, counted as work under way before anybody can look.
    fn claim(&self) -> Result<Option<Claim>, CollectError> {
        let mut busy = lock(&self.busy);
        let now = self.collector.world.now();
        let token = (self.collector.world.random() >> 1) as i64;
        let claim = self.collector.ledger.claim(now, now + millis(self.collector.settings.lease), token)?;
        *busy += usize::from(claim.is_some());
        Ok(claim)
    }

    /// How long to wait for the next claim; `None` where all is done.
    fn sleep(&self) -> Result<Option<Duration>, CollectError> {
        let now = self.collector.world.now();
        let patience = now + millis(self.collector.settings.patience);
        let due_before = match self.run {
            Run::Once => patience,
            Run::Daemon => Millis::MAX,
        };
        // Under the lock nobody can claim, and whoever works may still find something.
        let busy = lock(&self.busy);
        let next = self.collector.ledger.next_claim(due_before)?;
        if self.run == Run::Once && next.is_none_or(|at| at > patience) && *busy == 0 {
            return Ok(None);
        }
        drop(busy);
        let wait = next.map_or(LONGEST_SLEEP, |at| Duration::from_millis(u64::try_from(at - now).unwrap_or(0)));
        Ok(Some(wait.clamp(SHORTEST_SLEEP, LONGEST_SLEEP)))
    }
}

/// Takes a claim off the count when it is done, however it ends.
struct Counted<'a>(&'a Mutex<usize>);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        let mut busy = lock(self.0);
        *busy = busy.saturating_sub(1);
    }
}
