//! What is put in comes out: documents, versions, captures, search, and refusals.
use super::Factory;
use crate::suite::make::{actor, day, page, place, report};
use marsad_model::{CodedDocument, Figure, Genre, Notice};
use marsad_store::{Added, Filter, Store, StoreError, Told};

fn id(added: Added) -> i64 {
    match added {
        Added::New(id) => id,
        Added::Known(id) => panic!("{id} was known"),
    }
}

fn by_place(store: &dyn Store, name: &str) -> u64 {
    store.reports(&Filter { place: Some(name.into()), ..Filter::default() }).unwrap().total
}

fn by_word(store: &dyn Store, q: &str) -> u64 {
    store.reports(&Filter { q: Some(q.into()), ..Filter::default() }).unwrap().total
}

pub fn a_document_comes_back_whole(make: &Factory) {
    let made = make(None);
    let store = made.store();
    let mut late = report(40);
    late.places = vec![place("Al-Baghuz", "الباغوز")];
    let mut new = page("https://a.example/1", "عنوان", "نص الخبر", vec![late.clone(), report(5)]);
    new.bytes = (0..=255).cycle().take(100_000).collect();
    let id = id(store.add(&new).unwrap());

    let row = store.document(id).unwrap().unwrap();
    assert_eq!(row.document, new.document);
    assert_eq!(row.capture.captured_at, new.captured_at);
    assert_eq!(row.reports.iter().map(|r| r.report.trigger.start).collect::<Vec<_>>(), [5, 40]);
    assert_eq!(row.reports[1].report, late);
    assert_eq!(store.capture(id).unwrap().unwrap(), new.bytes);
    let first = &row.reports[0];
    assert_eq!(store.report(first.id).unwrap().as_ref(), Some(first));
    assert_eq!((first.document, first.title.as_str(), first.published), (id, "عنوان", Some(day(2024, 5, 1))));

    for missing in [0, -1, id + 1, i64::MAX] {
        assert_eq!(store.document(missing).unwrap(), None);
        assert_eq!(store.capture(missing).unwrap(), None);
        assert_eq!(store.report(missing.saturating_add(10)).unwrap(), None);
    }
}

pub fn an_empty_page_without_anything_is_kept_too(make: &Factory) {
    let made = make(None);
    let store = made.store();
    let mut new = page("file.html", "", "", Vec::new());
    (new.bytes, new.document.published, new.document.outlet) = (Vec::new(), None, None);
    let id = id(store.add(&new).unwrap());
    assert_eq!(store.document(id).unwrap().unwrap().document, new.document);
    assert_eq!(store.capture(id).unwrap(), Some(Vec::new()));
}

pub fn the_same_bytes_are_known_and_other_bytes_are_a_new_version(make: &Factory) {
    let made = make(None);
    let store = made.store();
    let first = page("https://a.example/1", "انفجار", "قديم", vec![report(0)]);
    let first_id = id(store.add(&first).unwrap());
    let archive = || std::fs::metadata(made.only_archive_file()).unwrap().len();
    let before = archive();
    assert_eq!(store.add(&first).unwrap(), Added::Known(first_id));
    assert_eq!(archive(), before, "nothing is written for a known page");
    let asked: [(&str, &[u8]); 3] = [
        ("https://a.example/1", &first.bytes),
        ("https://a.example/1", b"other bytes"),
        ("https://b.example/1", &first.bytes),
    ];
    assert_eq!(made.store.known(&asked).unwrap(), [Some(first_id), None, None]);
    assert_eq!(made.store.known(&[]).unwrap(), []);

    let mut second = page("https://a.example/1", "انفجار", "جديد", vec![report(0), report(7)]);
    second.captured_at = "2024-05-02T10:00:00Z".into();
    let second_id = id(store.add(&second).unwrap());
    // Lists, counts and searches know the later version; the earlier one is reached by its id.
    assert_eq!(store.reports(&Filter::default()).unwrap().total, 2);
    assert_eq!(store.stats().unwrap().documents, 1);
    assert_eq!(store.search("انفجار", 10).unwrap().rows.iter().map(|h| h.document).collect::<Vec<_>>(), [second_id]);
    assert_eq!(store.search("قديم", 10).unwrap().total, 0);
    assert_eq!(store.reports(&Filter { document: Some(first_id), ..Filter::default() }).unwrap().total, 1);
    assert_eq!(store.capture(first_id).unwrap().unwrap(), first.bytes);

    // A capture from before that comes in later does not take the place of a later one.
    let mut older = page("https://a.example/1", "انفجار", "أقدم", vec![report(3)]);
    older.captured_at = "2024-05-01T23:59:59+00:00".into();
    let older_id = id(store.add(&older).unwrap());
    assert_eq!(store.search("انفجار", 10).unwrap().rows[0].document, second_id);
    assert!(store.document(older_id).unwrap().is_some());

    // The same bytes under another address are another page.
    let mut copy = first.clone();
    copy.target = "https://b.example/1".into();
    id(store.add(&copy).unwrap());
    assert_eq!(store.stats().unwrap().documents, 2);
}

