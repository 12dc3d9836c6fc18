//! The literate cases of what is told of a document beside its reports: `figures`, `genres` and `contexts` in `lexicon/ar`.
//!
//! A case is a `##` heading, a fenced block whose first lines may be `title:`, `published:`, `outlet:` and `url:`, and a list:
//!
//! ```text
//! - figure held 3200-3200 of=«معتقل» place=«…» said_by=«…» date=FROM..TO      all figures, or `- no figure`
//! - genre anniversary
//! - ASSAULT «قتلت» historical                                                or `not historical`
//! - ASSAULT «قصف» has=military not=election contexts=military|territory
//! ```

#![allow(clippy::unwrap_used)]

use std::path::Path;

use marsad_coder::Coder;
use marsad_lexicon::Lexicon;
use marsad_model::{Aux, CodedDocument, Document, Figure};

struct Case {
    place: String,
    document: Document,
    expected: Vec<String>,
}

fn parse(file: &str, text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let (mut fenced, mut heading) = (false, String::new());
    for (number, line) in text.lines().enumerate() {
        if let Some(h) = line.strip_prefix("## ") {
            heading = h.trim().to_owned();
        } else if line.starts_with("```") {
            fenced = !fenced;
            if fenced {
                let place = format!("{file}:{} ({heading})", number + 1);
                let document = Document { published: "2024-05-10".parse().ok(), ..Document::default() };
                cases.push(Case { place, document, expected: Vec::new() });
            }
        } else if let (true, Some(Case { document, .. })) = (fenced, cases.last_mut()) {
            match line.split_once(": ").filter(|_| document.text.is_empty()) {
                Some(("title", title)) => document.title = title.to_owned(),
                Some(("published", day)) => document.published = Some(day.trim().parse().expect("a day")),
                Some(("outlet", outlet)) => document.outlet = Some(outlet.to_owned()),
                Some(("url", url)) => document.url = Some(url.to_owned()),
                _ => {
                    if !document.text.is_empty() {
                        document.text.push('\n');
                    }
                    document.text.push_str(line);
                }
            }
        } else if let (Some(item), Some(case)) = (line.strip_prefix("- "), cases.last_mut()) {
            case.expected.push(item.trim().to_owned());
        }
    }
    cases
}

/// The words of a case's `«…»`.
fn quoted(text: &str) -> &str {
    text.trim().trim_start_matches('«').trim_end_matches('»')
}

/// The fields `key=value` of a line, whose values may have spaces inside «».
fn fields(text: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for part in text.split_whitespace() {
        match part.split_once('=') {
            Some((key, value)) => out.push((key.to_owned(), value.to_owned())),
            None => out.last_mut().expect("a field before").1.push_str(&format!(" {part}")),
        }
    }
    out
}

fn figure_fits(figure: &Figure, expected: &str) -> bool {
    let mut words = expected.splitn(4, ' ').skip(1);
    let (what, range, rest) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap_or_default());
    let bound = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    let value = |key: &str| match key {
        "of" => figure.of.clone(),
        "place" => figure.place.as_ref().map(|p| p.quote.text.clone()),
        "subject" => figure.subject.as_ref().map(|a| a.quote.text.clone()),
        "said_by" => figure.said_by.as_ref().map(|s| s.quote.text.clone()),
        "cue" => Some(figure.cue.text.clone()),
        other => panic!("a case names the unknown field `{other}`"),
    };
    figure.what.as_str() == what
        && format!("{}-{}", bound(figure.min), bound(figure.max)) == range
        && fields(rest).iter().all(|(key, wanted)| value(key).unwrap_or_default() == quoted(wanted))
}

/// What a line about one report finds wrong.
fn report_fault(coded: &CodedDocument, line: &str) -> Option<String> {
    let (type_, rest) = line.split_once(' ').unwrap();
    let (trigger, rest) = rest.trim_start().trim_start_matches('«').split_once('»').unwrap();
    let report = coded.reports.iter().find(|r| r.type_.as_str() == type_ && r.trigger.text == trigger);
    let Some(report) = report else {
        let all: Vec<String> = coded.reports.iter().map(|r| format!("{} «{}»", r.type_, r.trigger.text)).collect();
        return Some(format!("no {type_} «{trigger}» among {all:?}"));
    };
    let contexts: Vec<&str> = report.contexts.iter().map(|c| c.as_str()).collect();
    let right = match rest.trim() {
        "historical" => report.aux.contains(&Aux::Historical),
        "not historical" => !report.aux.contains(&Aux::Historical),
        rest => fields(rest).iter().all(|(key, value)| match key.as_str() {
            "has" => contexts.contains(&value.as_str()),
            "not" => !contexts.contains(&value.as_str()),
            "contexts" => contexts == value.split('|').filter(|v| !v.is_empty()).collect::<Vec<_>>(),
            other => panic!("a case names the unknown field `{other}`"),
        }),
    };
    (!right).then(|| format!("{line}: has aux {:?}, contexts {contexts:?}, date {:?}", report.aux, report.date))
}

fn faults(coded: &CodedDocument, case: &Case) -> Vec<String> {
    let mut out = Vec::new();
    let (mut figures, mut left): (Option<bool>, Vec<&Figure>) = (None, coded.figures.iter().collect());
    for line in &case.expected {
        if line == "no figure" {
            figures = Some(false);
        } else if line.starts_with("figure ") {
            figures = Some(true);
            match left.iter().position(|f| figure_fits(f, line)) {
                Some(at) => drop(left.remove(at)),
                None => out.push(format!("missing: {line}")),
            }
        } else if let Some(genre) = line.strip_prefix("genre ") {
            if coded.genre.map(|g| g.as_str()) != Some(genre) {
                let cues: Vec<&str> = coded.genre_cues.iter().map(|q| q.text.as_str()).collect();
                out.push(format!("genre {:?} instead of {genre}, by {cues:?}", coded.genre));
            }
        } else {
            out.extend(report_fault(coded, line));
        }
    }
    if figures.is_some() {
        out.extend(left.iter().map(|f| {
            let of = (
                &f.of,
                f.min,
                f.max,
                f.place.as_ref().map(|p| &p.quote.text),
                f.said_by.as_ref().map(|s| &s.quote.text),
            );
            format!("too much: {} «{}» by «{}» {} {of:?}", f.what, f.quote.text, f.cue.text, f.rule)
        }));
    }
    out
}

#[test]
fn every_document_case_codes_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lexicon/ar");
    let coder = Coder::new(Lexicon::builtin());
    let (mut count, mut failures) = (0, Vec::new());
    for name in ["figures", "genres", "contexts"] {
        let file = format!("{name}.cases.md");
        for case in parse(&file, &std::fs::read_to_string(folder.join(&file)).unwrap()) {
            count += 1;
            assert!(!case.expected.is_empty(), "{}: a case needs what it expects", case.place);
            let coded = coder.code(&case.document);
            let faults = faults(&coded, &case);
            if !faults.is_empty() {
                failures.push(format!("{}\n  text: {}\n  {}", case.place, case.document.text, faults.join("\n  ")));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {count} cases fail:\n{}", failures.len(), failures.join("\n"));
}
