//! Watches, vintages, alarms, notes and deliveries in the embedded store.

use std::collections::HashMap;

use marsad_model::Day;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::SqliteStore;
use crate::day;
use crate::error::StoreError;
use crate::ledger::Millis;
use crate::watch::{
    ALARM, ALARMS, AlarmColumns, AlarmFilter, AlarmRow, DELIVERY, Delivery, DeliveryOutcome, MOST_ALARMS, NewAlarm,
    NewNote, NewWatch, Note, Raised, ToldCount, WATCH, WatchColumns, WatchRow, WatchStore, check_note, check_watch,
    check_who, count_column, delivery_state, same_days, told_count,
};

/// A column that does not hold what it should.
fn unreadable(why: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, why.into())
}

fn json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| unreadable(e.to_string()))
}

fn watch_row(row: &Row<'_>) -> rusqlite::Result<WatchRow> {
    let columns = WatchColumns {
        id: row.get(0)?,
        name: row.get(1)?,
        name_ar: row.get(2)?,
        tally: row.get(3)?,
        detect: row.get(4)?,
        added_at: row.get(5)?,
        muted_until: row.get(6)?,
        removed_at: row.get(7)?,
        last_run: row.get(8)?,
    };
    columns.read().map_err(unreadable)
}

fn alarm_row(row: &Row<'_>) -> rusqlite::Result<AlarmRow> {
    let columns = AlarmColumns {
        id: row.get(0)?,
        watch: row.get(1)?,
        part: row.get(2)?,
        method: row.get(3)?,
        day: row.get(4)?,
        level: row.get(5)?,
        content: row.get(6)?,
        raised_at: row.get(7)?,
        acknowledged_at: row.get(8)?,
        acknowledged_by: row.get(9)?,
    };
    columns.read().map_err(unreadable)
}

fn delivery_row(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let state: String = row.get(3)?;
    Ok(Delivery {
        id: row.get(0)?,
        alarm: row.get(1)?,
        channel: row.get(2)?,
        state: delivery_state(&state).map_err(unreadable)?,
        tries: row.get(4)?,
        next_try: row.get(5)?,
        last_try: row.get(6)?,
        last_result: row.get(7)?,
    })
}

/// The value of each period that is known on a day.
#[allow(clippy::type_complexity)]
fn known_then(
    db: &Connection,
    watch: i64,
    known: i64,
) -> rusqlite::Result<HashMap<(String, i64), (Option<i64>, Option<f64>)>> {
    let mut rows = db.prepare_cached(
        "SELECT part, period, count, exposure FROM watch_counts WHERE watch = ?1 AND known <= ?2
         ORDER BY part, period, known",
    )?;
    let rows = rows.query_map([watch, known], |row| Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?))))?;
    rows.collect()
}

impl WatchStore for SqliteStore {
    fn add_watch(&self, new: &NewWatch, now: Millis) -> Result<(i64, bool), StoreError> {
        check_watch(new)?;
        self.writing(|db| {
            let added = db
                .prepare_cached(
                    "INSERT INTO watches (name, name_ar, tally, detect, added_at) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT DO NOTHING",
                )?
                .execute(params![new.name, new.name_ar, json(&new.tally)?, new.detect, now])?;
            let id = db
                .prepare_cached("SELECT id FROM watches WHERE name = ?1 AND removed_at IS NULL")?
                .query_row([&new.name], |row| row.get(0))?;
            Ok((id, added == 1))
        })
    }

    fn watches(&self, removed: bool) -> Result<Vec<WatchRow>, StoreError> {
        self.asking(|db| {
            let sql = format!("SELECT {WATCH} FROM watches WHERE ?1 OR removed_at IS NULL ORDER BY id");
            let mut rows = db.prepare_cached(&sql)?;
            rows.query_map([removed], watch_row)?.collect()
        })
    }

    fn watch(&self, id: i64) -> Result<Option<WatchRow>, StoreError> {
        self.asking(|db| {
            let sql = format!("SELECT {WATCH} FROM watches WHERE id = ?1");
            db.prepare_cached(&sql)?.query_row([id], watch_row).optional()
        })
    }

    fn remove_watch(&self, id: i64, now: Millis) -> Result<bool, StoreError> {
        self.writing(|db| {
            let sql = "UPDATE watches SET removed_at = ?2 WHERE id = ?1 AND removed_at IS NULL";
            Ok(db.prepare_cached(sql)?.execute([id, now])? == 1)
        })
    }

