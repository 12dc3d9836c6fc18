//! Outlets: the table, a page for each, notes by form and as JSON, panels as filters, and events as files.

#![allow(clippy::unwrap_used)]

mod common;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use marsad_export::Format;
use marsad_server::{Access, Options, Watches, router};
use marsad_store::{EventStore, Outlets, SqliteStore};
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

struct Made {
    _dir: tempfile::TempDir,
    store: Arc<SqliteStore>,
    app: Router,
}

fn made(access: Access) -> Made {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::create(dir.path().join("store")).unwrap());
    common::fill(store.as_ref());
    store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    let options = Options {
        access,
        people: Some(store.clone()),
        outlets: Some(store.clone()),
        ledger: Some(store.clone()),
        events: Some(store.clone()),
        explore: Some(store.clone()),
        watches: Some(Watches(store.clone())),
        ..Options::default()
    };
    Made { _dir: dir, app: router(store.clone(), options), store }
}

async fn ask(app: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 100_000_000).await.unwrap().to_vec();
    (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
}

async fn get(app: &Router, path: &str) -> (StatusCode, HeaderMap, String) {
    let request = Request::get(path).header(header::HOST, "localhost:8745").body(Body::empty()).unwrap();
    ask(app, request).await
}

fn encoded(name: &str) -> String {
    name.bytes().map(|b| format!("%{b:02X}")).collect()
}

/// An outlet of the samples.
async fn some_outlet(app: &Router) -> String {
    let (_, _, body) = get(app, "/api/outlets").await;
    let all: Value = serde_json::from_str(&body).unwrap();
    all["rows"][0]["outlet"].as_str().unwrap().to_owned()
}

async fn token(app: &Router) -> String {
    let (_, _, page) = get(app, "/en/sources").await;
    let at = page.find("name=\"csrf\" content=\"").unwrap() + 21;
    page[at..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_editor_notes_something_of_an_outlet_and_everybody_reads_it() {
    let made = made(Access::local());
    let name = some_outlet(&made.app).await;
    let path = format!("/en/sources/{}", encoded(&name));
    let (status, _, page) = get(&made.app, &path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Nothing is noted of it.") && page.contains("<form class=\"fields\""), "{page}");
    let csrf = token(&made.app).await;
    let form = format!(
        "csrf={csrf}&language=ar&country=syr&kind=state&stance=a%0D%0Ab&panels=daily%0Awest&carries={}",
        encoded("وكالة الأفق @ 2020-01-01..")
    );
    let post = |path: &str, media: &str, body: String, token: &str| {
        Request::post(path)
            .header(header::HOST, "localhost:8745")
            .header(header::CONTENT_TYPE, media)
            .header("x-csrf", token)
            .body(Body::from(body))
            .unwrap()
    };
    let plain = "application/x-www-form-urlencoded";
    let (status, headers, _) = ask(&made.app, post(&path, plain, form, &csrf)).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[header::LOCATION].to_str().unwrap(), path);
    let kept = made.store.outlet(&name).unwrap().unwrap();
    assert_eq!(
        (kept.facts.panels.len(), kept.facts.country.as_deref(), kept.changed_by.as_str()),
        (2, Some("SYR"), "local")
    );
    for lang in ["en", "ar"] {
        let (_, _, page) = get(&made.app, &path.replace("/en/", &format!("/{lang}/"))).await;
        assert!(page.contains("وكالة الأفق") && page.contains("panel=daily"), "{lang}: {page}");
        let (_, _, all) = get(&made.app, &format!("/{lang}/sources")).await;
        assert!(all.contains("panel=daily"), "{lang}");
    }
    // The panel narrows lists, pages and files.
    let (_, _, body) = get(&made.app, "/api/reports?panel=daily").await;
    let of_panel: Value = serde_json::from_str(&body).unwrap();
    let rows = of_panel["rows"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["outlet"] == name.as_str()));
    let (_, _, none) = get(&made.app, "/api/reports?panel=nobody").await;
    assert_eq!(serde_json::from_str::<Value>(&none).unwrap()["total"], 0);
    let (_, _, page) = get(&made.app, "/en/explore?panel=daily").await;
    assert!(page.contains("Panel of outlets"), "a filter in force is shown");
    // The same as JSON; what cannot be kept is told, and the log has what was.
    let api = format!("/api/outlets/{}", encoded(&name));
    let facts = json!({ "language": "ar", "panels": ["west"], "carries": [{ "wire": "وكالة الأفق" }] });
    let (status, _, body) = ask(&made.app, post(&api, "application/json", facts.to_string(), &csrf)).await;
    assert_eq!(
        (status, serde_json::from_str::<Value>(&body).unwrap()["changed"].as_bool()),
        (StatusCode::OK, Some(true))
    );
    let bad = json!({ "country": "Syria" }).to_string();
    let (status, _, body) = ask(&made.app, post(&api, "application/json", bad, &csrf)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let (status, ..) = ask(&made.app, post(&api, "application/json", "{}".into(), "wrong")).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let nobody = format!("/api/outlets/{}", encoded("لا أحد"));
    let (status, ..) = ask(&made.app, post(&nobody, "application/json", "{}".into(), &csrf)).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "of what the record does not know nothing is noted");
    let (_, _, body) = get(&made.app, &api).await;
    let full: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(full["versions"].as_array().unwrap().len(), 2);
    let (_, _, log) = get(&made.app, "/en/audit").await;
    assert!(log.contains("noted something of an outlet"), "{log}");
    let (_, _, table) = get(&made.app, "/api/outlets.csv").await;
    assert!(table.lines().any(|line| line.starts_with(&name) && line.contains("Accessed")), "{table}");
}

