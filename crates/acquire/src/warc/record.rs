//! One record: its headers and its block.

use super::{Doubt, digest, head, http};
use crate::{AcquireError, Fetched, Limits};
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

/// A record of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Named fields in their order, names as written. Records of ARC files have theirs in the words of WARC.
    pub headers: Vec<(String, String)>,
    /// The record's block: for a response, the HTTP head and body as they came; for a resource, the bytes.
    pub payload: Vec<u8>,
    /// Where the record's member (or the record itself, in an uncompressed file) begins.
    pub offset: u64,
    /// Length of the member in the file, in bytes; 0 where the member holds other records too.
    pub length: u64,
    /// How many records stand before it in its member.
    pub nth: u64,
    /// The archive file, with `!` and the inner name for a file inside a WACZ.
    pub file: Arc<Path>,
    /// What was doubtful about reading it.
    pub doubts: Vec<Doubt>,
    /// For a revisit: the record that it refers to, where [`super::Collection`] found it.
    pub original: Option<Box<Record>>,
}

/// The page in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedPage {
    /// The page, chunks joined and decompressed.
    pub fetched: Fetched,
    /// HTTP status; none for pages that were archived without their HTTP message.
    pub status: Option<u16>,
    /// What was doubtful about it.
    pub doubts: Vec<Doubt>,
}

impl Record {
    /// A header by name, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        head::find(&self.headers, name)
    }

    /// `response`, `resource`, `request`, `warcinfo`, …
    #[must_use]
    pub fn kind(&self) -> &str {
        self.header("WARC-Type").unwrap_or_default()
    }

    /// The record's identifier, without the angle brackets; none in ARC files.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.header("WARC-Record-ID").map(bare)
    }

    /// The identifiers of the records made in the same capture, as this record names them.
    pub fn concurrent_to(&self) -> impl Iterator<Item = &str> {
        let named = self.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("WARC-Concurrent-To"));
        named.map(|(_, id)| bare(id))
    }

    /// The address that the record is about, without the angle brackets that some programs write.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.header("WARC-Target-URI").map(bare)
    }

    /// The HTTP status of a response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        http::split(&self.payload).and_then(|head| head.status)
    }

    /// A header of the HTTP answer in a response, by name.
    #[must_use]
    pub fn http_header(&self, name: &str) -> Option<String> {
        http::split(&self.payload)?.header(name).map(str::to_owned)
    }

    /// The method of a request, e.g. `GET`.
    #[must_use]
    pub fn method(&self) -> Option<&str> {
        if self.kind() != "request" {
            return None;
        }
        let word = self.payload.split(|b| b.is_ascii_whitespace()).next()?;
        std::str::from_utf8(word).ok().filter(|w| (1..32).contains(&w.len()))
    }

    /// The page in the record, ready to be read: chunks joined and decompressed. `None` for records that hold no page
    /// (requests, metadata, answers other than success, revisits whose original is not there).
    #[must_use]
    pub fn to_fetched(&self, limits: &Limits) -> Option<Result<Fetched, AcquireError>> {
        self.page(limits).map(|page| page.map(|page| page.fetched))
    }

    /// As [`Record::to_fetched`], with the status and what was doubtful.
    #[must_use]
    pub fn page(&self, limits: &Limits) -> Option<Result<ArchivedPage, AcquireError>> {
        let target = self.target()?.to_owned();
        let mut doubts = self.doubts.clone();
        doubts.extend(self.header("WARC-Truncated").map(|why| Doubt::Truncated { why: why.to_owned() }));
        doubts.extend(self.header("WARC-Segment-Number").map(|_| Doubt::Segment));
        match self.kind() {
            "resource" | "conversion" => Some(self.bare_page(target, doubts, limits)),
            "response" => match http::split(&self.payload) {
                Some(head) => {
                    let status = head.status?;
                    if !(200..300).contains(&status) {
                        return None;
                    }
                    Some(http::entity(&head, &target, limits.max_bytes).map(|mut entity| {
                        doubts.append(&mut entity.doubts);
                        let (media_type, charset_hint) = crate::fetch::split_content_type(entity.content_type);
                        let fetched = Fetched { target, media_type, charset_hint, bytes: entity.bytes };
                        ArchivedPage { fetched, status: Some(status), doubts }
                    }))
                }
                // Fetched by something else than HTTP; what name servers say is no page.
                None if self.header("Content-Type").is_none_or(|t| t.starts_with("application/http")) => None,
                None if target.starts_with("dns:") => None,
                None => Some(self.bare_page(target, doubts, limits)),
            },
            "revisit" => {
                // The head may be newer than the original's, the page is the original's.
                let page = self.original.as_ref()?.page(limits)?;
                Some(page.map(|mut page| {
                    page.fetched.target = target;
                    page.doubts.append(&mut doubts);
                    page
                }))
            }
            _ => None,
        }
    }

    fn bare_page(&self, target: String, doubts: Vec<Doubt>, limits: &Limits) -> Result<ArchivedPage, AcquireError> {
        if self.payload.len() as u64 > limits.max_bytes {
            return Err(AcquireError::TooLarge { target, limit: limits.max_bytes });
        }
        let content_type = self.header("Content-Type").unwrap_or_default();
        let (media_type, mut charset_hint) = crate::fetch::split_content_type(content_type);
        if self.kind() == "conversion" && charset_hint.is_none() {
            // Text that a program took out of a page is UTF-8 (the WET files of Common Crawl do not say so).
            charset_hint = Some("utf-8".to_owned());
        }
        let fetched = Fetched { target, media_type, charset_hint, bytes: self.payload.clone() };
        Ok(ArchivedPage { fetched, status: None, doubts })
    }

    /// The page's bytes whatever its status: of a response without HTTP head, chunks and compression, of other records the
    /// block. This is what the SHA-256 of a capture is of.
    ///
    /// # Errors
    /// When the compression is broken, or the page is larger than [`super::MAX_RECORD`].
    pub fn page_bytes(&self) -> Result<Cow<'_, [u8]>, AcquireError> {
        match http::split(&self.payload).filter(|_| self.kind() == "response") {
            Some(head) => {
                let entity = http::entity(&head, self.target().unwrap_or_default(), super::MAX_RECORD)?;
                Ok(Cow::Owned(entity.bytes))
            }
            None => Ok(Cow::Borrowed(&self.payload)),
        }
    }

    /// Compares the record with the digests in its headers. Empty where all of them match, or there are none.
    #[must_use]
    pub fn check_digests(&self) -> Vec<Doubt> {
        digest::check(self)
    }
}

/// An address or identifier without the angle brackets around it.
fn bare(uri: &str) -> &str {
    uri.trim_start_matches('<').trim_end_matches('>')
}
