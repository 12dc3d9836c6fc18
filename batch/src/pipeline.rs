//! Records through all threads, out again in their order, in bounded memory.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use marsad_acquire::with_room;

use crate::coding::{Outcome, Record};
use crate::error::BatchError;

/// Records that one thread takes at a time, and about how many bytes of them.
const AT_ONCE: usize = 32;
const BYTES: usize = 512 << 10;

/// Works on all records in `threads` threads and hands the outcomes to `take` in the order of the records, with what `through`
/// said of the source behind them. `take` may end it early.
///
/// # Errors
/// As [`ordered`].
pub fn run<R: Iterator<Item = Record> + Send>(
    records: R,
    through: impl Fn(&R) -> u64 + Send,
    threads: usize,
    work: impl Fn(Record) -> Outcome + Sync,
    take: impl FnMut(Outcome, u64) -> Result<ControlFlow<()>, BatchError>,
) -> Result<(), BatchError> {
    ordered(records, through, Record::bytes, threads, work, take)
}

/// Some items on their way, and how far the source was behind them.
struct Batch<T> {
    items: Vec<T>,
    through: u64,
}

/// Works on all items of a source in `threads` threads and hands what comes of them to `take` in the order of the items. `size` tells
/// about how many bytes an item holds.
///
/// Memory is bounded by the items under way: a few dozen for each thread, or one of any size.
///
/// # Errors
/// When a thread cannot be started, and what `take` says.
pub fn ordered<S: Iterator<Item = T> + Send, T: Send, O: Send>(
    mut source: S,
    through: impl Fn(&S) -> u64 + Send,
    size: impl Fn(&T) -> usize + Send,
    threads: usize,
    work: impl Fn(T) -> O + Sync,
    mut take: impl FnMut(O, u64) -> Result<ControlFlow<()>, BatchError>,
) -> Result<(), BatchError> {
    let threads = threads.max(1);
    // What was sent to workers, and whether one of them was no longer there.
    let (sent, lost) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        // Batch k goes to worker k % threads, and is taken back in the same turn: order without sorting.
        let mut to_workers: Vec<SyncSender<Batch<T>>> = Vec::new();
        let mut from_workers: Vec<Receiver<Batch<O>>> = Vec::new();
        let work = &work;
        for _ in 0..threads {
            let (send, batches) = sync_channel::<Batch<T>>(1);
            let (back, receive) = sync_channel::<Batch<O>>(1);
            to_workers.push(send);
            from_workers.push(receive);
            let worker = move || {
                for Batch { items, through } in batches {
                    let items = items.into_iter().map(work).collect();
                    if back.send(Batch { items, through }).is_err() {
                        return;
                    }
                }
            };
            std::thread::Builder::new()
                .name("marsad-batch".to_owned())
                .spawn_scoped(scope, move || with_room(worker))
                .map_err(BatchError::Thread)?;
        }
        let (counted, missed) = (&sent, &lost);
        let reader = move || {
            for turn in 0.. {
                let mut items = Vec::with_capacity(AT_ONCE);
                let mut bytes = 0;
                while items.len() < AT_ONCE && bytes < BYTES {
                    let Some(item) = source.next() else { break };
                    bytes += size(&item);
                    items.push(item);
                }
                let ended = items.is_empty();
                if ended {
                    break;
                }
                let batch = Batch { items, through: through(&source) };
                if to_workers[turn % threads].send(batch).is_err() {
                    missed.store(true, Ordering::Relaxed);
                    break;
                }
                counted.fetch_add(1, Ordering::Relaxed);
            }
        };
        std::thread::Builder::new()
            .name("marsad-read".to_owned())
            .spawn_scoped(scope, reader)
            .map_err(BatchError::Thread)?;
        let mut taken = 0;
        while let Ok(done) = from_workers[taken % threads].recv() {
            taken += 1;
            for outcome in done.items {
                if take(outcome, done.through)?.is_break() {
                    return Ok(());
                }
            }
        }
        // A worker that could not begin takes what it was sent with it: nothing may be lost in silence.
        if lost.load(Ordering::Relaxed) || taken != sent.load(Ordering::Relaxed) {
            return Err(BatchError::Thread(std::io::Error::other("one of them ended early")));
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::Fault;

    fn number(record: Record) -> Outcome {
        let Record::Row(number, _) = record else { return Outcome::Passed };
        Outcome::Failed(Fault { number, unit: "row", at: 0, document: String::new(), message: String::new() })
    }

    #[test]
    fn any_number_of_threads_keeps_the_order_and_an_early_end_stops_the_reading() {
        for threads in [1, 2, 7] {
            let rows = (1..=1000).map(|n| Record::Row(n, Ok(Box::default())));
            let mut seen = Vec::new();
            let take = |outcome: Outcome, _| {
                if let Outcome::Failed(fault) = outcome {
                    seen.push(fault.number);
                }
                Ok(ControlFlow::Continue(()))
            };
            run(rows, |_| 0, threads, number, take).unwrap();
            assert_eq!(seen, (1..=1000).collect::<Vec<u64>>());
        }
        // Without end, unless the taker stops it.
        let rows = (1..).map(|n| Record::Row(n, Ok(Box::default())));
        let mut left = 100;
        let take = |_, _| {
            left -= 1;
            Ok(if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        };
        run(rows, |_| 0, 3, number, take).unwrap();
        assert_eq!(left, 0);
    }
}
