//! Whom short, bare and owned mentions mean, once the whole text has been read; unknown stays unknown.

use marsad_model::Sector;

use super::words::is_quote;
use super::{Open, Owner};
use crate::scene::{ActorMention, Scene};

/// How far back a pronoun or a bare head may point, in tokens.
const REACH: usize = 120;

/// Settles what [`super::find`] left open, with the places and the country of the text known.
pub(crate) fn settle(scene: &mut Scene<'_>, open: &[Open]) {
    let mut actors = std::mem::take(&mut scene.actors);
    let mut keep = vec![true; actors.len()];
    for k in 0..actors.len() {
        keep[k] = match open.get(k).copied().unwrap_or(Open::No) {
            Open::No => true,
            Open::Country => {
                fill_country(scene, &mut actors[k]);
                true
            }
            Open::Short { row, sure, head } => short(scene, &mut actors, &keep, k, row, sure, head),
            Open::Metonym => super::acting::metonym(scene, &actors, k),
            Open::Bare => bare(scene, &mut actors, &keep, open, k),
            Open::Again => named_before(scene, &mut actors, &keep, k),
            Open::Acting => {
                fill_country(scene, &mut actors[k]);
                super::acting::acting(scene, &actors, k)
            }
            Open::Owned(owner) => owned(&mut actors, &keep, k, owner),
            Open::Homeland(owner) => homeland(scene, &mut actors, &keep, k, owner),
        };
    }
    // A capital that speaks is no place; a place that is no capital speaking is no actor.
    let taken: Vec<_> = (0..actors.len())
        .filter(|&k| keep[k] && matches!(open.get(k), Some(Open::Metonym | Open::Short { .. })))
        .map(|k| actors[k].tokens.clone())
        .collect();
    scene.places.retain(|p| !taken.iter().any(|t| t.start < p.tokens.end && p.tokens.start < t.end));
    let mut kept = keep.iter();
    actors.retain(|_| kept.next().copied().unwrap_or(true));
    super::again::same_people(&mut actors);
    scene.actors = actors;
    super::again::again(scene);
    let mut actors = std::mem::take(&mut scene.actors);
    super::again::same_people(&mut actors);
    for m in actors.iter_mut().filter(|m| m.person && m.id.is_none()) {
        m.sector = m.sector.or(Some(Sector::Cvl));
        fill_country(scene, m);
    }
    scene.actors = actors;
}

/// The country of the text for an actor whose own is not said, where the text is about one country.
fn fill_country(scene: &Scene<'_>, actor: &mut ActorMention) {
    let people = matches!(actor.kind.as_str(), "population" | "person");
    let international = match actor.sector {
        Some(Sector::Igo | Sector::Ngo | Sector::Uaf) => true,
        None => !people,
        Some(_) => false,
    };
    if actor.country.is_none() && !international {
        actor.country.clone_from(&scene.about);
    }
}

/// Gives a mention the identity of an entity of the lexicon.
fn identify(scene: &Scene<'_>, actor: &mut ActorMention, index: u32) {
    let e = scene.lexicon.entities.at(index);
    actor.entity.clone_from(&e.en);
    actor.id = Some(e.id.clone());
    actor.country.clone_from(&e.country);
    // «مقاتلو المعارضة» stay fighters of the opposition.
    let fighters = matches!(actor.sector, Some(Sector::Reb | Sector::Mil | Sector::Par | Sector::Prm | Sector::Cop));
    let keeps = fighters && actor.tokens.len() > 1 && matches!(e.sector, Some(Sector::Opp | Sector::Pty | Sector::Gov));
    if !keeps {
        actor.sector = e.sector.or(actor.sector);
    }
    actor.kind.clone_from(&e.kind);
    actor.state = e.kind == "state";
}

