//! The outlet's name where no tag gives it: from the page's title, header and footer, as far as they agree.

use super::blocks::Block;
use super::index::Index;
use super::meta::{Said, collapse};
use super::title::SEPARATORS;
use crate::fold::fold;
use crate::furniture::Furniture;
use dom_query::NodeRef;
use reqwest::Url;

/// Most words of an outlet's name.
const MOST_WORDS: usize = 6;
/// How many blocks at either end of a page count as its header and footer.
const EDGE: usize = 4;

/// Signs of a page that carry its outlet's name, folded.
struct Signs {
    /// Texts of links to the front page and of logos.
    logos: Vec<(String, String)>,
    /// Lines of copyright.
    rights: Vec<String>,
    /// The first and last blocks of the page.
    edges: Vec<String>,
    /// Names of the site in tags.
    names: Vec<String>,
    /// Who signed: a person, or the outlet itself.
    authors: Vec<String>,
}

/// A part of the page's title that its header or footer repeats, else a logo that the footer or a tag repeats.
pub(crate) fn find(
    index: &Index<'_>,
    said: &Said,
    page: &[Block],
    target: &str,
    furniture: &Furniture,
) -> Option<String> {
    let parts = parts(&index.title);
    let headline = parts.iter().copied().max_by_key(|p| p.chars().count()).unwrap_or_default();
    let most = words(headline);
    let signs = Signs::collect(index, said, page, target, furniture, &fold(headline));
    let in_title = parts.iter().filter(|p| parts.len() > 1 && (words(p) < most || most <= 2));
    let named = in_title.rev().find(|part| is_name(part, furniture) && signs.confirm(&fold(part)));
    if let Some(name) = named {
        return Some((*name).to_owned());
    }
    let signed = |folded: &String| signs.repeated(folded) || signs.authors.contains(folded);
    let logo = signs.logos.iter().find(|(_, folded)| signed(folded));
    logo.map(|(name, _)| name.clone())
}

/// The parts of a title between its separators.
fn parts(title: &str) -> Vec<&str> {
    let mut parts = vec![title];
    for cut in SEPARATORS {
        parts = parts.iter().flat_map(|p| p.split(cut)).collect();
    }
    parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).take(12).collect()
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Whether a text has the size of a name and is no button.
fn is_name(text: &str, furniture: &Furniture) -> bool {
    (1..=MOST_WORDS).contains(&words(text))
        && (3..=60).contains(&text.chars().count())
        && text.chars().any(char::is_alphabetic)
        && !text.contains("://")
        && !furniture.is_furniture(text)
}

impl Signs {
    fn collect(
        index: &Index<'_>,
        said: &Said,
        page: &[Block],
        target: &str,
        furniture: &Furniture,
        headline: &str,
    ) -> Self {
        let base = Url::parse(target).ok();
        let mut logos = Vec::new();
        let mut add = |text: &str| {
            let name = collapse(text);
            if is_name(&name, furniture) && logos.len() < 40 {
                logos.push((name.clone(), fold(&name)));
            }
        };
        for link in &index.anchors {
            let href = link.attr("href").unwrap_or_default();
            let own = link.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|r| r == "home"));
            if own || leads_home(&href, base.as_ref()) {
                add(&link.text());
                for picture in link.descendants_it().filter(|n| n.has_name("img")).take(4) {
                    add(&picture.attr("alt").unwrap_or_default());
                }
            }
        }
        let pictures = index.pictures.iter().filter(|n| n.has_attr("alt")).take(60);
        for picture in pictures.filter(|n| looks_like_logo(n)) {
            add(&picture.attr("alt").unwrap_or_default());
        }
        for box_ in &index.logos {
            add(&box_.text());
        }
        let lines = || page.iter().flat_map(|b| b.text.lines()).filter(|l| l.chars().count() <= 200);
        let rights = lines().filter(|l| l.contains(['©', '®']) || furniture.is_copyright(l)).take(10).map(fold);
        let short = page.iter().filter(|b| b.chars() <= 120 && !b.heading);
        let first = short.clone().take(EDGE);
        let last = short.rev().take(EDGE);
        Self {
            rights: rights.collect(),
            edges: first.chain(last).map(|b| fold(&b.text)).filter(|e| !e.contains(headline)).collect(),
            names: said.doubtful_names.iter().map(|n| fold(n)).collect(),
            authors: said.signers().map(fold).collect(),
            logos,
        }
    }

    /// Whether the header, the footer or another tag has the name.
    fn confirm(&self, folded: &str) -> bool {
        self.logos.iter().any(|(_, logo)| has_name(logo, folded) || (words(logo) >= 2 && has_name(folded, logo)))
            || self.edges.iter().any(|line| line == folded || (words(folded) >= 2 && begins_with(line, folded)))
            || self.repeated(folded)
    }

    /// Whether a line of copyright or a tag has the name.
    fn repeated(&self, folded: &str) -> bool {
        self.rights.iter().chain(&self.names).any(|line| has_name(line, folded))
    }
}

