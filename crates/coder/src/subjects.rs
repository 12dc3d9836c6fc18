//! Subjects: whose deed each finite verb of a text is, named beside it or carried over from the verb before it.

use std::ops::Range;

use marsad_text::TokenKind;
use marsad_text::arabic::conjugate::{Gender, Number, Person};

use crate::scene::{ActorMention, Scene};
use crate::words::VerbUse;

/// How far behind its verb a subject may stand, in words.
const AFTER: usize = 8;
/// How far before its verb a subject may stand, in words.
const BEFORE: usize = 16;
/// How many sentences back the subject of a verb without one may stand.
const BACK: usize = 2;

/// What the words beside a verb say of its subject.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Beside {
    /// The actor of this number in the scene.
    Actor(usize),
    /// Something that is no actor.
    Thing,
    /// Nothing: whoever was spoken of before.
    Nobody,
}

/// Whose deed a verb is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'s> {
    Actor(&'s ActorMention),
    /// A noun that names no actor.
    Thing,
    Unknown,
}

/// One finite verb.
#[derive(Debug, Clone, Copy)]
struct Entry {
    token: usize,
    subject: Option<usize>,
    /// A noun that is no actor stands where the subject should.
    thing: bool,
    /// In a clause that a relative opens.
    relative: bool,
}

/// The subjects of all finite verbs of a scene, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subjects {
    verbs: Vec<Entry>,
}

impl Subjects {
    /// Reads every finite verb of a scene.
    pub fn read(scene: &Scene<'_>) -> Self {
        let mut out = Self::default();
        for token in 0..scene.words.len() {
            if let Some(verb) = scene.words[token].verb.as_ref().filter(|_| scene.is_verb(token)) {
                let relative = token > 0 && scene.words[token - 1].function.is_some_and(|f| f.relative);
                let (subject, thing) = out.subject(scene, token, verb);
                out.verbs.push(Entry { token, subject, thing, relative });
            }
        }
        out
    }

    /// The subject of the verb at a token.
    pub fn of<'s>(&self, scene: &'s Scene<'_>, token: usize) -> Subject<'s> {
        let Ok(at) = self.verbs.binary_search_by_key(&token, |e| e.token) else { return Subject::Unknown };
        match self.verbs[at] {
            Entry { subject: Some(a), .. } => Subject::Actor(&scene.actors[a]),
            Entry { thing: true, .. } => Subject::Thing,
            _ => Subject::Unknown,
        }
    }

    /// The subject of the first verb of a stretch that has one: whom the sentence is about.
    pub fn matrix<'s>(&self, scene: &'s Scene<'_>, range: Range<usize>) -> Option<&'s ActorMention> {
        self.within(range)
            .iter()
            .find(|e| !e.relative && e.subject.is_some())
            .and_then(|e| e.subject)
            .map(|a| &scene.actors[a])
    }

    /// The last finite verb of a stretch.
    pub fn last_verb(&self, range: Range<usize>) -> Option<usize> {
        self.within(range).last().map(|e| e.token)
    }

    fn within(&self, range: Range<usize>) -> &[Entry] {
        let from = self.verbs.partition_point(|e| e.token < range.start);
        let to = self.verbs.partition_point(|e| e.token < range.end);
        &self.verbs[from..to.max(from)]
    }

    /// The actor, and whether something else stands in its place.
    fn subject(&self, scene: &Scene<'_>, token: usize, verb: &VerbUse<'_>) -> (Option<usize>, bool) {
        if verb.readings.iter().all(|r| r.features.person == Person::First) {
            return (None, false);
        }
        let sentence = scene.sentence(token).tokens.clone();
        let thing = match after(scene, token, verb, sentence.end) {
            Beside::Actor(a) => return (Some(a), false),
            Beside::Thing => true,
            Beside::Nobody => false,
        };
        if verb.split.conjunction.is_none() {
            match before(scene, token, verb, sentence.start) {
                Beside::Actor(a) => return (Some(a), false),
                Beside::Thing => return (None, true),
                Beside::Nobody => {}
            }
        }
        let earlier = self.carried(scene, token, verb, &sentence);
        // «ونفذت غارات»: a noun of the other gender is the object, and so mostly is one behind a second verb.
        let transitive = scene.lexicon.verbs.all[verb.readings[0].verb as usize].transitive;
        let object = verb.split.conjunction.is_some() && transitive || !fits_gender(scene, token + 1, verb);
        if thing && !object { (None, true) } else { (earlier, thing && earlier.is_none()) }
    }

