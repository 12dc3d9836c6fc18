//! The JSON addresses.

#![allow(clippy::unwrap_used)]

mod common;

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use marsad_server::{Options, router};
use serde_json::Value;
use std::sync::Arc;
use tower::ServiceExt;

async fn get(path: &str) -> (u16, String, Value) {
    let app = router(Arc::new(common::samples()), Options::default());
    let response = app.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 10_000_000).await.unwrap();
    let media = parts.headers.get(header::CONTENT_TYPE).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
    (parts.status.as_u16(), media, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn reports_come_in_pages_that_add_up() {
    let mut ids = Vec::new();
    let mut next = Some("/api/reports?limit=2".to_owned());
    while let Some(path) = next {
        let (status, media, page) = get(&path).await;
        assert_eq!((status, media.as_str()), (200, "application/json"));
        assert_eq!(page["total"], 7);
        ids.extend(page["rows"].as_array().unwrap().iter().map(|r| r["id"].as_i64().unwrap()));
        next = page["next_url"].as_str().map(str::to_owned);
    }
    ids.sort_unstable();
    assert_eq!(ids, [1, 2, 3, 4, 5, 6, 7]);
    let (_, _, page) = get("/api/reports?type=RETREAT").await;
    assert_eq!(page["rows"][0]["report"]["type"], "RETREAT");
    assert_eq!(page["rows"][0]["report"]["trigger"]["text"], "سلّموا أنفسهم");
}

#[tokio::test]
async fn documents_and_facets_and_search() {
    let (status, _, d) = get("/api/documents/2").await;
    assert_eq!(status, 200);
    let full: Vec<char> =
        format!("{}\n\n{}", d["document"]["title"].as_str().unwrap(), d["document"]["text"].as_str().unwrap())
            .chars()
            .collect();
    let words = &d["reports"][0]["report"]["date"];
    let (start, end) = (words["start"].as_u64().unwrap() as usize, words["end"].as_u64().unwrap() as usize);
    assert_eq!(full[start..end].iter().collect::<String>(), words["text"].as_str().unwrap());
    let (_, _, facets) = get("/api/facets?type=ASSAULT").await;
    assert_eq!(facets["types"][0]["value"], "ASSAULT");
    assert!(facets["types"].as_array().unwrap().len() > 1, "a field's own filter is left out of its own counts");
    let (_, _, found) = get("/api/search?q=%D8%A7%D9%84%D8%AE%D8%B1%D8%B7%D9%88%D9%85").await;
    assert_eq!((found["total"].as_u64(), found["rows"][0]["document"].as_i64()), (Some(1), Some(4)));
}

#[tokio::test]
async fn faults_are_problems_that_name_the_parameter() {
    for (path, status, parameter) in [
        ("/api/reports?type=WAR", 400, Some("type")),
        ("/api/reports?typ=ASSAULT", 400, Some("typ")),
        ("/api/facets?from=x", 400, Some("from")),
        ("/api/reports?after=zz", 400, Some("after")),
        ("/api/documents/1?x=1", 400, Some("x")),
        ("/api/documents/99", 404, None),
        ("/api/documents/x", 404, None),
        ("/api/nothing", 404, None),
        ("/api/reports?limit=5000", 400, Some("limit")),
    ] {
        let (code, media, problem) = get(path).await;
        assert_eq!((code, media.as_str()), (status, "application/problem+json"), "{path}");
        assert_eq!(problem["status"], status, "{path}");
        assert_eq!(problem["parameter"].as_str(), parameter, "{path}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(parameter.is_none_or(|p| detail.contains(p)), "{path}: {detail}");
    }
}
