//! One record: its headers and its block.

use super::http;
use crate::{AcquireError, Fetched, Limits};

/// A record of a WARC file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Named fields in their order, names as written.
    pub headers: Vec<(String, String)>,
    /// The record's block: for a response, the HTTP head and body as they came; for a resource, the bytes.
    pub payload: Vec<u8>,
    /// Where the record's gzip member (or the record itself, in an uncompressed file) begins.
    pub offset: u64,
}

impl Record {
    /// A header by name, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// `response`, `resource`, `request`, `warcinfo`, …
    #[must_use]
    pub fn kind(&self) -> &str {
        self.header("WARC-Type").unwrap_or_default()
    }

    /// The address that the record is about, without the angle brackets that some programs write.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.header("WARC-Target-URI").map(|uri| uri.trim_start_matches('<').trim_end_matches('>'))
    }

    /// The HTTP status of a response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        http::split(&self.payload).and_then(|head| head.status)
    }

    /// The page in the record, ready to be read: chunks joined and decompressed. `None` for records that hold no page
    /// (requests, metadata, answers other than success).
    #[must_use]
    pub fn to_fetched(&self, limits: &Limits) -> Option<Result<Fetched, AcquireError>> {
        let target = self.target()?.to_owned();
        let content_type = self.header("Content-Type").unwrap_or_default();
        match self.kind() {
            "resource" => {
                let (media_type, charset_hint) = crate::fetch::split_content_type(content_type);
                Some(Ok(Fetched { target, media_type, charset_hint, bytes: self.payload.clone() }))
            }
            "response" => {
                let head = http::split(&self.payload)?;
                if !head.status.is_some_and(|s| (200..300).contains(&s)) {
                    return None;
                }
                let chunked =
                    head.header("Transfer-Encoding").is_some_and(|v| v.to_ascii_lowercase().contains("chunked"));
                let joined = if chunked { http::dechunk(head.body) } else { None };
                // Some programs keep the header and store the body joined: then it does not parse as chunks.
                let body = joined.as_deref().unwrap_or(head.body);
                let encoding = head.header("Content-Encoding").unwrap_or_default();
                let bytes = crate::fetch::decode_content(body, encoding, &target, limits.max_bytes);
                let (media_type, charset_hint) =
                    crate::fetch::split_content_type(head.header("Content-Type").unwrap_or_default());
                Some(bytes.map(|bytes| Fetched { target, media_type, charset_hint, bytes }))
            }
            _ => None,
        }
    }
}
