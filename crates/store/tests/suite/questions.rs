//! Questions against a naive filter over the same reports in memory.
use super::Factory;
use crate::suite::make::{actor, dated, day, page, place, report};
use marsad_model::{Day, EventType, Modality, Report};
use marsad_store::{Added, FacetValue, Filter, NewDocument, ReportRow, Store};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use std::collections::{BTreeMap, BTreeSet};

/// English name, ways it is written, and ways it is asked for.
type Named = (&'static str, &'static [&'static str], &'static [&'static str]);

const PLACES: [Named; 3] = [
    ("Al-Hasakah", &["الحسكة", "حسكة"], &["الحسكه", "hasakah", "al-Hasakah"]),
    ("Baghdad", &["بغداد"], &["بغــداد", "BAGHDAD"]),
    ("Deir ez-Zor", &["دير الزور"], &["الزور", "deir al-zor", "دير زور"]),
];
const ACTORS: [Named; 3] = [
    ("Islamic State", &["داعش", "تنظيم الدولة الإسلامية"], &["islamic state", "State"]),
    (
        "Syrian Democratic Forces",
        &["قوات سوريا الديمقراطية", "قوّات ســوريا الديموقراطية"],
        &["قوات سوريا", "syrian democratic"],
    ),
    ("Iraqi Army", &["الجيش العراقي"], &["جيش", "iraqi army"]),
];
/// A word as texts have it, and as it is asked for.
const WORDS: [(&str, &str); 4] = [("والمخيم", "مخيم"), ("بالطائرات", "طائرات"), ("هُدنة", "هدنه"), ("ولجنة", "اللجنة")];
const OUTLETS: [Option<&str>; 3] = [None, Some("وكالة الساحل"), Some("Coast Agency")];
const TYPES: [EventType; 3] = [EventType::Assault, EventType::Coerce, EventType::Aid];
const MODALITIES: [Modality; 3] = [Modality::Asserted, Modality::Denied, Modality::Alleged];

#[derive(Debug, Clone)]
struct R {
    type_: usize,
    modality: usize,
    confidence: u8,
    places: Vec<(usize, usize)>,
    actors: Vec<(usize, usize)>,
    recipient: Option<usize>,
    date: Option<(Option<i8>, Option<i8>)>,
}

#[derive(Debug, Clone)]
struct D {
    target: u8,
    published: Option<i8>,
    outlet: usize,
    words: BTreeSet<usize>,
    captured: u8,
    reports: Vec<R>,
}

/// What is asked: the filter's fields by number, so that the naive filter need not fold.
#[derive(Debug, Clone)]
struct Q {
    type_: Option<usize>,
    modality: Option<usize>,
    place: Option<(usize, usize)>,
    actor: Option<(usize, usize)>,
    outlet: Option<usize>,
    from: Option<i8>,
    to: Option<i8>,
    confidence: Option<u8>,
    word: Option<(usize, bool)>,
    named: Option<usize>,
    document: Option<u8>,
    limit: usize,
}

fn some_report() -> impl Strategy<Value = R> {
    let some_day = || proptest::option::weighted(0.8, 1i8..=28);
    (
        (0..TYPES.len(), 0..MODALITIES.len(), 0u8..=4),
        prop::collection::vec((0..PLACES.len(), 0usize..9), 0..3),
        prop::collection::vec((0..ACTORS.len(), 0usize..9), 0..2),
        proptest::option::of(0..ACTORS.len()),
        proptest::option::of((some_day(), some_day())),
    )
        .prop_map(|((type_, modality, confidence), places, actors, recipient, date)| R {
            type_,
            modality,
            confidence,
            places,
            actors,
            recipient,
            date,
        })
}

fn some_document() -> impl Strategy<Value = D> {
    (
        0u8..12,
        proptest::option::weighted(0.8, 1i8..=28),
        0..OUTLETS.len(),
        prop::collection::btree_set(0..WORDS.len(), 0..WORDS.len()),
        0u8..3,
        prop::collection::vec(some_report(), 0..5),
    )
        .prop_map(|(target, published, outlet, words, captured, reports)| D {
            target,
            published,
            outlet,
            words,
            captured,
            reports,
        })
}

fn some_question() -> impl Strategy<Value = Q> {
    let rare = |n: usize| proptest::option::weighted(0.3, 0..n);
    (
        (rare(TYPES.len()), rare(MODALITIES.len()), rare(OUTLETS.len())),
        (
            proptest::option::weighted(0.3, (0..PLACES.len(), 0usize..9)),
            proptest::option::weighted(0.3, (0..ACTORS.len(), 0usize..9)),
        ),
        (proptest::option::weighted(0.3, 1i8..=28), proptest::option::weighted(0.3, 1i8..=28)),
        proptest::option::weighted(0.3, 0u8..=4),
        (proptest::option::weighted(0.3, (0..WORDS.len(), any::<bool>())), rare(PLACES.len())),
        proptest::option::weighted(0.1, 0u8..12),
        1usize..6,
    )
        .prop_map(
            |((type_, modality, outlet), (place, actor), (from, to), confidence, (word, named), document, limit)| Q {
                type_,
                modality,
                place,
                actor,
                outlet,
                from,
                to,
                confidence,
                word,
                named,
                document,
                limit,
            },
        )
}

fn april(n: i8) -> Day {
    day(2024, 4, n)
}

fn pick<'a>(of: &[&'a str], at: usize) -> &'a str {
    of[at % of.len()]
}

