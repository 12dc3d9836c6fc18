//! Blacking out: rows of the store with what is hidden of them as black squares, and coarse positions of sensitive places.

use std::collections::HashSet;

use marsad_store::{DocumentRow, ReportRow, Reviewed};
use marsad_text::{fold_str, is_mark};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::finder::{Hidden, is_one_of};
use crate::lists::is_sensitive;

/// What stands for each character of a name.
pub const BLACK: char = '█';
/// What a private person is called in the record, and in Arabic.
pub const NEUTRAL: &str = "private person";
/// See [`NEUTRAL`].
pub const NEUTRAL_AR: &str = "شخص حُجب اسمه";

/// Sensitive places are shown to a tenth of a degree: about eleven kilometres.
const GRID: f64 = 10.0;
/// And told to lie somewhere in a district.
const PRECISION: u64 = 3;

/// The hidden parts of a document, ready to be laid over what is shown of it.
pub(crate) struct Veil<'a> {
    hidden: &'a Hidden,
    words: HashSet<String>,
}

impl<'a> Veil<'a> {
    pub(crate) fn of(hidden: &'a Hidden) -> Self {
        Self { hidden, words: hidden.words.iter().cloned().collect() }
    }

    /// A stretch of the document's full text that begins at `start`.
    pub(crate) fn stretch(&self, text: &str, start: usize) -> String {
        // The first span that reaches into it.
        let mut at = self.hidden.spans.partition_point(|s| s.end <= start);
        let mut out = String::with_capacity(text.len());
        for (n, c) in text.chars().enumerate() {
            let place = start + n;
            while self.hidden.spans.get(at).is_some_and(|s| s.end <= place) {
                at += 1;
            }
            let black = self.hidden.spans.get(at).is_some_and(|s| s.start <= place);
            // A line end is no part of a name: paragraphs stay.
            out.push(if black && c != '\n' { BLACK } else { c });
        }
        out
    }

    /// Any other text: the words of the names are hidden wherever they stand.
    pub(crate) fn words(&self, text: &str) -> String {
        if self.words.is_empty() {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut word = String::new();
        for c in text.chars().chain(std::iter::once('\n')) {
            if c.is_alphanumeric() || is_mark(c) || c == 'ـ' {
                word.push(c);
                continue;
            }
            if !word.is_empty() {
                match is_one_of(&fold_str(&word), &self.words) {
                    true => out.extend(std::iter::repeat_n(BLACK, word.chars().count())),
                    false => out.push_str(&word),
                }
                word.clear();
            }
            out.push(c);
        }
        out.pop();
        out
    }

    /// An address. One whose words could spell a name, in any script, is cut to its host.
    pub(crate) fn address(&self, address: &str) -> String {
        if self.hidden.words.is_empty() {
            return address.to_owned();
        }
        let Some((scheme, rest)) = address.split_once("://") else {
            // The path of a file: its name is no evidence.
            let path = decoded(address).replace('\\', "/");
            let name = path.rsplit('/').next().unwrap_or_default();
            return if spells(name) || self.words(name) != name { BLACK.to_string() } else { name.to_owned() };
        };
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        match path.is_empty() || !spells(&decoded(path)) {
            true => address.to_owned(),
            false => format!("{scheme}://{host}/"),
        }
    }

    /// Everything inside a row: quotes by their place, all other text by words, positions made coarse.
    fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                let shown = self.words(text);
                if shown != *text {
                    *text = shown;
                }
            }
            Value::Array(all) => all.iter_mut().for_each(|v| self.value(v)),
            Value::Object(map) => {
                let start = map.get("start").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
                let quoted = start.filter(|_| map.get("end").is_some_and(Value::is_u64));
                let mut hidden = false;
                if let (Some(start), Some(Value::String(text))) = (quoted, map.get_mut("text")) {
                    let shown = self.stretch(text, start);
                    hidden = shown != *text;
                    *text = shown;
                }
                let words = map.get("text").and_then(Value::as_str).map(str::to_owned);
                for (key, inner) in map.iter_mut() {
                    if !(key == "text" && quoted.is_some()) {
                        self.value(inner);
                    }
                }
                // What the words name is somebody whose name is hidden.
                if hidden && map.contains_key("entity") {
                    let whole = words.as_deref().is_some_and(|w| w.chars().all(|c| c == BLACK || c.is_whitespace()));
                    let shown = if whole { NEUTRAL.to_owned() } else { words.unwrap_or_default() };
                    map.insert("entity".to_owned(), shown.into());
                    if map.contains_key("id") {
                        map.insert("id".to_owned(), Value::Null);
                    }
                }
                if map.contains_key("lat") && map.contains_key("lon") {
                    coarse(map);
                }
            }
            _ => {}
        }
    }

    fn through<T: Serialize + DeserializeOwned + Clone>(&self, what: &T) -> Option<T> {
        let mut value = serde_json::to_value(what).ok()?;
        self.value(&mut value);
        serde_json::from_value(value).ok()
    }
}

