//! Reading the tab-separated files of words, and looking their phrases up in a text.

use rustc_hash::FxHashMap;

use crate::{Text, TokenKind, fold_str};

/// What is wrong with a file of words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The header row is not the one expected.
    #[error("{file}: the header row must be «{expected}», found «{found}»")]
    Header {
        /// Name of the file.
        file: String,
        /// The columns that must stand there.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// A row has too few or too many cells.
    #[error("{file}, line {line}: {found} columns where the header has {expected}; separate them with single tabs")]
    Columns {
        /// Name of the file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Columns of the header.
        expected: usize,
        /// Columns of the row.
        found: usize,
    },
    /// A cell holds something that its column does not allow.
    #[error("{file}, line {line}: «{cell}» is not {wanted}")]
    Cell {
        /// Name of the file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// The cell.
        cell: String,
        /// What may stand there.
        wanted: &'static str,
    },
}

/// One row of a file: its line number and its cells without `source` and `licence`.
#[derive(Debug, Clone)]
pub(crate) struct Row<'a> {
    file: &'a str,
    line: usize,
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// The cell of a column; empty where there is none.
    pub(crate) fn cell(&self, column: usize) -> &'a str {
        self.cells.get(column).copied().unwrap_or("")
    }

    /// The values of a list cell; none where it holds `-`.
    pub(crate) fn list(&self, column: usize) -> impl Iterator<Item = &'a str> {
        self.cell(column).split('|').map(str::trim).filter(|v| !v.is_empty() && *v != "-")
    }

    /// A number, or none where the cell holds `-`.
    pub(crate) fn number(&self, column: usize) -> Result<Option<f64>, TableError> {
        match self.cell(column) {
            "-" => Ok(None),
            cell => cell.parse::<f64>().map(Some).map_err(|_| self.bad(column, "a number or -")),
        }
    }

    /// A whole number.
    pub(crate) fn int(&self, column: usize) -> Result<i16, TableError> {
        self.cell(column).parse().map_err(|_| self.bad(column, "a whole number"))
    }

    /// The error for a cell.
    pub(crate) fn bad(&self, column: usize, wanted: &'static str) -> TableError {
        TableError::Cell { file: self.file.to_owned(), line: self.line, cell: self.cell(column).to_owned(), wanted }
    }
}

/// Reads the rows of a file whose own columns are `header`; `source` and `licence` follow them.
pub(crate) fn rows<'a>(file: &'a str, text: &'a str, header: &[&str]) -> Result<Vec<Row<'a>>, TableError> {
    let mut lines = text.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty());
    let expected = format!("{}\tsource\tlicence", header.join("\t"));
    let found = lines.next().map_or("", |(_, l)| l);
    if found != expected {
        return Err(TableError::Header { file: file.to_owned(), expected, found: found.to_owned() });
    }
    lines
        .map(|(i, line)| {
            let mut cells: Vec<&str> = line.split('\t').collect();
            if cells.len() != header.len() + 2 {
                return Err(TableError::Columns {
                    file: file.to_owned(),
                    line: i + 1,
                    expected: header.len() + 2,
                    found: cells.len(),
                });
            }
            cells.truncate(header.len());
            Ok(Row { file, line: i + 1, cells })
        })
        .collect()
}

/// What stands joined before the word that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Joined {
    /// Folded letters that can be cut from before the word; «لل» stays whole.
    pub letters: u8,
    /// و or ف.
    pub conj: bool,
    /// ب, ك or ل.
    pub prep: Option<char>,
}

impl Joined {
    /// Whether nothing is joined.
    pub(crate) fn bare(self) -> bool {
        !self.conj && self.prep.is_none()
    }
}

/// A phrase found at a token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found<T> {
    /// One past its last token.
    pub end: usize,
    /// What it stands for.
    pub value: T,
    /// What is joined before its first word.
    pub joined: Joined,
}

/// One phrase under its first word: the words that follow, and what it stands for.
type Entry<T> = (Box<[Box<str>]>, T);

/// Folded phrases by their first word; the longest match wins.
#[derive(Debug, Clone)]
pub(crate) struct Phrases<T> {
    heads: FxHashMap<Box<str>, Vec<Entry<T>>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { heads: FxHashMap::default() }
    }
}

impl<T> Phrases<T> {
    /// The folded first words of the phrases that stand for something `wanted`.
    pub(crate) fn first_words(&self, wanted: impl Fn(&T) -> bool) -> impl Iterator<Item = &str> {
        self.heads.iter().filter(move |(_, list)| list.iter().any(|(_, v)| wanted(v))).map(|(w, _)| &**w)
    }
}

impl<T: Copy> Phrases<T> {
    /// Adds a phrase, folded here; of two equal phrases the first stays.
    pub(crate) fn insert(&mut self, form: &str, value: T) {
        let folded = fold_str(form);
        let mut words = folded.split_whitespace().map(Box::from);
        let Some(head) = words.next() else { return };
        let rest: Box<[Box<str>]> = words.collect();
        let entries = self.heads.entry(head).or_default();
        if entries.iter().any(|(r, _)| *r == rest) {
            return;
        }
        entries.push((rest, value));
        entries.sort_by_key(|(r, _)| std::cmp::Reverse(r.len()));
    }

