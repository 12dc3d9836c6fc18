//! Names that the text itself introduces as places («بلدة العيسوية») and then uses alone («اقتحمت العيسوية»).

use marsad_model::PlaceKind;
use rustc_hash::FxHashMap;

use super::{Candidate, candidate};
use crate::actors::Open;
use crate::scene::Scene;

/// Letters that a name needs to be known again without a word that says that it is one.
const LONG_ENOUGH: usize = 4;

/// Adds the other mentions of names that stand somewhere after a head noun.
pub(super) fn again(scene: &Scene<'_>, open: &[Open], candidates: &mut Vec<Candidate>) {
    let mut introduced: FxHashMap<String, usize> = FxHashMap::default();
    for (k, c) in candidates.iter().enumerate() {
        let name = marsad_text::fold_str(scene.text.slice(c.name_span));
        let one_word = !name.contains(' ') && name.chars().count() >= LONG_ENOUGH;
        let settled = matches!(
            c.head,
            Some(
                PlaceKind::City | PlaceKind::Town | PlaceKind::Village | PlaceKind::Neighbourhood | PlaceKind::District
            )
        );
        let place = settled && c.direction.is_none() && c.back.is_none();
        if place && one_word && !scene.lexicon.gazetteer.common.contains(&name) {
            introduced.entry(name).or_insert(k);
        }
    }
    if introduced.is_empty() {
        return;
    }
    let mut covered = vec![false; scene.text.tokens().len()];
    for c in candidates.iter() {
        covered[c.tokens.clone()].fill(true);
    }
    let mut found = Vec::new();
    for i in (0..covered.len()).filter(|&i| !covered[i]) {
        let fold = scene.fold(i);
        let cuts = [(0, None), (1, fold.chars().next())];
        let hit = cuts.into_iter().find_map(|(cut, joined)| {
            let rest = fold.get(joined.map_or(0, char::len_utf8)..)?;
            let letter = joined.filter(|_| cut == 1);
            if letter.is_some_and(|c| !matches!(c, 'و' | 'ب' | 'ل' | 'ف')) {
                return None;
            }
            let k = *introduced.get(if cut == 0 { fold } else { rest })?;
            Some((cut, letter.filter(|c| matches!(c, 'ب' | 'ل')), k))
        });
        let Some((cut, joined, k)) = hit else { continue };
        let label = |k: usize| scene.text.tokens().get(k).is_some_and(|t| t.mark == Some('_'));
        if candidate::inside_actor(scene, open, i)
            || i > 0 && label(i - 1)
            || label(i + 1)
            || scene.lexicon.gazetteer.is_not_before(scene.fold(i.saturating_sub(1)))
        {
            continue;
        }
        let start = marsad_lexicon::cut_start(scene.text, i, cut);
        let span = marsad_model::Span::new(start, scene.text.cover(i, i + 1).end);
        let preposition = scene.preposition_before(i, joined);
        let of = &candidates[k];
        found.push(Candidate {
            options: of.options.clone(),
            head: of.head,
            preposition,
            ..Candidate::new(i..i + 1, span)
        });
    }
    candidates.extend(found);
    candidates.sort_by_key(|c| c.tokens.start);
}
