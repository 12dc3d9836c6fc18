//! The interface's words: both languages have the same keys, every key is used, plural forms are whole.

#![allow(clippy::unwrap_used)]

use marsad_model::{
    Aux, Certainty, Context, CountKind, CueClass, EventType, Modality, Mode, PlaceKind, Quotation, Sector, SourceType,
};
use marsad_store::Method;
use marsad_watch::Detector;
use marsad_watch::dossier::{Saying, State};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn catalog(lang: &str) -> Map<String, Value> {
    let text = std::fs::read_to_string(root().join(format!("../../web/i18n/{lang}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Keys made from codes of the data.
fn code_keys() -> BTreeSet<String> {
    fn all<T: std::fmt::Display>(group: &str, codes: &[T]) -> Vec<String> {
        codes.iter().map(|c| format!("{group}.{c}")).collect()
    }
    let mut keys: BTreeSet<String> = BTreeSet::new();
    keys.extend(all("type", EventType::ALL));
    keys.extend(all("mode", Mode::ALL));
    keys.extend(all("modality", Modality::ALL));
    keys.extend(all("aux", Aux::ALL));
    keys.extend(all("certainty", Certainty::ALL));
    keys.extend(all("context", Context::ALL));
    keys.extend(all("sector", Sector::ALL));
    keys.extend(all("kind", PlaceKind::ALL));
    keys.extend(all("count", CountKind::ALL));
    keys.extend(all("source", SourceType::ALL));
    keys.extend(all("cue", CueClass::ALL));
    keys.extend(all("quotation", Quotation::ALL));
    keys.extend((1..=12).map(|m| format!("date.month.{m}")));
    keys.extend((1..=7).map(|p| format!("precision.{p}")));
    keys.extend(marsad_export::Format::ALL.map(|f| format!("export.{}", f.name())));
    let states = [State::Reported, State::Denied, State::Contested, State::Nothing];
    keys.extend(states.map(|state| format!("brief.later.{}", state.code())));
    let sayings = [
        Saying::Rising,
        Saying::Rose,
        Saying::Quiet,
        Saying::TooSparse,
        Saying::TooShort,
        Saying::Gap,
        Saying::Nothing,
    ];
    keys.extend(sayings.map(|saying| format!("brief.state.{}", saying.code())));
    let methods = Detector::ALL.map(Method::Detector).into_iter().chain([Method::Place, Method::Mode]);
    keys.extend(methods.map(|method| format!("method.{}", method.name())));
    keys.extend(all("role", &marsad_store::Role::ALL));
    keys.extend(marsad_store::OutletKind::ALL.map(|kind| format!("outlet.kind.{}", kind.as_str())));
    keys.extend(["day", "week"].map(|step| format!("series.step.{step}")));
    keys.extend(marsad_store::When::ALL.map(|when| format!("series.when.{}", when.name())));
    keys.extend(marsad_store::Measure::ALL.map(|measure| format!("measure.{}", measure.name())));
    keys.extend(["short", "long", "name", "same"].map(|fault| format!("password.{fault}")));
    keys.insert("polarity.negated".into());
    keys.insert("polarity.affirmed".into());
    for family in marsad_edit::Families::of(&marsad_lexicon::Files::builtin()).all() {
        keys.insert(format!("lexicon.family.{}", family.key));
        keys.extend(family.columns.iter().map(|column| format!("lexicon.col.{column}")));
    }
    // `gazetteer.title` and `lexicon.title` are made from the name of the page.
    keys.extend(["gazetteer.title", "lexicon.title"].map(str::to_owned));
    keys
}

/// All our code and templates in one string.
fn sources() -> String {
    fn gather(dir: &Path, out: &mut String) {
        let mut entries: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                gather(&path, out);
            } else {
                out.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut out = String::new();
    for dir in ["src", "templates", "../../web/src"] {
        gather(&root().join(dir), &mut out);
    }
    out
}

#[test]
fn both_languages_have_the_same_keys_in_the_same_order() {
    let keys = |lang| catalog(lang).keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys("ar"), keys("en"));
}

#[test]
fn every_code_has_a_name() {
    let (ar, en) = (catalog("ar"), catalog("en"));
    for key in code_keys() {
        assert!(ar.contains_key(&key) && en.contains_key(&key), "{key}");
    }
}

#[test]
fn every_key_is_used_and_every_used_key_exists() {
    let sources = sources();
    let codes = code_keys();
    let en = catalog("en");
    for key in en.keys().filter(|k| !codes.contains(*k) && !k.starts_with("country.")) {
        // What is written into the log is named by its word.
        let key = key.strip_prefix("audit.").unwrap_or(key);
        let used = sources.contains(&format!("\"{key}\"")) || sources.contains(&format!("'{key}'"));
        assert!(used, "nothing uses {key}");
    }
    for call in [".t(\"", ".count(\"", ".fill(\"", ".fill_isolated(\"", ".get(\""] {
        for (at, _) in sources.match_indices(call) {
            let rest = &sources[at + call.len()..];
            let key = &rest[..rest.find('"').unwrap()];
            let is_key = key.contains('.') && key.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
            assert!(!is_key || en.contains_key(key), "{key} has no words");
        }
    }
}

#[test]
fn plural_forms_are_whole_and_places_agree() {
    let (ar, en) = (catalog("ar"), catalog("en"));
    let places = |text: &str| {
        let names = text.split('{').skip(1).filter_map(|p| p.split_once('}')).map(|(name, _)| name.to_owned());
        names.collect::<BTreeSet<String>>()
    };
    for (key, english) in &en {
        match (english, &ar[key]) {
            (Value::String(a), Value::String(b)) => assert_eq!(places(a), places(b), "{key}"),
            (Value::Object(a), Value::Object(b)) => {
                assert_eq!(a.keys().collect::<Vec<_>>(), ["one", "other"], "{key}");
                assert_eq!(b.keys().collect::<Vec<_>>(), ["zero", "one", "two", "few", "many", "other"], "{key}");
                for form in ["few", "many", "other"] {
                    assert!(b[form].as_str().unwrap().contains("{n}"), "{key} {form}");
                }
            }
            _ => panic!("{key} is plain in one language and counted in the other"),
        }
    }
}

#[test]
fn arabic_words_are_arabic_and_clean() {
    for (key, value) in catalog("ar") {
        let text = value.to_string();
        // What only puts other words together has no word of its own.
        let joins = value
            .as_str()
            .is_some_and(|v| v.split(['{', '}']).step_by(2).all(|own| !own.contains(char::is_alphabetic)));
        assert!(
            joins
                || key == "lang.other"
                || key.starts_with("date.")
                || text.chars().any(|c| ('\u{0621}'..='\u{064A}').contains(&c)),
            "{key}"
        );
        assert!(
            !text.chars().any(|c| matches!(c, '\u{0640}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}')),
            "{key}"
        );
    }
}
