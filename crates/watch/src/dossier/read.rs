//! A dossier's file, read: TOML to a [`Question`], or every fault with its line and key.

use super::question::{Both, FigureAsk, FigureOf, Indicator, Measures, Narrow, Question};
use super::walk::{Faults, Walk};
use crate::measure::{Measure, When};
use crate::series::Step;
use marsad_model::{CountKind, EventType, FigureKind, Modality};
use std::collections::BTreeSet;
use toml::de::DeTable;

/// Largest file that is read, in bytes.
pub const MOST_BYTES: usize = 128 * 1024;
/// Most indicators, and most figures.
pub const MOST_ITEMS: usize = 12;
/// Longest short name.
const MOST_NAME: usize = 60;

/// Something wrong with a dossier's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The key, in full; empty where the text is no TOML.
    pub key: String,
    /// What is wrong with it, and the way out.
    pub what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.key.is_empty() {
            write!(f, "line {}: {}", self.line, self.what)
        } else {
            write!(f, "line {}, `{}` {}", self.line, self.key, self.what)
        }
    }
}

/// A file that is no question: everything that is wrong with it, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n"))]
pub struct QuestionError {
    /// At least one.
    pub faults: Vec<Fault>,
}

const NARROW: [&str; 9] = ["q", "type", "place", "actor", "modality", "outlet", "from", "to", "min_confidence"];

fn one_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

impl Question {
    /// Reads a dossier's file.
    ///
    /// # Errors
    /// With every fault that was found, each with its line and key.
    pub fn read(text: &str) -> Result<Self, QuestionError> {
        let alone = |line, what: String| Err(QuestionError { faults: vec![Fault { line, key: String::new(), what }] });
        if text.len() > MOST_BYTES {
            return alone(1, format!("the file is larger than {} KiB, which no question is", MOST_BYTES / 1024));
        }
        let mut faults = Faults::new(text);
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let line = faults.line(error.span().map_or(0, |span| span.start));
                return alone(line, format!("this is no TOML: {}", error.message()));
            }
        };
        let question = read(&mut faults, &table);
        let mut all = faults.all;
        all.sort_by_key(|fault| fault.line);
        match question {
            Some(question) if all.is_empty() => Ok(question),
            _ => Err(QuestionError { faults: all }),
        }
    }
}

fn read(faults: &mut Faults<'_>, table: &toml::Spanned<DeTable<'_>>) -> Option<Question> {
    let mut top = Walk::over("", 0, table.get_ref());
    let name = name(faults, &mut top, "name");
    let title = both(faults, &mut top, "title", true);
    let question = both(faults, &mut top, "question", true);
    let about = both(faults, &mut top, "about", false);
    let only = match top.table(faults, "only") {
        Some(mut walk) => {
            let words = narrow(faults, &mut walk);
            walk.end(faults, &NARROW);
            words
        }
        None => Narrow::default(),
    };
    let mut keys = BTreeSet::new();
    let mut indicators = Vec::new();
    for walk in top.tables(faults, "indicator", MOST_ITEMS) {
        indicators.extend(indicator(faults, walk, &mut keys));
    }
    if indicators.is_empty() && faults.all.is_empty() {
        faults.add(0, "indicator", "is missing: a dossier counts something; add a table [[indicator]]");
    }
    if indicators.iter().filter(|i: &&Indicator| i.main).count() > 1 {
        faults.add(0, "indicator", "has `main = true` more than once; the answer is taken from one");
    }
    let mut figures = Vec::new();
    for walk in top.tables(faults, "figure", MOST_ITEMS) {
        figures.extend(figure(faults, walk, &mut keys));
    }
    let measures = top.table(faults, "measures").map(|walk| measures(faults, walk));
    top.end(faults, &["name", "title", "question", "about", "only", "indicator", "figure", "measures"]);
    Some(Question {
        name: name?,
        title: title?,
        question: question?,
        about: about.unwrap_or_default(),
        only,
        indicators,
        figures,
        measures,
    })
}

