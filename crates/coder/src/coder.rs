//! From a document to its reports.

use marsad_lexicon::{Lexicon, Light};
use marsad_model::{
    Actor, Aux, Certainty, CodedDocument, CueClass, DateRange, Document, EventType, LoadedTerm, Modality, Mode, Place,
    PlaceKind, Polarity, Report, Rival, Versions,
};
use marsad_text::Text;

use crate::attribution::{Speech, speech_at, speeches};
use crate::counts::{FoundCount, counts};
use crate::events;
use crate::modality::colour;
use crate::scene::{ActorMention, PlaceMention, Scene};
use crate::slots::{Slots, fill, inherit};
use crate::triggers::{self, Form, Trigger};
use crate::when::when;

/// A loss belongs to an act of its sentence at most this many words away.
const CONSEQUENCE_REACH: usize = 22;
/// An act goes on in a verb at most this many words later.
const CONTINUES: usize = 4;
/// A demand or threat swallows the act it is about within this many words.
const SWALLOW_REACH: usize = 8;
/// Days before publication from which an act is told as history.
const HISTORY_DAYS: i32 = 30;

/// Codes documents under one lexicon. Cheap to clone and to share between threads.
#[derive(Debug, Clone, Copy)]
pub struct Coder<'l> {
    pub(crate) lexicon: &'l Lexicon,
}

/// One trigger with everything read around it.
struct Draft {
    trigger: Trigger,
    slots: Slots,
    counts: Vec<FoundCount>,
    /// Set by an accusation whose complement holds the act.
    alleged_by: Option<usize>,
    dropped: bool,
}

impl<'l> Coder<'l> {
    /// A coder that knows what this lexicon knows.
    #[must_use]
    pub fn new(lexicon: &'l Lexicon) -> Self {
        Self { lexicon }
    }

    /// Codes a document.
    #[must_use]
    pub fn code(&self, document: &Document) -> CodedDocument {
        let text = Text::new(document.full_text());
        let scene = Scene::new(self.lexicon, &text, document.published);
        CodedDocument { id: document.id.clone(), reports: reports(&scene) }
    }
}

fn reports(scene: &Scene<'_>) -> Vec<Report> {
    let triggers = triggers::find(scene);
    let speeches = speeches(scene);
    let mut slots: Vec<Slots> = triggers.iter().map(|t| fill(scene, t, &triggers, &speeches)).collect();
    inherit(scene, &triggers, &mut slots, &speeches);
    let mut drafts: Vec<Draft> = triggers
        .iter()
        .zip(slots)
        .map(|(t, slots)| Draft {
            slots,
            counts: counts(scene, t, &triggers),
            trigger: t.clone(),
            alleged_by: None,
            dropped: false,
        })
        .collect();
    continue_acts(scene, &mut drafts);
    join_consequences(scene, &mut drafts);
    reach_of_words(scene, &mut drafts);
    let mut out: Vec<Report> = Vec::new();
    let kept: Vec<&Trigger> = drafts.iter().filter(|d| !d.dropped).map(|d| &d.trigger).collect();
    let kept: Vec<Trigger> = kept.into_iter().cloned().collect();
    for k in 0..drafts.len() {
        if drafts[k].dropped {
            continue;
        }
        let report = report(scene, &drafts, k, &kept, &speeches);
        let consequence = drafts[k].trigger.frame(scene.lexicon).consequence;
        if !events::adds_nothing(&report, &drafts[k].trigger, &out)
            && !events::repeats_loss(&report, &drafts[k].trigger, consequence, &out)
        {
            out.push(report);
        }
    }
    events::number(&mut out);
    out
}

