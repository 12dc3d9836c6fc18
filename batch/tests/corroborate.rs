//! The same documents, corroborated over the tables of a batch and weighed by a store as they come in: the same links, origins and
//! events.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{ask, dispatches, field, run, write_jsonl, write_parquet};
use marsad_model::{Document, Report};
use marsad_store::{Added, EventFilter, EventStore, NewDocument, SqliteStore, Store};
use serde_json::{Value, json};

/// The dispatches with copies of all kinds among them: word for word, shortened, credited to an agency, citing another outlet, and with one
/// long quotation in common.
fn documents() -> Vec<Value> {
    let mut all = dispatches();
    let mut more = Vec::new();
    for (n, d) in all.iter().enumerate() {
        let text = field(d, "text").to_owned();
        let mut copy = |kind: &str, outlet: &str, text: String| {
            let mut made = d.clone();
            made["id"] = json!(format!("{}-{kind}", field(d, "id")));
            made["outlet"] = json!(outlet);
            made["text"] = json!(text);
            more.push(made);
        };
        match n % 8 {
            0 => copy("copy", "صحيفة النقل", text.clone()),
            1 => copy("wire", "بوابة الوكالات", format!("(رويترز) - {text}")),
            2 => {
                copy("wire", "موقع الأنباء", format!("{} (رويترز)", text.replace('،', " و")));
                copy(
                    "cites",
                    "صحيفة الشاطئ",
                    format!("نقلت وكالة رويترز أن {text} وأضافت الصحيفة أن الوضع هادئ الآن في المنطقة كلها."),
                );
            }
            3 => copy(
                "quote",
                "إذاعة الوادي",
                format!("«لن نقبل بأن يتكرر ما حدث أمس في أي مكان من بلادنا» هكذا علّق مسؤول. {text}"),
            ),
            _ => {}
        }
    }
    all.extend(more);
    all
}

/// Puts the documents of the tables into a store, in their order, with the reports that stand in the tables.
fn store_of(out: &str, store: &SqliteStore) -> BTreeMap<i64, String> {
    let data = ["--data", out];
    let mut reports: BTreeMap<String, Vec<Report>> = BTreeMap::new();
    for row in ask("select document, json from reports order by input, number, report", &data) {
        reports
            .entry(field(&row, "document").to_owned())
            .or_default()
            .push(serde_json::from_str(field(&row, "json")).unwrap());
    }
    let mut ids = BTreeMap::new();
    for row in ask("select id, title, text, published, outlet from documents order by input, number", &data) {
        let id = field(&row, "id").to_owned();
        let document = Document {
            id: id.clone(),
            title: field(&row, "title").to_owned(),
            text: field(&row, "text").to_owned(),
            published: row["published"].as_str().map(|d| d.parse().unwrap()),
            outlet: row["outlet"].as_str().map(str::to_owned),
            ..Document::default()
        };
        let new = NewDocument {
            target: id.clone(),
            media_type: "text/plain; charset=utf-8".to_owned(),
            bytes: document.full_text().into_bytes(),
            captured_at: "2024-01-01T00:00:00Z".to_owned(),
            reports: reports.remove(&id).unwrap_or_default(),
            document,
            told: Default::default(),
            exchange: None,
            place: None,
        };
        let Added::New(number) = store.add(&new).unwrap() else { panic!("{id} is there already") };
        ids.insert(number, id);
    }
    ids
}

#[test]
fn tables_and_store_give_the_same_links_origins_and_events() {
    let dir = tempfile::tempdir().unwrap();
    let all = documents();
    let (first, second) = (dir.path().join("a.jsonl"), dir.path().join("b.parquet"));
    let half = all.len() / 2;
    write_jsonl(&first, &all[..half]);
    write_parquet(&second, &all[half..]);
    let out = dir.path().join("out");
    let to = out.to_str().unwrap();
    run(&["batch", first.to_str().unwrap(), second.to_str().unwrap(), "--out", to], 0);
    let (_, said) = run(&["batch", "corroborate", to, "--threads", "3"], 0);
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    let ids = store_of(to, &store);
    assert_eq!(ids.len(), all.len());
    let lexicon = marsad_lexicon::Lexicon::builtin();
    let above = |id: &str| lexicon.entities.get(id).and_then(|entity| entity.parent.clone());
    store.weigh(&above, &mut |_, _| {}).unwrap();
    let data = ["--data", to];

    let id = |number: i64| ids[&number].clone();
    let mut origins: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    let mut links: BTreeSet<(String, String, String, bool, String)> = BTreeSet::new();
    for number in ids.keys() {
        let origin = store.origin_of(*number).unwrap().unwrap();
        origins.insert(origin.documents.iter().map(|n| id(*n)).collect());
        for l in origin.links {
            let kind = serde_json::to_value(l.kind).unwrap().as_str().unwrap().to_owned();
            links.insert((id(l.a), id(l.b), kind, l.by_event, format!("{:.9} {}", l.score, json!(l.evidence))));
        }
    }
    let found: BTreeSet<(String, String, String, bool, String)> = ask("select * from links", &data)
        .iter()
        .map(|l| {
            let score = format!("{:.9} {}", l["score"].as_f64().unwrap(), field(l, "evidence"));
            (field(l, "a").into(), field(l, "b").into(), field(l, "kind").into(), l["by_event"] == 1, score)
        })
        .collect();
    assert!(links.iter().any(|l| l.3) && links.len() > 80, "{} links, some by a shared event", links.len());
    let kinds: BTreeSet<&str> = links.iter().map(|l| l.2.as_str()).collect();
    assert!(kinds.len() >= 3, "{kinds:?}");
    assert_eq!(found, links);

    let mut grouped: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in ask("select document, origin from origins", &data) {
        grouped.entry(field(&row, "origin").to_owned()).or_default().insert(field(&row, "document").to_owned());
    }
    assert_eq!(grouped.into_values().collect::<BTreeSet<_>>(), origins);

    let mut events: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    let mut after = None;
    loop {
        let page = store.events(&EventFilter { after: after.take(), ..EventFilter::default() }).unwrap();
        for row in &page.rows {
            let full = store.event(row.id).unwrap().unwrap();
            events.insert(full.tellings.into_iter().map(|t| t.name).collect());
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in ask("select event, telling, documents from events", &data) {
        told.entry(field(&row, "event").to_owned()).or_default().insert(field(&row, "telling").to_owned());
    }
    assert!(told.values().filter(|e| e.len() > 1).count() > 20, "{said}");
    let mismatch: Vec<_> = told.values().filter(|e| !events.contains(*e)).take(3).collect();
    assert!(mismatch.is_empty(), "{mismatch:?}");
    assert_eq!(told.len(), events.len());

    // Made again it is the same, byte for byte.
    let before = common::tree(&out);
    run(&["batch", "corroborate", to, "--threads", "1"], 0);
    assert!(before == common::tree(&out));
}
