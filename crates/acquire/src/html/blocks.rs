//! A page's text as blocks: what stands between two line breaks on the screen.

use super::hidden::{is_caption, is_hidden};
use dom_query::{Document as Dom, NodeId, NodeRef};
use std::rc::Rc;

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
    /// How much of each line stands inside links, where the block has several lines.
    pub linked_lines: Vec<usize>,
    /// The table cells it stands in, outermost first.
    pub cells: Rc<[u32]>,
    /// The innermost element that holds it and is laid out as a box: an index into [`Page::holders`].
    pub holder: usize,
}

/// An element that is laid out as a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Holder {
    /// The element.
    pub node: NodeId,
    /// The box around it; the page's body stands in itself.
    pub parent: usize,
}

/// The blocks of a page and the boxes they stand in.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// In the page's order.
    pub blocks: Vec<Block>,
    /// Parents before children.
    pub holders: Vec<Holder>,
}

impl Block {
    /// Length in scalar values.
    pub(crate) fn chars(&self) -> usize {
        self.text.chars().count()
    }

    /// Whether nearly all of the text is links.
    pub(crate) fn is_linked(&self) -> bool {
        if self.linked == 0 {
            return false;
        }
        let chars = self.text.chars().filter(|c| !c.is_whitespace()).count();
        self.linked * 10 >= chars * 8
    }

    /// A block of plain text.
    pub(crate) fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            linked: 0,
            heading: false,
            item: false,
            linked_lines: Vec::new(),
            cells: [].into(),
            holder: 0,
        }
    }

    /// Its lines as blocks of their own.
    pub(crate) fn into_lines(self) -> Vec<Self> {
        if !self.text.contains('\n') {
            return vec![self];
        }
        let linked = |i: usize| self.linked_lines.get(i).copied().unwrap_or(0);
        let line = |(i, text): (usize, &str)| Self {
            text: text.to_owned(),
            linked: linked(i),
            linked_lines: Vec::new(),
            ..self.clone()
        };
        self.text.lines().enumerate().map(line).collect()
    }
}

/// Elements whose text is never part of what is read.
const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "template", "iframe", "svg", "math", "button", "select", "input", "textarea",
    "object", "embed", "canvas", "audio", "video", "head", "title", "dialog",
];

/// Most levels of nested table cells that are told apart.
const MAX_CELLS: usize = 24;

/// Elements that stay inside a line.
pub(super) const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "nobr", "o:p", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "source",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// All visible blocks of the page's body.
pub(crate) fn of_page(dom: &Dom) -> Vec<Block> {
    page_of(dom).blocks
}

/// All visible blocks of the page's body with the boxes they stand in. Captions of pictures are left out.
pub(crate) fn page_of(dom: &Dom) -> Page {
    dom.body().map(|body| of_node(&body)).unwrap_or_default()
}

fn of_node(root: &NodeRef<'_>) -> Page {
    let mut walk = Walk { holders: vec![Holder { node: root.id, parent: 0 }], ..Walk::default() };
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
    Page { blocks: walk.blocks, holders: walk.holders }
}

