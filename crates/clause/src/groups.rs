//! Verb groups: a verb with its auxiliaries, and what they tell.
//!
//! Many words are verbs and nouns alike («attack», «demands»). What stands before a word and whether its clause has another
//! finite verb decides.

use marsad_lexicon::language::{Classes, FormFeature, NameKind, VerbForm};

use crate::links::{Link, clause_mark, takes_content};
use crate::scene::Scene;

/// A verb with its auxiliaries.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// First word, one past the last.
    pub start: usize,
    pub end: usize,
    /// The word of the verb itself.
    pub head: usize,
    /// What the verb may be; empty for a bare «be» and for unknown verbs.
    pub forms: Vec<VerbForm>,
    pub finite: bool,
    pub passive: bool,
    pub negated: bool,
    pub future: bool,
    pub must: bool,
    pub may: bool,
    pub infinitive: bool,
    pub gerund: bool,
    /// Made without auxiliaries from a past form: may turn out to be a participle behind its noun.
    pub bare_past: bool,
    pub link: Link,
    pub parent: Option<usize>,
    /// Told in passing: relative clauses, «after …», participles.
    pub passing: bool,
}

impl Group {
    fn new(start: usize, end: usize, head: usize, forms: Vec<VerbForm>) -> Self {
        Self {
            start,
            end,
            head,
            forms,
            finite: false,
            passive: false,
            negated: false,
            future: false,
            must: false,
            may: false,
            infinitive: false,
            gerund: false,
            bare_past: false,
            link: Link::Main,
            parent: None,
            passing: false,
        }
    }

    /// The lemmas it may be of.
    pub(crate) fn lemmas(&self) -> impl Iterator<Item = u32> + '_ {
        self.forms.iter().map(|f| f.lemma).filter(|l| *l != u32::MAX)
    }
}

const AUXILIARY: Classes = Classes::BE;

/// The verb groups of a sentence, in order.
pub(crate) fn find(scene: &Scene<'_>) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::new();
    let mut at = 0;
    while at < scene.words.len() {
        let found = auxiliaries(scene, at).or_else(|| infinitive(scene, at)).or_else(|| lexical(scene, at, &out));
        match found {
            Some(group) => {
                at = group.end;
                out.push(group);
            }
            None => at += 1,
        }
    }
    participles(scene, &mut out);
    out
}

fn aux(scene: &Scene<'_>, i: usize) -> bool {
    scene.is(i, AUXILIARY | Classes::HAVE | Classes::DO | Classes::FUTURE | Classes::MUST | Classes::MAY)
        && scene.named(i).is_none()
}

/// «has been told», «will not be», «would»: auxiliaries and the verb they ask for.
fn auxiliaries(scene: &Scene<'_>, start: usize) -> Option<Group> {
    if !aux(scene, start) {
        return None;
    }
    let mut group = Group::new(start, start + 1, start, Vec::new());
    let mut asks = FormFeature::Base;
    let mut be = false;
    let mut at = start;
    let mut last = start;
    while at < scene.words.len() && at < start + 9 {
        let class = scene.class(at);
        if aux(scene, at) {
            last = at;
            be = false;
            if class.any(Classes::BE) {
                be = true;
                asks = FormFeature::Participle;
            } else if class.any(Classes::HAVE) {
                asks = FormFeature::Participle;
            } else {
                asks = FormFeature::Base;
            }
            group.future |= class.any(Classes::FUTURE);
            group.must |= class.any(Classes::MUST);
            group.may |= class.any(Classes::MAY);
            group.finite |= class.any(Classes::FINITE | Classes::FUTURE | Classes::MUST | Classes::MAY);
            group.negated |= class.any(Classes::NOT);
        } else if class.any(Classes::NOT) {
            group.negated = true;
        } else if !class.any(Classes::ADVERB) {
            break;
        }
        at += 1;
    }
    (group.head, group.end) = (last, last + 1);
    // «has on Monday opened» is rare; the verb stands right behind.
    if at < scene.words.len() && scene.mark(at).is_none() && !scene.words[at].capital {
        let readings = scene.readings(at);
        let fitting: Vec<VerbForm> = readings
            .iter()
            .copied()
            .filter(|f| f.feature == asks || be && f.feature == FormFeature::Gerund)
            .collect();
        let unknown = readings.is_empty() && asks == FormFeature::Base && scene.noun_like(at) && !scene.is(last, Classes::BE);
        if !fitting.is_empty() || unknown {
            group.passive = be && fitting.iter().all(|f| f.feature == FormFeature::Participle) && !fitting.is_empty();
            (group.head, group.end, group.forms) = (at, at + 1, fitting);
        }
    }
    group.gerund = !group.finite && matches!(scene.lower(start), "being" | "having");
    Some(group)
}

