//! Every page in both languages, through the router as a browser would ask.

#![allow(clippy::unwrap_used)]

mod common;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use common::FakeStore;
use marsad_model::Document;
use marsad_server::{Options, router};
use std::sync::Arc;
use tower::ServiceExt;

fn app() -> Router {
    router(Arc::new(common::samples()), Options { names: common::names(), ..Options::default() })
}

async fn ask(app: Router, request: Request<Body>) -> (StatusCode, header::HeaderMap, String) {
    let response: Response = app.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 10_000_000).await.unwrap();
    (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

async fn get(path: &str) -> (StatusCode, header::HeaderMap, String) {
    ask(app(), Request::get(path).body(Body::empty()).unwrap()).await
}

/// Percent-encodes a value for a query string.
fn enc(value: &str) -> String {
    value.bytes().map(|b| format!("%{b:02X}")).collect()
}

const PAGES: &[&str] = &[
    "/explore",
    "/explore?type=ASSAULT&actor=Houthis",
    "/explore?view=table",
    "/documents/1",
    "/documents/1?report=2",
    "/search",
    "/search?q=%D9%81%D9%8A",
    "/about",
];

#[tokio::test]
async fn every_page_speaks_both_languages_and_keeps_to_itself() {
    for path in PAGES {
        for (lang, dir) in [("ar", "rtl"), ("en", "ltr")] {
            let (status, headers, html) = get(&format!("/{lang}{path}")).await;
            assert_eq!(status, StatusCode::OK, "{lang}{path}");
            assert!(html.contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\">")), "{lang}{path}");
            let csp = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(csp.contains("default-src 'self'") && csp.contains("frame-ancestors 'none'"), "{csp}");
            assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(headers[header::REFERRER_POLICY], "same-origin");
            // No inline script, no inline style, nothing fetched from elsewhere.
            for (at, _) in html.match_indices("<script") {
                let tag = &html[at..at + html[at..].find('>').unwrap()];
                assert!(tag.contains("application/json") || tag.contains("src=\"/assets/"), "{tag}");
            }
            assert!(!html.contains(" style=") && !html.contains(" onclick="), "{lang}{path}");
            assert!(
                !html.contains("src=\"http") && !html.contains("<link rel=\"stylesheet\" href=\"http"),
                "{lang}{path}"
            );
            // The switch leads to this very page.
            let other = if lang == "ar" { "en" } else { "ar" };
            let switch = format!("href=\"/{other}{}\"", path.replace('&', "&#38;"));
            assert!(html.contains(&switch), "{switch} in {lang}{path}");
        }
    }
}

#[tokio::test]
async fn no_page_shows_a_bare_key() {
    for path in PAGES.iter().chain(&["/nowhere", "/explore?type=WAR"]) {
        for lang in ["ar", "en"] {
            let (_, _, html) = get(&format!("/{lang}{path}")).await;
            for group in [
                "field.",
                "filter.",
                "about.",
                "list.",
                "nav.",
                "error.",
                "type.",
                "mode.",
                "modality.",
                "document.",
                "count.",
            ] {
                let text = html.replace(&format!("\"{group}none\""), "");
                assert!(!text.contains(&format!(">{group}")), "{group} in {lang}{path}");
            }
        }
    }
}

#[tokio::test]
async fn the_front_door_knows_its_readers() {
    for (name, value, to) in [
        (header::ACCEPT_LANGUAGE, "ar-SY,ar;q=0.9,en;q=0.5", "/ar/"),
        (header::ACCEPT_LANGUAGE, "en-GB,ar;q=0.5", "/en/"),
        (header::COOKIE, "marsad_lang=ar", "/ar/"),
    ] {
        let request = Request::get("/").header(name, value).body(Body::empty()).unwrap();
        let (status, headers, _) = ask(app(), request).await;
        assert_eq!((status, headers[header::LOCATION].to_str().unwrap()), (StatusCode::FOUND, to));
    }
    let (_, headers, _) = get("/ar/about").await;
    assert!(headers[header::SET_COOKIE].to_str().unwrap().starts_with("marsad_lang=ar;"));
    let (status, headers, _) = get("/en?q=x").await;
    assert_eq!((status, headers[header::LOCATION].to_str().unwrap()), (StatusCode::PERMANENT_REDIRECT, "/en/?q=x"));
}

