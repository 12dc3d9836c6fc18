//! Letters of a PDF back in the order and the form in which people write them.
//!
//! A page is drawn, not written: Arabic may come out as the shapes that were drawn (presentation forms), from left to
//! right as the eye meets them, and with runs of numbers that carry their neighbours' blanks and stops along.

use unicode_normalization::UnicodeNormalization;

/// The lines of a text with their letters repaired, and how many were turned round. Pages stay parted by form feeds.
#[must_use]
pub fn repair(text: &str) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let mut turned = 0;
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let line = numbers_home(line);
        let line = if is_visual(&line) {
            turned += 1;
            turn(&line)
        } else {
            line
        };
        out.push_str(&unfold(&line));
    }
    (out, turned)
}

/// Takes marks of direction out. A run that is marked as going from left to right inside an Arabic line was cut as the eye
/// meets it: blanks and stops at its left end belong behind it, those at its right end before it.
fn numbers_home(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let rtl = line.chars().any(is_rtl);
    let mut rest = line;
    while let Some(at) = rest.find('\u{202A}') {
        out.extend(rest[..at].chars().filter(|c| !is_direction(*c)));
        let inside = &rest[at + '\u{202A}'.len_utf8()..];
        let end = inside.find(is_direction).unwrap_or(inside.len());
        let run = &inside[..end];
        let core = run.trim_matches(is_loose);
        if rtl && !run.chars().any(is_rtl) {
            let start = run.len() - run.trim_start_matches(is_loose).len();
            let (before, after) = if core.is_empty() { (run, "") } else { (&run[..start], &run[start + core.len()..]) };
            out.extend(after.chars().rev().map(mirror));
            out.push_str(core);
            out.extend(before.chars().rev().map(mirror));
        } else {
            out.push_str(run);
        }
        rest = &inside[end..];
    }
    out.extend(rest.chars().filter(|c| !is_direction(*c)));
    out
}

/// Whether a line's Arabic letters stand from left to right. Drawn shapes say so for sure; without them, what Arabic words
/// never begin or end with does.
fn is_visual(line: &str) -> bool {
    let (mut logical, mut visual) = (0usize, 0usize);
    for word in line.split(|c: char| !is_arabic(c)).filter(|w| !w.is_empty()) {
        let chars: Vec<char> = word.chars().collect();
        // A drawn letter that reaches for its neighbour finds one that reaches back.
        for pair in chars.windows(2) {
            if let (Some(a), Some(b)) = (shape(pair[0]), shape(pair[1])) {
                logical += usize::from(a.reaches_on() == b.reaches_back());
                visual += usize::from(b.reaches_on() == a.reaches_back());
            }
        }
        let begins = |with: &[char]| chars.starts_with(with);
        let ends = |with: &[char]| chars.ends_with(with);
        if chars.len() >= 4 {
            logical += usize::from(begins(&['ا', 'ل'])) * 2 + usize::from(ends(&['ة']));
            visual +=
                usize::from(ends(&['ل', 'ا'])) * 2 + usize::from(begins(&['ة'])) * 2 + usize::from(begins(&['ى'])) * 2;
        }
    }
    visual > logical
}

enum Shape {
    Isolated,
    Final,
    Initial,
    Medial,
}

impl Shape {
    fn reaches_on(&self) -> bool {
        matches!(self, Self::Initial | Self::Medial)
    }

    fn reaches_back(&self) -> bool {
        matches!(self, Self::Medial | Self::Final)
    }
}

/// The shape of a letter among the presentation forms B, from the order in which they stand there.
fn shape(c: char) -> Option<Shape> {
    let code = u32::from(c);
    // Letters that join to the right only have two shapes, the others four; hamza has one.
    const GROUPS: &[(u32, u32, u32)] = &[
        (0xFE81, 0xFE88, 2),
        (0xFE89, 0xFE8C, 4),
        (0xFE8D, 0xFE8E, 2),
        (0xFE8F, 0xFE92, 4),
        (0xFE93, 0xFE94, 2),
        (0xFE95, 0xFEA8, 4),
        (0xFEA9, 0xFEB0, 2),
        (0xFEB1, 0xFEEC, 4),
        (0xFEED, 0xFEF0, 2),
        (0xFEF1, 0xFEF4, 4),
        (0xFEF5, 0xFEFC, 2),
    ];
    let (start, _, _) = GROUPS.iter().find(|(start, end, _)| (*start..=*end).contains(&code))?;
    let size = GROUPS.iter().find(|(s, _, _)| s == start)?.2;
    Some(match (code - start) % size {
        0 => Shape::Isolated,
        1 => Shape::Final,
        2 => Shape::Initial,
        _ => Shape::Medial,
    })
}

