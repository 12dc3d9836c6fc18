//! The table of words against its files and their cases, and words that are none.

use std::collections::HashSet;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::arabic::conjugate::Aspect;
use crate::arabic::segment::Segmenter;
use crate::{Text, fold_str};

const VERBS: &str = "lemma\troot\tmeasure\tvowel\ttransitive\tpreps\tmasdars\tgloss_en\tsource\tlicence\n\
                     قصف\tقصف\tI\ti\tt\t\tقصف\tshell\town\tproject\n\
                     وصل\tوصل\tI\ti\ti\t\tوصول\tarrive\town\tproject\n";
const NOUNS: &str = "lemma\tpos\tgender\tplurals\tfeminine\tgloss_en\tsource\tlicence\n\
                     حياة\tnoun\tf\tحيوات\t-\tlife\town\tproject\n\
                     كتاب\tnoun\tm\tكتب\t-\tbook\town\tproject\n";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../lexicon/ar")
}

/// The lemmas of the nouns that a printed word may be a form of, whatever clitics it carries.
fn nouns_of(word: &str) -> Vec<String> {
    let words = Morphology::builtin();
    let mut out: Vec<String> = words
        .analyse(word)
        .iter()
        .filter(|a| a.agreement == Agreement::Exact)
        .flat_map(|a| a.readings.nouns.iter())
        .filter_map(|r| words.noun(r.noun))
        .map(|n| n.key.to_owned())
        .collect();
    out.sort();
    out.dedup();
    out
}

/// The lemmas of the bracketed word of a sentence, cut as the sentence has it.
fn nouns_as_cut(sentence: &str, names: &HashSet<String>) -> Vec<String> {
    let text = Text::new(sentence);
    let words = Segmenter::builtin().segment(&text, &|f| names.contains(f));
    let at = sentence.chars().position(|c| c == '⟦').unwrap() + 1;
    let word = words.iter().find(|w| w.span.start == at).unwrap();
    let cuts = word.parts.len();
    let builtin = Morphology::builtin();
    let joined = |s: &SplitOwned| {
        [s.conjunction.is_some(), s.preposition.is_some(), s.future, s.pronoun.is_some()].iter().filter(|b| **b).count()
    };
    let analyses = builtin.analyse(&word.parts.concat());
    let exact = analyses.iter().filter(|a| a.agreement == Agreement::Exact && joined(&a.split) + 1 == cuts);
    exact.flat_map(|a| &a.readings.nouns).filter_map(|r| builtin.noun(r.noun)).map(|n| n.key.to_owned()).collect()
}

#[test]
fn cases_of_the_noun_tables_hold() {
    let (mut files, mut wrong) = (0, Vec::new());
    let names = std::fs::read_to_string(folder().join("people_names.tsv")).unwrap();
    let names: HashSet<String> =
        names.lines().flat_map(|l| l.split('\t').next().unwrap().split('|')).map(fold_str).collect();
    for file in std::fs::read_dir(folder().join("nouns")).unwrap() {
        let path = file.unwrap().path();
        if !path.to_string_lossy().ends_with(".cases.tsv") {
            continue;
        }
        files += 1;
        // «-» says that no noun of this table has the form; a noun of another may.
        let table = std::fs::read_to_string(path.to_string_lossy().replace(".cases.tsv", ".tsv")).unwrap();
        let own: HashSet<&str> = table.lines().filter_map(|l| l.split('\t').next()).collect();
        let text = std::fs::read_to_string(&path).unwrap();
        let (mut hits, mut alike) = (0, 0);
        for line in text.lines().filter(|l| !l.starts_with('#')).skip(1) {
            let (expect, sentence) = line.split_once('\t').unwrap_or_else(|| panic!("{line}"));
            let word = sentence.split_once('⟦').and_then(|(_, r)| r.split_once('⟧')).map(|(w, _)| w);
            let found = nouns_of(word.unwrap_or_else(|| panic!("no ⟦…⟧ in {line}")));
            let right = match expect {
                "-" => {
                    alike += 1;
                    let found = nouns_as_cut(sentence, &names);
                    found.iter().all(|f| !own.contains(f.as_str()))
                }
                lemma => {
                    hits += 1;
                    found.iter().any(|f| f == lemma || f.split('/').next() == Some(lemma))
                }
            };
            if !right {
                wrong.push(format!("{}: {line} gives {found:?}", path.display()));
            }
        }
        assert!(hits >= 10 && alike >= 10, "{}: {hits} cases, {alike} look-alikes", path.display());
    }
    assert!(files > 0 && wrong.is_empty(), "{files} files\n{}", wrong.join("\n"));
}

