//! Figures side by side: who told which number when. Nothing is averaged, and every end of a range was told by somebody.

use super::Source;
use super::question::{Both, FigureAsk, FigureOf};
use marsad_model::{Day, Span};
use marsad_text::fold_str;
use serde::{Deserialize, Serialize};

/// A number as a document states it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// What it tells.
    pub of: FigureOf,
    /// Least number; null where open.
    pub min: Option<u64>,
    /// Greatest number; null where open.
    pub max: Option<u64>,
    /// The number with what it counts, as written.
    pub words: String,
    /// Where the words stand in the document.
    pub span: Span,
    /// The sentence that it stands in.
    pub sentence: String,
    /// Who says so, in English, where the document names somebody.
    pub said_by: Option<String>,
    /// The same as the document writes it.
    pub said_by_written: Option<String>,
    /// As of when, where the document says so: first and last day.
    pub dated: Option<(Option<Day>, Option<Day>)>,
    /// The document.
    pub source: Source,
}

impl Given {
    /// Who tells it: whom the document names, else the outlet.
    #[must_use]
    pub fn teller(&self) -> Option<&str> {
        self.said_by.as_deref().or(self.source.outlet.as_deref())
    }
}

impl FigureAsk {
    /// Whether a number is one of those that are asked for.
    #[must_use]
    pub fn takes(&self, given: &Given) -> bool {
        let sentence = fold_str(&given.sentence);
        let words = fold_str(&given.words);
        let stands = |word: &String| sentence.contains(&fold_str(word));
        let counts = |word: &String| words.contains(&fold_str(word));
        // The number that a bound is held against: of "more than 200", 200; of "up to 45,000", 45,000.
        let number = given.min.or(given.max);
        given.of == self.of
            && (self.sentence.is_empty() || self.sentence.iter().any(stands))
            && !self.not.iter().any(stands)
            && (self.counted.is_empty() || self.counted.iter().any(counts))
            && self.at_least.is_none_or(|least| number.is_some_and(|n| n >= least))
            && self.at_most.is_none_or(|most| number.is_some_and(|n| n <= most))
    }
}

/// One number of one teller, with everybody who published it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureLine {
    /// Least number; null where open.
    pub min: Option<u64>,
    /// Greatest number; null where open.
    pub max: Option<u64>,
    /// The words of the first document.
    pub words: String,
    /// Who tells it, in English: whom the documents name, else the outlet.
    pub teller: Option<String>,
    /// The same as written.
    pub teller_written: Option<String>,
    /// Whether the teller is the outlet itself.
    pub outlet_itself: bool,
    /// As of when, where a document says so.
    pub dated: Option<(Option<Day>, Option<Day>)>,
    /// When it was first told.
    pub first: Option<Day>,
    /// When it was last told.
    pub last: Option<Day>,
    /// Where it was told, first first.
    pub sources: Vec<Source>,
}

/// A figure of a dossier: all that was told of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureGroup {
    /// Short name of the figure.
    pub key: String,
    /// What it is called.
    pub title: Both,
    /// The lowest number that was told; null where none was, or the lowest is open.
    pub lowest: Option<u64>,
    /// The highest number that was told; null where it is open ("more than …").
    pub highest: Option<u64>,
    /// Whether somebody gave no upper end.
    pub open: bool,
    /// How many different tellers there are.
    pub tellers: usize,
    /// The numbers, told last first.
    pub lines: Vec<FigureLine>,
}

