//! How far review has come.

use super::checked;
use super::queue::whole;
use super::rows::{CoderProgress, Progress, Verdict};
use super::second::waits;
use crate::api::{Filter, Store};
use crate::error::StoreError;
use crate::events::db::{self, Db, EventTables, values};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// [`super::Reviews::review_progress`].
pub(super) fn of<S: EventTables + Store + ?Sized>(
    store: &S,
    filter: &Filter,
    now: &str,
) -> Result<Progress, StoreError> {
    let now = checked::moment(now)?;
    let filter = whole(filter);
    // All of them need no list of them.
    let everything = filter == Filter::default();
    let ids: HashSet<i64> = if everything { HashSet::new() } else { store.report_ids(&filter)?.into_iter().collect() };
    let total = if everything { store.stats()?.reports } else { ids.len() as u64 };
    let mut out = Progress { total, ..Progress::default() };
    db::read(store, |db| {
        let sql =
            "SELECT i.report, i.state, CASE WHEN r.id IS NULL OR NOT d.current THEN 0 ELSE 1 END FROM review_items i
                   JOIN documents d ON d.id = i.document LEFT JOIN reports r ON r.id = i.report";
        let mut taken = 0;
        for row in db.rows(sql, &[])? {
            let counts = row.int(2) == 1 && (everything || ids.contains(&row.int(0)));
            match row.text(1) {
                "rejected" => out.rejected += 1,
                "settled" if counts => out.settled += 1,
                "moved" if counts => out.moved += 1,
                // What waits to come into the record is in no answer and still waits.
                "waiting" if counts || everything => out.waiting += 1,
                "disputed" if counts || everything => out.disputed += 1,
                _ => {}
            }
            taken += u64::from(counts && !matches!(row.text(1), "open" | "rejected"));
        }
        out.open = total.saturating_sub(taken);
        let sql = "SELECT c.report FROM review_claims c LEFT JOIN review_items i ON i.report = c.report
                   WHERE c.until > $1 AND (i.state IS NULL OR i.state = 'open')";
        let claimed = db.ints(sql, values![now])?;
        out.claimed = claimed.iter().filter(|id| everything || ids.contains(id)).count() as u64;
        let waits = waits::all(db)?;
        out.second = (waits.reports.len() + waits.proposals.len()) as u64;
        out.coders = coders(db)?;
        Ok(())
    })?;
    Ok(out)
}

/// How far each coder has come.
fn coders(db: &mut dyn Db) -> Result<Vec<CoderProgress>, StoreError> {
    #[derive(Default)]
    struct Coder {
        reports: BTreeSet<i64>,
        accepted: BTreeSet<i64>,
        seconds: Vec<f64>,
        last: String,
    }
    let mut all: BTreeMap<String, Coder> = BTreeMap::new();
    let mut after = 0;
    loop {
        // Without what the reviews say, which is long.
        let sql = "SELECT r.id, r.coder, r.report, r.verdict, r.at, r.seconds FROM reviews r WHERE r.id > $1 AND r.verdict <> 'undo'
                   AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = r.id) ORDER BY r.id LIMIT 10000";
        let rows = db.rows(sql, values![after])?;
        let Some(last) = rows.last() else { break };
        after = last.int(0);
        for row in &rows {
            let coder = all.entry(row.text(1).to_owned()).or_default();
            coder.reports.insert(row.int(2));
            // The last word counts.
            if row.text(3) == Verdict::Accept.as_str() {
                coder.accepted.insert(row.int(2));
            } else {
                coder.accepted.remove(&row.int(2));
            }
            coder.seconds.extend(row.maybe_real(5));
            if row.text(4) > coder.last.as_str() {
                coder.last = row.text(4).to_owned();
            }
        }
    }
    let mut waiting: BTreeMap<String, u64> = BTreeMap::new();
    for row in db.rows("SELECT coder, count(*) FROM review_assigned WHERE answered = 0 GROUP BY coder", &[])? {
        waiting.insert(row.text(0).to_owned(), row.int(1).unsigned_abs());
        all.entry(row.text(0).to_owned()).or_default();
    }
    Ok(all
        .into_iter()
        .map(|(name, mut coder)| CoderProgress {
            reports: coder.reports.len() as u64,
            accepted: coder.accepted.len() as u64,
            waiting: waiting.get(&name).copied().unwrap_or(0),
            median_seconds: median(&mut coder.seconds),
            last: coder.last.get(..10).and_then(|day| day.parse().ok()),
            coder: name,
        })
        .collect())
}

fn median(all: &mut [f64]) -> Option<f64> {
    all.sort_by(f64::total_cmp);
    let half = all.len() / 2;
    match all.len() % 2 {
        _ if all.is_empty() => None,
        1 => all.get(half).copied(),
        _ => Some(f64::midpoint(*all.get(half - 1)?, *all.get(half)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_middle_of_an_even_number_lies_between_two() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut [9.0, 1.0, 2.0, 4.0]), Some(3.0));
    }
}