/// Whether a folded line has a folded name as whole words; «لـ» may hang on the first.
fn has_name(line: &str, name: &str) -> bool {
    !name.is_empty()
        && line.match_indices(name).any(|(at, _)| {
            let (before, after) = (&line[..at], &line[at + name.len()..]);
            let free = before.is_empty() || before.ends_with(' ') || before == "ل" || before.ends_with(" ل");
            free && (after.is_empty() || after.starts_with(' '))
        })
}

fn begins_with(line: &str, name: &str) -> bool {
    line.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn leads_home(href: &str, base: Option<&Url>) -> bool {
    let href = href.trim();
    let (path, host) = match (Url::parse(href), base) {
        (Ok(url), _) => (url.path().to_owned(), url.host_str().map(str::to_owned)),
        (Err(_), Some(base)) => match base.join(href) {
            Ok(url) if !href.is_empty() && !href.starts_with(['#', '?']) => {
                (if url.query().is_some() { "?".to_owned() } else { url.path().to_owned() }, None)
            }
            _ => return false,
        },
        (Err(_), None) => (href.to_owned(), None),
    };
    let own_host = base.and_then(Url::host_str).map(str::to_owned);
    if host.is_some() && own_host.is_some() && host != own_host {
        return false;
    }
    let path = path.trim_matches('/').to_ascii_lowercase();
    let page = path.rsplit('/').next().unwrap_or_default();
    let front = ["index.", "default.", "home."].iter().any(|p| page.starts_with(p) && page.len() <= p.len() + 5);
    (path.is_empty() && (href.contains('/') || href == ".")) || (front && !path.contains('/')) || path == "ar"
}

fn looks_like_logo(picture: &NodeRef<'_>) -> bool {
    ["src", "class", "id"].iter().any(|attribute| {
        picture.attr(attribute).is_some_and(|value| {
            let value = value.chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect::<String>();
            let value = value.to_ascii_lowercase();
            ["logo", "header", "masthead", "banner"].iter().any(|word| value.contains(word))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;
    use dom_query::Document as Dom;

    fn found(html: &str) -> Option<String> {
        let dom = Dom::from(html);
        let target = "https://example.org/news/5";
        let index = Index::of(&dom);
        find(&index, &Said::collect(&index, target), &blocks::of_page(&dom), target, &Furniture::default())
    }

    #[test]
    fn a_part_of_the_title_that_header_or_footer_repeat_is_the_outlet() {
        for page in [
            "<title>صوت الوادي - قتيلان في انفجار قرب السوق</title><p>خبر</p><div>جميع الحقوق محفوظة لموقع صوت الوادي</div>",
            "<title>قتيلان في انفجار قرب السوق | صوت الوادي</title><a href='/'><img src=x.png alt='صوت الوادي'></a><p>خبر",
            "<title>صوت الوادي: قتيلان في انفجار قرب السوق</title><p>صوت الوادي</p><p>خبر",
            "<title>قتيلان في انفجار قرب السوق</title><a href='/'>صوت الوادي</a><p>خبر</p><p>صوت الوادي © 2020</p>",
            "<title>قتيلان في انفجار</title><meta name=author content='صوت الوادي'><a rel=home href='/ar/x'>صوت الوادي</a>",
        ] {
            assert_eq!(found(page).as_deref(), Some("صوت الوادي"), "{page}");
        }
    }

    #[test]
    fn what_nothing_repeats_is_no_outlet() {
        for page in [
            "<title>سامي حداد: الهدنة باقية في الشمال</title><meta name=author content='سامي حداد'><p>سامي</p><p>خبر",
            "<title>الوزير: الهدنة باقية - والحكومة تنفي</title><a href='/'>الرئيسية</a><p>خبر عن الهدنة في المدينة.",
            "<title>قتيلان في انفجار قرب السوق</title><a href='/'>الرئيسية</a><p>خبر</p><p>جميع الحقوق محفوظة © 2020</p>",
            "<title>قتيلان في انفجار</title><a href='https://other.example/'>شركة الاستضافة</a><p>شركة الاستضافة © 2020",
            "",
        ] {
            assert_eq!(found(page), None, "{page}");
        }
    }

    #[test]
    fn names_match_as_whole_words() {
        assert!(has_name(&fold("الحقوق محفوظة لصحيفة صوت الوادي ٢٠٢٠"), &fold("صحيفة صوت الوادي")));
        assert!(!has_name(&fold("صوت الواديين"), &fold("صوت الوادي")));
        assert!(!has_name("x", ""));
    }
}
