//! Slots: who did it and to whom, by how Arabic arranges its sentences.

mod carry;
mod clause;
mod governed;
mod light;
mod noun;
mod object;
mod owner;
mod shared;
mod sides;
mod verb;

use std::ops::Range;

use marsad_lexicon::Role;
use marsad_model::{EventType, Span};
use marsad_text::arabic::conjugate::{Person, VerbFeatures};

use crate::attribution::{Speech, speech_at};
use crate::scene::{ActorMention, Scene};
use crate::subjects::Subjects;
use crate::triggers::{Form, Trigger};
pub(crate) use carry::carry;
use clause::clause;
use noun::noun;
use object::{addressed, against, in_row, joined_pronoun, object_phrase};
pub(crate) use owner::{accusative, chain_preposition};
use owner::{aimed, owned_object};
pub(crate) use shared::{blamed, shared};
use sides::sides;
use verb::{coordinated, free, verb};

/// Doers and those done to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slots {
    pub actors: Vec<ActorMention>,
    pub recipients: Vec<ActorMention>,
    /// Name of the pattern that filled them, for the rule.
    pub how: &'static str,
}

impl Slots {
    fn put(&mut self, role: Role, type_: EventType, mention: ActorMention) {
        let role = match role {
            Role::Auto if mention.armed() && type_ == EventType::Assault => Role::Actor,
            Role::Auto => Role::Recipient,
            // A lorry does nothing by itself.
            Role::Actor if mention.kind == "company" && mention.sector.is_none() => return,
            other => other,
        };
        let list = match role {
            Role::Actor => &mut self.actors,
            Role::Recipient => &mut self.recipients,
            Role::Auto | Role::None => return,
        };
        if !list.iter().any(|m| m.span.overlaps(mention.span)) {
            list.push(mention);
        }
    }
}

/// Fills the slots of one trigger. `others` are all triggers of the document, which bound its reach.
pub(crate) fn fill(
    scene: &Scene<'_>,
    trigger: &Trigger,
    others: &[Trigger],
    speeches: &[Speech],
    subjects: &Subjects,
) -> Slots {
    let clause = clause(scene, trigger, others);
    let mut slots = Slots::default();
    let first_person = matches!(trigger.form, Form::Verb { features, .. } if features.person == Person::First);
    match trigger.form {
        Form::Verb { features, active, passive } => {
            verb(scene, trigger, &clause, subjects, features, (active, passive), &mut slots);
        }
        Form::Noun { participle, .. } => match phrase_verb(scene, trigger) {
            Some((tokens, features)) => {
                let inner = Trigger { tokens, ..trigger.clone() };
                verb(scene, &inner, &clause, subjects, features, (true, false), &mut slots);
            }
            None => noun(scene, trigger, &clause, participle, subjects, &mut slots),
        },
    }
    if first_person {
        // «نطالب», «ندين»: whoever is being quoted.
        let frame = trigger.frame(scene.lexicon);
        let (who, object) = (
            speech_at(speeches, trigger.tokens.start).and_then(|s| s.speaker.as_ref()),
            std::mem::take(&mut slots.actors),
        );
        for m in object {
            slots.put(frame.object, frame.type_, m);
        }
        if let Some(m) = who.and_then(|w| scene.actor_of(w.span)) {
            slots.put(frame.subject, frame.type_, m.clone());
        }
        slots.how = "first-person";
    }
    inside(scene, trigger, &mut slots);
    joined_pronoun(scene, trigger, subjects, &mut slots);
    sides(scene, trigger, &mut slots);
    owned_object(scene, trigger, &clause, &mut slots);
    object_phrase(scene, trigger, &clause, &mut slots);
    addressed(scene, trigger, &clause, &mut slots);
    by_phrase(scene, trigger, &clause, &mut slots);
    prepositions(scene, trigger, &clause, &mut slots);
    aimed(scene, trigger, &mut slots);
    against(scene, trigger, &clause, &mut slots);
    in_row(scene, trigger, &clause, &mut slots);
    // «شخصا», «آخرين» name nobody: they are counted, not recorded.
    let generic =
        |m: &ActorMention| m.tokens.len() == 1 && scene.lexicon.cues.generic.contains(scene.fold(m.tokens.start));
    slots.actors.retain(|m| !generic(m) && !scene.lexicon.cues.losses.begins(scene, m.tokens.start));
    let counted = |m: &ActorMention| {
        m.tokens.len() == 1 && scene.lexicon.cues.generic_recipients.contains(scene.fold(m.tokens.start))
    };
    slots.recipients.retain(|m| !generic(m) && !counted(m));
    // Nobody does a thing to themselves in one report.
    let actors: Vec<Span> = slots.actors.iter().map(|a| a.span).collect();
    slots.recipients.retain(|r| !actors.iter().any(|a| a.overlaps(r.span)));
    slots
}

