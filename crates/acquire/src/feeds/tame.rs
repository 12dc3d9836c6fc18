//! Broken XML made whole before it is parsed: what feeds in the wild get wrong is put right here, within bounds.
//!
//! The markup is walked once and written anew: comments, processing instructions and the document type are left out
//! (with them every entity definition), a bare `&` or `<` becomes text, tags that were left open are closed, end tags
//! without a beginning are dropped, characters that XML forbids are dropped, namespaces of old formats get their later
//! names and those of extensions that nobody here reads are put out of the way. Where each item stands is noted, so that
//! a broken one costs only itself.

use super::escape::{allowed, escape};
use super::walk::{Attributes, Piece, Walk, local};
use std::ops::Range;

/// Deepest nesting that is read.
pub(super) const MAX_DEPTH: usize = 200;
/// Most attributes of one tag.
const MAX_ATTRIBUTES: usize = 64;

const ATOM: &str = "http://www.w3.org/2005/Atom";
const RSS1: &str = "http://purl.org/rss/1.0/";
const OTHER: &str = "urn:x";

/// Namespaces that the parser knows and that are read here, with the prefixes they are written with.
const KNOWN: &[(&str, &str)] = &[
    ("atom", ATOM),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
];

/// Which kind of XML a text is, by its first tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    Rss,
    Rdf,
    Atom,
    /// One entry of Atom on its own.
    AtomEntry,
    Html,
    Sitemap,
    SitemapIndex,
    Opml,
    Other,
}

/// Well-formed XML and where its items stand.
#[derive(Debug, Default)]
pub(super) struct Tamed {
    pub xml: String,
    /// The items (`item`, `entry`) in `xml`, in order.
    pub items: Vec<Range<usize>>,
    /// The start tags around the first item, and the end tags that belong to them.
    pub around: (String, String),
    /// Whether the text ends in the middle of something; an item that was cut is not among `items`.
    pub cut: bool,
}

/// Why a text cannot be tamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wild {
    TooDeep,
    LongTag,
}

/// The kind of the first tag; `None` where there is no tag at all.
pub(super) fn root(text: &str) -> Option<Root> {
    let mut walk = Walk::over(text);
    while let Some(piece) = walk.next_piece() {
        let Piece::Start { name, .. } = piece else { continue };
        return Some(match local(name).to_ascii_lowercase().as_str() {
            "rss" => Root::Rss,
            "rdf" => Root::Rdf,
            "feed" => Root::Atom,
            "entry" => Root::AtomEntry,
            "urlset" => Root::Sitemap,
            "sitemapindex" => Root::SitemapIndex,
            "opml" => Root::Opml,
            "html" | "head" | "body" | "title" | "meta" | "div" | "p" | "script" => Root::Html,
            _ => Root::Other,
        });
    }
    // A page without any tag but its document type.
    text.trim_start().get(..14).filter(|s| s.eq_ignore_ascii_case("<!doctype html")).map(|_| Root::Html)
}

/// Rewrites a text whose root is `root`.
pub(super) fn tame(text: &str, root: Root) -> Result<Tamed, Wild> {
    let start = text.find('<').unwrap_or(text.len());
    let mut work = Work {
        root,
        old_atom: root == Root::Atom && text[start..].get(..2048.min(text.len() - start)).is_some_and(is_atom_03),
        prefixes: undeclared(text),
        out: Tamed { xml: String::with_capacity(text.len()), ..Tamed::default() },
        open: Vec::new(),
        item: None,
        ended: false,
    };
    let mut walk = Walk::over(&text[start..]);
    while let Some(piece) = walk.next_piece() {
        match piece {
            Piece::Text(text) if !work.open.is_empty() => work.text(text),
            Piece::Cdata(text) if !work.open.is_empty() => work.cdata(text),
            Piece::Start { name, attributes, closed } => work.start(name, attributes, closed)?,
            Piece::End(name) => work.end(name),
            Piece::LongTag => return Err(Wild::LongTag),
            Piece::Cut => work.out.cut = true,
            Piece::Text(_) | Piece::Cdata(_) | Piece::Nothing => {}
        }
        if work.ended {
            break;
        }
    }
    if !work.open.is_empty() {
        work.out.cut = true;
        if let Some((_, start)) = work.item.take() {
            // What was cut inside an item is no item: it is taken out again.
            work.out.xml.truncate(start);
            let inside = work.open.iter().position(|open| open.at >= start).unwrap_or(work.open.len());
            work.open.truncate(inside);
        }
        while let Some(open) = work.open.pop() {
            close(&mut work.out.xml, &open.name);
        }
    }
    Ok(work.out)
}

