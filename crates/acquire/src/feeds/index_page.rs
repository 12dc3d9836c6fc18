//! Pages that list articles: the links on them that look as the user says articles look.

use super::discover::page_base;
use super::{FeedError, base_of, decode, links, plain, unpacked};
use crate::guard;
use dom_query::Document;
use reqwest::Url;

/// Most links of one page.
const MAX_LINKS: usize = 5000;
/// Longest address that is compared with a pattern.
const MAX_COMPARED: usize = 2048;

/// A link on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink {
    /// Its address, absolute and cleaned.
    pub link: String,
    /// Its words: usually the headline. May be empty.
    pub title: String,
}

/// Which addresses are articles.
///
/// One or more patterns with blanks between them; an address fits if it fits one of them and none that begins with `!`.
///
/// | in a pattern | stands for |
/// | --- | --- |
/// | `*` | any characters but `/` |
/// | `**` | any characters |
/// | `#` | one or more digits |
/// | anything else | itself; letters may be written as they are or percent-encoded |
///
/// A pattern that begins with `/` is about the path (and query) on the page's own host; one that does not is about the whole
/// address, with or without its `https://`. A pattern without `*` and `#` is a beginning: `/news/` takes whatever lies below.
///
/// ```
/// use marsad_acquire::feeds::LinkPattern;
/// let pattern = LinkPattern::parse("/news/**/# !/news/sport/**").unwrap();
/// let page = "https://example.org/";
/// assert!(pattern.fits("https://example.org/news/syria/4711", page));
/// assert!(!pattern.fits("https://example.org/news/sport/4711", page));
/// assert!(!pattern.fits("https://other.example/news/syria/4711", page));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkPattern {
    wanted: Vec<One>,
    unwanted: Vec<One>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct One {
    path_only: bool,
    tokens: Vec<Token>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Char(char),
    /// `*`
    Part,
    /// `**`
    All,
    /// `#`
    Digits,
}

/// A pattern that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{pattern}: not a pattern of links ({reason}); write one like /news/*/# or https://example.org/story/**")]
pub struct PatternError {
    /// As given.
    pub pattern: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl LinkPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Where there is nothing in it that could fit, or too much.
    pub fn parse(given: &str) -> Result<Self, PatternError> {
        let bad = |reason| PatternError { pattern: given.chars().take(200).collect(), reason };
        let mut out = Self { wanted: Vec::new(), unwanted: Vec::new() };
        for part in given.split_whitespace() {
            let (list, part) = match part.strip_prefix('!') {
                Some(part) => (&mut out.unwanted, part),
                None => (&mut out.wanted, part),
            };
            let one = One::parse(part).ok_or_else(|| bad("it is empty or longer than 300 characters"))?;
            list.push(one);
        }
        if out.wanted.is_empty() {
            return Err(bad("nothing says which addresses are wanted"));
        }
        if out.wanted.len() + out.unwanted.len() > 20 {
            return Err(bad("it has more than 20 parts"));
        }
        Ok(out)
    }

    /// Whether an absolute address fits, on the page at `page`.
    #[must_use]
    pub fn fits(&self, link: &str, page: &str) -> bool {
        let Ok(url) = Url::parse(link) else { return false };
        let same_host = Url::parse(page).is_ok_and(|page| bare_host(&page) == bare_host(&url));
        let decoded = unescaped(&link[..floor(link, MAX_COMPARED)]);
        let bare = decoded.split_once("://").map_or(decoded.as_str(), |(_, rest)| rest);
        let path = bare.find('/').map_or("/", |at| &bare[at..]);
        let fits = |one: &One| {
            if one.path_only { same_host && one.matches(path) } else { one.matches(bare) || one.matches(&decoded) }
        };
        self.wanted.iter().any(fits) && !self.unwanted.iter().any(fits)
    }
}

impl One {
    fn parse(part: &str) -> Option<Self> {
        let part = unescaped(part);
        if part.is_empty() || part.chars().count() > 300 {
            return None;
        }
        let mut tokens = Vec::new();
        let mut chars = part.chars().peekable();
        while let Some(c) = chars.next() {
            tokens.push(match c {
                '*' if chars.peek() == Some(&'*') => {
                    while chars.next_if_eq(&'*').is_some() {}
                    Token::All
                }
                '*' => Token::Part,
                '#' => Token::Digits,
                c => Token::Char(c),
            });
        }
        if tokens.iter().all(|t| matches!(t, Token::Char(_))) {
            tokens.push(Token::All);
        }
        Some(Self { path_only: part.starts_with('/'), tokens })
    }

    /// Whether the whole text fits: one pass, with the set of places in the pattern that may come next.
    fn matches(&self, text: &str) -> bool {
        let n = self.tokens.len();
        let mut now = vec![false; n + 1];
        now[0] = true;
        self.skip_stars(&mut now);
        let mut next = vec![false; n + 1];
        for c in text.chars() {
            next.fill(false);
            for (at, token) in self.tokens.iter().enumerate().filter(|(at, _)| now[*at]) {
                match token {
                    Token::Char(want) if *want == c => next[at + 1] = true,
                    Token::Part if c != '/' => next[at] = true,
                    Token::All => next[at] = true,
                    Token::Digits if c.is_ascii_digit() => {
                        next[at] = true;
                        next[at + 1] = true;
                    }
                    _ => {}
                }
            }
            self.skip_stars(&mut next);
            std::mem::swap(&mut now, &mut next);
        }
        now[n]
    }

    /// Stars also stand for nothing.
    fn skip_stars(&self, places: &mut [bool]) {
        for (at, token) in self.tokens.iter().enumerate() {
            if places[at] && matches!(token, Token::Part | Token::All) {
                places[at + 1] = true;
            }
        }
    }
}

fn bare_host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// The largest place up to `at` between two characters.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Percent-encoded letters as letters; ASCII stays encoded, so that `%2F` is no `/`.
fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match code.and_then(|c| u8::from_str_radix(c, 16).ok()).filter(|b| !b.is_ascii()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// The links of a page that fit a pattern, each once, in the page's order.
///
/// # Errors
/// Where the bytes are no page, or the page has no links at all.
pub fn index_links(
    bytes: &[u8],
    address: &str,
    content_type: Option<&str>,
    pattern: &LinkPattern,
) -> Result<Vec<PageLink>, FeedError> {
    let bytes = unpacked(bytes, address)?;
    let text = decode(&bytes, address, content_type)?.text;
    let (tamed, _) = guard::tame(&text);
    let dom = Document::from(tamed.as_ref());
    let base = page_base(&dom, base_of(address));
    let mut out: Vec<PageLink> = Vec::new();
    let mut places = std::collections::HashMap::new();
    let mut any = false;
    for node in dom.select("a[href], area[href]").nodes().iter().take(MAX_LINKS) {
        any = true;
        let href = node.attr("href").unwrap_or_default();
        let Some(link) = links::clean(&href, base.as_ref()).filter(|l| pattern.fits(l, address)) else { continue };
        let title: String = plain(&node.text()).chars().take(300).collect();
        // A picture and a headline often link to the same page: the words are those of the longest.
        match places.get(&link).and_then(|at: &usize| out.get_mut(*at)) {
            Some(known) if known.title.len() < title.len() => known.title = title,
            Some(_) => {}
            None => {
                places.insert(link.clone(), out.len());
                out.push(PageLink { link, title });
            }
        }
    }
    if any { Ok(out) } else { Err(FeedError::NoFeed { address: address.to_owned(), what: "a page without links" }) }
}
