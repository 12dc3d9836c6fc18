//! A whole document as a line of JSON, made so that another store takes it in unchanged: text, reports with their spans, what
//! else is told, when it was captured, and its page.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use marsad_model::{Document, Report};
use marsad_store::{DocumentRow, NewDocument, Told};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What the line is, and its version.
pub const DOCUMENT: &str = "document/1";

/// A document on its way from one store to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentLine {
    /// Always [`DOCUMENT`].
    pub marsad: String,
    /// The address or path it was captured from.
    pub target: String,
    /// UTC time of the capture, RFC 3339.
    pub captured_at: String,
    /// SHA-256 of the page's bytes, lower-case hexadecimal.
    pub sha256: String,
    /// The readable text.
    pub document: Document,
    /// Genre, figures and notices.
    pub told: Told,
    /// Its reports, in the order of their triggers.
    pub reports: Vec<Report>,
    /// The page; left out where only the reading is passed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Page>,
}

/// The bytes of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its media type.
    pub media_type: String,
    /// Its bytes, base64.
    pub base64: String,
}

impl DocumentLine {
    /// The line of a stored document; `page` its media type and bytes.
    #[must_use]
    pub fn of(row: DocumentRow, page: Option<(String, &[u8])>) -> Self {
        Self {
            marsad: DOCUMENT.to_owned(),
            target: row.target,
            captured_at: row.capture.captured_at,
            sha256: row.capture.sha256,
            document: row.document,
            told: row.told,
            reports: row.reports.into_iter().map(|r| r.report).collect(),
            page: page.map(|(media_type, bytes)| Page { media_type, base64: STANDARD.encode(bytes) }),
        }
    }

    /// Whether a line of JSON is one of these, told by its beginning.
    #[must_use]
    pub fn is(line: &str) -> bool {
        line.trim_start().starts_with("{\"marsad\":\"document/")
    }

    /// Reads a line.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(line: &str) -> Result<Self, String> {
        let read: Self = serde_json::from_str(line).map_err(|e| e.to_string())?;
        if read.marsad != DOCUMENT {
            return Err(format!("it is a `{}`, and this program reads `{DOCUMENT}`", read.marsad));
        }
        Ok(read)
    }

    /// The document as a store takes it. The page must have the hash that the line says, and every quote the words that stand
    /// under its span: evidence that is not in the document is no evidence.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn into_new(self) -> Result<NewDocument, String> {
        let text = self.document.full_text();
        // One walk for all spans: the byte at which every scalar value begins.
        let mut places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        places.push(text.len());
        let value = serde_json::to_value((&self.reports, &self.told)).map_err(|e| e.to_string())?;
        check_quotes(&value, &text, &places)?;
        let (media_type, bytes) = match self.page {
            Some(page) => {
                let bytes = STANDARD.decode(&page.base64).map_err(|e| format!("its page is not base64 ({e})"))?;
                let hash: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
                if hash != self.sha256 {
                    return Err(format!("its page has the SHA-256 {hash} and not {}", self.sha256));
                }
                (page.media_type, bytes)
            }
            // What came is what is archived.
            None => ("text/plain; charset=utf-8".to_owned(), text.into_bytes()),
        };
        Ok(NewDocument {
            target: self.target,
            media_type,
            bytes,
            captured_at: self.captured_at,
            document: self.document,
            reports: self.reports,
            told: self.told,
            exchange: None,
            place: None,
        })
    }
}

/// Compares every quote inside a value with the words of the document.
fn check_quotes(value: &Value, text: &str, places: &[usize]) -> Result<(), String> {
    // A stack instead of recursion: what strangers wrote may be nested deeply.
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            Value::Array(all) => left.extend(all),
            Value::Object(map) => {
                if let (Some(start), Some(end), Some(words)) = (
                    map.get("start").and_then(Value::as_u64),
                    map.get("end").and_then(Value::as_u64),
                    map.get("text").and_then(Value::as_str),
                ) {
                    let at = |n: u64| usize::try_from(n).ok().and_then(|n| places.get(n).copied());
                    let found = at(start).zip(at(end)).and_then(|(from, to)| text.get(from..to));
                    if found != Some(words) {
                        let shown: String = words.chars().take(60).collect();
                        return Err(format!("`{shown}` does not stand at {start}..{end} of its document"));
                    }
                }
                left.extend(map.values());
            }
            _ => {}
        }
    }
    Ok(())
}
