//! What tells an act that a text reports from one that it only speaks of: words by what they hint at, and what each hint weighs.

use marsad_model::EventType;
use marsad_text::{fold_str, splits};
use rustc_hash::FxHashMap;

use crate::table::read_tables;
use crate::{Files, LexiconError, WordMap};

/// Something seen at or around the words of an act that says whether it is told as an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Hint {
    /// Counts for every mention.
    Base,
    /// A finite verb names the act.
    Verb,
    /// … in the imperfect.
    Imperfect,
    /// … after «الذي»: it tells apart, not on.
    AfterRelative,
    /// A noun without the article.
    Indefinite,
    /// A noun with it.
    Definite,
    /// A plural noun with it: the kind, not the case.
    DefinitePlural,
    /// A light verb carries the noun.
    Light,
    /// One stands near.
    LightNear,
    /// A relative clause goes on with the act.
    Relative,
    /// In a row of nouns.
    Row,
    /// Governed by a noun of another act.
    Control,
    /// A government or an armed side announces it: «أعلن الجيش قصف …».
    Announced,
    /// Killed or wounded are counted.
    Loss,
    /// Something else is counted.
    Count,
    Date,
    /// A time not long before publication stands in the sentence.
    Recent,
    Place,
    Actor,
    Recipient,
    /// Told as history.
    Historical,
    /// The sentence asks.
    Question,
    /// The act, or the light verb that carries it, opens the sentence.
    Opening,
    /// At most 14 words.
    Short,
    /// At most 9 words: nothing around the act to tell by.
    Brief,
    /// More than 55 words.
    Long,
    /// More than 80 words.
    VeryLong,
    /// The frame is an act of law or a speech in another's words.
    Frame,
    /// Right before: words that make the act a topic («قضية», «محاولة», «إدانة»).
    Topic,
    /// Right before: words that put it behind what is told («بعد», «إثر»).
    Behind,
    /// Right before: words that say where something happened («في», «خلال»).
    Within,
    /// Words of losses, in the sentence.
    Losses,
    /// Arms and those who carry them, in the sentence.
    Arms,
    /// Those who see and report such acts, in the sentence.
    Witness,
    /// Courts, charges, laws, in the sentence.
    Law,
    /// Argument, art and history, in the sentence.
    Opinion,
    /// Words beside the act that show a figure of speech or a mishap.
    Figure,
    /// Crowds and what they carry, in the sentence.
    Crowd,
    /// What crowds object with, in the sentence.
    Dissent,
    /// A noun alone between quotation marks: a name or a word as such.
    Quoted,
    /// Right before a noun in quotation marks: what bears it as a name.
    Named,
    /// Right before an indefinite noun: what is said of something already spoken of («وصفه بأنه هجوم», «يشكل اعتداء»).
    Predicate,
    /// Sport, in the sentence.
    Sport,
    /// Trade and ceremony, in the sentence: firms meet, help and agree, and nobody records it.
    Trade,
    /// Nature, bodies, stories and words: where acts have no doer that can be held to them, in the sentence.
    Sphere,
}

const HINTS: [(&str, Hint); 45] = [
    ("actor", Hint::Actor),
    ("after-relative", Hint::AfterRelative),
    ("announced", Hint::Announced),
    ("arms", Hint::Arms),
    ("base", Hint::Base),
    ("behind", Hint::Behind),
    ("brief", Hint::Brief),
    ("control", Hint::Control),
    ("count", Hint::Count),
    ("crowd", Hint::Crowd),
    ("date", Hint::Date),
    ("definite", Hint::Definite),
    ("definite-plural", Hint::DefinitePlural),
    ("dissent", Hint::Dissent),
    ("figure", Hint::Figure),
    ("frame", Hint::Frame),
    ("historical", Hint::Historical),
    ("imperfect", Hint::Imperfect),
    ("indefinite", Hint::Indefinite),
    ("law", Hint::Law),
    ("light", Hint::Light),
    ("light-near", Hint::LightNear),
    ("long", Hint::Long),
    ("loss", Hint::Loss),
    ("losses", Hint::Losses),
    ("named", Hint::Named),
    ("opening", Hint::Opening),
    ("opinion", Hint::Opinion),
    ("place", Hint::Place),
    ("predicate", Hint::Predicate),
    ("question", Hint::Question),
    ("quoted", Hint::Quoted),
    ("recent", Hint::Recent),
    ("recipient", Hint::Recipient),
    ("relative", Hint::Relative),
    ("row", Hint::Row),
    ("short", Hint::Short),
    ("sphere", Hint::Sphere),
    ("sport", Hint::Sport),
    ("topic", Hint::Topic),
    ("trade", Hint::Trade),
    ("verb", Hint::Verb),
    ("very-long", Hint::VeryLong),
    ("within", Hint::Within),
    ("witness", Hint::Witness),
];

