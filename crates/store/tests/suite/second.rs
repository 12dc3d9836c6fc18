//! Second readers: what they say waits beside the record and changes nothing of it.
use super::Factory;
use super::events::add;
use super::make::{day, page, report};
use super::review::{BODY, Known, TITLE, item, moment, says, state, text, words};
use marsad_model::{CountKind, EventType, MentionKind, Quote};
use marsad_store::{
    Difference, Filter, ItemState, NewReview, NewSecondReading, ProposedCount, ProposedName, ProposedReport, QueueAsk,
    QueueKind, ReportField, SecondAnswer, SecondReading, StoreError, Upkeep, Verdict,
};

const READER: &str = "server/model-a/1";

fn proposed(type_: EventType, trigger: Quote) -> ProposedReport {
    ProposedReport {
        type_,
        trigger,
        actors: Vec::new(),
        recipients: Vec::new(),
        places: Vec::new(),
        date: None,
        counts: Vec::new(),
    }
}

fn difference(report: Option<i64>, field: Option<ReportField>, proposal: Option<usize>) -> Difference {
    Difference { report, field, proposal, code: None, words: Vec::new() }
}

/// The first report with an actor more, the second not at all, and a third that the record has not.
pub fn reading(document: i64) -> NewSecondReading {
    let behind = TITLE.chars().count();
    let actor = words("مسلحو التنظيم", behind);
    let mut first = proposed(EventType::Assault, words("هجوما", behind));
    first.actors = vec![actor.clone()];
    first.counts = vec![ProposedCount { what: CountKind::Killed, quote: words("ثلاثة جنود", behind) }];
    let third = proposed(EventType::Assault, words("قصفا", behind));
    NewSecondReading {
        document,
        reader: READER.into(),
        at: moment(1),
        reports: vec![first, third],
        names: vec![ProposedName { kind: MentionKind::Place, quote: words("الحسكة", behind) }],
        dropped: 2,
        differences: vec![
            Difference { words: vec![actor], ..difference(Some(1), Some(ReportField::Actors), Some(0)) },
            difference(Some(2), None, None),
            difference(None, None, Some(1)),
        ],
    }
}

fn queued(store: &dyn Upkeep, coder: &str) -> Vec<i64> {
    let ask = QueueAsk { kind: QueueKind::Second, coder: coder.into(), now: moment(9), ..QueueAsk::default() };
    store.queue(&ask).unwrap().iter().map(|item| item.row.id).collect()
}

/// Gives a document of a store a reading that was answered in part, and tells what stands there.
pub fn fill(store: &dyn Upkeep, document: i64) -> Vec<SecondReading> {
    let full = store.document(document).unwrap().unwrap().document.full_text();
    let word: String = full.chars().take_while(|c| c.is_alphanumeric()).collect();
    let trigger = super::make::quote(0, &word);
    let new = NewSecondReading {
        document,
        reader: READER.into(),
        at: moment(1),
        reports: vec![proposed(EventType::Assault, trigger.clone()), proposed(EventType::Coerce, trigger)],
        names: Vec::new(),
        dropped: 3,
        differences: vec![difference(None, None, Some(0)), difference(None, None, Some(1))],
    };
    assert!(store.keep_second(&new).unwrap());
    let reading = store.second_readings(document).unwrap()[0].id;
    let answer = SecondAnswer { reading, proposal: 1, at: moment(2), coder: "هدى".into(), report: None };
    store.answer_second(&answer).unwrap();
    told(store)
}

/// All second readings of a store.
pub fn told(store: &dyn Upkeep) -> Vec<SecondReading> {
    store.second_after(None, 0, 1000).unwrap()
}

