//! What a page says of itself in JSON-LD, and dates in its other scripts.

use super::index::Index;
use dom_query::NodeRef;
use serde_json::Value;

/// The article's own description.
#[derive(Debug, Default)]
pub(crate) struct JsonLd {
    pub headline: Option<String>,
    pub body: Option<String>,
    pub author: Option<String>,
    pub publisher: Option<String>,
    /// The name of the `WebSite`.
    pub site: Option<String>,
    pub language: Option<String>,
    pub url: Option<String>,
    /// `datePublished`, best first.
    pub published: Vec<String>,
    /// `dateCreated`, `dateModified`.
    pub changed: Vec<String>,
    /// `dateModified` alone.
    pub modified: Vec<String>,
    pub section: Option<String>,
}

/// Deepest nesting and most nodes looked at.
const MAX_DEPTH: usize = 12;
const MAX_NODES: usize = 5_000;

impl JsonLd {
    pub(crate) fn collect(index: &Index<'_>) -> Self {
        let mut found = Self::default();
        let mut broken = Vec::new();
        let described =
            |n: &&NodeRef<'_>| n.attr("type").is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json"));
        for script in index.scripts.iter().filter(described) {
            let text = script.text();
            match serde_json::from_str::<Value>(&tidy(&text)) {
                Ok(value) => found.take_articles(&value),
                Err(_) => broken.push(text.to_string()),
            }
        }
        for text in broken {
            found.published.extend(values_of(&text, &["datePublished"]));
            found.modified.extend(values_of(&text, &["dateModified"]));
            found.changed.extend(values_of(&text, &["dateModified", "dateCreated"]));
            found.headline = found.headline.take().or_else(|| values_of(&text, &["headline"]).into_iter().next());
        }
        found
    }

    /// Looks through the whole value for articles; `@graph` and lists are followed.
    fn take_articles(&mut self, value: &Value) {
        let mut queue = vec![(value, 0usize)];
        let mut seen = 0;
        let mut other_dates = Vec::new();
        while let Some((value, depth)) = queue.pop() {
            seen += 1;
            if depth > MAX_DEPTH || seen > MAX_NODES {
                continue;
            }
            match value {
                Value::Array(items) => queue.extend(items.iter().rev().map(|v| (v, depth + 1))),
                Value::Object(object) => {
                    let kinds = kinds(value);
                    if kinds.iter().any(|k| k.ends_with("Article") || k.ends_with("Posting") || k == "Report") {
                        self.take(value);
                    } else if kinds.iter().any(|k| matches!(k.as_str(), "WebPage" | "VideoObject" | "ImageGallery")) {
                        other_dates.extend(string(&value["datePublished"]).or_else(|| string(&value["uploadDate"])));
                    } else if kinds.iter().any(|k| k == "WebSite") {
                        self.site = self.site.take().or_else(|| name(object.get("name")));
                    } else if kinds.iter().any(|k| k == "NewsMediaOrganization") {
                        self.publisher = self.publisher.take().or_else(|| name(object.get("name")));
                    }
                    // What an article lists beside itself (related stories) is not it.
                    let inside = object.iter().filter(|(key, _)| {
                        matches!(
                            key.as_str(),
                            "@graph" | "mainEntity" | "mainEntityOfPage" | "itemListElement" | "item"
                        ) && (key.as_str() != "itemListElement" || kinds.iter().any(|k| k.ends_with("Article")))
                    });
                    queue.extend(inside.map(|(_, v)| (v, depth + 1)));
                }
                _ => {}
            }
        }
        self.published.extend(other_dates);
    }

    fn take(&mut self, article: &Value) {
        fn fill(slot: &mut Option<String>, value: Option<String>) {
            if slot.is_none() {
                *slot = value.filter(|v| !v.trim().is_empty());
            }
        }
        fill(&mut self.headline, string(&article["headline"]).or_else(|| string(&article["name"])));
        fill(&mut self.body, string(&article["articleBody"]));
        fill(&mut self.author, name(article.get("author")));
        fill(&mut self.publisher, name(article.get("publisher")));
        fill(&mut self.language, name(article.get("inLanguage")));
        fill(&mut self.url, string(&article["url"]).or_else(|| string(&article["mainEntityOfPage"]["@id"])));
        self.published.extend(string(&article["datePublished"]));
        self.changed.extend(string(&article["dateCreated"]));
        self.changed.extend(string(&article["dateModified"]));
        self.modified.extend(string(&article["dateModified"]));
        fill(&mut self.section, string(&article["articleSection"]));
    }
}

