//! Messages of Telegram exports.

use super::{Read, broken, dated, one_line};
use crate::document::{ReadOptions, Warning};
use crate::{AcquireError, Fetched, clock, plain};
use marsad_model::Day;
use serde_json::Value;

/// Longest first line that is a headline.
const MAX_TITLE: usize = 150;

/// The chat that messages stand in, as far as the export tells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chat {
    pub name: Option<String>,
    pub kind: Option<String>,
    pub id: Option<String>,
}

impl Chat {
    /// What addresses of its messages begin with.
    fn address(&self) -> String {
        match (&self.id, &self.name) {
            (Some(id), _) => format!("telegram:{id}"),
            (None, Some(name)) => format!("telegram:{}", name.split_whitespace().collect::<Vec<_>>().join("-")),
            (None, None) => "telegram:unknown".to_owned(),
        }
    }
}

/// A message with its chat as the archive keeps both, under its address. Only whole messages have one.
pub(crate) fn wrap(chat: &Chat, raw: &[u8]) -> Result<(String, Vec<u8>), String> {
    let value: Value = serde_json::from_slice(raw).map_err(|e| e.to_string())?;
    let id = match value.get("id") {
        Some(Value::Number(id)) => id.to_string(),
        Some(Value::String(id)) if !id.is_empty() && id.len() < 100 => id.clone(),
        _ => return Err("a message without an id".to_owned()),
    };
    let about = serde_json::json!({ "name": chat.name, "type": chat.kind, "id": chat.id });
    let mut bytes = format!("{{\"chat\":{about},\"message\":").into_bytes();
    bytes.extend_from_slice(raw);
    bytes.push(b'}');
    Ok((format!("{}/{id}", chat.address()), bytes))
}

/// Why a message needs no reading, if so.
pub(crate) fn nothing_to_read(raw: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(raw).ok()?;
    if value.get("type").and_then(Value::as_str) == Some("service") {
        let action = value.get("action").and_then(Value::as_str).unwrap_or("of the service");
        return Some(format!("no message but a note ({action}); passed over"));
    }
    let text = text_of(&value);
    let words = text.split_whitespace().filter(|w| !w.contains("://"));
    let any = words.flat_map(str::chars).any(char::is_alphabetic);
    (!any).then(|| "a message without words (a picture, a link or the like); passed over".to_owned())
}

/// The words of a message: a string, or pieces of which some are marked up.
fn text_of(message: &Value) -> String {
    let pieces = |value: &Value| -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Array(pieces) => {
                pieces.iter().filter_map(|p| p.as_str().or_else(|| p.get("text").and_then(Value::as_str))).collect()
            }
            _ => String::new(),
        }
    };
    let text = message.get("text").map(pieces).unwrap_or_default();
    if text.trim().is_empty() { message.get("text_entities").map(pieces).unwrap_or_default() } else { text }
}

/// Reads a message.
pub(crate) fn read(fetched: &Fetched, options: &ReadOptions, today: Day) -> Read {
    let target = &fetched.target;
    let whole: Value = serde_json::from_slice(&fetched.bytes).map_err(|e| broken(target, "a Telegram message", e))?;
    let message = whole.get("message").unwrap_or(&Value::Null);
    let text = text_of(message);
    if !text.chars().any(char::is_alphanumeric) {
        return Err(AcquireError::Wordless { target: target.clone(), what: "the message" });
    }
    // The first line is the headline where there is more below it; otherwise the message is all body.
    let mut lines = text.trim().splitn(2, '\n');
    let first = one_line(lines.next().unwrap_or_default());
    let rest = lines.next().unwrap_or_default();
    let titled = first.chars().count() <= MAX_TITLE && rest.chars().any(char::is_alphanumeric);
    let titled = titled && first.chars().any(char::is_alphanumeric);
    let whole_text = if titled { format!("{first}\n{rest}") } else { format!("0\n{text}") };
    let (mut document, mut warnings) = plain::read(&whole_text, target, &dated(options, day(message)), today)?;
    if !titled {
        document.title.clear();
    }
    let word = |value: Option<&Value>| match value? {
        Value::String(text) => Some(one_line(text)).filter(|t| !t.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let chat = whole.get("chat").unwrap_or(&Value::Null);
    document.outlet = word(chat.get("name")).or_else(|| word(message.get("from")));
    document.byline = word(message.get("forwarded_from")).or_else(|| word(message.get("author")));
    let is_channel = word(chat.get("type")).is_some_and(|t| t.contains("channel") || t.contains("supergroup"));
    if let (true, Some(chat), Some(id)) = (is_channel, word(chat.get("id")), word(message.get("id"))) {
        document.url = Some(format!("https://t.me/c/{}/{id}", chat.trim_start_matches("-100")));
    }
    // Short messages are what messages are.
    warnings.retain(|w| *w != Warning::ShortText);
    Ok((document, "UTF-8".to_owned(), warnings))
}

/// The day as the export shows it, in the time of the machine that made it.
fn day(message: &Value) -> Option<Day> {
    let shown = message.get("date").and_then(Value::as_str).and_then(clock::moment);
    let unix = || match message.get("date_unixtime")? {
        Value::String(text) => clock::moment(text),
        Value::Number(number) => clock::moment(&number.to_string()),
        _ => None,
    };
    shown.or_else(unix).map(|m| m.day)
}
