//! The pages of dossiers, over a small store: the list, a dossier, its brief and its JSON; in both languages.

#![allow(clippy::unwrap_used)]

mod common;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use marsad_server::{Options, router};
use marsad_store::{Dossiers, SqliteStore, Upkeep};
use std::sync::Arc;
use tower::ServiceExt;

const QUESTION: &str = r#"
name = "prisons"
title = { ar = "السجون", en = "Prisons <and> camps" }
question = { ar = "ماذا يُخبَر عن السجون؟", en = "What is reported of prisons?" }

[[indicator]]
key = "all"
title = { ar = "كل الأخبار", en = "all reports" }

[[figure]]
key = "killed"
title = { ar = "القتلى", en = "Killed" }
count = "killed"

[measures]
"#;

/// A store with the samples and two dossiers, one of which cannot be read any more.
fn app() -> (tempfile::TempDir, Router) {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    common::fill(&store);
    store.keep_dossier("prisons", QUESTION, "2024-05-01T10:00:00Z").unwrap();
    store.add_dossier_note("prisons", "ملاحظة <b>للقارئ</b>", "2024-05-02T10:00:00Z").unwrap();
    store.keep_dossier("old", "name = 1", "2024-05-01T10:00:00Z").unwrap();
    let store: Arc<dyn Upkeep> = Arc::new(store);
    let options = Options { names: common::names(), dossiers: Some(Arc::clone(&store)), ..Options::default() };
    (dir, router(store, options))
}

async fn get(app: &Router, path: &str) -> (StatusCode, String) {
    let response = app.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 10_000_000).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// The words of a page, without its marks.
fn words(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.split("<main").nth(1).unwrap().chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push('\n');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let lines = out.lines().skip(1).map(str::trim).filter(|line| !line.is_empty());
    // When it was made is another moment each time.
    lines.filter(|line| !line.contains("SHA-256")).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_list_names_each_dossier_with_its_answer_and_says_which_cannot_be_read() {
    let (_dir, app) = app();
    let (status, html) = get(&app, "/en/dossiers").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("Prisons &#60;and&#62; camps") && html.contains("/en/dossiers/prisons/brief"), "{html}");
    assert!(html.contains("cannot be read by this version") && html.contains("a whole number and must be a string"));
    assert!(html.contains("aria-current=\"page\">Dossiers</a>"), "it stands in the navigation");
    let (status, html) = get(&app, "/ar/dossiers").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("السجون") && html.contains("ماذا يُخبَر"));
}

#[tokio::test]
async fn a_dossier_shows_everything_with_links_into_the_store() {
    let (_dir, app) = app();
    for lang in ["en", "ar"] {
        let (status, html) = get(&app, &format!("/{lang}/dossiers/prisons")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains(&format!("href=\"/{lang}/documents/")), "{html}");
        assert!(html.contains("ملاحظة &#60;b&#62;للقارئ"), "notes are escaped");
        assert!(html.contains("key = &#34;all&#34;"), "the question as it was written");
        assert!(!html.contains("style=\"") && !html.contains("onclick"), "nothing that the page's policy forbids");
    }
    assert_eq!(get(&app, "/en/dossiers/none").await.0, StatusCode::NOT_FOUND);
    assert_eq!(get(&app, "/en/dossiers/old").await.0, StatusCode::NOT_FOUND);
    assert_eq!(get(&app, "/en/dossiers/prisons?as_of=yesterday").await.0, StatusCode::BAD_REQUEST);
    let (far, _) = get(&app, "/api/dossiers/prisons?as_of=9999-12-31").await;
    assert_eq!(far, StatusCode::OK, "a day to come is today: no series of thousands of years");
    let (_, early) = get(&app, "/en/dossiers/prisons?as_of=1990-01-01").await;
    assert!(early.contains("nothing that was read is about this question"), "{early}");
}

#[tokio::test]
async fn the_brief_reads_the_same_in_both_languages() {
    let (_dir, app) = app();
    let (status, english) = get(&app, "/en/dossiers/prisons/brief").await;
    assert_eq!(status, StatusCode::OK);
    assert!(english.contains("<link rel=\"stylesheet\" href=\"/assets/brief.css") && !english.contains("<style"));
    let (_, arabic) = get(&app, "/ar/dossiers/prisons/brief").await;
    assert!(arabic.contains("<html lang=\"ar\" dir=\"rtl\">"));
    insta::assert_snapshot!("brief_en", words(&english));
    insta::assert_snapshot!("brief_ar", words(&arabic));
    assert_eq!(get(&app, "/fr/dossiers/prisons/brief").await.0, StatusCode::NOT_FOUND);
    assert_eq!(get(&app, "/en/dossiers/none/brief").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_answer_is_json_too_and_a_store_without_dossiers_has_none() {
    let (_dir, app) = app();
    let (status, json) = get(&app, "/api/dossiers/prisons").await;
    assert_eq!(status, StatusCode::OK);
    let brief: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&brief["name"], &brief["version"]), (&"prisons".into(), &1.into()));
    assert_eq!(brief["figures"][0]["lines"][0]["sources"][0]["sha256"].as_str().map(str::len), Some(64), "{json}");
    assert_eq!(get(&app, "/api/dossiers/none").await.0, StatusCode::NOT_FOUND);
    assert_eq!(get(&app, "/api/dossiers/prisons?as_of=x").await.0, StatusCode::BAD_REQUEST);
    let bare = router(Arc::new(common::FakeStore::default()), Options::default());
    assert_eq!(get(&bare, "/en/dossiers").await.0, StatusCode::NOT_FOUND);
}
