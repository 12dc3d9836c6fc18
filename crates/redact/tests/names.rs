//! Names of private persons are hidden, and nobody can ask for them; names of those who act in public stay.

#![allow(missing_docs, clippy::unwrap_used)]

use std::sync::{Arc, LazyLock};

use marsad_coder::Coder;
use marsad_lexicon::{Files, Lexicon};
use marsad_model::Document;
use marsad_redact::{BLACK, Finder, NEUTRAL, PublicStore, document};
use marsad_store::{
    Act, Changes, EventFilter, EventStore, Exclusion, Explore, Field, Filter, NewDocument, SqliteStore, Store,
};

static LEXICON: LazyLock<Arc<Lexicon>> = LazyLock::new(|| Arc::new(Lexicon::compile(&Files::builtin()).unwrap()));

fn page(target: &str, title: &str, text: &str) -> NewDocument {
    let document = Document {
        id: target.into(),
        title: title.into(),
        text: text.into(),
        published: "2024-05-01".parse().ok(),
        language: Some("ar".into()),
        outlet: Some("وكالة الساحل".into()),
        url: Some(target.into()),
        byline: None,
    };
    let coded = Coder::new(&LEXICON).code(&document);
    NewDocument {
        target: target.into(),
        media_type: "text/html".into(),
        bytes: format!("<h1>{title}</h1><p>{text}</p>").into_bytes(),
        captured_at: "2024-05-01T10:00:00Z".into(),
        document,
        ..NewDocument::default()
    }
    .coded(coded)
}

struct Made {
    _dir: tempfile::TempDir,
    inner: Arc<SqliteStore>,
    public: PublicStore,
}

fn made(pages: &[NewDocument]) -> Made {
    let dir = tempfile::tempdir().unwrap();
    let inner = Arc::new(SqliteStore::create(dir.path().join("store")).unwrap());
    for new in pages {
        inner.add(new).unwrap();
    }
    let public = PublicStore::open(inner.clone(), Finder::new(LEXICON.clone()), &|_| {}).unwrap();
    Made { _dir: dir, inner, public }
}

/// What a text looks like in public.
fn shown(text: &str) -> String {
    let made = made(&[page("https://a.example/1", "خبر", text)]);
    made.public.document(1).unwrap().unwrap().document.text
}

#[test]
fn names_of_victims_detainees_families_children_and_witnesses_are_black() {
    for (text, names) in [
        ("قتل الطفل يزن الكفوري في قصف استهدف حلب.", &["يزن", "الكفوري"][..]),
        ("استشهدت الطفلة ليان قاسم وأصيبت والدتها.", &["ليان", "قاسم"]),
        ("اعتقلت الشرطة الشاب أحمد البرقاوي في بغداد صباح اليوم.", &["أحمد", "البرقاوي"]),
        ("وقال المواطن خالد العمران إن القصف استمر ساعتين.", &["خالد", "العمران"]),
        ("وأفرجت السلطات عن المعتقل محمود الشامي بعد عامين.", &["محمود", "الشامي"]),
        ("نعت العائلة سامر حداد، والد الطفلين، وشيعه المئات.", &["سامر", "حداد"]),
        ("وروت والدة الضحية، فاطمة الزعبي، ما جرى.", &["فاطمة", "الزعبي"]),
        ("قتل أحمد محمد العلي وخالد حسن النجار برصاص مجهولين.", &["العلي", "النجار"]),
    ] {
        let out = shown(text);
        for name in names {
            assert!(!out.contains(name), "{name} in: {out}");
        }
        assert_eq!(out.chars().count(), text.chars().count(), "every span stays: {out}");
        assert!(out.contains(BLACK));
    }
}

#[test]
fn a_common_word_that_is_folded_like_a_name_stays() {
    let out = shown("قتل الطفل علي الدرويش في قصف على حلب، وحصل الأهالي على مساعدات.");
    assert!(!out.contains("علي الدرويش") && !out.contains("الدرويش"), "{out}");
    assert_eq!(out.matches(" على ").count(), 2, "{out}");
}