/// «to launch», «to have been», «not to».
fn infinitive(scene: &Scene<'_>, start: usize) -> Option<Group> {
    if !scene.is(start, Classes::TO) {
        return None;
    }
    let mut at = start + 1;
    while scene.is(at, Classes::ADVERB | Classes::NOT) {
        at += 1;
    }
    if aux(scene, at) && !scene.is(at, Classes::FINITE | Classes::FUTURE | Classes::MUST | Classes::MAY) {
        let mut group = auxiliaries(scene, at)?;
        group.start = start;
        group.infinitive = true;
        group.finite = false;
        return Some(group);
    }
    let forms: Vec<VerbForm> = scene.readings(at).into_iter().filter(|f| f.feature == FormFeature::Base).collect();
    let unknown = forms.is_empty() && scene.noun_like(at) && !scene.words[at].capital && scene.named(at).is_none();
    // «to» before an unknown word may be the preposition: only where a noun or «the» follows it.
    let verb_like = unknown
        && (scene.is(at + 1, Classes::DETERMINER | Classes::POSSESSIVE | Classes::PRONOUN) || scene.words.get(at + 1).is_some_and(|w| w.capital));
    if forms.is_empty() && !verb_like || scene.words[at].capital {
        return None;
    }
    let mut group = Group::new(start, at + 1, at, forms);
    group.infinitive = true;
    group.negated = scene.is(start + 1, Classes::NOT) || start > 0 && scene.is(start - 1, Classes::NOT);
    Some(group)
}

/// What stands before a word, adverbs aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
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

