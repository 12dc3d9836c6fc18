//! `code` and `mentions` are streams: memory stays where it is however much goes through, order is kept, the same input
//! gives the same bytes on any number of threads, and a reader that has had enough ends the run quietly.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod common;

use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use common::{line, marsad, marsad_process, run};

/// How much is sent through.
const MUCH: usize = 200 << 20;

/// Most memory a run may take, in KiB. It is the lexicon and the batches under way; two threads take about 120 MiB.
const MOST_KIB: u64 = 400 << 10;

const MENTIONS: [&str; 3] = ["mentions", "--kind", "time,number,place,actor,person"];

struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: Option<ChildStdout>,
}

impl Process {
    fn start(arguments: &[&str]) -> Self {
        let mut child = marsad_process()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (input, output) = (child.stdin.take(), child.stdout.take());
        Self { child, input, output }
    }

    /// The exit code and what was said, once the program has ended by itself within a time.
    fn end(mut self, within: Duration) -> (Option<i32>, String) {
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("the program can be waited for") {
                break status;
            }
            if started.elapsed() > within {
                self.child.kill().expect("the program can be ended");
                panic!("the program was still there after {within:?}");
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let mut said = String::new();
        self.child.stderr.take().expect("piped").read_to_string(&mut said).expect("standard error is UTF-8");
        (status.code(), said)
    }
}

/// The most memory a process has held so far, in KiB, as Linux counts it.
fn peak_kib(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// A document of the long run. One of three is Arabic news in our sample sentences, 3 to 60 of them; the others are longer
/// texts in Latin letters, which cost little and have nothing to code, so that the test ends in bearable time. By bytes
/// about a fifth is Arabic.
fn mixed(id: usize) -> String {
    if id.is_multiple_of(3) {
        return line(id, id / 3, 3 + (id / 3) % 58);
    }
    let text = "The committee met again and said nothing much about the road. ".repeat(20 + id % 180);
    format!(r#"{{"id":{id},"title":"Note {id}","text":"{text}","published":"2022-03-23","ref":"2022-03-23"}}"#)
}

/// Sends [`MUCH`] through a command and checks order and memory on the way.
fn much_goes_through(arguments: &[&str], field: &str) {
    let started = Instant::now();
    let mut process = Process::start(arguments);
    let pid = process.child.id();
    let output = BufReader::new(process.output.take().expect("piped"));
    let field = format!("\"{field}\":[");
    let drain = std::thread::spawn(move || {
        let (mut lines, mut filled) = (0, 0);
        for answer in output.lines() {
            let answer = answer.expect("standard output is UTF-8");
            assert!(answer.starts_with(&format!("{{\"id\":{lines},")), "answer {lines} is {answer:.200}");
            let at = answer.find(&field).unwrap_or_else(|| panic!("answer {lines} is {answer:.200}"));
            filled += usize::from(!answer[at + field.len()..].starts_with(']'));
            lines += 1;
        }
        (lines, filled)
    });

    let mut input = BufWriter::new(process.input.take().expect("piped"));
    let (mut sent, mut lines, mut at_half) = (0, 0, None);
    while sent < MUCH {
        let line = mixed(lines);
        sent += line.len() + 1;
        writeln!(input, "{line}").expect("the program reads on");
        lines += 1;
        if at_half.is_none() && sent >= MUCH / 2 {
            at_half = peak_kib(pid);
        }
    }
    input.flush().expect("the program reads on");
    // Before its input ends the program is there to be measured; all but the last batches are worked off.
    let at_end = peak_kib(pid);
    drop(input);
    let (answered, filled) = drain.join().expect("the answers are in order");
    let (code, said) = process.end(Duration::from_secs(60));
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert_eq!(answered, lines);
    assert!(filled * 5 > lines, "{filled} of {lines} documents gave something: the Arabic ones should");
    eprintln!(
        "{arguments:?}: {lines} lines, {} MiB, {:.0?}, peak {at_half:?} then {at_end:?} KiB",
        sent >> 20,
        started.elapsed()
    );
    if cfg!(target_os = "linux") {
        let (half, end) = (at_half.expect("VmHWM"), at_end.expect("VmHWM"));
        assert!(end < MOST_KIB, "{end} KiB were held at the peak");
        assert!(end * 10 <= half * 11, "twice the input took the peak from {half} to {end} KiB");
    }
}

#[test]
fn two_hundred_megabytes_through_code() {
    much_goes_through(&["code"], "reports");
}

#[test]
fn two_hundred_megabytes_through_mentions() {
    much_goes_through(&MENTIONS, "mentions");
}

#[test]
fn the_same_bytes_again_and_on_any_number_of_threads() {
    let input: String = (0..600).map(|i| line(i, i, 1 + i % 40) + "\n").chain(["broken\n".to_owned()]).collect();
    for command in [&["code"][..], &MENTIONS, &["mentions", "--kind", "word"]] {
        let once = run(marsad().args(command).args(["--threads", "1"]).write_stdin(input.clone())).ends_with(1);
        assert_eq!(once.out.lines().count(), 601);
        for threads in ["1", "2", "5"] {
            let again =
                run(marsad().args(command).args(["--threads", threads]).write_stdin(input.clone())).ends_with(1);
            assert!(once.out == again.out, "{command:?} differs on {threads} threads");
        }
    }
}

#[test]
fn a_reader_that_has_had_enough_ends_the_run_quietly() {
    for arguments in [&["code"][..], &MENTIONS] {
        let mut process = Process::start(arguments);
        let mut input = process.input.take().expect("piped");
        // More than the pipes and batches hold, so that the program must notice while it still has much to read.
        let writer = std::thread::spawn(move || {
            for id in 0..200_000 {
                if writeln!(input, "{}", line(id, id, 4)).is_err() {
                    return true;
                }
            }
            false
        });
        let mut first = String::new();
        BufReader::new(process.output.take().expect("piped")).read_line(&mut first).expect("a first answer");
        assert!(first.starts_with("{\"id\":0,"), "{first}");
        assert_eq!(process.end(Duration::from_secs(30)), (Some(0), String::new()), "{arguments:?}");
        assert!(writer.join().expect("the writer ends"), "the program read all the same");
    }
}

#[test]
fn a_reader_that_goes_while_the_input_waits_ends_the_run_with_the_next_line() {
    let mut process = Process::start(&["code"]);
    let mut input = process.input.take().expect("piped");
    writeln!(input, "{}", line(0, 0, 4)).expect("the program reads");
    let mut output = BufReader::new(process.output.take().expect("piped"));
    let mut first = String::new();
    // The answer comes although the input has not ended: a program can ask and wait.
    output.read_line(&mut first).expect("a first answer");
    assert!(first.starts_with("{\"id\":0,"), "{first}");
    drop(output);
    writeln!(input, "{}", line(1, 0, 4)).expect("the program reads");
    // `input` stays open: the program must not wait for more of it.
    assert_eq!(process.end(Duration::from_secs(30)), (Some(0), String::new()));
    drop(input);
}

#[test]
fn the_other_commands_too_bear_a_closed_output() {
    let pages: Vec<_> = common::demo_pages().into_iter().cycle().take(70).collect();
    for format in ["text", "json", "jsonl", "csv", "geojson"] {
        let mut child = marsad_process()
            .args(["read", "--format", format])
            .args(&pages)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut one = [0; 1];
        child.stdout.take().expect("piped").read_exact(&mut one).expect("a first byte");
        assert_eq!(child.wait().expect("it ends").code(), Some(0), "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let page = &common::demo_pages()[0];
    for arguments in [vec!["read", page.to_str().unwrap()], vec!["extract", page.to_str().unwrap()], vec!["lint"]] {
        let output = marsad_process().args(&arguments).stdout(full()).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr);
        // `lint` has nothing to print while the lexicon is clean.
        let right = if arguments[0] == "lint" && said.contains("clean") { Some(0) } else { Some(2) };
        assert_eq!(output.status.code(), right, "{arguments:?}: {said}");
        assert!(right == Some(0) || said.contains("No space left"), "{said}");
    }
}
