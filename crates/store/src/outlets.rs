//! What persons noted of outlets: language, country, kind, stance, the panels that they belong to, whose wire they carry.
//!
//! Nothing here is found out by the machine, and nothing here changes which documents go back to one origin: that is decided by
//! their texts. A panel is a fixed list of outlets under a name, so that a question can be asked of the same ones over years.

use std::collections::BTreeSet;

use marsad_model::Day;
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::upkeep::{MOST_LINES, VerifyReport};

/// The longest note on an outlet, in characters.
const LONGEST_NOTE: usize = 4000;
/// The longest name: of an outlet, a panel, a country.
const LONGEST_NAME: usize = 200;
/// Most panels and wires of one outlet.
const MOST: usize = 100;

/// What kind of publisher an outlet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutletKind {
    /// Run by a state.
    State,
    /// Run by a party to a conflict that is no state, or by a political party.
    Party,
    /// An agency whose texts others print.
    Wire,
    /// Run by neither.
    Independent,
    /// Run by an organisation that monitors, helps or campaigns.
    Ngo,
    /// Not journalism but announcements: a ministry, an armed force.
    Official,
    /// A person's or group's account.
    Account,
}

impl OutletKind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::State, Self::Party, Self::Wire, Self::Independent, Self::Ngo, Self::Official, Self::Account];

    /// Its name in files and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Party => "party",
            Self::Wire => "wire",
            Self::Independent => "independent",
            Self::Ngo => "ngo",
            Self::Official => "official",
            Self::Account => "account",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// That an outlet carries the wire of another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Carries {
    /// The name of the wire, as its documents have it.
    pub wire: String,
    /// Since when, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// Until when, where that is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
}

/// As a person writes it: `WIRE`, or with days `WIRE @ 2020-01-01..2024-05-01`, where either day may be left out.
impl std::fmt::Display for Carries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.wire)?;
        if self.from.is_none() && self.to.is_none() {
            return Ok(());
        }
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        write!(f, " @ {}..{}", day(self.from), day(self.to))
    }
}

impl std::str::FromStr for Carries {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A name may have an `@` of its own: only what has two dots behind it are days.
        let (wire, days) = match text.rsplit_once('@') {
            Some((wire, days)) if days.contains("..") => (wire, days),
            _ => (text, ".."),
        };
        let (from, to) = days.split_once("..").unwrap_or_default();
        let day = |text: &str| match text.trim() {
            "" => Ok(None),
            day => day.parse().map(Some).map_err(|_| format!("`{day}` is not a day; write it as 2022-03-23")),
        };
        let wire = wire.trim().to_owned();
        if wire.is_empty() {
            return Err("the wire has no name".to_owned());
        }
        Ok(Self { wire, from: day(from)?, to: day(to)? })
    }
}

/// What was noted of an outlet. What is empty is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OutletFacts {
    /// BCP 47 tag of the language it writes in.
    pub language: Option<String>,
    /// ISO 3166-1 alpha-3 code of the country it publishes from.
    pub country: Option<String>,
    /// What kind of publisher it is.
    pub kind: Option<OutletKind>,
    /// Whose side it takes, in words of the one who noted it.
    pub stance: Option<String>,
    /// The panels that it belongs to.
    pub panels: BTreeSet<String>,
    /// Whose wires it carries.
    pub carries: BTreeSet<Carries>,
}

