//! Bytes from files and standard input.

use crate::{AcquireError, Limits};
use flate2::read::MultiGzDecoder;
use std::io::Read;
use std::path::Path;

/// What was read or fetched, before anything is decided about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Path, `-` or the address the page was finally found at.
    pub target: String,
    /// Media type as declared (`text/html`), or as the file's name suggests; empty where nothing says.
    pub media_type: String,
    /// Charset that came with the bytes from outside (the HTTP header).
    pub charset_hint: Option<String>,
    /// The page, decompressed.
    pub bytes: Vec<u8>,
}

/// Reads one file. A gzip file (`page.html.gz`) is decompressed.
pub fn read_file(path: &Path, limits: &Limits) -> Result<Fetched, AcquireError> {
    let target = path.display().to_string();
    let unreadable = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
            AcquireError::Missing { path: path.to_owned() }
        }
        std::io::ErrorKind::IsADirectory => AcquireError::Folder { path: path.to_owned() },
        _ => AcquireError::Unreadable { target: target.clone(), source },
    };
    let meta = std::fs::metadata(path).map_err(unreadable)?;
    if meta.is_dir() {
        return Err(AcquireError::Folder { path: path.to_owned() });
    }
    if meta.is_file() && meta.len() > limits.max_bytes {
        return Err(AcquireError::TooLarge { target, limit: limits.max_bytes });
    }
    let file = std::fs::File::open(path).map_err(unreadable)?;
    finish(target, media_type_of(path), file, limits)
}

/// Reads standard input to its end.
pub fn read_stdin(limits: &Limits) -> Result<Fetched, AcquireError> {
    finish("-".to_owned(), "", std::io::stdin().lock(), limits)
}

fn finish(target: String, media_type: &str, from: impl Read, limits: &Limits) -> Result<Fetched, AcquireError> {
    let mut bytes = read_bounded(from, limits.max_bytes, &target)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut start = Vec::new();
        if MultiGzDecoder::new(&bytes[..]).take(5).read_to_end(&mut start).is_ok() && start == b"WARC/" {
            return Err(AcquireError::Archive { target });
        }
        let opened = read_bounded(MultiGzDecoder::new(&bytes[..]), limits.max_bytes, &target);
        bytes = opened.map_err(|error| match error {
            AcquireError::Unreadable { target, source } => {
                AcquireError::Compression { target, reason: source.to_string() }
            }
            other => other,
        })?;
    }
    Ok(Fetched { target, media_type: media_type.to_owned(), charset_hint: None, bytes })
}

/// Reads to the end, or says that there is more than `limit`.
pub(crate) fn read_bounded(from: impl Read, limit: u64, target: &str) -> Result<Vec<u8>, AcquireError> {
    let mut bytes = Vec::new();
    from.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|source| AcquireError::Unreadable { target: target.to_owned(), source })?;
    if bytes.len() as u64 > limit {
        return Err(AcquireError::TooLarge { target: target.to_owned(), limit });
    }
    Ok(bytes)
}

fn media_type_of(path: &Path) -> &'static str {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match name.rsplit_once('.').map(|(_, ext)| ext) {
        Some("html" | "htm" | "xhtml" | "shtml" | "mhtml" | "php" | "aspx") => "text/html",
        Some("txt" | "text" | "md") => "text/plain",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn missing_files_and_folders_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let gone = dir.path().join("لا-يوجد.html");
        let error = read_file(&gone, &Limits::default()).unwrap_err();
        assert!(matches!(error, AcquireError::Missing { .. }));
        assert!(error.to_string().contains("لا-يوجد.html"));
        assert!(matches!(read_file(dir.path(), &Limits::default()), Err(AcquireError::Folder { .. })));
    }

    #[test]
    fn fifty_megabytes_are_refused_before_they_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("big.html");
        std::fs::File::create(&path).unwrap().set_len(50 * 1024 * 1024).unwrap();
        let started = std::time::Instant::now();
        let error = read_file(&path, &Limits::default()).unwrap_err();
        assert!(started.elapsed().as_millis() < 200);
        assert!(error.to_string().contains("32 MiB"), "{error}");
    }

    #[test]
    fn a_gzip_page_opens_and_a_gzip_bomb_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, content: &[u8]| {
            let path = dir.path().join(name);
            let mut gz =
                flate2::write::GzEncoder::new(std::fs::File::create(&path).unwrap(), flate2::Compression::best());
            gz.write_all(content).unwrap();
            gz.finish().unwrap();
            path
        };
        let page = read_file(&write("page.html.gz", "<p>نص قصير</p>".as_bytes()), &Limits::default()).unwrap();
        assert_eq!((page.media_type.as_str(), page.bytes.as_slice()), ("text/html", "<p>نص قصير</p>".as_bytes()));
        let bomb = write("bomb.gz", &vec![b'a'; 40 * 1024 * 1024]);
        assert!(std::fs::metadata(&bomb).unwrap().len() < 100_000);
        assert!(matches!(read_file(&bomb, &Limits::default()), Err(AcquireError::TooLarge { .. })));
    }
}
