//! How fast each stage reads a file, every line a text of its own, and how much memory the whole took.
//!
//! `cargo run --release -p marsad-text --example throughput FILE` prints stage, megabytes (10⁶ bytes of UTF-8) a second and
//! what was found, by tabs; the last row is the peak of memory in megabytes. The yardstick is the least any reader can do:
//! checking that the bytes are UTF-8 and looking at each once. Each stage is run for half a second at least, its best run
//! counts. Where the system tells it, the time is that of the processor, so that a busy machine changes it little.
#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use marsad_model::Day;
use marsad_text::Text;
use marsad_text::arabic::{number::numbers, numbers_and_times, time::times};

/// How long a stage is repeated at least.
const LONG_ENOUGH: Duration = Duration::from_millis(500);

/// Processor time of the one thread so far, or the time of day since `start` where the system does not tell it.
fn clock(start: Instant) -> Duration {
    let spent = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanos = spent.and_then(|s| s.split_whitespace().next()?.parse().ok());
    nanos.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// Runs `stage` until it has run for [`LONG_ENOUGH`] and prints its row.
fn measure(name: &str, bytes: usize, stage: impl Fn() -> usize) {
    let start = Instant::now();
    let (mut best, mut found) = (Duration::MAX, 0);
    while best == Duration::MAX || start.elapsed() < LONG_ENOUGH {
        let turn = clock(start);
        found = black_box(stage());
        best = best.min(clock(start).saturating_sub(turn));
    }
    println!("{name}\t{:.2}\t{found}", bytes as f64 / 1e6 / best.as_secs_f64());
}

/// Peak of the memory this process held, in megabytes; none where the system does not tell.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? * 1024.0 / 1e6)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: throughput FILE")?;
    let bytes = std::fs::read(path)?;
    let source = std::str::from_utf8(&bytes)?;
    let lines: Vec<&str> = source.lines().filter(|l| !l.trim().is_empty()).collect();
    let size = bytes.len();
    let day = Some(Day::constant(2022, 3, 23));
    println!("stage\tMB/s\tfound");
    measure("yardstick: utf-8 and memchr", size, || {
        std::str::from_utf8(black_box(&bytes)).map_or(0, |s| memchr::memchr_iter(b'\n', s.as_bytes()).count())
    });
    measure("tokens", size, || lines.iter().map(|l| Text::new(*l).tokens().len()).sum());
    measure("numbers", size, || lines.iter().map(|l| numbers(&Text::new(*l)).len()).sum());
    measure("dates", size, || lines.iter().map(|l| times(&Text::new(*l), day).len()).sum());
    measure("tokens, numbers, dates", size, || {
        let read = |l: &&str| {
            let text = Text::new(*l);
            let (numbers, times) = numbers_and_times(&text, day);
            text.tokens().len() + numbers.len() + times.len()
        };
        lines.iter().map(read).sum()
    });
    if let Some(megabytes) = peak() {
        println!("peak memory, MB\t{megabytes:.1}\t");
    }
    Ok(())
}
