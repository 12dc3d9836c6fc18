//! Losses: the words for the killed, the wounded and the destroyed, and those who have no number.

use std::ops::Range;

use marsad_lexicon::Light;
use marsad_model::{Count, CountKind};
use marsad_text::arabic::number::{Countable, Grade, NumberLexicon, NumberMention};

use crate::counts::{FoundCount, Owned, class_of};
use crate::order;
use crate::scene::Scene;
use crate::slots::Slots;
use crate::triggers::{Form, Trigger};

/// How far before a number the words may begin that say what it is the toll of.
const TOLL: usize = 24;
/// How far behind a number those may stand who are singled out of it.
const AMONG: usize = 10;
/// How far behind its verb an object may stand.
const OBJECT: usize = 7;

/// Whether a verb of result stands within some words before token `i`: «أدى الهجوم إلى مقتل …».
pub(crate) fn result_before(scene: &Scene<'_>, i: usize, reach: usize) -> bool {
    let sentence = scene.sentence(i).tokens.start;
    let result = |verb: u32| scene.lexicon.cues.light.get(&verb) == Some(&Light::Result);
    (i.saturating_sub(reach).max(sentence)..i)
        .rev()
        .take_while(|&k| !scene.text.tokens()[k].mark.is_some_and(|m| matches!(m, '؛' | ':' | '.')))
        .any(|k| {
            let read = scene.words[k].verb.as_ref().is_some_and(|v| v.readings.iter().any(|r| result(r.verb)));
            // «وأدت» has the letters of another verb too.
            read || scene
                .fold(k)
                .strip_prefix('و')
                .is_some_and(|w| scene.lexicon.verbs.finite(w).iter().any(|r| result(r.verb)))
        })
}

/// «عشرات القتلى والجرحى», «10 بين قتيل وجريح»: killed and wounded in one figure.
pub(crate) fn together(
    scene: &Scene<'_>,
    number: &NumberMention,
    counted: Option<&Range<usize>>,
    what: CountKind,
) -> bool {
    let from = counted.map_or(number.tokens.end, |c| c.start);
    let other = |i: usize| {
        scene.fold(i).starts_with('و')
            && loss_at(scene, i).is_some_and(|w| w != what)
            && order::ending(&scene.numbers, i).is_none()
            && order::on(&scene.numbers, i).is_none()
    };
    (from + 1..=from + 2)
        .any(|i| i < scene.text.tokens().len() && (from..i).all(|k| loss_at(scene, k).is_some()) && other(i))
}

/// «مقتل وجرح 110», «قتل وأصيب 20»: two losses with one figure.
pub(crate) fn both_losses(scene: &Scene<'_>, trigger: &Trigger, what: CountKind) -> bool {
    // «قتلوا وأصيب 20»: the first has its own subject.
    let finished = |i: usize| ["وا", "هم", "هما"].iter().any(|e| scene.fold(i).ends_with(e));
    let loss =
        |i: usize| scene.words.get(i).is_some() && !finished(i) && loss_word(scene, i).is_some_and(|w| w != what);
    matches!(what, CountKind::Killed | CountKind::Wounded)
        && (trigger.tokens.start.checked_sub(1).is_some_and(loss) && scene.fold(trigger.tokens.start).starts_with('و')
            || scene.fold(trigger.tokens.end).starts_with('و') && loss(trigger.tokens.end))
}

/// What the word at `i`, as the trigger of a frame of loss, says happened.
pub(crate) fn loss_word(scene: &Scene<'_>, i: usize) -> Option<CountKind> {
    let frames = &scene.lexicon.frames;
    let of = |frame: u32| {
        let f = &frames.all[frame as usize];
        f.counts.filter(|_| f.consequence)
    };
    let by_verb = scene.words[i].verb.as_ref().and_then(|v| {
        v.readings.iter().find_map(|r| frames.by_verb.get(&r.verb).and_then(|list| list.iter().find_map(|&f| of(f))))
    });
    by_verb.or_else(|| {
        marsad_text::splits(scene.fold(i)).find_map(|s| {
            let noun = frames.by_noun.get(s.stem).and_then(|l| l.iter().find_map(|n| of(n.frame)));
            noun.or_else(|| {
                scene
                    .lexicon
                    .verbs
                    .nominal(s.stem)
                    .iter()
                    .find_map(|r| frames.by_verb.get(&r.verb).and_then(|list| list.iter().find_map(|&f| of(f))))
            })
        })
    })
}

pub(crate) fn loss_at(scene: &Scene<'_>, i: usize) -> Option<CountKind> {
    scene.lexicon.cues.losses.at(scene, i).first().map(|h| h.value)
}

