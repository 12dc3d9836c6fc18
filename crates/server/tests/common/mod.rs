//! A small store in memory with made-up pages, shared by the tests and the preview.

#![allow(dead_code, missing_docs, unused_imports)]

pub mod desk;
mod fake;
pub mod team;

pub use fake::FakeStore;

use marsad_model::{
    Actor, Aux, Certainty, Context, Count, CountKind, CueClass, DateRange, Day, Document, EventType, LoadedTerm,
    Modality, Mode, Place, PlaceKind, Polarity, Quotation, Quote, Report, Rival, SaidBy, Sector, SourceType, Versions,
};
use marsad_server::Names;
use marsad_store::{CaptureRef, DocumentRow, NewDocument, ReportRow, Store};

/// Arabic names as a gazetteer and an actor list would give them.
pub fn names() -> Names {
    [
        ("Al-Baghuz", "الباغوز"),
        ("Deir ez-Zor", "دير الزور"),
        ("Al-Hasakah", "الحسكة"),
        ("Al-Sina'a Prison", "سجن الصناعة"),
        ("Islamic State", "تنظيم الدولة الإسلامية"),
        ("Syrian Democratic Forces", "قوات سوريا الديمقراطية"),
        ("Aden Airport", "مطار عدن"),
        ("Houthis", "جماعة الحوثي"),
        ("Government of Yemen", "الحكومة اليمنية"),
        ("Khartoum", "الخرطوم"),
        ("Rapid Support Forces", "قوات الدعم السريع"),
        ("Sudanese Armed Forces", "الجيش السوداني"),
    ]
    .into_iter()
    .collect()
}

/// The words of a document where they first stand.
fn quote(d: &Document, words: &str) -> Quote {
    let full = d.full_text();
    let byte = full.find(words).unwrap_or_else(|| panic!("`{words}` is not in the sample"));
    let start = full[..byte].chars().count();
    Quote { start, end: start + words.chars().count(), text: words.to_owned() }
}

fn actor(d: &Document, words: &str, entity: &str, sector: Option<Sector>, loaded: Option<&str>) -> Actor {
    Actor {
        quote: quote(d, words),
        entity: entity.into(),
        id: None,
        country: None,
        sector,
        loaded: loaded.map(str::to_owned),
    }
}

fn place(d: &Document, words: &str, name: &str, kind: PlaceKind, country: &str, at: (f64, f64)) -> Place {
    Place {
        quote: quote(d, words),
        name: name.into(),
        id: None,
        lat: Some(at.0),
        lon: Some(at.1),
        kind: Some(kind),
        country: Some(country.into()),
        precision: if matches!(kind, PlaceKind::Governorate) { 4 } else { 1 },
        rivals: Vec::new(),
        matched: None,
    }
}

fn date(d: &Document, words: &str, from: &str, to: &str) -> Option<DateRange> {
    Some(DateRange { quote: quote(d, words), from: from.parse().ok(), to: to.parse().ok() })
}

fn count(d: &Document, words: &str, what: CountKind, of: &str, min: Option<u64>, max: Option<u64>) -> Count {
    Count { quote: quote(d, words), what, of: Some(of.into()), min, max }
}

fn said(
    d: &Document,
    words: &str,
    entity: &str,
    source_type: SourceType,
    cue: &str,
    cue_class: CueClass,
) -> Option<SaidBy> {
    Some(SaidBy {
        quote: quote(d, words),
        entity: entity.into(),
        source_type,
        named: true,
        cue: Some(cue.into()),
        cue_class,
        quotation: Quotation::Indirect,
        cited_outlet: None,
    })
}

fn report(d: &Document, type_: EventType, mode: &[Mode], modality: Modality, trigger: &str, evidence: &str) -> Report {
    Report {
        type_,
        mode: mode.to_vec(),
        aux: Vec::new(),
        modality,
        polarity: Polarity::Affirmed,
        certainty: Certainty::Certain,
        trigger: quote(d, trigger),
        event: 1,
        actors: Vec::new(),
        recipients: Vec::new(),
        places: Vec::new(),
        date: None,
        counts: Vec::new(),
        said_by: None,
        contexts: Vec::new(),
        loaded_terms: Vec::new(),
        confidence: 0.86,
        rule: "sample/hand".into(),
        evidence: quote(d, evidence),
        versions: Versions { marsad: "0.1.0".into(), lexicon: format!("sha256:{}", "5a".repeat(32)) },
    }
}

