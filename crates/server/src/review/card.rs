//! A card of the workplace: every field of a report with its words, its forms and its key.

use super::draft::Draft;
use super::edit::fields_of;
use super::panel::{Maker, Panel};
use crate::view::{Field, Viewer, Words};
use marsad_model::Report;

/// Which key chooses a field: the field, the place on the keyboard, what is printed there on a Latin one.
pub const LETTERS: [(&str, &str, &str); 9] = [
    ("act", "KeyT", "T"),
    ("who", "KeyW", "W"),
    ("whom", "KeyR", "R"),
    ("where", "KeyP", "P"),
    ("when", "KeyD", "D"),
    ("count", "KeyC", "C"),
    ("said", "KeyB", "B"),
    ("voice", "KeyV", "V"),
    ("sure", "KeyG", "G"),
];

/// The fields that words of the text can be given to.
pub const TAKES_WORDS: [&str; 7] = ["act", "who", "whom", "where", "when", "count", "said"];

/// One field of the card.
pub struct Row {
    /// Names the field and its colour.
    pub key: &'static str,
    /// Its name.
    pub label: String,
    /// The key that chooses it: place on the keyboard and letter; none where it cannot be edited.
    pub letter: Option<(&'static str, &'static str)>,
    /// Its values.
    pub values: Vec<Shown>,
    /// The form for another value.
    pub add: Option<Panel>,
    /// What stood there before, where the coder changed it; and the page without the change.
    pub was: Option<(String, String)>,
    /// What second readers say of it, where that is something else.
    pub second: Vec<crate::pages::review::Says>,
}

/// One value.
pub struct Shown {
    /// In words; empty where the words of the text say all.
    pub text: String,
    /// What else is to be said of it.
    pub note: Option<String>,
    /// The words it rests on.
    pub words: Option<Words>,
    /// The form under it.
    pub panel: Option<Panel>,
}

/// Fields of a report that a card of the workplace leaves out: what nobody judges.
const LEFT_OUT: [&str; 2] = ["read", "versions"];

/// The rows of a card: `now` with the draft, `before` without it. `back` gives the page without the change of some fields.
#[must_use]
pub fn rows(
    viewer: Viewer<'_>,
    maker: Maker<'_>,
    before: &Report,
    now: &Report,
    draft: &Draft,
    back: impl Fn(&str) -> String,
) -> Vec<Row> {
    let old = viewer.fields(before);
    let mut out = Vec::new();
    for field in viewer.fields(now) {
        if LEFT_OUT.contains(&field.key) {
            continue;
        }
        let was = draft.has(fields_of(field.key)).then(|| {
            let before = old.iter().find(|o| o.key == field.key).map(told).filter(|words| !words.is_empty());
            (before.unwrap_or_else(|| viewer.lang.t("field.none").to_owned()), back(field.key))
        });
        out.push(row(viewer, maker, now, field, was));
    }
    out
}

/// The values of a field in words.
#[must_use]
pub fn told(field: &Field) -> String {
    let values: Vec<String> = field
        .values
        .iter()
        .map(|v| match (&v.words, v.text.is_empty()) {
            (Some(words), true) => words.text.clone(),
            _ => v.text.clone(),
        })
        .map(|text| format!("\u{2068}{text}\u{2069}"))
        .collect();
    values.join(" · ")
}

fn row(viewer: Viewer<'_>, maker: Maker<'_>, r: &Report, field: Field, was: Option<(String, String)>) -> Row {
    let key = field.key;
    let letter = LETTERS.iter().find(|(k, ..)| *k == key).map(|(_, code, letter)| (*code, *letter));
    let panel = |at: usize| match key {
        "act" => Some(maker.act(r)),
        "who" => Some(maker.actor("who", Some(at), r.actors.get(at))),
        "whom" => Some(maker.actor("whom", Some(at), r.recipients.get(at))),
        "where" => Some(maker.place(Some(at), r.places.get(at))),
        "when" => Some(maker.date(r.date.as_ref())),
        "count" => Some(maker.count(Some(at), r.counts.get(at))),
        "said" => Some(maker.said(r.said_by.as_ref())),
        "voice" => Some(maker.voice(r)),
        "sure" => Some(maker.sure(r)),
        _ => None,
    };
    let add = match key {
        "who" | "whom" => Some(maker.actor(key, None, None)),
        "where" => Some(maker.place(None, None)),
        "when" if r.date.is_none() => Some(maker.date(None)),
        "count" => Some(maker.count(None, None)),
        _ => None,
    };
    let values = field.values.into_iter().enumerate();
    let values = values.map(|(at, v)| {
        let text = match key {
            // The outlet itself says it: there are no words and no name.
            "said" if r.said_by.is_none() => viewer.lang.t("field.none_outlet").to_owned(),
            _ => v.text,
        };
        Shown { text, note: v.note, words: v.words, panel: panel(at) }
    });
    Row { key, label: field.label, letter, values: values.collect(), add, was, second: Vec::new() }
}
