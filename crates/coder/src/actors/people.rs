//! People by their given names, and peoples by their nationality.

use marsad_model::{Sector, Span};
use marsad_text::TokenKind;

use super::words::{definite, is_name_word, is_place_head, is_place_word, plain_noun, undergone};
use super::{Found, Open};
use crate::scene::{ActorMention, Scene};

/// The most words of a person's name.
const NAME_WORDS: usize = 5;

/// Whether a folded word ties the parts of a name together.
fn connector(scene: &Scene<'_>, word: &str) -> bool {
    scene.lexicon.cues.person_parts.contains(word)
}

/// Whether the word at `i` looks like a family name: «العجلوني», «التميمي», «الدين».
fn family(scene: &Scene<'_>, i: usize) -> bool {
    let word = scene.fold(i);
    word == "الله" || word == "الدين" || word.starts_with("ال") && word.ends_with('ي') && word.chars().count() >= 5
}

/// Where the name that begins at `start` ends. `strict`: it must begin with a given name or hold two words.
pub(super) fn name_end(scene: &Scene<'_>, start: usize, strict: bool) -> Option<usize> {
    let entities = &scene.lexicon.entities;
    let sentence = scene.text.tokens().get(start).map(|_| scene.text.sentence_of(start))?;
    let mut end = start;
    let mut solid = 0;
    while end < start + NAME_WORDS && is_name_word(scene, end) && scene.text.sentence_of(end) == sentence {
        let word = scene.fold(end);
        let given = entities.is_given_name(word);
        let tied = end > start && connector(scene, scene.fold(end - 1));
        let goes_on =
            end > start && !given && (word.starts_with("وال") || scene.lexicon.frames.by_noun.contains_key(word));
        // «الأسير إضرابه»: an act that is somebody's.
        let act = !given
            && marsad_text::splits(word).any(|s| {
                s.pronoun.is_some() && s.preposition.is_none() && scene.lexicon.frames.by_noun.contains_key(s.stem)
            });
        let phrase = end > start && !given && ["بال", "لل", "كال"].iter().any(|p| word.starts_with(p));
        if goes_on || phrase || act {
            break;
        }
        if !given && !tied && !connector(scene, word) {
            let joined = word.starts_with('و') && word.chars().count() > 4 && end > start;
            let heading = definite(scene, end) && !family(scene, end);
            let other = is_place_word(scene, end) && !family(scene, end)
                || !entities.heads.at(scene.text, end).is_empty() && !family(scene, end)
                || scene.times.iter().any(|t| t.tokens.contains(&end))
                || super::words::adjective_country(scene, end).is_some() && end == start;
            if joined || other || heading && (end == start || end >= start + 2) {
                break;
            }
            // After a family name the name is over.
            if end > start + 1 && family(scene, end - 1) {
                break;
            }
        }
        if given || family(scene, end) {
            solid += 1;
        }
        end += 1;
    }
    while end > start && matches!(scene.fold(end - 1), "بن" | "ابن" | "ابو" | "ام" | "ال" | "عبد") {
        end -= 1;
    }
    let words = end - start;
    let begins = entities.is_given_name(scene.fold(start)) || connector(scene, scene.fold(start));
    let fine = if strict {
        words >= 2 && (begins || solid >= 1)
    } else {
        words >= 1 && !(words == 1 && definite(scene, start) && !family(scene, start))
    };
    fine.then_some(end)
}

