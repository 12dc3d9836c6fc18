//! Sitemaps: plain ones, those of news, indexes of others, and lists of addresses line by line.

use super::nodes::{Node, Nodes};
use super::tame::{self, Root};
use super::{FeedError, Skipped, base_of, decode, links, plain, unpacked, wild};
use crate::clock::{self, Moment};
use jiff::Timestamp;
use marsad_model::Day;
use reqwest::Url;

/// Most addresses of one sitemap: what the protocol allows.
pub const MAX_PAGES: usize = 50_000;

/// What a sitemap lists. An index has only `sitemaps`, the others only `pages`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sitemap {
    /// Pages, in the file's order.
    pub pages: Vec<SitemapPage>,
    /// Further sitemaps. Whoever follows them must bound how deep: a sitemap may name itself.
    pub sitemaps: Vec<ChildSitemap>,
    /// Entries that could not be read.
    pub skipped: Vec<Skipped>,
}

/// A page of a sitemap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SitemapPage {
    /// Its address, absolute and cleaned.
    pub link: String,
    /// When it was last changed.
    pub changed: Option<Timestamp>,
    /// Headline, in news sitemaps.
    pub title: Option<String>,
    /// The outlet's name, in news sitemaps.
    pub outlet: Option<String>,
    /// Language code, in news sitemaps.
    pub language: Option<String>,
    /// When it was published, in news sitemaps.
    pub published: Option<Timestamp>,
    /// The day of `published` as the sitemap writes it.
    pub day: Option<Day>,
}

/// A sitemap that an index names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChildSitemap {
    /// Its address.
    pub link: String,
    /// When it was last changed.
    pub changed: Option<Timestamp>,
}

/// Reads a sitemap or an index of sitemaps, also compressed with gzip, also as plain text with an address a line.
///
/// # Errors
/// For anything else: a [`FeedError`] that says what it is.
pub fn sitemap(bytes: &[u8], address: &str, content_type: Option<&str>) -> Result<Sitemap, FeedError> {
    let bytes = unpacked(bytes, address)?;
    let text = decode(&bytes, address, content_type)?.text;
    let base = base_of(address);
    match tame::root(&text) {
        Some(root @ (Root::Sitemap | Root::SitemapIndex)) => read(&text, root, address, base.as_ref()),
        Some(Root::Html) => Err(FeedError::Page { address: address.to_owned(), found: Vec::new() }),
        Some(Root::Rss | Root::Rdf | Root::Atom | Root::AtomEntry) => {
            Err(FeedError::NoFeed { address: address.to_owned(), what: "a feed and no sitemap" })
        }
        Some(_) => Err(FeedError::NoFeed { address: address.to_owned(), what: "some other kind of XML" }),
        None => lines(&text, address),
    }
}

/// A sitemap of plain text.
fn lines(text: &str, address: &str) -> Result<Sitemap, FeedError> {
    let mut out = Sitemap::default();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        if out.pages.len() >= MAX_PAGES {
            out.skipped.push(too_many(number + 1));
            break;
        }
        match links::clean(line, None).filter(|_| line.contains("://")) {
            Some(link) => out.pages.push(SitemapPage { link, ..SitemapPage::default() }),
            None if out.skipped.len() < 1000 => out.skipped.push(no_address(number + 1)),
            None => {}
        }
    }
    if out.pages.is_empty() {
        return Err(FeedError::NoFeed { address: address.to_owned(), what: "plain text without addresses" });
    }
    Ok(out)
}

fn too_many(position: usize) -> Skipped {
    Skipped { position, reason: format!("a sitemap has at most {MAX_PAGES} addresses; what follows was left out") }
}

fn no_address(position: usize) -> Skipped {
    Skipped { position, reason: "it has no address of the web".to_owned() }
}

/// The fields of one `url` or `sitemap` element as they come in.
#[derive(Default)]
struct Fields {
    link: Option<String>,
    changed: Option<Moment>,
    title: Option<String>,
    outlet: Option<String>,
    language: Option<String>,
    published: Option<Moment>,
}

fn read(text: &str, root: Root, address: &str, base: Option<&Url>) -> Result<Sitemap, FeedError> {
    let tamed = tame::tame(text, root).map_err(|w| wild(w, address))?;
    let broken = |reason| FeedError::Broken { address: address.to_owned(), reason };
    let mut out = Sitemap::default();
    let (mut depth, mut position) = (0usize, 0usize);
    let mut fields: Option<Fields> = None;
    let mut name = String::new();
    let mut value = String::new();
    for node in Nodes::of(&tamed) {
        match node.map_err(broken)? {
            Node::Start { name: found, prefix, .. } => {
                depth += 1;
                if depth == 2 && matches!(found.as_str(), "url" | "sitemap") {
                    position += 1;
                    if position > MAX_PAGES {
                        out.skipped.push(too_many(position));
                        break;
                    }
                    fields = Some(Fields::default());
                }
                // Pictures and videos have titles and addresses too.
                let foreign = matches!(prefix.as_deref(), Some("image" | "video" | "xhtml"));
                name = if foreign { String::new() } else { found };
                value.clear();
            }
            Node::Text(text) => {
                if value.len() < 8192 {
                    value.push_str(&text);
                }
            }
            Node::End => {
                if let Some(fields) = &mut fields {
                    take(fields, &name, &value, base);
                }
                name.clear();
                value.clear();
                depth = depth.saturating_sub(1);
                if depth == 1
                    && let Some(fields) = fields.take()
                {
                    finish(fields, root, position, &mut out);
                }
            }
        }
    }
    if tamed.cut {
        out.skipped.push(Skipped { position: position + 1, reason: "the file ends in the middle".to_owned() });
    }
    Ok(out)
}

fn take(fields: &mut Fields, name: &str, value: &str, base: Option<&Url>) {
    match name {
        "loc" if fields.link.is_none() => fields.link = links::clean(value, base),
        "lastmod" => fields.changed = clock::moment(value),
        "publication_date" => fields.published = clock::moment(value),
        "title" => fields.title = Some(plain(value)).filter(|t| !t.is_empty()),
        "name" => fields.outlet = Some(plain(value)).filter(|t| !t.is_empty()),
        "language" => fields.language = Some(value.trim().to_ascii_lowercase()).filter(|t| !t.is_empty()),
        _ => {}
    }
}

fn finish(fields: Fields, root: Root, position: usize, out: &mut Sitemap) {
    let changed = fields.changed.map(|m| m.at);
    match fields.link {
        Some(link) if root == Root::SitemapIndex => out.sitemaps.push(ChildSitemap { link, changed }),
        Some(link) => out.pages.push(SitemapPage {
            link,
            changed,
            title: fields.title,
            outlet: fields.outlet,
            language: fields.language,
            published: fields.published.map(|m| m.at),
            day: fields.published.map(|m| m.day),
        }),
        None => out.skipped.push(no_address(position)),
    }
}