pub fn what_a_second_reader_says_waits_and_changes_no_report(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let id = text(store);
    let before = state(store);
    assert_eq!(store.unread_by(READER, 0, None, 9).unwrap(), [id]);
    assert!(store.keep_second(&reading(id)).unwrap());
    assert!(!store.keep_second(&NewSecondReading { dropped: 9, ..reading(id) }).unwrap(), "once is enough");
    assert_eq!(state(store), before, "nothing of the record is another");
    assert_eq!(store.unread_by(READER, 0, None, 9).unwrap(), [] as [i64; 0]);
    assert_eq!(store.unread_by("server/model-b/1", 0, None, 9).unwrap(), [id], "another model is another reader");

    let kept = made.again().second_readings(id).unwrap().remove(0);
    assert_eq!((&kept.new, kept.answers.len()), (&reading(id), 0));
    assert_eq!(kept.open_proposals().map(|(at, _)| at).collect::<Vec<_>>(), [1]);
    assert_eq!(kept.of_report(1).map(|d| d.field).collect::<Vec<_>>(), [Some(ReportField::Actors)]);
    let readers = store.second_readers().unwrap();
    assert_eq!((readers.len(), readers[0].documents, readers[0].dropped, readers[0].differences), (1, 1, 2, 3));

    assert_eq!(queued(store, "هدى"), [1, 2]);
    assert_eq!(store.review_progress(&Filter::default(), &moment(9)).unwrap().second, 3);
    // Who has one before them has it alone.
    let ask = QueueAsk { kind: QueueKind::Second, coder: "سامر".into(), now: moment(9), ..QueueAsk::default() };
    assert_eq!(store.next_review(&ask, &moment(100)).unwrap().unwrap().row.id, 1);
    assert_eq!((queued(store, "هدى"), queued(store, "سامر")), (vec![2], vec![1, 2]));
    // Whoever looks at a report answers the second reader about it, whatever they say.
    store.add_review(&says(id, 1, Verdict::Accept, "سامر", 10), &Known).unwrap();
    store.add_review(&says(id, 2, Verdict::NotEvent, "سامر", 11), &Known).unwrap();
    assert_eq!(queued(store, "سامر"), [1], "its document has a proposal that nobody has answered");
    assert_eq!(item(store, 1, None).state, ItemState::Settled);
    assert_eq!(store.next_review(&ask, &moment(100)).unwrap().unwrap().state, ItemState::Settled);

    let answer = SecondAnswer { reading: kept.id, proposal: 1, at: moment(12), coder: "سامر".into(), report: None };
    store.answer_second(&answer).unwrap();
    assert!(matches!(store.answer_second(&answer), Err(StoreError::BadReview { .. })), "it was answered");
    assert_eq!(queued(store, "سامر"), [] as [i64; 0]);
    assert_eq!(store.second_waits().unwrap(), marsad_store::SecondWaits::default());
    assert_eq!(store.second_readings(id).unwrap()[0].answers, [answer]);
    assert!(store.verify().unwrap().is_sound());
}

pub fn a_second_reader_may_only_quote(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let id = text(store);
    let behind = TITLE.chars().count();
    let invented = Quote { start: 3, end: 7, text: "غيره".into() };
    let changes: [fn(&mut NewSecondReading, Quote); 6] = [
        |new, quote| new.reports[0].trigger = quote,
        |new, quote| new.reports[0].actors.push(quote),
        |new, quote| new.reports[1].date = Some(quote),
        |new, quote| new.reports[0].counts[0].quote = quote,
        |new, quote| new.names[0].quote = quote,
        |new, quote| new.differences[0].words = vec![quote],
    ];
    for change in changes {
        let mut new = reading(id);
        change(&mut new, invented.clone());
        let refused = store.keep_second(&new);
        assert!(
            matches!(&refused, Err(e @ StoreError::BadReview { .. }) if e.to_string().contains("غيره")),
            "{refused:?}"
        );
    }
    for bad in [
        Quote { start: 5, end: 5, text: String::new() },
        Quote { start: 9, end: 3, text: "x".into() },
        Quote { start: usize::MAX, end: usize::MAX, text: "x".into() },
    ] {
        let mut new = reading(id);
        new.reports[0].trigger = bad;
        assert!(store.keep_second(&new).is_err());
    }
    let mut nowhere = reading(id);
    nowhere.differences[2].proposal = Some(2);
    assert!(store.keep_second(&nowhere).is_err(), "a difference about a proposal that is not there");
    assert!(store.keep_second(&NewSecondReading { document: 99, ..reading(id) }).is_err());
    assert!(store.keep_second(&NewSecondReading { reader: "  ".into(), ..reading(id) }).is_err());
    assert!(store.keep_second(&NewSecondReading { at: "today".into(), ..reading(id) }).is_err());
    assert_eq!(told(store), [], "nothing of it was written");
    assert!(store.compare_second(1, &[]).is_err() && store.keep_second(&reading(id)).unwrap());
    let kept = told(store)[0].id;
    let only =
        Difference { words: vec![words("أمس", behind)], ..difference(Some(1), Some(ReportField::Date), Some(0)) };
    store.compare_second(kept, std::slice::from_ref(&only)).unwrap();
    assert_eq!(told(store)[0].new.differences, [only]);
    assert!(store.compare_second(kept, &[difference(None, None, None)]).is_err());
    assert_eq!(told(store)[0].new.differences.len(), 1, "a refused comparison leaves the one before");
    for bad in [(kept, 2), (kept + 1, 0)] {
        let answer =
            SecondAnswer { reading: bad.0, proposal: bad.1, at: moment(1), coder: "هدى".into(), report: None };
        assert!(store.answer_second(&answer).is_err(), "{bad:?}");
    }
}

