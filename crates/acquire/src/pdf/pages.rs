//! Lines of printed pages to paragraphs: heads and feet of pages out, broken lines joined.

use crate::fold::fold;
use std::collections::{HashMap, HashSet};

/// Lines at either end of a page that can be its head or foot.
const EDGE: usize = 2;
/// On how many pages a line stands that is a head or foot.
const REPEATED: usize = 3;

/// The paragraphs of a text whose pages end in form feeds.
pub(super) fn paragraphs(text: &str) -> String {
    let pages: Vec<Vec<&str>> = text.split('\u{000C}').map(|page| page.lines().map(str::trim).collect()).collect();
    let heads = heads(&pages);
    let mut lines: Vec<&str> = Vec::new();
    let mut page_ends: HashSet<usize> = HashSet::new();
    for page in &pages {
        let edges = edges(page);
        let is_head =
            |at: usize, line: &str| edges.contains(&at) && (heads.contains_key(&key(line)) || is_number(line));
        lines.extend(page.iter().enumerate().filter(|(at, line)| !is_head(*at, line)).map(|(_, line)| *line));
        page_ends.extend(lines.iter().rposition(|l| !l.is_empty()));
    }
    let width = width(&lines);
    // Where lines are set wide apart, next to every one has a blank line behind it, and blanks tell nothing.
    let full = lines.iter().filter(|l| !l.is_empty()).count();
    let wide = lines.windows(2).filter(|pair| !pair[0].is_empty() && pair[1].is_empty()).count() * 10 >= full * 4;
    let mut out = String::with_capacity(text.len());
    let mut open = false;
    for (at, line) in lines.iter().enumerate() {
        if line.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str(if open { " " } else { "\n\n" });
        }
        out.push_str(line);
        let chars = line.chars().count();
        let blank = page_ends.contains(&at) || (!wide && lines.get(at + 1).is_none_or(|next| next.is_empty()));
        let ends = ends_sentence(line);
        open = if ends { !blank && chars * 100 >= width * 85 } else { chars * 10 >= width * 6 };
    }
    out
}

/// Folded lines without their digits that stand at the edge of many pages.
fn heads(pages: &[Vec<&str>]) -> HashMap<String, usize> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let mut here: Vec<String> = edges(page).into_iter().filter_map(|at| page.get(at)).map(|l| key(l)).collect();
        here.sort();
        here.dedup();
        for line in here {
            *seen.entry(line).or_insert(0) += 1;
        }
    }
    seen.retain(|line, count| *count >= REPEATED && !line.is_empty());
    seen
}

/// The indices of a page's first and last lines that are not blank.
fn edges(page: &[&str]) -> Vec<usize> {
    let full = || page.iter().enumerate().filter(|(_, l)| !l.is_empty()).map(|(at, _)| at);
    full().take(EDGE).chain(full().rev().take(EDGE)).collect()
}

fn key(line: &str) -> String {
    fold(&line.replace(|c: char| c.is_numeric(), ""))
}

fn is_number(line: &str) -> bool {
    !line.is_empty() && line.chars().count() <= 12 && !line.chars().any(char::is_alphabetic)
}

/// The usual length of a full line: nine of ten are no longer.
fn width(lines: &[&str]) -> usize {
    let mut lengths: Vec<usize> = lines.iter().map(|l| l.chars().count()).filter(|n| *n > 0).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len().saturating_sub(1) * 9 / 10).copied().unwrap_or(0)
}

fn ends_sentence(line: &str) -> bool {
    let last = line.trim_end_matches(['"', '»', '”', ')', ' ']).chars().next_back();
    last.is_some_and(|c| matches!(c, '.' | '!' | '؟' | '?' | ':' | '…'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_lines_join_and_paragraphs_stay_apart() {
        let text = "قافلة تدخل المخيم\n\nقال منسق الإغاثة في المنطقة إن قافلة من عشرين شاحنة دخلت\n\nالمخيم صباح الأربعاء.\nوكانت الطريق قد أغلقت مطلع الشهر إثر اشتباكات قرب الجسر\nالشمالي.\n";
        assert_eq!(
            paragraphs(text),
            "قافلة تدخل المخيم\n\nقال منسق الإغاثة في المنطقة إن قافلة من عشرين شاحنة دخلت المخيم صباح الأربعاء.\n\nوكانت الطريق قد أغلقت مطلع الشهر إثر اشتباكات قرب الجسر الشمالي."
        );
    }

    #[test]
    fn heads_and_numbers_of_pages_go() {
        let page = |n: usize, text: &str| format!("نشرة المخيم - العدد {n}\n\n{text}\n\n{n}\n\u{000C}");
        let text =
            page(1, "دخلت القافلة الأولى المخيم.") + &page(2, "وعادت الشاحنات في المساء.") + &page(3, "وانتهى اليوم.");
        assert_eq!(paragraphs(&text), "دخلت القافلة الأولى المخيم.\n\nوعادت الشاحنات في المساء.\n\nوانتهى اليوم.");
    }
}
