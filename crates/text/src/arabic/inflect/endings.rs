//! The endings of one spelled stem: what is written when case, dual, plural or a pronoun come after it.

use crate::arabic::conjugate::joins;

use super::features::{Case, NounState};

/// An inflected spelling with its state and case.
pub(super) type Ended = (String, NounState, Case);

/// The stem without its last letter, and that letter.
fn last(stem: &str) -> (&str, char) {
    let c = stem.chars().last().unwrap_or(' ');
    (&stem[..stem.len() - if c == ' ' { 0 } else { c.len_utf8() }], c)
}

fn ends_in(body: &str, c: char) -> bool {
    body.ends_with(c)
}

/// The stem with final hamza as it is written before an ending that begins with ā (nunation, dual): شيء gives شيئ, جزء
/// gives جزء.
fn before_alif(body: &str) -> String {
    let seat = if !ends_in(body, 'ا') && body.chars().last().is_some_and(joins) { 'ئ' } else { 'ء' };
    format!("{body}{seat}")
}

/// Whether a word is of a pattern that takes no nunation, so that its accusative has no alif: مدارس, قوانين.
fn diptote(stem: &str) -> bool {
    let letters: Vec<char> = stem.chars().collect();
    (letters.len() == 5 || letters.len() == 6 && letters[4] == 'ي') && letters[2] == 'ا'
}

/// What is declined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A singular.
    Singular,
    /// A singular whose final ي is that of the nisba and never goes.
    Nisba,
    /// A broken plural.
    Plural,
}

/// The singular, or a broken plural, which is declined in the same way.
pub(super) fn declined(stem: &str, sort: Sort) -> Vec<Ended> {
    use Case::{Accusative, Genitive, Nominative, Unmarked};
    use NounState::{Bare, Bound};
    let (body, end) = last(stem);
    let accusative = |surface: String| (surface, NounState::Accusative, Case::Accusative);
    let mut out = vec![(stem.to_owned(), Bare, Unmarked)];
    match end {
        'ة' => out.push((format!("{body}ت"), Bound, Unmarked)),
        'ى' => out.push((format!("{body}ا"), Bound, Unmarked)),
        'ا' => {}
        'ء' => {
            out.push((format!("{body}ؤ"), Bound, Nominative));
            out.push((format!("{body}ئ"), Bound, Genitive));
            if !ends_in(body, 'ا') {
                out.push((format!("{body}أ"), Bound, Accusative));
                out.push(accusative(format!("{}ا", before_alif(body))));
            }
        }
        'أ' => {
            out.push((format!("{body}ؤ"), Bound, Nominative));
            out.push((format!("{body}ئ"), Bound, Genitive));
        }
        'ي' => {
            let weak = sort != Sort::Nisba && defective(stem);
            if weak {
                out.push((body.to_owned(), NounState::Indefinite, Unmarked));
            }
            if sort != Sort::Plural || !weak {
                out.push(accusative(format!("{stem}ا")));
            }
        }
        _ if sort == Sort::Plural && diptote(stem) => {}
        _ => out.push(accusative(format!("{stem}ا"))),
    }
    out
}

/// Whether a word in ي may lose it when it stands indefinite: قاضي, محامي, مباني; not the nisba سوري.
fn defective(stem: &str) -> bool {
    let letters: Vec<char> = stem.chars().collect();
    let alif = letters.iter().skip(1).position(|c| *c == 'ا').map(|i| i + 1);
    let short = letters.len() == 4 && alif == Some(1) || letters.len() == 5 && alif == Some(2);
    let derived = letters.len() >= 4
        && letters[0] == 'م'
        && letters.get(letters.len() - 3).is_some_and(|c| *c != 'ي')
        && letters.len() <= 6;
    short || derived || letters.len() >= 4 && letters[0] == 'ت' && letters.len() <= 6
}