/// A short name: small Latin letters, digits and hyphens, so that it can stand in an address and be typed anywhere.
fn name(faults: &mut Faults<'_>, walk: &mut Walk<'_>, key: &str) -> Option<String> {
    let Some((at, name)) = walk.string(faults, key) else {
        faults.add(walk.at(), &walk.key(key), "is missing: give a short name, such as \"attacks\"");
        return None;
    };
    let fits = name.len() <= MOST_NAME
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !fits {
        let rule = "write small Latin letters, digits and hyphens, beginning with a letter";
        faults.add(at, &walk.key(key), format!("`{name}` is no short name: {rule}, at most {MOST_NAME}"));
    }
    fits.then_some(name)
}

/// Words in Arabic and English.
fn both(faults: &mut Faults<'_>, walk: &mut Walk<'_>, key: &str, needed: bool) -> Option<Both> {
    let Some(mut inner) = walk.table(faults, key) else {
        if needed {
            faults.add(walk.at(), &walk.key(key), "is missing: give it in both languages, { ar = \"…\", en = \"…\" }");
        }
        return None;
    };
    let (ar, en) = (inner.string(faults, "ar"), inner.string(faults, "en"));
    for (language, words) in [("ar", &ar), ("en", &en)] {
        if words.is_none() {
            faults.add(inner.at(), &inner.key(language), "is missing: a dossier speaks both languages");
        }
    }
    inner.end(faults, &["ar", "en"]);
    Some(Both { ar: ar?.1, en: en?.1 })
}

fn narrow(faults: &mut Faults<'_>, walk: &mut Walk<'_>) -> Narrow {
    let types = one_of(EventType::ALL.iter().map(|t| t.as_str()));
    let modalities = one_of(Modality::ALL.iter().map(|m| m.as_str()));
    let words = Narrow {
        q: walk.string(faults, "q").map(|(_, q)| q),
        type_: walk.code(faults, "type", &types, |word| word.parse().ok()),
        place: walk.string(faults, "place").map(|(_, word)| word),
        actor: walk.string(faults, "actor").map(|(_, word)| word),
        modality: walk.code(faults, "modality", &modalities, |word| word.parse().ok()),
        outlet: walk.string(faults, "outlet").map(|(_, word)| word),
        from: walk.day(faults, "from"),
        to: walk.day(faults, "to"),
        min_confidence: walk.share(faults, "min_confidence"),
    };
    if let (Some(from), Some(to)) = (words.from, words.to)
        && from > to
    {
        faults.add(walk.at(), &walk.key("from"), format!("is {from}, after `to`, {to}"));
    }
    words
}

/// The key of an item, once in the file.
fn item_key(faults: &mut Faults<'_>, walk: &mut Walk<'_>, keys: &mut BTreeSet<String>) -> Option<String> {
    let key = name(faults, walk, "key")?;
    if !keys.insert(key.clone()) {
        faults.add(walk.at(), &walk.key("key"), format!("`{key}` is there twice"));
        return None;
    }
    Some(key)
}

fn indicator(faults: &mut Faults<'_>, mut walk: Walk<'_>, keys: &mut BTreeSet<String>) -> Option<Indicator> {
    let key = item_key(faults, &mut walk, keys);
    let title = both(faults, &mut walk, "title", true);
    let main = walk.truth(faults, "main").unwrap_or_default();
    let words = narrow(faults, &mut walk);
    let counts = one_of(Measure::ALL.iter().map(|m| m.name()));
    let count = walk.code(faults, "count", &counts, Measure::named);
    let step = walk.code(faults, "step", "week, day", |word| match word {
        "week" => Some(Step::Week),
        "day" => Some(Step::Day),
        _ => None,
    });
    let when = walk.code(faults, "when", "told, happened", When::named);
    let fresh = walk.number(faults, "fresh").map(|days| u16::try_from(days).unwrap_or(u16::MAX));
    let panel = walk.strings(faults, "panel").map(|(_, outlets)| outlets).unwrap_or_default();
    let own = ["key", "title", "main", "count", "step", "when", "fresh", "panel"];
    walk.end(faults, &[&own[..], &NARROW[..]].concat());
    Some(Indicator {
        key: key?,
        title: title?,
        main,
        words,
        count: count.unwrap_or_default(),
        step: step.unwrap_or(Step::Week),
        when: when.unwrap_or_default(),
        fresh,
        panel,
    })
}

