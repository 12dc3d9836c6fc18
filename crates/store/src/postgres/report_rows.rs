//! The rows of reports and of the names that they can be asked for by.

use super::write::{Row, small, text};
use crate::day;
use crate::details;
use marsad_model::{Actor, Place};
use postgres::Transaction;
use std::collections::HashMap;

/// Inserts the reports of documents that are inserted, a statement for each table.
pub(super) fn insert_reports(
    step: &mut Transaction<'_>,
    names: &mut HashMap<(bool, String, String), i64>,
    all: &[Row<'_>],
) -> Result<(), postgres::Error> {
    // Names that are not known yet, in one go.
    let mut wanted: Vec<(bool, &str, &str)> = Vec::new();
    for row in all {
        for report in &row.new.reports {
            wanted.extend(
                report.places.iter().map(|Place { name, quote, .. }| (true, name.as_str(), quote.text.as_str())),
            );
            let actors = report.actors.iter().chain(&report.recipients);
            wanted.extend(actors.map(|Actor { entity, quote, .. }| (false, entity.as_str(), quote.text.as_str())));
        }
    }
    wanted.sort_unstable();
    wanted.dedup();
    wanted.retain(|(place, label, written)| !names.contains_key(&(*place, (*label).to_owned(), (*written).to_owned())));
    if !wanted.is_empty() {
        let kinds: Vec<&str> = wanted.iter().map(|(place, ..)| if *place { "place" } else { "actor" }).collect();
        let labels: Vec<String> = wanted.iter().map(|(_, label, _)| text(label).into_owned()).collect();
        let written: Vec<String> = wanted.iter().map(|(.., written)| text(written).into_owned()).collect();
        step.execute(
            "INSERT INTO names (id, kind, label, written)
             SELECT coalesce((SELECT max(id) FROM names), 0) + n, kind, label, written
             FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS t (kind, label, written, n)
             ON CONFLICT DO NOTHING",
            &[&kinds, &labels, &written],
        )?;
        let ids = step.query(
            "SELECT t.n, m.id FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS t (kind, label, written, n)
             JOIN names m ON m.kind = t.kind AND md5(m.label) = md5(t.label) AND md5(m.written) = md5(t.written)",
            &[&kinds, &labels, &written],
        )?;
        for row in ids {
            let at = usize::try_from(row.get::<_, i64>(0)).unwrap_or(1) - 1;
            if let Some((place, label, written)) = wanted.get(at) {
                names.insert((*place, (*label).to_owned(), (*written).to_owned()), row.get(1));
            }
        }
    }
    let mut next: i64 = step.query_one("SELECT coalesce(max(id), 0) FROM reports", &[])?.get::<_, i64>(0) + 1;
    let mut columns = ReportColumns::default();
    for row in all {
        for (at, json) in &row.checked.reports {
            let report = &row.new.reports[*at];
            let reach = day::reach(report, row.new.document.published);
            let ids = |place: bool, all: &mut dyn Iterator<Item = (&str, &str)>| {
                let mut ids: Vec<i64> = all
                    .filter_map(|(label, written)| names.get(&(place, label.to_owned(), written.to_owned())).copied())
                    .collect();
                ids.sort_unstable();
                ids.dedup();
                // An array of arrays has rows of one length; so lists travel as text.
                ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
            };
            columns.ids.push(next);
            columns.documents.push(row.id);
            columns.types.push(report.type_.as_str());
            columns.modalities.push(report.modality.as_str());
            columns.from.push(reach.map(|r| small(r.0)));
            columns.to.push(reach.map(|r| small(r.1)));
            columns.confidences.push(report.confidence);
            columns.places.push(ids(true, &mut report.places.iter().map(|p| (p.name.as_str(), p.quote.text.as_str()))));
            let mut actors =
                report.actors.iter().chain(&report.recipients).map(|a| (a.entity.as_str(), a.quote.text.as_str()));
            columns.actors.push(ids(false, &mut actors));
            columns.details.push(details::line(report));
            columns.json.push(json);
            next += 1;
        }
    }
    if columns.ids.is_empty() {
        return Ok(());
    }
    let c = &columns;
    step.execute(
        "INSERT INTO reports (id, document, type, modality, day_from, day_to, confidence, places, actors, details)
         SELECT a, b, c, d, e, f, g, ('{' || h || '}')::int8[], ('{' || i || '}')::int8[], j
         FROM unnest($1::int8[], $2::int8[], $3::text[], $4::text[], $5::int4[], $6::int4[], $7::float8[], $8::text[], $9::text[],
                     $10::text[])
         AS t (a, b, c, d, e, f, g, h, i, j)",
        &[
            &c.ids,
            &c.documents,
            &c.types,
            &c.modalities,
            &c.from,
            &c.to,
            &c.confidences,
            &c.places,
            &c.actors,
            &c.details,
        ],
    )?;
    step.execute(
        "INSERT INTO report_texts (report, json) SELECT * FROM unnest($1::int8[], $2::text[])",
        &[&c.ids, &c.json],
    )?;
    Ok(())
}

#[derive(Default)]
struct ReportColumns<'a> {
    ids: Vec<i64>,
    documents: Vec<i64>,
    types: Vec<&'a str>,
    modalities: Vec<&'a str>,
    from: Vec<Option<i32>>,
    to: Vec<Option<i32>>,
    confidences: Vec<f64>,
    places: Vec<String>,
    actors: Vec<String>,
    details: Vec<String>,
    json: Vec<&'a str>,
}