/// Every row of the built-in files is in the built-in table, so that nothing was lost in packing.
#[test]
fn the_built_in_table_has_every_lemma() {
    let words = Morphology::builtin();
    let mut lemmas = 0;
    for part in ["nouns", "verbs"] {
        for file in std::fs::read_dir(folder().join(part)).unwrap() {
            let path = file.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            if !name.ends_with(".tsv") || name.ends_with(".cases.tsv") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for line in text.lines().filter(|l| !l.starts_with('#')).skip(1) {
                let key = line.split('\t').next().unwrap();
                let folded = fold_str(key.split('/').next().unwrap());
                let found = match part {
                    "nouns" => words.nouns(&folded).iter().any(|r| words.noun(r.noun).unwrap().key == key),
                    _ => words.finite(&folded).iter().any(|r| words.verb(r.verb).unwrap().key == key),
                };
                assert!(found, "{name}: {key}");
                lemmas += 1;
            }
        }
    }
    assert!(lemmas > 10_000, "{lemmas}");
}

#[test]
fn written_letters_rule_readings_out() {
    let words = Morphology::builtin();
    let pronouns = |word: &str| words.analyse(word).iter().any(|a| a.split.pronoun.is_some());
    assert!(pronouns("كتابه") && !pronouns("كتابة"));
    let function = |word: &str, key: &str| {
        words
            .analyse(word)
            .iter()
            .any(|a| a.readings.functions.iter().any(|f| words.function(f.function).unwrap().key == key))
    };
    assert!(function("أن", "أن") && !function("أن", "إن") && function("ان", "إن"));
    // «آلاف» is no «ال» and «اف».
    assert!(words.analyse("آلاف").iter().all(|a| !a.split.article));
}

#[test]
fn clitics_and_forms_go_together() {
    let words = Morphology::parse(&[("verbs/x.tsv", VERBS), ("nouns/x.tsv", NOUNS)]).unwrap();
    let stems = |word: &str| -> Vec<String> {
        words.analyse(word).into_iter().map(|a| format!("{}+{}", a.split.stem, a.split.pronoun.unwrap_or(""))).collect()
    };
    assert_eq!(stems("حياتها"), ["حيات+ها"]);
    assert_eq!(stems("حيات"), Vec::<String>::new(), "before a pronoun only");
    assert_eq!(stems("وسيقصفها"), ["يقصف+ها"]);
    assert_eq!(stems("بيقصف"), Vec::<String>::new(), "no preposition before a verb");
    assert_eq!(stems("سقصف"), Vec::<String>::new(), "no future of a perfect");
    assert_eq!(stems("وصلها"), Vec::<String>::new(), "an intransitive verb has no object");
    assert_eq!(stems("الكتابه"), Vec::<String>::new(), "no pronoun after the article");
    assert!(words.finite("يقصفون").iter().all(|r| r.features.aspect == Aspect::Imperfect));
}

#[test]
fn files_of_the_users_add_words_and_readings() {
    let mut words = Morphology::parse(&[("verbs/x.tsv", VERBS), ("nouns/x.tsv", NOUNS)]).unwrap();
    let before = words.len();
    let more = NOUNS.lines().next().unwrap().to_owned()
        + "\nقصف\tnoun\tm\t-\t-\tshelling\town\tproject\nمدفع\tnoun\tm\t-\t-\tgun\town\tproject\n";
    words.extend(&[("mine/nouns/y.tsv", more.as_str()), ("mine/nouns/z.tsv", NOUNS)]).unwrap();
    let noun = words.nouns("قصف")[0].noun;
    assert_eq!(words.noun(noun).unwrap().gloss, "shelling");
    assert!(!words.finite("قصف").is_empty(), "the verb is still there");
    assert_eq!(words.nouns("كتاب").len(), 1, "a known row adds nothing");
    assert!(words.len() > before);
}

#[test]
fn faults_name_file_and_line() {
    for (path, text, expected) in [
        ("nouns/x.tsv", NOUNS.replace("\tnoun\tm", "\tnoun\tq"), "nouns/x.tsv:3: unknown gender `q`"),
        ("verbs/x.tsv", VERBS.replace("قصف\tقصف\tI", "قصف\tقصف\tXX"), "verbs/x.tsv:2: unknown measure `XX`"),
        ("other/x.tsv", NOUNS.to_owned(), "other/x.tsv:0:"),
    ] {
        let error = Morphology::parse(&[(path, text.as_str())]).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

proptest! {
    #[test]
    fn any_word_is_analysed_without_panic(word in "\\PC{0,20}|[\\u{600}-\\u{6ff}\\u{fb50}-\\u{feff}]{0,20}") {
        for analysis in Morphology::builtin().analyse(&word) {
            prop_assert!(!analysis.readings.is_empty());
            prop_assert!(analysis.agreement != Agreement::Never);
        }
    }
}