fn figure(faults: &mut Faults<'_>, mut walk: Walk<'_>, keys: &mut BTreeSet<String>) -> Option<FigureAsk> {
    let key = item_key(faults, &mut walk, keys);
    let title = both(faults, &mut walk, "title", true);
    let kinds = one_of(FigureKind::ALL.iter().map(|k| k.as_str()));
    let counts = one_of(CountKind::ALL.iter().map(|k| k.as_str()));
    let figure = walk.code(faults, "figure", &kinds, |word| word.parse::<FigureKind>().ok());
    let count = walk.code(faults, "count", &counts, |word| word.parse::<CountKind>().ok());
    let of = match (figure, count) {
        (Some(kind), None) => Some(FigureOf::Figure(kind)),
        (None, Some(kind)) => Some(FigureOf::Count(kind)),
        (None, None) => {
            let way = format!("is missing: give `figure` ({kinds}) or `count` ({counts})");
            faults.add(walk.at(), &walk.key("figure"), way);
            None
        }
        (Some(_), Some(_)) => {
            faults.add(walk.at(), &walk.key("figure"), "and `count` exclude each other: give one");
            None
        }
    };
    let words = narrow(faults, &mut walk);
    let sentence = walk.strings(faults, "sentence").map(|(_, words)| words).unwrap_or_default();
    let not = walk.strings(faults, "not").map(|(_, words)| words).unwrap_or_default();
    let counted = walk.strings(faults, "counted").map(|(_, words)| words).unwrap_or_default();
    let (at_least, at_most) = (walk.number(faults, "at_least"), walk.number(faults, "at_most"));
    let own = ["key", "title", "figure", "count", "sentence", "not", "counted", "at_least", "at_most"];
    walk.end(faults, &[&own[..], &NARROW[..]].concat());
    Some(FigureAsk { key: key?, title: title?, of: of?, words, sentence, not, counted, at_least, at_most })
}

fn measures(faults: &mut Faults<'_>, mut walk: Walk<'_>) -> Measures {
    let default = Measures::default();
    let words = narrow(faults, &mut walk);
    let types = codes::<EventType>(faults, &mut walk, "types", EventType::ALL.iter().map(|t| t.as_str()));
    let not_types = codes::<EventType>(faults, &mut walk, "not_types", EventType::ALL.iter().map(|t| t.as_str()));
    let modalities = codes::<Modality>(faults, &mut walk, "modalities", Modality::ALL.iter().map(|m| m.as_str()));
    walk.end(faults, &[&["types", "modalities", "not_types"][..], &NARROW[..]].concat());
    Measures {
        words,
        types: types.unwrap_or(default.types),
        modalities: modalities.unwrap_or(default.modalities),
        not_types: not_types.unwrap_or(default.not_types),
    }
}

