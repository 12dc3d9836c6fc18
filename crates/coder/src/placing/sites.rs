//! The place without a name that an act happened at: «انفجرت … قرب مسجد», «اقتحمت … منزله».

use std::ops::Range;

use marsad_model::{EventType, Place, PlaceKind};

use marsad_text::arabic::conjugate::NominalKind;
use marsad_text::splits;

use super::{Here, place};
use crate::order;
use crate::scene::PlaceMention;

/// A place so many words from an act is no longer its own.
const REACH: usize = 25;

/// The verb of a noun of an act stands so near: «غارات استهدفت».
const NEAR: usize = 5;

impl Here<'_, '_> {
    /// The place without a name, lying where the most exact of the named places of the act is.
    pub(super) fn site(&self, named: &[Place]) -> Option<Place> {
        if self.type_.is_speech_act() {
            return None;
        }
        let next = self.next();
        let behind = self
            .scene
            .sites_in(self.act.end..self.sentence.end)
            .take_while(|p| p.tokens.start < next)
            .find(|p| self.at(p, self.act.end..p.tokens.start));
        let found = behind.or_else(|| {
            self.scene.sites_in(self.last()..self.act.start).rfind(|p| {
                let gap = p.tokens.end..self.act.start;
                p.preposition.is_some() && self.same_clause(p) && self.at(p, gap)
            })
        })?;
        // «المنطقة»: says nothing where a place has its name.
        let goal = self.leaves && found.follows(&self.scene.lexicon.place_links.goal);
        let vague = found.kind == Some(PlaceKind::Region) || goal;
        if vague && !named.is_empty() || named.first().is_some_and(|n| n.kind < found.kind) {
            return None;
        }
        let mut site = place(self.scene, found);
        let before = if named.is_empty() { self.named_before(found) } else { None };
        if let Some(around) = named.first().or(before.as_ref()) {
            (site.lat, site.lon) = (around.lat, around.lon);
            site.country.clone_from(&around.country);
            site.precision = around.precision.max(2);
        }
        Some(site)
    }

    /// Whether the act took place there.
    fn at(&self, p: &PlaceMention, gap: Range<usize>) -> bool {
        // «عاقبت المحكمة … بالسجن».
        let prison = self.type_ == EventType::Sanction && p.kind == Some(PlaceKind::Site);
        if gap.len() > REACH || self.does(p) || prison {
            return false;
        }
        let links = &self.scene.lexicon.place_links;
        if p.preposition.is_some() {
            let left = !self.leaves && p.follows(&links.leaving) && (self.goes(p) || self.parted(gap.clone()));
            return p.follows(&links.at) && !left || self.leaves && p.follows(&links.goal);
        }
        let struck = matches!(self.type_, EventType::Assault | EventType::Coerce | EventType::Mobilize);
        struck && !p.many && p.tokens.start >= self.act.end && self.object(p)
    }

    /// Whether the words name who did it; one that was struck is a place as well («قصفت مستشفى»), many are whose they are
    /// («قصف مواقع الجيش»).
    fn does(&self, p: &PlaceMention) -> bool {
        if p.many { self.side(p) } else { self.slots.actors.iter().any(|a| a.span.overlaps(p.span)) }
    }

    /// The place named before in the sentence that a site without a place of its own lies in, as far as the text tells.
    fn named_before(&self, site: &PlaceMention) -> Option<Place> {
        self.scene
            .spots_in(self.sentence.start..site.tokens.start)
            .filter(|p| p.lat.is_some() && self.usable(p) && site.tokens.start - p.tokens.end <= REACH)
            .last()
            .map(|p| place(self.scene, p))
    }

    /// Whether an act goes on where the words before it are: in one clause with them, or joined to it.
    fn same_clause(&self, p: &PlaceMention) -> bool {
        let gap = p.tokens.end..self.act.start;
        let comma = gap.clone().find(|&i| self.scene.parts_clauses(i));
        let joined = || self.scene.fold(self.act.start).starts_with(['و', 'ف']);
        comma.is_none_or(|c| c + 1 == self.act.start && joined() || self.goes_on(p))
    }

    /// Whether nothing governs the noun but the act: «استهدفت القوات منزلا», «اقتحام مقر», «عدد من المنازل».
    fn object(&self, p: &PlaceMention) -> bool {
        let i = p.tokens.start;
        i == self.act.end
            || self.scene.actors.iter().any(|a| a.tokens.end == i)
            || order::ending(&self.scene.times, i).is_some()
            || order::ending(&self.scene.numbers, i).is_some()
            || self.scene.parts_clauses(i - 1)
            // «غارات استهدفت منشأة».
            || i <= self.act.end + NEAR && self.scene.words[i - 1].verb.is_some() && self.scene.is_verb(i - 1)
    }

    /// Whether a noun of going stands before what is left: «قتل لدى خروجه من منزله», but not «خطف من منزله».
    fn goes(&self, p: &PlaceMention) -> bool {
        let Some(before) = p.tokens.start.checked_sub(2).filter(|&k| k >= self.act.end || k < self.act.start) else {
            return p.tokens.end <= self.act.start;
        };
        p.tokens.end <= self.act.start
            || splits(self.scene.fold(before))
                .any(|s| self.scene.lexicon.verbs.nominal(s.stem).iter().any(|r| r.kind == NominalKind::Masdar))
    }
}
