//! Person, number and gender around the stems.

use super::entry::{ConjugationError, Measure, VerbEntry};
use super::features::{Aspect, Gender, Number, Person, VerbFeatures, VerbForm, Voice};
use super::spelling::{Edge, spell};
use super::theme::{Stem, Theme};
use Gender::{Common, Feminine, Masculine};
use Number::{Dual, Plural, Singular};
use Person::{First, Second, Third};

type Cell = (Person, Number, Gender);

/// The thirteen persons, in the order of Arabic grammars.
const CELLS: [Cell; 13] = [
    (Third, Singular, Masculine),
    (Third, Singular, Feminine),
    (Third, Dual, Masculine),
    (Third, Dual, Feminine),
    (Third, Plural, Masculine),
    (Third, Plural, Feminine),
    (Second, Singular, Masculine),
    (Second, Singular, Feminine),
    (Second, Dual, Common),
    (Second, Plural, Masculine),
    (Second, Plural, Feminine),
    (First, Singular, Common),
    (First, Plural, Common),
];

/// All finite forms of a verb as they stand alone, without repeats.
///
/// The passive has all persons for verbs with a direct object and the impersonal third person for others (أُفرج عنه);
/// measures VII and IX have none. One-letter imperatives are written with their pausal hāʾ (قه).
///
/// # Errors
/// When the root cannot be a root of the measure, measure I lacks its vowel, or the lemma does not follow from them.
pub fn conjugate(entry: &VerbEntry) -> Result<Vec<VerbForm>, ConjugationError> {
    let theme = Theme::of(entry)?;
    let mut forms = Vec::with_capacity(160);
    for (sounds, features) in sounds(&theme, entry) {
        for surface in spell(&sounds, Edge::Free) {
            push(&mut forms, features, surface);
        }
    }
    Ok(forms)
}

/// The letters of finite forms before an object pronoun, where they differ from the free form: قتلو‑ه, نفا‑ه, يقرؤ‑ه.
/// The pronoun itself is not part of the surface. Empty for verbs without a direct object.
///
/// # Errors
/// As [`conjugate`].
pub fn bound_forms(entry: &VerbEntry) -> Result<Vec<VerbForm>, ConjugationError> {
    let theme = Theme::of(entry)?;
    let mut forms = Vec::new();
    if !entry.transitive.takes_object() {
        return Ok(forms);
    }
    for (sounds, features) in sounds(&theme, entry) {
        if features.voice == Voice::Passive {
            continue;
        }
        let free = spell(&sounds, Edge::Free);
        let joined = if sounds.ends_with("تuم") { format!("{sounds}U") } else { sounds };
        for surface in spell(&joined, Edge::Bound) {
            if !free.contains(&surface) {
                push(&mut forms, features, surface);
            }
        }
    }
    Ok(forms)
}

/// Adds a form unless it is there, or its mood looks like one that is.
fn push(forms: &mut Vec<VerbForm>, features: VerbFeatures, surface: String) {
    let lone = features.aspect == Aspect::Imperative && surface.chars().count() == 1;
    let surface = if lone { surface + "ه" } else { surface };
    let says_nothing = |old: &VerbForm| {
        VerbFeatures { aspect: features.aspect, ..old.features } == features
            && old.surface == surface
            && match features.aspect {
                Aspect::Subjunctive => matches!(old.features.aspect, Aspect::Imperfect | Aspect::Subjunctive),
                Aspect::Jussive => !matches!(old.features.aspect, Aspect::Perfect | Aspect::Imperative),
                own => old.features.aspect == own,
            }
    };
    if !forms.iter().any(says_nothing) {
        forms.push(VerbForm { surface, features });
    }
}

/// Every form in transcription, with its reading; moods that look alike are still apart here.
fn sounds(theme: &Theme, entry: &VerbEntry) -> Vec<(String, VerbFeatures)> {
    let mut out = Vec::with_capacity(150);
    let voices: &[Voice] = if theme.has_passive() { &[Voice::Active, Voice::Passive] } else { &[Voice::Active] };
    for &voice in voices {
        let impersonal = voice == Voice::Passive && !entry.transitive.takes_object();
        let cells = if impersonal { &CELLS[..1] } else { &CELLS[..] };
        let perfect = theme.perfect(voice);
        let imperfect = theme.imperfect(voice);
        for &cell in cells {
            out.push((past(&perfect, cell), features(Aspect::Perfect, voice, cell)));
        }
        for &cell in cells {
            for aspect in [Aspect::Imperfect, Aspect::Subjunctive, Aspect::Jussive] {
                for tail in present(&imperfect, aspect, cell) {
                    out.push((format!("{}{tail}", prefix(cell)), features(aspect, voice, cell)));
                }
            }
        }
    }
    imperatives(theme, &mut out);
    out
}

fn features(aspect: Aspect, voice: Voice, (person, number, gender): Cell) -> VerbFeatures {
    VerbFeatures { aspect, voice, person, number, gender }
}

