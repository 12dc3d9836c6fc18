//! One page from the web: bounded in size, time and redirects, and never from a private network.

use crate::address::{self, PublicResolver, Refused};
use crate::exchange::{self, Exchange, Hop};
use crate::input::read_bounded;
use crate::{AcquireError, Fetched, Limits};
use jiff::Timestamp;
use reqwest::blocking::{Client, ClientBuilder, Response};
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::{Attempt, Policy};
use std::error::Error;
use std::io::Read;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

/// What Marsad calls itself to servers.
pub(crate) const USER_AGENT: &str = concat!("Marsad/", env!("CARGO_PKG_VERSION"));
const ACCEPT: &str = "text/html,application/xhtml+xml,text/plain;q=0.9,application/xml;q=0.8,*/*;q=0.5";
/// Arabic first: some outlets answer in the reader's language.
const ACCEPT_LANGUAGE: &str = "ar,en;q=0.5,*;q=0.3";

/// Most bytes that are kept of the body of an answer that leads elsewhere.
const MAX_REDIRECT_BODY: u64 = 256 * 1024;

/// Fetches one page.
///
/// Only http and https, public addresses (also after redirects and whatever a name resolves to) unless
/// [`Limits::allow_private`], at most [`Limits::max_bytes`] before and after decompression. Blocks; safe to call from any
/// thread, also one of an async runtime that may block.
pub fn fetch_url(url: &str, limits: &Limits) -> Result<Fetched, AcquireError> {
    fetch_exchange(url, limits).map(|exchange| exchange.fetched)
}

/// Fetches one page and keeps what [`crate::warc::Writer`] needs to archive it.
pub fn fetch_exchange(url: &str, limits: &Limits) -> Result<Exchange, AcquireError> {
    fetch_any(url, &[], limits).and_then(exchange::successful)
}

/// As [`fetch_exchange`], but every answer is an exchange, whatever its status, and `more` headers are sent with each
/// request (`If-None-Match` and the like).
pub fn fetch_any(url: &str, more: &[(&str, &str)], limits: &Limits) -> Result<Exchange, AcquireError> {
    // The blocking client brings its own runtime, which must not start inside another one: hence a thread of its own.
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| fetch_here(url, more, limits));
        worker.join().unwrap_or_else(|_| Err(AcquireError::Internal { target: url.to_owned() }))
    })
}

fn fetch_here(given: &str, more: &[(&str, &str)], limits: &Limits) -> Result<Exchange, AcquireError> {
    let mut url = address::parse(given)?;
    let started = Instant::now();
    let client = builder(limits).redirect(Policy::none()).build().map_err(|e| explain(given, &e, limits))?;
    let mut redirects = Vec::new();
    loop {
        if !limits.allow_private {
            address::check_literal(&url)
                .map_err(|r| AcquireError::RefusedAddress { url: given.to_owned(), address: r.address })?;
        }
        if started.elapsed() > limits.timeout {
            return Err(AcquireError::Timeout { url: given.to_owned(), timeout: limits.timeout });
        }
        let headers = request_headers(&url, USER_AGENT, more, given)?;
        let request = exchange::request_head(&url, &headers);
        let at = Timestamp::now();
        let sent = client.get(url.clone()).headers(headers).send();
        let response = sent.map_err(|e| explain(given, &e, limits))?;
        let Some(next) = exchange::next_address(&response) else {
            let requested = given.trim().to_owned();
            return finish(response, started, limits, Exchange { requested, request, at, redirects, ..blank() });
        };
        redirects.push(hop(response, started, given, limits, request, at)?);
        if redirects.len() > limits.max_redirects {
            return Err(AcquireError::Redirects { url: given.to_owned(), limit: limits.max_redirects });
        }
        url = next;
    }
}

/// What is not known before the last answer came.
fn blank() -> Exchange {
    let fetched = Fetched { target: String::new(), media_type: String::new(), charset_hint: None, bytes: Vec::new() };
    Exchange::new(fetched, Timestamp::UNIX_EPOCH, 0, Vec::new(), Vec::new())
}

