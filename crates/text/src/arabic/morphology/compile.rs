//! From the text files to every form with its readings.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use crate::arabic::conjugate::{
    Aspect, ConjugationError, Gender, Number, Person, VerbEntry, bound_forms, conjugate, masdar_forms, participles,
};
use crate::arabic::inflect::{InflectionError, NounEntry, NounFeatures, NounKind, inflect};
use crate::fold_str;

use super::reading::{FunctionReading, Lists, NominalReading, NounReading, VerbReading, add};
use super::spelling::Spelling;

/// Why a file could not be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct MorphologyError {
    /// File as named by the caller.
    pub file: String,
    /// Line, from 1; 0 for the whole file.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

/// Everything compiled, not yet packed.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    /// One line for each verb: key, `t` if transitive, gloss.
    pub verbs: String,
    /// One line for each noun: key, class, gloss.
    pub nouns: String,
    /// One line for each closed-class word: form, classes.
    pub functions: String,
    pub forms: BTreeMap<String, Lists>,
    counts: [u32; 3],
    seen: HashSet<(u8, String)>,
}

/// What a file holds, by its path.
#[derive(Clone, Copy)]
enum Kind {
    Verbs,
    Nouns,
    Irregular,
    Functions,
}

fn kind(path: &str) -> Option<Kind> {
    let mut names = path.rsplit(['/', '\\']);
    match (names.next()?, names.next()) {
        ("irregular_nouns.tsv", _) => Some(Kind::Irregular),
        ("function_words.tsv", _) => Some(Kind::Functions),
        (_, Some("verbs")) => Some(Kind::Verbs),
        (_, Some("nouns")) => Some(Kind::Nouns),
        _ => None,
    }
}

/// One row with its columns by name.
struct Row<'a> {
    columns: &'a [&'a str],
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    fn get(&self, column: &str) -> &'a str {
        let at = self.columns.iter().position(|c| *c == column);
        at.and_then(|i| self.cells.get(i)).map_or("", |c| c.trim())
    }
}

impl Compiled {
    /// Numbers of verbs, nouns and closed-class words that are taken already.
    pub fn after(counts: [u32; 3], keys: impl Iterator<Item = (u8, String)>) -> Self {
        Self { counts, seen: keys.collect(), ..Self::default() }
    }

