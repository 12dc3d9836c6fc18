//! Words around a hit, cut from the document's own text.

use crate::query::Term;
use crate::words::words;

/// Most characters before the hit, and from its beginning on.
const BEFORE: usize = 60;
const AFTER: usize = 140;

/// A stretch of the body around its first hit, or of its beginning where only the title or a name was hit. It is cut at
/// words and does not leave its paragraph; `…` marks an end that is not the paragraph's.
pub(crate) fn snippet(body: &str, terms: &[Term]) -> String {
    let found = words(body);
    let hit = terms.iter().filter(|term| !term.excluded).filter_map(|term| term.find(&found)).min();
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
        return String::new();
    }
    let lead = if start > paragraph_start { "…" } else { "" };
    let trail = if end < paragraph_end { "…" } else { "" };
    format!("{lead}{cut}{trail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;
    use proptest::prelude::*;

    #[test]
    fn shows_the_hit_between_whole_words() {
        let body =
            format!("الفقرة الأولى لا تعني شيئا.\n{} قصفت الطائرات القرية {}", "كلام ".repeat(40), "كلام ".repeat(60));
        let cut = snippet(&body, &parse("طائرات").unwrap());
        assert!(cut.contains("قصفت الطائرات القرية"), "{cut}");
        assert!(cut.starts_with("…كلام") && cut.ends_with("كلام…"), "{cut}");
        assert!(body.contains(cut.trim_matches('…')));
        assert!(cut.chars().count() <= BEFORE + AFTER + 2);
    }

    #[test]
    fn shows_the_beginning_where_the_body_has_no_hit() {
        assert_eq!(snippet("\nنص قصير.\nفقرة ثانية", &parse("غائب").unwrap()), "نص قصير.");
        assert_eq!(snippet("", &parse("غائب").unwrap()), "");
        assert_eq!(snippet("نص قصير", &[]), "نص قصير");
    }

    proptest! {
        #[test]
        fn is_always_a_stretch_of_the_body(body in "[ا-ي \\n.]{0,400}|\\PC{0,400}", query in "[ا-ي]{1,2}") {
            let cut = snippet(&body, &parse(&query).unwrap());
            let inner = cut.strip_prefix('…').unwrap_or(&cut);
            let inner = inner.strip_suffix('…').unwrap_or(inner);
            prop_assert!(body.contains(inner) || body.contains(cut.as_str()));
        }
    }
}
