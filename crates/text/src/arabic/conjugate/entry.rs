//! One verb as the dictionary gives it, checked letter by letter before anything is built from it.

use std::fmt;
use std::str::FromStr;

/// The verb's pattern, by the usual Western numbers; `QI`… are the patterns of four-letter roots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Measure {
    I,
    II,
    III,
    IV,
    V,
    VI,
    VII,
    VIII,
    IX,
    X,
    QI,
    QII,
    QIV,
}

impl Measure {
    const NAMES: [(&'static str, Measure); 13] = [
        ("I", Self::I),
        ("II", Self::II),
        ("III", Self::III),
        ("IV", Self::IV),
        ("V", Self::V),
        ("VI", Self::VI),
        ("VII", Self::VII),
        ("VIII", Self::VIII),
        ("IX", Self::IX),
        ("X", Self::X),
        ("QI", Self::QI),
        ("QII", Self::QII),
        ("QIV", Self::QIV),
    ];

    /// Whether the measure is built on four root letters.
    #[must_use]
    pub fn is_quadriliteral(self) -> bool {
        matches!(self, Self::QI | Self::QII | Self::QIV)
    }

    /// Whether the imperfect has prefix vowel u (يُقاتل) rather than a (يَقتل).
    pub(super) fn has_u_prefix(self) -> bool {
        matches!(self, Self::II | Self::III | Self::IV | Self::QI)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find(|(_, m)| m == self).map_or("?", |(n, _)| n);
        f.write_str(name)
    }
}

impl FromStr for Measure {
    type Err = ConjugationError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::NAMES
            .iter()
            .find(|(n, _)| *n == s)
            .map(|(_, m)| *m)
            .ok_or_else(|| ConjugationError::UnknownMeasure { found: s.to_owned() })
    }
}

/// The short vowel of the middle letter in the imperfect of measure I.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ImperfectVowel {
    /// يفعَل
    A,
    /// يفعِل
    I,
    /// يفعُل
    U,
}

impl ImperfectVowel {
    pub(super) fn letter(self) -> char {
        match self {
            Self::A => 'a',
            Self::I => 'i',
            Self::U => 'u',
        }
    }
}

impl FromStr for ImperfectVowel {
    type Err = ConjugationError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s {
            "a" => Ok(Self::A),
            "i" => Ok(Self::I),
            "u" => Ok(Self::U),
            _ => Err(ConjugationError::UnknownVowel { found: s.to_owned() }),
        }
    }
}

/// Whether the verb takes a direct object; decides how much of the passive exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Transitivity {
    /// `t`: takes a direct object; the passive has all persons.
    Transitive,
    /// `i`: takes none; the passive is impersonal (أُفرج عنه), third person masculine singular only.
    Intransitive,
    /// `b`: used both ways.
    Both,
}

impl Transitivity {
    /// Whether a direct object can follow.
    #[must_use]
    pub fn takes_object(self) -> bool {
        self != Self::Intransitive
    }
}

impl FromStr for Transitivity {
    type Err = ConjugationError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s {
            "t" => Ok(Self::Transitive),
            "i" => Ok(Self::Intransitive),
            "b" => Ok(Self::Both),
            _ => Err(ConjugationError::UnknownTransitivity { found: s.to_owned() }),
        }
    }
}

/// One verb of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerbEntry {
    /// Third person masculine singular of the perfect, unvocalised, without shadda: أكد.
    pub lemma: String,
    /// Three or four root letters without separators, hamza as ء: ءكد.
    pub root: String,
    /// The verb's pattern.
    pub measure: Measure,
    /// Middle vowel of the imperfect; needed by measure I, ignored by the others.
    pub vowel: Option<ImperfectVowel>,
    /// Whether it takes a direct object.
    pub transitive: Transitivity,
    /// Its verbal nouns, unvocalised: تأكيد.
    pub masdars: Vec<String>,
}

