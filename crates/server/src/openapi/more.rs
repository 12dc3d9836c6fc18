//! The rest of the description: events, sources and outlets, watches and alarms, dossiers, and the small tables beside pages.

use super::{answer, filter, get, parameter, problem, schema, with_missing};
use marsad_export::Format;
use marsad_store::{Field, OutletKind};
use serde_json::{Map, Value, json};

/// A number of something, in the path.
fn id(name: &str, what: &str) -> Value {
    let schema = json!({ "type": "integer", "format": "int64", "minimum": 1 });
    json!({ "name": name, "in": "path", "required": true, "description": what, "schema": schema })
}

/// A name of something, in the path.
fn name(name: &str, what: &str) -> Value {
    let schema = json!({ "type": "string", "minLength": 1, "maxLength": 200 });
    json!({ "name": name, "in": "path", "required": true, "description": what, "schema": schema })
}

fn page(what: &str) -> Value {
    json!({ "application/json": { "schema": schema(what) } })
}

fn sheet() -> Value {
    json!({ "text/csv": {} })
}

/// The parameters of a question to events.
fn event_filter() -> Vec<Value> {
    let flag = || json!({ "type": "integer", "enum": [0, 1] });
    let count = || json!({ "type": "integer", "minimum": 1, "maximum": 1_000_000 });
    let day = || json!({ "type": "string", "format": "date" });
    let mut out = filter(true);
    out.extend([
        parameter("origins", "Told by at least so many origins", count()),
        parameter("origins_to", "Told by at most so many origins", count()),
        parameter("contested", "1: only those with a figure that origins contest", flag()),
        parameter("pinned", "1: only those that a person pinned", flag()),
        parameter("told_from", "First told on this day or later", day()),
        parameter("told_to", "First told on this day or earlier", day()),
    ]);
    out
}

