//! Any sequence of reviews, undos, samples and readings leads where the log does.
use super::Made;
use super::events::{add, weigh};
use super::make::page;
use super::review::{BODY, Known, TITLE, actor, change, missed, moment, place, reading, says, state, wrong};
use marsad_model::{CodedDocument, EventType, Report};
use marsad_store::{
    Assignment, EventFilter, FieldChange, Filter, ItemState, NewReview, QueueOrder, Reading, ReportField, StoreError,
    Upkeep, Verdict,
};
use proptest::prelude::*;
use serde_json::json;

/// What happens to the reports of a text.
#[derive(Debug, Clone)]
pub enum Step {
    /// A coder says something of a report.
    Says(usize, i64, Verdict, bool),
    /// A coder corrects a field.
    Wrong(usize, i64, usize, bool),
    /// A coder adds one at some words.
    Missed(usize, usize, bool),
    /// A coder takes back a review.
    Undo(usize),
    /// The machine reads the text again.
    Again(usize),
    /// Two coders are given what is open.
    Assign,
    /// What waits is weighed.
    Weigh,
}

const CODERS: [&str; 3] = ["هدى", "سامر", "ليلى"];

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let verdict = prop_oneof![Just(Verdict::Accept), Just(Verdict::NotEvent), Just(Verdict::Duplicate)];
    let step = prop_oneof![
        4 => (0_usize..3, 1_i64..6, verdict, any::<bool>()).prop_map(|(c, r, v, d)| Step::Says(c, r, v, d)),
        6 => (0_usize..3, 1_i64..6, 0_usize..6, any::<bool>()).prop_map(|(c, r, f, d)| Step::Wrong(c, r, f, d)),
        2 => (0_usize..3, 0_usize..3, any::<bool>()).prop_map(|(c, w, d)| Step::Missed(c, w, d)),
        3 => (0_usize..20).prop_map(Step::Undo),
        2 => (0_usize..5).prop_map(Step::Again),
        1 => Just(Step::Assign),
        1 => Just(Step::Weigh),
    ];
    prop::collection::vec(step, 1..16)
}

fn corrected(field: usize) -> FieldChange {
    match field {
        0 => change(ReportField::Actors, actor("مسلحو التنظيم")),
        1 => change(ReportField::Places, place("دير الزور", "gn:2")),
        2 => change(ReportField::Places, json!([])),
        3 => change(ReportField::Type, json!("COERCE")),
        4 => change(ReportField::Mode, json!(["explosives"])),
        _ => change(ReportField::Modality, json!("alleged")),
    }
}

fn read_as(variant: usize) -> Vec<Report> {
    let mut out = reading();
    match variant {
        0 => {}
        1 => out[0].places.clear(),
        2 => out[1].type_ = EventType::Mobilize,
        3 => {
            let mut third = out[1].clone();
            third.trigger = super::review::words("قصفا", TITLE.chars().count());
            third.event = 3;
            out.push(third);
        }
        _ => {
            out.remove(0);
        }
    }
    out
}

fn again(store: &dyn Upkeep, id: i64, reports: Vec<Report>, at: &str) {
    let coded = CodedDocument {
        id: String::new(),
        reports,
        genre: None,
        genre_cues: Vec::new(),
        figures: Vec::new(),
        notices: Vec::new(),
    };
    store.recode(&[Reading { document: id, lexicon: "sha256:1".into(), coded }], at).unwrap();
}

