//! Who signed a page, and the section it stands in, from what stands around the article.

use super::blocks::Block;
use super::index::Index;
use super::meta::{Said, collapse};
use crate::dates;
use crate::fold::fold;
use dom_query::NodeRef;
use std::sync::OnceLock;

/// Most words of a section's name.
const MOST_WORDS: usize = 4;

/// Words around names, folded: those that stand before one, and those that stand in the place of one.
struct Words {
    before: Vec<&'static str>,
    never: Vec<&'static str>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let rows = include_str!("../../data/byline_words.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
        let rows: Vec<(&str, &str)> = rows.filter_map(|r| r.split_once('\t')).collect();
        let of = |role: &str| rows.iter().filter(|(_, r)| r.starts_with(role)).map(|(w, _)| *w).collect::<Vec<_>>();
        let mut before = of("before");
        before.sort_by_key(|w| std::cmp::Reverse(w.len()));
        Words { before, never: of("never") }
    })
}

/// Whether a folded text stands where a name should and is none.
pub(super) fn is_no_name(folded: &str) -> bool {
    words().never.contains(&folded)
}

/// A text without the words that stand before a name in it, and whether there were any.
pub(super) fn without_introduction(text: &str) -> (&str, bool) {
    let mut rest = text.trim();
    let mut introduced = false;
    // «كتب: سامي», «نشر بواسطة سامي»: word by word, since folding keeps the words apart.
    let folded = fold(rest);
    let begins = |w: &&&str| folded.strip_prefix(**w).is_some_and(|after| after.is_empty() || after.starts_with(' '));
    if let Some(word) = words().before.iter().find(begins) {
        introduced = true;
        for _ in 0..word.split(' ').count() {
            rest = rest.split_once(char::is_whitespace).map_or("", |(_, after)| after.trim_start());
        }
    }
    (rest.trim_matches([':', '|', '-', '–', ' ', '/', ',', '،']), introduced)
}

/// Whether a text has the look of a person's name.
fn is_name(text: &str) -> bool {
    let count = text.split_whitespace().count();
    (2..=5).contains(&count)
        && text.chars().count() <= 50
        && dates::other_words(text) > 0
        && text.chars().all(|c| {
            c.is_alphabetic() || c.is_whitespace() || matches!(c, '.' | '-' | '\'' | '’' | '\u{064B}'..='\u{0652}')
        })
}

/// The first name in an element that is named after authors: its texts one by one, introductions out.
pub(super) fn signer(node: &NodeRef<'_>) -> Option<String> {
    let mut whole = String::new();
    for piece in node.descendants_it().filter(|n| n.is_text()).take(12) {
        let text = collapse(&piece.text());
        let (name, _) = without_introduction(&text);
        if is_name(name) && !is_no_name(&fold(name)) {
            return Some(name.to_owned());
        }
        whole.push_str(&text);
        whole.push(' ');
    }
    let whole = collapse(&whole);
    let (name, _) = without_introduction(&whole);
    (!name.is_empty() && name.split(' ').count() <= 8 && name.len() < 200).then(|| name.to_owned())
}

/// A name that a line near the headline introduces: «كتب سامي حداد», «بقلم: سامي حداد».
pub(super) fn introduced(lines: &[String]) -> Option<String> {
    lines.iter().find_map(|line| {
        let (rest, introduced) = without_introduction(line);
        let name = rest.split(['|', '،', ',', '–', '/']).next().unwrap_or(rest).trim();
        (introduced && is_name(name) && !is_no_name(&fold(name))).then(|| name.to_owned())
    })
}