    /// The subject of an earlier verb that agrees: in the sentence, else whom the sentences before it are about.
    fn carried(&self, scene: &Scene<'_>, token: usize, verb: &VerbUse<'_>, sentence: &Range<usize>) -> Option<usize> {
        let agree = |e: &&Entry| e.subject.is_some_and(|a| agrees(&scene.actors[a], scene, verb, false));
        let here = self.within(sentence.start..token);
        if let Some(e) = here.iter().rev().filter(|e| !e.relative).find(agree).or_else(|| here.iter().rev().find(agree))
        {
            return e.subject;
        }
        let number = scene.text.sentence_of(token);
        let paragraph = scene.text.sentences()[number].paragraph;
        (number.saturating_sub(BACK)..number)
            .rev()
            .map(|n| &scene.text.sentences()[n])
            .take_while(|s| s.paragraph + 1 >= paragraph && !s.heading)
            .find_map(|s| self.within(s.tokens.clone()).iter().filter(|e| !e.relative).find(agree))
            .and_then(|e| e.subject)
    }
}

fn plural(verb: &VerbUse<'_>) -> bool {
    verb.readings.iter().all(|r| r.features.number != Number::Singular)
}

/// Whether the word at `i` can be the subject of a verb by its gender.
fn fits_gender(scene: &Scene<'_>, i: usize, verb: &VerbUse<'_>) -> bool {
    let word = if i < scene.words.len() { scene.fold(i) } else { "" };
    let feminine = word.ends_with('ه') || word.ends_with("ات");
    !(feminine && verb.readings.iter().all(|r| r.features.gender == Gender::Masculine))
}

/// Whether a mention can be the subject of a verb; a verb before its subject stands in the singular.
pub(crate) fn agrees(m: &ActorMention, scene: &Scene<'_>, verb: &VerbUse<'_>, verb_first: bool) -> bool {
    let head = (m.tokens.start..m.tokens.end).find(|&i| scene.text.tokens()[i].kind == TokenKind::Arabic);
    let word = head.map_or("", |i| scene.fold(i));
    let feminine = !m.person && !m.state && (word.ends_with('ه') || word.ends_with("ات"));
    let men = !m.person && ["ون", "ين", "و", "ان"].iter().any(|e| word.ends_with(e)) && word.chars().count() > 4;
    let third = verb.readings.iter().filter(|r| r.features.person == Person::Third);
    third.into_iter().any(|r| {
        let f = r.features;
        let gender = match f.gender {
            Gender::Masculine => !feminine,
            Gender::Feminine => !(men && !m.state),
            Gender::Common => true,
        };
        let number = match f.number {
            Number::Singular => verb_first || !men,
            Number::Dual => !m.person && !verb_first,
            Number::Plural => !m.person && !m.state && !verb_first,
        };
        gender && number
    })
}

/// The actor behind a verb, past times, amounts and phrases of place.
fn after(scene: &Scene<'_>, token: usize, verb: &VerbUse<'_>, end: usize) -> Beside {
    if plural(verb) {
        return Beside::Nobody;
    }
    let mut i = token + 1;
    let stop = end.min(token + 1 + AFTER);
    while i < stop {
        if let Some(k) = scene.actor_at(i) {
            let m = &scene.actors[k];
            if m.preposition.is_none() && !m.joined {
                return if agrees(m, scene, verb, true) { Beside::Actor(k) } else { Beside::Thing };
            }
            if m.joined {
                return Beside::Nobody;
            }
            i = m.tokens.end;
            continue;
        }
        if let Some(next) = skip(scene, i) {
            i = next;
            continue;
        }
        let mark = scene.text.tokens()[i].mark;
        if mark.is_some() {
            if matches!(mark, Some('"' | '«' | '“' | '-' | '(' | ')' | '»' | '”')) {
                i += 1;
                continue;
            }
            return Beside::Nobody;
        }
        match scene.words[i].function {
            Some(f) if f.preposition => i += 2,
            Some(f) if f.particle || f.demonstrative || f.negation => i += 1,
            Some(_) => return Beside::Nobody,
            None if scene.words[i].verb.is_some() && scene.is_verb(i) => return Beside::Nobody,
            None if with_preposition(scene, i) => i += 1,
            None => return Beside::Thing,
        }
    }
    Beside::Nobody
}

