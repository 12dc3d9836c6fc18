//! The place without a name that an act happened at: «انفجرت … قرب مسجد», «اقتحمت … منزله».

use std::ops::Range;

use marsad_model::{EventType, Place, PlaceKind};

use super::{Here, place};
use crate::scene::PlaceMention;

/// A place so many words from an act is no longer its own.
const REACH: usize = 25;

impl<'a> Here<'a, '_> {
    /// The place without a name, lying where the most exact of the named places of the act is.
    pub(super) fn site(&self, named: &[Place]) -> Option<Place> {
        if self.type_.is_speech_act() {
            return None;
        }
        let behind = self.scene.sites_in(self.act.end..self.next()).find(|p| self.at(p, self.act.end..p.tokens.start));
        let found = behind.or_else(|| {
            self.scene
                .sites_in(self.last()..self.act.start)
                .rfind(|p| p.preposition.is_some() && self.at(p, p.tokens.end..self.act.start))
        })?;
        // «المنطقة»: says nothing where a place has its name.
        if found.kind != Some(PlaceKind::Site) && !named.is_empty() {
            return None;
        }
        let mut site = place(self.scene, found);
        if let Some(around) = named.first() {
            (site.lat, site.lon) = (around.lat, around.lon);
            site.country.clone_from(&around.country);
            site.precision = around.precision.max(2);
        }
        Some(site)
    }

    /// Whether the act took place there.
    fn at(&self, p: &PlaceMention, gap: Range<usize>) -> bool {
        if gap.len() > REACH || self.side(p) {
            return false;
        }
        let links = &self.scene.lexicon.place_links;
        if p.preposition.is_some() {
            return p.follows(&links.at);
        }
        let struck = matches!(self.type_, EventType::Assault | EventType::Coerce | EventType::Mobilize);
        struck && p.tokens.start >= self.act.end && self.object(p)
    }

    /// Whether nothing governs the noun but the act: «استهدفت القوات منزلا», «اقتحام مقر», «عدد من المنازل».
    fn object(&self, p: &PlaceMention) -> bool {
        let i = p.tokens.start;
        i == self.act.end
            || self.scene.actors.iter().any(|a| a.tokens.end == i)
            || self.scene.times.iter().any(|t| t.tokens.end == i)
            || self.scene.numbers.iter().any(|n| n.tokens.end == i)
            || self.scene.parts_clauses(i - 1)
    }
}