fn before(scene: &Scene<'_>, at: usize, earlier: &[Group]) -> (Before, Option<usize>) {
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

/// A verb without auxiliaries.
fn lexical(scene: &Scene<'_>, at: usize, earlier: &[Group]) -> Option<Group> {
    if scene.mark(at).is_some() || scene.named(at).is_some_and(|n| n.name.kind != NameKind::Head) || scene.words[at].capital && at > 0 {
        return None;
    }
    let readings = scene.readings(at);
    if readings.is_empty() {
        return None;
    }
    let has = |feature| readings.iter().any(|f| f.feature == feature);
    let of = |feature| -> Vec<VerbForm> { readings.iter().copied().filter(|f| f.feature == feature).collect() };
    // «rebels», «forces»: people, though spelled like a verb.
    if scene.named(at).is_some_and(|n| n.name.people) {
        return None;
    }
    let (kind, p) = before(scene, at, earlier);
    let mut group = Group::new(at, at + 1, at, Vec::new());
    let plural = p.is_some_and(|p| plural(scene, p));
    if has(FormFeature::Gerund) && kind != Before::Determiner && kind != Before::Adjective {
        group.forms = of(FormFeature::Gerund);
        group.gerund = true;
        return Some(group);
    }
    if has(FormFeature::Future) {
        group.forms = of(FormFeature::Future);
        (group.finite, group.future) = (true, true);
        return Some(group);
    }
    let finite_past = has(FormFeature::Past)
        && match kind {
            Before::Mark => at > 1 || scene.pack.order == marsad_lexicon::language::WordOrder::Sov,
            Before::Noun | Before::Pronoun => true,
            Before::Adjective => people_before(scene, p),
            Before::Conjunction => !earlier.is_empty(),
            Before::Determiner => p.is_some_and(|p| scene.words[p].number && scene.pack.time.at(|k| scene.lower(k), p.wrapping_sub(1)).is_some()),
            _ => false,
        };
    // «attack» as a past of its own spelling («hit», «cut») is read as past where a singular stands before it.
    if finite_past {
        group.forms = of(FormFeature::Past);
        group.finite = true;
        group.bare_past = has(FormFeature::Participle);
        negation(&mut group);
        return Some(group);
    }
    if has(FormFeature::Participle) && kind == Before::Noun {
        group.forms = of(FormFeature::Participle);
        group.passive = true;
        return Some(group);
    }
    if has(FormFeature::Present) {
        let fits = matches!(kind, Before::Noun | Before::Pronoun | Before::Mark) || kind == Before::Conjunction && earlier.last().is_some_and(|g| g.finite);
        if fits && !plural && !taken(scene, earlier, at) && !finite_ahead(scene, at + 1) && !scene.is(at + 1, Classes::OF) && at > 0 && !noun_of_act(scene, at) {
            group.forms = of(FormFeature::Present);
            group.finite = true;
            negation(&mut group);
            return Some(group);
        }
    }
    if has(FormFeature::Base) {
        let coordinated = kind == Before::Conjunction && earlier.last().is_some_and(|g| g.infinitive || g.forms.iter().any(|f| f.feature == FormFeature::Base));
        // «demanded that Hamas renounce …»
        let demanded = matches!(kind, Before::Noun | Before::Pronoun)
            && earlier.last().is_some_and(|g| {
                (g.end..at).any(|i| scene.is(i, Classes::THAT))
                    && takes_content(scene, g)
            });
        let subject = (plural && !taken(scene, earlier, at) || demanded) && matches!(kind, Before::Noun | Before::Pronoun);
        if coordinated || subject && !finite_ahead(scene, at + 1) && !scene.is(at + 1, Classes::OF) && !noun_of_act(scene, at) {
            group.forms = of(FormFeature::Base);
            group.finite = !coordinated;
            group.infinitive = coordinated;
            return Some(group);
        }
    }
    None
}

fn negation(group: &mut Group) {
    group.negated = !group.forms.is_empty() && group.forms.iter().all(|f| f.negated);
    group.passive |= !group.forms.is_empty() && group.forms.iter().all(|f| f.passive);
}

/// Whether the clause of a word has its finite verb already, one that no sentence follows bare.
fn taken(scene: &Scene<'_>, earlier: &[Group], at: usize) -> bool {
    let Some(last) = earlier.iter().rev().find(|g| !g.gerund) else { return false };
    let parted = (last.end..at).any(|i| {
        scene.mark(i).is_some_and(clause_mark)
            || scene.is(i, Classes::CONJUNCTION | Classes::THAT | Classes::RELATIVE | Classes::SUBORDINATOR | Classes::PRONOUN)
            || scene.is(i, Classes::IF | Classes::UNLESS)
    });
    !parted && !takes_content(scene, last)
}

/// «attacks on», «protests against»: the noun of an act with what it is done to.
fn noun_of_act(scene: &Scene<'_>, at: usize) -> bool {
    scene.is(at + 1, Classes::PREPOSITION) && scene.pack.by_word.contains_key(scene.lower(at))
}

/// «Palestinian» is also one Palestinian: before a verb it is where nothing else is there.
fn people_before(scene: &Scene<'_>, p: Option<usize>) -> bool {
    p.is_some_and(|p| p == 0 || scene.is(p - 1, Classes::DETERMINER | Classes::QUANTIFIER))
}

/// Whether a subject is a plural: of people, in -s, or a pronoun of several.
fn plural(scene: &Scene<'_>, p: usize) -> bool {
    let word = scene.lower(p);
    if scene.is(p, Classes::RELATIVE | Classes::PRONOUN) {
        return matches!(word, "they" | "we" | "you" | "i" | "who" | "which");
    }
    let mut from = p;
    while from > 0 && (scene.noun_like(from - 1) || scene.named(from - 1).is_some()) {
        from -= 1;
    }
    let joined = from > 0 && scene.is(from - 1, Classes::CONJUNCTION);
    // «Syria», «United Nations»: a name of one body is no plural.
    match scene.named(p) {
        Some(named) => joined || named.name.people,
        None => joined || word.ends_with('s') && !word.ends_with("ss"),
    }
}

/// Whether the clause that a word would be the verb of has another finite verb right ahead.
fn finite_ahead(scene: &Scene<'_>, from: usize) -> bool {
    for i in from..(from + 9).min(scene.words.len()) {
        let class = scene.class(i);
        if scene.mark(i).is_some() || class.any(Classes::CONJUNCTION | Classes::THAT | Classes::RELATIVE | Classes::SUBORDINATOR | Classes::TO | Classes::PRONOUN) {
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
fn participles(scene: &Scene<'_>, groups: &mut [Group]) {
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
        let counted = scene.words.get(g.end + 1).is_some_and(|w| w.number) || scene.pack.numbers.at(|i| scene.lower(i), g.end + 1).is_some();
        let phrase = scene.is(g.end, Classes::PREPOSITION | Classes::BY | Classes::TO | Classes::ADVERB);
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
        if (by || phrase && (later || comma && !says) || earlier || later && phrase) && !(says && !by) {
            let g = &mut groups[k];
            g.finite = false;
            g.passive = true;
            for form in &mut g.forms {
                form.feature = FormFeature::Participle;
            }
        }
    }
}
