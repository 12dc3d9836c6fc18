//! What a record looks like before it is written.

use super::{hex, http};
use crate::AcquireError;
use crate::exchange::{Exchange, Hop};
use crate::fetch::USER_AGENT;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::net::IpAddr;

pub(super) const REQUEST: &str = "application/http;msgtype=request";
pub(super) const RESPONSE: &str = "application/http;msgtype=response";

impl Exchange {
    /// The body without compression, whatever the status: what a record of this exchange gives back as its page's bytes.
    ///
    /// # Errors
    /// When the compression of an answer other than success is broken.
    pub fn page_bytes(&self) -> Result<Cow<'_, [u8]>, AcquireError> {
        if (200..300).contains(&self.status) {
            return Ok(Cow::Borrowed(&self.fetched.bytes));
        }
        let Draft { block, .. } = Draft::response(self);
        match http::split(&block) {
            Some(head) => http::entity(&head, &self.fetched.target, super::MAX_RECORD).map(|e| Cow::Owned(e.bytes)),
            None => Ok(Cow::Borrowed(&self.body)),
        }
    }

    /// The same exchange with what its headers say of compression kept under another name (`X-Archive-Orig-Content-Encoding`), for
    /// a body that is not in the compression it claims: so it can be archived and had back as it is.
    #[must_use]
    pub fn as_plain(mut self) -> Self {
        for (name, _) in self.headers.iter_mut().filter(|(name, _)| name.eq_ignore_ascii_case("content-encoding")) {
            *name = "x-archive-orig-content-encoding".to_owned();
        }
        self
    }
}

/// A record that waits to be written.
pub(super) struct Draft {
    pub kind: &'static str,
    pub target: Option<String>,
    pub at: Timestamp,
    pub content_type: String,
    pub block: Vec<u8>,
    /// Where the payload begins in the block.
    pub payload_from: usize,
    /// Further headers.
    pub more: Vec<(&'static str, String)>,
}

impl Draft {
    pub(super) fn warcinfo(file: &str) -> Self {
        let block = format!(
            "software: {USER_AGENT}\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
        );
        Self {
            kind: "warcinfo",
            target: None,
            at: Timestamp::now(),
            content_type: "application/warc-fields".to_owned(),
            block: block.into_bytes(),
            payload_from: 0,
            more: vec![("WARC-Filename", file.to_owned())],
        }
    }

    pub(super) fn resource(target: &str, media_type: &str, bytes: &[u8], at: Timestamp) -> Self {
        let media_type = if media_type.is_empty() { "application/octet-stream" } else { media_type };
        Self {
            kind: "resource",
            target: Some(target.to_owned()),
            at,
            content_type: media_type.to_owned(),
            block: bytes.to_vec(),
            payload_from: 0,
            more: Vec::new(),
        }
    }

    /// The answer that led elsewhere.
    pub(super) fn hop(hop: &Hop) -> Self {
        let mut draft = answer(&hop.url, hop.at, &hop.status_line, hop.status, &hop.headers, &hop.body, hop.peer);
        if hop.truncated {
            draft.more.push(("WARC-Truncated", "length".to_owned()));
        }
        draft
    }

    /// The last answer.
    pub(super) fn response(exchange: &Exchange) -> Self {
        let Exchange { fetched, requested, at, status, headers, body, status_line, peer, .. } = exchange;
        let mut draft = answer(&fetched.target, *at, status_line, *status, headers, body, *peer);
        if *requested != fetched.target {
            draft.more.push(("X-Marsad-Requested-URI", requested.clone()));
        }
        draft
    }

    /// A request as it was sent, to stand with the record of its answer.
    pub(super) fn request(target: &str, at: Timestamp, head: &[u8], peer: Option<IpAddr>, response: &str) -> Self {
        let mut more = address(peer);
        more.push(("WARC-Concurrent-To", format!("<{response}>")));
        Self {
            kind: "request",
            target: Some(target.to_owned()),
            at,
            content_type: REQUEST.to_owned(),
            block: head.to_vec(),
            payload_from: head.len(),
            more,
        }
    }

