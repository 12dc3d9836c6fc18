//! Files from the web, kept on disk, and taken up again where a broken download stopped.

use crate::fetch::{client, explain, explain_io};
use crate::{AcquireError, Limits, address};
use reqwest::StatusCode;
use reqwest::blocking::Response;
use reqwest::header::{ETAG, HeaderMap, IF_NONE_MATCH, IF_RANGE, LAST_MODIFIED, RANGE};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// What a download did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Downloaded {
    /// The file is new.
    Whole,
    /// The file was finished from this byte on.
    Resumed(u64),
    /// The server says that the file on disk is still the current one.
    Unchanged,
}

/// Downloads `url` to `path`. What has come stands in `path.part` until it is whole, with the server's tag of that version in
/// `path.part.tag`; another call goes on from there if the server still has that version, else from the beginning. A file that
/// is there already is only replaced if the server has another version. [`Limits`] hold as for pages; the time limit is for
/// each wait, not for the whole.
///
/// # Errors
/// As [`crate::fetch_url`], and when the file cannot be written. What has come so far is kept.
pub fn download(url: &str, path: &Path, limits: &Limits) -> Result<Downloaded, AcquireError> {
    let parsed = address::parse(url)?;
    if !limits.allow_private {
        address::check_literal(&parsed)
            .map_err(|r| AcquireError::RefusedAddress { url: url.to_owned(), address: r.address })?;
    }
    let (part, tag, kept_tag) = (beside(path, ".part"), beside(path, ".part.tag"), beside(path, ".tag"));
    let there = std::fs::metadata(&part).map_or(0, |m| m.len());
    let part_tag = std::fs::read_to_string(&tag).unwrap_or_default();
    let resume = there > 0 && !part_tag.is_empty();
    let client = client(limits).map_err(|e| explain(url, &e, limits))?;
    let mut request = client.get(parsed.clone()).header("Accept", "*/*");
    if resume {
        request = request.header(RANGE, format!("bytes={there}-")).header(IF_RANGE, part_tag.clone());
    } else if path.exists()
        && let Ok(etag) = std::fs::read_to_string(&kept_tag)
        && etag.starts_with(['"', 'W'])
    {
        request = request.header(IF_NONE_MATCH, etag);
    }
    let mut response = request.send().map_err(|e| explain(url, &e, limits))?;
    if response.status() == StatusCode::RANGE_NOT_SATISFIABLE {
        // The part is no beginning of what the server has now.
        response = client.get(parsed).send().map_err(|e| explain(url, &e, limits))?;
    }
    match response.status() {
        StatusCode::NOT_MODIFIED => return Ok(Downloaded::Unchanged),
        StatusCode::OK | StatusCode::PARTIAL_CONTENT => {}
        other => return Err(AcquireError::Status { url: url.to_owned(), status: other.as_u16() }),
    }
    let goes_on = response.status() == StatusCode::PARTIAL_CONTENT && resume;
    let new_tag = version(response.headers());
    let write = |source| AcquireError::Unreadable { target: part.display().to_string(), source };
    let file = if goes_on { OpenOptions::new().append(true).open(&part) } else { File::create(&part) };
    std::fs::write(&tag, &new_tag).map_err(write)?;
    let begun = if goes_on { there } else { 0 };
    let most = limits.max_bytes.saturating_sub(begun);
    pour(&mut response, file.map_err(write)?, most, url, limits, &part)?;
    std::fs::rename(&part, path).map_err(write)?;
    std::fs::rename(&tag, &kept_tag).map_err(write)?;
    Ok(if goes_on { Downloaded::Resumed(begun) } else { Downloaded::Whole })
}

fn pour(
    response: &mut Response,
    mut file: File,
    most: u64,
    url: &str,
    limits: &Limits,
    part: &Path,
) -> Result<(), AcquireError> {
    let write = |source| AcquireError::Unreadable { target: part.display().to_string(), source };
    let wanted = response.content_length();
    let mut chunk = vec![0u8; 64 * 1024];
    let mut come = 0u64;
    loop {
        match response.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => {
                come += n as u64;
                if come > most {
                    return Err(AcquireError::TooLarge { target: url.to_owned(), limit: limits.max_bytes });
                }
                file.write_all(&chunk[..n]).map_err(write)?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(explain_io(url, &error, limits)),
        }
    }
    file.sync_all().map_err(write)?;
    if wanted.is_some_and(|w| come < w) {
        let reason = format!("the answer broke off after {come} bytes; run the command again to go on from there");
        return Err(AcquireError::Network { url: url.to_owned(), reason });
    }
    Ok(())
}

/// What names the version of a file: a strong entity tag, else the time of its last change (RFC 9110, 13.1.5).
fn version(headers: &HeaderMap) -> String {
    let text =
        |name| headers.get(name).and_then(|v: &reqwest::header::HeaderValue| v.to_str().ok()).unwrap_or_default();
    let etag = text(ETAG);
    if etag.starts_with('"') { etag.to_owned() } else { text(LAST_MODIFIED).to_owned() }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(end);
    path.with_file_name(name)
}