/// «غارة استهدفت …», «القصف الذي طال …»: the verb goes on with the act named right before it.
fn continue_acts(scene: &Scene<'_>, drafts: &mut [Draft]) {
    for k in 1..drafts.len() {
        let here = drafts[k].trigger.tokens.start;
        let aims = scene.words[here]
            .verb
            .as_ref()
            .is_some_and(|v| v.readings.iter().any(|r| scene.lexicon.cues.light.get(&r.verb) == Some(&Light::Aim)));
        if !aims || !matches!(drafts[k].trigger.form, Form::Verb { .. }) {
            continue;
        }
        let before = &drafts[k - 1].trigger;
        let frame = before.frame(scene.lexicon);
        let near = here - before.tokens.end.min(here) <= CONTINUES
            && !(before.tokens.end..here)
                .any(|i| scene.text.tokens()[i].mark.is_some() || scene.words[i].function.is_some_and(|f| !f.relative));
        if frame.type_ != EventType::Assault || frame.consequence || !matches!(before.form, Form::Noun { .. }) || !near
        {
            continue;
        }
        let slots = std::mem::take(&mut drafts[k].slots);
        let counts = std::mem::take(&mut drafts[k].counts);
        drafts[k].dropped = true;
        let into = &mut drafts[k - 1];
        into.counts.extend(counts);
        for r in slots.recipients {
            if !into.slots.recipients.iter().chain(&into.slots.actors).any(|x| x.span.overlaps(r.span)) {
                into.slots.recipients.push(r);
            }
        }
    }
}

/// «قُتل خمسة في قصف»: the loss belongs to the act; «قُتل خمسة وأصيب ستة» is one report.
fn join_consequences(scene: &Scene<'_>, drafts: &mut [Draft]) {
    for k in 0..drafts.len() {
        let frame = drafts[k].trigger.frame(scene.lexicon);
        if !frame.consequence || frame.type_ != EventType::Assault {
            continue;
        }
        let here = drafts[k].trigger.tokens.clone();
        let sentence = scene.sentence(here.start).tokens.clone();
        let act = (0..drafts.len())
            .filter(|&o| o != k && !drafts[o].dropped)
            .filter(|&o| {
                let t = &drafts[o].trigger;
                let f = t.frame(scene.lexicon);
                let inside = t.tokens.start >= sentence.start && t.tokens.end <= sentence.end;
                let distance = distance(&here, &t.tokens);
                let other_act = f.type_ == EventType::Assault
                    && !f.consequence
                    && distance <= CONSEQUENCE_REACH
                    && linked(scene, &here, &t.tokens);
                // A second loss right after a first: «قتل … وأصيب».
                let first_loss =
                    f.consequence && f.type_ == EventType::Assault && o < k && distance <= CONSEQUENCE_REACH;
                inside && (other_act || first_loss)
            })
            .min_by_key(|&o| {
                (drafts[o].trigger.frame(scene.lexicon).consequence, distance(&here, &drafts[o].trigger.tokens))
            });
        let Some(act) = act else { continue };
        let (counts, slots) = (std::mem::take(&mut drafts[k].counts), std::mem::take(&mut drafts[k].slots));
        drafts[k].dropped = true;
        let into = &mut drafts[act];
        for c in counts {
            if !into.counts.iter().any(|x| x.at == c.at) {
                into.counts.push(c);
            }
        }
        for r in slots.recipients {
            if !into.slots.recipients.iter().chain(&into.slots.actors).any(|x| x.span.overlaps(r.span)) {
                into.slots.recipients.push(r);
            }
        }
        if into.slots.actors.is_empty() {
            into.slots.actors = slots.actors;
        }
    }
}

fn distance(a: &std::ops::Range<usize>, b: &std::ops::Range<usize>) -> usize {
    if a.start >= b.end { a.start - b.end } else { b.start.saturating_sub(a.end) }
}

/// Whether a loss and an act of one sentence belong together: nothing between them begins something else.
fn linked(scene: &Scene<'_>, loss: &std::ops::Range<usize>, act: &std::ops::Range<usize>) -> bool {
    let (from, to) = if loss.start < act.start { (loss.end, act.start) } else { (act.end, loss.start) };
    !(from..to).any(|i| !scene.lexicon.cues.contrasts.at(scene.text, i).is_empty())
}