    fn mute_watch(&self, id: i64, until: Option<Millis>) -> Result<bool, StoreError> {
        self.writing(|db| {
            let sql = "UPDATE watches SET muted_until = ?2 WHERE id = ?1 AND removed_at IS NULL";
            Ok(db.prepare_cached(sql)?.execute(params![id, until])? == 1)
        })
    }

    fn tell_counts(&self, watch: i64, known: Day, now: Millis, counts: &[ToldCount]) -> Result<u64, StoreError> {
        let known = day::key(known);
        self.writing(|db| {
            let before = known_then(db, watch, known)?;
            let mut put = db.prepare_cached(
                "INSERT INTO watch_counts (watch, part, period, known, count, exposure) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (watch, part, period, known) DO UPDATE SET count = excluded.count, exposure = excluded.exposure",
            )?;
            let mut changed = 0;
            for told in counts {
                let period = day::key(told.period);
                let value = (count_column(&told.point), told.point.exposure);
                if before.get(&(told.of.clone(), period)) != Some(&value) {
                    put.execute(params![watch, told.of, period, known, value.0, value.1])?;
                    changed += 1;
                }
            }
            db.prepare_cached("UPDATE watches SET last_run = ?2 WHERE id = ?1")?.execute([watch, now])?;
            Ok(changed)
        })
    }

    fn told_counts(&self, watch: i64) -> Result<Vec<(Day, ToldCount)>, StoreError> {
        self.asking(|db| {
            let mut rows = db.prepare_cached(
                "SELECT part, period, known, count, exposure FROM watch_counts WHERE watch = ?1
                 ORDER BY part, period, known",
            )?;
            let rows = rows.query_map([watch], |row| {
                let told = told_count(row.get(0)?, row.get(1)?, row.get(3)?, row.get(4)?);
                let known = day::from_key(row.get(2)?);
                known.zip(told).ok_or_else(|| unreadable("a count of a watch has no day".into()))
            })?;
            rows.collect()
        })
    }

    fn raise(&self, new: &NewAlarm, now: Millis) -> Result<(i64, Raised), StoreError> {
        let (from, to) = same_days(new.day);
        self.writing(|db| {
            let there: Option<(i64, String)> = db
                .prepare_cached(
                    "SELECT id, level FROM watch_alarms
                     WHERE watch = ?1 AND part = ?2 AND method = ?3 AND day BETWEEN ?4 AND ?5 ORDER BY id DESC LIMIT 1",
                )?
                .query_row(params![new.watch, new.of, new.method.name(), from, to], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()?;
            if let Some((id, level)) = there {
                if level == "watch" && new.level.name() == "warning" {
                    // The numbers stay those of then; what they are called is what is known now.
                    let sql = "UPDATE watch_alarms SET level = 'warning', content = ?2 WHERE id = ?1";
                    db.prepare_cached(sql)?.execute(params![id, json(&new.content)?])?;
                    return Ok((id, Raised::Higher));
                }
                return Ok((id, Raised::Known));
            }
            db.prepare_cached(
                "INSERT INTO watch_alarms (watch, part, method, day, level, content, raised_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                new.watch,
                new.of,
                new.method.name(),
                day::key(new.day),
                new.level.name(),
                json(&new.content)?,
                now
            ])?;
            Ok((db.last_insert_rowid(), Raised::New))
        })
    }

    fn alarms(&self, filter: &AlarmFilter) -> Result<Vec<AlarmRow>, StoreError> {
        let limit = filter.limit.unwrap_or(ALARMS).min(MOST_ALARMS) as i64;
        self.asking(|db| {
            let sql = format!(
                "SELECT {ALARM} FROM watch_alarms WHERE (?1 IS NULL OR watch = ?1)
                 AND (NOT ?2 OR acknowledged_at IS NULL) AND (?3 IS NULL OR id < ?3) ORDER BY id DESC LIMIT ?4"
            );
            let mut rows = db.prepare_cached(&sql)?;
            rows.query_map(params![filter.watch, filter.open, filter.before, limit], alarm_row)?.collect()
        })
    }

    fn alarm(&self, id: i64) -> Result<Option<AlarmRow>, StoreError> {
        self.asking(|db| {
            let sql = format!("SELECT {ALARM} FROM watch_alarms WHERE id = ?1");
            db.prepare_cached(&sql)?.query_row([id], alarm_row).optional()
        })
    }

