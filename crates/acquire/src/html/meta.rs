//! What a page says of itself in meta tags, links and microdata.

use super::index::{Index, Time};
use super::json_ld::JsonLd;
use super::labels;
use crate::document::MediaKind;
use crate::fold::fold;
use dom_query::NodeRef;
use marsad_text::{Language, language_of_text};
use reqwest::Url;

/// Everything a page says of itself outside its visible text.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub json_ld: JsonLd,
    /// `og:title` and its cousins.
    pub titles: Vec<String>,
    /// Dates of publication, surest first.
    pub published: Vec<String>,
    /// Dates of creation or change.
    pub changed: Vec<String>,
    /// Dates of change alone.
    pub modified: Vec<String>,
    /// Names of the section.
    pub sections: Vec<String>,
    /// Addresses of the page's own pictures and films.
    pub media: Vec<(String, MediaKind)>,
    /// A name that a line near the headline introduces.
    pub introduced: Option<String>,
    /// Canonical address and its cousins, absolute.
    pub addresses: Vec<String>,
    pub language: Option<String>,
    /// The end of the page's title that is no headline.
    pub title_tail: Option<String>,
    /// The outlet's name as the page's title, header and footer agree on it.
    pub signed: Option<String>,
    /// Parts of the host's name, folded.
    host: Vec<String>,
    site_names: Vec<String>,
    /// Names that may be the outlet's, and count only where another sign agrees.
    pub doubtful_names: Vec<String>,
    authors: Vec<String>,
}

/// Names of meta tags and microdata of publication, letters and digits only, surest first.
const PUBLISHED: &[&str] = &[
    "articlepublishedtime",
    "datepublished",
    "ogpublishedtime",
    "ogarticlepublishedtime",
    "articlepublished",
    "publishdate",
    "publisheddate",
    "publicationdate",
    "pubdate",
    "publishtime",
    "publishedtime",
    "publishedat",
    "published",
    "dcdateissued",
    "dctermsissued",
    "dcissued",
    "dcdatecreated",
    "dctermscreated",
    "dccreated",
    "dcdate",
    "dctermsdate",
    "rnewsdatepublished",
    "nastoohpublishdate",
    "parselypubdate",
    "sailthrudate",
    "cxenseparserecspublishtime",
    "citationpublicationdate",
    "originalpublicationdate",
    "articledateoriginal",
    "articlepublicationdate",
    "articledate",
    "displaydate",
    "newsdate",
    "postdate",
    "releasedate",
    "date",
];

const CHANGED: &[&str] = &[
    "datecreated",
    "articlemodifiedtime",
    "ogupdatedtime",
    "datemodified",
    "lastmod",
    "lastmodified",
    "modified",
    "dcdatemodified",
    "dctermsmodified",
    "articlemodified",
    "updatedtime",
];

