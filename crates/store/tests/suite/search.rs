//! The syntax of searches, with the texts and reports it is asked of.

use super::Factory;
use super::make::{actor, dated, day, page, place, report};
use marsad_model::EventType;
use marsad_store::{Filter, Store, StoreError};

/// Three pages with reports of different kinds, and one without.
fn fill(store: &dyn Store) {
    let mut raid = report(0);
    raid.places = vec![place("Al-Hasakah", "الحسكة")];
    raid.actors = vec![actor("Islamic State", "داعش")];
    raid.date = dated(Some(day(2019, 3, 1)), Some(day(2019, 3, 2)));
    let mut talks = report(0);
    talks.type_ = EventType::Consult;
    talks.places = vec![place("Deir ez-Zor", "دير الزور")];
    talks.actors = vec![actor("Iraqi Army", "الجيش العراقي")];
    let pages = [
        ("هجوم على سجن", "شن التنظيم هجوما على السجن في الحسكة.", "وكالة الساحل", 5, vec![raid]),
        ("لقاء", "عقدت القوات لقاء مع وجهاء العشائر لبحث هدنة.", "شبكة الفرات", 6, vec![talks]),
        ("تهدئة", "بحث المجتمعون تهدئة في المدينة وقصفها المتكرر.", "شبكة الفرات", 7, vec![report(0)]),
        ("طقس", "أمطار غزيرة.", "وكالة الساحل", 8, vec![]),
    ];
    for (n, (title, body, outlet, month, reports)) in pages.into_iter().enumerate() {
        let mut new = page(&format!("https://a.example/{n}"), title, body, reports);
        new.document.outlet = Some(outlet.into());
        new.document.published = Some(day(2019, month, 10));
        store.add(&new).unwrap();
    }
}

fn titles(store: &dyn Store, query: &str) -> Vec<String> {
    let page = store.search(query, 10).unwrap();
    assert_eq!(page.total, page.rows.len() as u64);
    page.rows.into_iter().map(|hit| hit.title).collect()
}

pub fn fields_mean_the_reports_of_a_document(make: &Factory) {
    let made = make(None);
    let store = made.store();
    fill(store);
    for (query, expect) in [
        ("actor:داعش", &["هجوم على سجن"][..]),
        ("actor:\"islamic state\"", &["هجوم على سجن"]),
        ("place:hasakah", &["هجوم على سجن"]),
        ("place:\"دير الزور\" type:consult", &["لقاء"]),
        ("-type:assault", &["طقس", "لقاء"]),
        ("source:الفرات", &["تهدئة", "لقاء"]),
        ("source:\"وكالة الساحل\" -هجوم", &["طقس"]),
        ("date:2019-03", &["هجوم على سجن"]),
        ("date:2019-05", &["هجوم على سجن"]),
        ("date:2019-06..2019-07", &["تهدئة", "لقاء"]),
        ("date:>2019-07", &["طقس"]),
        ("date:2018", &[]),
        ("actor:داعش OR actor:الجيش", &["لقاء", "هجوم على سجن"]),
        ("مكان:الحسكة", &["هجوم على سجن"]),
    ] {
        assert_eq!(titles(store, query), expect, "{query}");
    }
}

pub fn fields_narrow_lists_of_reports(make: &Factory) {
    let made = make(None);
    let store = made.store();
    fill(store);
    let total = |q: &str| store.reports(&Filter { q: Some(q.into()), ..Filter::default() }).unwrap().total;
    for (query, expect) in [
        ("actor:داعش", 1),
        ("type:ASSAULT", 2),
        ("type:ASSAULT -place:الحسكة", 1),
        ("source:الفرات", 2),
        // Of a report, the day that it is about; of one without, that of its page.
        ("date:2019-03-02", 1),
        ("date:2019-05", 0),
        ("date:2019-06", 1),
        ("هدنة OR السجن", 2),
        ("hasakah", 1),
        ("\"deir ez-zor\" OR hasakah", 2),
    ] {
        assert_eq!(total(query), expect, "{query}");
    }
    let facets = store.facets(&Filter { q: Some("source:الفرات".into()), ..Filter::default() }).unwrap();
    assert_eq!(facets.outlets.len(), 1);
}