fn is_atom_03(head: &str) -> bool {
    head.contains("http://purl.org/atom/ns#")
}

struct Open {
    /// As in the source.
    given: String,
    /// As written.
    name: String,
    /// Where its start tag begins in the output.
    at: usize,
}

struct Work {
    root: Root,
    old_atom: bool,
    /// Prefixes that the text uses without saying what they mean.
    prefixes: Vec<String>,
    out: Tamed,
    open: Vec<Open>,
    /// The item at hand: its depth, and where it begins.
    item: Option<(usize, usize)>,
    ended: bool,
}

impl Work {
    fn start(&mut self, given: &str, attributes: &str, closed: bool) -> Result<(), Wild> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Wild::TooDeep);
        }
        let name = self.name(given);
        // An item inside an item: the one before was never closed.
        if let Some((depth, _)) = self.item
            && self.open.len() <= depth + 2
            && self.open.get(depth).is_some_and(|item| item.given == given)
        {
            self.close_down_to(depth);
        }
        let at = self.out.xml.len();
        if self.item.is_none() && is_item(self.root, &name, self.open.len()) {
            if self.out.items.is_empty() {
                self.out.around = self.around();
            }
            self.item = Some((self.open.len(), at));
        }
        self.out.xml.push('<');
        self.out.xml.push_str(&name);
        self.attributes(&name, attributes);
        self.out.xml.push('>');
        self.open.push(Open { given: given.to_owned(), name, at });
        if closed {
            self.end(given);
        }
        Ok(())
    }

    /// The tags around an item at this place.
    fn around(&self) -> (String, String) {
        // Items of RSS belong into the channel, wherever they were written.
        let channel = self.root == Root::Rss;
        let mut before = String::new();
        let mut after = String::new();
        for open in self.open.iter().take(if channel { 1 } else { usize::MAX }) {
            let tag = &self.out.xml[open.at..];
            before.push_str(&tag[..=tag.find('>').unwrap_or(0)]);
        }
        if channel {
            before.push_str("<channel>");
            after.push_str("</channel>");
        }
        let opened = if channel { 1 } else { self.open.len() };
        for open in self.open.iter().take(opened).rev() {
            close(&mut after, &open.name);
        }
        (before, after)
    }

    /// The name as the parser knows it.
    fn name(&self, given: &str) -> String {
        if self.open.is_empty() {
            // The parser tells the kind of feed by names in these very letters.
            return match self.root {
                Root::Rss => "rss".to_owned(),
                Root::Rdf => {
                    given.split_once(':').map_or_else(|| "RDF".to_owned(), |(prefix, _)| format!("{prefix}:RDF"))
                }
                _ => given.to_owned(),
            };
        }
        match (self.old_atom, given) {
            (true, "issued" | "created") => "published".to_owned(),
            (true, "modified") => "updated".to_owned(),
            (true, "tagline") => "subtitle".to_owned(),
            _ => given.to_owned(),
        }
    }

    fn attributes(&mut self, name: &str, attributes: &str) {
        let is_root = self.open.is_empty();
        let mut version = false;
        let mut seen: Vec<&str> = Vec::new();
        for (key, value) in Attributes::of(attributes).take(MAX_ATTRIBUTES) {
            if seen.contains(&key) {
                continue;
            }
            seen.push(key);
            let value = if key == "xmlns" || key.starts_with("xmlns:") {
                match namespace(value) {
                    // Some write the address of the specification here, which would make every name a foreign one.
                    OTHER if key == "xmlns" && matches!(self.root, Root::Rss | Root::Atom) && self.open.len() < 2 => {
                        continue;
                    }
                    known => known,
                }
            } else if is_root && key == "version" && self.root == Root::Rss {
                version = true;
                if value.trim().starts_with("0.9") { "0.92" } else { "2.0" }
            } else if key == "type" && self.root != Root::Rss {
                // Content that stands elsewhere has the type of a file, and nothing else will do.
                let elsewhere = local(name) == "content" && attributes.contains("src");
                match (elsewhere, value.contains('/')) {
                    (true, false) => continue,
                    (true, true) => value,
                    _ => text_type(name, value),
                }
            } else if key == "xml:base" && value.contains(|c: char| c.is_control() || c.is_whitespace()) {
                continue;
            } else {
                value
            };
            self.out.xml.push(' ');
            self.out.xml.push_str(key);
            self.out.xml.push_str("=\"");
            escape(&mut self.out.xml, value, true);
            self.out.xml.push('"');
        }
        if is_root {
            if self.root == Root::Rss && !version {
                self.out.xml.push_str(" version=\"2.0\"");
            }
            for prefix in std::mem::take(&mut self.prefixes) {
                let uri = KNOWN.iter().find(|(p, _)| *p == prefix).map_or(OTHER, |(_, uri)| uri);
                self.out.xml.push_str(&format!(" xmlns:{prefix}=\"{uri}\""));
            }
        }
    }

    fn end(&mut self, given: &str) {
        let Some(at) = self.open.iter().rposition(|open| open.given == given) else { return };
        self.close_down_to(at);
        // What stands behind the root is not XML any more.
        self.ended = self.open.is_empty();
    }

    /// Closes what is open until only `depth` tags are.
    fn close_down_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            let Some(open) = self.open.pop() else { break };
            close(&mut self.out.xml, &open.name);
            if let Some((item, start)) = self.item
                && item == self.open.len()
            {
                self.out.items.push(start..self.out.xml.len());
                self.item = None;
            }
        }
    }

    /// Whether the text at hand is a person's name, in which the parser looks for a mail address.
    fn in_person(&self) -> bool {
        self.open.last().is_some_and(|o| {
            matches!(local(&o.name), "author" | "creator" | "managingEditor" | "webMaster" | "contributor" | "name")
        })
    }

    fn text(&mut self, text: &str) {
        if self.in_person() {
            escape(&mut self.out.xml, &hide_at(text), false);
        } else {
            escape(&mut self.out.xml, text, false);
        }
    }

    fn cdata(&mut self, text: &str) {
        let text = if self.in_person() { hide_at(text) } else { text.to_owned() };
        self.out.xml.push_str("<![CDATA[");
        self.out.xml.extend(text.chars().filter(|c| allowed(*c)));
        self.out.xml.push_str("]]>");
    }
}

