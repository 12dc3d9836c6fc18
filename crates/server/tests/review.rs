//! The workplace over the store that people have: verdicts, corrections, missed reports, samples, events.

#![allow(clippy::unwrap_used)]

mod common;
#[path = "review/second.rs"]
mod second;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use marsad_model::Document;
use marsad_server::{Access, Known, Options, router};
use marsad_store::{AuditFilter, EventStore, ItemState, NewDocument, People, Reviews, SqliteStore, Store};
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

struct Made {
    store: Arc<SqliteStore>,
    app: Router,
    _dir: tempfile::TempDir,
}

fn app(store: &Arc<SqliteStore>, access: Access) -> Router {
    let options = Options {
        names: common::names(),
        events: Some(store.clone()),
        reviews: Some(store.clone()),
        known: Some(Known::built_in()),
        people: Some(store.clone()),
        access,
        ..Options::default()
    };
    router(store.clone(), options)
}

fn made() -> Made {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::create(dir.path().join("store")).unwrap());
    common::fill(&*store);
    store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    Made { app: app(&store, Access::local()), store, _dir: dir }
}

/// What came back: status, where to, body.
struct Got {
    status: StatusCode,
    to: String,
    body: String,
}

async fn send(app: &Router, request: Request<Body>) -> Got {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let to = parts.headers.get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
    let body = to_bytes(body, 10_000_000).await.unwrap();
    Got { status: parts.status, to, body: String::from_utf8(body.to_vec()).unwrap() }
}