/// The section of the outlet that the page stands in.
pub(super) fn section(index: &Index<'_>, said: &Said, page: &[Block], title: &str) -> Option<String> {
    let title = fold(title);
    let outlets = said.outlet_names();
    let fits = |text: &str| {
        let folded = fold(text);
        let count = folded.split(' ').count();
        !folded.is_empty()
            && count <= MOST_WORDS
            && text.chars().count() <= 40
            && folded != title
            && !title.contains(&folded)
            && !outlets.contains(&folded)
            && !is_home(&folded)
            && dates::day_in(text).is_none()
            && text.chars().any(char::is_alphabetic)
    };
    let bare = |text: &str| {
        let text = collapse(text);
        text.rsplit([':', '،', '|', '»', '>']).next().map(|t| t.trim().to_owned()).unwrap_or(text)
    };
    if let Some(section) = said.sections.iter().chain(&said.json_ld.section).map(|s| bare(s)).find(|s| fits(s)) {
        return Some(section);
    }
    for trail in &index.crumbs {
        let links = trail.descendants_it().filter(|n| n.has_name("a")).take(12);
        let links: Vec<String> = links.map(|n| collapse(&n.text())).filter(|t| fits(t)).collect();
        if let Some(last) = links.last() {
            return Some(last.clone());
        }
    }
    let named = index.sections.iter().map(|node| {
        // A link in it is the section; what stands before the link introduces it.
        let link = node.descendants_it().find(|n| n.has_name("a")).map(|a| collapse(&a.text()));
        link.filter(|t| fits(t)).unwrap_or_else(|| collapse(&node.text()))
    });
    if let Some(found) = named.filter(|t| t.chars().count() <= 60).map(|t| bare(&t)).find(|t| fits(t)) {
        return Some(found);
    }
    let lines = page.iter().flat_map(|b| b.text.lines()).take(120);
    let labelled = lines.filter_map(|line| line.split_once(':')).find_map(|(label, rest)| {
        matches!(fold(label).as_str(), "القسم" | "التصنيف").then(|| {
            let end = rest.find([':', '-', '|']).unwrap_or(rest.len());
            rest[..end].trim().to_owned()
        })
    });
    labelled.filter(|t| fits(t))
}

/// Whether a link's folded text leads to the front page.
fn is_home(folded: &str) -> bool {
    matches!(folded, "home" | "الرييسيه" | "الصفحه الرييسيه" | "رييسيه")
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document as Dom;

    #[test]
    fn introductions_are_taken_off_names() {
        assert_eq!(without_introduction("كتب: سامي حداد"), ("سامي حداد", true));
        assert_eq!(without_introduction("نُشر بواسطة سامي حداد"), ("سامي حداد", true));
        assert_eq!(without_introduction("كتبية الحرس"), ("كتبية الحرس", false));
        assert_eq!(introduced(&["أمس".into(), "بقلم ليلى حسن | بيروت".into()]).as_deref(), Some("ليلى حسن"));
        assert_eq!(introduced(&["كتب المحرر".into(), "ليلى حسن".into()]), None);
    }

    #[test]
    fn the_first_name_in_a_box_of_authors_counts() {
        let of = |html: &str| {
            let dom = Dom::from(html);
            let index = Index::of(&dom);
            index.authors.first().and_then(signer)
        };
        assert_eq!(
            of("<div class=byline><span>بقلم</span> <b>ليلى حسن</b><i>مراسلة</i></div>").as_deref(),
            Some("ليلى حسن")
        );
        assert_eq!(of("<div class=author>Unknown</div>").as_deref(), Some("Unknown"));
        assert!(is_no_name(&fold("Unknown")) && is_no_name("super user"));
    }

    #[test]
    fn sections_come_from_tags_trails_and_labels() {
        let of = |html: &str| {
            let dom = Dom::from(html);
            let index = Index::of(&dom);
            let said = Said::collect(&index, "https://x.example/1");
            let page = super::super::blocks::of_page(&dom);
            section(&index, &said, &page, "هدنة في الشمال")
        };
        assert_eq!(of("<meta property='article:section' content='سياسة'>").as_deref(), Some("سياسة"));
        assert_eq!(
            of("<ul class=breadcrumbs><li><a>الرئيسية</a><li><a>أمن</a><li>هدنة في الشمال</ul>").as_deref(),
            Some("أمن")
        );
        assert_eq!(of("<p>القسم: تقارير - التاريخ: 1/2/2020</p>").as_deref(), Some("تقارير"));
        assert_eq!(of("<span class='cat'>هدنة في الشمال</span>"), None);
    }
}
