//! The verb tables under `lexicon/ar/verbs` against the conjugator.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use super::{Gender, Number, Person, VerbEntry, bound_forms, conjugate, masdar_forms, participles};

/// Prepositions and roles a verb table may name; the roles are explained in the folder's README.
const ROLES: [&str; 12] = [
    "actor",
    "beneficiary",
    "goal",
    "instrument",
    "partner",
    "place",
    "reason",
    "recipient",
    "result",
    "source",
    "topic",
    "time",
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("lexicon/verbs")
}

/// Every verb table: file name and rows of ten columns.
pub(super) fn tables() -> Vec<(String, Vec<Vec<String>>)> {
    let mut out = Vec::new();
    for file in std::fs::read_dir(folder()).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".tsv") || name.ends_with(".cases.tsv") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let rows = text
            .lines()
            .filter(|l| !l.starts_with('#'))
            .skip(1)
            .map(|l| l.split('\t').map(str::to_owned).collect())
            .collect();
        out.push((name, rows));
    }
    out.sort();
    out
}

pub(super) fn entry(row: &[String]) -> VerbEntry {
    VerbEntry::from_columns(&row[0], &row[1], &row[2], &row[3], &row[4], &row[6])
        .unwrap_or_else(|e| panic!("{}: {e}", row[0]))
}