fn codes<T: std::str::FromStr>(
    faults: &mut Faults<'_>,
    walk: &mut Walk<'_>,
    name: &str,
    known: impl Iterator<Item = &'static str>,
) -> Option<Vec<T>> {
    let (at, words) = walk.strings(faults, name)?;
    let known = one_of(known);
    let mut out = Vec::new();
    for word in words {
        match word.parse() {
            Ok(code) => out.push(code),
            Err(_) => faults.add(at, &walk.key(name), format!("`{word}` is not known; there are {known}")),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = r#"
name = "water"
title = { ar = "الماء", en = "Water" }
question = { ar = "هل ينقص الماء؟", en = "Is water running short?" }

[[indicator]]
key = "reports"
title = { ar = "أخبار", en = "reports" }
"#;

    fn faults(text: &str) -> Vec<String> {
        Question::read(text).unwrap_err().faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_least_question_is_read_with_its_defaults() {
        let question = Question::read(LEAST).unwrap();
        let indicator = question.main().unwrap();
        assert_eq!((indicator.step, indicator.when, indicator.count), (Step::Week, When::Told, Measure::Reports));
        assert_eq!((question.measures, question.figures.len()), (None, 0));
        let measures = Question::read(&format!("{LEAST}[measures]\n")).unwrap().measures.unwrap();
        assert_eq!(measures, Measures::default());
    }

    #[test]
    fn every_fault_is_told_with_its_line_and_key() {
        let text = LEAST
            .replace("key = \"reports\"", "key = \"Reports!\"\ntype = \"ATTACK\"\ncolour = \"red\"\nfresh = \"two\"");
        let told = faults(&text);
        assert_eq!(told.len(), 4, "{told:#?}");
        assert!(told[0].starts_with("line 7, `indicator.Reports!.key` `Reports!` is no short name"), "{told:#?}");
        assert!(told[1].starts_with("line 8, `indicator.Reports!.type` `ATTACK` is not known; there are AGREE, "));
        assert!(told[2].starts_with("line 9, `indicator.Reports!.colour` is not known here; there are key, title"));
        assert!(told[3].starts_with("line 10, `indicator.Reports!.fresh` is a string and must be a whole number"));
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        let told = faults("name = \"a\"\ntitle = {\n");
        assert!(
            told[0].starts_with("line 2: this is no TOML: ") || told[0].starts_with("line 3: this is no TOML: "),
            "{told:?}"
        );
        assert!(faults(&"#".repeat(MOST_BYTES + 1))[0].contains("larger than 128 KiB"));
        assert!(faults("")[0].contains("`name` is missing"));
        assert!(
            faults("name = \"a\"\ntitle = { ar = \"ا\" }")[0].starts_with("line 1"),
            "{:?}",
            faults("title = { ar = \"ا\" }")
        );
    }

    #[test]
    fn a_figure_is_of_one_kind_and_days_are_in_order() {
        let figure = "\n[[figure]]\nkey = \"held\"\ntitle = { ar = \"محتجزون\", en = \"held\" }\n";
        assert!(
            faults(&format!("{LEAST}{figure}"))[0].contains("`figure.held.figure` is missing: give `figure` (held, ")
        );
        let two = format!("{LEAST}{figure}figure = \"held\"\ncount = \"killed\"\n");
        assert!(faults(&two)[0].contains("exclude each other"));
        let good =
            format!("{LEAST}{figure}figure = \"held\"\nat_least = 1_000\nfrom = 2021-01-01\nto = \"2021-02-01\"\n");
        let read = Question::read(&good).unwrap();
        assert_eq!((read.figures[0].of, read.figures[0].at_least), (FigureOf::Figure(FigureKind::Held), Some(1000)));
        let turned = good.replace("2021-02-01", "2020-02-01");
        assert!(faults(&turned)[0].contains("is 2021-01-01, after `to`, 2020-02-01"));
        assert!(faults(&format!("{good}{figure}figure = \"held\"\n"))[0].contains("`held` is there twice"));
    }

    proptest::proptest! {
        // The same is held by the fuzz target `dossier`.
        #[test]
        fn no_text_makes_it_panic_and_every_fault_has_a_line_of_the_text(
            cut in 0usize..600, put in "[\\[\\]={}\"'a-z0-9\n.#-]{0,12}"
        ) {
            let mut text: String = LEAST.chars().take(cut).collect();
            text.push_str(&put);
            text.extend(LEAST.chars().skip(cut));
            if let Err(error) = Question::read(&text) {
                proptest::prop_assert!(!error.faults.is_empty());
                let lines = text.lines().count().max(1) + 1;
                proptest::prop_assert!(error.faults.iter().all(|f| (1..=lines).contains(&f.line)), "{error}");
            }
        }
    }
}
