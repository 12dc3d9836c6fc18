//! A whole run: inputs one after the other or several at once, each to its end, then each document once.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use marsad_acquire::Limits;
use marsad_coder::Coder;

use crate::coding::{Fault, Outcome, Wish, work};
use crate::done::{Marker, Out};
use crate::error::BatchError;
use crate::inputs::Input;
use crate::once::{Finished, finish};
use crate::pipeline;
use crate::read::Records;
use crate::sink::Sink;
use crate::tables::{Dataset, add_document, add_error, add_mentions, add_reports, month_of};

/// Threads that one input keeps busy: reading, unpacking and writing it is the work of one more each.
const FOR_ONE_INPUT: usize = 4;

/// How a run is to go.
#[derive(Debug, Clone)]
pub struct Options {
    /// Threads that code.
    pub threads: usize,
    /// Which part of the inputs, of how many: from 1. All where there is none.
    pub shard: Option<(u32, u32)>,
    /// Bounds on each record.
    pub limits: Limits,
    /// What is wanted of each document.
    pub wish: Wish,
}

/// Is told how a run goes on.
pub trait Watcher: Sync {
    /// So many more bytes of the inputs are through.
    fn bytes(&self, more: u64);
    /// So many more documents are coded.
    fn documents(&self, more: u64);
    /// Something that a person should know.
    fn say(&self, line: &str);
}

/// What came of a run.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Summary {
    /// What the inputs of this run gave.
    pub new: Marker,
    /// Inputs that were coded.
    pub inputs: u64,
    /// Inputs that were done before.
    pub known: u64,
    /// Inputs that could not be fetched or read to their end; each was told.
    pub failed: u64,
    /// What the folder holds, where all inputs are done.
    pub finished: Option<Finished>,
}