/// The dual with and without its nūn.
pub(super) fn dual(stem: &str) -> Vec<Ended> {
    let (body, end) = last(stem);
    // What stands before alif and before yāʾ.
    let bases: Vec<(String, String)> = match end {
        'ة' => vec![(format!("{body}تا"), format!("{body}ت"))],
        'ى' => vec![(format!("{body}يا"), format!("{body}ي"))],
        'ا' => vec![(format!("{body}وا"), format!("{body}و")), (format!("{body}يا"), format!("{body}ي"))],
        'أ' => vec![(format!("{body}آ"), stem.to_owned())],
        'ء' if ends_in(body, 'ا') => {
            vec![(format!("{stem}ا"), stem.to_owned()), (format!("{body}وا"), format!("{body}و"))]
        }
        'ء' => {
            let seat = before_alif(body);
            vec![(format!("{seat}ا"), seat)]
        }
        _ => vec![(format!("{stem}ا"), stem.to_owned())],
    };
    let mut out = Vec::with_capacity(8);
    for (alif, ya) in bases {
        out.push((format!("{alif}ن"), NounState::Bare, Case::Nominative));
        out.push((format!("{ya}ين"), NounState::Bare, Case::Oblique));
        out.push((alif, NounState::Construct, Case::Nominative));
        out.push((format!("{ya}ي"), NounState::Construct, Case::Oblique));
    }
    out
}

/// The sound masculine plural with and without its nūn.
pub(super) fn sound_masculine(stem: &str, nisba: bool) -> Vec<Ended> {
    let (body, end) = last(stem);
    let bases: Vec<(String, String)> = match end {
        // قاضي, مصطفى lose their end; the nisba keeps its own.
        'ي' if !nisba && defective(stem) => {
            vec![(body.to_owned(), body.to_owned()), (stem.to_owned(), stem.to_owned())]
        }
        'ى' => vec![(body.to_owned(), body.to_owned())],
        'ة' => vec![(body.to_owned(), body.to_owned())],
        'ء' => vec![
            (format!("{body}ؤ"), format!("{body}ئ")),
            (stem.to_owned(), format!("{body}ئ")),
            (format!("{body}ئ"), format!("{body}ئ")),
        ],
        _ => vec![(stem.to_owned(), stem.to_owned())],
    };
    let mut out = Vec::with_capacity(8);
    for (u, i) in bases {
        out.push((format!("{u}ون"), NounState::Bare, Case::Nominative));
        out.push((format!("{i}ين"), NounState::Bare, Case::Oblique));
        out.push((format!("{u}و"), NounState::Construct, Case::Nominative));
        out.push((format!("{i}ي"), NounState::Construct, Case::Oblique));
    }
    out
}

/// The sound feminine plural.
pub(super) fn sound_feminine(stem: &str) -> Vec<Ended> {
    let (body, end) = last(stem);
    let surfaces = match end {
        'ة' if ends_in(body, 'أ') => vec![format!("{}آت", last(body).0)],
        'ة' if ends_in(body, 'ا') => {
            let short = last(body).0;
            vec![format!("{short}وات"), format!("{short}يات")]
        }
        'ة' => vec![format!("{body}ات")],
        'ى' => vec![format!("{body}يات")],
        'ا' => vec![format!("{body}ات")],
        'أ' => vec![format!("{body}آت")],
        'ء' if ends_in(body, 'ا') => vec![format!("{stem}ات")],
        'ء' => vec![format!("{}ات", before_alif(body))],
        _ => vec![format!("{stem}ات")],
    };
    surfaces.into_iter().map(|s| (s, NounState::Bare, Case::Unmarked)).collect()
}

/// The feminine that a word makes with ة: قاضي gives قاضية, مبتدئ مبتدئة, بطيء بطيئة.
pub(super) fn feminine(lemma: &str) -> String {
    let (body, end) = last(lemma);
    match end {
        'ى' => format!("{body}اة"),
        'ة' => lemma.to_owned(),
        'ء' if !ends_in(body, 'ا') => format!("{}ة", before_alif(body)),
        _ => format!("{lemma}ة"),
    }
}
