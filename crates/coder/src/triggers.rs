//! Triggers: the words that name an act, and the frames they call.

use std::cell::OnceCell;
use std::ops::Range;

use marsad_lexicon::facts::{FRAME_NOMINAL, FRAME_NOUN, FRAME_PHRASE, Words, cut};
use marsad_lexicon::{Frame, Lexicon, NounTrigger, Participles, PhraseTrigger, VerbReading, VoiceChoice, passive};
use marsad_model::Span;
use marsad_text::arabic::conjugate::{Aspect, NominalKind, NominalState, Person, VerbFeatures};
use marsad_text::{TokenKind, splits};
use rustc_hash::FxHashSet;

use crate::matching::{allowed, matches_rest};
use crate::scene::Scene;
use crate::telling::elsewhere;
use crate::words::VerbUse;

/// How far, in words, a verb phrase may be torn («ألقت الشرطة القبض»).
const TORN: usize = 7;
/// How far, in words, «بات» may stand before the verb it goes with.
const BECAME: usize = 6;

/// What kind of word triggers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Form {
    /// A finite verb with the features of its likeliest reading; whether it can be active, passive.
    Verb { features: VerbFeatures, active: bool, passive: bool },
    /// A noun, masdar or participle.
    Noun { definite: bool, many: bool, participle: Option<NominalKind> },
}

/// A frame called by words of the text.
#[derive(Debug, Clone)]
pub(crate) struct Trigger {
    pub frame: u32,
    /// The tokens from the first to the last word of the trigger.
    pub tokens: Range<usize>,
    pub span: Span,
    pub form: Form,
    /// Pronoun joined to it, folded.
    pub pronoun: Option<String>,
    /// Preposition joined to it.
    pub joined_preposition: Option<char>,
    /// Whether the future's س stands before it.
    pub future: bool,
    /// Which kind of pattern matched: `verb`, `noun`, `masdar`, `participle`, `phrase`.
    pub pattern: &'static str,
}

impl Trigger {
    pub fn frame<'a>(&self, lexicon: &'a Lexicon) -> &'a Frame {
        &lexicon.frames.all[self.frame as usize]
    }

    /// The one of two triggers that stands later.
    pub fn max_by_place<'a>(&'a self, other: &'a Self) -> &'a Self {
        if self.tokens.start > other.tokens.start { self } else { other }
    }
}

/// Every trigger of a text, in order, none overlapping.
pub(crate) fn find(scene: &Scene<'_>) -> Vec<Trigger> {
    let mut out: Vec<Trigger> = Vec::new();
    // Tokens that belong to an earlier trigger's torn second half.
    let mut taken: FxHashSet<usize> = FxHashSet::default();
    let mut i = 0;
    while i < scene.text.tokens().len() {
        let trigger = (!taken.contains(&i)).then(|| at(scene, i)).flatten();
        match trigger {
            Some((trigger, _)) if elsewhere(scene, &trigger) => i = trigger.tokens.end,
            Some((trigger, rest)) => {
                i = trigger.tokens.end;
                taken.extend(rest);
                if !trigger.frame(scene.lexicon).silent {
                    out.push(trigger);
                }
            }
            None => i += 1,
        }
    }
    out
}

/// The trigger that begins at token `i`, with the tokens of its torn second half.
fn at(scene: &Scene<'_>, i: usize) -> Option<(Trigger, Vec<usize>)> {
    let may = scene.words[i].verb.is_some() || scene.begins(i, FRAME_PHRASE | FRAME_NOUN | FRAME_NOMINAL);
    if !may || scene.text.tokens()[i].kind != TokenKind::Arabic || inside_name(scene, i) {
        return None;
    }
    phrase(scene, i)
        .map(|t| (t, Vec::new()))
        .or_else(|| verb_phrase(scene, i))
        .or_else(|| verb(scene, i))
        .or_else(|| noun(scene, i).map(|t| (t, Vec::new())))
        .or_else(|| nominal(scene, i).map(|t| (t, Vec::new())))
}

/// Whether token `i` is a word of a name of several words: «سجن الصناعة», «قوات الحشد الشعبي». A place that no list knows is
/// no hindrance: «قرية لإطلاق نار».
pub(crate) fn inside_name(scene: &Scene<'_>, i: usize) -> bool {
    let actor = scene.actors.partition_point(|a| a.tokens.end <= i);
    let place = scene.places.partition_point(|p| p.tokens.end <= i);
    scene.actors.get(actor).is_some_and(|a| a.tokens.len() > 1 && a.tokens.contains(&i))
        || scene.places.get(place).is_some_and(|p| p.id.is_some() && p.tokens.len() > 1 && p.tokens.contains(&i))
}

/// Of phrases of one length those as they are written before those whose last word carries a pronoun: «سفيرها» before «سفير».
/// Only those are given that can go on with a word that begins as `next` says.
fn exact_first(list: &[PhraseTrigger], next: u64) -> impl Iterator<Item = (&PhraseTrigger, bool)> {
    let goes_on = move |p: &&PhraseTrigger| p.next & next != 0;
    list.chunk_by(|a, b| a.rest.len() == b.rest.len()).flat_map(move |same| {
        let exact = same.iter().filter(goes_on).map(|p| (p, false));
        exact.chain(same.iter().filter(goes_on).map(|p| (p, true)))
    })
}

