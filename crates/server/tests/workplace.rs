//! The day's page, Explore, events, sources and versions, over the store that people have.

#![allow(clippy::unwrap_used)]

mod common;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use marsad_model::Document;
use marsad_server::{Options, Places, router};
use marsad_store::ledger::{FeedKind, FeedOutcome, FeedResult, NewFeed, Work};
use marsad_store::{EventStore, Explore, Ledger, NewDocument, SqliteStore, Store};
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
    let looked: Vec<i64> = cookie["marsad_visit=".len()..].split('.').map(|n| n.parse().unwrap()).collect();
    assert_eq!((looked.len(), looked[3]), (4, 0), "no visit before this one");
    let then = looked[2] - 3_600_000;
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

/// A page that tells of an attack with a toll, in words of its own.
fn attack(n: usize, killed: u64) -> NewDocument {
    let mut row = common::samples().documents.remove(0);
    let mut report = row.reports.remove(0).report;
    report.counts = vec![marsad_model::Count {
        quote: report.trigger.clone(),
        what: marsad_model::CountKind::Killed,
        of: None,
        min: Some(killed),
        max: Some(killed),
    }];
    let words: Vec<String> = (0..60).map(|at| (n * 1000 + at).to_string()).collect();
    row.document.text = format!("{} {}", row.document.text, words.join(" "));
    NewDocument {
        target: format!("https://toll-{n}.example/"),
        media_type: "text/html".into(),
        bytes: words.join(" ").into_bytes(),
        captured_at: "2024-06-01T10:00:00Z".into(),
        document: Document { outlet: Some(format!("Outlet <{n}>")), ..row.document },
        reports: vec![report],
        ..NewDocument::default()
    }
}

#[tokio::test]
async fn the_days_page_tells_new_events_and_tolls_that_rose_with_their_sources() {
    let m = made();
    let weigh = || m.store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    m.store.add(&attack(1, 4)).unwrap();
    weigh();
    let last = m.store.arrivals(0, 1).unwrap()[0].document;
    m.store.add(&attack(2, 9)).unwrap();
    weigh();
    let at = 4_000_000_000_000_i64;
    let cookie = format!("marsad_visit={last}.{last}.{at}.{at}");
    for (lang, rose, word) in [("en", "Tolls that rose", "killed"), ("ar", "حصائل ارتفعت", "قتيل")] {
        let (_, _, html) = ask(&m.app, &format!("/{lang}/"), &cookie).await;
        assert!(html.contains(rose), "{html}");
        assert!(html.contains("<del class=\"num\">4</del> <ins class=\"num\">9</ins>"), "{html}");
        assert!(
            html.to_lowercase().contains(word) && html.contains("Outlet &#60;2&#62;") && !html.contains("<2>"),
            "{html}"
        );
    }
    // Since a day that is over, nothing; since long ago, everything, with the events.
    let (_, _, quiet) = ask(&m.app, "/en/?since=2100-01-01", &cookie).await;
    assert!(quiet.contains("Nothing new") && !quiet.contains("Tolls that rose") && !quiet.contains("id=\"new-title\""));
    let (_, _, all) = ask(&m.app, "/en/?since=1970-01-01", "").await;
    assert!(all.contains("New events") && all.contains("/en/events/") && all.contains("value=\"1970-01-01\""), "{all}");
}

#[tokio::test]
async fn a_question_is_counted_over_time_on_the_page_and_for_programs() {
    let m = made();
    m.store.add(&attack(1, 4)).unwrap();
    m.store.add(&attack(2, 9)).unwrap();
    m.store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    let watches: Arc<dyn marsad_store::Watched> = m.store.clone();
    let options = Options {
        names: common::names(),
        explore: Some(m.store.clone()),
        events: Some(m.store.clone()),
        watches: Some(marsad_server::Watches(watches)),
        ..Options::default()
    };
    let app = router(m.store.clone(), options);
    let json: serde_json::Value =
        serde_json::from_str(&get(&app, "/api/series?measure=killed&step=day&outlet=Outlet%20%3C1%3E").await).unwrap();
    assert_eq!((&json["measure"], &json["step"]), (&"killed".into(), &"day".into()));
    let one = &json["series"][0];
    assert_eq!((one["total"].as_u64(), one["total_upper"].as_u64()), (Some(4), Some(9)), "{json}");
    let point = &one["points"].as_array().unwrap()[0];
    assert_eq!(
        (point["count"].as_u64(), point["upper"].as_u64(), point["read"].as_f64()),
        (Some(4), Some(9), Some(1.0))
    );
    for (lang, words) in [("en", "people killed"), ("ar", "قتلى")] {
        let html = get(&app, &format!("/{lang}/explore?view=timeline")).await;
        assert!(html.contains("name=\"measure\"") && !html.contains("class=\"upto\""), "{html}");
        let html = get(
            &app,
            &format!("/{lang}/explore?view=timeline&measure=killed&step=day&when=told&known=&outlet=Outlet%20%3C1%3E"),
        )
        .await;
        assert!(html.contains("class=\"upto\"") && html.contains(words) && html.contains("4–9"), "{html}");
    }
    assert_eq!(ask(&app, "/api/series?measure=mean", "").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(ask(&m.app, "/api/series", "").await.0, StatusCode::NOT_FOUND, "nothing counts here");
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
