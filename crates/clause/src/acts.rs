//! Acts: frames whose words stand in a sentence, with the verb group or noun that bears them.

use marsad_lexicon::Frame;
use marsad_lexicon::language::{Classes, PackPhrase, PackWords};

use crate::groups::Group;
use crate::links::Link;
use crate::parties::{Party, parties};
use crate::scene::Scene;
use crate::subject::{subject, subject_range};

/// What bears an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// A verb group.
    Verb(usize),
    /// A noun, with the group whose subject or object it is.
    Noun { group: Option<usize>, subject: bool, light: bool },
}

/// A frame found.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub frame: u32,
    pub start: usize,
    pub end: usize,
    pub bearer: Bearer,
    /// Whether the sentence tells it in passing.
    pub passing: bool,
    /// Found by words of its own, not by its verb: «committed to».
    pub by_word: bool,
    /// Whether the noun of its phrase is the subject of a passive: «sanctions were lifted».
    pub fronted: bool,
}

impl Act {
    pub(crate) fn frame<'p>(&self, scene: &Scene<'p>) -> &'p Frame {
        scene.pack.frame(self.frame)
    }

    pub(crate) fn group(&self) -> Option<usize> {
        match self.bearer {
            Bearer::Verb(k) => Some(k),
            Bearer::Noun { group, .. } => group,
        }
    }
}

/// How far a phrase may be torn behind its verb, in words, where its frame does not say.
const REACH: usize = 7;

/// One past the last word of the clause that a group bears.
pub(crate) fn clause_end(scene: &Scene<'_>, groups: &[Group], k: usize) -> usize {
    let next = groups[k + 1..].iter().find(|g| g.finite && g.link != Link::Relative || g.link == Link::Source);
    let Some(next) = next else { return scene.words.len() };
    let from = groups[k].end;
    let marked = |i: &usize| {
        scene.mark(*i).is_some_and(|m| matches!(m, ',' | ';' | ':' | '.'))
            || scene
                .is(*i, Classes::CONJUNCTION | Classes::SUBORDINATOR | Classes::THAT | Classes::IF | Classes::UNLESS)
    };
    (from..next.start).rev().find(marked).unwrap_or(next.start)
}

/// Every act of a sentence, in order.
pub(crate) fn find(scene: &Scene<'_>, groups: &[Group]) -> Vec<Act> {
    let mut out: Vec<Act> = Vec::new();
    let mut at = 0;
    while at < scene.words.len() {
        let group = groups.iter().position(|g| g.head == at && !g.forms.is_empty());
        let found = group.and_then(|k| verb(scene, groups, k)).or_else(|| noun(scene, groups, at));
        match found {
            Some(act) => {
                let bearing = matches!(act.bearer, Bearer::Verb(_));
                at = if bearing { at + 1 } else { act.end };
                out.push(act);
            }
            None => at += 1,
        }
    }
    // A noun inside the words of a verb phrase is no act beside it.
    let spans: Vec<(usize, usize, bool)> =
        out.iter().map(|a| (a.start, a.end, matches!(a.bearer, Bearer::Verb(_)))).collect();
    let mut k = 0;
    out.retain(|a| {
        let inside = spans
            .iter()
            .enumerate()
            .any(|(i, &(s, e, verb))| i != k && verb && s <= a.start && a.end <= e && (s, e) != (a.start, a.end));
        k += 1;
        !inside
    });
    out
}

/// The frame of a verb group.
fn verb(scene: &Scene<'_>, groups: &[Group], k: usize) -> Option<Act> {
    let g = &groups[k];
    // Longer phrases first; of equally long ones that whose words stand nearest, then the first of the files.
    let mut best: Option<(usize, Act)> = None;
    for lemma in g.lemmas() {
        for (frame, phrase) in scene.pack.by_lemma.get(&lemma).into_iter().flatten() {
            let len = phrase.as_ref().map_or(0, |p| p.words.len());
            if best.as_ref().is_some_and(|(l, _)| *l > len) {
                break;
            }
            let end = match phrase {
                None => Some((g.end, false)),
                Some(phrase) => torn(scene, groups, k, phrase, scene.pack.frame(*frame).reach),
            };
            let Some((end, fronted)) = end else { continue };
            let act = Act {
                frame: *frame,
                start: g.head,
                end,
                bearer: Bearer::Verb(k),
                passing: g.passing,
                by_word: false,
                fronted,
            };
            let nearer = best.as_ref().is_none_or(|(_, b)| act.end < b.end);
            if nearer && voice_fits(scene, g, *frame) && holds(scene, groups, &act) {
                best = Some((len, act));
            }
        }
    }
    best.map(|(_, act)| act)
}

fn voice_fits(scene: &Scene<'_>, g: &Group, frame: u32) -> bool {
    match scene.pack.frame(frame).voice {
        marsad_lexicon::VoiceChoice::Both => true,
        marsad_lexicon::VoiceChoice::Active => !g.passive,
        marsad_lexicon::VoiceChoice::Passive => g.passive,
    }
}

