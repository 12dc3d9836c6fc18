//! Readings of a form, and how they are packed.

use crate::arabic::conjugate::{Aspect, Gender, NominalKind, NominalState, Number, Person, VerbFeatures, Voice};
use crate::arabic::inflect::{Case, NounFeatures, NounKind, NounState};

use super::spelling::Spelling;

/// A form as a finite verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerbReading {
    /// Number of the verb, see [`super::Morphology::verb`].
    pub verb: u32,
    /// What the form says.
    pub features: VerbFeatures,
    /// Whether the form stands only before a joined pronoun.
    pub bound: bool,
    /// Its letters.
    pub spelling: Spelling,
}

/// A form as a verb's masdar or participle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NominalReading {
    /// Number of the verb, see [`super::Morphology::verb`].
    pub verb: u32,
    /// Masdar or which participle.
    pub kind: NominalKind,
    /// Gender of the form.
    pub gender: Gender,
    /// Singular, dual, plural.
    pub number: Number,
    /// What stands around it.
    pub state: NominalState,
    /// Its letters.
    pub spelling: Spelling,
}

/// A form as a noun or adjective of the noun tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NounReading {
    /// Number of the noun, see [`super::Morphology::noun`].
    pub noun: u32,
    /// What the form says.
    pub features: NounFeatures,
    /// Its letters.
    pub spelling: Spelling,
}

/// A form as a closed-class word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FunctionReading {
    /// Number of the word, see [`super::Morphology::function`].
    pub function: u32,
    /// Its letters.
    pub spelling: Spelling,
}

const ASPECTS: [Aspect; 5] =
    [Aspect::Perfect, Aspect::Imperfect, Aspect::Subjunctive, Aspect::Jussive, Aspect::Imperative];
const VOICES: [Voice; 2] = [Voice::Active, Voice::Passive];
const PERSONS: [Person; 3] = [Person::First, Person::Second, Person::Third];
const NUMBERS: [Number; 3] = [Number::Singular, Number::Dual, Number::Plural];
const GENDERS: [Gender; 3] = [Gender::Masculine, Gender::Feminine, Gender::Common];
const NOMINAL_KINDS: [NominalKind; 3] =
    [NominalKind::ActiveParticiple, NominalKind::PassiveParticiple, NominalKind::Masdar];
const NOMINAL_STATES: [NominalState; 5] = [
    NominalState::Absolute,
    NominalState::Indefinite,
    NominalState::Accusative,
    NominalState::Construct,
    NominalState::Bound,
];
const NOUN_KINDS: [NounKind; 2] = [NounKind::Noun, NounKind::Adjective];
const NOUN_STATES: [NounState; 5] =
    [NounState::Bare, NounState::Accusative, NounState::Construct, NounState::Bound, NounState::Indefinite];
const CASES: [Case; 5] = [Case::Unmarked, Case::Nominative, Case::Accusative, Case::Genitive, Case::Oblique];

/// Writes features into 16 bits, three for each.
struct Packer(u16, u32);

impl Packer {
    fn put<T: PartialEq>(&mut self, all: &[T], value: &T) {
        let code = all.iter().position(|v| v == value).and_then(|p| u16::try_from(p).ok()).unwrap_or(0);
        self.0 |= code << self.1;
        self.1 += 3;
    }

    fn take<T: Copy>(&mut self, all: &[T]) -> T {
        let code = usize::from(self.0 >> self.1 & 7);
        self.1 += 3;
        all[code.min(all.len() - 1)]
    }
}

/// What can be packed into a number, features and spelling.
pub(super) trait Packed: Copy + PartialEq {
    fn pack(&self) -> (u32, u16, u16);
    fn unpack(number: u32, features: u16, spelling: u16) -> Self;
}

impl Packed for VerbReading {
    fn pack(&self) -> (u32, u16, u16) {
        let mut p = Packer(0, 0);
        let f = &self.features;
        p.put(&ASPECTS, &f.aspect);
        p.put(&PERSONS, &f.person);
        p.put(&NUMBERS, &f.number);
        p.put(&GENDERS, &f.gender);
        p.put(&VOICES, &f.voice);
        (self.verb, p.0 | u16::from(self.bound) << 15, self.spelling.0)
    }

    fn unpack(verb: u32, features: u16, spelling: u16) -> Self {
        let mut p = Packer(features & 0x7fff, 0);
        let (aspect, person, number, gender) = (p.take(&ASPECTS), p.take(&PERSONS), p.take(&NUMBERS), p.take(&GENDERS));
        let voice = p.take(&VOICES);
        let features_ = VerbFeatures { aspect, voice, person, number, gender };
        Self { verb, features: features_, bound: features >> 15 == 1, spelling: Spelling(spelling) }
    }
}

impl Packed for NominalReading {
    fn pack(&self) -> (u32, u16, u16) {
        let mut p = Packer(0, 0);
        p.put(&NOMINAL_KINDS, &self.kind);
        p.put(&GENDERS, &self.gender);
        p.put(&NUMBERS, &self.number);
        p.put(&NOMINAL_STATES, &self.state);
        (self.verb, p.0, self.spelling.0)
    }

    fn unpack(verb: u32, features: u16, spelling: u16) -> Self {
        let mut p = Packer(features, 0);
        let kind = p.take(&NOMINAL_KINDS);
        let (gender, number, state) = (p.take(&GENDERS), p.take(&NUMBERS), p.take(&NOMINAL_STATES));
        Self { verb, kind, gender, number, state, spelling: Spelling(spelling) }
    }
}

impl Packed for NounReading {
    fn pack(&self) -> (u32, u16, u16) {
        let mut p = Packer(0, 0);
        let f = &self.features;
        p.put(&NOUN_KINDS, &f.kind);
        p.put(&GENDERS, &f.gender);
        p.put(&NUMBERS, &f.number);
        p.put(&NOUN_STATES, &f.state);
        p.put(&CASES, &f.case);
        (self.noun, p.0, self.spelling.0)
    }

    fn unpack(noun: u32, features: u16, spelling: u16) -> Self {
        let mut p = Packer(features, 0);
        let kind = p.take(&NOUN_KINDS);
        let (gender, number) = (p.take(&GENDERS), p.take(&NUMBERS));
        let (state, case) = (p.take(&NOUN_STATES), p.take(&CASES));
        Self { noun, features: NounFeatures { kind, gender, number, state, case }, spelling: Spelling(spelling) }
    }
}

impl Packed for FunctionReading {
    fn pack(&self) -> (u32, u16, u16) {
        (self.function, 0, self.spelling.0)
    }

    fn unpack(function: u32, _: u16, spelling: u16) -> Self {
        Self { function, spelling: Spelling(spelling) }
    }
}

/// All readings of one folded form.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Lists {
    /// Finite forms as news has them: first and third person.
    pub verbs: Vec<VerbReading>,
    /// Second person and imperative.
    pub addressed: Vec<VerbReading>,
    pub nominals: Vec<NominalReading>,
    pub nouns: Vec<NounReading>,
    pub functions: Vec<FunctionReading>,
}

/// Adds what is not there yet.
pub(super) fn add<T: Packed>(list: &mut Vec<T>, reading: T) {
    let (number, features, _) = reading.pack();
    if !list.iter().any(|r| (r.pack().0, r.pack().1) == (number, features)) {
        list.push(reading);
    }
}
