//! What is a difference and what is none.

use super::*;
use crate::Words;
use marsad_model::{Actor, Certainty, Count, CountKind, DateRange, EventType, Modality, Place, Polarity, Versions};
use marsad_store::ProposedCount;

const TEXT: &str = "قصف على حلب\n\nقصفت قوات الحكومة مدينة حلب أمس وقتلت خمسة مدنيين. وقالت القوات إن القصف استهدف مقرا. واعتقلت الشرطة طالبا.";

fn words(text: &str) -> Quote {
    Words::new(TEXT).nearest(text, &[Span::new(12, 200)], None).unwrap_or_else(|| panic!("{text}"))
}

fn actor(text: &str, id: &str) -> Actor {
    Actor { quote: words(text), entity: id.into(), id: Some(id.into()), country: None, sector: None, loaded: None }
}

fn place(text: &str, id: &str) -> Place {
    Place {
        quote: words(text),
        name: id.into(),
        id: Some(id.into()),
        lat: None,
        lon: None,
        kind: None,
        country: None,
        precision: 1,
        rivals: Vec::new(),
        matched: None,
    }
}

fn report(type_: EventType, trigger: &str, sentence: &str) -> Report {
    Report {
        type_,
        mode: Vec::new(),
        aux: Vec::new(),
        modality: Modality::Asserted,
        polarity: Polarity::Affirmed,
        certainty: Certainty::Unstated,
        trigger: words(trigger),
        event: 1,
        actors: Vec::new(),
        recipients: Vec::new(),
        places: Vec::new(),
        date: None,
        counts: Vec::new(),
        said_by: None,
        contexts: Vec::new(),
        loaded_terms: Vec::new(),
        confidence: 0.5,
        rule: "test".into(),
        evidence: words(sentence),
        versions: Versions { marsad: "0".into(), lexicon: "0".into() },
    }
}

fn attack() -> Report {
    let day = "2024-04-30".parse().ok();
    let mut out = report(EventType::Assault, "قصفت", "قصفت قوات الحكومة مدينة حلب أمس وقتلت خمسة مدنيين");
    out.actors = vec![actor("قوات الحكومة", "syr-army")];
    out.places = vec![place("حلب", "gn:1")];
    out.date = Some(DateRange { quote: words("أمس"), from: day, to: day });
    out.counts = vec![Count {
        quote: words("خمسة"),
        what: CountKind::Killed,
        of: Some("مدنيين".into()),
        min: Some(5),
        max: Some(5),
    }];
    out
}

fn proposal(type_: EventType, trigger: &str) -> ProposedReport {
    ProposedReport {
        type_,
        trigger: words(trigger),
        actors: Vec::new(),
        recipients: Vec::new(),
        places: Vec::new(),
        date: None,
        counts: Vec::new(),
    }
}

fn same_attack() -> ProposedReport {
    ProposedReport {
        actors: vec![words("قوات الحكومة")],
        places: vec![words("مدينة حلب")],
        date: Some(words("أمس")),
        counts: vec![ProposedCount { what: CountKind::Killed, quote: words("خمسة مدنيين") }],
        ..proposal(EventType::Assault, "قصفت")
    }
}

fn mention(kind: MentionKind, text: &str, id: &str) -> Mention {
    let quote = words(text);
    let json =
        serde_json::json!({ "start": quote.start, "end": quote.end, "text": quote.text, "kind": kind, "id": id });
    serde_json::from_value(json).unwrap()
}

fn told(reports: &[&Report], read: &Read, mentions: &[Mention]) -> Vec<(Option<i64>, Option<ReportField>)> {
    let reports: Vec<(i64, &Report)> = (1..).zip(reports.iter().copied()).collect();
    let found = differences(&reports, read, mentions, read.names.is_empty());
    found.into_iter().map(|one| (one.report, one.field)).collect()
}

fn one(proposal: ProposedReport) -> Read {
    Read { reports: vec![proposal], ..Read::default() }
}

#[test]
fn readings_on_the_same_words_are_the_same() {
    assert_eq!(told(&[&attack()], &one(same_attack()), &[]), []);
    let mut other = same_attack();
    other.places = vec![words("حلب")];
    other.trigger = words("القصف");
    assert_eq!(told(&[], &Read::default(), &[]), []);
    let elsewhere = told(&[&attack()], &one(other), &[]);
    assert_eq!(elsewhere, [(Some(1), None), (None, None)], "the act of another sentence is another report");
}

