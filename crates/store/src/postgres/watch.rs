//! Watches, vintages, alarms, notes and deliveries on PostgreSQL.

use std::collections::HashMap;

use marsad_model::Day;
use postgres::Row;

use super::PostgresStore;
use super::ledger::{Fault, Step};
use crate::day;
use crate::error::StoreError;
use crate::ledger::Millis;
use crate::watch::{
    ALARM, ALARMS, AlarmColumns, AlarmFilter, AlarmRow, DELIVERY, Delivery, DeliveryOutcome, MOST_ALARMS, NewAlarm,
    NewNote, NewWatch, Note, Raised, ToldCount, WATCH, WatchColumns, WatchRow, WatchStore, check_note, check_watch,
    check_who, count_column, delivery_state, same_days, told_count,
};

fn unreadable(place: &str, what: &'static str, id: i64, why: String) -> Fault {
    Fault::Row(StoreError::BadRow { path: place.into(), what, id, why })
}

fn json<T: serde::Serialize>(place: &str, what: &'static str, value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|e| unreadable(place, what, 0, e.to_string()))
}

fn watch_row(place: &str, row: &Row) -> Result<WatchRow, Fault> {
    let columns = WatchColumns {
        id: row.get(0),
        name: row.get(1),
        name_ar: row.get(2),
        tally: row.get(3),
        detect: row.get(4),
        added_at: row.get(5),
        muted_until: row.get(6),
        removed_at: row.get(7),
        last_run: row.get(8),
    };
    columns.read().map_err(|why| unreadable(place, "watch", row.get(0), why))
}

fn alarm_row(place: &str, row: &Row) -> Result<AlarmRow, Fault> {
    let columns = AlarmColumns {
        id: row.get(0),
        watch: row.get(1),
        part: row.get(2),
        method: row.get(3),
        day: row.get(4),
        level: row.get(5),
        content: row.get(6),
        raised_at: row.get(7),
        acknowledged_at: row.get(8),
        acknowledged_by: row.get(9),
    };
    columns.read().map_err(|why| unreadable(place, "alarm", row.get(0), why))
}

fn delivery_row(place: &str, row: &Row) -> Result<Delivery, Fault> {
    let state: String = row.get(3);
    Ok(Delivery {
        id: row.get(0),
        alarm: row.get(1),
        channel: row.get(2),
        state: delivery_state(&state).map_err(|why| unreadable(place, "delivery", row.get(0), why))?,
        tries: u32::try_from(row.get::<_, i64>(4)).unwrap_or(u32::MAX),
        next_try: row.get(5),
        last_try: row.get(6),
        last_result: row.get(7),
    })
}

type Values = HashMap<(String, i64), (Option<i64>, Option<f64>)>;

/// The value of each period that is known on a day.
fn known_then(step: &mut Step<'_, '_>, watch: i64, known: i64) -> Result<Values, Fault> {
    let rows = step.query(
        "SELECT DISTINCT ON (part, period) part, period, count, exposure FROM watch_counts
         WHERE watch = $1 AND known <= $2 ORDER BY part, period, known DESC",
        &[&watch, &known],
    )?;
    Ok(rows.iter().map(|row| ((row.get(0), row.get(1)), (row.get(2), row.get(3)))).collect())
}

impl WatchStore for PostgresStore {
    fn add_watch(&self, new: &NewWatch, now: Millis) -> Result<(i64, bool), StoreError> {
        check_watch(new)?;
        self.step(|step| {
            let tally = json(step.place, "watch", &new.tally)?;
            let added = step.run(
                "INSERT INTO watches (name, name_ar, tally, detect, added_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (name) WHERE removed_at IS NULL DO NOTHING",
                &[&new.name, &new.name_ar, &tally, &new.detect, &now],
            )?;
            let rows = step.query("SELECT id FROM watches WHERE name = $1 AND removed_at IS NULL", &[&new.name])?;
            Ok((rows.first().map_or(0, |row| row.get(0)), added == 1))
        })
    }

    fn watches(&self, removed: bool) -> Result<Vec<WatchRow>, StoreError> {
        self.step(|step| {
            let sql = format!("SELECT {WATCH} FROM watches WHERE $1 OR removed_at IS NULL ORDER BY id");
            step.query(&sql, &[&removed])?.iter().map(|row| watch_row(step.place, row)).collect()
        })
    }

    fn watch(&self, id: i64) -> Result<Option<WatchRow>, StoreError> {
        self.step(|step| {
            let rows = step.query(&format!("SELECT {WATCH} FROM watches WHERE id = $1"), &[&id])?;
            rows.first().map(|row| watch_row(step.place, row)).transpose()
        })
    }

    fn remove_watch(&self, id: i64, now: Millis) -> Result<bool, StoreError> {
        self.step(|step| {
            let sql = "UPDATE watches SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL";
            Ok(step.run(sql, &[&id, &now])? == 1)
        })
    }