/// The perfect's forms.
fn past(stem: &Stem, cell: Cell) -> String {
    let consonantal = match cell {
        (Third, Plural, Feminine) => "نa",
        (Second, Singular, Masculine) => "تa",
        (Second, Singular, _) => "تi",
        (Second, Dual, _) => "تuمA",
        (Second, Plural, Masculine) => "تuم",
        (Second, Plural, _) => "تuننa",
        (First, Singular, _) => "تu",
        (First, _, _) => "نA",
        _ => "",
    };
    match stem {
        Stem::Whole { open, closed, .. } => match cell {
            (Third, Singular, Masculine) => format!("{open}a"),
            (Third, Singular, _) => format!("{open}aت"),
            (Third, Dual, Masculine) => format!("{open}A"),
            (Third, Dual, _) => format!("{open}aتA"),
            (Third, Plural, Masculine) => format!("{open}U+"),
            _ => format!("{closed}{consonantal}"),
        },
        Stem::Open { base, vowel: 'a', glide } => match cell {
            (Third, Singular, Masculine) => format!("{base}{}", if *glide == 'و' { 'A' } else { 'Y' }),
            (Third, Singular, _) => format!("{base}aت"),
            (Third, Dual, Masculine) => format!("{base}a{glide}A"),
            (Third, Dual, _) => format!("{base}aتA"),
            (Third, Plural, Masculine) => format!("{base}aو+"),
            _ => format!("{base}a{glide}{consonantal}"),
        },
        Stem::Open { base, vowel, glide } => match cell {
            (Third, Singular, Masculine) => format!("{base}{vowel}{glide}a"),
            (Third, Singular, _) => format!("{base}{vowel}{glide}aت"),
            (Third, Dual, Masculine) => format!("{base}{vowel}{glide}A"),
            (Third, Dual, _) => format!("{base}{vowel}{glide}aتA"),
            (Third, Plural, Masculine) => format!("{base}U+"),
            _ => format!("{base}{}{consonantal}", vowel.to_ascii_uppercase()),
        },
    }
}

fn prefix(cell: Cell) -> char {
    match cell {
        (Third, Singular | Dual, Feminine) | (Second, _, _) => 'ت',
        (Third, _, _) => 'ي',
        (First, Singular, _) => 'ء',
        (First, _, _) => 'ن',
    }
}

/// The imperfect's forms behind their prefix, in one mood; two where both are in use (لم يشن, لم يشنن).
fn present(stem: &Stem, aspect: Aspect, cell: Cell) -> Vec<String> {
    let nun = aspect == Aspect::Imperfect;
    let mood = match aspect {
        Aspect::Imperfect => "u",
        Aspect::Subjunctive => "a",
        _ => "",
    };
    let her = |v: &str| if nun { format!("{v}نa") } else { v.to_owned() };
    let they = |v: &str| if nun { format!("{v}نa") } else { format!("{v}+") };
    let both = if nun { "Aنi" } else { "A" };
    match (stem, cell) {
        (Stem::Whole { closed, .. }, (_, Plural, Feminine)) => vec![format!("{closed}نa")],
        (Stem::Whole { open, .. }, (Second, Singular, Feminine)) => vec![format!("{open}{}", her("I"))],
        (Stem::Whole { open, .. }, (_, Dual, _)) => vec![format!("{open}{both}")],
        (Stem::Whole { open, .. }, (Second | Third, Plural, _)) => vec![format!("{open}{}", they("U"))],
        (Stem::Whole { open, closed, short_jussive }, _) if mood.is_empty() => {
            if *short_jussive || open == closed {
                vec![closed.clone()]
            } else {
                vec![format!("{open}a"), closed.clone()]
            }
        }
        (Stem::Whole { open, .. }, _) => vec![format!("{open}{mood}")],
        (Stem::Open { base, vowel: 'a', .. }, cell) => vec![match cell {
            (_, Plural, Feminine) => format!("{base}aينa"),
            (Second, Singular, Feminine) => format!("{base}{}", her("aي")),
            (_, Dual, _) => format!("{base}aي{both}"),
            (Second | Third, Plural, _) => format!("{base}{}", they("aو")),
            _ if mood.is_empty() => format!("{base}a."),
            _ => format!("{base}Y"),
        }],
        (Stem::Open { base, vowel, glide }, cell) => vec![match cell {
            (_, Plural, Feminine) => format!("{base}{}نa", vowel.to_ascii_uppercase()),
            (Second, Singular, Feminine) => format!("{base}{}", her("I")),
            (_, Dual, _) => format!("{base}{vowel}{glide}{both}"),
            (Second | Third, Plural, _) => format!("{base}{}", they("U")),
            _ if mood.is_empty() => format!("{base}{vowel}."),
            _ if aspect == Aspect::Subjunctive => format!("{base}{vowel}{glide}a"),
            _ => format!("{base}{}", vowel.to_ascii_uppercase()),
        }],
    }
}

/// The imperative: the jussive of the second person without its prefix.
fn imperatives(theme: &Theme, out: &mut Vec<(String, VerbFeatures)>) {
    if theme.measure == Measure::I && theme.is_see() {
        return; // a bare ر, which nobody prints
    }
    let stem = theme.imperfect(Voice::Active);
    let loses_hamza =
        theme.measure == Measure::I && matches!(theme.radicals(), ('ء', 'خ', 'ذ') | ('ء', 'ك', 'ل') | ('ء', 'م', 'ر'));
    for &cell in CELLS.iter().filter(|c| c.0 == Second) {
        for tail in present(&stem, Aspect::Jussive, cell) {
            let rest: String = tail.chars().skip(1).collect();
            let mut letters = rest.chars();
            let clustered = letters.next().is_some() && letters.next().is_some_and(|c| !c.is_ascii_alphabetic());
            let sounds = if theme.measure == Measure::IV {
                format!("ءa{rest}")
            } else if loses_hamza {
                rest.chars().skip(1).collect()
            } else if clustered {
                let u = theme.measure == Measure::I && matches!(&stem, Stem::Whole { open, .. } if open.contains('u'))
                    || matches!(&stem, Stem::Open { vowel: 'u', .. });
                format!("_{}{rest}", if u { 'u' } else { 'i' })
            } else {
                rest
            };
            out.push((sounds, features(Aspect::Imperative, Voice::Active, cell)));
        }
    }
}
