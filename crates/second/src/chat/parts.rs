//! A long document in parts that a small model can hold.

use marsad_model::Span;

/// Most scalar values of a part.
pub(super) const LONGEST: usize = 6_000;
/// Most parts of a document.
pub(super) const MOST: usize = 40;

/// The parts of a full text, which together are the whole of it: cut at the ends of lines where there are any, else at spaces.
/// None where there would be too many.
pub(super) fn cut(full: &str) -> Option<Vec<Span>> {
    let letters: Vec<char> = full.chars().take(MOST * LONGEST + 1).collect();
    if letters.len() > MOST * LONGEST {
        return None;
    }
    let mut out = Vec::new();
    let mut start = 0;
    while start < letters.len() {
        let mut end = (start + LONGEST).min(letters.len());
        if end < letters.len() {
            let part = &letters[start..end];
            // Not in the first half: that would make more parts than there need be.
            let behind = |at: Option<usize>| at.map(|at| at + 1).filter(|at| *at > LONGEST / 2);
            let line = behind(part.iter().rposition(|c| *c == '\n'));
            let space = behind(part.iter().rposition(|c| c.is_whitespace()));
            end = line.or(space).map_or(end, |at| start + at);
        }
        out.push(Span::new(start, end));
        start = end;
    }
    // Parts that end at lines are shorter than they might be.
    (out.len() <= 2 * MOST).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_page_is_one_part_and_a_long_text_is_cut_at_lines() {
        assert_eq!(cut("خبر\n\nنص"), Some(vec![Span::new(0, 7)]));
        assert_eq!(cut(""), Some(Vec::new()));
        let line = format!("{}\n", "كلمة ".repeat(400));
        let parts = cut(&line.repeat(20)).unwrap();
        assert!(parts.len() > 1 && parts.iter().all(|part| part.start % 2001 == 0), "{parts:?}");
        assert_eq!(cut(&"ا".repeat(MOST * LONGEST + 1)), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

        #[test]
        fn nothing_is_lost_between_parts(text in "[ا-ي \n]{0,200}", times in 1usize..400) {
            let full = text.repeat(times);
            let parts = cut(&full).unwrap();
            let together: String = parts.iter().map(|part| part.slice(&full)).collect();
            prop_assert_eq!(together, full);
            prop_assert!(parts.iter().all(|part| part.len() <= LONGEST && !part.is_empty()));
        }
    }
}