/// What a demand or threat is about is no report of its own; what an accusation is about is alleged by the accuser.
fn reach_of_words(scene: &Scene<'_>, drafts: &mut [Draft]) {
    for k in 0..drafts.len() {
        if drafts[k].dropped {
            continue;
        }
        let frame = drafts[k].trigger.frame(scene.lexicon);
        let (swallows, alleges) = (frame.swallows, frame.inner_modality.is_some());
        if !swallows && !alleges {
            continue;
        }
        let from = drafts[k].trigger.tokens.end;
        let sentence_end = scene.sentence(from - 1).tokens.end;
        for later in drafts.iter_mut().skip(k + 1) {
            let start = later.trigger.tokens.start;
            let stop = (from..start)
                .any(|i| scene.text.tokens()[i].mark.is_some_and(|m| matches!(m, '.' | '؛' | '»' | '"' | '”')));
            if start >= sentence_end || stop {
                break;
            }
            if swallows {
                if start - from > SWALLOW_REACH || (from..start).any(|i| scene.parts_clauses(i)) {
                    break;
                }
                later.dropped = true;
            } else if later.alleged_by.is_none() {
                later.alleged_by = Some(k);
            }
        }
    }
}

fn report(scene: &Scene<'_>, drafts: &[Draft], k: usize, kept: &[Trigger], speeches: &[Speech]) -> Report {
    let draft = &drafts[k];
    let trigger = &draft.trigger;
    let frame = trigger.frame(scene.lexicon);
    let sentence = scene.sentence(trigger.tokens.start);
    let speech = speech_at(speeches, trigger.tokens.start);
    let colouring = colour(scene, trigger, kept);
    let mut said_by = speech.and_then(|s| s.said_by(scene.text));
    let mut modality = match (colouring.modality, speech.map(|s| s.class)) {
        (Some(m), _) => m,
        (None, None) => Modality::Asserted,
        (None, Some(CueClass::Neutral | CueClass::Commitment)) => Modality::Reported,
        (None, Some(CueClass::Distancing)) => Modality::Alleged,
        (None, Some(CueClass::Denial)) => Modality::Denied,
        (None, Some(CueClass::Prediction)) => Modality::Predicted,
    };
    if let Some(accuser) = draft.alleged_by {
        modality = Modality::Alleged;
        if let Some(a) = drafts[accuser].slots.actors.first() {
            said_by = Some(accuser_says(scene, a, &drafts[accuser].trigger));
        }
    }
    // An act done in words by the speaker is no report of theirs: «قال الوزير … ندين», «دعا … داعيا».
    let own_words = matches!(
        frame.type_,
        EventType::Accuse
            | EventType::Request
            | EventType::Threaten
            | EventType::Reject
            | EventType::Support
            | EventType::Agree
            | EventType::Concede
    ) && said_by
        .as_ref()
        .is_some_and(|s| draft.slots.actors.iter().any(|a| a.span.overlaps(s.quote.span()) || a.entity == s.entity));
    if own_words {
        said_by = None;
        if modality == Modality::Reported {
            modality = Modality::Asserted;
        }
    }
    let date = when(scene, trigger, kept).map(|t| DateRange {
        quote: scene.text.quote(t.mention.span),
        from: t.mention.from,
        to: t.mention.to,
    });
    let mut aux = colouring.aux;
    if let (Some(published), Some(to)) = (scene.published, date.as_ref().and_then(|d| d.to))
        && published.since(to).is_ok_and(|span| span.get_days() > HISTORY_DAYS)
        && !aux.contains(&Aux::Historical)
    {
        aux.push(Aux::Historical);
    }
    aux.sort();
    let mut found = draft.counts.clone();
    found.sort_by_key(|c| c.at);
    let span = sentence.span;
    let evidence = scene.text.quote(span);
    Report {
        type_: frame.type_,
        mode: modes(scene, trigger, kept),
        aux,
        modality,
        polarity: colouring.polarity,
        certainty: if colouring.polarity == Polarity::Affirmed { colouring.certainty } else { Certainty::Unstated },
        trigger: scene.text.quote(trigger.span),
        event: 0,
        actors: draft.slots.actors.iter().map(|m| actor(scene, m)).collect(),
        recipients: draft.slots.recipients.iter().map(|m| actor(scene, m)).collect(),
        places: places(scene, trigger, kept, &draft.slots),
        date,
        counts: found.into_iter().map(|c| c.count).collect(),
        said_by,
        contexts: frame.contexts.clone(),
        loaded_terms: loaded(scene, sentence.tokens.clone()),
        confidence: confidence(frame.confidence, trigger, &draft.slots),
        rule: format!(
            "{}/{}{}{}",
            frame.id,
            trigger.pattern,
            if draft.slots.how.is_empty() { "" } else { "-" },
            draft.slots.how
        ),
        evidence,
        versions: Versions { marsad: env!("CARGO_PKG_VERSION").to_owned(), lexicon: scene.lexicon.hash.clone() },
    }
}

