//! Slots of a finite verb: subject before or after it, object, passive.

use std::ops::Range;

use marsad_model::Sector;
use marsad_text::arabic::conjugate::{Aspect, Number, VerbFeatures};
use marsad_text::arabic::number::{Countable, NumberLexicon};

use super::Slots;
use super::object::{adjective_of, unlisted};
use super::owner::chain_preposition;
use crate::actors::adjective_country;
use crate::amounts::amount_start;
use crate::order;
use crate::scene::{ActorMention, Scene};
use crate::subjects::{Subject, Subjects};
use crate::triggers::Trigger;

/// How far from its verb a subject may stand, in words.
const SUBJECT_REACH: usize = 9;
/// How many marks may stand between an office and the name of its holder.
const APPOSED: usize = 2;
/// How far behind a loss those among the counted may be told.
const AMONG: usize = 12;

/// Mentions that follow each other with و or a comma: «قوات النظام والمسلحين الموالين لها».
pub(super) fn coordinated<'s>(scene: &'s Scene<'_>, first: &'s ActorMention, limit: usize) -> Vec<&'s ActorMention> {
    let mut out = vec![first];
    let mut end = first.tokens.end;
    for next in scene.actors_in(end..limit) {
        let gap = end..next.tokens.start;
        // «من جهة، و…», «اللبناني و…», a closing mark.
        let bridge = gap.len() <= 4
            && gap.clone().all(|i| {
                scene.parts_clauses(i)
                    || scene.lexicon.cues.sides.contains(scene.fold(i))
                    || adjective_country(scene, i).is_some()
            });
        let and = next.joined || gap.clone().next_back().is_some_and(|i| matches!(scene.fold(i), "و" | "او"));
        if !(and && bridge) {
            break;
        }
        out.push(next);
        end = next.tokens.end;
    }
    out
}

/// Whether a mention stands free of any preposition.
pub(super) fn free(mention: &ActorMention) -> bool {
    mention.preposition.is_none()
}

