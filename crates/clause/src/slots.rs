//! Who does an act and whom it is done to.

use marsad_lexicon::Role;
use marsad_lexicon::language::{Classes, NameKind, WordOrder};
use marsad_model::EventType;

use crate::acts::{Act, Bearer, clause_end};
use crate::compose::content;
use crate::groups::Group;
use crate::links::Link;
use crate::parties::{Party, nouns_at, parties, party};
use crate::scene::Scene;
use crate::subject::{subject, subject_range};

/// The two sides of an act.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slots {
    pub actors: Vec<Party>,
    pub recipients: Vec<Party>,
}

/// Fills the slots of an act.
pub(crate) fn fill(scene: &Scene<'_>, groups: &[Group], act: &Act) -> Slots {
    let mut out = match act.bearer {
        Bearer::Verb(k) => of_verb(scene, groups, act, k),
        Bearer::Noun { group, subject, light } => of_noun(scene, groups, act, group, subject, light),
    };
    let actors: Vec<usize> = out.actors.iter().map(|p| p.start).collect();
    out.recipients.retain(|p| !actors.contains(&p.start));
    out
}

fn give(out: &mut Slots, role: Role, found: Vec<Party>) {
    let mut put = |p: Party, actor: bool| {
        let list = if actor { &mut out.actors } else { &mut out.recipients };
        if !list.iter().any(|o| o.start == p.start) {
            list.push(p);
        }
    };
    match role {
        Role::Actor => found.into_iter().for_each(|p| put(p, true)),
        Role::Recipient => found.into_iter().for_each(|p| put(p, false)),
        Role::Auto => found.into_iter().for_each(|p| {
            let armed = p.armed();
            put(p, armed);
        }),
        Role::None => {}
    }
}

fn of_verb(scene: &Scene<'_>, groups: &[Group], act: &Act, k: usize) -> Slots {
    let g = &groups[k];
    let frame = act.frame(scene);
    let mut out = Slots::default();
    let before = subject(scene, groups, k);
    let stop = clause_end(scene, groups, k);
    let behind = if act.end > g.end && frame.named_by_rest { act.end } else { g.end };
    let object = match scene.pack.order {
        WordOrder::Svo => {
            let (a, b) = nouns_at(scene, groups, behind, stop);
            let mut found = parties(scene, a, b);
            // «lodged a protest»: the noun of the phrase is nobody; «a Senegalese plan» names whose it is.
            if act.end > g.end && act.end > a && act.end <= b {
                let noun =
                    scene.named(act.end - 1).is_some_and(|n| matches!(n.name.kind, NameKind::Head | NameKind::Title));
                let given = frame.recipient_preps.iter().any(|p| scene.pack.class(p).any(Classes::TO));
                found.retain(|p| !p.tail && (noun && !given || p.country.is_some() || p.id.is_some()));
            }
            found
        }
        WordOrder::Sov => Vec::new(),
    };
    if g.passive && !act.by_word {
        give(&mut out, frame.object, before);
        give(&mut out, frame.subject, by(scene, groups, k));
    } else {
        if scene.pack.order == WordOrder::Sov {
            let from = k.checked_sub(1).map_or(0, |p| groups[p].end);
            for (party, object) in units(scene, from, g.start) {
                give(&mut out, if object { frame.object } else { frame.subject }, vec![party]);
            }
        } else {
            give(&mut out, frame.subject, before);
        }
        give(&mut out, frame.object, object);
    }
    prepositions(scene, groups, frame, g.end, stop, &mut out);
    // What follows the words of a torn phrase: «imposed sanctions on …», «launched an attack on …».
    if act.end > g.end {
        prepositions(scene, groups, frame, act.end, stop, &mut out);
        if out.recipients.is_empty() && frame.genitive == Role::Recipient {
            let owned = (g.end..act.end).find(|&i| scene.named(i).is_some());
            give(&mut out, Role::Recipient, owned.and_then(|i| party(scene, i, act.end)).into_iter().collect());
        }
    }
    out
}

/// Whom an act in words is about, where its own clause does not say: «demanded that Hamas renounce …», «promised aid to …» by
/// the act it holds.
pub(crate) fn from_content(scene: &Scene<'_>, groups: &[Group], acts: &[Act], n: usize, slots: &mut Slots) {
    let Bearer::Verb(h) = acts[n].bearer else { return };
    let frame = acts[n].frame(scene);
    if !frame.swallows || !slots.recipients.is_empty() {
        return;
    }
    let told = groups.iter().position(|g| g.parent == Some(h) && g.link == Link::Content && g.finite);
    let mut found = Vec::new();
    if frame.type_ == EventType::Request
        && let Some(k) = told
    {
        let (a, b) = subject_range(scene, groups, k);
        found = parties(scene, a, b);
    } else if let Some(inner) = content(scene, groups, acts, n) {
        found = fill(scene, groups, inner).recipients;
    }
    found.retain(|p| !slots.actors.iter().any(|a| a.start == p.start));
    slots.recipients = found;
}