impl std::str::FromStr for Hint {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        HINTS.iter().find(|(name, _)| *name == s).map(|(_, h)| *h).ok_or_else(|| format!("`{s}` is not a hint"))
    }
}

impl Hint {
    /// How many there are; each hint as a number is below it.
    pub const COUNT: usize = Self::Sphere as usize + 1;

    /// Every hint with its name, by name.
    pub fn all() -> impl Iterator<Item = (&'static str, Self)> {
        HINTS.into_iter()
    }

    const fn bit(self) -> u64 {
        1 << self as u64
    }
}

/// A set of hints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hints(u64);

impl Hints {
    /// No hint.
    pub(crate) const NONE: Self = Self(0);

    /// Whether one of them is this.
    #[must_use]
    pub fn has(self, hint: Hint) -> bool {
        self.0 & hint.bit() != 0
    }

    /// Those of both sets.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Words and weights. A type without weights is always taken as told.
#[derive(Debug, Clone, Default)]
pub struct Telling {
    words: WordMap<Hints>,
    weights: FxHashMap<(EventType, Hint), f64>,
}

impl Telling {
    pub(crate) fn load(files: &Files) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        read_tables(files, "lexicon/ar/telling/words", |row| {
            let hint: Hint = row.parse("hint")?;
            for form in row.list("form") {
                out.words.or_default(fold_str(form).into()).0 |= hint.bit();
            }
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/telling/weights", |row| {
            let hint: Hint = row.parse("hint")?;
            for type_ in [EventType::Assault, EventType::Protest] {
                if let Some(weight) = row.parse_some::<f64>(&type_.as_str().to_ascii_lowercase())? {
                    out.weights.insert((type_, hint), weight);
                }
            }
            Ok(())
        })?;
        Ok(out)
    }

    /// Whether mentions of this type are weighed.
    #[must_use]
    pub fn weighs(&self, type_: EventType) -> bool {
        self.weights.contains_key(&(type_, Hint::Base))
    }

    /// What a hint weighs for a type; above zero in sum, an act is told.
    #[must_use]
    pub fn weight(&self, type_: EventType, hint: Hint) -> f64 {
        self.weights.get(&(type_, hint)).copied().unwrap_or_default()
    }

    /// What a folded word hints at, by itself or by what is left of it without what is joined in front.
    #[must_use]
    pub fn hints(&self, folded: &str) -> Hints {
        // From two letters nothing can be cut.
        if folded.len() < 6 {
            return Hints(self.words.get(folded).copied().unwrap_or_default().0);
        }
        let of = |w: &str| self.words.get(w).copied().unwrap_or_default().0;
        // «نقديا»: the accusative's alef.
        let forms = |w: &str| of(w) | w.strip_suffix('ا').map_or(0, of);
        Hints(splits(folded).filter(|s| s.pronoun.is_none() && !s.future).fold(0, |all, s| all | forms(s.stem)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_hint_with_what_is_joined_to_them_and_unknown_hints_are_named() {
        let telling = &crate::Lexicon::builtin().telling;
        assert!(telling.hints("وبالقضيه").has(Hint::Topic));
        assert!(!telling.hints("بغداد").has(Hint::Topic));
        assert!(telling.weighs(EventType::Assault) && !telling.weighs(EventType::Accuse));
        assert_eq!("nonsense".parse::<Hint>().unwrap_err(), "`nonsense` is not a hint");
        assert!(HINTS.windows(2).all(|w| w[0].0 < w[1].0));
    }
}
