//! Runs the cases that stand beside the gazetteer and the lists of actors, people, titles, heads, loaded terms and short names:
//! each row's words in ⟦ ⟧ must resolve to what the row says, and look-alikes (`-`) to nothing of that kind.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use marsad_coder::{Coder, Wanted};
use marsad_lexicon::{Files, Lexicon, read_rows};
use marsad_model::{Mention, MentionKind};

/// One case: what is expected, the text without brackets, and the bracket in scalar values.
struct Case {
    line: usize,
    expect: String,
    text: String,
    start: usize,
    end: usize,
}

struct Bench {
    files: Files,
    lexicon: Lexicon,
}

fn bench() -> Bench {
    let mut files = Files::default();
    files.overlay(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))).unwrap();
    let lexicon = Lexicon::compile(&files).unwrap();
    Bench { files, lexicon }
}

fn cases(files: &Files, path: &str) -> Vec<Case> {
    let mut out = Vec::new();
    for layer in files.get(path) {
        read_rows(path, &layer.text, |row| {
            let marked = row.get("text");
            let (before, rest) = marked.split_once('⟦').expect("a ⟦ in every case");
            let (inside, after) = rest.split_once('⟧').expect("a ⟧ in every case");
            let start = before.chars().count();
            out.push(Case {
                line: row.line,
                expect: row.get("expect").to_owned(),
                text: format!("{before}{inside}{after}"),
                start,
                end: start + inside.chars().count(),
            });
            Ok(())
        })
        .unwrap();
    }
    out
}

/// Runs every case of a file; `holds` says whether the mentions that touch the bracket are as they should be.
fn run(path: &str, wanted: Wanted, holds: impl Fn(&Bench, &Case, &[Mention]) -> bool) {
    let failed = failures(&bench(), path, wanted, holds);
    assert!(failed.is_empty(), "{} cases fail:\n{}", failed.len(), failed.join("\n"));
}

fn failures(
    bench: &Bench,
    path: &str,
    wanted: Wanted,
    holds: impl Fn(&Bench, &Case, &[Mention]) -> bool,
) -> Vec<String> {
    let coder = Coder::new(&bench.lexicon);
    let all = cases(&bench.files, path);
    assert!(!all.is_empty(), "{path} has no cases");
    all.iter()
        .filter_map(|case| {
            let found = coder.mentions(&case.text, None, wanted);
            (!holds(bench, case, &found)).then(|| {
                let said: Vec<_> =
                    found.iter().map(|m| format!("{:?} {} = {:?}/{:?}", m.kind, m.text, m.name, m.id)).collect();
                format!("{path}:{}: {} {}\n      {}", case.line, case.expect, case.text, said.join("; "))
            })
        })
        .collect()
}

fn touches(m: &Mention, case: &Case) -> bool {
    m.start < case.end && case.start < m.end
}

const ACTORS: Wanted = Wanted { time: false, number: false, place: false, actor: true, person: true };
const PLACES: Wanted = Wanted { time: false, number: false, place: true, actor: false, person: false };

/// The mention has this id; for look-alikes, no mention with any id stands there.
fn by_id(case: &Case, found: &[Mention]) -> bool {
    let mut here = found.iter().filter(|m| touches(m, case));
    if case.expect == "-" { !here.any(|m| m.id.is_some()) } else { here.any(|m| m.id.as_deref() == Some(&case.expect)) }
}

#[test]
fn places() {
    run("gazetteer/places.cases.tsv", PLACES, |_, case, found| {
        let mut here = found.iter().filter(|m| touches(m, case));
        if case.expect == "-" { here.next().is_none() } else { here.any(|m| m.id.as_deref() == Some(&case.expect)) }
    });
}

