//! Modality: whether the act was, was not, will, should or might be, as the words around it say.

use marsad_lexicon::Colour;
use marsad_model::{Aux, Certainty, Modality, Polarity};
use marsad_text::arabic::conjugate::Aspect;

use crate::scene::Scene;
use crate::triggers::{Form, Trigger};

/// How far before a trigger a word may still colour it.
const REACH: usize = 7;

/// What the words around a trigger make of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Colouring {
    pub modality: Option<Modality>,
    pub aux: Vec<Aux>,
    pub polarity: Polarity,
    pub certainty: Certainty,
}

/// Reads the colouring of a trigger from the words before it in its clause.
pub(crate) fn colour(scene: &Scene<'_>, trigger: &Trigger, others: &[Trigger]) -> Colouring {
    let mut out = Colouring {
        modality: trigger.frame(scene.lexicon).modality,
        aux: Vec::new(),
        polarity: Polarity::Affirmed,
        certainty: Certainty::Unstated,
    };
    let sentence = scene.sentence(trigger.tokens.start).tokens.clone();
    let from = trigger.tokens.start.saturating_sub(REACH).max(sentence.start);
    let mut i = trigger.tokens.start;
    while i > from {
        i -= 1;
        let strong =
            scene.text.tokens()[i].mark.is_some_and(|m| matches!(m, '.' | '؛' | ';' | ':' | '،' | ',' | '»' | '«'));
        let other = others
            .iter()
            .any(|o| o.tokens.contains(&i) && o.tokens != trigger.tokens && matches!(o.form, Form::Verb { .. }));
        if strong || other {
            break;
        }
        let Some((colour, end)) = colour_at(scene, i) else { continue };
        // From the end of the cue: «دون أن يبلغ عن اعتقالات».
        let distance = trigger.tokens.start + 1 - end.min(trigger.tokens.start);
        match colour {
            // «لم يقتل»: right before a verb; before a noun «دون وقوع».
            Colour::Negation if distance == 1 || (distance == 2 && matches!(trigger.form, Form::Noun { .. })) => {
                out.polarity = Polarity::Negated;
                add(&mut out.aux, Aux::Negation);
                if scene.bare(i) == "لن" {
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
            Colour::Predicted => {
                out.modality.get_or_insert(Modality::Predicted);
                add(&mut out.aux, Aux::Future);
            }
            Colour::Hypothetical => {
                out.modality.get_or_insert(Modality::Hypothetical);
                add(&mut out.aux, Aux::Hypothetical);
            }
            Colour::Alleged => {
                out.modality.get_or_insert(Modality::Alleged);
            }
            Colour::Possible if distance == 1 => possible(scene, trigger, &mut out),
            Colour::Historical => add(&mut out.aux, Aux::Historical),
            Colour::Failed | Colour::Negation | Colour::Possible => {}
        }
    }
    if trigger.future {
        add(&mut out.aux, Aux::Future);
        out.modality.get_or_insert(Modality::Intended);
    }
    out
}

/// «قد» before a perfect says it was; before an imperfect that it may be.
fn possible(scene: &Scene<'_>, trigger: &Trigger, out: &mut Colouring) {
    let imperfect = matches!(trigger.form, Form::Verb { features, .. } if features.aspect != Aspect::Perfect);
    if imperfect || scene.bare(trigger.tokens.start - 1) != "قد" {
        out.certainty = Certainty::Possible;
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
    if let Some(hit) = scene.lexicon.cues.modality.at(scene.text, i).into_iter().next() {
        return Some((hit.value, hit.tokens.end));
    }
    let verb = scene.words[i].verb.as_ref()?;
    verb.readings.iter().find_map(|r| scene.lexicon.cues.modality_verbs.get(&r.verb)).map(|&c| (c, i + 1))
}
