//! How the verb groups of a sentence hang together: main clauses, what is said, what is told in passing.

use marsad_lexicon::language::{Classes, PackPhrase};

use crate::groups::Group;
use crate::scene::Scene;
use crate::slots::light_role;

/// How a verb group hangs on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    /// Tells for the sentence itself.
    Main,
    /// Goes on with the clause of its parent.
    Joined,
    /// What its parent says, demands or threatens.
    Content,
    /// «who …», «which …».
    Relative,
    /// «after …», «because …».
    Aside,
    /// «if …».
    If,
    /// «unless …».
    Unless,
    /// «to …».
    Infinitive,
    /// «killing …», «accused of …» behind its noun.
    Participle,
    /// «…, officials said»: says all that stands before it.
    Source,
}

/// Links every group of a sentence to the one it hangs on.
pub(crate) fn link(scene: &Scene<'_>, groups: &mut [Group]) {
    for k in 0..groups.len() {
        let (link, parent) = of(scene, groups, k);
        groups[k].link = link;
        groups[k].parent = parent;
        let inherited = parent.is_some_and(|p| groups[p].passing);
        groups[k].passing = match link {
            Link::Main | Link::Source => false,
            Link::Joined | Link::Content | Link::Infinitive => inherited,
            _ => true,
        };
    }
}

/// Whether a verb takes a sentence as what it says.
pub(crate) fn takes_content(scene: &Scene<'_>, group: &Group) -> bool {
    group.lemmas().any(|l| {
        scene.pack.saying.contains_key(&l)
            || scene.pack.by_lemma.get(&l).is_some_and(|list| {
                list.iter()
                    .any(|(f, phrase)| scene.pack.frame(*f).swallows && phrase.as_ref().is_none_or(|p| opens(scene, p)))
            })
    })
}

/// Whether the words of a phrase lead to a sentence: «agree that», «agree to».
fn opens(scene: &Scene<'_>, phrase: &PackPhrase) -> bool {
    let leads = |form: &String| scene.pack.class(form).any(Classes::THAT | Classes::TO);
    phrase.words.first().is_some_and(|forms| forms.iter().any(leads))
}

/// The last group before `k` that tells for itself.
fn teller(groups: &[Group], k: usize) -> Option<usize> {
    (0..k).rev().find(|&i| groups[i].finite && !groups[i].passing).or_else(|| (0..k).rev().find(|&i| groups[i].finite))
}