#[tokio::test]
async fn a_report_tells_who_whom_where_when_how_many_and_who_says() {
    let (_, _, html) = get("/en/explore?place=Baghuz").await;
    for words in [
        "1 report<",
        "Coerce",
        "seizure",
        "Syrian Democratic Forces",
        "Islamic State",
        "Al-Baghuz",
        "23 March 2019",
        "armed party",
        "<mark>سيطرتها</mark>",
        "/en/documents/1?report=1",
    ] {
        assert!(html.contains(words), "{words}");
    }
    let (_, _, html) = get(&format!("/ar/explore?place={}", enc("الباغوز"))).await;
    for words in ["خبر واحد<", "إكراه", "استيلاء", "تنظيم الدولة الإسلامية", "23 آذار/مارس 2019", "<mark>سيطرتها</mark>"]
    {
        assert!(html.contains(words), "{words}");
    }
    // The loaded name stays a quote: never the name of the record.
    assert!(!html.contains("<bdi>مرتزقة داعش</bdi>"));
    assert!(html.contains("<q class=\"written\" dir=\"auto\">مرتزقة داعش</q>"));
}

#[tokio::test]
async fn filters_narrow_and_chips_undo() {
    let (_, _, html) = get("/en/explore?type=ASSAULT&actor=Houthis&modality=denied").await;
    assert!(html.contains(">1 report<"));
    for chip in [
        "/en/explore?actor=Houthis&#38;modality=denied",
        "/en/explore?type=ASSAULT&#38;modality=denied",
        "/en/explore?type=ASSAULT&#38;actor=Houthis",
    ] {
        assert!(html.contains(&format!("<li><a href=\"{chip}\"")), "{chip}");
    }
    assert!(html.contains("<option value=\"denied\" selected>"));
    let (_, _, html) = get("/en/explore?from=2022-01-20&to=2022-01-20").await;
    assert!(html.contains(">1 report<") && html.contains("20 January 2022"));
    // A facet keeps its own alternatives, each as a whole question.
    let (_, _, html) = get("/en/explore?type=ASSAULT").await;
    assert!(html.contains("href=\"/en/explore?type=RETREAT\""), "another type replaces the first");
    assert!(html.contains("href=\"/en/explore?type=ASSAULT&#38;place=Khartoum\""), "a place adds to the type");
}

#[tokio::test]
async fn pages_follow_one_another_by_cursor() {
    let (_, _, html) = get("/en/explore?limit=3").await;
    assert!(html.contains("href=\"/en/explore?limit=3&#38;after=o3\" rel=\"next\""));
    let (_, _, html) = get("/en/explore?limit=3&after=o6").await;
    assert!(html.contains("rel=\"first\"") && !html.contains("rel=\"next\""));
    let (status, _, html) = get("/ar/explore?after=zzz").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(html.contains("after") && html.contains("الصفحة الأولى"));
}

#[tokio::test]
async fn an_empty_answer_helps() {
    let (status, _, html) = get(&format!("/ar/explore?q={}", enc("زحل"))).await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("لا خبر يجيب عن هذا السؤال") && html.contains(&format!("/ar/search?q={}", enc("زحل"))));
    let empty = router(Arc::new(FakeStore::default()), Options::default());
    let (_, _, html) = ask(empty, Request::get("/en/explore").body(Body::empty()).unwrap()).await;
    assert!(html.contains("still empty") && html.contains("marsad add"));
}