/// Fills the slots of a finite verb. `how` tells whether its letters can be active, can be passive.
pub(super) fn verb(
    scene: &Scene<'_>,
    trigger: &Trigger,
    clause: &Range<usize>,
    subjects: &Subjects,
    features: VerbFeatures,
    (active, passive): (bool, bool),
    slots: &mut Slots,
) {
    let frame = trigger.frame(scene.lexicon);
    let subject = subjects.of(scene, trigger.tokens.start);
    // «وقتل 3 من …»: a loss is not done by whoever went before.
    let subject = if frame.consequence && passive && subjects.carried_over(trigger.tokens.start) {
        Subject::Unknown
    } else {
        subject
    };
    let (left, behind) = match subject {
        Subject::Actor(m) if m.tokens.start < trigger.tokens.start => (Some(m), None),
        Subject::Actor(m) => (None, Some(m)),
        Subject::Thing(_) => (None, None),
        Subject::Unknown => (subject_before(scene, trigger, clause), None),
    };
    let end = reach(scene, trigger, clause, behind);
    let mut right: Vec<&ActorMention> = scene
        .actors_in(trigger.tokens.end..end)
        .filter(|m| free(m) && !m.joined && chain_preposition(scene, trigger, m).is_none())
        .collect();
    // «دعا فلان رئيس اللجنة الوزارة إلى …»: an office behind a name, before somebody else, is of the one named.
    for k in (1..right.len().saturating_sub(1)).rev() {
        let (name, office) = (right[k - 1], right[k]);
        if name.person
            && !office.person
            && !office.state
            && matches!(office.kind.as_str(), "office" | "person")
            && office.tokens.start <= name.tokens.end + 1
            && apposed(scene, office).span == office.span
        {
            right.remove(k);
        }
    }
    // «أثنى على دور الجيش»: who stands behind the preposition of a phrase is its object.
    if trigger.tokens.len() > 1 && scene.is_preposition(trigger.tokens.end - 1) {
        slots.how = "phrase";
        if let Some(m) = left.or(behind) {
            for m in coordinated(scene, apposed(scene, m), trigger.tokens.start.max(m.tokens.end)) {
                slots.put(frame.subject, frame.type_, m.clone());
            }
        }
        let object = scene.actors_in(trigger.tokens.end..end.max(trigger.tokens.end)).next();
        if let Some(m) = object.filter(|m| m.tokens.start <= trigger.tokens.end + 3 && !m.joined) {
            for m in coordinated(scene, apposed(scene, m), clause.end) {
                slots.put(frame.object, frame.type_, m.clone());
            }
        }
        return;
    }
    let near = |m: &&ActorMention| m.tokens.start < trigger.tokens.end + SUBJECT_REACH;
    let counted = |from: usize| scene.numbers.iter().any(|n| n.tokens.start == from || n.core.start == from);
    let first_right = behind.or_else(|| right.first().copied().filter(|m| near(m)));
    // Passive where the letters allow it and only one side is named: «قتل جندي برصاص …», «أصيب 38 شخصا».
    let one_sided = right.len() < 2 && left.is_none();
    let people_counted = counted(trigger.tokens.end);
    let thing = matches!(subject, Subject::Thing(_));
    // An object stands right behind its verb, past times: «قتلت أول من أمس أربعة من …».
    let mut first = trigger.tokens.end;
    while let Some(t) = order::starting(&scene.times, first).filter(|t| t.tokens.end > first) {
        first = t.tokens.end;
    }
    let object_near = trigger.pronoun.is_some()
        || counted(first)
        || right.iter().any(|r| amount_start(scene, r.tokens.start, None) <= first);
    let reads_passive = passive
        && (!active
            || vowelled_passive(scene, trigger, features)
            || frame.consequence
                && one_sided
                && first_right.is_none_or(|m| !agent_like(m) || people_counted || frame.counts.is_some())
                && !(thing && first_right.is_some())
            || frame.consequence && left.is_some() && !object_near
            || people_counted && left.is_none());
    // «قتل مسلحون ستة مدنيين»: a doer right after the verb, and behind it those it was done to.
    let acted = first_right.is_some_and(|m| {
        agent_like(m) && !m.person && m.tokens.start == trigger.tokens.end && (counted(m.tokens.end) || right.len() > 1)
    });
    let plural = features.number != Number::Singular;
    if reads_passive && !(acted && active) {
        slots.how = "passive";
        let victim = first_right
            .filter(|m| !plural && !doer_before(scene, m))
            .or(left)
            .or_else(|| lost_before(scene, trigger, frame.consequence));
        let generic = |m: &ActorMention| scene.lexicon.cues.generic.contains(scene.fold(m.tokens.start));
        if victim.is_none_or(generic)
            && let Some(m) = among(scene, trigger.tokens.end, clause.end)
        {
            for m in coordinated(scene, m, clause.end) {
                slots.put(frame.object, frame.type_, m.clone());
            }
        }
        if let Some(m) = victim {
            for m in coordinated(scene, apposed(scene, m), clause.end) {
                slots.put(frame.object, frame.type_, m.clone());
            }
        }
        return;
    }
    let (subject, object) = match subject {
        Subject::Actor(m) => (Some(m), right.iter().copied().find(|r| !same(scene, m, r))),
        Subject::Thing(i) => {
            unknown_subject(scene, trigger, i, slots);
            (None, right.first().copied())
        }
        Subject::Unknown => match (left, first_right) {
            (Some(l), r) if plural || r.is_none() || subject_first(scene, trigger, l) => (Some(l), r),
            (l, Some(r)) => {
                let second = right.get(1).copied();
                // One name after a transitive verb whose subject was named before it.
                if l.is_some() && second.is_none() && !agent_like(r) || plural {
                    (l, Some(r))
                } else {
                    (Some(r), second)
                }
            }
            (l, None) => (l, None),
        },
    };
    slots.how =
        if left.is_some() && subject.map(|s| s.tokens.start) == left.map(|l| l.tokens.start) { "svo" } else { "vso" };
    if let Some(s) = subject {
        let limit = if s.tokens.start < trigger.tokens.start { trigger.tokens.start } else { clause.end };
        for m in coordinated(scene, apposed(scene, s), limit) {
            slots.put(frame.subject, frame.type_, m.clone());
        }
    }
    if let Some(o) = object {
        for m in coordinated(scene, apposed(scene, o), clause.end) {
            slots.put(frame.object, frame.type_, m.clone());
        }
    }
}

