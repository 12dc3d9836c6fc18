//! JSON Feed 1.x, read item by item, so that a wrong type in one costs only that one.

use super::{Entry, Feed, FeedError, Kind, MAX_ENTRIES, Skipped, links, plain, read};
use crate::clock;
use reqwest::Url;
use serde_json::Value;

/// Reads a text that begins as JSON does.
pub(super) fn read(text: &str, address: &str, base: Option<&Url>) -> Result<Feed, FeedError> {
    let broken = |reason: String| FeedError::Broken { address: address.to_owned(), reason };
    let value: Value = serde_json::from_str(text).map_err(|e| broken(e.to_string()))?;
    let version = value.get("version").and_then(Value::as_str).unwrap_or_default();
    let items = value.get("items").and_then(Value::as_array);
    let Some(items) = items.filter(|_| version.contains("jsonfeed.org/version/1") || value.get("title").is_some())
    else {
        return Err(FeedError::NoFeed { address: address.to_owned(), what: "JSON of another kind" });
    };
    let home = text_of(&value, &["home_page_url"]).and_then(|h| links::clean(&h, base));
    let own = text_of(&value, &["feed_url"]).and_then(|h| links::clean(&h, base)).or_else(|| home.clone());
    let own = own.and_then(|h| Url::parse(&h).ok());
    let base = base.or(own.as_ref());
    let everyone = authors(&value);
    let mut entries = Vec::new();
    let mut skipped = Vec::new();
    for (number, item) in items.iter().enumerate() {
        if number >= MAX_ENTRIES {
            let reason = format!("a feed has at most {MAX_ENTRIES} entries; {} more", items.len() - MAX_ENTRIES);
            skipped.push(Skipped { position: number + 1, reason });
            break;
        }
        match entry(item, base, &everyone) {
            Ok(entry) => entries.push(entry),
            Err(reason) => skipped.push(Skipped { position: number + 1, reason: reason.to_owned() }),
        }
    }
    let hub = value.get("hubs").and_then(Value::as_array).and_then(|h| h.first()).and_then(|h| text_of(h, &["url"]));
    Ok(Feed {
        kind: Kind::Json,
        title: text_of(&value, &["title"]).map(|t| plain(&t)).unwrap_or_default(),
        home,
        language: text_of(&value, &["language"]).map(|l| l.to_ascii_lowercase()),
        updated: None,
        ttl: None,
        next: text_of(&value, &["next_url"]).and_then(|l| links::clean(&l, base)),
        hub: hub.and_then(|l| links::clean(&l, base)),
        entries,
        skipped,
        charset: String::new(),
        warnings: Vec::new(),
    })
}

fn entry(item: &Value, base: Option<&Url>, everyone: &[String]) -> Result<Entry, &'static str> {
    if !item.is_object() {
        return Err("it is no JSON object");
    }
    let given = text_of(item, &["id"]).unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    for link in [text_of(item, &["url"]), text_of(item, &["external_url"])].into_iter().flatten() {
        found.extend(links::clean(&link, base).filter(|l| !found.contains(l)));
    }
    if found.is_empty() && (given.starts_with("http://") || given.starts_with("https://")) {
        found.extend(links::clean(&given, None));
    }
    let title = text_of(item, &["title"]).map(|t| plain(&t)).unwrap_or_default();
    let content = text_of(item, &["content_html", "content_text"]);
    let summary = text_of(item, &["summary"]);
    if found.is_empty() && title.is_empty() && content.is_none() && summary.is_none() {
        return Err("it has neither link nor words");
    }
    let published = text_of(item, &["date_published"]).and_then(|d| clock::moment(&d));
    let updated = text_of(item, &["date_modified"]).and_then(|d| clock::moment(&d));
    let shown = published.or(updated);
    let mut own = authors(item);
    if own.is_empty() {
        own = everyone.to_vec();
    }
    let categories = item.get("tags").and_then(Value::as_array).into_iter().flatten();
    let mut found = found.into_iter();
    let link = found.next();
    Ok(Entry {
        id: read::id(given.trim(), link.as_deref(), &title, summary.as_deref().or(content.as_deref())),
        link,
        links: found.collect(),
        title,
        published: shown.map(|m| m.at),
        day: shown.map(|m| m.day),
        updated: updated.map(|m| m.at).filter(|u| Some(*u) != published.map(|m| m.at)),
        summary,
        content,
        authors: own,
        categories: categories.filter_map(Value::as_str).map(plain).take(50).collect(),
    })
}

/// The first of these fields that holds words or a number.
fn text_of(value: &Value, fields: &[&str]) -> Option<String> {
    fields.iter().find_map(|field| match value.get(field)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

fn authors(value: &Value) -> Vec<String> {
    let many = value.get("authors").and_then(Value::as_array).into_iter().flatten();
    let names =
        many.chain(value.get("author")).filter_map(|a| text_of(a, &["name"]).or_else(|| a.as_str().map(str::to_owned)));
    names.map(|n| plain(&n)).filter(|n| !n.is_empty()).take(20).collect()
}
