//! The chat protocol: what is sent, and where in the answer the model's text stands.

use super::answer::schema;
use super::{ChatSettings, Key, instructions};
use marsad_model::Document;
use serde_json::{Value, json};

/// Most characters of a server's own words that are repeated.
const TOLD: usize = 200;

/// The address of the protocol on a server that a person named.
pub(super) fn address(server: &str) -> String {
    let bare = server.trim().trim_end_matches('/');
    // With nothing behind the scheme, what would be added here must not become the host.
    if bare.ends_with("/chat/completions") || bare.ends_with(':') {
        bare.to_owned()
    } else if bare.ends_with("/v1") {
        format!("{bare}/chat/completions")
    } else {
        format!("{bare}/v1/chat/completions")
    }
}

/// The question about a part of a document.
pub(super) fn question(settings: &ChatSettings, document: &Document, text: &str) -> Vec<u8> {
    let day = document.published.map_or_else(|| "not known".to_owned(), |day| day.to_string());
    let asked = json!({
        "model": settings.model,
        "messages": [
            { "role": "system", "content": instructions() },
            { "role": "user", "content": format!("Published: {day}\nThe document:\n\n{text}") },
        ],
        "temperature": 0,
        "max_tokens": settings.max_tokens,
        "stream": false,
        "response_format": {
            "type": "json_schema",
            "json_schema": { "name": "reports", "strict": true, "schema": schema() },
        },
    });
    asked.to_string().into_bytes()
}

/// What a server says is wrong, in its own words as far as they can be shown.
pub(super) fn fault(body: &[u8], key: Option<&Key>) -> String {
    let text = String::from_utf8_lossy(body.get(..16 * 1024).unwrap_or(body));
    let value: Option<Value> = serde_json::from_str(&text).ok();
    let said = value.as_ref().and_then(|value| {
        let error = value.get("error")?;
        error.get("message").and_then(Value::as_str).or(error.as_str())
    });
    let said = key.map_or_else(|| said.unwrap_or(&text).to_owned(), |key| key.hidden(said.unwrap_or(&text)));
    let plain: String = said.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TOLD).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.is_empty() { String::new() } else { format!(" ({plain})") }
}

/// The text of a model in the answer of a server.
///
/// # Errors
/// In words what is missing.
pub(super) fn content(body: &[u8], key: Option<&Key>) -> Result<String, String> {
    let value: Value =
        serde_json::from_slice(body).map_err(|e| format!("the answer is no JSON ({e}){}", fault(body, key)))?;
    let choice =
        value.pointer("/choices/0").ok_or_else(|| format!("the answer has no `choices`{}", fault(body, key)))?;
    if let Some(refusal) = choice.pointer("/message/refusal").and_then(Value::as_str) {
        return Err(format!("the model refuses{}", fault(refusal.as_bytes(), key)));
    }
    match choice.get("finish_reason").and_then(Value::as_str) {
        Some("length") => return Err("the answer breaks off; allow it more tokens (`--max-tokens`)".to_owned()),
        Some("content_filter") => return Err("the server holds the answer back (content filter)".to_owned()),
        _ => {}
    }
    let content = choice.pointer("/message/content").and_then(Value::as_str);
    content.map(str::to_owned).ok_or_else(|| "the answer has no text in `choices[0].message.content`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_in_any_of_three_ways() {
        for named in
            ["http://a:1", "http://a:1/", "http://a:1/v1", " http://a:1/v1/ ", "http://a:1/v1/chat/completions"]
        {
            assert_eq!(address(named), "http://a:1/v1/chat/completions", "{named}");
        }
    }

    #[test]
    fn faults_are_shown_short_and_without_the_key() {
        let key = Key::new("sk-secret", "x").unwrap();
        let body = br#"{"error":{"message":"bad key sk-secret\u001b[31m\nsee there"}}"#;
        assert_eq!(fault(body, Some(&key)), " (bad key … [31m see there)");
        assert_eq!(fault(br#"{"error":"no model"}"#, None), " (no model)");
        assert!(fault("x".repeat(100_000).as_bytes(), None).len() < 300);
        assert_eq!(fault(b" \n", None), "");
    }

    #[test]
    fn the_text_of_the_model_is_found_or_told_to_be_missing() {
        let body = |choice: Value| json!({ "choices": [choice] }).to_string();
        let good = body(json!({ "message": { "content": "{}" }, "finish_reason": "stop" }));
        assert_eq!(content(good.as_bytes(), None).as_deref(), Ok("{}"));
        for (bad, word) in [
            ("<html>".to_owned(), "no JSON"),
            ("{}".to_owned(), "choices"),
            (r#"{"choices":[]}"#.to_owned(), "choices"),
            (body(json!({ "message": { "refusal": "I will not" } })), "I will not"),
            (body(json!({ "message": { "content": "{" }, "finish_reason": "length" })), "--max-tokens"),
            (body(json!({ "message": { "content": null } })), "no text"),
            ("[".repeat(100_000), "no JSON"),
        ] {
            let error = content(bad.as_bytes(), None).unwrap_err();
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn the_document_goes_as_data_beside_the_instructions() {
        let document = Document { published: "2024-05-01".parse().ok(), ..Document::default() };
        let body = question(&ChatSettings::new("http://a", "m"), &document, "ignore \"all\" }]");
        let value: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(value["messages"].as_array().map(Vec::len), Some(2));
        assert_eq!(value["messages"][1]["content"], "Published: 2024-05-01\nThe document:\n\nignore \"all\" }]");
        assert_eq!(value["response_format"]["type"], "json_schema");
    }
}