    /// The bytes of the record, its identifier and the SHA-256 of its payload; `from` and `nth` as for [`Self::record_id`].
    pub(super) fn bytes(&self, from: u64, nth: u64) -> (Vec<u8>, String, String) {
        let payload = self.block.get(self.payload_from..).unwrap_or_default();
        let sha256 = hex(&Sha256::digest(payload));
        let id = self.record_id(from, nth);
        let (kind, date) = (self.kind, warc_date(self.at));
        let mut head = format!("WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{id}>\r\nWARC-Date: {date}\r\n");
        if let Some(target) = &self.target {
            head.push_str(&format!("WARC-Target-URI: {}\r\n", one_line(target).replace(' ', "%20")));
        }
        for (name, value) in &self.more {
            head.push_str(&format!("{name}: {}\r\n", one_line(value)));
        }
        head.push_str(&format!("WARC-Block-Digest: sha256:{}\r\n", hex(&Sha256::digest(&self.block))));
        if kind != "request" && kind != "warcinfo" {
            head.push_str(&format!("WARC-Payload-Digest: sha256:{sha256}\r\n"));
        }
        let content_type = one_line(&self.content_type);
        head.push_str(&format!("Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n", self.block.len()));
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&self.block);
        bytes.extend_from_slice(b"\r\n\r\n");
        (bytes, id, sha256)
    }

    /// An identifier made from what the record is, where and when: the same append gives the same identifier, and no two
    /// records of an archive share one. The place is told by the end of the archive before the append, and how many records
    /// of the same append come before. Shaped as a UUID of version 8 (RFC 9562: contents defined by the maker).
    pub(super) fn record_id(&self, from: u64, nth: u64) -> String {
        let mut hash = Sha256::new();
        let (target, at) = (self.target.as_deref().unwrap_or_default(), self.at.to_string());
        for part in [
            self.kind.as_bytes(),
            target.as_bytes(),
            at.as_bytes(),
            &from.to_be_bytes(),
            &nth.to_be_bytes(),
            self.block.as_slice(),
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let digest = hash.finalize();
        let mut bytes = [0u8; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let h = hex(&bytes);
        format!("urn:uuid:{}-{}-{}-{}-{}", &h[..8], &h[8..12], &h[12..16], &h[16..20], &h[20..])
    }
}

fn answer(
    target: &str,
    at: Timestamp,
    status_line: &str,
    status: u16,
    headers: &[(String, Vec<u8>)],
    body: &[u8],
    peer: Option<IpAddr>,
) -> Draft {
    let mut block = if status_line.is_empty() {
        let reason = reqwest::StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason());
        format!("HTTP/1.1 {status} {}", reason.unwrap_or("Unknown"))
    } else {
        one_line(status_line)
    }
    .into_bytes();
    block.extend_from_slice(b"\r\n");
    for (name, value) in headers {
        // The client has joined the chunks, so the stored body has none; the header is kept under the name that
        // other archiving programs use for this.
        let joined = name.eq_ignore_ascii_case("transfer-encoding");
        block.extend_from_slice(if joined { b"X-Archive-Orig-" } else { b"" });
        block.extend_from_slice(one_line(name).as_bytes());
        block.extend_from_slice(b": ");
        block.extend(value.iter().filter(|b| !matches!(b, b'\r' | b'\n')));
        block.extend_from_slice(b"\r\n");
    }
    block.extend_from_slice(b"\r\n");
    let payload_from = block.len();
    block.extend_from_slice(body);
    Draft {
        kind: "response",
        target: Some(target.to_owned()),
        at,
        content_type: RESPONSE.to_owned(),
        block,
        payload_from,
        more: address(peer),
    }
}

fn address(peer: Option<IpAddr>) -> Vec<(&'static str, String)> {
    peer.map(|ip| ("WARC-IP-Address", ip.to_string())).into_iter().collect()
}

/// UTC with milliseconds where there are any.
fn warc_date(at: Timestamp) -> String {
    let at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
    at.strftime("%Y-%m-%dT%H:%M:%S%.fZ").to_string()
}

fn one_line(value: &str) -> String {
    value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}