fn document(title: &str, text: &str, outlet: &str, published: &str, byline: Option<&str>) -> Document {
    Document {
        id: title.into(),
        title: title.into(),
        text: text.into(),
        published: published.parse().ok(),
        byline: byline.map(str::to_owned),
        language: Some("ar".into()),
        outlet: Some(outlet.into()),
        url: Some(format!("https://news.example/{published}")),
    }
}

/// Adds a document with its reports; ids count from 1.
pub fn put(store: &mut FakeStore, document: Document, reports: Vec<Report>) {
    let id = store.documents.len() as i64 + 1;
    let before: usize = store.documents.iter().map(|d| d.reports.len()).sum();
    let rows = reports.into_iter().enumerate().map(|(i, report)| ReportRow {
        id: (before + i + 1) as i64,
        document: id,
        title: document.title.clone(),
        outlet: document.outlet.clone(),
        url: document.url.clone(),
        published: document.published,
        version: 1,
        current: true,
        report,
        reviewed: None,
    });
    let reports = rows.collect();
    let capture = CaptureRef {
        file: "00001.warc.gz".into(),
        offset: 0,
        length: 1,
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        captured_at: "2026-11-02T09:14:00Z".into(),
    };
    store.documents.push(DocumentRow {
        id,
        target: document.id.clone(),
        document,
        capture,
        version: 1,
        current: true,
        told: marsad_store::Told::default(),
        reports,
    });
}

/// Four pages and seven reports, all written for this project.
pub fn samples() -> FakeStore {
    let mut store = FakeStore::default();
    baghuz(&mut store);
    prison(&mut store);
    aden(&mut store);
    khartoum(&mut store);
    store
}

/// Puts the samples into any store, as if their pages had just been fetched.
pub fn fill(store: &dyn Store) {
    for row in samples().documents {
        let new = NewDocument {
            target: row.document.url.clone().unwrap_or_default(),
            media_type: "text/html".into(),
            bytes: row.document.full_text().into_bytes(),
            captured_at: row.capture.captured_at,
            document: row.document,
            reports: row.reports.into_iter().map(|r| r.report).collect(),
            ..NewDocument::default()
        };
        store.add(&new).unwrap();
    }
}

