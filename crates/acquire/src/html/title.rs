//! The headline, and the lines that stand near it.

use super::blocks::Block;
use super::index::Index;
use super::meta::{Said, collapse};
use crate::dates;
use crate::entities::resolve;
use crate::fold::fold;
use crate::furniture::Furniture;

/// What stands between a headline and the outlet's name in a page's title.
pub(crate) const SEPARATORS: &[&str] =
    &[" | ", " - ", " – ", " — ", " :: ", " : ", " « ", " » ", " • ", " › ", "|", ": ", " -", "- "];

/// The headline as readers see it: the `<h1>` that the page's own titles confirm, else those titles without the outlet.
pub(crate) fn choose(index: &Index<'_>, said: &Said, page: &[Block], furniture: &Furniture) -> String {
    let outlets = said.outlet_names();
    let mut declared: Vec<String> = said.titles.iter().map(|t| collapse(t)).collect();
    declared.extend(said.json_ld.headline.iter().map(|t| collapse(&resolve(t))));
    declared.push(index.title.clone());
    let declared: Vec<String> =
        declared.into_iter().map(|t| without_outlet(&t, &outlets)).filter(|t| !t.is_empty()).collect();
    let texts: Vec<String> = index.headings.iter().take(60).map(|n| collapse(&n.text())).collect();
    let headings: Vec<&String> = texts.iter().filter(|h| (8..=300).contains(&h.chars().count())).collect();
    for title in &declared {
        if let Some(heading) = headings.iter().find(|h| same_headline(h, title)) {
            return (*heading).clone();
        }
    }
    // Old pages have no headings: a line before the text that says what the title says.
    if let Some(line) = declared.iter().find_map(|title| visible(page, title)) {
        return line;
    }
    // Old pages carry the outlet's name in every title; then the one heading of the page is the headline.
    let only_page_title = said.titles.is_empty() && said.json_ld.headline.is_none();
    let firsts = || index.headings.iter().filter(|n| n.has_name("h1"));
    let long: Vec<String> = firsts().take(5).map(|n| collapse(&n.text())).collect();
    if let ([heading], true) = (long.as_slice(), only_page_title)
        && (4..40).contains(&heading.split(' ').count())
    {
        return heading.clone();
    }
    // A short title that nothing on the page repeats names the outlet or the kind of page.
    if only_page_title
        && declared.iter().all(|t| t.split(' ').count() <= 4 || furniture.is_furniture(last_part(t)))
        && let Some(line) = headings
            .iter()
            .find(|h| h.split(' ').count() >= 4)
            .map(|h| (*h).clone())
            .or_else(|| last_line_before_text(page))
    {
        return line;
    }
    if let Some(title) = declared.first() {
        return title.clone();
    }
    firsts().map(|n| collapse(&n.text())).find(|t| !t.is_empty()).unwrap_or_default()
}

/// What stands behind the last separator of a title.
fn last_part(title: &str) -> &str {
    SEPARATORS
        .iter()
        .filter_map(|s| title.rfind(s).map(|at| &title[at + s.len()..]))
        .min_by_key(|t| t.len())
        .unwrap_or(title)
}

/// The last line before the first paragraph that can be a headline.
fn last_line_before_text(page: &[Block]) -> Option<String> {
    let text = page.iter().position(|b| !b.is_linked() && b.text.lines().any(|l| l.chars().count() >= 120))?;
    let first = page[text].text.lines().take_while(|l| l.chars().count() < 120);
    let before = page[..text].iter().filter(|b| !b.is_linked()).flat_map(|b| b.text.lines());
    let lines: Vec<&str> = before.chain(first).collect();
    let can_be = |line: &&&str| {
        (3..30).contains(&line.split_whitespace().count())
            && !line.trim_end().ends_with(['.', ':'])
            && dates::day_in(line).is_none()
            && !line.contains("://")
    };
    lines.iter().rev().take(6).find(can_be).map(|l| (*l).to_owned())
}

/// The outlet's name as the page's title ends in it, where the headline is known.
pub(crate) fn tail(index: &Index<'_>, title: &str) -> Option<String> {
    let rest = index.title.strip_prefix(title)?.trim_start();
    let tail = rest.trim_start_matches(['|', '-', '–', '—', ':', '•', '«', '»', ' ']).trim();
    let words = tail.split_whitespace().count();
    (tail.len() < rest.len() && (1..=6).contains(&words)).then(|| tail.to_owned())
}

/// The line before the first paragraph that says the same as a declared title, or more.
fn visible(page: &[Block], title: &str) -> Option<String> {
    let wanted = fold(title);
    let words: Vec<&str> = wanted.split(' ').collect();
    if words.len() < 4 {
        return None;
    }
    let lines = page.iter().filter(|b| !b.is_linked()).flat_map(|b| b.text.lines());
    let before = lines.take(400).take_while(|l| l.chars().count() <= 200);
    let said_again = |line: &&str| {
        let folded = fold(line);
        let own: Vec<&str> = folded.split(' ').collect();
        let shared = words.iter().filter(|w| own.contains(w)).count();
        same_headline(line, title) || (shared * 10 >= words.len() * 8 && own.len() <= words.len() * 5 / 2)
    };
    before.filter(|l| l.chars().count() >= 8 && !l.trim_end().ends_with('.')).find(said_again).map(str::to_owned)
}

