//! From a document to its reports.

use marsad_lexicon::Lexicon;
use marsad_model::{
    Aux, Certainty, CodedDocument, CueClass, DateRange, Day, Document, EventType, Modality, Notice, Polarity, Report,
    Versions,
};
use marsad_text::arabic::conjugate::{Aspect, NominalKind, Person};
use marsad_text::quotations;

use crate::apart::{join_aims, join_means};
use crate::attribution::{Speech, speech_at, speeches};
use crate::contexts;
use crate::counts::{FoundCount, counts};
use crate::doers::by_doers;
use crate::events;
use crate::fields::{actor, loaded, modes};
use crate::figures::figures;
use crate::further;
use crate::genre;
use crate::join::{continue_acts, demands_of_protests, drop_signs, join_consequences, reach_of_words, share_aims};
use crate::learn::{Acts, Around, Doubts, choose, trust};
use crate::modality::colour;
use crate::order;
use crate::placing::places;
use crate::reading;
use crate::scene::{ActorMention, Scene};
use crate::slots::{self, Slots, blamed, fill, shared};
use crate::subjects::Subjects;
use crate::telling::passing;
use crate::triggers::{self, Form, Trigger};
use crate::when::{before, carry, when};

/// Days before publication from which an act is told as history.
pub(crate) const HISTORY_DAYS: i32 = 30;

/// Codes documents under one lexicon. Cheap to clone and to share between threads.
#[derive(Debug, Clone, Copy)]
pub struct Coder<'l> {
    pub(crate) lexicon: &'l Lexicon,
}

/// One trigger with everything read around it.
pub(crate) struct Draft {
    pub trigger: Trigger,
    pub slots: Slots,
    pub counts: Vec<FoundCount>,
    /// Set by an accusation whose complement holds the act.
    pub alleged_by: Option<usize>,
    pub dropped: bool,
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
        let (text, notices) = reading::arabic(document.full_text());
        if let Some(coded) = further::coded(self.lexicon, document, &text, &notices) {
            return coded;
        }
        let scene = Scene::new(self.lexicon, &text, document.published);
        coded(&scene, document, notices).0
    }
}

/// What was read on the way to the reports: enough to say why they are as they are.
pub(crate) struct Workings {
    pub speeches: Vec<Speech>,
    pub subjects: Subjects,
    pub drafts: Vec<Draft>,
}

/// A document as it leaves, and what was read on the way.
pub(crate) fn coded(scene: &Scene<'_>, document: &Document, notices: Vec<Notice>) -> (CodedDocument, Workings) {
    let (mut reports, workings) = reports(scene);
    contexts::add(scene, &mut reports);
    let genre::Read { genre, cues } = genre::read(scene, document);
    genre::apply(scene, genre, &mut reports);
    let figures = figures(scene, &workings.speeches, &reports);
    let id = document.id.clone();
    (CodedDocument { id, reports, genre: Some(genre), genre_cues: cues, figures, notices }, workings)
}

/// The acts of a document with what the rules of grammar found around them.
pub(crate) fn drafts(scene: &Scene<'_>, speeches: &[Speech], subjects: &Subjects) -> Vec<Draft> {
    let mut triggers = triggers::find(scene);
    let mut slots: Vec<Slots> = triggers.iter().map(|t| fill(scene, t, &triggers, speeches, subjects)).collect();
    shared(scene, &triggers, &mut slots);
    slots::carry(scene, &triggers, &mut slots, speeches, subjects);
    blamed(scene, &triggers, &mut slots);
    let others = by_doers(scene, &mut triggers, &slots);
    let counts = counts(scene, &triggers, &slots);
    let mut drafts: Vec<Draft> = triggers
        .iter()
        .zip(slots)
        .zip(counts)
        .map(|((t, slots), counts)| Draft { slots, counts, trigger: t.clone(), alleged_by: None, dropped: false })
        .collect();
    for k in others {
        drafts[k].dropped = true;
    }
    continue_acts(scene, &mut drafts);
    share_aims(scene, &mut drafts);
    join_means(scene, &mut drafts);
    join_aims(scene, &mut drafts);
    join_consequences(scene, &mut drafts, speeches);
    reach_of_words(scene, &mut drafts);
    drop_signs(scene, &mut drafts);
    demands_of_protests(scene, &mut drafts);
    drafts
}

/// A report with the act it was read from and what speaks against it.
pub(crate) struct Told {
    pub report: Report,
    /// Number of its draft.
    pub draft: usize,
    pub doubts: Doubts,
}

