//! Heads with a pronoun: whose they are only the text before can tell.

use marsad_model::Span;
use marsad_text::splits;

use super::names::loaded_inside;
use super::{Found, Open, Owner};
use crate::scene::{ActorMention, Scene};

/// A head with a pronoun: «مقاتليه», «قواتها», «خلاياه».
pub(super) fn owned(scene: &Scene<'_>, i: usize) -> Option<Found> {
    let fold = scene.fold(i);
    // A written ة is no pronoun.
    if !["ه", "ها", "هم", "هما", "هن", "نا", "ي"].iter().any(|p| fold.ends_with(p))
        || scene.text.word(i).trim_end_matches(marsad_text::is_mark).ends_with('ة')
    {
        return None;
    }
    let heads = &scene.lexicon.entities.heads;
    let (split, head) = splits(fold)
        .filter(|s| !s.article && !s.future && matches!(s.pronoun, Some("ه" | "ها" | "هم" | "هما" | "هن" | "نا" | "ي")))
        .find_map(|s| {
            let direct = heads.one(s.stem).cloned();
            // «قادته»: ة is written ت before a pronoun.
            let tied = || s.stem.strip_suffix('ت').and_then(|b| heads.one(&format!("{b}ه")).cloned());
            // «أبناؤه», «أبنائه»: a hamza at the end stands on a letter.
            let hamza = || s.stem.strip_suffix(['ؤ', 'ئ']).and_then(|b| heads.one(&format!("{b}ء")).cloned());
            // «طفليهما», «شريكاه»: the dual loses its ن.
            let dual = || {
                s.stem.strip_suffix(['ي', 'ا']).filter(|b| b.chars().count() >= 3).and_then(|b| heads.one(b).cloned())
            };
            // «شعبي» is an adjective before it is «my people».
            let mine = s.pronoun == Some("ي");
            let found = direct
                .filter(|_| !mine)
                .or_else(tied)
                .or_else(hamza)
                .or_else(|| dual().filter(|h| !mine && h.people()));
            found.filter(|h| !mine || h.people()).map(|h| (s, h))
        })?;
    if head.verb && scene.words[i].verb.is_some() || !head.owned() {
        return None;
    }
    let owner = match split.pronoun {
        Some("ه") => Owner::Masculine,
        Some("ها") => Owner::Feminine,
        Some("نا" | "ي") => Owner::Speaker,
        _ => Owner::Plural,
    };
    if head.joined && owner == Owner::Speaker {
        return None;
    }
    let tokens = i..i + 1;
    let whole = scene.text.tokens()[i].span;
    let span = Span::new(marsad_lexicon::cut_start(scene.text, i, split.preposition_len), whole.end);
    Some(Found {
        mention: ActorMention {
            span,
            entity: scene.text.slice(span).to_owned(),
            id: None,
            country: None,
            sector: head.sector,
            kind: head.kind.clone(),
            loaded: loaded_inside(scene, tokens.clone()),
            joined: split.conjunction.is_some(),
            preposition: scene.preposition_before(i, split.preposition),
            person: false,
            state: false,
            tokens,
        },
        open: if head.joined { Open::Homeland(owner) } else { Open::Owned(owner) },
        cut: split.preposition,
    })
}