/// What the words of a number say happened to those counted: «20 قتيلا», «عشرة أطفال قتلى», «10 بين قتيل وجريح».
pub(crate) fn noun_loss(
    scene: &Scene<'_>,
    number: &NumberMention,
    counted: Option<&Range<usize>>,
) -> Option<CountKind> {
    if let Some(what) = counted.and_then(|c| loss_at(scene, c.start)) {
        return Some(what);
    }
    let end = counted.map_or(number.tokens.end, |c| c.end).max(number.tokens.end);
    let len = scene.text.tokens().len();
    if end + 2 < len && scene.lexicon.cues.between.contains(scene.fold(end)) {
        let (one, two) = (loss_at(scene, end + 1)?, loss_at(scene, end + 2)?);
        return (one != two && scene.fold(end + 2).starts_with(['و', 'ا'])).then_some(CountKind::Other);
    }
    let counted = counted?;
    let class = class_of(scene, counted.start);
    let person = class.is_some_and(|c| matches!(c, Countable::Person | Countable::Thing));
    (end..(end + 2).min(len)).take_while(|&i| !scene.parts_clauses(i)).find_map(|i| {
        let free = !scene.fold(i).starts_with(['و', 'ب']) && order::ending(&scene.numbers, i).is_none();
        loss_at(scene, i).filter(|what| person && free && *what != CountKind::Destroyed)
    })
}

/// «عدد القتلى إلى 18», «الجرحى 74889», «بلغ عدد قتلى المعارك منذ الثلاثاء 29», «ارتفع إلى 51 عدد الشهداء».
pub(crate) fn loss_before(scene: &Scene<'_>, number: &NumberMention) -> Option<CountKind> {
    let start = number.tokens.start;
    // «51 قتيلا وأصاب العشرات»: a verb between begins something else.
    let beside = (start.saturating_sub(3)..start)
        .rev()
        .take_while(|&i| {
            !scene.parts_clauses(i)
                && (scene.words[i].verb.is_none() || !scene.is_verb(i) || loss_at(scene, i).is_some())
        })
        .find_map(|i| loss_at(scene, i));
    beside.or_else(|| {
        let sentence = scene.sentence(start).tokens.clone();
        let toll = |i: usize| {
            let word = scene.lexicon.cues.toll.contains(scene.fold(i));
            word.then(|| (i + 1..(i + 3).min(sentence.end)).find_map(|k| loss_at(scene, k))).flatten()
        };
        let numbered = |i: usize| order::on(&scene.numbers, i).is_some();
        let reached = start > 0 && matches!(scene.bare(start - 1), "الى");
        let behind =
            (start.saturating_sub(TOLL).max(sentence.start)..start).rev().take_while(|&i| !numbered(i)).find_map(toll);
        let ahead = || (number.tokens.end..(number.tokens.end + TOLL / 2).min(sentence.end)).find_map(toll);
        behind.or_else(|| if reached { ahead() } else { None })
    })
}

/// «بينهم طبيبة», «بينهم 9 أطفال ورضيع»: one of those counted before, without a number; with the trigger they belong to.
pub(crate) fn singles(scene: &Scene<'_>, owners: &[(usize, Owned)]) -> Vec<(usize, FoundCount)> {
    let mut out = Vec::new();
    for (n, owned) in owners {
        let number = &scene.numbers[*n];
        let end = scene.sentence(number.tokens.start).tokens.end;
        let next = owners.iter().map(|(k, _)| scene.numbers[*k].tokens.start).find(|s| *s > number.tokens.start);
        let stop = end.min(number.tokens.end + AMONG).min(next.unwrap_or(end));
        let people = !matches!(owned.what, CountKind::Destroyed | CountKind::Other);
        let hit = (number.tokens.end..stop).find_map(|i| scene.lexicon.cues.among.at(scene, i).first().cloned());
        let Some(hit) = hit.filter(|_| people) else { continue };
        let mut i = hit.tokens.end;
        while i < stop && lone(scene, i) && (i == hit.tokens.end || scene.fold(i).starts_with('و')) {
            let found = FoundCount { single: false, ..bare(scene, i, owned.what, Some(1)) };
            out.push((owned.trigger, found));
            // «ضابط برتبة مقدم وطبيب»: an adjective may stand between.
            i += 1 + usize::from(
                i + 1 < stop && !scene.fold(i + 1).starts_with('و') && scene.text.tokens()[i + 1].is_word(),
            );
        }
    }
    out
}

/// Whether one person stands at `i`, without article, number or name.
fn lone(scene: &Scene<'_>, i: usize) -> bool {
    let known = |w: &str| NumberLexicon::builtin().countable(w);
    let fold = scene.fold(i);
    let found = known(fold).or_else(|| fold.strip_prefix('و').and_then(known));
    found.is_some_and(|(class, grade)| class == Countable::Person && grade == Grade::Singular)
        && loss_at(scene, i).is_none()
        && !scene.actors.iter().any(|a| a.person && a.tokens.start <= i + 1 && i < a.tokens.end)
        && order::on(&scene.numbers, i).is_none()
        && order::ending(&scene.numbers, i).is_none()
}

