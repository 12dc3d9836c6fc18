//! The literate cases beside the frames and the lists: `lexicon/ar/frames/*.cases.md`, `lexicon/ar/*.cases.md`.
//!
//! A case is a `##` heading, a fenced block with the text (first line `published: DATE` where it matters), and a list of
//! exactly the reports expected, or `- nothing`:
//!
//! ```text
//! - ASSAULT/aerial «غارة» actor=«قوات النظام» recipient=«المدنيين» place=«إدلب» count=killed:3-3 said_by=«ناشطون» modality=reported
//! ```
//!
//! Fields that are not named are not looked at; `actor=` with nothing behind it must be empty.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use marsad_coder::Coder;
use marsad_lexicon::Lexicon;
use marsad_model::{Document, Report};

struct Case {
    place: String,
    document: Document,
    expected: Vec<String>,
}

fn parse(file: &str, text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut fenced = false;
    let mut heading = String::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(h) = line.strip_prefix("## ") {
            heading = h.trim().to_owned();
        } else if line.starts_with("```") {
            fenced = !fenced;
            if fenced {
                let document = Document { published: "2024-05-10".parse().ok(), ..Document::default() };
                cases.push(Case {
                    place: format!("{file}:{} ({heading})", number + 1),
                    document,
                    expected: Vec::new(),
                });
            }
        } else if let (true, Some(case)) = (fenced, cases.last_mut()) {
            match line.strip_prefix("published:") {
                Some(day) => case.document.published = Some(day.trim().parse().expect("a day")),
                None if case.document.text.is_empty() => case.document.text = line.to_owned(),
                None => {
                    case.document.text.push('\n');
                    case.document.text.push_str(line);
                }
            }
        } else if let (Some(item), Some(case)) = (line.strip_prefix("- "), cases.last_mut()) {
            case.expected.push(item.trim().to_owned());
        }
    }
    cases
}

/// Values of a field of a report, as a case writes them.
fn values(report: &Report, field: &str) -> Vec<String> {
    match field {
        "actor" => report.actors.iter().map(|a| a.quote.text.clone()).collect(),
        "recipient" => report.recipients.iter().map(|a| a.quote.text.clone()).collect(),
        "place" => report.places.iter().map(|p| p.quote.text.clone()).collect(),
        "said_by" => report.said_by.iter().map(|s| s.quote.text.clone()).collect(),
        "date" => report
            .date
            .iter()
            .map(|d| {
                format!(
                    "{}..{}",
                    d.from.map(|x| x.to_string()).unwrap_or_default(),
                    d.to.map(|x| x.to_string()).unwrap_or_default()
                )
            })
            .collect(),
        "count" => report
            .counts
            .iter()
            .map(|c| {
                format!(
                    "{}:{}-{}",
                    c.what,
                    c.min.map(|x| x.to_string()).unwrap_or_default(),
                    c.max.map(|x| x.to_string()).unwrap_or_default()
                )
            })
            .collect(),
        "modality" => vec![report.modality.to_string()],
        "aux" => report.aux.iter().map(ToString::to_string).collect(),
        other => panic!("a case names the unknown field `{other}`"),
    }
}

/// What keeps a report from being the expected one.
fn differs(report: &Report, expected: &str) -> Option<String> {
    let (head, rest) = expected.split_once(' ').unwrap_or((expected, ""));
    let (type_, modes) = head.split_once('/').unwrap_or((head, ""));
    if report.type_.as_str() != type_ {
        return Some(format!("type {}", report.type_));
    }
    if head.contains('/') {
        let mut found: Vec<&str> = report.mode.iter().map(|m| m.as_str()).collect();
        let mut wanted: Vec<&str> = modes.split('+').filter(|m| !m.is_empty()).collect();
        found.sort_unstable();
        wanted.sort_unstable();
        if found != wanted {
            return Some(format!("mode {found:?}"));
        }
    }
    let trigger = rest.split_once('«').and_then(|(_, r)| r.split_once('»')).map_or("", |(t, _)| t);
    if report.trigger.text != trigger {
        return Some(format!("trigger «{}»", report.trigger.text));
    }
    let rest = rest.split_once('»').map_or("", |(_, r)| r);
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    for part in rest.split_whitespace() {
        match part.split_once('=').filter(|(k, _)| k.chars().all(|c| c.is_ascii_lowercase() || c == '_')) {
            Some((key, value)) => fields.push((key.to_owned(), vec![value.to_owned()])),
            None => {
                fields.last_mut().expect("a field name").1.last_mut().expect("a value").push_str(&format!(" {part}"))
            }
        }
    }
    for (key, value) in fields {
        let wanted: Vec<String> = value[0]
            .split('|')
            .map(|v| v.trim().trim_start_matches('«').trim_end_matches('»').to_owned())
            .filter(|v| !v.is_empty())
            .collect();
        let found = values(report, &key);
        if found != wanted {
            return Some(format!("{key} {found:?} instead of {wanted:?}"));
        }
    }
    None
}

#[test]
fn every_case_codes_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lexicon/ar");
    let coder = Coder::new(Lexicon::builtin());
    let (mut count, mut failures) = (0, Vec::new());
    let folders = [folder.join("frames"), folder];
    let mut files: Vec<_> =
        folders.iter().flat_map(|f| std::fs::read_dir(f).unwrap().map(|e| e.unwrap().path())).collect();
    files.sort();
    for path in files.iter().filter(|p| p.to_string_lossy().ends_with(".cases.md")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // These have a test of their own: `document_cases.rs`.
        if ["contexts.cases.md", "figures.cases.md", "genres.cases.md"].contains(&name.as_str()) {
            continue;
        }
        for case in parse(&name, &std::fs::read_to_string(path).unwrap()) {
            count += 1;
            assert!(!case.expected.is_empty(), "{}: a case needs its reports, or `- nothing`", case.place);
            let expected: Vec<&String> = case.expected.iter().filter(|e| *e != "nothing").collect();
            let reports = coder.code(&case.document).reports;
            let mut left: Vec<&Report> = reports.iter().collect();
            let mut missing = Vec::new();
            for line in expected {
                match left.iter().position(|r| differs(r, line).is_none()) {
                    Some(at) => {
                        left.remove(at);
                    }
                    None => missing.push(line),
                }
            }
            if !missing.is_empty() || !left.is_empty() {
                let found: Vec<String> = left
                    .iter()
                    .map(|r| {
                        format!(
                            "{}/{:?} «{}» a={:?} r={:?} p={:?} n={:?} s={:?} {} {:?} [{}]",
                            r.type_,
                            r.mode,
                            r.trigger.text,
                            values(r, "actor"),
                            values(r, "recipient"),
                            values(r, "place"),
                            values(r, "count"),
                            values(r, "said_by"),
                            r.modality,
                            values(r, "date"),
                            r.rule
                        )
                    })
                    .collect();
                failures.push(format!(
                    "{}\n  text:    {}\n  missing: {missing:?}\n  found:   {found:#?}",
                    case.place, case.document.text
                ));
            }
        }
    }
    eprintln!("{count} frame cases, {} fail", failures.len());
    assert!(failures.is_empty(), "{} of {count} cases fail:\n{}", failures.len(), failures.join("\n"));
}
