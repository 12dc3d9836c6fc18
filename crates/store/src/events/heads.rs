//! Which event each report is told in, and what lists of events sort and ask by, in memory: for questions that many reports answer.
//! It is read when such a question first comes and read again after the weighing or a decision changed something.

use super::db::{Db, values};
use super::rows::News;
use crate::error::StoreError;
use crate::kept_answers::KeptAnswers;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How often the weighing or a decision changed something, as SQL.
const STAMP: &str = "coalesce((SELECT mark FROM weighing WHERE id = 3), 0)";
/// How many reports one question reads.
const AT_ONCE: i64 = 50_000;
/// Ids of reports may be so many times as many as reports, above a first stretch, for a table by id to be worth its room.
const SPARSE: i64 = 8;
const FIRST: i64 = 1_000_000;

/// What a list of events sorts and asks by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// The event.
    pub(super) id: i64,
    /// The day by which it is sorted, as YYYYMMDD.
    pub(super) day: i64,
    /// How many origins tell it.
    pub(super) origins: i64,
    /// Whether origins contest a figure.
    pub(super) contested: bool,
    /// Whether a person pinned it.
    pub(super) pinned: bool,
    /// The day on which it was first told, as YYYYMMDD.
    pub(super) first_told: Option<i64>,
}

/// The heads of all events, in the order of lists, and the reports that they have.
#[derive(Debug)]
pub(crate) struct Heads {
    stamp: i64,
    /// The newest event first.
    pub(super) all: Vec<Head>,
    /// The least id of a report, and for each from there on one more than the place of its event in `all`; 0 for none.
    base: i64,
    places: Vec<u32>,
}

/// The heads as last read.
#[derive(Debug)]
pub(crate) struct KeptHeads {
    /// Up to so many reports are looked up one by one; for more, the heads are read and kept.
    pub(crate) few: usize,
    kept: Mutex<Option<Arc<Heads>>>,
    news: KeptAnswers,
}

impl Default for KeptHeads {
    fn default() -> Self {
        Self { few: 5_000, kept: Mutex::default(), news: KeptAnswers::default() }
    }
}

/// Says that the weighing or a decision changed something.
pub(super) fn changed(db: &mut dyn Db) -> Result<(), StoreError> {
    let sql = "INSERT INTO weighing (id, mark) VALUES (3, 1) ON CONFLICT (id) DO UPDATE SET mark = weighing.mark + 1";
    db.run(sql, &[]).map(|_| ())
}

fn stamp(db: &mut dyn Db) -> Result<i64, StoreError> {
    Ok(db.row(&format!("SELECT {STAMP}"), &[])?.map_or(0, |row| row.int(0)))
}

impl KeptHeads {
    /// What is new since a document, as it was last made since anything changed.
    pub(super) fn news(
        &self,
        db: &mut dyn Db,
        key: String,
        make: impl FnOnce(&mut dyn Db) -> Result<News, StoreError>,
    ) -> Result<News, StoreError> {
        let stamp = stamp(db)?.unsigned_abs();
        if let Some(found) = self.news.get(stamp, &key) {
            return Ok(found);
        }
        let made = make(db)?;
        self.news.put(stamp, key, made.clone());
        Ok(made)
    }

    /// The heads as the moment has them; none where the ids of reports are too far apart to be kept so.
    pub(super) fn of(&self, db: &mut dyn Db) -> Result<Option<Arc<Heads>>, StoreError> {
        let stamp = stamp(db)?;
        // Others wait here while one reads: they need the same.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(heads) = kept.as_ref().filter(|heads| heads.stamp == stamp) {
            return Ok(Some(Arc::clone(heads)));
        }
        let Some(heads) = Heads::read(db, stamp)? else { return Ok(None) };
        let heads = Arc::new(heads);
        *kept = Some(Arc::clone(&heads));
        Ok(Some(heads))
    }
}

impl Heads {
    fn read(db: &mut dyn Db, stamp: i64) -> Result<Option<Self>, StoreError> {
        let ends = "SELECT coalesce(min(report), 0), coalesce(max(report), -1), count(*) FROM telling_reports";
        let Some(ends) = db.row(ends, &[])? else { return Ok(None) };
        let (base, last, count) = (ends.int(0), ends.int(1), ends.int(2));
        let room = last.saturating_sub(base).saturating_add(1);
        if room > FIRST.saturating_add(count.saturating_mul(SPARSE)) {
            return Ok(None);
        }
        let sql = "SELECT id, sort_day, origins, contested, pinned, first_told FROM events
                   WHERE summary IS NOT NULL ORDER BY sort_day DESC, id DESC";
        let head = |row: &super::db::Row| Head {
            id: row.int(0),
            day: row.int(1),
            origins: row.int(2),
            contested: row.int(3) != 0,
            pinned: row.int(4) != 0,
            first_told: row.maybe_int(5),
        };
        let all: Vec<Head> = db.rows(sql, &[])?.iter().map(head).collect();
        let at: HashMap<i64, u32> =
            all.iter().enumerate().filter_map(|(at, head)| Some((head.id, u32::try_from(at + 1).ok()?))).collect();
        let mut places = vec![0; usize::try_from(room).unwrap_or(0)];
        let sql = format!(
            "SELECT r.report, t.event FROM telling_reports r JOIN tellings t ON t.id = r.telling
             WHERE r.report >= $1 ORDER BY r.report LIMIT {AT_ONCE}"
        );
        let mut from = base;
        loop {
            let rows = db.rows(&sql, values![from])?;
            for row in &rows {
                let place = row.maybe_int(1).and_then(|event| at.get(&event));
                if let (Some(place), Ok(offset)) = (place, usize::try_from(row.int(0) - base))
                    && let Some(slot) = places.get_mut(offset)
                {
                    *slot = *place;
                }
            }
            match rows.last() {
                Some(row) => from = row.int(0) + 1,
                None => break,
            }
        }
        Ok(Some(Self { stamp, all, base, places }))
    }

    /// Which of [`Heads::all`] some reports are told in.
    pub(super) fn told_in(&self, reports: &[i64]) -> Vec<bool> {
        let mut out = vec![false; self.all.len()];
        for report in reports {
            let offset = report.checked_sub(self.base).and_then(|offset| usize::try_from(offset).ok());
            let place = offset.and_then(|offset| self.places.get(offset)).copied().unwrap_or(0);
            if let Some(told) = (place as usize).checked_sub(1).and_then(|at| out.get_mut(at)) {
                *told = true;
            }
        }
        out
    }
}