    fn mute_watch(&self, id: i64, until: Option<Millis>) -> Result<bool, StoreError> {
        self.step(|step| {
            let sql = "UPDATE watches SET muted_until = $2 WHERE id = $1 AND removed_at IS NULL";
            Ok(step.run(sql, &[&id, &until])? == 1)
        })
    }

    fn tell_counts(&self, watch: i64, known: Day, now: Millis, counts: &[ToldCount]) -> Result<u64, StoreError> {
        let known = day::key(known);
        self.step(|step| {
            // Two that count at once take turns.
            step.run("UPDATE watches SET last_run = $2 WHERE id = $1", &[&watch, &now])?;
            let before = known_then(step, watch, known)?;
            let (mut parts, mut periods, mut values, mut read) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for told in counts {
                let period = day::key(told.period);
                let value = (count_column(&told.point), told.point.exposure);
                if before.get(&(told.of.clone(), period)) != Some(&value) {
                    parts.push(told.of.as_str());
                    periods.push(period);
                    values.push(value.0);
                    read.push(value.1);
                }
            }
            step.run(
                "INSERT INTO watch_counts (watch, part, period, known, count, exposure)
                 SELECT DISTINCT ON (part, period) $1::bigint, part, period, $2::bigint, count, exposure
                 FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::double precision[]) WITH ORDINALITY
                    AS t (part, period, count, exposure, place) ORDER BY part, period, place DESC
                 ON CONFLICT (watch, part, period, known) DO UPDATE SET count = excluded.count, exposure = excluded.exposure",
                &[&watch, &known, &parts, &periods, &values, &read],
            )?;
            Ok(parts.len() as u64)
        })
    }

    fn told_counts(&self, watch: i64) -> Result<Vec<(Day, ToldCount)>, StoreError> {
        self.step(|step| {
            let sql = "SELECT part, period, known, count, exposure FROM watch_counts WHERE watch = $1
                       ORDER BY part COLLATE \"C\", period, known";
            let rows = step.query(sql, &[&watch])?;
            let told = rows.iter().map(|row| {
                let told = told_count(row.get(0), row.get(1), row.get(3), row.get(4));
                let known = day::from_key(row.get(2));
                known
                    .zip(told)
                    .ok_or_else(|| unreadable(step.place, "watch", watch, "one of its counts has no day".into()))
            });
            told.collect()
        })
    }

    fn raise(&self, new: &NewAlarm, now: Millis) -> Result<(i64, Raised), StoreError> {
        let (from, to) = same_days(new.day);
        self.step(|step| {
            // Two that raise at once take turns.
            step.query("SELECT id FROM watches WHERE id = $1 FOR UPDATE", &[&new.watch])?;
            let there = step.query(
                "SELECT id, level FROM watch_alarms
                 WHERE watch = $1 AND part = $2 AND method = $3 AND day BETWEEN $4 AND $5 ORDER BY id DESC LIMIT 1",
                &[&new.watch, &new.of, &new.method.name(), &from, &to],
            )?;
            let content = json(step.place, "alarm", &new.content)?;
            if let Some(row) = there.first() {
                let (id, level): (i64, &str) = (row.get(0), row.get(1));
                if level == "watch" && new.level.name() == "warning" {
                    // The numbers stay those of then; what they are called is what is known now.
                    step.run(
                        "UPDATE watch_alarms SET level = 'warning', content = $2 WHERE id = $1",
                        &[&id, &content],
                    )?;
                    return Ok((id, Raised::Higher));
                }
                return Ok((id, Raised::Known));
            }
            let rows = step.query(
                "INSERT INTO watch_alarms (watch, part, method, day, level, content, raised_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                &[&new.watch, &new.of, &new.method.name(), &day::key(new.day), &new.level.name(), &content, &now],
            )?;
            Ok((rows.first().map_or(0, |row| row.get(0)), Raised::New))
        })
    }

    fn alarms(&self, filter: &AlarmFilter) -> Result<Vec<AlarmRow>, StoreError> {
        let limit = filter.limit.unwrap_or(ALARMS).min(MOST_ALARMS) as i64;
        self.step(|step| {
            let sql = format!(
                "SELECT {ALARM} FROM watch_alarms WHERE ($1::bigint IS NULL OR watch = $1)
                 AND (NOT $2 OR acknowledged_at IS NULL) AND ($3::bigint IS NULL OR id < $3) ORDER BY id DESC LIMIT $4"
            );
            let rows = step.query(&sql, &[&filter.watch, &filter.open, &filter.before, &limit])?;
            rows.iter().map(|row| alarm_row(step.place, row)).collect()
        })
    }

    fn alarm(&self, id: i64) -> Result<Option<AlarmRow>, StoreError> {
        self.step(|step| {
            let rows = step.query(&format!("SELECT {ALARM} FROM watch_alarms WHERE id = $1"), &[&id])?;
            rows.first().map(|row| alarm_row(step.place, row)).transpose()
        })
    }

    fn acknowledge(&self, alarm: i64, who: &str, now: Millis) -> Result<bool, StoreError> {
        check_who(who)?;
        self.step(|step| {
            let sql = "UPDATE watch_alarms SET acknowledged_at = $2, acknowledged_by = $3
                       WHERE id = $1 AND acknowledged_at IS NULL";
            Ok(step.run(sql, &[&alarm, &now, &who])? == 1)
        })
    }

    fn add_note(&self, new: &NewNote, now: Millis) -> Result<i64, StoreError> {
        check_note(new)?;
        self.step(|step| {
            let rows = step.query(
                "INSERT INTO watch_notes (at, watch, alarm, who, text) VALUES ($1, $2, $3, $4, $5) RETURNING id",
                &[&now, &new.watch, &new.alarm, &new.who, &new.text],
            )?;
            Ok(rows.first().map_or(0, |row| row.get(0)))
        })
    }

    fn notes(&self, watch: i64) -> Result<Vec<Note>, StoreError> {
        self.step(|step| {
            let sql = "SELECT id, at, watch, alarm, who, text FROM watch_notes WHERE watch = $1 ORDER BY id";
            let note = |row: &Row| Note {
                id: row.get(0),
                at: row.get(1),
                note: NewNote { watch: row.get(2), alarm: row.get(3), who: row.get(4), text: row.get(5) },
            };
            Ok(step.query(sql, &[&watch])?.iter().map(note).collect())
        })
    }

    fn queue_delivery(&self, alarm: i64, channel: &str, now: Millis) -> Result<bool, StoreError> {
        check_who(channel)?;
        self.step(|step| {
            let sql = "INSERT INTO watch_deliveries (alarm, channel, state, next_try) VALUES ($1, $2, 'waiting', $3)
                       ON CONFLICT (alarm, channel) DO NOTHING";
            Ok(step.run(sql, &[&alarm, &channel, &now])? == 1)
        })
    }

    fn claim_deliveries(&self, now: Millis, lease_until: Millis, limit: usize) -> Result<Vec<Delivery>, StoreError> {
        let limit = limit.min(MOST_ALARMS) as i64;
        self.step(|step| {
            let sql = format!(
                "SELECT {DELIVERY} FROM watch_deliveries WHERE state = 'waiting' AND next_try <= $1
                 ORDER BY next_try, id LIMIT $2 FOR UPDATE SKIP LOCKED"
            );
            let rows = step.query(&sql, &[&now, &limit])?;
            let found: Vec<Delivery> =
                rows.iter().map(|row| delivery_row(step.place, row)).collect::<Result<_, Fault>>()?;
            let ids: Vec<i64> = found.iter().map(|one| one.id).collect();
            step.run("UPDATE watch_deliveries SET next_try = $2 WHERE id = ANY($1)", &[&ids, &lease_until])?;
            Ok(found)
        })
    }

    fn delivery_done(&self, id: i64, outcome: &DeliveryOutcome) -> Result<(), StoreError> {
        let result = outcome.result.replace('\0', " ");
        self.step(|step| {
            let sql = "UPDATE watch_deliveries SET state = $2, tries = tries + 1, next_try = $3, last_try = $4,
                       last_result = $5 WHERE id = $1";
            step.run(sql, &[&id, &outcome.state.name(), &outcome.next_try, &outcome.at, &result])?;
            Ok(())
        })
    }

    fn deliveries(&self, alarm: i64) -> Result<Vec<Delivery>, StoreError> {
        self.step(|step| {
            let sql = format!("SELECT {DELIVERY} FROM watch_deliveries WHERE alarm = $1 ORDER BY id");
            step.query(&sql, &[&alarm])?.iter().map(|row| delivery_row(step.place, row)).collect()
        })
    }
}

/// What is wrong with the watches: rows that this program cannot read, at most `most` lines.
pub(super) fn faults(store: &PostgresStore, most: usize) -> Result<Vec<String>, StoreError> {
    let told = |fault: Fault| match fault {
        Fault::Row(error) => Some(error.to_string()),
        Fault::Server(_) => None,
    };
    store.step(|step| {
        let mut out = Vec::new();
        for row in step.query(&format!("SELECT {WATCH} FROM watches ORDER BY id"), &[])? {
            out.extend(watch_row(step.place, &row).err().and_then(told));
        }
        for row in step.query(&format!("SELECT {ALARM} FROM watch_alarms ORDER BY id"), &[])? {
            out.extend(alarm_row(step.place, &row).err().and_then(told));
        }
        out.truncate(most);
        Ok(out)
    })
}
