//! Whom short, bare and owned mentions mean, once the whole text has been read; unknown stays unknown.

use marsad_model::Sector;
use marsad_text::arabic::conjugate::Gender;
use rustc_hash::FxHashMap;

use super::words::{is_name_word, is_quote};
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
            Open::Metonym => metonym(scene, &actors, k),
            Open::Bare => bare(scene, &mut actors, &keep, open, k),
            Open::Owned(owner) => owned(&mut actors, &keep, k, owner),
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
    same_people(&mut actors);
    scene.actors = actors;
    surnames(scene);
}

/// What one mention of a person's full name says of them holds for the others.
fn same_people(actors: &mut [ActorMention]) {
    let mut known: FxHashMap<String, (Option<Sector>, Option<String>)> = FxHashMap::default();
    let says = |m: &ActorMention| m.person && m.id.is_none() && m.sector.is_some_and(|s| s != Sector::Cvl);
    for m in actors.iter().filter(|m| says(m)) {
        let entry = known.entry(m.entity.clone()).or_insert((m.sector, None));
        entry.1 = entry.1.take().or(m.country.clone());
    }
    for m in actors.iter_mut().filter(|m| m.person && m.id.is_none()) {
        if let Some((sector, country)) = known.get(&m.entity) {
            m.sector = m.sector.filter(|s| *s != Sector::Cvl).or(*sector);
            m.country = m.country.take().or(country.clone());
        }
    }
}

