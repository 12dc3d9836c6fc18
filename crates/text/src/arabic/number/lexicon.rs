//! The words of numbers, read from the files under `lexicon/ar`.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::openers::{Openers, opens};
use super::table::{Phrases, TableError, rows};
use crate::fold_str;

/// What a number word does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Zero,
    Unit,
    /// 1 and 2 as they stand before ten.
    Joint,
    Ten,
    Tens,
    Hundred,
    HundredPlural,
    Hundreds,
    Scale,
    ScalePlural,
    ScaleDual,
    ScaleAccusative,
    Fraction,
    FractionDual,
    FractionPlural,
    Ordinal,
    OrdinalJoint,
    Point,
    Minus,
    Odd,
}

/// What a word around numbers does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Frame {
    Min,
    Max,
    Approx,
    Least,
    Most,
    AfterMin,
    AfterMax,
    Percent,
    Vague(Option<f64>, Option<f64>),
    Few(f64, f64),
    Others(Option<f64>),
    Between,
    From,
    To,
    Or,
    AndMax,
    AfterHundred,
    Stop,
}

/// What a word before a number makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Head {
    Name,
    Label,
    /// The phrase with its number is a name or a turn of speech.
    Whole,
    Year,
    Month,
}

/// The class of a counted noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Countable {
    /// People.
    Person,
    /// What drives, sails or flies.
    Vehicle,
    /// Weapons and ammunition.
    Weapon,
    /// Acts, buildings, places, documents and other things.
    Thing,
    /// Money.
    Money,
    /// Measures of length, mass and the like.
    Unit,
    /// Measures of time.
    Time,
}

impl Countable {
    /// The word as it stands in the lexicon and leaves the program.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Vehicle => "vehicle",
            Self::Weapon => "weapon",
            Self::Thing => "thing",
            Self::Money => "money",
            Self::Unit => "unit",
            Self::Time => "time",
        }
    }
}

/// The number of a counted noun's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grade {
    /// One, or after 11 and more.
    Singular,
    /// A form that says "two" by itself.
    Dual,
    /// Several.
    Plural,
}

/// The words of numbers: numerals, bounds, heads that make names of numbers, nouns that are counted.
#[derive(Debug, Clone, Default)]
pub struct NumberLexicon {
    pub(crate) words: FxHashMap<Box<str>, (Class, f64, bool)>,
    pub(crate) frames: Phrases<Frame>,
    pub(crate) heads: Phrases<Head>,
    pub(crate) months: Phrases<()>,
    countable: FxHashMap<Box<str>, (Countable, Grade)>,
    pub(crate) openers: Openers,
}