#[test]
fn the_house_understands_other_words_for_the_same() {
    let mut theirs = same_attack();
    theirs.actors = vec![words("القوات")];
    let actors = [(Some(1), Some(ReportField::Actors))];
    assert_eq!(told(&[&attack()], &one(theirs.clone()), &[]), actors);
    let known = [mention(MentionKind::Actor, "القوات", "syr-army")];
    assert_eq!(told(&[&attack()], &one(theirs.clone()), &known), []);
    let other = [mention(MentionKind::Actor, "القوات", "sdf")];
    assert_eq!(told(&[&attack()], &one(theirs), &other), actors);
}

#[test]
fn each_field_that_differs_is_told_with_the_words_of_the_other() {
    type Change = fn(&mut ProposedReport);
    let changes: [(Change, ReportField); 7] = [
        (|p| p.type_ = EventType::Coerce, ReportField::Type),
        (|p| p.actors.clear(), ReportField::Actors),
        (|p| p.actors.push(words("الشرطة")), ReportField::Actors),
        (|p| p.recipients = vec![words("مدنيين")], ReportField::Recipients),
        (|p| p.places.clear(), ReportField::Places),
        (|p| p.date = None, ReportField::Date),
        (|p| p.counts[0].what = CountKind::Wounded, ReportField::Counts),
    ];
    for (change, field) in changes {
        let mut theirs = same_attack();
        change(&mut theirs);
        assert_eq!(told(&[&attack()], &one(theirs), &[]), [(Some(1), Some(field))]);
    }
    let mut theirs = same_attack();
    theirs.type_ = EventType::Coerce;
    let found = differences(&[(7, &attack())], &one(theirs), &[], true);
    assert_eq!((found[0].code.as_deref(), found[0].words[0].text.as_str()), (Some("COERCE"), "قصفت"));
}

#[test]
fn a_report_that_one_of_both_has_is_told_either_way() {
    let arrest = report(EventType::Coerce, "اعتقلت", "واعتقلت الشرطة طالبا");
    assert_eq!(told(&[&attack(), &arrest], &one(same_attack()), &[]), [(Some(2), None)]);
    let both = Read { reports: vec![same_attack(), proposal(EventType::Coerce, "اعتقلت")], ..Read::default() };
    let found = differences(&[(1, &attack())], &both, &[], true);
    assert_eq!((found.len(), found[0].report, found[0].proposal), (1, None, Some(1)));
    assert_eq!((found[0].code.as_deref(), found[0].words[0].text.as_str()), (Some("COERCE"), "اعتقلت"));
    // Each proposal is about one report, and each report has one.
    let twice = Read { reports: vec![same_attack(), same_attack()], ..Read::default() };
    assert_eq!(told(&[&attack()], &twice, &[]), [(None, None)]);
}

#[test]
fn a_reader_of_names_speaks_of_names_alone() {
    let name = |kind, text| ProposedName { kind, quote: words(text) };
    let read = |names: Vec<ProposedName>| Read { names, ..Read::default() };
    let fits = read(vec![name(MentionKind::Actor, "قوات الحكومة"), name(MentionKind::Place, "حلب")]);
    assert_eq!(told(&[&attack()], &fits, &[]), []);
    let against = read(vec![name(MentionKind::Person, "مدينة حلب"), name(MentionKind::Place, "قوات الحكومة")]);
    let both = [(Some(1), Some(ReportField::Actors)), (Some(1), Some(ReportField::Places))];
    assert_eq!(told(&[&attack()], &against, &[]), both);
    // What the report lacks and the house does not know.
    let mut bare = attack();
    bare.places.clear();
    let found = read(vec![name(MentionKind::Place, "حلب")]);
    assert_eq!(told(&[&bare], &found, &[]), [(Some(1), Some(ReportField::Places))]);
    assert_eq!(told(&[&bare], &found, &[mention(MentionKind::Place, "حلب", "gn:1")]), []);
    let far = read(vec![name(MentionKind::Place, "مقرا")]);
    assert_eq!(told(&[&bare], &far, &[]), [], "another sentence says nothing of it");
}