/// Whether what names the doer of an act stands right before a mention: «استشهد برصاص الجيش».
fn doer_before(scene: &Scene<'_>, m: &ActorMention) -> bool {
    (m.tokens.start.saturating_sub(2)..m.tokens.start)
        .any(|i| scene.lexicon.cues.by_phrases.at(scene, i).iter().any(|h| h.tokens.end == m.tokens.start))
}

/// Who stands right before the verb of a loss and is lost: «تشييع شاب قتل برصاص …», «الفتى فلان الذي قتل».
fn lost_before<'s>(scene: &'s Scene<'_>, trigger: &Trigger, consequence: bool) -> Option<&'s ActorMention> {
    let start = trigger.tokens.start;
    let end = if relative_before(scene, trigger) { start - 1 } else { start };
    let k = scene.actor_ending(end).filter(|_| consequence)?;
    let m = &scene.actors[k];
    (!m.state && (m.person || !scene.fold(m.tokens.start).starts_with("ال") || end < start)).then_some(m)
}

/// Whether the vowel signs of a perfect verb show the passive: «قُتل», «اتُهمت».
fn vowelled_passive(scene: &Scene<'_>, trigger: &Trigger, features: VerbFeatures) -> bool {
    let word = scene.text.word(trigger.tokens.start);
    let mut letters = word.chars().skip_while(|c| matches!(c, 'و' | 'ف'));
    features.aspect == Aspect::Perfect
        && (letters.next().is_some() && {
            let (first, second, third) = (letters.next(), letters.next(), letters.next());
            first == Some('ُ')
                || matches!(word.chars().find(|c| !matches!(c, 'و' | 'ف')), Some('ا' | 'أ'))
                    && (second == Some('ُ') || third == Some('ُ'))
        })
}

/// Who is told of among those counted: «قتل 33 شخصا غالبيتهم من المدنيين», «مقتل 10 بينهم 6 جنود».
pub(super) fn among<'s>(scene: &'s Scene<'_>, from: usize, end: usize) -> Option<&'s ActorMention> {
    let sentence = scene.text.sentences().iter().find(|s| s.tokens.contains(&from))?;
    let stop = sentence.tokens.end.min(from + AMONG).max(end.min(from + AMONG));
    let at = (from..stop).find(|&i| scene.lexicon.cues.singled.contains(scene.bare(i)))?;
    let counted = scene.numbers.iter().any(|n| n.tokens.start >= from && n.tokens.end <= at) || at <= from + 3;
    let m = scene.actors_in(at + 1..sentence.tokens.end).next()?;
    (counted && amount_start(scene, m.tokens.start, None) <= at + 2 && m.tokens.start <= at + 4).then_some(m)
}

/// Whoever speaks or asks under a noun that no list knows: «طالب الكثيرون», «دعا المؤتمر».
fn unknown_subject(scene: &Scene<'_>, trigger: &Trigger, at: usize, slots: &mut Slots) {
    let frame = trigger.frame(scene.lexicon);
    let word = scene.fold(at);
    let frames = &scene.lexicon.frames;
    let act = frames.by_noun.contains_key(marsad_lexicon::without_article(word)) || frames.by_noun.contains_key(word);
    let relative = scene.words[at].function.is_some() || word.starts_with(['و', 'ب', 'ل', 'ف', 'ك']);
    let people = matches!(NumberLexicon::builtin().countable(word), Some((Countable::Person, _)));
    if frame.subject != marsad_lexicon::Role::Actor || act || relative {
        return;
    }
    let mut end = at + 1;
    while end < at + 3
        && end < scene.words.len()
        && end != trigger.tokens.start
        && adjective_of(scene, at, end)
        && scene.words[end].function.is_none()
    {
        end += 1;
    }
    let nation = (at + 1..end).any(|i| adjective_country(scene, i).is_some());
    if frame.type_.is_speech_act() || people || nation && !frame.consequence {
        slots.put(frame.subject, frame.type_, unlisted(scene, at..end));
    }
}

/// How far the objects of a verb may stand: to the next finite verb or relative behind its subject.
fn reach(scene: &Scene<'_>, trigger: &Trigger, clause: &Range<usize>, subject: Option<&ActorMention>) -> usize {
    let from = subject.map_or(trigger.tokens.end, |m| m.tokens.end).max(trigger.tokens.end);
    (from..clause.end)
        .find(|&i| {
            scene.words[i].function.is_some_and(|f| f.relative) || scene.words[i].verb.is_some() && scene.is_verb(i)
        })
        .unwrap_or(clause.end)
}