#[test]
fn every_verb_conjugates() {
    let mut failures = Vec::new();
    let mut count = 0;
    for (name, rows) in tables() {
        for row in &rows {
            assert_eq!(row.len(), 10, "{name}: {row:?}");
            count += 1;
            match conjugate(&entry(row)) {
                Ok(forms) => assert!(forms.len() > 30, "{name}: {} has {} forms", row[0], forms.len()),
                Err(e) => failures.push(format!("{name}: {e}")),
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count >= 900, "only {count} verbs");
}

/// What of a table a linter would check without knowing verbs.
#[test]
fn tables_are_in_order() {
    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    let mut readings = BTreeSet::new();
    for (name, rows) in tables() {
        let text = std::fs::read_to_string(folder().join(&name)).unwrap();
        let header = text.lines().find(|l| !l.starts_with('#')).unwrap();
        assert_eq!(
            header, "lemma\troot\tmeasure\tvowel\ttransitive\tpreps\tmasdars\tgloss_en\tsource\tlicence",
            "{name}"
        );
        let odd = |c: char| matches!(c, '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{200e}'..='\u{202e}');
        assert!(!text.contains(odd), "{name}: a mark, tatweel or bidi control");
        assert!(rows.windows(2).all(|w| w[0][0].as_bytes() < w[1][0].as_bytes()), "{name}: not sorted or not unique");
        for row in rows {
            let measure_i = row[2] == "I";
            assert_eq!(measure_i, row[3] != "-", "{name}: {} vowel", row[0]);
            assert!(!row[6].is_empty() && !row[7].is_empty() && !row[8].is_empty(), "{name}: {} empty column", row[0]);
            for prep in row[5].split('|').filter(|p| !p.is_empty()) {
                let (word, role) = prep.split_once(':').unwrap_or_else(|| panic!("{name}: {} `{prep}`", row[0]));
                assert!(!word.is_empty() && ROLES.contains(&role), "{name}: {} `{prep}`", row[0]);
            }
            for masdar in row[6].split('|') {
                assert!(!masdar_forms(masdar).is_empty(), "{name}: {} masdar `{masdar}`", row[0]);
            }
            let bare = entry(&row).lemma;
            assert!(
                readings.insert((bare, row[1].clone(), row[2].clone(), row[3].clone())),
                "{name}: {} is already a verb under another key",
                row[0]
            );
            if let Some(other) = keys.insert(row[0].clone(), name.clone()) {
                panic!("{} stands in {other} and in {name}", row[0]);
            }
        }
    }
}

/// Surface to the keys of the verbs it may come from.
type Shelf = BTreeMap<String, BTreeSet<String>>;

/// Every form of every verb of one family, by what may stand around it.
#[derive(Default)]
struct Forms {
    finite: Shelf,
    nominal: Shelf,
    /// Forms that only occur before a pronoun.
    bound: Shelf,
}

impl Forms {
    fn of(rows: &[Vec<String>]) -> Self {
        let mut forms = Self::default();
        for row in rows {
            let verb = entry(row);
            let put = |shelf: &mut Shelf, surface| shelf.entry(surface).or_default().insert(row[0].clone());
            for form in conjugate(&verb).unwrap() {
                put(&mut forms.finite, form.surface);
            }
            for form in bound_forms(&verb).unwrap() {
                put(&mut forms.bound, form.surface);
            }
            let masdars = verb.masdars.iter().flat_map(|m| masdar_forms(m));
            for form in participles(&verb).unwrap().into_iter().chain(masdars) {
                let only_bound = form.state == super::NominalState::Bound;
                put(if only_bound { &mut forms.bound } else { &mut forms.nominal }, form.surface);
            }
        }
        forms
    }

    /// The verbs a printed word may be a form of, whatever clitics it carries.
    fn resolve(&self, word: &str) -> BTreeSet<String> {
        const BEFORE: [&str; 7] = ["", "و", "ف", "س", "وس", "ل", "ب"];
        const ARTICLE: [&str; 5] = ["ال", "وال", "بال", "فال", "لل"];
        const AFTER: [&str; 9] = ["ه", "ها", "هم", "هما", "هن", "نا", "ني", "ك", "كم"];
        let mut found = BTreeSet::new();
        for noun in ARTICLE.iter().filter_map(|p| word.strip_prefix(p)) {
            found.extend(self.nominal.get(noun).into_iter().flatten().cloned());
        }
        for stem in BEFORE.iter().filter_map(|p| word.strip_prefix(p)) {
            let cores = AFTER.iter().filter_map(|s| stem.strip_suffix(s)).flat_map(|core| {
                [self.finite.get(core), self.nominal.get(core), self.bound.get(core)].into_iter().flatten()
            });
            let whole = [self.finite.get(stem), self.nominal.get(stem)].into_iter().flatten();
            found.extend(whole.chain(cores).flatten().cloned());
        }
        found
    }
}

#[test]
fn cases_hold() {
    let mut wrong = Vec::new();
    for (name, rows) in tables() {
        let forms = Forms::of(&rows);
        let cases = folder().join(name.replace(".tsv", ".cases.tsv"));
        let text = std::fs::read_to_string(&cases).unwrap_or_else(|e| panic!("{}: {e}", cases.display()));
        let (mut hits, mut alike) = (0, 0);
        for line in text.lines().filter(|l| !l.starts_with('#')).skip(1) {
            let (expect, sentence) = line.split_once('\t').unwrap_or_else(|| panic!("{name}: {line}"));
            let word = sentence.split_once('⟦').and_then(|(_, r)| r.split_once('⟧')).map(|(w, _)| w);
            let found = forms.resolve(word.unwrap_or_else(|| panic!("{name}: no ⟦…⟧ in {line}")));
            if expect == "-" {
                alike += 1;
                if !found.is_empty() {
                    wrong.push(format!("{name}: {line} gives {found:?}"));
                }
            } else {
                hits += 1;
                if !found.contains(expect) {
                    wrong.push(format!("{name}: {line} gives {found:?}"));
                }
            }
        }
        assert!(hits >= 10 && alike >= 10, "{name}: {hits} cases, {alike} look-alikes");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "writes every form to the file named by MARSAD_CONJUGATION_DUMP, for tools/conjugation/oracle.py"]
fn dump_for_oracle() {
    let Some(path) = std::env::var_os("MARSAD_CONJUGATION_DUMP") else {
        panic!("set MARSAD_CONJUGATION_DUMP to the file to write");
    };
    let mut out = String::new();
    let (mut verbs, mut nanos) = (0_u32, 0_u128);
    for (_, rows) in tables() {
        for row in &rows {
            let verb = entry(row);
            let start = std::time::Instant::now();
            let forms = conjugate(&verb).unwrap();
            nanos += start.elapsed().as_nanos();
            verbs += 1;
            for form in forms {
                let f = form.features;
                let person = match f.person {
                    Person::First => 1,
                    Person::Second => 2,
                    Person::Third => 3,
                };
                let number = match f.number {
                    Number::Singular => 's',
                    Number::Dual => 'd',
                    Number::Plural => 'p',
                };
                let gender = match f.gender {
                    Gender::Masculine => 'M',
                    Gender::Feminine => 'F',
                    Gender::Common => 'C',
                };
                let (aspect, voice) = (f.aspect, f.voice);
                writeln!(out, "{}\t{aspect:?}\t{voice:?}\t{person}{number}{gender}\t{}", row[0], form.surface).unwrap();
            }
        }
    }
    std::fs::write(path, out).unwrap();
    eprintln!("{verbs} verbs, {} ns each", nanos / u128::from(verbs));
}
