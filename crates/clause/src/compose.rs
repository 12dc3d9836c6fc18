//! What an act is in its setting: a promised visit is an agreement, a refused one a refusal. The table is data
//! (`composed.tsv`).

use marsad_lexicon::language::LanguagePack;
use marsad_model::{Aux, EventType, Modality, Mode, Polarity};

use crate::acts::{Act, Bearer};
use crate::groups::Group;
use crate::links::Link;
use crate::scene::Scene;
use crate::slots::light_role;

/// An act as its setting makes it.
#[derive(Debug, Clone)]
pub(crate) struct Composed {
    pub type_: EventType,
    pub mode: Vec<Mode>,
    pub aux: Vec<Aux>,
    pub modality: Modality,
    pub polarity: Polarity,
    pub passing: bool,
    /// Whether another act of the sentence holds it as its content.
    pub swallowed: bool,
    /// What made it so: the last part of the rule's name.
    pub how: &'static str,
}

/// The groups that an act's group is the content or aim of, from the nearest up.
fn above<'g>(groups: &'g [Group], k: usize) -> impl Iterator<Item = (usize, Link)> + 'g {
    let mut at = Some((groups[k].parent, groups[k].link));
    std::iter::from_fn(move || {
        let (parent, link) = at?;
        let p = parent?;
        at = Some((groups[p].parent, groups[p].link));
        Some((p, link))
    })
    .take(8)
}

/// Reads the setting of act `n`.
pub(crate) fn compose(scene: &Scene<'_>, groups: &[Group], acts: &[Act], n: usize) -> Composed {
    let act = &acts[n];
    let frame = act.frame(scene);
    let mut out = Composed {
        type_: frame.type_,
        mode: frame.mode.clone(),
        aux: Vec::new(),
        modality: frame.modality.unwrap_or(Modality::Asserted),
        polarity: Polarity::Affirmed,
        passing: act.passing,
        swallowed: false,
        how: "",
    };
    let Some(k) = act.group() else { return out };
    let direct = matches!(act.bearer, Bearer::Verb(_) | Bearer::Noun { light: true, .. });
    // Held by another act: «threatened to attack», «rejected calls for talks».
    let holder = acts.iter().position(|o| {
        let Bearer::Verb(h) = o.bearer else { return false };
        h != k && o.frame(scene).swallows && holds(scene, groups, h, k)
    });
    if let Some(h) = holder {
        out.swallowed = true;
        out.modality = acts[h].frame(scene).inner_modality.unwrap_or(Modality::Hypothetical);
        return out;
    }
    let owns = |o: &&Act| {
        let Bearer::Verb(h) = o.bearer else { return false };
        matches!(act.bearer, Bearer::Noun { .. }) && h == k && o.frame(scene).swallows && act.start >= o.end
    };
    if acts.iter().any(|o| owns(&o)) {
        out.swallowed = true;
        return out;
    }
    if !direct {
        return out;
    }
    let g = &groups[k];
    // An infinitive is an aim, unless the verb above only says that it began, was tried or planned.
    let (mut future, mut must, mut may, mut negated) = (g.future, g.must, g.may, g.negated);
    let mut at = k;
    while groups[at].link == Link::Infinitive
        && let Some(p) = groups[at].parent
    {
        let role = light_role(scene, &groups[p]);
        // «is expected to», «is likely to».
        let coloured = (groups[p].start..groups[at].start)
            .find_map(|i| scene.pack.modality.at(|k| scene.lower(k), i).filter(|(len, _)| i + len == groups[at].start));
        if coloured.is_some() {
            future = true;
            at = p;
            continue;
        }
        match role {
            Some("aspect") => {}
            Some("plan") => future = true,
            Some("failed") => negated = true,
            _ => {
                out.passing = true;
                out.aux.push(Aux::Future);
                out.modality = Modality::Intended;
                break;
            }
        }
        future |= groups[p].future;
        must |= groups[p].must;
        may |= groups[p].may;
        negated |= groups[p].negated;
        at = p;
    }
    let unless = groups.iter().any(|h| h.link == Link::Unless && h.start > g.start);
    let conditional = groups[k].link == Link::If || above(groups, k).any(|(_, l)| l == Link::If);
    let doing = may && !future && !g.passive && !negated;
    let setting = match (future, negated, unless) {
        _ if doing => Some("may"),
        (true, true, _) => Some("future-not"),
        (true, false, true) => Some("unless"),
        (true, false, false) => Some("future"),
        (false, true, _) => Some("not"),
        _ => None,
    };
    if conditional {
        out.aux.push(Aux::Hypothetical);
        out.modality = Modality::Hypothetical;
        out.passing = true;
        return out;
    }
    let known = setting.and_then(|s| {
        becomes(scene.pack, s, &out).or_else(|| (s == "unless").then(|| becomes(scene.pack, "future", &out)).flatten())
    });
    let ahead = frame.ahead.filter(|_| future && !negated).map(|t| (t, None));
    if let Some((type_, mode)) = ahead.filter(|_| !unless).or(known) {
        out.type_ = type_;
        out.mode = mode.into_iter().collect();
        out.how = setting.unwrap_or_default();
        if future || doing {
            out.modality = Modality::Intended;
            out.aux.push(Aux::Future);
        }
        return out;
    }
    if negated {
        out.polarity = Polarity::Negated;
        out.aux.push(Aux::Negation);
        out.modality = Modality::Denied;
    }
    if future {
        out.aux.push(Aux::Future);
        out.modality = Modality::Predicted;
        out.passing = true;
    }
    if must && frame.modality.is_none() && frame.type_ != EventType::Request {
        out.aux.push(Aux::Hypothetical);
        out.modality = Modality::Recommended;
        out.passing = true;
    }
    if may && !future {
        out.aux.push(Aux::Hypothetical);
        out.modality = Modality::Hypothetical;
        out.passing = true;
    }
    out
}