/// A short name: the candidate named before, else the one of the country the text is about, else the one named later.
fn short(
    scene: &Scene<'_>,
    actors: &mut [ActorMention],
    keep: &[bool],
    k: usize,
    row: u32,
    sure: bool,
    head: bool,
) -> bool {
    let entities = &scene.lexicon.entities;
    let row = &entities.short_names[row as usize];
    let alive = |i: u32| {
        let e = entities.at(i);
        scene.published.is_none_or(|day| e.from.is_none_or(|f| f <= day) && e.to.is_none_or(|t| day <= t))
    };
    let is = |m: &ActorMention, i: u32| m.id.as_deref() == Some(entities.at(i).id.as_str());
    let before = (0..k)
        .rev()
        .filter(|&j| keep[j])
        .find_map(|j| row.actors.iter().find(|(i, _)| is(&actors[j], *i)).map(|(i, _)| *i));
    let coordinated = beside(scene, actors, keep, k);
    let evident = sure || coordinated || before.is_some() && scene.text.slice(actors[k].span).starts_with("ال");
    if evident {
        let about = |want: Option<&String>| {
            let mut fit =
                row.actors.iter().filter(|(i, c)| c.is_some() && c.as_ref() == want && alive(*i)).map(|(i, _)| *i);
            fit.next().filter(|_| fit.next().is_none())
        };
        let local = scene.about.as_ref().and_then(|c| about(Some(c)));
        let later = || {
            let mut named: Vec<u32> = (k + 1..actors.len())
                .filter_map(|j| row.actors.iter().find(|(i, _)| is(&actors[j], *i)).map(|(i, _)| *i))
                .collect();
            named.dedup();
            named.sort_unstable();
            named.dedup();
            if let [only] = named[..] { Some(only) } else { None }
        };
        // A name that means one actor and nothing else needs no country once its surroundings show an actor.
        let only = || if let [(i, None)] = row.actors[..] { (sure || coordinated).then_some(i) } else { None };
        let neighbour = || {
            let near = coordinated
                .then(|| {
                    [k.checked_sub(1), Some(k + 1)].into_iter().flatten().find_map(|j| actors.get(j)?.country.clone())
                })
                .flatten();
            near.and_then(|c| about(Some(&c)))
        };
        let told =
            before.or(local).or_else(neighbour).or_else(later).or_else(only).or_else(|| outlet(scene, row, actors, k));
        if let Some(index) = told {
            identify(scene, &mut actors[k], index);
            return true;
        }
    }
    fill_country(scene, &mut actors[k]);
    head
}

/// «قناة العربية», «وكالة سبأ»: after the word for an outlet the only outlet of that name.
fn outlet(scene: &Scene<'_>, row: &marsad_lexicon::ShortName, actors: &[ActorMention], k: usize) -> Option<u32> {
    let i = actors[k].tokens.start.checked_sub(1)?;
    let before = if is_quote(scene, i) { i.checked_sub(1)? } else { i };
    let heads = scene.lexicon.entities.heads.at(scene, before);
    heads
        .iter()
        .any(|h| matches!(h.value.kind.as_str(), "outlet" | "agency"))
        .then(|| row.actors.first().map(|(i, _)| *i))
        .flatten()
}

/// Whether another named group stands beside a mention: «حماس وفتح».
fn beside(scene: &Scene<'_>, actors: &[ActorMention], keep: &[bool], k: usize) -> bool {
    let group = |m: &ActorMention| m.id.is_some() && matches!(m.kind.as_str(), "armed-group" | "party" | "militia");
    let me = &actors[k];
    let before = k > 0 && keep[k - 1] && group(&actors[k - 1]) && {
        let gap = actors[k - 1].tokens.end..me.tokens.start;
        me.joined && gap.clone().all(|i| is_quote(scene, i))
            || gap.len() == 1 && matches!(scene.fold(gap.start), "و" | "،" | "-")
    };
    let after = actors
        .get(k + 1)
        .is_some_and(|m| group(m) && m.joined && (me.tokens.end..m.tokens.start).all(|i| is_quote(scene, i)));
    before || after
}

/// A bare definite head: the last actor of its kind that the text has named.
fn bare(scene: &Scene<'_>, actors: &mut [ActorMention], keep: &[bool], open: &[Open], k: usize) -> bool {
    let me = &actors[k];
    if super::names::common_adjective(scene, me.tokens.end) {
        return false;
    }
    let stem = head_stem(scene, me);
    let same_head = |m: &ActorMention| same_head(scene, stem, m);
    let kind = |m: &ActorMention| match stem {
        "تنظيم" | "جماعه" | "حركه" | "حزب" | "مليشيا" | "ميليشيا" | "فصيل" => {
            matches!(m.kind.as_str(), "armed-group" | "party" | "militia") && m.id.is_some()
        }
        "حكومه" => m.kind == "government" && m.id.is_some(),
        _ => false,
    };
    let named = |j: &usize| keep[*j] && (!matches!(open.get(*j), Some(Open::Bare)) || actors[*j].id.is_some());
    let mut earlier = (0..k).rev().filter(named).filter(|&j| me.tokens.start - actors[j].tokens.end <= REACH * 4);
    let by_head =
        earlier.clone().find(|&j| same_head(&actors[j]) && (actors[j].id.is_some() || actors[j].country.is_some()));
    let found = by_head.or_else(|| earlier.find(|&j| kind(&actors[j])));
    if let Some(j) = found {
        let source = actors[j].clone();
        let me = &mut actors[k];
        me.entity = source.entity;
        me.id = source.id;
        me.country = source.country;
        me.sector = source.sector.or(me.sector);
        me.kind = source.kind;
        return true;
    }
    fill_country(scene, &mut actors[k]);
    // Heads that need a name are actors unnamed only among other fighters.
    let alone = matches!(
        stem,
        "حركه"
            | "تيار"
            | "تنظيم"
            | "جبهه"
            | "مجموعه"
            | "فرقه"
            | "اتحاد"
            | "تجمع"
            | "مؤسسه"
            | "جماعه"
    );
    !alone || actors.iter().enumerate().any(|(j, m)| j != k && keep.get(j) != Some(&false) && m.armed() && !m.state)
}