/// Whether a part of an address holds a word of letters long enough to spell a name.
fn spells(path: &str) -> bool {
    const ENDINGS: [&str; 6] = ["html", "htm", "php", "aspx", "amp", "news"];
    path.split(|c: char| !c.is_alphabetic())
        .any(|word| word.chars().count() > 2 && !ENDINGS.contains(&word.to_ascii_lowercase().as_str()))
}

/// An address without percent signs; what is no text stays as it is.
fn decoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| address.get(at + 1..at + 3)).flatten();
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| address.to_owned())
}

/// Makes the position of a sensitive place coarse.
fn coarse(map: &mut serde_json::Map<String, Value>) {
    let named = |key: &str| map.get(key).and_then(Value::as_str).is_some_and(is_sensitive);
    if !named("name") && !named("text") {
        return;
    }
    for key in ["lat", "lon"] {
        if let Some(degrees) = map.get(key).and_then(Value::as_f64) {
            map.insert(key.to_owned(), ((degrees * GRID).round() / GRID).into());
        }
    }
    // With its id its position could be looked up.
    if map.contains_key("id") {
        map.insert("id".to_owned(), Value::Null);
    }
    if let Some(precision) = map.get("precision").and_then(Value::as_u64) {
        map.insert("precision".to_owned(), precision.max(PRECISION).into());
    }
}

/// The public form of a report.
#[must_use]
pub fn report(row: &ReportRow, hidden: &Hidden) -> Option<ReportRow> {
    let veil = Veil::of(hidden);
    Some(ReportRow {
        title: veil.stretch(&row.title, 0),
        url: row.url.as_deref().map(|url| veil.address(url)),
        outlet: row.outlet.clone(),
        report: veil.through(&row.report)?,
        // That it was reviewed is told, and by whom is not.
        reviewed: row.reviewed.as_ref().map(|r| Reviewed { by: Vec::new(), ..r.clone() }),
        ..row.clone()
    })
}

/// The public form of a document.
#[must_use]
pub fn document(row: &DocumentRow, hidden: &Hidden) -> Option<DocumentRow> {
    let veil = Veil::of(hidden);
    let mut out = row.clone();
    let d = &mut out.document;
    let body = d.title.chars().count() + 2;
    d.title = veil.stretch(&d.title, 0);
    d.text = veil.stretch(&d.text, body);
    d.byline = d.byline.as_deref().map(|b| veil.words(b));
    d.url = d.url.as_deref().map(|url| veil.address(url));
    d.id = veil.address(&d.id);
    out.target = veil.address(&out.target);
    out.told = veil.through(&out.told)?;
    out.reports = row.reports.iter().map(|r| report(r, hidden)).collect::<Option<_>>()?;
    Some(out)
}

/// The public form of anything else that is told of a document: its versions.
pub(crate) fn anything<T: Serialize + DeserializeOwned + Clone>(what: &T, hidden: &Hidden) -> Option<T> {
    Veil::of(hidden).through(what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad_model::Span;

    fn hidden() -> Hidden {
        Hidden { spans: vec![Span::new(4, 8), Span::new(20, 25)], words: vec!["ليان".into(), "قاسم".into()] }
    }

    #[test]
    fn as_many_squares_as_letters_and_lines_stay() {
        let h = hidden();
        let veil = Veil::of(&h);
        assert_eq!(veil.stretch("قتل ليان أمس", 0), "قتل ████ أمس");
        assert_eq!(veil.stretch("ان أ", 6), "██ أ");
        assert_eq!(veil.words("خبر عن ليان وقاسم، ولليان"), "خبر عن ████ █████، ██████");
        assert_eq!(veil.words("لا أحد"), "لا أحد");
    }

    #[test]
    fn addresses_that_could_spell_a_name_are_cut_to_their_host() {
        let h = hidden();
        let veil = Veil::of(&h);
        assert_eq!(veil.address("https://a.example/news/123.html"), "https://a.example/news/123.html");
        assert_eq!(veil.address("https://a.example/killing-of-layan"), "https://a.example/");
        assert_eq!(veil.address("https://a.example/%D9%84%D9%8A%D8%A7%D9%86"), "https://a.example/");
        assert_eq!(veil.address("/home/me/ليان.html"), "█");
        assert_eq!(
            Veil::of(&Hidden::default()).address("https://a.example/some-words"),
            "https://a.example/some-words"
        );
    }

    #[test]
    fn a_camp_is_shown_to_a_tenth_of_a_degree_and_a_city_as_it_is() {
        let mut camp =
            serde_json::json!({ "name": "Al-Hol Camp", "id": "x", "lat": 36.3782, "lon": 41.1359, "precision": 1 });
        let mut city =
            serde_json::json!({ "name": "Al-Hasakah", "id": "y", "lat": 36.5021, "lon": 40.7477, "precision": 1 });
        let (h, expected) = (Hidden::default(), city.clone());
        Veil::of(&h).value(&mut camp);
        Veil::of(&h).value(&mut city);
        assert_eq!(
            camp,
            serde_json::json!({ "name": "Al-Hol Camp", "id": null, "lat": 36.4, "lon": 41.1, "precision": 3 })
        );
        assert_eq!(city, expected);
    }
}