/// The person whom an office, a trade or an age right before the name describes: «رئيس اللجنة (…) فلان», «الطفل فلان».
pub(super) fn apposed<'s>(scene: &'s Scene<'_>, m: &'s ActorMention) -> &'s ActorMention {
    // «اتهم ناشطون فلانا»: several are not one of that name.
    let several = scene.fold(m.tokens.start).ends_with("ون") && !m.joined;
    let gap = match m.kind.as_str() {
        _ if m.person || several => return m,
        "office" | "person" => APPOSED,
        "population" => 0,
        _ => return m,
    };
    let limit = (m.tokens.end + APPOSED + 8).min(scene.words.len());
    // «رئيس لجنة الحقوق "لجنة الميثاق" فلان»: a name between marks stands between.
    let marked = |n: &ActorMention| {
        n.tokens.start > 0
            && scene.text.tokens()[n.tokens.start - 1].mark.is_some()
            && n.tokens.start <= m.tokens.end + 1
    };
    let mut after = scene.actors_in(m.tokens.end..limit);
    let first = after.next();
    if let (Some(n), Some(p)) = (first, after.next())
        && gap > 0
        && !n.person
        && marked(n)
        && p.person
        && free(p)
        && !p.joined
        && (n.tokens.end..p.tokens.start).all(|i| scene.text.tokens()[i].mark.is_some())
    {
        return p;
    }
    let next = first.filter(|n| n.person || n.kind == "office");
    next.filter(|n| {
        free(n)
            && !n.joined
            && n.tokens.start <= m.tokens.end + gap
            && (m.tokens.end..n.tokens.start).all(|i| {
                scene.text.tokens()[i].mark.is_some_and(|c| c != '.' && c != ':') || scene.fold(i).ends_with('ا')
            })
    })
    .map_or(m, |n| if n.person { n } else { apposed(scene, n) })
}

/// Whether a later mention is the subject again or its name.
fn same(scene: &Scene<'_>, subject: &ActorMention, other: &ActorMention) -> bool {
    other.tokens.start <= subject.tokens.start || apposed(scene, subject).span == other.span
}

/// Whether somebody looks like a doer rather than a victim.
pub(super) fn agent_like(m: &ActorMention) -> bool {
    m.armed()
        || matches!(m.sector, Some(Sector::Gov | Sector::Igo | Sector::Ngo | Sector::Leg | Sector::Pty | Sector::Jud))
        || m.person
}

/// The subject before its verb: «قوات النظام قصفت», «الغارات التي شنتها …», «داعش الذي هاجم».
pub(super) fn subject_before<'s>(
    scene: &'s Scene<'_>,
    trigger: &Trigger,
    clause: &Range<usize>,
) -> Option<&'s ActorMention> {
    let candidates: Vec<&ActorMention> = scene
        .actors_in(clause.start..trigger.tokens.start)
        .filter(|m| free(m) || m.tokens.end + 1 >= trigger.tokens.start && relative_before(scene, trigger))
        .collect();
    let m = *candidates
        .iter()
        .find(|m| m.tokens.start <= clause.start + 1)
        .or_else(|| candidates.iter().rev().find(|m| trigger.tokens.start - m.tokens.end <= 3))?;
    let other_verb = (m.tokens.end..trigger.tokens.start).any(|i| {
        scene.words[i].verb.is_some() && scene.is_verb(i) && !scene.words[i - 1].function.is_some_and(|f| f.relative)
    });
    (!other_verb).then_some(m)
}

pub(super) fn relative_before(scene: &Scene<'_>, trigger: &Trigger) -> bool {
    trigger.tokens.start > 0 && scene.words[trigger.tokens.start - 1].function.is_some_and(|f| f.relative)
}

/// Whether a clause clearly opens with its subject.
pub(super) fn subject_first(scene: &Scene<'_>, trigger: &Trigger, subject: &ActorMention) -> bool {
    let gap = subject.tokens.end..trigger.tokens.start;
    gap.len() <= 2 || relative_before(scene, trigger)
}
