//! Modality: whether the act was, was not, will, should or might be, as the words around it say.

use std::ops::Range;

use marsad_lexicon::{Colour, Light};
use marsad_model::{Aux, Certainty, EventType, Modality, Polarity};
use marsad_text::arabic::conjugate::Aspect;

use crate::order;
use crate::scene::Scene;
use crate::triggers::{Form, Trigger};

/// How far before a trigger a word may still colour it.
const REACH: usize = 7;
/// How far, in words, what an undertaking is for may stand behind it.
const PURPOSE: usize = 3;
/// How far after a noun a word may stand that describes it: «هجوم قوات الحكومة الوشيك».
const AFTER: usize = 5;
/// How far apart, in words, acts in a row may stand.
const ROW: usize = 6;
/// How far behind a negated verb the noun may stand that it denies: «دون أن يبلغ عن اعتقالات».
const DENIED: usize = 6;
/// How far behind a noun the verb may stand whose subject it is: «الجولة المقبلة من المحادثات … ستجري».
const SUBJECT_REACH: usize = 12;

/// What the words around a trigger make of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Colouring {
    pub modality: Option<Modality>,
    pub aux: Vec<Aux>,
    pub polarity: Polarity,
    pub certainty: Certainty,
    /// The words that did it.
    pub by: Vec<Range<usize>>,
}

impl Colouring {
    /// What is told apart from the words.
    fn state(&self) -> (Option<Modality>, usize, Polarity, Certainty) {
        (self.modality, self.aux.len(), self.polarity, self.certainty)
    }
}

/// A word of modality with where it stands.
struct Cue {
    colour: Colour,
    tokens: Range<usize>,
}

/// Reads the colouring of a trigger from the words of its clause.
pub(crate) fn colour(scene: &Scene<'_>, trigger: &Trigger, others: &[Trigger]) -> Colouring {
    let frame = trigger.frame(scene.lexicon);
    let mut out = Colouring {
        modality: frame.modality,
        aux: Vec::new(),
        polarity: Polarity::Affirmed,
        certainty: Certainty::Unstated,
        by: Vec::new(),
    };
    let start = trigger.tokens.start;
    let sentence = scene.sentence(start).tokens.clone();
    let near = barrier(scene, trigger, others, start.saturating_sub(REACH).max(sentence.start));
    let all = cues(scene, sentence.start..start);
    for cue in all.iter().rev() {
        let wide = matches!(cue.colour, Colour::Habit | Colour::Conditional);
        if cue.tokens.start < near && !(wide && same_run(scene, cue.tokens.end..start)) {
            continue;
        }
        let before = out.state();
        apply(scene, trigger, cue, &mut out);
        if out.state() != before {
            out.by.push(cue.tokens.clone());
        }
    }
    after(scene, trigger, others, &mut out);
    if denied(scene, trigger, others, &all) {
        negate(&mut out);
    }
    if out.modality.is_none()
        && out.aux.is_empty()
        && let Some(first) = row(scene, trigger, others)
    {
        let of = colour(scene, first, others);
        let carried = |a: &Aux| *a != Aux::Negation;
        if of.aux.iter().any(carried) {
            out.modality = of.modality;
            out.by = of.by;
            out.aux.extend(of.aux.into_iter().filter(carried));
        }
    }
    let threat = frame.type_ == EventType::Threaten;
    if (trigger.future || future_subject(scene, trigger, &sentence)) && !threat {
        add(&mut out.aux, Aux::Future);
        out.modality.get_or_insert(Modality::Intended);
    }
    out
}

/// «خطط لاغتيال … وخطف …»: the act before, whose row this one stands in.
fn row<'t>(scene: &Scene<'_>, trigger: &Trigger, others: &'t [Trigger]) -> Option<&'t Trigger> {
    let start = trigger.tokens.start;
    let joined = scene.fold(start).starts_with('و') || start > 0 && scene.fold(start - 1) == "او";
    if !joined || !matches!(trigger.form, Form::Noun { .. }) {
        return None;
    }
    let before = others[..others.partition_point(|o| o.tokens.end <= start)].last()?;
    let near = start - before.tokens.end <= ROW
        && scene.text.sentence_of(before.tokens.start) == scene.text.sentence_of(start)
        && !(before.tokens.end..start).any(|i| {
            scene.parts_clauses(i) || scene.opens_clause(i) || scene.words[i].verb.is_some() && scene.is_verb(i)
        });
    (near && matches!(before.form, Form::Noun { .. })).then_some(before)
}

