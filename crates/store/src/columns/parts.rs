//! Which governorate spots lie in, and which outlets belong to a panel.

use super::{Columns, Spot};
use crate::outlets::panels;
use crate::words::name_key;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Which governorate places lie in, as a gazetteer has it. A store does not know it by itself: whoever opens one tells it
/// ([`crate::Explore::know_places`]), so that a question for a governorate finds what lies in it.
#[derive(Debug, Clone, Default)]
pub struct PlaceParts {
    of: HashMap<String, String>,
    other: HashMap<String, String>,
}

impl PlaceParts {
    /// From pairs of a place's gazetteer id and its governorate's English name, and pairs of a governorate's English name and
    /// its Arabic one.
    #[must_use]
    pub fn new(
        of: impl IntoIterator<Item = (String, String)>,
        arabic: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let other = arabic.into_iter().map(|(en, ar)| (en, name_key(&ar))).collect();
        Self { of: of.into_iter().collect(), other }
    }

    /// The governorate that a place lies in, where known.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<&str> {
        self.of.get(id).map(String::as_str)
    }
}

/// No governorate.
const NONE: u32 = u32::MAX;

impl Columns {
    /// Empty columns that know the same governorates.
    pub(crate) fn emptied(&self) -> Self {
        Self { parts: Arc::clone(&self.parts), ..Self::default() }
    }

    /// Tells which governorate places lie in.
    pub(crate) fn know_places(&mut self, parts: Arc<PlaceParts>) {
        self.parts = parts;
        self.part_names = super::Strings::default();
        self.spot_part = Vec::with_capacity(self.spots.len());
        for at in 0..self.spots.len() {
            let part = self.part_of(at);
            self.spot_part.push(part);
        }
    }

    /// The number of the governorate that a spot lies in.
    pub(super) fn part_of(&mut self, spot: usize) -> u32 {
        let Some(Spot { id, name, kind, .. }) = self.spots.get(spot) else { return NONE };
        let name = if kind == "governorate" { Some(name.as_str()) } else { self.parts.of(id) };
        name.map_or(NONE, |name| self.part_names.number(name))
    }

    /// Which spots lie in a governorate, by its English or Arabic name; number 0 is no spot.
    pub(super) fn spots_in_part(&self, name: &str) -> Vec<bool> {
        let key = name_key(name);
        let is = |known: &String| {
            !key.is_empty() && (name_key(known) == key || self.parts.other.get(known).is_some_and(|ar| *ar == key))
        };
        let wanted: Vec<bool> = self.part_names.all.iter().map(is).collect();
        let inside = self.spot_part.iter().map(|part| wanted.get(*part as usize).copied().unwrap_or(false));
        std::iter::once(false).chain(inside).collect()
    }

    /// The number and the name of the governorate of a report.
    pub(super) fn part_number(&self, report: usize) -> Option<u32> {
        let spot = self.reports.spot[report].checked_sub(1)?;
        self.spot_part.get(spot as usize).copied().filter(|part| *part != NONE)
    }

    /// See `part_number`.
    pub(super) fn part_name(&self, number: u32) -> Option<&String> {
        self.part_names.all.get(number as usize)
    }

    /// Adds what is counted at spots up by governorate; the first count is of no spot.
    pub(super) fn by_part(&self, at_spots: &[u64]) -> Vec<(&str, u64)> {
        let mut out: BTreeMap<&str, u64> = BTreeMap::new();
        for (part, count) in self.spot_part.iter().zip(at_spots.iter().skip(1)) {
            if let Some(name) = self.part_name(*part) {
                *out.entry(name).or_default() += count;
            }
        }
        out.into_iter().collect()
    }

    /// Takes in what is noted of outlets: the last version of each, in place of what was known.
    pub(crate) fn note_outlets<'a>(&mut self, rows: impl IntoIterator<Item = (i64, &'a str, &'a str)>) {
        self.panels.clear();
        for (id, outlet, facts) in rows {
            self.marks.noted = self.marks.noted.max(id);
            for panel in panels(facts) {
                self.panels.entry(panel).or_default().insert(outlet.to_owned());
            }
        }
    }

    /// Which outlets belong to a panel, as documents number them; 0 is none. A panel that is not there has none.
    pub(super) fn outlets_of_panel(&self, panel: &str) -> Vec<bool> {
        let outlets = self.panels.get(panel);
        let inside = self.outlets.iter().map(|(name, _)| outlets.is_some_and(|all| all.contains(name)));
        std::iter::once(false).chain(inside).collect()
    }
}
