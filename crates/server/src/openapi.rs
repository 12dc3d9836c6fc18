//! The API, described for programs (OpenAPI 3.1). The copy at `docs/api/openapi.json` is compared by a test.
//!
//! What reports look like comes from the types of the model; the rest is told here, beside the handlers that answer.

mod more;

use marsad_export::Format;
use marsad_model::{EventType, Modality, Mode};
use marsad_store::{Field, Measure, Split, When};
use serde_json::{Map, Value, json};

/// The description.
#[must_use]
pub fn openapi() -> Value {
    let mut paths = Map::new();
    let page = |what: &str| json!({ "application/json": { "schema": schema(what) } });
    paths.insert(
        "/api/reports".into(),
        get(
            "listReports",
            "Reports, page by page, newest publication first",
            "read",
            filter(true),
            answer("A page of reports", page("ReportPage")),
        ),
    );
    paths.insert(
        "/api/facets".into(),
        get(
            "countReports",
            "Counts of a question's reports by field",
            "read",
            filter(true),
            answer("Counts", page("Facets")),
        ),
    );
    let id = json!({ "name": "id", "in": "path", "required": true, "description": "Number of the document", "schema": { "type": "integer", "format": "int64", "minimum": 1 } });
    paths.insert(
        "/api/documents/{id}".into(),
        with_missing(get(
            "getDocument",
            "One document with its text, capture and reports",
            "read",
            vec![id],
            answer("The document", page("DocumentRow")),
        )),
    );
    let q = parameter(
        "q",
        "Words; \"…\" a phrase; -word; a OR b; word*; actor: place: type: source: date:",
        json!({ "type": "string", "maxLength": 300 }),
    );
    paths.insert(
        "/api/search".into(),
        get(
            "searchDocuments",
            "Documents by the words of their text, at most 100, newest first",
            "read",
            vec![q],
            answer("Hits", page("HitPage")),
        ),
    );
    let after = parameter(
        "after",
        "Cursor from `next`; from the beginning without it",
        json!({ "type": "string", "maxLength": 300 }),
    );
    let limit = parameter(
        "limit",
        "At most so many changes of each kind",
        json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 1000 }),
    );
    paths.insert(
        "/api/changes".into(),
        with_missing(get(
            "listChanges",
            "Documents that came in, that were replaced, and that were reviewed, in order",
            "changes",
            vec![after, limit],
            answer("Some changes, and where to go on", page("ChangePage")),
        )),
    );
    let optional = |id: &str, summary: &str, parameters: Vec<Value>, what: &str| {
        with_missing(get(id, summary, "read", parameters, answer("The answer", page(what))))
    };
    let fields: Vec<&str> = Field::ALL.iter().map(|f| f.as_str()).collect();
    let mut by = filter(true);
    by.push(parameter(
        "by",
        "The field whose values are told apart",
        json!({ "type": "string", "enum": fields, "default": "type" }),
    ));
    by.push(parameter(
        "most",
        "At most so many values",
        json!({ "type": "integer", "minimum": 1, "maximum": 24, "default": 12 }),
    ));
    let mut view = filter(true);
    view.push(parameter("bbox", "The stretch shown: west,south,east,north in degrees", area()));
    view.push(parameter(
        "zoom",
        "The scale: the world is 512 · 2^zoom pixels wide",
        json!({ "type": "number", "minimum": 0, "maximum": 22, "default": 4 }),
    ));
    paths.insert(
        "/api/timeline".into(),
        optional("timeReports", "A question's answers in time", filter(true), "Timeline"),
    );
    let choice = |name: &str, what: &str, all: Vec<&str>, usual: &str| {
        parameter(name, what, json!({ "type": "string", "enum": all, "default": usual }))
    };
    let mut counted = filter(false);
    counted.push(choice(
        "measure",
        "What is counted: reports, documents, origins, events once each, how many they hurt, or figures",
        Measure::ALL.map(Measure::name).to_vec(),
        "reports",
    ));
    counted.push(choice("step", "How long a period is", vec!["week", "day"], "week"));
    counted.push(choice("when", "Where it counts in time", When::ALL.map(When::name).to_vec(), "told"));
    counted.push(parameter(
        "split",
        "What the count is cut by",
        json!({ "type": "string", "enum": Split::ALL.map(Split::name) }),
    ));
    counted.push(parameter(
        "known",
        "As it was known on this day; empty: as it is known now",
        json!({ "anyOf": [{ "type": "string", "format": "date" }, { "const": "" }] }),
    ));
    counted.push(parameter(
        "fresh",
        "Only what happened at most so many days before it was told",
        json!({ "type": "integer", "minimum": 0, "maximum": 65535 }),
    ));
    paths.insert(
        "/api/series".into(),
        optional("countReports", "A question counted over time, with what was read beside it", counted, "SeriesPage"),
    );
    paths.insert(
        "/api/multiples".into(),
        optional("compareReports", "The same for each of the commonest values of a field", by, "Multiples"),
    );
    paths.insert(
        "/api/map".into(),
        optional(
            "mapReports",
            "A question's answers on a map: places close together as one, areas as areas",
            view,
            "Map",
        ),
    );
    review(&mut paths);
    for format in Format::ALL {
        let media = format.media_type();
        let body = if media == "application/json" {
            json!({ media: { "schema": schema("ReportFile") } })
        } else {
            json!({ media: {} })
        };
        let mut parameters = filter(true);
        parameters.push(parameter(
            "bom",
            "1: a table of text begins with a byte-order mark, for Excel",
            json!({ "type": "integer", "enum": [0, 1] }),
        ));
        let summary = format!("All reports of a question as {}, streamed", format.name());
        let mut item =
            get(&format!("exportReports_{}", format.name()), &summary, "export", parameters, answer("The file", body));
        item["get"]["responses"]["200"]["headers"] = json!({ "marsad-citation": { "description": "How to cite it, percent-encoded", "schema": { "type": "string" } } });
        item["get"]["responses"]["503"] = problem("As many exports run as can");
        paths.insert(format!("/api/reports.{}", format.name()), item);
    }
    more::add(&mut paths);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Marsad",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "A sourced record of what is reported",
            "description": "Every report points at the words of an archived page. Nothing here is a verdict on truth. Addresses, parameters and fields are promised in docs/exports.md; unknown fields may come at any time.",
            "license": { "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" },
        },
        "servers": [{ "url": "/" }],
        "security": [{}, { "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": "Asked for only where the server was started with --tokens" } },
            "schemas": schemas(),
        },
    })
}