#[test]
fn actors() {
    let bench = bench();
    let paths: Vec<&str> = bench.files.paths("lexicon/ar/actors/", ".cases.tsv").collect();
    assert!(paths.len() >= 10, "{paths:?}");
    let failed: Vec<String> =
        paths.iter().flat_map(|path| failures(&bench, path, ACTORS, |_, case, found| by_id(case, found))).collect();
    assert!(failed.is_empty(), "{} cases fail:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn people() {
    run("lexicon/ar/people.cases.tsv", ACTORS, |_, case, found| by_id(case, found));
}

#[test]
fn given_names() {
    run("lexicon/ar/people_names.cases.tsv", ACTORS, |bench, case, found| {
        let mut here = found.iter().filter(|m| m.kind == MentionKind::Person && touches(m, case));
        if case.expect == "-" {
            return here.next().is_none();
        }
        assert!(
            bench.lexicon.entities.is_given_name(&marsad_text::fold_str(&case.expect)),
            "{} is no row",
            case.expect
        );
        here.any(|m| m.start == case.start && m.end > case.end)
    });
}

/// What only the whole text tells: each text with words of it and the id (or name) that their last mention must have.
#[test]
fn words_that_the_text_settles() {
    let bench = bench();
    let coder = Coder::new(&bench.lexicon);
    for (text, words, wanted) in [
        ("هاجمت حركة طالبان ثكنة في قندهار. وقالت الحركة إن مقاتليها انسحبوا.", "الحركة", "taliban"),
        ("هاجمت حركة طالبان ثكنة في قندهار. وقالت الحركة إن مقاتليها انسحبوا.", "مقاتليها", "taliban"),
        ("قصف تنظيم \"داعش\" القرية ثم قال التنظيم إنه انسحب.", "التنظيم", "islamic-state"),
        ("قصف تنظيم \"داعش\" القرية ثم قال التنظيم إنه انسحب.", "تنظيم \"داعش\"", "islamic-state"),
        ("انتشر الجيش في صيدا بلبنان.", "الجيش", "army-lbn"),
        ("انتشر الجيش في الموصل بالعراق.", "الجيش", "army-irq"),
        ("نعى الحي الدكتور سامر الخطيمي. وكان الخطيمي يدير المشفى.", "الخطيمي", "سامر الخطيمي"),
        ("وصل محمد علي الحوثي إلى صعدة. وقال الحوثي إن الجماعة مستعدة.", "محمد علي الحوثي", "mohammed-ali-al-houthi"),
        ("قتل عناصر من داعش في كمين.", "عناصر من داعش", "islamic-state"),
        ("أغارت الطائرات على بلدات طعوم وسرمين وتفتناز بريف إدلب.", "سرمين", "Sarmin"),
        ("أغارت الطائرات على بلدات طعوم وسرمين وتفتناز بريف إدلب.", "تفتناز", "Taftanaz"),
        ("دخلت القوات مدينة منبج في سوريا. وانتشرت في المدينة عند الفجر.", "المدينة", "Manbij"),
        ("اجتمع الوفدان في العاصمة القطرية الدوحة.", "الدوحة", "Doha"),
        ("نزح السكان إلى شرق البلاد بعد القصف على طرابلس وبنغازي في ليبيا.", "شرق البلاد", "Eastern Libya"),
    ] {
        let found = coder.mentions(text, None, Wanted { place: true, ..ACTORS });
        let hit = found.iter().rfind(|m| m.text == words);
        let said = hit.map(|m| (m.id.as_deref(), m.name.as_deref()));
        assert!(
            said.is_some_and(|(id, name)| id == Some(wanted) || name == Some(wanted)),
            "{text}\n{words}: {said:?}, not {wanted}"
        );
    }
}

/// Whom nothing settles stays unnamed: no country and no id is made up.
#[test]
fn the_unknown_stays_unknown() {
    let bench = bench();
    let coder = Coder::new(&bench.lexicon);
    for (text, words) in [
        ("أطلق مسلحون مجهولون النار على سيارة في الموصل بالعراق.", "مسلحون مجهولون"),
        ("اشتبك الجيش مع مسلحين عند الجسر.", "الجيش"),
        ("قال التحالف إن غارة وقعت ليلا.", "التحالف"),
    ] {
        let found = coder.mentions(text, None, ACTORS);
        let hit = found
            .iter()
            .find(|m| m.text == words)
            .unwrap_or_else(|| panic!("{words} is an actor in {text}: {found:?}"));
        assert_eq!((hit.id.as_deref(), hit.country.as_deref()), (None, None), "{text}");
    }
}

#[test]
fn metonyms() {
    run("lexicon/ar/metonyms.cases.tsv", ACTORS, |bench, case, found| {
        let here: Vec<&Mention> = found.iter().filter(|m| touches(m, case)).collect();
        if case.expect == "-" {
            return here.is_empty();
        }
        let ids: Vec<&str> = bench
            .lexicon
            .entities
            .names
            .get(&case.expect)
            .into_iter()
            .map(|i| bench.lexicon.entities.at(i).id.as_str())
            .collect();
        here.iter().any(|m| m.id.as_deref().is_some_and(|id| ids.contains(&id)))
    });
}

#[test]
fn short_names() {
    run("lexicon/ar/short_names.cases.tsv", ACTORS, |bench, case, found| {
        let mut here = found.iter().filter(|m| touches(m, case));
        if case.expect == "-" {
            return !here.any(|m| m.id.is_some());
        }
        let row =
            bench.lexicon.entities.short_names.iter().find(|s| s.form == case.expect).expect("a row of that form");
        let ids: Vec<&str> = row.actors.iter().map(|(i, _)| bench.lexicon.entities.at(*i).id.as_str()).collect();
        here.any(|m| m.id.as_deref().is_some_and(|id| ids.contains(&id)))
    });
}

#[test]
fn heads_of_actors() {
    run("lexicon/ar/heads_actor.cases.tsv", ACTORS, |bench, case, found| {
        let mut here = found.iter().filter(|m| touches(m, case));
        if case.expect == "-" {
            return here.next().is_none();
        }
        let words: String = case.text.chars().skip(case.start).take(case.end - case.start).collect();
        let wanted = bench.lexicon.entities.heads.get(&case.expect);
        let known = bench.lexicon.entities.heads.get(&words).iter().any(|h| wanted.contains(h));
        known && here.any(|m| m.start == case.start && m.kind == MentionKind::Actor)
    });
}

#[test]
fn titles() {
    run("lexicon/ar/titles.cases.tsv", ACTORS, |_, case, found| {
        // The name begins where the title ends; an office alone begins with it.
        let named = |m: &&Mention| m.kind == MentionKind::Person && m.start >= case.start && m.start <= case.end + 1;
        let office = |m: &&Mention| m.kind == MentionKind::Actor && m.start == case.start && m.end >= case.end;
        if case.expect == "-" {
            return !found.iter().any(|m| named(&m));
        }
        found.iter().any(|m| named(&m) || office(&m))
    });
}

#[test]
fn loaded_terms() {
    let bench = bench();
    let coder = Coder::new(&bench.lexicon);
    let path = "lexicon/ar/loaded.cases.tsv";
    let all = cases(&bench.files, path);
    let failed: Vec<String> = all
        .iter()
        .filter_map(|case| {
            let found = coder.loaded_terms(&case.text);
            let mut here = found.iter().filter(|t| t.quote.start < case.end && case.start < t.quote.end);
            let neutral = bench.lexicon.entities.loaded.get(&case.expect).first().map(|l| l.neutral_ar.clone());
            let fine = if case.expect == "-" {
                here.next().is_none()
            } else {
                here.any(|t| Some(&t.neutral) == neutral.as_ref())
            };
            (!fine).then(|| format!("{path}:{}: {} {} {found:?}", case.line, case.expect, case.text))
        })
        .collect();
    assert!(failed.is_empty(), "{} of {} cases fail:\n{}", failed.len(), all.len(), failed.join("\n"));
}
