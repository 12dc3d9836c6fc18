//! What the words around a name are: adjectives, nationalities, words that can be names.

use marsad_lexicon::facts::{BEGINS_PHRASE, FRAME_NOUN, IN_TABLE, MASDAR, PLACE_HEAD, THE_PLACE_HEAD, Words};
use marsad_text::TokenKind;

use crate::order;
use crate::scene::{ActorMention, Scene};

/// The country of a nationality adjective at `i` that has nothing joined before it but the article.
pub(crate) fn adjective_country(scene: &Scene<'_>, i: usize) -> Option<String> {
    let hit = scene.lexicon.gazetteer.nationalities.at(scene, i).into_iter().next()?;
    (hit.preposition.is_none() && !hit.conjunction).then_some(hit.value)
}

/// The actor that the adjective at `i` stands for: «هجوم حوثي»; `joined`: whether «و» may stand before it.
pub(crate) fn adjective_actor(scene: &Scene<'_>, i: usize, joined: bool) -> Option<ActorMention> {
    let hit = scene.lexicon.entities.adjectives.at(scene, i).into_iter().next()?;
    let entity = scene.lexicon.entities.at(hit.value);
    let fits = hit.preposition.is_none() && (joined || !hit.conjunction);
    fits.then(|| super::names::from_entity(scene, &hit, entity))
}

/// The country of a nationality adjective at `i` that «و» is joined to, behind another: «مساندة أميركية وأوروبية».
pub(crate) fn joined_country(scene: &Scene<'_>, i: usize) -> Option<(String, marsad_model::Span)> {
    let hit = scene.lexicon.gazetteer.nationalities.at(scene, i).into_iter().next()?;
    (hit.preposition.is_none() && hit.conjunction).then_some((hit.value, hit.span))
}

/// Whether the word at `i` carries the article, whatever else is joined to it.
pub(super) fn definite(scene: &Scene<'_>, i: usize) -> bool {
    let fold = scene.fold(i);
    let bare = fold.strip_prefix(['و', 'ف']).filter(|r| r.chars().count() > 3).unwrap_or(fold);
    fold.starts_with("ال") || ["ال", "بال", "كال", "لل"].iter().any(|p| bare.starts_with(p))
}

/// Whether a word has the ending of a relational adjective.
pub(super) fn relational(word: &str) -> bool {
    ["يه", "ي", "يين", "يون", "يات"].iter().any(|e| word.ends_with(e)) && word.chars().count() >= 5
}

/// Whether the word at `i` is an adjective of the noun at `noun`: it agrees in the article and has an adjective's ending.
pub(super) fn is_adjective(scene: &Scene<'_>, noun: usize, i: usize) -> bool {
    let Some(token) = scene.text.tokens().get(i) else { return false };
    if token.kind != TokenKind::Arabic || scene.words[i].function.is_some() || is_place_word(scene, i) {
        return false;
    }
    let word = scene.fold(i);
    let entities = &scene.lexicon.entities;
    if entities.names.begins(scene, i) || entities.short.begins(scene, i) {
        return false;
    }
    // A masdar is no adjective («أعلنت الحكومة التعبئة»), nor is another actor («أدانت المحكمة الجندي»).
    let masdar = scene.begins(i, MASDAR);
    let another = entities.heads.at(scene, i).iter().any(|h| !h.value.adjective);
    let fold = scene.fold(noun);
    let disagrees = fold.ends_with('ه') && word.ends_with('ي');
    // «حمّلت حركة حماس مسؤولية القصف».
    let claim = scene.lexicon.cues.claims.contains(word);
    if masdar || another || disagrees || claim || scene.begins(i, BEGINS_PHRASE) {
        return false;
    }
    if definite(scene, noun) {
        // «القوات المسلحة», «الجماعة المتشددة» but not «دخل الجيش المدينة».
        let feminine = word.ends_with('ه') && (fold.ends_with('ه') || fold.ends_with("ات"));
        let plural = (word.ends_with("ين") || word.ends_with("ون")) && !fold.ends_with('ه');
        return word.starts_with("ال") && (relational(word) || (feminine || plural) && word.chars().count() >= 6);
    }
    let plural = word.starts_with('م') && ["ين", "ون"].iter().any(|e| word.ends_with(e) && fold.ends_with(e));
    !word.starts_with("ال") && (relational(word) || plural) && scene.words[i].verb.is_none()
}

/// Whether the word at `i` is the head noun of places, with or without article: «محافظة», «المدينة».
pub(super) fn is_place_head(scene: &Scene<'_>, i: usize) -> bool {
    scene.begins(i, PLACE_HEAD)
}