fn baghuz(store: &mut FakeStore) {
    let d = document(
        "إعلان انتهاء المعارك في الباغوز",
        "أعلنت قوات سوريا الديمقراطية، السبت 23 آذار 2019، سيطرتها الكاملة على بلدة الباغوز في ريف دير الزور الشرقي، آخر جيب كان في يد مرتزقة داعش شرقي الفرات.\nوقال المتحدث باسمها مصطفى بالي إن آلافاً من المسلحين سلّموا أنفسهم خلال الأسابيع الماضية، ونُقلوا إلى مراكز احتجاز.\nودعت القوات المجتمع الدولي إلى تحمل مسؤوليته حيال المحتجزين وعائلاتهم في مخيم الهول.",
        "وكالة النهرين",
        "2019-03-23",
        Some("مراسل الحسكة"),
    );
    let first = "أعلنت قوات سوريا الديمقراطية، السبت 23 آذار 2019، سيطرتها الكاملة على بلدة الباغوز في ريف دير الزور الشرقي، آخر جيب كان في يد مرتزقة داعش شرقي الفرات.";
    let mut seized = report(&d, EventType::Coerce, &[Mode::Seize], Modality::Reported, "سيطرتها", first);
    seized.actors = vec![actor(&d, "قوات سوريا الديمقراطية", "Syrian Democratic Forces", Some(Sector::Reb), None)];
    seized.recipients = vec![actor(&d, "مرتزقة داعش", "Islamic State", Some(Sector::Reb), Some("مرتزقة"))];
    let mut town = place(&d, "الباغوز", "Al-Baghuz", PlaceKind::Town, "SYR", (34.45, 40.95));
    let words = quote(&d, "بلدة الباغوز");
    town.quote = Quote { start: words.start + 5, end: words.end, text: "الباغوز".into() };
    town.rivals = vec![Rival { id: "x1".into(), name: "Baghuz Fawqani".into(), country: Some("SYR".into()) }];
    seized.places = vec![town, place(&d, "دير الزور", "Deir ez-Zor", PlaceKind::Governorate, "SYR", (35.3, 40.1))];
    seized.date = date(&d, "السبت 23 آذار 2019", "2019-03-23", "2019-03-23");
    seized.said_by = said(
        &d,
        "قوات سوريا الديمقراطية",
        "Syrian Democratic Forces",
        SourceType::ArmedActor,
        "أعلنت",
        CueClass::Commitment,
    );
    seized.loaded_terms = vec![LoadedTerm { quote: quote(&d, "مرتزقة"), neutral: "مقاتلو".into() }];
    seized.contexts = vec![Context::Military, Context::Terrorism];
    let second =
        "وقال المتحدث باسمها مصطفى بالي إن آلافاً من المسلحين سلّموا أنفسهم خلال الأسابيع الماضية، ونُقلوا إلى مراكز احتجاز.";
    let mut gave_up = report(&d, EventType::Retreat, &[Mode::Disarm], Modality::Reported, "سلّموا أنفسهم", second);
    gave_up.actors = vec![actor(&d, "المسلحين", "Islamic State", Some(Sector::Reb), None)];
    gave_up.date = date(&d, "خلال الأسابيع الماضية", "2019-03-01", "2019-03-23");
    gave_up.counts = vec![count(&d, "آلافاً من المسلحين", CountKind::Participants, "المسلحين", Some(2000), Some(9999))];
    gave_up.said_by =
        said(&d, "المتحدث باسمها مصطفى بالي", "Mustafa Bali", SourceType::ArmedActor, "قال", CueClass::Neutral);
    gave_up.certainty = Certainty::Unstated;
    gave_up.confidence = 0.64;
    let third = "ودعت القوات المجتمع الدولي إلى تحمل مسؤوليته حيال المحتجزين وعائلاتهم في مخيم الهول.";
    let mut called = report(&d, EventType::Request, &[Mode::Assist], Modality::Asserted, "ودعت", third);
    called.actors = vec![actor(
        &d,
        "القوات المجتمع".split(' ').next().unwrap_or_default(),
        "Syrian Democratic Forces",
        Some(Sector::Reb),
        None,
    )];
    called.recipients = vec![actor(&d, "المجتمع الدولي", "international community", None, None)];
    called.actors[0].quote =
        Quote { start: called.trigger.end + 1, end: called.trigger.end + 7, text: "القوات".into() };
    put(store, d, vec![seized, gave_up, called]);
}

fn prison(store: &mut FakeStore) {
    let d = document(
        "😀 عاجل 𝔸: انفجار قرب سجن الصناعة في الحسكة",
        "هاجم عناصر من تنظيم الدولة الإسلامية مساء الخميس سجن الصناعة في حي غويران بمدينة الحسكة بسيارة مفخخة، بحسب مصادر محلية.\nوأسفر الهجوم عن مقتل أكثر من 20 شخصاً وإصابة آخرين، وفق حصيلة أولية.",
        "صحيفة الجزيرة السورية",
        "2022-01-21",
        None,
    );
    let first = "هاجم عناصر من تنظيم الدولة الإسلامية مساء الخميس سجن الصناعة في حي غويران بمدينة الحسكة بسيارة مفخخة، بحسب مصادر محلية.";
    let mut attacked = report(&d, EventType::Assault, &[Mode::Explosives], Modality::Reported, "هاجم", first);
    attacked.actors = vec![actor(&d, "تنظيم الدولة الإسلامية", "Islamic State", Some(Sector::Reb), None)];
    attacked.places = vec![
        place(&d, "سجن الصناعة", "Al-Sina'a Prison", PlaceKind::Site, "SYR", (36.48, 40.75)),
        place(&d, "الحسكة", "Al-Hasakah", PlaceKind::City, "SYR", (36.5, 40.75)),
    ];
    attacked.date = date(&d, "مساء الخميس", "2022-01-20", "2022-01-20");
    attacked.counts = vec![
        count(&d, "أكثر من 20 شخصاً", CountKind::Killed, "شخصاً", Some(20), None),
        count(&d, "آخرين", CountKind::Wounded, "شخصاً", Some(2), None),
    ];
    attacked.said_by = said(&d, "مصادر محلية", "مصادر محلية", SourceType::Witness, "بحسب", CueClass::Neutral);
    if let Some(s) = &mut attacked.said_by {
        s.named = false;
    }
    put(store, d, vec![attacked]);
}

