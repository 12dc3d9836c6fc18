//! Datelines: where, by whom and when a piece was filed, as it stands before its first sentence.
//!
//! «بيروت - رويترز», «دمشق (سانا)», «غزة/ 12 مارس/ وفا», «الرياض 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس»: stretches
//! between separators, each a place, an outlet or a date. What makes it a dateline is the name of an outlet beside a place, or
//! a city that the lexicon knows before a separator that ends it.

use std::ops::Range;

use marsad_model::Span;

use super::LayoutLexicon;
use crate::arabic::number::NumberLexicon;
use crate::{Text, TokenKind};

/// The longest dateline, in tokens.
const LONGEST: usize = 30;
/// The longest name of a place and of an outlet, in words.
const NAME_WORDS: usize = 4;

/// Where, by whom and when a piece was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// All of it, with the marks that end it.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The place; none in «(رويترز) –».
    pub place: Option<Span>,
    /// The outlet, or whoever is named in its place.
    pub outlet: Option<Span>,
    /// The date, as written.
    pub date: Option<Span>,
}

/// What was read so far.
#[derive(Default, Clone)]
struct Parts {
    place: Option<Range<usize>>,
    outlet: Option<Range<usize>>,
    date: Option<Range<usize>>,
    /// Whether the lexicon knows the place, and the outlet.
    city: bool,
    known: bool,
}

impl Parts {
    /// Whether what was read is a dateline when it ends here.
    fn enough(&self, colon: bool, dash: bool) -> bool {
        self.place.is_some()
            && (self.known || self.city && (self.outlet.is_some() || self.date.is_some() || colon || dash))
            || self.known && dash
    }
}

/// The dateline that a line begins with. `heading` says that the line stands alone, where «القاهرة: …» is no dateline.
pub(super) fn dateline(text: &Text, lexicon: &LayoutLexicon, line: &Range<usize>, heading: bool) -> Option<Dateline> {
    let tokens = text.tokens();
    let end = line.end.min(line.start + LONGEST);
    let mut parts = Parts::default();
    let mut best: Option<(usize, Parts)> = None;
    let mut i = line.start;
    while i < end {
        // One stretch up to the next separator.
        let from = i;
        while i < end && !separates(text, i, line) {
            i += 1;
        }
        if i > from && !stretch(text, lexicon, from..i, &mut parts) {
            break;
        }
        let (mut colon, mut dash) = (false, i >= line.end);
        while i < end && separates(text, i, line) {
            colon |= tokens[i].mark == Some(':');
            dash |= matches!(tokens[i].mark, Some('-' | '–' | '—' | '|' | '/'));
            // «بيروت (رويترز) «قال …»: a quotation that opens after the dateline is not part of it.
            if matches!(tokens[i].mark, Some('«' | '"' | '“')) && parts.known && tokens[i].spaced {
                break;
            }
            i += 1;
        }
        let alone = i >= line.end;
        if parts.enough(colon && !heading, dash && !alone) || alone && parts.known && parts.place.is_some() {
            best = Some((i, parts.clone()));
        }
        if colon || i == from {
            break;
        }
    }
    let (end, parts) = best?;
    let cover = |r: &Option<Range<usize>>| r.as_ref().map(|r| text.cover(r.start, r.end));
    Some(Dateline {
        span: text.cover(line.start, end),
        tokens: line.start..end,
        place: cover(&parts.place),
        outlet: cover(&parts.outlet),
        date: cover(&parts.date),
    })
}

/// Whether the token at `i` stands between two parts of a dateline; a full stop, hyphen or slash inside a date or an
/// abbreviation does not.
fn separates(text: &Text, i: usize, line: &Range<usize>) -> bool {
    let tokens = text.tokens();
    let between_numbers = i > line.start
        && i + 1 < line.end
        && tokens[i - 1].kind == TokenKind::Number
        && tokens[i + 1].kind == TokenKind::Number
        && !tokens[i].spaced
        && !tokens[i + 1].spaced;
    match tokens[i].mark {
        Some('-' | '/') => !between_numbers && !between_months(text, i, line),
        Some('–' | '—' | ':' | '|' | '(' | ')' | '[' | ']' | '«' | '»' | '"' | '“' | '”' | '،' | ',' | '_') => {
            true
        }
        _ => false,
    }
}

