//! Reports as a STIX 2.1 bundle: an incident each, seen by its outlet, with actors, recipients and place beside it; and a report
//! object for each page.
//!
//! Actors are identities, never threat actors: the record takes no side. What STIX has no word for stands in an extension of the
//! incident. Ids follow from what they name, so that the same record gives the same bundle and bundles can be laid over
//! one another.

use std::collections::HashSet;
use std::io::Write;

use marsad_model::{Actor, Place};
use marsad_store::ReportRow;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use crate::about::About;
use crate::error::ExportError;
use crate::tables::{armed, country};

/// The namespace of our ids (a UUID of its own).
const NAMESPACE: [u8; 16] =
    [0x5b, 0x1f, 0x0c, 0x52, 0x6c, 0x0e, 0x4d, 0x5a, 0x9a, 0x4e, 0x6d, 0x61, 0x72, 0x73, 0x61, 0x64];
const BEGINNING: &str = "2026-01-01T00:00:00.000Z";

/// A bundle that is being written.
pub(crate) struct Bundle {
    written: HashSet<[u8; 16]>,
    first: bool,
    /// The page whose incidents come now: what is said of it, and their ids.
    page: Option<(ReportRow, Vec<String>)>,
}

/// A name-based UUID (version 5) of a kind of thing and its key.
fn uuid(kind: &str, key: &str) -> [u8; 16] {
    let mut hash = Sha1::new();
    hash.update(NAMESPACE);
    hash.update(kind.as_bytes());
    hash.update([0]);
    hash.update(key.as_bytes());
    let digest = hash.finalize();
    let mut out = [0; 16];
    out.copy_from_slice(&digest[..16]);
    out[6] = out[6] & 0x0f | 0x50;
    out[8] = out[8] & 0x3f | 0x80;
    out
}

fn id(kind: &str, key: &str) -> String {
    let hex: String = uuid(kind, key).iter().map(|b| format!("{b:02x}")).collect();
    format!("{kind}--{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn maker() -> String {
    id("identity", "marsad")
}

fn extension() -> String {
    id("extension-definition", "marsad-report-1")
}

/// What every object has.
fn object(kind: &str, key: &str, at: &str) -> Value {
    json!({
        "type": kind, "spec_version": "2.1", "id": id(kind, key), "created_by_ref": maker(), "created": at, "modified": at,
    })
}

fn with(mut object: Value, more: Value) -> Value {
    if let (Value::Object(into), Value::Object(more)) = (&mut object, more) {
        into.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
    }
    object
}

/// STIX knows neither null nor empty lists: what is not told is left out.
fn prune(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(prune),
        Value::Object(map) => {
            map.values_mut().for_each(prune);
            map.retain(|_, inner| match inner {
                Value::Null => false,
                Value::Array(all) => !all.is_empty(),
                Value::Object(map) => !map.is_empty(),
                _ => true,
            });
        }
        _ => {}
    }
}

/// The day of publication as a moment.
fn moment(row: &ReportRow) -> String {
    row.published.map_or_else(|| BEGINNING.to_owned(), |day| format!("{day}T00:00:00.000Z"))
}

