//! Furniture: the lines of a page that belong to its outlet, not to its article.

use crate::fold::fold;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// The furniture list shipped with Marsad, as text (`lexicon/ar/furniture.tsv`).
const SHIPPED: &str = include_str!("../../../lexicon/ar/furniture.tsv");

/// Longest line, in scalar values, that a `prefix` row may drop; a longer one is a paragraph that begins alike.
const LONGEST_PREFIXED: usize = 160;
/// Most scalar values that may follow the words of a `tail` row on its line.
const LONGEST_TAIL_REST: usize = 16;

/// Why a furniture file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("furniture file, line {line}: {problem}")]
pub struct FurnitureError {
    /// Line number from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub problem: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    Exact,
    Prefix,
    Tail,
    /// Ends a text, in brackets or between slashes; only the initials of its makers may follow.
    End,
    /// Stands inside a paragraph of the page's rules, at the end of the text.
    Inside,
    /// Names an agency in a credit line, which stays.
    Credit,
}

/// A compiled list of furniture lines. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Furniture {
    /// By the folded first word: the folded line, and how it matches.
    rows: Arc<HashMap<String, Vec<(String, Match)>>>,
    /// Folded phrases of copyright lines.
    copyright: Arc<Vec<String>>,
    /// Folded phrases of the page's rules for its readers.
    inside: Arc<Vec<String>>,
}

impl Default for Furniture {
    /// The list shipped with Marsad.
    fn default() -> Self {
        static DEFAULT: OnceLock<Furniture> = OnceLock::new();
        // The shipped file is checked by a test; an empty list is still a working one.
        DEFAULT.get_or_init(|| Self::parse(SHIPPED).unwrap_or_else(|_| Self::none())).clone()
    }
}

impl Furniture {
    /// An empty list.
    fn none() -> Self {
        Self { rows: Arc::default(), copyright: Arc::default(), inside: Arc::default() }
    }

    /// Reads a furniture file: tab-separated columns `line`, `match` (`exact`, `prefix`, `tail`, `inside`, `end` or
    /// `credit`), `note`, `source`, `licence`, after `#` comment lines and a header row.
    ///
    /// `exact`: the whole line. `prefix`: a line that begins so, up to 160 characters long. `tail`: a line that is so, give or
    /// take a few words, in the last third of the text; it goes and so does everything after it. `inside`: a paragraph of any length in the last
    /// third of the text that has the words in it. `end`: a word that ends the last
    /// line of the text in brackets or between slashes; it goes with the initials that follow it. `credit`: an agency: a last
    /// line that names it is not taken for the initials of the text's makers. Marks, tatweel, letter variants, case and
    /// punctuation do not count. Rows whose note is `copyright` also tell where an outlet's name stands.
    pub fn parse(text: &str) -> Result<Self, FurnitureError> {
        let mut rows: HashMap<String, Vec<(String, Match)>> = HashMap::new();
        let (mut copyright, mut inside) = (Vec::new(), Vec::new());
        let mut header_seen = false;
        for (number, row) in text.lines().enumerate() {
            let error = |problem: String| FurnitureError { line: number + 1, problem };
            let row = row.trim_end_matches('\r');
            if row.trim().is_empty() || (!header_seen && row.starts_with('#')) {
                continue;
            }
            let columns: Vec<&str> = row.split('\t').collect();
            if !header_seen {
                if columns.first() != Some(&"line") || columns.get(1) != Some(&"match") {
                    return Err(error("the header must begin with the columns `line` and `match`".to_owned()));
                }
                header_seen = true;
                continue;
            }
            let [line, how, ..] = columns.as_slice() else {
                return Err(error("a row needs at least the columns `line` and `match`".to_owned()));
            };
            let how = match *how {
                "exact" => Match::Exact,
                "prefix" => Match::Prefix,
                "tail" => Match::Tail,
                "inside" => Match::Inside,
                "end" => Match::End,
                "credit" => Match::Credit,
                other => {
                    return Err(error(format!(
                        "`{other}` is no way to match; use exact, prefix, tail, inside, end or credit"
                    )));
                }
            };
            let folded = fold(line);
            let Some(first) = folded.split(' ').next().filter(|w| !w.is_empty()) else {
                return Err(error(format!("`{line}` has no letters or digits to match")));
            };
            if columns.get(2) == Some(&"copyright") {
                copyright.push(folded.clone());
            }
            if how == Match::Inside {
                inside.push(folded);
                continue;
            }
            rows.entry(first.to_owned()).or_default().push((folded.clone(), how));
        }
        Ok(Self { rows: Arc::new(rows), copyright: Arc::new(copyright), inside: Arc::new(inside) })
    }

