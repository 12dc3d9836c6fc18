//! Names that stand in the lexicon: in full, short, or a capital for its government.

use std::ops::Range;

use marsad_lexicon::{Entity, PhraseHit};
use marsad_text::arabic::conjugate::Gender;

use super::words::{quoted, relational};
use super::{Found, Open};
use crate::scene::{ActorMention, Scene};

/// A name the lexicon has in full.
pub(super) fn named(scene: &Scene<'_>, i: usize) -> Option<Found> {
    let hit = best_hit(scene, i)?;
    let entity = scene.lexicon.entities.at(hit.value);
    let metonym =
        entity.kind == "state" && scene.lexicon.entities.is_metonym(&marsad_text::fold_str(scene.text.slice(hit.span)));
    let open = if metonym { Open::Metonym } else { Open::No };
    Some(Found { mention: from_entity(scene, &hit, entity), open, cut: hit.preposition })
}

/// The hit to take among entities of one name: the one in office on the day of publication, else the first.
pub(super) fn best_hit(scene: &Scene<'_>, i: usize) -> Option<PhraseHit<u32>> {
    if scene.words.get(i)?.function.is_some() {
        return None;
    }
    let entities = &scene.lexicon.entities;
    let hits = entities.names.at(scene, i);
    let first = hits.first()?;
    if first.tokens.len() == 1 && misread(scene, first) {
        return None;
    }
    let alive = |hit: &&PhraseHit<u32>| {
        let e = entities.at(hit.value);
        scene.published.is_none_or(|day| e.from.is_none_or(|f| f <= day) && e.to.is_none_or(|t| day <= t))
    };
    hits.iter().find(alive).or(hits.first()).cloned()
}

/// Whether a name of one word is an ordinary word here: «الصينية الفضية», «بحماس كبير», «أسعار الحديد».
fn misread(scene: &Scene<'_>, hit: &PhraseHit<u32>) -> bool {
    let end = hit.tokens.end;
    let word = scene.text.slice(hit.span);
    let entity = scene.lexicon.entities.at(hit.value);
    match (hit.preposition, entity.kind.as_str()) {
        // «بحماس»: with zeal. A movement is not what one does something with.
        (Some('ب'), "armed-group" | "party") if !word.starts_with("ال") => true,
        // «الأسد الصغير»: an adjective with the article describes a noun, not a person; of a country it says which.
        // «هادي بن علي …» is somebody else.
        (_, "person") if scene.text.tokens().get(end).is_some() && matches!(scene.fold(end), "بن" | "ابن") => true,
        (_, "person") if word.starts_with("ال") => common_adjective(scene, end),
        // «غاب طالبان»: two of a head noun, after a verb that no movement takes.
        (None, "armed-group") => dual_of_head(scene, hit.tokens.start),
        // «بدأ مالي ينفد»: a country that is a word too needs a verb of its gender or a preposition.
        (None, "state") if scene.lexicon.gazetteer.common.contains(scene.fold(hit.tokens.start)) => {
            let before = hit.tokens.start.checked_sub(1);
            let feminine = |i: usize| {
                scene
                    .words
                    .get(i)
                    .and_then(|w| w.verb.as_ref())
                    .is_some_and(|v| v.readings.iter().any(|r| r.features.gender == Gender::Feminine))
            };
            // «سيول وطوكيو»: another capital is joined.
            let beside = scene.lexicon.entities.names.at(scene, end);
            let paired = beside.iter().any(|h| h.conjunction && scene.lexicon.entities.at(h.value).kind == "state");
            !(before.is_some_and(|b| scene.is_preposition(b) || feminine(b)) || feminine(end) || paired)
        }
        _ => false,
    }
}

/// Whether the word at `i` can be the dual of a head noun right after the masculine verb that opens its sentence.
fn dual_of_head(scene: &Scene<'_>, i: usize) -> bool {
    let Some(stem) = scene.fold(i).strip_suffix("ان") else { return false };
    let opens = i > 0 && scene.sentence(i).tokens.start == i - 1 && scene.words[i - 1].function.is_none();
    opens
        && scene.lexicon.entities.heads.has(stem)
        && !scene.fold(i - 1).ends_with('ت')
        && !scene.fold(i - 1).starts_with("ال")
}

