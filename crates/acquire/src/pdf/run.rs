//! One run of the outside program, under limits.

use super::Bounds;
use crate::limits::size;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Most of the program's complaints that is kept, in bytes.
const COMPLAINTS: u64 = 4096;

/// What the program prints for these bytes, or why it prints nothing.
pub(super) fn run(program: &Path, bytes: &[u8], bounds: &Bounds) -> Result<String, String> {
    let mut child =
        command(program, bounds).spawn().map_err(|e| format!("{} does not start ({e})", program.display()))?;
    let deadline = Instant::now() + bounds.time;
    let (Some(mut input), Some(output), Some(errors)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(stop(&mut child, "its reader has no pipes".to_owned()));
    };
    let (send, printed) = mpsc::channel();
    let limit = bounds.text + 1;
    std::thread::spawn(move || {
        let mut text = Vec::new();
        let _ = output.take(limit).read_to_end(&mut text);
        let _ = send.send(text);
    });
    let (send, complained) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = Vec::new();
        let mut errors = errors;
        let _ = errors.by_ref().take(COMPLAINTS).read_to_end(&mut text);
        let _ = send.send(text);
        // The rest is read so that the program does not wait for a reader.
        let _ = std::io::copy(&mut errors, &mut std::io::sink());
    });
    let bytes = bytes.to_vec();
    std::thread::spawn(move || {
        // A program that stops reading has its reasons; what it printed tells.
        let _ = input.write_all(&bytes);
    });
    let slow = || format!("reading it takes longer than {} s", bounds.time.as_secs());
    let Ok(text) = printed.recv_timeout(bounds.time) else { return Err(stop(&mut child, slow())) };
    if text.len() as u64 > bounds.text {
        return Err(stop(&mut child, format!("it holds more than {} of text", size(bounds.text))));
    }
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(5)),
            Ok(None) => return Err(stop(&mut child, slow())),
            Err(error) => return Err(stop(&mut child, error.to_string())),
        }
    };
    if !status.success() {
        let complaint = complained.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
        let complaint = String::from_utf8_lossy(&complaint);
        let line = complaint.lines().map(str::trim).find(|l| !l.is_empty());
        return Err(line.map_or_else(|| format!("its reader ended with {status}"), |l| l.chars().take(200).collect()));
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn command(program: &Path, bounds: &Bounds) -> Command {
    let mut command = if cfg!(unix) {
        // The shell sets the limits and becomes the program.
        let limits = format!(
            "ulimit -v {} 2>/dev/null; ulimit -t {} 2>/dev/null; ulimit -f 0 2>/dev/null; ulimit -c 0 2>/dev/null; exec \"$@\"",
            bounds.memory / 1024,
            bounds.time.as_secs() + 1
        );
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &limits, "sh"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.args(["-q", "-enc", "UTF-8", "-l", &bounds.pages.to_string(), "-", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn stop(child: &mut Child, reason: String) -> String {
    let _ = child.kill();
    let _ = child.wait();
    reason
}
