use marsad_model::Span;
use proptest::prelude::*;

use super::*;
use crate::quotations;

/// The rows of a cases file after its header, as cells.
fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines()
        .filter(|l| !l.starts_with('#') && !l.trim().is_empty())
        .skip(1)
        .map(|l| l.split('\t').collect())
        .collect()
}

fn all_hold(failures: &[String], cases: usize, least: usize) {
    assert!(cases >= least, "only {cases} cases");
    assert!(failures.is_empty(), "{} of {cases} cases fail:\n{}", failures.len(), failures.join("\n"));
}

/// A text whose expected ends are marked by ‖, and its parts.
fn marked(text: &str) -> (String, Vec<String>) {
    (text.replace('‖', ""), text.split('‖').map(|p| p.trim().to_owned()).collect())
}

#[test]
fn sentences_end_where_the_cases_say() {
    let rows = rows(include_str!("../../../../lexicon/ar/layout/sentences.cases.tsv"));
    let mut failures = Vec::new();
    for row in &rows {
        let (source, expected) = marked(row[1]);
        let text = Text::new(source);
        let found: Vec<&str> = text.sentences().iter().map(|s| text.slice(s.span)).collect();
        if found != expected {
            failures.push(format!("{}: {}", row[0], found.join(" ‖ ")));
        }
    }
    all_hold(&failures, rows.len(), 150);
}

#[test]
fn datelines_are_read_as_the_cases_say() {
    let rows = rows(include_str!("../../../../lexicon/ar/layout/datelines.cases.tsv"));
    let mut failures = Vec::new();
    for row in &rows {
        let text = Text::new(row[1]);
        let part = |s: Option<Span>| s.map_or("-", |s| text.slice(s)).to_owned();
        let found = Layout::of(&text)
            .dateline
            .map_or("-".to_owned(), |d| format!("{}|{}|{}", part(d.place), part(d.outlet), part(d.date)));
        if found != row[0] {
            failures.push(format!("{found}\t{}", row[1]));
        }
    }
    all_hold(&failures, rows.len(), 40);
}

#[test]
fn clauses_are_cut_as_the_cases_say() {
    let rows = rows(include_str!("../../../../lexicon/ar/layout/clauses.cases.tsv"));
    let mut failures = Vec::new();
    for row in &rows {
        let (source, expected) = marked(row[1]);
        let text = Text::new(source);
        let layout = Layout::of(&text);
        let found: Vec<&str> = layout.clauses.iter().map(|c| text.slice(c.span)).collect();
        let kinds: Vec<String> = layout.clauses.iter().map(|c| format!("{:?}", c.kind).to_lowercase()).collect();
        if found != expected || kinds.join(" ") != row[0] {
            failures.push(format!("{}\t{}", kinds.join(" "), found.join(" ‖ ")));
        }
    }
    all_hold(&failures, rows.len(), 20);
}

#[test]
fn items_of_lists_begin_as_the_cases_say() {
    let rows = rows(include_str!("../../../../lexicon/ar/layout/list_marks.cases.tsv"));
    let mut failures = Vec::new();
    for row in &rows {
        let text = Text::new(row[2]);
        let layout = Layout::of(&text);
        let kind = match layout.paragraphs[0].kind {
            ParagraphKind::Item(mark) => format!("{mark:?}").to_lowercase(),
            _ => "-".to_owned(),
        };
        let mark = layout.paragraphs[0].mark.map_or("", |m| text.slice(m));
        if (kind.as_str(), mark) != (row[0], row[1]) {
            failures.push(format!("{kind}\t{mark}\t{}", row[2]));
        }
    }
    all_hold(&failures, rows.len(), 20);
}

#[test]
fn quoted_words_look_like_what_they_are() {
    let rows = rows(include_str!("../../../../lexicon/ar/layout/quotations.cases.tsv"));
    let mut failures = Vec::new();
    for row in &rows {
        let layout = Layout::of(&Text::new(row[1]));
        let hints: Vec<String> = layout.quotations.iter().map(|q| format!("{:?}", q.hint).to_lowercase()).collect();
        if hints != [row[0]] {
            failures.push(format!("{hints:?}\t{}", row[1]));
        }
    }
    all_hold(&failures, rows.len(), 7);
}

#[test]
fn the_headline_is_the_first_line_before_a_blank_one() {
    let kinds = |source: &str| Layout::of(&Text::new(source)).paragraphs.iter().map(|p| p.kind).collect::<Vec<_>>();
    assert_eq!(kinds("قتلى في حلب\n\nقتل ثلاثة. وجرح اثنان."), [ParagraphKind::Headline, ParagraphKind::Body]);
    assert_eq!(kinds("\n\nقتل ثلاثة. وجرح اثنان."), [ParagraphKind::Body]);
    assert_eq!(kinds("قتل ثلاثة.\nوجرح اثنان."), [ParagraphKind::Body, ParagraphKind::Body]);
    assert_eq!(
        kinds("هدنة\n\nنص الاتفاق\n1- وقف النار."),
        [ParagraphKind::Headline, ParagraphKind::Heading, ParagraphKind::Item(ListMark::Number)]
    );
}

#[test]
fn a_dateline_may_stand_in_a_line_of_its_own_after_the_headline() {
    let text = Text::new("هدنة في الجنوب\n\nعدن - سبأ\nدخلت الهدنة يومها الثاني.");
    let dateline = Layout::of(&text).dateline.unwrap();
    assert_eq!(text.slice(dateline.span), "عدن - سبأ");
}