impl OutletFacts {
    /// What cannot be kept, in words for whoever noted it; none where all is well.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let short = |what: &str, text: &str, most: usize| {
            let length = text.chars().count();
            let fits = length <= most && !text.trim().is_empty() && !text.contains('\0');
            (!fits).then(|| format!("{what} should have 1 to {most} characters, but has {length}"))
        };
        let letters = |text: &str, least: usize, most: usize| {
            (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        if let Some(tag) = self.language.as_deref().filter(|tag| !letters(tag, 2, 35)) {
            return Some(format!("the language should be a tag like `ar` or `ar-SY`, but is `{tag}`"));
        }
        if let Some(code) = self.country.as_deref().filter(|code| !letters(code, 3, 3) || code.contains('-')) {
            return Some(format!("the country should be a code of three letters like `SYR`, but is `{code}`"));
        }
        if let Some(fault) = self.stance.as_deref().and_then(|note| short("the stance note", note, LONGEST_NOTE)) {
            return Some(fault);
        }
        if self.panels.len() > MOST || self.carries.len() > MOST {
            return Some(format!("an outlet has at most {MOST} panels and carries at most {MOST} wires"));
        }
        let panels = self.panels.iter().find_map(|name| short("the name of a panel", name, LONGEST_NAME));
        panels.or_else(|| {
            self.carries.iter().find_map(|one| match (one.from, one.to) {
                (Some(from), Some(to)) if from > to => {
                    Some(format!("{} is carried from {from} to {to}, which is earlier", one.wire))
                }
                _ => short("the name of a wire", &one.wire, LONGEST_NAME),
            })
        })
    }
}

/// What is noted of an outlet now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutletRow {
    /// The outlet, as its documents name it.
    pub outlet: String,
    /// What is noted.
    #[serde(flatten)]
    pub facts: OutletFacts,
    /// When that was noted, UTC, RFC 3339.
    pub changed_at: String,
    /// By whom.
    pub changed_by: String,
}

/// Notes on outlets. Every version is kept; the last one counts. Every call is one transaction.
pub trait Outlets: Send + Sync {
    /// Notes something of an outlet, in place of what was noted before. False where that is the same: then nothing is written.
    ///
    /// # Errors
    /// [`StoreError::BadInput`] for what cannot be kept; when the database cannot be written.
    fn keep_outlet(&self, outlet: &str, facts: &OutletFacts, at: &str, by: &str) -> Result<bool, StoreError>;

    /// Everything that was noted of an outlet, the first first.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn outlet_versions(&self, outlet: &str) -> Result<Vec<OutletRow>, StoreError>;

    /// What is noted of each outlet of which anything was, in the order of their names.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn outlets(&self) -> Result<Vec<OutletRow>, StoreError>;

    /// What is noted of an outlet now.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn outlet(&self, outlet: &str) -> Result<Option<OutletRow>, StoreError> {
        Ok(self.outlet_versions(outlet)?.pop())
    }
}

/// The statements that both databases run; `?1` stands for the first value.
pub(crate) mod sql {
    /// The last version of one outlet.
    pub const LAST: &str = "SELECT facts FROM outlet_versions WHERE outlet = ?1 ORDER BY id DESC LIMIT 1";
    /// A further version.
    pub const ADD: &str = "INSERT INTO outlet_versions (outlet, facts, changed_at, changed_by) VALUES (?1, ?2, ?3, ?4)";
    /// All versions of one outlet.
    pub const VERSIONS: &str =
        "SELECT id, outlet, facts, changed_at, changed_by FROM outlet_versions WHERE outlet = ?1 ORDER BY id";
    /// The last version of each.
    pub const ALL: &str = "SELECT id, outlet, facts, changed_at, changed_by FROM outlet_versions
         WHERE id IN (SELECT max(id) FROM outlet_versions GROUP BY outlet) ORDER BY outlet";
}

/// A row as a database has it: number, outlet, facts, when, by whom.
pub(crate) type Raw = (i64, String, String, String, String);

/// Checks what is to be kept, and writes it.
pub(crate) fn written(outlet: &str, facts: &OutletFacts) -> Result<String, StoreError> {
    let bad = |why: String| StoreError::BadInput { target: format!("outlet {outlet}"), why };
    let length = outlet.chars().count();
    if outlet.trim() != outlet || length == 0 || length > LONGEST_NAME || outlet.contains('\0') {
        return Err(bad(format!("its name should have 1 to {LONGEST_NAME} characters, without spaces around them")));
    }
    if let Some(fault) = facts.fault() {
        return Err(bad(fault));
    }
    if facts.carries.iter().any(|one| one.wire == outlet) {
        return Err(bad("it cannot carry its own wire".into()));
    }
    serde_json::to_string(facts).map_err(|e| bad(e.to_string()))
}

