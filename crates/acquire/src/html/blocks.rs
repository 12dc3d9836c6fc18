//! A page's text as blocks: what stands between two line breaks on the screen.

use dom_query::{Document as Dom, NodeRef};

/// One block of text and what it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// The text, white space collapsed; a `<br>` is a newline.
    pub text: String,
    /// Scalar values of the text that stand inside links.
    pub linked: usize,
    /// Whether it is a heading.
    pub heading: bool,
    /// Whether it is an item of a list.
    pub item: bool,
}

impl Block {
    /// Length in scalar values.
    pub(crate) fn chars(&self) -> usize {
        self.text.chars().count()
    }

    /// Whether nearly all of the text is links.
    pub(crate) fn is_linked(&self) -> bool {
        let chars = self.text.chars().filter(|c| !c.is_whitespace()).count();
        self.linked * 10 >= chars * 8
    }
}

/// Elements whose text is never part of what is read.
const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "template", "iframe", "svg", "math", "button", "select", "input", "textarea",
    "object", "embed", "canvas", "audio", "video", "head", "title", "dialog",
];

/// Elements that stay inside a line.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "nobr", "o:p", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "source",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// All visible blocks of the page's body.
pub(crate) fn of_page(dom: &Dom) -> Vec<Block> {
    dom.body().map(|body| of_node(&body, false)).unwrap_or_default()
}

/// The blocks under a node. Captions of pictures are left out where `captions` is false.
pub(crate) fn of_node(root: &NodeRef<'_>, captions: bool) -> Vec<Block> {
    let mut walk = Walk { captions, ..Walk::default() };
    let mut node = root.first_child();
    let mut depth = 1usize;
    while let Some(here) = node {
        let descend = walk.enter(&here);
        if descend && let Some(child) = here.first_child() {
            node = Some(child);
            depth += 1;
            continue;
        }
        walk.leave(&here, descend);
        let mut at = here;
        node = loop {
            if let Some(next) = at.next_sibling() {
                break Some(next);
            }
            depth -= 1;
            if depth == 0 {
                break None;
            }
            let Some(parent) = at.parent() else { break None };
            walk.leave(&parent, true);
            at = parent;
        };
    }
    walk.flush();
    walk.blocks
}

#[derive(Default)]
struct Walk {
    captions: bool,
    blocks: Vec<Block>,
    text: String,
    linked: usize,
    links: usize,
    headings: usize,
    items: usize,
    preformatted: usize,
}

impl Walk {
    /// Takes in what the node brings before its children; false where its children are to be skipped.
    fn enter(&mut self, node: &NodeRef<'_>) -> bool {
        if node.is_text() {
            self.push(&node.text());
            return false;
        }
        if !node.is_element() {
            return false;
        }
        let name = node.node_name().unwrap_or_default();
        let name = name.as_ref();
        if SKIPPED.contains(&name) || (!self.captions && name == "figcaption") || is_hidden(node) {
            return false;
        }
        match name {
            "br" => self.text.push('\n'),
            "a" => self.links += 1,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.headings += 1;
            }
            "li" => {
                self.flush();
                self.items += 1;
            }
            "pre" => {
                self.flush();
                self.preformatted += 1;
            }
            name if INLINE.contains(&name) => {}
            _ => self.flush(),
        }
        true
    }

    fn leave(&mut self, node: &NodeRef<'_>, entered: bool) {
        if !entered || !node.is_element() {
            return;
        }
        let name = node.node_name().unwrap_or_default();
        match name.as_ref() {
            "br" => {}
            "a" => self.links = self.links.saturating_sub(1),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.headings = self.headings.saturating_sub(1);
            }
            "li" => {
                self.flush();
                self.items = self.items.saturating_sub(1);
            }
            "pre" => {
                self.flush();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            name if INLINE.contains(&name) => {}
            _ => self.flush(),
        }
    }

    fn push(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' if self.preformatted > 0 => self.text.push('\n'),
                c if c.is_whitespace() || c == '\u{00A0}' => {
                    if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                        self.text.push(' ');
                    }
                }
                c if is_invisible(c) => {}
                c => {
                    self.text.push(c);
                    if self.links > 0 {
                        self.linked += 1;
                    }
                }
            }
        }
    }

    /// Ends the block. Two line breaks in a row part paragraphs; the links of a parted block count for each part by share.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked);
        let total = text.chars().filter(|c| !c.is_whitespace()).count().max(1);
        let mut part = String::new();
        let mut parts = Vec::new();
        for line in text.split('\n').map(str::trim) {
            if !line.is_empty() && !line.chars().any(char::is_alphanumeric) {
                continue;
            }
            if line.is_empty() {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            if !part.is_empty() {
                part.push('\n');
            }
            part.push_str(line);
        }
        parts.push(part);
        parts.retain(|p| p.chars().any(char::is_alphanumeric));
        for text in parts {
            let own = text.chars().filter(|c| !c.is_whitespace()).count();
            let block = Block { text, linked: linked * own / total, heading: self.headings > 0, item: self.items > 0 };
            self.blocks.push(block);
        }
    }
}

/// Signs that show nothing and only get in the way of reading: direction marks, zero-width spaces, soft hyphens. The
/// zero-width joiners stay, since Persian and Kurdish spelling needs them.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{00AD}' | '\u{061C}' | '\u{FEFF}')
        || (c.is_control() && c != '\n')
}

fn is_hidden(node: &NodeRef<'_>) -> bool {
    if node.has_attr("hidden") || node.attr("aria-hidden").is_some_and(|v| v.as_ref() == "true") {
        return true;
    }
    node.attr("style").is_some_and(|style| {
        let style: String = style.chars().take(400).filter(|c| !c.is_whitespace()).collect::<String>();
        let style = style.to_ascii_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        of_page(&Dom::from(html)).into_iter().map(|b| b.text).collect()
    }

    #[test]
    fn blocks_end_where_lines_end_on_the_screen() {
        assert_eq!(
            texts("<div>أ<p>ب  <b>ج</b>\n د</p>ه<br>و<br><br>ز<ul><li>ح<li>ط</ul></div>"),
            ["أ", "ب ج د", "ه\nو", "ز", "ح", "ط"]
        );
        assert_eq!(
            texts("<p>ن\u{200F}ص&nbsp;\u{00AD}واحد</p><p hidden>x</p><p style='display: none'>y</p>"),
            ["نص واحد"]
        );
        assert_eq!(
            texts("<script>x</script><figure><figcaption>صورة</figcaption></figure><p>***</p>"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn links_headings_and_items_are_marked() {
        let blocks = of_page(&Dom::from("<h2>عنوان</h2><ul><li><a href=x>رابط</a></ul><p>نص <a>رابط</a></p>"));
        assert!(blocks[0].heading && !blocks[0].is_linked());
        assert!(blocks[1].item && blocks[1].is_linked());
        assert!(!blocks[2].is_linked() && !blocks[2].heading && !blocks[2].item);
    }
}