fn phrase(scene: &Scene<'_>, i: usize) -> Option<Trigger> {
    if !scene.begins(i, FRAME_PHRASE) {
        return None;
    }
    let fold = scene.fold(i);
    let phrases = scene.facts[i].phrases;
    for (number, split) in splits(fold).enumerate() {
        if phrases & cut(number) == 0 || split.pronoun.is_some() || split.future {
            continue;
        }
        // Accusative alef on the first word: «هجوما انتحاريا».
        let stems = [Some(split.stem), split.stem.strip_suffix('ا')];
        for stem in stems.into_iter().flatten() {
            let Some(list) = scene.lexicon.frames.by_phrase.get(stem) else { continue };
            for (PhraseTrigger { frame, rest, .. }, pronoun) in exact_first(list, scene.starts(i + 1)) {
                if !matches_rest(scene, rest, i + 1, pronoun) {
                    continue;
                }
                let tokens = i..i + 1 + rest.len();
                if !allowed(scene, *frame, &tokens, false) {
                    continue;
                }
                return Some(Trigger {
                    frame: *frame,
                    span: scene.text.cover(tokens.start, tokens.end),
                    tokens,
                    form: Form::Noun { definite: split.article, many: false, participle: None },
                    pronoun: None,
                    joined_preposition: split.preposition,
                    future: scene.words[i].verb.as_ref().is_some_and(|v| v.split.future),
                    pattern: "phrase",
                });
            }
        }
    }
    None
}

fn verb_phrase(scene: &Scene<'_>, i: usize) -> Option<(Trigger, Vec<usize>)> {
    let verb = scene.words[i].verb.as_ref()?;
    let sentence = scene.sentence(i).tokens.clone();
    let behind = OnceCell::new();
    for reading in &verb.readings {
        let Some(list) = scene.lexicon.frames.by_verb_phrase.get(&reading.verb) else { continue };
        let behind = *behind.get_or_init(|| (i + 1..sentence.end).fold(0, |all, k| all | scene.starts(k)));
        for (PhraseTrigger { frame, rest, next }, pronoun) in exact_first(list, behind) {
            let f = &scene.lexicon.frames.all[*frame as usize];
            let reach = (i + 1 + f.reach.unwrap_or(TORN)).min(sentence.end);
            let found = (i + 1..reach)
                .take_while(|&k| {
                    f.reach.is_some()
                        || k == i + 1
                        || !scene.parts_clauses(k - 1)
                        || scene.text.tokens()[k - 1].mark.is_none()
                })
                .find(|&k| next & scene.starts(k) != 0 && matches_rest(scene, rest, k, pronoun));
            let Some(k) = found else { continue };
            let end = k + rest.len();
            let tokens = i..if k == i + 1 { end } else { i + 1 };
            // «يعاقب القانون … بالسجن»: where the phrase is torn, what follows its verb counts too.
            if !allowed(scene, *frame, &(i..end), true) || k != i + 1 && !allowed(scene, *frame, &(i..i + 1), true) {
                continue;
            }
            let named = if f.named_by_rest { k..end } else { tokens.clone() };
            return Some((
                Trigger {
                    frame: *frame,
                    span: scene.text.cover(named.start, named.end),
                    form: Form::Verb { features: reading.features, active: true, passive: false },
                    pronoun: None,
                    joined_preposition: verb.split.preposition,
                    future: verb.split.future,
                    pattern: "phrase",
                    tokens,
                },
                (k..end).collect(),
            ));
        }
    }
    None
}

fn verb(scene: &Scene<'_>, i: usize) -> Option<(Trigger, Vec<usize>)> {
    let word = scene.words[i].verb.as_ref()?;
    if !scene.is_verb(i) {
        return None;
    }
    called(scene, i, word, &word.readings).or_else(|| called(scene, i, word, &word.joined))
}

/// The frame that some readings of a verb call, with the token of its object where that is no act of its own.
fn called(scene: &Scene<'_>, i: usize, word: &VerbUse<'_>, readings: &[VerbReading]) -> Option<(Trigger, Vec<usize>)> {
    let frames = &scene.lexicon.frames;
    for reading in readings {
        for &frame in frames.by_verb.get(&reading.verb).map_or(&[][..], Vec::as_slice) {
            let f = &frames.all[frame as usize];
            let same = |r: &&VerbReading| r.verb == reading.verb;
            let can_active =
                readings.iter().filter(same).any(|r| !passive(r.features)) && f.voice != VoiceChoice::Passive;
            let can_passive =
                readings.iter().filter(same).any(|r| passive(r.features)) && f.voice != VoiceChoice::Active;
            if !(can_active || can_passive)
                || reading.features.aspect == Aspect::Imperative
                || f.perfect && reading.features.aspect != Aspect::Perfect && !told_in_present(scene, i)
            {
                continue;
            }
            let tokens = i..i + 1;
            if !allowed(scene, frame, &tokens, true) {
                continue;
            }
            // Its object is no act of its own: «حكمت … بالسجن».
            let object = crate::matching::object(scene, frame, &tokens, true).filter(|_| !f.objects.is_empty());
            let trigger = Trigger {
                frame,
                span: scene.text.tokens()[i].span,
                tokens,
                form: Form::Verb {
                    features: preferred(readings, reading.verb),
                    active: can_active,
                    passive: can_passive,
                },
                pronoun: word.split.pronoun.map(str::to_owned),
                joined_preposition: word.split.preposition,
                future: word.split.future,
                pattern: "verb",
            };
            return Some((trigger, object.into_iter().collect()));
        }
    }
    None
}