impl NumberLexicon {
    /// The lexicon that comes with the program.
    ///
    /// # Panics
    /// Never in a built program: the files are part of it and a test reads them.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<NumberLexicon> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            Self::parse(
                include_str!("../../../lexicon/numbers.tsv"),
                include_str!("../../../lexicon/number_words.tsv"),
                include_str!("../../../lexicon/number_heads.tsv"),
                include_str!("../../../lexicon/countable.tsv"),
                include_str!("../../../lexicon/time/months.tsv"),
            )
            .unwrap_or_default()
        })
    }

    /// Reads a lexicon from the texts of its five files.
    ///
    /// # Errors
    /// Names the file, the line and what is wrong there.
    pub fn parse(
        numbers: &str,
        number_words: &str,
        number_heads: &str,
        countable: &str,
        months: &str,
    ) -> Result<Self, TableError> {
        let mut lexicon = Self::default();
        for row in rows("numbers.tsv", numbers, &["form", "class", "value"])? {
            let class = class(row.cell(1)).ok_or_else(|| row.bad(1, "a class of number word"))?;
            let value = row.number(2)?.ok_or_else(|| row.bad(2, "a number"))?;
            let form = fold_str(row.cell(0));
            let article = format!("ال{form}");
            lexicon.words.entry(form.into()).or_insert((class, value, false));
            lexicon.words.entry(article.into()).or_insert((class, value, true));
        }
        for row in rows("number_words.tsv", number_words, &["form", "class", "min", "max"])? {
            let (min, max) = (row.number(2)?, row.number(3)?);
            let frame = match row.cell(1) {
                "min" => Frame::Min,
                "max" => Frame::Max,
                "approx" => Frame::Approx,
                "least" => Frame::Least,
                "most" => Frame::Most,
                "after-min" => Frame::AfterMin,
                "after-max" => Frame::AfterMax,
                "percent" => Frame::Percent,
                "vague" => Frame::Vague(min, max),
                "few" => Frame::Few(min.unwrap_or(3.0), max.unwrap_or(9.0)),
                "others" => Frame::Others(min),
                "between" => Frame::Between,
                "from" => Frame::From,
                "to" => Frame::To,
                "or" => Frame::Or,
                "and-max" => Frame::AndMax,
                "after-hundred" => Frame::AfterHundred,
                "stop" => Frame::Stop,
                _ => return Err(row.bad(1, "a class of word around numbers")),
            };
            lexicon.frames.insert(row.cell(0), frame);
        }
        for row in rows("number_heads.tsv", number_heads, &["form", "class"])? {
            let head = match row.cell(1) {
                "name" => Head::Name,
                "label" => Head::Label,
                "whole" => Head::Whole,
                "year" => Head::Year,
                "month" => Head::Month,
                _ => return Err(row.bad(1, "name, label, whole, year or month")),
            };
            lexicon.heads.insert(row.cell(0), head);
        }
        for row in rows("countable.tsv", countable, &["singular", "plurals", "dual", "class"])? {
            let class = match row.cell(3) {
                "person" => Countable::Person,
                "vehicle" => Countable::Vehicle,
                "weapon" => Countable::Weapon,
                "thing" => Countable::Thing,
                "money" => Countable::Money,
                "unit" => Countable::Unit,
                "time" => Countable::Time,
                _ => return Err(row.bad(3, "person, vehicle, weapon, thing, money, unit or time")),
            };
            let singular = fold_str(row.cell(0));
            // The accusative after 11-99 adds an alef («جنديا»), except after ta marbuta.
            if !singular.ends_with('ه') {
                lexicon.count(&format!("{singular}ا"), class, Grade::Singular);
            }
            for plural in row.list(1) {
                lexicon.count(&fold_str(plural), class, Grade::Plural);
            }
            for dual in row.list(2) {
                lexicon.count(&fold_str(dual), class, Grade::Dual);
            }
            lexicon.count(&singular, class, Grade::Singular);
        }
        for row in rows("time/months.tsv", months, &["form", "number", "calendar", "alone"])? {
            lexicon.months.insert(row.cell(0), ());
        }
        let duals = lexicon.countable.iter().filter(|(_, (_, grade))| *grade == Grade::Dual);
        lexicon.openers.add(duals.map(|(word, _)| &**word), opens::DUAL);
        lexicon.openers.add(lexicon.heads.first_words(|h| *h == Head::Whole), opens::WHOLE);
        lexicon.openers.add(lexicon.words.keys().map(|w| &**w), opens::WORD);
        // Words that only end a number («في», «التي») are many in any text, and begin nothing.
        let begins = |frame: &Frame| !matches!(frame, Frame::Stop);
        lexicon.openers.add(lexicon.frames.first_words(begins), opens::FRAME);
        Ok(lexicon)
    }

    fn count(&mut self, form: &str, class: Countable, grade: Grade) {
        self.countable.entry(format!("ال{form}").into()).or_insert((class, grade));
        self.countable.entry(form.into()).or_insert((class, grade));
    }

    /// Whether a folded word, article allowed, is a noun that numbers count, and which form of it.
    #[must_use]
    pub fn countable(&self, folded: &str) -> Option<(Countable, Grade)> {
        self.countable.get(folded).copied()
    }
}

fn class(name: &str) -> Option<Class> {
    Some(match name {
        "zero" => Class::Zero,
        "unit" => Class::Unit,
        "joint" => Class::Joint,
        "ten" => Class::Ten,
        "tens" => Class::Tens,
        "hundred" => Class::Hundred,
        "hundred-plural" => Class::HundredPlural,
        "hundreds" => Class::Hundreds,
        "scale" => Class::Scale,
        "scale-plural" => Class::ScalePlural,
        "scale-dual" => Class::ScaleDual,
        "scale-accusative" => Class::ScaleAccusative,
        "fraction" => Class::Fraction,
        "fraction-dual" => Class::FractionDual,
        "fraction-plural" => Class::FractionPlural,
        "ordinal" => Class::Ordinal,
        "ordinal-joint" => Class::OrdinalJoint,
        "point" => Class::Point,
        "minus" => Class::Minus,
        "odd" => Class::Odd,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_files_read_without_error() {
        let lexicon = NumberLexicon::parse(
            include_str!("../../../lexicon/numbers.tsv"),
            include_str!("../../../lexicon/number_words.tsv"),
            include_str!("../../../lexicon/number_heads.tsv"),
            include_str!("../../../lexicon/countable.tsv"),
            include_str!("../../../lexicon/time/months.tsv"),
        )
        .unwrap();
        assert!(lexicon.words.len() > 300);
        assert_eq!(lexicon.countable("جنديين"), Some((Countable::Person, Grade::Dual)));
        assert_eq!(lexicon.countable("المدنيين"), Some((Countable::Person, Grade::Plural)));
        assert_eq!(lexicon.countable("مدنيان"), Some((Countable::Person, Grade::Dual)));
        assert_eq!(lexicon.countable("قتيلا"), Some((Countable::Person, Grade::Singular)));
    }

    #[test]
    fn an_unknown_class_is_named() {
        let error =
            NumberLexicon::parse("form\tclass\tvalue\tsource\tlicence\nس\tx\t1\tp\tp\n", "", "", "", "").unwrap_err();
        assert_eq!(error.to_string(), "numbers.tsv, line 2: «x» is not a class of number word");
    }
}