    /// Reads one file; what it holds follows from its path.
    pub fn read(&mut self, path: &str, text: &str) -> Result<(), MorphologyError> {
        let fail = |line, what: String| MorphologyError { file: path.to_owned(), line, what };
        let kind = kind(path).ok_or_else(|| {
            fail(0, "is no file of verbs/, nouns/, irregular_nouns.tsv or function_words.tsv".to_owned())
        })?;
        let mut columns: Vec<&str> = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').collect();
            if columns.is_empty() {
                columns = cells.into_iter().map(str::trim).collect();
                continue;
            }
            let row = Row { columns: &columns, cells };
            match kind {
                Kind::Verbs => self.verb(&row).map_err(|e| fail(number + 1, e.to_string()))?,
                Kind::Nouns => self.noun(&row).map_err(|e| fail(number + 1, e.to_string()))?,
                Kind::Irregular => self.irregular(&row).map_err(|e| fail(number + 1, e.to_string()))?,
                Kind::Functions => self.function(&row),
            }
        }
        Ok(())
    }

    fn number(&mut self, which: usize) -> u32 {
        let number = self.counts[which];
        self.counts[which] += 1;
        number
    }

    fn at(&mut self, surface: &str) -> &mut Lists {
        self.forms.entry(fold_str(surface)).or_default()
    }

    fn verb(&mut self, row: &Row<'_>) -> Result<(), ConjugationError> {
        let key = row.get("lemma");
        let entry = VerbEntry::from_columns(
            key,
            row.get("root"),
            row.get("measure"),
            row.get("vowel"),
            row.get("transitive"),
            row.get("masdars"),
        )?;
        if !self.seen.insert((0, key.to_owned())) {
            return Ok(());
        }
        let verb = self.number(0);
        let transitive = if entry.transitive.takes_object() { "t" } else { "" };
        let _ = writeln!(self.verbs, "{key}\t{transitive}\t{}", row.get("gloss_en"));
        for (bound, forms) in [(false, conjugate(&entry)?), (true, bound_forms(&entry)?)] {
            for form in forms {
                let spelling = Spelling::of(&form.surface);
                let reading = VerbReading { verb, features: form.features, bound, spelling };
                let lists = self.at(&form.surface);
                let addressed = form.features.person == Person::Second || form.features.aspect == Aspect::Imperative;
                add(if addressed { &mut lists.addressed } else { &mut lists.verbs }, reading);
            }
        }
        let masdars = entry.masdars.iter().flat_map(|m| masdar_forms(m));
        for form in participles(&entry)?.into_iter().chain(masdars) {
            let spelling = Spelling::of(&form.surface);
            let (kind, gender, number, state) = (form.kind, form.gender, form.number, form.state);
            add(&mut self.at(&form.surface).nominals, NominalReading { verb, kind, gender, number, state, spelling });
        }
        Ok(())
    }

    fn noun(&mut self, row: &Row<'_>) -> Result<(), InflectionError> {
        let (key, pos) = (row.get("lemma"), row.get("pos"));
        let entry = NounEntry::from_columns(key, pos, row.get("gender"), row.get("plurals"), row.get("feminine"))?;
        if !self.seen.insert((1, format!("{key} {pos}"))) {
            return Ok(());
        }
        let noun = self.number(1);
        let _ = writeln!(self.nouns, "{key}\t{pos}\t{}", row.get("gloss_en"));
        for form in inflect(&entry) {
            let spelling = Spelling::of(&form.surface);
            add(&mut self.at(&form.surface).nouns, NounReading { noun, features: form.features, spelling });
        }
        Ok(())
    }

    /// Rows of one lemma stand together and make one noun.
    fn irregular(&mut self, row: &Row<'_>) -> Result<(), InflectionError> {
        let (lemma, form) = (row.get("lemma"), row.get("form"));
        let noun = if self.seen.insert((3, lemma.to_owned())) {
            let _ = writeln!(self.nouns, "{lemma}\tnoun\t{}", row.get("gloss_en"));
            self.number(1)
        } else {
            self.counts[1].saturating_sub(1)
        };
        let unknown =
            |what, found: &str| InflectionError::UnknownCode { what, found: found.chars().take(40).collect() };
        let gender = match row.get("gender") {
            "m" => Gender::Masculine,
            "f" => Gender::Feminine,
            "-" => Gender::Common,
            other => return Err(unknown("gender", other)),
        };
        let number = match row.get("number") {
            "singular" => Number::Singular,
            "dual" => Number::Dual,
            "plural" => Number::Plural,
            other => return Err(unknown("number", other)),
        };
        let (state, case) = (row.get("state").parse()?, row.get("case").parse()?);
        let features = NounFeatures { kind: NounKind::Noun, gender, number, state, case };
        add(&mut self.at(form).nouns, NounReading { noun, features, spelling: Spelling::of(form) });
        Ok(())
    }

    fn function(&mut self, row: &Row<'_>) {
        let form = row.get("form");
        if !self.seen.insert((2, form.to_owned())) {
            return;
        }
        let function = self.number(2);
        let _ = writeln!(self.functions, "{form}\t{}", row.get("class"));
        add(&mut self.at(form).functions, FunctionReading { function, spelling: Spelling::of(form) });
    }
}

/// The hash FNV-1a of 64 bits.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A fingerprint of files by path and text, in hexadecimal: whether two sets of files are the same.
pub(super) fn fingerprint(files: &[(&str, &str)]) -> String {
    let ends = |text: &str| text.bytes().chain([0]).collect::<Vec<u8>>();
    let hash = fnv(files.iter().flat_map(|(path, text)| ends(path).into_iter().chain(ends(text))));
    format!("{hash:016x}")
}
