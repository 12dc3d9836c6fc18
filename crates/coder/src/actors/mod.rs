//! Actors: names of the lexicon, short names, actors made of a head noun and what follows it, people under titles or given
//! names, peoples; and, once the whole text is known, whom the short and bare ones mean.

mod acting;
mod again;
mod combine;
mod composed;
mod link;
mod names;
mod owned;
mod people;
mod settle;
mod titled;
mod words;

pub(crate) use names::common_adjective as described;
pub(crate) use settle::settle;
pub(crate) use words::{adjective_actor, adjective_country, joined_country};

use crate::scene::{ActorMention, Scene};

/// What is still open about a mention when its words have been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Open {
    /// Nothing.
    No,
    /// A short name of the lexicon; `sure` where its surroundings show that it is an actor at all, `head` where the words
    /// make an actor by themselves even when nobody in particular is meant.
    Short { row: u32, sure: bool, head: bool },
    /// A capital that may stand for its government.
    Metonym,
    /// A head alone with the article: «التنظيم», «القوات».
    Bare,
    /// A head with the article that is an actor only where one of that head was named before: «المركز».
    Again,
    /// A word that is an actor only where it acts: «الأمن».
    Acting,
    /// A head with a pronoun: «مقاتليه», «قواتها».
    Owned(Owner),
    /// The country of whoever the pronoun points at: «بلاده».
    Homeland(Owner),
    /// Who it is is clear, of which country is not said.
    Country,
}

/// Whom a joined pronoun can point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// ه
    Masculine,
    /// ها
    Feminine,
    /// هم
    Plural,
    /// نا, ي: whoever speaks.
    Speaker,
}

/// A mention with what is open about it.
#[derive(Debug, Clone)]
struct Found {
    mention: ActorMention,
    open: Open,
    /// The preposition joined to its first word.
    cut: Option<char>,
}

/// Finds every actor, in order, none overlapping; what is open about each goes to [`settle`].
pub(crate) fn find(scene: &mut Scene<'_>) -> Vec<Open> {
    let mut found: Vec<ActorMention> = Vec::new();
    let mut open = Vec::new();
    let mut i = 0;
    while i < scene.text.tokens().len() {
        match at(scene, i).or_else(|| people::beside(scene, i, found.last())) {
            Some(f) => {
                i = f.mention.tokens.end.max(i + 1);
                found.push(f.mention);
                open.push(f.open);
            }
            None => i += 1,
        }
    }
    scene.actors = found;
    open
}

/// The longest actor that begins at token `i`.
fn at(scene: &Scene<'_>, i: usize) -> Option<Found> {
    if !scene.text.tokens()[i].is_word() {
        return None;
    }
    if scene.words[i].function.is_some() {
        return people::given(scene, i).filter(|_| words::ali(scene, i));
    }
    let all = [
        names::named(scene, i),
        owned::owned(scene, i),
        composed::composed(scene, i, 0),
        names::short(scene, i),
        titled::titled(scene, i),
        people::given(scene, i),
        people::people(scene, i),
    ];
    longest(all.into_iter().flatten())
}

/// The one that ends last; the first of several.
fn longest(all: impl Iterator<Item = Found>) -> Option<Found> {
    all.reduce(|best, next| {
        // A short name says more than a head that is as long: «الجيش», «التحالف».
        let says_more = matches!(next.open, Open::Short { .. }) && best.mention.id.is_none();
        let (a, b) = (best.mention.tokens.end, next.mention.tokens.end);
        if a == b && says_more {
            let head = !matches!(best.open, Open::Short { .. });
            return Found {
                open: with_head(next.open, head),
                mention: merged(next.mention, &best.mention),
                cut: next.cut,
            };
        }
        // A known person is not made longer by words that may be names.
        let known =
            best.mention.person && best.mention.id.is_some() && next.mention.person && next.mention.id.is_none();
        if b > a && !known { next } else { best }
    })
}

fn with_head(open: Open, head: bool) -> Open {
    match open {
        Open::Short { row, sure, .. } => Open::Short { row, sure: sure || head, head },
        other => other,
    }
}

/// A short name with what its words say as a head.
fn merged(short: ActorMention, head: &ActorMention) -> ActorMention {
    ActorMention {
        entity: head.entity.clone(),
        country: head.country.clone(),
        sector: head.sector,
        kind: head.kind.clone(),
        loaded: short.loaded.clone().or_else(|| head.loaded.clone()),
        ..short
    }
}