impl Said {
    pub(crate) fn collect(index: &Index<'_>, target: &str) -> Self {
        let mut said = Self { json_ld: JsonLd::collect(index), ..Self::default() };
        let mut published: Vec<(usize, String)> = Vec::new();
        let mut titles: Vec<(usize, String)> = Vec::new();
        let mut addresses: Vec<(usize, String)> = Vec::new();
        let base = Url::parse(target).ok();
        let host = base.as_ref().and_then(Url::host_str).unwrap_or_default();
        said.host = host.split('.').filter(|part| part.len() > 3).map(fold).collect();
        let absolute = |href: &str| -> Option<String> {
            let url = match &base {
                Some(base) => base.join(href.trim()).ok(),
                None => Url::parse(href.trim()).ok(),
            };
            url.filter(|u| matches!(u.scheme(), "http" | "https")).map(|_| {
                // Kept as written where it is absolute: percent signs in Arabic addresses are for machines only.
                if href.contains("://") { href.trim().to_owned() } else { base_join(base.as_ref(), href) }
            })
        };
        for node in &index.metas {
            let content = node.attr("content").or_else(|| node.attr("datetime"));
            let is_meta = node.has_name("meta");
            for attribute in ["property", "name", "itemprop", "http-equiv"] {
                let Some(name) = node.attr(attribute) else { continue };
                let key: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
                let text = || content.as_ref().map_or_else(|| node.text().to_string(), |c| c.to_string());
                if let Some(rank) = PUBLISHED.iter().position(|k| *k == key) {
                    published.push((rank, text()));
                } else if CHANGED.contains(&key.as_str()) {
                    said.changed.push(text());
                    if key != "datecreated" {
                        said.modified.push(text());
                    }
                } else if matches!(key.as_str(), "articlesection" | "section" | "genre" | "dcsubject") {
                    said.sections.push(text());
                }
                if !is_meta {
                    if key == "author" && node.attr("itemprop").is_some() && node.text().len() < 200 {
                        said.authors.push(node.text().to_string());
                    }
                    continue;
                }
                let Some(content) = content.as_deref().map(str::trim).filter(|c| !c.is_empty()) else { continue };
                let content = || content.to_owned();
                match key.as_str() {
                    "ogtitle" => titles.push((0, content())),
                    "twittertitle" | "dctitle" | "dctermstitle" => titles.push((1, content())),
                    "headline" | "title" => titles.push((2, content())),
                    "ogsitename" => said.site_names.insert(0, content()),
                    "applicationname" | "dcpublisher" | "dctermspublisher" if content().len() < 120 => {
                        said.site_names.push(content());
                    }
                    "twittersite" if !content().starts_with('@') => said.doubtful_names.push(content()),
                    "author" | "articleauthor" | "dccreator" | "dctermscreator" | "twittercreator" | "byl"
                    | "parselyauthor" | "sailthruauthor" => said.authors.push(content()),
                    "contentlanguage" | "oglocale" | "dclanguage" | "language" | "inlanguage" => {
                        said.language = said.language.take().or_else(|| Some(content()));
                    }
                    "ogimage" | "ogimageurl" => said.media.push((content(), MediaKind::Image)),
                    "ogvideo" | "ogvideourl" => said.media.push((content(), MediaKind::Video)),
                    "ogaudio" => said.media.push((content(), MediaKind::Audio)),
                    "ogurl" => addresses.extend(absolute(&content()).map(|u| (1, u))),
                    "twitterurl" => addresses.extend(absolute(&content()).map(|u| (2, u))),
                    _ => {}
                }
            }
        }
        let rel = |node: &NodeRef<'_>, wanted: &str| {
            node.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|r| r.eq_ignore_ascii_case(wanted)))
        };
        for node in index.links.iter().filter(|n| rel(n, "canonical")) {
            addresses.extend(node.attr("href").and_then(|h| absolute(&h)).map(|u| (0, u)));
        }
        addresses.extend(said.json_ld.url.as_deref().and_then(absolute).map(|u| (3, u)));
        if let Some(lang) = index.root.attr("lang").or_else(|| index.root.attr("xml:lang")) {
            said.language = Some(lang.to_string());
        }
        said.doubtful_names.extend(said.json_ld.site.iter().cloned());
        // Feeds are named after their site: «X - Atom», «X » الخلاصة».
        let feeds =
            index.links.iter().filter(|n| rel(n, "alternate") && n.attr("type").is_some_and(|t| t.contains("xml")));
        for node in feeds.take(8) {
            said.doubtful_names.extend(node.attr("title").map(|t| t.to_string()));
        }
        said.authors.extend(index.authors.iter().filter_map(labels::signer));
        let strip = |mut list: Vec<(usize, String)>| {
            list.sort_by_key(|(rank, _)| *rank);
            list.into_iter().map(|(_, value)| value).collect()
        };
        said.published = strip(published);
        said.titles = strip(titles);
        said.addresses = strip(addresses);
        said
    }

    /// The page's own address, else the one it was fetched from.
    pub(crate) fn url(&self, target: &str) -> Option<String> {
        let fetched = Url::parse(target).ok().filter(|u| matches!(u.scheme(), "http" | "https"));
        let is_home = |url: &str| Url::parse(url).is_ok_and(|u| u.path() == "/" && u.query().is_none());
        // A canonical address that is only the outlet's front page is a mistake of its template.
        let own = self.addresses.iter().find(|u| !is_home(u) || fetched.as_ref().is_some_and(|f| is_home(f.as_str())));
        own.cloned().or_else(|| fetched.map(|u| u.to_string()))
    }

    /// Everyone whom the page names as its author.
    pub(crate) fn signers(&self) -> impl Iterator<Item = &str> {
        self.json_ld.author.iter().chain(&self.authors).map(String::as_str).take(12)
    }

    /// The outlet's name.
    pub(crate) fn outlet(&self) -> Option<String> {
        let names = self.site_names.iter().chain(&self.json_ld.publisher).chain(&self.signed).chain(&self.title_tail);
        names.map(|n| collapse(n)).find(|n| !n.is_empty() && n.chars().count() <= 80 && !n.starts_with("http"))
    }

    /// Every name of the outlet that the page gives, folded.
    pub(crate) fn outlet_names(&self) -> Vec<String> {
        let names = self.site_names.iter().chain(&self.json_ld.publisher).chain(&self.signed);
        names.map(|n| fold(n)).filter(|n| !n.is_empty()).collect()
    }

    /// Who signed: a name, not an address, an account or the outlet itself.
    pub(crate) fn byline(&self) -> Option<String> {
        let mut outlets = self.outlet_names();
        outlets.extend(self.title_tail.as_deref().map(fold));
        let named = self.json_ld.author.iter().chain(&self.authors).chain(&self.introduced);
        let named = named.map(|a| bare(labels::without_introduction(&collapse(a)).0));
        named.into_iter().find(|name| {
            let folded = fold(name);
            let words = folded.split(' ').count();
            !folded.is_empty()
                && words <= 8
                && name.chars().count() <= 80
                && !name.contains("://")
                && !name.contains(['@', '<', '{'])
                && !name.chars().any(|c| c.is_numeric())
                && !outlets.contains(&folded)
                && !self.host.contains(&folded)
                && !labels::is_no_name(&folded)
                && !folded.starts_with("developed by")
        })
    }
}

