//! Attribution: who says a thing, by which word, and how far their words reach.

use std::ops::Range;

use marsad_lexicon::{Complement, SayingVerb, passive};
use marsad_model::{CueClass, Quotation, SaidBy, Sector, SourceType, Span};
use marsad_text::arabic::conjugate::{Aspect, NominalKind, Person};
use marsad_text::{Text, fold_str, quotations, splits};

use crate::scene::{ActorMention, Scene};

/// How far behind its verb the words «أن», «:» or «"» may stand that open what is said.
const OPENING: usize = 16;
/// The most words of a speaker whom the lexicon does not know.
const UNKNOWN_SPEAKER: usize = 8;
/// How many sentences a speaker may stay unnamed («وأضاف أن …»).
const MEMORY: usize = 6;

/// Somebody who speaks.
#[derive(Debug, Clone)]
pub(crate) struct Speaker {
    pub span: Span,
    pub entity: String,
    pub sector: Option<Sector>,
    pub kind: String,
    pub named: bool,
}

/// One act of saying, with the tokens its words reach.
#[derive(Debug, Clone)]
pub(crate) struct Speech {
    pub cue: Range<usize>,
    pub class: CueClass,
    pub speaker: Option<Speaker>,
    pub scope: Range<usize>,
    pub quotation: Quotation,
}

impl Speech {
    /// The record of who says it; none where no speaker is known.
    pub fn said_by(&self, text: &Text) -> Option<SaidBy> {
        let speaker = self.speaker.as_ref()?;
        Some(SaidBy {
            quote: text.quote(speaker.span),
            entity: speaker.entity.clone(),
            source_type: source_type(speaker),
            named: speaker.named,
            cue: Some(text.slice(text.cover(self.cue.start, self.cue.end)).to_owned()),
            cue_class: self.class,
            quotation: self.quotation,
            cited_outlet: None,
        })
    }
}

