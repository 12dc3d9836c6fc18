//! Reports as PLOVER records, one JSON object a line.
//!
//! The manual asks for an id, a date, an actor and an event; a report without a known actor has the sector `UNK`, as the manual
//! foresees. Providers may add fields: ours are under `marsad`.

use marsad_model::{Actor, CountKind};
use marsad_store::ReportRow;
use serde_json::{Value, json};

use crate::about::About;
use crate::acled::days;
use crate::cells::total;
use crate::polecat::quad;

fn entity(actor: &Actor) -> Value {
    json!({
        "code": actor.country, "sector": actor.sector.map_or("UNK", |s| s.as_str()), "entity_text": actor.quote.text,
        "identifier_id": actor.id, "identifier_text": actor.entity,
    })
}

/// A row as a record.
pub(crate) fn record(row: &ReportRow, about: &About) -> Value {
    let r = &row.report;
    let when = days(row);
    let mut actors: Vec<Value> = r.actors.iter().map(entity).collect();
    if actors.is_empty() {
        actors.push(json!({ "code": null, "sector": "UNK", "entity_text": null, "identifier_id": null, "identifier_text": null }));
    }
    let number = |kind| total(&r.counts, kind).and_then(|c| c.min.or(c.max));
    let place = r.places.first();
    json!({
        "id": format!("MARSAD-{}", row.id),
        "has_event": true,
        "date": when.map(|w| w.0.to_string()),
        "enddate": when.map(|w| w.1.to_string()),
        "actor": actors,
        "recipient": r.recipients.iter().map(entity).collect::<Vec<_>>(),
        "event": [r.type_],
        "mode": r.mode,
        "context": r.contexts,
        "quad_code": match quad(r.type_) { "VERBAL COOPERATION" => 1, "MATERIAL COOPERATION" => 2, "VERBAL CONFLICT" => 3, _ => 4 },
        "historical": r.aux.iter().any(|a| a.as_str() == "historical"),
        "future": r.aux.iter().any(|a| a.as_str() == "future"),
        "hypothetical": r.aux.iter().any(|a| a.as_str() == "hypothetical"),
        "negation": r.aux.iter().any(|a| a.as_str() == "negation"),
        "size": { "dead": number(CountKind::Killed), "injured": number(CountKind::Wounded), "arrested": number(CountKind::Detained) },
        "event_loc": place.map(|p| json!({
            "extracted_place": p.quote.text, "resolved_place": p.name,
            "geonameid": p.id.as_deref().and_then(|id| id.strip_prefix("geonames:")),
            "lat": p.lat, "lon": p.lon, "country_code": p.country,
        })),
        "event_text": [r.trigger.text],
        "text": r.evidence.text,
        "text_info": { "start": r.evidence.start, "end": r.evidence.end },
        "link": row.url,
        "cite_info": {
            "citation": about.cite(row), "url": row.url, "title": row.title, "publication": row.outlet,
            "coder": "marsad", "version": r.versions.marsad,
        },
        "marsad": {
            "modality": r.modality, "certainty": r.certainty, "confidence": r.confidence, "rule": r.rule, "lexicon": r.versions.lexicon,
            "counts": r.counts, "said_by": r.said_by, "date": r.date,
        },
    })
}
