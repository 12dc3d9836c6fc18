//! Participles and masdars with their inflection. The article and other proclitics are not part of any form.

use super::entry::{ConjugationError, Measure, VerbEntry};
use super::features::{Gender, NominalForm, NominalKind, NominalState, Number, Voice};
use super::spelling::{Edge, joins, spell};
use super::theme::{Stem, Theme};
use Gender::{Feminine, Masculine};
use NominalKind::{ActiveParticiple, Masdar, PassiveParticiple};
use NominalState::{Absolute, Accusative, Bound, Construct, Indefinite};
use Number::{Dual, Plural, Singular};

type Ending = (&'static str, Edge, Gender, Number, NominalState);

/// Endings of a participle that ends in its last root letter.
const WHOLE: [Ending; 20] = [
    ("", Edge::Free, Masculine, Singular, Absolute),
    ("T", Edge::Free, Masculine, Singular, Accusative),
    ("u", Edge::Bound, Masculine, Singular, Bound),
    ("a", Edge::Bound, Masculine, Singular, Bound),
    ("i", Edge::Bound, Masculine, Singular, Bound),
    ("aة", Edge::Free, Feminine, Singular, Absolute),
    ("aت", Edge::Bound, Feminine, Singular, Bound),
    ("Aن", Edge::Free, Masculine, Dual, Absolute),
    ("aين", Edge::Free, Masculine, Dual, Absolute),
    ("A", Edge::Free, Masculine, Dual, Construct),
    ("aي", Edge::Free, Masculine, Dual, Construct),
    ("aتAن", Edge::Free, Feminine, Dual, Absolute),
    ("aتaين", Edge::Free, Feminine, Dual, Absolute),
    ("aتA", Edge::Free, Feminine, Dual, Construct),
    ("aتaي", Edge::Free, Feminine, Dual, Construct),
    ("Uن", Edge::Free, Masculine, Plural, Absolute),
    ("Iن", Edge::Free, Masculine, Plural, Absolute),
    ("U", Edge::Free, Masculine, Plural, Construct),
    ("I", Edge::Free, Masculine, Plural, Construct),
    ("Aت", Edge::Free, Feminine, Plural, Absolute),
];

/// Endings of داع, محام.
const OPEN_I: [Ending; 18] = [
    ("I", Edge::Free, Masculine, Singular, Absolute),
    ("i.", Edge::Free, Masculine, Singular, Indefinite),
    ("iيT", Edge::Free, Masculine, Singular, Accusative),
    ("iيaة", Edge::Free, Feminine, Singular, Absolute),
    ("iيaت", Edge::Bound, Feminine, Singular, Bound),
    ("iيAن", Edge::Free, Masculine, Dual, Absolute),
    ("iيaين", Edge::Free, Masculine, Dual, Absolute),
    ("iيA", Edge::Free, Masculine, Dual, Construct),
    ("iيaي", Edge::Free, Masculine, Dual, Construct),
    ("iيaتAن", Edge::Free, Feminine, Dual, Absolute),
    ("iيaتaين", Edge::Free, Feminine, Dual, Absolute),
    ("iيaتA", Edge::Free, Feminine, Dual, Construct),
    ("iيaتaي", Edge::Free, Feminine, Dual, Construct),
    ("Uن", Edge::Free, Masculine, Plural, Absolute),
    ("Iن", Edge::Free, Masculine, Plural, Absolute),
    ("U", Edge::Free, Masculine, Plural, Construct),
    ("I", Edge::Free, Masculine, Plural, Construct),
    ("iيAت", Edge::Free, Feminine, Plural, Absolute),
];

/// Endings of مصطفى, ملغى.
const OPEN_A: [Ending; 18] = [
    ("Y", Edge::Free, Masculine, Singular, Absolute),
    ("Y", Edge::Free, Masculine, Singular, Accusative),
    ("Y", Edge::Bound, Masculine, Singular, Bound),
    ("Aة", Edge::Free, Feminine, Singular, Absolute),
    ("Aت", Edge::Bound, Feminine, Singular, Bound),
    ("aيAن", Edge::Free, Masculine, Dual, Absolute),
    ("aيaين", Edge::Free, Masculine, Dual, Absolute),
    ("aيA", Edge::Free, Masculine, Dual, Construct),
    ("aيaي", Edge::Free, Masculine, Dual, Construct),
    ("AتAن", Edge::Free, Feminine, Dual, Absolute),
    ("Aتaين", Edge::Free, Feminine, Dual, Absolute),
    ("AتA", Edge::Free, Feminine, Dual, Construct),
    ("Aتaي", Edge::Free, Feminine, Dual, Construct),
    ("aون", Edge::Free, Masculine, Plural, Absolute),
    ("aين", Edge::Free, Masculine, Plural, Absolute),
    ("aو", Edge::Free, Masculine, Plural, Construct),
    ("aي", Edge::Free, Masculine, Plural, Construct),
    ("aيAت", Edge::Free, Feminine, Plural, Absolute),
];

/// The active and passive participles of a verb with their feminine, dual and plural.
///
/// The passive participle of a verb without a direct object (المفرج عنه) has its base forms too, as they are used with
/// the preposition; measures VII and IX have none.
///
/// # Errors
/// As [`super::conjugate`].
pub fn participles(entry: &VerbEntry) -> Result<Vec<NominalForm>, ConjugationError> {
    let theme = Theme::of(entry)?;
    let mut out = Vec::with_capacity(64);
    let active =
        if theme.measure == Measure::I { first_active(&theme) } else { with_mu(theme.participle(Voice::Active)) };
    inflect(&active, ActiveParticiple, &mut out);
    if theme.has_passive() {
        let passive =
            if theme.measure == Measure::I { first_passive(&theme) } else { with_mu(theme.participle(Voice::Passive)) };
        inflect(&passive, PassiveParticiple, &mut out);
    }
    Ok(out)
}

fn whole(sounds: String) -> Stem {
    Stem::Whole { open: sounds.clone(), closed: sounds, short_jussive: true }
}

fn with_mu(stem: Stem) -> Stem {
    match stem {
        Stem::Whole { open, .. } => whole(format!("مu{open}")),
        Stem::Open { base, vowel, glide } => Stem::Open { base: format!("مu{base}"), vowel, glide },
    }
}

/// فاعل, قائل, شان, داع.
fn first_active(theme: &Theme) -> Stem {
    let (r1, r2, r3) = theme.radicals();
    if theme.is_open() {
        Stem::Open { base: format!("{r1}A{r2}"), vowel: 'i', glide: 'ي' }
    } else if theme.is_doubled() {
        whole(format!("{r1}A{r2}{r3}"))
    } else if theme.is_hollow() && r3 == 'ء' {
        Stem::Open { base: format!("{r1}Aء"), vowel: 'i', glide: 'ي' }
    } else if theme.is_hollow() {
        whole(format!("{r1}Aءi{r3}"))
    } else {
        whole(format!("{r1}A{r2}i{r3}"))
    }
}

/// مفعول, مقول, مبيع, مدعو, مرمي.
fn first_passive(theme: &Theme) -> Stem {
    let (r1, r2, r3) = theme.radicals();
    if theme.is_open() {
        // What stays of the root decides: مدعو has its و, مرضي (from رضي) has lost it.
        match theme.perfect(Voice::Active) {
            Stem::Open { glide: 'و', .. } => whole(format!("مa{r1}{r2}uوو")),
            _ => whole(format!("مa{r1}{r2}iيي")),
        }
    } else if theme.is_hollow() {
        let long = if r2 == 'و' { 'U' } else { 'I' };
        whole(format!("مa{r1}{long}{r3}"))
    } else {
        whole(format!("مa{r1}{r2}U{r3}"))
    }
}

fn inflect(stem: &Stem, kind: NominalKind, out: &mut Vec<NominalForm>) {
    let (base, endings) = match stem {
        Stem::Whole { open, .. } => (open, &WHOLE[..]),
        Stem::Open { base, vowel: 'a', .. } => (base, &OPEN_A[..]),
        Stem::Open { base, .. } => (base, &OPEN_I[..]),
    };
    let mut absolute = Vec::new();
    for &(ending, edge, gender, number, state) in endings {
        let surfaces = spell(&format!("{base}{ending}"), edge);
        if (gender, number, state) == (Masculine, Singular, Absolute) {
            absolute.clone_from(&surfaces);
        }
        for surface in surfaces {
            if gender == Masculine && state == Bound && absolute.contains(&surface) {
                continue;
            }
            push(out, surface, kind, gender, number, state);
        }
    }
}

fn push(
    out: &mut Vec<NominalForm>,
    surface: String,
    kind: NominalKind,
    gender: Gender,
    number: Number,
    state: NominalState,
) {
    let form = NominalForm { surface, kind, gender, number, state };
    if !out.contains(&form) {
        out.push(form);
    }
}

/// The forms of a masdar given unvocalised: singular, accusative with alif, dual, plural in ات, and the letters before a
/// pronoun where they change. A masdar in ي of measures V and VI (تولي) also appears without it (تول).
///
/// Knows only the letters, so it may give a plural that nobody uses; such a form is simply never met. Strings that are
/// no single Arabic word give nothing.
#[must_use]
pub fn masdar_forms(masdar: &str) -> Vec<NominalForm> {
    let mut out = Vec::new();
    let letters: Vec<char> = masdar.chars().take(25).collect();
    if !(2..=24).contains(&letters.len()) || !letters.iter().all(|c| matches!(c, 'ء'..='غ' | 'ف'..='ي')) {
        return out;
    }
    let (Some(&last), Some(&before)) = (letters.last(), letters.get(letters.len() - 2)) else {
        return out;
    };
    let body: String = letters[..letters.len() - 1].iter().collect();
    let gender = if last == 'ة' { Feminine } else { Masculine };
    let mut add = |surface: String, number, state| push(&mut out, surface, Masdar, gender, number, state);

    add(masdar.to_owned(), Singular, Absolute);
    // What dual endings are put on, before alif and before yāʾ.
    let (before_alif, before_ya, plural) = match last {
        'ة' => {
            add(format!("{body}ت"), Singular, Bound);
            let dual = format!("{body}ت");
            let plural = if before == 'ا' {
                format!("{}وات", &body[..body.len() - 'ا'.len_utf8()])
            } else {
                hamzated_plural(&body)
            };
            (dual.clone(), dual, plural)
        }
        'ء' => {
            let (u, i) = (format!("{body}ؤ"), format!("{body}ئ"));
            add(u, Singular, Bound);
            add(i.clone(), Singular, Bound);
            let a = if before != 'ا' && joins(before) { i } else { masdar.to_owned() };
            add(if before == 'ا' { masdar.to_owned() } else { format!("{a}ا") }, Singular, Accusative);
            let plural = format!("{a}ات");
            (a.clone(), a, plural)
        }
        'أ' => {
            add(masdar.to_owned(), Singular, Accusative);
            add(format!("{body}ؤ"), Singular, Bound);
            add(format!("{body}ئ"), Singular, Bound);
            (format!("{body}آ"), masdar.to_owned(), format!("{body}آت"))
        }
        'ؤ' => {
            add(format!("{masdar}ا"), Singular, Accusative);
            add(format!("{body}ئ"), Singular, Bound);
            (masdar.to_owned(), masdar.to_owned(), format!("{masdar}ات"))
        }
        'ى' => {
            add(masdar.to_owned(), Singular, Accusative);
            add(format!("{body}ا"), Singular, Bound);
            (format!("{body}ي"), format!("{body}ي"), format!("{body}يات"))
        }
        'ا' => {
            add(masdar.to_owned(), Singular, Accusative);
            (format!("{body}ي"), format!("{body}ي"), format!("{body}يات"))
        }
        'ي' => {
            if letters.first() == Some(&'ت') && letters.len() >= 4 {
                add(body.clone(), Singular, Indefinite);
            }
            add(format!("{masdar}ا"), Singular, Accusative);
            (masdar.to_owned(), masdar.to_owned(), format!("{masdar}ات"))
        }
        _ => {
            add(format!("{masdar}ا"), Singular, Accusative);
            (masdar.to_owned(), masdar.to_owned(), format!("{masdar}ات"))
        }
    };
    let swallowed = before_alif.ends_with('آ');
    let alif = if swallowed { "" } else { "ا" };
    add(format!("{before_alif}{alif}ن"), Dual, Absolute);
    add(format!("{before_ya}ين"), Dual, Absolute);
    add(format!("{before_alif}{alif}"), Dual, Construct);
    add(format!("{before_ya}ي"), Dual, Construct);
    if letters.len() >= 4 {
        push(&mut out, plural, Masdar, Feminine, Plural, Absolute);
    }
    out
}

/// The plural of a masdar in ة whose body may end in hamza: مكافأة gives مكافآت.
fn hamzated_plural(body: &str) -> String {
    match body.strip_suffix('أ') {
        Some(rest) => format!("{rest}آت"),
        None => format!("{body}ات"),
    }
}
