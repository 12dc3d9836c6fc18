//! Verb groups: a verb with its auxiliaries, and what they tell.
//!
//! Many words are verbs and nouns alike («attack», «demands»). What stands before a word and whether its clause has another
//! finite verb decides.

use marsad_lexicon::language::{Classes, FormFeature, NameKind, VerbForm};

use crate::around::{Before, before, finite_ahead, participles, people_before, plural, taken};
use crate::links::{Link, takes_content};
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
        && (i == 0 || !scene.words[i].capital)
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
        let fitting: Vec<VerbForm> =
            readings.iter().copied().filter(|f| f.feature == asks || be && f.feature == FormFeature::Gerund).collect();
        let unknown =
            readings.is_empty() && asks == FormFeature::Base && scene.noun_like(at) && !scene.is(last, Classes::BE);
        if !fitting.is_empty() || unknown {
            group.passive = be && fitting.iter().all(|f| f.feature == FormFeature::Participle) && !fitting.is_empty();
            (group.head, group.end, group.forms) = (at, at + 1, fitting);
        }
    }
    group.gerund = !group.finite && scene.is(start, Classes::GERUND);
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
        && (scene.is(at + 1, Classes::DETERMINER | Classes::POSSESSIVE | Classes::PRONOUN)
            || scene.words.get(at + 1).is_some_and(|w| w.capital));
    if forms.is_empty() && !verb_like || scene.words[at].capital {
        return None;
    }
    let mut group = Group::new(start, at + 1, at, forms);
    group.infinitive = true;
    group.negated = scene.is(start + 1, Classes::NOT) || start > 0 && scene.is(start - 1, Classes::NOT);
    Some(group)
}

/// A verb without auxiliaries.
fn lexical(scene: &Scene<'_>, at: usize, earlier: &[Group]) -> Option<Group> {
    if scene.mark(at).is_some()
        || scene.named(at).is_some_and(|n| n.name.kind != NameKind::Head)
        || scene.words[at].capital && at > 0
    {
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
            Before::Determiner => p.is_some_and(|p| {
                scene.words[p].number && scene.pack.time.at(|k| scene.lower(k), p.wrapping_sub(1)).is_some()
            }),
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
        let fits = matches!(kind, Before::Noun | Before::Pronoun | Before::Mark)
            || kind == Before::Conjunction && earlier.last().is_some_and(|g| g.finite);
        if fits
            && !plural
            && !taken(scene, earlier, at)
            && !finite_ahead(scene, at + 1)
            && !scene.is(at + 1, Classes::OF)
            && at > 0
            && !noun_of_act(scene, at)
        {
            group.forms = of(FormFeature::Present);
            group.finite = true;
            negation(&mut group);
            return Some(group);
        }
    }
    if has(FormFeature::Base) {
        let coordinated = kind == Before::Conjunction
            && earlier.last().is_some_and(|g| g.infinitive || g.forms.iter().any(|f| f.feature == FormFeature::Base));
        // «demanded that Hamas renounce …»
        let demanded = matches!(kind, Before::Noun | Before::Pronoun)
            && earlier
                .last()
                .is_some_and(|g| (g.end..at).any(|i| scene.is(i, Classes::THAT)) && takes_content(scene, g));
        let subject =
            (plural && !taken(scene, earlier, at) || demanded) && matches!(kind, Before::Noun | Before::Pronoun);
        if coordinated
            || subject && !finite_ahead(scene, at + 1) && !scene.is(at + 1, Classes::OF) && !noun_of_act(scene, at)
        {
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

/// «attacks on», «protests against»: the noun of an act with what it is done to.
fn noun_of_act(scene: &Scene<'_>, at: usize) -> bool {
    scene.is(at + 1, Classes::PREPOSITION) && scene.pack.by_word.contains_key(scene.lower(at))
}
