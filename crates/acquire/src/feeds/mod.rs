//! Where pages are announced: feeds, sitemaps, pages of links, lists of feeds, and how they are found.
//!
//! | given | asked | gives |
//! | --- | --- | --- |
//! | RSS 0.9 to 2.0, Atom 0.3 and 1.0, JSON Feed | [`parse`] | [`Feed`] |
//! | sitemap, news sitemap, index of sitemaps, gzip too | [`sitemap`] | [`Sitemap`] |
//! | a page that lists articles | [`index_links`] with a [`LinkPattern`] | [`PageLink`]s |
//! | an outlet's home page | [`discover`] | [`Discovery`] |
//! | OPML 1 and 2 | [`opml::read`], [`opml::write`] | [`opml::Opml`] |
//!
//! Bytes are decoded before anything else looks at them, by the same rules as pages: neither the header nor the XML
//! declaration is believed against the bytes. What is broken in one entry costs that entry, which is named in
//! [`Feed::skipped`]; what cannot be read at all is refused with a [`FeedError`] that names the way out.
//!
//! Nothing here fetches. Nesting, number of entries, sizes and time are bounded, and no entity of a document's own is
//! ever expanded.

mod discover;
mod error;
mod escape;
mod index_page;
mod json;
mod links;
mod nodes;
pub mod opml;
mod read;
mod sitemap;
mod tame;
mod walk;

pub use discover::{Discovery, FeedLink, discover};
pub use error::FeedError;
pub use index_page::{LinkPattern, PageLink, PatternError, index_links};
pub use links::clean as clean_link;
pub use sitemap::{ChildSitemap, Sitemap, SitemapPage, sitemap};

use crate::document::Warning;
use crate::{charset, sniff};
use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use marsad_model::Day;
use reqwest::Url;
use std::borrow::Cow;
use std::io::Read;
use tame::{Root, Wild};

/// Most bytes of one feed or sitemap, decompressed; the protocol of sitemaps allows no more either.
pub const MAX_BYTES: usize = 50 * 1024 * 1024;
/// Most entries of one feed; later ones are skipped, and that is told.
pub const MAX_ENTRIES: usize = 10_000;

/// The format a feed is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// RSS 0.91 to 2.0.
    Rss,
    /// RSS 0.90 and 1.0, which are RDF.
    Rdf,
    /// Atom 0.3 or 1.0.
    Atom,
    /// JSON Feed 1.x.
    Json,
}

impl Kind {
    /// The name of the format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Rdf => "RSS (RDF)",
            Self::Atom => "Atom",
            Self::Json => "JSON Feed",
        }
    }
}

/// A feed and what it announces.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// Its format.
    pub kind: Kind,
    /// Its name, as plain text; empty where it has none.
    pub title: String,
    /// The page it belongs to.
    pub home: Option<String>,
    /// The language that it says its entries are in.
    pub language: Option<String>,
    /// When it says it was last changed.
    pub updated: Option<Timestamp>,
    /// How many minutes it asks to be left alone between two visits (RSS `ttl`).
    pub ttl: Option<u32>,
    /// Where older entries are (`rel="next"` or `prev-archive`).
    pub next: Option<String>,
    /// A hub that tells of new entries (WebSub).
    pub hub: Option<String>,
    /// Its entries, in its own order.
    pub entries: Vec<Entry>,
    /// Entries that could not be read, each with the reason.
    pub skipped: Vec<Skipped>,
    /// The charset that the bytes were decoded with.
    pub charset: String,
    /// What was doubtful about the bytes.
    pub warnings: Vec<Warning>,
}

/// One announced page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// What the feed calls it; where it gives no id, the link, or a hash of the words.
    pub id: String,
    /// The page: absolute and cleaned ([`clean_link`]). `None` where the feed gives no address of the web.
    pub link: Option<String>,
    /// The other pages of the entry: the same in other languages or on the outlet's own host, attachments.
    pub links: Vec<String>,
    /// Headline as plain text; may be empty.
    pub title: String,
    /// When it says it was published, or last changed where it says only that.
    pub published: Option<Timestamp>,
    /// The day of [`Entry::published`] as the feed writes it, in the outlet's own time.
    pub day: Option<Day>,
    /// When it says it was last changed.
    pub updated: Option<Timestamp>,
    /// A summary, as HTML or plain text, whatever the feed gives.
    pub summary: Option<String>,
    /// The whole text, as HTML or plain text, where the feed gives it.
    pub content: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its categories, as the feed names them.
    pub categories: Vec<String>,
}

