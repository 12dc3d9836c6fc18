//! What acts beside one another give each other: nouns in a row, and a condemnation and what it condemns.

use marsad_model::EventType;

use super::Slots;
use super::noun::nation;
use crate::actors::adjective_country;
use crate::scene::{ActorMention, Scene};
use crate::triggers::{Form, Trigger};

/// How far behind a condemnation what it condemns may stand, in words.
const BLAMED: usize = 16;
/// How far behind a condemnation the adjective of a nation may stand, in words.
const ADJECTIVE: usize = 7;

/// «خطف ومقتل فلان», «أسر أو اعتقال جنود»: nouns in a row share whom the last of them names.
pub(crate) fn shared(scene: &Scene<'_>, triggers: &[Trigger], all: &mut [Slots]) {
    for k in (1..triggers.len()).rev() {
        let (first, second) = (&triggers[k - 1], &triggers[k]);
        let and = scene.fold(second.tokens.start).starts_with('و') && second.tokens.start == first.tokens.end
            || second.tokens.start == first.tokens.end + 1 && matches!(scene.fold(first.tokens.end), "و" | "او");
        let nouns = matches!(first.form, Form::Noun { .. }) && matches!(second.form, Form::Noun { .. });
        let same = first.frame(scene.lexicon).type_ == second.frame(scene.lexicon).type_
            || !first.frame(scene.lexicon).type_.is_speech_act() && !second.frame(scene.lexicon).type_.is_speech_act();
        if !(and && nouns && same) {
            continue;
        }
        if all[k - 1].recipients.is_empty() {
            all[k - 1].recipients = all[k].recipients.clone();
        }
        if all[k - 1].actors.is_empty() {
            all[k - 1].actors = all[k].actors.clone();
        }
    }
}

/// Gives a condemnation that names nobody those who do what is condemned: «دانت الوزارة اقتحامات الجيش».
pub(crate) fn blamed(scene: &Scene<'_>, triggers: &[Trigger], all: &mut [Slots]) {
    for k in 0..triggers.len() {
        let trigger = &triggers[k];
        let frame = trigger.frame(scene.lexicon);
        if !all[k].recipients.is_empty() || !matches!(frame.type_, EventType::Accuse | EventType::Reject) {
            continue;
        }
        let end = scene.sentence(trigger.tokens.start).tokens.end;
        let inner = (k + 1..triggers.len())
            .take_while(|&o| triggers[o].tokens.start < end.min(trigger.tokens.end + BLAMED))
            .find(|&o| !triggers[o].frame(scene.lexicon).type_.is_speech_act() && !all[o].actors.is_empty());
        let Some(o) = inner else {
            // «دان العدوان الإماراتي»: the nation of what is condemned.
            let reach = trigger.tokens.end..end.min(trigger.tokens.end + ADJECTIVE);
            let at = reach
                .take_while(|&i| {
                    scene.words[i].function.is_none_or(|f| !f.relative && !f.content)
                        && !(scene.words[i].verb.is_some() && scene.is_verb(i))
                })
                .find(|&i| {
                    adjective_country(scene, i).is_some() && !scene.actors.iter().any(|a| a.tokens.contains(&i))
                });
            if let Some((i, country)) = at.and_then(|i| adjective_country(scene, i).map(|c| (i, c))) {
                all[k].recipients = vec![nation(scene, i, country, frame.type_)];
            }
            continue;
        };
        let doers: Vec<ActorMention> = all[o]
            .actors
            .iter()
            .filter(|m| m.tokens.start > trigger.tokens.start && !all[k].actors.iter().any(|a| a.span.overlaps(m.span)))
            .cloned()
            .collect();
        all[k].recipients = doers;
    }
}
