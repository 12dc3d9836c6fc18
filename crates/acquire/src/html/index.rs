//! One walk over a page's elements, so that nothing else has to look through all of them.

use super::meta::collapse;
use dom_query::{Document as Dom, NodeRef};

/// Most elements of a kind that are kept.
const MOST: usize = 3000;

/// A `<time>` and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Time<'d> {
    /// The element.
    pub node: NodeRef<'d>,
    /// Whether it is marked as the day of publication.
    pub pubdate: bool,
    /// Whether it stands in an `<article>`.
    pub in_article: bool,
    /// Whether it stands in `<main>`.
    pub in_main: bool,
}

/// The elements that tell of a page, each list in the page's order.
#[derive(Debug)]
pub(crate) struct Index<'d> {
    /// The `<html>` element.
    pub root: NodeRef<'d>,
    /// The text of the page's `<title>`.
    pub title: String,
    /// `meta` and whatever has an `itemprop`.
    pub metas: Vec<NodeRef<'d>>,
    pub links: Vec<NodeRef<'d>>,
    pub scripts: Vec<NodeRef<'d>>,
    pub times: Vec<Time<'d>>,
    /// `h1` to `h3` and microdata headlines.
    pub headings: Vec<NodeRef<'d>>,
    pub anchors: Vec<NodeRef<'d>>,
    pub pictures: Vec<NodeRef<'d>>,
    /// `video`, `audio`, `source` and `iframe`.
    pub players: Vec<NodeRef<'d>>,
    /// Elements named after authors.
    pub authors: Vec<NodeRef<'d>>,
    /// Elements named after sections and trails of links.
    pub sections: Vec<NodeRef<'d>>,
    pub crumbs: Vec<NodeRef<'d>>,
    /// Elements named after the outlet.
    pub logos: Vec<NodeRef<'d>>,
}

impl<'d> Index<'d> {
    /// Walks over the page once.
    pub(crate) fn of(dom: &'d Dom) -> Self {
        let mut index = Self {
            root: dom.html_root(),
            title: String::new(),
            metas: Vec::new(),
            links: Vec::new(),
            scripts: Vec::new(),
            times: Vec::new(),
            headings: Vec::new(),
            anchors: Vec::new(),
            pictures: Vec::new(),
            players: Vec::new(),
            authors: Vec::new(),
            sections: Vec::new(),
            crumbs: Vec::new(),
            logos: Vec::new(),
        };
        let mut titled = false;
        let (mut article_ends, mut main_ends) = (0usize, 0usize);
        let mut depth = 0usize;
        let root = dom.tree.root();
        let mut next = root.first_child();
        while let Some(node) = next {
            if node.is_element() {
                let name = node.node_name().unwrap_or_default();
                match name.as_ref() {
                    "title" if !titled => {
                        titled = true;
                        index.title = collapse(&node.text());
                    }
                    "article" if article_ends == 0 => article_ends = depth + 1,
                    "main" if main_ends == 0 => main_ends = depth + 1,
                    _ => {}
                }
                index.take(&node, &name, article_ends > 0, main_ends > 0);
            }
            next = match node.first_child() {
                Some(child) => {
                    depth += 1;
                    Some(child)
                }
                None => {
                    let mut at = node;
                    loop {
                        if let Some(sibling) = at.next_sibling() {
                            // Siblings of an open article, or what comes above it, stand outside.
                            article_ends = if depth < article_ends { 0 } else { article_ends };
                            main_ends = if depth < main_ends { 0 } else { main_ends };
                            break Some(sibling);
                        }
                        if depth == 0 {
                            break None;
                        }
                        depth -= 1;
                        let Some(parent) = at.parent() else { break None };
                        at = parent;
                    }
                }
            };
        }
        index
    }