/// «مقتل جندي», «اغتيال محام», «تدمير دبابة», «أعدم مسلحون شابا», «أحد المسلحين»: one without a number or a name.
pub(crate) fn one_person(scene: &Scene<'_>, trigger: &Trigger) -> Option<FoundCount> {
    let what = trigger.frame(scene.lexicon).counts.filter(|w| *w != CountKind::Participants)?;
    let at = trigger.tokens.end;
    let fits = |i: usize, grade: Grade| {
        NumberLexicon::builtin().countable(scene.fold(i)).is_some_and(|(class, g)| {
            g == grade
                && match class {
                    Countable::Person => what != CountKind::Destroyed,
                    Countable::Vehicle | Countable::Weapon | Countable::Thing => what == CountKind::Destroyed,
                    Countable::Money | Countable::Unit | Countable::Time => false,
                }
        })
    };
    let free = |i: usize| {
        !scene.actors.iter().any(|a| a.person && a.tokens.contains(&i))
            && order::on(&scene.numbers, i).is_none()
            && order::ending(&scene.numbers, i).is_none()
    };
    let one = |i: usize| fits(i, Grade::Singular) && !scene.fold(i).starts_with("ال") && free(i);
    // «أحد المسلحين», «على أحد المسلحين».
    let lone = at + usize::from(scene.is_preposition(at));
    let of_them = scene.fold(lone + 1).strip_prefix("ال").is_some_and(|w| {
        NumberLexicon::builtin().countable(w).is_some_and(|(c, g)| c == Countable::Person && g == Grade::Plural)
    });
    if of_them && what != CountKind::Destroyed && scene.lexicon.cues.one_of.contains(scene.fold(lone)) {
        return Some(bare(scene, lone + 1, what, Some(1)));
    }
    let sentence = scene.sentence(trigger.tokens.start).tokens.end;
    let object = || {
        let active = matches!(trigger.form, Form::Verb { active: true, .. });
        (at + 1..(at + OBJECT).min(sentence))
            .take_while(|&i| {
                !scene.parts_clauses(i)
                    && !scene.is_preposition(i)
                    && scene.words[i].verb.as_ref().is_none_or(|_| !scene.is_verb(i))
            })
            .find(|&i| active && one(i) && scene.fold(i).ends_with(['ا', 'ه']) && !scene.fold(i - 1).ends_with('ا'))
    };
    // «الإفراج عن ناشطة».
    let frame = trigger.frame(scene.lexicon);
    let takes = scene.is_preposition(at) && frame.recipient_preps.iter().any(|p| **p == *scene.bare(at));
    let near = at + usize::from(takes);
    let i = object().or_else(|| one(near).then_some(near))?;
    Some(bare(scene, i, what, Some(1)))
}

/// «وأصيب آخرون»: two at least.
pub(crate) fn others(scene: &Scene<'_>, trigger: &Trigger) -> Option<FoundCount> {
    let what = of_people(scene, trigger)?;
    let at = trigger.tokens.end;
    if order::on(&scene.numbers, at).is_some() {
        return None;
    }
    let one = *scene.lexicon.cues.others.get(scene.fold(at))?;
    let what = if both_losses(scene, trigger, what) { CountKind::Other } else { what };
    let mut found = bare(scene, at, what, one.then_some(1));
    if !one {
        found.count.min = Some(2);
    }
    Some(found)
}

/// What happens to people in a trigger's act, if it counts any.
fn of_people(scene: &Scene<'_>, trigger: &Trigger) -> Option<CountKind> {
    trigger.frame(scene.lexicon).counts.filter(|w| !matches!(w, CountKind::Destroyed | CountKind::Participants))
}

/// Takes away counts of one where the text names a victim of the same kind: somebody named is no figure.
pub(crate) fn drop_named(scene: &Scene<'_>, triggers: &[Trigger], slots: &[Slots], counts: &mut [Vec<FoundCount>]) {
    let hurt =
        |t: &Trigger| t.frame(scene.lexicon).counts.filter(|w| matches!(w, CountKind::Killed | CountKind::Wounded));
    let named: Vec<CountKind> = triggers
        .iter()
        .zip(slots)
        .filter(|(_, s)| s.recipients.iter().any(|r| r.person))
        .filter_map(|(t, _)| hurt(t))
        .collect();
    for found in counts {
        found.retain(|c| !(c.single && named.contains(&c.count.what)));
    }
}

fn bare(scene: &Scene<'_>, at: usize, what: CountKind, max: Option<u64>) -> FoundCount {
    let quote = scene.text.quote(scene.text.tokens()[at].span);
    let of = Some(quote.text.clone());
    FoundCount { at, count: Count { quote, what, of, min: Some(1), max }, single: max == Some(1) }
}
