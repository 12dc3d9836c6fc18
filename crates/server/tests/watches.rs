//! The pages of watches and alarms over a real store, in both languages, and the feed as a feed reader takes it.

#![allow(clippy::unwrap_used)]

mod common;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use marsad_acquire::feeds;
use marsad_model::Day;
use marsad_server::{Access, Options, Watches, router};
use marsad_store::{
    AlarmContent, AlarmFilter, AuditFilter, Filter, Method, NewAlarm, NewNote, NewWatch, People, Sentences, Sighting,
    SqliteStore, Store, Tally, ToldCount, WatchStore, Watched,
};
use marsad_watch::{Alarm, Detector, Level, Point, Series, Step, sentence};
use std::sync::Arc;
use tower::ServiceExt;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A quiet year with a gap, and three weeks with more.
fn series() -> Series {
    let mut series = Series::new(day("2021-01-04"), Step::Week);
    for at in 0..58 {
        let count = if at > 54 { 9 } else { 2 };
        let gap = at == 20;
        let point = Point { count: (!gap).then_some(count), exposure: Some(if gap { 0.0 } else { 40.0 }) };
        series.put(series.day(at), point).unwrap();
    }
    series
}

struct Made {
    app: Router,
    /// The same for one person at the machine.
    writing: Router,
    store: Arc<SqliteStore>,
    /// An alarm that nobody has seen.
    open: i64,
    watch: i64,
    alarm: Alarm,
    _dir: tempfile::TempDir,
}

fn made() -> Made {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    common::fill(&store);
    let reports: Vec<i64> = store.reports(&Filter::default()).unwrap().rows.iter().map(|row| row.id).collect();
    let tally = Tally { filter: Filter { place: Some("<Hajin>".into()), ..Filter::default() }, ..Tally::default() };
    let new = NewWatch { name: "attacks <b>".into(), name_ar: Some("هجمات هجين".into()), tally, detect: true };
    let (watch, _) = store.add_watch(&new, 1_700_000_000_000).unwrap();
    let series = series();
    let told: Vec<ToldCount> = (0..series.len())
        .map(|at| ToldCount { of: String::new(), period: series.day(at), point: series.points()[at] })
        .collect();
    let known = series.last_day(57).tomorrow().unwrap();
    store.tell_counts(watch, known, 1_700_000_000_000, &told).unwrap();
    // Later, the last week was told anew.
    let last = ToldCount { point: Point { count: Some(77), exposure: Some(40.0) }, ..told[57].clone() };
    store.tell_counts(watch, known.tomorrow().unwrap(), 1_700_000_000_000, &[last]).unwrap();
    let alarm = marsad_watch::watch(&series)[0];
    let content = AlarmContent {
        sentences: Sentences {
            ar: sentence::of_alarm(&alarm, sentence::Language::Arabic),
            en: sentence::of_alarm(&alarm, sentence::Language::English),
        },
        numbers: Some(alarm.numbers),
        sighting: None,
        reports: reports.clone(),
        report_count: 27,
        known,
    };
    let method = Method::Detector(Detector::Rise);
    let raised = NewAlarm { watch, of: String::new(), method, day: alarm.day, level: alarm.level, content };
    let (first, _) = store.raise(&raised, 1_700_000_000_000).unwrap();
    let sighting = Sighting { what: "Al-Baghuz".into(), last: None, since: day("2021-01-04") };
    let content = AlarmContent {
        sentences: Sentences { ar: "…".into(), en: "…".into() },
        numbers: None,
        sighting: Some(sighting),
        reports: Vec::new(),
        report_count: 0,
        ..raised.content.clone()
    };
    let flag = NewAlarm { of: "Al-Baghuz".into(), method: Method::Place, level: Level::Watch, content, ..raised };
    store.raise(&flag, 1_700_000_100_000).unwrap();
    store.acknowledge(first, "أمل", 1_700_000_200_000).unwrap();
    let note = NewNote { watch, alarm: Some(first), who: "أمل".into(), text: "<i>انظر</i>".into() };
    store.add_note(&note, 1_700_000_300_000).unwrap();
    let store = Arc::new(store);
    let watches: Arc<dyn Watched> = store.clone();
    let options = Options { names: common::names(), watches: Some(Watches(watches.clone())), ..Options::default() };
    let writing = Options {
        names: common::names(),
        watches: Some(Watches(watches)),
        people: Some(store.clone()),
        access: Access::local(),
        ..Options::default()
    };
    let open = store.alarms(&AlarmFilter { open: true, ..AlarmFilter::default() }).unwrap()[0].id;
    Made {
        app: router(store.clone(), options),
        writing: router(store.clone(), writing),
        store,
        open,
        watch,
        alarm,
        _dir: dir,
    }
}