/// Everything in a document that may be a report, in order.
pub(crate) fn told(scene: &Scene<'_>, drafts: &[Draft], speeches: &[Speech], subjects: &Subjects) -> Vec<Told> {
    let kept: Vec<Trigger> = drafts.iter().filter(|d| !d.dropped).map(|d| d.trigger.clone()).collect();
    let mut all: Vec<Told> = Vec::new();
    // The reports that nothing speaks against, and their drafts.
    let mut out: Vec<Report> = Vec::new();
    let mut of: Vec<usize> = Vec::new();
    let acts = Acts::of(scene, drafts);
    for k in (0..drafts.len()).filter(|&k| !drafts[k].dropped) {
        let around = Around::new(scene, drafts, &acts, k, speeches, subjects, false);
        let report = report(&around, &kept);
        let trigger = &drafts[k].trigger;
        let consequence = trigger.frame(scene.lexicon).consequence;
        let before = trigger.tokens.start.checked_sub(1);
        let demonstrated = before.is_some_and(|i| scene.words[i].function.is_some_and(|f| f.demonstrative));
        let doubts = Doubts {
            adds_nothing: !spoken_of(scene, trigger)
                && events::adds_nothing(&report, trigger, &drafts[k].slots, demonstrated, &out),
            repeats_loss: events::repeats_loss(&report, trigger, consequence, &out),
            passing: false,
        };
        if !doubts.any() {
            out.push(report.clone());
            of.push(k);
        }
        all.push(Told { report, draft: k, doubts });
    }
    let found: Vec<&Trigger> = of.iter().map(|&k| &drafts[k].trigger).collect();
    carry(scene, &mut out, &found);
    let passing = passing(scene, drafts, &out, &of);
    let mut sure = out.into_iter().zip(passing);
    for told in all.iter_mut().filter(|t| !t.doubts.any()) {
        if let Some((report, passing)) = sure.next() {
            told.report = report;
            told.doubts.passing = passing;
        }
    }
    all
}

fn reports(scene: &Scene<'_>) -> (Vec<Report>, Workings) {
    let speeches = speeches(scene);
    let subjects = Subjects::read(scene);
    let mut drafts = drafts(scene, &speeches, &subjects);
    choose(scene, &mut drafts, &speeches, &subjects);
    let told = told(scene, &drafts, &speeches, &subjects);
    let mut out = trust(scene, &drafts, told, &speeches, &subjects);
    events::number(&mut out);
    (out, Workings { speeches, subjects, drafts })
}

