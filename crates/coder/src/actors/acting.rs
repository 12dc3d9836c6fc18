//! Words that are actors only where they act: capitals for their governments, «الأمن», «القضاء».

use marsad_text::arabic::conjugate::Gender;

use crate::scene::{ActorMention, Scene};

/// Whether a capital acts as its government: subject of a verb, or paired with another that does.
pub(super) fn metonym(scene: &Scene<'_>, actors: &[ActorMention], k: usize) -> bool {
    let m = &actors[k];
    let political = matches!(m.preposition.as_deref(), Some("ضد" | "مع" | "تجاه" | "ازاء" | "بين" | "لدي" | "حيال"));
    if m.preposition.is_some() && !political {
        return false;
    }
    let (from, to) = (m.tokens.start, m.tokens.end);
    let feminine = |i: usize| {
        scene
            .words
            .get(i)
            .and_then(|w| w.verb.as_ref())
            .is_some_and(|v| v.readings.iter().any(|r| r.features.gender == Gender::Feminine))
    };
    let shaped = |i: usize| {
        let w = scene.fold(i);
        let opens = i == 0
            || scene.parts_clauses(i - 1)
            || scene.sentence(i).tokens.start == i
            || scene.words[i - 1].function.is_some()
            || w.starts_with('و');
        opens && w.ends_with('ت') && w.chars().count() >= 3 && !w.starts_with("ال") && !w.ends_with("ات")
    };
    // «نددت أنقرة»: a verb of a feminine subject before; motion verbs take their goal so too, but with «إلى» mostly.
    let here = scene.sentence(from).tokens.clone();
    let headed = from > here.start && super::words::is_place_head(scene, from - 1);
    if headed {
        return false;
    }
    let subject_after = from > here.start && (feminine(from - 1) || shaped(from - 1));
    // «واشنطن: لن نقبل» in a headline; a dateline is a place.
    let colon = scene.sentence(from).heading && scene.text.tokens().get(to).is_some_and(|t| t.mark == Some(':'));
    let verb_after = to < here.end && (feminine(to) || colon);
    let capital = |j: usize| actors.get(j).is_some_and(|o| o.state);
    let hyphen = |i: usize| matches!(scene.fold(i), "-" | "–" | "و");
    let paired = k > 0 && capital(k - 1) && {
        let gap = actors[k - 1].tokens.end..from;
        (gap.is_empty() && m.joined || gap.len() == 1 && hyphen(gap.start))
            && actors[k - 1].preposition.as_deref().is_none_or(|p| p == "بين")
    } || capital(k + 1) && {
        let gap = to..actors[k + 1].tokens.start;
        gap.is_empty() && actors[k + 1].joined && (political || m.preposition.is_none())
            || gap.len() == 1 && hyphen(gap.start)
    };
    political || subject_after || verb_after || paired
}

/// Whether a word that is an actor only where it acts does so: subject of a verb, one of two sides, or whose weapons act.
pub(super) fn acting(scene: &Scene<'_>, actors: &[ActorMention], k: usize) -> bool {
    let m = &actors[k];
    if matches!(m.preposition.as_deref(), Some("بين" | "ضد" | "تجاه" | "حيال" | "مع")) {
        return true;
    }
    if m.preposition.is_some() {
        return false;
    }
    let (from, to) = (m.tokens.start, m.tokens.end);
    let here = scene.sentence(from).tokens.clone();
    let sure = |i: usize| scene.words[i].verb.as_ref().is_some_and(|v| !v.noun_too) || scene.is_verb(i);
    let after_verb = from > here.start && sure(from - 1) && !m.joined;
    let opens = from == here.start || scene.parts_clauses(from - 1) || scene.opens_clause(from - 1) || m.joined;
    let before_verb = to < here.end && opens && sure(to);
    // «برصاص الأمن», «اشتباكات الأمن والمحتجين»: an act that is theirs.
    let weapon = from > here.start && !m.joined && {
        let frames = &scene.lexicon.frames;
        marsad_text::splits(scene.fold(from - 1)).any(|s| {
            !s.article
                && s.pronoun.is_none()
                && (s.stem == "رصاص" || s.stem == "نيران" || frames.by_noun.contains_key(s.stem))
        }) && !super::words::undergone(scene, from - 1)
    };
    let sided =
        m.joined && k > 0 && actors[k - 1].tokens.end == from && actors[k - 1].preposition.as_deref() == Some("بين");
    after_verb || before_verb || weapon || sided
}
