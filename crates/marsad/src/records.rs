//! JSON objects on lines: what is taken from them, and what is answered where one is wrong.

use marsad_model::Day;
use serde::Serialize;
use serde_json::{Value, json};

use crate::coding::{check_length, guarded};
use crate::lines::{LONGEST, Line};
use crate::streams::Answer;
use crate::talk::talk;

/// Works on one line that should hold a JSON object; what is wrong with it becomes an error object.
///
/// `work` gives the answer as it is to be printed: see [`written`].
pub fn answer(number: u64, line: Line, work: impl Fn(&Value) -> Result<String, String>) -> Answer {
    let bytes = match line {
        Line::Bytes(bytes) => bytes,
        Line::TooLong => {
            return fail(number, &Value::Null, &format!("the line is longer than {} MiB: split it", LONGEST >> 20));
        }
    };
    // Some editors begin a file with a byte-order mark.
    let bytes = if number == 1 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes) } else { &bytes[..] };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Answer { text: None, failed: false };
    }
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => {
            // The parser knows of one line only, and would call it line 1.
            let what = error.to_string().replace(" at line 1 column ", " at byte ");
            return fail(number, &Value::Null, &format!("not JSON: {what}"));
        }
    };
    if !value.is_object() {
        return fail(number, &Value::Null, &format!("should be a JSON object, but is {}", kind(&value)));
    }
    match guarded(|| work(&value)) {
        Ok(text) => Answer { text: Some(text), failed: false },
        Err(what) => fail(number, id(&value), &what),
    }
}

/// The JSON of an answer, written in one go: a tree of values in between takes longer than finding the words of a text.
pub fn written(found: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(found).map_err(|error| error.to_string())
}

/// The id of a line as it came in, numbers too; null where it has none.
pub fn id(value: &Value) -> &Value {
    value.get("id").unwrap_or(&Value::Null)
}

fn fail(number: u64, id: &Value, what: &str) -> Answer {
    talk!("line {number}: {what}");
    Answer { text: Some(json!({ "id": id, "error": what, "line": number }).to_string()), failed: true }
}

/// The text in a field, of bearable length; none where the field is not there or null.
pub fn text(value: &Value, key: &str) -> Result<Option<String>, String> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(s)) => check_length(s).map(|()| Some(s.clone())),
        Some(other) => Err(format!("`{key}` should be text, but is {}", kind(other))),
    }
}

/// The day in a field: an ISO day, or an ISO day and time; none where the field is not there, null or empty.
pub fn day_of(value: &Value, key: &str) -> Result<Option<Day>, String> {
    let Some(text) = text(value, key)? else { return Ok(None) };
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day = match text.get(..10) {
        Some(day) if text[10..].is_empty() || text[10..].starts_with(['T', 't', ' ']) => day,
        _ => text,
    };
    day.parse().map(Some).map_err(|_| {
        let shown: String = text.chars().take(40).collect();
        format!("`{key}` should be a day like 2022-03-23, but is `{shown}`")
    })
}

/// What a value is, in words that stay short however long it is.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_come_with_or_without_a_time() {
        let day = |text: &str| day_of(&json!({ "ref": text }), "ref").map(|d| d.map(|d| d.to_string()));
        for text in ["2022-03-23", "2022-03-23T10:00:00Z", " 2022-03-23 10:00 "] {
            assert_eq!(day(text), Ok(Some("2022-03-23".to_owned())), "{text}");
        }
        assert_eq!(day(""), Ok(None));
        assert_eq!(day_of(&json!({ "ref": null }), "ref"), Ok(None));
        for text in ["2022-03-2399", "2022-02-30", "23.3.2022", "الأربعاء", "2022-13-01T00:00"] {
            assert!(day(text).unwrap_err().contains("2022-03-23"), "{text}");
        }
    }
}