/// A line read from its other end; numbers and foreign words in it keep their order.
fn turn(line: &str) -> String {
    let chars: Vec<char> = line.chars().rev().collect();
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    while at < chars.len() {
        let is_ltr = |c: char| !is_rtl(c) && c.is_alphanumeric() || is_digit(c);
        if !is_ltr(chars[at]) {
            out.push(mirror(chars[at]));
            at += 1;
            continue;
        }
        // A run goes on over the signs inside numbers and addresses, and over blanks between foreign words.
        let mut end = at + 1;
        let mut next = end;
        while next < chars.len() && (is_ltr(chars[next]) || (!is_rtl(chars[next]) && next - end < 2)) {
            next += 1;
            if is_ltr(chars[next - 1]) {
                let gap = &chars[end..next - 1];
                let blank = gap.iter().any(|c| c.is_whitespace());
                let digits = is_digit(chars[next - 1]) && is_digit(chars[end - 1]);
                if blank && digits {
                    break;
                }
                end = next;
            }
        }
        out.extend(chars[at..end].iter().rev());
        at = end;
    }
    out
}

/// Drawn shapes as letters.
fn unfold(line: &str) -> String {
    if !line.chars().any(is_drawn) {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        if is_drawn(c) {
            // Vowel signs are drawn on a blank or a bar, which is not part of the text.
            out.extend(
                std::iter::once(c)
                    .nfkc()
                    .filter(|c| !matches!(c, ' ' | '\u{0640}') || !(0xFE70..=0xFE7F).contains(&u32::from(*c))),
            );
        } else {
            out.push(c);
        }
    }
    out.nfc().collect()
}

fn is_drawn(c: char) -> bool {
    matches!(c, '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}') && !matches!(c, '\u{FD3E}' | '\u{FD3F}' | '\u{FDFD}')
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{065F}' | '\u{066E}'..='\u{06D3}' | '\u{06D5}' | '\u{06EE}'..='\u{06EF}' | '\u{06FA}'..='\u{06FF}' | '\u{0750}'..='\u{077F}')
        || is_drawn(c)
}

fn is_rtl(c: char) -> bool {
    is_arabic(c) || matches!(c, '\u{0590}'..='\u{05FF}')
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '٠'..='٩' | '۰'..='۹')
}

/// Blanks and stops, which follow the direction of what they stand in.
fn is_loose(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '%' | '$' | '€' | '£' | '+' | '#' | '@')
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn mirror(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '«' => '»',
        '»' => '«',
        '<' => '>',
        '>' => '<',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(line: &str) -> String {
        repair(line).0
    }

    /// A line as the eye meets it from the left: letters turned, numbers not.
    fn seen(line: &str) -> String {
        turn(line)
    }

    #[test]
    fn lines_in_the_order_of_the_eye_are_turned() {
        for line in [
            "قال منسق الإغاثة في المنطقة إن قافلة من 20 شاحنة دخلت المخيم",
            "وفق بيان رقم 14/2022 (الخميس) صدر عن المستشفى في البلدة القديمة.",
            "أعلنت المنظمة الدولية أن الاتفاق بات قريبا بين الأطراف الليبية",
        ] {
            let visual = seen(line);
            assert_ne!(visual, line);
            assert_eq!(repair(&visual), (line.to_owned(), 1));
            assert_eq!(repair(line), (line.to_owned(), 0));
        }
        assert_eq!(one("The army said 20 trucks (14/2022)"), "The army said 20 trucks (14/2022)");
    }

    #[test]
    fn drawn_shapes_become_letters() {
        // «السلام» drawn, in the order of writing and of the eye; lam-alef is one shape.
        let drawn = "\u{FE8D}\u{FEDF}\u{FEB4}\u{FEFC}\u{FEE1}";
        assert_eq!(repair(drawn), ("السلام".to_owned(), 0));
        let visual: String = drawn.chars().rev().collect();
        assert_eq!(repair(&format!("{visual} {visual}")), ("السلام السلام".to_owned(), 1));
        assert_eq!(one("\u{FDF2}"), "الله");
    }

    #[test]
    fn numbers_get_their_blanks_back() {
        assert_eq!(one("\u{202B}قافلة من \u{202A} 20\u{202C}شاحنة\u{202C}"), "قافلة من 20 شاحنة");
        assert_eq!(one("\u{202B}في بيان رقم \u{202A}.14/2022\u{202C}\u{202C}"), "في بيان رقم 14/2022.");
        assert_eq!(one("\u{202B}صباح الأربعاء\u{202A} ،\u{202C}وإنها\u{202C}"), "صباح الأربعاء، وإنها");
        assert_eq!(one("\u{202B}\u{202A} UNREACH\u{202C}أن\u{202C}"), "UNREACH أن");
    }

    proptest! {
        #[test]
        fn any_text_is_repaired_line_for_line(text in "[ء-ي 0-9a-z()«».،\u{202A}-\u{202C}\u{FE80}-\u{FEFC}\n]{0,80}") {
            let (out, turned) = repair(&text);
            prop_assert_eq!(out.matches('\n').count(), text.matches('\n').count());
            prop_assert!(turned <= text.split('\n').count());
            let left = out.chars().any(|c| is_direction(c) || is_drawn(c));
            prop_assert!(!left);
            // Nothing but marks of direction is lost.
            let digits = |t: &str| t.chars().filter(|c| c.is_ascii_alphanumeric()).count();
            prop_assert_eq!(digits(&out), digits(&text));
        }
    }
}