/// Where a time, an amount or a place that begins at `i` ends.
fn skip(scene: &Scene<'_>, i: usize) -> Option<usize> {
    let time = scene.times.iter().find(|t| t.tokens.start == i).map(|t| t.tokens.end);
    let number = || scene.numbers.iter().find(|n| n.tokens.start == i).map(|n| n.tokens.end);
    let place = || scene.places_in(i..scene.words.len()).next().filter(|p| p.tokens.start == i).map(|p| p.tokens.end);
    time.or_else(number).or_else(place).filter(|&e| e > i)
}

/// Whether a preposition is joined to the word at `i`: «بشدة», «للمرة».
fn with_preposition(scene: &Scene<'_>, i: usize) -> bool {
    let word = scene.fold(i);
    ["بال", "لل", "كال"].iter().any(|p| word.starts_with(p)) || word.starts_with('ب') && word.ends_with('ه')
}

/// The actor before a verb in its clause, or the one that its relative hangs on.
fn before(scene: &Scene<'_>, token: usize, verb: &VerbUse<'_>, start: usize) -> Beside {
    let mut i = token;
    let stop = start.max(token.saturating_sub(BEFORE));
    let mut things = 0;
    while i > stop {
        let b = i - 1;
        if let Some(k) = scene.actor_ending(i) {
            let m = &scene.actors[k];
            if m.preposition.is_none() && agrees(m, scene, verb, false) {
                return Beside::Actor(k);
            }
            i = m.tokens.start;
            continue;
        }
        if scene.words[b].function.is_some_and(|f| f.relative) {
            if verb.split.pronoun.is_some() {
                return Beside::Nobody;
            }
            return antecedent(scene, b, verb).map_or(Beside::Thing, Beside::Actor);
        }
        let mark = scene.text.tokens()[b].mark;
        if mark.is_some() {
            if matches!(mark, Some('"' | '«' | '“' | '-' | '(' | ')' | '»' | '”' | '،' | ',')) {
                i = b;
                continue;
            }
            return Beside::Nobody;
        }
        if scene.times.iter().any(|t| t.tokens.contains(&b)) || scene.numbers.iter().any(|n| n.tokens.contains(&b)) {
            i = b;
            continue;
        }
        match scene.words[b].function {
            Some(f) if f.content || f.subordinator || f.conjunction => return Beside::Nobody,
            Some(_) => i = b,
            None if scene.words[b].verb.is_some() && scene.is_verb(b) => return Beside::Nobody,
            None => {
                // The noun right before the verb is its subject: «غارة استهدفت».
                things += 1;
                if i == token && !with_preposition(scene, b) && scene.places_in(b..i).next().is_none() {
                    return Beside::Thing;
                }
                if things > 6 {
                    return Beside::Nobody;
                }
                i = b;
            }
        }
    }
    Beside::Nobody
}

/// The actor that a relative at `b` hangs on, past its adjectives.
fn antecedent(scene: &Scene<'_>, b: usize, verb: &VerbUse<'_>) -> Option<usize> {
    (b.saturating_sub(3)..=b)
        .rev()
        .take_while(|&e| {
            e == b
                || scene.words[e].function.is_none()
                    && scene.text.tokens()[e].mark.is_none_or(|m| matches!(m, '"' | '»' | '”' | '،'))
        })
        .find_map(|e| scene.actor_ending(e))
        .filter(|&k| agrees(&scene.actors[k], scene, verb, false))
}
