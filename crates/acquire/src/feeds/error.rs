//! Why something gave no feed, and what to do about it.

use super::FeedLink;
use crate::limits::size;

/// Why a feed, sitemap or list could not be read. Every message names it and the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FeedError {
    /// Nothing in it.
    #[error("{address}: the feed is empty; open the address in a browser and see whether it still is one")]
    Empty {
        /// The feed.
        address: String,
    },
    /// A web page.
    #[error("{address}: this is a web page, not a feed; {}", way_out(found))]
    Page {
        /// The page.
        address: String,
        /// The feeds that it names.
        found: Vec<FeedLink>,
    },
    /// A sitemap, which is read in another way.
    #[error("{address}: this is a sitemap, not a feed; add it as a sitemap")]
    Sitemap {
        /// The sitemap.
        address: String,
    },
    /// A list of feeds.
    #[error("{address}: this is a list of feeds (OPML), not a feed; import it as one")]
    List {
        /// The list.
        address: String,
    },
    /// No feed at all.
    #[error(
        "{address}: this is {what}, not a feed; give the address of an RSS, Atom or JSON feed, or of a home page that names one"
    )]
    NoFeed {
        /// The address.
        address: String,
        /// What it is.
        what: &'static str,
    },
    /// Something of the right kind that cannot be read.
    #[error(
        "{address}: cannot be read ({reason}); open it in a browser and tell the outlet, or follow its pages by a link pattern"
    )]
    Broken {
        /// The feed.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// More bytes than are read.
    #[error("{address}: larger than {}; ask the outlet for a shorter feed, or follow its pages by a link pattern", size(*limit))]
    TooLarge {
        /// The feed.
        address: String,
        /// The bound in bytes.
        limit: u64,
    },
    /// Broken compression.
    #[error("{address}: cannot be decompressed ({reason}); fetch it again")]
    Compression {
        /// The feed.
        address: String,
        /// What failed.
        reason: String,
    },
}

fn way_out(found: &[FeedLink]) -> String {
    if found.is_empty() {
        return "it names no feed: look for one, or follow the page itself by a link pattern".to_owned();
    }
    let mut out = "it names ".to_owned();
    for (i, feed) in found.iter().take(5).enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        out.push_str(&feed.link);
    }
    if found.len() > 5 {
        out.push_str(&format!(" and {} more", found.len() - 5));
    }
    out.push_str("; give one of these");
    out
}