/// Does one step; what cannot be done is refused and changes nothing.
fn play(store: &dyn Upkeep, id: i64, at: u32, step: &Step) {
    let review = |new: &NewReview| match store.add_review(new, &Known) {
        Ok(_) | Err(StoreError::BadReview { .. }) => {}
        Err(other) => panic!("{new:?}: {other}"),
    };
    match step {
        Step::Says(coder, report, verdict, decides) => {
            let duplicate_of = (*verdict == Verdict::Duplicate).then_some(1);
            let new = says(id, *report, *verdict, CODERS[*coder], at);
            review(&NewReview { duplicate_of, decides: *decides, ..new });
        }
        Step::Wrong(coder, report, field, whole) => {
            let field = corrected(*field);
            let fields = if *whole { Vec::new() } else { vec![field.field] };
            review(&NewReview { fields, ..wrong(id, *report, CODERS[*coder], at, vec![field]) });
        }
        Step::Missed(coder, word, decides) => {
            let words = ["قصفا", "استهدف", "وقتلوا"][*word];
            review(&NewReview { decides: *decides, ..missed(id, words, "ASSAULT", CODERS[*coder], at) });
        }
        Step::Undo(which) => {
            let log = store.reviews(0, 1000).unwrap();
            if let Some(row) = log.get(which % log.len().max(1)) {
                let _ = store.undo_review(row.id, &row.new.coder, &moment(at));
            }
        }
        Step::Again(variant) => again(store, id, read_as(*variant), &moment(at)),
        Step::Assign => {
            let _ = store.assign_reviews(&Assignment {
                name: "عينة".into(),
                by: "x".into(),
                at: moment(at),
                coders: vec![CODERS[0].into(), CODERS[1].into()],
                filter: Filter::default(),
                order: QueueOrder::Newest,
                reports: 9,
            });
        }
        Step::Weigh => {
            weigh(store);
        }
    }
    assert_eq!(store.check_reviews().unwrap(), [] as [String; 0], "after {step:?}");
}

/// Plays the steps, and looks at what came of them from several sides.
pub fn check(make: &dyn Fn() -> Made, steps: &[Step], beside: &dyn Fn(&dyn Upkeep)) {
    let made = make();
    let store = &*made.store;
    let id = add(store, &page("https://a.example/1", TITLE, BODY, reading()));
    let mut read = reading();
    for (at, step) in (1..).zip(steps) {
        // Columns follow step by step here, and are loaded at once by the other handle.
        let _ = state(store);
        play(store, id, at, step);
        if let Step::Again(variant) = step {
            read = read_as(*variant);
        }
    }
    let settled = state(store);
    assert_eq!(settled, state(&*made.again()));
    // Lists have what the items say, and nothing else.
    let items = store.review_items(id, None).unwrap();
    let in_record = |state| !matches!(state, ItemState::Rejected);
    let listed = store.document(id).unwrap().unwrap().reports;
    for row in &listed {
        let item = items.iter().find(|item| item.report == row.id).unwrap();
        assert!(in_record(item.state) && item.settled == row.report, "{item:?}");
        assert_eq!(item.reviewed, row.reviewed);
    }
    assert_eq!(store.stats().unwrap().reports, listed.len() as u64);
    weigh(store);
    let events = store.events(&EventFilter::default()).unwrap();
    store.rebuild_events(&|_| None, &mut |_, _| {}).unwrap();
    let plain = |page: &marsad_store::Page<marsad_store::EventRow>| -> Vec<_> {
        page.rows.iter().map(|event| (event.type_, event.places.clone(), event.documents)).collect()
    };
    assert_eq!(plain(&store.events(&EventFilter::default()).unwrap()), plain(&events));
    assert!(store.verify().unwrap().is_sound());
    beside(store);

    // Taken back to the last review, the record is what the machine reads.
    let log = store.reviews(0, 1000).unwrap();
    for row in log.iter().rev().filter(|row| row.new.verdict != Verdict::Undo) {
        let _ = store.undo_review(row.id, &row.new.coder, &moment(1000));
    }
    let mut left: Vec<Report> =
        store.document(id).unwrap().unwrap().reports.into_iter().map(|row| row.report).collect();
    left.sort_by_key(|report| report.trigger.start);
    read.sort_by_key(|report| report.trigger.start);
    assert_eq!(left, read);
    assert!(store.document(id).unwrap().unwrap().reports.iter().all(|row| row.reviewed.is_none()));
}
