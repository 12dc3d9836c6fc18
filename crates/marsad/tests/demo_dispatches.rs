//! The dispatches of the demonstration: what is in the file, and that the rise is in it.

use std::collections::{BTreeMap, BTreeSet};

use marsad_acquire::{ReadOptions, sources, to_document};
use marsad_coder::Coder;
use marsad_lexicon::Lexicon;
use marsad_model::{Day, EventType};
use serde_json::Value;

/// Dispatches on other subjects in which the coder finds an attack: faults that are known. The list may only become shorter.
const STILL_SPOKEN: &[&str] = &[
    // Fires lit for a feast.
    "brief-2022-03-21-k",
];

const WEEKDAYS: [&str; 7] = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"];

fn dispatches() -> Vec<(String, Value)> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/dispatches.jsonl");
    let text = std::fs::read_to_string(path).expect("the dispatches");
    text.lines().map(|line| (line.to_owned(), serde_json::from_str(line).expect("an object"))).collect()
}

fn word<'a>(dispatch: &'a Value, field: &str) -> &'a str {
    dispatch[field].as_str().unwrap_or_else(|| panic!("{field} of {dispatch}"))
}

#[test]
fn each_dispatch_says_where_its_facts_are_from_and_stands_in_order() {
    let subjects = BTreeSet::from(["cells", "prisons", "camps", "returns", "funding", "courts", "other"]);
    let (mut ids, mut urls, mut days) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (_, dispatch) in dispatches() {
        assert!(ids.insert(word(&dispatch, "id").to_owned()), "{dispatch} is there twice");
        assert!(urls.insert(word(&dispatch, "url").to_owned()), "{dispatch} is there twice");
        assert!(word(&dispatch, "url").split('/').nth(2).is_some_and(|host| host.ends_with(".example")));
        assert!(!word(&dispatch, "facts").is_empty() && subjects.contains(word(&dispatch, "subject")), "{dispatch}");
        days.push(word(&dispatch, "published").parse::<Day>().expect("a day"));
    }
    assert!(days.is_sorted());
}

#[test]
fn a_dispatch_names_the_weekday_that_its_day_was() {
    let mut named = 0;
    for (_, dispatch) in dispatches() {
        let day: Day = word(&dispatch, "published").parse().expect("a day");
        let name = |back: usize| WEEKDAYS[(day.weekday().to_monday_zero_offset() as usize + 7 - back) % 7];
        for (words, back) in [("اليوم", 0), ("أمس", 1)] {
            for said in WEEKDAYS.iter().filter(|w| word(&dispatch, "text").contains(&format!("{words} {w}"))) {
                assert_eq!(*said, name(back), "{dispatch}");
                named += 1;
            }
        }
    }
    assert!(named > 20, "{named}");
}

#[test]
fn the_weeks_of_the_prison_attack_have_most_attacks_and_other_subjects_none() {
    let coder = Coder::new(Lexicon::builtin());
    let mut weeks: BTreeMap<Day, usize> = BTreeMap::new();
    let mut spoken = Vec::new();
    for (line, dispatch) in dispatches() {
        let item = sources::article("demo/dispatches.jsonl".as_ref(), 1, line.as_bytes()).expect("an article");
        let reading = to_document(&item.fetched.expect("a text"), &ReadOptions::default()).expect("readable");
        assert_eq!(reading.document.outlet.as_deref(), Some(word(&dispatch, "outlet")));
        let day = reading.document.published.expect("a day");
        let reports = coder.code(&reading.document).reports;
        let attacks = reports.iter().filter(|r| r.type_ == EventType::Assault).count();
        if word(&dispatch, "subject") != "other" {
            let monday = day.saturating_sub(jiff::Span::new().days(day.weekday().to_monday_zero_offset()));
            *weeks.entry(monday).or_default() += attacks;
        } else if attacks > 0 {
            spoken.push(word(&dispatch, "id").to_owned());
        }
    }
    assert_eq!(spoken, STILL_SPOKEN);
    let mut most: Vec<(Day, usize)> = weeks.into_iter().collect();
    most.sort_by_key(|(_, attacks)| std::cmp::Reverse(*attacks));
    let top: Vec<String> = most[..2].iter().map(|(week, _)| week.to_string()).collect();
    assert!(top.contains(&"2022-01-17".to_owned()) && top.contains(&"2022-01-24".to_owned()), "{most:?}");
}
