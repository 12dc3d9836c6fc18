//! Lists of feeds in OPML 1 and 2, as feed readers exchange them.

use super::nodes::{Node, Nodes};
use super::tame::{self, Root};
use super::{FeedError, base_of, decode, links, unpacked, wild};

/// Most outlines of one list.
pub const MAX_OUTLINES: usize = 50_000;

/// What the names of our own attributes begin with; the prefix is declared in what is written.
const OWN: &str = "marsad:";

/// A list of feeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opml {
    /// Its name.
    pub title: String,
    /// Its feeds and folders.
    pub outlines: Vec<Outline>,
}

/// A feed or a folder of feeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Its name.
    pub title: String,
    /// The feed's address, absolute and cleaned; none for a folder.
    pub feed: Option<String>,
    /// The page that the feed belongs to.
    pub home: Option<String>,
    /// Language code of the feed.
    pub language: Option<String>,
    /// What is said of it.
    pub description: Option<String>,
    /// What Marsad itself notes of it, which other programs pass over: names (of letters) and values.
    pub notes: Vec<(String, String)>,
    /// What stands below it.
    pub outlines: Vec<Outline>,
}

impl Opml {
    /// The feeds of the list, in order, each with the names of the folders around it.
    #[must_use]
    pub fn feeds(&self) -> Vec<(Vec<&str>, &Outline)> {
        let mut out = Vec::new();
        let mut stack: Vec<(Vec<&str>, &Outline)> = self.outlines.iter().rev().map(|o| (Vec::new(), o)).collect();
        while let Some((folders, outline)) = stack.pop() {
            let mut below = folders.clone();
            below.push(outline.title.as_str());
            stack.extend(outline.outlines.iter().rev().map(|o| (below.clone(), o)));
            if outline.feed.is_some() {
                out.push((folders, outline));
            }
        }
        out
    }
}

/// Reads a list of feeds.
///
/// # Errors
/// Where it is no OPML or nested beyond reason.
pub fn read(bytes: &[u8], address: &str) -> Result<Opml, FeedError> {
    let bytes = unpacked(bytes, address)?;
    let text = decode(&bytes, address, None)?.text;
    if tame::root(&text) != Some(Root::Opml) {
        return Err(FeedError::NoFeed { address: address.to_owned(), what: "no OPML" });
    }
    let tamed = tame::tame(&text, Root::Opml).map_err(|w| wild(w, address))?;
    let broken = |reason| FeedError::Broken { address: address.to_owned(), reason };
    let base = base_of(address);
    let mut out = Opml::default();
    // What is open: an outline, or some other tag by its name.
    let mut open: Vec<Result<Outline, String>> = Vec::new();
    let mut count = 0usize;
    for node in Nodes::of(&tamed) {
        match node.map_err(broken)? {
            Node::Start { name, attributes, .. } if name.eq_ignore_ascii_case("outline") => {
                count += 1;
                if count > MAX_OUTLINES {
                    return Err(broken(format!("it has more than {MAX_OUTLINES} outlines")));
                }
                let get = |key: &str| {
                    let found = attributes.iter().find(|(k, v)| k.eq_ignore_ascii_case(key) && !v.trim().is_empty());
                    found.map(|(_, v)| one_line(v))
                };
                open.push(Ok(Outline {
                    title: get("text").or_else(|| get("title")).unwrap_or_default(),
                    feed: get("xmlUrl")
                        .or_else(|| get("url").filter(|_| get("type").as_deref() == Some("rss")))
                        .and_then(|l| links::clean(&l, base.as_ref())),
                    home: get("htmlUrl").and_then(|l| links::clean(&l, base.as_ref())),
                    language: get("language"),
                    description: get("description"),
                    notes: attributes
                        .iter()
                        .filter_map(|(key, value)| Some((key.strip_prefix(OWN)?.to_owned(), one_line(value))))
                        .collect(),
                    outlines: Vec::new(),
                }));
            }
            Node::Start { name, .. } => open.push(Err(name)),
            Node::Text(text) => {
                if let Some(Err(name)) = open.last()
                    && name.eq_ignore_ascii_case("title")
                    && open.len() == 3
                    && out.title.len() < 1000
                {
                    out.title.push_str(&text);
                }
            }
            Node::End => {
                let Some(Ok(outline)) = open.pop() else { continue };
                let around = open.iter_mut().rev().find_map(|o| o.as_mut().ok());
                around.map_or(&mut out.outlines, |o| &mut o.outlines).push(outline);
            }
        }
    }
    out.title = one_line(&out.title);
    Ok(out)
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Writes a list as OPML 2.0. What [`read`] gives of it is the same list.
#[must_use]
pub fn write(list: &Opml) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\" xmlns:marsad=\"urn:marsad:feeds\">\n  <head>\n    <title>",
    );
    push(&mut out, &list.title);
    out.push_str("</title>\n  </head>\n  <body>\n");
    for outline in &list.outlines {
        write_outline(&mut out, outline, 2);
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

fn write_outline(out: &mut String, outline: &Outline, depth: usize) {
    // Deeper lists are not read back either.
    if depth > tame::MAX_DEPTH - 8 {
        return;
    }
    let indent = "  ".repeat(depth.min(20));
    out.push_str(&indent);
    out.push_str("<outline");
    let attributes = [
        ("text", Some(outline.title.as_str())),
        ("type", outline.feed.as_ref().map(|_| "rss")),
        ("xmlUrl", outline.feed.as_deref()),
        ("htmlUrl", outline.home.as_deref()),
        ("language", outline.language.as_deref()),
        ("description", outline.description.as_deref()),
    ];
    for (key, value) in attributes.into_iter().filter_map(|(k, v)| v.map(|v| (k, v))) {
        out.push_str(&format!(" {key}=\""));
        push(out, value);
        out.push('"');
    }
    for (key, value) in outline.notes.iter().filter(|(key, _)| key.bytes().all(|b| b.is_ascii_alphabetic())) {
        out.push_str(&format!(" {OWN}{key}=\""));
        push(out, value);
        out.push('"');
    }
    if outline.outlines.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push_str(">\n");
    for below in &outline.outlines {
        write_outline(out, below, depth + 1);
    }
    out.push_str(&indent);
    out.push_str("</outline>\n");
}

fn push(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Would be blanks in an attribute.
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}
