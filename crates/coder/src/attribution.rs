//! Attribution: who says a thing, by which word, and how far their words reach.

use std::ops::Range;

use marsad_lexicon::{Complement, SayingVerb, SourcePlace, passive};
use marsad_model::{CueClass, Quotation, SaidBy, Span};
use marsad_text::arabic::conjugate::{Aspect, Person};
use marsad_text::{Text, quotations, splits};

use crate::saying::{
    OPENING, feminine, masdar_at, opening, plural, region_without_opening, saying_verb, shown, spoken_about,
};
use crate::scene::Scene;
use crate::speaker::{Speaker, UNKNOWN_SPEAKER, personal, remembered, source_type, speaker_before, speaker_in};

/// One act of saying, with the tokens its words reach.
#[derive(Debug, Clone)]
pub(crate) struct Speech {
    pub cue: Range<usize>,
    pub class: CueClass,
    pub speaker: Option<Speaker>,
    pub scope: Range<usize>,
    pub quotation: Quotation,
    /// Whether it stands inside what somebody else says.
    pub inner: bool,
}

impl Speech {
    /// Whether its verb begins a clause of its own: «…، وأكد …».
    fn own_clause(&self, scene: &Scene<'_>) -> bool {
        let i = self.cue.start;
        scene.words[i].verb.as_ref().is_some_and(|v| v.split.conjunction.is_some())
    }

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
                .or_else(|| by_nominal(scene, &range, i, number, &out))
            {
                let inner = !speech.own_clause(scene)
                    && out.iter().any(|o| {
                        o.scope.contains(&speech.cue.start) && o.cue.start < speech.cue.start && o.speaker.is_some()
                    });
                out.push(Speech { inner, ..speech });
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
    let first_person = scene
        .words
        .get(colon + 1)
        .and_then(|w| w.verb.as_ref())
        .is_some_and(|v| v.readings.iter().all(|r| r.features.person == Person::First));
    let whole = |tokens: &Range<usize>| *tokens == (range.start..colon);
    let place = !first_person
        && (scene.actors_in(range.start..colon).any(|a| a.state && whole(&a.tokens))
            || scene.places_in(range.start..colon).any(|p| whole(&p.tokens)));
    let known =
        |s: &Speaker| s.named || personal(scene, s) || scene.actors_in(range.start..colon).any(|a| a.span == s.span);
    let Some(speaker) = speaker_in(scene, range.start..colon).filter(|s| !place && known(s)) else { return };
    out.push(Speech {
        cue: colon..colon + 1,
        class: CueClass::Neutral,
        speaker: Some(speaker),
        scope: colon + 1..range.end,
        quotation: Quotation::Indirect,
        inner: false,
    });
}

/// «بحسب المرصد», «وفق ما أعلنته الوزارة»: reaches the whole sentence.
fn by_phrase(scene: &Scene<'_>, range: &Range<usize>, i: usize) -> Option<Speech> {
    let hit = scene.lexicon.saying.phrases.at(scene, i).into_iter().next()?;
    if hit.tokens.end > range.end {
        return None;
    }
    let mut at = match hit.value.place {
        SourcePlace::After | SourcePlace::Clause => hit.tokens.end,
        SourcePlace::Within => hit.tokens.end - 1,
        SourcePlace::Elsewhere => return None,
    };
    // «وفق ما نقلت …», «بحسب ما أعلن …».
    while at < range.end
        && hit.value.place != SourcePlace::Within
        && (matches!(scene.fold(at), "ما" | "لما" | "بما")
            || scene.words[at].verb.is_some()
                && (scene.is_verb(at) || hit.value.place == SourcePlace::Clause && at == hit.tokens.end))
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
        inner: false,
    })
}

/// «نقلت الصحيفة عن مسؤول أن …», «نقلت … عن المستشار ارتفاع الحصيلة»: the innermost source speaks.
fn relayed(
    scene: &Scene<'_>,
    range: &Range<usize>,
    i: usize,
    class: CueClass,
    open: Option<(usize, usize, Quotation)>,
) -> Option<Speech> {
    let end = open.map_or(range.end, |(k, _, _)| k).min(i + 1 + OPENING).min(range.end);
    let from = (i + 1..end).find(|&k| scene.bare(k) == "عن")? + 1;
    let speaker = speaker_in(scene, from..end)?;
    let behind = scene.text.tokens().partition_point(|t| t.span.end <= speaker.span.end).max(from);
    let (scope, quotation) = open.map_or((behind..range.end, Quotation::Indirect), |(_, s, q)| (s..range.end, q));
    Some(Speech { cue: i..i + 1, class, speaker: Some(speaker), scope, quotation, inner: false })
}