/// Adds the paths.
pub(super) fn add(paths: &mut Map<String, Value>) {
    let mut put = |path: &str, item: Value| {
        paths.insert(path.to_owned(), item);
    };
    let one = |operation: &str, summary: &str, parameters: Vec<Value>, content: Value| {
        with_missing(get(operation, summary, "read", parameters, answer("The answer", content)))
    };
    let rows = |what: &str| json!({ "application/json": { "schema": { "type": "object", "properties": { "rows": { "type": "array", "items": schema(what) } }, "required": ["rows"] } } });
    put(
        "/api/events",
        one("listEvents", "Events, page by page, those of the latest days first", event_filter(), page("EventPage")),
    );
    put(
        "/api/events/suggestions",
        one("suggestEvents", "Pairs of events that may be one, the likeliest first", vec![], rows("Suggestion")),
    );
    let event = || vec![id("id", "Number of the event")];
    put("/api/events/{id}", moved(one("getEvent", "One event with all that is said of it", event(), page("Event"))));
    let parts = ["reports", "figures", "origins", "decisions", "suggestions"];
    let what = json!({ "name": "what", "in": "path", "required": true, "description": "Which part", "schema": { "type": "string", "enum": parts } });
    let part = json!({ "application/json": { "schema": { "type": "object", "properties": { "event": { "type": "integer" } }, "required": ["event"] } } });
    put(
        "/api/events/{id}/{what}",
        moved(one(
            "getEventPart",
            "A part of what is said of an event",
            vec![id("id", "Number of the event"), what],
            part,
        )),
    );
    for format in Format::OF_EVENTS {
        let media = format.media_type();
        let body = if media == "application/json" {
            json!({ media: { "schema": schema("EventFile") } })
        } else {
            json!({ media: {} })
        };
        let mut parameters = event_filter();
        parameters.push(parameter(
            "bom",
            "1: a table of text begins with a byte-order mark, for Excel",
            json!({ "type": "integer", "enum": [0, 1] }),
        ));
        let summary = format!("All events of a question as {}, streamed", format.name());
        let operation = format!("exportEvents_{}", format.name());
        let mut item = with_missing(get(&operation, &summary, "export", parameters, answer("The file", body)));
        cited(&mut item);
        item["get"]["responses"]["503"] = problem("As many exports run as can");
        put(&format!("/api/events.{}", format.name()), item);
    }
    put("/api/sources", {
        let feeds = json!({ "application/json": { "schema": { "type": "array", "items": schema("Feed") } } });
        one("listFeeds", "The feeds as the collector's ledger has them", vec![], feeds)
    });
    put(
        "/api/outlets",
        one("listOutlets", "Every outlet with its reports and what is noted of it", vec![], rows("Outlet")),
    );
    put(
        "/api/outlets/{outlet}",
        outlet(one(
            "getOutlet",
            "One outlet with everything that was noted of it",
            vec![name("outlet", "The outlet's name")],
            page("OutletFull"),
        )),
    );
    let number = || json!({ "type": "integer", "format": "int64", "minimum": 1 });
    let alarm_filter = || {
        vec![
            parameter("watch", "Only of this watch", number()),
            parameter("open", "1: only those that nobody has seen", json!({ "type": "integer", "enum": [0, 1] })),
            parameter("before", "Only those with a smaller number, to go on with a list", number()),
        ]
    };
    let alarms = json!({ "application/json": { "schema": { "type": "array", "items": schema("Alarm") } } });
    put(
        "/api/alarms",
        one("listAlarms", "The newest alarms with what they rest on, at most 100", alarm_filter(), alarms),
    );
    put(
        "/api/alarms/{id}",
        written("answerAlarm", "Acknowledge an alarm, or write a note on it", "Number of the alarm"),
    );
    put(
        "/api/documents/{id}/cut",
        written(
            "cutLink",
            "Cut the link between two documents: they go back to different sources",
            "Number of a document",
        ),
    );
    put("/api/watches", one("listWatches", "The watches", vec![], rows("Watch")));
    put(
        "/api/watch/{id}",
        one(
            "getWatch",
            "A watch with every value that was ever known of its periods; with `.csv` behind the number, as a table",
            vec![id("id", "Number of the watch")],
            page("WatchFull"),
        ),
    );
    put(
        "/api/dossiers",
        one("listDossiers", "The dossiers with what is answered to them in short", vec![], rows("DossierLine")),
    );
    let as_of = parameter(
        "as_of",
        "As it was known on this day; empty: as it is known now",
        json!({ "anyOf": [{ "type": "string", "format": "date" }, { "const": "" }] }),
    );
    put(
        "/api/dossiers/{name}",
        one(
            "getDossier",
            "What a dossier answers; with `.csv` behind the name, its series as a table",
            vec![name("name", "The dossier's short name"), as_of],
            page("Brief"),
        ),
    );
    put("/api/openapi.json", {
        let own = json!({ "application/json": { "schema": { "type": "object", "required": ["openapi", "paths"] } } });
        get("getDescription", "This description", "none", vec![], answer("The description", own))
    });
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
    for (table, operation, summary, parameters) in [
        ("timeline", "tableOfTimeline", "A question's answers in time", filter(true)),
        ("multiples", "tableOfMultiples", "The same for each of the commonest values of a field", by),
        ("alarms", "tableOfAlarms", "The newest alarms", alarm_filter()),
        ("sources", "tableOfFeeds", "The feeds", vec![]),
        ("outlets", "tableOfOutlets", "The outlets", vec![]),
    ] {
        let mut item = one(operation, &format!("{summary}, as a table"), parameters, sheet());
        cited(&mut item);
        put(&format!("/api/{table}.csv"), item);
    }
    if let Some(item) = paths.get_mut("/api/watch/{id}") {
        let more = written("answerWatch", "Mute a watch, or write a note on it", "Number of the watch");
        item["post"] = more["post"].clone();
    }
}

