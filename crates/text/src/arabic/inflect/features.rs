//! What a form of a noun or adjective says about itself.

use std::fmt;
use std::str::FromStr;

use crate::arabic::conjugate::{Gender, Number};

use super::entry::InflectionError;

/// What stands around a noun, as far as it changes its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NounState {
    /// As it stands alone, after ال, before a noun, and before a pronoun unless a [`NounState::Bound`] form differs.
    Bare,
    /// The accusative with its alif: وزيرا.
    Accusative,
    /// Dual and plural without their nūn, before a noun or a pronoun: وزيرا، لاجئو; the five nouns: أبو.
    Construct,
    /// The letters before a pronoun where they change: حيات‑ه، أبناؤ‑ه، مستشفا‑ه.
    Bound,
    /// Without the final yāʾ, as قاض is when it has neither article nor suffix.
    Indefinite,
}

/// The case, where unvocalised letters show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Case {
    /// The letters do not say.
    Unmarked,
    /// الرفع: وزيران، لاجئون، أبناؤ‑ه.
    Nominative,
    /// النصب: وزيرا، أبا.
    Accusative,
    /// الجر: أبنائ‑ه، أبي.
    Genitive,
    /// Accusative or genitive: وزيرين، لاجئين.
    Oblique,
}

/// Noun or adjective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NounKind {
    /// A noun.
    Noun,
    /// An adjective, participles used as such included.
    Adjective,
}

/// The reading of one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NounFeatures {
    /// Noun or adjective.
    pub kind: NounKind,
    /// Gender of the form; `Common` where the entry does not say.
    pub gender: Gender,
    /// Number of the form.
    pub number: Number,
    /// What stands around it.
    pub state: NounState,
    /// Case, where visible.
    pub case: Case,
}

/// One spelling with one reading.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NounForm {
    /// The letters as printed, without vowel marks and without the article.
    pub surface: String,
    /// What they mean.
    pub features: NounFeatures,
}

macro_rules! codes {
    ($type:ty, $what:literal, $($code:literal => $value:expr),+ $(,)?) => {
        impl FromStr for $type {
            type Err = InflectionError;

            fn from_str(s: &str) -> Result<Self, Self::Err> {
                match s {
                    $($code => Ok($value),)+
                    _ => Err(InflectionError::UnknownCode { what: $what, found: s.chars().take(40).collect() }),
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                $(if *self == $value { return f.write_str($code); })+
                Ok(())
            }
        }
    };
}

codes!(NounState, "state",
    "bare" => NounState::Bare,
    "accusative" => NounState::Accusative,
    "construct" => NounState::Construct,
    "bound" => NounState::Bound,
    "indefinite" => NounState::Indefinite,
);
codes!(Case, "case",
    "-" => Case::Unmarked,
    "nominative" => Case::Nominative,
    "accusative" => Case::Accusative,
    "genitive" => Case::Genitive,
    "oblique" => Case::Oblique,
);
