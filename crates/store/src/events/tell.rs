//! Tellings in tables: what a document says of each event, under names that stay, and whom they are matched with.

use super::db::{Db, values};
use super::story;
use super::weigh::Run;
use crate::archive::sha256;
use crate::error::StoreError;
use marsad_corroborate::{
    ACCEPT, SUGGEST, Telling, asked, filed, match_documents, pair_off_named, tells_an_event, weigh,
};
use marsad_model::{Document, Report};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A page's address in short: the beginning of its SHA-256.
pub(super) fn page_key(target: &str) -> String {
    sha256(target.as_bytes()).chars().take(16).collect()
}

/// The reports of a document with their ids, in the order of its text.
pub(super) fn reports_of(db: &mut dyn Db, document: i64) -> Result<Vec<(i64, Report)>, StoreError> {
    let sql = "SELECT r.id, t.json FROM reports r JOIN report_texts t ON t.report = r.id
               WHERE r.document = $1 AND NOT EXISTS (SELECT 1 FROM recoded x WHERE x.report = r.id) ORDER BY r.id";
    let rows = db.rows(sql, values![document])?;
    let mut out: Vec<(i64, Report)> =
        rows.iter().map(|row| Ok((row.int(0), row.json(1, db)?))).collect::<Result<_, StoreError>>()?;
    out.sort_by_key(|(id, report)| (report.trigger.start, *id));
    Ok(out)
}

/// The tellings of a document, with their row ids.
pub(super) fn of_document(
    db: &mut dyn Db,
    run: &mut Run<'_>,
    document: i64,
) -> Result<Vec<(i64, Rc<Telling>)>, StoreError> {
    let ids = db.ints("SELECT id FROM tellings WHERE document = $1 ORDER BY id", values![document])?;
    load(db, run, &ids)
}

/// Tellings by their row ids, from memory where they are there.
pub(super) fn load(db: &mut dyn Db, run: &mut Run<'_>, ids: &[i64]) -> Result<Vec<(i64, Rc<Telling>)>, StoreError> {
    let mut out = Vec::with_capacity(ids.len());
    let mut lacking = Vec::new();
    for id in ids {
        match run.tellings.get(*id) {
            Some(telling) => out.push((*id, telling)),
            None => lacking.push(*id),
        }
    }
    for row in db.rows_in("SELECT id, telling FROM tellings WHERE id IN ({})", &lacking)? {
        let telling = Rc::new(row.json::<Telling>(1, db)?);
        out.push((row.int(0), run.tellings.put(row.int(0), telling)));
    }
    out.sort_by_key(|(id, _)| *id);
    Ok(out)
}

/// Takes the tellings of a document out. What they were matched with is put together anew later.
pub(super) fn remove(db: &mut dyn Db, tellings: &[(i64, Rc<Telling>)]) -> Result<(), StoreError> {
    let ids: Vec<i64> = tellings.iter().map(|(id, _)| *id).collect();
    db.run_in("UPDATE events SET stale = 1 WHERE id IN (SELECT event FROM tellings WHERE id IN ({}))", &[], &ids)?;
    for (own, other) in [("a", "b"), ("b", "a")] {
        db.run_in(
            &format!(
                "UPDATE tellings SET settled = 0 WHERE id IN (SELECT {other} FROM matches WHERE {own} IN ({{}}) AND weight >= {ACCEPT})"
            ),
            &[],
            &ids,
        )?;
        db.run_in(&format!("DELETE FROM matches WHERE {own} IN ({{}})"), &[], &ids)?;
    }
    let names: Vec<&str> = tellings.iter().map(|(_, t)| t.id.as_str()).collect();
    unsettle_beside(db, &names)?;
    for (id, telling) in tellings {
        db.run_in("DELETE FROM telling_keys WHERE telling = $1 AND key IN ({})", values![*id], &filed(telling))?;
    }
    db.run_in("DELETE FROM telling_reports WHERE telling IN ({})", &[], &ids)?;
    db.run_in("DELETE FROM tellings WHERE id IN ({})", &[], &ids)?;
    Ok(())
}

/// Marks what persons put together with some tellings to be put together anew.
pub(super) fn unsettle_beside(db: &mut dyn Db, names: &[&str]) -> Result<(), StoreError> {
    let mut beside = BTreeSet::new();
    for (own, other) in [("a", "b"), ("b", "a")] {
        let sql = format!("SELECT {other} FROM rulings WHERE {own} IN ({{}})");
        beside.extend(db.rows_named(&sql, names.iter().copied())?.iter().map(|row| row.text(0).to_owned()));
    }
    let ids: Vec<i64> = db
        .rows_named("SELECT id FROM tellings WHERE name IN ({})", beside.iter().map(String::as_str))?
        .iter()
        .map(|row| row.int(0))
        .collect();
    db.run_in("UPDATE tellings SET settled = 0 WHERE id IN ({})", &[], &ids).map(|_| ())
}

