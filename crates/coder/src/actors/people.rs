//! People by their given names, and peoples by their nationality.

use marsad_lexicon::facts::{GIVEN_JOINED, NAMING, TIES_NAME, Words};
use marsad_model::{Sector, Span};
use marsad_text::TokenKind;

use super::words::{definite, is_name_word, is_place_head, is_place_word, plain_noun, undergone, unknown};
use super::{Found, Open};
use crate::order;
use crate::scene::{ActorMention, Scene};

/// The most words of a person's name.
const NAME_WORDS: usize = 5;

/// Whether the word at `i` ties the parts of a name together.
fn connector(scene: &Scene<'_>, i: usize) -> bool {
    scene.begins(i, TIES_NAME)
}

/// Whether the word at `i` looks like a family name: «العجلوني», «التميمي», «الدين».
pub(super) fn family(scene: &Scene<'_>, i: usize) -> bool {
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
        let given = scene.given(end);
        let tied = end > start && connector(scene, end - 1);
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
        if !given && !tied && !connector(scene, end) {
            let joined = word.starts_with('و') && word.chars().count() > 4 && end > start;
            let heading = definite(scene, end) && !family(scene, end) && !unknown(scene, end);
            let other = is_place_word(scene, end) && !family(scene, end)
                || entities.heads.begins(scene, end) && !family(scene, end)
                || order::on(&scene.times, end).is_some()
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
    let begins = scene.given(start) || connector(scene, start);
    let fine = if strict {
        words >= 2 && (begins || solid >= 1 || unknown(scene, start))
    } else {
        words >= 1 && !(words == 1 && definite(scene, start) && !family(scene, start))
    };
    fine.then_some(end)
}

/// A person who begins with a given name: «محمد العجلوني», «علي حسن».
pub(super) fn given(scene: &Scene<'_>, i: usize) -> Option<Found> {
    let fold = scene.fold(i);
    let (word, letters) = if scene.given(i) || matches!(fold, "ابو" | "ام" | "عبد") {
        (fold, 0)
    } else {
        match fold.strip_prefix(['و', 'ل', 'ب']).filter(|_| scene.begins(i, GIVEN_JOINED)) {
            Some(rest) => (rest, 1),
            // «باسكال سليمان»: a word that nobody knows before a given name.
            None if foreign(scene, i) || strange(scene, i) => {
                (fold, usize::from(fold.starts_with('و') && fold.chars().count() > 4))
            }
            None => return introduced(scene, i),
        }
    };
    if scene.words[i].function.is_some() && !super::words::ali(scene, i) {
        return None;
    }
    // A name alone needs a second part that shows it is one.
    let next = i + 1;
    let second = scene.text.tokens().get(next).filter(|t| t.kind == TokenKind::Arabic)?;
    let shows = scene.given(next)
        || connector(scene, next)
        || family(scene, next)
        || unknown(scene, next)
        || among(scene, i) && scene.words[next].verb.is_none() && !definite(scene, next)
        || scene.lexicon.cues.person_parts.contains(word) && !definite(scene, next);
    if !shows
        || !second.spaced
        || !is_name_word(scene, next)
        || is_place_word(scene, next) && !scene.given(next) && !family(scene, next)
    {
        return None;
    }
    let kunya = matches!(word, "ابو" | "ام");
    let from_there = kunya && i > 0 && matches!(scene.fold(i - 1), "من" | "الي" | "في");
    let place = letters == 0 && is_place_word(scene, i);
    if kunya && !(scene.given(next) || unknown(scene, next) && !place) || from_there {
        return None;
    }
    let end = name_end_after(scene, i).or_else(|| among(scene, i).then_some(i + 2))?;
    Some(of_words(scene, i..end, letters))
}

/// Whether the word at `i` is one that nobody knows, right before a given name.
fn foreign(scene: &Scene<'_>, i: usize) -> bool {
    let next = i + 1;
    scene.text.tokens().get(next).is_some_and(|t| t.spaced && t.kind == TokenKind::Arabic)
        && scene.given(next)
        && !definite(scene, i)
        && scene.words[i].verb.is_none()
        && !is_place_word(scene, i)
        && scene.text.sentence_of(i) == scene.text.sentence_of(next)
        && unknown(scene, i)
}

/// Whether two words that nobody knows stand where somebody acts, or between commas: «ووصفت أليساندرا كامينز».
fn strange(scene: &Scene<'_>, i: usize) -> bool {
    let next = i + 1;
    let Some(before) = i.checked_sub(1) else { return false };
    let comma = |k: usize| scene.text.tokens().get(k).is_some_and(|t| matches!(t.mark, Some('،' | ',' | '(')));
    let verb = scene.words[before].verb.as_ref().is_some_and(|v| !v.noun_too);
    let content = scene.words[before].function.is_some_and(|f| f.content);
    let bare = |k: usize| {
        let word = scene.fold(k);
        word.chars().count() >= 4
            && !word.starts_with(['و', 'ف', 'ل', 'ك'])
            && !word.starts_with("ال")
            && unknown(scene, k)
    };
    (verb || content || comma(before) && comma(i + 2))
        && scene.text.tokens().get(next).is_some_and(|t| t.spaced)
        && scene.text.sentence_of(i) == scene.text.sentence_of(next)
        && bare(i)
        && bare(next)
        && !is_place_word(scene, i)
}

/// Whether the word before `i` says that some of those meant are named: «بينهم عمر بركات».
fn among(scene: &Scene<'_>, i: usize) -> bool {
    let cues = &scene.lexicon.cues;
    i > 0 && cues.named_among.contains(scene.fold(i - 1))
}

/// A name behind a word that says that one comes: «يدعى زياد درديس».
fn introduced(scene: &Scene<'_>, i: usize) -> Option<Found> {
    let before = i.checked_sub(1)?;
    if !scene.begins(before, NAMING) {
        return None;
    }
    let end = name_end(scene, i, false)?;
    (end >= i + 2 || unknown(scene, i)).then(|| of_words(scene, i..end, 0))
}

/// Somebody right behind another: further ones in a row of names («هم: حازم وأمير»), and the name of one whose part was told
/// («سفيرها ماثيو تولر»).
pub(super) fn beside(scene: &Scene<'_>, i: usize, last: Option<&ActorMention>) -> Option<Found> {
    let fold = scene.fold(i);
    let word = scene.text.tokens()[i].kind == TokenKind::Arabic && scene.words[i].function.is_none();
    if !word {
        return None;
    }
    let given = |w: &str| scene.lexicon.entities.is_given_name(w);
    let listed = i >= 2
        && scene.text.tokens()[i - 1].mark == Some(':')
        && matches!(scene.fold(i - 2), "هم" | "وهم" | "هما" | "وهما" | "هن" | "وهن");
    if listed && given(fold) {
        return Some(of_words(scene, i..i + 1, 0));
    }
    // «رشيد الرشق، ومحمد السلايمة»: one more in a row of names.
    let row = last.is_some_and(|m| m.person && m.tokens.end + 1 == i && scene.fold(i - 1) == "،");
    let two = |letters: usize| {
        let t = scene.text.tokens().get(i + 1)?;
        let ends = scene.text.tokens().get(i + 2).is_none_or(|t| t.kind != TokenKind::Arabic)
            || scene.words[i + 2].function.is_some()
            || scene.fold(i + 2).starts_with(['و', 'ب', 'ل']);
        let noun = t.kind == TokenKind::Arabic && t.spaced && scene.words[i + 1].function.is_none();
        (noun && ends && scene.words[i + 1].verb.as_ref().is_none_or(|v| v.noun_too))
            .then(|| of_words(scene, i..i + 2, letters))
    };
    if row && fold.strip_prefix('و').is_some_and(given) {
        return two(1);
    }
    // «كل من رشيد الرشق ومحمد …».
    let each = i >= 2 && scene.fold(i - 1) == "من" && matches!(scene.fold(i - 2), "كل" | "كلا" | "وكل");
    if each && given(fold) {
        return two(0);
    }
    let last = last.filter(|m| m.tokens.end == i)?;
    let rest = fold.strip_prefix('و').filter(|r| given(r));
    if last.person && rest.is_some() {
        return Some(of_words(scene, i..i + 1, 1));
    }
    let told = !last.person && matches!(last.kind.as_str(), "office" | "person");
    let named = told
        && scene.text.tokens().get(i + 1).is_some_and(|t| t.spaced)
        && !definite(scene, i)
        && (unknown(scene, i) || given(fold))
        && (unknown(scene, i + 1) || super::words::is_name_word(scene, i + 1) && family(scene, i + 1));
    let end = named.then(|| name_end(scene, i, true)).flatten()?;
    Some(of_words(scene, i..end, 0))
}

/// The person whose name these words are; `letters` are joined before it.
fn of_words(scene: &Scene<'_>, tokens: std::ops::Range<usize>, letters: usize) -> Found {
    let (i, end) = (tokens.start, tokens.end);
    let fold = scene.fold(i);
    let joined = letters == 1 && fold.starts_with('و');
    let cut = (letters == 1 && !joined).then(|| fold.chars().next()).flatten();
    let span = Span::new(marsad_lexicon::cut_start(scene.text, i, letters), scene.text.cover(i, end).end);
    Found {
        mention: ActorMention {
            tokens,
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
    }
}

fn name_end_after(scene: &Scene<'_>, i: usize) -> Option<usize> {
    let name_part = |k: usize| {
        scene.given(k) || connector(scene, k) || family(scene, k) || connector(scene, k - 1) || unknown(scene, k)
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
    let hit = scene.lexicon.gazetteer.nationalities.at(scene, i).into_iter().next()?;
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
                || order::on(&scene.numbers, before).is_some());
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