async fn get(app: &Router, path: &str) -> Got {
    // A fragment stays in the browser.
    let path = path.split('#').next().unwrap();
    send(app, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn shown(app: &Router, path: &str) -> String {
    let got = get(app, path).await;
    assert_eq!(got.status, StatusCode::OK, "{path}: {}", got.body);
    got.body
}

async fn token(app: &Router) -> String {
    let html = shown(app, "/en/review").await;
    let from = html.find("name=\"csrf\" content=\"").expect("a page of the workplace has a token") + 21;
    html[from..].split('"').next().unwrap().to_owned()
}

async fn post(app: &Router, path: &str, fields: &[(&str, &str)]) -> Got {
    let mut form = form(fields);
    form.push_str(&format!("&csrf={}", token(app).await));
    let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    send(app, request.body(Body::from(form)).unwrap()).await
}

fn form(fields: &[(&str, &str)]) -> String {
    let encode = |s: &str| s.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
    fields.iter().map(|(k, v)| format!("{k}={}", encode(v))).collect::<Vec<_>>().join("&")
}

/// Puts a field of a report on its card to something, and gives the draft.
async fn draft(app: &Router, report: i64, fields: &[(&str, &str)]) -> String {
    let got = get(app, &format!("/en/review/{report}?{}", form(fields))).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
    let query = got.to.split_once('?').map_or("", |(_, query)| query).to_owned();
    let draft = query.split('&').find_map(|pair| pair.strip_prefix("draft=")).unwrap_or_default().to_owned();
    draft_text(&draft)
}

fn draft_text(encoded: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = encoded.bytes();
    while let Some(b) = rest.next() {
        match b {
            b'%' => {
                let hex = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
            }
            b'+' => bytes.push(b' '),
            b => bytes.push(b),
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn audited(store: &SqliteStore) -> Vec<String> {
    store.audit(&AuditFilter::default()).unwrap().into_iter().map(|row| format!("{} {}", row.who, row.what)).collect()
}

#[tokio::test]
async fn one_report_after_the_other_is_accepted_and_written_down() {
    let m = made();
    let html = shown(&m.app, "/en/review").await;
    assert!(html.contains("Least sure first") && html.contains("/en/review/next?in="), "{html}");
    let mut at = get(&m.app, "/en/review/next?in=").await.to;
    let mut seen = Vec::new();
    while at.starts_with("/en/review/") && !at.contains("done=1") {
        let html = shown(&m.app, &at).await;
        assert!(html.contains("id=\"decide\"") && html.contains("<mark class=\"f-"), "{at}");
        let report = at["/en/review/".len()..].split(['?', '#']).next().unwrap().to_owned();
        let next = html.split("name=\"next\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(!seen.contains(&report), "{report} comes twice");
        let got = post(
            &m.app,
            &format!("/en/review/{report}"),
            &[("verdict", "accept"), ("next", &next), ("seconds", "2.5")],
        )
        .await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
        seen.push(report);
        at = got.to;
    }
    assert_eq!(seen.len(), 7, "{seen:?}");
    let first = m.store.review_item(seen[0].parse().unwrap(), None).unwrap().unwrap();
    assert_eq!((first.state, first.reviewed.unwrap().by), (ItemState::Settled, vec!["local".to_owned()]));
    assert_eq!(audited(&m.store), vec!["local review.accept"; 7]);
    let html = shown(&m.app, "/ar/review?done=1").await;
    assert!(html.contains("انتهت هذه القائمة") && html.contains("local"), "{html}");
}

#[tokio::test]
async fn an_actor_is_corrected_from_the_lexicon_and_the_exports_change() {
    let m = made();
    // Report 2 says «المسلحين» and the machine took them for somebody they are not named as.
    let before = shown(&m.app, "/api/reports.csv").await;
    let id = "syrian-democratic-forces";
    let draft = draft(&m.app, 2, &[("set", "who.0"), ("pick", id), ("words", "المسلحين")]).await;
    assert!(draft.contains(id) && !draft.contains("المسلحين"), "{draft}");
    let html = shown(&m.app, &format!("/en/review/2?{}", form(&[("draft", &draft)]))).await;
    assert!(html.contains("class=\"was\"") && html.contains("<bdi>Syrian Democratic Forces</bdi>"), "{html}");
    assert!(html.contains("Save corrections") && html.contains("Put back"), "{html}");
    let got = post(&m.app, "/en/review/2", &[("verdict", "accept"), ("draft", &draft), ("note", "قسد")]).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
    let report = m.store.report(2).unwrap().unwrap();
    assert_eq!(report.report.actors[0].entity, "Syrian Democratic Forces");
    assert_eq!(report.report.actors[0].id.as_deref(), Some(id));
    let after = shown(&m.app, "/api/reports.csv").await;
    let row = |csv: &str| csv.lines().find(|line| line.contains("المسلحين")).unwrap_or_default().to_owned();
    assert!(
        !row(&before).contains("Syrian Democratic Forces") && row(&after).contains("Syrian Democratic Forces"),
        "{after}"
    );
    assert_eq!(audited(&m.store), ["local review.correct"]);
    let item = m.store.review_item(2, None).unwrap().unwrap();
    let review = &item.reviews[0].new;
    assert_eq!((review.reason, review.note.as_deref()), (Some(1), Some("قسد")));
    // And back again.
    let got = post(&m.app, "/en/review/2/undo", &[]).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
    assert_eq!(m.store.report(2).unwrap().unwrap().report.actors[0].entity, "Islamic State");
    let got = post(&m.app, "/en/review/2/undo", &[]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("no verdict on this report"), "{}", got.body);
}

#[tokio::test]
async fn words_of_the_text_become_values_and_what_cannot_be_is_told_in_the_form() {
    let m = made();
    let document = m.store.document(1).unwrap().unwrap().document;
    let full: Vec<char> = document.full_text().chars().collect();
    let wanted: Vec<char> = "شرقي الفرات".chars().collect();
    let start = full.windows(wanted.len()).position(|w| w == wanted).unwrap();
    let (from, to) = (start.to_string(), (start + wanted.len()).to_string());
    let got =
        get(&m.app, &format!("/en/review/1?{}", form(&[("set", "where.new"), ("start", &from), ("end", &to)]))).await;
    assert!(got.to.contains("open=where.2"), "the form of the new value stands open: {}", got.to);
    let html = shown(&m.app, &got.to).await;
    assert!(html.contains("id=\"e-where.2\" open"), "{html}");
    // A name that is typed without a script is looked up by the server.
    let html =
        shown(&m.app, &format!("/ar/review/1?{}", form(&[("set", "where.0"), ("do", "find"), ("name", "الحسك")])))
            .await;
    assert!(html.contains("id=\"e-where.0\" open") && html.contains("الحسكة"), "{html}");
    // Words that do not stand in the text change nothing, and the form says so.
    let html = shown(&m.app, &format!("/en/review/1?{}", form(&[("set", "who.0"), ("words", "لا شيء كهذا")]))).await;
    assert!(html.contains("role=\"alert\"") && html.contains("does not stand in the text"), "{html}");
    for (query, status) in [
        ("draft=%7B", StatusCode::BAD_REQUEST),
        ("draft=%7B%22type%22%3A%22WAR%22%7D", StatusCode::BAD_REQUEST),
        ("in=kind%3Dall", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(get(&m.app, &format!("/en/review/1?{query}")).await.status, status, "{query}");
    }
    assert_eq!(get(&m.app, "/en/review/999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&m.app, "/en/review/x").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_report_is_rejected_passed_over_or_found_to_tell_the_same() {
    let m = made();
    assert_eq!(post(&m.app, "/en/review/3", &[("verdict", "reject.8")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(m.store.review_item(3, None).unwrap().unwrap().state, ItemState::Rejected);
    assert!(m.store.report(3).unwrap().is_none(), "what is rejected is out of the record");
    let html = shown(&m.app, "/en/review/3").await;
    assert!(html.contains("taken out of the record"), "{html}");
    assert_eq!(post(&m.app, "/en/review/2", &[("verdict", "same.1")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(post(&m.app, "/en/review/4", &[("verdict", "skip"), ("next", "5")]).await.to, "/en/review/5");
    assert_eq!(m.store.review_item(4, None).unwrap().unwrap().state, ItemState::Open);
    for bad in ["", "yes", "reject.1", "same.x"] {
        assert_eq!(post(&m.app, "/en/review/4", &[("verdict", bad)]).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    let got = post(&m.app, "/en/review/4", &[("verdict", "same.4")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", got.body);
}

#[tokio::test]
async fn a_report_that_the_machine_missed_is_added_and_its_card_opens() {
    let m = made();
    let got = post(&m.app, "/en/review/documents/4/missed", &[("type", "ACCUSE"), ("words", "الاتهام")]).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
    let html = shown(&m.app, &got.to).await;
    assert!(html.contains("<bdi>الاتهام</bdi>"), "{html}");
    let added = m.store.document(4).unwrap().unwrap().reports;
    assert!(added.iter().any(|r| r.report.trigger.text == "الاتهام"), "{added:?}");
    for fields in
        [&[("type", "WAR"), ("words", "الاتهام")][..], &[("type", "ACCUSE")], &[("type", "ACCUSE"), ("words", "ليس")]]
    {
        let got = post(&m.app, "/en/review/documents/4/missed", fields).await;
        assert_eq!(got.status, StatusCode::BAD_REQUEST, "{fields:?}");
    }
    assert!(get(&m.app, "/en/review/documents/4").await.to.starts_with("/en/review/"));
}

#[tokio::test]
async fn two_coders_disagree_and_an_editor_settles_it() {
    let m = made();
    let of = |name: &str| app(&m.store, Access::Alone { name: name.into() });
    let (salma, omar, editor) = (of("salma"), of("omar"), of("nadia"));
    let give =
        [("name", "عينة"), ("coders", "salma\nomar"), ("reports", "2"), ("seed", "7"), ("in", "?place=Al-Baghuz")];
    let got = post(&editor, "/en/review/samples", &give).await;
    assert_eq!((got.status, got.to.as_str()), (StatusCode::SEE_OTHER, "/en/review#samples"), "{}", got.body);
    let html = shown(&salma, "/en/review").await;
    assert!(html.contains("Given to you") && html.contains("1 waits"), "{html}");
    let at = get(&salma, "/en/review/next?in=kind%3Dassigned").await.to;
    assert!(at.starts_with("/en/review/1?"), "{at}");

    let one = draft(&salma, 1, &[("set", "act"), ("do", "set"), ("type", "ASSAULT"), ("words", "سيطرتها")]).await;
    assert_eq!(
        post(&salma, "/en/review/1", &[("verdict", "accept"), ("draft", &one)]).await.status,
        StatusCode::SEE_OTHER
    );
    let html = shown(&omar, "/en/review/1").await;
    assert!(!html.contains("salma"), "who answers blindly does not see who answered: {html}");
    assert_eq!(post(&omar, "/en/review/1", &[("verdict", "accept")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(m.store.review_item(1, None).unwrap().unwrap().state, ItemState::Disputed);

    let html = shown(&editor, "/en/review/1").await;
    assert!(html.contains("/en/review/1/settle"), "{html}");
    let at = get(&editor, "/en/review/next?in=kind%3Ddisputed").await.to;
    assert!(at.starts_with("/en/review/1/settle"), "{at}");
    let html = shown(&editor, &at).await;
    assert!(html.contains("salma") && html.contains("omar") && html.contains("name=\"type\""), "{html}");
    // A choice is wanted for each field.
    assert_eq!(post(&editor, "/en/review/1/settle", &[("verdict", "settle")]).await.status, StatusCode::BAD_REQUEST);
    let item = m.store.review_item(1, None).unwrap().unwrap();
    let mut choice: Vec<(String, String)> = Vec::new();
    for dispute in &item.disputes {
        let mut values: Vec<&Value> = Vec::new();
        dispute.answers.iter().for_each(|(_, v)| {
            if !values.contains(&v) {
                values.push(v)
            }
        });
        let of_omar = &dispute.answers.iter().find(|(who, _)| who == "omar").unwrap().1;
        let n = values.iter().position(|v| *v == of_omar).unwrap();
        choice.push((dispute.field.unwrap().to_string(), n.to_string()));
    }
    assert!(choice.iter().any(|(name, _)| name == "type"), "{choice:?}");
    let fields: Vec<(&str, &str)> = choice.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let got = post(&editor, "/en/review/1/settle", &fields).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
    let item = m.store.review_item(1, None).unwrap().unwrap();
    assert_eq!((item.state, item.settled.type_.as_str()), (ItemState::Settled, "COERCE"));
    assert_eq!(audited(&m.store)[0], "nadia review.settle");
    let html = shown(&editor, "/ar/review/agreement").await;
    assert!(html.contains("ألفا كريبندورف") && html.contains("<th scope=\"row\">الفعل</th>"), "{html}");
    assert_eq!(get(&editor, "/en/review/agreement?batch=99").await.status, StatusCode::NOT_FOUND);
    let got = post(&editor, "/en/review/1/settle", &fields).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "it is settled: {}", got.body);
}

#[tokio::test]
async fn events_are_taken_apart_and_put_together_on_the_card() {
    let m = made();
    // The same news again from another outlet: one event told by two documents.
    for row in common::samples().documents.into_iter().take(1) {
        let mut document = row.document;
        document.outlet = Some("وكالة أخرى".into());
        document.url = Some("https://other.example/1".into());
        let reports = row.reports.into_iter().map(|r| r.report).collect();
        let new = NewDocument {
            target: "https://other.example/1".into(),
            media_type: "text/html".into(),
            bytes: b"again".to_vec(),
            captured_at: "2026-11-02T10:00:00Z".into(),
            document,
            reports,
            ..NewDocument::default()
        };
        m.store.add(&new).unwrap();
    }
    m.store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    let event = m.store.event_of_report(1).unwrap().unwrap();
    let other = m.store.event(event).unwrap().unwrap().tellings.iter().find(|t| t.document != 1).unwrap().reports[0].id;
    assert_eq!(m.store.event_of_report(other).unwrap(), Some(event));
    let html = shown(&m.app, &format!("/en/review/{other}")).await;
    assert!(html.contains("This report is another event"), "{html}");
    let path = format!("/en/review/{other}/event");
    let got = post(&m.app, &path, &[("do", "split"), ("why", "another town")]).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
    let apart = m.store.event_of_report(other).unwrap().unwrap();
    assert_ne!(Some(apart), m.store.event_of_report(1).unwrap());
    let decision = m.store.decisions(None).unwrap()[0].id;
    let got = post(&m.app, &path, &[("do", &format!("undo.{decision}")), ("why", "the same town")]).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
    assert_eq!(m.store.event_of_report(other).unwrap(), m.store.event_of_report(1).unwrap());
    for (fields, status) in [
        (&[("do", "merge"), ("other", "9999"), ("why", "x")][..], StatusCode::UNPROCESSABLE_ENTITY),
        (&[("do", "merge"), ("why", "x")], StatusCode::UNPROCESSABLE_ENTITY),
        (&[("do", "split"), ("why", " ")], StatusCode::UNPROCESSABLE_ENTITY),
        (&[("do", "dance"), ("why", "x")], StatusCode::NOT_FOUND),
    ] {
        assert_eq!(post(&m.app, &path, fields).await.status, status, "{fields:?}");
    }
    assert!(audited(&m.store).iter().any(|row| row == "local event.split"));
}

#[tokio::test]
async fn readers_and_foreign_forms_change_nothing() {
    let m = made();
    let public = app(&m.store, Access::Reading);
    for path in [
        "/en/review",
        "/en/review/1",
        "/en/review/next",
        "/en/review/agreement",
        "/en/review/documents/1",
        "/en/review/1/settle",
    ] {
        assert_eq!(get(&public, path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(!shown(&public, "/en/explore").await.contains("/en/review"));
    assert!(shown(&m.app, "/en/explore").await.contains("/en/review/1"));
    let form = "verdict=accept&csrf=guessed";
    for path in [
        "/en/review/1",
        "/en/review/1/undo",
        "/en/review/documents/1/missed",
        "/en/review/samples",
        "/en/review/1/settle",
    ] {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        assert_eq!(send(&m.app, request.body(Body::from(form)).unwrap()).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(m.store.reviews(0, 10).unwrap(), []);
}

#[tokio::test]
async fn a_hostile_text_stays_text_in_the_workplace() {
    let m = made();
    let evil = "<script>alert(1)</script> \u{202E}مقلوب\u{202C} </script><img src=x onerror=alert(1)> \"><b>";
    let mut row = common::samples().documents.remove(1);
    let full = format!("هاجم {evil} {}", "كلمةطويلةجدا".repeat(80));
    row.document.title = format!("هاجم {evil}");
    row.document.text = full;
    row.document.outlet = Some(evil.into());
    let mut report = row.reports.remove(0).report;
    let quote = marsad_model::Quote { start: 0, end: 4 + 1 + evil.chars().count(), text: format!("هاجم {evil}") };
    report.trigger = quote.clone();
    report.evidence = quote.clone();
    report.actors.truncate(1);
    report.actors[0].quote = quote.clone();
    report.actors[0].entity = quote.text.clone();
    (report.places, report.counts, report.recipients) = (vec![], vec![], vec![]);
    (report.date, report.said_by) = (None, None);
    let new = NewDocument {
        target: "https://evil.example/1".into(),
        media_type: "text/html".into(),
        bytes: b"evil".to_vec(),
        captured_at: "2026-11-02T10:00:00Z".into(),
        document: Document { url: Some("javascript:alert(1)".into()), ..row.document },
        reports: vec![report],
        ..NewDocument::default()
    };
    m.store.add(&new).unwrap();
    let id = m.store.document(5).unwrap().unwrap().reports[0].id;
    for path in [format!("/en/review/{id}"), format!("/ar/review/{id}?set=who.0&do=find&name=%3Cscript%3E")] {
        let html = shown(&m.app, &path).await;
        assert!(
            !html.contains("<script>alert") && !html.contains("<img") && !html.contains("\"><b>"),
            "{path}: {html}"
        );
        assert!(html.contains("class=\"warn\""), "what steers the direction of writing is told");
        assert!(!html.contains("href=\"javascript:") && html.contains("&lt;script&gt;alert(1)"), "{path}");
        let data = html.split("id=\"review-data\">").nth(1).unwrap().split("</script>").next().unwrap();
        let data: Value = serde_json::from_str(data).unwrap();
        assert!(data["fields"].to_string().contains("<script>alert(1)"), "the data ends where it ends");
    }
}

#[tokio::test]
async fn programs_ask_and_answer_as_json() {
    let m = made();
    let csrf = token(&m.app).await;
    let got = get(&m.app, "/en/review/candidates?of=place&q=%D8%A7%D9%84%D8%AD%D8%B3%D9%83").await;
    let found: Value = serde_json::from_str(&got.body).unwrap();
    assert!(
        found["candidates"].as_array().unwrap().iter().any(|c| c["name"].as_str().unwrap().contains("Hasak")),
        "{found}"
    );
    assert_eq!(get(&m.app, "/en/review/candidates?of=thing&q=a").await.status, StatusCode::BAD_REQUEST);

    let item: Value = serde_json::from_str(&shown(&m.app, "/api/review/next").await).unwrap();
    assert_eq!(item["item"]["row"]["id"], 2, "the least sure: {item}");
    let item: Value = serde_json::from_str(&shown(&m.app, "/api/review/2").await).unwrap();
    assert_eq!((item["state"].as_str(), item["document"].as_i64()), (Some("open"), Some(1)));
    let send_json = async |body: Value| {
        let request =
            Request::post("/api/review").header(header::CONTENT_TYPE, "application/json").header("x-csrf", &csrf);
        send(&m.app, request.body(Body::from(body.to_string())).unwrap()).await
    };
    let got = send_json(json!({ "document": 1, "report": 2, "verdict": "accept" })).await;
    assert_eq!(got.status, StatusCode::OK, "{}", got.body);
    let outcome: Value = serde_json::from_str(&got.body).unwrap();
    assert_eq!(outcome["state"], "settled");
    for (body, status) in [
        (json!({ "document": 1, "report": 2, "verdict": "undo" }), StatusCode::BAD_REQUEST),
        (json!({ "document": 1, "report": 99, "verdict": "accept" }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "document": 1, "report": 2, "verdict": "wrong" }), StatusCode::UNPROCESSABLE_ENTITY),
        (
            json!({ "document": 1, "report": 2, "verdict": "accept", "coder": "somebody" }),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        let got = send_json(body.clone()).await;
        assert_eq!(got.status, status, "{body}: {}", got.body);
    }
    // The script of the workplace sends the fields of the form as JSON and wants no page back.
    let request =
        Request::post("/ar/review/1").header(header::CONTENT_TYPE, "application/json").header("x-csrf", &csrf);
    let got = send(&m.app, request.body(Body::from(r#"{"verdict":"accept","seconds":"1.5","in":""}"#)).unwrap()).await;
    assert_eq!(got.status, StatusCode::OK, "{}", got.body);
    assert_eq!(m.store.review_item(1, None).unwrap().unwrap().state, ItemState::Settled);
}