async fn get(app: &Router, path: &str) -> (StatusCode, String, String) {
    let request = Request::get(path).header(header::HOST, "marsad.example.org").body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let media = response.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
    let body = to_bytes(response.into_body(), 10_000_000).await.unwrap();
    (status, media, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn alarms_are_told_with_numbers_drawing_reports_and_state_in_both_languages() {
    let made = made();
    let observed = made.alarm.numbers.observed;
    for (lang, says, seen, name, flag) in [
        (
            "en",
            format!("there were {observed}"),
            "seen by",
            "attacks &#60;b&#62;",
            "The first on record in “Al-Baghuz”",
        ),
        ("ar", format!("بلغ العدد {observed}"), "اطّلع عليه", "هجمات هجين", "أول ما يُسجل في «الباغوز»"),
    ] {
        let (status, _, html) = get(&made.app, &format!("/{lang}/alarms")).await;
        assert_eq!(status, StatusCode::OK);
        for part in [says.as_str(), seen, "أمل", name, flag, "<svg class=\"chart\"", "class=\"mark\"", "/documents/"]
        {
            assert!(html.contains(part), "{part} in {lang}");
        }
        assert!(!html.contains("<b>\"") && !html.contains("attacks <b>"), "names are escaped");
        assert!(!html.contains(" style=") && !html.contains("<script>"), "{lang}");
        for group in [">alarm.", ">watch.", ">nav."] {
            assert!(!html.contains(group), "a bare key in {lang}");
        }
        let (_, _, open) = get(&made.app, &format!("/{lang}/alarms?open=1")).await;
        assert!(open.contains(flag) && !open.contains(&says), "what was seen is not among the open ones");
    }
}

#[tokio::test]
async fn a_watch_shows_drawing_table_vintages_verdicts_and_notes() {
    let made = made();
    let path = format!("/watch/{}", made.watch);
    for lang in ["ar", "en"] {
        let (status, _, html) = get(&made.app, &format!("/{lang}{path}")).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(html.matches("<svg class=\"chart\"").count(), 2, "counts and shares");
        assert_eq!(html.matches("class=\"bar\"").count(), 57);
        assert_eq!(html.matches("class=\"band\"").count(), 1, "the gap");
        assert_eq!(html.matches("<tr><td class=\"nowrap\">").count(), 58, "the table has the same periods");
        assert!(html.contains(">77<"), "the newest value");
        assert!(html.contains("&#60;i&#62;انظر") && html.contains("&#60;Hajin&#62;"), "{lang}");
        assert!(html.contains("(Farrington)</dt>") && html.contains("<select id=\"known\""));
        assert!(
            !html.contains(">watch.")
                && !html.contains(">method.")
                && !html.contains(">alarm.")
                && !html.contains("NaN")
        );
    }
    let known = series().last_day(57).tomorrow().unwrap();
    let (_, _, then) = get(&made.app, &format!("/en{path}?known={known}")).await;
    assert!(!then.contains(">77<"), "as it was known on that day");
    let (_, _, before) = get(&made.app, &format!("/en{path}?known=2020-01-01")).await;
    assert!(before.contains("Nothing has been counted yet"));
    for (path, status) in [
        ("/en/watch/99", StatusCode::NOT_FOUND),
        ("/en/watch/x", StatusCode::NOT_FOUND),
        (&format!("/ar{path}?known=gestern"), StatusCode::BAD_REQUEST),
        (&format!("/ar{path}?part=none"), StatusCode::NOT_FOUND),
        ("/en/alarms?before=x", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(get(&made.app, path).await.0, status, "{path}");
    }
}

#[tokio::test]
async fn the_feed_is_read_by_a_feed_reader() {
    let made = made();
    for lang in ["ar", "en"] {
        let (status, media, xml) = get(&made.app, &format!("/{lang}/alarms.rss")).await;
        assert_eq!((status, media.as_str()), (StatusCode::OK, "application/rss+xml; charset=utf-8"));
        let address = format!("http://marsad.example.org/{lang}/alarms.rss");
        let read = feeds::parse(xml.as_bytes(), &address, Some(&media)).unwrap();
        assert_eq!((read.kind, read.language.as_deref(), read.skipped.len()), (feeds::Kind::Rss, Some(lang), 0));
        let links: Vec<&str> = read.entries.iter().filter_map(|entry| entry.link.as_deref()).collect();
        let own = format!("http://marsad.example.org/{lang}/watch/{}", made.watch);
        assert_eq!(links.len(), 2);
        assert!(links.iter().all(|link| link.starts_with(&own)), "{links:?}");
        assert!(xml.contains(&format!("<language>{lang}</language>")) && xml.contains("14 Nov 2023"), "{xml}");
        assert!(read.entries.iter().all(|entry| entry.published.is_some() && entry.id.starts_with("marsad:alarm:")));
        let name = if lang == "ar" { "هجمات هجين" } else { "attacks" };
        assert!(read.entries.iter().all(|entry| entry.title.contains(name)), "{:?}", read.entries);
    }
}

#[tokio::test]
async fn data_has_the_same_and_a_server_without_watches_has_nothing() {
    let made = made();
    let (_, _, alarms) = get(&made.app, "/api/alarms?open=1").await;
    let alarms: serde_json::Value = serde_json::from_str(&alarms).unwrap();
    assert_eq!((alarms.as_array().unwrap().len(), &alarms[0]["of"]), (1, &"Al-Baghuz".into()));
    let (_, _, watch) = get(&made.app, &format!("/api/watch/{}", made.watch)).await;
    let watch: serde_json::Value = serde_json::from_str(&watch).unwrap();
    assert_eq!(watch["counts"].as_array().unwrap().len(), 59, "every value that was ever known");
    assert_eq!(get(&made.app, "/api/alarms?opn=1").await.0, StatusCode::BAD_REQUEST);

    let bare = router(Arc::new(common::samples()), Options::default());
    for path in ["/en/alarms", "/ar/watch/1", "/en/alarms.rss"] {
        assert_eq!(get(&bare, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

async fn post(
    app: &Router,
    path: &str,
    media: &str,
    body: String,
    token: Option<&str>,
) -> (StatusCode, String, String) {
    let mut request = Request::post(path)
        .header(header::HOST, "localhost")
        .header(header::ORIGIN, "http://localhost")
        .header(header::CONTENT_TYPE, media);
    if let Some(token) = token {
        request = request.header("x-csrf", token);
    }
    let response = app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let status = response.status();
    let to = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    let body = to_bytes(response.into_body(), 10_000_000).await.unwrap();
    (status, to, String::from_utf8(body.to_vec()).unwrap())
}

/// The token that a page carries.
async fn token(app: &Router, path: &str) -> String {
    let request = Request::get(path).header(header::HOST, "localhost").body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let html = String::from_utf8(to_bytes(response.into_body(), 10_000_000).await.unwrap().to_vec()).unwrap();
    let at = html.find("name=\"csrf\" content=\"").expect("a page that may write") + 21;
    html[at..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn alarms_are_seen_muted_and_noted_from_their_pages_and_it_is_logged() {
    let m = made();
    let csrf = token(&m.writing, "/en/alarms").await;
    let form = "application/x-www-form-urlencoded";
    let alarm = format!("/en/alarms/{}", m.open);
    // Without the page's token, and where nobody may write, nothing changes.
    assert_eq!(post(&m.writing, &alarm, form, "action=ack".into(), None).await.0, StatusCode::FORBIDDEN);
    assert_eq!(post(&m.app, &alarm, form, format!("action=ack&csrf={csrf}"), None).await.0, StatusCode::FORBIDDEN);
    assert_eq!(m.store.alarm(m.open).unwrap().unwrap().acknowledged_by, None);
    let (status, to, _) = post(&m.writing, &alarm, form, format!("action=ack&csrf={csrf}"), None).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/en/alarms#alarm-{}", m.open)));
    assert_eq!(m.store.alarm(m.open).unwrap().unwrap().acknowledged_by.as_deref(), Some("local"));
    let note = format!("action=note&text=%D8%A7%D9%86%D8%B8%D8%B1&csrf={csrf}");
    assert_eq!(post(&m.writing, &alarm, form, note, None).await.0, StatusCode::SEE_OTHER);
    let empty = format!("action=note&text=&csrf={csrf}");
    assert_eq!(post(&m.writing, &alarm, form, empty, None).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let watch = format!("/api/watch/{}", m.watch);
    let mute = r#"{"action":"mute","until":"2100-01-01"}"#;
    let (status, _, body) = post(&m.writing, &watch, "application/json", mute.into(), Some(&csrf)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert!(m.store.watch(m.watch).unwrap().unwrap().muted_until.is_some());
    let page = format!("/ar/watch/{}", m.watch);
    let (_, _, html) = get_of(&m.writing, &page).await;
    assert!(html.contains("إلغاء الكتم") && html.contains("انظر"), "{html}");
    assert_eq!(
        post(&m.writing, &page, form, format!("action=unmute&csrf={csrf}"), None).await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(m.store.watch(m.watch).unwrap().unwrap().muted_until, None);
    assert_eq!(
        post(&m.writing, "/en/watch/99", form, format!("action=unmute&csrf={csrf}"), None).await.0,
        StatusCode::NOT_FOUND
    );
    let log: Vec<String> = m.store.audit(&AuditFilter::default()).unwrap().into_iter().map(|row| row.what).collect();
    assert_eq!(log, ["watch.unmute", "watch.mute", "watch.note", "alarm.ack"]);
    // Whoever only reads sees no forms.
    let (_, _, html) = get(&m.app, "/en/alarms").await;
    assert!(!html.contains("<textarea"), "{html}");
}

async fn get_of(app: &Router, path: &str) -> (StatusCode, String, String) {
    let request = Request::get(path).header(header::HOST, "localhost").body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 10_000_000).await.unwrap();
    (status, String::new(), String::from_utf8(body.to_vec()).unwrap())
}
