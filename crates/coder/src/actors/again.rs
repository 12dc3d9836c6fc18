//! People whom the text has named in full before, under one of their names.

use marsad_lexicon::Entity;
use marsad_model::{Sector, Span};
use rustc_hash::FxHashMap;

use super::people::family;
use super::words::{adjective_country, is_name_word, unknown};
use crate::scene::{ActorMention, Scene};

/// What one mention of a person's full name says of them holds for the others of that name, and for those under the last
/// part of it of whom nothing is said.
pub(super) fn same_people(actors: &mut [ActorMention]) {
    let mut known: FxHashMap<String, (Option<Sector>, Option<String>)> = FxHashMap::default();
    let says = |m: &ActorMention| m.person && m.id.is_none() && m.sector.is_some_and(|s| s != Sector::Cvl);
    let last = |m: &ActorMention| m.entity.split_whitespace().last().unwrap_or_default().to_owned();
    for m in actors.iter().filter(|m| says(m)) {
        for name in [m.entity.clone(), last(m)] {
            let entry = known.entry(name).or_insert((m.sector, None));
            entry.1 = entry.1.take().or(m.country.clone());
        }
    }
    for m in actors.iter_mut().filter(|m| m.person && m.id.is_none()) {
        let told = known.get(&m.entity).or_else(|| known.get(&last(m)).filter(|_| m.sector.is_none()));
        if let Some((sector, country)) = told {
            m.sector = m.sector.filter(|s| *s != Sector::Cvl).or(*sector);
            m.country = m.country.take().or(country.clone());
        }
    }
}

/// A name that stands for somebody alone.
#[derive(Clone, Copy)]
struct Known {
    /// The mention of the full name; none where two of that name are spoken of.
    of: Option<usize>,
    /// Whether the word is something else too, so that its place must show a person.
    doubtful: bool,
}

/// One name of a person given in full stands for the same person later in the text; the family name of somebody in office
/// stands for them in news about their country.
pub(super) fn again(scene: &mut Scene<'_>) {
    let mut known: FxHashMap<&str, Known> = FxHashMap::default();
    let mut added: Vec<ActorMention> = Vec::new();
    let mut replaced: Vec<usize> = Vec::new();
    let mut next = 0;
    for i in 0..scene.text.tokens().len() {
        while scene.actors.get(next).is_some_and(|a| a.tokens.end <= i) {
            learn(scene, next, &mut known);
            next += 1;
        }
        let here = scene.actors.get(next).filter(|a| a.tokens.contains(&i));
        let bare = here.is_some_and(|a| a.tokens.len() == 1 && a.id.is_none() && !a.person);
        if here.is_some() && !bare || !is_name_word(scene, i) {
            continue;
        }
        let fold = scene.fold(i);
        let (letters, word) = match known.get(fold) {
            Some(_) => (0, fold),
            None => match fold.strip_prefix(['و', 'ل', 'ب']).filter(|w| known.contains_key(w)) {
                Some(w) => (1, w),
                None if bare => continue,
                None => {
                    added.extend(holder(scene, i));
                    continue;
                }
            },
        };
        let Some(Known { of: Some(j), doubtful }) = known.get(word).copied() else { continue };
        // «أبو عاقلة», «بن سلمان»: the word that belongs to the name stands before it.
        let first = i
            .checked_sub(1)
            .filter(|&b| letters == 0 && matches!(scene.fold(b), "ابو" | "ابي" | "ابا" | "بن" | "ال" | "ام"))
            .unwrap_or(i);
        let shown = first != i || acts(scene, first) || first > 0 && super::words::undergone(scene, first - 1);
        if (doubtful || bare) && (letters == 1 || !shown || goes_on(scene, i + 1))
            || next > 0 && scene.actors[next - 1].tokens.contains(&first)
        {
            continue;
        }
        if bare {
            replaced.push(next);
        }
        let source = &scene.actors[j];
        let whole = scene.text.tokens()[i].span;
        let cut = fold.chars().next().filter(|c| letters == 1 && *c != 'و');
        added.push(ActorMention {
            tokens: first..i + 1,
            span: Span::new(marsad_lexicon::cut_start(scene.text, first, letters), whole.end),
            joined: letters == 1 && cut.is_none(),
            preposition: scene.preposition_before(first, cut),
            loaded: None,
            ..source.clone()
        });
    }
    let mut k = 0;
    scene.actors.retain(|_| {
        k += 1;
        !replaced.contains(&(k - 1))
    });
    scene.places.retain(|p| !added.iter().any(|a| a.tokens.start < p.tokens.end && p.tokens.start < a.tokens.end));
    scene.actors.extend(added);
    scene.actors.sort_by_key(|a| a.tokens.start);
}

