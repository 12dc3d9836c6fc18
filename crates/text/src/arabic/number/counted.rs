//! What a number counts, and nouns that count themselves (duals).

use std::ops::Range;

use marsad_model::NumberType;

use super::lexicon::{Countable, Frame, Grade};
use super::openers::opens;
use super::quantity::Quantity;
use super::reader::Reader;
use super::table::variants;
use crate::TokenKind;

/// A folded word without the one letter of a conjunction before it.
pub(crate) fn bare(folded: &str) -> &str {
    folded.strip_prefix(['و', 'ف']).filter(|rest| rest.chars().count() > 2).unwrap_or(folded)
}

impl Reader<'_> {
    /// The noun counted by a quantity: directly after it, after «من», or (for one, two and definite numbers) before it.
    pub(crate) fn counted(&self, quantity: &Quantity) -> Option<Range<usize>> {
        if quantity.kind == NumberType::Ordinal {
            return None;
        }
        let after = self.past_bracket(quantity.start, quantity.end);
        if self.noun_after(after, quantity) {
            return Some(after..after + 1);
        }
        if self.text.fold(after) == "من"
            && after == quantity.end
            && self.lexicon.countable(self.text.fold(after + 1)).is_some()
        {
            return Some(after + 1..after + 2);
        }
        let before = quantity.start.checked_sub(1)?;
        // «الركاب الـ23»
        if quantity.digits
            && self.text.fold(before) == "ال"
            && let Some(noun) = before.checked_sub(1)
            && self.lexicon.countable(self.text.fold(noun)).is_some_and(|n| n.1 == Grade::Plural)
        {
            return Some(noun..noun + 1);
        }
        let small = quantity.min == quantity.max && quantity.min.is_some_and(|n| n <= 2.0);
        let fold = self.text.fold(before);
        let known = |word: &str| self.lexicon.countable(word).or_else(|| self.lexicon.countable(bare(word)));
        // «أطفالهما الأربعة»
        let owned = || ["هما", "هم", "هن", "ها", "ه", "نا"].iter().find_map(|s| known(fold.strip_suffix(s)?));
        let noun = known(fold).or_else(owned);
        (noun.is_some() && !quantity.digits && (quantity.article || small)).then_some(before..before + 1)
    }

    /// One past the bracket or quotation mark that closes around a number in digits («(30) قضية», «"21" ألف»).
    pub(crate) fn past_bracket(&self, start: usize, end: usize) -> usize {
        let open = start.checked_sub(1).and_then(|k| self.mark(k));
        let closed = matches!(
            (open, self.mark(end)),
            (Some('('), Some(')'))
                | (Some('['), Some(']'))
                | (Some('«'), Some('»'))
                | (Some('"' | '“' | '”'), Some('"' | '“' | '”'))
        );
        if closed { end + 1 } else { end }
    }

    fn noun_after(&self, i: usize, quantity: &Quantity) -> bool {
        let Some(token) = self.text.tokens().get(i) else { return false };
        if token.kind != TokenKind::Arabic {
            return false;
        }
        let fold = self.text.fold(i);
        if let Some((_, grade)) = self.lexicon.countable(fold) {
            return grade != Grade::Dual || fold.ends_with("ين");
        }
        if fold.chars().count() < 3 || self.is_number(i) {
            return false;
        }
        if let Some((frame, joined)) = self.lexicon.frames.word(fold).filter(|(frame, _)| *frame != Frame::Or) {
            return matches!(frame, Frame::Others(_)) && joined.bare();
        }
        // «قتيلاً»: the accusative of what is counted.
        if fold.ends_with('ا') && self.text.word(i).contains('\u{64B}') {
            return true;
        }
        let definite = fold.starts_with("ال");
        let vague = quantity.kind == NumberType::Vague;
        let joined = fold.starts_with(['و', 'ف', 'ب', 'ل', 'ي', 'س']);
        !joined && (vague || !definite) && (vague || quantity.min.is_some_and(|n| n > 2.0))
    }

    /// The class of the dual noun at token `i`: «جنديين», «الشاحنتان».
    pub(crate) fn dual(&self, i: usize) -> Option<(Countable, u8)> {
        let token = self.text.tokens().get(i)?;
        if token.kind != TokenKind::Arabic {
            return None;
        }
        let fold = self.text.fold(i);
        if !self.may(i, opens::DUAL) || !(fold.ends_with("ان") || fold.ends_with("ين")) {
            return None;
        }
        variants(fold, |stem, joined| match self.lexicon.countable(stem) {
            Some((class, Grade::Dual)) if class != Countable::Time => Some((class, joined.letters)),
            _ => None,
        })
    }
}