impl FigureGroup {
    /// Puts the numbers that are asked for side by side. The same number of the same teller is one line.
    #[must_use]
    pub fn of(ask: &FigureAsk, given: &[Given]) -> Self {
        let mut taken: Vec<&Given> = given.iter().filter(|g| ask.takes(g)).collect();
        // A headline gives again what the text has from somebody: there, the number is that one's.
        let named: Vec<(i64, Option<u64>, Option<u64>)> =
            taken.iter().filter(|g| g.said_by.is_some()).map(|g| (g.source.document, g.min, g.max)).collect();
        taken.retain(|g| g.said_by.is_some() || !named.contains(&(g.source.document, g.min, g.max)));
        taken.sort_by_key(|g| (g.source.published, g.source.document, g.span.start));
        let mut lines: Vec<FigureLine> = Vec::new();
        for one in taken {
            let same = |line: &&mut FigureLine| {
                line.teller.as_deref() == one.teller() && (line.min, line.max) == (one.min, one.max)
            };
            let line = match lines.iter_mut().find(same) {
                Some(line) => line,
                None => {
                    lines.push(FigureLine {
                        min: one.min,
                        max: one.max,
                        words: one.words.clone(),
                        teller: one.teller().map(str::to_owned),
                        teller_written: one.said_by_written.clone().or_else(|| one.source.outlet.clone()),
                        outlet_itself: one.said_by.is_none(),
                        dated: one.dated,
                        first: one.source.published,
                        last: one.source.published,
                        sources: Vec::new(),
                    });
                    let end = lines.len() - 1;
                    &mut lines[end]
                }
            };
            line.last = line.last.max(one.source.published);
            if !line.sources.iter().any(|source| source.document == one.source.document) {
                line.sources.push(one.source.clone());
            }
        }
        let mut tellers: Vec<Option<&str>> = lines.iter().map(|line| line.teller.as_deref()).collect();
        tellers.sort_unstable();
        tellers.dedup();
        let tellers = tellers.len();
        let ends = || lines.iter().flat_map(|line| [line.min, line.max]).flatten();
        let (lowest, highest) = (ends().min(), ends().max());
        let open = lines.iter().any(|line| line.max.is_none());
        // Told last first; of the same day as they stand.
        lines.reverse();
        lines.sort_by_key(|line| std::cmp::Reverse(line.last));
        Self { key: ask.key.clone(), title: ask.title.clone(), lowest, highest, open, tellers, lines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::question::Narrow;
    use marsad_model::FigureKind;

    fn source(document: i64, outlet: &str, day: &str) -> Source {
        Source {
            document,
            outlet: Some(outlet.to_owned()),
            published: Some(day.parse().unwrap()),
            title: String::new(),
            url: None,
            sha256: String::new(),
            captured_at: String::new(),
        }
    }

    fn given(number: u64, said_by: Option<&str>, sentence: &str, source: Source) -> Given {
        Given {
            of: FigureOf::Figure(FigureKind::Displaced),
            min: Some(number),
            max: Some(number),
            words: number.to_string(),
            span: Span { start: 0, end: 1 },
            sentence: sentence.to_owned(),
            said_by: said_by.map(str::to_owned),
            said_by_written: None,
            dated: None,
            source,
        }
    }

    fn ask() -> FigureAsk {
        FigureAsk {
            key: "camp".to_owned(),
            title: Both::default(),
            of: FigureOf::Figure(FigureKind::Displaced),
            words: Narrow::default(),
            sentence: vec!["المخيم".to_owned(), "الهول".to_owned()],
            not: vec!["عائلات".to_owned()],
            counted: Vec::new(),
            at_least: Some(1000),
            at_most: None,
        }
    }

    #[test]
    fn rival_numbers_stand_side_by_side_and_the_range_is_of_what_was_told() {
        let all = [
            given(62_000, Some("United Nations"), "إن المخيَّم يؤوي نحو 62 ألفا", source(1, "أ", "2021-01-21")),
            given(57_460, None, "في مخيم الهول 57460 شخصا", source(2, "ب", "2022-01-13")),
            given(62_000, Some("United Nations"), "المخيم يضم 62 ألفا", source(3, "ب", "2021-03-01")),
            // Others: too small, another sentence, a word that excludes it, another kind.
            given(24, None, "24 امرأة في الهول", source(4, "ب", "2021-05-01")),
            given(45_000, None, "نزح 45 ألفا في الحسكة", source(5, "ب", "2022-01-24")),
            given(15_603, None, "في الهول 15603 عائلات", source(2, "ب", "2022-01-13")),
        ];
        let group = FigureGroup::of(&ask(), &all);
        assert_eq!((group.lowest, group.highest, group.tellers, group.open), (Some(57_460), Some(62_000), 2, false));
        assert_eq!(group.lines.len(), 2);
        assert_eq!((group.lines[0].min, group.lines[0].teller.as_deref()), (Some(57_460), Some("ب")));
        let un = &group.lines[1];
        assert_eq!(un.sources.iter().map(|s| s.document).collect::<Vec<_>>(), [1, 3]);
        assert_eq!((un.first, un.last), (Some("2021-01-21".parse().unwrap()), Some("2021-03-01".parse().unwrap())));
        let middle = (57_460 + 62_000) / 2;
        assert!(!serde_json::to_string(&group).unwrap().contains(&middle.to_string()), "nothing is averaged");
    }

    #[test]
    fn a_headline_does_not_tell_a_number_of_its_own_and_what_is_counted_can_be_asked_for() {
        let mut head = given(181_000, None, "181 ألف قتيل في المخيم", source(1, "أ", "2022-01-26"));
        let mut body = given(181_000, Some("Observatory"), "قُتل 181 ألف شخص في المخيم", source(1, "أ", "2022-01-26"));
        (head.words, body.words) = ("181 ألف قتيل".to_owned(), "181 ألف شخص".to_owned());
        let group = FigureGroup::of(&ask(), &[head.clone(), body.clone()]);
        assert_eq!(group.lines.iter().map(|l| l.teller.as_deref()).collect::<Vec<_>>(), [Some("Observatory")]);
        let asked = FigureAsk { counted: vec!["شَخص".to_owned()], ..ask() };
        assert!(asked.takes(&body) && !asked.takes(&head));
    }

    #[test]
    fn an_open_end_is_told_as_one() {
        let mut more = given(10_000, None, "أكثر من 10 آلاف في المخيم", source(1, "أ", "2021-01-21"));
        more.max = None;
        let group = FigureGroup::of(&ask(), &[more]);
        assert_eq!((group.lowest, group.highest, group.open), (Some(10_000), Some(10_000), true));
        let none = FigureGroup::of(&ask(), &[]);
        assert_eq!((none.lowest, none.highest, none.tellers, none.lines.len()), (None, None, 0, 0));
    }
}
