//! Whom a text credits: the agency in its dateline or at its end, and the outlets it cites.

use std::sync::LazyLock;

use marsad_model::Span;
use marsad_text::{Text, TokenKind, fold_str};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// How many tokens from the beginning of the body, and from its end, may hold the credit of an agency.
const EDGE: usize = 24;
/// How many tokens may stand between a word of citing and the name.
const REACH: usize = 3;
/// How many credits and citations of one text are kept.
const MOST: usize = 64;

/// What kind of source a row of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CreditKind {
    /// An agency whose texts others print.
    Wire,
    /// An outlet that others cite.
    Outlet,
    /// "Agencies": a credit that names nobody, and so no origin.
    Unnamed,
}

/// A source that a text names, with the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// Id in the table of credits.
    pub id: String,
    /// What kind of source it is.
    pub kind: CreditKind,
    /// Whether the text as a whole is theirs (in the dateline, at the end); else they are cited for something in it.
    pub whole: bool,
    /// Where the name stands.
    pub span: Span,
}

/// What is wrong with a table of credits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {why}; correct the line or take it out")]
pub struct CreditsError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub why: String,
}

#[derive(Debug, Clone)]
struct Source {
    id: String,
    name: String,
    kind: CreditKind,
}

/// The names of agencies and outlets, and the words that cite them.
#[derive(Debug, Clone, Default)]
pub struct Credits {
    sources: Vec<Source>,
    /// Forms by their first word: the folded words of the form and the source.
    forms: FxHashMap<String, Vec<(Vec<String>, usize)>>,
    /// Citing words by their first word: whether a form ends there, or the words that follow.
    cues: FxHashMap<String, Vec<Vec<String>>>,
    /// Folded names and forms of sources, to know an outlet by its name.
    names: FxHashMap<String, usize>,
}

static BUILTIN: LazyLock<Credits> = LazyLock::new(|| {
    Credits::parse(include_str!("../data/credits.tsv"), include_str!("../data/citing.tsv")).unwrap_or_default()
});

/// The folded words and numbers of a form.
fn words_of(form: &str) -> Vec<String> {
    let text = Text::new(form);
    (0..text.tokens().len())
        .filter(|i| text.tokens()[*i].kind != TokenKind::Mark)
        .map(|i| text.fold(i).to_owned())
        .collect()
}

/// The rows of a table: number of the line and its cells.
fn rows(table: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let lines = (1..).zip(table.lines()).filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty());
    lines.skip(1).map(|(n, l)| (n, l.split('\t').collect()))
}

