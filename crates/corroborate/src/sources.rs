//! Whom a document names as its source, in short: whether two documents can be linked by a credit or a citation at all.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::credits::CreditKind;
use crate::page::Page;

/// Whom a document credits and cites, and who published it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    /// Agencies whose text it is as a whole.
    wires: BTreeSet<String>,
    /// Whom it cites.
    cites: BTreeSet<String>,
    /// Its outlet.
    outlet: Option<String>,
}

impl Sources {
    /// Of a document.
    #[must_use]
    pub fn of(page: &Page) -> Self {
        let cited = page.credits.iter().filter(|c| c.kind != CreditKind::Unnamed);
        let cited = cited.filter(|c| page.outlet_id.as_ref() != Some(&c.id));
        let wires = page.credits.iter().filter(|c| c.whole && c.kind == CreditKind::Wire);
        Self {
            wires: wires.map(|c| c.id.clone()).collect(),
            cites: cited.map(|c| c.id.clone()).collect(),
            outlet: page.outlet_id.clone(),
        }
    }

    /// Whether a credit or a citation may link the two.
    #[must_use]
    pub fn meet(&self, other: &Self) -> bool {
        let cites = |a: &Self, b: &Self| a.cites.iter().any(|c| b.wires.contains(c) || b.outlet.as_ref() == Some(c));
        self.wires.iter().any(|w| other.wires.contains(w)) || cites(self, other) || cites(other, self)
    }

    /// Whether it can meet nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
