//! Events as they are shown: what lists need is kept beside their ids, and made again where something changed.

use super::db::{Db, values};
use super::rows::{EventRow, FigureRow, Named};
use crate::day;
use crate::error::StoreError;
use marsad_corroborate::{Claim, Contested, Course, EventView, Standing, Statement, Telling};
use marsad_model::{CountKind, Day, Quote, Report};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// A telling with its document, as it is shown.
pub(super) struct Told {
    pub(super) row: i64,
    pub(super) telling: Telling,
    pub(super) document: i64,
    pub(super) number: i64,
    pub(super) title: String,
    pub(super) outlet: Option<String>,
    pub(super) url: Option<String>,
    pub(super) version: i64,
    pub(super) origin: i64,
    pub(super) reports: Vec<(i64, Report)>,
}

/// One transaction of events to be summed up.
pub(super) fn step(db: &mut dyn Db, time: Duration, most: usize) -> Result<(), StoreError> {
    let began = Instant::now();
    for event in db.ints(&format!("SELECT id FROM events WHERE stale = 1 ORDER BY id LIMIT {most}"), &[])? {
        sum_up(db, event)?;
        if began.elapsed() > time {
            break;
        }
    }
    Ok(())
}

/// Makes the row of one event again.
pub(super) fn sum_up(db: &mut dyn Db, event: i64) -> Result<(), StoreError> {
    let told = told(db, event)?;
    let pinned = is_pinned(db, &told)?;
    let Some(row) = row_of(event, &told, pinned) else {
        db.run("UPDATE events SET stale = 0, summary = NULL WHERE id = $1", values![event])?;
        return Ok(());
    };
    let json = serde_json::to_string(&row).map_err(|e| StoreError::BadInput {
        target: format!("event {event}"),
        why: format!("its summary is no JSON ({e})"),
    })?;
    let last_day = row.days.map(|d| d.1).or(row.last_told).map_or(0, day::key);
    db.run(
        "UPDATE events SET stale = 0, sort_day = $1, first_told = $2, last_told = $3, origins = $4, contested = $5,
         pinned = $6, summary = $7 WHERE id = $8",
        values![
            last_day,
            row.first_told.map(day::key),
            row.last_told.map(day::key),
            i64::try_from(row.origins).unwrap_or(i64::MAX),
            row.contested,
            row.pinned,
            json,
            event
        ],
    )
    .map(|_| ())
}

fn is_pinned(db: &mut dyn Db, told: &[Told]) -> Result<bool, StoreError> {
    if db.row("SELECT decision FROM rulings LIMIT 1", &[])?.is_none() {
        return Ok(false);
    }
    let names = told.iter().map(|t| t.telling.id.as_str());
    Ok(!db.rows_named("SELECT a FROM rulings WHERE kind = 'pinned' AND a IN ({})", names)?.is_empty())
}

/// The tellings of an event, in the order in which they were published.
pub(super) fn told(db: &mut dyn Db, event: i64) -> Result<Vec<Told>, StoreError> {
    let ids = db.ints("SELECT id FROM tellings WHERE event = $1", values![event])?;
    told_of(db, &ids)
}

/// Some tellings, in the order in which they were published.
pub(super) fn told_of(db: &mut dyn Db, tellings: &[i64]) -> Result<Vec<Told>, StoreError> {
    let sql =
        "SELECT t.id, t.telling, t.document, d.title, o.name, d.url, CAST(d.version AS bigint), w.origin, t.number
               FROM tellings t JOIN documents d ON d.id = t.document LEFT JOIN outlets o ON o.id = d.outlet
               LEFT JOIN weighed w ON w.document = t.document WHERE t.id IN ({})";
    let mut out = Vec::new();
    for row in db.rows_in(sql, tellings)? {
        let document = row.int(2);
        out.push(Told {
            row: row.int(0),
            telling: row.json(1, db)?,
            document,
            number: row.int(8),
            title: row.text(3).to_owned(),
            outlet: row.maybe_text(4).map(str::to_owned),
            url: row.maybe_text(5).map(str::to_owned),
            version: row.int(6),
            origin: row.maybe_int(7).unwrap_or(document),
            reports: Vec::new(),
        });
    }
    let sql = "SELECT r.telling, r.report, x.json FROM telling_reports r JOIN report_texts x ON x.report = r.report
               WHERE r.telling IN ({}) ORDER BY r.report";
    let mut reports: BTreeMap<i64, Vec<(i64, Report)>> = BTreeMap::new();
    for row in db.rows_in(sql, tellings)? {
        reports.entry(row.int(0)).or_default().push((row.int(1), row.json(2, db)?));
    }
    for one in &mut out {
        one.reports = reports.remove(&one.row).unwrap_or_default();
    }
    in_order(&mut out);
    Ok(out)
}

/// Puts tellings into the order in which they were published.
pub(super) fn in_order(told: &mut [Told]) {
    told.sort_by(|a, b| {
        (a.telling.published.is_none(), a.telling.published, a.document, &a.telling.id).cmp(&(
            b.telling.published.is_none(),
            b.telling.published,
            b.document,
            &b.telling.id,
        ))
    });
}

/// All fields with all their values.
pub(super) fn view(told: &[Told]) -> Option<EventView> {
    let origins: BTreeMap<String, String> =
        told.iter().map(|t| (t.telling.document.clone(), t.origin.to_string())).collect();
    EventView::of(&told.iter().map(|t| &t.telling).collect::<Vec<_>>(), &origins)
}