fn by_verb(scene: &Scene<'_>, range: &Range<usize>, i: usize, number: usize, earlier: &[Speech]) -> Option<Speech> {
    let SayingVerb { mut class, complement } = saying_verb(scene, range, i)?;
    // «لم يعلن …» says nothing; «لا يستبعد أن …»: what is not denied is thought possible.
    if i > 0 && scene.words[i - 1].function.is_some_and(|f| f.negation) {
        if class != CueClass::Denial {
            return None;
        }
        class = CueClass::Distancing;
    }
    let open = opening(scene, range, i, complement)
        .filter(|(_, _, q)| complement != Complement::Quote || *q == Quotation::Direct);
    // «نشر … مشاهد من قصف»: what is shown.
    let shown = (open.is_none() && complement == Complement::About).then(|| shown(scene, range, i)).flatten();
    let open =
        open.or(shown).or_else(|| (complement == Complement::About).then(|| spoken_about(scene, range, i)).flatten());
    if complement == Complement::Relay {
        return relayed(scene, range, i, class, open);
    }
    if open.is_none() && complement != Complement::That {
        return None;
    }
    // «رجل يدعى …»: a claim in the passive that claims nothing only gives a name.
    let called = class == CueClass::Distancing
        && open.is_none()
        && scene.words[i].verb.as_ref().is_some_and(|v| v.readings.iter().any(|r| passive(r.features)));
    if called {
        return None;
    }
    // «تبناه التنظيم»: what is said has been named before.
    let named =
        open.is_none() && scene.words[i].verb.as_ref().is_some_and(|v| matches!(v.split.pronoun, Some("ه" | "ها")));
    if named {
        return None;
    }
    let region_end = open.map_or_else(|| region_without_opening(scene, range, i), |(k, _, _)| k);
    let region = i + 1..region_end.min(i + 1 + OPENING).max(i + 1);
    let after = speaker_in(scene, region.clone());
    // «وأكد ارتكاب …»: where an act follows the verb, its subject has been named before.
    let after = after.filter(|_| !masdar_at(scene, i + 1));
    // A first-person verb speaks for whoever is being quoted.
    let own =
        scene.words[i].verb.as_ref().is_some_and(|v| v.readings.iter().all(|r| r.features.person == Person::First));
    let before = || speaker_before(scene, range, i);
    // «وأشاروا إلى مقتل …»: what is said follows the verb's preposition, and the speaker goes on.
    let governed = scene.is_preposition(i + 1)
        || masdar_at(scene, i + 1)
        || scene.words.get(i + 1).is_some_and(|w| w.function.is_none()) && plural(scene, i);
    let remembered = || remembered(scene, number, earlier, feminine(scene, i));
    // «يشار إلى أن», «يذكر أن»: nobody speaks but the outlet. «طائرات يعتقد أنها …»: nor do things.
    let impersonal = open.is_some_and(|(k, _, _)| k <= i + 2)
        && after.is_none()
        && scene.words[i]
            .verb
            .as_ref()
            .is_some_and(|v| v.readings.iter().any(|r| passive(r.features) && r.features.aspect == Aspect::Imperfect))
        && !speaker_before(scene, range, i).is_some_and(|s| s.named || personal(scene, &s));
    if impersonal {
        return None;
    }
    let speaker = if own {
        remembered()
    } else {
        after.or_else(before).or_else(|| (open.is_some() || governed).then(remembered).flatten())
    };
    // «تعتبر مهمة …», «يعد قفزة …»: with nothing that opens, only somebody who can speak does.
    let imperfect =
        scene.words[i].verb.as_ref().is_some_and(|v| v.readings.iter().all(|r| r.features.aspect != Aspect::Perfect));
    let known = |s: &Speaker| s.named || personal(scene, s) || actor_in(scene, s.span);
    speaker.as_ref().filter(|s| open.is_some() || !imperfect || known(s))?;
    let scope = match open {
        Some((_, from, _)) => from..end_of_words(scene, from..range.end),
        // «…، قال المصدر.»: what stands before is what is said.
        None if i > range.start + 2 && scene.parts_clauses(i - 1) && range.end - i <= 6 => range.start..i,
        None => i + 1..range.end,
    };
    let quotation = open.map_or(Quotation::Indirect, |(_, _, q)| q);
    Some(Speech { cue: i..i + 1, class, speaker, scope, quotation, inner: false })
}

/// Whether an actor stands in a stretch of the text.
fn actor_in(scene: &Scene<'_>, span: Span) -> bool {
    let at = scene.actors.partition_point(|a| a.span.end <= span.start);
    scene.actors.get(at).is_some_and(|a| a.span.start < span.end)
}

/// Where the words end: where the outlet turns to something else at the same time, «…، في وقت طالبت …».
fn end_of_words(scene: &Scene<'_>, scope: Range<usize>) -> usize {
    let aside = |k: usize| scene.parts_clauses(k - 1) && scene.lexicon.cues.asides.begins(scene, k);
    scope.clone().skip(1).find(|&k| aside(k)).unwrap_or(scope.end)
}

/// «مؤكدا أن», «مشيرا إلى أن»: the speaker of the sentence goes on.
fn by_nominal(scene: &Scene<'_>, range: &Range<usize>, i: usize, number: usize, earlier: &[Speech]) -> Option<Speech> {
    let hit = scene.lexicon.saying.nominals.at(scene, i).into_iter().next()?;
    let last = earlier.iter().rev().find(|s| s.speaker.is_some());
    let same = last.filter(|s| range.contains(&s.cue.start));
    // «بعد إعلان التنظيم مسؤوليته»: a masdar with its subject.
    let owner = scene
        .actors_in(hit.tokens.end..range.end)
        .next()
        .filter(|m| m.tokens.start == hit.tokens.end && m.preposition.is_none() && !scene.text.word(i).ends_with('ا'));
    // Without one, masdars say nothing of who speaks: «حسب تأكيد سابق».
    let masdar = scene.lexicon.saying.masdars.contains(scene.bare(i))
        || splits(scene.fold(i)).any(|s| scene.lexicon.saying.masdars.contains(s.stem));
    if masdar && owner.is_none() {
        return None;
    }
    let from = owner.map_or(hit.tokens.end, |m| m.tokens.end);
    // A participle with its own subject before it: «… الوزير مؤكدا أن».
    let speaker = owner
        .map(Speaker::from)
        .or_else(|| same.and_then(|s| s.speaker.clone()))
        .or_else(|| scene.actors_in(range.start..i).find(|m| m.preposition.is_none()).map(Speaker::from))
        .or_else(|| last.and_then(|_| remembered(scene, number, earlier, None)));
    Some(Speech {
        cue: hit.tokens.clone(),
        class: hit.value,
        speaker,
        scope: from..range.end,
        quotation: Quotation::Indirect,
        inner: false,
    })
}
