//! The literate cases beside the packs: `lexicon/<tag>/frames/*.cases.md` and `lexicon/<tag>/*.cases.md`, written like those of Arabic
//! (`crates/coder/tests/frame_cases.rs`). Also what must hold of any text.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::LazyLock;

use marsad_clause::ClauseReader;
use marsad_lexicon::{Files, Gazetteer, LanguagePack};
use marsad_model::{Day, Report, Span};
use marsad_text::Text;
use proptest::prelude::*;

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::load(&Files::builtin()).unwrap());
static ENGLISH: LazyLock<LanguagePack> =
    LazyLock::new(|| LanguagePack::load(&Files::builtin(), "en", &GAZETTEER).unwrap());

struct Case {
    place: String,
    text: String,
    published: Option<Day>,
    expected: Vec<String>,
}

fn parse(file: &str, text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut fenced = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.starts_with("```") {
            fenced = !fenced;
            if fenced {
                cases.push(Case {
                    place: format!("{file}:{number}"),
                    text: String::new(),
                    published: "2024-05-10".parse().ok(),
                    expected: Vec::new(),
                });
            }
        } else if let (true, Some(case)) = (fenced, cases.last_mut()) {
            match line.strip_prefix("published:") {
                Some(day) => case.published = Some(day.trim().parse().expect("a day")),
                None => {
                    let apart = if case.text.is_empty() { "" } else { "\n" };
                    case.text = format!("{}{apart}{line}", case.text);
                }
            }
        } else if let (Some(item), Some(case)) = (line.strip_prefix("- "), cases.last_mut()) {
            case.expected.push(item.trim().to_owned());
        }
    }
    cases
}

fn values(report: &Report, field: &str) -> Vec<String> {
    let bound = |x: Option<u64>| x.map(|x| x.to_string()).unwrap_or_default();
    let day = |x: Option<Day>| x.map(|x| x.to_string()).unwrap_or_default();
    match field {
        "actor" => report.actors.iter().map(|a| a.quote.text.clone()).collect(),
        "recipient" => report.recipients.iter().map(|a| a.quote.text.clone()).collect(),
        "country" => report.actors.iter().filter_map(|a| a.country.clone()).collect(),
        "sector" => report.actors.iter().filter_map(|a| a.sector.map(|s| s.to_string())).collect(),
        "id" => report.actors.iter().filter_map(|a| a.id.clone()).collect(),
        "place" => report.places.iter().map(|p| p.quote.text.clone()).collect(),
        "placeid" => report.places.iter().filter_map(|p| p.id.clone()).collect(),
        "said_by" => report.said_by.iter().map(|s| s.quote.text.clone()).collect(),
        "date" => report.date.iter().map(|d| format!("{}..{}", day(d.from), day(d.to))).collect(),
        "count" => report.counts.iter().map(|c| format!("{}:{}-{}", c.what, bound(c.min), bound(c.max))).collect(),
        "modality" => vec![report.modality.to_string()],
        "polarity" => vec![report.polarity.to_string()],
        "aux" => report.aux.iter().map(ToString::to_string).collect(),
        other => panic!("a case names the unknown field `{other}`"),
    }
}

/// What keeps a report from being the expected one.
fn differs(report: &Report, expected: &str) -> Option<String> {
    let (head, rest) = expected.split_once(' ').unwrap_or((expected, ""));
    let (type_, modes) = head.split_once('/').unwrap_or((head, ""));
    let found: Vec<&str> = report.mode.iter().map(|m| m.as_str()).collect();
    let wanted: Vec<&str> = modes.split('+').filter(|m| !m.is_empty()).collect();
    if report.type_.as_str() != type_ || found != wanted {
        return Some(format!("{}/{found:?}", report.type_));
    }
    let (trigger, rest) = rest
        .split_once('«')
        .and_then(|(_, r)| r.split_once('»'))
        .unwrap_or_else(|| panic!("no trigger in `{expected}`"));
    if report.trigger.text != trigger {
        return Some(format!("trigger «{}»", report.trigger.text));
    }
    let mut fields: Vec<(String, String)> = Vec::new();
    for part in rest.split_whitespace() {
        match part.split_once('=').filter(|(k, _)| k.chars().all(|c| c.is_ascii_lowercase() || c == '_')) {
            Some((key, value)) => fields.push((key.to_owned(), value.to_owned())),
            None => {
                let value = &mut fields.last_mut().expect("a field name").1;
                *value = format!("{value} {part}");
            }
        }
    }
    fields.into_iter().find_map(|(key, value)| {
        let wanted: Vec<&str> = value.split('|').map(str::trim).filter(|v| !v.is_empty()).collect();
        let found = values(report, &key);
        (found != wanted).then(|| format!("{key} {found:?} instead of {wanted:?}"))
    })
}