pub fn either_and_beginnings_find_what_they_say(make: &Factory) {
    let made = make(None);
    let store = made.store();
    fill(store);
    assert_eq!(titles(store, "هدنة OR تهدئة"), ["تهدئة", "لقاء"]);
    assert_eq!(titles(store, "هدنة | تهدئة | أمطار"), ["طقس", "تهدئة", "لقاء"]);
    assert_eq!(titles(store, "هدنة OR تهدئة -العشائر"), ["تهدئة"]);
    assert_eq!(titles(store, "هجو*"), ["هجوم على سجن"]);
    assert_eq!(titles(store, "قصف*"), ["تهدئة"]);
    assert_eq!(titles(store, "قصف"), [""; 0]);
    assert_eq!(titles(store, "\"هجوما على السجن\""), ["هجوم على سجن"]);
}

pub fn hits_are_marked_as_whole_words(make: &Factory) {
    let made = make(None);
    let store = made.store();
    fill(store);
    let hit = &store.search("سجن", 5).unwrap().rows[0];
    let slice = |text: &str, (from, to): (usize, usize)| text.chars().skip(from).take(to - from).collect::<String>();
    assert_eq!(hit.marks.iter().map(|m| slice(&hit.snippet, *m)).collect::<Vec<_>>(), ["السجن"]);
    assert_eq!(hit.title_marks.iter().map(|m| slice(&hit.title, *m)).collect::<Vec<_>>(), ["سجن"]);
}

pub fn a_word_that_no_text_has_gets_a_hint(make: &Factory) {
    let made = make(None);
    let store = made.store();
    fill(store);
    let hints = store.hints("العشاير هدنة").unwrap();
    assert_eq!(hints.len(), 1);
    assert_eq!((hints[0].word.as_str(), hints[0].suggestions[0].as_str()), ("العشاير", "العشائر"));
    assert!(store.hints("هدنة").unwrap().is_empty());
    assert!(store.hints("قثصضقثص").unwrap().is_empty());
    assert!(store.hints("").unwrap().is_empty());
}

pub fn faults_of_a_search_are_told(make: &Factory) {
    let made = make(None);
    let store = made.store();
    for query in ["date:2019-13", "type:WAR", "actor:", "OR", "ق*"] {
        let errors = [store.search(query, 5).unwrap_err(), store.hints(query).unwrap_err()];
        for error in errors {
            assert!(matches!(error, StoreError::BadQuery { .. }), "{query}: {error}");
        }
        let filter = Filter { q: Some(query.into()), ..Filter::default() };
        assert!(store.reports(&filter).is_err() && store.facets(&filter).is_err(), "{query}");
    }
}

/// A table of words and texts, made by hand: which text a search for which word is to find.
const WORDS: &str = include_str!("../data/words.tsv");

/// What a table line says.
pub fn word_cases() -> Vec<(&'static str, &'static str, bool)> {
    let rows = WORDS.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).skip(1);
    rows.map(|line| {
        let mut cells = line.split('\t');
        let (query, text, found) = (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap());
        (query, text, found == "yes")
    })
    .collect()
}

/// Searches find what the table says, in the share that was measured when it was made.
pub fn joined_letters_do_not_hide_words_and_other_words_are_not_found(make: &Factory) {
    let made = make(None);
    let store = made.store();
    let cases = word_cases();
    for (n, (_, text, _)) in cases.iter().enumerate() {
        store.add(&page(&format!("https://a.example/{n}"), &format!("صفحة عدد{n}"), text, Vec::new())).unwrap();
    }
    let (mut right, mut missed, mut wrong) = (0, Vec::new(), Vec::new());
    for (n, (query, text, expect)) in cases.iter().enumerate() {
        let found = store.search(&format!("{query} عدد{n}"), 1).unwrap().total == 1;
        match (found, *expect) {
            (true, true) => right += 1,
            (false, true) => missed.push(format!("{query} in «{text}»")),
            (true, false) => wrong.push(format!("{query} in «{text}»")),
            (false, false) => {}
        }
    }
    let recall = f64::from(right) / (f64::from(right) + missed.len() as f64);
    let precision = f64::from(right) / (f64::from(right) + wrong.len() as f64);
    eprintln!(
        "words: recall {recall:.3}, precision {precision:.3} of {}; missed {missed:?}; wrong {wrong:?}",
        cases.len()
    );
    assert!(recall >= 0.97, "recall {recall}: {missed:?}");
    assert!(precision >= 0.97, "precision {precision}: {wrong:?}");
}
