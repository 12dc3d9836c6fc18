//! One noun or adjective as the dictionary gives it.

use std::str::FromStr;

use crate::arabic::conjugate::Gender;

/// How a word is declined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NounClass {
    /// `noun`
    Noun,
    /// `adj`
    Adjective,
    /// `nisba`: an adjective in ي of a place, people or thing: سوري.
    Nisba,
    /// `elative`: أكبر, with its own feminine (كبرى).
    Elative,
    /// `invariable`: one form only: غير, سوى.
    Invariable,
}

impl FromStr for NounClass {
    type Err = InflectionError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s {
            "noun" => Ok(Self::Noun),
            "adj" => Ok(Self::Adjective),
            "nisba" => Ok(Self::Nisba),
            "elative" => Ok(Self::Elative),
            "invariable" => Ok(Self::Invariable),
            _ => Err(InflectionError::UnknownCode { what: "pos", found: clip(s) }),
        }
    }
}

/// One plural of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PluralKind {
    /// `ون`: لاجئون، لاجئين.
    Masculine,
    /// `ات`: قرارات.
    Feminine,
    /// Spelled out: وزراء.
    Broken(String),
}

/// One noun or adjective of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NounEntry {
    /// The singular, unvocalised, without article.
    pub lemma: String,
    /// How it is declined.
    pub class: NounClass,
    /// Its gender; `Common` where it has both or the dictionary does not say.
    pub gender: Gender,
    /// Its plurals.
    pub plurals: Vec<PluralKind>,
    /// Its feminines, spelled out.
    pub feminines: Vec<String>,
}

/// Longest word that is read, in letters.
const LONGEST: usize = 24;

impl NounEntry {
    /// Reads the columns of a noun table. `key` is the lemma, with `/…` behind it where two words are spelled alike;
    /// `plurals` is separated by `|`, each spelled out or one of the endings `ون` and `ات`; so is
    /// `feminine`, each the ending `ة` or spelled out; `-` and empty mean none.
    ///
    /// # Errors
    /// When a code is unknown or a cell holds anything but Arabic letters.
    pub fn from_columns(
        key: &str,
        pos: &str,
        gender: &str,
        plurals: &str,
        feminine: &str,
    ) -> Result<Self, InflectionError> {
        let lemma = word(key.split('/').next().unwrap_or(key))?;
        let gender = match gender {
            "m" => Gender::Masculine,
            "f" => Gender::Feminine,
            "-" | "" => Gender::Common,
            _ => return Err(InflectionError::UnknownCode { what: "gender", found: clip(gender) }),
        };
        let plurals = plurals
            .split('|')
            .filter(|p| !matches!(*p, "" | "-"))
            .map(|p| match p {
                "ون" => Ok(PluralKind::Masculine),
                "ات" => Ok(PluralKind::Feminine),
                other => word(other).map(PluralKind::Broken),
            })
            .collect::<Result<_, _>>()?;
        let feminines = feminine
            .split('|')
            .filter(|f| !matches!(*f, "" | "-"))
            .map(|f| if f == "ة" { Ok(super::endings::feminine(&lemma)) } else { word(f) })
            .collect::<Result<_, _>>()?;
        Ok(Self { lemma, class: pos.parse()?, gender, plurals, feminines })
    }
}

/// A word of Arabic letters.
fn word(s: &str) -> Result<String, InflectionError> {
    let letters = s.chars().take(LONGEST + 1).count();
    if letters == 0 || letters > LONGEST || !s.chars().all(|c| matches!(c, 'ء'..='غ' | 'ف'..='ي')) {
        return Err(InflectionError::NotAWord { found: clip(s) });
    }
    Ok(s.to_owned())
}

/// Enough of an untrusted string to name it in an error.
fn clip(s: &str) -> String {
    s.chars().take(40).collect()
}

/// Why an entry cannot be declined.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InflectionError {
    /// A cell holds a code that its column does not have.
    #[error("unknown {what} `{found}`")]
    UnknownCode {
        /// Which column.
        what: &'static str,
        /// What was found.
        found: String,
    },
    /// A cell holds something other than one word.
    #[error("`{found}` is not one word of at most 24 Arabic letters without marks")]
    NotAWord {
        /// What was found.
        found: String,
    },
}