/// The first word of a mention without article and what is joined before it.
fn head_stem<'a>(scene: &Scene<'a>, me: &ActorMention) -> &'a str {
    let word = scene.fold(me.tokens.start);
    ["وال", "فال", "بال", "ال", "لل"].iter().find_map(|p| word.strip_prefix(p)).unwrap_or(word)
}

/// The same head earlier in the text under a name: «حركة حماس … الحركة», «كتيبة الفاروق … الكتيبة».
fn same_head(scene: &Scene<'_>, stem: &str, m: &ActorMention) -> bool {
    let first = scene.fold(m.tokens.start);
    first.strip_suffix(stem).is_some_and(|p| p.chars().count() <= 3) && m.tokens.len() > 1
}

/// A head with the article that is an actor only where the text has named one of that head: «مركز … للدراسات … المركز».
fn named_before(scene: &Scene<'_>, actors: &mut [ActorMention], keep: &[bool], k: usize) -> bool {
    let me = &actors[k];
    if super::names::common_adjective(scene, me.tokens.end) {
        return false;
    }
    let stem = head_stem(scene, me);
    let Some(j) = (0..k).rev().find(|&j| keep[j] && same_head(scene, stem, &actors[j])) else { return false };
    let source = actors[j].clone();
    let me = &mut actors[k];
    me.entity = source.entity;
    me.id = source.id;
    me.country = source.country;
    me.sector = source.sector.or(me.sector);
    me.kind = source.kind;
    true
}

/// «بلاده»: the country of whoever was named last, unless it is where something happens.
fn homeland(scene: &Scene<'_>, actors: &mut [ActorMention], keep: &[bool], k: usize, owner: Owner) -> bool {
    let place = matches!(
        actors[k].preposition.as_deref(),
        Some("في" | "الي" | "من" | "داخل" | "خارج" | "ب" | "عن" | "علي" | "قرب")
    );
    if place {
        return false;
    }
    let at = actors[k].tokens.start;
    let country = (0..k)
        .rev()
        .take_while(|&j| at - actors[j].tokens.end <= REACH)
        .filter(|&j| keep[j] && actors[j].country.is_some())
        .filter(|&j| agrees(&actors[j], owner) || matches!(actors[j].kind.as_str(), "office" | "person"))
        .find(|&j| {
            let m = &actors[j];
            m.person || m.state || matches!(m.kind.as_str(), "office" | "person" | "government" | "ministry")
        })
        .and_then(|j| actors[j].country.clone());
    let Some(country) = country else { return true };
    let state = scene.lexicon.entities.get(&format!("state-{}", country.to_lowercase()));
    let me = &mut actors[k];
    if let Some(state) = state {
        me.entity.clone_from(&state.en);
        me.id = Some(state.id.clone());
    }
    me.country = Some(country);
    true
}

/// A head with a pronoun: the nearest actor before it that the pronoun can point at.
fn owned(actors: &mut [ActorMention], keep: &[bool], k: usize, owner: Owner) -> bool {
    let at = actors[k].tokens.start;
    let group = |m: &ActorMention| m.armed() || matches!(m.kind.as_str(), "party" | "government");
    let fits = |m: &ActorMention| agrees(m, owner);
    let found = (0..k)
        .rev()
        .take_while(|&j| at - actors[j].tokens.end <= REACH / 2)
        .filter(|&j| keep[j])
        .find(|&j| group(&actors[j]) && fits(&actors[j]));
    let people =
        matches!(actors[k].kind.as_str(), "person" | "population" | "government" | "ministry" | "party" | "company");
    if let Some(j) = found {
        let source = actors[j].clone();
        let me = &mut actors[k];
        me.country = source.country;
        if source.state || people {
            return true;
        }
        me.entity = source.entity;
        me.id = source.id;
        me.sector = source.sector.or(me.sector);
        me.kind = source.kind;
    }
    true
}

/// Whether a pronoun can point at a mention, by the shape of its first word.
fn agrees(m: &ActorMention, owner: Owner) -> bool {
    if m.state {
        return owner == Owner::Feminine;
    }
    let entity = m.id.as_deref().unwrap_or_default();
    let plural = matches!(entity, "houthis" | "palestinians" | "israeli-settlers" | "taliban");
    match owner {
        Owner::Plural => plural || matches!(m.kind.as_str(), "population") || m.id.is_none(),
        Owner::Masculine => !plural,
        Owner::Feminine | Owner::Speaker => true,
    }
}
