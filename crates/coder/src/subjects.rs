//! Subjects: whose deed each finite verb of a text is, named beside it or carried over from the verb before it.

use std::ops::Range;

use marsad_lexicon::Role;
use marsad_model::EventType;
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
    /// Something that is no actor, from this token on.
    Thing(usize),
    /// Nothing: whoever was spoken of before.
    Nobody,
}

/// Whose deed a verb is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'s> {
    Actor(&'s ActorMention),
    /// A noun that names no actor, at this token.
    Thing(usize),
    Unknown,
}

/// One finite verb.
#[derive(Debug, Clone, Copy)]
struct Entry {
    token: usize,
    subject: Option<usize>,
    /// A noun that is no actor stands where the subject should.
    thing: Option<usize>,
    /// In a clause that a relative opens.
    relative: bool,
    /// The subject stands by an earlier verb, and no pronoun points back at it.
    carried: bool,
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
            let named = crate::triggers::inside_name(scene, token);
            if let Some(verb) = scene.words[token].verb.as_ref().filter(|_| !named && scene.is_verb(token)) {
                let relative = token > 0 && scene.words[token - 1].function.is_some_and(|f| f.relative);
                let (subject, thing) = out.subject(scene, token, verb);
                let beside = subject.is_some_and(|a| {
                    let m = &scene.actors[a];
                    m.tokens.start > token
                        || !(m.tokens.end..token).any(|i| scene.words[i].verb.is_some() && scene.is_verb(i))
                });
                let pointed = token > 0
                    && scene.words[token - 1].function.is_some_and(|f| f.content)
                    && points_back(scene, token - 1);
                let carried = !(beside || pointed || plural(verb));
                out.verbs.push(Entry { token, subject, thing, relative, carried });
            }
        }
        out
    }

    /// The subject of the verb at a token.
    pub fn of<'s>(&self, scene: &'s Scene<'_>, token: usize) -> Subject<'s> {
        let Ok(at) = self.verbs.binary_search_by_key(&token, |e| e.token) else { return Subject::Unknown };
        match self.verbs[at] {
            Entry { subject: Some(a), .. } => Subject::Actor(&scene.actors[a]),
            Entry { thing: Some(i), .. } => Subject::Thing(i),
            _ => Subject::Unknown,
        }
    }

    /// Whether the subject of the verb at a token is only carried over from another verb.
    pub fn carried_over(&self, token: usize) -> bool {
        self.verbs.binary_search_by_key(&token, |e| e.token).is_ok_and(|at| self.verbs[at].carried)
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

    /// The actor, or where something else stands in its place.
    fn subject(&self, scene: &Scene<'_>, token: usize, verb: &VerbUse<'_>) -> (Option<usize>, Option<usize>) {
        if verb.readings.iter().all(|r| r.features.person == Person::First) {
            return (None, None);
        }
        let sentence = scene.sentence(token).tokens.clone();
        let front = match verb.split.conjunction {
            None => before(scene, token, verb, sentence.start),
            Some(_) => Beside::Nobody,
        };
        // «أنها تستهدف المدنيين»: the pronoun is the subject.
        let pointed =
            token > 0 && scene.words[token - 1].function.is_some_and(|f| f.content) && points_back(scene, token - 1);
        if pointed {
            return self.carried(scene, token, verb, &sentence);
        }
        let behind = after(scene, token, verb, sentence.end);
        let adjacent = |a: usize| scene.actors[a].tokens.start <= token + 2;
        // «الطفل جنده اللواء», «اللواء الذي انضم قادته»: who stands behind the verb, where what goes before is taken.
        let relative = token > 0 && scene.words[token - 1].function.is_some_and(|f| f.relative);
        if let Beside::Actor(a) = behind
            && adjacent(a)
            && (verb.split.pronoun.is_some() || relative && owned(scene, a))
        {
            return (Some(a), None);
        }
        // «والتحالف يتهم الحوثيين»: whom the clause begins with, right before its verb.
        if let Beside::Actor(a) = front
            && topic(scene, a, token, sentence.start)
        {
            return (Some(a), None);
        }
        // «هجمات استهدفت مدنيين», «الرصاصة التي قتلت مراسلة»: what a clause hangs on is its subject where no pronoun is.
        if let Beside::Thing(i) = front
            && verb.split.pronoun.is_none()
            && !scene.words.get(token + 1).and_then(|w| w.function).is_some_and(|f| f.particle)
            && (relative || hangs_on(scene, i, token, verb))
        {
            return (None, Some(i));
        }
        // «إن وحدة خاصة اغتالت ناشطا»: a noun that «إن» opens the clause with is the subject, whoever stands behind.
        if let Beside::Thing(i) = front
            && i > 0
            && scene.words[i - 1].function.is_some_and(|f| f.content)
        {
            return (None, Some(i));
        }
        // «نفذ الجيش عدوانا … واغتال القائد»: somebody behind a second verb of a side's deeds suffers it.
        if let Beside::Actor(a) = behind
            && verb.split.conjunction.is_some()
            && !scene.actors[a].armed_group()
            && harms(scene, verb)
            && let Some(e) =
                self.within(sentence.start..token).iter().rev().find(|e| !e.relative && e.subject.is_some())
            && e.subject
                .is_some_and(|s| s != a && scene.actors[s].armed() && agrees(&scene.actors[s], scene, verb, false))
            && !followed(scene, a)
        {
            return (e.subject, None);
        }
        // «دانت الحكومة …، وحملت إسرائيل المسؤولية»: a second verb of speech has the first one's subject, and one behind it
        // is addressed.
        if let Beside::Actor(a) = behind
            && verb.split.conjunction.is_some()
            && speaks(scene, verb)
            && let Some(e) =
                self.within(sentence.start..token).iter().rev().find(|e| !e.relative && e.subject.is_some())
            && e.subject.is_some_and(|s| s != a && agrees(&scene.actors[s], scene, verb, false))
            && !followed(scene, a)
        {
            return (e.subject, None);
        }
        let thing = match behind {
            Beside::Actor(a) => return (Some(a), None),
            Beside::Thing(i) => Some(i),
            Beside::Nobody => None,
        };
        match front {
            Beside::Actor(a) => return (Some(a), None),
            Beside::Thing(i) => return (None, Some(i)),
            Beside::Nobody => {}
        }
        // «ونفذت غارات»: a noun of the other gender is the object, and so mostly is one behind a second verb.
        let transitive = scene.lexicon.verbs.all[verb.readings[0].verb as usize].transitive;
        let object = verb.split.conjunction.is_some() && transitive || !fits_gender(scene, token + 1, verb);
        if thing.is_some() && (!object || thing.is_some_and(|i| nominative(scene, i, verb))) {
            return (None, thing);
        }
        match self.carried(scene, token, verb, &sentence) {
            (None, None) => (None, thing),
            found => found,
        }
    }

    /// The subject of an earlier verb that agrees: in the sentence, else whom the sentences before it are about.
    fn carried(
        &self,
        scene: &Scene<'_>,
        token: usize,
        verb: &VerbUse<'_>,
        sentence: &Range<usize>,
    ) -> (Option<usize>, Option<usize>) {
        let fits = |e: &&Entry| match (e.subject, e.thing) {
            (Some(a), _) => agrees(&scene.actors[a], scene, verb, false),
            (None, Some(i)) => fits_gender(scene, i, verb) && !plural(verb),
            _ => false,
        };
        let here = self.within(sentence.start..token);
        let named = |e: &&Entry| e.subject.is_some() && fits(e);
        let found = here.iter().rev().filter(|e| !e.relative).find(fits).or_else(|| here.iter().rev().find(named));
        if let Some(e) = found {
            return (e.subject, e.thing);
        }
        let number = scene.text.sentence_of(token);
        let paragraph = scene.text.sentences()[number].paragraph;
        let earlier = (number.saturating_sub(BACK)..number)
            .rev()
            .map(|n| &scene.text.sentences()[n])
            .take_while(|s| s.paragraph + 1 >= paragraph && !s.heading)
            .find_map(|s| self.within(s.tokens.clone()).iter().filter(|e| !e.relative).find(named));
        (earlier.and_then(|e| e.subject), None)
    }
}