pub fn what_could_not_be_given_back_is_refused(make: &Factory) {
    let made = make(None);
    let store = made.store();
    let good = page("https://a.example/1", "عنوان", "نص", vec![report(0)]);
    let mut cases = vec![good; 6];
    cases[0].target = "https://a.example/\r\nWARC-Type: request".into();
    cases[1].target = String::new();
    cases[2].media_type = "text/html\n".into();
    cases[3].captured_at = "yesterday".into();
    cases[4].reports[0].confidence = f64::NAN;
    cases[5].bytes = vec![0; (64 << 20) + 1];
    for case in cases {
        let error = store.add(&case).unwrap_err();
        assert!(matches!(error, StoreError::BadInput { .. }), "{error}");
    }
    assert_eq!(store.stats().unwrap().documents, 0);
    assert_eq!(std::fs::read_dir(&made.archive).unwrap().count(), 0);
}

pub fn a_place_is_found_under_each_of_its_names(make: &Factory) {
    let made = make(None);
    let store = made.store();
    let mut one = report(0);
    one.places = vec![place("Al-Baghuz Fawqani", "الباغوز")];
    one.actors = vec![actor("Syrian Democratic Forces", "قسد")];
    one.recipients = vec![actor("Islamic State", "تنظيم الدولة الإسلامية")];
    store.add(&page("https://a.example/1", "خبر", "نص", vec![one, report(9)])).unwrap();
    for name in [
        "الباغوز",
        "باغوز",
        "الباغــوز",
        "البَاغُوز",
        "Baghuz",
        "al-baghuz",
        "AL-BAGHUZ FAWQANI",
        "el Baghuz",
        " Baghūz ",
    ] {
        assert_eq!(by_place(store, name), 1, "{name}");
    }
    for name in ["الباغور", "باغو", "Bagh", "Fawqani Baghuz", "قسد", "Islamic State", "…", "%", "_", "' OR 1=1 --"]
    {
        assert_eq!(by_place(store, name), 0, "{name}");
    }
    let by_actor = |name: &str| store.reports(&Filter { actor: Some(name.into()), ..Filter::default() }).unwrap().total;
    for name in ["قسد", "islamic state", "الدولة الاسلاميه", "democratic forces", "تنظيم الدولة"]
    {
        assert_eq!(by_actor(name), 1, "{name}");
    }
    for name in ["الباغوز", "islam", "state islamic", "الدولة السورية"] {
        assert_eq!(by_actor(name), 0, "{name}");
    }
    // The box for words knows names as well as text, each of its report only.
    for q in ["baghuz", "الباغوز", "\"islamic state\"", "قسد baghuz", "خبر baghuz", "Baghuz -كلمة"] {
        assert_eq!(by_word(store, q), 1, "{q}");
    }
    assert_eq!(by_word(store, "خبر"), 2);
    assert_eq!(by_word(store, "خبر -قسد"), 1);
    assert_eq!(by_word(store, "baghuz islamic غائب"), 0);
    assert_eq!(by_word(store, "\"fawqani الباغوز\""), 0, "a phrase does not run from one name into the next");
    assert_eq!(by_place(store, "  "), 2, "a blank name asks nothing");
}