fn becomes(pack: &LanguagePack, setting: &str, out: &Composed) -> Option<(EventType, Option<Mode>)> {
    pack.becomes(setting, out.type_, &out.mode).map(|c| (c.becomes, c.mode))
}

/// Whether group `k` is what group `h` says, demands or threatens, or goes on with it.
fn holds(scene: &Scene<'_>, groups: &[Group], h: usize, k: usize) -> bool {
    let mut at = k;
    for _ in 0..8 {
        let g = &groups[at];
        let Some(p) = g.parent else { return false };
        match g.link {
            // «accused of supporting», «for collaborating»: behind a preposition.
            Link::Participle if g.gerund => {
                let governed = g.start > 0
                    && scene.is(
                        g.start - 1,
                        marsad_lexicon::language::Classes::PREPOSITION
                            | marsad_lexicon::language::Classes::OF
                            | marsad_lexicon::language::Classes::BY,
                    );
                if !governed {
                    return false;
                }
            }
            Link::Content | Link::Infinitive => {}
            Link::Joined if p != h => {}
            _ => return false,
        }
        if p == h {
            return true;
        }
        at = p;
    }
    false
}

/// The act that another one holds: the nearest behind it among those it swallows.
pub(crate) fn content<'a>(scene: &Scene<'_>, groups: &[Group], acts: &'a [Act], n: usize) -> Option<&'a Act> {
    let Bearer::Verb(h) = acts[n].bearer else { return None };
    // Right under it, or under a verb that only says that it begins or is tried.
    let direct = |k: usize| {
        let mut at = k;
        for _ in 0..3 {
            match groups[at].parent {
                Some(p) if p == h => return holds(scene, groups, h, k),
                Some(p) if light_role(scene, &groups[p]).is_some() => at = p,
                _ => return false,
            }
        }
        false
    };
    acts.iter().filter(|o| o.start >= acts[n].end && !o.frame(scene).silent).find(|o| match o.bearer {
        Bearer::Verb(k) => k != h && direct(k),
        Bearer::Noun { group: Some(k), subject: false, .. } => k == h || direct(k),
        Bearer::Noun { .. } => false,
    })
}
