//! Speakers: who stands beside a word of saying, named, described or remembered.

use std::ops::Range;

use marsad_lexicon::{SourcePlace, without_article};
use marsad_model::{Sector, SourceType, Span};
use marsad_text::arabic::conjugate::NominalKind;
use marsad_text::arabic::number::{Countable, NumberLexicon};
use marsad_text::{TokenKind, splits};

use crate::attribution::Speech;
use crate::order;
use crate::scene::{ActorMention, Scene};

/// The most words of a speaker whom the lexicon does not know.
pub(crate) const UNKNOWN_SPEAKER: usize = 8;
/// The most words of a name after an office.
const NAME: usize = 4;
/// How many sentences a speaker may stay unnamed («وأضاف أن …»).
pub(crate) const MEMORY: usize = 6;

/// Somebody who speaks.
#[derive(Debug, Clone)]
pub(crate) struct Speaker {
    pub span: Span,
    pub entity: String,
    pub sector: Option<Sector>,
    pub kind: String,
    pub named: bool,
}

impl From<&ActorMention> for Speaker {
    fn from(m: &ActorMention) -> Self {
        Self {
            span: m.span,
            entity: m.entity.clone(),
            sector: m.sector,
            kind: m.kind.clone(),
            named: m.id.is_some() || m.person,
        }
    }
}

/// What kind of source a speaker is.
pub(crate) fn source_type(speaker: &Speaker) -> SourceType {
    match (speaker.kind.as_str(), speaker.sector) {
        ("outlet" | "agency", _) | (_, Some(Sector::Jrn)) => SourceType::Outlet,
        ("ngo", _) | (_, Some(Sector::Ngo | Sector::Med)) => SourceType::Ngo,
        (_, Some(Sector::Reb | Sector::Prm | Sector::Par | Sector::Uaf)) => SourceType::ArmedActor,
        (_, Some(Sector::Gov | Sector::Mil | Sector::Cop | Sector::Jud | Sector::Leg | Sector::Spy | Sector::Igo)) => {
            SourceType::Official
        }
        (_, Some(Sector::Edu)) => SourceType::Expert,
        (_, Some(Sector::Cvl | Sector::Ref)) => SourceType::Witness,
        _ => SourceType::None,
    }
}

/// «خبراء في شؤون … يرون أن»: the speaker before the verb at `i`, from where the clause begins. Only somebody known, or a
/// word for people: nouns of things stand before verbs too.
pub(crate) fn speaker_before(scene: &Scene<'_>, range: &Range<usize>, i: usize) -> Option<Speaker> {
    let mut from = i;
    while from > range.start && i - from < UNKNOWN_SPEAKER + 2 {
        let k = from - 1;
        if scene.parts_clauses(k) || scene.opens_clause(k) || scene.words[k].verb.is_some() && scene.is_verb(k) {
            break;
        }
        from = k;
    }
    if from == i {
        return None;
    }
    let speaker = speaker_in(scene, from..i)?;
    let first = scene.text.tokens().partition_point(|t| t.span.end <= speaker.span.start);
    let known = scene.actors_in(from..i).any(|a| a.span == speaker.span);
    (known || people(scene, first)).then_some(speaker)
}

/// Whether a speaker is described by a word for people.
pub(crate) fn personal(scene: &Scene<'_>, speaker: &Speaker) -> bool {
    let first = scene.text.tokens().partition_point(|t| t.span.end <= speaker.span.start);
    people(scene, first) && speaker.kind != "military"
}

/// Whether the word at `i` is a word for people, for those who speak for them, or for what they write.
fn people(scene: &Scene<'_>, i: usize) -> bool {
    let person = |stem: &str| {
        NumberLexicon::builtin().countable(stem).is_some_and(|(class, _)| class == Countable::Person)
            || scene.lexicon.entities.heads.has(stem)
            || scene.lexicon.saying.documents.contains(stem)
    };
    splits(scene.fold(i)).any(|s| s.pronoun.is_none() && person(s.stem))
}

