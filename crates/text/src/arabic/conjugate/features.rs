//! What a form says about itself: aspect, voice, person, number, gender; for nouns also kind and state.

/// Tense and mood, as far as unvocalised writing tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aspect {
    /// الماضي: قتل.
    Perfect,
    /// المضارع. The indicative; where subjunctive and jussive look the same (يقتل) this form stands for all three.
    Imperfect,
    /// المنصوب, listed only where it looks unlike the indicative (يقتلوا); the jussive is mostly spelled the same.
    Subjunctive,
    /// المجزوم, listed only where it looks unlike both others (لم يقل, لم يدع).
    Jussive,
    /// الأمر: اقتل.
    Imperative,
}

/// Active or passive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Voice {
    /// المعلوم
    Active,
    /// المجهول
    Passive,
}

/// Grammatical person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Person {
    /// أنا، نحن
    First,
    /// أنت، أنتم
    Second,
    /// هو، هي، هم
    Third,
}

/// Grammatical number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Number {
    /// المفرد
    Singular,
    /// المثنى
    Dual,
    /// الجمع
    Plural,
}

/// Grammatical gender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gender {
    /// المذكر
    Masculine,
    /// المؤنث
    Feminine,
    /// Forms that serve both (first person, second person dual).
    Common,
}

/// The reading of one conjugated form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VerbFeatures {
    /// Tense and mood.
    pub aspect: Aspect,
    /// Active or passive.
    pub voice: Voice,
    /// Person of the subject.
    pub person: Person,
    /// Number of the subject.
    pub number: Number,
    /// Gender of the subject.
    pub gender: Gender,
}

/// One spelling with one reading.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VerbForm {
    /// The letters as printed, without vowel marks.
    pub surface: String,
    /// What they mean.
    pub features: VerbFeatures,
}

/// Which noun of the verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NominalKind {
    /// اسم الفاعل: مهاجم.
    ActiveParticiple,
    /// اسم المفعول: مستهدف.
    PassiveParticiple,
    /// المصدر: هجوم.
    Masdar,
}

/// What stands around a noun, as far as it changes its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NominalState {
    /// The word as it stands alone or after ال; also before a noun or pronoun where no other state says otherwise.
    Absolute,
    /// Without its final yāʾ, as words like محام are when they have neither article nor suffix.
    Indefinite,
    /// The accusative with its alif: هجوما.
    Accusative,
    /// Dual and plural without their nūn, before a noun or a pronoun: مقاتلو، مقاتلي.
    Construct,
    /// The letters before a pronoun where they change: مهاجمت‑ه، اعتداؤ‑ه.
    Bound,
}

/// One spelling of a participle or masdar with one reading.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NominalForm {
    /// The letters as printed, without vowel marks and without the article.
    pub surface: String,
    /// Participle or masdar.
    pub kind: NominalKind,
    /// Gender of the form.
    pub gender: Gender,
    /// Number of the form.
    pub number: Number,
    /// What stands around it.
    pub state: NominalState,
}