/// The words of a phrase behind its verb (before it where verbs stand last), each within reach of the one before.
fn torn(
    scene: &Scene<'_>,
    groups: &[Group],
    k: usize,
    phrase: &PackPhrase,
    own: Option<usize>,
) -> Option<(usize, bool)> {
    let g = &groups[k];
    let reach = own.unwrap_or(REACH);
    if scene.pack.order == marsad_lexicon::language::WordOrder::Sov {
        let from = g.start.saturating_sub(reach + phrase.words.len());
        let mut at = g.start;
        for forms in phrase.words.iter().rev() {
            at = (from..at).rev().find(|&i| forms.iter().any(|f| f == scene.lower(i)))?;
        }
        return Some((g.end, false));
    }
    let stop = clause_end(scene, groups, k);
    let mut at = g.end;
    // «sanctions were lifted»: the noun of a phrase is the subject of its passive.
    let noun = phrase
        .words
        .first()
        .filter(|forms| g.passive && g.finite && forms.iter().any(|f| scene.pack.class(f).is_empty()));
    let fronted = noun.is_some_and(|forms| {
        let (from, to) = subject_range(scene, groups, k);
        (from..to).any(|i| forms.iter().any(|f| f == scene.lower(i)))
    });
    for forms in phrase.words.iter().skip(usize::from(fronted)) {
        let limit = (at + reach + 1).min(stop.max(at));
        let found = (at..limit).find(|&i| forms.iter().any(|f| f == scene.lower(i)))?;
        // Behind a preposition stands another noun, unless it only says when; a frame with a reach of its own looks further.
        let leads = scene.is(found, Classes::PREPOSITION | Classes::TO | Classes::BY);
        let crossed = !leads
            && (at..found).any(|i| {
                !(scene.is(i, Classes::TO) && i + 1 == found)
                    && scene.pack.numbers.at(|k| scene.lower(k), i + 1).is_none()
                    && scene.is(i, Classes::PREPOSITION | Classes::BY | Classes::TO)
                    && !scene.is(i, Classes::OF)
                    && scene.pack.time.at(|k| scene.lower(k), i + 1).is_none()
                    && scene.pack.numbers.at(|k| scene.lower(k), i).is_none()
                    && !(i > 0 && scene.pack.numbers.at(|k| scene.lower(k), i - 1).is_some_and(|(len, _)| len > 1))
            });
        if crossed && own.is_none() {
            return None;
        }
        at = found + 1;
    }
    Some((at, fronted))
}

/// A noun or phrase that is no verb here.
fn noun(scene: &Scene<'_>, groups: &[Group], at: usize) -> Option<Act> {
    let list = scene.pack.by_word.get(scene.lower(at))?;
    for (frame, phrase) in list {
        let len = phrase.words.len();
        let all = phrase.words.iter().enumerate().all(|(i, forms)| forms.iter().any(|f| f == scene.lower(at + i)));
        // «riot police», «Security Council»: part of a name.
        if !all || scene.named(at).is_some_and(|n| n.end > at + len || n.start < at) {
            continue;
        }
        let (bearer, passing) = place(scene, groups, at, at + len);
        let act = Act { frame: *frame, start: at, end: at + len, bearer, passing, by_word: true, fronted: false };
        if holds(scene, groups, &act) {
            return Some(act);
        }
    }
    None
}

/// What a noun is in its clause.
fn place(scene: &Scene<'_>, groups: &[Group], start: usize, end: usize) -> (Bearer, bool) {
    // Inside a verb group («must»), or the complement of a bare «be» («is willing to»).
    if let Some(k) = groups.iter().position(|g| g.start <= start && end <= g.end) {
        return (Bearer::Verb(k), groups[k].passing);
    }
    // «is willing to», «has no intention of»: the complement of a bare «be» or «have».
    if let Some(k) = groups.iter().rposition(|g| g.end <= start)
        && (groups[k].end..start).all(|i| scene.is(i, Classes::ADVERB | Classes::NOT))
        && groups[k].forms.is_empty()
        && scene.is(groups[k].head, Classes::BE | Classes::HAVE)
    {
        return (Bearer::Verb(k), groups[k].passing);
    }
    // Back over the noun phrase to what governs it.
    let mut i = start;
    while i > 0 {
        let p = i - 1;
        if groups.iter().any(|g| g.start <= p && p < g.end) {
            break;
        }
        if scene.is(
            p,
            Classes::PREPOSITION
                | Classes::BY
                | Classes::TO
                | Classes::SUBORDINATOR
                | Classes::THAT
                | Classes::RELATIVE,
        ) && !scene.is(p, Classes::OF)
            || scene.mark(p).is_some_and(|m| matches!(m, ',' | ':' | ';' | '"'))
        {
            break;
        }
        i -= 1;
    }
    let next = groups.iter().position(|g| g.start >= end && g.finite);
    if i == 0 || scene.mark(i - 1).is_some() || scene.is(i - 1, Classes::THAT) {
        return (Bearer::Noun { group: next, subject: true, light: false }, next.is_some_and(|k| groups[k].passing));
    }
    if let Some(k) = groups.iter().position(|g| g.start < i && i <= g.end) {
        let light = groups[k].lemmas().any(|l| scene.pack.light.contains_key(&l));
        return (Bearer::Noun { group: Some(k), subject: false, light }, groups[k].passing || !light);
    }
    (Bearer::Noun { group: None, subject: false, light: false }, true)
}