impl Credits {
    /// The table that comes with the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Reads a table of sources and one of citing words; the columns stand in the first line that is no comment.
    ///
    /// # Errors
    /// Names the first line that has too few cells, an unknown kind or a form without a word.
    pub fn parse(sources: &str, citing: &str) -> Result<Self, CreditsError> {
        let mut credits = Self::default();
        for (line, cells) in rows(sources) {
            let no = |why: String| CreditsError { file: "credits.tsv".to_owned(), line, why };
            let [id, name, kind, forms, ..] = cells[..] else {
                return Err(no(format!("{} cells instead of id, name, kind, forms, source, licence", cells.len())));
            };
            let kind = match kind {
                "wire" => CreditKind::Wire,
                "outlet" => CreditKind::Outlet,
                "unnamed" => CreditKind::Unnamed,
                _ => return Err(no(format!("`{kind}` is none of wire, outlet, unnamed"))),
            };
            let source = credits.sources.len();
            credits.sources.push(Source { id: id.to_owned(), name: name.to_owned(), kind });
            credits.names.insert(fold_str(name), source);
            for form in forms.split('|') {
                let words = words_of(form);
                let Some(first) = words.first() else { return Err(no(format!("`{form}` has no word"))) };
                credits.names.insert(words.join(" "), source);
                credits.forms.entry(first.clone()).or_default().push((words, source));
            }
        }
        credits.forms.values_mut().for_each(|list| list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len())));
        for (line, cells) in rows(citing) {
            let words = words_of(cells[0]);
            let why = "a citing word is missing".to_owned();
            let Some(first) = words.first() else {
                return Err(CreditsError { file: "citing.tsv".to_owned(), line, why });
            };
            credits.cues.entry(first.clone()).or_default().push(words[1..].to_vec());
        }
        Ok(credits)
    }

    /// The plain name of a source.
    #[must_use]
    pub fn name(&self, id: &str) -> Option<&str> {
        self.sources.iter().find(|s| s.id == id).map(|s| s.name.as_str())
    }

    /// The id of an outlet by the name a document gives it: `Al Mayadeen`, «الميادين»; none where the table lacks it.
    #[must_use]
    pub fn outlet(&self, name: &str) -> Option<&str> {
        let known = |n: &str| self.names.get(n).map(|s| self.sources[*s].id.as_str());
        known(&fold_str(name.trim())).or_else(|| known(&words_of(name).join(" ")))
    }

    /// The credits and citations of a text; `body` is where its body begins, in scalar values (behind title and blank line).
    #[must_use]
    pub fn read(&self, text: &Text, body: usize) -> Vec<Credit> {
        let tokens = text.tokens();
        let head = tokens.partition_point(|t| t.span.start < body);
        let mut found: Vec<Credit> = Vec::new();
        let mut i = 0;
        while i < tokens.len() && found.len() < MOST {
            let Some((end, source, joined)) = self.name_at(text, i) else {
                i += 1;
                continue;
            };
            let edge = (head..head + EDGE).contains(&i) || (i >= head && i + EDGE >= tokens.len());
            let whole = edge && !joined && self.stands_alone(text, head, i, end);
            if whole || self.cited(text, i, joined) {
                let Source { id, kind, .. } = &self.sources[source];
                let mut span = text.cover(i, end);
                if joined {
                    // The letter joined to the name is not of it, nor is what only lengthens that letter.
                    let skipped = 1 + text.word(i).chars().skip(1).take_while(|c| marsad_text::is_mark(*c)).count();
                    span.start += skipped;
                }
                found.push(Credit { id: id.clone(), kind: *kind, whole, span });
            }
            i = end;
        }
        found
    }

    /// The longest name that begins at a token: where it ends, its source, whether something is joined before it.
    fn name_at(&self, text: &Text, i: usize) -> Option<(usize, usize, bool)> {
        let fold = text.fold(i);
        let try_word = |word: &str, joined: bool| {
            self.forms.get(word)?.iter().find_map(|(words, source)| {
                let mut at = i + 1;
                for word in &words[1..] {
                    // Between letters that stand for words there may be full stops.
                    while text.tokens().get(at).is_some_and(|t| t.mark == Some('.') && !t.spaced) {
                        at += 1;
                    }
                    if text.fold(at) != word {
                        return None;
                    }
                    at += 1;
                }
                Some((at, *source, joined))
            })
        };
        try_word(fold, false).or_else(|| fold.strip_prefix('ل').and_then(|rest| try_word(rest, true)))
    }

    /// Whether a name stands between marks, line breaks or the ends, as a credit does, and not within a sentence.
    fn stands_alone(&self, text: &Text, head: usize, from: usize, to: usize) -> bool {
        let tokens = text.tokens();
        let breaks =
            |a: usize, b: usize| text.slice(Span::new(tokens[a].span.end, tokens[b].span.start)).contains('\n');
        let mark = |i: usize, of: &str| tokens.get(i).and_then(|t| t.mark).is_some_and(|m| of.contains(m));
        let before = from <= head || breaks(from - 1, from) || mark(from - 1, "(-–—ـ:/|،[");
        let after = to >= tokens.len() || breaks(to - 1, to) || mark(to, ")-–—ـ:/|]،.");
        // The tatweel that some write for a dash is no token of its own: look at the letters between.
        let gap = |a: usize, b: usize| {
            a < b && b < tokens.len() && text.slice(Span::new(tokens[a].span.end, tokens[b].span.start)).contains('ـ')
        };
        (before || (from > 0 && gap(from - 1, from))) && (after || gap(to - 1, to))
    }

    /// Whether a word of citing stands shortly before a name.
    fn cited(&self, text: &Text, name: usize, joined: bool) -> bool {
        let from = name.saturating_sub(REACH + 3);
        let sentence = text.sentence_of(name);
        (from..name).any(|i| {
            if text.sentence_of(i) != sentence {
                return false;
            }
            let fold = text.fold(i);
            let bare = fold.strip_prefix(['و', 'ف']).unwrap_or(fold);
            [fold, bare].iter().filter_map(|w| self.cues.get(*w)).flatten().any(|rest| {
                // «ل» at the end of a citing form is the letter joined to the name or to the word before it.
                let (to, rest) = match rest.split_last() {
                    Some((last, rest)) if last == "ل" => (true, rest),
                    _ => (false, &rest[..]),
                };
                let next = i + 1 + rest.len();
                let follows = next <= name && rest.iter().zip(i + 1..).all(|(word, at)| text.fold(at) == word);
                let addressed = joined || (next..name).any(|at| text.fold(at).starts_with('ل'));
                follows && addressed == to && self.between(text, next, name) <= REACH
            })
        })
    }

    /// How many words stand between two tokens, marks not counted; many where a full stop does.
    fn between(&self, text: &Text, from: usize, to: usize) -> usize {
        let between = text.tokens().get(from..to).unwrap_or_default();
        if between.iter().any(|t| matches!(t.mark, Some('.' | '؛' | '،'))) {
            return usize::MAX;
        }
        between.iter().filter(|t| t.mark.is_none()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_cases_beside_the_table_hold() {
        let mut wrong = Vec::new();
        let (mut some, mut none) = (0, 0);
        for (line, cells) in rows(include_str!("../data/credits.cases.tsv")) {
            let (expect, marked) = (cells[0], cells[1].replace("\\n", "\n"));
            let plain = marked.replace(['⟦', '⟧'], "");
            let found: Vec<String> = Credits::builtin()
                .read(&Text::new(plain.clone()), 0)
                .iter()
                .map(|c| format!("{}:{} {}", if c.whole { "credit" } else { "cite" }, c.id, c.span.slice(&plain)))
                .collect();
            let want: Vec<String> = match marked.split_once('⟦').and_then(|(_, r)| r.split_once('⟧')) {
                Some((name, _)) => vec![format!("{expect} {name}")],
                None => vec![],
            };
            *(if want.is_empty() { &mut none } else { &mut some }) += 1;
            if found != want {
                wrong.push(format!("line {line}: {found:?} instead of {want:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(some >= 12 && none >= 12, "{some} and {none} cases");
    }

    #[test]
    fn a_table_with_a_fault_is_refused_with_its_line() {
        let head = "id\tname\tkind\tforms\n";
        let error = Credits::parse(&format!("{head}x\tX\tpaper\tس\n"), "form\n").unwrap_err();
        assert_eq!((error.line, error.why.contains("paper")), (2, true));
        assert_eq!(Credits::parse(&format!("{head}x\tX\n"), "form\n").unwrap_err().line, 2);
        assert!(Credits::parse(&format!("{head}x\tX\twire\t،\n"), "form\n").is_err());
    }

    #[test]
    fn an_outlet_is_known_by_either_name() {
        let credits = Credits::builtin();
        assert_eq!(credits.outlet("Al Mayadeen"), Some("al-mayadeen"));
        assert_eq!(credits.outlet("قناة الميادين"), Some("al-mayadeen"));
        assert_eq!(credits.outlet("a sheet nobody knows"), None);
        assert_eq!(credits.name("afp"), Some("Agence France-Presse"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_spans_slice(s in "(رويترز|أ ف ب|قالت|ل|وكالة|[\\u{620}-\\u{64a} .:()\\n-]){0,40}", body in 0_usize..90) {
            for credit in Credits::builtin().read(&Text::new(s.clone()), body) {
                prop_assert!(!credit.span.slice(&s).is_empty());
            }
        }
    }
}