impl Bundle {
    /// Begins a bundle.
    pub(crate) fn begin(out: &mut impl Write, about: &About) -> Result<Self, ExportError> {
        let key = format!("{}\n{}\n{}", about.title, about.question, about.instant());
        write!(out, r#"{{"type":"bundle","id":"{}","objects":["#, id("bundle", &key))?;
        let mut bundle = Self { written: HashSet::new(), first: true, page: None };
        let title = json!({ "name": about.title, "description": about.citation(), "identity_class": "system" });
        bundle.put(out, "identity", "marsad", with(object("identity", "marsad", BEGINNING), title))?;
        let schema = json!({
            "name": "Marsad report", "version": "1.0.0", "extension_types": ["property-extension"],
            "schema": "https://json-schema.org/draft/2020-12/schema",
            "description": "What one document says happened: PLOVER type and modes, modality, stated numbers, who says so, and the words that show it, as docs/exports.md describes.",
        });
        let key = "marsad-report-1";
        bundle.put(out, "extension-definition", key, with(object("extension-definition", key, BEGINNING), schema))?;
        Ok(bundle)
    }

    /// Adds one report.
    pub(crate) fn row(&mut self, out: &mut impl Write, row: &ReportRow, about: &About) -> Result<(), ExportError> {
        if self.page.as_ref().is_some_and(|(page, _)| page.document != row.document) {
            self.end_page(out)?;
        }
        let at = moment(row);
        // A report is known by its page, its words and its place in them, not by a number of this store.
        let page = row.url.clone().unwrap_or_else(|| format!("document {}", row.document));
        let r = &row.report;
        let key = format!("{page}\n{}\n{}\n{}", r.type_, r.trigger.start, r.trigger.text);
        let place = r.places.first().map(|p| format!(" — {}", p.name)).unwrap_or_default();
        let incident = with(
            object("incident", &key, &at),
            json!({
                "name": format!("{}{place}", r.type_),
                "description": r.evidence.text,
                "confidence": (r.confidence.clamp(0.0, 1.0) * 100.0).round() as i64,
                "external_references": references(row, about),
                "extensions": { extension(): {
                    "extension_type": "property-extension", "plover_type": r.type_, "plover_modes": r.mode, "plover_contexts": r.contexts,
                    "aux": r.aux, "modality": r.modality, "polarity": r.polarity, "certainty": r.certainty, "trigger": r.trigger,
                    "date": r.date, "counts": r.counts, "said_by": r.said_by, "rule": r.rule, "versions": r.versions,
                } },
            }),
        );
        let incident_id = id("incident", &key);
        self.put(out, "incident", &key, incident)?;
        for (all, relation) in [(&r.actors, "attributed-to"), (&r.recipients, "targets")] {
            for actor in all {
                let to = self.actor(out, actor)?;
                self.relation(out, &incident_id, relation, &to, &at)?;
            }
        }
        if let Some(place) = r.places.first()
            && let Some(to) = self.location(out, place)?
        {
            self.relation(out, &incident_id, "located-at", &to, &at)?;
        }
        let seen = match &row.outlet {
            Some(outlet) => Some(self.identity(out, &format!("outlet\n{outlet}"), outlet, "organization")?),
            None => None,
        };
        let sighting = with(
            object("sighting", &key, &at),
            json!({ "sighting_of_ref": incident_id, "count": 1, "where_sighted_refs": seen.map(|s| vec![s]),
                    "external_references": references(row, about) }),
        );
        self.put(out, "sighting", &key, sighting)?;
        let (_, incidents) = self.page.get_or_insert_with(|| (row.clone(), Vec::new()));
        if !incidents.contains(&incident_id) {
            incidents.push(incident_id);
        }
        Ok(())
    }

    /// Ends the bundle.
    pub(crate) fn end(mut self, out: &mut impl Write) -> Result<(), ExportError> {
        self.end_page(out)?;
        Ok(out.write_all(b"\n]}\n")?)
    }

    /// Writes the report object of a page when its last incident is there.
    fn end_page(&mut self, out: &mut impl Write) -> Result<(), ExportError> {
        let Some((row, incidents)) = self.page.take() else { return Ok(()) };
        let at = moment(&row);
        let key = format!("{}\n{}", row.url.as_deref().unwrap_or(""), row.document);
        let name = if row.title.is_empty() { format!("document {}", row.document) } else { row.title.clone() };
        let references =
            row.url.as_ref().map(|url| json!([{ "source_name": row.outlet.as_deref().unwrap_or("page"), "url": url }]));
        let page = with(
            object("report", &key, &at),
            json!({ "name": name, "published": at, "report_types": ["observed-data"], "object_refs": incidents,
                    "external_references": references }),
        );
        self.put(out, "report", &key, page)
    }

    fn put(&mut self, out: &mut impl Write, kind: &str, key: &str, mut value: Value) -> Result<(), ExportError> {
        if !self.written.insert(uuid(kind, key)) {
            return Ok(());
        }
        prune(&mut value);
        let comma = if std::mem::take(&mut self.first) { "" } else { "," };
        Ok(write!(out, "{comma}\n{value}")?)
    }

    fn identity(&mut self, out: &mut impl Write, key: &str, name: &str, class: &str) -> Result<String, ExportError> {
        let value = with(object("identity", key, BEGINNING), json!({ "name": name, "identity_class": class }));
        self.put(out, "identity", key, value)?;
        Ok(id("identity", key))
    }

    fn actor(&mut self, out: &mut impl Write, actor: &Actor) -> Result<String, ExportError> {
        let class = match actor.sector.map(|s| s.as_str()) {
            Some("CVL" | "REF" | "SOC") => "class",
            _ if armed(actor) => "group",
            Some(_) => "organization",
            None => "unknown",
        };
        let key = format!("actor\n{}", actor.id.as_deref().unwrap_or(&actor.entity));
        self.identity(out, &key, &actor.entity, class)
    }

    fn location(&mut self, out: &mut impl Write, place: &Place) -> Result<Option<String>, ExportError> {
        let code = place.country.as_deref().and_then(country).map(|c| c.iso2);
        let at = place.lat.zip(place.lon);
        if code.is_none() && at.is_none() {
            return Ok(None);
        }
        // Equal names at different points are different places.
        let key = match &place.id {
            Some(id) => format!("{id}\n{at:?}"),
            None => format!("{}\n{at:?}\n{code:?}", place.name),
        };
        let metres = match place.precision {
            1 => 1_000.0,
            2 => 25_000.0,
            3 => 50_000.0,
            4 => 100_000.0,
            _ => 500_000.0,
        };
        let more = json!({
            "name": place.name, "country": code, "latitude": at.map(|p| p.0), "longitude": at.map(|p| p.1),
            "precision": at.map(|_| metres),
        });
        self.put(out, "location", &key, with(object("location", &key, BEGINNING), more))?;
        Ok(Some(id("location", &key)))
    }

    fn relation(&mut self, out: &mut impl Write, from: &str, how: &str, to: &str, at: &str) -> Result<(), ExportError> {
        let key = format!("{from}\n{how}\n{to}");
        let more = json!({ "relationship_type": how, "source_ref": from, "target_ref": to });
        self.put(out, "relationship", &key, with(object("relationship", &key, at), more))
    }
}

/// Where it was published, and where the record shows it.
fn references(row: &ReportRow, about: &About) -> Value {
    let mut all = Vec::new();
    if let Some(url) = &row.url {
        all.push(json!({ "source_name": row.outlet.as_deref().unwrap_or("page"), "url": url, "description": about.cite(row) }));
    }
    if let Some(link) = about.link(row) {
        all.push(json!({ "source_name": "marsad", "url": link, "external_id": row.id.to_string() }));
    }
    if all.is_empty() {
        all.push(json!({ "source_name": "marsad", "external_id": row.id.to_string(), "description": about.cite(row) }));
    }
    Value::Array(all)
}
