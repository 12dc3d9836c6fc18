//! Document text as HTML: blocks that carry their offset, and words marked without touching the shape of a letter.

use marsad_model::Span;
use std::collections::HashSet;

/// A stretch to be marked: `key` names the field for its colour, `anchor` is what links to the words name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marking {
    /// Where.
    pub span: Span,
    /// The field's key, a CSS-safe word.
    pub key: &'static str,
    /// The anchor's number.
    pub anchor: usize,
}

/// One block of a document: the headline or a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Offset of its first character in the document's full text, in Unicode scalar values.
    pub start: usize,
    /// Its content as HTML.
    pub html: String,
}

/// Escapes text for HTML so that a browser gives back the very same characters: `\r` and NUL would otherwise be changed
/// by the parser and shift every later offset.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\r' => out.push_str("&#13;"),
            '\0' => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// The sentence of a case as HTML: what stands in ⟦…⟧ is marked.
#[must_use]
pub fn case(text: &str) -> String {
    escape(text).replace('⟦', "<mark>").replace('⟧', "</mark>")
}

/// A text as HTML with stretches of it marked: first and one past the last scalar value of each, in order.
#[must_use]
pub fn marked(text: &str, marks: &[(usize, usize)]) -> String {
    let mut chars = text.chars();
    let mut take = |n: usize| escape(&chars.by_ref().take(n).collect::<String>());
    let (mut out, mut at) = (String::new(), 0);
    for (start, end) in marks.iter().filter(|(start, end)| start < end) {
        out.push_str(&take(start.saturating_sub(at)));
        out.push_str(&format!("<mark>{}</mark>", take(end.saturating_sub(at.max(*start)))));
        at = at.max(*end);
    }
    out.push_str(&take(usize::MAX));
    out
}

/// The headline as one block and each non-empty line of the text as another, with marks.
#[must_use]
pub fn blocks(title: &str, text: &str, marks: &[Marking]) -> (Block, Vec<Block>) {
    let mut anchored = HashSet::new();
    let head = block(title, 0, marks, &mut anchored);
    let mut start = title.chars().count() + 2;
    let mut body = Vec::new();
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            body.push(block(line, start, marks, &mut anchored));
        }
        start += line.chars().count() + 1;
    }
    (head, body)
}

/// One block. Marks may overlap and may reach beyond it: the text is cut at every edge, and each piece lies in one
/// `<mark>` that names all fields over it. The first piece of a mark in the document bears its anchor.
fn block(text: &str, start: usize, marks: &[Marking], anchored: &mut HashSet<usize>) -> Block {
    let len = text.chars().count();
    let end = start + len;
    let inside: Vec<&Marking> =
        marks.iter().filter(|m| !m.span.is_empty() && m.span.start < end && m.span.end > start).collect();
    if inside.is_empty() {
        return Block { start, html: escape(text) };
    }
    let mut edges: Vec<usize> = vec![start, end];
    for m in &inside {
        edges.push(m.span.start.max(start));
        edges.push(m.span.end.min(end));
    }
    edges.sort_unstable();
    edges.dedup();
    let mut chars = text.chars();
    let mut html = String::with_capacity(text.len() * 2);
    for pair in edges.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let piece: String = chars.by_ref().take(to - from).collect();
        let over: Vec<&&Marking> = inside.iter().filter(|m| m.span.start <= from && to <= m.span.end).collect();
        if over.is_empty() {
            html.push_str(&escape(&piece));
            continue;
        }
        let new: Vec<usize> = over.iter().map(|m| m.anchor).filter(|a| anchored.insert(*a)).collect();
        for anchor in &new {
            html.push_str(&format!("<span id=\"w{anchor}\">"));
        }
        let mut keys: Vec<&str> = over.iter().map(|m| m.key).collect();
        keys.dedup();
        let classes: Vec<String> = keys.iter().map(|k| format!("f-{k}")).collect();
        html.push_str(&format!("<mark class=\"{}\">{}</mark>", classes.join(" "), escape(&piece)));
        html.push_str(&"</span>".repeat(new.len()));
    }
    Block { start, html }
}

/// Whether a text holds characters that steer the direction of writing and could make it read as what it is not.
#[must_use]
pub fn steers_direction(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
}