fn aden(store: &mut FakeStore) {
    let d = document(
        "تبادل اتهامات بعد هجوم مطار عدن",
        "اتهمت الحكومة اليمنية جماعة الحوثي بقصف مطار عدن يوم 30 كانون الأول 2020 بعد دقائق من وصول طائرة أعضائها.\nونفى متحدث باسم الحوثيين أن تكون الجماعة وراء الهجوم.",
        "منبر الساحل",
        "2020-12-31",
        Some("قسم الأخبار"),
    );
    let first =
        "اتهمت الحكومة اليمنية جماعة الحوثي بقصف مطار عدن يوم 30 كانون الأول 2020 بعد دقائق من وصول طائرة أعضائها.";
    let mut struck = report(&d, EventType::Assault, &[Mode::HeavyWeapons], Modality::Alleged, "بقصف", first);
    struck.actors = vec![actor(&d, "جماعة الحوثي", "Houthis", Some(Sector::Reb), None)];
    struck.places = vec![place(
        &d,
        "مطار عدن يوم".trim_end_matches(" يوم"),
        "Aden Airport",
        PlaceKind::Site,
        "YEM",
        (12.83, 45.03),
    )];
    struck.date = date(&d, "30 كانون الأول 2020", "2020-12-30", "2020-12-30");
    struck.said_by =
        said(&d, "الحكومة اليمنية", "Government of Yemen", SourceType::Official, "اتهمت", CueClass::Distancing);
    struck.certainty = Certainty::Unstated;
    let second = "ونفى متحدث باسم الحوثيين أن تكون الجماعة وراء الهجوم.";
    let mut denied = report(&d, EventType::Assault, &[], Modality::Denied, "الهجوم", second);
    denied.actors = vec![actor(&d, "الجماعة", "Houthis", Some(Sector::Reb), None)];
    denied.polarity = Polarity::Negated;
    denied.aux = vec![Aux::Negation];
    denied.said_by = said(&d, "متحدث باسم الحوثيين", "Houthis", SourceType::ArmedActor, "نفى", CueClass::Denial);
    put(store, d, vec![struck, denied]);
}

fn khartoum(store: &mut FakeStore) {
    let d = document(
        "اشتباكات في الخرطوم منذ الصباح",
        "اندلعت صباح السبت 15 أبريل 2023 اشتباكات بين الجيش السوداني وقوات الدعم السريع في الخرطوم، وسُمع دوي انفجارات قرب مقر القيادة العامة.\nوتبادل الطرفان الاتهام ببدء القتال.",
        "نشرة النيلين",
        "2023-04-15",
        None,
    );
    let first = "اندلعت صباح السبت 15 أبريل 2023 اشتباكات بين الجيش السوداني وقوات الدعم السريع في الخرطوم، وسُمع دوي انفجارات قرب مقر القيادة العامة.";
    let mut fought = report(&d, EventType::Assault, &[], Modality::Asserted, "اشتباكات بين", first);
    fought.trigger =
        Quote { end: fought.trigger.start + 8, text: "اشتباكات".into(), start: fought.trigger.start };
    fought.trigger.end = fought.trigger.start + fought.trigger.text.chars().count();
    fought.actors = vec![
        actor(&d, "الجيش السوداني", "Sudanese Armed Forces", Some(Sector::Mil), None),
        actor(&d, "قوات الدعم السريع", "Rapid Support Forces", Some(Sector::Prm), None),
    ];
    let at = quote(&d, "في الخرطوم،");
    let mut city = place(&d, "الخرطوم", "Khartoum", PlaceKind::City, "SDN", (15.6, 32.53));
    city.quote = Quote { start: at.start + 3, end: at.end - 1, text: "الخرطوم".into() };
    fought.places = vec![city];
    fought.date = date(&d, "صباح السبت 15 أبريل 2023", "2023-04-15", "2023-04-15");
    put(store, d, vec![fought]);
}