/// What one word before a trigger does to it.
fn apply(scene: &Scene<'_>, trigger: &Trigger, cue: &Cue, out: &mut Colouring) {
    let noun = matches!(trigger.form, Form::Noun { .. });
    // From the end of the cue: «دون أن يبلغ عن اعتقالات».
    let distance = trigger.tokens.start + 1 - cue.tokens.end.min(trigger.tokens.start);
    match cue.colour {
        // «لم يقتل»: right before a verb; before a noun «دون وقوع».
        Colour::Negation if (distance == 1 || (distance == 2 && noun)) && !excepted(scene, trigger) => {
            negate(out);
            if scene.bare(cue.tokens.start) == "لن" {
                add(&mut out.aux, Aux::Future);
            }
        }
        Colour::Intended => {
            out.modality.get_or_insert(Modality::Intended);
            add(&mut out.aux, Aux::Future);
        }
        Colour::Recommended => {
            out.modality.get_or_insert(Modality::Recommended);
        }
        // «لا يستبعد أن تكون القوات قتلت»: what is thought to have been lies behind.
        Colour::Predicted | Colour::Excluded if past(trigger) => {}
        Colour::Predicted => {
            out.modality.get_or_insert(Modality::Predicted);
            add(&mut out.aux, Aux::Future);
        }
        Colour::Hypothetical | Colour::Conditional => {
            if cue.colour == Colour::Conditional && !past(trigger) {
                add(&mut out.aux, Aux::Future);
            }
            out.modality.get_or_insert(Modality::Hypothetical);
            add(&mut out.aux, Aux::Hypothetical);
        }
        // «أي هجوم جديد»: whatever there may be of it.
        Colour::Any if distance == 1 && out.polarity == Polarity::Affirmed => {
            out.modality.get_or_insert(Modality::Hypothetical);
            add(&mut out.aux, Aux::Hypothetical);
        }
        Colour::Alleged => {
            out.modality.get_or_insert(Modality::Alleged);
        }
        Colour::Possible if distance == 1 => possible(scene, trigger, out),
        // «عملية لاستعادة …»: what an undertaking is for.
        Colour::Purpose if noun && trigger.joined_preposition == Some('ل') && distance <= PURPOSE => {
            out.modality.get_or_insert(Modality::Intended);
            add(&mut out.aux, Aux::Future);
        }
        // «استبعد أن تشن …».
        Colour::Excluded => {
            negate(out);
            out.modality.get_or_insert(Modality::Predicted);
            add(&mut out.aux, Aux::Future);
        }
        Colour::Historical | Colour::Habit => add(&mut out.aux, Aux::Historical),
        Colour::Month if scene.published.is_none() => add(&mut out.aux, Aux::Historical),
        // «نادرا ما يوقف الجناة».
        Colour::Seldom => negate(out),
        Colour::Failed
        | Colour::Negation
        | Colour::Possible
        | Colour::Any
        | Colour::Purpose
        | Colour::Except
        | Colour::Month
        | Colour::Plain => {}
    }
}

fn past(trigger: &Trigger) -> bool {
    matches!(trigger.form, Form::Verb { features, .. } if features.aspect == Aspect::Perfect)
}

fn negate(out: &mut Colouring) {
    out.polarity = Polarity::Negated;
    add(&mut out.aux, Aux::Negation);
    if out.aux.contains(&Aux::Hypothetical) && out.modality == Some(Modality::Hypothetical) {
        out.modality = None;
        out.aux.retain(|a| *a != Aux::Hypothetical);
    }
}

/// «لم تقصف … سوى ثلاث مرات»: what is denied but for something did happen.
fn excepted(scene: &Scene<'_>, trigger: &Trigger) -> bool {
    let end = scene.sentence(trigger.tokens.start).tokens.end.min(trigger.tokens.end + REACH);
    (trigger.tokens.end..end)
        .take_while(|&i| !scene.parts_clauses(i))
        .any(|i| scene.lexicon.cues.modality.at(scene, i).iter().any(|h| h.value == Colour::Except))
}