/// Whether a clause hangs on the noun without the article right before its verb: on an act, or on one that no preposition
/// governs.
fn hangs_on(scene: &Scene<'_>, i: usize, token: usize, verb: &VerbUse<'_>) -> bool {
    let word = scene.fold(i);
    if i + 1 != token || word.starts_with("ال") || speaks(scene, verb) || i == 0 {
        return false;
    }
    let lexicon = scene.lexicon;
    let act = |k: usize| {
        let fold = scene.fold(k);
        marsad_text::splits(fold).any(|s| s.pronoun.is_none() && lexicon.frames.by_noun.contains_key(s.stem))
    };
    let pronoun = ["ه", "ها", "هم"].iter().any(|e| scene.text.word(i).ends_with(e));
    act(i)
        || act(i - 1) && !scene.is_preposition(i - 1)
        || !pronoun
            && !scene.is_preposition(i - 1)
            && !with_preposition(scene, i)
            && !with_preposition(scene, i - 1)
            && scene.words[i - 1].function.is_none()
            && !scene.is_preposition(i.saturating_sub(2))
}

/// Whether a mention is owned by a pronoun: «قادته».
fn owned(scene: &Scene<'_>, a: usize) -> bool {
    let m = &scene.actors[a];
    m.tokens.len() == 1 && ["ه", "ها", "هم"].iter().any(|e| scene.text.word(m.tokens.start).ends_with(e))
}

