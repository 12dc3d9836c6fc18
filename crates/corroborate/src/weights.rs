//! The weights of agreement, as data: how often tellings of one event agree, how often those of others do.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// What two tellings are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// PLOVER type.
    Type,
    /// Modes.
    Mode,
    /// Days told.
    Day,
    /// Days of publication, where one of them tells no day.
    Published,
    /// Places, both known to a district or better.
    Place,
    /// Regions or countries, where one place is no more than that.
    Region,
    /// Who did it.
    Actor,
    /// To whom.
    Recipient,
    /// How many.
    Count,
    /// Rare words.
    Words,
    /// Rare words of the titles.
    Title,
    /// Of stories: what stands at the head of both.
    Lead,
    /// Of stories: places named at the head of both.
    Site,
    /// Of stories: numbers told at the head of both.
    Figure,
    /// Of stories: names of people and groups that the lexicon does not know.
    Names,
    /// Of stories: what kind of act the main report tells.
    Act,
}

const FIELDS: [(Field, &str, &[&str]); 16] = [
    (Field::Type, "type", &["same", "different"]),
    (Field::Mode, "mode", &["same", "different"]),
    (Field::Day, "day", &["0", "1", "2", "more"]),
    (Field::Published, "published", &["0", "1", "more"]),
    (Field::Place, "place", &["1", "5", "15", "40", "far"]),
    (Field::Region, "region", &["same", "different"]),
    (Field::Actor, "actor", &["same", "above", "generic", "different"]),
    (Field::Recipient, "recipient", &["same", "above", "generic", "different"]),
    (Field::Count, "count", &["equal-many", "equal", "near", "half", "less"]),
    (Field::Words, "words", &["much", "some", "little", "none"]),
    (Field::Title, "title", &["much", "some", "little", "none"]),
    (Field::Lead, "lead", &["copied", "mostly", "much", "some", "little"]),
    (Field::Site, "site", &["main", "named", "shared", "near", "far"]),
    (Field::Figure, "figure", &["many", "few", "near", "none", "apart"]),
    (Field::Names, "names", &["shared", "others"]),
    (Field::Act, "act", &["same", "other", "speech"]),
];

/// What tellings are compared by.
const OF_TELLINGS: &[Field] = &[
    Field::Type,
    Field::Mode,
    Field::Day,
    Field::Published,
    Field::Place,
    Field::Region,
    Field::Actor,
    Field::Recipient,
    Field::Count,
    Field::Words,
    Field::Title,
];

/// What stories are compared by.
const OF_STORIES: &[Field] = &[
    Field::Lead,
    Field::Day,
    Field::Published,
    Field::Site,
    Field::Region,
    Field::Actor,
    Field::Recipient,
    Field::Figure,
    Field::Names,
    Field::Act,
];

/// One level of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// How often tellings of one event stand at it, 0 to 1.
    pub m: f64,
    /// How often tellings of other events do.
    pub u: f64,
    /// What it says, in English.
    pub en: String,
    /// What it says, in Arabic.
    pub ar: String,
}

impl Level {
    /// Its weight in bits, log₂(m/u): above zero speaks for one event, below against.
    #[must_use]
    pub fn weight(&self) -> f64 {
        (self.m / self.u).log2()
    }
}

/// All levels of all fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    levels: BTreeMap<(Field, usize), Level>,
}

/// What is wrong with a table of weights.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("weights, line {line}: {why}; correct the line (columns: field, level, m, u, en, ar)")]
pub struct WeightsError {
    /// The line, from 1; 0 for the table as a whole.
    pub line: usize,
    /// What is wrong.
    pub why: String,
}

static BUILTIN: LazyLock<Weights> =
    LazyLock::new(|| Weights::parse(include_str!("../data/match_weights.tsv")).unwrap_or_default());
static STORIES: LazyLock<Weights> =
    LazyLock::new(|| Weights::parse_stories(include_str!("../data/story_weights.tsv")).unwrap_or_default());