/// Codes inputs into a folder.
///
/// # Errors
/// When the folder cannot be written to. What was done until then stays, and the same run goes on from there.
pub fn run(
    out: &Out,
    inputs: &[Input],
    coder: Coder<'_>,
    options: &Options,
    runtime: &tokio::runtime::Handle,
    watcher: &dyn Watcher,
) -> Result<Summary, BatchError> {
    let held = out.hold()?;
    // A document that was left out in favour of one that is read anew may be the first now.
    if inputs.iter().any(|input| out.is_changed(input)) {
        out.undo_left_out()?;
    }
    let mine = |input: &&Input| options.shard.is_none_or(|(i, n)| input.shard(n) == i);
    let mut summary = Summary::default();
    let mut waiting = Vec::new();
    for input in inputs.iter().filter(mine) {
        if out.is_done(input) {
            summary.known += 1;
            watcher.bytes(input.size);
        } else {
            waiting.push(input);
        }
    }
    let lanes = (options.threads / FOR_ONE_INPUT).clamp(1, waiting.len().max(1));
    let next = AtomicUsize::new(0);
    let shared = Mutex::new(summary);
    let lane = |threads: usize| -> Result<(), BatchError> {
        while let Some(input) = waiting.get(next.fetch_add(1, Ordering::Relaxed)) {
            let done = one(out, input, coder, options, threads, runtime, watcher);
            let mut summary = shared.lock().unwrap_or_else(PoisonError::into_inner);
            match done {
                Ok(marker) => {
                    summary.inputs += 1;
                    summary.new.add(&marker);
                }
                Err(error @ BatchError::Input { .. }) => {
                    summary.failed += 1;
                    watcher.say(&error.to_string());
                }
                Err(error) => {
                    // No other lane begins another input.
                    next.store(waiting.len(), Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
        Ok(())
    };
    let each = options.threads.max(1).div_ceil(lanes);
    std::thread::scope(|scope| -> Result<(), BatchError> {
        let others: Vec<_> = (1..lanes).map(|_| scope.spawn(|| lane(each))).collect();
        let mut all = vec![lane(each)];
        all.extend(others.into_iter().map(|l| l.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))));
        all.into_iter().collect()
    })?;
    let mut summary = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    drop(held);
    end(out, inputs, &mut summary, options.threads, runtime, watcher)?;
    Ok(summary)
}

/// The end of a run: where all inputs are done, each document is kept once.
pub(crate) fn end(
    out: &Out,
    inputs: &[Input],
    summary: &mut Summary,
    threads: usize,
    runtime: &tokio::runtime::Handle,
    watcher: &dyn Watcher,
) -> Result<(), BatchError> {
    if inputs.iter().all(|input| out.is_done(input)) {
        summary.finished = finish(out, threads, runtime)?;
        if summary.finished.is_none() {
            watcher.say("others are at work in the folder; the last of them leaves out what stands twice");
        }
    } else if summary.failed == 0 {
        watcher.say("this shard is done; the last of them leaves out what stands twice");
    }
    Ok(())
}

/// Codes one input. Where several processes are at the same one, each does it whole, and the last leaves what the first did.
pub(crate) fn one(
    out: &Out,
    input: &Input,
    coder: Coder<'_>,
    options: &Options,
    threads: usize,
    runtime: &tokio::runtime::Handle,
    watcher: &dyn Watcher,
) -> Result<Marker, BatchError> {
    let key = input.key();
    let attempt = out.attempt(&key)?;
    let scratch = attempt.path().to_owned();
    let local = input.local(&scratch, runtime)?;
    let mut sink = Sink::new(&scratch, &key);
    let mut marker = Marker { input: input.name.clone(), fingerprint: input.fingerprint.clone(), ..Marker::default() };
    let mut told = 0;
    match Records::open(local.path(), &options.limits) {
        Err(error) => {
            let message = format!("{}; put the file right, and it is read by the next run", error.reason);
            watcher.say(&format!("{}: {message}", input.name));
            let unit = crate::coding::unit_name(error.place.unit);
            let fault = Fault { number: 0, unit, at: error.place.at, document: String::new(), message };
            marker.errors += 1;
            sink.add(Dataset::Errors, "unknown", |rows| add_error(rows, &input.name, &fault))?;
        }
        Ok(records) => pipeline::run(
            records,
            Records::through,
            threads,
            |record| work(&coder, &options.wish, &input.name, record),
            |outcome, through| {
                let through = through.min(input.size);
                watcher.bytes(through.saturating_sub(told));
                told = told.max(through);
                take(&mut sink, &mut marker, outcome, options.wish.mentions, watcher)?;
                Ok(ControlFlow::Continue(()))
            },
        )?,
    }
    marker.files = sink.end()?;
    drop(local);
    out.keep(&key, &marker, &scratch)?;
    watcher.bytes(input.size.saturating_sub(told));
    Ok(marker)
}

fn take(
    sink: &mut Sink,
    marker: &mut Marker,
    outcome: Outcome,
    mentions: bool,
    watcher: &dyn Watcher,
) -> Result<(), BatchError> {
    let input = &marker.input;
    match outcome {
        Outcome::Done(coded) => {
            let month = month_of(coded.document.published);
            sink.add(Dataset::Documents, &month, |rows| add_document(rows, input, &coded))?;
            if !coded.coded.reports.is_empty() {
                sink.add(Dataset::Reports, &month, |rows| add_reports(rows, input, &coded))?;
            }
            if mentions && !coded.mentions.is_empty() {
                sink.add(Dataset::Mentions, &month, |rows| add_mentions(rows, input, &coded))?;
            }
            marker.documents += 1;
            marker.reports += coded.coded.reports.len() as u64;
            marker.mentions += coded.mentions.len() as u64;
            watcher.documents(1);
        }
        Outcome::Failed(fault) => {
            sink.add(Dataset::Errors, "unknown", |rows| add_error(rows, input, &fault))?;
            marker.errors += 1;
        }
        Outcome::Other => marker.other_languages += 1,
        Outcome::Passed => marker.passed_over += 1,
    }
    Ok(())
}