/// Whether a verb names an act done in words.
fn speaks(scene: &Scene<'_>, verb: &VerbUse<'_>) -> bool {
    let frames = &scene.lexicon.frames;
    verb.readings.iter().any(|r| {
        let alone = frames.by_verb.get(&r.verb).map_or(&[][..], Vec::as_slice).iter();
        let phrases = frames.by_verb_phrase.get(&r.verb).map_or(&[][..], Vec::as_slice).iter().map(|p| &p.frame);
        alone.chain(phrases).any(|&f| frames.all[f as usize].type_.is_speech_act())
    })
}

/// Whether a verb names an attack or an arrest whose object suffers it.
fn harms(scene: &Scene<'_>, verb: &VerbUse<'_>) -> bool {
    let frames = &scene.lexicon.frames;
    verb.readings.iter().any(|r| {
        frames.by_verb.get(&r.verb).is_some_and(|l| {
            l.iter().any(|&f| {
                let f = &frames.all[f as usize];
                matches!(f.type_, EventType::Assault | EventType::Coerce) && f.object == Role::Recipient
            })
        })
    })
}

/// Whether another actor that no preposition governs stands behind one: the object of a verb whose subject it is.
fn followed(scene: &Scene<'_>, a: usize) -> bool {
    scene.actors.get(a + 1).is_some_and(|n| {
        n.preposition.is_none() && !n.joined && n.tokens.start <= scene.actors[a].tokens.end + 2 && !n.person
    })
}

/// Whether a noun behind a verb of speech can only be its subject by its ending: «محققون», «بيان».
fn nominative(scene: &Scene<'_>, i: usize, verb: &VerbUse<'_>) -> bool {
    let word = scene.fold(i);
    let speaks = speaks(scene, verb);
    let bare = !word.starts_with("ال") && !["ا", "ه", "ات", "ين"].iter().any(|e| word.ends_with(e));
    word.ends_with("ون") || speaks && bare
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
    let plural = ["ون", "ين"].iter().any(|e| word.ends_with(e))
        || m.id.is_none() && ["و", "ان"].iter().any(|e| word.ends_with(e));
    let men = !m.person && !m.state && plural && word.chars().count() > 4;
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
                return if agrees(m, scene, verb, true) { Beside::Actor(k) } else { Beside::Thing(i) };
            }
            if m.joined {
                return Beside::Nobody;
            }
            i = m.tokens.end;
            continue;
        }
        if let Some(next) = skip(scene, i) {
            // «قتل 3 من …»: those counted, by whomever.
            if i == token + 1 && next < stop && scene.bare(next) == "من" {
                return Beside::Nobody;
            }
            i = next;
            continue;
        }
        if i > token + 1 && scene.fold(i).starts_with('و') && scene.words[i].function.is_none() {
            return Beside::Nobody;
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
            Some(f) if f.preposition && !f.particle => i = phrase_end(scene, i + 1),
            Some(f) if f.particle || f.demonstrative || f.negation => i += 1,
            Some(_) => return Beside::Nobody,
            None if scene.words[i].verb.is_some() && scene.is_verb(i) => return Beside::Nobody,
            None if with_preposition(scene, i) => i = phrase_end(scene, i),
            None => return Beside::Thing(i),
        }
    }
    Beside::Nobody
}

/// Where the noun behind a preposition ends, with whoever stands in the genitive to it: «في جرائم الحوثيين».
fn phrase_end(scene: &Scene<'_>, noun: usize) -> usize {
    if let Some(end) = skip(scene, noun) {
        return end;
    }
    let whole = |k: usize| match scene.actor_at(scene.actors[k].tokens.end) {
        Some(n) if scene.actors[n].person => scene.actors[n].tokens.end,
        _ => scene.actors[k].tokens.end,
    };
    if let Some(k) = scene.actor_at(noun) {
        return whole(k);
    }
    let mut next = noun + 1;
    let article =
        ["ال", "بال", "لل", "كال"].iter().any(|p| noun < scene.words.len() && scene.fold(noun).starts_with(p));
    if article || next >= scene.words.len() {
        return next;
    }
    match scene.actor_at(next) {
        Some(k) if scene.actors[k].preposition.is_none() && !scene.actors[k].joined => whole(k),
        _ if scene.fold(next).starts_with("ال") && scene.words[next].function.is_none() => next + 1,
        _ => {
            // «إلى تحرك دولي عاجل»: its adjectives.
            while next < (noun + 3).min(scene.words.len())
                && scene.text.tokens()[next].kind == TokenKind::Arabic
                && scene.words[next].function.is_none()
                && scene.words[next].verb.is_none()
                && !scene.fold(next).starts_with("ال")
                && !scene.fold(next).ends_with('ا')
                && scene.actor_at(next).is_none()
            {
                next += 1;
            }
            next
        }
    }
}

