//! Places beyond the act's own words: before it, behind the next acts, where acts are joined.

use super::{FAR, Here};
use crate::scene::PlaceMention;

/// A place so many words before an act, with others of its kind between, can still be its own.
const NEAR_BEFORE: usize = 40;
/// The same with acts of other kinds between, where the act is joined to them by «و».
const JOINED_BEFORE: usize = 30;
/// The same behind an act: «اعتقلت … خلال اقتحام في …».
const NEAR_BEHIND: usize = 8;

impl<'a> Here<'a, '_> {
    /// The places before the act in its clause; beyond a comma only where no other act lays claim to them.
    pub(super) fn before(&self) -> Vec<&'a PlaceMention> {
        let last = self.last();
        let claimed = last > self.sentence.start;
        self.scene
            .spots_in(last..self.act.start)
            .filter(|p| self.usable(p) && !(claimed && self.parted(p.tokens.end..self.act.start) && !self.goes_on(p)))
            .collect()
    }

    /// Whether the act's clause goes on where the one with this place was: «في حلب، بعد معارك …».
    pub(super) fn goes_on(&self, p: &PlaceMention) -> bool {
        let comma = (p.tokens.end..self.act.start).rev().find(|&i| self.scene.parts_clauses(i));
        // «أقدمت … في حلب، على إعدام …», «تعرضت بلدات في إدلب، لقصف …».
        if comma.is_some_and(|c| self.scene.is_preposition(c + 1) || c + 1 == self.act.start && self.joined) {
            return true;
        }
        comma.is_some_and(|c| !self.scene.lexicon.cues.same_scene.at(self.scene.text, c + 1).is_empty())
    }

    /// The places before the acts before, as long as these are of the same kind and nothing new begins between.
    pub(super) fn before_like(&self) -> Vec<&'a PlaceMention> {
        let other = self.others.iter().rev().find(|o| o.0.end <= self.act.start && o.1 != self.type_);
        let begin = other.map_or(self.sentence.start, |o| o.0.end);
        let contrast = |i: usize| !self.scene.lexicon.cues.contrasts.at(self.scene.text, i).is_empty();
        self.scene
            .spots_in(begin..self.last())
            .filter(|p| {
                let gap = p.tokens.end..self.act.start;
                self.usable(p) && gap.len() <= NEAR_BEFORE && !gap.clone().any(contrast)
            })
            .last()
            .into_iter()
            .collect()
    }

    /// The place of the acts before, of whatever kind, to which this one is joined: «حصار المدينة والقصف».
    pub(super) fn before_joined(&self) -> Vec<&'a PlaceMention> {
        if !self.scene.fold(self.act.start).starts_with('و') {
            return Vec::new();
        }
        self.scene
            .spots_in(self.sentence.start..self.last())
            .filter(|p| {
                let gap = p.tokens.end..self.act.start;
                let there = self.stays(p) || p.preposition.as_deref() == Some("علي");
                self.usable(p) && there && gap.len() <= JOINED_BEFORE && !gap.clone().any(|i| self.breaks(i))
            })
            .last()
            .into_iter()
            .collect()
    }

    /// The places behind the next acts, of whatever kind, that stand close by.
    pub(super) fn behind_any(&self, next: usize) -> Vec<&'a PlaceMention> {
        self.scene
            .spots_in(next..self.sentence.end)
            .filter(|p| {
                let mut gap = self.act.end..p.tokens.start;
                self.usable(p) && self.stays(p) && gap.len() <= NEAR_BEHIND && !gap.any(|i| self.breaks(i))
            })
            .take(2)
            .collect()
    }

    /// Whether a place is told as one that something is in.
    pub(super) fn stays(&self, p: &PlaceMention) -> bool {
        p.part || p.pointed || p.follows(&self.scene.lexicon.place_links.beside)
    }

    /// Whether something new begins at a token.
    pub(super) fn breaks(&self, i: usize) -> bool {
        !self.scene.lexicon.cues.contrasts.at(self.scene.text, i).is_empty()
            || self.scene.words[i].function.is_some_and(|f| f.content)
    }

    /// The places behind the next acts, as long as these are of the same kind.
    pub(super) fn behind_like(&self, next: usize) -> Vec<&'a PlaceMention> {
        let other = self.others.iter().find(|o| o.0.start >= next && o.1 != self.type_);
        let end = other.map_or(self.sentence.end, |o| o.0.start);
        self.scene
            .spots_in(next..end)
            .filter(|p| self.usable(p) && p.tokens.start - self.act.end <= FAR)
            .take(2)
            .collect()
    }
}
