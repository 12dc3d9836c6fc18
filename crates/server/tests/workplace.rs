//! The day's page, Explore, events, sources and versions, over the store that people have.

#![allow(clippy::unwrap_used)]

mod common;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use marsad_model::Document;
use marsad_server::{Options, Places, router};
use marsad_store::ledger::{FeedKind, FeedOutcome, FeedResult, NewFeed, Work};
use marsad_store::{EventStore, Ledger, NewDocument, SqliteStore, Store};
use std::sync::Arc;
use tower::ServiceExt;

struct Made {
    store: Arc<SqliteStore>,
    app: Router,
    _dir: tempfile::TempDir,
}

fn made() -> Made {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::create(dir.path().join("store")).unwrap());
    common::fill(&*store);
    store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    let countries = [("YEM".to_owned(), "Yemen".to_owned(), "اليمن".to_owned())];
    let options = Options {
        names: common::names(),
        places: Places::new([("x".to_owned(), "Aden".to_owned())], countries),
        explore: Some(store.clone()),
        ledger: Some(store.clone()),
        events: Some(store.clone()),
        ..Options::default()
    };
    Made { app: router(store.clone(), options), store, _dir: dir }
}

async fn ask(app: &Router, path: &str, cookie: &str) -> (StatusCode, header::HeaderMap, String) {
    let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 10_000_000).await.unwrap();
    (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

async fn get(app: &Router, path: &str) -> String {
    let (status, _, html) = ask(app, path, "").await;
    assert_eq!(status, StatusCode::OK, "{path}: {html}");
    html
}

/// Adds a version of one page.
fn version(store: &SqliteStore, day: u8, text: &str) {
    let new = NewDocument {
        target: "https://changing.example/1".into(),
        media_type: "text/html".into(),
        bytes: text.as_bytes().to_vec(),
        captured_at: format!("2024-05-0{day}T10:00:00Z"),
        document: Document { title: "حصيلة <b>الهجوم</b>".into(), text: text.into(), ..Document::default() },
        ..NewDocument::default()
    };
    store.add(&new).unwrap();
}

#[tokio::test]
async fn the_days_page_tells_what_came_in_since_the_last_visit() {
    let m = made();
    let (_, headers, html) = ask(&m.app, "/en/", "").await;
    assert!(html.contains("What came in last.") && html.contains("/en/documents/1"), "{html}");
    let cookie = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .find_map(|c| {
            c.to_str().unwrap().split(';').next().filter(|c| c.starts_with("marsad_visit=")).map(str::to_owned)
        })
        .unwrap();
    assert!(cookie.starts_with("marsad_visit=0.4."), "{cookie}");
    // An hour later, nothing came in; then a page that had been kept changes its toll.
    let then: i64 = cookie.rsplit('.').next().unwrap().parse::<i64>().unwrap() - 3_600_000;
    let cookie = format!("marsad_visit=0.4.{then}");
    let (_, _, html) = ask(&m.app, "/en/", &cookie).await;
    assert!(html.contains("Since your last visit, 1 hour ago") && html.contains("Nothing new"), "{html}");
    version(&m.store, 1, "مقتل 12 شخصا في الهجوم");
    version(&m.store, 2, "مقتل 19 شخصا في الهجوم");
    let (_, _, html) = ask(&m.app, "/ar/", &cookie).await;
    assert!(html.contains("ارتفاع الحصيلة"), "{html}");
    assert!(html.contains("<del dir=\"auto\">12</del>") || html.contains("12"), "{html}");
    assert!(html.contains("/ar/documents/6/changes") && !html.contains("<b>الهجوم"), "{html}");
    // Old addresses of the list lead to its new one.
    let (status, headers, _) = ask(&m.app, "/en/?type=ASSAULT", "").await;
    assert_eq!(
        (status, headers[header::LOCATION].to_str().unwrap()),
        (StatusCode::PERMANENT_REDIRECT, "/en/explore?type=ASSAULT")
    );
    assert_eq!(ask(&m.app, "/en/?since=soon", "").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_a_version_changed_is_shown_word_by_word() {
    let m = made();
    version(&m.store, 1, "مقتل 12 شخصا في الهجوم");
    version(&m.store, 2, "مقتل 19 شخصا في الهجوم");
    let html = get(&m.app, "/en/documents/6/changes").await;
    assert!(html.contains("<del>12 </del><ins>19 </ins>") && html.contains("From version 1 to version 2"), "{html}");
    let old = get(&m.app, "/en/documents/5").await;
    assert!(old.contains("earlier version") && old.contains("/en/documents/6\""), "{old}");
    assert!(get(&m.app, "/ar/documents/5/changes").await.contains("لم يتغير شيء"));
    assert_eq!(ask(&m.app, "/en/documents/99/changes", "").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_way_of_seeing_has_the_same_answers_in_both_languages() {
    let m = made();
    for lang in ["ar", "en"] {
        for view in ["", "&view=table", "&view=map", "&view=timeline", "&view=multiples&by=country", "&view=nonsense"] {
            let html = get(&m.app, &format!("/{lang}/explore?not=type:REQUEST{view}")).await;
            let count = if lang == "en" { "6 reports" } else { "6 أخبار" };
            assert!(html.contains(&format!(">{count}<")), "{lang}{view}");
            assert!(
                html.contains("class=\"not\"")
                    && html.contains(if lang == "en" { "not Kind of act" } else { "عدا" }),
                "{lang}{view}"
            );
            assert!(!html.contains("NaN") && !html.contains(" style=") && !html.contains("{n}<"), "{lang}{view}");
        }
    }
    let html = get(&m.app, "/en/explore?view=timeline").await;
    assert!(html.contains("from=2019-01-01") || html.contains("from=2019-03"), "a bar leads to its days: {html}");
    let html = get(&m.app, "/ar/explore?view=multiples&by=actor").await;
    assert!(html.contains("تنظيم الدولة الإسلامية") && html.matches("class=\"band\"").count() > 3);
    let html = get(&m.app, "/en/explore?view=map").await;
    assert!(html.contains("class=\"spot\"") && html.contains("class=\"halo\"") && html.contains(">Yemen<"), "{html}");
    // A place's box leads to the reports there.
    let at = html.find("href=\"/en/explore?box=").unwrap() + 6;
    let href = html[at..at + html[at..].find('"').unwrap()].replace("&amp;", "&").replace("&#38;", "&");
    assert!(!get(&m.app, &href).await.contains(">0 reports<"));
}

#[tokio::test]
async fn the_api_answers_the_same_questions_and_refuses_what_it_does_not_know() {
    let m = made();
    for path in [
        "/api/timeline?type=ASSAULT",
        "/api/multiples?by=said_by&most=3",
        "/api/map?zoom=5&bbox=30,10,50,40",
        "/api/sources",
    ] {
        let (status, headers, body) = ask(&m.app, path, "").await;
        assert_eq!(
            (status, headers[header::CONTENT_TYPE].to_str().unwrap()),
            (StatusCode::OK, "application/json"),
            "{path}"
        );
        assert!(serde_json::from_str::<serde_json::Value>(&body).is_ok());
    }
    for path in [
        "/api/map?zoom=x",
        "/api/map?bbox=1,2",
        "/api/multiples?by=colour",
        "/api/multiples?most=99",
        "/api/timeline?view=map",
        "/api/reports?not=x",
    ] {
        assert_eq!(ask(&m.app, path, "").await.0, StatusCode::BAD_REQUEST, "{path}");
    }
    let (_, _, body) = ask(&m.app, "/api/map?zoom=6", "").await;
    let map: serde_json::Value = serde_json::from_str(&body).unwrap();
    let areas = map["areas"].as_array().unwrap();
    assert!(
        areas.iter().all(|a| a["precision"].as_u64().unwrap() > 2 && a["reach_km"].as_f64().unwrap() > 0.0),
        "{body}"
    );
}

#[tokio::test]
async fn an_event_shows_its_words_and_the_kept_page_beside_it() {
    let m = made();
    let list = get(&m.app, "/en/events").await;
    let at = list.find("href=\"/en/events/").unwrap() + 6;
    let href = list[at..at + list[at..].find('"').unwrap()].to_owned();
    for lang in ["en", "ar"] {
        let html = get(&m.app, &href.replace("/en/", &format!("/{lang}/"))).await;
        assert!(html.contains("class=\"statement f-act\"") && html.contains("<blockquote dir=\"auto\">"), "{html}");
        assert!(html.contains("<mark class=\"f-"), "the kept page has its words marked: {html}");
        assert!(html.contains(if lang == "en" { "1 origin" } else { "أصل واحد" }));
    }
    assert_eq!(ask(&m.app, "/en/events/9999", "").await.0, StatusCode::NOT_FOUND);
    assert_eq!(ask(&m.app, "/en/events/x", "").await.0, StatusCode::NOT_FOUND);
    let source = get(&m.app, "/en/documents/1").await;
    assert!(source.contains("Events told here"), "{source}");
}

#[tokio::test]
async fn a_feed_in_trouble_stands_first_and_says_why() {
    let m = made();
    let feed = |name: &str| NewFeed {
        address: format!("https://{name}.example/rss"),
        host: format!("{name}.example"),
        kind: FeedKind::Feed,
        parent: None,
        title: Some(format!("نشرة {name} <i>")),
        outlet: Some(name.into()),
        pattern: None,
        every: None,
    };
    assert!(get(&m.app, "/en/sources").await.contains("No feed is followed yet"));
    let now = jiff::Timestamp::now().as_millisecond();
    m.store.add_feed(&feed("good"), now).unwrap();
    m.store.add_feed(&feed("bad"), now).unwrap();
    for token in 1..=2 {
        let claim = m.store.claim(now, now + 60_000, token).unwrap().unwrap();
        let Work::Feed(row) = &claim.work else { panic!("feeds come first") };
        let result = if row.feed.host.starts_with("bad") {
            FeedResult::Failed { cause: "HTTP 503 <b>".into(), wait: 3_600_000 }
        } else {
            FeedResult::Unchanged { wait: 3_600_000 }
        };
        m.store.feed_done(&claim, &FeedOutcome { at: now, result }).unwrap().unwrap();
        m.store.release_host(&claim.host.host, token, now, None).unwrap();
    }
    let html = get(&m.app, "/en/sources").await;
    assert!(
        html.contains("1 visit failed") && html.contains("HTTP 503 &#60;b&#62;") && html.contains("as it should be"),
        "{html}"
    );
    assert!(html.find("https://bad.example").unwrap() < html.find("https://good.example").unwrap());
    assert!(!html.contains("<i>"));
    assert!(get(&m.app, "/ar/").await.contains("فشلت زيارة واحدة"));
    assert!(
        get(&m.app, "/ar/sources").await.contains("بعد ساعة") || get(&m.app, "/ar/sources").await.contains("دقيقة")
    );
}
