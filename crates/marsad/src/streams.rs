//! Line in, line out, on all cores, in order, in bounded memory.

use std::io::{BufRead, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::Context;

use crate::commands::Done;
use crate::lines::{Line, next_line};

/// Bytes of input that one worker takes at a time.
const BATCH_BYTES: usize = 256 << 10;
/// Lines that one worker takes at a time.
const BATCH_LINES: usize = 64;

/// What became of one line.
pub struct Answer {
    /// The line to print, without its line break; none for a blank line.
    pub text: Option<String>,
    /// Whether it is an error object.
    pub failed: bool,
}

type Batch = Vec<(u64, Line)>;

/// Reads lines from `input`, works on them with `work` in `threads` threads, and prints the answers in the lines' order.
/// Memory is bounded by the batches under way: two to each thread.
pub fn run(
    mut input: impl BufRead + Send,
    mut output: impl Write,
    threads: usize,
    work: impl Fn(u64, Line) -> Answer + Sync,
) -> anyhow::Result<Done> {
    let threads = threads.max(1);
    let mut failed = false;
    std::thread::scope(|scope| -> anyhow::Result<()> {
        // Batch k goes to worker k % threads, and answers are taken back in the same turn: order without sorting.
        let mut to_workers: Vec<SyncSender<Batch>> = Vec::new();
        let mut from_workers: Vec<Receiver<Vec<Answer>>> = Vec::new();
        for _ in 0..threads {
            let (send, batches) = sync_channel::<Batch>(1);
            let (answers, receive) = sync_channel::<Vec<Answer>>(1);
            to_workers.push(send);
            from_workers.push(receive);
            let work = &work;
            scope.spawn(move || {
                for batch in batches {
                    let done = batch.into_iter().map(|(number, line)| work(number, line)).collect();
                    if answers.send(done).is_err() {
                        return;
                    }
                }
            });
        }
        let reader = scope.spawn(move || -> std::io::Result<()> {
            let mut number = 0;
            for turn in 0.. {
                let mut batch = Vec::new();
                let mut bytes = 0;
                while batch.len() < BATCH_LINES && bytes < BATCH_BYTES {
                    let Some(line) = next_line(&mut input)? else { break };
                    number += 1;
                    if let Line::Bytes(b) = &line {
                        bytes += b.len();
                    }
                    batch.push((number, line));
                }
                if batch.is_empty() || to_workers[turn % threads].send(batch).is_err() {
                    break;
                }
            }
            Ok(())
        });
        let mut result = Ok(());
        for turn in 0.. {
            let Ok(answers) = from_workers[turn % threads].recv() else { break };
            for answer in answers {
                failed |= answer.failed;
                if let Some(text) = answer.text {
                    result = output.write_all(text.as_bytes()).and_then(|()| output.write_all(b"\n"));
                }
                if result.is_err() {
                    break;
                }
            }
            if result.is_err() {
                break;
            }
        }
        drop(from_workers);
        if result.is_err() {
            // Nobody reads what we write: the process ends, whatever the reader is waiting for.
            return Err(result.unwrap_err().into());
        }
        reader.join().map_err(|_| anyhow::anyhow!("the reading thread failed"))?.context("standard input cannot be read")?;
        output.flush()?;
        Ok(())
    })?;
    Ok(if failed { Done::Some } else { Done::All })
}

/// How many threads to use where the user does not say.
pub fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