/// Runs every case of a pack; gives how many there were.
fn run(tag: &str) -> usize {
    let pack = LanguagePack::load(&Files::builtin(), tag, &GAZETTEER).unwrap();
    let reader = ClauseReader::new(&GAZETTEER, &pack);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lexicon").join(tag);
    let mut files: Vec<_> = [folder.join("frames"), folder]
        .iter()
        .flat_map(|f| std::fs::read_dir(f).unwrap().map(|e| e.unwrap().path()))
        .filter(|p| p.to_string_lossy().ends_with(".cases.md"))
        .collect();
    files.sort();
    let (mut count, mut failures) = (0, Vec::new());
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for case in parse(&name, &std::fs::read_to_string(&path).unwrap()) {
            count += 1;
            assert!(!case.expected.is_empty(), "{}: a case needs its reports, or `- nothing`", case.place);
            let reports = reader.read(&Text::new(case.text.as_str()), case.published);
            let expected: Vec<&String> = case.expected.iter().filter(|e| *e != "nothing").collect();
            let mut left: Vec<&Report> = reports.iter().collect();
            let mut missing = Vec::new();
            for line in expected {
                match left.iter().position(|r| differs(r, line).is_none()) {
                    Some(at) => {
                        left.remove(at);
                    }
                    None => missing.push(format!(
                        "{line}: {:?}",
                        reports.iter().filter_map(|r| differs(r, line)).collect::<Vec<_>>()
                    )),
                }
            }
            if !missing.is_empty() || !left.is_empty() {
                let found: Vec<String> = left
                    .iter()
                    .map(|r| format!("{}/{:?} «{}» [{}]", r.type_, r.mode, r.trigger.text, r.rule))
                    .collect();
                failures.push(format!("{} {}\n  missing {missing:#?}\n  too many {found:#?}", case.place, case.text));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {count} cases fail:\n{}", failures.len(), failures.join("\n"));
    count
}

#[test]
fn every_case_of_english_codes_as_written() {
    assert!(run("en") > 300);
}

#[test]
fn every_case_of_turkish_codes_as_written() {
    assert!(run("tr") >= 10);
}

#[test]
fn every_frame_of_english_stands_in_a_file_with_cases() {
    let files = Files::builtin();
    for path in files.paths("lexicon/en/frames/", ".toml") {
        let cases = path.replace(".toml", ".cases.md");
        let text = files.get(&cases).first().unwrap_or_else(|| panic!("{path} has no {cases}")).text.clone();
        assert!(text.contains("- nothing"), "{cases} has no look-alike");
    }
}

#[test]
fn the_sixteen_types_have_frames_in_english() {
    for type_ in marsad_model::EventType::ALL {
        assert!(ENGLISH.frames.iter().any(|f| f.frame.type_ == *type_), "{type_} has no frame");
    }
}

#[test]
fn swapping_the_sides_swaps_them_in_the_report() {
    let reader = ClauseReader::new(&GAZETTEER, &ENGLISH);
    let read = |text: &str| reader.read(&Text::new(text), None);
    let pairs = [
        (
            "Israeli soldiers killed two Palestinian fighters near Jenin.",
            "Palestinian fighters killed two Israeli soldiers near Jenin.",
        ),
        ("Hamas accused Israel of breaking the truce.", "Israel accused Hamas of breaking the truce."),
        ("Syrian troops shelled Turkish positions.", "Turkish troops shelled Syrian positions."),
    ];
    for (one, other) in pairs {
        let (a, b) = (read(one), read(other));
        assert_eq!((a.len(), b.len()), (1, 1), "{one}");
        assert_eq!((a[0].type_, &a[0].mode, a[0].confidence), (b[0].type_, &b[0].mode, b[0].confidence), "{one}");
        let country = |list: &[marsad_model::Actor]| list.iter().map(|x| x.country.clone()).collect::<Vec<_>>();
        assert_eq!(country(&a[0].actors), country(&b[0].recipients), "{one}");
        assert_eq!(country(&a[0].recipients), country(&b[0].actors), "{one}");
    }
}

fn spans(report: &Report) -> Vec<(Span, String)> {
    let mut out = vec![
        (report.trigger.span(), report.trigger.text.clone()),
        (report.evidence.span(), report.evidence.text.clone()),
    ];
    out.extend(report.actors.iter().chain(&report.recipients).map(|a| (a.quote.span(), a.quote.text.clone())));
    out.extend(report.places.iter().map(|p| (p.quote.span(), p.quote.text.clone())));
    out.extend(report.counts.iter().map(|c| (c.quote.span(), c.quote.text.clone())));
    out.extend(report.date.iter().map(|d| (d.quote.span(), d.quote.text.clone())));
    out.extend(report.said_by.iter().map(|s| (s.quote.span(), s.quote.text.clone())));
    out
}

fn word() -> impl Strategy<Value = String> {
    let listed = "the rebels army Israel Syria's attacked accused of said that will not threatened to demand demanded in on by , . ; ( ) and who after \
                  unless killed three hundred 12 May 2024 U.N. last week bomb talks was been to a troops’ - ’s \u{301} \" “ must refused agreed"
        .split_whitespace()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    prop_oneof![8 => prop::sample::select(listed), 1 => "\\PC{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_and_every_quote_stands_in_it(words in prop::collection::vec(word(), 0..60)) {
        let source = words.join(" ");
        let text = Text::new(source.as_str());
        let published = "2024-05-10".parse().ok();
        for report in ClauseReader::new(&GAZETTEER, &ENGLISH).read(&text, published) {
            for (span, quoted) in spans(&report) {
                prop_assert!(!quoted.is_empty());
                prop_assert_eq!(text.slice(span), quoted);
            }
            prop_assert!(report.mode.iter().all(|m| report.type_.modes().contains(m)));
        }
    }
}