    /// The longest phrase that starts at token `i`, proclitics allowed before its first word.
    pub(crate) fn find(&self, text: &Text, i: usize) -> Option<Found<T>> {
        if text.tokens().get(i)?.kind != TokenKind::Arabic {
            return None;
        }
        let word = text.fold(i);
        let first = variants(word, |stem, joined| self.at(text, i, stem, joined))?;
        // «وأكثر من» is و and «أكثر من», though «وأكثر» is a phrase too.
        if let (true, Some(rest)) = (first.joined.bare(), word.strip_prefix(['و', 'ف'])) {
            let conj = Joined { letters: 1, conj: true, prep: None };
            if let Some(longer) = self.at(text, i, rest, conj).filter(|f| f.end > first.end) {
                return Some(longer);
            }
        }
        Some(first)
    }

    /// The longest phrase that starts at token `i` with its first word as written.
    pub(crate) fn find_bare(&self, text: &Text, i: usize) -> Option<Found<T>> {
        self.at(text, i, text.fold(i), Joined::default())
    }

    /// The value of one single folded word, proclitics allowed.
    pub(crate) fn word(&self, word: &str) -> Option<(T, Joined)> {
        variants(word, |stem, joined| {
            let entries = self.heads.get(stem)?;
            entries.iter().find(|(rest, _)| rest.is_empty()).map(|(_, v)| (*v, joined))
        })
    }

    fn at(&self, text: &Text, i: usize, stem: &str, joined: Joined) -> Option<Found<T>> {
        let entries = self.heads.get(stem)?;
        entries.iter().find_map(|(rest, value)| {
            let fits = rest.iter().enumerate().all(|(k, w)| text.fold(i + 1 + k) == &**w);
            fits.then_some(Found { end: i + 1 + rest.len(), value: *value, joined })
        })
    }
}

/// Tries a folded word as it is, then without its possible proclitics, fewest cuts first.
pub(crate) fn variants<R>(word: &str, mut look: impl FnMut(&str, Joined) -> Option<R>) -> Option<R> {
    if let Some(hit) = look(word, Joined::default()) {
        return Some(hit);
    }
    let mut chars = word.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    match first {
        'و' | 'ف' => {
            let conj = Joined { letters: 1, conj: true, prep: None };
            if rest.is_empty() {
                return None;
            }
            look(rest, conj).or_else(|| preposition(rest, conj, &mut look))
        }
        _ => preposition(word, Joined::default(), &mut look),
    }
}

fn preposition<R>(word: &str, before: Joined, look: &mut impl FnMut(&str, Joined) -> Option<R>) -> Option<R> {
    let mut chars = word.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    if !matches!(first, 'ب' | 'ك' | 'ل') || rest.is_empty() {
        return None;
    }
    let joined = Joined { letters: before.letters + 1, conj: before.conj, prep: Some(first) };
    if let Some(hit) = look(rest, joined) {
        return Some(hit);
    }
    // «للعام» is ل with the article: its alef is not written, and the two stay together.
    if first == 'ل' && rest.starts_with('ل') {
        return look(&format!("ا{rest}"), Joined { letters: before.letters, ..joined });
    }
    None
}

/// Where the word of token `i` starts once `letters` folded letters are cut, in scalar values.
pub(crate) fn start_after(text: &Text, i: usize, letters: u8) -> usize {
    let Some(token) = text.tokens().get(i) else { return 0 };
    let mut left = letters;
    let mut at = token.span.start;
    for c in text.word(i).chars() {
        if left == 0 && !crate::is_mark(c) {
            break;
        }
        if !crate::is_mark(c) {
            left -= 1;
        }
        at += 1;
    }
    at.min(token.span.end.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_file_and_line() {
        let text = "form\tclass\tsource\tlicence\nواحد\tunit\tproject\n";
        let error = rows("numbers.tsv", text, &["form", "class"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "numbers.tsv, line 2: 3 columns where the header has 4; separate them with single tabs"
        );
        assert!(rows("x.tsv", "a\tb\n", &["form"]).unwrap_err().to_string().contains("must be"));
    }

    #[test]
    fn finds_the_longest_phrase_after_proclitics() {
        let mut phrases = Phrases::default();
        phrases.insert("عشرات", 1);
        phrases.insert("عشرات الآلاف", 2);
        phrases.insert("العام", 3);
        let text = Text::new("نزح عشرات الآلاف وعشرات غيرهم للعام وَلـعشرات");
        let found = phrases.find(&text, 1).unwrap();
        assert_eq!((found.value, found.end), (2, 3));
        let found = phrases.find(&text, 3).unwrap();
        assert_eq!((found.value, found.joined.conj), (1, true));
        assert_eq!(phrases.find(&text, 5).map(|f| f.value), Some(3));
        let found = phrases.find(&text, 6).unwrap();
        assert_eq!(found.joined.letters, 2);
        let start = start_after(&text, 6, 2);
        assert_eq!(text.slice(marsad_model::Span::new(start, text.len())), "عشرات");
    }
}
