//! What was known of a watch when, as it is shown.

use std::collections::{BTreeMap, BTreeSet};

use marsad_model::Day;
use marsad_watch::{Step, Vintages};

use super::{WatchRow, WatchStore};
use crate::counting::lower_part;
use crate::error::StoreError;

/// What was known of a watch when.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// By part; the whole under the empty name. Of counts with two ends the lower ones.
    pub parts: BTreeMap<String, Vintages>,
    /// The upper ends, by part; empty where counts have one end.
    pub upper: BTreeMap<String, Vintages>,
    /// The days from which something new was known.
    pub known: BTreeSet<Day>,
}

/// The history of a watch.
///
/// # Errors
/// When the store cannot be read.
pub fn watch_history<S: WatchStore + ?Sized>(store: &S, watch: &WatchRow) -> Result<History, StoreError> {
    let step: Step = watch.watch.tally.step;
    let mut out = History::default();
    // Rows come by part and period: the first period of a part begins its series.
    for (known, one) in store.told_counts(watch.id)? {
        out.known.insert(known);
        let (parts, of) = match lower_part(&one.of) {
            Some(of) => (&mut out.upper, of.to_owned()),
            None => (&mut out.parts, one.of),
        };
        let vintages = parts.entry(of).or_insert_with(|| Vintages::new(one.period, step));
        // Periods come from a series of this step: each is taken.
        let _ = vintages.tell(one.period, known, one.point);
    }
    Ok(out)
}