fn build_report(r: &R, start: usize) -> Report {
    let mut out = report(start);
    out.type_ = TYPES[r.type_];
    out.modality = MODALITIES[r.modality];
    out.confidence = f64::from(r.confidence) / 4.0;
    out.places = r.places.iter().map(|&(p, w)| place(PLACES[p].0, pick(PLACES[p].1, w))).collect();
    out.actors = r.actors.iter().map(|&(a, w)| actor(ACTORS[a].0, pick(ACTORS[a].1, w))).collect();
    out.recipients = r.recipient.iter().map(|&a| actor(ACTORS[a].0, pick(ACTORS[a].1, 0))).collect();
    out.date = r.date.and_then(|(from, to)| dated(from.map(april), to.map(april)));
    out
}

fn build(d: &D, serial: usize) -> NewDocument {
    let body = d.words.iter().map(|&w| WORDS[w].0).collect::<Vec<_>>().join(" ثم ");
    let reports = d.reports.iter().enumerate().map(|(n, r)| build_report(r, n)).collect();
    let mut new = page(&format!("https://a.example/{}", d.target), &format!("خبر {serial}"), &body, reports);
    new.document.published = d.published.map(april);
    new.document.outlet = OUTLETS[d.outlet].map(str::to_owned);
    new.captured_at = format!("2024-05-01T10:00:0{}Z", d.captured);
    new
}

/// A report in the naive store.
#[derive(Debug, Clone)]
struct Kept {
    document: i64,
    current: bool,
    d: D,
    r: R,
    report: Report,
}

/// Adds all to the store; gives what a naive store holds, newest first as pages give it.
fn fill(store: &dyn Store, documents: &[D]) -> Vec<Kept> {
    // Of each page the version captured last, of equal ones the last added, is current.
    let mut latest: BTreeMap<u8, (u8, usize)> = BTreeMap::new();
    for (n, d) in documents.iter().enumerate() {
        let slot = latest.entry(d.target).or_insert((d.captured, n));
        if d.captured >= slot.0 {
            *slot = (d.captured, n);
        }
    }
    let mut kept = Vec::new();
    for (n, d) in documents.iter().enumerate() {
        let new = build(d, n);
        let Added::New(document) = store.add(&new).unwrap() else { panic!("title {n} makes it new") };
        for (r, report) in d.reports.iter().zip(new.reports) {
            kept.push(Kept { document, current: latest[&d.target].1 == n, d: d.clone(), r: r.clone(), report });
        }
    }
    // Newest first, then the document added last, then the order of the text (the sort is stable).
    kept.sort_by_key(|k| std::cmp::Reverse((k.d.published.unwrap_or(0), k.document)));
    kept
}

fn filter(q: &Q, documents: &[i64]) -> Filter {
    let mut words: Vec<String> = Vec::new();
    words.extend(q.word.map(|(w, out)| format!("{}{}", if out { "-" } else { "" }, WORDS[w].1)));
    words.extend(q.named.map(|p| format!("\"{}\"", PLACES[p].0)));
    Filter {
        q: (!words.is_empty()).then(|| words.join(" ")),
        type_: q.type_.map(|t| TYPES[t]),
        modality: q.modality.map(|m| MODALITIES[m]),
        place: q.place.map(|(p, n)| pick(PLACES[p].2, n).to_owned()),
        actor: q.actor.map(|(a, n)| pick(ACTORS[a].2, n).to_owned()),
        outlet: q.outlet.and_then(|o| OUTLETS[o]).map(str::to_owned),
        from: q.from.map(april),
        to: q.to.map(april),
        min_confidence: q.confidence.map(|c| f64::from(c) / 4.0),
        document: q.document.and_then(|n| documents.get(usize::from(n)).copied()),
        limit: Some(q.limit),
        after: None,
        ..Filter::default()
    }
}

