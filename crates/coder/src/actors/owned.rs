//! Heads with a pronoun: whose they are only the text before can tell.

use marsad_lexicon::facts::{OWNED, Words};
use marsad_model::Span;

use super::names::loaded_inside;
use super::{Found, Open, Owner};
use crate::scene::{ActorMention, Scene};

/// A head with a pronoun: «مقاتليه», «قواتها», «خلاياه».
pub(super) fn owned(scene: &Scene<'_>, i: usize) -> Option<Found> {
    let fold = scene.fold(i);
    // A written ة is no pronoun.
    if !scene.begins(i, OWNED) || scene.text.word(i).trim_end_matches(marsad_text::is_mark).ends_with('ة') {
        return None;
    }
    let (split, head) = scene.lexicon.entities.owned(fold)?;
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
