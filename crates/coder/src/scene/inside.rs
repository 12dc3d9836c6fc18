//! What is named where in a text.

use super::{ActorMention, PlaceMention, Scene};
use marsad_model::Span;
use std::ops::Range;

impl Scene<'_> {
    /// Actors whose tokens lie in a range, in order.
    pub fn actors_in(&self, range: Range<usize>) -> std::slice::Iter<'_, ActorMention> {
        let from = self.actors.partition_point(|a| a.tokens.start < range.start);
        let to = self.actors.partition_point(|a| a.tokens.end <= range.end).max(from);
        self.actors[from..to].iter()
    }

    /// Places and words that point at one whose tokens lie in a range, in order.
    pub fn spots_in(&self, range: Range<usize>) -> impl Iterator<Item = &PlaceMention> {
        let inside = |p: &&PlaceMention| p.tokens.start >= range.start && p.tokens.end <= range.end;
        let mut all: Vec<&PlaceMention> = self.places_in(range.clone()).collect();
        all.extend(self.pointers.iter().filter(inside));
        all.sort_by_key(|p| p.tokens.start);
        all.into_iter()
    }

    /// Places without a name whose tokens lie in a range, in order.
    pub fn sites_in(&self, range: Range<usize>) -> std::slice::Iter<'_, PlaceMention> {
        let from = self.sites.partition_point(|p| p.tokens.start < range.start);
        let to = self.sites.partition_point(|p| p.tokens.end <= range.end).max(from);
        self.sites[from..to].iter()
    }

    /// The actor of exactly these words.
    pub fn actor_of(&self, span: Span) -> Option<&ActorMention> {
        let at = self.actors.partition_point(|a| a.span.start < span.start);
        self.actors[at..].iter().take_while(|a| a.span.start == span.start).find(|a| a.span == span)
    }

    /// The number of the actor that begins at token `i`.
    pub fn actor_at(&self, i: usize) -> Option<usize> {
        let k = self.actors.partition_point(|a| a.tokens.start < i);
        self.actors.get(k).is_some_and(|a| a.tokens.start == i).then_some(k)
    }

    /// The number of the actor that ends before token `end`.
    pub fn actor_ending(&self, end: usize) -> Option<usize> {
        let k = self.actors.partition_point(|a| a.tokens.end < end);
        self.actors.get(k).is_some_and(|a| a.tokens.end == end).then_some(k)
    }

    /// Places whose tokens lie in a range, in order.
    pub fn places_in(&self, range: Range<usize>) -> std::slice::Iter<'_, PlaceMention> {
        let from = self.places.partition_point(|p| p.tokens.start < range.start);
        let to = self.places.partition_point(|p| p.tokens.end <= range.end).max(from);
        self.places[from..to].iter()
    }
}