/// The parser cuts names beside a mail address at bytes, which tears letters apart: it shall see no mail address.
/// [`show_at`] undoes this.
fn hide_at(text: &str) -> String {
    text.replace("&#64;", "＠").replace("&#x40;", "＠").replace('@', "＠")
}

/// See [`hide_at`].
pub(super) fn show_at(text: &str) -> String {
    text.replace('＠', "@")
}

fn is_item(root: Root, name: &str, depth: usize) -> bool {
    match root {
        Root::Rss => depth <= 2 && depth > 0 && name == "item",
        Root::Rdf => depth == 1 && local(name) == "item",
        Root::Atom => depth == 1 && local(name) == "entry",
        _ => false,
    }
}

fn close(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// A namespace as the parser knows it.
fn namespace(uri: &str) -> &str {
    match uri.trim() {
        "http://my.netscape.com/rdf/simple/0.9/" | "http://channel.netscape.com/rdf/simple/0.9/" => RSS1,
        "http://purl.org/atom/ns#" => ATOM,
        uri if uri == RSS1 || KNOWN.iter().any(|(_, known)| *known == uri) => uri,
        _ => OTHER,
    }
}

/// The `type` of an Atom text as the parser takes it.
fn text_type<'t>(name: &str, given: &'t str) -> &'t str {
    let lower = given.trim().to_ascii_lowercase();
    match local(name) {
        "title" | "summary" | "subtitle" | "tagline" | "rights" | "content" => match lower.as_str() {
            "text" | "plain" | "text/plain" => "text",
            "xhtml" | "application/xhtml+xml" => "xhtml",
            // Pictures and other data keep their type, so that nobody takes them for words.
            other if local(name) == "content" && other.contains('/') && !other.starts_with("text/") => given,
            _ => "html",
        },
        _ => given,
    }
}

/// Prefixes of tags that no tag declares.
fn undeclared(text: &str) -> Vec<String> {
    let mut used: Vec<String> = Vec::new();
    let mut declared: Vec<&str> = vec!["xml"];
    let mut walk = Walk::over(text);
    while let Some(piece) = walk.next_piece() {
        let Piece::Start { name, attributes, .. } = piece else { continue };
        if attributes.contains("xmlns:") {
            declared.extend(Attributes::of(attributes).filter_map(|(key, _)| key.strip_prefix("xmlns:")));
        }
        if let Some((prefix, _)) = name.split_once(':')
            && used.len() < 64
            && !used.iter().any(|p| p == prefix)
        {
            used.push(prefix.to_owned());
        }
        declared.truncate(256);
    }
    used.retain(|p| !declared.contains(&p.as_str()));
    used
}