/// Whether the present at token `i` tells what has happened: in the headline, or after «بات».
fn told_in_present(scene: &Scene<'_>, i: usize) -> bool {
    let source = scene.text.source();
    let headline =
        source.find("\n\n").is_some_and(|end| source[..end].chars().count() > scene.text.tokens()[i].span.start);
    let start = scene.sentence(i).tokens.start;
    headline
        || (start..i)
            .rev()
            .take(BECAME)
            .take_while(|&k| scene.text.tokens()[k].kind == TokenKind::Arabic)
            .any(|k| scene.lexicon.frames.became.has(scene.fold(k), true, false))
}

/// The likeliest features of a form: third person before first, active before passive.
fn preferred(readings: &[VerbReading], verb: u32) -> VerbFeatures {
    let mut of_verb: Vec<VerbFeatures> = readings.iter().filter(|r| r.verb == verb).map(|r| r.features).collect();
    of_verb.sort_by_key(|f| (f.person != Person::Third, passive(*f)));
    of_verb[0]
}

fn noun(scene: &Scene<'_>, i: usize) -> Option<Trigger> {
    let fold = scene.fold(i);
    if !scene.begins(i, FRAME_NOUN) || scene.words[i].function.is_some() {
        return None;
    }
    let nouns = scene.facts[i].nouns;
    for (number, split) in splits(fold).enumerate() {
        if nouns & cut(number) == 0 || split.future {
            continue;
        }
        let Some(list) = scene.lexicon.frames.by_noun.get(split.stem) else { continue };
        for &NounTrigger { frame, many, bound, .. } in list {
            if bound && split.pronoun.is_none() || split.pronoun.is_some() && !bound && split.stem.ends_with('ه') {
                continue;
            }
            let tokens = i..i + 1;
            if !allowed(scene, frame, &tokens, false) {
                continue;
            }
            return Some(noun_trigger(scene, frame, tokens, &split, many, None, "noun"));
        }
    }
    None
}

/// A masdar or participle of a frame's verb.
fn nominal(scene: &Scene<'_>, i: usize) -> Option<Trigger> {
    if !scene.begins(i, FRAME_NOMINAL) || scene.words[i].function.is_some() {
        return None;
    }
    let frames = &scene.lexicon.frames;
    let nominal = scene.facts[i].nominal;
    for (number, split) in splits(scene.fold(i)).enumerate() {
        if nominal & cut(number) == 0 || split.future {
            continue;
        }
        for reading in scene.lexicon.verbs.nominal(split.stem) {
            let bound = reading.state == NominalState::Bound;
            if reading.state == NominalState::Construct && reading.kind == NominalKind::Masdar {
                continue;
            }
            if bound && split.pronoun.is_none() || split.pronoun.is_some() && !bound && split.stem.ends_with('ه') {
                continue;
            }
            for &frame in frames.by_verb.get(&reading.verb).map_or(&[][..], Vec::as_slice) {
                let f = &frames.all[frame as usize];
                let wanted = match reading.kind {
                    NominalKind::Masdar => f.masdars,
                    NominalKind::ActiveParticiple => matches!(f.participles, Participles::Active | Participles::Both),
                    NominalKind::PassiveParticiple => matches!(f.participles, Participles::Passive | Participles::Both),
                };
                let tokens = i..i + 1;
                if !wanted || !allowed(scene, frame, &tokens, false) {
                    continue;
                }
                let participle = (reading.kind != NominalKind::Masdar).then_some(reading.kind);
                let pattern = if participle.is_some() { "participle" } else { "masdar" };
                return Some(noun_trigger(scene, frame, tokens, &split, false, participle, pattern));
            }
        }
    }
    None
}

fn noun_trigger(
    scene: &Scene<'_>,
    frame: u32,
    tokens: Range<usize>,
    split: &marsad_text::Split<'_>,
    many: bool,
    participle: Option<NominalKind>,
    pattern: &'static str,
) -> Trigger {
    Trigger {
        frame,
        span: scene.text.cover(tokens.start, tokens.end),
        tokens,
        form: Form::Noun { definite: split.article || split.pronoun.is_some(), many, participle },
        pronoun: split.pronoun.map(str::to_owned),
        joined_preposition: split.preposition,
        future: false,
        pattern,
    }
}
