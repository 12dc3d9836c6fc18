//! Asking the web as a collector does: one request at a time, each answer given back as it is.
//!
//! Redirects are not followed, since the next hop may be another host's business: who asks decides. Sizes, times and addresses
//! are bounded as in [`crate::fetch_url`]; what is connected to is what was checked, whatever a name says a moment later.

use crate::address::{self, CheckedResolver, Names, Refused};
use crate::exchange::{self, Exchange};
use crate::fetch::{decode_content, explain, explain_io, request_headers, split_content_type};
use crate::{AcquireError, Fetched, Limits};
use jiff::Timestamp;
use reqwest::blocking::{Client, Response};
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE};
use std::io::Read;
use std::sync::Arc;
use std::time::Instant;

/// What a visitor calls itself and how it goes about.
#[derive(Clone)]
pub struct VisitorOptions {
    /// The whole `User-Agent`; see [`user_agent`].
    pub user_agent: String,
    /// Bounds. `max_redirects` is not used here.
    pub limits: Limits,
    /// The proxy to go through (`http://proxy.example:3128`); without one and with [`Limits::use_proxy`], what the environment
    /// names. A proxy resolves names itself: then only addresses written as numbers can be refused.
    pub proxy: Option<String>,
    /// Who looks names up; without one the system does.
    pub names: Option<Arc<dyn Names>>,
}

impl Default for VisitorOptions {
    fn default() -> Self {
        Self { user_agent: crate::fetch::USER_AGENT.to_owned(), limits: Limits::default(), proxy: None, names: None }
    }
}

impl std::fmt::Debug for VisitorOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VisitorOptions")
            .field("user_agent", &self.user_agent)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// Longest address that a redirect may lead to.
const MAX_ADDRESS: usize = 8192;

/// The name under which Marsad looks itself up in a robots.txt.
pub const PRODUCT: &str = "Marsad";

/// `Marsad/0.1.0 (+https://example.org/about)`: who asks, and where to complain.
///
/// # Errors
/// Where the contact is neither an address of the web nor one of mail.
pub fn user_agent(contact: &str) -> Result<String, String> {
    let contact = contact.trim();
    let mail = contact.strip_prefix("mailto:").unwrap_or(contact);
    let is_mail = mail.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let is_page = contact.starts_with("https://") || contact.starts_with("http://");
    let plain = contact.len() <= 200 && contact.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'(' | b')'));
    if (is_mail || is_page) && plain {
        return Ok(format!("{} (+{contact})", crate::fetch::USER_AGENT));
    }
    let shown: String = contact.chars().take(80).collect();
    Err(format!(
        "`{shown}` is no contact; give a mail address or the address of a page about you, like https://example.org/about"
    ))
}

/// What the last answer said of itself, to ask whether it still holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub last_modified: Option<String>,
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What went over the wire. `fetched.bytes` is empty where the status is no success.
    pub exchange: Exchange,
    /// Where it leads, for a redirect to an address that can be fetched.
    pub moved: Option<String>,
}

impl Answer {
    /// What to send next time.
    #[must_use]
    pub fn conditions(&self) -> Conditions {
        let short = |name| self.exchange.header(name).filter(|v| v.len() <= 1000 && !v.chars().any(char::is_control));
        Conditions { etag: short("etag"), last_modified: short("last-modified") }
    }
}

/// No answer, or none that could be read.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct Unanswered {
    /// What happened.
    #[source]
    pub error: AcquireError,
    /// Whether the server had begun to answer: then it is there, and the fault is with the one page.
    pub begun: bool,
}

/// Asks the web. Cheap to share between threads; not to be made or dropped inside an async runtime.
#[derive(Debug, Clone)]
pub struct Visitor {
    client: Client,
    user_agent: String,
    limits: Limits,
    behind_proxy: bool,
}

