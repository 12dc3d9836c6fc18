//! Names that may be places, with the reason they have: a head noun, a direction, a list, a preposition.

use marsad_lexicon::PhraseHit;
use marsad_model::{PlaceKind, Span};
use marsad_text::TokenKind;

use super::Candidate;
use super::bare::bare;
use super::pointing::{back, is_pointer};
use super::unlisted::{quote, unknown_end, unknown_name};
use crate::actors::{Open, adjective_country};
use crate::order;
use crate::scene::Scene;

/// The quarters of the compass as nouns.
const QUARTERS: &[&str] = &["الشمال", "الجنوب", "الشرق", "الغرب", "الوسط"];

/// The names at token `i`. A name that the program knows stands before longer ones that only an imported gazetteer has, with
/// the places of the same name there as rivals.
fn all_names(scene: &Scene<'_>, i: usize) -> Vec<PhraseHit<u32>> {
    let names = &scene.lexicon.gazetteer.names;
    let known = scene.place_names(i).to_vec();
    if !names.has_imported() {
        return known;
    }
    let wide = names.wide_at(scene, i);
    let same = known.first().is_none_or(|k| wide.first().is_some_and(|w| w.span == k.span));
    if same { wide } else { known }
}

/// Whether only an imported gazetteer has these names, be it for places of its own or as other names of known ones.
pub(super) fn only_imported(scene: &Scene<'_>, hits: &[PhraseHit<u32>]) -> bool {
    let Some(first) = hits.first() else { return false };
    let names = &scene.lexicon.gazetteer.names;
    names.has_imported() && scene.place_names(first.tokens.start).first().is_none_or(|k| k.span != first.span)
}

/// Whether a place of an imported gazetteer can be what a head noun announces.
fn suits(head: PlaceKind, kind: PlaceKind) -> bool {
    use PlaceKind::{City, District, Governorate, Neighbourhood, Region, Site, Town, Village};
    match head {
        City | Town | Village => matches!(kind, City | Town | Village),
        Neighbourhood => matches!(kind, Neighbourhood | City | Town | Village),
        District | Governorate => matches!(kind, District | Governorate | City | Town),
        Region => !matches!(kind, Site | PlaceKind::Country),
        // «سوق العمل», «طريق الحرير»: the name of a town after such a noun is no site of that name.
        Site => false,
        PlaceKind::Country => kind == PlaceKind::Country,
    }
}

/// As [`free_names`], where a head noun before them says that they are places: the longest name of any gazetteer.
fn headed_names(scene: &Scene<'_>, i: usize, head: PlaceKind) -> Vec<PhraseHit<u32>> {
    let mut known = named(scene, i, scene.place_names(i).to_vec());
    known.retain(|h| h.preposition.is_none() && !h.conjunction);
    if !scene.lexicon.gazetteer.names.has_imported() {
        return known;
    }
    let mut wide = scene.lexicon.gazetteer.names.wide_at(scene, i);
    wide.retain(|h| {
        let kind = scene.lexicon.gazetteer.at(h.value).kind;
        let same = known.first().is_some_and(|k| k.span == h.span);
        h.preposition.is_none() && !h.conjunction && (same || suits(head, kind))
    });
    // Of a word that is common, only «قرية» and «بلدة» make a place that nobody but a long list knows.
    let common = |h: &PhraseHit<u32>| {
        let word = scene.fold(i);
        h.tokens.len() == 1
            && (scene.lexicon.gazetteer.common.contains(word)
                || scene.lexicon.gazetteer.heads.has(word.strip_prefix("ال").unwrap_or(word))
                || word.chars().count() < 4)
            && !matches!(head, PlaceKind::Village | PlaceKind::Town)
    };
    if only_imported(scene, &wide) && wide.first().is_some_and(common) {
        return known;
    }
    let longer = wide.first().is_some_and(|w| known.first().is_none_or(|k| w.tokens.end > k.tokens.end));
    let word = scene.words.get(i).is_some_and(|w| w.function.is_some());
    if longer && !(word && wide[0].tokens.len() == 1) { wide } else { known }
}

pub(super) fn names_at(scene: &Scene<'_>, i: usize) -> Vec<PhraseHit<u32>> {
    named(scene, i, all_names(scene, i))
}