    fn acknowledge(&self, alarm: i64, who: &str, now: Millis) -> Result<bool, StoreError> {
        check_who(who)?;
        self.writing(|db| {
            let sql = "UPDATE watch_alarms SET acknowledged_at = ?2, acknowledged_by = ?3
                       WHERE id = ?1 AND acknowledged_at IS NULL";
            Ok(db.prepare_cached(sql)?.execute(params![alarm, now, who])? == 1)
        })
    }

    fn add_note(&self, new: &NewNote, now: Millis) -> Result<i64, StoreError> {
        check_note(new)?;
        self.writing(|db| {
            db.prepare_cached("INSERT INTO watch_notes (at, watch, alarm, who, text) VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![now, new.watch, new.alarm, new.who, new.text])?;
            Ok(db.last_insert_rowid())
        })
    }

    fn notes(&self, watch: i64) -> Result<Vec<Note>, StoreError> {
        self.asking(|db| {
            let sql = "SELECT id, at, watch, alarm, who, text FROM watch_notes WHERE watch = ?1 ORDER BY id";
            let mut rows = db.prepare_cached(sql)?;
            let rows = rows.query_map([watch], |row| {
                let note = NewNote { watch: row.get(2)?, alarm: row.get(3)?, who: row.get(4)?, text: row.get(5)? };
                Ok(Note { id: row.get(0)?, at: row.get(1)?, note })
            })?;
            rows.collect()
        })
    }

    fn queue_delivery(&self, alarm: i64, channel: &str, now: Millis) -> Result<bool, StoreError> {
        check_who(channel)?;
        self.writing(|db| {
            let sql = "INSERT INTO watch_deliveries (alarm, channel, state, next_try) VALUES (?1, ?2, 'waiting', ?3)
                       ON CONFLICT (alarm, channel) DO NOTHING";
            Ok(db.prepare_cached(sql)?.execute(params![alarm, channel, now])? == 1)
        })
    }

    fn claim_deliveries(&self, now: Millis, lease_until: Millis, limit: usize) -> Result<Vec<Delivery>, StoreError> {
        let limit = limit.min(MOST_ALARMS) as i64;
        self.writing(|db| {
            let sql = format!(
                "SELECT {DELIVERY} FROM watch_deliveries WHERE state = 'waiting' AND next_try <= ?1
                 ORDER BY next_try, id LIMIT ?2"
            );
            let found: Vec<Delivery> =
                db.prepare_cached(&sql)?.query_map([now, limit], delivery_row)?.collect::<rusqlite::Result<_>>()?;
            for one in &found {
                db.prepare_cached("UPDATE watch_deliveries SET next_try = ?2 WHERE id = ?1")?
                    .execute([one.id, lease_until])?;
            }
            Ok(found)
        })
    }

    fn delivery_done(&self, id: i64, outcome: &DeliveryOutcome) -> Result<(), StoreError> {
        self.writing(|db| {
            let sql = "UPDATE watch_deliveries SET state = ?2, tries = tries + 1, next_try = ?3, last_try = ?4,
                       last_result = ?5 WHERE id = ?1";
            let result = outcome.result.replace('\0', " ");
            db.prepare_cached(sql)?.execute(params![id, outcome.state.name(), outcome.next_try, outcome.at, result])?;
            Ok(())
        })
    }

    fn deliveries(&self, alarm: i64) -> Result<Vec<Delivery>, StoreError> {
        self.asking(|db| {
            let sql = format!("SELECT {DELIVERY} FROM watch_deliveries WHERE alarm = ?1 ORDER BY id");
            let mut rows = db.prepare_cached(&sql)?;
            rows.query_map([alarm], delivery_row)?.collect()
        })
    }
}

/// What is wrong with the watches: rows that this program cannot read, at most `most` lines.
pub(super) fn faults(db: &Connection, most: usize) -> rusqlite::Result<Vec<String>> {
    let mut out = Vec::new();
    let mut rows = db.prepare(&format!("SELECT {WATCH} FROM watches ORDER BY id"))?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        if let Err(error) = watch_row(row) {
            out.push(format!("watch {} cannot be read: {error}", row.get::<_, i64>(0)?));
        }
    }
    let mut rows = db.prepare(&format!("SELECT {ALARM} FROM watch_alarms ORDER BY id"))?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        if let Err(error) = alarm_row(row) {
            out.push(format!("alarm {} cannot be read: {error}", row.get::<_, i64>(0)?));
        }
    }
    out.truncate(most);
    Ok(out)
}