impl Weights {
    /// The table that comes with the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// The table for stories compared as wholes that comes with the program.
    #[must_use]
    pub fn stories() -> &'static Self {
        &STORIES
    }

    /// Reads a table of weights for tellings.
    ///
    /// # Errors
    /// Names the first line that is wrong: an unknown field or level, a share that is not above 0 and at most 1, a level
    /// that is missing or told twice.
    pub fn parse(table: &str) -> Result<Self, WeightsError> {
        Self::parse_for(table, OF_TELLINGS)
    }

    /// Reads a table of weights for stories.
    ///
    /// # Errors
    /// Those of [`Weights::parse`].
    pub fn parse_stories(table: &str) -> Result<Self, WeightsError> {
        Self::parse_for(table, OF_STORIES)
    }

    fn parse_for(table: &str, needed: &[Field]) -> Result<Self, WeightsError> {
        let mut weights = Self::default();
        let lines = (1..).zip(table.lines()).filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty()).skip(1);
        for (line, text) in lines {
            let no = |why: String| WeightsError { line, why };
            let cells: Vec<&str> = text.split('\t').collect();
            let [field, level, m, u, en, ar, ..] = cells[..] else {
                return Err(no(format!("{} cells instead of six", cells.len())));
            };
            let known = FIELDS.iter().find(|(_, name, _)| *name == field);
            let Some((field, _, names)) = known else { return Err(no(format!("`{field}` is no field"))) };
            let Some(at) = names.iter().position(|n| *n == level) else {
                return Err(no(format!("`{level}` is none of {}", names.join(", "))));
            };
            let share = |s: &str| {
                s.parse::<f64>()
                    .ok()
                    .filter(|x| *x > 0.0 && *x <= 1.0)
                    .ok_or_else(|| no(format!("`{s}` is no share above 0 and up to 1")))
            };
            let level = Level { m: share(m)?, u: share(u)?, en: en.to_owned(), ar: ar.to_owned() };
            if weights.levels.insert((*field, at), level).is_some() {
                return Err(no("this level stands here a second time".to_owned()));
            }
        }
        for (field, name, names) in FIELDS.iter().filter(|(field, ..)| needed.contains(field)) {
            if let Some(at) = (0..names.len()).find(|at| !weights.levels.contains_key(&(*field, *at))) {
                return Err(WeightsError { line: 0, why: format!("{name} {} is missing", names[at]) });
            }
        }
        Ok(weights)
    }

    /// A level of a field, by its place in the order of agreement; the last one where there is none so low.
    #[must_use]
    pub fn level(&self, field: Field, at: usize) -> Option<(&'static str, &Level)> {
        let (_, _, names) = FIELDS.iter().find(|(f, ..)| *f == field)?;
        let at = at.min(names.len() - 1);
        Some((names[at], self.levels.get(&(field, at))?))
    }

    /// The same table with shares counted from judged pairs: the levels of each pair and whether it was one event. Every
    /// level counts half a pair more than was seen, so that what never happened is unlikely and not impossible.
    #[must_use]
    pub fn learn<'a>(&self, judged: impl IntoIterator<Item = (&'a [(Field, usize)], bool)>) -> Self {
        let mut counts: BTreeMap<(Field, usize), [f64; 2]> = BTreeMap::new();
        for (levels, same) in judged {
            for (field, level) in levels {
                counts.entry((*field, *level)).or_insert([0.5; 2])[usize::from(same)] += 1.0;
            }
        }
        let mut learnt = self.clone();
        for (field, _, names) in FIELDS {
            let seen = |at: usize, same: usize| counts.get(&(field, at)).map_or(0.5, |c| c[same]);
            let sum = |same: usize| (0..names.len()).map(|at| seen(at, same)).sum::<f64>();
            let (others, ones) = (sum(0), sum(1));
            let untouched = names.len() as f64 * 0.5;
            if others <= untouched || ones <= untouched {
                continue;
            }
            for at in 0..names.len() {
                if let Some(level) = learnt.levels.get_mut(&(field, at)) {
                    level.m = seen(at, 1) / ones;
                    level.u = seen(at, 0) / others;
                }
            }
        }
        learnt
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_is_whole_and_agreement_never_weighs_less_than_the_levels_below() {
        let tellings = Weights::parse(include_str!("../data/match_weights.tsv")).unwrap();
        let stories = Weights::parse_stories(include_str!("../data/story_weights.tsv")).unwrap();
        let of = |weights, fields: &'static [Field]| fields.iter().map(move |f| (weights, *f));
        for (weights, field) in of(&tellings, OF_TELLINGS).chain(of(&stories, OF_STORIES)) {
            let (_, name, names) = FIELDS.iter().find(|(f, ..)| *f == field).unwrap();
            let of: Vec<f64> = (0..names.len()).map(|at| weights.level(field, at).unwrap().1.weight()).collect();
            assert!(of.windows(2).all(|w| w[0] >= w[1] - 0.35), "{name}: {of:?}");
            assert!(of[0] > 0.0 && of[of.len() - 1] < 0.0, "{name}: {of:?}");
            let sum =
                |f: fn(&Level) -> f64| (0..names.len()).map(|at| f(weights.level(field, at).unwrap().1)).sum::<f64>();
            assert!(
                (sum(|l| l.m) - 1.0).abs() < 0.011 && (sum(|l| l.u) - 1.0).abs() < 0.011,
                "{name} does not add up to 1"
            );
        }
    }

    #[test]
    fn a_faulty_table_names_its_line() {
        let head = "field\tlevel\tm\tu\ten\tar\n";
        for (row, why) in [
            ("tipe\tsame\t.9\t.1\ta\tb", "no field"),
            ("type\tequal\t.9\t.1\ta\tb", "none of"),
            ("type\tsame\t0\t.1\ta\tb", "no share"),
            ("type\tsame\t.9", "cells"),
        ] {
            let error = Weights::parse(&format!("{head}{row}\n")).unwrap_err();
            assert!(error.line == 2 && error.why.contains(why), "{error}");
        }
        assert!(Weights::parse(head).unwrap_err().why.contains("missing"));
    }

    #[test]
    fn learnt_shares_are_counts_and_what_was_not_seen_keeps_its_own() {
        let (yes, no) = (vec![(Field::Type, 0)], vec![(Field::Type, 1)]);
        let judged = [(&yes[..], true), (&yes[..], true), (&yes[..], true), (&no[..], false), (&no[..], false)];
        let learnt = Weights::builtin().learn(judged);
        let type_same = learnt.level(Field::Type, 0).unwrap().1;
        assert!((type_same.m - 3.5 / 4.0).abs() < 1e-9 && (type_same.u - 0.5 / 3.0).abs() < 1e-9);
        assert_eq!(learnt.level(Field::Day, 0), Weights::builtin().level(Field::Day, 0));
    }

    proptest::proptest! {
        #[test]
        fn any_table_is_read_or_refused_and_never_a_panic(s in "((type|day|words|x)\\t(same|0|none)\\t[0-9.e-]{0,5}\\t.{0,9}\\n){0,6}|\\PC{0,60}") {
            let _ = (Weights::parse(&s), Weights::parse_stories(&s));
            let _ = crate::Credits::parse(&s, &s);
        }
    }
}
