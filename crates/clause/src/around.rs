//! What stands around a word that may be a verb: it tells nouns from verbs, and participles from finite verbs.

use marsad_lexicon::language::{Classes, FormFeature, NameKind};

use crate::groups::Group;
use crate::links::{clause_mark, takes_content};
use crate::scene::Scene;

/// What stands before a word, adverbs aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    Start,
    Mark,
    Determiner,
    Preposition,
    Conjunction,
    Pronoun,
    /// An adjective of nationality, or another that only a noun follows.
    Adjective,
    Noun,
    /// Another verb.
    Verb,
    Other,
}

pub(crate) fn before(scene: &Scene<'_>, at: usize, earlier: &[Group]) -> (Before, Option<usize>) {
    let mut i = at;
    while i > 0 && scene.is(i - 1, Classes::ADVERB) {
        i -= 1;
    }
    // «… on Monday shortened», «… today accused»: a time between the subject and its verb.
    if i > 0 && scene.pack.time.at(|k| scene.lower(k), i - 1).is_some() {
        i -= 1;
        while i > 0 && scene.is(i - 1, Classes::PREPOSITION | Classes::ADVERB) {
            i -= 1;
        }
    }
    let Some(p) = i.checked_sub(1) else { return (Before::Start, None) };
    let class = scene.class(p);
    let kind = if earlier.last().is_some_and(|g| g.end > p) {
        Before::Verb
    } else if scene.mark(p).is_some() {
        Before::Mark
    } else if class.any(Classes::PRONOUN | Classes::RELATIVE) && !class.any(Classes::DETERMINER) {
        Before::Pronoun
    } else if class.any(Classes::DETERMINER | Classes::POSSESSIVE | Classes::QUANTIFIER)
        || scene.words[p].owner
        || scene.words[p].number
        || scene.pack.numbers.has(&[scene.lower(p)])
    {
        Before::Determiner
    } else if class.any(Classes::PREPOSITION | Classes::OF | Classes::BY | Classes::TO) {
        Before::Preposition
    } else if class.any(Classes::CONJUNCTION) {
        Before::Conjunction
    } else if class.any(Classes::THAT) {
        Before::Pronoun
    } else if scene.named(p).is_some_and(|n| n.name.kind == NameKind::Nationality && !n.name.people) {
        Before::Adjective
    } else if scene.noun_like(p) || scene.named(p).is_some() {
        Before::Noun
    } else {
        Before::Other
    };
    (kind, Some(p))
}

/// Whether the clause of a word has its finite verb already, one that no sentence follows bare.
pub(crate) fn taken(scene: &Scene<'_>, earlier: &[Group], at: usize) -> bool {
    let Some(last) = earlier.iter().rev().find(|g| !g.gerund) else { return false };
    let parted = (last.end..at).any(|i| {
        scene.mark(i).is_some_and(clause_mark)
            || scene.is(
                i,
                Classes::CONJUNCTION | Classes::THAT | Classes::RELATIVE | Classes::SUBORDINATOR | Classes::PRONOUN,
            )
            || scene.is(i, Classes::IF | Classes::UNLESS)
    });
    !parted && !takes_content(scene, last)
}

/// «Palestinian» is also one Palestinian: before a verb it is where nothing else is there.
pub(crate) fn people_before(scene: &Scene<'_>, p: Option<usize>) -> bool {
    p.is_some_and(|p| p == 0 || scene.is(p - 1, Classes::DETERMINER | Classes::QUANTIFIER))
}

/// Whether a subject is a plural: of people, in -s, or a pronoun of several.
pub(crate) fn plural(scene: &Scene<'_>, p: usize) -> bool {
    let word = scene.lower(p);
    if scene.is(p, Classes::RELATIVE | Classes::PRONOUN) {
        return scene.is(p, Classes::PLURAL);
    }
    let mut from = p;
    while from > 0 && (scene.noun_like(from - 1) || scene.named(from - 1).is_some()) {
        from -= 1;
    }
    let joined = from > 0 && scene.is(from - 1, Classes::CONJUNCTION);
    // «Syria», «United Nations»: a name of one body is no plural.
    match scene.named(p) {
        Some(named) => joined || named.name.people,
        None => joined || scene.pack.is_plural(word),
    }
}

/// Whether the clause that a word would be the verb of has another finite verb right ahead.
pub(crate) fn finite_ahead(scene: &Scene<'_>, from: usize) -> bool {
    for i in from..(from + 9).min(scene.words.len()) {
        let class = scene.class(i);
        if scene.mark(i).is_some()
            || class.any(
                Classes::CONJUNCTION
                    | Classes::THAT
                    | Classes::RELATIVE
                    | Classes::SUBORDINATOR
                    | Classes::TO
                    | Classes::PRONOUN,
            )
        {
            return false;
        }
        if class.any(Classes::FINITE | Classes::FUTURE | Classes::MUST | Classes::MAY) {
            return true;
        }
        let readings = scene.readings(i);
        let past = readings.iter().any(|f| f.feature == FormFeature::Past);
        let after_noun = i > from && (scene.noun_like(i - 1) || scene.is(i - 1, Classes::ADVERB));
        if past && after_noun && !scene.is(i + 1, Classes::BY) {
            return true;
        }
    }
    false
}

/// Tells past forms behind their noun («refugees ordered out of …») from finite verbs.
pub(crate) fn participles(scene: &Scene<'_>, groups: &mut [Group]) {
    let parted = |from: usize, to: usize| {
        (from..to).any(|i| {
            scene.mark(i).is_some_and(clause_mark)
                || scene.is(i, Classes::CONJUNCTION | Classes::THAT | Classes::RELATIVE | Classes::SUBORDINATOR)
                || scene.is(i, Classes::PRONOUN | Classes::IF | Classes::UNLESS)
        })
    };
    for k in 0..groups.len() {
        let g = &groups[k];
        if !g.bare_past {
            continue;
        }
        // «shortened by one hour» has no doer.
        let counted = scene.words.get(g.end + 1).is_some_and(|w| w.number)
            || scene.pack.numbers.at(|i| scene.lower(i), g.end + 1).is_some();
        // «killed at least three» neither.
        let number = scene.pack.numbers.at(|i| scene.lower(i), g.end).is_some();
        let phrase = !number && scene.is(g.end, Classes::PREPOSITION | Classes::BY | Classes::TO | Classes::ADVERB);
        let comma = g.start > 0 && scene.mark(g.start - 1).is_some();
        // A later form that may itself stand behind its noun is no sure verb of the clause.
        let sure = |h: &Group| !h.bare_past || !scene.is(h.end, Classes::PREPOSITION | Classes::BY | Classes::TO);
        let later = groups[k + 1..].iter().find(|h| h.finite).is_some_and(|h| sure(h) && !parted(g.end, h.start));
        let earlier = groups[..k].iter().rev().find(|e| e.finite).is_some_and(|e| {
            let says = e.lemmas().any(|l| scene.pack.saying.contains_key(&l));
            !says && !parted(e.end, g.start)
        });
        let by = scene.is(g.end, Classes::BY) && !counted;
        let says = g.lemmas().any(|l| scene.pack.saying.contains_key(&l));
        if by || !says && (earlier || phrase && (later || comma)) {
            let g = &mut groups[k];
            g.finite = false;
            g.passive = true;
            for form in &mut g.forms {
                form.feature = FormFeature::Participle;
            }
        }
    }
}
