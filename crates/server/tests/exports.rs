//! The list as files, the feed of changes, tokens and rates, and the description of it all.

#![allow(clippy::unwrap_used)]

mod common;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use marsad_export::Format;
use marsad_server::{Options, openapi, router};
use marsad_store::{Scope, SqliteStore, Store, Tokens, token_hash};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use tower::ServiceExt;

struct Made {
    _dir: tempfile::TempDir,
    store: Arc<SqliteStore>,
}

fn made() -> Made {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::create(dir.path().join("store")).unwrap());
    common::fill(store.as_ref());
    Made { _dir: dir, store }
}

fn app(made: &Made, options: Options) -> Router {
    router(
        made.store.clone(),
        Options { changes: Some(made.store.clone()), explore: Some(made.store.clone()), ..options },
    )
}

async fn get(app: &Router, path: &str, token: Option<&str>) -> (StatusCode, header::HeaderMap, Vec<u8>) {
    let mut request = Request::get(path).header(header::HOST, "record.example:8745");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, to_bytes(body, 100_000_000).await.unwrap().to_vec())
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn every_form_has_all_rows_of_the_question_under_both_addresses() {
    let made = made();
    let app = app(&made, Options::default());
    for format in Format::ALL {
        let name = format.name();
        for path in [format!("/api/reports.{name}?type=ASSAULT"), format!("/ar/reports.{name}?type=ASSAULT")] {
            let (status, headers, body) = get(&app, &path, None).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert_eq!(headers[header::CONTENT_TYPE], format.media_type(), "{path}");
            assert!(headers["marsad-citation"].to_str().unwrap().contains("Accessed"), "{path}");
            assert!(!body.is_empty(), "{path}");
        }
    }
    let (_, _, csv) = get(&app, "/api/reports.csv", None).await;
    assert_eq!(text(&csv).lines().count(), 1 + 7);
    assert!(!csv.starts_with("\u{feff}".as_bytes()));
    let (_, _, csv) = get(&app, "/en/reports.csv?bom=1&type=ASSAULT", None).await;
    assert!(csv.starts_with("\u{feff}report,".as_bytes()));
    let (_, _, json) = get(&app, "/api/reports.json", None).await;
    let json: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!((json["rows"].as_array().unwrap().len(), json["count"].as_u64()), (7, Some(7)));
    let (_, _, geo) = get(&app, "/api/reports.geojson", None).await;
    let geo: Value = serde_json::from_slice(&geo).unwrap();
    assert_eq!(geo["features"].as_array().unwrap().len(), 7, "reports without a place are kept");
    let (_, _, rss) = get(&app, "/ar/reports.rss?place=Khartoum", None).await;
    assert_eq!(text(&rss).matches("<item>").count(), 1);
    assert!(text(&rss).contains("http://record.example:8745/ar/documents/"), "{}", text(&rss));
    let (_, _, lines) = get(&app, "/api/reports.jsonl?limit=3", None).await;
    assert_eq!(text(&lines).lines().count(), 3);
}

#[tokio::test]
async fn more_rows_than_a_page_come_in_order_and_none_twice() {
    let made = made();
    for n in 0..700 {
        let mut row = common::samples().documents.swap_remove(2);
        row.document.url = Some(format!("https://news.example/more/{n}"));
        let new = marsad_store::NewDocument {
            target: format!("https://news.example/more/{n}"),
            media_type: "text/html".into(),
            bytes: format!("{n}").into_bytes(),
            captured_at: "2026-11-02T09:14:00Z".into(),
            document: row.document,
            reports: row.reports.into_iter().map(|r| r.report).collect(),
            ..Default::default()
        };
        made.store.add(&new).unwrap();
    }
    let app = app(&made, Options::default());
    let (_, _, lines) = get(&app, "/api/reports.jsonl", None).await;
    let ids: Vec<i64> =
        text(&lines).lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_i64().unwrap()).collect();
    let distinct: std::collections::HashSet<&i64> = ids.iter().collect();
    assert_eq!((ids.len(), distinct.len()), (1407, 1407));
    let (_, _, rss) = get(&app, "/api/reports.rss", None).await;
    assert_eq!(text(&rss).matches("<item>").count(), 100, "a feed has the newest");
}

#[tokio::test]
async fn a_question_that_cannot_be_read_is_told_before_the_first_byte() {
    let made = made();
    let app = app(&made, Options::default());
    for (path, status) in [
        ("/api/reports.csv?type=WAR", 400),
        ("/api/reports.parquet?typ=ASSAULT", 400),
        ("/api/reports.csv?bom=2", 400),
        ("/en/reports.xlsx?after=zz", 400),
        ("/xx/reports.csv", 404),
        ("/api/reports.doc", 404),
        ("/api/changes?after=zz", 400),
        ("/api/changes?limit=0", 400),
    ] {
        let (code, headers, body) = get(&app, path, None).await;
        assert_eq!(code.as_u16(), status, "{path}: {}", text(&body));
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json", "{path}");
    }
}

