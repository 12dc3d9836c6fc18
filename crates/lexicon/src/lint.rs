//! Checks the lexicon's files as a careful editor would.

use marsad_text::is_mark;
use unicode_normalization::{is_nfc, is_nfkc};

use crate::table::read_rows;
use crate::{Files, Lexicon};

/// One thing to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// File.
    pub file: String,
    /// Line, from 1; 0 for the whole file.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// Every finding over a set of files: letters (NFC, no presentation forms, tatweel, vowel marks or bidi controls in names),
/// order and uniqueness of keys, source and licence of each row, and whether the whole compiles.
#[must_use]
pub fn lint(files: &Files) -> Vec<Finding> {
    let mut out = Vec::new();
    for path in files.paths("", ".tsv") {
        for layer in files.get(path) {
            lint_table(path, &layer.name, &layer.text, &mut out);
        }
    }
    for path in files.paths("lexicon/", ".toml") {
        for layer in files.get(path) {
            for (number, line) in layer.text.lines().enumerate() {
                letters(&layer.name, number + 1, line, &mut out);
            }
        }
    }
    crate::lint_across::lint(files, &mut out);
    match Lexicon::compile(files) {
        Ok(lexicon) => {
            for tag in crate::language::tags(files) {
                if let Err(error) = crate::LanguagePack::load(files, &tag, &lexicon.gazetteer) {
                    out.push(Finding { file: format!("lexicon/{tag}"), line: 0, what: error.to_string() });
                }
            }
        }
        Err(error) => out.push(Finding { file: "lexicon".to_owned(), line: 0, what: error.to_string() }),
    }
    out
}

fn lint_table(path: &str, name: &str, text: &str, out: &mut Vec<Finding>) {
    let mut last = String::new();
    let mut seconds = std::collections::BTreeSet::new();
    let header: Vec<&str> = text
        .lines()
        .find(|l| !l.trim().is_empty() && !l.starts_with('#'))
        .map(|l| l.trim_end_matches('\r').split('\t').collect())
        .unwrap_or_default();
    let Some(key) = header.first().copied() else {
        out.push(Finding { file: name.to_owned(), line: 0, what: "no header row".to_owned() });
        return;
    };
    for wanted in ["source", "licence"] {
        if !header.contains(&wanted) {
            out.push(Finding { file: name.to_owned(), line: 0, what: format!("no `{wanted}` column in {path}") });
        }
    }
    let result = read_rows(name, text, |row| {
        let mut say = |what: String| out.push(Finding { file: name.to_owned(), line: row.line, what });
        let id = row.get(key);
        // A lemma may be noun and adjective, and a noun have several irregular forms: such rows differ in a second cell.
        let second = if path.contains("/nouns/") {
            row.get("pos")
        } else if path.ends_with("/irregular_nouns.tsv") {
            row.get("form")
        } else {
            ""
        };
        if id != last {
            seconds.clear();
        }
        let again = !seconds.insert(second.to_owned());
        if id.is_empty() {
            say(format!("empty `{key}`"));
        } else if id == last && again {
            say(format!("`{id}` stands twice: merge the rows"));
        } else if id < last.as_str() {
            say(format!("`{id}` is out of order after `{last}`: sort the file by its first column"));
        }
        id.clone_into(&mut last);
        for wanted in ["source", "licence"] {
            if header.contains(&wanted) && row.get(wanted).is_empty() {
                say(format!("`{id}` has no {wanted}"));
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        out.push(Finding { file: name.to_owned(), line: 0, what: error.to_string() });
    }
    for (number, line) in text.lines().enumerate() {
        if !line.starts_with('#') {
            letters(name, number + 1, line, out);
            compatible(name, number + 1, line, out);
        }
    }
}

/// Letters that only look like others: full-width digits, ligatures, letters in circles.
fn compatible(file: &str, line: usize, text: &str, out: &mut Vec<Finding>) {
    let odd = |c: &char| {
        !matches!(c, '…' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}') && !is_nfkc(c.encode_utf8(&mut [0; 4]))
    };
    if let Some(c) = text.chars().find(odd) {
        let what = format!("not in Unicode form NFKC: U+{:04X} stands for a plainer character", c as u32);
        out.push(Finding { file: file.to_owned(), line, what });
    }
}

fn letters(file: &str, line: usize, text: &str, out: &mut Vec<Finding>) {
    let mut say = |what: String| out.push(Finding { file: file.to_owned(), line, what });
    if !is_nfc(text) {
        say("not in Unicode form NFC: normalise the line".to_owned());
    }
    if let Some(c) = text.chars().find(|c| matches!(c, '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')) {
        say(format!("presentation form U+{:04X}: write the plain letter", c as u32));
    }
    if let Some(c) = text.chars().find(|c| is_mark(*c) && !matches!(c, '\u{064B}'..='\u{0652}')) {
        say(format!("invisible or decorative character U+{:04X} (tatweel, bidi control …): remove it", c as u32));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        lint_table("lexicon/ar/x.tsv", "x.tsv", text, &mut out);
        out.into_iter().map(|f| f.to_string()).collect()
    }

    #[test]
    fn a_clean_table_has_no_findings() {
        assert!(findings("id\tform\tsource\tlicence\na\tجيش\town\tproject\nb\tقوة\town\tproject\n").is_empty());
    }

    #[test]
    fn each_fault_is_named_with_its_line() {
        for (text, expected) in [
            ("id\tform\nb\tx\n", "no `source` column"),
            ("id\tsource\tlicence\nb\town\tproject\na\town\tproject\n", "x.tsv:3: `a` is out of order"),
            ("id\tsource\tlicence\na\town\tproject\na\town\tproject\n", "x.tsv:3: `a` stands twice"),
            ("id\tsource\tlicence\na\t\tproject\n", "`a` has no source"),
            ("id\tf\tsource\tlicence\na\tجيـش\town\tproject\n", "U+0640"),
            ("id\tf\tsource\tlicence\na\tﺟﻴﺶ\town\tproject\n", "presentation form"),
            ("id\tf\tsource\tlicence\na\tكتيبة １\town\tproject\n", "NFKC: U+FF11"),
            ("id\tf\tsource\tlicence\na\t\u{200f}جيش\town\tproject\n", "U+200F"),
        ] {
            let found = findings(text);
            assert!(found.iter().any(|f| f.contains(expected)), "{expected}: {found:?}");
        }
    }

    #[test]
    fn nouns_are_unique_by_lemma_and_pos() {
        let table = |second: &str| {
            let text = format!("lemma\tpos\tsource\tlicence\nقائد\tnoun\town\tproject\nقائد\t{second}\town\tproject\n");
            let mut out = Vec::new();
            lint_table("lexicon/ar/nouns/x.tsv", "x.tsv", &text, &mut out);
            out.len()
        };
        assert_eq!((table("adj"), table("noun")), (0, 1));
    }

    #[test]
    fn the_built_in_files_are_clean() {
        let found = lint(&Files::builtin());
        assert!(found.is_empty(), "{} findings, the first: {:#?}", found.len(), &found[..found.len().min(20)]);
    }
}
