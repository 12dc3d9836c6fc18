//! Reviews and the settled record.
use super::Factory;
use super::events::{add, weigh};
use super::make::{day, page, report};
use marsad_model::{EventType, Place, Quote, Report};
use marsad_store::{
    ActorNode, AliasKind, Assignment, EventFilter, FieldChange, Filter, Happened, ItemState, NewReview, Nodes, Outcome,
    PlaceNode, QueueAsk, QueueKind, QueueOrder, Reading, ReportField, ReviewItem, StoreError, Upkeep, Verdict,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub const TITLE: &str = "قتلى بهجوم في الحسكة";
pub const BODY: &str = "شنّ مسلحو التنظيم هجوما على حاجز قرب الحسكة أمس، وقتلوا ثلاثة جنود. وفي دير الزور انفجرت عبوة ناسفة. \
                        وقال مصدر عسكري إن قصفا استهدف القرية.";

/// The words of the text, the first time they stand behind a place.
pub fn words(text: &str, after: usize) -> Quote {
    let full = format!("{TITLE}\n\n{BODY}");
    let letters: Vec<char> = full.chars().collect();
    let wanted: Vec<char> = text.chars().collect();
    let start = (after..letters.len()).find(|at| letters[*at..].starts_with(&wanted)).expect("the words are there");
    Quote { start, end: start + wanted.len(), text: text.into() }
}

/// What the machine reads of the text: two attacks of three.
pub fn reading() -> Vec<Report> {
    let behind = TITLE.chars().count() + 2;
    let mut first = report(0);
    first.trigger = words("هجوما", behind);
    first.evidence = words("شنّ مسلحو التنظيم هجوما على حاجز قرب الحسكة أمس، وقتلوا ثلاثة جنود.", behind);
    first.places = vec![Place {
        quote: words("الحسكة", behind),
        name: "Al-Hasakah".into(),
        id: Some("gn:1".into()),
        lat: Some(36.5),
        lon: Some(40.75),
        kind: None,
        country: Some("SYR".into()),
        precision: 1,
        rivals: Vec::new(),
        matched: None,
    }];
    first.date = Some(marsad_model::DateRange {
        quote: words("أمس", behind),
        from: Some(day(2024, 4, 30)),
        to: Some(day(2024, 4, 30)),
    });
    first.confidence = 0.9;
    let mut second = report(0);
    second.trigger = words("انفجرت", behind);
    second.evidence = words("وفي دير الزور انفجرت عبوة ناسفة.", behind);
    second.event = 2;
    second.confidence = 0.3;
    vec![first, second]
}

/// Somebody's lexicon.
pub struct Known;

impl Nodes for Known {
    fn actor(&self, id: &str) -> Option<ActorNode> {
        (id == "islamic-state").then(|| ActorNode { entity: "Islamic State".into(), country: None, sector: None })
    }

    fn place(&self, id: &str) -> Option<PlaceNode> {
        let (name, lat, lon) = match id {
            "gn:1" => ("Al-Hasakah", 36.5, 40.75),
            "gn:2" => ("Deir ez-Zor", 35.33, 40.14),
            _ => return None,
        };
        let (lat, lon, country) = (Some(lat), Some(lon), Some("SYR".to_owned()));
        Some(PlaceNode { name: name.into(), lat, lon, kind: None, country, precision: 1 })
    }

    fn is_named(&self, entity: &str) -> bool {
        entity == "Islamic State"
    }
}

pub fn moment(second: u32) -> String {
    format!("2026-01-01T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

pub fn actor(text: &str) -> Value {
    let quote = words(text, 0);
    json!([{ "start": quote.start, "end": quote.end, "text": quote.text, "entity": "", "id": "islamic-state" }])
}

pub fn place(text: &str, id: &str) -> Value {
    let quote = words(text, TITLE.chars().count());
    json!([{ "start": quote.start, "end": quote.end, "text": quote.text, "name": "", "id": id }])
}

pub fn change(field: ReportField, value: Value) -> FieldChange {
    FieldChange { field, value }
}

pub fn wrong(document: i64, report: i64, coder: &str, second: u32, changes: Vec<FieldChange>) -> NewReview {
    NewReview { changes, ..NewReview::of(document, Some(report), Verdict::Wrong, coder, &moment(second)) }
}

pub fn says(document: i64, report: i64, verdict: Verdict, coder: &str, second: u32) -> NewReview {
    NewReview::of(document, Some(report), verdict, coder, &moment(second))
}

pub fn missed(document: i64, text: &str, type_: &str, coder: &str, second: u32) -> NewReview {
    let quote = serde_json::to_value(words(text, TITLE.chars().count())).unwrap();
    let changes = vec![change(ReportField::Trigger, quote), change(ReportField::Type, json!(type_))];
    NewReview { changes, ..NewReview::of(document, None, Verdict::Missed, coder, &moment(second)) }
}

pub fn give(store: &dyn Upkeep, new: &NewReview) -> Outcome {
    let out = store.add_review(new, &Known).unwrap();
    assert_eq!(store.check_reviews().unwrap(), [] as [String; 0]);
    out
}

/// A store's new document with the two reports of the machine, ids 1 and 2.
pub fn text(store: &dyn Upkeep) -> i64 {
    let id = add(store, &page("https://a.example/1", TITLE, BODY, reading()));
    // Columns are loaded before, so that what is reviewed has to be learned.
    assert_eq!(listed(store, &Filter::default()), [1, 2]);
    id
}

pub fn listed(store: &dyn Upkeep, filter: &Filter) -> Vec<i64> {
    store.reports(filter).unwrap().rows.iter().map(|row| row.id).collect()
}

fn at_place(name: &str) -> Filter {
    Filter { place: Some(name.into()), ..Filter::default() }
}

pub fn item(store: &dyn Upkeep, report: i64, coder: Option<&str>) -> ReviewItem {
    store.review_item(report, coder).unwrap().unwrap()
}

pub fn a_review_applies_at_once_and_undoing_it_gives_back_what_was(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let id = text(store);
    weigh(store);
    let before = store.reports(&Filter::default()).unwrap();
    let cursor = store.changes(None, 9).unwrap().next;

    let changes = vec![
        change(ReportField::Places, place("دير الزور", "gn:2")),
        change(ReportField::Actors, actor("مسلحو التنظيم")),
        change(ReportField::Mode, json!(["explosives"])),
    ];
    let done = give(store, &wrong(id, 2, "هدى", 10, changes));
    assert_eq!((done.report, done.state, done.changed.as_slice()), (2, ItemState::Settled, &[2][..]));
    for store in [store, &*made.again()] {
        assert_eq!(listed(store, &at_place("Deir ez-Zor")), [2]);
        assert_eq!(listed(store, &at_place("دير الزور")), [2]);
        assert_eq!(listed(store, &Filter { actor: Some("Islamic State".into()), ..Filter::default() }), [2]);
        assert_eq!(listed(store, &Filter::default()), [1, 2]);
        assert_eq!(store.search("place:\"Deir ez-Zor\"", 5).unwrap().rows[0].reports, 2);
        let row = store.report(2).unwrap().unwrap();
        assert_eq!(row.report.places[0].lat, Some(35.33), "what the node says is filled in");
        let reviewed = row.reviewed.unwrap();
        assert_eq!((reviewed.by.as_slice(), reviewed.at), (&["هدى".to_owned()][..], moment(10)));
        assert_eq!(reviewed.fields, [ReportField::Mode, ReportField::Actors, ReportField::Places]);
        assert_eq!(store.machine_reading(id).unwrap()[1].1, reading()[1], "what the machine read is kept");
        assert_eq!(store.document(id).unwrap().unwrap().reports[1].report, row.report);
        let told = store.changes(Some(&cursor), 9).unwrap();
        assert_eq!((told.changes[0].happened, told.changes[0].reports.as_slice()), (Happened::Reviewed, &[1, 2][..]));
        assert_eq!(store.facets(&Filter::default()).unwrap().modes[0].value, "explosives");
    }
    assert_eq!(store.unweighed().unwrap(), 1);
    weigh(store);
    let events = store.events(&EventFilter::default()).unwrap().rows;
    assert!(events.iter().any(|event| event.places.iter().any(|p| p.name == "Deir ez-Zor")), "{events:?}");

    let undone = store.undo_review(done.review, "هدى", &moment(20)).unwrap();
    assert_eq!((undone.report, undone.state), (2, ItemState::Open));
    assert_eq!(store.reports(&Filter::default()).unwrap(), before);
    assert_eq!(listed(store, &at_place("Deir ez-Zor")), [] as [i64; 0]);
    weigh(store);
    let again = store.undo_review(done.review, "هدى", &moment(21));
    assert!(matches!(again, Err(StoreError::BadReview { .. })), "{again:?}");
    let others = give(store, &says(id, 1, Verdict::Accept, "سامر", 30));
    assert!(store.undo_review(others.review, "هدى", &moment(31)).is_err(), "only own reviews are taken back");
    assert_eq!(store.reviews(0, 9).unwrap().len(), 3);
    assert!(store.verify().unwrap().is_sound());
}

pub fn what_is_rejected_is_in_nothing_and_what_was_missed_is_in_all(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let id = text(store);
    weigh(store);
    let rejected = give(store, &says(id, 2, Verdict::NotEvent, "هدى", 1));
    assert_eq!((rejected.state, rejected.changed.as_slice()), (ItemState::Rejected, &[2][..]));
    let added = give(store, &missed(id, "قصفا", "ASSAULT", "هدى", 2));
    assert_eq!((added.report, added.state), (3, ItemState::Settled));
    let dup = NewReview { duplicate_of: Some(1), ..says(id, 3, Verdict::Duplicate, "سامر", 3) };
    for store in [store, &*made.again()] {
        assert_eq!(listed(store, &Filter::default()), [1, 3]);
        assert_eq!((store.report(2).unwrap(), store.stats().unwrap().reports), (None, 2));
        assert_eq!(store.facets(&Filter::default()).unwrap().types[0].count, 2);
        let told = store.changes(None, 9).unwrap().changes;
        let last = told.last().unwrap();
        assert_eq!((last.reports.as_slice(), last.dropped.as_slice()), (&[1, 3][..], &[2][..]));
        let row = store.report(3).unwrap().unwrap();
        assert!(row.reviewed.unwrap().added && row.report.evidence.text.starts_with("وقال مصدر"), "{:?}", row.report);
    }
    weigh(store);
    let told = |store: &dyn Upkeep| store.events_of_document(id).unwrap().len();
    assert_eq!(told(store), 2);
    // Its own id is never given to another, and the next page goes on behind it.
    assert!(store.undo_review(added.review, "هدى", &moment(4)).is_ok());
    let other = add(store, &page("https://a.example/2", "خبر", "وقع هجوم", vec![report(5)]));
    assert_eq!(store.document(other).unwrap().unwrap().reports[0].id, 4);
    assert_eq!(listed(store, &Filter { document: Some(id), ..Filter::default() }), [1]);
    assert!(store.add_review(&dup, &Known).is_err(), "what was taken back cannot be a duplicate");
    give(store, &NewReview { report: Some(1), duplicate_of: Some(1), ..says(id, 1, Verdict::Accept, "سامر", 5) });
    // A rejected report comes back by another word.
    assert_eq!(give(store, &says(id, 2, Verdict::Accept, "سامر", 6)).state, ItemState::Settled);
    assert_eq!(listed(store, &Filter { document: Some(id), ..Filter::default() }), [1, 2]);
    weigh(store);
    let events = store.events(&EventFilter::default()).unwrap();
    store.rebuild_events(&|_| None, &mut |_, _| {}).unwrap();
    assert_eq!(store.events(&EventFilter::default()).unwrap(), events);
    assert!(store.verify().unwrap().is_sound());
}

pub fn what_does_not_quote_the_text_is_refused_and_nothing_is_written(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let id = text(store);
    let field = |field, value| wrong(id, 1, "هدى", 1, vec![change(field, value)]);
    let quote = |start: usize, text: &str| json!({ "start": start, "end": start + text.chars().count(), "text": text });
    let with = |mut quote: Value, more: Value| {
        quote.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        quote
    };
    let title = words("قتلى", 0);
    let bad = [
        field(ReportField::Trigger, quote(3, "هجوم")),
        field(ReportField::Trigger, quote(9_999, "هجوم")),
        field(ReportField::Trigger, json!({ "start": 4, "end": 4, "text": "" })),
        field(ReportField::Trigger, json!("هجوم")),
        field(ReportField::Type, json!("WAR")),
        field(ReportField::Mode, json!(["arrest"])),
        field(ReportField::Event, json!(0)),
        field(ReportField::Actors, json!([with(quote(title.start, "قتلى"), json!({ "entity": "Somebody" }))])),
        field(ReportField::Actors, json!([with(quote(title.start, "قتلى"), json!({ "entity": "x", "id": "nobody" }))])),
        field(ReportField::Places, json!([with(quote(title.start, "قتلى"), json!({ "name": "x", "id": "gn:99" }))])),
        field(ReportField::Places, json!([with(quote(0, "قتلى"), json!({ "name": "قتلى", "lat": 1.0, "lon": 2.0 }))])),
        field(ReportField::Date, with(quote(0, "قتلى"), json!({ "from": "2024-05-02", "to": "2024-05-01" }))),
        field(ReportField::Counts, json!([with(quote(0, "قتلى"), json!({ "what": "killed", "min": 5, "max": 2 }))])),
        field(
            ReportField::SaidBy,
            with(
                quote(0, "قتلى"),
                json!({ "entity": "Nobody", "source_type": "official", "named": true, "cue": null, "cue_class": "neutral", "quotation": "indirect" }),
            ),
        ),
        NewReview { fields: vec![ReportField::Date], ..field(ReportField::Type, json!("AID")) },
        wrong(id, 1, "هدى", 1, Vec::new()),
        wrong(id, 77, "هدى", 1, vec![change(ReportField::Type, json!("AID"))]),
        wrong(id + 9, 1, "هدى", 1, vec![change(ReportField::Type, json!("AID"))]),
        NewReview { at: "yesterday".into(), ..says(id, 1, Verdict::Accept, "هدى", 1) },
        NewReview { coder: " ".into(), ..says(id, 1, Verdict::Accept, "هدى", 1) },
        NewReview { reason: Some(10), ..says(id, 1, Verdict::NotEvent, "هدى", 1) },
        NewReview { seconds: Some(f64::NAN), ..says(id, 1, Verdict::Accept, "هدى", 1) },
        NewReview { note: Some("x".repeat(2001)), ..says(id, 1, Verdict::Accept, "هدى", 1) },
        NewReview { duplicate_of: Some(1), ..says(id, 1, Verdict::Duplicate, "هدى", 1) },
        NewReview { changes: Vec::new(), ..missed(id, "قصفا", "ASSAULT", "هدى", 1) },
        missed(id, "هجوما", "ASSAULT", "هدى", 1),
        says(id, 1, Verdict::Undo, "هدى", 1),
    ];
    let before = store.reports(&Filter::default()).unwrap();
    for review in &bad {
        match store.add_review(review, &Known) {
            Err(StoreError::BadReview { why }) => assert!(!why.is_empty()),
            other => panic!("{review:?}: {other:?}"),
        }
    }
    assert_eq!((store.reviews(0, 9).unwrap().len(), store.reports(&Filter::default()).unwrap()), (0, before));
    // An actor is named by its words where nobody is chosen.
    let by_words = json!([with(quote(title.start, "قتلى"), json!({ "entity": "قتلى" }))]);
    give(store, &field(ReportField::Recipients, by_words));
    assert_eq!(store.report(1).unwrap().unwrap().report.recipients[0].entity, "قتلى");
}

fn sample(store: &dyn Upkeep, coders: &[&str], reports: usize) -> Vec<i64> {
    let plan = Assignment {
        name: "عينة".into(),
        by: "ليلى".into(),
        at: moment(0),
        coders: coders.iter().map(|c| (*c).to_owned()).collect(),
        filter: Filter::default(),
        order: QueueOrder::Newest,
        reports,
    };
    store.assign_reviews(&plan).unwrap().reports
}

pub fn coders_of_a_sample_agree_field_by_field_and_an_editor_settles_the_rest(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let id = text(store);
    assert_eq!(sample(store, &["هدى", "سامر"], 9), [1, 2]);
    assert!(
        store
            .assign_reviews(&Assignment {
                name: "x".into(),
                by: "x".into(),
                at: moment(0),
                coders: vec!["a".into()],
                filter: Filter::default(),
                order: QueueOrder::Newest,
                reports: 9
            })
            .is_err(),
        "all are given out"
    );
    let asks = |coder: &str, kind| QueueAsk { kind, coder: coder.into(), now: moment(1), ..QueueAsk::default() };
    let queue = |coder: &str, kind| -> Vec<i64> {
        store.queue(&asks(coder, kind)).unwrap().iter().map(|item| item.row.id).collect()
    };
    assert_eq!((queue("هدى", QueueKind::Assigned), queue("سامر", QueueKind::Open)), (vec![1, 2], vec![]));

    // One answers: nothing applies, and the other does not see it.
    let to = |mode: &str, second, coder: &str| {
        let changes =
            vec![change(ReportField::Actors, actor("مسلحو التنظيم")), change(ReportField::Mode, json!([mode]))];
        wrong(id, 1, coder, second, changes)
    };
    let done = give(store, &to("explosives", 1, "هدى"));
    assert_eq!((done.state, done.changed.as_slice()), (ItemState::Waiting, &[] as &[i64]));
    let blind = item(store, 1, Some("سامر"));
    assert!(blind.answers.is_empty() && blind.reviews.is_empty() && blind.settled.actors.is_empty(), "{blind:?}");
    assert_eq!(item(store, 1, Some("هدى")).settled.actors[0].entity, "Islamic State");
    assert_eq!(queue("هدى", QueueKind::Assigned), [2]);
    assert!(store.add_review(&says(id, 1, Verdict::Accept, "غريب", 2), &Known).is_err(), "only who was asked answers");

    // Both agree about the actor, and not about the mode.
    let done = give(store, &to("firearms", 3, "سامر"));
    assert_eq!(done.state, ItemState::Disputed);
    let row = store.report(1).unwrap().unwrap();
    assert_eq!((row.report.actors[0].entity.as_str(), row.report.mode.len()), ("Islamic State", 0));
    assert_eq!(queue("ليلى", QueueKind::Disputed), [1]);
    let seen = item(store, 1, None);
    assert_eq!(seen.disputes.iter().map(|d| d.field).collect::<Vec<_>>(), [Some(ReportField::Mode)]);
    assert_eq!(seen.disputes[0].answers[1], ("سامر".to_owned(), json!(["firearms"])));

    let decision = NewReview {
        decides: true,
        fields: vec![ReportField::Mode],
        ..wrong(id, 1, "ليلى", 4, vec![change(ReportField::Mode, json!(["firearms"]))])
    };
    assert_eq!(give(store, &decision).state, ItemState::Settled);
    let row = store.report(1).unwrap().unwrap();
    assert_eq!((row.report.mode[0].as_str(), row.reviewed.unwrap().by.len()), ("firearms", 3));

    // One says that the other report is none, and adds one: both wait for an editor.
    give(store, &says(id, 2, Verdict::NotEvent, "هدى", 5));
    let added = give(store, &missed(id, "قصفا", "ASSAULT", "هدى", 6));
    assert_eq!((added.state, listed(store, &Filter::default())), (ItemState::Waiting, vec![1, 2]));
    assert!(store.review_items(id, Some("سامر")).unwrap().iter().all(|item| item.report != added.report));
    assert_eq!(give(store, &says(id, 2, Verdict::Accept, "سامر", 7)).state, ItemState::Disputed);
    assert_eq!(queue("ليلى", QueueKind::Disputed), [2, added.report], "he has answered all, and did not add it");
    let decide = |report, verdict, second| NewReview { decides: true, ..says(id, report, verdict, "ليلى", second) };
    assert_eq!(give(store, &decide(2, Verdict::NotEvent, 8)).state, ItemState::Rejected);
    assert_eq!(give(store, &decide(added.report, Verdict::Accept, 9)).state, ItemState::Settled);
    assert_eq!(listed(store, &Filter::default()), [1, added.report]);

    let batch = store.review_batches().unwrap().remove(0);
    assert_eq!((batch.reports, batch.settled, batch.disputed), (2, 2, 0));
    let agreement = store.review_agreement(Some(batch.id)).unwrap();
    let of = |name: &str| agreement.iter().find(|field| field.field == name).unwrap();
    // Of two reports one is agreed to be there; of that one the actors are agreed upon, and the modes are not.
    assert_eq!((of("report").units, of("report").agreement), (2, Some(0.5)));
    assert_eq!((of("actors").units, of("actors").agreement, of("actors").alpha), (1, Some(1.0), None));
    assert_eq!((of("mode").agreement, of("mode").alpha), (Some(0.0), Some(0.0)));
    assert!(store.verify().unwrap().is_sound());
}

pub fn two_who_add_the_same_report_blindly_agree_about_it(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let id = text(store);
    sample(store, &["هدى", "سامر"], 2);
    let first = give(store, &missed(id, "قصفا", "ASSAULT", "هدى", 1));
    let second = give(store, &missed(id, "إن قصفا", "ASSAULT", "سامر", 2));
    assert_ne!(first.report, second.report);
    assert_eq!((second.state, item(store, first.report, None).state), (ItemState::Rejected, ItemState::Disputed));
    let disputes = item(store, first.report, None).disputes;
    assert_eq!(disputes.iter().map(|d| d.field).collect::<Vec<_>>(), [Some(ReportField::Trigger)]);
    assert_eq!(listed(store, &Filter::default()), [1, 2, first.report]);
    store.undo_review(first.review, "هدى", &moment(3)).unwrap();
    assert_eq!(item(store, second.report, None).state, ItemState::Waiting);
    assert_eq!(listed(store, &Filter::default()), [1, 2]);
    assert_eq!(store.check_reviews().unwrap(), [] as [String; 0]);
}

pub fn nobody_is_given_what_another_has(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    for n in 0..6 {
        let mut reports = vec![report(5), report(5)];
        (reports[0].confidence, reports[1].confidence) = (0.5, 0.1 * f64::from(n));
        reports[1].type_ = if n == 0 { EventType::Aid } else { EventType::Protest };
        add(store, &page(&format!("https://a.example/{n}"), "خبر", "وقع هجوم على القرية", reports));
    }
    let ask = |coder: &str, order| QueueAsk { order, coder: coder.into(), now: moment(0), ..QueueAsk::default() };
    let ids = |ask: &QueueAsk| -> Vec<i64> { store.queue(ask).unwrap().iter().map(|item| item.row.id).collect() };
    let least = ids(&QueueAsk { limit: Some(3), ..ask("a", QueueOrder::Confidence) });
    assert_eq!(least, [2, 4, 6], "the least confident first");
    let chance = |seed| ids(&ask("a", QueueOrder::Random { seed, stratified: false }));
    assert_eq!(chance(7), chance(7));
    assert_ne!(chance(7), chance(8));
    assert_eq!(chance(7).iter().collect::<BTreeSet<_>>().len(), 12);
    let mixed = ids(&QueueAsk { limit: Some(3), ..ask("a", QueueOrder::Random { seed: 1, stratified: true }) });
    let types: BTreeSet<String> =
        mixed.iter().map(|id| store.report(*id).unwrap().unwrap().report.type_.to_string()).collect();
    assert_eq!((mixed[0], types.len()), (2, 3), "one of each type, the rarest first");
    let only = QueueAsk {
        filter: Filter { type_: Some(EventType::Aid), ..Filter::default() },
        ..ask("a", QueueOrder::Newest)
    };
    assert_eq!(ids(&only), [2]);

    // Many take at once: each gets others, until nothing is left.
    let taken: Vec<i64> = std::thread::scope(|scope| {
        let take = |n: usize| {
            let store = made.again();
            scope.spawn(move || {
                let ask = QueueAsk { coder: format!("coder {n}"), now: moment(0), ..QueueAsk::default() };
                std::iter::from_fn(|| store.next_review(&ask, &moment(60)).unwrap())
                    .take(3)
                    .map(|i| i.row.id)
                    .collect::<Vec<i64>>()
            })
        };
        let all: Vec<_> = (0..4).map(take).collect();
        all.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    // A coder's own claims come again: four coders who hold what they were given first.
    let distinct: BTreeSet<i64> = taken.iter().copied().collect();
    assert_eq!(distinct.len(), 4, "{taken:?}");
    let holder =
        |report| (0..4).find(|n| !store.claim_review(report, &format!("coder {n}"), &moment(1), &moment(60)).unwrap());
    assert!(distinct.iter().all(|report| holder(*report).is_some()));
    let free = ids(&ask("another", QueueOrder::Confidence));
    assert!(free.len() == 8 && free.iter().all(|id| !distinct.contains(id)), "{free:?}");
    // What was claimed and let lie comes up again.
    let later = QueueAsk { now: moment(61), ..ask("another", QueueOrder::Confidence) };
    assert_eq!(ids(&later).len(), 12);
    let one = *distinct.iter().next().unwrap();
    assert!(store.claim_review(one, "another", &moment(61), &moment(90)).unwrap());
    assert!(!store.claim_review(one, "a third", &moment(62), &moment(90)).unwrap());
    store.release_review(one, "another").unwrap();
    assert!(store.claim_review(one, "a third", &moment(62), &moment(90)).unwrap());
    let document = store.report(one).unwrap().unwrap().document;
    give(store, &says(document, one, Verdict::Accept, "a third", 63));
    assert!(!store.claim_review(one, "another", &moment(64), &moment(90)).unwrap(), "it is reviewed");
    let progress = store.review_progress(&Filter::default(), &moment(65)).unwrap();
    assert_eq!((progress.total, progress.settled, progress.open), (12, 1, 11));
    assert_eq!((progress.coders.len(), progress.coders[0].accepted), (1, 1));
}

pub fn reading_again_never_undoes_a_person(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let id = text(store);
    weigh(store);
    give(store, &wrong(id, 1, "هدى", 1, vec![change(ReportField::Actors, actor("مسلحو التنظيم"))]));
    give(store, &says(id, 2, Verdict::NotEvent, "هدى", 2));
    let added = give(store, &missed(id, "قصفا", "ASSAULT", "هدى", 3)).report;
    let again = |reports: Vec<Report>| {
        let coded = marsad_model::CodedDocument {
            id: String::new(),
            reports,
            genre: None,
            genre_cues: Vec::new(),
            figures: Vec::new(),
            notices: Vec::new(),
        };
        let reading = Reading { document: id, lexicon: "sha256:1".into(), coded };
        let done = store.recode(&[reading], &moment(9)).unwrap().remove(0);
        assert_eq!(store.check_reviews().unwrap(), [] as [String; 0]);
        done
    };
    let moved = || -> Vec<i64> {
        let ask = QueueAsk { kind: QueueKind::Moved, now: moment(9), ..QueueAsk::default() };
        store.queue(&ask).unwrap().iter().map(|item| item.row.id).collect()
    };
    // The same again: nothing changes.
    assert!(again(reading()).is_nothing());
    // Another place, another type at the same words, and the report that had been missed.
    let mut newer = reading();
    newer[0].places.clear();
    newer[0].rule = "newer".into();
    newer[1].type_ = EventType::Mobilize;
    let mut found = report(0);
    found.trigger = words("قصفا", TITLE.chars().count());
    newer.push(found);
    again(newer.clone());
    let first = store.report(1).unwrap().unwrap().report;
    assert_eq!(
        (first.actors[0].entity.as_str(), first.places.len(), first.rule.as_str()),
        ("Islamic State", 1, "newer")
    );
    assert_eq!(listed(store, &Filter::default()), [1, added], "what was rejected stays so");
    assert_eq!(moved(), [1, 2], "and what is read otherwise by now is to be looked at");
    assert_eq!(item(store, 1, None).moved, [ReportField::Places]);
    // Whoever looks at it settles it.
    give(store, &says(id, 1, Verdict::Accept, "هدى", 10));
    give(store, &says(id, 2, Verdict::NotEvent, "هدى", 11));
    assert_eq!(moved(), [] as [i64; 0]);
    // Nothing is found any more: what persons said stays.
    again(Vec::new());
    assert_eq!(listed(store, &Filter::default()), [1, added]);
    assert_eq!(moved(), [1]);
    give(store, &says(id, 1, Verdict::Accept, "سامر", 12));
    assert_eq!(moved(), [] as [i64; 0]);
    weigh(store);
    assert!(store.verify().unwrap().is_sound());
    // A document that nobody reviewed gives way as it does.
    let other = add(store, &page("https://a.example/2", "خبر", "وقع هجوم", vec![report(5)]));
    assert_eq!(store.document(other).unwrap().unwrap().reports.len(), 1);
}

pub fn gold_progress_and_aliases_follow_from_the_log(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let id = text(store);
    give(store, &NewReview { seconds: Some(12.0), ..says(id, 1, Verdict::Accept, "هدى", 1) });
    assert_eq!(store.next_gold(0).unwrap(), None, "one report is open");
    let changes = vec![
        change(ReportField::Places, place("دير الزور", "gn:2")),
        change(ReportField::Actors, actor("مسلحو التنظيم")),
    ];
    give(store, &NewReview { seconds: Some(20.0), ..wrong(id, 2, "هدى", 2, changes) });
    let gold = store.next_gold(0).unwrap().unwrap();
    assert_eq!((gold.document, gold.reports.len(), gold.machine.len()), (id, 2, 2));
    assert_eq!((gold.reports[1].places[0].name.as_str(), gold.machine[1].places.len()), ("Deir ez-Zor", 0));
    assert_eq!((gold.reviewed_by, gold.title.as_str()), (vec!["هدى".to_owned()], TITLE));
    assert_eq!(store.next_gold(id).unwrap(), None);
    let aliases = store.aliases().unwrap();
    assert_eq!(aliases.len(), 2);
    let actor = aliases.iter().find(|alias| alias.kind == AliasKind::Actor).unwrap();
    assert_eq!((actor.words.as_str(), actor.id.as_str(), actor.corrections), ("مسلحو التنظيم", "islamic-state", 1));
    let progress = store.review_progress(&Filter::default(), &moment(9)).unwrap();
    assert_eq!((progress.total, progress.settled, progress.open), (2, 2, 0));
    let coder = &progress.coders[0];
    assert_eq!((coder.reports, coder.accepted, coder.median_seconds), (2, 1, Some(16.0)));
    let some = store.review_progress(&at_place("Deir ez-Zor"), &moment(9)).unwrap();
    assert_eq!((some.total, some.settled), (1, 1));
}

/// The record of a store, for comparing.
pub fn state(store: &dyn Upkeep) -> Value {
    let rows = store.reports(&Filter { limit: Some(1000), ..Filter::default() }).unwrap();
    let items: Vec<_> = (1..=3).flat_map(|id| store.review_items(id, None).unwrap()).collect();
    json!({ "rows": rows, "items": items, "facets": store.facets(&Filter::default()).unwrap() })
}