impl VerbEntry {
    /// Reads the columns of a verb table. `key` is the lemma, with `/…` behind it where two verbs are spelled alike
    /// (`قتل/2`); an empty or `-` `vowel` means none, `masdars` is separated by `|`.
    ///
    /// # Errors
    /// When measure, vowel or transitivity is not one of the known codes.
    pub fn from_columns(
        key: &str,
        root: &str,
        measure: &str,
        vowel: &str,
        transitive: &str,
        masdars: &str,
    ) -> Result<Self, ConjugationError> {
        let lemma = key.split('/').next().unwrap_or(key);
        Ok(Self {
            lemma: lemma.to_owned(),
            root: root.to_owned(),
            measure: measure.parse()?,
            vowel: if matches!(vowel, "" | "-") { None } else { Some(vowel.parse()?) },
            transitive: transitive.parse()?,
            masdars: masdars.split('|').filter(|m| !m.is_empty()).map(str::to_owned).collect(),
        })
    }

    /// The root as letters, hamza as ء, after checking that it can be one.
    pub(super) fn radicals(&self) -> Result<Vec<char>, ConjugationError> {
        let wanted = if self.measure.is_quadriliteral() { 4 } else { 3 };
        let letters: Vec<char> = self.root.chars().take(wanted + 1).map(plain_hamza).collect();
        if letters.len() != wanted {
            return Err(ConjugationError::RootLength { root: clip(&self.root), measure: self.measure, wanted });
        }
        match letters.iter().find(|c| !is_radical(**c)) {
            Some(&letter) => Err(ConjugationError::RootLetter { root: clip(&self.root), letter }),
            None => Ok(letters),
        }
    }
}

/// Hamza without its seat; other letters unchanged.
fn plain_hamza(c: char) -> char {
    if matches!(c, 'أ' | 'إ' | 'ؤ' | 'ئ') { 'ء' } else { c }
}

/// Whether a letter can be part of a root: the 28 consonants, hamza as ء.
fn is_radical(c: char) -> bool {
    matches!(c, 'ء' | 'ب' | 'ت'..='غ' | 'ف'..='و' | 'ي')
}

/// Enough of an untrusted string to name it in an error.
pub(super) fn clip(s: &str) -> String {
    s.chars().take(40).collect()
}

/// Why an entry cannot be conjugated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConjugationError {
    /// The measure is not one of the codes.
    #[error("unknown measure `{found}`; use I to X, QI, QII or QIV")]
    UnknownMeasure {
        /// What was found.
        found: String,
    },
    /// The vowel is not one of the codes.
    #[error("unknown imperfect vowel `{found}`; use a, i or u")]
    UnknownVowel {
        /// What was found.
        found: String,
    },
    /// The transitivity is not one of the codes.
    #[error("unknown transitivity `{found}`; use t, i or b")]
    UnknownTransitivity {
        /// What was found.
        found: String,
    },
    /// The root has too few or too many letters.
    #[error("root `{root}`: measure {measure} needs {wanted} letters, written without separators")]
    RootLength {
        /// The root as given.
        root: String,
        /// The measure as given.
        measure: Measure,
        /// How many letters it needs.
        wanted: usize,
    },
    /// The root has a letter that no root has.
    #[error("root `{root}`: `{letter}` is no root letter; write hamza as ء, weak letters as و or ي")]
    RootLetter {
        /// The root as given.
        root: String,
        /// The letter.
        letter: char,
    },
    /// A measure I entry without its vowel.
    #[error("verb `{lemma}`: measure I needs its imperfect vowel (a, i or u)")]
    MissingVowel {
        /// The lemma as given.
        lemma: String,
    },
    /// Root and measure do not give the lemma.
    #[error("verb `{lemma}`: root and measure give `{built}`; correct the lemma, the root or the measure")]
    LemmaMismatch {
        /// The lemma as given.
        lemma: String,
        /// What root and measure give.
        built: String,
    },
}
