//! Watches on a real store: counted, kept, judged, raised once.
#![allow(clippy::unwrap_used)]

mod common;

use common::{attack, monday, observatory, told, weeks};
use marsad_alert::{Names, run, verdicts};
use marsad_model::{EventType, Mode};
use marsad_store::{
    AlarmFilter, Filter, Method, NewWatch, Raised, Split, SqliteStore, Store, Tally, WatchRow, WatchStore,
    watch_history,
};
use marsad_watch::sentence::Language;
use marsad_watch::{Detector, Level, Verdict};

fn watched(store: &SqliteStore, tally: Tally) -> WatchRow {
    let new = NewWatch { name: "hajin".into(), name_ar: None, tally, detect: true };
    let (id, added) = store.add_watch(&new, 1).unwrap();
    assert!(added);
    store.watch(id).unwrap().unwrap()
}

fn attacks() -> Tally {
    Tally { filter: Filter { type_: Some(EventType::Assault), ..Filter::default() }, ..Tally::default() }
}

/// A quiet year, and three weeks with more.
fn risen() -> Vec<marsad_store::NewDocument> {
    weeks(0, &[vec![(10, 2); 55], vec![(10, 8); 3]].concat())
}

#[test]
fn a_rise_is_raised_once_with_its_numbers_reports_and_sentences() {
    let (store, _dir) = observatory(&risen());
    let watch = watched(&store, attacks());
    let ran = run(&store, &watch, monday(58), 1000, &()).unwrap();
    assert_eq!((ran.periods, ran.changed), (58, 58));
    assert_eq!(ran.alarms.iter().filter(|(_, raised)| *raised == Raised::New).count(), 1);
    let alarms = store.alarms(&AlarmFilter::default()).unwrap();
    let [alarm] = &alarms[..] else { panic!("{alarms:?}") };
    assert_eq!(alarm.alarm.method, Method::Detector(Detector::Rise));
    assert_eq!((alarm.alarm.watch, alarm.alarm.of.as_str(), alarm.raised_at), (watch.id, "", 1000));
    let content = &alarm.alarm.content;
    let numbers = content.numbers.unwrap();
    assert_eq!(content.report_count, numbers.observed, "the reports are those that were counted");
    assert_eq!(content.reports.len() as u64, content.report_count);
    assert_eq!(content.known, monday(58));
    assert!(content.sentences.en.contains(&format!("there were {}", numbers.observed)), "{}", content.sentences.en);
    assert!(content.sentences.en.contains("allows for how much was read"), "{}", content.sentences.en);
    assert!(content.sentences.ar.contains(&format!("بلغ العدد {}", numbers.observed)), "{}", content.sentences.ar);
    assert!(matches!(ran.last[..], [(_, Verdict::Alarm(_))]));

    // Again, on the same day and the next: nothing is new, and nothing is kept twice.
    for (today, now) in [(monday(58), 2000), (monday(58).tomorrow().unwrap(), 3000)] {
        let again = run(&store, &watch, today, now, &()).unwrap();
        assert_eq!(again.changed, 0);
        assert!(again.alarms.iter().all(|(id, raised)| *id == alarm.id && *raised == Raised::Known));
    }
    assert_eq!(store.alarms(&AlarmFilter::default()).unwrap(), alarms);
    assert_eq!(store.watch(watch.id).unwrap().unwrap().last_run, Some(3000));
}

#[test]
fn twice_as_much_reading_alone_raises_nothing() {
    let (store, _dir) = observatory(&weeks(0, &[vec![(10, 2); 55], vec![(40, 8); 3]].concat()));
    let watch = watched(&store, attacks());
    let ran = run(&store, &watch, monday(58), 1000, &()).unwrap();
    assert_eq!(ran.alarms, [], "the count is four times as high, and so is what was read");
    // Without what was read, the same counts are an alarm.
    let series = store_series(&store, &watch);
    assert!(matches!(Detector::Rise.last(&series.raw()), Some(Verdict::Alarm(_))));
}

fn store_series(store: &SqliteStore, watch: &WatchRow) -> marsad_watch::Series {
    watch_history(store, watch).unwrap().parts[""].latest()
}

#[test]
fn what_was_known_on_a_day_can_be_asked_for_again() {
    let (store, _dir) = observatory(&weeks(0, &[(10, 2); 10]));
    let watch = watched(&store, attacks());
    run(&store, &watch, monday(10), 1000, &()).unwrap();
    // Later, a document of the third week comes in.
    store.add(&told(99, monday(2), vec![attack("Hajin", None)])).unwrap();
    let ran = run(&store, &watch, monday(11), 2000, &()).unwrap();
    assert_eq!(ran.changed, 2, "the third week, and the eleventh as a gap");
    let vintages = &watch_history(&store, &watch).unwrap().parts[""];
    assert_eq!(vintages.as_of(monday(10)).points()[2].count, Some(2));
    assert_eq!(vintages.latest().points()[2].count, Some(3));
    assert_eq!(vintages.latest().points()[10].count, None, "a week in which nothing was read is a gap");
    assert_eq!(vintages.revisions().len(), 1);
}

