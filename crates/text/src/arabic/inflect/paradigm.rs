//! Which stems an entry has, and all their forms.

use crate::arabic::conjugate::{Gender, Number};

use super::endings::{Ended, Sort, declined, dual, sound_feminine, sound_masculine};
use super::entry::{NounClass, NounEntry, PluralKind};
use super::features::{Case, NounFeatures, NounForm, NounKind, NounState};

/// Every form of an entry, without repeats.
///
/// Singular, feminine and broken plural come bare, with the accusative's alif, and as they stand before a pronoun where that
/// differs; duals and sound plurals with and without their nūn. Knows only letters, so it may give a dual that nobody uses.
#[must_use]
pub fn inflect(entry: &NounEntry) -> Vec<NounForm> {
    let mut forms = Forms {
        kind: match entry.class {
            NounClass::Noun | NounClass::Invariable => NounKind::Noun,
            NounClass::Adjective | NounClass::Nisba | NounClass::Elative => NounKind::Adjective,
        },
        out: Vec::with_capacity(32),
    };
    let gender = match entry.gender {
        Gender::Common if entry.lemma.ends_with('ة') => Gender::Feminine,
        Gender::Common if forms.kind == NounKind::Adjective => Gender::Masculine,
        given => given,
    };
    if entry.class == NounClass::Invariable {
        forms.add(vec![(entry.lemma.clone(), NounState::Bare, Case::Unmarked)], gender, Number::Singular);
        return forms.out;
    }
    let nisba = entry.class == NounClass::Nisba;
    let sort = if nisba { Sort::Nisba } else { Sort::Singular };
    forms.add(declined(&entry.lemma, sort), gender, Number::Singular);
    forms.add(dual(&entry.lemma), gender, Number::Dual);
    for feminine in &entry.feminines {
        forms.add(declined(feminine, Sort::Singular), Gender::Feminine, Number::Singular);
        forms.add(dual(feminine), Gender::Feminine, Number::Dual);
        // Whoever has a feminine in ة has feminines in ات.
        if feminine.ends_with('ة') && feminine != &entry.lemma {
            forms.add(sound_feminine(feminine), Gender::Feminine, Number::Plural);
        }
    }
    for plural in &entry.plurals {
        match plural {
            PluralKind::Masculine => forms.add(sound_masculine(&entry.lemma, nisba), Gender::Masculine, Number::Plural),
            PluralKind::Feminine => {
                let base = entry.feminines.iter().find(|f| f.ends_with('ة')).unwrap_or(&entry.lemma);
                forms.add(sound_feminine(base), Gender::Feminine, Number::Plural);
            }
            // Spelled out, yet sound: سنون, مسنون.
            PluralKind::Broken(stem) => match stem.strip_suffix("ون").filter(|s| s.chars().count() >= 2) {
                Some(base) if !matches!(entry.gender, Gender::Feminine) && entry.lemma.starts_with(base) => {
                    forms.add(sound_masculine(base, false), Gender::Masculine, Number::Plural);
                }
                // The oblique of one that is given as ون too.
                _ if stem
                    .strip_suffix("ين")
                    .is_some_and(|s| entry.plurals.contains(&PluralKind::Broken(format!("{s}ون")))) => {}
                _ if stem.ends_with("ات") || stem.ends_with("آت") => {
                    forms.add(vec![(stem.clone(), NounState::Bare, Case::Unmarked)], Gender::Feminine, Number::Plural);
                }
                _ => forms.add(declined(stem, Sort::Plural), gender, Number::Plural),
            },
        }
    }
    forms.out
}

struct Forms {
    kind: NounKind,
    out: Vec<NounForm>,
}

impl Forms {
    fn add(&mut self, ended: Vec<Ended>, gender: Gender, number: Number) {
        for (surface, state, case) in ended {
            let features = NounFeatures { kind: self.kind, gender, number, state, case };
            let form = NounForm { surface, features };
            if !self.out.contains(&form) {
                self.out.push(form);
            }
        }
    }
}