fn accuser_says(scene: &Scene<'_>, a: &ActorMention, trigger: &Trigger) -> marsad_model::SaidBy {
    let speech = Speech {
        cue: trigger.tokens.clone(),
        class: CueClass::Distancing,
        speaker: Some(crate::attribution::Speaker {
            span: a.span,
            entity: a.entity.clone(),
            sector: a.sector,
            kind: a.kind.clone(),
            named: a.id.is_some() || a.person,
        }),
        scope: trigger.tokens.clone(),
        quotation: marsad_model::Quotation::Indirect,
    };
    match speech.said_by(scene.text) {
        Some(said) => said,
        None => unreachable!("the speaker was just given"),
    }
}

/// The frame's own confidence, more where its slots are filled.
fn confidence(base: f64, trigger: &Trigger, slots: &Slots) -> f64 {
    let filled =
        f64::from(u8::from(!slots.actors.is_empty())) * 0.06 + f64::from(u8::from(!slots.recipients.is_empty())) * 0.04;
    let form = match trigger.form {
        Form::Verb { .. } => 0.0,
        Form::Noun { definite: true, .. } => -0.05,
        Form::Noun { .. } => -0.02,
    };
    ((base + filled + form).clamp(0.05, 0.99) * 100.0).round() / 100.0
}

/// Modes of the frame, and of words near the trigger that no other trigger stands closer to.
fn modes(scene: &Scene<'_>, trigger: &Trigger, kept: &[Trigger]) -> Vec<Mode> {
    let frame = trigger.frame(scene.lexicon);
    let mut out = frame.mode.clone();
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let from = trigger.tokens.start.saturating_sub(5).max(sentence.start);
    let to = (trigger.tokens.end + 9).min(sentence.end);
    for i in from..to {
        if i > trigger.tokens.end && scene.text.tokens()[i].mark.is_some_and(|m| matches!(m, '،' | '؛' | ',')) {
            break;
        }
        for hit in scene.lexicon.cues.modes.at(scene.text, i) {
            if hit.value.type_ != frame.type_ || out.contains(&hit.value.mode) || hit.tokens.end > to {
                continue;
            }
            let here = distance(&hit.tokens, &trigger.tokens);
            let closer = kept.iter().any(|o| {
                o.tokens != trigger.tokens
                    && o.frame(scene.lexicon).type_ == frame.type_
                    && distance(&hit.tokens, &o.tokens) < here
            });
            let before_far = hit.tokens.end <= trigger.tokens.start
                && (hit.tokens.end..trigger.tokens.start).any(|x| scene.parts_clauses(x));
            if !closer && !before_far {
                out.push(hit.value.mode);
            }
        }
    }
    // The particular way of killing, not the general one beside it.
    if out.contains(&Mode::SuicideAttack) {
        out.retain(|m| *m != Mode::Explosives || frame.mode.contains(m));
    }
    if out.contains(&Mode::Drone) {
        out.retain(|m| *m != Mode::Aerial || frame.mode.contains(m));
    }
    out
}