/// The country of the text for an actor whose own is not said, where the text is about one country.
fn fill_country(scene: &Scene<'_>, actor: &mut ActorMention) {
    let international = matches!(
        actor.sector,
        Some(Sector::Igo | Sector::Ngo | Sector::Jrn | Sector::Uaf | Sector::Edu | Sector::Crm) | None
    );
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
    let heads = scene.lexicon.entities.heads.at(scene.text, before);
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

/// Whether a capital acts as its government: subject of a verb, or paired with another that does.
fn metonym(scene: &Scene<'_>, actors: &[ActorMention], k: usize) -> bool {
    let m = &actors[k];
    let political = matches!(m.preposition.as_deref(), Some("ضد" | "مع" | "تجاه" | "ازاء" | "بين" | "لدي" | "حيال"));
    if m.preposition.is_some() && !political {
        return false;
    }
    let (from, to) = (m.tokens.start, m.tokens.end);
    let feminine = |i: usize| {
        scene
            .words
            .get(i)
            .and_then(|w| w.verb.as_ref())
            .is_some_and(|v| v.readings.iter().any(|r| r.features.gender == Gender::Feminine))
    };
    let shaped = |i: usize| {
        let w = scene.fold(i);
        let opens = i == 0
            || scene.parts_clauses(i - 1)
            || scene.sentence(i).tokens.start == i
            || scene.words[i - 1].function.is_some()
            || w.starts_with('و');
        opens && w.ends_with('ت') && w.chars().count() >= 3 && !w.starts_with("ال") && !w.ends_with("ات")
    };
    // «نددت أنقرة»: a verb of a feminine subject before; motion verbs take their goal so too, but with «إلى» mostly.
    let here = scene.sentence(from).tokens.clone();
    let headed = from > here.start && super::words::is_place_head(scene, from - 1);
    if headed {
        return false;
    }
    let subject_after = from > here.start && (feminine(from - 1) || shaped(from - 1));
    // «واشنطن: لن نقبل» in a headline; a dateline is a place.
    let colon = scene.sentence(from).heading && scene.text.tokens().get(to).is_some_and(|t| t.mark == Some(':'));
    let verb_after = to < here.end && (feminine(to) || colon);
    let capital = |j: usize| actors.get(j).is_some_and(|o| o.state);
    let hyphen = |i: usize| matches!(scene.fold(i), "-" | "–" | "و");
    let paired = k > 0 && capital(k - 1) && {
        let gap = actors[k - 1].tokens.end..from;
        (gap.is_empty() && m.joined || gap.len() == 1 && hyphen(gap.start))
            && actors[k - 1].preposition.as_deref().is_none_or(|p| p == "بين")
    } || capital(k + 1) && {
        let gap = to..actors[k + 1].tokens.start;
        gap.is_empty() && actors[k + 1].joined && (political || m.preposition.is_none())
            || gap.len() == 1 && hyphen(gap.start)
    };
    political || subject_after || verb_after || paired
}

/// A bare definite head: the last actor of its kind that the text has named.
fn bare(scene: &Scene<'_>, actors: &mut [ActorMention], keep: &[bool], open: &[Open], k: usize) -> bool {
    let me = &actors[k];
    if super::names::common_adjective(scene, me.tokens.end) {
        return false;
    }
    let word = scene.fold(me.tokens.start);
    let stem = word
        .strip_prefix("وال")
        .or(word.strip_prefix("ال"))
        .or(word.strip_prefix("بال"))
        .or(word.strip_prefix("لل"))
        .unwrap_or(word);
    // The same head earlier in the text under a name: «حركة حماس … الحركة», «كتيبة الفاروق … الكتيبة».
    let same_head = |m: &ActorMention| {
        let first = scene.fold(m.tokens.start);
        first.strip_suffix(stem).is_some_and(|p| p.chars().count() <= 3) && m.tokens.len() > 1
    };
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
    if let Some(j) = found {
        let source = actors[j].clone();
        let me = &mut actors[k];
        me.country = source.country;
        if source.state {
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
        Owner::Feminine => true,
    }
}

/// The last word of a person's name given in full stands for the same person later in the text.
fn surnames(scene: &mut Scene<'_>) {
    let entities = &scene.lexicon.entities;
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    let mut added: Vec<ActorMention> = Vec::new();
    let mut next = 0;
    for i in 0..scene.text.tokens().len() {
        while scene.actors.get(next).is_some_and(|a| a.tokens.end <= i) {
            let a = &scene.actors[next];
            let last = scene.fold(a.tokens.end - 1);
            let long = scene.text.slice(a.span).contains(char::is_whitespace);
            let ambiguous = !entities.names.at(scene.text, a.tokens.end - 1).is_empty()
                || entities.short.has(last)
                || entities.is_given_name(last)
                || matches!(last, "الله" | "الدين")
                || super::words::adjective_country(scene, a.tokens.end - 1).is_some()
                || scene.words[a.tokens.end - 1].verb.is_some()
                || scene.lexicon.gazetteer.names.has(last)
                || scene.lexicon.gazetteer.common.contains(last) && !last.starts_with("ال");
            if a.person && long && !ambiguous && last.chars().count() >= 4 {
                known.insert(last, next);
            }
            next += 1;
        }
        if known.is_empty() || scene.actors.get(next).is_some_and(|a| a.tokens.contains(&i)) || !is_name_word(scene, i)
        {
            continue;
        }
        let fold = scene.fold(i);
        let (letters, word) = match known.get(fold) {
            Some(_) => (0, fold),
            None => match fold.strip_prefix(['و', 'ل', 'ب']).filter(|w| known.contains_key(w)) {
                Some(w) => (1, w),
                None => continue,
            },
        };
        let Some(source) = known.get(word).map(|&j| &scene.actors[j]) else { continue };
        // «أبو عاقلة»: the word that belongs to the name stands before it.
        let first = i
            .checked_sub(1)
            .filter(|&b| letters == 0 && matches!(scene.fold(b), "ابو" | "ابي" | "ابا" | "بن" | "ال" | "ام"))
            .unwrap_or(i);
        if scene.actors.get(next.saturating_sub(1)).is_some_and(|a| a.tokens.contains(&first)) {
            continue;
        }
        let whole = scene.text.tokens()[i].span;
        let cut = fold.chars().next().filter(|c| letters == 1 && *c != 'و');
        added.push(ActorMention {
            tokens: first..i + 1,
            span: marsad_model::Span::new(marsad_lexicon::cut_start(scene.text, first, letters), whole.end),
            joined: letters == 1 && cut.is_none(),
            preposition: scene.preposition_before(first, cut),
            loaded: None,
            ..source.clone()
        });
    }
    scene.places.retain(|p| !added.iter().any(|a| a.tokens.start < p.tokens.end && p.tokens.start < a.tokens.end));
    scene.actors.extend(added);
    scene.actors.sort_by_key(|a| a.tokens.start);
}