#[tokio::test]
async fn the_source_marks_the_words_of_the_chosen_report() {
    let (_, _, html) = get("/en/documents/1?report=1").await;
    assert!(html.contains("<mark class=\"f-where f-evidence\">الباغوز</mark>"), "{html}");
    assert!(html.contains("<a class=\"words\" href=\"#w"));
    assert!(html.contains("3 reports in this document"));
    assert!(html.contains("9f86d081") && html.contains("2 November 2026, 09:14 UTC"));
    let (_, _, other) = get("/en/documents/1?report=2").await;
    assert!(other.contains("f-count") && !other.contains("f-loaded f-evidence"));
    for path in ["/en/documents/99", "/en/documents/1?report=4", "/en/documents/x"] {
        assert_eq!(get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(get("/en/documents/1?report=x").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let mut store = FakeStore::default();
    let evil = "</script><script>alert(1)</script>\u{202E}\"'><img src=x onerror=alert(2)>";
    let d = Document {
        title: evil.into(),
        text: format!("{evil}\r\n{evil}"),
        outlet: Some(evil.into()),
        byline: Some(evil.into()),
        url: Some("javascript:alert(3)".into()),
        language: Some("\"><b>".into()),
        ..Document::default()
    };
    let mut report = common::samples().documents[0].reports[0].report.clone();
    report.trigger.text = evil.into();
    report.evidence.text = evil.into();
    report.actors[0].entity = evil.into();
    report.places[0].name = evil.into();
    report.evidence.end = usize::MAX;
    common::put(&mut store, d, vec![report]);
    let app = router(Arc::new(store), Options::default());
    for path in ["/ar/explore", "/en/explore", "/ar/documents/1", "/en/documents/1", "/en/search?q=alert"] {
        let (status, _, html) = ask(app.clone(), Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(!html.contains("<script>alert") && !html.contains("<img src=x") && !html.contains("\"><b>"), "{path}");
        assert!(!html.contains("href=\"javascript:"), "{path}");
    }
    let (_, _, html) = ask(app.clone(), Request::get("/en/documents/1").body(Body::empty()).unwrap()).await;
    assert!(html.contains("invisible characters"));
    let (status, _, html) =
        ask(app, Request::get(format!("/en/explore?q={}", enc(evil))).body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!html.contains("<img src=x"));
}

#[tokio::test]
async fn errors_are_pages_in_both_languages() {
    for (path, status, words) in [
        ("/ar/nowhere", 404, "لا شيء هنا"),
        ("/en/nowhere", 404, "Nothing here"),
        ("/fr/", 404, "Nothing here"),
        ("/fr", 404, "Nothing here"),
        ("/ar/explore?type=WAR", 400, "ASSAULT"),
        ("/en/explore?from=20-1-2022", 400, "YYYY-MM-DD"),
        ("/en/explore?limit=0", 400, "from \u{2068}1\u{2069} to"),
        ("/ar/explore?from=2022-01-02&to=2022-01-01", 400, "2022-01-02"),
    ] {
        let (code, _, html) = get(path).await;
        assert_eq!(code.as_u16(), status, "{path}");
        assert!(html.contains(words), "{path}: {html}");
    }
    for (method, path, takes) in [("POST", "/en/", "GET,HEAD"), ("OPTIONS", "/api/review", "POST")] {
        let asked = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let (status, headers, _) = ask(app(), asked).await;
        assert_eq!(
            (status, headers[header::ALLOW].to_str().unwrap()),
            (StatusCode::METHOD_NOT_ALLOWED, takes),
            "{path}"
        );
    }
    let broken = router(Arc::new(FakeStore { broken: true, ..FakeStore::default() }), Options::default());
    let (status, _, html) = ask(broken, Request::get("/ar/explore").body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(html.contains("حدث خلل") && !html.contains("/nowhere"), "inner details stay inside");
}

#[tokio::test]
async fn foreign_host_names_are_refused_where_names_are_set() {
    let store = Arc::new(common::samples());
    let app = router(store, Options { hosts: vec!["localhost".into(), "[::1]".into()], ..Options::default() });
    for (host, expected) in [
        ("localhost:8745", 200),
        ("LOCALHOST", 200),
        ("[::1]:80", 200),
        ("evil.example", 421),
        ("localhost.evil.example:8745", 421),
    ] {
        let request = Request::get("/en/explore").header(header::HOST, host).body(Body::empty()).unwrap();
        assert_eq!(ask(app.clone(), request).await.0.as_u16(), expected, "{host}");
    }
}

#[tokio::test]
async fn the_style_sheet_is_in_the_program() {
    let (_, _, html) = get("/en/explore").await;
    let at = html.find("/assets/marsad.css?v=").unwrap();
    let address = &html[at..at + html[at..].find('"').unwrap()];
    let (status, headers, css) = get(address).await;
    assert_eq!(status, StatusCode::OK);
    assert!(headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/css"));
    assert!(headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    for physical in [
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "text-align: left",
        "text-align: right",
        "float: left",
    ] {
        assert!(!css.contains(physical), "{physical} does not turn with the language");
    }
    assert_eq!(get("/assets/..%2FCargo.toml").await.0, StatusCode::NOT_FOUND);
    assert_eq!(get("/assets/nothing.js").await.0, StatusCode::NOT_FOUND);
}
