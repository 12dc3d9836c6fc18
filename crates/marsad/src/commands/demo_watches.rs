//! The watches of `marsad demo`: counted as if they had been run every Monday, so that there is something to look back on.

use anyhow::Context;
use jiff::Span;
use marsad_alert::{read_watches, run};
use marsad_model::Day;
use marsad_store::{Raised, Watched};

use super::watch::start_of;

/// The Mondays on which the watches are run: from the quiet before to the quiet after.
const FIRST: Day = Day::constant(2022, 1, 3);
const LAST: Day = Day::constant(2022, 4, 11);

/// Adds the watches of a text, and runs them; how many watches there are, and how many alarms they raised.
pub fn fill(store: &dyn Watched, text: &str, names: &dyn marsad_alert::Names) -> anyhow::Result<(usize, usize)> {
    let new = read_watches(text).map_err(|why| anyhow::anyhow!("demo/watches.toml: {why}"))?;
    let mut alarms = 0;
    for watch in &new {
        let (id, _) = store.add_watch(watch, start_of(FIRST))?;
        let watch = store.watch(id)?.context("the watch that was just added is not there")?;
        let mut monday = FIRST;
        while monday <= LAST {
            let ran = run(store, &watch, monday, start_of(monday), names)?;
            alarms += ran.alarms.iter().filter(|(_, raised)| *raised == Raised::New).count();
            monday = monday.checked_add(Span::new().days(7)).context("the calendar ends")?;
        }
    }
    Ok((new.len(), alarms))
}
