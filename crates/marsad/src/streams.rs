//! Line in, line out, on all cores, in order, in bounded memory.

use std::io::{BufReader, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};

use anyhow::Context;

use crate::commands::Done;
use crate::lines::{Line, next_line};
use crate::output;
use crate::talk::Progress;

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
///
/// Memory is bounded by the batches under way: two to each thread. A batch ends where the input pauses, and answers are
/// let out as soon as no other is ready, so that a program on the other end can ask and wait.
pub fn run(
    mut input: BufReader<impl Read + Send>,
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
                let batch = next_batch(&mut input, &mut number)?;
                if batch.is_empty() || to_workers[turn % threads].send(batch).is_err() {
                    break;
                }
            }
            Ok(())
        });
        let mut progress = Progress::of("lines");
        for turn in 0.. {
            let turn_of = &from_workers[turn % threads];
            let answers = match turn_of.try_recv() {
                Ok(answers) => answers,
                Err(TryRecvError::Disconnected) => break,
                Err(TryRecvError::Empty) => {
                    // The reader may wait for input without end, and cannot be called off: the process ends here.
                    output.flush().unwrap_or_else(|error| output::end(error.into()));
                    match turn_of.recv() {
                        Ok(answers) => answers,
                        Err(_) => break,
                    }
                }
            };
            for answer in answers {
                progress.one();
                failed |= answer.failed;
                if let Some(mut text) = answer.text {
                    text.push('\n');
                    output.write_all(text.as_bytes()).unwrap_or_else(|error| output::end(error.into()));
                }
            }
        }
        drop(from_workers);
        reader
            .join()
            .map_err(|_| anyhow::anyhow!("the reading thread failed"))?
            .context("standard input cannot be read")?;
        Ok(output.flush()?)
    })?;
    Ok(if failed { Done::Some } else { Done::All })
}

/// The lines for one worker: until they are enough, or until the next would have to be waited for.
fn next_batch(input: &mut BufReader<impl Read>, number: &mut u64) -> std::io::Result<Batch> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < BATCH_LINES && bytes < BATCH_BYTES {
        if !batch.is_empty() && input.buffer().is_empty() {
            break;
        }
        let Some(line) = next_line(input)? else { break };
        *number += 1;
        if let Line::Bytes(b) = &line {
            bytes += b.len();
        }
        batch.push((*number, line));
    }
    Ok(batch)
}

/// [`run`] over standard input and output; all cores where no number of threads is given.
pub fn run_standard(threads: Option<usize>, work: impl Fn(u64, Line) -> Answer + Sync) -> anyhow::Result<Done> {
    let input = std::io::BufReader::with_capacity(1 << 16, std::io::stdin());
    let output = std::io::BufWriter::new(std::io::stdout().lock());
    run(input, output, threads.unwrap_or_else(default_threads), work)
}

/// How many threads to use where the user does not say.
pub fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upper(number: u64, line: Line) -> Answer {
        let Line::Bytes(bytes) = line else { return Answer { text: None, failed: true } };
        let text = format!("{number}:{}", String::from_utf8_lossy(&bytes).to_uppercase());
        Answer { text: Some(text), failed: false }
    }

    #[test]
    fn any_number_of_threads_keeps_the_order() {
        let input: String = (0..1000).map(|i| format!("line {i}\n")).collect();
        let expected: String = (0..1000).map(|i| format!("{}:LINE {i}\n", i + 1)).collect();
        for threads in [0, 1, 2, 5, 64] {
            let mut out = Vec::new();
            let done = run(BufReader::with_capacity(300, input.as_bytes()), &mut out, threads, upper).unwrap();
            assert_eq!((String::from_utf8(out).unwrap(), done), (expected.clone(), Done::All));
        }
    }
}
