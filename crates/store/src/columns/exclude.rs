//! What answers must not have, and which speakers and spots a question names.

use super::{Columns, Lists};
use crate::api::{Area, Exclusion, Field};
use crate::words::name_key;

/// An exclusion, made ready.
pub(super) enum Excluded {
    Type(u8),
    Modality(u8),
    Mode(u32),
    Outlet(u32),
    Places(Vec<bool>),
    Actors(Vec<bool>),
    SaidBy(Vec<bool>),
    Spots(Vec<bool>),
}

impl Columns {
    pub(super) fn excluded(&self, not: &Exclusion) -> Excluded {
        let number = self.codes.at.get(not.value.as_str()).copied().unwrap_or(u32::MAX);
        let code = u8::try_from(number).unwrap_or(u8::MAX);
        match not.field {
            Field::Type => Excluded::Type(code),
            Field::Modality => Excluded::Modality(code),
            Field::Mode => Excluded::Mode(number),
            Field::Outlet => {
                let at = self.outlets.iter().position(|(name, _)| *name == not.value);
                Excluded::Outlet(at.map_or(u32::MAX, |at| at as u32 + 1))
            }
            Field::Place => Excluded::Places(self.names_with(&name_key(&not.value))),
            Field::Actor => Excluded::Actors(self.names_with(&name_key(&not.value))),
            Field::SaidBy => Excluded::SaidBy(self.speakers_with(&not.value)),
            Field::Country => Excluded::Spots(self.spots_of(&not.value)),
            Field::Governorate => Excluded::Spots(self.spots_in_part(&not.value)),
        }
    }

    /// Which of those who say so have this name; number 0 is nobody, whose name is `-`.
    pub(super) fn speakers_with(&self, name: &str) -> Vec<bool> {
        let key = name_key(name);
        let named = self.speaker_keys.iter().map(|known| !key.is_empty() && known.contains(&key));
        std::iter::once(name.trim() == "-").chain(named).collect()
    }

    pub(super) fn spots_in(&self, area: Area) -> Vec<bool> {
        let inside = self.spots.iter().map(|spot| spot.at.is_some_and(|(lat, lon)| area.contains(lat, lon)));
        std::iter::once(false).chain(inside).collect()
    }

    pub(super) fn spots_of(&self, country: &str) -> Vec<bool> {
        let there = self.spots.iter().map(|spot| spot.country.eq_ignore_ascii_case(country));
        std::iter::once(false).chain(there).collect()
    }

    pub(super) fn is_excluded(&self, not: &Excluded, at: usize) -> bool {
        let r = &self.reports;
        let has = |names: &Vec<bool>, lists: &Lists| lists.get(at).iter().any(|name| names[*name as usize]);
        match not {
            Excluded::Type(code) => r.type_[at] == *code,
            Excluded::Modality(code) => r.modality[at] == *code,
            Excluded::Mode(code) => r.modes.get(at).contains(code),
            Excluded::Outlet(outlet) => self.documents.outlet[r.document[at] as usize] == *outlet,
            Excluded::Places(names) => has(names, &r.places),
            Excluded::Actors(names) => has(names, &r.actors),
            Excluded::SaidBy(speakers) => speakers[r.said_by[at] as usize],
            Excluded::Spots(spots) => spots[r.spot[at] as usize],
        }
    }
}
