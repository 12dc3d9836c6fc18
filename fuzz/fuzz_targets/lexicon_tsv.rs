//! Any text as one of a user's own lexicon files: findings with names, never a crash.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_lexicon::{Files, Lexicon, lint, read_rows};

/// One of each kind of file that is read in its own way.
const PATHS: [&str; 19] = [
    "gazetteer/common_words.tsv",
    "gazetteer/directions.tsv",
    "gazetteer/heads.tsv",
    "gazetteer/nationalities.tsv",
    "gazetteer/own.tsv",
    "lexicon/ar/actors/own.tsv",
    "lexicon/ar/frames/own.toml",
    "lexicon/ar/heads_actor.tsv",
    "lexicon/ar/light_verbs.tsv",
    "lexicon/ar/loaded.tsv",
    "lexicon/ar/modality.tsv",
    "lexicon/ar/modes.tsv",
    "lexicon/ar/nouns/own.tsv",
    "lexicon/ar/telling/weights.tsv",
    "lexicon/ar/telling/words.tsv",
    "lexicon/ar/people.tsv",
    "lexicon/ar/saying.tsv",
    "lexicon/ar/titles.tsv",
    "lexicon/ar/verbs/own.tsv",
];

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else { return };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join(PATHS[usize::from(choice) % PATHS.len()]);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a temporary folder");
    std::fs::write(&path, bytes).expect("a temporary file");

    let mut files = Files::default();
    match (files.overlay(dir.path()), std::str::from_utf8(bytes)) {
        (Ok(()), Ok(text)) => {
            let findings = lint::lint(&files);
            if Lexicon::compile(&files).is_err() {
                assert!(!findings.is_empty(), "what does not compile must be found by lint");
            }
            let _ = read_rows("own.tsv", text, |row| {
                let _ = (row.get("id"), row.list("aliases").count(), row.parse_some::<u64>("population"));
                Ok(())
            });
        }
        (Err(error), Err(_)) => assert!(error.to_string().contains(&path.display().to_string()), "{error}"),
        (Ok(()), Err(_)) => panic!("a file that is not UTF-8 was taken"),
        (Err(error), Ok(_)) => panic!("readable text was refused: {error}"),
    }
});