/// Of the names at token `i`, those that can be one there.
fn named(scene: &Scene<'_>, i: usize, mut hits: Vec<PhraseHit<u32>>) -> Vec<PhraseHit<u32>> {
    let Some(word) = scene.words.get(i).filter(|_| !hits.is_empty()) else { return Vec::new() };
    let fold = scene.fold(i);
    let bare = fold.strip_prefix(['و', 'ب', 'ل']).filter(|b| b.starts_with("ال")).unwrap_or(fold);
    let to = fold.strip_prefix("لل").is_some_and(|s| is_pointer(scene, s));
    // «البلاد», «المدينة», «الشمال» alone speak of a place named before, whatever village bears that name.
    let points = bare.strip_prefix("ال").is_some_and(|s| is_pointer(scene, s)) || QUARTERS.contains(&bare);
    if word.function.is_some() || points || to {
        hits.retain(|h| h.tokens.len() > 1);
    }
    hits
}

/// The hits with nothing joined before them.
pub(super) fn free_names(scene: &Scene<'_>, i: usize) -> Vec<PhraseHit<u32>> {
    let mut hits = names_at(scene, i);
    hits.retain(|h| h.preposition.is_none() && !h.conjunction);
    hits
}

/// The place that begins at token `i`.
pub(super) fn at(scene: &Scene<'_>, open: &[Open], i: usize, last: Option<&Candidate>) -> Option<Candidate> {
    // «أم درمان»: a closed-class word may begin a longer name.
    if scene.words[i].function.is_some() {
        return bare(scene, i, last).filter(|c| c.tokens.len() > 1);
    }
    if !scene.text.tokens()[i].is_word() || inside_actor(scene, open, i) {
        return None;
    }
    let listed = in_list(scene, i, last);
    let whole = bare(scene, i, last).filter(|c| c.tokens.len() > 1);
    let made = headed(scene, i).or_else(|| directed(scene, open, i));
    match (whole, made) {
        // A name that the gazetteer has whole, head and all, says more than its parts.
        (Some(w), Some(m)) => Some(if w.tokens.end >= m.tokens.end { w } else { m }),
        (None, Some(m)) => Some(m),
        (Some(w), None) => Some(w),
        (None, None) => listed.or_else(|| bare(scene, i, last)).or_else(|| back(scene, i)),
    }
}

/// Whether token `i` is part of an actor's name that is not itself a place («قوات سوريا الديمقراطية»).
pub(super) fn inside_actor(scene: &Scene<'_>, open: &[Open], i: usize) -> bool {
    let at = scene.actors.partition_point(|a| a.tokens.end <= i);
    let Some(actor) = scene.actors.get(at).filter(|a| a.tokens.contains(&i)) else { return false };
    if actor.state || matches!(open.get(at), Some(Open::Short { .. })) {
        return false;
    }
    // «محافظة الحسكة», «مستشفى ناصر»: a body that is a place as well.
    let body = actor.id.is_none() && matches!(actor.kind.as_str(), "government" | "ngo" | "court" | "population");
    if body
        && scene
            .lexicon
            .gazetteer
            .heads
            .at(scene, actor.tokens.start)
            .iter()
            .any(|h| h.tokens.start == actor.tokens.start)
    {
        return false;
    }
    // «محافظ عدن», «سكان حلب»: the place of an office or a people is a place; the head itself is none.
    let of_place = actor.id.is_none()
        && matches!(
            actor.kind.as_str(),
            "population" | "office" | "person" | "government" | "court" | "police" | "tribe" | "ngo"
        );
    let outside_name = actor.person && !actor.span.overlaps(scene.text.tokens()[i].span);
    !(of_place && !actor.person && i > actor.tokens.start || outside_name && i > actor.tokens.start)
}

