//! Names of places that no gazetteer lists: what a head noun announces.

use marsad_model::PlaceKind;
use marsad_text::TokenKind;
use marsad_text::arabic::conjugate::Number;

use crate::actors::adjective_country;
use crate::order;
use crate::scene::Scene;
use crate::words::VerbUse;

/// Where a name nobody knows ends: after its second word when its first is only the beginning of one.
pub(super) fn unknown_end(scene: &Scene<'_>, at: usize) -> usize {
    let arabic = |k: usize| {
        scene.text.tokens().get(k).is_some_and(|t| t.kind == TokenKind::Arabic) && scene.words[k].function.is_none()
    };
    if scene.lexicon.cues.place_parts.contains(scene.fold(at)) && arabic(at + 1) { at + 2 } else { at + 1 }
}

/// Whether token `i` is a quotation mark.
pub(super) fn quote(scene: &Scene<'_>, i: usize) -> bool {
    scene.text.tokens().get(i).is_some_and(|t| matches!(t.mark, Some('"' | '«' | '»' | '“' | '”')))
}

/// Whether a verb can only be one of two people's: «داما», «قاما».
fn only_dual(verb: &VerbUse<'_>) -> bool {
    verb.readings.iter().all(|r| r.features.number == Number::Dual)
}

/// Whether the word at `i` can be the name of a place nobody knows.
pub(super) fn unknown_name(scene: &Scene<'_>, i: usize, head: PlaceKind) -> bool {
    let Some(token) = scene.text.tokens().get(i) else { return false };
    let fold = scene.fold(i);
    let gazetteer = &scene.lexicon.gazetteer;
    // «قرية داما»: nobody but two could be meant by the verb; «قرية الشبكية»: no adjective, for the head has no article.
    let settled = matches!(head, PlaceKind::Village | PlaceKind::Town | PlaceKind::Neighbourhood);
    token.kind == TokenKind::Arabic
        && scene.words[i].function.is_none()
        && (fold.starts_with("ال") || scene.words[i].verb.as_ref().is_none_or(|v| settled && only_dual(v)))
        && fold.chars().count() >= 3
        // «قرية قريبة من حلب».
        && !(fold.ends_with('ه') && !fold.starts_with("ال") && scene.fold(i + 1) == "من")
        // «سوق للخضار»: what it is for.
        && !fold.starts_with("لل")
        && order::on(&scene.times, i).is_none()
        && order::on(&scene.numbers, i).is_none()
        && adjective_country(scene, i).is_none()
        && (!gazetteer.heads.begins(scene, i) || scene.lexicon.cues.place_parts.contains(fold))
        && !fold.strip_prefix("ال").is_some_and(|w| gazetteer.heads.has(w))
        && !gazetteer.directions.begins(scene, i)
        && !scene.lexicon.entities.heads.begins(scene, i)
        && !scene.lexicon.entities.titles.begins(scene, i)
        && !(["يه", "يين", "يون", "يات"].iter().any(|e| fold.ends_with(e)) && !(settled && fold.starts_with("ال")))
        && !scene.lexicon.gazetteer.common.contains(fold)
        && !scene.lexicon.frames.by_noun.contains_key(fold.strip_prefix("ال").unwrap_or(fold))
        // «مستوطنات الاحتلال», «مناطق النظام»: whose they are, not what they are called.
        && !scene.lexicon.entities.names.begins(scene, i)
        && !scene.lexicon.entities.short.begins(scene, i)
        && !scene.lexicon.entities.loaded.begins(scene, i)
}