fn actor(scene: &Scene<'_>, m: &ActorMention) -> Actor {
    Actor {
        quote: scene.text.quote(m.span),
        entity: m.entity.clone(),
        id: m.id.clone(),
        country: m.country.clone(),
        sector: m.sector,
        loaded: m.loaded.clone(),
    }
}

/// The places of an act: after it up to the next act, else before it in its clause; the most specific first.
fn places(scene: &Scene<'_>, trigger: &Trigger, kept: &[Trigger], slots: &Slots) -> Vec<Place> {
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let inside =
        |t: &Trigger| t.tokens.start >= sentence.start && t.tokens.end <= sentence.end && t.tokens != trigger.tokens;
    let next = kept
        .iter()
        .filter(|t| inside(t) && t.tokens.start >= trigger.tokens.end)
        .map(|t| t.tokens.start)
        .min()
        .unwrap_or(sentence.end);
    let last = kept
        .iter()
        .filter(|t| inside(t) && t.tokens.end <= trigger.tokens.start)
        .map(|t| t.tokens.end)
        .max()
        .unwrap_or(sentence.start);
    let usable = |p: &&PlaceMention| {
        let actor = slots.actors.iter().chain(&slots.recipients).any(|a| a.span.overlaps(p.span));
        let origin = matches!(p.preposition.as_deref(), Some("من" | "عن" | "مع" | "ضد" | "ل"));
        let state_actor = p.kind == Some(PlaceKind::Country) && p.preposition.is_none() && !p.part;
        !actor && !origin && !state_actor
    };
    let mut found: Vec<&PlaceMention> = scene.places_in(trigger.tokens.end..next).filter(usable).collect();
    if found.is_empty() {
        found = scene.places_in(last..trigger.tokens.start).filter(usable).collect();
    }
    if found.is_empty() {
        found = scene.places_in(next..sentence.end).filter(usable).take(2).collect();
    }
    let mut out: Vec<Place> = Vec::new();
    for p in found {
        if !out.iter().any(|x| x.quote.span() == p.span) {
            out.push(place(scene, p));
        }
    }
    out.sort_by_key(|p| p.kind);
    out
}

fn place(scene: &Scene<'_>, p: &PlaceMention) -> Place {
    let precision =
        match p.kind {
            Some(
                PlaceKind::Site | PlaceKind::Neighbourhood | PlaceKind::Village | PlaceKind::Town | PlaceKind::City,
            ) if p.lat.is_some() => 1,
            Some(PlaceKind::District) => 3,
            Some(PlaceKind::Governorate) => 4,
            Some(PlaceKind::Region) => 5,
            Some(PlaceKind::Country) => 6,
            _ => 7,
        };
    Place {
        quote: scene.text.quote(p.span),
        name: p.name.clone(),
        id: p.id.clone(),
        lat: p.lat,
        lon: p.lon,
        kind: p.kind,
        country: p.country.clone(),
        precision,
        rivals: p
            .rivals
            .iter()
            .map(|&i| {
                let r = scene.lexicon.gazetteer.at(i);
                Rival { id: r.id.clone(), name: r.en.clone(), country: r.country.clone() }
            })
            .collect(),
    }
}

fn loaded(scene: &Scene<'_>, tokens: std::ops::Range<usize>) -> Vec<LoadedTerm> {
    let mut out: Vec<LoadedTerm> = Vec::new();
    let mut i = tokens.start;
    while i < tokens.end {
        match scene.lexicon.entities.loaded.at(scene.text, i).into_iter().next() {
            Some(hit) if hit.tokens.end <= tokens.end => {
                out.push(LoadedTerm { quote: scene.text.quote(hit.span), neutral: hit.value.neutral_ar.clone() });
                i = hit.tokens.end;
            }
            _ => i += 1,
        }
    }
    out
}