#[test]
fn more_outlets_and_places_may_be_given() {
    let text = Text::new("مدينة الصخر - صوت الجبل: عاد الناس.");
    assert_eq!(Layout::of(&text).dateline, None);
    let lexicon = LayoutLexicon::builtin().clone().with_outlets(["صوت الجبل"]);
    let dateline = Layout::with(&text, &lexicon, &|_| false).dateline.unwrap();
    assert_eq!(dateline.outlet.map(|s| text.slice(s)), Some("صوت الجبل"));
    let lexicon = LayoutLexicon::builtin().clone().with_cities(["مدينة الصخر"]);
    assert!(Layout::with(&text, &lexicon, &|_| false).dateline.is_some());
}

#[test]
fn a_callers_verbs_cut_clauses_too() {
    let text = Text::new("حصد الفلاحون القمح وباعوه في السوق");
    assert_eq!(Layout::of(&text).clauses.len(), 1);
    let layout = Layout::with(&text, LayoutLexicon::builtin(), &|i| i == 3);
    assert_eq!(
        layout.clauses.iter().map(|c| (c.kind, c.parent)).collect::<Vec<_>>(),
        [(ClauseKind::Main, None), (ClauseKind::Coordinate, Some(0))]
    );
    assert_eq!(layout.clause_of(4), 1);
}

/// Strings of what layouts are made of.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "«",
        "»",
        "\"",
        "“",
        "”",
        ".",
        "..",
        "...",
        "؟",
        "!",
        "،",
        "؛",
        ":",
        "(",
        ")",
        "-",
        "–",
        "/",
        "\n",
        "\n\n",
        " ",
        " ",
        " ",
        "قال",
        "وقال",
        "إن",
        "الذي",
        "بيروت",
        "رويترز",
        "12",
        "1436",
        "هـ",
        "م",
        "د",
        "أولا",
        "مارس",
        "•",
        "ال",
        "x.y",
        "U.S",
        "\u{200f}",
        "\u{64b}",
        "😀",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|p| p.concat())
}

fn holds(source: &str) -> Result<(), TestCaseError> {
    let text = Text::new(source);
    let layout = Layout::of(&text);
    let tokens = text.tokens().len();
    let mut next = 0;
    for (k, s) in text.sentences().iter().enumerate() {
        prop_assert_eq!(s.tokens.start, next);
        prop_assert!(s.tokens.end > s.tokens.start);
        next = s.tokens.end;
        let of: Vec<&Clause> = layout.clauses.iter().filter(|c| c.sentence == k).collect();
        prop_assert_eq!(of.first().map(|c| c.tokens.start), Some(s.tokens.start));
        prop_assert_eq!(of.last().map(|c| c.tokens.end), Some(s.tokens.end));
    }
    prop_assert_eq!(next, tokens);
    let mut next = 0;
    for (k, c) in layout.clauses.iter().enumerate() {
        prop_assert_eq!(c.tokens.start, next);
        next = c.tokens.end;
        prop_assert!(c.span.end <= text.len() && !c.span.is_empty());
        prop_assert!(c.parent.is_none_or(|p| p < k && layout.clauses[p].sentence == c.sentence));
        prop_assert!(c.opener.as_ref().is_none_or(|o| o.start >= c.tokens.start && o.end <= c.tokens.end));
    }
    prop_assert_eq!(next, tokens);
    let (mut next, mut sentence) = (0, 0);
    for p in &layout.paragraphs {
        prop_assert_eq!((p.tokens.start, p.sentences.start), (next, sentence));
        prop_assert!(p.mark.is_none_or(|m| m.start == p.span.start && m.end <= p.span.end));
        (next, sentence) = (p.tokens.end, p.sentences.end);
    }
    prop_assert_eq!((next, sentence), (tokens, text.sentences().len()));
    if let Some(d) = &layout.dateline {
        prop_assert!(
            layout.paragraphs.iter().any(|p| p.tokens.start == d.tokens.start && p.tokens.end >= d.tokens.end)
        );
        for part in [d.place, d.outlet, d.date].into_iter().flatten() {
            prop_assert!(part.start >= d.span.start && part.end <= d.span.end && !part.is_empty());
        }
    }
    let mut open: Vec<&Quoted> = Vec::new();
    for (k, q) in layout.quotations.iter().map(|q| &q.quoted).enumerate() {
        prop_assert!(!q.span.is_empty() && q.outer.start <= q.span.start && q.outer.end >= q.span.end);
        prop_assert!(q.continues.is_none_or(|c| c < k));
        open.retain(|o| o.tokens.end > q.tokens.start);
        prop_assert!(open.iter().all(|o| o.tokens.end >= q.tokens.end), "crossing quotations");
        prop_assert_eq!(open.len(), q.depth);
        open.push(q);
    }
    let mut last = 0;
    for q in quotations(&text) {
        prop_assert!(q.start >= last && q.end <= text.len());
        last = q.end;
    }
    Ok(())
}

proptest! {
    #[test]
    fn parts_of_any_text_nest(source in ".{0,120}") {
        holds(&source)?;
    }

    #[test]
    fn parts_of_any_layout_nest(source in pieces()) {
        holds(&source)?;
    }
}
