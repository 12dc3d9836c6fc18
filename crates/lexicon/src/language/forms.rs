//! The forms of words: verbs by the endings of the language, closed classes by name.

use std::ops::{BitOr, BitOrAssign};

use rustc_hash::FxHashMap;

use crate::table::Row;
use crate::{Files, LexiconError, read_tables};

/// What the form of a verb tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormFeature {
    /// The bare verb, as after «to» and «will».
    Base,
    /// A finite present that no other form is spelled like.
    Present,
    /// A finite past.
    Past,
    /// The passive or perfect participle.
    Participle,
    /// The form in -ing.
    Gerund,
    /// A finite future made by an ending.
    Future,
}

impl FormFeature {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "base" => Self::Base,
            "present" => Self::Present,
            "past" => Self::Past,
            "participle" => Self::Participle,
            "gerund" => Self::Gerund,
            "future" => Self::Future,
            _ => return None,
        })
    }

    /// A feature by its name.
    ///
    /// # Errors
    /// When there is none of the name.
    pub(crate) fn parse(name: &str) -> Result<Self, String> {
        Self::of(name)
            .ok_or_else(|| format!("`{name}` is none of base, present, past, participle, gerund, future, plural"))
    }
}

/// One reading of a surface form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerbForm {
    /// Index into [`super::LanguagePack::lemmas`].
    pub lemma: u32,
    /// What it tells.
    pub feature: FormFeature,
    /// Whether the form says by itself that it was not so.
    pub negated: bool,
    /// Whether the form is passive by itself.
    pub passive: bool,
}

/// Word classes of a closed-class word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Classes(u32);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $code:literal @ $bit:literal;)+) => {
        impl Classes {
            $($(#[$doc])* pub const $name: Self = Self(1 << $bit);)+

            fn of(name: &str) -> Option<Self> {
                match name {
                    $($code => Some(Self::$name),)+
                    _ => None,
                }
            }

            fn all() -> &'static str {
                concat!($($code, " "),+)
            }
        }
    };
}

classes! {
    /// «the», «a», «this».
    DETERMINER = "determiner" @ 0;
    /// «his», «their».
    POSSESSIVE = "possessive" @ 1;
    /// «it», «they».
    PRONOUN = "pronoun" @ 2;
    /// «in», «of».
    PREPOSITION = "preposition" @ 3;
    /// «and», «or», «but».
    CONJUNCTION = "conjunction" @ 4;
    /// «after», «because»: a clause begins that the sentence does not tell for its own sake.
    SUBORDINATOR = "subordinator" @ 5;
    /// «who», «which».
    RELATIVE = "relative" @ 6;
    /// «that» of what is said.
    THAT = "content" @ 7;
    /// Forms of «be».
    BE = "be" @ 8;
    /// Forms of «have».
    HAVE = "have" @ 9;
    /// Forms of «do».
    DO = "do" @ 10;
    /// «will», «would».
    FUTURE = "future" @ 11;
    /// «must», «should».
    MUST = "must" @ 12;
    /// «may», «could».
    MAY = "may" @ 13;
    /// «not», «never».
    NOT = "negation" @ 14;
    /// «also», «today» between the parts of a verb.
    ADVERB = "adverb" @ 15;
    /// «to» before a verb.
    TO = "to" @ 16;
    /// «by» of a doer.
    BY = "by" @ 17;
    /// «some», «several».
    QUANTIFIER = "quantifier" @ 18;
    /// «unless».
    UNLESS = "unless" @ 19;
    /// «if».
    IF = "if" @ 20;
    /// «of», which keeps a name together.
    OF = "of" @ 21;
    /// An ordinary adjective or noun that a verb is spelled like, where the guess from its ending would be wrong.
    NOMINAL = "nominal" @ 22;
    /// «in», «near»: a place may follow.
    PLACE = "place" @ 23;
    /// Finite by itself: «is», «was», «has».
    FINITE = "finite" @ 24;
    /// «they», «who»: a subject of several.
    PLURAL = "plural" @ 25;
    /// «being», «having».
    GERUND = "gerund" @ 26;
}

impl Classes {
    /// Whether any of the classes is among these.
    #[must_use]
    pub fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// Whether the word is of no closed class.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The classes of a row.
    ///
    /// # Errors
    /// When one is unknown.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        for name in row.list("class") {
            out |= Self::of(name)
                .ok_or_else(|| row.error(format!("column `class`: `{name}` is none of {}", Self::all().trim())))?;
        }
        Ok(out)
    }
}

