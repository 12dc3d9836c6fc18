//! Articles as JSON objects: lines of JSONL files and rows of tables, whatever their columns are called.

use super::{Read, broken, dated, one_line};
use crate::document::{ReadOptions, Reading};
use crate::sniff::{self, Kind};
use crate::{AcquireError, Fetched, clock, fold, plain, to_document};
use marsad_model::{Day, Document};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::OnceLock;

/// What tells an article's address.
#[derive(Debug, Default)]
pub(crate) struct Look {
    pub url: Option<String>,
    pub id: Option<String>,
    pub has_text: bool,
}

/// The field that a column stands for: `title`, `text`, `published`, `url`, `outlet`, `id`, `byline` or `language`.
pub(crate) fn field(column: &str) -> Option<&'static str> {
    static COLUMNS: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let columns = COLUMNS.get_or_init(|| {
        let rows = include_str!("../../data/article_columns.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
        rows.filter_map(|row| row.split_once('\t').map(|(c, rest)| (c, rest.split('\t').next().unwrap_or_default())))
            .collect()
    });
    columns.get(fold::fold(column).as_str()).copied()
}

/// Whether bytes are an article, and what tells its address.
pub(crate) fn look(json: &[u8]) -> Result<Look, String> {
    let fields = fields(json)?;
    let word = |name| fields.get(name).and_then(word);
    Ok(Look { url: word("url"), id: word("id"), has_text: word("text").is_some() })
}

/// The fields of an object by our names. Of several columns for one field the first that says something counts.
fn fields(json: &[u8]) -> Result<HashMap<&'static str, Value>, String> {
    let object: Map<String, Value> =
        serde_json::from_slice(json).map_err(|e| format!("no JSON object ({e}); write one on each line"))?;
    let mut out: HashMap<&'static str, Value> = HashMap::new();
    // Columns that are called as ours come before those that are only called alike.
    let (own, other): (Vec<_>, Vec<_>) = object.into_iter().partition(|(key, _)| field(key) == Some(key.as_str()));
    for (key, value) in own.into_iter().chain(other) {
        if let Some(name) = field(&key).filter(|_| word(&value).is_some()) {
            out.entry(name).or_insert(value);
        }
    }
    Ok(out)
}

/// A value as words: names of objects and lists too.
fn word(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => values.iter().filter_map(word).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            return ["name", "title", "#text", "url"]
                .iter()
                .find_map(|key| object.get(*key).and_then(Value::as_str))
                .map(str::to_owned);
        }
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Reads an article.
pub(crate) fn read(fetched: &Fetched, options: &ReadOptions, today: Day) -> Read {
    let target = &fetched.target;
    let fields = fields(&fetched.bytes).map_err(|e| broken(target, "an article", e))?;
    let word = |name| fields.get(name).and_then(word);
    let title = word("title").map(|t| one_line(&t)).unwrap_or_default();
    let text = word("text").ok_or_else(|| AcquireError::Wordless { target: target.clone(), what: "the article" })?;
    let day = word("published").and_then(|p| clock::moment(&p)).map(|m| m.day);
    let options = ReadOptions { today: Some(today), ..dated(options, day) };
    let (mut document, charset, warnings) = match sniff::kind("", &text) {
        Kind::Html => from_html(&text, &title, target, &options, today)?,
        Kind::Plain => from_plain(&text, &title, target, &options, today)?,
    };
    document.title = title;
    document.id = word("id").unwrap_or_else(|| target.clone());
    document.outlet = word("outlet").map(|o| one_line(&o)).or(document.outlet);
    document.byline = word("byline").map(|b| one_line(&b)).or(document.byline);
    document.language = word("language").filter(|l| l.len() == 2).map(|l| l.to_ascii_lowercase()).or(document.language);
    document.url = word("url").and_then(|u| crate::feeds::clean_link(&u, None)).or(document.url);
    Ok((document, charset, warnings))
}

/// An article with its words as they are given: nothing is taken for furniture and no mark-up is read, so that positions count in
/// the text that the caller has.
pub(crate) fn as_given(fetched: &Fetched) -> Result<Document, String> {
    let fields = fields(&fetched.bytes)?;
    let text = |name| match fields.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => word(other),
        None => None,
    };
    let day = match text("published").filter(|p| !p.trim().is_empty()) {
        None => None,
        Some(written) => Some(day_of(&written)?),
    };
    Ok(Document {
        id: text("id").unwrap_or_else(|| fetched.target.clone()),
        title: text("title").unwrap_or_default(),
        text: text("text").unwrap_or_default(),
        published: day,
        byline: text("byline"),
        language: text("language"),
        outlet: text("outlet"),
        url: text("url"),
    })
}

/// The day in a cell of a table.
pub(crate) fn day_of(written: &str) -> Result<Day, String> {
    clock::moment(written).map(|m| m.day).ok_or_else(|| {
        let shown: String = written.chars().take(40).collect();
        format!("the day of publication should be a day like 2022-03-23, but is `{shown}`")
    })
}

fn from_plain(text: &str, title: &str, target: &str, options: &ReadOptions, today: Day) -> Read {
    // The first line of a plain text is its title: without one, something that is taken away again.
    let first = if title.is_empty() { "0" } else { title };
    let (document, warnings) = plain::read(&format!("{first}\n{text}"), target, options, today)?;
    Ok((document, "UTF-8".to_owned(), warnings))
}

fn from_html(text: &str, title: &str, target: &str, options: &ReadOptions, today: Day) -> Read {
    let mut heading = String::new();
    for c in title.chars() {
        match c {
            '<' => heading.push_str("&lt;"),
            '&' => heading.push_str("&amp;"),
            c => heading.push(c),
        }
    }
    let page = format!(
        "<html><head><title>{heading}</title></head><body><article><h1>{heading}</h1>{text}</article></body></html>"
    );
    let fetched = Fetched {
        target: target.to_owned(),
        media_type: "text/html".to_owned(),
        charset_hint: Some("utf-8".to_owned()),
        bytes: page.into_bytes(),
    };
    match to_document(&fetched, options) {
        Ok(Reading { document, charset, warnings, .. }) => Ok((document, charset, warnings)),
        Err(AcquireError::NoText { .. }) => {
            let bare = dom_query::Document::from(crate::guard::tame(text).0.as_ref()).text().to_string();
            from_plain(&bare, title, target, options, today)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(json: &str) -> Result<Document, String> {
        as_given(&Fetched {
            target: "article:x".to_owned(),
            media_type: super::super::ARTICLE.to_owned(),
            charset_hint: None,
            bytes: json.as_bytes().to_vec(),
        })
    }

    #[test]
    fn words_that_are_given_stay_as_they_are() {
        let text = " سطر أول\n\nاقرأ أيضا: خبر <b>آخر</b> ";
        let json = serde_json::json!({"Headline": "عنوان", "body": text, "date": "2022-03-23T10:00:00+03:00", "id": 7});
        let document = given(&json.to_string()).unwrap();
        assert_eq!((document.text.as_str(), document.title.as_str(), document.id.as_str()), (text, "عنوان", "7"));
        assert_eq!(document.published.map(|d| d.to_string()).as_deref(), Some("2022-03-23"));
        assert_eq!(given(r#"{"text": "نص"}"#).unwrap().id, "article:x");
        assert!(given(r#"{"text": "نص", "published": "أمس"}"#).unwrap_err().contains("أمس"));
    }
}