/// «مدينة حلب», «ريف إدلب الشمالي», «قرية» + a name nobody knows, «مستوطنة "ميرون"».
fn headed(scene: &Scene<'_>, i: usize) -> Option<Candidate> {
    let hit = scene.lexicon.gazetteer.heads.at(scene, i).into_iter().next()?;
    let head = hit.value.kind;
    let mut at = hit.tokens.end;
    // «ريف مدينة حلب»: the inner head says what the name is, the outer what is meant.
    if let Some(inner) = scene.lexicon.gazetteer.heads.at(scene, at).into_iter().next() {
        let begins_name =
            scene.lexicon.cues.place_parts.contains(scene.fold(at)) && free_names(scene, inner.tokens.end).is_empty();
        if inner.preposition.is_none()
            && !inner.conjunction
            && !begins_name
            && !free_names(scene, at).iter().any(|h| h.tokens.len() > 1)
        {
            at = inner.tokens.end;
        }
    }
    let quoted = quote(scene, at);
    at += usize::from(quoted);
    let names = headed_names(scene, at, head);
    let known = !names.is_empty();
    let (name_span, mut end, options) = match names.first() {
        Some(first) => (first.span, first.tokens.end, names.iter().map(|h| h.value).collect()),
        None => {
            // A name nobody knows: only after heads that are always followed by one.
            let naming = matches!(
                head,
                PlaceKind::Village | PlaceKind::Town | PlaceKind::Neighbourhood | PlaceKind::Site | PlaceKind::District
            ) || scene.lexicon.cues.place_parts.contains(hit.value.form.as_str());
            let land = head == PlaceKind::Region;
            let before = i.checked_sub(1);
            let placed = scene.preposition_before(i, hit.preposition).is_some()
                || before.is_some_and(|b| {
                    scene.lexicon.gazetteer.heads.begins(scene, b)
                        || scene.lexicon.gazetteer.directions.begins(scene, b)
                });
            let its = scene.fold(at).strip_prefix("ال").is_some_and(|s| is_pointer(scene, s));
            if !naming
                || (head == PlaceKind::Site || land) && !its && (!placed || hit.value.several && !quoted)
                || !(its
                    || unknown_name(scene, at, head)
                    || quoted && scene.text.tokens().get(at).is_some_and(|t| t.is_word()))
            {
                return None;
            }
            let mut end = unknown_end(scene, at);
            if quoted {
                end = (at + 1..at + 4).find(|&k| quote(scene, k))?;
            }
            (scene.text.cover(at, end), end, Vec::new())
        }
    };
    if quoted && quote(scene, end) {
        end += 1;
    }
    // «موقع العين الإخباري».
    if matches!(scene.fold(end), "الاخباري" | "الالكتروني" | "الاخباريه" | "الالكترونيه")
        || scene.lexicon.gazetteer.is_not_before(scene.fold(i.saturating_sub(1)))
    {
        return None;
    }
    // «الشمالي», «الجنوبي الشرقي» after «ريف إدلب»; «العسكري», «الدولي» after an airport.
    let mut direction: Option<String> = None;
    while let Some(d) = scene.lexicon.gazetteer.directions.at(scene, end).into_iter().next() {
        if d.preposition.is_some() || d.conjunction || !scene.fold(end).starts_with("ال") {
            break;
        }
        direction = Some(
            direction
                .map_or(d.value.clone(), |first| if first.len() == 1 { format!("{first}{}", d.value) } else { first }),
        );
        end = d.tokens.end;
    }
    if head == PlaceKind::Site
        && known
        && matches!(scene.fold(end), "الدولي" | "العسكري" | "المركزي" | "العام" | "الوطني" | "المدني" | "الجامعي")
    {
        end += 1;
    }
    let whole = matches!(
        head,
        PlaceKind::Region | PlaceKind::Governorate | PlaceKind::Site | PlaceKind::District | PlaceKind::Neighbourhood
    ) || direction.is_some()
        || quoted;
    let several = hit.value.several;
    let span =
        Span::new(if whole && !several { hit.span.start } else { name_span.start }, scene.text.cover(i, end).end);
    // «وادي» and «جبل» with a name that nobody lists: a place like others of its size.
    let head = if known || head != PlaceKind::Region { head } else { PlaceKind::Site };
    Some(Candidate {
        tokens: i..end,
        span,
        name_span,
        options,
        head: Some(head),
        head_form: Some(hit.value.form.clone()),
        list: several,
        direction,
        preposition: scene.preposition_before(i, hit.preposition),
        nation: adjective_country(scene, end),
        back: None,
        quiet: false,
        weak: false,
    })
}