#[test]
fn names_of_those_who_act_in_public_and_of_bodies_stay() {
    for text in [
        "قال الرئيس عبد الفتاح السيسي إن بلاده ترفض التهجير.",
        "سيطرت قوات سوريا الديمقراطية على بلدة الباغوز.",
        "وأعلن المتحدث باسم الجيش السوداني نبيل عبد الله صد الهجوم.",
        "قصفت طائرات حربية أحياء في مدينة حلب وقتل خمسة مدنيين بينهم طفلان.",
        "اجتمع وزير الخارجية الإيراني عباس عراقجي مع نظيره في بغداد.",
    ] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn a_name_is_black_wherever_the_document_has_it_and_every_quote_slices_to_its_words() {
    let new = page(
        "https://a.example/killing-of-yazan-kafouri",
        "مقتل الطفل يزن الكفوري في حلب",
        "قتل الطفل يزن الكفوري في قصف استهدف حلب أمس.\nوقال والد يزن إن الكفوري كان في المدرسة (Yazan Kafouri).\nوحمّلت والدته ليزن حقيبته.",
    );
    let hidden = Finder::new(LEXICON.clone()).find(&row(&new));
    let out = document(&row(&new), &hidden).unwrap();
    let full = out.document.full_text();
    for name in ["يزن", "الكفوري", "Yazan", "Kafouri"] {
        assert!(!serde_json::to_string(&out).unwrap().contains(name), "{name} in {out:?}");
    }
    assert_eq!(out.document.url.as_deref(), Some("https://a.example/"));
    assert!(!out.reports.is_empty());
    let mut quotes = 0;
    let mut left = vec![serde_json::to_value(&out.reports).unwrap()];
    while let Some(value) = left.pop() {
        match value {
            serde_json::Value::Array(all) => left.extend(all),
            serde_json::Value::Object(map) => {
                if let (Some(start), Some(end), Some(text)) = (
                    map.get("start").and_then(|v| v.as_u64()),
                    map.get("end").and_then(|v| v.as_u64()),
                    map.get("text"),
                ) {
                    let words: String = full.chars().skip(start as usize).take((end - start) as usize).collect();
                    assert_eq!(text.as_str(), Some(words.as_str()));
                    quotes += 1;
                }
                left.extend(map.into_iter().map(|(_, v)| v));
            }
            _ => {}
        }
    }
    assert!(quotes > 3);
}

fn row(new: &NewDocument) -> marsad_store::DocumentRow {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    store.add(new).unwrap();
    store.document(1).unwrap().unwrap()
}

/// Two pages: one names a private person, one a public figure of the same given name.
fn two() -> Made {
    made(&[
        page("https://a.example/1", "قصف على حلب", "قتل الطفل يزن الكفوري في قصف استهدف حلب أمس."),
        page("https://a.example/2", "اعتقال في بغداد", "اعتقلت الشرطة ثلاثة متظاهرين في بغداد صباح اليوم."),
    ])
}

#[test]
fn a_hidden_name_cannot_be_found_by_any_question() {
    let made = two();
    for query in ["يزن", "الكفوري", "\"يزن الكفوري\"", "كفور*", "actor:يزن", "حلب OR يزن", "الطفل يزن"]
    {
        let inner = made.inner.search(query, 10).unwrap();
        assert_eq!(inner.rows.len(), 1, "the store itself finds it: {query}");
        let found = made.public.search(query, 10).unwrap();
        let expected = usize::from(query.contains("OR"));
        assert_eq!((found.rows.len(), found.total), (expected, expected as u64), "{query}");
        let filter = Filter { q: Some(query.into()), ..Filter::default() };
        let page = made.public.reports(&filter).unwrap();
        assert_eq!(page.rows.len() as u64, page.total, "{query}");
        assert_eq!(page.total > 0, expected == 1, "{query}");
        assert_eq!(made.public.facets(&filter).unwrap().types.is_empty(), expected == 0, "{query}");
    }
    for actor in ["يزن", "كفوري", "يزن الكفوري"] {
        let filter = Filter { actor: Some(actor.into()), ..Filter::default() };
        assert_eq!(made.public.reports(&filter).unwrap().total, 0, "{actor}");
    }
    // What excludes it is answered as if it were nowhere; so is the same question with a name that nobody has.
    for query in ["قصف -يزن", "قصف -سمسمان", "قصف -\"يزن الكفوري\""] {
        assert_eq!(made.public.search(query, 10).unwrap().total, 1, "{query}");
    }
    let without = Exclusion { field: Field::Actor, value: "يزن الكفوري".into() };
    let all = made.public.reports(&Filter::default()).unwrap().total;
    assert_eq!(made.public.reports(&Filter { not: vec![without], ..Filter::default() }).unwrap().total, all);
    assert!(made.public.hints("يزنن").unwrap().is_empty());
    for name in ["يزن", "سمسمان"] {
        let filter = Filter { actor: Some(name.into()), ..Filter::default() };
        assert_eq!(made.public.timeline(&filter).unwrap().buckets, []);
        let facets = made.public.facets(&filter).unwrap();
        assert_eq!(facets.actors, made.public.facets(&Filter::default()).unwrap().actors, "{name}");
        assert!(facets.types.is_empty(), "{name}");
    }
    // What has nothing to do with it is found as ever.
    assert_eq!(made.public.search("بغداد", 10).unwrap().total, 1);
    assert_eq!(made.public.search("حلب", 10).unwrap().total, 1);
    let facets = made.public.facets(&Filter::default()).unwrap();
    assert!(facets.actors.iter().all(|v| !v.value.contains("يزن")), "{:?}", facets.actors);
}

#[test]
fn what_comes_in_later_is_hidden_too_and_bytes_are_not_given() {
    let made = two();
    made.inner.add(&page("https://a.example/3", "خبر", "واعتقلت الشرطة الشاب سنمار البرقاوي في بغداد أمس.")).unwrap();
    assert_eq!(made.inner.search("سنمار", 10).unwrap().total, 1);
    assert_eq!(made.public.search("سنمار", 10).unwrap().total, 0);
    let row = made.public.document(3).unwrap().unwrap();
    assert!(!row.document.text.contains("سنمار"), "{}", row.document.text);
    for report in made.public.reports(&Filter::default()).unwrap().rows {
        assert!(!serde_json::to_string(&report).unwrap().contains("سنمار"));
    }
    assert!(made.inner.capture(1).unwrap().is_some());
    assert_eq!(made.public.capture(1).unwrap(), None);
    assert_eq!(made.public.changes(None, 10).unwrap().changes.len(), 3);
    assert!(made.public.add(&page("https://a.example/4", "خبر", "نص")).is_err());
}

/// The same store, nothing of which was looked through.
fn unlooked(made: &Made) -> PublicStore {
    PublicStore::new(made.inner.clone(), Finder::new(LEXICON.clone()))
}

#[test]
fn before_anything_was_looked_through_nothing_hidden_can_be_found_either() {
    let made = two();
    for query in ["يزن", "الكفوري", "\"يزن الكفوري\"", "كفور*", "actor:يزن", "الطفل يزن"]
    {
        let public = unlooked(&made);
        let found = public.search(query, 10).unwrap();
        assert_eq!((found.rows.len(), found.total), (0, 0), "{query}");
        let filter = Filter { q: Some(query.into()), ..Filter::default() };
        let page = public.reports(&filter).unwrap();
        assert_eq!((page.rows.len(), page.total, page.next), (0, 0, None), "{query}");
        assert!(public.facets(&filter).unwrap().types.is_empty(), "{query}");
        assert!(public.timeline(&filter).unwrap().buckets.is_empty(), "{query}");
    }
    let public = unlooked(&made);
    for query in ["قصف -يزن", "قصف -سمسمان", "قصف"] {
        assert_eq!(public.search(query, 10).unwrap().total, 1, "{query}");
    }
    assert_eq!(public.search("حلب", 10).unwrap().total, 1);
    let facets = public.facets(&Filter::default()).unwrap();
    assert!(facets.actors.iter().all(|v| !v.value.contains("يزن")), "{:?}", facets.actors);
    assert_eq!(facets.types, made.public.facets(&Filter::default()).unwrap().types);
    let all = public.reports(&Filter::default()).unwrap();
    assert_eq!(all, made.public.reports(&Filter::default()).unwrap(), "lists are the same at once");
    for actor in ["يزن", "سمسمان"] {
        let filter = Filter { actor: Some(actor.into()), ..Filter::default() };
        assert_eq!(public.reports(&filter).unwrap().total, 0, "{actor}");
    }
    public.look(&|_| {}).unwrap();
    assert_eq!(public.counted(), made.public.counted());
    assert_eq!(public.facets(&Filter::default()).unwrap(), made.public.facets(&Filter::default()).unwrap());
}

#[test]
fn what_was_looked_through_is_remembered_at_the_next_start() {
    let made = two();
    let look = || {
        let public = Arc::new(unlooked(&made));
        let (tell, told) = std::sync::mpsc::channel();
        public.look_behind(move |done| tell.send(done.unwrap()).unwrap());
        assert_eq!(told.recv_timeout(std::time::Duration::from_secs(60)).unwrap(), 2);
        public
    };
    let first = look();
    let kept = made._dir.path().join("store/archive/public-veil.json");
    assert!(kept.exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(kept.metadata().unwrap().permissions().mode() & 0o077, 0, "it is a list of names");
    }
    let again = look();
    assert_eq!(again.counted(), first.counted());
    assert_eq!(again.search("يزن", 10).unwrap().total, 0);
    // What cannot be read is looked for anew.
    std::fs::write(&kept, "{\"rules\":1").unwrap();
    assert_eq!(look().counted(), first.counted());
}

#[test]
fn events_are_told_without_the_names_of_private_persons() {
    let text = "قتل الطفل يزن الكفوري في قصف استهدف حلب أمس.";
    let made = made(&[
        page("https://a.example/yazan-kafouri", "مقتل الطفل يزن الكفوري في حلب", text),
        page("https://b.example/2", "قصف على حلب", "قتل طفل في قصف استهدف حلب أمس."),
        page("https://c.example/3", "اعتقال", "اعتقلت الشرطة الشاب سنمار البرقاوي في بغداد أمس."),
    ]);
    made.inner.weigh(&|_| None, &mut |_, _| {}).unwrap();
    for public in [&made.public, &unlooked(&made)] {
        let page = public.events(&EventFilter::default()).unwrap();
        assert_eq!(page.total, made.inner.events(&EventFilter::default()).unwrap().total);
        assert!(page.total >= 2);
        for row in &page.rows {
            let full = public.event(row.id).unwrap().unwrap();
            assert_eq!(full.row, *row);
            for text in [serde_json::to_string(row).unwrap(), serde_json::to_string(&full).unwrap()] {
                for name in ["يزن", "الكفوري", "سنمار", "البرقاوي", "yazan"] {
                    assert!(!text.contains(name), "{name} in {text}");
                }
            }
        }
        let asked = |name: &str| EventFilter {
            reports: Filter { q: Some(name.into()), ..Filter::default() },
            ..EventFilter::default()
        };
        assert_eq!(public.events(&asked("يزن")).unwrap().total, 0);
        assert!(public.merge_events(1, 2, &Act { who: "x".into(), why: "y".into() }).is_err());
    }
    let found = made.public.events(&EventFilter {
        reports: Filter { q: Some("بغداد".into()), ..Filter::default() },
        ..EventFilter::default()
    });
    assert_eq!(found.unwrap().total, 1, "what has nothing to do with it is found");
}

#[test]
fn a_sufferer_without_a_row_in_the_lexicon_is_private_and_called_so() {
    let made = made(&[page("https://a.example/1", "خبر", "اعتقلت الشرطة الشاب سنمار البرقاوي في بغداد أمس.")]);
    let rows = made.public.reports(&Filter::default()).unwrap().rows;
    let recipients: Vec<&str> =
        rows.iter().flat_map(|r| r.report.recipients.iter().map(|a| a.entity.as_str())).collect();
    assert!(recipients.iter().any(|e| *e == NEUTRAL || e.contains(BLACK)), "{recipients:?}");
    let kept = made.public.report(rows[0].id).unwrap().unwrap();
    assert_eq!(kept, rows[0]);
}

#[test]
fn what_a_pack_reads_of_another_language_is_hidden_whole() {
    let text = "Gunmen kidnapped the teacher Karim Haddad near the town of Azaz on Thursday, his relatives and the residents \
                of the village said.";
    let made = made(&[page("https://a.example/en", "", text)]);
    assert_eq!(made.inner.document(1).unwrap().unwrap().reports.len(), 1, "the pack reads it");
    let out = made.public.document(1).unwrap().unwrap();
    assert!(!out.document.text.contains("Karim") && !out.document.text.contains("kidnapped"), "{}", out.document.text);
    assert!(out.reports.iter().all(|r| !r.report.evidence.text.contains("Haddad")));
}
