//! Places without a name that an act can happen at: «سوق شعبية», «منزله», «نقطة تفتيش للجيش», «مبنى المحكمة».

use marsad_model::{PlaceKind, Span};
use marsad_text::TokenKind;

use super::Candidate;
use crate::actors::{Open, adjective_country};
use crate::order;
use crate::scene::{PlaceMention, Scene};

/// Words behind the noun that can belong to it: «مقر قيادة الشرطة», «مسجد الإمام الصادق».
const LONGEST: usize = 3;

/// A noun of such places at token `i`, with the words that say which.
pub(super) fn unnamed(scene: &Scene<'_>, open: &[Open], i: usize) -> Option<Candidate> {
    // «كنيسة» and «مداخلة» have no pronoun, whatever «كنيسه» and «مداخله» have.
    let marbuta = |end: usize| scene.text.word(end - 1).ends_with('ة');
    let hits = scene.lexicon.gazetteer.sites.at(scene, i);
    let hit = hits.into_iter().find(|h| !(h.value.owned && marbuta(h.tokens.end)))?;
    if hit.preposition == Some('ك') || scene.words[i].function.is_some() || inside_name(scene, open, i) {
        return None;
    }
    let end = end(scene, hit.tokens.end, hit.value.definite);
    let span = Span::new(hit.span.start, scene.text.cover(i, end).end);
    // «حدود» alone is no place.
    if !hit.value.definite && hit.value.kind == PlaceKind::Region && end == hit.tokens.end {
        return None;
    }
    let preposition = hit.preposition.map(String::from).or_else(|| before(scene, i));
    let mut c = Candidate::new(i..end, span);
    c.head = Some(hit.value.kind);
    c.preposition = preposition;
    c.list = hit.value.many;
    Some(c)
}

/// The preposition before a noun, over a number or words that say what part is meant: «على ثلاث نقاط», «على طول الحدود»,
/// «على عدد من المنازل».
fn before(scene: &Scene<'_>, i: usize) -> Option<String> {
    let part = |k: usize| scene.lexicon.cues.portions.contains(scene.bare(k));
    let number = order::ending(&scene.numbers, i).map(|n| n.tokens.start);
    let from = number.or(i.checked_sub(1).filter(|&k| part(k))).unwrap_or(i);
    let preposition = scene.preposition_before(from, None)?;
    match from.checked_sub(2).filter(|&k| preposition == "من" && part(k)) {
        Some(k) => scene.preposition_before(k, None),
        None => Some(preposition),
    }
}

/// Whether a noun is inside a name, be it that of a body: «قناة المسجد». A body that begins with it is a place as well.
fn inside_name(scene: &Scene<'_>, open: &[Open], i: usize) -> bool {
    let begins = scene.actors.iter().any(|a| a.tokens.start == i && !a.person && !a.state && a.id.is_none());
    !begins && super::candidate::inside_actor(scene, open, i)
}

/// Where the words that belong to the noun end: adjectives, or one genitive with its own.
fn end(scene: &Scene<'_>, from: usize, definite: bool) -> usize {
    let mut end = from;
    let mut definite = definite;
    while end < from + LONGEST {
        let word = scene.text.tokens().get(end).is_some_and(|t| t.kind == TokenKind::Arabic);
        let fold = scene.fold(end);
        let article = fold.starts_with("ال") && fold.chars().count() > 4;
        let timed = order::on(&scene.times, end).is_some();
        let other = !word
            || timed
            || scene.words[end].function.is_some()
            || scene.words[end].verb.is_some() && !article
            || definite && !article
            || adjective_country(scene, end).is_some() && !article
            || end > from && fold.starts_with(['و', 'ب', 'ل', 'ف']);
        if other {
            break;
        }
        definite |= article;
        end += 1;
    }
    end
}

/// The places without a name, none over a mention or over one before it.
pub(super) fn mentions(scene: &Scene<'_>, mut sites: Vec<Candidate>, others: &[Candidate]) -> Vec<PlaceMention> {
    sites.sort_by_key(|c| (c.tokens.start, usize::MAX - c.tokens.end));
    let mut taken = 0;
    for c in &mut sites {
        // «سوق بأفغانستان»: what has a name is no part of it.
        let from = others.partition_point(|o| o.tokens.start <= c.tokens.start);
        let after = others.get(from).filter(|o| o.tokens.start <= c.tokens.end);
        // «مداخل المدينة», «منازل القرية»: the place is the one that has a name or was named.
        let country =
            |o: &Candidate| o.options.iter().any(|&i| scene.lexicon.gazetteer.at(i).kind == PlaceKind::Country);
        let of = |o: &Candidate| o.preposition.is_none() && o.direction.is_none() && (o.back.is_some() || !country(o));
        if after.is_some_and(|o| o.tokens.start == c.tokens.start + 1 && of(o)) {
            c.head = None;
        }
        if let Some(o) = after.filter(|o| o.tokens.start < c.tokens.end) {
            c.tokens.end = o.tokens.start;
            c.span.end = scene.text.cover(c.tokens.start, c.tokens.end).end;
        }
    }
    sites.retain(|c| c.head.is_some());
    sites.retain(|c| {
        let from = others.partition_point(|o| o.tokens.end <= c.tokens.start);
        let free = c.tokens.start >= taken && others.get(from).is_none_or(|o| o.tokens.start >= c.tokens.end);
        if free {
            taken = c.tokens.end;
        }
        free
    });
    sites.into_iter().map(|c| mention(scene, c)).collect()
}

fn mention(scene: &Scene<'_>, c: Candidate) -> PlaceMention {
    PlaceMention {
        name: scene.text.slice(c.span).to_owned(),
        tokens: c.tokens,
        span: c.span,
        id: None,
        lat: None,
        lon: None,
        kind: c.head,
        country: scene.about.clone(),
        rivals: Vec::new(),
        preposition: c.preposition,
        part: false,
        pointed: false,
        matched: None,
        near: false,
        why: Vec::new(),
        margin: None,
        many: c.list,
    }
}
