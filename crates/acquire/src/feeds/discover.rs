//! The feeds of a site, from its home page.

use super::{base_of, links, plain, unpacked};
use crate::{charset, guard};
use dom_query::Document;
use reqwest::Url;

/// Most feeds of one page.
const MAX_FOUND: usize = 100;

/// A feed that a page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLink {
    /// Its address, absolute and cleaned.
    pub link: String,
    /// Its name as the page gives it; may be empty.
    pub title: String,
    /// Whether the page declares it as its feed (`<link rel="alternate">`); otherwise it is only a link that looks like
    /// one.
    pub declared: bool,
}

/// What a home page tells of its feeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discovery {
    /// Feeds: the declared ones first, each in the page's order.
    pub feeds: Vec<FeedLink>,
    /// Sitemaps that the page links to.
    pub sitemaps: Vec<String>,
    /// Addresses on the same host where news systems put feeds, the likeliest first: guesses to be tried one by one.
    pub hints: Vec<String>,
    /// Sitemaps to be tried likewise.
    pub sitemap_hints: Vec<String>,
}

/// Looks for the feeds of a page. Never fails: what is no page has no feeds, and the guesses depend on the address only.
pub fn discover(bytes: &[u8], address: &str, content_type: Option<&str>) -> Discovery {
    let base = base_of(address);
    let mut out = Discovery::default();
    hints(base.as_ref(), &mut out);
    let Ok(bytes) = unpacked(bytes, address) else { return out };
    let hint = content_type.and_then(|t| crate::fetch::split_content_type(t).1);
    let text = charset::decode(&bytes, hint.as_deref()).text;
    let (tamed, _) = guard::tame(&text);
    let dom = Document::from(tamed.as_ref());
    let base = page_base(&dom, base);
    for node in dom.select("link[rel][href]").nodes() {
        let rel = node.attr("rel").unwrap_or_default().to_ascii_lowercase();
        let kind = node.attr("type").unwrap_or_default().to_ascii_lowercase();
        let href = node.attr("href").unwrap_or_default();
        let Some(link) = links::clean(&href, base.as_ref()) else { continue };
        let words: Vec<&str> = rel.split_whitespace().collect();
        let is_feed = is_feed_type(&kind) || (words.contains(&"feed") && !kind.contains("html"));
        if words.iter().any(|w| matches!(*w, "alternate" | "feed")) && is_feed {
            push(
                &mut out.feeds,
                FeedLink { link, title: plain(&node.attr("title").unwrap_or_default()), declared: true },
            );
        } else if words.contains(&"sitemap") && !out.sitemaps.contains(&link) && out.sitemaps.len() < MAX_FOUND {
            out.sitemaps.push(link);
        }
    }
    for node in dom.select("a[href]").nodes() {
        let href = node.attr("href").unwrap_or_default();
        let Some(link) = links::clean(&href, base.as_ref()).filter(|l| looks_like_feed(l)) else { continue };
        let text = plain(&node.text());
        push(&mut out.feeds, FeedLink { link, title: text.chars().take(200).collect(), declared: false });
    }
    let known: Vec<&String> = out.feeds.iter().map(|f| &f.link).collect();
    out.hints.retain(|hint| !known.contains(&hint));
    let known = &out.sitemaps;
    out.sitemap_hints.retain(|hint| !known.contains(hint));
    out
}

fn push(feeds: &mut Vec<FeedLink>, feed: FeedLink) {
    // The feed of a page's comments announces no pages.
    let comments = feed.link.contains("/comments/feed");
    if feeds.len() < MAX_FOUND && !comments && !feeds.iter().any(|f| f.link == feed.link) {
        feeds.push(feed);
    }
}

/// The address that links of a page count from.
pub(super) fn page_base(dom: &Document, address: Option<Url>) -> Option<Url> {
    let given = dom.select("base[href]").attr("href").and_then(|href| match &address {
        Some(address) => address.join(href.trim()).ok(),
        None => Url::parse(href.trim()).ok(),
    });
    given.filter(|u| matches!(u.scheme(), "http" | "https")).or(address)
}

fn is_feed_type(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    matches!(
        kind,
        "application/rss+xml"
            | "application/atom+xml"
            | "application/feed+json"
            | "application/rdf+xml"
            | "application/x.atom+xml"
            | "application/x-atom+xml"
            | "text/rss+xml"
            | "text/rss"
            | "application/rss"
            | "text/xml"
            | "application/xml"
    )
}

/// Whether a link's path ends as feeds' do.
fn looks_like_feed(link: &str) -> bool {
    let Ok(url) = Url::parse(link) else { return false };
    let path = url.path().trim_end_matches('/').to_ascii_lowercase();
    let last = path.rsplit('/').next().unwrap_or_default();
    let query = url.query().unwrap_or_default().to_ascii_lowercase();
    matches!(last, "rss" | "feed" | "atom" | "rss2" | "rdf")
        || [".rss", ".rdf", ".atom", "rss.xml", "atom.xml", "feed.xml", "rss.php", "feed.json", "rss.aspx"]
            .iter()
            .any(|end| last.ends_with(end))
        || query
            .split('&')
            .any(|pair| matches!(pair, "feed=rss2" | "feed=rss" | "feed=atom" | "format=feed" | "type=rss"))
}

fn hints(base: Option<&Url>, out: &mut Discovery) {
    let Some(base) = base else { return };
    let rows = include_str!("../../data/feed_paths.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
    for row in rows {
        let mut columns = row.split('\t');
        let (Some(path), Some(kind)) = (columns.next(), columns.next()) else { continue };
        let Ok(link) = base.join(path) else { continue };
        let list = if kind == "sitemap" { &mut out.sitemap_hints } else { &mut out.hints };
        list.push(link.to_string());
    }
}