pub fn search_folds_and_knows_phrases_and_exclusions(make: &Factory) {
    let made = make(None);
    let store = made.store();
    let texts = [
        ("قصف على الحسكة", "قُصِفَت المدينـــة ليلا، وقال شهود إن الطائرات عادت إلى القاعدة."),
        ("هدنة في اليمن", "أعلنت الأطراف وقف إطلاق النار وبالمدينة خرج الناس."),
        ("Talks in Geneva", "The delegations met; مسؤول قال إن الوقف لم يطلق أحدا."),
    ];
    for (n, (title, body)) in texts.iter().enumerate() {
        let mut new = page(&format!("https://a.example/{n}"), title, body, vec![report(0); n]);
        new.document.published = Some(day(2024, 1, 1 + n as i8));
        store.add(&new).unwrap();
    }
    let found = |query: &str| -> Vec<u64> {
        let page = store.search(query, 10).unwrap();
        assert_eq!((page.total, page.next), (page.rows.len() as u64, None));
        // The number of reports tells the documents apart.
        page.rows.iter().map(|hit| hit.reports).collect()
    };
    for (query, expect) in [
        ("الحسكه", vec![0]),
        ("حسكة", vec![0]),
        ("الى", vec![0]),
        ("إلى", vec![0]),
        ("قصفت", vec![0]),
        ("مدينة", vec![1, 0]),
        ("المدينه قصف", vec![0]),
        ("مديـــنة -قصف", vec![1]),
        ("\"وقف إطلاق النار\"", vec![1]),
        ("\"إطلاق وقف\"", vec![]),
        ("وقف", vec![2, 1]),
        ("وقف -\"إطلاق النار\"", vec![2]),
        ("GENEVA", vec![2]),
        ("delegations مسؤول", vec![2]),
        ("مسوول", vec![]),
        ("", vec![2, 1, 0]),
        ("-جنيف", vec![2, 1, 0]),
        ("title:geneva", vec![]),
        ("gen*", vec![2]),
        ("\" OR 1=1", vec![]),
    ] {
        assert_eq!(found(query), expect, "{query}");
    }
    let hit = &store.search("طائرات", 1).unwrap().rows[0];
    assert!(hit.snippet.contains("إن الطائرات عادت") && texts[0].1.contains(hit.snippet.trim_matches('…')));
    let limited = store.search("", 2).unwrap();
    assert_eq!((limited.rows.len(), limited.total), (2, 3));
}

pub fn cursors_and_limits(make: &Factory) {
    let made = make(None);
    let store = made.store();
    for n in 0..5 {
        store.add(&page(&format!("https://a.example/{n}"), "خبر", "نص", vec![report(0)])).unwrap();
    }
    let first = store.reports(&Filter { limit: Some(2), ..Filter::default() }).unwrap();
    let cursor = first.next.clone().unwrap();
    // What comes in between two pages neither repeats nor skips a row.
    store.add(&page("https://a.example/new", "خبر", "نص", vec![report(0)])).unwrap();
    let second = store.reports(&Filter { limit: Some(9), after: Some(cursor.clone()), ..Filter::default() }).unwrap();
    let ids = |page: &marsad_store::Page<marsad_store::ReportRow>| page.rows.iter().map(|r| r.id).collect::<Vec<_>>();
    assert_eq!((ids(&first), ids(&second)), (vec![5, 4], vec![3, 2, 1]));
    assert_eq!((second.total, second.next), (6, None));

    for bad in ["", "x", "2", &cursor[1..], &cursor.replace('0', "1"), "\u{202e}"] {
        let error = store.reports(&Filter { after: Some(bad.into()), ..Filter::default() }).unwrap_err();
        assert!(matches!(error, StoreError::BadCursor { .. }), "{error}");
    }
    let none = store.reports(&Filter { limit: Some(0), ..Filter::default() }).unwrap();
    assert_eq!((none.rows.len(), none.total, none.next), (0, 6, None));
    let long = Filter { q: Some("كلمة ".repeat(100)), ..Filter::default() };
    assert!(matches!(store.reports(&long), Err(StoreError::QueryTooLong { words: 100, .. })));
}