/// Whether a heading says what a declared title says: alike, or the one is a long part of the other.
fn same_headline(heading: &str, title: &str) -> bool {
    let (heading, title) = (fold(heading), fold(title));
    if heading.is_empty() || title.is_empty() {
        return false;
    }
    heading == title || (heading.chars().count() * 10 >= title.chars().count() * 6 && title.contains(&heading))
        // A declared title that was cut short.
        || (title.chars().count() >= 30 && heading.starts_with(&title))
}

/// Takes « - outlet» off the end of a title, or «outlet: » off its start.
fn without_outlet(title: &str, outlets: &[String]) -> String {
    let is_outlet = |part: &str| {
        let part = fold(part);
        !part.is_empty()
            && outlets
                .iter()
                .any(|o| *o == part || (part.chars().count() >= 4 && o.contains(&part)) || part.contains(o))
    };
    let mut title = title.trim();
    // «outlet: headline», where the name is known for sure.
    let first = SEPARATORS.iter().filter_map(|c| title.find(c).map(|at| (at, at + c.len()))).min();
    if let Some((end, start)) = first
        && outlets.contains(&fold(&title[..end]))
        && title[start..].split_whitespace().count() >= 3
    {
        title = title[start..].trim();
    }
    for _ in 0..3 {
        let cuts = [" | ", " - ", " – ", " — ", " :: ", " : ", " « ", " » ", " • ", "|"];
        let cut = cuts.iter().filter_map(|c| title.rfind(c).map(|at| (at, at + c.len()))).max();
        let Some((end, start)) = cut else { break };
        let (head, tail) = (title[..end].trim(), title[start..].trim());
        let words = |part: &str| part.split_whitespace().count();
        // Unknown tails go only when they are short and a headline is left.
        if is_outlet(tail) || (words(tail) <= 4 && words(head) >= 5) || tail.is_empty() {
            title = head;
        } else if is_outlet(head) && words(tail) >= 3 {
            title = tail;
        } else {
            break;
        }
    }
    title.to_owned()
}

/// Short lines around the headline, where pages write their date: those after it first. Lines that speak of the last
/// change come last.
pub(crate) fn lines_near(blocks: &[Block], title: &str) -> Vec<String> {
    let wanted = fold(title);
    let all: Vec<&str> = blocks.iter().flat_map(|b| b.text.lines()).collect();
    // Folding never makes a line longer, nor by half shorter unless it is all signs and marks.
    let alike = |l: &str| (wanted.len()..=wanted.len() * 3).contains(&l.len()) && fold(l) == wanted;
    let places = all.iter().enumerate().filter(|(_, l)| !wanted.is_empty() && alike(l));
    let mut lines = Vec::new();
    for (at, _) in places.take(8) {
        let after = all.iter().skip(at + 1).take(10);
        let before = all[..at].iter().rev().take(3);
        lines.extend(after.chain(before).filter(|l| l.chars().count() <= 120).map(|l| (*l).to_owned()));
    }
    lines.sort_by_cached_key(|line| dates::tells_change(line));
    lines
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;
    use dom_query::Document as Dom;

    fn title_of(html: &str) -> String {
        let dom = Dom::from(html);
        let index = Index::of(&dom);
        let mut said = Said::collect(&index, "x");
        let page = blocks::of_page(&dom);
        said.signed = super::super::outlet::find(&index, &said, &page, "x", &Furniture::default());
        choose(&index, &said, &page, &Furniture::default())
    }

    #[test]
    fn the_confirmed_heading_wins() {
        assert_eq!(
            title_of(
                "<title>انفجار في سوق المدينة القديمة - صحيفة المثال</title><h1>أخبار اليوم</h1><h1>انفجار في سوق المدينة القديمة</h1>"
            ),
            "انفجار في سوق المدينة القديمة"
        );
        assert_eq!(
            title_of("<title>انفجار في سوق المدينة - قتيلان وخمسة جرحى في حصيلة أولية</title>"),
            "انفجار في سوق المدينة - قتيلان وخمسة جرحى في حصيلة أولية"
        );
        assert_eq!(
            title_of(
                "<meta property=og:site_name content='صحيفة المثال'><title>صحيفة المثال | هدنة ليومين في الشمال</title>"
            ),
            "هدنة ليومين في الشمال"
        );
        assert_eq!(
            title_of(
                "<title>صحيفة المثال: هدنة ليومين في الشمال</title><p>صحيفة المثال</p><b>هدنة ليومين في الشمال وعودة النازحين</b><br>اليوم<p>نص"
            ),
            "هدنة ليومين في الشمال وعودة النازحين"
        );
        assert_eq!(
            title_of("<title>الوزير: هدنة ليومين في الشمال</title><p>هدنة أخرى انتهت أمس</p>"),
            "الوزير: هدنة ليومين في الشمال"
        );
        assert_eq!(title_of("<h1>هدنة</h1><p>نص"), "هدنة");
        assert_eq!(title_of("<p>نص"), "");
    }
}