/// The numbers of each kind. Of what one document says of one kind by one speaker, the first number counts: those behind it
/// are parts of it more often than rivals, and are seen with their reports.
pub(super) fn figures(told: &[Told]) -> BTreeMap<CountKind, Contested> {
    let mut claims: BTreeMap<CountKind, Vec<Claim>> = BTreeMap::new();
    for one in told {
        let mut said: BTreeSet<(CountKind, Option<&str>)> = BTreeSet::new();
        for (_, report) in &one.reports {
            let said_by = report.said_by.as_ref().map(|s| s.entity.as_str());
            for count in report.counts.iter().filter(|c| c.min.is_some() || c.max.is_some()) {
                if said.insert((count.what, said_by)) {
                    let Quote { start, end, text } = count.quote.clone();
                    claims.entry(count.what).or_default().push(Claim {
                        document: one.document.to_string(),
                        origin: one.origin.to_string(),
                        said_by: said_by.map(str::to_owned),
                        wording: Quote { start, end, text },
                        min: count.min,
                        max: count.max,
                        told: one.telling.published,
                    });
                }
            }
        }
    }
    claims.into_iter().filter_map(|(what, claims)| Some((what, Contested::of(&claims)?))).collect()
}

/// Names of the places and actors of an event by the ids that its view has.
pub(super) fn names(told: &[Told]) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for (_, report) in told.iter().flat_map(|t| &t.reports) {
        for place in &report.places {
            let point = place.lat.zip(place.lon).map(|(y, x)| format!("{y:.4},{x:.4}"));
            if let Some(id) = place.id.clone().or(point) {
                names.entry(id).or_insert_with(|| place.name.clone());
            }
        }
        for actor in report.actors.iter().chain(&report.recipients) {
            if let Some(id) = &actor.id {
                names.entry(id.clone()).or_insert_with(|| actor.entity.clone());
            }
        }
    }
    names
}

/// An event in a list.
pub(super) fn row_of(id: i64, told: &[Told], pinned: bool) -> Option<EventRow> {
    let view = view(told)?;
    let names = names(told);
    let named = |statement: &Statement| -> Vec<Named> {
        let of = |id: &String| Named { name: names.get(id).unwrap_or(id).clone(), id: id.clone() };
        statement.values.iter().map(|v| of(&v.value)).collect()
    };
    let places = named(&view.places);
    let spot = places.first().and_then(|best| {
        let all = told.iter().flat_map(|t| &t.telling.places);
        let is_best = |s: &&marsad_corroborate::Spot| {
            s.id.as_ref() == Some(&best.id) || s.point.is_some_and(|(y, x)| format!("{y:.4},{x:.4}") == best.id)
        };
        all.filter(is_best).min_by_key(|s| s.precision)
    });
    let country = told.iter().flat_map(|t| &t.telling.places).find_map(|s| s.country.clone());
    let mut modalities = Vec::new();
    for (_, report) in told.iter().flat_map(|t| &t.reports) {
        if !modalities.contains(&report.modality) {
            modalities.push(report.modality);
        }
    }
    let outlets: BTreeSet<&str> = told.iter().filter_map(|t| t.outlet.as_deref()).collect();
    let figures = figure_rows(told);
    Some(EventRow {
        id,
        type_: view.type_.best()?.value.parse().ok()?,
        modes: view.modes.values.iter().map(|v| v.value.clone()).collect(),
        days: view.days.best().and_then(|v| days(&v.value)),
        point: spot.and_then(|s| s.point),
        precision: spot.map_or(7, |s| s.precision),
        country: spot.and_then(|s| s.country.clone()).or(country),
        places,
        actors: named(&view.actors),
        recipients: named(&view.recipients),
        contested: figures.iter().any(|f| f.standing == Standing::Contested),
        figures,
        modalities,
        title: told.first().map(|t| t.title.clone()).unwrap_or_default(),
        first_told: view.first_told,
        last_told: view.last_told,
        origins: view.origins as u64,
        documents: view.documents as u64,
        reports: told.iter().map(|t| t.reports.len() as u64).sum(),
        outlets: outlets.len() as u64,
        pinned,
    })
}

/// The figures of some tellings in short.
pub(super) fn figure_rows(told: &[Told]) -> Vec<FigureRow> {
    let row = |(what, found): (CountKind, Contested)| FigureRow {
        what,
        range: found.range,
        top: found.rows.iter().filter_map(|row| row.last.max.or(row.last.min)).max(),
        standing: found.standing,
        course: course(&found),
        origins: found.rows.len(),
    };
    figures(told).into_iter().map(row).collect()
}

/// How the numbers went: of all origins where they rise together, else of the one that moved.
fn course(found: &Contested) -> Course {
    if found.standing == Standing::Rising {
        return Course::Rising;
    }
    let moved = found.rows.iter().map(|r| r.course).find(|c| !matches!(c, Course::Single | Course::Steady));
    moved.unwrap_or(if found.rows.len() == 1 { found.rows[0].course } else { Course::Steady })
}

/// A day or two as a view writes them.
pub(super) fn days(written: &str) -> Option<(Day, Day)> {
    let (from, to) = written.split_once('/').unwrap_or((written, written));
    Some((from.parse().ok()?, to.parse().ok()?))
}