#[derive(Default)]
struct Walk {
    holders: Vec<Holder>,
    /// The box being read.
    holder: usize,
    blocks: Vec<Block>,
    text: String,
    /// Linked scalar values of each line of `text`; the last is the line being read.
    linked: Vec<usize>,
    links: usize,
    headings: usize,
    items: usize,
    preformatted: usize,
    /// Whether a `<span>` has just ended.
    span_left: bool,
    /// Open table cells, and how many more are open below the deepest that is told apart.
    cells: Rc<[u32]>,
    cells_below: usize,
    next_cell: u32,
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
        if SKIPPED.contains(&name) || is_caption(node, name) || is_hidden(node) {
            return false;
        }
        match name {
            "br" => self.break_line(),
            "a" => self.links += 1,
            "td" | "th" => {
                self.flush();
                self.open_cell();
            }
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
            name if INLINE.contains(&name) => return true,
            _ => self.flush(),
        }
        if !matches!(name, "br" | "a") {
            self.holders.push(Holder { node: node.id, parent: self.holder });
            self.holder = self.holders.len() - 1;
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
            "td" | "th" => {
                self.flush();
                self.close_cell();
            }
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
            name if INLINE.contains(&name) => {
                self.span_left |= name == "span";
                return;
            }
            _ => self.flush(),
        }
        if !matches!(name.as_ref(), "br" | "a") {
            self.holder = self.holders.get(self.holder).map_or(0, |h| h.parent);
        }
    }

    fn break_line(&mut self) {
        if self.linked.is_empty() {
            self.linked.push(0);
        }
        self.text.push('\n');
        self.linked.push(0);
    }

    fn open_cell(&mut self) {
        if self.cells.len() >= MAX_CELLS {
            self.cells_below += 1;
            return;
        }
        self.next_cell += 1;
        self.cells = self.cells.iter().copied().chain([self.next_cell]).collect();
    }

    fn close_cell(&mut self) {
        if self.cells_below > 0 {
            self.cells_below -= 1;
        } else {
            self.cells = self.cells[..self.cells.len().saturating_sub(1)].into();
        }
    }

    fn push(&mut self, text: &str) {
        // Numbers in boxes of their own do not run together, though nothing but a margin parts them.
        if std::mem::take(&mut self.span_left)
            && text.starts_with(char::is_numeric)
            && self.text.ends_with(char::is_numeric)
        {
            self.text.push(' ');
        }
        for c in text.chars() {
            match c {
                '\n' if self.preformatted > 0 => self.break_line(),
                c if c.is_whitespace() || c == '\u{00A0}' => {
                    if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                        self.text.push(' ');
                    }
                }
                c if is_invisible(c) => {}
                c => {
                    self.text.push(c);
                    if self.links > 0 {
                        match self.linked.last_mut() {
                            Some(linked) => *linked += 1,
                            None => self.linked.push(1),
                        }
                    }
                }
            }
        }
    }

    /// Ends the block. Two line breaks in a row part paragraphs.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let mut linked = std::mem::take(&mut self.linked);
        linked.resize(text.split('\n').count(), 0);
        let mut parts: Vec<(String, Vec<usize>)> = vec![Default::default()];
        for (line, linked) in text.split('\n').map(str::trim).zip(linked) {
            if !line.is_empty() && !line.chars().any(char::is_alphanumeric) {
                continue;
            }
            if line.is_empty() {
                parts.push(Default::default());
            } else if let Some((part, counts)) = parts.last_mut() {
                if !part.is_empty() {
                    part.push('\n');
                }
                part.push_str(line);
                counts.push(linked);
            }
        }
        for (text, linked_lines) in parts.into_iter().filter(|(p, _)| p.chars().any(char::is_alphanumeric)) {
            let (heading, item) = (self.headings > 0, self.items > 0);
            let linked = linked_lines.iter().sum();
            let (cells, holder) = (Rc::clone(&self.cells), self.holder);
            self.blocks.push(Block { text, linked, heading, item, linked_lines, cells, holder });
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
    fn lines_know_their_links_and_cells() {
        let html = "<table><tr><td>قائمة<br>· <a href=1>خبر أول</a></td><td><b>نص</b><table><tr><td>داخل</table></td></table>خارج";
        let blocks = of_page(&Dom::from(html));
        let cells: Vec<usize> = blocks.iter().map(|b| b.cells.len()).collect();
        assert_eq!(cells, [1, 1, 2, 0]);
        assert_ne!(blocks[0].cells, blocks[1].cells);
        assert_eq!(blocks[1].cells[0], blocks[2].cells[0]);
        let lines = blocks[0].clone().into_lines();
        assert_eq!(lines.iter().map(Block::is_linked).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn links_headings_and_items_are_marked() {
        let blocks = of_page(&Dom::from("<h2>عنوان</h2><ul><li><a href=x>رابط</a></ul><p>نص <a>رابط</a></p>"));
        assert!(blocks[0].heading && !blocks[0].is_linked());
        assert!(blocks[1].item && blocks[1].is_linked());
        assert!(!blocks[2].is_linked() && !blocks[2].heading && !blocks[2].item);
    }
}
