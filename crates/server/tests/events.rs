//! Events as JSON, over the store that people have.

#![allow(clippy::unwrap_used)]

mod common;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use marsad_server::{Options, router};
use marsad_store::{Act, EventStore, SqliteStore};
use serde_json::Value;
use std::sync::Arc;
use tower::ServiceExt;

async fn get(app: &Router, path: &str) -> (u16, String, Value) {
    let response = app.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let to = response.headers().get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 10_000_000).await.unwrap();
    (status, to, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn events_are_listed_shown_and_found_under_their_old_ids() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::create(dir.path().join("store")).unwrap());
    common::fill(&*store);
    let weighed = store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    assert!(weighed.events >= 3, "{weighed:?}");
    let app = router(store.clone(), Options { events: Some(store.clone()), ..Options::default() });

    let mut ids = Vec::new();
    let mut next = Some("/api/events?limit=2".to_owned());
    while let Some(path) = next {
        let (status, _, page) = get(&app, &path).await;
        assert_eq!((status, page["total"].as_u64()), (200, Some(weighed.events)), "{path}");
        ids.extend(page["rows"].as_array().unwrap().iter().map(|e| e["id"].as_i64().unwrap()));
        next = page["next_url"].as_str().map(str::to_owned);
    }
    let before = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), ids.len() as u64), (before, weighed.events));

    let (status, _, event) = get(&app, &format!("/api/events/{}", ids[1])).await;
    assert_eq!((status, event["row"]["id"].as_i64()), (200, Some(ids[1])));
    assert!(event["view"]["type"]["values"][0]["value"].is_string(), "{event}");
    let report = &event["tellings"][0]["reports"][0];
    let (_, _, reports) = get(&app, &format!("/api/events/{}/reports", ids[1])).await;
    assert_eq!(&reports["rows"][0], report);
    for part in ["figures", "origins", "decisions", "suggestions"] {
        let (status, _, found) = get(&app, &format!("/api/events/{}/{part}", ids[1])).await;
        assert_eq!((status, found["event"].as_i64()), (200, Some(ids[1])), "{part}");
    }
    store.merge_events(ids[0], ids[1], &Act { who: "x".into(), why: "one".into() }).unwrap();
    let (status, to, _) = get(&app, &format!("/api/events/{}/figures", ids[1])).await;
    assert_eq!((status, to), (307, format!("/api/events/{}/figures", ids[0])));
    assert_eq!(get(&app, "/api/events/suggestions").await.0, 200);

    for (path, status) in [
        ("/api/events/99999", 404),
        ("/api/events/x", 404),
        (&*format!("/api/events/{}/wishes", ids[0]), 404),
        ("/api/events?contested=maybe", 400),
        ("/api/events?min_origins=2", 400),
        ("/api/events?after=x", 400),
    ] {
        assert_eq!(get(&app, path).await.0, status, "{path}");
    }
    let without = router(store, Options::default());
    assert_eq!(get(&without, "/api/events").await.0, 404);
}