/// What reviewers and their programs ask. Only those may who log in as coders, or sit at the machine.
fn review(paths: &mut Map<String, Value>) {
    let object =
        |description: &str| answer(description, json!({ "application/json": { "schema": { "type": "object" } } }));
    let mut queue = filter(false);
    queue.push(parameter(
        "kind",
        "Which reports: not reviewed, given to whoever asks, in dispute, or read otherwise since",
        json!({ "type": "string", "enum": ["open", "assigned", "disputed", "moved", "second"], "default": "open" }),
    ));
    queue.push(parameter(
        "order",
        "The least sure first, the newest first, by chance, or by chance one of each type in turn",
        json!({ "type": "string", "enum": ["confidence", "newest", "random", "types"], "default": "confidence" }),
    ));
    queue.push(parameter("seed", "Of chance", json!({ "type": "integer", "minimum": 0, "default": 0 })));
    let next = "Takes the first report of a queue for whoever asks, for twenty minutes; for coders";
    paths.insert(
        "/api/review/next".into(),
        with_missing(get(
            "nextReview",
            next,
            "read",
            queue,
            object("`item`: the report and how it stands; null at the end"),
        )),
    );
    let id = json!({ "name": "report", "in": "path", "required": true, "description": "Number of the report", "schema": { "type": "integer", "format": "int64", "minimum": 1 } });
    let fields =
        ["document", "report", "verdict", "reason", "fields", "changes", "duplicate_of", "note", "seconds", "decides"];
    let properties: Map<String, Value> = fields.iter().map(|name| ((*name).to_owned(), json!({}))).collect();
    let body = json!({ "type": "object", "required": ["document", "verdict"], "properties": properties, "additionalProperties": false });
    let given = json!({ "post": {
        "operationId": "giveReview", "summary": "Gives a review (docs/review.md); for coders, with the page's token in the header x-csrf",
        "parameters": [{ "name": "x-csrf", "in": "header", "required": true, "schema": { "type": "string" } }],
        "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
        "responses": {
            "200": object("The number of the review, and how the report stands now"),
            "400": problem("A verdict that cannot be given"),
            "401": problem("Nobody has logged in"),
            "403": problem("Not for whoever asks, or without the page's token"),
            "413": problem("The body is too large"),
            "415": problem("The body is no JSON"),
            "422": problem("The review cannot be taken; it says why"),
            "429": problem("Too many requests; Retry-After says for how long"),
            "500": problem("The store could not be read"),
        },
    } });
    paths.insert("/api/review".into(), given);
    let item = "Everything that a card of the workplace shows of a report; for coders";
    paths.insert(
        "/api/review/{report}".into(),
        with_missing(get(
            "getReview",
            item,
            "read",
            vec![id],
            object("The report as settled, as the machine reads it, and its reviews"),
        )),
    );
}

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn parameter(name: &str, description: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

fn answer(description: &str, content: Value) -> Value {
    json!({ "description": description, "content": content })
}

fn problem(description: &str) -> Value {
    json!({ "description": description, "content": { "application/problem+json": { "schema": schema("Problem") } } })
}

/// A path that answers GET.
fn get(id: &str, summary: &str, scope: &str, parameters: Vec<Value>, ok: Value) -> Value {
    json!({ "get": {
        "operationId": id, "summary": summary, "description": format!("Scope of tokens: `{scope}`."), "parameters": parameters,
        "responses": {
            "200": ok,
            "400": problem("A parameter that cannot be used; it is named"),
            "401": problem("A good token is needed"),
            "403": problem("The token lacks the scope"),
            "429": problem("Too many requests; Retry-After says for how long"),
            "500": problem("The store could not be read"),
        },
    } })
}

fn with_missing(mut item: Value) -> Value {
    item["get"]["responses"]["404"] = problem("There is nothing of this name");
    item
}

/// A stretch of the globe.
fn area() -> Value {
    json!({ "type": "string", "maxLength": 300, "pattern": "^-?[0-9]{1,3}([.][0-9]+)?(,-?[0-9]{1,3}([.][0-9]+)?){3}$" })
}

/// The parameters of a question to reports.
fn filter(pages: bool) -> Vec<Value> {
    let text = || json!({ "type": "string", "maxLength": 300 });
    let day = || json!({ "type": "string", "format": "date" });
    let codes = |all: Vec<&str>| json!({ "type": "string", "enum": all });
    let mut out = vec![
        parameter("q", "A search in texts and in names of actors and places", text()),
        parameter("type", "PLOVER type", codes(EventType::ALL.iter().map(|t| t.as_str()).collect())),
        parameter("place", "A name of a place, Arabic or English", text()),
        parameter("actor", "A name of an actor or recipient, Arabic or English", text()),
        parameter("mode", "PLOVER mode", codes(Mode::ALL.iter().map(|m| m.as_str()).collect())),
        parameter("said_by", "A name of who says so; `-` for reports that name nobody", text()),
        parameter("country", "ISO 3166-1 alpha-3 code of the country that the place lies in", text()),
        parameter("governorate", "English or Arabic name of the governorate that the place lies in", text()),
        parameter("panel", "Only outlets of this panel", text()),
        parameter("box", "Only what lies here: west,south,east,north in degrees", area()),
        parameter(
            "not",
            "What the reports must not have: `field:value`; may be given several times",
            json!({ "type": "string", "maxLength": 300, "pattern": "^(type|mode|place|country|governorate|actor|modality|outlet|said_by): *[^ ].*$" }),
        ),
        parameter("modality", "In what voice it is told", codes(Modality::ALL.iter().map(|m| m.as_str()).collect())),
        parameter("outlet", "The outlet, exactly", text()),
        parameter("from", "First day of interest", day()),
        parameter("to", "Last day of interest, inclusive; not before `from`", day()),
        parameter(
            "document",
            "Only the reports of one document",
            json!({ "type": "integer", "format": "int64", "minimum": 1 }),
        ),
        parameter(
            "min_confidence",
            "Least confidence of the coder",
            json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        ),
    ];
    if pages {
        out.push(parameter(
            "limit",
            "At most so many rows",
            json!({ "type": "integer", "minimum": 1, "maximum": 1000 }),
        ));
        out.push(parameter("after", "Opaque cursor from `next`", text()));
    }
    out
}

/// The shapes: those of the model, and those that the store and the server put around them.
fn schemas() -> Value {
    let model = marsad_model::report_schema().to_value();
    let mut out: Map<String, Value> = match model.get("$defs") {
        Some(Value::Object(defs)) => defs.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        _ => Map::new(),
    };
    let mut coded = model;
    if let Value::Object(map) = &mut coded {
        map.remove("$defs");
        map.remove("$schema");
    }
    out.insert("CodedDocument".into(), coded);
    let text = || json!({ "type": "string" });
    let maybe = || json!({ "type": ["string", "null"] });
    let number = || json!({ "type": "integer" });
    let list = |of: Value| json!({ "type": "array", "items": of });
    let object = |properties: Value| {
        let names: Vec<String> = properties.as_object().map(|p| p.keys().cloned().collect()).unwrap_or_default();
        json!({ "type": "object", "properties": properties, "required": names })
    };
    let row = json!({
        "id": number(), "document": number(), "title": text(), "outlet": maybe(), "url": maybe(), "published": maybe(),
        "version": number(), "current": { "type": "boolean" }, "report": schema("Report"),
    });
    let mut row = object(row);
    // Left out where nobody has reviewed it.
    let fields: Vec<&str> = marsad_store::ReportField::ALL.iter().map(|field| field.as_str()).collect();
    row["properties"]["reviewed"] = schema("Reviewed");
    out.insert("ReportRow".into(), row);
    out.insert("Reviewed".into(), object(json!({
        "by": list(text()), "at": text(), "fields": list(json!({ "type": "string", "enum": fields })), "added": { "type": "boolean" },
    })));
    out.insert(
        "ReportPage".into(),
        object(json!({ "rows": list(schema("ReportRow")), "total": number(), "next": maybe(), "next_url": maybe() })),
    );
    out.insert("ReportFile".into(), object(json!({ "citation": text(), "question": text(), "accessed": text(), "rows": list(schema("ReportRow")), "count": number() })));
    let value = object(json!({ "value": text(), "count": number() }));
    out.insert("FacetValue".into(), value);
    let values = || list(schema("FacetValue"));
    out.insert("Facets".into(), object(json!({
        "types": values(), "places": values(), "actors": values(), "modalities": values(), "outlets": values(), "modes": values(),
        "said_by": values(), "countries": values(), "governorates": values(), "years": values(),
    })));
    let bucket = object(json!({ "from": text(), "to": text(), "count": number() }));
    let timeline = object(
        json!({ "step": { "type": "string", "enum": ["day", "week", "month", "year"] }, "buckets": list(bucket), "before": number(), "after": number(), "undated": number() }),
    );
    out.insert("Timeline".into(), timeline);
    let series = object(json!({ "value": text(), "total": number(), "counts": list(number()) }));
    out.insert("Multiples".into(), object(json!({ "all": schema("Timeline"), "series": list(series) })));
    let count = || json!({ "type": ["integer", "null"] });
    let share = || json!({ "type": ["number", "null"] });
    let point = object(
        json!({ "from": text(), "to": text(), "count": count(), "upper": count(), "read": share(), "share": share() }),
    );
    let counted = object(json!({ "of": maybe(), "total": number(), "total_upper": count(), "points": list(point) }));
    out.insert(
        "SeriesPage".into(),
        object(json!({ "measure": text(), "step": text(), "when": text(), "known": maybe(), "series": list(counted) })),
    );
    let any = || list(json!({ "type": "object" }));
    out.insert(
        "Map".into(),
        object(json!({ "cells": any(), "areas": any(), "unplaced": number(), "outside": number() })),
    );
    let capture = object(
        json!({ "file": text(), "offset": number(), "length": number(), "sha256": text(), "captured_at": text() }),
    );
    let document = json!({ "type": "object", "properties": { "id": text(), "title": text(), "text": text(), "published": maybe(), "byline": maybe(), "language": maybe(), "outlet": maybe(), "url": maybe() }, "required": ["id", "title", "text", "published"] });
    out.insert("DocumentRow".into(), object(json!({
        "id": number(), "document": document, "capture": capture, "target": text(), "version": number(), "current": { "type": "boolean" },
        "genre": maybe(), "genre_cues": list(schema("Quote")), "figures": list(schema("Figure")), "notices": list(schema("Notice")),
        "reports": list(schema("ReportRow")),
    })));
    let marks = || list(json!({ "type": "array", "items": { "type": "integer" }, "minItems": 2, "maxItems": 2 }));
    let hit = object(
        json!({ "document": number(), "title": text(), "outlet": maybe(), "published": maybe(), "snippet": text(), "marks": marks(), "title_marks": marks(), "reports": number() }),
    );
    out.insert("Hit".into(), hit);
    out.insert("HitPage".into(), object(json!({ "rows": list(schema("Hit")), "total": number(), "next": maybe() })));
    let change = object(
        json!({ "happened": { "type": "string", "enum": ["added", "replaced", "recoded", "reviewed"] }, "document": number(), "reports": list(number()), "dropped": list(number()) }),
    );
    out.insert("Change".into(), change);
    out.insert("ChangePage".into(), object(json!({ "changes": list(schema("Change")), "next": text(), "more": { "type": "boolean" }, "next_url": text() })));
    out.insert("Problem".into(), json!({
        "type": "object", "description": "RFC 9457", "required": ["type", "title", "status", "detail"],
        "properties": { "type": text(), "title": text(), "status": number(), "detail": text(), "parameter": text(), "scope": text() },
    }));
    more::add_schemas(&mut out);
    let mut schemas = Value::Object(out);
    local(&mut schemas);
    schemas
}

/// Points references at the components of this description.
fn local(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(local),
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                match inner {
                    Value::String(text) if key == "$ref" => *text = text.replace("#/$defs/", "#/components/schemas/"),
                    other => local(other),
                }
            }
        }
        _ => {}
    }
}