/// «غارات التحالف», «أدانت محكمة»: a listed phrase that names the doer itself.
fn inside(scene: &Scene<'_>, trigger: &Trigger, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    if trigger.pattern != "phrase" {
        return;
    }
    let k = scene.actors.partition_point(|a| a.tokens.start <= trigger.tokens.start);
    if let Some(m) = scene.actors.get(k).filter(|m| {
        m.tokens.start < trigger.tokens.end && free(m) && (m.id.is_some() || m.tokens.end > trigger.tokens.end)
    }) {
        slots.put(
            if frame.genitive == Role::Recipient { Role::Recipient } else { Role::Actor },
            frame.type_,
            m.clone(),
        );
    }
}

/// The finite verb that a phrase is or ends in: «ستزور», «من المقرر أن يلتقي». Not where a modal says that somebody should.
fn phrase_verb(scene: &Scene<'_>, trigger: &Trigger) -> Option<(Range<usize>, VerbFeatures)> {
    let last = trigger.tokens.end - 1;
    let verb = scene.words[last]
        .verb
        .as_ref()
        .filter(|v| trigger.pattern == "phrase" && !v.noun_too && scene.is_verb(last))?;
    let frame = trigger.frame(scene.lexicon);
    (!frame.swallows).then(|| (last..trigger.tokens.end, verb.readings[0].features))
}

/// «على يد …», «من قبل …».
fn by_phrase(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    for i in trigger.tokens.end..clause.end {
        let Some(hit) = scene.lexicon.cues.by_phrases.at(scene, i).into_iter().next() else { continue };
        if let Some(m) =
            scene.actors_in(hit.tokens.end..clause.end).next().filter(|m| m.tokens.start <= hit.tokens.end + 1)
        {
            // «التدخلات من جانب …»: of what is condemned, not of the condemnation.
            let role = match frame.type_ {
                EventType::Accuse | EventType::Reject => Role::Recipient,
                _ => Role::Actor,
            };
            for m in coordinated(scene, m, clause.end) {
                slots.put(role, frame.type_, m.clone());
            }
            // «مقتل مدنيين على يد …»: who stands between is done to.
            return;
        }
    }
}

fn prepositions(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    let is = |list: &[String], p: &str| list.iter().any(|w| w == p);
    let mut previous: Option<Role> = None;
    let mut end = trigger.tokens.end;
    for m in scene.actors_in(trigger.tokens.end..clause.end) {
        let chain = chain_preposition(scene, trigger, m);
        let role = match m.preposition.as_deref() {
            Some(p) if is(&frame.recipient_preps, p) => Some(Role::Recipient),
            Some(p) if is(&frame.actor_preps, p) => Some(Role::Actor),
            // «تبادل لإطلاق النار بين … و…»: the sides.
            Some("بين")
                if (frame.type_ != EventType::Assault || is(&frame.actor_preps, "بين"))
                    && matches!(
                        frame.type_,
                        EventType::Assault
                            | EventType::Agree
                            | EventType::Consult
                            | EventType::Retreat
                            | EventType::Cooperate
                    ) =>
            {
                Some(Role::Actor)
            }
            // «إطلاق نيران من حزب الله», «المدعومة من …», «ترحيب من …»: where it comes from.
            Some("من")
                if !frame.consequence
                    && frame.genitive != Role::Recipient
                    && matches!(trigger.form, Form::Noun { .. })
                    && frame.type_ != EventType::Retreat
                    && m.tokens.start <= trigger.tokens.end + 2 =>
            {
                Some(Role::Actor)
            }
            // «تهجير قسري للمواطنين», «قصف للمدنيين».
            Some("ل")
                if matches!(frame.genitive, Role::Recipient | Role::Auto)
                    && (frame.genitive == Role::Recipient || !m.armed())
                    && m.tokens.start <= trigger.tokens.end + 2
                    && matches!(trigger.form, Form::Noun { .. }) =>
            {
                Some(Role::Recipient)
            }
            // «بهجوم لحزب العمال», «غارة للتحالف»: whose act it is.
            Some("ل")
                if matches!(frame.genitive, Role::Actor | Role::Auto)
                    && (frame.genitive == Role::Actor || m.armed())
                    && m.tokens.start <= trigger.tokens.end + 2
                    && !(trigger.tokens.end..m.tokens.start)
                        .any(|i| accusative(scene, i) || scene.actor_ending(i + 1).is_some())
                    && matches!(trigger.form, Form::Noun { .. }) =>
            {
                Some(Role::Actor)
            }
            // «على مواقع داعش», «باتجاه مواقع للجيش»: whose the place is.
            _ if matches!(frame.type_, EventType::Assault | EventType::Coerce | EventType::Threaten)
                && chain.as_deref().is_some_and(|p| is(&frame.recipient_preps, p)) =>
            {
                Some(Role::Recipient)
            }
            None if m.joined && m.tokens.start - end <= 1 => previous,
            _ => None,
        };
        if let Some(role) = role {
            slots.put(role, frame.type_, m.clone());
        }
        previous = role;
        end = m.tokens.end;
    }
}