    /// Drops furniture from paragraphs in their order. Gives those that stay.
    pub(crate) fn sift<'l>(&self, lines: &[&'l str]) -> Vec<&'l str> {
        self.keep(lines).into_iter().zip(lines).filter_map(|(keep, line)| keep.then_some(*line)).collect()
    }

    /// Which lines stay.
    pub(crate) fn keep(&self, lines: &[&str]) -> Vec<bool> {
        let total: usize = lines.iter().map(|l| l.len()).sum();
        let mut keep = Vec::with_capacity(lines.len());
        let mut before = 0usize;
        for line in lines {
            match self.verdict(line) {
                // Two thirds of the text stand before the line: all that follows is furniture.
                Some(Match::Tail) if before * 3 >= total * 2 => break,
                Some(Match::Exact | Match::Prefix) => keep.push(false),
                // Earlier in the text the words alone on a line are a button; with more words they may be anything.
                Some(Match::Tail) => keep.push(!self.is_whole(line)),
                Some(Match::End | Match::Credit | Match::Inside) | None => {
                    keep.push(before * 3 < total * 2 || !self.is_rule(line));
                }
            }
            before += line.len();
        }
        keep.resize(lines.len(), false);
        keep
    }

    /// Whether a short line claims copyright.
    pub(crate) fn is_copyright(&self, line: &str) -> bool {
        let folded = fold(line);
        folded.chars().count() <= LONGEST_PREFIXED && self.copyright.iter().any(|phrase| folded.contains(phrase))
    }

    /// Takes an agency's end mark and the initials of the text's makers off the text's last paragraph.
    pub(crate) fn sign_off(&self, paragraphs: &mut Vec<String>) {
        if let Some(last) = paragraphs.last_mut() {
            if let Some(kept) = crate::sign_off::cut(last, |folded, end| self.has(folded, end)) {
                last.truncate(kept);
            }
            if last.is_empty() {
                paragraphs.pop();
            }
        }
    }

    /// Whether a folded text is an end mark (`end`) or an agency.
    fn has(&self, folded: &str, end: bool) -> bool {
        let wanted = if end { Match::End } else { Match::Credit };
        self.candidates(folded).iter().any(|(row, how)| *how == wanted && row == folded)
    }

    /// Whether a paragraph tells the page's readers how to behave.
    fn is_rule(&self, line: &str) -> bool {
        let folded = fold(line);
        self.inside.iter().any(|phrase| folded.contains(phrase))
    }

    /// Whether a line by itself is furniture.
    pub(crate) fn is_furniture(&self, line: &str) -> bool {
        self.verdict(line).is_some()
    }

    fn is_whole(&self, line: &str) -> bool {
        let folded = fold(line);
        self.candidates(&folded).iter().any(|(row, _)| *row == folded)
    }

    fn candidates(&self, folded: &str) -> &[(String, Match)] {
        let first = folded.split(' ').next().unwrap_or_default();
        self.rows.get(first).map_or(&[], Vec::as_slice)
    }

    fn verdict(&self, line: &str) -> Option<Match> {
        // Only short lines can be furniture; nothing else need be folded.
        if line.chars().nth(LONGEST_PREFIXED).is_some() {
            return None;
        }
        let folded = fold(line);
        let mut verdict = None;
        for (row, how) in self.candidates(&folded) {
            let Some(rest) = folded.strip_prefix(row.as_str()) else { continue };
            if !rest.is_empty() && !rest.starts_with(' ') {
                continue;
            }
            match how {
                Match::Tail if rest.chars().count() <= LONGEST_TAIL_REST => return Some(Match::Tail),
                Match::Exact | Match::End if rest.is_empty() => verdict = Some(Match::Exact),
                Match::Prefix => verdict = verdict.or(Some(Match::Prefix)),
                _ => {}
            }
        }
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &str = include_str!("../../../lexicon/ar/furniture.cases.tsv");

    /// A text of five paragraphs with the line at its end.
    fn stays(line: &str) -> bool {
        let paragraph = "وقالت مصادر محلية إن القصف استمر ساعات على أطراف المدينة دون أن يبلغ عن إصابات بين السكان.";
        let lines = [paragraph, paragraph, paragraph, paragraph, paragraph, line];
        let furniture = Furniture::default();
        let mut kept: Vec<String> = furniture.sift(&lines).into_iter().map(str::to_owned).collect();
        furniture.sign_off(&mut kept);
        kept == lines
    }

    #[test]
    fn the_shipped_file_parses_and_is_in_order() {
        Furniture::parse(SHIPPED).unwrap();
        let rows: Vec<&str> = SHIPPED.lines().filter(|l| !l.starts_with('#')).skip(1).collect();
        assert!(rows.len() > 100, "{}", rows.len());
        for pair in rows.windows(2) {
            let key = |row: &str| row.split('\t').next().map(str::to_owned);
            assert!(key(pair[0]) < key(pair[1]), "{pair:?}");
        }
        for row in rows {
            assert_eq!(row.split('\t').count(), 5, "{row}");
            assert!(!row.contains(['\u{0640}', '\u{200F}', '\u{200E}']), "{row}");
        }
    }

    #[test]
    fn every_case_holds() {
        let (mut drops, mut keeps) = (0, 0);
        for (number, row) in CASES.lines().filter(|l| !l.starts_with('#')).skip(1).enumerate() {
            let (expect, text) = row.split_once('\t').unwrap();
            let line = text.replace(['⟦', '⟧'], "");
            let expected = match expect {
                "drop" => false,
                "keep" => true,
                other => panic!("case {number}: `{other}`"),
            };
            if expected {
                keeps += 1
            } else {
                drops += 1
            }
            assert_eq!(stays(&line), expected, "case {}: {line}", number + 1);
        }
        assert!(drops >= 40 && keeps >= 40, "{drops} drops, {keeps} keeps");
    }

    #[test]
    fn every_row_drops_its_own_line() {
        for row in SHIPPED.lines().filter(|l| !l.starts_with('#')).skip(1) {
            let columns: Vec<&str> = row.split('\t').collect();
            assert_eq!(stays(columns[0]), columns[1] == "credit", "{row}");
        }
    }

    #[test]
    fn a_tail_row_ends_the_text_only_in_its_last_third() {
        let list = Furniture::parse("line\tmatch\nمواضيع ذات صلة\ttail").unwrap();
        let long = "نص طويل ".repeat(20);
        assert_eq!(list.sift(&[&long, &long, &long, "مواضيع ذات صلة:", "خبر آخر"]), [&long, &long, &long]);
        assert_eq!(list.sift(&[&long, "مواضيع ذات صلة", &long, &long]), [&long, &long, &long]);
    }

    #[test]
    fn bad_rows_are_named() {
        let error = Furniture::parse("line\tmatch\nنص\tregex").unwrap_err();
        assert_eq!(error.line, 2);
        assert!(error.to_string().contains("exact, prefix, tail, inside, end or credit"));
        assert!(Furniture::parse("a\tb\n").is_err());
        assert!(Furniture::parse("line\tmatch\n***\texact").is_err());
    }
}
