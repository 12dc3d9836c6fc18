//! Triggers: the words that name an act, and the frames they call.

use std::ops::Range;

use marsad_lexicon::{Frame, Lexicon, NounTrigger, Participles, PhraseTrigger, VoiceChoice, passive, without_article};
use marsad_model::Span;
use marsad_text::arabic::conjugate::{Aspect, NominalKind, NominalState, Person, VerbFeatures};
use marsad_text::{TokenKind, splits};

use crate::scene::Scene;
use crate::telling::{SentenceHints, elsewhere};

/// How far, in words, a verb phrase may be torn («ألقت الشرطة القبض»).
const TORN: usize = 7;

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
}

/// Every trigger of a text, in order, none overlapping.
pub(crate) fn find(scene: &Scene<'_>) -> Vec<Trigger> {
    let mut out: Vec<Trigger> = Vec::new();
    // Tokens that belong to an earlier trigger's torn second half.
    let mut taken: Vec<usize> = Vec::new();
    let mut read = SentenceHints::default();
    let mut i = 0;
    while i < scene.text.tokens().len() {
        let trigger = (!taken.contains(&i)).then(|| at(scene, i)).flatten();
        match trigger {
            Some((trigger, _)) if elsewhere(scene, &trigger, &mut read) => i = trigger.tokens.end,
            Some((trigger, rest)) => {
                i = trigger.tokens.end;
                taken.extend(rest);
                out.push(trigger);
            }
            None => i += 1,
        }
    }
    out
}

