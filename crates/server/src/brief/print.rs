//! A brief as PDF: printed by a browser of the machine, in a process group of its own, under limits.
//!
//! The browser is a Chromium found on the path, or the program that `MARSAD_CHROMIUM` names. It is given one file,
//! whose own policy forbids scripts and loading, and no network. What takes too long, too much memory or writes too much is ended with everything that it started.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What printing may use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Longest time.
    pub time: Duration,
    /// Most memory of all its processes together, in bytes; looked at where the system tells (Linux).
    pub memory: u64,
    /// Most bytes of the PDF.
    pub output: u64,
}

pub(crate) const BOUNDS: Bounds = Bounds { time: Duration::from_secs(60), memory: 3 << 30, output: 32 * 1024 * 1024 };

/// How often the process is looked after.
const PULSE: Duration = Duration::from_millis(25);
/// Most of the browser's complaints that is kept, in bytes.
const COMPLAINTS: u64 = 64 * 1024;

/// The names under which the browser is looked for.
const NAMES: [&str; 7] =
    ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge", "msedge"];

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// No browser.
    #[error(
        "no Chromium was found to print with; install `chromium`, or name the program with MARSAD_CHROMIUM, or take --format html and print that from any browser"
    )]
    NoBrowser,
    /// The browser did not do it.
    #[error("{program} did not print the brief: {why}; take --format html and print that from any browser")]
    Browser {
        /// The program.
        program: String,
        /// What went wrong.
        why: String,
    },
    /// No room for the files in between.
    #[error("no temporary folder for printing: {0}")]
    Folder(#[from] std::io::Error),
    /// A fault of the program.
    #[error("the brief could not be put together: {0}")]
    Template(#[from] askama::Error),
}

/// The browser, if there is one.
fn browser(named: Option<OsString>, path: Option<OsString>) -> Option<PathBuf> {
    if let Some(named) = named.filter(|n| !n.is_empty()) {
        return Some(named.into());
    }
    let folders: Vec<PathBuf> = std::env::split_paths(&path?).collect();
    NAMES
        .iter()
        .flat_map(|name| {
            folders.iter().map(move |folder| folder.join(name).with_extension(std::env::consts::EXE_EXTENSION))
        })
        .find(|file| file.is_file())
}

/// Prints a page to PDF with the machine's browser.
pub(crate) fn print(html: &str) -> Result<Vec<u8>, PrintError> {
    let program = browser(std::env::var_os("MARSAD_CHROMIUM"), std::env::var_os("PATH"));
    print_with(program.as_deref(), html, &BOUNDS)
}

fn print_with(program: Option<&Path>, html: &str, bounds: &Bounds) -> Result<Vec<u8>, PrintError> {
    let program = program.ok_or(PrintError::NoBrowser)?;
    let folder = tempfile::Builder::new().prefix("marsad-print-").tempdir()?;
    let page = folder.path().join("brief.html");
    let pdf = folder.path().join("brief.pdf");
    std::fs::write(&page, html)?;
    let failed = |why: String| PrintError::Browser { program: program.display().to_string(), why };
    run(program, folder.path(), &page, &pdf, bounds).map_err(failed)?;
    let mut bytes = Vec::new();
    let printed = std::fs::File::open(&pdf).map_err(|_| failed("it ended without writing a file".to_owned()))?;
    printed.take(bounds.output + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > bounds.output {
        return Err(failed(format!("the file is larger than {} MiB", bounds.output >> 20)));
    }
    if !bytes.starts_with(b"%PDF-") {
        return Err(failed("what it wrote is no PDF".to_owned()));
    }
    Ok(bytes)
}

fn run(program: &Path, folder: &Path, page: &Path, pdf: &Path, bounds: &Bounds) -> Result<(), String> {
    let mut child =
        command(program, folder, page, pdf, bounds).spawn().map_err(|e| format!("it does not start ({e})"))?;
    let errors = child.stderr.take();
    let (send, complained) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut text = Vec::new();
        if let Some(mut errors) = errors {
            let _ = errors.by_ref().take(COMPLAINTS).read_to_end(&mut text);
            let _ = send.send(text);
            // The rest is read so that the program does not wait for a reader.
            let _ = std::io::copy(&mut errors, &mut std::io::sink());
        }
    });
    let started = Instant::now();
    let mut pulse = 0u32;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if started.elapsed() > bounds.time => {
                return Err(stop(&mut child, format!("it takes longer than {} s", bounds.time.as_secs())));
            }
            Ok(None) => {}
            Err(error) => return Err(stop(&mut child, error.to_string())),
        }
        pulse = pulse.wrapping_add(1);
        if pulse.is_multiple_of(4) && memory_of_group(child.id()) > bounds.memory {
            return Err(stop(&mut child, format!("it takes more than {} MiB of memory", bounds.memory >> 20)));
        }
        std::thread::sleep(PULSE);
    };
    // What the browser left running goes with it.
    end_group(child.id());
    if status.success() {
        return Ok(());
    }
    let complaint = complained.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
    let complaint = String::from_utf8_lossy(&complaint);
    let line = complaint.lines().map(str::trim).rfind(|line| !line.is_empty());
    Err(line.map_or_else(|| format!("it ended with {status}"), |l| l.chars().take(200).collect()))
}