/// Takes in the first and the last name of a person named in full.
fn learn<'a>(scene: &Scene<'a>, k: usize, known: &mut FxHashMap<&'a str, Known>) {
    let a = &scene.actors[k];
    if !a.person || !scene.text.slice(a.span).contains(char::is_whitespace) {
        return;
    }
    let entities = &scene.lexicon.entities;
    let end = a.tokens.end - 1;
    let last = scene.fold(end);
    let never = entities.names.begins(scene, end)
        || matches!(last, "الله" | "الدين")
        || adjective_country(scene, end).is_some()
        || last.chars().count() < 4;
    if !never {
        let doubtful = entities.is_given_name(last)
            || entities.short.has(last)
            || scene.words[end].verb.is_some()
            || scene.lexicon.gazetteer.names.has(last)
            || scene.lexicon.gazetteer.common.contains(last) && !last.starts_with("ال");
        known.insert(last, Known { of: Some(k), doubtful });
    }
    let Some(start) = a.tokens.clone().find(|&t| scene.given(t)) else { return };
    let first = scene.fold(start);
    if start < end
        && first.chars().count() >= 3
        && !matches!(scene.fold(start.saturating_sub(1)), "ابو" | "بن" | "ام" | "عبد")
    {
        let entry = known.entry(first).or_insert(Known { of: Some(k), doubtful: true });
        // «أبو عاقلة» and «أبوعاقلة» are one.
        let same = entry.of.is_some_and(|j| {
            let other = scene.fold(scene.actors[j].tokens.end - 1);
            last.ends_with(other) || other.ends_with(last)
        });
        if !same {
            entry.of = None;
        }
    }
}

/// Whether what stands at `i` does or says something: right behind a finite verb, or where a clause opens before one.
fn acts(scene: &Scene<'_>, i: usize) -> bool {
    let here = scene.sentence(i).tokens.clone();
    let sure = |i: usize| scene.words[i].verb.as_ref().is_some_and(|v| !v.noun_too) || scene.is_verb(i);
    let behind = i > here.start && sure(i - 1);
    let opens = i == here.start || scene.words[i - 1].function.is_some_and(|f| f.content) || scene.parts_clauses(i - 1);
    behind || opens && i + 1 < here.end && (sure(i + 1) || scene.sentence(i).heading && scene.parts_clauses(i + 1))
}

/// Whether the name seems to go on at `i`.
fn goes_on(scene: &Scene<'_>, i: usize) -> bool {
    scene.text.tokens().get(i).is_some_and(|t| t.spaced && t.is_word())
        && (scene.given(i) || scene.words[i].function.is_none() && unknown(scene, i))
}

/// Somebody in office under the family name, where the text is about their country and the word acts.
fn holder(scene: &Scene<'_>, i: usize) -> Option<ActorMention> {
    let entities = &scene.lexicon.entities;
    let about = scene.about.as_ref()?;
    let all = entities.by_last_name(scene.fold(i));
    if all.is_empty() || !family(scene, i) && !unknown(scene, i) || adjective_country(scene, i).is_some() {
        return None;
    }
    let day = scene.published?;
    let fits = |e: &Entity| {
        e.country.as_ref() == Some(about) && e.from.is_none_or(|f| f <= day) && e.to.is_none_or(|t| day <= t)
    };
    let mut fit = all.iter().map(|&k| entities.at(k)).filter(|e| fits(e));
    let e = fit.next()?;
    if fit.next().is_some() || !acts(scene, i) || goes_on(scene, i + 1) || scene.is_preposition(i.checked_sub(1)?) {
        return None;
    }
    Some(ActorMention {
        tokens: i..i + 1,
        span: scene.text.tokens()[i].span,
        entity: e.en.clone(),
        id: Some(e.id.clone()),
        country: e.country.clone(),
        sector: e.sector,
        kind: e.kind.clone(),
        loaded: None,
        joined: false,
        preposition: None,
        person: true,
        state: false,
    })
}