/// The next name of a list under one head: «بلدات طعوم وسرمين وتفتناز», «منطقتي X وY».
fn in_list(scene: &Scene<'_>, i: usize, last: Option<&Candidate>) -> Option<Candidate> {
    let last = last.filter(|c| c.list)?;
    let gap = last.tokens.end..i;
    let joined = scene.fold(i).starts_with('و') && scene.fold(i).chars().count() > 3;
    let comma = gap.len() == 1 && matches!(scene.fold(gap.start), "،" | "و" | ",");
    if !(gap.is_empty() && joined || comma) {
        return None;
    }
    let hits: Vec<_> = names_at(scene, i)
        .into_iter()
        .filter(|h| h.preposition.is_none() && h.conjunction == (gap.is_empty() && joined))
        .collect();
    let (span, end, options) = match hits.first() {
        Some(first) => (first.span, first.tokens.end, hits.iter().map(|h| h.value).collect()),
        None => {
            let word = scene.text.tokens().get(i).filter(|t| t.kind == TokenKind::Arabic)?;
            if scene.words[i].verb.is_some() || !unknown_name(scene, i, last.head.unwrap_or(PlaceKind::Site)) {
                return None;
            }
            let start =
                if joined && gap.is_empty() { marsad_lexicon::cut_start(scene.text, i, 1) } else { word.span.start };
            let end = unknown_end(scene, i);
            (Span::new(start, scene.text.cover(i, end).end), end, Vec::new())
        }
    };
    Some(Candidate {
        tokens: i..end,
        span,
        name_span: span,
        options,
        head: last.head,
        head_form: None,
        list: true,
        direction: None,
        preposition: last.preposition.clone(),
        nation: None,
        back: None,
        quiet: false,
        weak: false,
    })
}

/// «شمال سوريا», «الشمال السوري», «شرقي البلاد».
fn directed(scene: &Scene<'_>, open: &[Open], i: usize) -> Option<Candidate> {
    let hit = scene.lexicon.gazetteer.directions.at(scene, i).into_iter().next()?;
    let mut at = hit.tokens.end;
    let mut direction = hit.value.clone();
    // «شمال غرب», «الجنوب الشرقي».
    let free = |hit: &PhraseHit<String>| hit.preposition.is_none() && !hit.conjunction;
    if let Some(second) = scene.lexicon.gazetteer.directions.at(scene, at).into_iter().next().filter(free) {
        direction = if direction.len() == 1 { format!("{direction}{}", second.value) } else { second.value };
        at = second.tokens.end;
    }
    let preposition = scene.preposition_before(i, hit.preposition);
    let make = |end: usize, name_span, options, back| Candidate {
        tokens: i..end,
        span: Span::new(hit.span.start, scene.text.cover(i, end).end),
        name_span,
        options,
        head: None,
        head_form: None,
        list: false,
        direction: Some(direction.clone()),
        preposition: preposition.clone(),
        nation: None,
        back,
        quiet: false,
        weak: false,
    };
    if let Some(nation) = adjective_country(scene, at) {
        let index = scene.lexicon.gazetteer.index(&format!("country:{nation}"))?;
        return Some(make(at + 1, scene.text.cover(at, at + 1), vec![index], None));
    }
    // A head may stand between: «شمال مدينة حلب», «شرق محافظة إدلب».
    let mut name_at = at;
    let head = scene.lexicon.gazetteer.heads.at(scene, at).into_iter().next();
    if let Some(head) = head.as_ref().filter(|h| h.preposition.is_none() && !h.conjunction) {
        name_at = head.tokens.end;
    }
    let mut names = if let (true, Some(h)) = (name_at > at, &head) {
        headed_names(scene, name_at, h.value.kind)
    } else {
        free_names(scene, name_at)
    };
    if names.is_empty() {
        names = free_names(scene, at);
    }
    if name_at == at && only_imported(scene, &names) {
        names.clear();
    }
    if let Some(first) = names.first() {
        if inside_actor(scene, open, first.tokens.start) {
            return None;
        }
        let (span, end) = (first.span, first.tokens.end);
        let mut found = make(end, span, names.into_iter().map(|h| h.value).collect(), None);
        // «على بعد 5 كم من كركوك»: the unit belongs to the number.
        if order::ending(&scene.numbers, i).is_some() {
            found.span = span;
        }
        return Some(found);
    }
    // «في الشمال»: of the country the text is about.
    let alone = scene.fold(i);
    let bare = alone.strip_prefix(['و', 'ب']).filter(|b| b.starts_with("ال")).unwrap_or(alone);
    if at == i + 1
        && QUARTERS.contains(&bare)
        && preposition.as_deref().is_some_and(|p| scene.lexicon.place_links.quarter.contains(p))
        && !crate::actors::described(scene, at)
    {
        return Some(make(at, scene.text.cover(i, at), Vec::new(), Some("بلاد".to_owned())));
    }
    let stem = scene.fold(at).strip_prefix("ال").filter(|s| is_pointer(scene, s))?;
    let place_words = matches!(hit.value.as_str(), "N" | "S" | "E" | "W" | "C" | "NE" | "NW" | "SE" | "SW");
    (place_words && hit.preposition != Some('ل'))
        .then(|| make(at + 1, scene.text.cover(at, at + 1), Vec::new(), Some(stem.to_owned())))
}