/// Reads a row; `place` is the store's, for the error.
pub(crate) fn read(raw: Raw, place: &std::path::Path) -> Result<OutletRow, StoreError> {
    let (id, outlet, facts, changed_at, changed_by) = raw;
    let facts = serde_json::from_str(&facts).map_err(|e| StoreError::BadRow {
        path: place.to_path_buf(),
        what: "note on an outlet",
        id,
        why: e.to_string(),
    })?;
    Ok(OutletRow { outlet, facts, changed_at, changed_by })
}

/// The panels of a row's facts, for the columns: what cannot be read belongs to none.
pub(crate) fn panels(facts: &str) -> BTreeSet<String> {
    serde_json::from_str::<OutletFacts>(facts).map(|facts| facts.panels).unwrap_or_default()
}

/// Notes wires that a note names and that nothing is known of: often a name that is spelt otherwise.
pub(crate) fn check_outlets(
    store: &dyn Outlets,
    known: &BTreeSet<String>,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    let rows = match store.outlets() {
        Ok(rows) => rows,
        Err(error @ StoreError::BadRow { .. }) => {
            report.database.push(error.to_string());
            return Ok(());
        }
        Err(other) => return Err(other),
    };
    let noted: BTreeSet<&str> = rows.iter().map(|row| row.outlet.as_str()).collect();
    for row in &rows {
        for one in row.facts.carries.iter().filter(|one| !known.contains(&one.wire)) {
            if !noted.contains(one.wire.as_str()) {
                report
                    .notes
                    .push(format!("{} carries the wire of {}, of which there is nothing", row.outlet, one.wire));
            }
        }
    }
    report.notes.truncate(MOST_LINES);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(change: impl FnOnce(&mut OutletFacts)) -> OutletFacts {
        let mut out = OutletFacts::default();
        change(&mut out);
        out
    }

    #[test]
    fn what_cannot_be_kept_is_told_in_words() {
        assert_eq!(OutletFacts::default().fault(), None);
        let carries = |wire: &str, from: &str, to: &str| Carries {
            wire: wire.into(),
            from: from.parse().ok(),
            to: to.parse().ok(),
        };
        for (bad, words) in [
            (facts(|f| f.language = Some("عربي".into())), "`ar`"),
            (facts(|f| f.country = Some("SY".into())), "`SYR`"),
            (facts(|f| f.stance = Some(" ".into())), "stance"),
            (facts(|f| f.stance = Some("x".repeat(4001))), "4001"),
            (facts(|f| f.panels = [String::new()].into()), "panel"),
            (facts(|f| f.carries = [carries("", "", "")].into()), "wire"),
            (facts(|f| f.carries = [carries("و", "2024-05-02", "2024-05-01")].into()), "earlier"),
            (facts(|f| f.panels = (0..101).map(|n| n.to_string()).collect()), "100"),
        ] {
            assert!(bad.fault().is_some_and(|fault| fault.contains(words)), "{bad:?}");
        }
        assert!(written("أ", &facts(|f| f.carries = [carries("أ", "", "")].into())).is_err());
        assert!(written(" أ", &OutletFacts::default()).is_err());
    }

    #[test]
    fn a_wire_is_written_with_or_without_days() {
        for text in ["وكالة الأفق", "وكالة الأفق @ 2020-01-01..", "a@b @ ..2024-05-01", "a@b"] {
            let read: Carries = text.parse().unwrap();
            assert_eq!(read.to_string(), text);
        }
        let read: Carries = "  x@2020-01-01..2021-01-01 ".parse().unwrap();
        assert_eq!(read.to_string(), "x @ 2020-01-01..2021-01-01");
        for text in ["", " @ ..", "x @ 2020..2021"] {
            assert!(text.parse::<Carries>().is_err(), "{text}");
        }
    }

    #[test]
    fn facts_of_a_later_program_are_read_as_far_as_they_are_known() {
        let read: OutletFacts = serde_json::from_str(r#"{"language":"ar","colour":"red"}"#).unwrap();
        assert_eq!(read.language.as_deref(), Some("ar"));
        assert!(panels("{").is_empty());
        assert!(panels(r#"{"panels":["a"]}"#).contains("a"));
    }
}
