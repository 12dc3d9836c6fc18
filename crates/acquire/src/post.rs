//! One message to an address that a person named: bounded in size and time, and never to a private network unasked.

use crate::address::{self, PrivateResolver};
use crate::fetch::{builder, explain, read_up_to};
use crate::input::read_bounded;
use crate::{AcquireError, Limits};
use reqwest::Url;
use reqwest::blocking::{ClientBuilder, Response};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use std::io::Read;
use std::sync::Arc;
use std::time::Instant;

/// Most bytes of an answer that are looked at.
const MOST_ANSWER: u64 = 4096;

/// What the other side said to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The HTTP status.
    pub status: u16,
    /// The `Retry-After` of the answer, as it came.
    pub retry_after: Option<String>,
    /// The answer: of [`post`] its first 4096 bytes, of [`ask`] all of it.
    pub body: Vec<u8>,
}

impl Posted {
    /// Whether the message was taken.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Sends `body` by POST. Redirects are not followed: what is signed for one address is not handed to another. Private
/// addresses are refused before connecting, unless [`Limits::allow_private`].
///
/// # Errors
/// When the address is none, is of a private network, or gives no answer in time. An answer is no error, whatever its status.
pub fn post(url: &str, headers: &[(&str, &str)], body: &[u8], limits: &Limits) -> Result<Posted, AcquireError> {
    // The blocking client brings its own runtime, which must not start inside another one: hence a thread of its own.
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| post_here(url, headers, body, limits));
        worker.join().unwrap_or_else(|_| Err(AcquireError::Internal { target: url.to_owned() }))
    })
}

fn post_here(given: &str, headers: &[(&str, &str)], body: &[u8], limits: &Limits) -> Result<Posted, AcquireError> {
    let url = address::parse(given)?;
    if !limits.allow_private {
        address::check_literal(&url)
            .map_err(|r| AcquireError::RefusedAddress { url: given.to_owned(), address: r.address })?;
    }
    let (response, told) = send(given, url, headers, body, limits, builder(limits))?;
    // The answer is for a person's eyes: what is longer or breaks off is no fault of the message.
    let body = read_bounded(response.take(MOST_ANSWER), MOST_ANSWER, given).unwrap_or_default();
    Ok(Posted { body, ..told })
}

/// As [`post`], for an answer that a program reads: the whole of it, at most [`Limits::max_bytes`], within
/// [`Limits::timeout`] from the first connection to the last byte. The address is one that a person named, of any network; by
/// plain http only one of this machine or of a private network is asked, unless `in_the_open`.
///
/// # Errors
/// As [`post`]; [`AcquireError::InTheOpen`]; [`AcquireError::TooLarge`].
pub fn ask(
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    limits: &Limits,
    in_the_open: bool,
) -> Result<Posted, AcquireError> {
    let limits = Limits { allow_private: true, use_proxy: false, ..limits.clone() };
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| ask_here(url, headers, body, &limits, in_the_open));
        worker.join().unwrap_or_else(|_| Err(AcquireError::Internal { target: url.to_owned() }))
    })
}

fn ask_here(
    given: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    limits: &Limits,
    in_the_open: bool,
) -> Result<Posted, AcquireError> {
    let started = Instant::now();
    let url = address::parse(given)?;
    let mut client = builder(limits);
    if url.scheme() == "http" && !in_the_open {
        address::check_private(&url)
            .map_err(|public| AcquireError::InTheOpen { url: given.to_owned(), address: public.address })?;
        client = client.dns_resolver(Arc::new(PrivateResolver));
    }
    let (response, told) = send(given, url, headers, body, limits, client)?;
    let (body, more) = read_up_to(response, started, given, limits)?;
    if more {
        return Err(AcquireError::TooLarge { target: given.to_owned(), limit: limits.max_bytes });
    }
    Ok(Posted { body, ..told })
}

/// Sends a message and gives the answer's head; its body is still to be read.
fn send(
    given: &str,
    url: Url,
    headers: &[(&str, &str)],
    body: &[u8],
    limits: &Limits,
    client: ClientBuilder,
) -> Result<(Response, Posted), AcquireError> {
    let client = client.redirect(Policy::none()).build().map_err(|e| explain(given, &e, limits))?;
    let mut request = client.post(url).body(body.to_vec());
    for (name, value) in headers {
        let bad = |what: &str| AcquireError::BadUrl {
            url: given.to_owned(),
            reason: format!("its message cannot have the {what} `{name}`"),
        };
        let mut value = HeaderValue::from_str(value).map_err(|_| bad("value of the header"))?;
        value.set_sensitive(true);
        request = request.header(HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad("header"))?, value);
    }
    let response = request.send().map_err(|e| explain(given, &e, limits))?;
    let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let status = response.status().as_u16();
    Ok((response, Posted { status, retry_after, body: Vec::new() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_to_private_addresses_are_refused_without_a_connection() {
        for url in ["http://127.0.0.1:9/", "http://[::1]:9/", "http://169.254.169.254/", "http://localhost:9/"] {
            let error = post(url, &[], b"{}", &Limits::default()).unwrap_err();
            assert!(matches!(error, AcquireError::RefusedAddress { .. }), "{url}: {error}");
        }
        assert!(matches!(post("ftp://example.org/", &[], b"", &Limits::default()), Err(AcquireError::BadUrl { .. })));
    }

    #[test]
    fn a_question_by_plain_http_does_not_leave_the_house() {
        let limits = Limits { timeout: std::time::Duration::from_millis(300), ..Limits::default() };
        let error = ask("http://192.0.2.1.example.invalid/", &[], b"{}", &limits, false).unwrap_err();
        assert!(matches!(error, AcquireError::Network { .. } | AcquireError::Timeout { .. }), "{error}");
        let error = ask("http://8.8.8.8/v1", &[("authorization", "Bearer very-secret")], b"{}", &limits, false);
        let error = error.unwrap_err();
        assert!(matches!(error, AcquireError::InTheOpen { .. }), "{error}");
        assert!(!format!("{error} {error:?}").contains("very-secret"));
    }

    #[test]
    fn a_header_of_two_lines_is_refused() {
        let error = post("http://example.org/", &[("x-marsad", "a\r\nb: c")], b"", &Limits::default()).unwrap_err();
        assert!(matches!(error, AcquireError::BadUrl { .. }), "{error}");
    }
}