fn source_type(speaker: &Speaker) -> SourceType {
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

/// Every act of saying in a text, in order.
pub(crate) fn speeches(scene: &Scene<'_>) -> Vec<Speech> {
    let mut out: Vec<Speech> = Vec::new();
    let quotes = quotations(scene.text);
    for (number, sentence) in scene.text.sentences().iter().enumerate() {
        let range = sentence.tokens.clone();
        carry_quotation(scene, number, &quotes, &mut out);
        if sentence.heading || number == 0 {
            colon_headline(scene, &range, &mut out);
        }
        for i in range.clone() {
            if let Some(speech) = by_phrase(scene, &range, i)
                .or_else(|| by_verb(scene, &range, i, number, &out))
                .or_else(|| by_nominal(scene, &range, i, &out))
            {
                out.push(speech);
            }
        }
    }
    out
}

/// The innermost speech that reaches token `i`: the last one to begin, verbs before phrases of the whole sentence.
pub(crate) fn speech_at(speeches: &[Speech], i: usize) -> Option<&Speech> {
    speeches
        .iter()
        .filter(|s| s.scope.contains(&i) && !s.cue.contains(&i) && s.speaker.is_some())
        .max_by_key(|s| if s.cue.start < i { s.cue.start + 1 } else { 0 })
}

/// A sentence inside a quotation that an earlier sentence opened belongs to the same speaker.
fn carry_quotation(scene: &Scene<'_>, number: usize, quotes: &[Span], out: &mut Vec<Speech>) {
    let sentence = &scene.text.sentences()[number];
    let Some(quote) = quotes.iter().find(|q| q.start < sentence.span.start && q.end > sentence.span.start) else {
        return;
    };
    let Some(last) =
        out.iter().rev().find(|s| scene.text.cover(s.scope.start, s.scope.end).overlaps(*quote) && s.speaker.is_some())
    else {
        return;
    };
    let end = sentence
        .tokens
        .clone()
        .find(|&i| scene.text.tokens()[i].span.start >= quote.end)
        .unwrap_or(sentence.tokens.end);
    let carried = Speech { scope: sentence.tokens.start..end, quotation: Quotation::Direct, ..last.clone() };
    out.push(carried);
}

/// «إسرائيليون: …», «الأمم المتحدة: …» in a headline.
fn colon_headline(scene: &Scene<'_>, range: &Range<usize>, out: &mut Vec<Speech>) {
    let Some(colon) = range.clone().take(UNKNOWN_SPEAKER + 1).find(|&i| scene.text.tokens()[i].mark == Some(':'))
    else {
        return;
    };
    if colon == range.start
        || (range.start..colon).any(|i| {
            scene.words[i].verb.is_some()
                && scene.is_verb(i)
                && !scene.words[i].verb.as_ref().is_some_and(|v| v.noun_too)
        })
    {
        return;
    }
    // «اليمن: قتلى …»: where it happened, not who says so.
    let place = scene.actors_in(range.start..colon).any(|a| a.state && a.tokens == (range.start..colon))
        || scene.places_in(range.start..colon).any(|p| p.tokens == (range.start..colon));
    let Some(speaker) = speaker_in(scene, range.start..colon).filter(|_| !place) else { return };
    out.push(Speech {
        cue: colon..colon + 1,
        class: CueClass::Neutral,
        speaker: Some(speaker),
        scope: colon + 1..range.end,
        quotation: Quotation::Indirect,
    });
}

/// «بحسب المرصد», «وفق ما أعلنته الوزارة»: reaches the whole sentence.
fn by_phrase(scene: &Scene<'_>, range: &Range<usize>, i: usize) -> Option<Speech> {
    let hit = scene.lexicon.saying.phrases.at(scene.text, i).into_iter().next()?;
    if !hit.value.before_source || hit.tokens.end > range.end {
        return None;
    }
    let mut at = hit.tokens.end;
    // «وفق ما نقلت …», «بحسب ما أعلن …».
    while at < range.end
        && (matches!(scene.fold(at), "ما" | "لما" | "بما") || scene.words[at].verb.is_some() && scene.is_verb(at))
    {
        at += 1;
    }
    let mut end = at;
    while end < range.end && end < at + UNKNOWN_SPEAKER && !scene.parts_clauses(end) && !scene.opens_clause(end) {
        end += 1;
    }
    let speaker = speaker_in(scene, at..end)?;
    Some(Speech {
        cue: hit.tokens,
        class: hit.value.class,
        speaker: Some(speaker),
        scope: range.clone(),
        quotation: Quotation::Indirect,
    })
}

/// How the word at `i` is used as a verb of saying; none for verbs that are acts by themselves («دان», «طالب»).
fn saying_verb(scene: &Scene<'_>, i: usize) -> Option<SayingVerb> {
    let verb = scene.words[i].verb.as_ref().filter(|_| scene.is_verb(i))?;
    verb.readings.iter().find_map(|r| {
        (r.features.person != Person::Second).then_some(())?;
        if scene.lexicon.frames.by_verb.contains_key(&r.verb) {
            return None;
        }
        let key = &scene.lexicon.verbs.all[r.verb as usize].key;
        let lemma = fold_str(key.split('/').next().unwrap_or(key));
        scene.lexicon.saying.verbs.get(&lemma).copied()
    })
}

/// Where what is said begins: after «أن», a colon or an opening quotation mark; the token index after the marker.
fn opening(scene: &Scene<'_>, range: &Range<usize>, i: usize) -> Option<(usize, usize, Quotation)> {
    for k in i + 1..range.end.min(i + 1 + OPENING) {
        let mark = scene.text.tokens()[k].mark;
        if mark == Some(':') {
            let direct = matches!(scene.text.tokens().get(k + 1).and_then(|t| t.mark), Some('"' | '«' | '“'));
            return Some((k, k + 1, if direct { Quotation::Direct } else { Quotation::Indirect }));
        }
        if matches!(mark, Some('«' | '"' | '“')) {
            // A quoted name right after the verb is not speech: «قالت "النهار" إن».
            let closes =
                (k + 1..range.end.min(k + 6)).find(|&c| matches!(scene.text.tokens()[c].mark, Some('»' | '"' | '”')));
            if closes.is_some_and(|c| (c..range.end.min(c + 6)).any(|o| opens_content(scene, o))) {
                continue;
            }
            return Some((k, k + 1, Quotation::Direct));
        }
        if opens_content(scene, k) {
            return Some((k, k + 1, Quotation::Indirect));
        }
        if mark == Some('؛') || (scene.words[k].verb.is_some() && scene.is_verb(k) && !relative_before(scene, k)) {
            return None;
        }
    }
    None
}

fn relative_before(scene: &Scene<'_>, k: usize) -> bool {
    k > 0 && scene.words[k - 1].function.is_some_and(|f| f.relative)
}

/// Whether the word at `k` opens what is said: «أن», «بأنها» ….
fn opens_content(scene: &Scene<'_>, k: usize) -> bool {
    scene.words[k].function.is_some_and(|f| f.content)
}

fn by_verb(scene: &Scene<'_>, range: &Range<usize>, i: usize, number: usize, earlier: &[Speech]) -> Option<Speech> {
    let SayingVerb { class, complement } = saying_verb(scene, i)?;
    let open = opening(scene, range, i).filter(|(_, _, q)| complement != Complement::Quote || *q == Quotation::Direct);
    if open.is_none() && complement != Complement::That {
        return None;
    }
    let region_end = open.map_or_else(|| region_without_opening(scene, range, i), |(k, _, _)| k);
    let region = i + 1..region_end.min(i + 1 + OPENING).max(i + 1);
    let after = speaker_in(scene, region.clone());
    // «نقلت الصحيفة عن مسؤول أن»: the innermost source speaks.
    let inner = region
        .clone()
        .find(|&k| scene.bare(k) == "عن" && open.is_some())
        .and_then(|k| speaker_in(scene, k + 1..region.end));
    let after = if after.is_some() { inner.or(after) } else { after };
    // A first-person verb speaks for whoever is being quoted.
    let own =
        scene.words[i].verb.as_ref().is_some_and(|v| v.readings.iter().all(|r| r.features.person == Person::First));
    let before = || speaker_before(scene, range, i);
    let remembered = || {
        earlier
            .iter()
            .rev()
            .find(|s| s.speaker.is_some())
            .filter(|s| number.saturating_sub(scene.text.sentence_of(s.cue.start)) <= MEMORY)
            .and_then(|s| s.speaker.clone())
    };
    // «يشار إلى أن», «يذكر أن»: nobody speaks but the outlet.
    let impersonal = open.is_some_and(|(k, _, _)| k <= i + 2)
        && after.is_none()
        && scene.words[i]
            .verb
            .as_ref()
            .is_some_and(|v| v.readings.iter().any(|r| passive(r.features) && r.features.aspect == Aspect::Imperfect))
        && speaker_before(scene, range, i).is_none();
    if impersonal {
        return None;
    }
    let speaker = if own { remembered() } else { after.or_else(before).or_else(|| open.and_then(|_| remembered())) };
    speaker.as_ref()?;
    let scope = match open {
        Some((_, from, _)) => from..range.end,
        // «…، قال المصدر.»: what stands before is what is said.
        None if i > range.start + 2 && scene.parts_clauses(i - 1) && range.end - i <= 6 => range.start..i,
        None => i + 1..range.end,
    };
    Some(Speech { cue: i..i + 1, class, speaker, scope, quotation: open.map_or(Quotation::Indirect, |(_, _, q)| q) })
}

/// Where the speaker after a verb must end when nothing opens what is said: «أعلن الجيش مقتل …».
fn region_without_opening(scene: &Scene<'_>, range: &Range<usize>, i: usize) -> usize {
    if let Some(m) =
        scene.actors_in(i + 1..range.end).next().filter(|m| m.tokens.start <= i + 2 && m.preposition.is_none())
    {
        return m.tokens.end;
    }
    (i + 1..range.end.min(i + 5))
        .find(|&k| scene.parts_clauses(k) || scene.words[k].function.is_some() || scene.words[k].verb.is_some())
        .unwrap_or(range.end.min(i + 4))
}

/// «خبراء في شؤون … يرون أن»: the speaker before the verb, from where the clause begins.
fn speaker_before(scene: &Scene<'_>, range: &Range<usize>, i: usize) -> Option<Speaker> {
    let mut from = i;
    while from > range.start && i - from < UNKNOWN_SPEAKER + 2 {
        let k = from - 1;
        if scene.parts_clauses(k) || scene.opens_clause(k) || scene.words[k].verb.is_some() && scene.is_verb(k) {
            break;
        }
        from = k;
    }
    (from < i).then(|| speaker_in(scene, from..i)).flatten()
}

/// The speaker named in a stretch: a person, else an actor, else the words themselves up to where a noun phrase ends.
fn speaker_in(scene: &Scene<'_>, range: Range<usize>) -> Option<Speaker> {
    if range.is_empty() {
        return None;
    }
    let mentions: Vec<&ActorMention> = scene.actors_in(range.clone()).collect();
    // The first mention must be what the stretch begins with, not something deep inside it: «أحمد بيدار، المتحدث باسم …».
    let close = |m: &&&ActorMention| {
        m.tokens.start <= range.start + 1 || m.person && !(range.start..m.tokens.start).any(|i| scene.parts_clauses(i))
    };
    if let Some(m) = mentions.iter().find(|m| m.person && close(m)).or(mentions.first()).filter(close) {
        return Some(Speaker {
            span: m.span,
            entity: m.entity.clone(),
            sector: m.sector,
            kind: m.kind.clone(),
            named: m.id.is_some() || m.person,
        });
    }
    let mut end = range.start;
    while end < range.end && end - range.start < UNKNOWN_SPEAKER {
        let t = &scene.text.tokens()[end];
        let f = scene.words[end].function;
        let stop = t.mark.is_some_and(|m| !matches!(m, '"' | '«' | '»'))
            || f.is_some_and(|f| !f.preposition || scene.bare(end) != "في" || end == range.start)
            || scene.times.iter().any(|x| x.tokens.contains(&end))
            || scene.numbers.iter().any(|x| x.tokens.contains(&end));
        if stop {
            break;
        }
        end += 1;
    }
    while end > range.start && scene.words[end - 1].function.is_some() {
        end -= 1;
    }
    // An act is no speaker: «تفيد باستمرار القتال», «يعلن تفكيك خلية».
    let act = (range.start..end).any(|i| {
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
    let own = end == range.start + 1
        && splits(scene.fold(range.start))
            .any(|s| s.pronoun.is_some() && !scene.lexicon.verbs.nominal(s.stem).is_empty());
    if end == range.start || act || own {
        return None;
    }
    let span = scene.text.cover(range.start, end);
    Some(Speaker { span, entity: scene.text.slice(span).to_owned(), sector: None, kind: String::new(), named: false })
}

/// «مؤكدا أن», «مشيرا إلى أن»: the speaker of the sentence goes on.
fn by_nominal(scene: &Scene<'_>, range: &Range<usize>, i: usize, earlier: &[Speech]) -> Option<Speech> {
    let hit = scene.lexicon.saying.nominals.at(scene.text, i).into_iter().next()?;
    let last = earlier.iter().rev().find(|s| s.speaker.is_some())?;
    let same = range.contains(&last.cue.start);
    let speaker = if same { last.speaker.clone() } else { None };
    // A participle with its own subject before it: «… الوزير مؤكدا أن».
    let speaker = speaker.or_else(|| {
        scene.actors_in(range.start..i).find(|m| m.preposition.is_none()).map(|m| Speaker {
            span: m.span,
            entity: m.entity.clone(),
            sector: m.sector,
            kind: m.kind.clone(),
            named: m.id.is_some() || m.person,
        })
    });
    Some(Speech {
        cue: hit.tokens.clone(),
        class: hit.value,
        speaker,
        scope: hit.tokens.end..range.end,
        quotation: Quotation::Indirect,
    })
}
