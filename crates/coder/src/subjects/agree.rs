//! Whether a noun or an actor can be the subject of a verb: gender, number, what the verb is.

use marsad_lexicon::Role;
use marsad_model::EventType;
use marsad_text::TokenKind;
use marsad_text::arabic::conjugate::{Gender, Number, Person};

use super::beside::with_preposition;
use crate::actors::adjective_country;
use crate::scene::{ActorMention, Scene};
use crate::words::VerbUse;

/// Whether a clause hangs on the noun without the article right before its verb: on an act, or on one that no preposition
/// governs.
pub(super) fn hangs_on(scene: &Scene<'_>, i: usize, token: usize, verb: &VerbUse<'_>) -> bool {
    let word = scene.fold(i);
    if i + 1 != token || word.starts_with("ال") || speaks(scene, verb) || i == 0 {
        return false;
    }
    let lexicon = scene.lexicon;
    let act = |k: usize| {
        let fold = scene.fold(k);
        marsad_text::splits(fold).any(|s| s.pronoun.is_none() && lexicon.frames.by_noun.contains_key(s.stem))
    };
    let pronoun = ["ه", "ها", "هم"].iter().any(|e| scene.text.word(i).ends_with(e));
    act(i)
        || act(i - 1) && !scene.is_preposition(i - 1)
        || !pronoun
            && !scene.is_preposition(i - 1)
            && !with_preposition(scene, i)
            && !with_preposition(scene, i - 1)
            && scene.words[i - 1].function.is_none()
            && !scene.is_preposition(i.saturating_sub(2))
}

/// Whether a mention is owned by a pronoun: «قادته».
pub(super) fn owned(scene: &Scene<'_>, a: usize) -> bool {
    let m = &scene.actors[a];
    m.tokens.len() == 1 && ["ه", "ها", "هم"].iter().any(|e| scene.text.word(m.tokens.start).ends_with(e))
}

/// Whether a verb names an act done in words.
pub(super) fn speaks(scene: &Scene<'_>, verb: &VerbUse<'_>) -> bool {
    let frames = &scene.lexicon.frames;
    verb.readings.iter().any(|r| {
        let alone = frames.by_verb.get(&r.verb).map_or(&[][..], Vec::as_slice).iter();
        let phrases = frames.by_verb_phrase.get(&r.verb).map_or(&[][..], Vec::as_slice).iter().map(|p| &p.frame);
        alone.chain(phrases).any(|&f| frames.all[f as usize].type_.is_speech_act())
    })
}

/// Whether a verb names an attack or an arrest whose object suffers it.
pub(super) fn harms(scene: &Scene<'_>, verb: &VerbUse<'_>) -> bool {
    let frames = &scene.lexicon.frames;
    verb.readings.iter().any(|r| {
        frames.by_verb.get(&r.verb).is_some_and(|l| {
            l.iter().any(|&f| {
                let f = &frames.all[f as usize];
                matches!(f.type_, EventType::Assault | EventType::Coerce) && f.object == Role::Recipient
            })
        })
    })
}

/// Whether another actor that no preposition governs stands behind one: the object of a verb whose subject it is.
pub(super) fn followed(scene: &Scene<'_>, a: usize) -> bool {
    scene.actors.get(a + 1).is_some_and(|n| {
        n.preposition.is_none() && !n.joined && n.tokens.start <= scene.actors[a].tokens.end + 2 && !n.person
    })
}

/// Whether a noun behind a verb of speech can only be its subject by its ending: «محققون», «بيان».
pub(super) fn nominative(scene: &Scene<'_>, i: usize, verb: &VerbUse<'_>) -> bool {
    let word = scene.fold(i);
    let speaks = speaks(scene, verb);
    let bare = !word.starts_with("ال") && !["ا", "ه", "ات", "ين"].iter().any(|e| word.ends_with(e));
    word.ends_with("ون") || speaks && bare
}

pub(super) fn plural(verb: &VerbUse<'_>) -> bool {
    verb.readings.iter().all(|r| r.features.number != Number::Singular)
}

/// Whether the word at `i` can be the subject of a verb by its gender.
pub(super) fn fits_gender(scene: &Scene<'_>, i: usize, verb: &VerbUse<'_>) -> bool {
    let word = if i < scene.words.len() { scene.fold(i) } else { "" };
    let feminine = word.ends_with('ه') || word.ends_with("ات");
    !(feminine && verb.readings.iter().all(|r| r.features.gender == Gender::Masculine))
}

/// Whether a mention can be the subject of a verb; a verb before its subject stands in the singular.
pub(crate) fn agrees(m: &ActorMention, scene: &Scene<'_>, verb: &VerbUse<'_>, verb_first: bool) -> bool {
    let head = (m.tokens.start..m.tokens.end).find(|&i| scene.text.tokens()[i].kind == TokenKind::Arabic);
    let word = head.map_or("", |i| scene.fold(i));
    // «الجيش اليمني», «الفصائل السورية»: the adjective at the end tells.
    let last = scene.fold(m.tokens.end - 1);
    let adjective = m.tokens.len() == 2 && !m.person && last.starts_with("ال");
    let feminine =
        !m.person && !m.state && (word.ends_with('ه') || word.ends_with("ات") || adjective && last.ends_with("يه"));
    let man = adjective && last.ends_with('ي') && adjective_country(scene, m.tokens.end - 1).is_some() && !feminine;
    let plural = ["ون", "ين"].iter().any(|e| word.ends_with(e))
        || m.id.is_none() && ["و", "ان"].iter().any(|e| word.ends_with(e));
    let men = !m.person && !m.state && plural && word.chars().count() > 4;
    let third = verb.readings.iter().filter(|r| r.features.person == Person::Third);
    third.into_iter().any(|r| {
        let f = r.features;
        let gender = match f.gender {
            Gender::Masculine => !feminine,
            Gender::Feminine => (m.state || !men) && !man,
            Gender::Common => true,
        };
        let number = match f.number {
            Number::Singular => verb_first || !men,
            Number::Dual => !m.person && !verb_first,
            Number::Plural => !m.person && !m.state && !verb_first,
        };
        gender && number
    })
}