/// The speaker named in a stretch: a person, else an actor, else the words themselves up to where a noun phrase ends.
pub(crate) fn speaker_in(scene: &Scene<'_>, range: Range<usize>) -> Option<Speaker> {
    if range.is_empty() {
        return None;
    }
    let mentions: Vec<&ActorMention> = scene.actors_in(range.clone()).collect();
    // The first mention must be what the stretch begins with, not something deep inside it: «أحمد بيدار، المتحدث باسم …».
    let close = |m: &&&ActorMention| {
        let spoken_to = matches!(m.preposition.as_deref(), Some("ل")) && m.tokens.start > range.start;
        // «251 شخصا»: people counted do not speak as such.
        let counted = order::ending(&scene.numbers, m.tokens.start).is_some();
        !spoken_to
            && !counted
            && (m.tokens.start <= range.start + 1
                || m.person && !(range.start..m.tokens.start).any(|i| scene.parts_clauses(i)))
    };
    if let Some(m) = mentions.iter().find(|m| m.person && close(m)).or(mentions.first()).filter(close) {
        return Some(with_name(scene, m, range.end));
    }
    described(scene, range)
}

/// Where a mention of one word with the definite nouns behind it ends: «وزارة الدفاع», of nobody knows which state.
pub(crate) fn name_end(scene: &Scene<'_>, m: &ActorMention, end: usize) -> usize {
    if m.id.is_some() || m.person || m.tokens.len() > 1 || scene.fold(m.tokens.start).starts_with("ال") {
        return m.tokens.end;
    }
    let noun = |i: usize| {
        scene.fold(i).starts_with("ال")
            && scene.words[i].function.is_none()
            && scene.words[i].verb.as_ref().is_none_or(|v| v.noun_too)
            && order::on(&scene.times, i).is_none()
    };
    let most = end.min(m.tokens.end + NAME);
    (m.tokens.end..most).find(|&i| !noun(i)).unwrap_or(most).max(m.tokens.end)
}

/// «نائب رئيس المجلس فلان الفلاني», «رئيس الحزب، فلان الفلاني،»: an office with the name of who holds it.
fn with_name(scene: &Scene<'_>, m: &ActorMention, end: usize) -> Speaker {
    let mut speaker = Speaker::from(m);
    let to = name_end(scene, m, end);
    if to > m.tokens.end {
        let span = m.span.cover(scene.text.cover(m.tokens.end, to));
        return Speaker { span, entity: scene.text.slice(span).to_owned(), ..speaker };
    }
    if m.person || !scene.lexicon.entities.titles.has(without_article(scene.fold(m.tokens.start))) {
        return speaker;
    }
    let comma = scene.text.tokens().get(m.tokens.end).is_some_and(|t| matches!(t.mark, Some('،' | ',')));
    let from = m.tokens.end + usize::from(comma);
    let name = |i: usize| {
        scene.text.tokens()[i].kind == TokenKind::Arabic
            && scene.words[i].function.is_none()
            && scene.words[i].verb.as_ref().is_none_or(|v| v.noun_too)
            && !scene.fold(i).starts_with("ال")
            && order::on(&scene.times, i).is_none()
    };
    let to = (from..end.min(from + NAME)).find(|&i| !name(i)).unwrap_or(end.min(from + NAME));
    let closed = to == end || scene.parts_clauses(to) || !comma;
    if to >= from + 2 && closed {
        let span = scene.text.cover(from, to);
        speaker =
            Speaker { span: m.span.cover(span), entity: scene.text.slice(span).to_owned(), named: true, ..speaker };
    }
    speaker
}

