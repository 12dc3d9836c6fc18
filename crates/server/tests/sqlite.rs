//! The pages over the store that people have: SQLite in a folder.

#![allow(clippy::unwrap_used)]

mod common;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use marsad_server::{Options, router};
use marsad_store::SqliteStore;
use std::sync::Arc;
use tower::ServiceExt;

/// A store of the samples in a folder that lives as long as the first value.
fn app() -> (tempfile::TempDir, Router) {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    common::fill(&store);
    (dir, router(Arc::new(store), Options { names: common::names(), ..Options::default() }))
}

async fn get(app: &Router, path: &str) -> (StatusCode, String) {
    let response = app.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 10_000_000).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn enc(value: &str) -> String {
    value.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[tokio::test]
async fn a_place_is_found_in_either_language() {
    let (_dir, app) = app();
    for place in ["Baghuz", "al-baghuz", "الباغوز", "الباغُوز"] {
        let (status, html) = get(&app, &format!("/en/explore?place={}", enc(place))).await;
        assert_eq!(status, StatusCode::OK, "{place}");
        assert!(html.contains(">1 report<") && html.contains("<mark>سيطرتها</mark>"), "{place}");
    }
    let (_, html) = get(&app, &format!("/ar/explore?place={}", enc("الباغور"))).await;
    assert!(html.contains("لا خبر يجيب"), "a like-looking name is another place");
}

#[tokio::test]
async fn cursors_walk_through_all_reports_once() {
    let (_dir, app) = app();
    let mut path = "/en/explore?limit=2".to_owned();
    let mut seen = Vec::new();
    loop {
        let (status, html) = get(&app, &path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        seen.extend(
            html.split("class=\"open\" href=\"").skip(1).map(|rest| rest[..rest.find('"').unwrap()].to_owned()),
        );
        let Some(at) = html.find("\" rel=\"next\"") else { break };
        let from = html[..at].rfind('"').unwrap() + 1;
        path = html[from..at].replace("&#38;", "&");
    }
    let total = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((total, seen.len()), (7, 7));
    for href in seen {
        let (status, html) = get(&app, &href).await;
        assert_eq!(status, StatusCode::OK, "{href}");
        assert!(html.contains("<mark class=\"f-"), "{href}");
    }
}

#[tokio::test]
async fn foreign_cursors_and_endless_searches_are_the_askers_fault() {
    let (_dir, app) = app();
    let (status, html) = get(&app, "/en/explore?after=o3").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(html.contains("after"));
    let (status, _) = get(&app, &format!("/en/search?q={}", "a+".repeat(120))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, html) = get(&app, &format!("/ar/search?q={}", enc("الباغوز"))).await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("وثيقة واحدة"));
}
