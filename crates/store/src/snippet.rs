//! Words around a hit, cut from the document's own text, and where the hits are.

use crate::query::{Term, parse};
use crate::words::words;

/// Most characters before the hit, and from its beginning on.
const BEFORE: usize = 60;
const AFTER: usize = 140;

/// The hits of a search in any text: first and one past the last scalar value of each, in order and without overlap. Only
/// whole words are marked. A search that cannot be read marks nothing.
///
/// ```
/// let text = "قُصفت المدينة أمس";
/// assert_eq!(marsad_store::highlights("مدينة", text), [(6, 13)]);
/// ```
#[must_use]
pub fn highlights(query: &str, text: &str) -> Vec<(usize, usize)> {
    let Ok(query) = parse(query) else { return Vec::new() };
    marks(text, &query.wanted().collect::<Vec<_>>())
}

/// The same for terms.
pub(crate) fn marks(text: &str, terms: &[&Term]) -> Vec<(usize, usize)> {
    let found = words(text);
    let mut bytes: Vec<(usize, usize)> = terms
        .iter()
        .flat_map(|term| term.all(&found).collect::<Vec<_>>())
        .filter_map(|(first, end)| Some((found.get(first)?.start, found.get(end.checked_sub(1)?)?.end)))
        .collect();
    bytes.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (start, end) in bytes {
        match out.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    // Bytes to scalar values, in one walk.
    let (mut byte, mut scalar) = (0, 0);
    let mut at = |to: usize| {
        scalar += text[byte..to].chars().count();
        byte = to;
        scalar
    };
    out.into_iter().map(|(start, end)| (at(start), at(end))).collect()
}

/// A stretch of the body around its first hit, or of its beginning where only the title or a name was hit, and the hits in
/// it. It is cut at words and does not leave its paragraph; `…` marks an end that is not the paragraph's.
pub(crate) fn snippet(body: &str, terms: &[&Term]) -> (String, Vec<(usize, usize)>) {
    let found = words(body);
    let hit = terms.iter().filter_map(|term| term.find(&found)).min();
    let at = hit.and_then(|(first, _)| found.get(first)).or(found.first()).map_or(0, |word| word.start);
    let paragraph_start = body[..at].rfind('\n').map_or(0, |nl| nl + 1);
    let paragraph_end = body[at..].find('\n').map_or(body.len(), |nl| at + nl);

    let earliest = body[..at].char_indices().rev().nth(BEFORE - 1).map_or(0, |(byte, _)| byte).max(paragraph_start);
    let latest = body[at..].char_indices().nth(AFTER).map_or(body.len(), |(byte, _)| at + byte).min(paragraph_end);
    // Between words: a word that the window cuts stays outside, unless it is the hit itself.
    let start = if earliest == paragraph_start {
        earliest
    } else {
        found.iter().map(|w| w.start).find(|s| *s >= earliest).unwrap_or(at)
    };
    let end = if latest == paragraph_end {
        latest
    } else {
        found.iter().map(|w| w.end).rfind(|e| *e > at && *e <= latest).unwrap_or(latest)
    };
    let cut = body[start..end].trim();
    if cut.is_empty() {
        return (String::new(), Vec::new());
    }
    let lead = if start > paragraph_start { "…" } else { "" };
    let trail = if end < paragraph_end { "…" } else { "" };
    let text = format!("{lead}{cut}{trail}");
    let marked = marks(&text, terms);
    (text, marked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(body: &str, query: &str) -> (String, Vec<(usize, usize)>) {
        snippet(body, &parse(query).unwrap().wanted().collect::<Vec<_>>())
    }

    fn slice(text: &str, mark: (usize, usize)) -> String {
        text.chars().skip(mark.0).take(mark.1 - mark.0).collect()
    }

    #[test]
    fn shows_the_hit_between_whole_words() {
        let body =
            format!("الفقرة الأولى لا تعني شيئا.\n{} قصفت الطائرات القرية {}", "كلام ".repeat(40), "كلام ".repeat(60));
        let (text, marked) = cut(&body, "طائرات");
        assert!(text.contains("قصفت الطائرات القرية"), "{text}");
        assert!(text.starts_with("…كلام") && text.ends_with("كلام…"), "{text}");
        assert!(body.contains(text.trim_matches('…')));
        assert!(text.chars().count() <= BEFORE + AFTER + 2);
        assert_eq!(marked.iter().map(|m| slice(&text, *m)).collect::<Vec<_>>(), ["الطائرات"]);
    }

    #[test]
    fn shows_the_beginning_where_the_body_has_no_hit() {
        assert_eq!(cut("\nنص قصير.\nفقرة ثانية", "غائب").0, "نص قصير.");
        assert_eq!(cut("", "غائب").0, "");
        assert_eq!(cut("نص قصير", "").0, "نص قصير");
    }

    #[test]
    fn marks_every_form_phrase_and_beginning_but_nothing_excluded() {
        let text = "قُصفت المدينةُ ثم هدنة في المدينة، وبمدينة أخرى وقف إطلاق النار";
        let marked = |query: &str| highlights(query, text).into_iter().map(|m| slice(text, m)).collect::<Vec<_>>();
        assert_eq!(marked("مدينة"), ["المدينةُ", "المدينة", "وبمدينة"]);
        assert_eq!(marked("\"وقف إطلاق النار\" هدن* -قصفت"), ["هدنة", "وقف إطلاق النار"]);
        assert_eq!(marked("إطلاق \"وقف إطلاق\""), ["وقف إطلاق"]);
        assert_eq!(marked("date:2019-99"), [""; 0]);
    }

    proptest! {
        #[test]
        fn is_always_a_stretch_of_the_body(body in "[ا-ي \\n.]{0,400}|\\PC{0,400}", query in "[ا-ي]{1,2}") {
            let (text, marked) = cut(&body, &query);
            let inner = text.strip_prefix('…').unwrap_or(&text);
            let inner = inner.strip_suffix('…').unwrap_or(inner);
            prop_assert!(body.contains(inner) || body.contains(text.as_str()));
            let mut last = 0;
            for (start, end) in marked {
                prop_assert!(last <= start && start < end && end <= text.chars().count());
                last = end;
            }
        }

        #[test]
        fn a_mark_never_tears_a_word(words in prop::collection::vec("[اويبلكفمن]{1,6}[\u{64B}-\u{652}]{0,1}", 1..20), query in "[اويبلكفمن]{2,4}\\*?") {
            let text = words.join(" ");
            for mark in highlights(&query, &text) {
                prop_assert!(words.contains(&slice(&text, mark)));
            }
        }
    }
}
