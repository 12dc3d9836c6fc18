//! What went over the wire and is no document: the bodies of feeds, the rules of robots.txt, redirects, refusals, and pages whose
//! text could not be read. Their bytes stand in the archive beside those of documents; here is said what they are.

use crate::api::CaptureRef;
use crate::archive;
use crate::error::{StoreError, shortened};
use marsad_acquire::Exchange;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What an exchange was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExchangeRole {
    /// A feed, sitemap, page of links or home page was asked, and came.
    Feed,
    /// A robots.txt was asked for; whatever the answer.
    Robots,
    /// The answer leads elsewhere.
    Redirect,
    /// The answer says that there is no page, or not now.
    Error,
    /// A page came, and no text could be read from it.
    Unread,
}

impl ExchangeRole {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Feed, Self::Robots, Self::Redirect, Self::Error, Self::Unread];

    /// Its name in the database and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Robots => "robots",
            Self::Redirect => "redirect",
            Self::Error => "error",
            Self::Unread => "unread",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// An exchange to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewExchange<'a> {
    /// What it was for.
    pub role: ExchangeRole,
    /// The address of the feed or page in the ledger, or the origin of a robots.txt: another than was asked after a redirect.
    pub address: &'a str,
    /// What went over the wire.
    pub exchange: &'a Exchange,
    /// Where it leads, for a redirect.
    pub leads_to: Option<&'a str>,
    /// Why there is no document, where there should be one.
    pub cause: Option<&'a str>,
}

/// An exchange as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeRow {
    /// Store id.
    pub id: i64,
    /// What it was for.
    pub role: ExchangeRole,
    /// See [`NewExchange::address`].
    pub address: String,
    /// The address that was asked.
    pub target: String,
    /// HTTP status of the answer.
    pub status: u16,
    /// Where it leads, for a redirect.
    pub leads_to: Option<String>,
    /// Media type that the server named.
    pub media_type: String,
    /// Where its bytes lie, and their SHA-256.
    pub capture: CaptureRef,
    /// Bytes of the body without compression.
    pub size: u64,
    /// Why there is no document, where there should be one.
    pub cause: Option<String>,
    /// The document that an unread page became when it was read later.
    pub document: Option<i64>,
}

/// Keeps exchanges that are no documents.
pub trait Exchanges: Send + Sync {
    /// Archives an exchange and notes what it is. Where the last one of the same role and address asked has the same status,
    /// destination and bytes, nothing is written but a new cause. The id, and whether it was new.
    ///
    /// # Errors
    /// When the archive or the database cannot be written; [`StoreError::BadInput`] where the body is too large to be archived.
    fn keep(&self, new: &NewExchange<'_>) -> Result<(i64, bool), StoreError>;

    /// What is kept, in the order of the ids: of one role or all, after an id, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn exchanges(&self, role: Option<ExchangeRole>, after: i64, limit: usize) -> Result<Vec<ExchangeRow>, StoreError>;

    /// The body of one without compression, checked against its SHA-256.
    ///
    /// # Errors
    /// When the archive cannot be read or the bytes do not match their hash.
    fn exchange_bytes(&self, row: &ExchangeRow) -> Result<Vec<u8>, StoreError>;

    /// Notes that an unread page was read after all, as this document, here and in the ledger, where it was given up.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn exchange_read(&self, id: i64, document: i64) -> Result<(), StoreError>;
}

/// What is written of a new exchange.
pub(crate) struct Ready<'a> {
    pub new: NewExchange<'a>,
    /// The exchange as it is archived.
    pub exchange: Cow<'a, Exchange>,
    pub media_type: String,
    pub captured_at: String,
    pub sha256: String,
    pub size: u64,
}

impl<'a> Ready<'a> {
    /// Sees to it that what is archived can be had back.
    pub(crate) fn of(new: &NewExchange<'a>) -> Result<Self, StoreError> {
        let mut exchange = Cow::Borrowed(new.exchange);
        if exchange.page_bytes().is_err() {
            exchange = Cow::Owned(new.exchange.clone().as_plain());
        }
        let refuse = |why: String| StoreError::BadInput { target: shortened(&new.exchange.fetched.target), why };
        let bytes = exchange.page_bytes().map_err(|e| refuse(e.to_string()))?;
        if bytes.len().max(exchange.body.len()) as u64 > archive::LARGEST {
            return Err(refuse(format!("it has more than {} MiB, the most of one page", archive::LARGEST >> 20)));
        }
        let (sha256, size) = (archive::sha256(&bytes), bytes.len() as u64);
        drop(bytes);
        let media_type = exchange.fetched.media_type.chars().filter(|c| !c.is_control()).take(200).collect();
        let captured_at = exchange.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        Ok(Self { new: *new, exchange, media_type, captured_at, sha256, size })
    }

    /// Whether the last one kept says the same.
    pub(crate) fn is(&self, last: &ExchangeRow) -> bool {
        let leads_to = last.leads_to.as_deref();
        (last.status, leads_to, &last.capture.sha256) == (self.exchange.status, self.new.leads_to, &self.sha256)
    }
}