/// Names for what a document tells: those it has already, else those of the version before that tell the same, else new ones.
fn names(
    db: &mut dyn Db,
    run: &Run<'_>,
    document: i64,
    page: &str,
    told: &[(u32, Telling)],
    before: &[(i64, Rc<Telling>)],
) -> Result<Vec<String>, StoreError> {
    let mut known: BTreeMap<u32, String> = db
        .rows("SELECT number, name FROM telling_names WHERE document = $1", values![document])?
        .iter()
        .filter_map(|row| Some((u32::try_from(row.int(0)).ok()?, row.text(1).to_owned())))
        .collect();
    let fresh = told.iter().any(|(number, _)| !known.contains_key(number));
    if fresh && known.is_empty() {
        let (new, old): (Vec<&Telling>, Vec<&Telling>) =
            (told.iter().map(|(_, t)| t).collect(), before.iter().map(|(_, t)| &**t).collect());
        // The names of the version before are not those of this one: pairs are told apart by them.
        let is_old: BTreeSet<&str> = old.iter().map(|t| t.id.as_str()).collect();
        for found in match_documents(&new, &old, run.weights, SUGGEST) {
            let (old, new) = if is_old.contains(found.a.as_str()) { (found.a, found.b) } else { (found.b, found.a) };
            if let Some((number, _)) = told.iter().find(|(_, t)| t.id == new) {
                known.insert(*number, old);
            }
        }
    }
    let mut next = 0;
    if fresh {
        let sql = "SELECT name FROM telling_names WHERE name >= $1 AND name < $2";
        let used = db.rows(sql, values![format!("{page}#"), format!("{page}$")])?;
        next = used.iter().filter_map(|row| row.text(0).rsplit('#').next()?.parse::<u32>().ok()).max().unwrap_or(0);
    }
    let first = next == 0;
    let mut out = Vec::with_capacity(told.len());
    for (number, _) in told {
        let name = match known.get(number) {
            Some(name) => name.clone(),
            None if first => format!("{page}#{number}"),
            None => {
                next += 1;
                format!("{page}#{next}")
            }
        };
        db.run(
            "INSERT INTO telling_names (document, number, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            values![document, i64::from(*number), name.as_str()],
        )?;
        out.push(name);
    }
    Ok(out)
}

/// Sets the names of what a document told aside: it was read again, and the numbers of its events mean other things. The names
/// stay known, so that none is given twice.
pub(super) fn set_aside(db: &mut dyn Db, document: i64) -> Result<(), StoreError> {
    let least = db.row("SELECT min(number) FROM telling_names WHERE document = $1", values![document])?;
    let least = least.and_then(|row| row.maybe_int(0)).unwrap_or(0).min(0);
    db.run(
        &format!("UPDATE telling_names SET number = {least} - 1 - number WHERE document = $1 AND number >= 0"),
        values![document],
    )?;
    Ok(())
}

/// Takes in what a document tells, and matches it with what others tell.
pub(super) fn add(
    db: &mut dyn Db,
    run: &mut Run<'_>,
    id: i64,
    page: &str,
    document: &Document,
    before: &[(i64, Rc<Telling>)],
) -> Result<(), StoreError> {
    let reports: Vec<(i64, Report)> =
        reports_of(db, id)?.into_iter().filter(|(_, report)| tells_an_event(report)).collect();
    let mut numbers: Vec<u32> = Vec::new();
    for (_, report) in &reports {
        if !numbers.contains(&report.event) {
            numbers.push(report.event);
        }
    }
    // A name of its own until it has one that stays.
    let draft = format!("new {id}");
    let mut told: Vec<(u32, Telling)> = Vec::with_capacity(numbers.len());
    for number in &numbers {
        let of: Vec<&Report> = reports.iter().filter(|(_, r)| r.event == *number).map(|(_, r)| r).collect();
        told.extend(Telling::of(&draft, document.published, &of, run.above).map(|telling| (*number, telling)));
    }
    let names = names(db, run, id, page, &told, before)?;
    let mut own = Vec::with_capacity(told.len());
    for ((number, mut telling), name) in told.into_iter().zip(names) {
        (telling.id, telling.document) = (name, page.to_owned());
        let json = serde_json::to_string(&telling).map_err(|e| StoreError::BadInput {
            target: document.id.clone(),
            why: format!("what it tells is no JSON ({e})"),
        })?;
        let row = db.row(
            "INSERT INTO tellings (document, number, name, telling, settled) VALUES ($1, $2, $3, $4, 0) RETURNING id",
            values![id, i64::from(number), telling.id.as_str(), json],
        )?;
        let at = row.map_or(0, |row| row.int(0));
        let rows: Vec<Vec<i64>> =
            reports.iter().filter(|(_, r)| r.event == number).map(|(report, _)| vec![*report, at]).collect();
        db.insert("INSERT INTO telling_reports (report, telling)", &rows)?;
        own.push((at, run.tellings.put(at, Rc::new(telling))));
    }
    let main = run.story(db, id)?.and_then(|story| story.main);
    let main = main.and_then(|main| numbers.iter().position(|number| *number == main));
    matching(db, run, id, &own, main)?;
    // Filed only now, so that none met its own document.
    let rows: Vec<Vec<i64>> =
        own.iter().flat_map(|(at, telling)| filed(telling).into_iter().map(|key| vec![key, *at])).collect();
    db.insert("INSERT INTO telling_keys (key, telling)", &rows)
}

