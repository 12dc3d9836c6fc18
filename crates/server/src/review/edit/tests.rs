use super::*;
use crate::review::words::tests::{report, text};

fn edit(report: &mut Report, pairs: &[(&str, &str)]) -> Result<Option<String>, Fault> {
    let text = text();
    let desk = Desk { text: &text, published: "2023-05-02".parse().ok(), known: None };
    desk.edit(report, &Form(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()))
}

#[test]
fn words_become_values_and_values_go() {
    let mut r = report();
    let open = edit(&mut r, &[("set", "whom.new"), ("start", "6"), ("end", "10")]).unwrap();
    assert_eq!(open.as_deref(), Some("whom.0"));
    assert_eq!((r.recipients[0].entity.as_str(), r.recipients[0].quote.start), ("إدلب", 6));
    edit(&mut r, &[("set", "whom.0"), ("do", "remove")]).unwrap();
    assert!(r.recipients.is_empty());
    edit(&mut r, &[("set", "when"), ("do", "remove")]).unwrap();
    assert_eq!(r.date, None);
    edit(&mut r, &[("set", "said"), ("words", "مرة أخرى")]).unwrap();
    assert_eq!((r.said_by.unwrap().quote.text.as_str(), r.modality), ("مرة أخرى", Modality::Reported));
}

#[test]
fn the_same_words_in_the_form_stay_where_they_stood() {
    let mut r = report();
    let before = r.places[0].quote.clone();
    edit(&mut r, &[("set", "where.0"), ("words", "إدلب"), ("pick", "-")]).unwrap();
    assert_eq!((&r.places[0].quote, r.places[0].id.as_deref()), (&before, None));
}

#[test]
fn another_type_keeps_only_the_modes_that_it_takes() {
    let mut r = report();
    edit(&mut r, &[("set", "act"), ("do", "set"), ("type", "PROTEST"), ("mode", "aerial"), ("mode", "demo")]).unwrap();
    assert_eq!((r.type_, r.mode.as_slice()), (EventType::Protest, &[Mode::Demo][..]));
    edit(&mut r, &[("set", "voice"), ("modality", "denied"), ("polarity", "negated"), ("aux", "negation")]).unwrap();
    assert_eq!((r.modality, r.polarity, r.aux.len()), (Modality::Denied, Polarity::Negated, 1));
}

#[test]
fn numbers_and_days_are_read_from_the_words_unless_they_are_typed() {
    let text = FullText::of(&marsad_model::Document {
        title: "مقتل أكثر من 20 شخصا أمس".into(),
        ..marsad_model::Document::default()
    });
    let desk = Desk { text: &text, published: "2023-05-02".parse().ok(), known: None };
    let form = |pairs: &[(&str, &str)]| Form(pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect());
    let mut r = report();
    r.counts.clear();
    r.date = None;
    desk.edit(&mut r, &form(&[("set", "count.new"), ("words", "أكثر من 20 شخصا")])).unwrap();
    assert_eq!((r.counts[0].min, r.counts[0].max, r.counts[0].of.as_deref()), (Some(20), None, Some("شخصا")));
    desk.edit(&mut r, &form(&[("set", "count.0"), ("words", "أكثر من 20 شخصا"), ("min", "21"), ("max", "21")]))
        .unwrap();
    assert_eq!((r.counts[0].min, r.counts[0].max), (Some(21), Some(21)));
    desk.edit(&mut r, &form(&[("set", "when"), ("words", "أمس"), ("from", ""), ("to", "")])).unwrap();
    assert_eq!(r.date.as_ref().unwrap().from, "2023-05-01".parse().ok());
    desk.edit(&mut r, &form(&[("set", "when"), ("words", "أمس"), ("from", "2023-04-30"), ("to", "2023-04-30")]))
        .unwrap();
    assert_eq!(r.date.unwrap().from, "2023-04-30".parse().ok());
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    for (pairs, parameter) in [
        (&[("set", "who.7"), ("do", "remove")][..], "set"),
        (&[("set", "colour")], "set"),
        (&[("set", "who.new")], "words"),
        (&[("set", "who.new"), ("words", "ليس هنا")], "words"),
        (&[("set", "who.new"), ("start", "4"), ("end", "99999")], "words"),
        (&[("set", "who.0"), ("start", "x"), ("end", "5")], "start"),
        (&[("set", "who.0"), ("pick", "nobody")], "pick"),
        (&[("set", "act"), ("type", "WAR")], "type"),
        (&[("set", "when"), ("from", "2023-05-03"), ("to", "2023-05-01")], "from"),
        (&[("set", "count.0"), ("min", "9"), ("max", "3")], "min"),
        (&[("set", "count.0"), ("min", "-1"), ("max", "3")], "min"),
    ] {
        assert_eq!(edit(&mut report(), pairs).unwrap_err().parameter, parameter, "{pairs:?}");
    }
}