/// Whether what a frame asks of its surroundings is there.
fn holds(scene: &Scene<'_>, groups: &[Group], act: &Act) -> bool {
    let f = &scene.pack.frames[act.frame as usize];
    let (start, end) = (act.start, act.end);
    let group = act.group();
    let verb = matches!(act.bearer, Bearer::Verb(_));
    let behind = match (group, verb) {
        (Some(k), true) => groups[k].end,
        _ => end,
    };
    let last = match group {
        Some(k) if groups[k].end <= end => clause_end(scene, groups, k).max(end),
        _ => scene.words.len(),
    };
    let clause = last.min(behind + 16);
    if has(scene, &f.not_after, end, (end + 3).min(scene.words.len()))
        || has(scene, &f.not_before, start.saturating_sub(2), start)
    {
        return false;
    }
    if has(scene, &f.not_earlier, 0, start) || has(scene, &f.not_near, start.saturating_sub(4), start) {
        return false;
    }
    if !f.after.is_empty() && !has(scene, &f.after, behind, clause) {
        return false;
    }
    if !f.needs.is_empty() {
        let reach = f.frame.reach.unwrap_or(12);
        if !has(scene, &f.needs, start.saturating_sub(reach), (end + reach).min(scene.words.len())) {
            return false;
        }
    }
    if !f.objects.is_empty() {
        let passive = group.is_some_and(|k| verb && groups[k].passive);
        let stop = if passive { start } else { object_end(scene, groups, behind, clause) };
        let from = if passive { start.saturating_sub(8) } else { behind };
        if !has(scene, &f.objects, from, stop) {
            return false;
        }
    }
    let who = || match act.bearer {
        Bearer::Verb(k) if groups[k].passive && !act.by_word => crate::slots::by(scene, groups, k),
        Bearer::Verb(k) => subject(scene, groups, k),
        Bearer::Noun { group: Some(k), subject: false, .. } => subject(scene, groups, k),
        Bearer::Noun { .. } => crate::slots::owner(scene, groups, act),
    };
    if !f.subjects.is_empty() {
        let found = who().iter().any(|p: &Party| has(scene, &f.subjects, p.start, p.end));
        let range = group.map_or((0, start), |k| subject_range(scene, groups, k));
        if !found && !has(scene, &f.subjects, range.0, range.1) {
            return false;
        }
    }
    if !f.doers.is_empty() || !f.frame.doer_sectors.is_empty() {
        let people = who();
        let named = people.iter().any(|p| has(scene, &f.doers, p.start, p.end));
        let sector = people.iter().any(|p| p.sector.is_some_and(|s| f.frame.doer_sectors.contains(&s)));
        if !named && !sector {
            return false;
        }
    }
    !f.frame.needs_armed || parties(scene, 0, scene.words.len()).iter().any(Party::armed)
}

/// Where the object of a verb ends: at the next verb or a mark.
fn object_end(scene: &Scene<'_>, groups: &[Group], from: usize, limit: usize) -> usize {
    (from..limit)
        .find(|&i| {
            groups.iter().any(|g| g.start == i)
                || scene.mark(i) == Some(',')
                || scene.is(i, Classes::RELATIVE | Classes::THAT | Classes::SUBORDINATOR)
        })
        .unwrap_or(limit)
}

/// Whether a list has a word between two places.
fn has(scene: &Scene<'_>, list: &PackWords, from: usize, to: usize) -> bool {
    (from..to).any(|i| {
        let word = scene.lower(i);
        list.words.contains(word)
            || list
                .pairs
                .iter()
                .any(|p| i + p.len() <= to && p.iter().enumerate().all(|(k, w)| w == scene.lower(i + k)))
    }) || list.kinds.iter().any(|kind| match kind.as_str() {
        "#number" => (from..to).any(|i| scene.words[i].number),
        "#place" => (from..to).any(|i| {
            scene.named(i).is_some_and(|n| n.name.kind == marsad_lexicon::language::NameKind::Country)
                || scene.is(i, Classes::PLACE)
        }),
        "#armed" => parties(scene, from, to).iter().any(Party::armed),
        "#civil" => parties(scene, from, to).iter().any(|p| !p.armed() && p.sector.is_some()),
        _ => !parties(scene, from, to).is_empty(),
    })
}