#[test]
fn too_sparse_is_an_answer() {
    let mut counts = vec![(10, 0); 60];
    counts[10] = (10, 1);
    counts[50] = (10, 1);
    let (store, _dir) = observatory(&weeks(0, &counts));
    let watch = watched(&store, attacks());
    let ran = run(&store, &watch, monday(60), 1000, &()).unwrap();
    assert!(matches!(ran.last[..], [(_, Verdict::TooSparse(_))]), "{:?}", ran.last);
    let all = verdicts(&store_series(&store, &watch));
    assert_eq!(all.len(), Detector::ALL.len());
}

struct InArabic;

impl Names for InArabic {
    fn name(&self, id: &str, language: Language) -> Option<String> {
        (id == "Baghuz" && language == Language::Arabic).then(|| "الباغوز".to_owned())
    }
}

#[test]
fn the_first_in_a_place_and_a_new_method_are_flagged_while_they_are_news() {
    let mut documents = weeks(0, &[(10, 2); 58]);
    // An old first, which is no news, and a new one.
    documents.push(told(50, monday(54), vec![attack("Sur", None)]));
    documents.push(told(51, monday(57), vec![attack("Baghuz", Some(Mode::Explosives))]));
    documents.push(told(52, monday(1), vec![attack("Hajin", Some(Mode::Firearms))]));
    let (store, _dir) = observatory(&documents);
    let watch = watched(&store, attacks());
    run(&store, &watch, monday(60), 1000, &InArabic).unwrap();
    let alarms = store.alarms(&AlarmFilter { watch: Some(watch.id), ..AlarmFilter::default() }).unwrap();
    let mut flags: Vec<_> = alarms.iter().map(|a| (a.alarm.method.name(), a.alarm.of.as_str(), a.alarm.day)).collect();
    flags.sort();
    assert_eq!(flags, [("new-method", "explosives", monday(57)), ("new-place", "Baghuz", monday(57))]);
    let place = alarms.iter().find(|a| a.alarm.of == "Baghuz").unwrap();
    assert_eq!(place.alarm.level, Level::Watch);
    assert_eq!(place.alarm.content.report_count, 1);
    let row = store.report(place.alarm.content.reports[0]).unwrap().unwrap();
    assert_eq!(row.report.places[0].name, "Baghuz");
    assert!(place.alarm.content.sentences.ar.contains("«الباغوز»"), "{}", place.alarm.content.sentences.ar);
    assert!(place.alarm.content.sentences.en.contains("“Baghuz”"), "{}", place.alarm.content.sentences.en);
    let again = run(&store, &watch, monday(60), 1000, &InArabic).unwrap();
    assert!(again.alarms.iter().all(|(_, raised)| *raised == Raised::Known));
}

#[test]
fn a_split_watch_names_the_part_that_rose_and_its_reports_alone() {
    let mut documents = risen();
    for (n, document) in documents.iter_mut().enumerate() {
        if n % 10 == 9 {
            document.reports = vec![attack("Raqqa", None)];
        }
    }
    let (store, _dir) = observatory(&documents);
    let watch = watched(&store, Tally { split: Some(Split::Place), ..attacks() });
    run(&store, &watch, monday(58), 1000, &()).unwrap();
    let alarms = store.alarms(&AlarmFilter::default()).unwrap();
    let [alarm] = &alarms[..] else { panic!("{alarms:?}") };
    assert_eq!(alarm.alarm.of, "Hajin");
    assert_eq!(alarm.alarm.content.report_count, alarm.alarm.content.numbers.unwrap().observed);
    for id in &alarm.alarm.content.reports {
        assert_eq!(store.report(*id).unwrap().unwrap().report.places[0].name, "Hajin");
    }
    assert_eq!(watch_history(&store, &watch).unwrap().parts.keys().collect::<Vec<_>>(), ["Hajin", "Raqqa"]);
}

#[test]
fn a_series_without_detectors_raises_nothing() {
    let (store, _dir) = observatory(&risen());
    let new = NewWatch { name: "shown".into(), name_ar: Some("للعرض".into()), tally: attacks(), detect: false };
    let (id, _) = store.add_watch(&new, 1).unwrap();
    let ran = run(&store, &store.watch(id).unwrap().unwrap(), monday(58), 1000, &()).unwrap();
    assert_eq!((ran.changed, ran.alarms.len(), ran.last.len()), (58, 0, 0));
}