/// The words of modality of a stretch, in order; a longer one takes the words of a shorter: «ما لم», «ما إذا».
fn cues(scene: &Scene<'_>, range: Range<usize>) -> Vec<Cue> {
    let mut out = Vec::new();
    let mut i = range.start;
    while i < range.end {
        match colour_at(scene, i) {
            Some((colour, end)) if end <= range.end => {
                out.push(Cue { colour, tokens: i..end });
                i = end.max(i + 1);
            }
            _ => i += 1,
        }
    }
    out
}

/// The first token from which a word still colours the trigger: no mark and no other verb of an act stands between.
fn barrier(scene: &Scene<'_>, trigger: &Trigger, others: &[Trigger], least: usize) -> usize {
    let mut i = trigger.tokens.start;
    while i > least {
        let k = i - 1;
        let strong =
            scene.text.tokens()[k].mark.is_some_and(|m| matches!(m, '.' | '؛' | ';' | ':' | '،' | ',' | '»' | '«'));
        let verb =
            order::on(others, k).is_some_and(|o| o.tokens != trigger.tokens && matches!(o.form, Form::Verb { .. }));
        // «… لاستعادة الأراضي التي انتزعها», «… بعد حشد قوات»: what is told in between has happened.
        let told =
            scene.words[k].function.is_some_and(|f| f.relative) || scene.lexicon.cues.after.contains(scene.bare(k));
        if strong || told {
            break;
        }
        // «خططوا لتنفيذ …»: a verb that is an act and colours what it governs.
        if verb {
            return if colour_at(scene, k).is_some() { k } else { i };
        }
        i = k;
    }
    i
}

/// Whether nothing between begins another sentence, a list item, a quotation or a contrast.
fn same_run(scene: &Scene<'_>, between: Range<usize>) -> bool {
    !between.clone().any(|i| {
        scene.text.tokens()[i].mark.is_some_and(|m| matches!(m, '.' | '؛' | ';' | ':' | '»' | '«' | '"'))
            || scene.lexicon.cues.contrasts.begins(scene, i)
    })
}

/// Words behind the trigger: what describes it, and how often it happens.
fn after(scene: &Scene<'_>, trigger: &Trigger, others: &[Trigger], out: &mut Colouring) {
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let noun = matches!(trigger.form, Form::Noun { .. });
    let mut i = trigger.tokens.end;
    while i < sentence.end.min(trigger.tokens.end + REACH + 3) {
        if scene.parts_clauses(i) && scene.text.tokens()[i].mark != Some('"')
            || scene.opens_clause(i)
            || scene.words[i].verb.as_ref().is_some_and(|v| !v.noun_too) && scene.is_verb(i)
            || order::starting(others, i).is_some()
        {
            return;
        }
        if let Some(hit) = scene.lexicon.cues.modality_after.at(scene, i).into_iter().next() {
            let near = i < trigger.tokens.end + AFTER && noun;
            let before = out.state();
            match hit.value {
                Colour::Historical | Colour::Habit => add(&mut out.aux, Aux::Historical),
                Colour::Month if scene.published.is_none() => add(&mut out.aux, Aux::Historical),
                Colour::Intended if near => {
                    out.modality.get_or_insert(Modality::Intended);
                    add(&mut out.aux, Aux::Future);
                }
                Colour::Predicted if near => {
                    out.modality.get_or_insert(Modality::Predicted);
                    add(&mut out.aux, Aux::Future);
                }
                Colour::Alleged if near => {
                    out.modality.get_or_insert(Modality::Alleged);
                }
                Colour::Hypothetical if near => {
                    out.modality.get_or_insert(Modality::Hypothetical);
                    add(&mut out.aux, Aux::Hypothetical);
                }
                _ => {}
            }
            if out.state() != before {
                out.by.push(hit.tokens.clone());
            }
            i = hit.tokens.end;
        } else {
            i += 1;
        }
    }
}

