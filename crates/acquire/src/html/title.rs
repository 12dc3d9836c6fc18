//! The headline, and the lines that stand near it.

use super::blocks::Block;
use super::meta::{Said, collapse};
use crate::dates;
use crate::entities::resolve;
use crate::fold::fold;
use dom_query::Document as Dom;

/// What stands between a headline and the outlet's name in a page's title.
pub(crate) const SEPARATORS: &[&str] =
    &[" | ", " - ", " – ", " — ", " :: ", " : ", " « ", " » ", " • ", " › ", "|", ": ", " -", "- "];

/// The headline as readers see it: the `<h1>` that the page's own titles confirm, else those titles without the outlet.
pub(crate) fn choose(dom: &Dom, said: &Said, page: &[Block]) -> String {
    let page_title = collapse(&dom.select_single("head title, title").text());
    let outlets = said.outlet_names();
    let mut declared: Vec<String> = said.titles.iter().map(|t| collapse(t)).collect();
    declared.extend(said.json_ld.headline.iter().map(|t| collapse(&resolve(t))));
    declared.push(page_title);
    let declared: Vec<String> =
        declared.into_iter().map(|t| without_outlet(&t, &outlets)).filter(|t| !t.is_empty()).collect();
    let headings: Vec<String> = dom
        .select("h1, [itemprop='headline'], h2, h3")
        .nodes()
        .iter()
        .take(60)
        .map(|n| collapse(&n.text()))
        .filter(|h| h.chars().count() >= 8 && h.chars().count() <= 300)
        .collect();
    for title in &declared {
        if let Some(heading) = headings.iter().find(|h| same_headline(h, title)) {
            return heading.clone();
        }
    }
    // Old pages have no headings: a line before the text that says what the title says.
    if let Some(line) = declared.iter().find_map(|title| visible(page, title)) {
        return line;
    }
    // Old pages carry the outlet's name in every title; then the one heading of the page is the headline.
    let only_page_title = said.titles.is_empty() && said.json_ld.headline.is_none();
    let long: Vec<String> = dom.select("h1").nodes().iter().take(5).map(|n| collapse(&n.text())).collect();
    if let ([heading], true) = (long.as_slice(), only_page_title)
        && (4..40).contains(&heading.split(' ').count())
    {
        return heading.clone();
    }
    if let Some(title) = declared.first() {
        return title.clone();
    }
    let first = dom.select("h1").nodes().iter().map(|n| collapse(&n.text())).find(|t| !t.is_empty());
    first.unwrap_or_default()
}

/// The outlet's name as the page's title ends in it, where the headline is known.
pub(crate) fn tail(dom: &Dom, title: &str) -> Option<String> {
    let page_title = collapse(&dom.select_single("head title, title").text());
    let rest = page_title.strip_prefix(title)?.trim_start();
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
    let places = all.iter().enumerate().filter(|(_, l)| !wanted.is_empty() && fold(l) == wanted);
    let mut lines = Vec::new();
    for (at, _) in places.take(8) {
        let after = all.iter().skip(at + 1).take(10);
        let before = all[..at].iter().rev().take(3);
        lines.extend(after.chain(before).filter(|l| l.chars().count() <= 120).map(|l| (*l).to_owned()));
    }
    lines.sort_by_key(|line| dates::tells_change(line));
    lines
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;
    use crate::Furniture;

    fn title_of(html: &str) -> String {
        let dom = Dom::from(html);
        let mut said = Said::collect(&dom, "x");
        let page = blocks::of_page(&dom);
        said.signed = super::super::outlet::find(&dom, &said, &page, "x", &Furniture::default());
        choose(&dom, &said, &page)
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
