//! What second readers say: shown beside the card, and taken into the record by a person alone.

use super::{Made, audited, get, made, post, shown};
use axum::http::StatusCode;
use marsad_model::{CountKind, EventType, Quote};
use marsad_store::{
    Difference, NewSecondReading, ProposedCount, ProposedReport, ReportField, Reviews, SecondReadings, Store,
};

fn words(m: &Made, document: i64, text: &str) -> Quote {
    let full: Vec<char> = m.store.document(document).unwrap().unwrap().document.full_text().chars().collect();
    let wanted: Vec<char> = text.chars().collect();
    let start = full.windows(wanted.len()).position(|w| w == wanted).unwrap_or_else(|| panic!("{text}"));
    Quote { start, end: start + wanted.len(), text: text.into() }
}

/// A reader that reads the seizure of document 1 otherwise, does not have report 2, and has one that nobody else has.
fn read(m: &Made) {
    let quote = |text| words(m, 1, text);
    let proposal = |type_, trigger| ProposedReport {
        type_,
        trigger: quote(trigger),
        actors: Vec::new(),
        recipients: Vec::new(),
        places: Vec::new(),
        date: None,
        counts: Vec::new(),
    };
    let mut more = proposal(EventType::Coerce, "نُقلوا");
    more.places = vec![quote("مراكز احتجاز")];
    more.counts = vec![ProposedCount { what: CountKind::Detained, quote: quote("آلافاً") }];
    let differs = |report, field, proposal, code: Option<&str>, words| Difference {
        report,
        field,
        proposal,
        code: code.map(str::to_owned),
        words,
    };
    let new = NewSecondReading {
        document: 1,
        reader: "server/small-model/1a2b3c4d".into(),
        at: "2026-11-03T10:00:00Z".into(),
        reports: vec![proposal(EventType::Assault, "سيطرتها"), more],
        names: Vec::new(),
        dropped: 4,
        differences: vec![
            differs(Some(1), Some(ReportField::Type), Some(0), Some("ASSAULT"), vec![quote("سيطرتها")]),
            differs(Some(1), Some(ReportField::Recipients), Some(0), None, vec![quote("داعش")]),
            differs(Some(1), Some(ReportField::Date), Some(0), None, Vec::new()),
            differs(Some(2), None, None, None, Vec::new()),
            differs(None, None, Some(1), Some("COERCE"), vec![quote("نُقلوا")]),
        ],
    };
    assert!(m.store.keep_second(&new).unwrap());
}

#[tokio::test]
async fn what_a_second_reader_says_stands_beside_the_field_with_its_words() {
    let m = made();
    assert!(
        !shown(&m.app, "/en/review").await.contains("kind%3Dsecond"),
        "without second readers nothing speaks of them"
    );
    read(&m);
    let html = shown(&m.app, "/en/review").await;
    assert!(html.contains("Second readers disagree") && html.contains("kind%3Dsecond"), "{html}");
    let at = get(&m.app, "/en/review/next?in=kind%3Dsecond").await.to;
    assert!(at.starts_with("/en/review/1?"), "{at}");
    let html = shown(&m.app, &at).await;
    let field = |key: &str| {
        let from = html.find(&format!("id=\"f-{key}\"")).unwrap();
        html[from + 1..].split("id=\"f-").next().unwrap().to_owned()
    };
    assert!(field("act").contains("small-model") && field("act").contains("Assault"), "{}", field("act"));
    let recipients = field("whom");
    assert!(recipients.contains("<dd class=\"second\">") && recipients.contains("<bdi>داعش</bdi>"), "{recipients}");
    let anchor = recipients.split("class=\"second\"").nth(1).unwrap().split("href=\"#").nth(1).unwrap();
    let anchor = anchor.split('"').next().unwrap();
    assert!(html.contains(&format!("id=\"{anchor}\"")), "its words can be gone to in the text: {anchor}");
    assert!(field("when").contains("nothing") && !field("who").contains("class=\"second\""));
    assert!(html.contains("f-second"), "and are marked there");
    let html = shown(&m.app, "/ar/review/2").await;
    assert!(html.contains("لم يجده") && html.contains("small-model"), "{html}");
    // Whoever judges the report has answered it.
    assert_eq!(post(&m.app, "/en/review/1", &[("verdict", "accept")]).await.status, StatusCode::SEE_OTHER);
    let at = get(&m.app, "/en/review/next?in=kind%3Dsecond").await.to;
    assert!(at.starts_with("/en/review/2?"), "{at}");
    assert_eq!(m.store.report(1).unwrap().unwrap().report.type_, EventType::Coerce, "the record is the person's");
}

#[tokio::test]
async fn what_only_a_second_reader_has_is_taken_or_left() {
    let m = made();
    read(&m);
    let html = shown(&m.app, "/en/review/3").await;
    assert!(html.contains("Only another reader has") && html.contains("<bdi>مراكز احتجاز</bdi>"), "{html}");
    let reading = m.store.second_readings(1).unwrap()[0].id.to_string();
    let path = "/en/review/documents/1/second";
    let of = |act, proposal| [("do", act), ("reading", reading.as_str()), ("proposal", proposal)];
    for (fields, status) in [
        (of("keep", "1"), StatusCode::BAD_REQUEST),
        (of("take", "9"), StatusCode::UNPROCESSABLE_ENTITY),
        (of("take", "0"), StatusCode::UNPROCESSABLE_ENTITY),
        (of("take", "x"), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(post(&m.app, path, &fields).await.status, status, "{fields:?}");
    }
    assert_eq!(post(&m.app, "/en/review/documents/2/second", &of("take", "1")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(m.store.document(1).unwrap().unwrap().reports.len(), 3, "nothing was taken");

    let got = post(&m.app, path, &of("take", "1")).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
    let html = shown(&m.app, &got.to).await;
    assert!(html.contains("<bdi>نُقلوا</bdi>") && !html.contains("Only another reader has"), "{html}");
    let added = m.store.document(1).unwrap().unwrap().reports;
    let added = added.iter().find(|row| row.report.trigger.text == "نُقلوا").unwrap();
    assert_eq!(added.report.places[0].quote.text, "مراكز احتجاز");
    assert!(added.reviewed.as_ref().is_some_and(|reviewed| reviewed.added));
    assert_eq!(audited(&m.store), ["local review.second", "local review.add"]);
    assert_eq!(m.store.second_readings(1).unwrap()[0].answers[0].report, Some(added.id));
    // Two who press at once take it once.
    let got = post(&m.app, path, &of("leave", "1")).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("answered this already"), "{}", got.body);
}

#[tokio::test]
async fn who_answers_a_sample_blindly_does_not_see_what_second_readers_say() {
    let m = made();
    read(&m);
    let give =
        [("name", "عينة"), ("coders", "local\nomar"), ("reports", "1"), ("seed", "7"), ("in", "?place=Al-Baghuz")];
    assert_eq!(post(&m.app, "/en/review/samples", &give).await.status, StatusCode::SEE_OTHER);
    let item = m.store.review_item(1, Some("local")).unwrap().unwrap();
    assert_eq!(item.assigned.len(), 2);
    let html = shown(&m.app, "/en/review/1").await;
    assert!(!html.contains("small-model"), "{html}");
}