/// «مايو/ أيار»: one month under two names.
fn between_months(text: &Text, i: usize, line: &Range<usize>) -> bool {
    let month = |i: usize| NumberLexicon::builtin().months.find_bare(text, i).is_some();
    i > line.start && i + 1 < line.end && month(i - 1) && month(i + 1)
}

/// Reads one stretch between separators; false where it is none of the three.
fn stretch(text: &Text, lexicon: &LayoutLexicon, range: Range<usize>, parts: &mut Parts) -> bool {
    let dated: Vec<bool> = range.clone().map(|i| is_date(text, lexicon, i)).collect();
    let Some(first) = dated.iter().position(|d| *d) else { return name(text, lexicon, range, parts) };
    let length = dated[first..].iter().take_while(|d| **d).count();
    let numbered = (range.start + first..range.start + first + length).any(|i| {
        text.tokens()[i].kind == TokenKind::Number || NumberLexicon::builtin().months.find_bare(text, i).is_some()
    });
    let (a, b) = (range.start + first, range.start + first + length);
    if first > 0 && !name(text, lexicon, range.start..a, parts) || !numbered && first + length < dated.len() {
        return false;
    }
    match &mut parts.date {
        Some(date) => date.end = b,
        None => parts.date = Some(a..b),
    }
    b == range.end || name(text, lexicon, b..range.end, parts)
}

fn is_date(text: &Text, lexicon: &LayoutLexicon, i: usize) -> bool {
    let token = &text.tokens()[i];
    token.kind == TokenKind::Number
        || matches!(token.mark, Some('-' | '/'))
        || lexicon.dates.contains(text.fold(i))
        || NumberLexicon::builtin().months.find_bare(text, i).is_some()
}

/// Reads a place or an outlet.
fn name(text: &Text, lexicon: &LayoutLexicon, range: Range<usize>, parts: &mut Parts) -> bool {
    let tokens = text.tokens();
    let words: Vec<&str> = range.clone().filter(|&i| tokens[i].is_word()).map(|i| text.fold(i)).collect();
    let marks = range.clone().any(|i| tokens[i].mark.is_some_and(|m| m != '.'));
    if words.is_empty() || marks || range.clone().any(|i| tokens[i].kind == TokenKind::Number) {
        return false;
    }
    let whole = words.join(" ");
    let known = outlet(lexicon, &whole);
    if known {
        parts.known = true;
        grow(&mut parts.outlet, range);
        return true;
    }
    if words.len() > NAME_WORDS || words.iter().any(|w| lexicon.stops.contains(*w) || lexicon.is_verb(w)) {
        return false;
    }
    let city = lexicon.cities.contains(whole.as_str());
    match (&parts.place, &parts.outlet) {
        // A full stop is only for abbreviations of outlets.
        _ if range.clone().any(|i| tokens[i].mark == Some('.')) => return false,
        (None, None) if city || range.clone().all(|i| tokens[i].kind == TokenKind::Arabic) => {
            parts.city = city;
            parts.place = Some(range);
        }
        (None, Some(_)) if city => {
            parts.city = true;
            parts.place = Some(range);
        }
        // «واشنطن، بيروت»: two places; «رام الله (الأراضي الفلسطينية)»: a place and what it lies in.
        (Some(place), None) if city || parts.city && matches!(tokens[range.start - 1].mark, Some('(' | '،')) => {
            parts.place = Some(place.start..range.end);
        }
        (Some(_), None) if parts.city => parts.outlet = Some(range),
        (Some(_), Some(_)) if parts.city || parts.known => {
            if !city {
                grow(&mut parts.outlet, range);
            }
        }
        _ => return false,
    }
    true
}

fn grow(outlet: &mut Option<Range<usize>>, range: Range<usize>) {
    match outlet {
        Some(outlet) => outlet.end = outlet.end.max(range.end),
        None => *outlet = Some(range),
    }
}

/// Whether folded words are an outlet, «وكالة» or «و» before its name allowed.
fn outlet(lexicon: &LayoutLexicon, words: &str) -> bool {
    lexicon.outlets.contains(words)
        || words.strip_prefix('و').is_some_and(|w| lexicon.outlets.contains(w))
        || words.split_once(' ').is_some_and(|(first, rest)| {
            lexicon.outlets.contains(first) && lexicon.outlets.contains(rest)
                || rest
                    .strip_prefix('و')
                    .is_some_and(|r| lexicon.outlets.contains(first) && lexicon.outlets.contains(r))
        })
}