/// Whether the word at `i` is a place name or the head of one («المدينة», «الحسكة»).
pub(super) fn is_place_word(scene: &Scene<'_>, i: usize) -> bool {
    let common = |i: usize| scene.lexicon.gazetteer.common.contains(scene.fold(i));
    scene.begins(i, THE_PLACE_HEAD)
        || scene
            .place_names(i)
            .iter()
            .any(|h| h.preposition.is_none() && !h.conjunction && !(h.tokens.len() == 1 && common(i)))
}

/// Whether the word at `i` is the name «علي», not the preposition «على» that some write so too: it is followed by what can
/// be a name, and the text writes the preposition otherwise.
pub(super) fn ali(scene: &Scene<'_>, i: usize) -> bool {
    let Some(token) = scene.text.tokens().get(i) else { return false };
    let written = |k: usize| scene.text.word(k).trim_start_matches('و');
    if token.kind != TokenKind::Arabic || written(i) != "علي" {
        return false;
    }
    let given = |k: usize| scene.given(k) && scene.text.word(k) != "علي";
    let next = scene.text.tokens().get(i + 1).is_some_and(|t| t.spaced && t.kind == TokenKind::Arabic);
    let named = next
        && (given(i + 1) || scene.fold(i + 1) == "بن" || unknown(scene, i + 1) || family_like(scene, i + 1))
        || i > 0 && given(i - 1);
    named && (0..scene.text.tokens().len()).any(|k| written(k) == "على")
}

/// Whether a word has the form of a family name: «العجلوني».
fn family_like(scene: &Scene<'_>, i: usize) -> bool {
    let word = scene.fold(i);
    word.starts_with("ال") && word.ends_with('ي') && word.chars().count() >= 5
}

/// Whether the word at `i` can be (part of) a name: not a function word, not a verb, no mark.
pub(super) fn is_name_word(scene: &Scene<'_>, i: usize) -> bool {
    let Some(token) = scene.text.tokens().get(i) else { return false };
    if !token.is_word() || scene.fold(i).chars().count() < 2 {
        return false;
    }
    if scene.words[i].function.is_some() {
        return ali(scene, i);
    }
    // A verb that is nothing else ends a name; what is also a noun («محمد», «سعد») does not.
    scene.given(i)
        || matches!(scene.fold(i), "عبد" | "ابو" | "بن")
        || scene.words[i].verb.as_ref().is_none_or(|v| v.noun_too)
}

/// Whether token `i` is a quotation mark.
pub(super) fn is_quote(scene: &Scene<'_>, i: usize) -> bool {
    let mark = scene.text.tokens().get(i).and_then(|t| t.mark);
    matches!(mark, Some('"' | '«' | '»' | '“' | '”' | '„' | '\'' | '‘' | '’'))
}

/// Whether the tokens stand alone between quotation marks.
pub(super) fn quoted(scene: &Scene<'_>, from: usize, to: usize) -> bool {
    from > 0 && is_quote(scene, from - 1) && is_quote(scene, to)
}

/// Whether the word at `i` is a noun whose genitive suffers: «مقتل», «إصابة», «اعتقال».
pub(super) fn undergone(scene: &Scene<'_>, i: usize) -> bool {
    let frames = &scene.lexicon.frames;
    if !scene.begins(i, FRAME_NOUN) {
        return false;
    }
    marsad_text::splits(scene.fold(i)).filter(|s| s.pronoun.is_none()).any(|s| {
        frames.by_noun.get(s.stem).is_some_and(|all| {
            all.iter().any(|n| {
                let frame = &frames.all[n.frame as usize];
                frame.consequence || frame.genitive == marsad_lexicon::Role::Recipient
            })
        })
    })
}

/// Whether the word at `i` is a plain noun that an adjective could follow: no function word, number, time or verb.
pub(super) fn plain_noun(scene: &Scene<'_>, i: usize) -> bool {
    scene.text.tokens()[i].kind == TokenKind::Arabic
        && scene.words[i].function.is_none()
        && scene.words[i].verb.as_ref().is_none_or(|v| v.noun_too)
        && order::on(&scene.times, i).is_none()
        && order::on(&scene.numbers, i).is_none()
        && !undergone(scene, i)
}

/// Whether no list knows the word at `i`: in the news it is then a name, mostly.
pub(super) fn unknown(scene: &Scene<'_>, i: usize) -> bool {
    let Some(token) = scene.text.tokens().get(i) else { return false };
    token.kind == TokenKind::Arabic
        && scene.fold(i).chars().count() >= 3
        && scene.words[i].function.is_none()
        && !scene.lexicon.entities.names.begins(scene, i)
        && !scene.lexicon.entities.heads.begins(scene, i)
        && !scene.lexicon.entities.titles.begins(scene, i)
        && !scene.lexicon.gazetteer.nationalities.begins(scene, i)
        && order::on(&scene.times, i).is_none()
        && order::on(&scene.numbers, i).is_none()
        && !(scene.begins(i, IN_TABLE) && scene.lexicon.verbs.words.knows(scene.text.word(i)))
}