fn report(around: &Around<'_, '_>, kept: &[Trigger]) -> Report {
    let (scene, drafts, speeches) = (around.scene, around.drafts, around.speeches);
    let draft = &drafts[around.at];
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
        (None, Some(CueClass::Prediction)) => predicted(trigger),
    };
    if let Some(accuser) = draft.alleged_by {
        modality = Modality::Alleged;
        if let Some(a) = drafts[accuser].slots.actors.first() {
            said_by = Some(accuser_says(scene, a, &drafts[accuser].trigger));
        }
    }
    // «نفى تنفيذ أي ضربة»: what is denied is not only thought of.
    let mut aux = colouring.aux;
    if modality == Modality::Hypothetical
        && speech.is_some_and(|s| s.class == CueClass::Denial)
        && !aux.contains(&Aux::Future)
    {
        modality = Modality::Denied;
        aux.retain(|a| *a != Aux::Hypothetical);
    }
    // An act done in words by the speaker is no report of theirs: «قال الوزير … ندين», «دعا … داعيا».
    let own_words = frame.type_.is_speech_act()
        && modality != Modality::Recommended
        && !told_of(scene, trigger)
        && said_by.as_ref().is_some_and(|s| {
            speaks_itself(trigger, &draft.slots)
                || speech.is_some_and(|s| turns(scene, trigger, s))
                || draft.slots.actors.iter().any(|a| a.span.overlaps(s.quote.span()) || a.entity == s.entity)
        });
    if own_words {
        said_by = None;
        if modality == Modality::Reported {
            modality = Modality::Asserted;
        }
    }
    let date = when(scene, trigger, kept, speeches);
    // An act told behind «بعد» was before the day of the other.
    let day = date
        .as_ref()
        .map(|d| (d.from, d.to))
        .or_else(|| before(scene, trigger, kept).map(|t| (t.mention.from, t.mention.to)));
    if day.is_some_and(|(from, to)| told_as_history(scene, from, to)) && !aux.contains(&Aux::Historical) {
        aux.push(Aux::Historical);
    }
    aux.sort();
    let mut found = draft.counts.clone();
    found.sort_by_key(|c| c.at);
    let span = sentence.span;
    let evidence = scene.text.quote(span);
    // What is agreed for a day to come lies ahead.
    let to_come = |d: &DateRange| d.from.zip(scene.published).is_some_and(|(from, today)| from > today);
    if frame.type_ == EventType::Agree && date.as_ref().is_some_and(to_come) && !aux.contains(&Aux::Future) {
        aux.push(Aux::Future);
        aux.sort();
    }
    let lies_ahead = aux.contains(&Aux::Future)
        && !aux.contains(&Aux::Negation)
        && matches!(modality, Modality::Intended | Modality::Predicted);
    let ahead = frame.ahead.filter(|_| lies_ahead);
    if ahead.is_some() {
        modality = Modality::Intended;
    }
    Report {
        type_: ahead.unwrap_or(frame.type_),
        mode: if ahead.is_some() { Vec::new() } else { modes(scene, trigger, kept) },
        aux,
        modality,
        polarity: colouring.polarity,
        certainty: if colouring.polarity == Polarity::Affirmed { colouring.certainty } else { Certainty::Unstated },
        trigger: scene.text.quote(trigger.span),
        event: 0,
        actors: draft.slots.actors.iter().map(|m| actor(scene, m)).collect(),
        recipients: draft.slots.recipients.iter().map(|m| actor(scene, m)).collect(),
        places: places(around, kept),
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

/// «ندعو», «مطالبا», a threat by nobody else: an act in words that only the speaker can do.
fn speaks_itself(trigger: &Trigger, slots: &Slots) -> bool {
    match trigger.form {
        Form::Verb { features, .. } => features.person == Person::First || slots.actors.is_empty() && trigger.future,
        Form::Noun { participle, .. } => participle == Some(NominalKind::ActiveParticiple),
    }
}

/// «قال … إن …، ودعا …»: a verb of speech in the perfect that begins a clause of its own, outside quotation marks, is told by
/// the outlet.
fn turns(scene: &Scene<'_>, trigger: &Trigger, speech: &Speech) -> bool {
    let start = trigger.tokens.start;
    let Form::Verb { features, .. } = trigger.form else { return false };
    let opens = scene.fold(start).starts_with('و') && start > 0 && scene.parts_clauses(start - 1)
        || (start.saturating_sub(3)..start).any(|i| scene.lexicon.cues.contrasts.begins(scene, i));
    features.aspect == Aspect::Perfect
        && features.person == Person::Third
        && speech.cue.start < start
        && opens
        && !quotations(scene.text).iter().any(|q| q.overlaps(trigger.span))
}

/// «أن المداهمات جرت في …»: a noun that begins what is said and has a verb of its own is told of, not pointed back at.
fn spoken_of(scene: &Scene<'_>, trigger: &Trigger) -> bool {
    // «المعارك الآن شرسة».
    let timed = order::starting(&scene.times, trigger.tokens.end).is_some();
    timed
        || told_of(scene, trigger)
            && (trigger.tokens.end..trigger.tokens.end + 2)
                .any(|i| scene.words.get(i).is_some_and(|w| w.verb.is_some()) && scene.is_verb(i))
}

/// Whether a noun begins what is said: «إن التحقيق …», «أن المداهمات …».
fn told_of(scene: &Scene<'_>, trigger: &Trigger) -> bool {
    let before = trigger.tokens.start.checked_sub(1);
    matches!(trigger.form, Form::Noun { participle: None, .. })
        && before.is_some_and(|b| scene.words[b].function.is_some_and(|f| f.content))
}

/// Whether days lie so far back that an act on them is told as background. In a document whose own day nobody knows any
/// date is: news of the day has no year.
fn told_as_history(scene: &Scene<'_>, from: Option<Day>, to: Option<Day>) -> bool {
    match scene.published {
        Some(published) => {
            to.and_then(|to| published.since(to).ok()).is_some_and(|span| span.get_days() > HISTORY_DAYS)
        }
        None => from.is_some() || to.is_some(),
    }
}

/// What is only thought to have been is no forecast: «نعتقد أن الغارة أصابت المستودع».
fn predicted(trigger: &Trigger) -> Modality {
    match trigger.form {
        Form::Verb { features, .. } if features.aspect == Aspect::Perfect => Modality::Reported,
        Form::Noun { definite: true, .. } => Modality::Reported,
        _ => Modality::Predicted,
    }
}

fn accuser_says(scene: &Scene<'_>, a: &ActorMention, trigger: &Trigger) -> marsad_model::SaidBy {
    let speech = Speech {
        cue: trigger.tokens.clone(),
        class: CueClass::Distancing,
        speaker: Some(crate::speaker::Speaker::from(a)),
        scope: trigger.tokens.clone(),
        quotation: marsad_model::Quotation::Indirect,
        inner: false,
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