/// What is noted of an outlet can be written, too.
fn outlet(mut item: Value) -> Value {
    let body = json!({ "application/json": { "schema": schema("OutletFacts") } });
    let done = json!({ "type": "object", "properties": { "outlet": { "type": "string" }, "noted": schema("OutletFacts"), "changed": { "type": "boolean" } }, "required": ["outlet", "noted", "changed"] });
    let csrf = json!({ "name": "x-csrf", "in": "header", "required": true, "description": "The token of the pages, as `<meta name=csrf>` has it", "schema": { "type": "string" } });
    item["post"] = json!({
        "operationId": "noteOutlet", "summary": "Note something of an outlet, in place of what was noted before",
        "description": "For editors who have logged in; written into the log.",
        "parameters": [name("outlet", "The outlet's name"), csrf],
        "requestBody": { "required": true, "content": body },
        "responses": {
            "200": answer("What is noted now", json!({ "application/json": { "schema": done } })),
            "400": problem("The body cannot be read, or says what cannot be kept"), "401": problem("Nobody has logged in"),
            "403": problem("Whoever asks may not do that, or the token is none of this server"), "404": problem("There is no such outlet"),
            "413": problem("More than 1 MiB"), "415": problem("Neither JSON nor a form"), "422": problem("The body says what cannot be kept"),
            "429": problem("Too many requests"), "500": problem("The store could not be written"),
        },
    });
    item
}

/// What coders may write of an alarm or a watch.
fn written(operation: &str, summary: &str, what: &str) -> Value {
    let body = json!({ "application/json": { "schema": { "type": "object" } } });
    let csrf = json!({ "name": "x-csrf", "in": "header", "required": true, "description": "The token of the pages, as `<meta name=csrf>` has it", "schema": { "type": "string" } });
    json!({ "post": {
        "operationId": operation, "summary": summary, "description": "For coders who have logged in; written into the log.",
        "parameters": [id("id", what), csrf],
        "requestBody": { "required": true, "content": body },
        "responses": {
            "200": answer("What was written", json!({ "application/json": { "schema": { "type": "object" } } })),
            "400": problem("A value cannot be used"), "401": problem("Nobody has logged in"),
            "403": problem("Whoever asks may not do that, or the token is none of this server"), "404": problem("There is nothing of this number"),
            "413": problem("More than 1 MiB"), "415": problem("Neither JSON nor a form"), "422": problem("The body cannot be read"),
            "429": problem("Too many requests"), "500": problem("The store could not be written"),
        },
    } })
}

/// The header that says how to cite an answer.
fn cited(item: &mut Value) {
    let header = json!({ "description": "How to cite it, percent-encoded", "schema": { "type": "string" } });
    item["get"]["responses"]["200"]["headers"] = json!({ "marsad-citation": header });
}

/// An event that was merged into another is answered with the way there.
fn moved(mut item: Value) -> Value {
    let location = json!({ "description": "The other event", "schema": { "type": "string" } });
    item["get"]["responses"]["307"] =
        json!({ "description": "Merged into another event", "headers": { "location": location } });
    item
}