/// Pairs of one document: of the place of one's own and the other's row id, with what they weigh.
type Pairs = Vec<(usize, i64, f64)>;

/// Matches the tellings of one document with those that they meet, document by document, each with one at most. Of two main
/// events the stories decide; see [`super::story`].
fn matching(
    db: &mut dyn Db,
    run: &mut Run<'_>,
    id: i64,
    own: &[(i64, Rc<Telling>)],
    main: Option<usize>,
) -> Result<(), StoreError> {
    let mut by_document: BTreeMap<String, Pairs> = BTreeMap::new();
    let mut names: BTreeMap<i64, Rc<Telling>> = BTreeMap::new();
    for (at, (_, telling)) in own.iter().enumerate() {
        let met: BTreeSet<i64> = db
            .rows_in("SELECT telling FROM telling_keys WHERE key IN ({})", &asked(telling))?
            .iter()
            .map(|row| row.int(0))
            .collect();
        let mut by_story: BTreeMap<i64, Option<f64>> = BTreeMap::new();
        if Some(at) == main {
            by_story = stories(db, run, id, &met)?;
        }
        let met: Vec<i64> =
            met.into_iter().chain(by_story.keys().copied()).collect::<BTreeSet<i64>>().into_iter().collect();
        for (other, beside) in load(db, run, &met)? {
            let weight = match by_story.get(&other) {
                Some(decided) => *decided,
                None => Some(weigh(telling, &beside, run.weights)),
            };
            if let Some(weight) = weight.filter(|weight| *weight > SUGGEST) {
                by_document.entry(beside.document.clone()).or_default().push((at, other, weight));
                names.insert(other, beside);
            }
        }
    }
    let mut rows = Vec::new();
    for pairs in by_document.values() {
        rows.extend(paired(own, &names, pairs));
    }
    for part in rows.chunks(200) {
        let all: Vec<String> = part.iter().map(|(a, b, w)| format!("({a},{b},{w:?},0)")).collect();
        db.run(&format!("INSERT INTO matches (a, b, weight, open) VALUES {}", all.join(",")), &[])?;
    }
    Ok(())
}

/// The main tellings of other documents that a document's main telling meets, by itself or by the words of the stories, each with
/// what the stories are worth as a match.
fn stories(
    db: &mut dyn Db,
    run: &mut Run<'_>,
    id: i64,
    met: &BTreeSet<i64>,
) -> Result<BTreeMap<i64, Option<f64>>, StoreError> {
    let Some(own) = run.story(db, id)? else { return Ok(BTreeMap::new()) };
    let met: Vec<i64> = met.iter().copied().collect();
    let mut rows = db.rows_in("SELECT id, document, number FROM tellings WHERE id IN ({})", &met)?;
    let beside = story::beside(db, &own, id)?;
    rows.extend(db.rows_in("SELECT id, document, number FROM tellings WHERE document IN ({})", &beside)?);
    let mut out = BTreeMap::new();
    for row in rows {
        let Some(other) = run.story(db, row.int(1))? else { continue };
        if other.main.is_some_and(|main| i64::from(main) == row.int(2)) {
            out.insert(row.int(0), story::weight(&own, &other));
        }
    }
    Ok(out)
}

/// Pairs off the tellings of two documents. The outcome is the same whichever of them came in first.
fn paired(
    own: &[(i64, Rc<Telling>)],
    names: &BTreeMap<i64, Rc<Telling>>,
    pairs: &[(usize, i64, f64)],
) -> Vec<(i64, i64, f64)> {
    let named: Vec<(&str, &str, f64)> = pairs
        .iter()
        .filter_map(|(at, other, w)| Some((own[*at].1.id.as_str(), names.get(other)?.id.as_str(), *w)))
        .collect();
    pair_off_named(&named, SUGGEST)
        .into_iter()
        .map(|k| {
            let (x, y) = (own[pairs[k].0].0, pairs[k].1);
            (x.min(y), x.max(y), pairs[k].2)
        })
        .collect()
}