fn kinds(value: &Value) -> Vec<String> {
    let plain = |v: &Value| v.as_str().map(|s| s.rsplit(['/', ':']).next().unwrap_or(s).to_owned());
    match &value["@type"] {
        Value::Array(items) => items.iter().filter_map(plain).collect(),
        one => plain(one).into_iter().collect(),
    }
}

fn string(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Array(items) => items.first().and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}

/// The name of a person or organisation: a string, an object with `name`, or a list of those.
fn name(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(s) => Some(s.clone()),
        Value::Array(items) => {
            let names: Vec<String> = items.iter().take(5).filter_map(|v| name(Some(v))).collect();
            (!names.is_empty()).then(|| names.join("، "))
        }
        object => object.get("name").and_then(string),
    }
}

/// JSON as pages write it: raw control characters inside strings, HTML comments or CDATA marks around it.
fn tidy(text: &str) -> String {
    let text = text.trim();
    let text = text.strip_prefix("<!--").unwrap_or(text).trim_start_matches("//").trim_start();
    let text = text.strip_prefix("<![CDATA[").unwrap_or(text);
    let text = text.strip_suffix("-->").unwrap_or(text).trim_end();
    let text = text.strip_suffix("]]>").unwrap_or(text).trim_end().trim_end_matches([';', '/']);
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Dates in the page's other scripts, under names that mean publication.
pub(crate) fn script_dates(index: &Index<'_>) -> Vec<String> {
    const KEYS: &[&str] =
        &["datePublished", "publishedAt", "published_at", "publishDate", "publish_date", "publishedDate", "pubDate"];
    let mut found = Vec::new();
    for script in index.scripts.iter().filter(|n| !n.has_attr("src")) {
        found.extend(values_of(&script.text(), KEYS));
        if found.len() > 50 {
            break;
        }
    }
    found
}

/// The string values that follow `"key":` in text that need not be whole JSON.
fn values_of(text: &str, keys: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for key in keys {
        let mut rest = text;
        while let Some(at) = rest.find(key) {
            let before = rest[..at].chars().next_back();
            rest = &rest[at + key.len()..];
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let after = rest.trim_start_matches(['"', '\'', '\\', ' ']);
            let Some(value) = after.strip_prefix(':').or_else(|| after.strip_prefix('=')) else { continue };
            let value = value.trim_start_matches([' ', '\\', '\n', '\t']);
            let Some(value) = value.strip_prefix(['"', '\'']) else { continue };
            let value: String = value.chars().take(300).take_while(|c| !matches!(c, '"' | '\'' | '\\')).collect();
            if !value.is_empty() && found.len() < 50 {
                found.push(value);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> JsonLd {
        let dom = dom_query::Document::from(format!("<script type='application/ld+json'>{json}</script>"));
        JsonLd::collect(&Index::of(&dom))
    }

    #[test]
    fn articles_are_found_inside_graphs_and_lists() {
        let found = read(
            r#"{"@graph":[{"@type":"WebSite","name":"س"},{"@type":["Thing","NewsArticle"],"headline":"عنوان",
            "datePublished":"2022-03-23","author":[{"name":"كاتب"},{"name":"كاتبة"}],"publisher":{"name":"صحيفة"}}]}"#,
        );
        assert_eq!(found.headline.as_deref(), Some("عنوان"));
        assert_eq!(found.author.as_deref(), Some("كاتب، كاتبة"));
        assert_eq!(found.publisher.as_deref(), Some("صحيفة"));
        assert_eq!(found.published, ["2022-03-23"]);
    }

    #[test]
    fn broken_json_still_gives_its_date() {
        let found = read(
            "{\"@type\":\"NewsArticle\",\"headline\":\"قال \"نعم\" ثم\",\"datePublished\" : \"2022-03-23T10:00\",}",
        );
        assert_eq!(found.published, ["2022-03-23T10:00"]);
        let raw = read("{\"@type\":\"NewsArticle\",\"articleBody\":\"سطر\nسطر\",\"datePublished\":\"2022-03-23\"}");
        assert_eq!(raw.body.as_deref(), Some("سطر سطر"));
    }

    #[test]
    fn related_stories_are_not_the_article() {
        let found = read(
            r#"{"@type":"ItemList","itemListElement":[{"@type":"ListItem","item":{"@type":"NewsArticle","datePublished":"2001-01-01"}}]}"#,
        );
        assert!(found.published.is_empty());
    }
}