#[tokio::test]
async fn the_feed_of_changes_goes_on_where_it_was() {
    let made = made();
    let app = app(&made, Options::default());
    let (status, _, body) = get(&app, "/api/changes?limit=3", None).await;
    assert_eq!(status, StatusCode::OK);
    let first: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((first["changes"].as_array().unwrap().len(), first["more"].as_bool()), (3, Some(true)));
    let (_, _, body) = get(&app, first["next_url"].as_str().unwrap(), None).await;
    let rest: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((rest["changes"].as_array().unwrap().len(), rest["more"].as_bool()), (1, Some(false)));
    let (status, ..) = get(&router(made.store.clone(), Options::default()), "/api/changes", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "a store without a feed has no such address");
}

#[tokio::test]
async fn tokens_open_what_their_scopes_say_and_nothing_else() {
    let made = made();
    for (name, scopes) in [("reader", vec![Scope::Read]), ("mirror", vec![Scope::Export, Scope::Changes])] {
        made.store.add_token(name, &scopes, &token_hash(name), "2026-01-01T00:00:00Z").unwrap();
    }
    let app = app(&made, Options { tokens: Some(made.store.clone()), ..Options::default() });
    for (path, token, expected) in [
        ("/api/reports", None, 401),
        ("/api/reports", Some("nobody"), 401),
        ("/api/reports", Some("reader"), 200),
        ("/api/reports", Some("mirror"), 403),
        ("/api/reports.csv", Some("reader"), 403),
        ("/api/reports.csv", Some("mirror"), 200),
        ("/en/reports.csv", None, 401),
        ("/api/changes", Some("mirror"), 200),
        ("/api/changes", Some("reader"), 403),
        ("/api/openapi.json", None, 200),
        ("/en/", None, 200),
    ] {
        let (status, headers, _) = get(&app, path, token).await;
        assert_eq!(status.as_u16(), expected, "{path} {token:?}");
        assert_eq!(headers.contains_key(header::WWW_AUTHENTICATE), expected == 401, "{path}");
    }
    made.store.revoke_token("reader", "2026-01-02T00:00:00Z").unwrap();
    assert_eq!(get(&app, "/api/reports", Some("reader")).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn who_asks_too_often_is_told_how_long_to_wait() {
    let made = made();
    let app = app(&made, Options { rate: 3, ..Options::default() });
    for _ in 0..3 {
        assert_eq!(get(&app, "/api/facets", None).await.0, StatusCode::OK);
    }
    let (status, headers, body) = get(&app, "/api/facets", None).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(headers[header::RETRY_AFTER].to_str().unwrap().parse::<u64>().unwrap() <= 20);
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["status"], 429);
    assert_eq!(get(&app, "/en/", None).await.0, StatusCode::OK, "pages are not counted");
}

#[tokio::test]
async fn the_description_is_the_one_that_is_checked_in() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api/openapi.json");
    let made = made();
    let (_, _, served) = get(&app(&made, Options::default()), "/api/openapi.json", None).await;
    let served: Value = serde_json::from_slice(&served).unwrap();
    assert_eq!(served, openapi());
    let text = serde_json::to_string_pretty(&served).unwrap() + "\n";
    if std::env::var_os("MARSAD_BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == text, "docs/api/openapi.json is not what the server gives; write it anew with MARSAD_BLESS=1");
    // Every address that it names is one of the router's, and the other way round.
    let told: BTreeSet<String> = served["paths"].as_object().unwrap().keys().cloned().collect();
    let there: BTreeSet<String> = marsad_server::api_addresses().into_iter().collect();
    assert_eq!(told, there);
    // Each answers, or says in words that there is nothing.
    for path in told.into_iter().filter(|path| served["paths"][path].get("get").is_some()) {
        let path = path
            .replace("{id}", "1")
            .replace("{report}", "1")
            .replace("{what}", "reports")
            .replace("{outlet}", "x")
            .replace("{name}", "x");
        let (status, headers, _) = get(&app(&made, Options::default()), &path, None).await;
        let problem = headers[header::CONTENT_TYPE] == "application/problem+json";
        // What is for coders is refused to whoever only reads.
        if path.starts_with("/api/review/") && status == StatusCode::FORBIDDEN {
            continue;
        }
        assert!(status == StatusCode::OK && !problem || status == StatusCode::NOT_FOUND && problem, "{path}: {status}");
    }
}
