//! Readings, differences and answers on their way into the store.

use super::rows::{Difference, NewSecondReading, ProposedName, ProposedReport, SecondAnswer};
use crate::error::StoreError;
use crate::events::db::{self, Db, EventTables, Value, values};
use crate::review::checked::{moment, name, refuse};
use crate::review::tables;
use crate::upkeep::MOST_LINES;
use marsad_model::Quote;
use serde::{Deserialize, Serialize};

/// Most proposals, names or differences of one reading.
const MOST: usize = 5_000;

/// What of a reading stands as JSON.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Detail {
    #[serde(default)]
    pub reports: Vec<ProposedReport>,
    #[serde(default)]
    pub names: Vec<ProposedName>,
}

/// What of a difference stands as JSON.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Says {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Quote>,
}

fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::BadReview { why: format!("it is no JSON ({e})") })
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A document's text, cut by scalar values.
struct Full {
    text: String,
    at: Vec<usize>,
}

impl Full {
    fn of(db: &mut dyn Db, document: i64) -> Result<Self, StoreError> {
        let Some(page) = tables::page(db, document)? else {
            return refuse(format!("there is no document {document}"));
        };
        let text = page.full_text();
        let at = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        Ok(Self { text, at })
    }

    /// Refuses what does not stand in the text under its span.
    fn holds<'q>(&self, quotes: impl IntoIterator<Item = &'q Quote>) -> Result<(), StoreError> {
        for quote in quotes {
            let (from, to) = (self.at.get(quote.start), self.at.get(quote.end));
            let found = from.zip(to).and_then(|(from, to)| self.text.get(*from..*to));
            if quote.text.is_empty() || found != Some(quote.text.as_str()) {
                let told: String = quote.text.chars().take(60).collect();
                return refuse(format!(
                    "«{told}» does not stand in the document at {} to {}: a second reader may only quote",
                    quote.start, quote.end
                ));
            }
        }
        Ok(())
    }
}

/// [`super::SecondReadings::keep_second`].
pub(super) fn keep<S: EventTables + ?Sized>(store: &S, new: &NewSecondReading) -> Result<bool, StoreError> {
    name("the reader", &new.reader)?;
    moment(&new.at)?;
    if new.reports.len() > MOST || new.names.len() > MOST || new.differences.len() > MOST {
        return refuse(format!("a reading has at most {MOST} reports, names and differences"));
    }
    let detail = json(&Detail { reports: new.reports.clone(), names: new.names.clone() })?;
    db::write(store, |db| {
        let text = Full::of(db, new.document)?;
        text.holds(new.reports.iter().flat_map(ProposedReport::quotes))?;
        text.holds(new.names.iter().map(|name| &name.quote))?;
        let row = db.row(
            "INSERT INTO second_readings (document, reader, at, dropped, detail) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING RETURNING id",
            values![
                new.document,
                new.reader.as_str(),
                new.at.as_str(),
                i64::try_from(new.dropped).unwrap_or(i64::MAX),
                detail.as_str()
            ],
        )?;
        let Some(row) = row else { return Ok(false) };
        add(db, row.int(0), new.document, &text, new.reports.len(), &new.differences)?;
        Ok(true)
    })
}

/// [`super::SecondReadings::compare_second`].
pub(super) fn compare<S: EventTables + ?Sized>(
    store: &S,
    reading: i64,
    differences: &[Difference],
) -> Result<(), StoreError> {
    if differences.len() > MOST {
        return refuse(format!("a reading has at most {MOST} differences"));
    }
    db::write(store, |db| {
        let Some(row) = db.row("SELECT document, detail FROM second_readings WHERE id = $1", values![reading])? else {
            return refuse(format!("there is no second reading {reading}"));
        };
        let document = row.int(0);
        let detail: Detail = row.json(1, db)?;
        let text = Full::of(db, document)?;
        db.run("DELETE FROM second_differences WHERE reading = $1", values![reading])?;
        add(db, reading, document, &text, detail.reports.len(), differences)
    })
}

fn add(
    db: &mut dyn Db,
    reading: i64,
    document: i64,
    text: &Full,
    proposals: usize,
    differences: &[Difference],
) -> Result<(), StoreError> {
    for (n, one) in differences.iter().enumerate() {
        text.holds(&one.words)?;
        if one.proposal.is_some_and(|at| at >= proposals) || (one.report.is_none() && one.proposal.is_none()) {
            return refuse("a difference is about a report of the record or about a proposal of its own reading");
        }
        let says = json(&Says { code: one.code.clone(), words: one.words.clone() })?;
        db.run(
            "INSERT INTO second_differences (reading, n, document, report, field, proposal, says)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[
                Value::from(reading),
                Value::from(number(n)),
                Value::from(document),
                Value::from(one.report),
                Value::from(one.field.map(marsad_agree::ReportField::as_str)),
                Value::from(one.proposal.map(number)),
                Value::from(says),
            ],
        )?;
    }
    Ok(())
}

/// Names the readings that say more than the words of their documents: nobody but somebody else's program wrote these.
pub(in crate::review) fn check(db: &mut dyn Db, out: &mut Vec<String>) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let sql = "SELECT id, document, detail FROM second_readings WHERE id > $1 ORDER BY id LIMIT 200";
        let rows = db.rows(sql, values![after])?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.int(0);
        for row in &rows {
            let detail: Result<Detail, StoreError> = row.json(2, db);
            let held = detail.and_then(|detail| {
                let text = Full::of(db, row.int(1))?;
                text.holds(detail.reports.iter().flat_map(ProposedReport::quotes))?;
                text.holds(detail.names.iter().map(|name| &name.quote))
            });
            match held {
                Ok(()) => {}
                Err(error @ (StoreError::BadRow { .. } | StoreError::BadReview { .. })) => {
                    out.push(format!("second reading {} of document {}: {error}", row.int(0), row.int(1)));
                }
                Err(other) => return Err(other),
            }
            if out.len() >= MOST_LINES {
                return Ok(());
            }
        }
    }
}

/// [`super::SecondReadings::answer_second`].
pub(super) fn answer<S: EventTables + ?Sized>(store: &S, answer: &SecondAnswer) -> Result<(), StoreError> {
    name("the coder", &answer.coder)?;
    moment(&answer.at)?;
    db::write(store, |db| {
        let sql = "SELECT detail FROM second_readings WHERE id = $1";
        let detail: Option<Detail> = db.row(sql, values![answer.reading])?.map(|row| row.json(0, db)).transpose()?;
        if detail.is_none_or(|detail| answer.proposal >= detail.reports.len()) {
            return refuse("there is no such proposal of a second reader");
        }
        let added = db.run(
            "INSERT INTO second_answers (reading, proposal, at, coder, report) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING",
            &[
                Value::from(answer.reading),
                Value::from(number(answer.proposal)),
                Value::from(answer.at.as_str()),
                Value::from(answer.coder.as_str()),
                Value::from(answer.report),
            ],
        )?;
        if added == 0 { refuse("somebody has answered this already; load the page again") } else { Ok(()) }
    })
}