/// The trigger that begins at token `i`, with the tokens of its torn second half.
fn at(scene: &Scene<'_>, i: usize) -> Option<(Trigger, Vec<usize>)> {
    if scene.text.tokens()[i].kind != TokenKind::Arabic {
        return None;
    }
    if inside_name(scene, i) {
        return None;
    }
    phrase(scene, i)
        .map(|t| (t, Vec::new()))
        .or_else(|| verb_phrase(scene, i))
        .or_else(|| verb(scene, i).map(|t| (t, Vec::new())))
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

/// Whether the words around a trigger let its frame stand.
fn allowed(scene: &Scene<'_>, frame: &Frame, tokens: &Range<usize>) -> bool {
    let plain = |k: usize| -> Option<&str> { (k < scene.text.tokens().len()).then(|| without_article(scene.fold(k))) };
    let is = |k: usize, list: &[String]| {
        let Some(word) = plain(k) else { return false };
        list.iter().any(|w| {
            let folded = marsad_text::fold_str(w);
            let wanted = without_article(&folded);
            word == wanted || word.strip_suffix('ا') == Some(wanted)
        })
    };
    // «أشاد حزب الله بـ…»: a word of a known name says nothing about the frame.
    let known = |k: usize| scene.actors.iter().any(|a| a.id.is_some() && a.tokens.start < k && a.tokens.contains(&k));
    if !frame.not_after.is_empty()
        && (is(tokens.end, &frame.not_after)
            || (!scene.parts_clauses(tokens.end) && !known(tokens.end + 1) && is(tokens.end + 1, &frame.not_after)))
    {
        return false;
    }
    // «أعلن الجيش الإسرائيلي استهداف …»: the adjective is of another name, not of what is done.
    let named = |k: usize| {
        let hard = scene.actors.iter().any(|a| a.tokens.end == k + 1 && a.tokens.len() > 1 && a.id.is_some());
        hard && scene.words[tokens.start].verb.is_none() && scene.fold(k).starts_with("ال")
    };
    if !frame.not_before.is_empty()
        && let Some(before) = tokens.start.checked_sub(1).filter(|k| !named(*k))
    {
        let folded = scene.fold(before);
        let hit =
            |w: &str| frame.not_before.iter().any(|b| without_article(&marsad_text::fold_str(b)) == without_article(w));
        if splits(folded).any(|s| s.pronoun.is_none() && hit(s.stem)) {
            return false;
        }
    }
    if !frame.needs.is_empty() {
        let sentence = scene.sentence(tokens.start).tokens.clone();
        let around = tokens.start.saturating_sub(4).max(sentence.start)..(tokens.end + 5).min(sentence.end);
        if !around.filter(|k| !tokens.contains(k)).any(|k| is(k, &frame.needs)) {
            return false;
        }
    }
    if frame.opens && !opens(scene, tokens.start) {
        return false;
    }
    if frame.needs_armed {
        let sentence = scene.sentence(tokens.start).tokens.clone();
        if !scene.actors_in(sentence).any(crate::scene::ActorMention::armed) {
            return false;
        }
    }
    true
}

/// Whether token `i`, a number before it aside, opens its sentence or what follows a colon.
fn opens(scene: &Scene<'_>, i: usize) -> bool {
    let first = scene.numbers.iter().find(|n| n.tokens.end == i).map_or(i, |n| n.tokens.start);
    let marks = (scene.sentence(i).tokens.start..first).rev().take_while(|&k| scene.text.tokens()[k].mark.is_some());
    let before = first - marks.count();
    before == scene.sentence(i).tokens.start
        || before < first && (before..first).any(|k| matches!(scene.text.tokens()[k].mark, Some(':' | '.' | '…')))
}

fn matches_rest(scene: &Scene<'_>, rest: &[Box<str>], from: usize) -> bool {
    rest.iter().enumerate().all(|(k, wanted)| word_is(scene, from + k, wanted, k + 1 == rest.len()))
}

/// Whether token `i` is `wanted` (folded, without article), with or without article; the last of a phrase may carry a pronoun.
fn word_is(scene: &Scene<'_>, i: usize, wanted: &str, last: bool) -> bool {
    let fold = scene.fold(i);
    if fold.is_empty() {
        return false;
    }
    let plain = without_article(fold);
    if plain == wanted || plain.strip_suffix('ا') == Some(wanted) {
        return true;
    }
    // «للنار», «بالسجن»: the phrase's own preposition stands joined in the list, so only the article differs.
    if let (Some(rest), Some(inner)) = (fold.strip_prefix("لل"), wanted.strip_prefix('ل'))
        && rest == inner
    {
        return true;
    }
    if let (Some(rest), Some(inner)) = (fold.strip_prefix("بال"), wanted.strip_prefix('ب'))
        && rest == without_article(inner)
    {
        return true;
    }
    last && ["ه", "ها", "هم", "هما", "هن"].iter().any(|p| fold.strip_suffix(p) == Some(wanted))
}

fn phrase(scene: &Scene<'_>, i: usize) -> Option<Trigger> {
    let fold = scene.fold(i);
    for split in splits(fold) {
        if split.pronoun.is_some() || split.future {
            continue;
        }
        // Accusative alef on the first word: «هجوما انتحاريا».
        let stems = [Some(split.stem), split.stem.strip_suffix('ا')];
        for stem in stems.into_iter().flatten() {
            let Some(list) = scene.lexicon.frames.by_phrase.get(stem) else { continue };
            for PhraseTrigger { frame, rest } in list {
                if !matches_rest(scene, rest, i + 1) {
                    continue;
                }
                let tokens = i..i + 1 + rest.len();
                if !allowed(scene, &scene.lexicon.frames.all[*frame as usize], &tokens) {
                    continue;
                }
                return Some(Trigger {
                    frame: *frame,
                    span: scene.text.cover(tokens.start, tokens.end),
                    tokens,
                    form: Form::Noun { definite: split.article, many: false, participle: None },
                    pronoun: None,
                    joined_preposition: split.preposition,
                    future: false,
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
    for reading in &verb.readings {
        let Some(list) = scene.lexicon.frames.by_verb_phrase.get(&reading.verb) else { continue };
        for PhraseTrigger { frame, rest } in list {
            let reach = (i + 1 + TORN).min(sentence.end);
            let found = (i + 1..reach)
                .take_while(|&k| k == i + 1 || !scene.parts_clauses(k - 1) || scene.text.tokens()[k - 1].mark.is_none())
                .find(|&k| matches_rest(scene, rest, k));
            let Some(k) = found else { continue };
            let end = k + rest.len();
            let tokens = i..if k == i + 1 { end } else { i + 1 };
            let f = &scene.lexicon.frames.all[*frame as usize];
            // «يعاقب القانون … بالسجن»: where the phrase is torn, what follows its verb counts too.
            if !allowed(scene, f, &(i..end)) || k != i + 1 && !allowed(scene, f, &(i..i + 1)) {
                continue;
            }
            return Some((
                Trigger {
                    frame: *frame,
                    span: scene.text.cover(tokens.start, tokens.end),
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

fn verb(scene: &Scene<'_>, i: usize) -> Option<Trigger> {
    let word = scene.words[i].verb.as_ref()?;
    if !scene.is_verb(i) {
        return None;
    }
    let frames = &scene.lexicon.frames;
    for reading in &word.readings {
        for &frame in frames.by_verb.get(&reading.verb).map_or(&[][..], Vec::as_slice) {
            let f = &frames.all[frame as usize];
            let same = |r: &&marsad_lexicon::VerbReading| r.verb == reading.verb;
            let can_active =
                word.readings.iter().filter(same).any(|r| !passive(r.features)) && f.voice != VoiceChoice::Passive;
            let can_passive =
                word.readings.iter().filter(same).any(|r| passive(r.features)) && f.voice != VoiceChoice::Active;
            if !(can_active || can_passive)
                || reading.features.aspect == Aspect::Imperative
                || f.perfect && reading.features.aspect != Aspect::Perfect
            {
                continue;
            }
            let tokens = i..i + 1;
            if !allowed(scene, f, &tokens) {
                continue;
            }
            return Some(Trigger {
                frame,
                span: scene.text.tokens()[i].span,
                tokens,
                form: Form::Verb {
                    features: preferred(&word.readings, reading.verb),
                    active: can_active,
                    passive: can_passive,
                },
                pronoun: word.split.pronoun.map(str::to_owned),
                joined_preposition: word.split.preposition,
                future: word.split.future,
                pattern: "verb",
            });
        }
    }
    None
}

/// The likeliest features of a form: third person before first, active before passive.
fn preferred(readings: &[marsad_lexicon::VerbReading], verb: u32) -> VerbFeatures {
    let mut of_verb: Vec<VerbFeatures> = readings.iter().filter(|r| r.verb == verb).map(|r| r.features).collect();
    of_verb.sort_by_key(|f| (f.person != Person::Third, passive(*f)));
    of_verb[0]
}

fn noun(scene: &Scene<'_>, i: usize) -> Option<Trigger> {
    let fold = scene.fold(i);
    if scene.words[i].function.is_some() {
        return None;
    }
    for split in splits(fold) {
        if split.future {
            continue;
        }
        let Some(list) = scene.lexicon.frames.by_noun.get(split.stem) else { continue };
        for &NounTrigger { frame, many, bound, .. } in list {
            if bound && split.pronoun.is_none() || split.pronoun.is_some() && !bound && split.stem.ends_with('ه') {
                continue;
            }
            let tokens = i..i + 1;
            if !allowed(scene, &scene.lexicon.frames.all[frame as usize], &tokens) {
                continue;
            }
            return Some(noun_trigger(scene, frame, tokens, &split, many, None, "noun"));
        }
    }
    None
}

/// A masdar or participle of a frame's verb.
fn nominal(scene: &Scene<'_>, i: usize) -> Option<Trigger> {
    if scene.words[i].function.is_some() {
        return None;
    }
    let frames = &scene.lexicon.frames;
    for split in splits(scene.fold(i)) {
        if split.future {
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
                if !wanted || !allowed(scene, f, &tokens) {
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