/// Whether an actor before a verb begins its clause and nothing but particles and adjectives stands between them.
fn topic(scene: &Scene<'_>, a: usize, token: usize, start: usize) -> bool {
    let m = &scene.actors[a];
    let from = crate::amounts::amount_start(scene, m.tokens.start, m.preposition.as_deref());
    let near = (m.tokens.end..token).all(|i| {
        scene.words[i].function.is_some_and(|f| f.particle || f.negation)
            || describes(scene, i)
            || scene.text.tokens()[i].mark.is_some()
    });
    // «خلية خططت»: a noun without the article right before a verb is what the verb speaks of.
    let vague = m.tokens.end == token
        && m.id.is_none()
        && !m.person
        && !(m.tokens.start..m.tokens.end).any(|i| scene.fold(i).starts_with("ال"));
    let opens = vague
        || from == start
        || m.joined
        || scene.parts_clauses(from - 1)
        || scene.words[from - 1].function.is_some_and(|f| f.content || f.subordinator || f.particle || f.conjunction);
    near && opens
}

/// Whether the word at `i` is an adjective with the article of an actor right before it: «الحشد الشعبي العراقي».
fn describes(scene: &Scene<'_>, i: usize) -> bool {
    scene.actor_ending(i).is_some()
        && (crate::actors::adjective_country(scene, i).is_some()
            || scene.fold(i).starts_with("ال") && ["ي", "يه", "ين", "ون"].iter().any(|e| scene.fold(i).ends_with(e)))
}

/// Where a time, an amount or a place that begins at `i` ends.
fn skip(scene: &Scene<'_>, i: usize) -> Option<usize> {
    let time = scene.times.iter().find(|t| t.tokens.start == i).map(|t| t.tokens.end);
    let number = || scene.numbers.iter().find(|n| n.tokens.start == i).map(|n| n.tokens.end);
    let place = || scene.places_in(i..scene.words.len()).next().filter(|p| p.tokens.start == i).map(|p| p.tokens.end);
    time.or_else(number).or_else(place).filter(|&e| e > i)
}

/// Whether a preposition is joined to the word at `i`: «بشدة», «للمرة», «بتسليح».
pub(crate) fn with_preposition(scene: &Scene<'_>, i: usize) -> bool {
    let word = scene.fold(i);
    if ["بال", "لل", "كال", "وبال", "ولل"].iter().any(|p| word.starts_with(p))
        || word.starts_with('ب') && word.ends_with('ه')
    {
        return true;
    }
    let Some(rest) = word.strip_prefix(['ب', 'ل']).filter(|r| r.chars().count() >= 2) else { return false };
    let lexicon = scene.lexicon;
    !lexicon.verbs.nominal(rest).is_empty()
        || lexicon.frames.by_noun.contains_key(rest)
        || lexicon.entities.heads.has(rest)
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
            return antecedent(scene, b, verb).map_or(Beside::Thing(b), Beside::Actor);
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
            // «إن وحدة خاصة اغتالت»: what «إن» opens begins with its subject.
            Some(f) if f.content && things > 0 && !points_back(scene, b) && scene.words[b + 1].function.is_none() => {
                return Beside::Thing(b + 1);
            }
            Some(f) if f.content || f.subordinator || f.conjunction => return Beside::Nobody,
            Some(_) => i = b,
            None if scene.words[b].verb.is_some() && scene.is_verb(b) => return Beside::Nobody,
            None => {
                // The noun right before the verb is its subject: «غارة استهدفت».
                things += 1;
                if describes(scene, b) {
                    i = b;
                    continue;
                }
                if i == token && !with_preposition(scene, b) && scene.places_in(b..i).next().is_none() {
                    // «يقود سيارة ملغومة فجر …»: the object of a verb before, of the other gender.
                    if !fits_gender(scene, b, verb) {
                        return Beside::Nobody;
                    }
                    return Beside::Thing(opened(scene, b, start).unwrap_or(b));
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

/// Whether the word at `i` opens what is said and points back at somebody: «أنه», «بأنها».
fn points_back(scene: &Scene<'_>, i: usize) -> bool {
    ["ه", "ها", "هم", "هما"].iter().any(|e| scene.fold(i).ends_with(e))
}

/// Where the nouns that end at `noun` begin behind an «أن» or «إن».
fn opened(scene: &Scene<'_>, noun: usize, start: usize) -> Option<usize> {
    let first = (start.max(noun.saturating_sub(4))..=noun)
        .rev()
        .take_while(|&i| scene.words[i].function.is_none() && scene.text.tokens()[i].kind == TokenKind::Arabic)
        .last()?;
    let before = first.checked_sub(1)?;
    (scene.words[before].function.is_some_and(|f| f.content) && !points_back(scene, before)).then_some(first)
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
