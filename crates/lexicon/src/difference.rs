//! Two lexicons beside each other: which rows came, went or changed, file by file.

use std::collections::BTreeMap;

use crate::{Files, Layer};

/// What differs in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDifference {
    /// The file, as `lexicon/ar/loaded.tsv`.
    pub path: String,
    /// Keys that only the new one has: the first cell of a row, the id of a frame, the first line of another block.
    pub came: Vec<String>,
    /// Keys that only the old one has.
    pub went: Vec<String>,
    /// Keys that both have, with other content.
    pub changed: Vec<String>,
}

/// What differs between two lexicons, by path and key; notes (`.md`) are left out, as they are from the hash.
#[must_use]
pub fn differences(old: &Files, new: &Files) -> Vec<FileDifference> {
    let (old, new) = (contents(old), contents(new));
    let paths: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let nothing = BTreeMap::new();
    let mut all = Vec::new();
    for path in paths {
        let before = old.get(path).unwrap_or(&nothing);
        let after = new.get(path).unwrap_or(&nothing);
        let missing = |of: &BTreeMap<String, Vec<String>>, among: &BTreeMap<String, Vec<String>>| -> Vec<String> {
            of.keys().filter(|key| !among.contains_key(*key)).cloned().collect()
        };
        let changed = after.iter().filter(|(key, text)| before.get(*key).is_some_and(|other| other != *text));
        let difference = FileDifference {
            path: path.clone(),
            came: missing(after, before),
            went: missing(before, after),
            changed: changed.map(|(key, _)| key.clone()).collect(),
        };
        if !(difference.came.is_empty() && difference.went.is_empty() && difference.changed.is_empty()) {
            all.push(difference);
        }
    }
    all
}

/// The rows of every file by their keys; several rows of one key stand together, in order.
fn contents(files: &Files) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let mut all = BTreeMap::new();
    for end in [".tsv", ".cases.tsv", ".toml", ".forest"] {
        for path in files.paths("", end) {
            let rows: &mut BTreeMap<String, Vec<String>> = all.entry(path.to_owned()).or_default();
            for layer in files.get(path) {
                for (key, text) in pieces(end, layer) {
                    rows.entry(key).or_default().push(text);
                }
            }
        }
    }
    all
}

fn pieces(end: &str, layer: &Layer) -> Vec<(String, String)> {
    match end {
        ".toml" => blocks(&layer.text),
        // A forest is learned as a whole: its trees have no names.
        ".forest" => vec![("the whole file".to_owned(), layer.text.to_string())],
        _ => layer
            .text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| (line.split('\t').next().unwrap_or_default().to_owned(), line.to_owned()))
            .collect(),
    }
}

/// The tables of a TOML file: each begins with its `[…]` line and is known by its `id`, where it has one.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if line.starts_with('[') {
            blocks.push(Vec::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push(line);
        }
    }
    let named = blocks.into_iter().filter(|block| !block.is_empty()).map(|block| {
        let id = block.iter().find_map(|line| line.strip_prefix("id = "));
        let key = id.map_or_else(|| block[0].to_owned(), |id| id.trim_matches('"').to_owned());
        (key, block.join("\n"))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(all: &[(&str, &str)]) -> Files {
        let mut files = Files::default();
        for (path, text) in all {
            files.replace(path, path, text);
        }
        files
    }

    #[test]
    fn rows_that_came_went_and_changed_are_told_by_their_keys() {
        let old = files(&[("lexicon/ar/loaded.tsv", "# notes\nterm\tneutral\na\t1\nb\t2\nc\t3\n")]);
        let new = files(&[("lexicon/ar/loaded.tsv", "# other notes\nterm\tneutral\na\t1\nb\t9\nd\t4\n")]);
        let found = differences(&old, &new);
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0].came[..], &found[0].went[..]), (&["d".to_owned()][..], &["c".to_owned()][..]));
        assert_eq!(found[0].changed, ["b"]);
        assert_eq!(differences(&old, &old), []);
    }

    #[test]
    fn frames_are_known_by_their_ids_and_the_head_of_a_file_by_its_first_line() {
        let frame = |confidence: &str| {
            format!("source = \"own\"\n\n[[frame]]\nid = \"kill/kill\"\nconfidence = {confidence}\n")
        };
        let old = files(&[("lexicon/ar/frames/kill.toml", &frame("0.8"))]);
        let new = files(&[
            ("lexicon/ar/frames/kill.toml", &(frame("0.9") + "\n[[frame]]\nid = \"kill/other\"\n")),
            ("gazetteer/new.tsv", "id\tname\nvillage:x\tX\n"),
        ]);
        let found = differences(&old, &new);
        assert_eq!(found[0].path, "gazetteer/new.tsv");
        assert_eq!(found[0].came, ["id", "village:x"]);
        assert_eq!(
            (found[1].came.clone(), found[1].changed.clone()),
            (vec!["kill/other".to_owned()], vec!["kill/kill".to_owned()])
        );
    }

    #[test]
    fn every_file_that_the_hash_covers_is_compared() {
        let mut changed = Files::builtin();
        let all = ["gazetteer/", "lexicon/"].map(|root| changed.paths(root, "").map(str::to_owned).collect::<Vec<_>>());
        let coded: Vec<&String> = all.iter().flatten().filter(|path| !path.ends_with(".md")).collect();
        assert!(coded.len() > 50, "{}", coded.len());
        for path in &coded {
            let before = changed.hash();
            changed.set_layer(path, "mine", Some("zzz\tzzz\n"));
            assert_ne!(changed.hash(), before, "{path}");
        }
        let found = differences(&Files::builtin(), &changed);
        assert_eq!(found.iter().map(|d| &d.path).collect::<Vec<_>>(), coded);
    }
}