impl Visitor {
    /// A visitor.
    ///
    /// # Errors
    /// Where the proxy or the user agent cannot be used.
    pub fn new(options: VisitorOptions) -> Result<Self, AcquireError> {
        let VisitorOptions { user_agent, limits, proxy, names } = options;
        let behind_proxy = proxy.is_some() || limits.use_proxy;
        let mut builder = Client::builder()
            .timeout(limits.timeout)
            .connect_timeout(limits.timeout)
            .redirect(reqwest::redirect::Policy::none())
            .pool_max_idle_per_host(1)
            .retry(reqwest::retry::never())
            // Bodies are archived as they came.
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd();
        if let Some(proxy) = &proxy {
            let bad = |e: reqwest::Error| AcquireError::BadUrl { url: proxy.clone(), reason: format!("no proxy: {e}") };
            builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(bad)?);
        } else if !behind_proxy {
            builder = builder
                .no_proxy()
                .dns_resolver(Arc::new(CheckedResolver { allow_private: limits.allow_private, names }));
        }
        let client = builder.build().map_err(|e| explain("the web", &e, &limits))?;
        Ok(Self { client, user_agent, limits, behind_proxy })
    }

    /// Sends one request.
    ///
    /// # Errors
    /// Where there is no answer within the limits, or it may not be asked for. An answer of any status is no error.
    pub fn ask(&self, address: &str, conditions: &Conditions) -> Result<Answer, Unanswered> {
        let before = |error| Unanswered { error, begun: false };
        let url = address::parse(address).map_err(before)?;
        let refused =
            |Refused { address: host }| AcquireError::RefusedAddress { url: address.to_owned(), address: host };
        if !self.limits.allow_private {
            address::check_literal(&url).map_err(refused).map_err(before)?;
        }
        let asked = [("if-none-match", &conditions.etag), ("if-modified-since", &conditions.last_modified)];
        let asked: Vec<(&str, &str)> =
            asked.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).collect();
        let headers = request_headers(&url, &self.user_agent, &asked, address).map_err(before)?;
        let request = exchange::request_head(&url, &headers);
        let (started, at) = (Instant::now(), Timestamp::now());
        let sent = self.client.get(url).headers(headers).send();
        let response = sent.map_err(|e| before(explain(address, &e, &self.limits)))?;
        // The resolver has dropped private addresses already; this holds it to its word.
        if let Some(peer) = response.remote_addr().filter(|_| !self.behind_proxy && !self.limits.allow_private)
            && !address::is_public(peer.ip())
        {
            return Err(before(refused(Refused { address: peer.ip().to_string() })));
        }
        self.read(response, address, at, started, request).map_err(|error| Unanswered { error, begun: true })
    }

    fn read(
        &self,
        mut response: Response,
        address: &str,
        at: Timestamp,
        started: Instant,
        request: Vec<u8>,
    ) -> Result<Answer, AcquireError> {
        let (target, status) = (response.url().to_string(), response.status().as_u16());
        let headers = response.headers().clone();
        let moved = exchange::next_address(&response).map(|mut to| {
            // Where in the page is the browser's business.
            to.set_fragment(None);
            String::from(to)
        });
        let moved = moved.filter(|to| to.len() <= MAX_ADDRESS);
        let status_line = exchange::status_line(&response);
        let peer = response.remote_addr().map(|a| a.ip()).filter(|_| !self.behind_proxy);
        let too_large = || AcquireError::TooLarge { target: target.clone(), limit: self.limits.max_bytes };
        if response.content_length().is_some_and(|length| length > self.limits.max_bytes) {
            return Err(too_large());
        }
        let mut body = Vec::new();
        let mut chunk = vec![0u8; 64 * 1024];
        loop {
            // The client's timeout is for each wait; a server that drips bytes must not hold us for ever.
            if started.elapsed() > self.limits.timeout {
                return Err(AcquireError::Timeout { url: address.to_owned(), timeout: self.limits.timeout });
            }
            match response.read(&mut chunk) {
                Ok(0) => break,
                Ok(n) if body.len() as u64 + n as u64 > self.limits.max_bytes => return Err(too_large()),
                Ok(n) => body.extend_from_slice(&chunk[..n]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                // Whoever answers an error or a redirect with half a body has said what matters.
                Err(_) if !(200..300).contains(&status) => break,
                Err(error) => return Err(explain_io(address, &error, &self.limits)),
            }
        }
        let text =
            |name| headers.get(name).map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned()).unwrap_or_default();
        let bytes = if (200..300).contains(&status) {
            decode_content(&body, &text(CONTENT_ENCODING), &target, self.limits.max_bytes)?
        } else {
            Vec::new()
        };
        let (media_type, charset_hint) = split_content_type(&text(CONTENT_TYPE));
        let fetched = Fetched { target, media_type, charset_hint, bytes };
        let exchange = Exchange {
            requested: address.trim().to_owned(),
            status_line,
            request,
            peer,
            ..Exchange::new(fetched, at, status, exchange::header_list(&headers), body)
        };
        Ok(Answer { exchange, moved })
    }
}

/// Whom an address belongs to: its host, with the port where that is not the usual one, and its origin
/// (`https://example.org`). `None` for what is no address of the web.
#[must_use]
pub fn host_and_origin(address: &str) -> Option<(String, String)> {
    let url = address::parse(address).ok()?;
    let host = url.host_str()?;
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let origin = format!("{}://{host}", url.scheme());
    Some((host, origin))
}