/// An entry that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its place in the file, from 1.
    pub position: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// Reads a feed.
///
/// `address` is where it was found (or a path; then links stay relative to what the feed says of itself) and names it in
/// errors; `content_type` is the header that came with it, of which only the charset is used, as a hint.
///
/// # Errors
/// [`FeedError::Page`] for a web page, with the feeds that it names; the others where there is nothing to be read.
pub fn parse(bytes: &[u8], address: &str, content_type: Option<&str>) -> Result<Feed, FeedError> {
    let bytes = unpacked(bytes, address)?;
    let decoded = decode(&bytes, address, content_type)?;
    let text = decoded.text.as_str();
    let base = base_of(address);
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{FEFF}');
    let mut feed = if start.starts_with(['{', '[']) {
        json::read(start, address, base.as_ref())?
    } else {
        match tame::root(text) {
            Some(root @ (Root::Rss | Root::Rdf | Root::Atom | Root::AtomEntry)) => {
                read::read(text, root, address, base.as_ref())?
            }
            root => return Err(other_kind(root, text, address, content_type)),
        }
    };
    feed.charset = decoded.charset;
    feed.warnings = decoded.warnings;
    Ok(feed)
}

/// What to say of a text that is no feed.
fn other_kind(root: Option<Root>, text: &str, address: &str, content_type: Option<&str>) -> FeedError {
    let address = address.to_owned();
    match root {
        Some(Root::Sitemap | Root::SitemapIndex) => FeedError::Sitemap { address },
        Some(Root::Opml) => FeedError::List { address },
        Some(Root::Html) => {
            let found = discover(text.as_bytes(), &address, Some("text/html; charset=utf-8"));
            FeedError::Page { address, found: found.feeds }
        }
        Some(_) => FeedError::NoFeed { address, what: "some other kind of XML" },
        None if text.trim().is_empty() => FeedError::Empty { address },
        None if content_type.is_some_and(|t| t.contains("json")) => FeedError::NoFeed { address, what: "broken JSON" },
        None => FeedError::NoFeed { address, what: "plain text" },
    }
}

/// The bytes as text, if they are any.
fn decode(bytes: &[u8], address: &str, content_type: Option<&str>) -> Result<charset::Decoded, FeedError> {
    if bytes.trim_ascii().is_empty() {
        return Err(FeedError::Empty { address: address.to_owned() });
    }
    if let Some(what) = sniff::no_text(bytes) {
        return Err(FeedError::NoFeed { address: address.to_owned(), what });
    }
    let hint = content_type.and_then(|t| crate::fetch::split_content_type(t).1);
    Ok(charset::decode(bytes, hint.as_deref()))
}

/// Decompressed bytes within the bound.
fn unpacked<'b>(bytes: &'b [u8], address: &str) -> Result<Cow<'b, [u8]>, FeedError> {
    let too_large = || FeedError::TooLarge { address: address.to_owned(), limit: MAX_BYTES as u64 };
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return if bytes.len() > MAX_BYTES { Err(too_large()) } else { Ok(Cow::Borrowed(bytes)) };
    }
    let mut out = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut out)
        .map_err(|e| FeedError::Compression { address: address.to_owned(), reason: e.to_string() })?;
    if out.len() > MAX_BYTES { Err(too_large()) } else { Ok(Cow::Owned(out)) }
}

/// The address that relative links count from, if it is one of the web.
fn base_of(address: &str) -> Option<Url> {
    Url::parse(address).ok().filter(|u| matches!(u.scheme(), "http" | "https"))
}

fn wild(wild: Wild, address: &str) -> FeedError {
    let reason = match wild {
        Wild::TooDeep => format!("it is nested deeper than {} tags", tame::MAX_DEPTH),
        Wild::LongTag => "it has a tag of more than 16 KiB".to_owned(),
    };
    FeedError::Broken { address: address.to_owned(), reason }
}

/// Markup or escaped text as plain text in one line.
fn plain(text: &str) -> String {
    let text: Cow<'_, str> = if text.contains(['<', '&']) {
        let short: String = text.chars().take(4000).collect();
        let (tamed, _) = crate::guard::tame(&short);
        dom_query::Document::from(tamed.as_ref()).text().to_string().into()
    } else {
        text.into()
    };
    let mut out = String::new();
    for word in text.split_whitespace() {
        if out.len() > 4000 {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
