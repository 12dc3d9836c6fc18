//! PDF to text: an outside program in a process of its own, under limits; then the order of Arabic letters is repaired.
//!
//! The program is `pdftotext` (poppler-utils), found on the path or named by `MARSAD_PDFTOTEXT`. A PDF can be built to
//! exhaust its reader, so the process gets no more memory and time than the limits say and what it prints is cut.

mod pages;
pub mod repair;
mod run;

use crate::AcquireError;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a reader of PDF may use.
pub(crate) struct Bounds {
    /// Longest time.
    pub time: Duration,
    /// Most memory, in bytes.
    pub memory: u64,
    /// Most text, in bytes.
    pub text: u64,
    /// Most pages; those behind are left out.
    pub pages: u32,
}

const BOUNDS: Bounds =
    Bounds { time: Duration::from_secs(30), memory: 1024 * 1024 * 1024, text: 16 * 1024 * 1024, pages: 500 };

/// Text of a PDF, and how many of its lines stood in the order of the eye.
pub(crate) struct Text {
    /// Paragraphs, parted by blank lines.
    pub text: String,
    /// Lines whose letters were turned.
    pub turned: usize,
}

/// The text of a PDF.
pub(crate) fn read(target: &str, bytes: &[u8]) -> Result<Text, AcquireError> {
    let program = program(std::env::var_os("MARSAD_PDFTOTEXT"), std::env::var_os("PATH"));
    read_with(program.as_deref(), target, bytes, &BOUNDS)
}

/// The program that reads PDF, if there is one.
fn program(named: Option<OsString>, path: Option<OsString>) -> Option<PathBuf> {
    if let Some(named) = named.filter(|n| !n.is_empty()) {
        return Some(named.into());
    }
    let folders = std::env::split_paths(&path?).collect::<Vec<_>>();
    let names = if cfg!(windows) { "pdftotext.exe" } else { "pdftotext" };
    folders.into_iter().map(|folder| folder.join(names)).find(|file| file.is_file())
}

fn read_with(program: Option<&Path>, target: &str, bytes: &[u8], bounds: &Bounds) -> Result<Text, AcquireError> {
    let Some(program) = program else { return Err(AcquireError::Pdf { target: target.to_owned() }) };
    let failed = |reason: String| AcquireError::PdfReader { target: target.to_owned(), reason };
    let raw = run::run(program, bytes, bounds).map_err(failed)?;
    let (lines, turned) = repair::repair(&raw);
    let text = pages::paragraphs(&lines);
    if !text.chars().any(char::is_alphanumeric) {
        return Err(failed("it holds pictures of pages and no text".to_owned()));
    }
    Ok(Text { text, turned })
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn fake(script: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pdftotext");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        (folder, path)
    }

    fn read_by(script: &str, bytes: &[u8]) -> Result<String, String> {
        let (_folder, path) = fake(script);
        let bounds = Bounds { time: Duration::from_secs(3), memory: 256 << 20, text: 100_000, pages: 9 };
        read_with(Some(&path), "a.pdf", bytes, &bounds).map(|t| t.text).map_err(|e| e.to_string())
    }

    #[test]
    fn without_a_reader_the_way_out_is_said() {
        let error = read_with(None, "a.pdf", b"%PDF-1.4", &BOUNDS).err().unwrap().to_string();
        assert!(error.starts_with("a.pdf: ") && error.contains("poppler-utils"), "{error}");
        assert_eq!(program(None, Some("/no/such/folder".into())), None);
        assert_eq!(program(Some("/x/y".into()), None), Some("/x/y".into()));
        let (folder, path) = fake("exit 0");
        assert_eq!(program(None, Some(folder.path().into())), Some(path));
    }

    #[test]
    fn the_reader_gets_the_bytes_and_its_text_is_taken() {
        assert_eq!(read_by("cat", "قافلة تصل إلى المخيم.".as_bytes()).unwrap(), "قافلة تصل إلى المخيم.");
        assert!(read_by("cat >/dev/null", b"%PDF").unwrap_err().contains("no text"));
        let error = read_by("cat >/dev/null; echo 'Syntax Error: bad xref' >&2; exit 1", b"%PDF").unwrap_err();
        assert!(error.contains("bad xref"), "{error}");
        // A reader that does not read to the end of a long file is not waited for.
        assert_eq!(read_by("echo text", &vec![b'x'; 4 << 20]).unwrap(), "text");
    }

    #[test]
    fn time_memory_and_text_are_bounded() {
        let started = std::time::Instant::now();
        let error = read_by("sleep 60", b"%PDF").unwrap_err();
        assert!(error.contains("longer than 3 s"), "{error}");
        let error = read_by("cat >/dev/null; while :; do echo text text text text text; done", b"%PDF").unwrap_err();
        assert!(error.contains("more than 98 KiB"), "{error}");
        assert!(started.elapsed().as_secs() < 15);
        // A string that doubles until the memory ends.
        let error = read_by("x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done", b"%PDF").unwrap_err();
        assert!(error.starts_with("a.pdf: "), "{error}");
        assert!(!error.contains("longer"), "the memory ended before the time: {error}");
    }
}