fn base_join(base: Option<&Url>, href: &str) -> String {
    base.and_then(|b| b.join(href.trim()).ok()).map(|u| u.to_string()).unwrap_or_default()
}

/// A name without brackets and dashes around it.
fn bare(name: &str) -> String {
    collapse(name).trim_matches(['(', ')', '[', ']', '-', '–', '|', ':', '.', ' ', '،', ',']).to_owned()
}

/// One line, single spaces, no invisible signs.
pub(crate) fn collapse(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let words = visible.split(' ').map(|w| w.replace(super::blocks::is_invisible, ""));
    words.filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `<time datetime>` values: those marked as publication, else those of the article, of the main part, of the page.
pub(crate) fn times(index: &Index<'_>) -> Vec<String> {
    let places: [fn(&Time<'_>) -> bool; 4] = [|t| t.pubdate, |t| t.in_article, |t| t.in_main, |_| true];
    for place in places {
        let mut found = Vec::new();
        for time in index.times.iter().filter(|t| place(t)).take(20) {
            let value = time.node.attr("datetime").map(|v| v.to_string()).filter(|v| !v.trim().is_empty());
            let value = value.unwrap_or_else(|| time.node.text().to_string());
            if value.len() < 200 && !value.trim().is_empty() {
                found.push(value);
            }
        }
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// ISO 639-1 code: what the text is written in, else what is declared.
pub(crate) fn language(declared: Option<&str>, text: &str) -> Option<String> {
    let declared = declared
        .and_then(|d| d.trim().split(['-', '_', ',']).next().map(str::to_ascii_lowercase))
        .map(|d| match d.as_str() {
            "arabic" | "ara" => "ar".to_owned(),
            "ckb" | "kmr" => "ku".to_owned(),
            _ => d,
        })
        .filter(|d| d.len() == 2 && d.bytes().all(|b| b.is_ascii_lowercase()));
    match language_of_text(text) {
        // What the letters cannot tell from Arabic is believed where it is declared.
        Some(Language::Arabic) if matches!(declared.as_deref(), Some("sd" | "ug" | "ps")) => declared,
        Some(language) => Some(language.code().to_owned()),
        None if !text.chars().any(char::is_alphabetic) => declared,
        // Declared as a language of Arabic letters, and nothing in it says so: a template's word.
        None => declared.filter(|d| !matches!(d.as_str(), "ar" | "fa" | "ur" | "ps" | "he" | "ru")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document as Dom;

    #[test]
    fn letters_beat_a_wrong_declaration() {
        assert_eq!(language(Some("en-US"), "قال مصدر عسكري إن القوات انسحبت").as_deref(), Some("ar"));
        assert_eq!(language(Some("ar_AR"), "قال مصدر عسكري").as_deref(), Some("ar"));
        assert_eq!(language(Some("ar"), "رئیس پلیس گفت که گروهی در کشور").as_deref(), Some("fa"));
        assert_eq!(language(None, "هێزەکان لە شارۆچکەکە کشانەوە و ڕێگاکە کرایەوە").as_deref(), Some("ku"));
        assert_eq!(language(None, "The army said that the town was in the hands of the rebels").as_deref(), Some("en"));
        assert_eq!(language(Some("tr"), "Ordu kentten çekildi").as_deref(), Some("tr"));
        assert_eq!(language(None, "1234").as_deref(), None);
    }

    #[test]
    fn bylines_are_names() {
        let said = |author: &str| Said {
            authors: vec![author.to_owned()],
            site_names: vec!["صحيفة المثال".to_owned()],
            ..Said::default()
        };
        assert_eq!(said(" ليلى \n حسن ").byline().as_deref(), Some("ليلى حسن"));
        for no in ["https://example.org/a", "@account", "صحيفة المثال", "admin", "", "نشر في 23 مارس"]
        {
            assert_eq!(said(no).byline(), None, "{no}");
        }
    }

    #[test]
    fn a_canonical_front_page_is_a_mistake() {
        let dom = Dom::from("<link rel=canonical href='https://example.org/'><meta property=og:url content='/n/5'>");
        let index = Index::of(&dom);
        let said = Said::collect(&index, "https://example.org/n/5?utm=x");
        assert_eq!(said.url("https://example.org/n/5?utm=x").as_deref(), Some("https://example.org/n/5"));
        let said = Said::collect(&index, "page.html");
        assert_eq!(said.url("page.html"), None);
    }
}