/// Somebody the lexicon does not know, by the words that stand there.
fn described(scene: &Scene<'_>, range: Range<usize>) -> Option<Speaker> {
    let mut end = range.start;
    while end < range.end && end - range.start < UNKNOWN_SPEAKER {
        let t = &scene.text.tokens()[end];
        let f = scene.words[end].function;
        let stop = t.mark.is_some_and(|m| !matches!(m, '"' | '«' | '»'))
            || f.is_some_and(|f| !f.preposition || scene.bare(end) != "في" || end == range.start)
            || order::on(&scene.times, end).is_some()
            || order::on(&scene.numbers, end).is_some()
            // «في مؤتمر صحفي»: where it was said.
            || end > range.start
                && scene.lexicon.saying.phrases.at(scene, end).iter().any(|h| h.value.place == SourcePlace::Elsewhere && h.tokens.len() > 1)
            // «عن مسؤول قوله»: the next word of saying.
            || end > range.start && scene.lexicon.saying.nominals.begins(scene, end)
            // «قال غيرابة لشبكة …»: the one spoken to.
            || end > range.start && scene.actors_in(end..range.end).next().is_some_and(|m| m.tokens.start == end && m.preposition.as_deref() == Some("ل"));
        if stop {
            break;
        }
        end += 1;
    }
    while end > range.start && scene.words[end - 1].function.is_some() {
        end -= 1;
    }
    if end == range.start || !can_speak(scene, range.start..end) {
        return None;
    }
    let span = scene.text.cover(range.start, end);
    Some(Speaker { span, entity: scene.text.slice(span).to_owned(), sector: None, kind: String::new(), named: false })
}

/// Whether words that nobody knows can name a speaker.
fn can_speak(scene: &Scene<'_>, words: Range<usize>) -> bool {
    let first = words.start;
    // A subject does not stand in the accusative: «أعد ملفًا».
    let accusative =
        scene.text.word(first).trim_end_matches('ا').ends_with('\u{64B}') && !words_follow_and(scene, first);
    let mute = &scene.lexicon.saying.mute;
    let pointed_at = splits(scene.fold(first)).any(|s| mute.contains(s.stem)) || mute.contains(scene.fold(first));
    // An act is no speaker: «تفيد باستمرار القتال», «يعلن تفكيك خلية».
    let act = words.clone().any(|i| {
        splits(scene.fold(i)).any(|s| {
            let frames = &scene.lexicon.frames;
            frames.by_noun.contains_key(s.stem)
                || scene
                    .lexicon
                    .verbs
                    .nominal(s.stem)
                    .iter()
                    .any(|r| r.kind == NominalKind::Masdar && frames.by_verb.contains_key(&r.verb))
        })
    });
    // «حسب تعبيره», «وفق قوله»: whoever spoke before.
    let own = words.len() == 1
        && splits(scene.fold(first)).any(|s| s.pronoun.is_some() && !scene.lexicon.verbs.nominal(s.stem).is_empty());
    // «لـ "سبق"»: a letter is nobody.
    let letter = scene.fold(first).chars().count() < 2;
    !(accusative || pointed_at || act || own || letter)
}

/// «لكن متحدثا قال»: «لكن» and «إن» put the subject in the accusative.
fn words_follow_and(scene: &Scene<'_>, i: usize) -> bool {
    i.checked_sub(1).is_some_and(|b| scene.words[b].function.is_some_and(|f| f.content || f.subordinator))
}

/// Who goes on speaking in sentence `number`: the last one who spoke in the outlet's own words, not somebody quoted by
/// another; one whose gender suits the verb before others.
pub(crate) fn remembered(
    scene: &Scene<'_>,
    number: usize,
    earlier: &[Speech],
    feminine: Option<bool>,
) -> Option<Speaker> {
    let near = |s: &&Speech| number.saturating_sub(scene.text.sentence_of(s.cue.start)) <= MEMORY;
    let spoke = || earlier.iter().rev().filter(near).filter(|s| s.speaker.is_some() && !s.inner);
    let suits = |s: &&Speech| match (feminine, s.speaker.as_ref().is_some_and(|w| looks_feminine(scene, w))) {
        (Some(verb), true) => verb,
        _ => true,
    };
    spoke().find(suits).or_else(|| spoke().next()).and_then(|s| s.speaker.clone())
}

/// Whether a speaker's first word looks feminine; the names of persons do not tell.
fn looks_feminine(scene: &Scene<'_>, speaker: &Speaker) -> bool {
    let first = scene.text.tokens().partition_point(|t| t.span.end <= speaker.span.start);
    let person = scene.actors_in(first..first + 4).any(|a| a.span == speaker.span && a.person);
    let word = scene.fold(first);
    !person && (word.ends_with('ه') || word.ends_with("ات"))
}
