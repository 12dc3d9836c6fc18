//! What went over the wire for one page: every request and answer on the way, as an archive keeps them.

use crate::{AcquireError, Fetched};
use jiff::Timestamp;
use reqwest::blocking::Response;
use reqwest::header::HeaderMap;
use std::net::IpAddr;

/// A fetched page with everything an archive keeps of it.
///
/// Header names are kept in lower case, since the HTTP client forgets how the server wrote them; their values are the
/// bytes that came. Chunks are joined; what the server said about them stays in `headers`.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The page, decompressed; its target is the address where the redirects ended.
    pub fetched: Fetched,
    /// The address as asked for.
    pub requested: String,
    /// When the last request was sent.
    pub at: Timestamp,
    /// HTTP status of the last answer.
    pub status: u16,
    /// Headers of the last answer, in their order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body as it came, with its content encoding still on.
    pub body: Vec<u8>,
    /// The first line of the last answer, e.g. `HTTP/1.1 200 OK`; empty where it is not known.
    pub status_line: String,
    /// The head of the last request as it was sent, with its blank line; empty where it is not known.
    pub request: Vec<u8>,
    /// Whom the last request was sent to; none where it is not known, or behind a proxy.
    pub peer: Option<IpAddr>,
    /// The answers that led elsewhere, in the order they came.
    pub redirects: Vec<Hop>,
}

/// One request whose answer led to another address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// The address asked for.
    pub url: String,
    /// When the request was sent.
    pub at: Timestamp,
    /// HTTP status of the answer.
    pub status: u16,
    /// Headers of the answer, in their order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Body of the answer as it came, at most 256 KiB of it.
    pub body: Vec<u8>,
    /// Whether the body went on behind what was kept.
    pub truncated: bool,
    /// As [`Exchange::status_line`].
    pub status_line: String,
    /// As [`Exchange::request`].
    pub request: Vec<u8>,
    /// As [`Exchange::peer`].
    pub peer: Option<IpAddr>,
}

impl Exchange {
    /// An exchange of which no more is known than what the client gave back: no request, no peer, no redirects.
    #[must_use]
    pub fn new(fetched: Fetched, at: Timestamp, status: u16, headers: Vec<(String, Vec<u8>)>, body: Vec<u8>) -> Self {
        Self {
            requested: fetched.target.clone(),
            fetched,
            at,
            status,
            headers,
            body,
            status_line: String::new(),
            request: Vec::new(),
            peer: None,
            redirects: Vec::new(),
        }
    }

    /// A header of the last answer by name, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let found = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
    }
}

/// The head of a GET request as the client writes it: the names in lower case, in the order given.
pub(crate) fn request_head(url: &reqwest::Url, headers: &HeaderMap) -> Vec<u8> {
    let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
    let mut head = format!("GET {}{query} HTTP/1.1\r\n", url.path()).into_bytes();
    for (name, value) in headers {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    head
}

/// The `Host` header of an address: with its port where that is not the usual one.
pub(crate) fn host_of(url: &reqwest::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The first line of an answer, with the server's own words where they are not the usual ones.
pub(crate) fn status_line(response: &Response) -> String {
    let said = response.extensions().get::<hyper::ext::ReasonPhrase>().map(|r| String::from_utf8_lossy(r.as_bytes()));
    let status = response.status();
    let words = said.as_deref().or_else(|| status.canonical_reason()).unwrap_or_default();
    format!("{:?} {} {words}", response.version(), status.as_u16()).trim_end().to_owned()
}

/// The headers of an answer, in their order.
pub(crate) fn header_list(headers: &HeaderMap) -> Vec<(String, Vec<u8>)> {
    headers.iter().map(|(n, v)| (n.as_str().to_owned(), v.as_bytes().to_vec())).collect()
}

/// Where an answer leads, if it leads elsewhere; none where the address cannot be fetched.
pub(crate) fn next_address(response: &Response) -> Option<reqwest::Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(reqwest::header::LOCATION)?;
    let mut next = response.url().join(String::from_utf8_lossy(location.as_bytes()).trim()).ok()?;
    if !matches!(next.scheme(), "http" | "https") {
        return None;
    }
    // A password in a redirect would be sent as a header; nobody gave it to us.
    let _ = next.set_username("");
    let _ = next.set_password(None);
    Some(next)
}

/// Refuses what is no page, for callers that want only pages.
pub(crate) fn successful(exchange: Exchange) -> Result<Exchange, AcquireError> {
    if (200..300).contains(&exchange.status) {
        return Ok(exchange);
    }
    Err(AcquireError::Status { url: exchange.fetched.target, status: exchange.status })
}