pub fn genre_and_figures_come_back_with_the_document(make: &Factory) {
    let made = make(None);
    let store = made.store();
    let mut new = page("https://a.example/1", "عنوان", "يضم المخيم 40 ألف شخص", vec![report(0)]);
    let figure: Figure = serde_json::from_value(serde_json::json!({
        "start": 11, "end": 22, "text": "40 ألف شخص", "what": "held", "of": "شخص", "min": 40000, "max": 40000,
        "cue": { "start": 7, "end": 9, "text": "يضم" }, "rule": "test/held",
        "evidence": { "start": 7, "end": 22, "text": "يضم المخيم 40 ألف شخص" },
        "versions": { "marsad": "0.1.0", "lexicon": "sha256:0" },
    }))
    .unwrap();
    new.told = Told {
        genre: Some(Genre::RoundUp),
        genre_cues: vec![super::make::quote(0, "عنوان")],
        figures: vec![figure],
        notices: vec![Notice { start: 7, end: 22, language: "fa".into() }],
    };
    let with = id(store.add(&new).unwrap());
    let without = id(store.add(&page("https://a.example/2", "عنوان", "نص", Vec::new())).unwrap());
    assert_eq!(store.document(with).unwrap().unwrap().told, new.told);
    assert_eq!(store.document(without).unwrap().unwrap().told, Told::default());

    let coded = CodedDocument {
        id: "x".into(),
        reports: vec![report(3)],
        genre: new.told.genre,
        genre_cues: new.told.genre_cues.clone(),
        figures: new.told.figures.clone(),
        notices: new.told.notices.clone(),
    };
    let built = page("https://a.example/3", "عنوان", "نص", Vec::new()).coded(coded);
    assert_eq!((built.reports.len(), &built.told), (1, &new.told));
}

pub fn many_at_once_are_kept_as_one_by_one(make: &Factory) {
    let made = make(Some(3_000));
    let store = made.store();
    let one = |n: usize| {
        let mut new = page(&format!("https://a.example/{n}"), &format!("خبر رقم{n}"), "نص", vec![report(0); n % 3]);
        new.bytes = (0..800usize).map(|i| ((i + n * 7919).wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        new
    };
    let first = id(store.add(&one(3)).unwrap());
    let mut all: Vec<_> = (0..10).map(one).collect();
    all[5].captured_at = "yesterday".into();
    all[7] = all[6].clone();
    let added = store.add_all(&all).unwrap();
    assert_eq!(added.len(), 10);
    assert!(matches!(added[3], Ok(Added::Known(known)) if known == first));
    assert!(matches!(added[5], Err(StoreError::BadInput { .. })));
    let six = match added[6] {
        Ok(Added::New(id)) => id,
        ref other => panic!("{other:?}"),
    };
    assert!(matches!(added[7], Ok(Added::Known(known)) if known == six));
    for (new, added) in all.iter().zip(&added) {
        let Ok(Added::New(id) | Added::Known(id)) = added else { continue };
        assert_eq!(store.capture(*id).unwrap().unwrap(), new.bytes);
        assert_eq!(store.document(*id).unwrap().unwrap().reports.len(), new.reports.len());
    }
    assert_eq!(store.stats().unwrap().documents, 8);
    assert_eq!(store.search("رقم9", 5).unwrap().total, 1);
    assert!(made.store.verify().unwrap().is_sound());
}
