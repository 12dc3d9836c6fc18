//! Words of saying in their sentence: whether a verb says something here, and where what is said begins.

use std::ops::Range;

use marsad_lexicon::{Complement, SayingVerb, VerbReading};
use marsad_model::Quotation;
use marsad_text::arabic::conjugate::{Gender, NominalKind, Number, Person};
use marsad_text::splits;

use crate::matching::allowed;
use crate::order;
use crate::scene::Scene;
use crate::speaker::name_end;

/// How far behind its verb the words «أن», «:» or «"» may stand that open what is said.
pub(crate) const OPENING: usize = 16;

/// How the word at `i` is used as a verb of saying; none for verbs that are acts by themselves («دان», «طالب»). `range` is
/// where what it says may stand.
pub(crate) fn saying_verb(scene: &Scene<'_>, range: &Range<usize>, i: usize) -> Option<SayingVerb> {
    scene.words[i].verb.as_ref()?;
    // Nearly always its sentence.
    match scene.asked.says.get(i).filter(|_| *range == scene.sentence(i).tokens) {
        Some(known) => *known.get_or_init(|| read_saying_verb(scene, range, i)),
        None => read_saying_verb(scene, range, i),
    }
}

fn read_saying_verb(scene: &Scene<'_>, range: &Range<usize>, i: usize) -> Option<SayingVerb> {
    let verb = scene.words[i].verb.as_ref().filter(|_| scene.is_verb(i))?;
    let found = verb.readings.iter().find_map(|r| {
        (r.features.person != Person::Second).then_some(())?;
        let lemma = &scene.lexicon.verbs.all[r.verb as usize].lemma;
        let verb = scene.lexicon.saying.verbs.get(lemma.as_str()).copied()?;
        // «نشر» is an act of troops and says something of films: only what is shown after it tells.
        let act = acts_here(scene, r.verb, i);
        (!act || verb.complement == Complement::About && shown(scene, range, i).is_some()).then_some(verb)
    })?;
    // «بيان أوردته الوكالة»: the statement is what it said; «اثنين» is a number.
    let saying = &scene.lexicon.saying;
    let paper = |word: &str| saying.documents.contains(word) || saying.shown.contains(word);
    let relative = verb.split.pronoun.is_some() && i > 0 && paper(scene.fold(i - 1));
    if relative || scene.numbers.iter().any(|n| n.core.contains(&i)) {
        return None;
    }
    Some(found)
}

/// Whether a verb of a frame is an act at token `i`: one whose frame needs words beside it, only with them.
fn acts_here(scene: &Scene<'_>, verb: u32, i: usize) -> bool {
    let frames = &scene.lexicon.frames;
    frames.by_verb.get(&verb).is_some_and(|list| list.iter().any(|&f| allowed(scene, f, &(i..i + 1), true)))
}

/// «تحدث المسؤول عن نزوح …»: where what is spoken about begins, if it is an act that is not done in words itself.
pub(crate) fn spoken_about(scene: &Scene<'_>, range: &Range<usize>, i: usize) -> Option<(usize, usize, Quotation)> {
    let frames = &scene.lexicon.frames;
    let told = |f: u32| !frames.all[f as usize].type_.is_speech_act();
    for k in i + 1..range.end.min(i + 1 + OPENING) {
        if matches!(scene.bare(k), "عن" | "الي" | "علي") && k + 1 < range.end {
            let act = splits(scene.fold(k + 1)).any(|s| {
                frames.by_noun.get(s.stem).is_some_and(|l| l.iter().any(|n| told(n.frame)))
                    || scene.lexicon.verbs.nominal(s.stem).iter().any(|r| {
                        r.kind == NominalKind::Masdar
                            && frames.by_verb.get(&r.verb).is_some_and(|l| l.iter().any(|&f| told(f)))
                    })
            });
            if act {
                return Some((k, k + 1, Quotation::Indirect));
            }
        }
        if scene.parts_clauses(k) || scene.opens_clause(k) || scene.words[k].verb.is_some() && scene.is_verb(k) {
            return None;
        }
    }
    None
}