/// The headers of a request in the order they are sent. All of them are given here, so that the client adds none and what
/// is archived is what was sent.
pub(crate) fn request_headers(
    url: &reqwest::Url,
    user_agent: &str,
    more: &[(&str, &str)],
    given: &str,
) -> Result<HeaderMap, AcquireError> {
    let host = exchange::host_of(url);
    let fixed = [
        ("host", host.as_str()),
        ("user-agent", user_agent),
        ("accept", ACCEPT),
        ("accept-language", ACCEPT_LANGUAGE),
        ("accept-encoding", "gzip"),
    ];
    let mut headers = HeaderMap::new();
    for (name, value) in fixed.iter().chain(more) {
        let bad = |what: &str| AcquireError::BadUrl {
            url: given.to_owned(),
            reason: format!("its request cannot have the {what} `{name}: {value}`"),
        };
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad("header"))?;
        let value = HeaderValue::from_str(value).map_err(|_| bad("header"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

fn peer(response: &Response, limits: &Limits) -> Option<IpAddr> {
    // Behind a proxy this is the proxy, which says nothing about the page.
    if limits.use_proxy { None } else { response.remote_addr().map(|a| a.ip()) }
}

fn hop(
    response: Response,
    started: Instant,
    given: &str,
    limits: &Limits,
    request: Vec<u8>,
    at: Timestamp,
) -> Result<Hop, AcquireError> {
    let mut hop = Hop {
        url: response.url().to_string(),
        at,
        status: response.status().as_u16(),
        headers: exchange::header_list(response.headers()),
        body: Vec::new(),
        truncated: false,
        status_line: exchange::status_line(&response),
        request,
        peer: peer(&response, limits),
    };
    let most = Limits { max_bytes: MAX_REDIRECT_BODY.min(limits.max_bytes), ..limits.clone() };
    (hop.body, hop.truncated) = read_up_to(response, started, given, &most)?;
    Ok(hop)
}

fn finish(
    response: Response,
    started: Instant,
    limits: &Limits,
    mut exchange: Exchange,
) -> Result<Exchange, AcquireError> {
    let given = exchange.requested.clone();
    let target = response.url().to_string();
    if response.content_length().is_some_and(|length| length > limits.max_bytes) {
        return Err(AcquireError::TooLarge { target, limit: limits.max_bytes });
    }
    let header_map = response.headers().clone();
    exchange.status = response.status().as_u16();
    exchange.status_line = exchange::status_line(&response);
    exchange.headers = exchange::header_list(&header_map);
    exchange.peer = peer(&response, limits);
    let (body, truncated) = read_up_to(response, started, &given, limits)?;
    if truncated {
        return Err(AcquireError::TooLarge { target, limit: limits.max_bytes });
    }
    // The body of an error page is kept as it came; whether it can be unpacked is no matter.
    let bytes = match decompress(&body, &header_map, &target, limits) {
        Err(_) if !(200..300).contains(&exchange.status) => Vec::new(),
        other => other?,
    };
    let (media_type, charset_hint) = content_type(&header_map);
    exchange.fetched = Fetched { target, media_type, charset_hint, bytes };
    exchange.body = body;
    Ok(exchange)
}

/// The client for other downloads: redirects are followed, private addresses are not.
pub(crate) fn client(limits: &Limits) -> reqwest::Result<Client> {
    let (allow_private, max_redirects) = (limits.allow_private, limits.max_redirects);
    builder(limits).redirect(Policy::custom(move |attempt| follow(attempt, allow_private, max_redirects))).build()
}

pub(crate) fn builder(limits: &Limits) -> ClientBuilder {
    let allow_private = limits.allow_private;
    let mut builder = Client::builder()
        .user_agent(USER_AGENT)
        .timeout(limits.timeout)
        .connect_timeout(limits.timeout)
        // Bodies are archived as they came, so the client must not decompress them.
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd();
    if !limits.use_proxy {
        builder = builder.no_proxy().dns_resolver(Arc::new(PublicResolver { allow_private }));
    }
    builder
}

#[derive(Debug, thiserror::Error)]
#[error("too many redirects")]
struct TooManyRedirects;

fn follow(attempt: Attempt<'_>, allow_private: bool, max_redirects: usize) -> reqwest::redirect::Action {
    if attempt.previous().len() > max_redirects {
        return attempt.error(TooManyRedirects);
    }
    if !matches!(attempt.url().scheme(), "http" | "https") {
        return attempt.stop();
    }
    match address::check_literal(attempt.url()) {
        Err(refused) if !allow_private => attempt.error(refused),
        _ => attempt.follow(),
    }
}

/// The body, and whether it went on behind the limit.
pub(crate) fn read_up_to(
    mut response: Response,
    started: Instant,
    given: &str,
    limits: &Limits,
) -> Result<(Vec<u8>, bool), AcquireError> {
    let mut body = Vec::new();
    let mut chunk = vec![0u8; 64 * 1024];
    loop {
        // The client's timeout is for each wait; a server that drips bytes must not hold us for ever.
        if started.elapsed() > limits.timeout {
            return Err(AcquireError::Timeout { url: given.to_owned(), timeout: limits.timeout });
        }
        match response.read(&mut chunk) {
            Ok(0) => return Ok((body, false)),
            Ok(n) => {
                let room = limits.max_bytes.saturating_sub(body.len() as u64);
                let taken = usize::try_from(room).map_or(n, |room| room.min(n));
                body.extend_from_slice(&chunk[..taken]);
                if taken < n {
                    return Ok((body, true));
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(explain_io(given, &error, limits)),
        }
    }
}

fn decompress(body: &[u8], headers: &HeaderMap, target: &str, limits: &Limits) -> Result<Vec<u8>, AcquireError> {
    let encoding = headers.get(CONTENT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    decode_content(body, encoding, target, limits.max_bytes)
}

/// Takes a content encoding off a body. An answer that says gzip and is not (a common server fault) is taken as it is.
pub(crate) fn decode_content(
    body: &[u8],
    encoding: &str,
    target: &str,
    max_bytes: u64,
) -> Result<Vec<u8>, AcquireError> {
    let broken = |error: AcquireError| match error {
        AcquireError::Unreadable { target, source } => AcquireError::Compression { target, reason: source.to_string() },
        other => other,
    };
    match encoding.trim().to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => {
            read_bounded(flate2::read::MultiGzDecoder::new(body), max_bytes, target).map_err(broken)
        }
        "deflate" if body.first().is_some_and(|b| b & 0x0f == 8) => {
            read_bounded(flate2::read::ZlibDecoder::new(body), max_bytes, target).map_err(broken)
        }
        "deflate" => read_bounded(flate2::read::DeflateDecoder::new(body), max_bytes, target).map_err(broken),
        "" | "identity" | "gzip" | "x-gzip" | "none" => {
            if body.len() as u64 > max_bytes {
                return Err(AcquireError::TooLarge { target: target.to_owned(), limit: max_bytes });
            }
            Ok(body.to_vec())
        }
        other => Err(AcquireError::Compression {
            target: target.to_owned(),
            reason: format!("its encoding `{other}` was not asked for and is not known"),
        }),
    }
}

fn content_type(headers: &HeaderMap) -> (String, Option<String>) {
    let value = headers.get(CONTENT_TYPE).map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned());
    split_content_type(&value.unwrap_or_default())
}

/// `text/html; charset="utf-8"` in its two parts.
pub(crate) fn split_content_type(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';');
    let media_type = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.filter_map(|part| part.split_once('=')).find_map(|(name, label)| {
        let label = label.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !label.is_empty()).then(|| label.to_owned())
    });
    (media_type, charset)
}

pub(crate) fn explain(given: &str, error: &reqwest::Error, limits: &Limits) -> AcquireError {
    let url = given.to_owned();
    if let Some(refused) = cause::<Refused>(error) {
        return AcquireError::RefusedAddress { url, address: refused.address.clone() };
    }
    if let Some(public) = cause::<address::Public>(error) {
        return AcquireError::InTheOpen { url, address: public.address.clone() };
    }
    if cause::<TooManyRedirects>(error).is_some() {
        return AcquireError::Redirects { url, limit: limits.max_redirects };
    }
    if error.is_timeout() {
        return AcquireError::Timeout { url, timeout: limits.timeout };
    }
    AcquireError::Network { url, reason: root(error) }
}

pub(crate) fn explain_io(given: &str, error: &std::io::Error, limits: &Limits) -> AcquireError {
    if let Some(inner) = error.get_ref().and_then(|e| e.downcast_ref::<reqwest::Error>()) {
        return explain(given, inner, limits);
    }
    if error.kind() == std::io::ErrorKind::TimedOut {
        return AcquireError::Timeout { url: given.to_owned(), timeout: limits.timeout };
    }
    AcquireError::Network { url: given.to_owned(), reason: error.to_string() }
}

fn cause<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    let mut at: Option<&(dyn Error + 'static)> = Some(error);
    for _ in 0..32 {
        let here = at?;
        if let Some(found) = here.downcast_ref::<T>() {
            return Some(found);
        }
        // An IO error hides what it wraps from `source`.
        if let Some(inner) = here.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref)
            && let Some(found) = inner.downcast_ref::<T>()
        {
            return Some(found);
        }
        at = here.source();
    }
    None
}

fn root(error: &dyn Error) -> String {
    let mut at = error;
    while let Some(source) = at.source() {
        at = source;
    }
    at.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types_come_apart() {
        assert_eq!(
            split_content_type("Text/HTML; x=1; Charset=\"windows-1256\""),
            ("text/html".to_owned(), Some("windows-1256".to_owned()))
        );
        assert_eq!(split_content_type(""), (String::new(), None));
    }

    #[test]
    fn private_addresses_are_refused_without_a_connection() {
        for url in ["http://127.0.0.1:9/", "http://[::1]:9/", "http://169.254.169.254/latest", "http://localhost:9/"] {
            let error = fetch_url(url, &Limits::default()).unwrap_err();
            assert!(matches!(error, AcquireError::RefusedAddress { .. }), "{url}: {error}");
        }
    }
}