/// A person who begins with a given name: «محمد العجلوني», «علي حسن».
pub(super) fn given(scene: &Scene<'_>, i: usize) -> Option<Found> {
    let entities = &scene.lexicon.entities;
    let fold = scene.fold(i);
    let (word, letters) = if entities.is_given_name(fold) || matches!(fold, "ابو" | "ام" | "عبد") {
        (fold, 0)
    } else {
        let rest =
            fold.strip_prefix(['و', 'ل', 'ب']).filter(|r| entities.is_given_name(r) && r.chars().count() >= 3)?;
        (rest, 1)
    };
    if scene.words[i].function.is_some() {
        return None;
    }
    // A name alone needs a second part that shows it is one.
    let next = i + 1;
    let second = scene.text.tokens().get(next).filter(|t| t.kind == TokenKind::Arabic)?;
    let next_word = scene.fold(next);
    let shows = entities.is_given_name(next_word)
        || connector(scene, next_word)
        || family(scene, next)
        || connector(scene, word) && !definite(scene, next);
    if !shows
        || !second.spaced
        || !is_name_word(scene, next)
        || is_place_word(scene, next) && !entities.is_given_name(next_word) && !family(scene, next)
    {
        return None;
    }
    let kunya = matches!(word, "ابو" | "ام");
    let from_there = kunya && i > 0 && matches!(scene.fold(i - 1), "من" | "الي" | "في");
    if kunya && !entities.is_given_name(next_word) || from_there {
        return None;
    }
    let end = name_end_after(scene, i)?;
    let joined = letters == 1 && fold.starts_with('و');
    let cut = (letters == 1 && !joined).then(|| fold.chars().next()).flatten();
    let span = Span::new(marsad_lexicon::cut_start(scene.text, i, letters), scene.text.cover(i, end).end);
    Some(Found {
        mention: ActorMention {
            tokens: i..end,
            span,
            entity: scene.text.slice(span).to_owned(),
            id: None,
            country: None,
            sector: None,
            kind: "person".to_owned(),
            loaded: None,
            joined,
            preposition: scene.preposition_before(i, cut),
            person: true,
            state: false,
        },
        open: Open::No,
        cut,
    })
}

fn name_end_after(scene: &Scene<'_>, i: usize) -> Option<usize> {
    let name_part = |k: usize| {
        let word = scene.fold(k);
        scene.lexicon.entities.is_given_name(word)
            || connector(scene, word)
            || family(scene, k)
            || connector(scene, scene.fold(k - 1))
    };
    let longest = name_end(scene, i + 1, false).unwrap_or(i + 1).min(i + NAME_WORDS);
    let end = (i + 1..longest).find(|&k| !name_part(k)).unwrap_or(longest);
    // «محمد علي فياض»: one last word that nobody knows, unless it is what the sentence goes on with.
    let last = end < longest
        && end >= i + 2
        && !scene.fold(end).starts_with(['ب', 'ل', 'و', 'ك'])
        && !definite(scene, end)
        && !scene.lexicon.frames.by_noun.contains_key(scene.fold(end))
        && !is_place_head(scene, end);
    let end = if last
        && scene
            .text
            .tokens()
            .get(end + 1)
            .is_none_or(|t| t.kind != TokenKind::Arabic || scene.words[end + 1].function.is_some())
    {
        end + 1
    } else {
        end
    };
    (end >= i + 2).then_some(end)
}

/// A people, or one of a people, under its nationality: «الفلسطينيين», «إسرائيليون», «استشهد فلسطيني».
pub(super) fn people(scene: &Scene<'_>, i: usize) -> Option<Found> {
    let fold = scene.fold(i);
    let many = ["ين", "ون", "ان", "ات"].iter().any(|e| fold.ends_with(e));
    let hit = scene.lexicon.gazetteer.nationalities.at(scene.text, i).into_iter().next()?;
    let word = scene.text.slice(hit.span);
    let after_noun = i > 0 && !hit.conjunction && hit.preposition.is_none() && plain_noun(scene, i - 1);
    if many {
        // «اللاعبون السوريون» is one mention of the noun; the adjective alone is no people.
        if fold.ends_with("ات") && after_noun {
            return None;
        }
    } else {
        // One person: after a verb, a number or a noun whose genitive suffers; never with the article.
        let one = !definite(scene, i) && !word.ends_with('ة') && hit.preposition.is_none() && i > 0;
        let before = i.wrapping_sub(1);
        let suffers = one
            && (undergone(scene, before)
                || scene.words[before].verb.as_ref().is_some_and(|v| !v.noun_too)
                || scene.numbers.iter().any(|n| n.tokens.contains(&before)));
        if !suffers {
            return None;
        }
    }
    Some(Found {
        mention: ActorMention {
            tokens: i..i + 1,
            span: hit.span,
            entity: format!("people ({})", hit.value),
            id: None,
            country: Some(hit.value.clone()),
            sector: Some(Sector::Cvl),
            kind: "population".to_owned(),
            loaded: None,
            joined: hit.conjunction,
            preposition: scene.preposition_before(i, hit.preposition),
            person: false,
            state: false,
        },
        open: Open::No,
        cut: hit.preposition,
    })
}