/// «دون أن يبلغ عن اعتقالات أو مداهمات», «لم يتم القبض على أحد»: a verb that is denied denies the act it carries. A noun that
/// points at something known is not denied with it: «لم يعلن أحد مسؤوليته عن الهجوم».
fn denied(scene: &Scene<'_>, trigger: &Trigger, others: &[Trigger], all: &[Cue]) -> bool {
    let Form::Noun { definite, participle: None, .. } = trigger.form else { return false };
    let start = trigger.tokens.start;
    let sentence = scene.sentence(start).tokens.clone();
    // «اعتقالات أو مداهمات».
    if start > sentence.start + 1
        && scene.fold(start - 1) == "او"
        && let Some(before) =
            others.get(others.partition_point(|o| o.tokens.end + 3 < start)).filter(|o| o.tokens.end < start)
    {
        return denied(scene, before, others, all);
    }
    let from = barrier(scene, trigger, others, start.saturating_sub(DENIED + 2).max(sentence.start));
    let within = |c: &&Cue| c.tokens.start >= from && c.tokens.end <= start;
    let Some(no) = all.iter().rev().filter(within).find(|c| c.colour == Colour::Negation) else { return false };
    let mut verb = no.tokens.end;
    if verb < start && scene.words[verb].function.is_some_and(|f| f.content) {
        verb += 1;
    }
    if verb >= start || start - verb > DENIED || scene.words[verb].verb.is_none() {
        return false;
    }
    let light = scene.words[verb]
        .verb
        .as_ref()
        .and_then(|v| v.readings.iter().find_map(|r| scene.lexicon.cues.light.get(&r.verb)));
    let carried = start - verb <= 2 && light == Some(&Light::Occur);
    let circumstance = (verb + 1..start)
        .any(|i| scene.is_preposition(i) && !matches!(scene.bare(i), "عن" | "علي" | "الي" | "اي" | "حتي"))
        || trigger.joined_preposition.is_some_and(|p| p != 'ب' || light.is_none());
    let second_verb = (verb + 1..start).any(|i| scene.words[i].verb.is_some() && scene.is_verb(i));
    carried || !definite && !circumstance && !second_verb
}

/// «أن الجولة المقبلة من المحادثات ستجري»: a noun whose verb stands in the future.
fn future_subject(scene: &Scene<'_>, trigger: &Trigger, sentence: &Range<usize>) -> bool {
    let Form::Noun { participle: None, .. } = trigger.form else { return false };
    // The noun begins its clause: nothing but nouns between it and «أن», a mark or the start.
    let mut i = trigger.tokens.start;
    let opens = loop {
        if i == sentence.start {
            break true;
        }
        let k = i - 1;
        if scene.words[k].function.is_some_and(|f| f.content) || scene.text.tokens()[k].mark.is_some() {
            break true;
        }
        let relative = scene.words[k].function.is_some_and(|f| f.relative || f.subordinator);
        if trigger.tokens.start - k > 5 || relative || scene.words[k].verb.is_some() && scene.is_verb(k) {
            break false;
        }
        i = k;
    };
    if !opens || trigger.joined_preposition.is_some() {
        return false;
    }
    for k in trigger.tokens.end..sentence.end.min(trigger.tokens.end + SUBJECT_REACH) {
        if scene.parts_clauses(k) || scene.opens_clause(k) || scene.words[k].function.is_some_and(|f| f.relative) {
            return false;
        }
        if let Some(verb) = scene.words[k].verb.as_ref().filter(|_| scene.is_verb(k)) {
            let light = verb.readings.iter().find_map(|r| scene.lexicon.cues.light.get(&r.verb));
            return verb.split.future && matches!(light, Some(Light::Occur | Light::Agent));
        }
    }
    false
}

/// «قد» before a perfect says it was; before an imperfect that it may be.
fn possible(scene: &Scene<'_>, trigger: &Trigger, out: &mut Colouring) {
    let imperfect = matches!(trigger.form, Form::Verb { features, .. } if features.aspect != Aspect::Perfect);
    let may = scene.bare(trigger.tokens.start - 1) == "قد";
    if imperfect || !may {
        out.certainty = Certainty::Possible;
        if may && !matches!(trigger.frame(scene.lexicon).type_, EventType::Threaten) {
            out.modality.get_or_insert(Modality::Predicted);
            add(&mut out.aux, Aux::Future);
        }
    } else {
        out.certainty = Certainty::Certain;
    }
}

fn add(aux: &mut Vec<Aux>, flag: Aux) {
    if !aux.contains(&flag) {
        aux.push(flag);
    }
}

/// The colour of a cue that begins at token `i`, and where the cue ends.
fn colour_at(scene: &Scene<'_>, i: usize) -> Option<(Colour, usize)> {
    if let Some(hit) = scene.lexicon.cues.modality.at(scene, i).into_iter().next() {
        return Some((hit.value, hit.tokens.end));
    }
    let verb = scene.words[i].verb.as_ref()?;
    verb.readings.iter().find_map(|r| scene.lexicon.cues.modality_verbs.get(&r.verb)).map(|&c| (c, i + 1))
}