#[tokio::test]
async fn a_reader_is_shown_no_form_and_writes_nothing() {
    let made = made(Access::default());
    let name = some_outlet(&made.app).await;
    let path = format!("/en/sources/{}", encoded(&name));
    let (status, _, page) = get(&made.app, &path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!page.contains("<form class=\"fields\""));
    let request = Request::post(&path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("language=ar"))
        .unwrap();
    let (status, ..) = ask(&made.app, request).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(made.store.outlets().unwrap().is_empty());
    assert_eq!(get(&made.app, "/en/sources/nobody").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn events_can_be_had_in_every_form_that_has_them_under_both_addresses() {
    let made = made(Access::default());
    let (_, _, body) = get(&made.app, "/api/events").await;
    let total = serde_json::from_str::<Value>(&body).unwrap()["total"].as_u64().unwrap();
    assert!(total > 1);
    for format in Format::OF_EVENTS {
        let name = format.name();
        for path in [format!("/api/events.{name}"), format!("/ar/events.{name}?view=list")] {
            let (status, headers, body) = get(&made.app, &path).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert_eq!(headers[header::CONTENT_TYPE], format.media_type(), "{path}");
            assert!(headers["marsad-citation"].to_str().unwrap().contains("Accessed"), "{path}");
            assert!(headers[header::CONTENT_DISPOSITION].to_str().unwrap().contains("marsad-events"), "{path}");
            assert!(!body.is_empty(), "{path}");
        }
    }
    let (_, _, csv) = get(&made.app, "/api/events.csv").await;
    assert_eq!(csv.lines().count() as u64, 1 + total);
    let (_, _, one) = get(&made.app, "/api/events.jsonl?limit=1").await;
    assert_eq!(one.lines().count(), 1);
    let (_, _, narrowed) = get(&made.app, "/api/events.jsonl?type=ASSAULT").await;
    assert!(narrowed.lines().all(|line| line.contains("\"type\":\"ASSAULT\"")), "{narrowed}");
    let (_, _, asked) = get(&made.app, "/api/events.json?origins=2").await;
    let asked: Value = serde_json::from_str(&asked).unwrap();
    assert_eq!(asked["question"], "origins=2");
    assert!(asked["citation"].as_str().unwrap().contains("events for origins=2"));
    for (path, status) in
        [("/api/events.csv?typ=x", 400), ("/api/events.polecat", 404), ("/api/events.csv?after=zz", 400)]
    {
        assert_eq!(get(&made.app, path).await.0.as_u16(), status, "{path}");
    }
    // One origin, and two or more, are all of them.
    let count = async |query: &str| {
        let (_, _, body) = get(&made.app, &format!("/api/events?{query}")).await;
        serde_json::from_str::<Value>(&body).unwrap()["total"].as_u64().unwrap()
    };
    assert_eq!(count("origins_to=1").await + count("origins=2").await, total);
    let (_, _, page) = get(&made.app, "/en/events").await;
    assert!(page.contains("/en/events.csv") && page.contains("Accessed"), "{page}");
}

#[tokio::test]
async fn what_pages_draw_can_be_had_as_tables() {
    let made = made(Access::default());
    for (path, head) in [
        ("/api/timeline.csv?type=ASSAULT", "stretch,from,to,reports,citation"),
        ("/api/multiples.csv?by=place&most=2", "field,value,stretch,from,to,reports,citation"),
        ("/api/alarms.csv", "alarm,watch,part,"),
        ("/api/sources.csv", "feed,address,title,"),
        ("/api/outlets.csv", "outlet,reports,kind,"),
    ] {
        let (status, headers, body) = get(&made.app, path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        assert!(body.starts_with(head), "{path}: {body}");
        assert!(headers["marsad-citation"].to_str().unwrap().contains("Accessed"), "{path}");
    }
    let (_, _, table) = get(&made.app, "/api/timeline.csv").await;
    let (_, _, json) = get(&made.app, "/api/timeline").await;
    let json: Value = serde_json::from_str(&json).unwrap();
    let inside: u64 = json["buckets"].as_array().unwrap().iter().map(|b| b["count"].as_u64().unwrap()).sum();
    let all = inside + ["before", "after", "undated"].iter().map(|k| json[k].as_u64().unwrap()).sum::<u64>();
    let told: u64 = table.lines().skip(1).map(|l| l.split(',').nth(3).unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!(told, all);
    let (status, headers, _) = get(&made.app, "/ar/timeline.csv?type=ASSAULT").await;
    assert_eq!(
        (status, headers[header::LOCATION].to_str().unwrap()),
        (StatusCode::TEMPORARY_REDIRECT, "/api/timeline.csv?type=ASSAULT")
    );
    assert_eq!(get(&made.app, "/api/watch/99.csv").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_map_of_ones_own_is_given_in_parts_and_widens_nothing_else() {
    let made = made(Access::default());
    assert_eq!(get(&made.app, "/basemap.pmtiles").await.0, StatusCode::NOT_FOUND);
    let (_, headers, _) = get(&made.app, "/en/explore?view=map").await;
    assert!(!headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("connect-src"));
    let path = made._dir.path().join("world.pmtiles");
    let mut bytes = vec![7u8; 1000];
    bytes[..8].copy_from_slice(b"PMTiles\x03");
    bytes[99] = 2;
    std::fs::write(&path, &bytes).unwrap();
    let basemap = marsad_server::Basemap::read(path.to_str().unwrap(), "Own map").unwrap();
    let options = |basemap| Options { basemap: Some(basemap), explore: Some(made.store.clone()), ..Options::default() };
    let app = router(made.store.clone(), options(basemap));
    let part = |range: &str| Request::get("/basemap.pmtiles").header(header::RANGE, range).body(Body::empty()).unwrap();
    let (status, headers, body) = ask(&app, part("bytes=0-6")).await;
    assert_eq!((status, body.as_str()), (StatusCode::PARTIAL_CONTENT, "PMTiles"));
    assert_eq!(headers[header::CONTENT_RANGE], "bytes 0-6/1000");
    assert_eq!(headers[header::ACCEPT_RANGES], "bytes");
    let (status, headers, _) = ask(&app, part("bytes=1000-")).await;
    assert_eq!(
        (status, headers[header::CONTENT_RANGE].to_str().unwrap()),
        (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */1000")
    );
    assert_eq!(get(&app, "/basemap.pmtiles").await.0, StatusCode::OK);
    let (_, headers, page) = get(&app, "/en/explore?view=map").await;
    assert!(page.contains("/basemap.pmtiles") && page.contains("Own map"), "{page}");
    assert!(!headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("connect-src"), "it is our own");
    let far = marsad_server::Basemap::read("https://tiles.example/{z}/{x}/{y}.png", "").unwrap();
    let app = router(made.store.clone(), options(far));
    let (_, headers, _) = get(&app, "/en/").await;
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(
        policy.contains("img-src 'self' https://tiles.example;")
            && policy.contains("connect-src 'self' https://tiles.example;")
    );
    assert!(policy.contains("script-src 'self';") && policy.contains("style-src 'self';"), "{policy}");
}