/// Where what is said begins: after «أن», a colon or an opening quotation mark; the token index after the marker.
pub(crate) fn opening(
    scene: &Scene<'_>,
    range: &Range<usize>,
    i: usize,
    complement: Complement,
) -> Option<(usize, usize, Quotation)> {
    let mut k = i;
    while k + 1 < range.end.min(i + 1 + OPENING) {
        k += 1;
        let mark = scene.text.tokens()[k].mark;
        if mark == Some(':') {
            let direct = matches!(scene.text.tokens().get(k + 1).and_then(|t| t.mark), Some('"' | '«' | '“'));
            return Some((k, k + 1, if direct { Quotation::Direct } else { Quotation::Indirect }));
        }
        // A mark that closes what was opened before the verb: «قتل "إرهابيين اثنين" واعتقل».
        if mark == Some('"') && (range.start..k).filter(|&q| scene.text.tokens()[q].mark == Some('"')).count() % 2 == 1
        {
            return None;
        }
        if matches!(mark, Some('«' | '"' | '“')) {
            // A quoted name right after the verb is not speech: «قالت "النهار" إن».
            let closes =
                (k + 1..range.end.min(k + 6)).find(|&c| matches!(scene.text.tokens()[c].mark, Some('»' | '"' | '”')));
            if closes.is_some_and(|c| {
                let name = matches!(complement, Complement::That | Complement::Relay | Complement::Quote)
                    && c <= k + 4
                    && !(k + 1..c).any(|x| scene.words[x].verb.is_some() && scene.is_verb(x));
                (c..range.end.min(c + 6)).any(|o| opens_content(scene, o)) || name
            }) {
                k = closes.unwrap_or(k);
                continue;
            }
            return Some((k, k + 1, Quotation::Direct));
        }
        if opens_content(scene, k) {
            return Some((k, k + 1, Quotation::Indirect));
        }
        // «أعلن … مقتل اثنين، مؤكدا أن»: the next word of saying has an opening of its own.
        if scene.parts_clauses(k - 1)
            && scene.text.word(k).ends_with(['ا', 'ة'])
            && scene.lexicon.saying.nominals.begins(scene, k)
        {
            return None;
        }
        // «أمس» has the letters of a verb.
        let dated = order::on(&scene.times, k).is_some();
        let verb = scene.words[k].verb.is_some() && scene.is_verb(k) && !relative_before(scene, k) && !dated;
        if mark == Some('؛') || verb {
            return None;
        }
    }
    None
}

/// Where what is shown begins: after the word for a picture, a statement or a film.
pub(crate) fn shown(scene: &Scene<'_>, range: &Range<usize>, i: usize) -> Option<(usize, usize, Quotation)> {
    for k in i + 1..range.end.min(i + 1 + OPENING) {
        // «في بيان» is where it was said.
        let medium = scene.is_preposition(k - 1);
        if !medium && scene.lexicon.saying.shown.contains(scene.fold(k)) {
            return Some((k, k + 1, Quotation::Indirect));
        }
        if scene.words[k].verb.is_some() && scene.is_verb(k) || scene.opens_clause(k) {
            return None;
        }
    }
    None
}

/// Whether the word at `i` is the masdar of a verb, not a name for people.
pub(crate) fn masdar_at(scene: &Scene<'_>, i: usize) -> bool {
    scene.words.get(i).is_some_and(|w| w.function.is_none())
        && scene.actors_in(i..i + 6).next().is_none_or(|m| m.tokens.start != i)
        && scene.lexicon.verbs.nominal(scene.fold(i)).iter().any(|r| r.kind == NominalKind::Masdar)
}

fn relative_before(scene: &Scene<'_>, k: usize) -> bool {
    k > 0 && scene.words[k - 1].function.is_some_and(|f| f.relative)
}

/// Whether the word at `k` opens what is said: «أن», «بأنها» ….
pub(crate) fn opens_content(scene: &Scene<'_>, k: usize) -> bool {
    scene.words[k].function.is_some_and(|f| f.content)
}

/// Where the speaker after a verb must end when nothing opens what is said: «أعلن الجيش مقتل …».
pub(crate) fn region_without_opening(scene: &Scene<'_>, range: &Range<usize>, i: usize) -> usize {
    if let Some(m) =
        scene.actors_in(i + 1..range.end).next().filter(|m| m.tokens.start <= i + 2 && m.preposition.is_none())
    {
        return name_end(scene, m, range.end);
    }
    (i + 1..range.end.min(i + 5))
        .find(|&k| scene.parts_clauses(k) || scene.words[k].function.is_some() || scene.words[k].verb.is_some())
        .unwrap_or(range.end.min(i + 4))
}

/// Whether every reading of the verb at `i` is feminine, or none; none where it does not tell.
pub(crate) fn feminine(scene: &Scene<'_>, i: usize) -> Option<bool> {
    let readings = &scene.words[i].verb.as_ref()?.readings;
    let of = |r: &VerbReading| r.features.gender == Gender::Feminine;
    let first = readings.first().map(of)?;
    readings.iter().all(|r| of(r) == first).then_some(first)
}

/// Whether the verb at `i` can only be of several: its subject has been named.
pub(crate) fn plural(scene: &Scene<'_>, i: usize) -> bool {
    scene.words[i].verb.as_ref().is_some_and(|v| v.readings.iter().all(|r| r.features.number != Number::Singular))
}
