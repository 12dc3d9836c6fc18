//! Watches from a file that people write and copy.
//!
//! ```toml
//! [[watch]]
//! name = "attacks-hajin"
//! name_ar = "هجمات هجين"
//! type = "ASSAULT"
//! place = "Hajin"
//! ```

use marsad_store::{NewWatch, Tally};

/// Most watches in one file.
const MOST: usize = 10_000;

/// Age in days up to which a report counts as news, where a watch says nothing else.
pub const NEWS_DAYS: u16 = 31;

/// Keys that a watch has beside those of its question.
const OWN: [&str; 3] = ["name", "name_ar", "detect"];

/// Keys of a question that mean nothing to a watch.
const NOT_HERE: [&str; 5] = ["until", "known", "limit", "after", "document"];

/// Reads the watches of a TOML text: the words of a search page, and how it is counted.
///
/// # Errors
/// In words that name the watch and what is wrong with it.
pub fn read_watches(text: &str) -> Result<Vec<NewWatch>, String> {
    let whole: toml::Table = text.parse().map_err(|error: toml::de::Error| error.to_string().trim().to_owned())?;
    if let Some(key) = whole.keys().find(|key| *key != "watch") {
        return Err(format!("`{key}` is not known; a file of watches has tables `[[watch]]`"));
    }
    let Some(toml::Value::Array(tables)) = whole.get("watch") else {
        return Err("it has no table `[[watch]]`".into());
    };
    if tables.len() > MOST {
        return Err(format!("it has {} watches, and at most {MOST} are taken from one file", tables.len()));
    }
    let known = known_keys();
    tables.iter().enumerate().map(|(at, table)| one(at, table, &known)).collect()
}

fn known_keys() -> Vec<String> {
    let question = serde_json::to_value(Tally::default()).ok();
    let keys = question.as_ref().and_then(serde_json::Value::as_object).into_iter().flat_map(|map| map.keys().cloned());
    keys.filter(|key| !NOT_HERE.contains(&key.as_str())).chain(OWN.map(str::to_owned)).collect()
}

fn one(at: usize, table: &toml::Value, known: &[String]) -> Result<NewWatch, String> {
    let table = table.as_table().ok_or_else(|| format!("watch {} is no table", at + 1))?;
    let name = table.get("name").and_then(toml::Value::as_str).map(str::trim).filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| format!("watch {} has no `name`", at + 1))?;
    let bad = |why: String| format!("watch `{name}`: {why}");
    if let Some(key) = table.keys().find(|key| !known.contains(key)) {
        return Err(bad(format!("`{key}` is not known; there are {}", known.join(", "))));
    }
    let text = |key: &str| match table.get(key) {
        None => Ok(None),
        Some(value) => value.as_str().map(|s| Some(s.to_owned())).ok_or_else(|| bad(format!("`{key}` is no text"))),
    };
    let detect = match table.get("detect") {
        None => true,
        Some(value) => value.as_bool().ok_or_else(|| bad("`detect` is neither true nor false".into()))?,
    };
    let mut question = table.clone();
    question.retain(|key, _| !OWN.contains(&key));
    if !question.contains_key("fresh") {
        question.insert("fresh".to_owned(), i64::from(NEWS_DAYS).into());
    }
    for (_, value) in question.iter_mut() {
        // A day may be written with or without quotation marks.
        if let toml::Value::Datetime(day) = value {
            *value = toml::Value::String(day.to_string());
        }
    }
    // By way of JSON, where days are text as in the store.
    let question = serde_json::to_value(&question).map_err(|error| bad(error.to_string()))?;
    let tally: Tally = serde_json::from_value(question).map_err(|error| bad(error.to_string()))?;
    Ok(NewWatch { name: name.to_owned(), name_ar: text("name_ar")?, tally, detect })
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad_model::EventType;
    use marsad_store::{Measure, Split, When};
    use marsad_watch::Step;
    use proptest::prelude::*;

    #[test]
    fn a_watch_is_written_as_the_search_page_asks() {
        let found = read_watches(
            r#"
            [[watch]]
            name = "attacks-hajin"
            name_ar = "هجمات هجين"
            q = "هجوم"
            type = "ASSAULT"
            place = "Hajin"
            panel = ["وكالة الساحل"]
            step = "day"
            split = "actor"
            since = 2024-01-01

            [[watch]]
            name = "all"
            measure = "documents"
            when = "happened"
            fresh = 7
            detect = false
            "#,
        )
        .unwrap();
        let [first, second] = &found[..] else { panic!("{found:?}") };
        assert_eq!(
            (first.name.as_str(), first.name_ar.as_deref(), first.detect),
            ("attacks-hajin", Some("هجمات هجين"), true)
        );
        assert_eq!(first.tally.filter.type_, Some(EventType::Assault));
        assert_eq!(
            (first.tally.filter.q.as_deref(), first.tally.filter.place.as_deref()),
            (Some("هجوم"), Some("Hajin"))
        );
        assert_eq!((first.tally.step, first.tally.split, first.tally.fresh), (Step::Day, Some(Split::Actor), Some(31)));
        assert_eq!(first.tally.since, Some("2024-01-01".parse().unwrap()));
        assert_eq!(first.tally.panel, ["وكالة الساحل"]);
        assert_eq!(
            (second.tally.measure, second.tally.when, second.tally.fresh),
            (Measure::Documents, When::Happened, Some(7))
        );
        assert!(!second.detect);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_watch() {
        for (text, why) in [
            ("x = 1", "`x` is not known"),
            ("", "no table `[[watch]]`"),
            ("[[watch]]\nplace = \"Hajin\"", "watch 1 has no `name`"),
            ("[[watch]]\nname = \"a\"\ntyp = \"ASSAULT\"", "watch `a`: `typ` is not known"),
            ("[[watch]]\nname = \"a\"\nuntil = \"2024-01-01\"", "watch `a`: `until` is not known"),
            ("[[watch]]\nname = \"a\"\ntype = \"ATTACK\"", "watch `a`: "),
            ("[[watch]]\nname = \"a\"\nfresh = -1", "watch `a`: "),
            ("[[watch]]\nname = \"a\"\ndetect = 1", "watch `a`: `detect`"),
            ("[[watch]]\nname = ", "TOML"),
        ] {
            let error = read_watches(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(\\[\\[watch\\]\\]|name|q|fresh|=|\"|'|\n| |[0-9a-zء-ي.\\-\\[\\]{}])*") {
            let _ = read_watches(&text);
        }
    }
}