    fn take(&mut self, node: &NodeRef<'d>, name: &str, in_article: bool, in_main: bool) {
        fn add<T>(list: &mut Vec<T>, node: T, most: usize) {
            if list.len() < most {
                list.push(node);
            }
        }
        let itemprop = node.attr("itemprop");
        if name == "meta" || itemprop.is_some() {
            add(&mut self.metas, *node, MOST);
        }
        match name {
            "link" => add(&mut self.links, *node, MOST),
            "script" => add(&mut self.scripts, *node, MOST),
            "time" => {
                let pubdate = node.has_attr("pubdate");
                add(&mut self.times, Time { node: *node, pubdate, in_article, in_main }, 200);
            }
            "h1" | "h2" | "h3" => add(&mut self.headings, *node, 200),
            "a" if node.has_attr("href") => add(&mut self.anchors, *node, 400),
            "img" | "amp-img" => add(&mut self.pictures, *node, 400),
            "video" | "audio" | "source" | "iframe" | "amp-youtube" => add(&mut self.players, *node, 100),
            _ if itemprop.is_some_and(|p| p.as_ref() == "headline") => add(&mut self.headings, *node, 200),
            _ => {}
        }
        if name == "a" && node.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|r| r == "author")) {
            add(&mut self.authors, *node, 40);
        }
        for attribute in ["class", "id"] {
            let Some(value) = node.attr(attribute) else { continue };
            let roles = roles(value.as_bytes());
            if roles & AUTHOR != 0 {
                add(&mut self.authors, *node, 40);
            }
            if roles & SECTION != 0 {
                add(&mut self.sections, *node, 40);
            }
            if roles & CRUMBS != 0 {
                add(&mut self.crumbs, *node, 8);
            }
            if roles & LOGO != 0 {
                add(&mut self.logos, *node, 10);
            }
        }
    }
}

const AUTHOR: u8 = 1;
const SECTION: u8 = 2;
const CRUMBS: u8 = 4;
const LOGO: u8 = 8;

/// What the names of an element say it is.
fn roles(names: &[u8]) -> u8 {
    let mut roles = 0;
    for name in names[..names.len().min(400)].split(u8::is_ascii_whitespace) {
        roles |= match name {
            b"logo" | b"brand" | b"site-title" | b"site-name" => LOGO,
            b"cat" | b"sec" | b"category" | b"section" | b"topics" | b"badge" | b"cats" | b"catname" | b"genre" => {
                SECTION
            }
            _ => 0,
        };
        for at in 0..name.len() {
            let rest = &name[at..];
            let begins =
                |word: &str| rest.len() >= word.len() && rest[..word.len()].eq_ignore_ascii_case(word.as_bytes());
            roles |= match rest[0] | 0x20 {
                b'a' if begins("author") => AUTHOR,
                b'b' if begins("byline") => AUTHOR,
                b'b' if begins("breadcrumb") || begins("breadcumb") => CRUMBS,
                b'c' if begins("crumb") => CRUMBS,
                b'c' if begins("category") || begins("cat-links") || begins("post-cats") => SECTION,
                b'k' if begins("kicker") => SECTION,
                b'o' if begins("overline") => SECTION,
                b'p' if begins("post-cat") => SECTION,
                b's' if begins("section-name") || begins("section-tag") => SECTION,
                b'u' if begins("user-name") || begins("username") => AUTHOR,
                b'w' if begins("writer") || begins("writeby") => AUTHOR,
                _ => 0,
            };
        }
    }
    roles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_listed_once_in_order() {
        let dom = Dom::from(
            "<title> عنوان </title><meta name=a><time>0</time><main><article><h1>أ</h1><time pubdate>1</time><span class='entry-Author x'>ليلى</span></article><time>2</time></main><time>3</time>\
             <div id=breadcrumbs><a href=/>س</a></div><p class=cat>أمن</p><b class=concat>x</b>",
        );
        let index = Index::of(&dom);
        assert_eq!(index.title, "عنوان");
        assert_eq!((index.metas.len(), index.headings.len(), index.anchors.len()), (1, 1, 1));
        let times: Vec<_> = index.times.iter().map(|t| (t.pubdate, t.in_article, t.in_main)).collect();
        assert_eq!(times, [(false, false, false), (true, true, true), (false, false, true), (false, false, false)]);
        assert_eq!((index.authors.len(), index.crumbs.len(), index.sections.len()), (1, 1, 1));
    }
}