/// Where verbs stand last: every body named before one, and whether its ending makes it the object.
fn units(scene: &Scene<'_>, from: usize, to: usize) -> Vec<(Party, bool)> {
    let mut spans: Vec<(usize, usize, bool, bool)> = Vec::new();
    for n in scene.names.iter().filter(|n| n.start >= from && n.end <= to) {
        let last = &scene.words[n.end - 1];
        if last.oblique || last.owner {
            continue;
        }
        let object = n.name.object || last.object;
        let head = matches!(n.name.kind, NameKind::Head | NameKind::Title);
        match spans.last_mut() {
            // «İsrail ordusu»: a nationality or name and the noun behind it.
            Some(last) if last.1 == n.start && head && !last.2 && !last.3 => {
                (last.1, last.2, last.3) = (n.end, object, true)
            }
            _ => spans.push((n.start, n.end, object, head)),
        }
    }
    spans.into_iter().filter_map(|(a, b, object, _)| party(scene, a, b).map(|p| (p, object))).collect()
}

/// Who stands behind «by» of a passive.
pub(crate) fn by(scene: &Scene<'_>, groups: &[Group], k: usize) -> Vec<Party> {
    let stop = clause_end(scene, groups, k);
    let Some(by) = (groups[k].end..stop).find(|&i| scene.is(i, Classes::BY)) else { return Vec::new() };
    let (a, b) = nouns_at(scene, groups, by + 1, stop);
    parties(scene, a, b)
}

/// The nouns behind the frame's prepositions.
fn prepositions(
    scene: &Scene<'_>,
    groups: &[Group],
    frame: &marsad_lexicon::Frame,
    from: usize,
    stop: usize,
    out: &mut Slots,
) {
    for (list, role) in [(&frame.recipient_preps, Role::Recipient), (&frame.actor_preps, Role::Actor)] {
        if role == Role::Recipient && !out.recipients.is_empty() {
            continue;
        }
        for at in from..stop {
            // «to withdraw»: no preposition.
            if list.iter().any(|p| p == scene.lower(at)) && !groups.iter().any(|g| g.start == at) {
                let (a, b) = nouns_at(scene, groups, at + 1, scene.words.len());
                let found = parties(scene, a, b);
                if !found.is_empty() {
                    give(out, role, found);
                    break;
                }
            }
        }
    }
}

/// Who stands right before the noun of an act: «Israel's attack», «a Saudi-led strike», «Palestinian riots».
pub(crate) fn owner(scene: &Scene<'_>, groups: &[Group], act: &Act) -> Vec<Party> {
    let mut from = act.start;
    let verb = |i: usize| groups.iter().any(|g| g.start <= i && i < g.end);
    while from > 0 && !verb(from - 1) && (scene.noun_like(from - 1) || scene.named(from - 1).is_some()) {
        from -= 1;
    }
    party(scene, from, act.start).into_iter().collect()
}

fn of_noun(
    scene: &Scene<'_>,
    groups: &[Group],
    act: &Act,
    group: Option<usize>,
    is_subject: bool,
    light: bool,
) -> Slots {
    let frame = act.frame(scene);
    let mut out = Slots::default();
    let owners = owner(scene, groups, act);
    let doer = frame.subject;
    give(&mut out, doer, owners);
    let stop = groups.iter().find(|g| g.start >= act.end && g.finite).map_or(scene.words.len(), |g| g.start);
    if let Some(by) = (act.end..stop.min(act.end + 8)).find(|&i| scene.is(i, Classes::BY)) {
        let (a, b) = nouns_at(scene, groups, by + 1, stop);
        give(&mut out, doer, parties(scene, a, b));
    }
    if scene.is(act.end, Classes::OF) {
        let (a, b) = nouns_at(scene, groups, act.end + 1, stop);
        give(&mut out, frame.genitive, parties(scene, a, b));
    }
    if let Some(k) = group.filter(|_| !is_subject && light) {
        let role = match light_role(scene, &groups[k]) {
            Some("undergo") => Role::Recipient,
            _ => doer,
        };
        if role == Role::Recipient || out.actors.is_empty() {
            give(&mut out, role, subject(scene, groups, k));
        }
    }
    prepositions(scene, groups, frame, act.end, stop.min(act.end + 14), &mut out);
    // «a bombing killed three soldiers»: whom the verb of its clause has as object.
    if let (true, true, Some(k)) = (is_subject, out.recipients.is_empty(), group) {
        let counted = groups[k].lemmas().any(|l| scene.pack.losses.has(&[scene.pack.lemmas[l as usize].as_str()]));
        if counted {
            let stop = clause_end(scene, groups, k);
            let (a, b) = nouns_at(scene, groups, groups[k].end, stop);
            give(&mut out, Role::Recipient, parties(scene, a, b));
        }
    }
    out
}

/// The role of a light verb.
pub(crate) fn light_role<'p>(scene: &Scene<'p>, group: &Group) -> Option<&'p str> {
    group.lemmas().find_map(|l| scene.pack.light.get(&l)).map(String::as_str)
}