/// Whether a report answers the question, told by the numbers alone.
fn answers(k: &Kept, q: &Q, f: &Filter) -> bool {
    let at = |p: usize| k.r.places.iter().any(|(n, _)| *n == p);
    let by = |a: usize| k.r.actors.iter().map(|(n, _)| *n).chain(k.r.recipient).any(|n| n == a);
    let (first, last) = match k.r.date {
        Some((from, to)) if from.or(to).is_some() => (from.unwrap_or(i8::MIN), to.unwrap_or(i8::MAX)),
        _ => k.d.published.map_or((i8::MAX, i8::MIN), |p| (p, p)),
    };
    let undated = k.d.published.is_none() && k.r.date.is_none_or(|(from, to)| from.or(to).is_none());
    f.document.map_or(k.current, |id| k.document == id)
        && q.type_.is_none_or(|t| k.r.type_ == t)
        && q.modality.is_none_or(|m| k.r.modality == m)
        && q.place.is_none_or(|(p, _)| at(p))
        && q.actor.is_none_or(|(a, _)| by(a))
        && (f.outlet.is_none() || q.outlet == Some(k.d.outlet))
        && q.from.is_none_or(|from| !undated && last >= from)
        && q.to.is_none_or(|to| !undated && first <= to)
        && q.confidence.is_none_or(|c| k.r.confidence >= c)
        && q.word.is_none_or(|(w, out)| k.d.words.contains(&w) != out)
        && q.named.is_none_or(at)
}

/// The values and counts of a facet, most first, at most 30.
fn counted(values: impl Iterator<Item = BTreeSet<String>>) -> Vec<FacetValue> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    values.flatten().for_each(|value| *counts.entry(value).or_default() += 1);
    let mut out: Vec<_> = counts.into_iter().map(|(value, count)| FacetValue { value, count }).collect();
    out.sort_by_key(|facet| std::cmp::Reverse(facet.count));
    out.truncate(30);
    out
}

fn one(value: &str) -> BTreeSet<String> {
    BTreeSet::from([value.to_owned()])
}

/// Fills stores at random and asks them at random.
pub fn pages_and_facets_equal_the_naive_ones(make: &Factory, cases: u32) {
    let mut runner = TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() });
    let documents = prop::collection::vec(some_document(), 0..14);
    let questions = prop::collection::vec(some_question(), 12);
    runner.run(&(documents, questions), |(documents, questions)| check(make, &documents, &questions)).unwrap();
}

fn check(make: &Factory, documents: &[D], questions: &[Q]) -> Result<(), TestCaseError> {
    let made = make(None);
    let store = made.store();
    let kept = fill(store, documents);
    let ids: Vec<i64> = kept.iter().map(|k| k.document).collect::<BTreeSet<_>>().into_iter().collect();

    for q in questions {
        let f = filter(q, &ids);
        let naive: Vec<&Kept> = kept.iter().filter(|k| answers(k, q, &f)).collect();

        let mut rows: Vec<ReportRow> = Vec::new();
        let mut after = None;
        loop {
            let page = store.reports(&Filter { after: after.clone(), ..f.clone() }).unwrap();
            prop_assert_eq!(page.total, naive.len() as u64, "{:?}", f);
            prop_assert!(page.rows.len() <= q.limit);
            prop_assert_eq!(page.next.is_some(), rows.len() + page.rows.len() < naive.len());
            rows.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        prop_assert_eq!(
            rows.iter().map(|row| (row.document, &row.report, row.published)).collect::<Vec<_>>(),
            naive.iter().map(|k| (k.document, &k.report, k.d.published.map(april))).collect::<Vec<_>>(),
            "{:?}",
            f
        );
        let seen: BTreeSet<i64> = rows.iter().map(|row| row.id).collect();
        prop_assert_eq!(seen.len(), rows.len());

        // Each facet leaves its own narrowing out.
        let facets = store.facets(&f).unwrap();
        let without = |change: fn(&mut Q)| {
            let mut q = q.clone();
            change(&mut q);
            let f = filter(&q, &ids);
            kept.iter().filter(|k| answers(k, &q, &f)).collect::<Vec<_>>()
        };
        prop_assert_eq!(
            facets.types,
            counted(without(|q| q.type_ = None).iter().map(|k| one(TYPES[k.r.type_].as_str())))
        );
        prop_assert_eq!(
            facets.modalities,
            counted(without(|q| q.modality = None).iter().map(|k| one(MODALITIES[k.r.modality].as_str())))
        );
        prop_assert_eq!(
            facets.outlets,
            counted(without(|q| q.outlet = None).iter().map(|k| OUTLETS[k.d.outlet].map(one).unwrap_or_default()))
        );
        prop_assert_eq!(
            facets.places,
            counted(
                without(|q| q.place = None).iter().map(|k| k.report.places.iter().map(|p| p.name.clone()).collect())
            )
        );
        prop_assert_eq!(
            facets.actors,
            counted(
                without(|q| q.actor = None).iter().map(|k| k
                    .report
                    .actors
                    .iter()
                    .chain(&k.report.recipients)
                    .map(|a| a.entity.clone())
                    .collect())
            )
        );
    }
    let stats = store.stats().unwrap();
    prop_assert_eq!(stats.reports, kept.iter().filter(|k| k.current).count() as u64);
    prop_assert_eq!(stats.documents, documents.iter().map(|d| d.target).collect::<BTreeSet<_>>().len() as u64);
    prop_assert!(made.store.verify().unwrap().is_sound());
    Ok(())
}
