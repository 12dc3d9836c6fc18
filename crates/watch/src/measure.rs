//! What is counted, and where in time.

use marsad_model::CountKind;
use serde::{Deserialize, Serialize};

/// What is counted.
///
/// Of events everything is counted once, however many texts tell it: see [`Measure::Events`]. How many were hurt is a range, and
/// is never averaged and never added up over the tellings of one event: each event adds the least and the greatest number of
/// its view, of what its origins told last; the least make one series and the greatest another. An event of which nobody tells a
/// number adds nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// Reports: one text that tells of two attacks counts twice.
    #[default]
    Reports,
    /// Documents that have at least one such report.
    Documents,
    /// Origins of such documents: copies of one text count once, on the day of the first.
    Origins,
    /// Events that at least one such report tells, each once: on the first day on which one of them was told, or on the day
    /// that the event's view has.
    Events,
    /// People killed in such events.
    Killed,
    /// People wounded in them.
    Wounded,
    /// People missing since them.
    Missing,
    /// People detained.
    Detained,
    /// People kidnapped.
    Kidnapped,
    /// People displaced.
    Displaced,
    /// People released.
    Released,
    /// Stated quantities (people held, in a camp, in need; strength; money) in documents that have such a report. What one
    /// origin states again in a copy counts once.
    Figures,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Reports,
        Self::Documents,
        Self::Origins,
        Self::Events,
        Self::Killed,
        Self::Wounded,
        Self::Missing,
        Self::Detained,
        Self::Kidnapped,
        Self::Displaced,
        Self::Released,
        Self::Figures,
    ];

    /// The name in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::Documents => "documents",
            Self::Origins => "origins",
            Self::Events => "events",
            Self::Killed => "killed",
            Self::Wounded => "wounded",
            Self::Missing => "missing",
            Self::Detained => "detained",
            Self::Kidnapped => "kidnapped",
            Self::Displaced => "displaced",
            Self::Released => "released",
            Self::Figures => "figures",
        }
    }

    /// The measure of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// What happened to those who are counted, of measures of how many an event hurt.
    #[must_use]
    pub fn kind(self) -> Option<CountKind> {
        Some(match self {
            Self::Killed => CountKind::Killed,
            Self::Wounded => CountKind::Wounded,
            Self::Missing => CountKind::Missing,
            Self::Detained => CountKind::Detained,
            Self::Kidnapped => CountKind::Kidnapped,
            Self::Displaced => CountKind::Displaced,
            Self::Released => CountKind::Released,
            Self::Reports | Self::Documents | Self::Origins | Self::Events | Self::Figures => return None,
        })
    }

    /// Whether events are counted, or how many they hurt.
    #[must_use]
    pub fn is_of_events(self) -> bool {
        self == Self::Events || self.kind().is_some()
    }

    /// Whether copies of one text and tellings of one event may count more than once.
    #[must_use]
    pub fn counts_copies(self) -> bool {
        matches!(self, Self::Reports | Self::Documents)
    }

    /// Whether its counts have a lower and an upper end.
    #[must_use]
    pub fn is_ranged(self) -> bool {
        self.kind().is_some()
    }
}

/// In which period a report counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// On the day its document was published: what was said then is beside what was read then.
    #[default]
    Told,
    /// On the day that it tells of, of an event the day of its view. What cannot be put into one period counts nowhere.
    Happened,
}

impl When {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Told, Self::Happened];

    /// The name in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Happened => "happened",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_are_those_of_files() {
        for one in Measure::ALL {
            assert_eq!(Measure::named(one.name()), Some(one));
            assert_eq!(serde_json::to_value(one).unwrap(), one.name());
            assert!(one.kind().is_none_or(|kind| kind.as_str() == one.name() && one.is_of_events()), "{one:?}");
        }
        for one in When::ALL {
            assert_eq!((When::named(one.name()), serde_json::to_value(one).unwrap()), (Some(one), one.name().into()));
        }
        assert_eq!((Measure::named("average"), When::named("")), (None, None));
    }
}