/// Adds the shapes.
pub(super) fn add_schemas(out: &mut Map<String, Value>) {
    let text = || json!({ "type": "string" });
    let maybe = || json!({ "type": ["string", "null"] });
    let number = || json!({ "type": "integer" });
    let maybe_number = || json!({ "type": ["integer", "null"] });
    let flag = || json!({ "type": "boolean" });
    let list = |of: Value| json!({ "type": "array", "items": of });
    let object = |properties: Value| {
        let names: Vec<String> = properties.as_object().map(|p| p.keys().cloned().collect()).unwrap_or_default();
        json!({ "type": "object", "properties": properties, "required": names })
    };
    let any = || json!({ "type": "object" });
    let mut put = |name: &str, shape: Value| {
        out.insert(name.to_owned(), shape);
    };
    put("Named", object(json!({ "id": text(), "name": text() })));
    let range = object(json!({ "min": maybe_number(), "max": maybe_number() }));
    put(
        "EventFigure",
        object(json!({
            "what": text(), "range": range, "standing": { "type": "string", "enum": ["one", "agreed", "rising", "contested"] },
            "course": { "type": "string", "enum": ["single", "steady", "rising", "falling", "mixed"] }, "origins": number(),
        })),
    );
    let pair = |of: &str| json!({ "type": ["array", "null"], "items": { "type": of }, "minItems": 2, "maxItems": 2 });
    put(
        "EventRow",
        object(json!({
            "id": number(), "type": text(), "modes": list(text()), "days": pair("string"), "places": list(schema("Named")),
            "point": pair("number"), "precision": { "type": "integer", "minimum": 0, "maximum": 7 }, "country": maybe(),
            "actors": list(schema("Named")), "recipients": list(schema("Named")), "figures": list(schema("EventFigure")),
            "modalities": list(text()), "title": text(), "first_told": maybe(), "last_told": maybe(), "origins": number(),
            "documents": number(), "reports": number(), "outlets": number(), "contested": flag(), "pinned": flag(),
        })),
    );
    put(
        "EventPage",
        object(json!({ "rows": list(schema("EventRow")), "total": number(), "next": maybe(), "next_url": maybe() })),
    );
    put(
        "EventFile",
        object(
            json!({ "citation": text(), "question": text(), "accessed": text(), "rows": list(schema("EventRow")), "count": number() }),
        ),
    );
    put(
        "Suggestion",
        object(
            json!({ "a": schema("EventRow"), "b": schema("EventRow"), "weight": { "type": "number" }, "parts": list(any()), "tellings": list(text()) }),
        ),
    );
    put(
        "Event",
        object(json!({
            "row": schema("EventRow"), "view": any(), "names": any(), "speakers": any(), "figures": any(), "tellings": list(any()),
            "origins": list(any()), "decisions": list(any()), "suggestions": list(schema("Suggestion")), "was": list(number()),
        })),
    );
    put(
        "Feed",
        json!({ "type": "object", "required": ["id", "address", "paused", "counts"], "properties": {
            "id": number(), "address": text(), "title": maybe(), "outlet": maybe(), "paused": flag(), "last_try": maybe_number(),
            "last_success": maybe_number(), "next_try": maybe_number(), "failures": number(), "last_error": maybe(), "counts": any(),
        } }),
    );
    let kinds: Vec<Value> = OutletKind::ALL.iter().map(|k| Value::from(k.as_str())).chain([Value::Null]).collect();
    let carries = json!({ "type": "object", "required": ["wire"], "properties": { "wire": text(), "from": text(), "to": text() } });
    put(
        "OutletNote",
        object(json!({
            "outlet": text(), "language": maybe(), "country": maybe(), "kind": { "enum": kinds.clone() }, "stance": maybe(),
            "panels": list(text()), "carries": list(carries.clone()), "changed_at": text(), "changed_by": text(),
        })),
    );
    put(
        "OutletFacts",
        json!({ "type": "object", "properties": {
            "language": maybe(), "country": maybe(), "kind": { "enum": kinds }, "stance": maybe(),
            "panels": list(text()), "carries": list(carries.clone()),
        } }),
    );
    let noted = || json!({ "oneOf": [schema("OutletNote"), { "type": "null" }] });
    put("Outlet", object(json!({ "outlet": text(), "reports": number(), "noted": noted() })));
    put(
        "OutletFull",
        object(
            json!({ "outlet": text(), "reports": number(), "noted": noted(), "carried_by": list(text()), "versions": list(schema("OutletNote")) }),
        ),
    );
    put(
        "Alarm",
        json!({ "type": "object", "required": ["id", "watch", "of", "method", "day", "level", "content", "raised_at"], "properties": {
            "id": number(), "watch": number(), "of": text(), "method": any(), "day": text(), "level": text(), "content": any(),
            "raised_at": number(), "acknowledged_at": maybe_number(), "acknowledged_by": maybe(),
        } }),
    );
    put("Watch", json!({ "type": "object", "required": ["id"], "properties": { "id": number() } }));
    let count = object(
        json!({ "part": text(), "period": text(), "known": text(), "count": maybe_number(), "read": { "type": ["number", "null"] } }),
    );
    put("WatchFull", object(json!({ "watch": schema("Watch"), "counts": list(count) })));
    let answer = json!({ "type": ["object", "null"] });
    put("DossierLine", object(json!({ "dossier": any(), "answer": answer, "broken": maybe() })));
    put(
        "Brief",
        json!({ "type": "object", "required": ["name", "version", "title", "question", "as_of", "indicators"], "properties": {
            "name": text(), "version": number(), "title": any(), "question": any(), "as_of": text(), "indicators": list(any()),
        } }),
    );
}
