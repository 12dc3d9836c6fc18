//! Attribution: who says a thing, by which word, and how far their words reach.

use std::ops::Range;

use marsad_lexicon::{Complement, SayingVerb, SourcePlace, passive};
use marsad_model::{CueClass, Quotation, SaidBy, Span};
use marsad_text::arabic::conjugate::{Aspect, Gender, NominalKind, Number, Person};
use marsad_text::{Text, fold_str, quotations, splits};

use crate::scene::Scene;
use crate::speaker::{Speaker, UNKNOWN_SPEAKER, personal, remembered, source_type, speaker_before, speaker_in};

/// How far behind its verb the words «أن», «:» or «"» may stand that open what is said.
const OPENING: usize = 16;
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
    let place = !first_person
        && scene.actors_in(range.start..colon).any(|a| a.state && a.tokens == (range.start..colon))
        || !first_person && scene.places_in(range.start..colon).any(|p| p.tokens == (range.start..colon));
    let Some(speaker) = speaker_in(scene, range.start..colon).filter(|_| !place) else { return };
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
    let hit = scene.lexicon.saying.phrases.at(scene.text, i).into_iter().next()?;
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
fn opening(
    scene: &Scene<'_>,
    range: &Range<usize>,
    i: usize,
    complement: Complement,
) -> Option<(usize, usize, Quotation)> {
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
            if closes.is_some_and(|c| {
                let name = complement == Complement::That
                    && c <= k + 4
                    && !(k + 1..c).any(|x| scene.words[x].verb.is_some() && scene.is_verb(x));
                (c..range.end.min(c + 6)).any(|o| opens_content(scene, o)) || name
            }) {
                continue;
            }
            return Some((k, k + 1, Quotation::Direct));
        }
        if opens_content(scene, k) {
            return Some((k, k + 1, Quotation::Indirect));
        }
        // «أعلن … مقتل اثنين، مؤكدا أن»: the next word of saying has an opening of its own.
        if scene.parts_clauses(k - 1)
            && scene.text.word(k).ends_with(['ا', 'ة'])
            && !scene.lexicon.saying.nominals.at(scene.text, k).is_empty()
        {
            return None;
        }
        if mark == Some('؛') || (scene.words[k].verb.is_some() && scene.is_verb(k) && !relative_before(scene, k)) {
            return None;
        }
    }
    None
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

/// Whether the word at `i` is the masdar of a verb, not a name for people.
fn masdar_at(scene: &Scene<'_>, i: usize) -> bool {
    scene.words.get(i).is_some_and(|w| w.function.is_none())
        && scene.actors_in(i..i + 6).next().is_none_or(|m| m.tokens.start != i)
        && scene.lexicon.verbs.nominal(scene.fold(i)).iter().any(|r| r.kind == NominalKind::Masdar)
}

/// Where what is shown begins: after the word for a picture, a statement or a film.
fn shown(scene: &Scene<'_>, range: &Range<usize>, i: usize) -> Option<(usize, usize, Quotation)> {
    for k in i + 1..range.end.min(i + 1 + OPENING) {
        if scene.lexicon.saying.shown.contains(scene.fold(k)) {
            return Some((k, k + 1, Quotation::Indirect));
        }
        if scene.words[k].verb.is_some() && scene.is_verb(k) || scene.opens_clause(k) {
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
    let SayingVerb { mut class, complement } = saying_verb(scene, i)?;
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
    let open = open.or(shown);
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
    speaker.as_ref()?;
    let scope = match open {
        Some((_, from, _)) => from..range.end,
        // «…، قال المصدر.»: what stands before is what is said.
        None if i > range.start + 2 && scene.parts_clauses(i - 1) && range.end - i <= 6 => range.start..i,
        None => i + 1..range.end,
    };
    let quotation = open.map_or(Quotation::Indirect, |(_, _, q)| q);
    Some(Speech { cue: i..i + 1, class, speaker, scope, quotation, inner: false })
}

/// Whether every reading of the verb at `i` is feminine, or none; none where it does not tell.
fn feminine(scene: &Scene<'_>, i: usize) -> Option<bool> {
    let readings = &scene.words[i].verb.as_ref()?.readings;
    let of = |r: &marsad_lexicon::VerbReading| r.features.gender == Gender::Feminine;
    let first = readings.first().map(of)?;
    readings.iter().all(|r| of(r) == first).then_some(first)
}

/// Whether the verb at `i` can only be of several: its subject has been named.
fn plural(scene: &Scene<'_>, i: usize) -> bool {
    scene.words[i].verb.as_ref().is_some_and(|v| v.readings.iter().all(|r| r.features.number != Number::Singular))
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

/// «مؤكدا أن», «مشيرا إلى أن»: the speaker of the sentence goes on.
fn by_nominal(scene: &Scene<'_>, range: &Range<usize>, i: usize, number: usize, earlier: &[Speech]) -> Option<Speech> {
    let hit = scene.lexicon.saying.nominals.at(scene.text, i).into_iter().next()?;
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