impl BitOr for Classes {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Classes {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// One way to make a form.
struct Ending {
    /// What the lemma ends in; it is cut off.
    end: String,
    feature: String,
    /// What is put in its place.
    forms: Vec<String>,
}

/// The endings of a language: `endings.tsv`.
#[derive(Default)]
pub(crate) struct Endings(Vec<Ending>);

impl Endings {
    pub(crate) fn load(files: &Files, folder: &str) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        read_tables(files, &format!("{folder}endings."), |row| {
            let feature = row.get("feature");
            if feature != "plural" {
                split_feature(feature).map_err(|e| row.error(format!("column `feature`: {e}")))?;
            }
            out.0.push(Ending {
                end: row.get("ending").trim_start_matches('-').to_owned(),
                feature: feature.to_owned(),
                forms: row.list("forms").map(|f| f.trim_start_matches('-').to_owned()).collect(),
            });
            Ok(())
        })?;
        Ok(out)
    }

    /// Every form of a lemma with a feature, by the longest ending that fits.
    pub(crate) fn make(&self, lemma: &str, feature: &str) -> Vec<String> {
        let fitting = self.0.iter().filter(|e| e.feature == feature && lemma.ends_with(e.end.as_str()));
        let Some(best) = fitting.max_by_key(|e| e.end.len()) else { return Vec::new() };
        let stem = &lemma[..lemma.len() - best.end.len()];
        best.forms.iter().map(|f| format!("{stem}{f}")).collect()
    }

    fn features(&self) -> Vec<&str> {
        let mut out: Vec<&str> = self.0.iter().map(|e| e.feature.as_str()).filter(|f| *f != "plural").collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// `past-not`, `past-passive`: the feature, whether it is negated, whether it is passive.
fn split_feature(name: &str) -> Result<(FormFeature, bool, bool), String> {
    let mut parts = name.split('-');
    let feature = FormFeature::parse(parts.next().unwrap_or_default())?;
    let (mut negated, mut passive) = (false, false);
    for part in parts {
        match part {
            "not" => negated = true,
            "passive" => passive = true,
            other => return Err(format!("`{other}` is neither `not` nor `passive`")),
        }
    }
    Ok((feature, negated, passive))
}

/// The forms of verbs, those of `verbs/*.tsv` first, then the regular ones.
#[derive(Default)]
pub(crate) struct VerbTable {
    pub(crate) lemmas: Vec<String>,
    pub(crate) forms: FxHashMap<Box<str>, Vec<VerbForm>>,
    index: FxHashMap<String, u32>,
    /// By lemma and feature, the irregular forms.
    irregular: FxHashMap<(String, String), Vec<String>>,
}

impl VerbTable {
    pub(crate) fn load(files: &Files, folder: &str, endings: &Endings) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        let mut all = Vec::new();
        read_tables(files, &format!("{folder}verbs/"), |row| {
            for lemma in row.list("lemma") {
                all.push(lemma.to_owned());
                for feature in ["base", "present", "past", "participle", "gerund", "future"] {
                    let listed: Vec<String> = row.list(feature).map(str::to_owned).collect();
                    if !listed.is_empty() {
                        out.irregular.insert((lemma.to_owned(), feature.to_owned()), listed);
                    }
                }
            }
            Ok(())
        })?;
        for lemma in all {
            out.add(&lemma, endings);
        }
        Ok(out)
    }

    /// The index of a lemma, which is made with all its forms where it is new.
    pub(crate) fn add(&mut self, lemma: &str, endings: &Endings) -> u32 {
        if let Some(&index) = self.index.get(lemma) {
            return index;
        }
        let index = u32::try_from(self.lemmas.len()).unwrap_or(u32::MAX);
        self.lemmas.push(lemma.to_owned());
        self.index.insert(lemma.to_owned(), index);
        for name in endings.features() {
            let Ok((feature, negated, passive)) = split_feature(name) else { continue };
            let listed = self.irregular.get(&(lemma.to_owned(), name.to_owned()));
            // What a verb's row gives as its past is its participle, too.
            let listed = listed.or_else(|| {
                (name == "participle").then(|| self.irregular.get(&(lemma.to_owned(), "past".to_owned()))).flatten()
            });
            for form in listed.cloned().unwrap_or_else(|| endings.make(lemma, name)) {
                let reading = VerbForm { lemma: index, feature, negated, passive };
                let readings = self.forms.entry(form.into()).or_default();
                if !readings.contains(&reading) {
                    readings.push(reading);
                }
            }
        }
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_ending_makes_the_form() {
        let of = |end: &str, form: &str| Ending {
            end: end.to_owned(),
            feature: "past".to_owned(),
            forms: vec![form.to_owned()],
        };
        let endings = Endings(vec![of("", "ed"), of("e", "ed"), of("ry", "ried")]);
        assert_eq!(endings.make("attack", "past"), ["attacked"]);
        assert_eq!(endings.make("accuse", "past"), ["accused"]);
        assert_eq!(endings.make("carry", "past"), ["carried"]);
        assert!(endings.make("carry", "gerund").is_empty());
    }

    #[test]
    fn features_may_be_negated_and_passive() {
        assert_eq!(split_feature("past-not"), Ok((FormFeature::Past, true, false)));
        assert_eq!(split_feature("past-passive"), Ok((FormFeature::Past, false, true)));
        assert!(split_feature("perfect").unwrap_err().contains("perfect"));
    }
}
