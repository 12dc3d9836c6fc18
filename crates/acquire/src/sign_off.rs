//! The end of an agency's text: «(انتهى)», and the initials of those who wrote, edited and translated it.

use crate::fold::fold;

/// Longest run of initials, and longest initials, in scalar values.
const LONGEST_RUN: usize = 24;
const LONGEST_INITIALS: usize = 3;

/// How many bytes of the last paragraph stay, where it ends in a sign-off. `listed` says whether folded words are an end
/// mark (`true`) or an agency (`false`).
pub(crate) fn cut(paragraph: &str, listed: impl Fn(&str, bool) -> bool) -> Option<usize> {
    if let Some(at) = end_mark(paragraph, &listed) {
        return Some(at);
    }
    // Initials on a line of their own: «رم/جك». Credits of agencies look alike, and tell where a text comes from.
    let start = paragraph.rfind('\n').map_or(0, |at| at + 1);
    let line = paragraph[start..].trim();
    let groups: Vec<&str> = line.split('/').map(str::trim).collect();
    let agency = groups.iter().any(|g| listed(&fold(g), false)) || listed(&fold(line), false);
    (groups.len() >= 2 && is_initials(line) && !agency).then(|| paragraph[..start].trim_end().len())
}

/// Where the end mark begins, if after it come initials only and before it a whole sentence or nothing.
fn end_mark(paragraph: &str, listed: impl Fn(&str, bool) -> bool) -> Option<usize> {
    let opens = |c: char| matches!(c, '(' | '[' | '/' | '.' | '\n' | '–' | '-');
    let inside = paragraph.char_indices().rev().take(60).filter(|(_, c)| opens(*c));
    let inside = inside.map(|(at, open)| (at, at + open.len_utf8(), open));
    for (at, inner, open) in inside.chain([(0, 0, '\n')]) {
        let rest = &paragraph[inner..];
        let (inner, after) = match open {
            '(' | '[' => match rest.split_once([')', ']']) {
                Some(parts) => parts,
                None => continue,
            },
            _ => match rest.split_once(['/', '\n']) {
                Some(parts) => parts,
                None if matches!(open, '–' | '-') => (rest, ""),
                None => continue,
            },
        };
        let after = after.trim_matches(['/', '.', ' ', '\n']);
        if !listed(&fold(inner), true) || !(after.is_empty() || is_initials(after)) {
            continue;
        }
        let before = if open == '.' { &paragraph[..=at] } else { &paragraph[..at] };
        let kept = before.trim_end_matches(['/', '(', '[', '-', ' ', '\n', '–']);
        if kept.is_empty() || kept.ends_with(['.', '!', '؟', '?', '"', '»', '”', '…', ')', ':']) {
            return Some(kept.len());
        }
    }
    None
}

/// Short groups of letters: «س ع/ م ك», «ر.م».
fn is_initials(text: &str) -> bool {
    let text = text.trim().trim_matches(['/', '.', '-']);
    let groups = || text.split(|c: char| !c.is_alphabetic()).filter(|g| !g.is_empty());
    text.chars().count() <= LONGEST_RUN
        && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '/' | '.' | '-'))
        && groups().all(|g| g.chars().count() <= LONGEST_INITIALS)
        && (2..=8).contains(&groups().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(folded: &str, end: bool) -> bool {
        if end { folded == "انتهي" } else { folded == "وام" }
    }

    fn kept(text: &str) -> &str {
        cut(text, listed).map_or(text, |at| &text[..at])
    }

    #[test]
    fn end_marks_and_initials_go() {
        for text in [
            "عاد الهدوء إلى البلدة. (انتهى) س ع/ م ك",
            "عاد الهدوء إلى البلدة. (انتهى)",
            "عاد الهدوء إلى البلدة. [انتهى] ر.م",
            "عاد الهدوء إلى البلدة. //انتهى//",
            "عاد الهدوء إلى البلدة./انتهى/",
            "عاد الهدوء إلى البلدة. - انتهى",
            "عاد الهدوء إلى البلدة. انتهى/ ع ك",
            "عاد الهدوء إلى البلدة.\nانتهى/ ع ك",
            "عاد الهدوء إلى البلدة.\nس ع/م ك",
        ] {
            assert_eq!(kept(text), "عاد الهدوء إلى البلدة.", "{text}");
        }
        assert_eq!(kept("انتهى/ ع ك"), "");
        assert_eq!(kept("رم/جك/نور"), "");
        assert_eq!(kept("(انتهى)"), "");
    }

    #[test]
    fn words_of_the_text_and_credits_stay() {
        for text in [
            "قال إن القتال (انتهى) عند الفجر.",
            "الهجوم (انتهى) بعد ساعة",
            "الهجوم (انتهى)",
            "قال إن الهجوم انتهى.",
            "عاد الهدوء. انتهى الهجوم/المعركة",
            "وكالة/رويترز",
            "وام/سنا",
            "(أ ف ب)",
            "د ب أ",
            "24/7",
            "",
        ] {
            assert_eq!(kept(text), text, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_paragraph_is_cut_at_a_letter(text in "([ء-ي./()\\[\\]\\- \n]|انتهى){0,40}") {
            if let Some(at) = cut(&text, listed) {
                proptest::prop_assert!(text.is_char_boundary(at));
            }
        }
    }
}
