//! Lists in the order of the text: what stands at a token or within a stretch is found without a look at all the others.
//!
//! Times, numbers, actors and acts come in order, by their first token and by their last, so that a long document costs no
//! more a word than a short one.

use std::ops::Range;

use marsad_text::arabic::number::NumberMention;

use crate::coder::Draft;
use crate::scene::{ActorMention, PlaceMention, Timed};
use crate::triggers::Trigger;

/// Something that stands on tokens of a text.
pub(crate) trait Placed {
    /// The tokens.
    fn tokens(&self) -> &Range<usize>;
}

macro_rules! placed {
    ($($type:ty: $($field:ident).+;)*) => {
        $(impl Placed for $type {
            fn tokens(&self) -> &Range<usize> {
                &self.$($field).+
            }
        })*
    };
}

placed! {
    ActorMention: tokens;
    PlaceMention: tokens;
    Timed: tokens;
    NumberMention: tokens;
    Trigger: tokens;
    Draft: trigger.tokens;
}

/// The one that stands on token `i`.
pub(crate) fn on<T: Placed>(all: &[T], i: usize) -> Option<&T> {
    let at = all.partition_point(|x| x.tokens().end <= i);
    all.get(at).filter(|x| x.tokens().start <= i)
}

/// The one that begins at token `i`.
pub(crate) fn starting<T: Placed>(all: &[T], i: usize) -> Option<&T> {
    let at = all.partition_point(|x| x.tokens().start < i);
    all.get(at).filter(|x| x.tokens().start == i)
}

/// The one that ends before token `i`.
pub(crate) fn ending<T: Placed>(all: &[T], i: usize) -> Option<&T> {
    let at = all.partition_point(|x| x.tokens().end < i);
    all.get(at).filter(|x| x.tokens().end == i)
}

/// The numbers of those that stand wholly within a stretch of tokens.
pub(crate) fn numbers_within<T: Placed>(all: &[T], range: &Range<usize>) -> Range<usize> {
    let from = all.partition_point(|x| x.tokens().start < range.start);
    let to = all.partition_point(|x| x.tokens().end <= range.end).max(from);
    from..to
}

/// Those that stand wholly within a stretch of tokens.
pub(crate) fn within<'t, T: Placed>(all: &'t [T], range: &Range<usize>) -> &'t [T] {
    &all[numbers_within(all, range)]
}

/// Those that begin within a stretch of tokens.
pub(crate) fn beginning<'t, T: Placed>(all: &'t [T], range: &Range<usize>) -> &'t [T] {
    let from = all.partition_point(|x| x.tokens().start < range.start);
    let to = all.partition_point(|x| x.tokens().start < range.end).max(from);
    &all[from..to]
}

/// Those that share a token with a stretch.
pub(crate) fn touching<'t, T: Placed>(all: &'t [T], range: &Range<usize>) -> &'t [T] {
    let from = all.partition_point(|x| x.tokens().end <= range.start);
    let to = all.partition_point(|x| x.tokens().start < range.end).max(from);
    &all[from..to]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Here(Range<usize>);

    impl Placed for Here {
        fn tokens(&self) -> &Range<usize> {
            &self.0
        }
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_a_walk_over_all_finds(
            gaps in prop::collection::vec((0usize..3, 1usize..4), 0..12),
            i in 0usize..40,
            length in 0usize..12,
        ) {
            let mut at = 0;
            let all: Vec<Here> = gaps.into_iter().map(|(gap, length)| {
                let from = at + gap;
                at = from + length;
                Here(from..at)
            }).collect();
            let range = i..i + length;
            let same = |found: Option<&Here>, holds: &dyn Fn(&Range<usize>) -> bool| {
                found.map(|h| h.0.clone()) == all.iter().map(|h| h.0.clone()).find(|t| holds(t))
            };
            prop_assert!(same(on(&all, i), &|t| t.contains(&i)));
            prop_assert!(same(starting(&all, i), &|t| t.start == i));
            prop_assert!(same(ending(&all, i), &|t| t.end == i));
            let list = |found: &[Here], holds: &dyn Fn(&Range<usize>) -> bool| {
                let found: Vec<_> = found.iter().map(|h| h.0.clone()).collect();
                found == all.iter().map(|h| h.0.clone()).filter(|t| holds(t)).collect::<Vec<_>>()
            };
            prop_assert!(list(within(&all, &range), &|t| range.start <= t.start && t.end <= range.end));
            prop_assert!(list(beginning(&all, &range), &|t| range.contains(&t.start)));
            prop_assert!(list(touching(&all, &range), &|t| range.start < t.end && t.start < range.end));
        }
    }
}