fn of(scene: &Scene<'_>, groups: &[Group], k: usize) -> (Link, Option<usize>) {
    let g = &groups[k];
    let prev = k.checked_sub(1);
    // «said that removing … is …»: a gerund that begins its clause is its subject.
    let begins = |p: usize| {
        let before = groups[p].start.checked_sub(1);
        groups[p].gerund && g.finite && before.is_none_or(|b| scene.is(b, Classes::THAT))
    };
    let bound = prev
        .filter(|&p| !begins(p))
        .or_else(|| prev.and_then(|p| p.checked_sub(1)).filter(|_| prev.is_some_and(begins)));
    let from = bound.map_or(0, |p| groups[p].end);
    let joined = (from..g.start)
        .rev()
        .find(|&i| !scene.is(i, Classes::ADVERB))
        .is_some_and(|i| scene.is(i, Classes::CONJUNCTION));
    if g.infinitive {
        let Some(p) = prev else { return (Link::Aside, None) };
        if joined && groups[p].infinitive {
            return (groups[p].link, groups[p].parent);
        }
        return (Link::Infinitive, Some(p));
    }
    if !g.finite {
        if joined && let Some(p) = prev.filter(|&p| !groups[p].finite && !groups[p].infinitive) {
            return (groups[p].link, groups[p].parent);
        }
        // «began pulling out», «resumed shelling»: as behind «to».
        let right = prev.is_some_and(|p| (groups[p].end..g.start).all(|i| scene.is(i, Classes::ADVERB)));
        if g.gerund && right && prev.is_some_and(|p| light_role(scene, &groups[p]).is_some()) {
            return (Link::Infinitive, prev);
        }
        return (Link::Participle, prev);
    }
    // The nearest word before the verb that begins a clause.
    let opener = (from..g.start).rev().find(|&i| {
        scene.mark(i).is_some_and(clause_mark)
            || scene.is(
                i,
                Classes::RELATIVE
                    | Classes::SUBORDINATOR
                    | Classes::THAT
                    | Classes::CONJUNCTION
                    | Classes::IF
                    | Classes::UNLESS,
            ) && !noun_joined(scene, i, from, g.start)
    });
    let Some(o) = opener else {
        return match prev {
            None => (Link::Main, None),
            Some(p) if takes_content(scene, &groups[p]) => (Link::Content, Some(p)),
            // «…, saying it was …» and contact clauses.
            Some(p) => (Link::Relative, Some(p)),
        };
    };
    // What stands before the opener is what it goes on from: «said that removing … is …».
    let prev = (0..k).rev().find(|&p| groups[p].end <= o).or(prev);
    if scene.is(o, Classes::UNLESS) {
        return (Link::Unless, prev);
    }
    if scene.is(o, Classes::IF) {
        return (Link::If, prev);
    }
    if scene.is(o, Classes::SUBORDINATOR) {
        return (Link::Aside, prev);
    }
    if scene.is(o, Classes::THAT) {
        let said = prev.is_some_and(|p| takes_content(scene, &groups[p]));
        let bare = (o + 1..g.start).all(|i| scene.is(i, Classes::ADVERB));
        return match prev {
            Some(p) if said || !bare => (Link::Content, Some(p)),
            _ => (Link::Relative, prev),
        };
    }
    if scene.is(o, Classes::RELATIVE) {
        return (Link::Relative, prev);
    }
    let says = g.lemmas().any(|l| scene.pack.saying.contains_key(&l));
    if scene.is(o, Classes::CONJUNCTION) {
        return match teller(groups, k) {
            Some(t) => (Link::Joined, Some(t)),
            None => (Link::Main, None),
        };
    }
    // Behind a comma: who says it, the clause that a bracketed one had broken off, or what begins anew.
    let last = groups[k + 1..].iter().all(|h| h.passing || !h.finite);
    if says && prev.is_some() && last && content_before(groups, k) {
        return (Link::Source, None);
    }
    (Link::Main, None)
}

/// Whether something is told before a group that can be what it says.
fn content_before(groups: &[Group], k: usize) -> bool {
    groups[..k].iter().any(|g| g.finite)
}

/// Whether a mark may part clauses.
pub(crate) fn clause_mark(mark: char) -> bool {
    matches!(mark, ',' | ';' | ':' | '.' | '–' | '—' | '"' | '“' | '”' | '`')
}

/// Whether «and» only joins two nouns of the subject: «The United States and Jordan have agreed».
fn noun_joined(scene: &Scene<'_>, i: usize, from: usize, verb: usize) -> bool {
    let bare = (i + 1..verb).all(|j| scene.is(j, Classes::ADVERB));
    scene.is(i, Classes::CONJUNCTION) && !bare && i > 0 && {
        // A clause of its own behind «and» has no noun on both sides without a verb between: the words before it back to
        // the last opener hold no verb, so they are the first part of the subject.
        let start = (0..i).rev().find(|&j| scene.mark(j).is_some_and(clause_mark)).map_or(0, |j| j + 1).max(from);
        !(start..i).any(|j| {
            scene.is(j, Classes::FINITE | Classes::FUTURE | Classes::MUST)
                || scene
                    .readings(j)
                    .iter()
                    .any(|f| f.lemma != u32::MAX && f.feature == marsad_lexicon::language::FormFeature::Past)
        })
    }
}
