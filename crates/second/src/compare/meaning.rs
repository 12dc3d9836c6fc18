//! Whether words that somebody else gives mean what the record has.

use marsad_model::{Actor, Count, DateRange, Mention, MentionKind, Place, Quote, Span};
use marsad_store::ProposedCount;
use marsad_text::fold_str;

/// The house's own mentions of a document, by which words are understood.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meanings<'m> {
    pub mentions: &'m [Mention],
}

/// The name of a kind in data.
pub(super) fn code(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Time => "time",
        MentionKind::Number => "number",
        MentionKind::Place => "place",
        MentionKind::Actor => "actor",
        MentionKind::Person => "person",
    }
}

/// Folded words without the article, which one reader copies and another does not.
fn bare(words: &str) -> String {
    let folded = fold_str(words);
    folded
        .split_whitespace()
        .map(|word| word.strip_prefix("ال").filter(|rest| rest.chars().count() > 1).unwrap_or(word))
        .collect::<Vec<_>>()
        .join(" ")
}

fn same_words(a: &Quote, b: &Quote) -> bool {
    a.span().overlaps(b.span()) || bare(&a.text) == bare(&b.text)
}

impl Meanings<'_> {
    fn over(&self, span: Span, kinds: &'static [MentionKind]) -> impl Iterator<Item = &Mention> {
        let overlaps = move |m: &&Mention| Span::new(m.start, m.end).overlaps(span) && kinds.contains(&m.kind);
        self.mentions.iter().filter(overlaps)
    }

    /// Whether the house has any name at some words.
    pub(super) fn has(&self, span: Span) -> bool {
        self.over(span, &[MentionKind::Place, MentionKind::Actor, MentionKind::Person]).next().is_some()
    }

    pub(super) fn same_actor(&self, actor: &Actor, words: &Quote) -> bool {
        same_words(&actor.quote, words)
            || self.over(words.span(), &[MentionKind::Actor, MentionKind::Person]).any(|m| match (&m.id, &actor.id) {
                (Some(theirs), Some(ours)) => theirs == ours,
                _ => m.name.as_ref().is_some_and(|name| *name == actor.entity),
            })
    }

    pub(super) fn same_place(&self, place: &Place, words: &Quote) -> bool {
        same_words(&place.quote, words)
            || self.over(words.span(), &[MentionKind::Place]).any(|m| m.id.is_some() && m.id == place.id)
    }

    pub(super) fn same_date(&self, date: &DateRange, words: &Quote) -> bool {
        let ours = [date.from, date.to].map(|day| day.map(|day| day.to_string()));
        same_words(&date.quote, words)
            || self
                .over(words.span(), &[MentionKind::Time])
                .any(|m| [m.from.clone(), m.to.clone()] == ours && ours != [None, None])
    }

    pub(super) fn same_count(&self, count: &Count, told: &ProposedCount) -> bool {
        let ours = [count.min, count.max].map(|n| n.map(|n| n as f64));
        count.what == told.what
            && (count.quote.span().overlaps(told.quote.span())
                || self
                    .over(told.quote.span(), &[MentionKind::Number])
                    .any(|m| [m.min, m.max] == ours && ours != [None, None]))
    }
}