fn command(program: &Path, folder: &Path, page: &Path, pdf: &Path, bounds: &Bounds) -> Command {
    let mut command = if cfg!(unix) {
        // The shell sets the limits and becomes the program. Address space is not limited: a browser reserves far more than
        // it uses.
        let limits = format!(
            "ulimit -t {} 2>/dev/null; ulimit -f {} 2>/dev/null; ulimit -c 0 2>/dev/null; exec \"$@\"",
            bounds.time.as_secs() + 1,
            (bounds.output + (64 << 20)) / 512
        );
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &limits, "sh"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.process_group(0);
        if rustix::process::geteuid().is_root() {
            // Its own sandbox does not work for the superuser.
            command.arg("--no-sandbox");
        }
    }
    let profile = folder.join("profile");
    command
        .args(["--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions"])
        .args(["--disable-background-networking", "--disable-sync", "--disable-dev-shm-usage", "--mute-audio"])
        .arg("--host-resolver-rules=MAP * ~NOTFOUND")
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("--no-pdf-header-footer")
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(page)
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder)
        .env("XDG_CACHE_HOME", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// Ends a program with everything that it started.
fn stop(child: &mut Child, reason: String) -> String {
    end_group(child.id());
    let _ = child.kill();
    let _ = child.wait();
    reason
}

#[cfg(unix)]
fn end_group(leader: u32) {
    if let Some(pid) = i32::try_from(leader).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
fn end_group(_: u32) {}

/// Bytes of memory that the processes of a group hold; 0 where the system does not say.
fn memory_of_group(leader: u32) -> u64 {
    let Ok(all) = std::fs::read_dir("/proc") else { return 0 };
    let mut pages = 0u64;
    for entry in all.flatten() {
        if !entry.file_name().to_string_lossy().starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
        // After the name, which may hold anything: state, parent, group.
        let group = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(2)?.parse::<u32>().ok());
        if group != Some(leader) {
            continue;
        }
        let held = std::fs::read_to_string(entry.path().join("statm")).ok();
        pages += held.and_then(|s| s.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0);
    }
    pages * 4096
}

/// How many pages a PDF of this browser has.
pub(crate) fn pages(pdf: &[u8]) -> usize {
    let mark = b"/Type /Page";
    pdf.windows(mark.len() + 1).filter(|w| w.starts_with(mark) && w[mark.len()] != b's').count()
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn by(script: &str) -> Result<Vec<u8>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("chromium");
        // The last but one word names the file to write.
        let head = "for a; do case \"$a\" in --print-to-pdf=*) out=\"${a#*=}\";; esac; page=\"$a\"; done";
        std::fs::write(&path, format!("#!/bin/sh\n{head}\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        let bounds = Bounds { time: Duration::from_secs(2), memory: 96 << 20, output: 100_000 };
        print_with(Some(&path), "<p>إحاطة</p>", &bounds).map_err(|e| e.to_string())
    }

    #[test]
    fn without_a_browser_the_way_out_is_said() {
        let error = print_with(None, "", &BOUNDS).unwrap_err().to_string();
        assert!(error.contains("install `chromium`") && error.contains("--format html"), "{error}");
        assert_eq!(browser(None, Some("/no/such/folder".into())), None);
        assert_eq!(browser(Some("/x/y".into()), None), Some("/x/y".into()));
    }

    #[test]
    fn the_page_is_given_and_the_file_taken() {
        assert_eq!(
            by("printf '%%PDF-1.4 ' >\"$out\"; cat \"$page\" >>\"$out\"").unwrap(),
            "%PDF-1.4 <p>إحاطة</p>".as_bytes()
        );
        assert!(by("exit 0").unwrap_err().contains("ended without writing a file"));
        assert!(by("echo text >\"$out\"").unwrap_err().contains("is no PDF"));
        let error = by("echo first >&2; echo 'no display' >&2; exit 1").unwrap_err();
        assert!(error.contains("did not print the brief: no display; take --format html"), "{error}");
        assert!(
            by("printf '%%PDF-' >\"$out\"; head -c 200000 /dev/zero >>\"$out\"")
                .unwrap_err()
                .contains("larger than 0 MiB")
        );
    }

    #[test]
    fn what_takes_too_long_or_too_much_is_ended_with_all_it_started() {
        let mark = tempfile::tempdir().unwrap();
        let file = mark.path().join("late");
        let started = Instant::now();
        let error = by(&format!("(sleep 4; touch {}) & sleep 60", file.display())).unwrap_err();
        assert!(error.contains("longer than 2 s"), "{error}");
        assert!(started.elapsed() < Duration::from_secs(4));
        std::thread::sleep(Duration::from_secs(3));
        assert!(!file.exists(), "what it started went on");
        if cfg!(target_os = "linux") {
            let error = by("x=aaaaaaaaaaaaaaaa; while [ ${#x} -lt 300000000 ]; do x=$x$x; done; sleep 60").unwrap_err();
            assert!(error.contains("more than 96 MiB"), "{error}");
        }
    }

    #[test]
    fn pages_are_counted() {
        assert_eq!(pages(b"/Type /Pages /Type /Page\n/Type /Page /x"), 2);
        assert_eq!(pages(b""), 0);
    }
}