/// A sentence around its trigger: before, trigger, after; shortened at word edges to about `most` characters.
#[must_use]
pub fn around(text: &str, trigger: Span, most: usize) -> (String, String, String) {
    let chars: Vec<char> = text.chars().collect();
    let start = trigger.start.min(chars.len());
    let end = trigger.end.clamp(start, chars.len());
    let spare = most.saturating_sub(end - start) / 2;
    let mut from = if chars.len() <= most { 0 } else { start.saturating_sub(spare) };
    let mut to = if chars.len() <= most { chars.len() } else { (end + spare).min(chars.len()) };
    while from > 0 && from < start && !chars[from - 1].is_whitespace() {
        from += 1;
    }
    while to < chars.len() && to > end && !chars[to].is_whitespace() {
        to -= 1;
    }
    let cut = |a: usize, b: usize| chars[a..b].iter().collect::<String>();
    let before = format!("{}{}", if from > 0 { "… " } else { "" }, cut(from, start));
    let after = format!("{}{}", cut(end, to).trim_end(), if to < chars.len() { " …" } else { "" });
    (before, cut(start, end), after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: usize, end: usize, key: &'static str, anchor: usize) -> Marking {
        Marking { span: Span::new(start, end), key, anchor }
    }

    /// Takes the tags away and undoes the escapes.
    fn plain(html: &str) -> String {
        let mut out = String::new();
        let mut tag = false;
        for c in html.chars() {
            match c {
                '<' => tag = true,
                '>' if tag => tag = false,
                c if !tag => out.push(c),
                _ => {}
            }
        }
        out.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&#13;", "\r")
            .replace("&amp;", "&")
    }

    #[test]
    fn blocks_keep_the_text_and_its_offsets() {
        let title = "عنوان <b>😀";
        let text = "أولاً & ثانياً\n\n  \nثالثاً\rرابعاً";
        let full: Vec<char> = format!("{title}\n\n{text}").chars().collect();
        let (head, body) = blocks(title, text, &[mark(3, 30, "who", 0), mark(6, 9, "where", 1), mark(6, 9, "act", 2)]);
        assert_eq!(plain(&head.html), title);
        assert_eq!(body.len(), 2);
        for b in &body {
            let text: Vec<char> = plain(&b.html).chars().collect();
            assert_eq!(full[b.start..b.start + text.len()], text[..], "{b:?}");
        }
    }

    #[test]
    fn overlapping_words_share_a_mark_and_each_has_one_anchor() {
        let (_, body) =
            blocks("", "قصفت المدينة", &[mark(2, 6, "act", 0), mark(2, 14, "evidence", 1), mark(7, 14, "where", 2)]);
        let html = &body[0].html;
        assert_eq!(plain(html), "قصفت المدينة");
        for n in 0..3 {
            assert_eq!(html.matches(&format!("id=\"w{n}\"")).count(), 1, "{html}");
        }
        assert!(html.contains("<mark class=\"f-act f-evidence\">قصفت</mark>"), "{html}");
        assert!(html.contains("<mark class=\"f-evidence f-where\">المدينة</mark>"), "{html}");
    }

    #[test]
    fn wild_spans_do_no_harm() {
        let (head, body) =
            blocks("ab", "cd", &[mark(0, 999, "who", 0), mark(500, 600, "act", 1), mark(4, 4, "when", 2)]);
        assert_eq!((plain(&head.html).as_str(), plain(&body[0].html).as_str()), ("ab", "cd"));
        assert_eq!(around("abc", Span::new(90, 99), 10), ("abc".into(), String::new(), String::new()));
    }

    #[test]
    fn long_sentences_are_cut_at_words_around_the_trigger() {
        let text = "كلمة ".repeat(60) + "قصفت" + &" كلمة".repeat(60);
        let (before, trigger, after) = around(&text, Span::new(300, 304), 60);
        assert_eq!(trigger, "قصفت");
        assert!(before.starts_with("… كلمة ") && before.ends_with("كلمة "), "{before}");
        assert!(after.starts_with(" كلمة") && after.ends_with("كلمة …"), "{after}");
        assert!(before.chars().count() + after.chars().count() < 70);
    }

    #[test]
    fn hits_are_marked_and_everything_is_escaped() {
        assert_eq!(marked("a<b> c", &[(1, 4)]), "a<mark>&lt;b&gt;</mark> c");
        assert_eq!(marked("قصف حلب", &[(0, 3), (4, 7)]), "<mark>قصف</mark> <mark>حلب</mark>");
        assert_eq!(plain(&marked("abc", &[(1, 99), (2, 3)])), "abc");
    }

    #[test]
    fn nul_and_direction_controls() {
        assert_eq!(escape("a\0b"), "a\u{FFFD}b");
        assert!(steers_direction("x\u{202E}y"));
        assert!(!steers_direction("عربي and English"));
    }
}
