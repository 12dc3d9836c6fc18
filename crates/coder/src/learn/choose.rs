//! Choosing who did it and to whom by what was learned.

use super::{Acts, Around, Sheet};
use crate::attribution::Speech;
use crate::coder::Draft;
use crate::scene::{ActorMention, Scene};
use crate::subjects::Subjects;

/// Lets the forests choose the sides of every act among everybody named near it. Without forests the rules' choice stands.
pub(crate) fn choose(scene: &Scene<'_>, drafts: &mut [Draft], speeches: &[Speech], subjects: &Subjects) {
    let learned = &scene.lexicon.learned;
    let (Some(actor), Some(recipient)) = (&learned.actor, &learned.recipient) else { return };
    let mut chosen: Vec<Option<(Vec<ActorMention>, Vec<ActorMention>)>> = Vec::with_capacity(drafts.len());
    let acts = Acts::of(scene, drafts);
    for at in 0..drafts.len() {
        chosen.push((!drafts[at].dropped).then(|| {
            let around = Around::new(scene, drafts, &acts, at, speeches, subjects, false);
            let all = around.candidates();
            let mut sides = (Vec::new(), Vec::new());
            let (actor_here, recipient_here) = (actor.begin(around.act_values()), recipient.begin(around.act_values()));
            let mut sheet = Sheet::default();
            for m in &all {
                sheet.values.clear();
                around.candidate(m, &all, &mut sheet);
                let (does, suffers) = (actor_here.chance(&sheet.values), recipient_here.chance(&sheet.values));
                // Nobody is both: the side that is surer of its cut.
                let (does, suffers) = (does / actor.cut, suffers / recipient.cut);
                if does >= 1.0 && does >= suffers {
                    sides.0.push((*m).clone());
                } else if suffers >= 1.0 {
                    sides.1.push((*m).clone());
                }
            }
            sides
        }));
    }
    for (draft, sides) in drafts.iter_mut().zip(chosen) {
        if let Some((actors, recipients)) = sides {
            draft.slots.actors = actors;
            draft.slots.recipients = recipients;
        }
    }
}
