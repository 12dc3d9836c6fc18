//! What a feed lists: pages to fetch, and further feeds.

use crate::rhythm::{self, Signs};
use marsad_acquire::feeds::{self, LinkPattern};
use marsad_acquire::{Exchange, host_and_origin};
use marsad_store::ledger::{FeedKind, Found, Millis, NewFeed};
use std::collections::HashSet;
use std::time::Duration;

/// Most feeds that one page or sitemap leads to.
const MAX_CHILDREN: usize = 2000;

/// What was read from one answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Pages, each once.
    pub found: Vec<Found>,
    /// Feeds that it leads to.
    pub children: Vec<NewFeed>,
    /// Its own name.
    pub title: Option<String>,
    /// What it tells of its rhythm; what was waited before, and what the user said, are for the caller to add.
    pub signs: Signs,
    /// Whether entries fall off its end, so that a visit may come too late.
    pub may_miss: bool,
    /// What was wrong with single entries.
    pub notes: Vec<String>,
}

/// Reads an answer as the kind of list that the feed is.
///
/// # Errors
/// Where it is no such list, with the way out.
pub fn read(feed: &NewFeed, exchange: &Exchange, now: Millis) -> Result<Listing, String> {
    let pattern = feed.pattern.as_deref().map(LinkPattern::parse).transpose().map_err(|e| e.to_string())?;
    let (bytes, address) = (&exchange.fetched.bytes, exchange.fetched.target.as_str());
    let content_type = exchange.header("content-type");
    let mut out = Listing::default();
    match feed.kind {
        FeedKind::Feed => {
            let read = feeds::parse(bytes, address, content_type.as_deref()).map_err(|e| e.to_string())?;
            out.may_miss = true;
            out.title = Some(read.title).filter(|t| !t.is_empty());
            out.signs.asked = read.ttl.map(|minutes| Duration::from_secs(u64::from(minutes) * 60));
            for (at, entry) in read.entries.iter().enumerate() {
                let time = entry.published.or(entry.updated);
                out.signs.published.extend(time.map(|t| t.as_millisecond()));
                match &entry.link {
                    Some(link) => out.take(link, entry.updated.map(|t| t.as_millisecond()), pattern.as_ref(), address),
                    None => out.notes.push(format!("entry {} has no address and is left out", at + 1)),
                }
            }
            out.notes.extend(read.skipped.iter().map(|s| format!("entry {} is left out: {}", s.position, s.reason)));
        }
        FeedKind::Sitemap => {
            let read = feeds::sitemap(bytes, address, content_type.as_deref()).map_err(|e| e.to_string())?;
            for page in &read.pages {
                let time = page.published.or(page.changed);
                out.signs.published.extend(time.map(|t| t.as_millisecond()));
                out.take(&page.link, page.changed.map(|t| t.as_millisecond()), pattern.as_ref(), address);
            }
            out.notes.extend(read.skipped.iter().map(|s| format!("entry {} is left out: {}", s.position, s.reason)));
            for child in &read.sitemaps {
                // An index names sitemaps, and these name pages: a deeper one has no end that could be trusted.
                if feed.parent.is_some() {
                    out.notes.push(format!("{} is left out: it is named by a sitemap that an index named", child.link));
                } else {
                    out.lead_to(feed, FeedKind::Sitemap, &child.link, None);
                }
            }
        }
        FeedKind::Index => {
            let Some(pattern) = &pattern else {
                return Err(
                    "a page of links needs a pattern that says which of them are articles; add it anew with --pattern"
                        .to_owned(),
                );
            };
            let links =
                feeds::index_links(bytes, address, content_type.as_deref(), pattern).map_err(|e| e.to_string())?;
            out.may_miss = true;
            for link in links {
                out.take(&link.link, None, None, address);
            }
        }
        FeedKind::Home => {
            let found = feeds::discover(bytes, address, content_type.as_deref());
            let declared = found.feeds.iter().any(|f| f.declared);
            for one in found.feeds.iter().filter(|f| f.declared == declared) {
                out.lead_to(feed, FeedKind::Feed, &one.link, Some(&one.title));
            }
            if out.children.is_empty() {
                return Err("this page names no feed; follow the page itself with --kind index and --pattern, or give a sitemap".to_owned());
            }
        }
    }
    let fresh =
        rhythm::fresh_for(exchange.header("cache-control").as_deref(), exchange.header("expires").as_deref(), now);
    out.signs.asked = out.signs.asked.max(fresh);
    let mut seen = HashSet::new();
    out.found.retain(|one| seen.insert(one.address.clone()));
    // A clock that is wrong tells no rhythm.
    out.signs.published.retain(|time| *time <= now.saturating_add(24 * 60 * 60 * 1000));
    Ok(out)
}

impl Listing {
    fn take(&mut self, link: &str, updated: Option<Millis>, pattern: Option<&LinkPattern>, page: &str) {
        if pattern.is_some_and(|pattern| !pattern.fits(link, page)) {
            return;
        }
        match host_and_origin(link) {
            Some((host, _)) => self.found.push(Found { address: link.to_owned(), host, updated }),
            None => self.notes.push(format!("{link} is no address of the web and is left out")),
        }
    }

    fn lead_to(&mut self, parent: &NewFeed, kind: FeedKind, link: &str, title: Option<&str>) {
        let Some((host, _)) = host_and_origin(link) else { return };
        if !related(&host, &parent.host) {
            self.notes.push(format!("{link} is another site's and is left out; add it by itself if it is meant to be"));
        } else if self.children.len() >= MAX_CHILDREN {
            self.notes.push(format!("{link} is left out: more than {MAX_CHILDREN} feeds are named"));
        } else {
            self.children.push(NewFeed {
                address: link.to_owned(),
                host,
                kind,
                parent: None,
                title: title.filter(|t| !t.is_empty()).map(str::to_owned),
                outlet: parent.outlet.clone(),
                pattern: parent.pattern.clone().filter(|_| kind == FeedKind::Sitemap),
                every: parent.every,
            });
        }
    }
}

/// Whether two hosts are of one site: the same, or one below the other (`www.` aside).
fn related(one: &str, other: &str) -> bool {
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    let (one, other) = (bare(one), bare(other));
    let below = |a: &str, b: &str| a.strip_suffix(b).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    below(&one, &other) || below(&other, &one)
}

#[cfg(test)]
#[path = "listing_tests.rs"]
mod tests;