/// Whether the word at `i` is an adjective with the article that is neither a nationality nor a side's epithet.
pub(crate) fn common_adjective(scene: &Scene<'_>, i: usize) -> bool {
    let Some(token) = scene.text.tokens().get(i) else { return false };
    let word = scene.fold(i);
    token.spaced
        && word.starts_with("ال")
        && (relational(word)
            || word.ends_with('ه') && i > 0 && (scene.fold(i - 1).ends_with('ه') || scene.fold(i - 1).ends_with("ات")))
        && !super::words::is_place_head(scene, i)
        && scene.lexicon.entities.heads.at(scene, i).iter().all(|h| h.value.adjective)
        && super::words::adjective_country(scene, i).is_none()
        && !scene.lexicon.gazetteer.directions.begins(scene, i)
        && !scene.lexicon.entities.loaded.begins(scene, i)
        && !scene.lexicon.entities.names.begins(scene, i)
        && scene.place_names(i).is_empty()
        && !matches!(
            word,
            "الماضي"
                | "الحالي"
                | "الماضيه"
                | "الحاليه"
                | "الجهادي"
                | "الجهاديه"
                | "الارهابيه"
                | "الثاني"
                | "الثانيه"
        )
}

pub(super) fn from_entity(scene: &Scene<'_>, hit: &PhraseHit<u32>, entity: &Entity) -> ActorMention {
    let words = scene.text.slice(hit.span);
    let listed = scene.lexicon.entities.loaded.get(words).first().map(|l| l.term.clone());
    // A word of the actor's own name is not loaded: «هيئة تحرير الشام».
    let own = marsad_text::fold_str(&entity.ar);
    let loaded = listed
        .or_else(|| loaded_inside(scene, hit.tokens.clone()).filter(|t| !own.contains(&marsad_text::fold_str(t))));
    ActorMention {
        tokens: hit.tokens.clone(),
        span: hit.span,
        entity: entity.en.clone(),
        id: Some(entity.id.clone()),
        country: entity.country.clone(),
        sector: entity.sector,
        kind: entity.kind.clone(),
        loaded,
        joined: hit.conjunction,
        preposition: scene.preposition_before(hit.tokens.start, hit.preposition),
        person: entity.kind == "person",
        state: entity.kind == "state",
    }
}

/// A loaded term among the tokens of a mention.
pub(super) fn loaded_inside(scene: &Scene<'_>, tokens: Range<usize>) -> Option<String> {
    let end = tokens.end;
    tokens.into_iter().find_map(|i| {
        let hits = scene.lexicon.entities.loaded.at(scene, i);
        hits.first().filter(|h| h.tokens.end <= end).map(|hit| scene.text.slice(hit.span).to_owned())
    })
}

/// A short name: who it is only the whole text can tell.
pub(super) fn short(scene: &Scene<'_>, i: usize) -> Option<Found> {
    let hit = scene.lexicon.entities.short.at(scene, i).into_iter().next()?;
    if hit.tokens.len() == 1 && common_adjective(scene, hit.tokens.end) {
        return None;
    }
    let row = &scene.lexicon.entities.short_names[hit.value as usize];
    let first = scene.lexicon.entities.at(row.actors.first()?.0);
    let sure = !row.word
        || quoted(scene, hit.tokens.start, hit.tokens.end)
        || announced(scene, i, matches!(first.kind.as_str(), "outlet" | "agency"));
    let span = hit.span;
    let words = scene.text.slice(span);
    Some(Found {
        mention: ActorMention {
            tokens: hit.tokens.clone(),
            span,
            entity: words.to_owned(),
            id: None,
            country: None,
            sector: first.sector,
            kind: first.kind.clone(),
            loaded: scene.lexicon.entities.loaded.get(words).first().map(|l| l.term.clone()),
            joined: hit.conjunction,
            preposition: scene.preposition_before(hit.tokens.start, hit.preposition),
            person: false,
            state: false,
        },
        open: Open::Short { row: hit.value, sure, head: false },
        cut: hit.preposition,
    })
}

/// Whether a word before token `i` shows that an organisation is named: «لقناة الجزيرة», «قيادي في القاعدة».
fn announced(scene: &Scene<'_>, i: usize, outlet: bool) -> bool {
    let Some(mut before) = i.checked_sub(1) else { return false };
    if super::words::is_quote(scene, before) && before > 0 {
        before -= 1;
    }
    let mut member = false;
    if matches!(scene.fold(before), "في" | "من") && before > 0 {
        before -= 1;
        member = true;
    }
    let heads = scene.lexicon.entities.heads.at(scene, before);
    heads.iter().any(|h| match h.value.kind.as_str() {
        "outlet" | "agency" => outlet && !member,
        "armed-group" | "party" | "militia" => !outlet,
        "person" => member && !outlet,
        _ => false,
    })
}