pub fn what_is_read_again_or_replaced_leaves_the_queue(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let id = text(store);
    store.keep_second(&reading(id)).unwrap();
    assert_eq!(queued(store, "هدى"), [1, 2]);
    let mut newer = super::review::reading();
    newer[1].type_ = EventType::Mobilize;
    let coded = marsad_model::CodedDocument {
        id: String::new(),
        reports: newer,
        genre: None,
        genre_cues: Vec::new(),
        figures: Vec::new(),
        notices: Vec::new(),
    };
    store.recode(&[marsad_store::Reading { document: id, lexicon: "sha256:1".into(), coded }], &moment(3)).unwrap();
    assert_eq!(queued(store, "هدى"), [1], "what gave way is in no queue");
    let mut other = page("https://a.example/1", TITLE, BODY, vec![report(0)]);
    other.bytes = b"<p>another version</p>".to_vec();
    add(store, &other);
    assert_eq!(queued(store, "هدى"), [] as [i64; 0], "an old version of a page is in no queue");
    assert_eq!(store.second_readings(id).unwrap().len(), 1, "and what was said of it stays");
    // A document without reports is reached by what waits.
    let bare = add(store, &page("https://a.example/2", TITLE, BODY, Vec::new()));
    let mut new = reading(bare);
    new.differences.retain(|one| one.report.is_none());
    store.keep_second(&new).unwrap();
    assert_eq!(queued(store, "هدى"), [] as [i64; 0]);
    assert_eq!(store.second_waits().unwrap().proposals.iter().map(|p| (p.0, p.2)).collect::<Vec<_>>(), [(bare, 1)]);
    let later = Some(day(2024, 5, 2));
    assert_eq!(store.unread_by("x", 0, later, 9).unwrap(), [] as [i64; 0]);
    assert_eq!(store.unread_by("x", 0, Some(day(2024, 5, 1)), 1).unwrap().len(), 1);
    assert!(store.verify().unwrap().is_sound());
}

/// A missed report that was taken from a proposal, as the page adds it.
pub fn a_proposal_becomes_a_report_by_a_person_alone(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    let id = text(store);
    store.keep_second(&reading(id)).unwrap();
    let kept = store.second_readings(id).unwrap().remove(0);
    let (at, proposal) = kept.open_proposals().next().unwrap();
    let change = |field, value| marsad_store::FieldChange { field, value };
    let changes = vec![
        change(ReportField::Trigger, serde_json::to_value(&proposal.trigger).unwrap()),
        change(ReportField::Type, serde_json::to_value(proposal.type_).unwrap()),
    ];
    let new = NewReview { changes, ..NewReview::of(id, None, Verdict::Missed, "هدى", &moment(4)) };
    let outcome = store.add_review(&new, &Known).unwrap();
    let report = Some(outcome.report);
    store
        .answer_second(&SecondAnswer { reading: kept.id, proposal: at, at: moment(4), coder: "هدى".into(), report })
        .unwrap();
    let kept = store.second_readings(id).unwrap().remove(0);
    assert_eq!((kept.answers[0].report, kept.open_proposals().count()), (report, 0));
    assert_eq!(store.document(id).unwrap().unwrap().reports.len(), 3);
}
