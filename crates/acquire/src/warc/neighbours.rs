//! The records that belong to a capture and stand beside it: its request, and the redirects before it.

use super::record::Record;
use super::{WarcError, read_member};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Where a member stands: offset and length.
pub(super) type Spot = (u64, u64);

/// Most redirects that are looked for.
const MAX_HOPS: usize = 32;
/// How far back a member may begin: a redirect with the most that is kept of its body, and its head.
const BACK: u64 = 1024 * 1024;

/// The members of a capture in the order they stand in the file, the capture itself last, and the capture. Everything else
/// was written before it at once: its request, and before that each redirect with its own.
pub(super) fn capture(path: &Path, offset: u64, length: u64) -> Result<(Vec<Spot>, Record), WarcError> {
    let record = read_member(path, offset, length)?;
    let mut spots = vec![(offset, length)];
    if record.kind() != "response" {
        return Ok((spots, record));
    }
    let mut begin = offset;
    if let Some(request) = request_before(path, offset, &record)? {
        begin = request.0;
        spots.insert(0, request);
    }
    let Some(wanted) = record.header("X-Marsad-Requested-URI").map(str::to_owned) else { return Ok((spots, record)) };
    let mut hops: Vec<Spot> = Vec::new();
    for _ in 0..MAX_HOPS {
        let Some((start, answer)) = member_before(path, begin)? else { break };
        if answer.kind() != "response" || !answer.status().is_some_and(|s| (300..400).contains(&s)) {
            break;
        }
        hops.insert(0, (start, begin - start));
        begin = start;
        if let Some(request) = request_before(path, start, &answer)? {
            begin = request.0;
            hops.insert(0, request);
        }
        // A row that does not begin at the address asked for is somebody else's.
        if answer.target().is_some_and(|target| same(target, &wanted)) {
            spots.splice(0..0, hops);
            break;
        }
    }
    Ok((spots, record))
}

/// The request that stands before a response, if it is the one that the response answers.
fn request_before(path: &Path, offset: u64, response: &Record) -> Result<Option<Spot>, WarcError> {
    let Some((start, before)) = member_before(path, offset)? else { return Ok(None) };
    let named = response.id().is_some_and(|id| before.concurrent_to().any(|to| to == id));
    Ok((before.kind() == "request" && named).then_some((start, offset - start)))
}

/// Whether two addresses are the same but for how they are spelled: one is the user's, the other the client's.
fn same(one: &str, other: &str) -> bool {
    one == other || reqwest::Url::parse(one).is_ok_and(|one| reqwest::Url::parse(other).is_ok_and(|other| one == other))
}

/// The record whose member ends at a byte, and where it begins.
fn member_before(path: &Path, end: u64) -> Result<Option<(u64, Record)>, WarcError> {
    let io = |source| WarcError::Io { path: path.to_owned(), action: "reading a record", source };
    let from = end.saturating_sub(BACK);
    let mut window = Vec::new();
    let mut file = File::open(path).map_err(io)?;
    file.seek(SeekFrom::Start(from)).map_err(io)?;
    file.take(end - from).read_to_end(&mut window).map_err(io)?;
    let starts = window.windows(3).enumerate().filter(|(_, w)| *w == [0x1f, 0x8b, 0x08]).map(|(at, _)| at);
    // The nearest first: only a member that ends exactly here is one.
    for at in starts.collect::<Vec<_>>().into_iter().rev().take(64) {
        let start = from + at as u64;
        if let Ok(record) = read_member(path, start, end - start) {
            return Ok(Some((start, record)));
        }
    }
    Ok(None)
}
