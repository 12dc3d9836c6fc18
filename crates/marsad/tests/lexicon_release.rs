//! A lexicon that was given away by itself reads as the one it was taken from, and says what changed.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod common;

use std::path::Path;

use common::{marsad, repository, run};

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// A folder as a release is unpacked.
fn unpacked() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["lexicon", "gazetteer"] {
        copy(&repository().join(part), &folder.path().join(part));
    }
    folder
}

#[test]
fn an_unpacked_lexicon_alone_gives_the_same_bytes_as_the_built_in_one() {
    let folder = unpacked();
    let line = r#"{"id":"a","title":"","text":"قُتل ثلاثة جنود في هجوم شنه تنظيم داعش شرق دير الزور أمس، قال مصدر أمني","published":"2022-01-22"}"#;
    let built_in = run(marsad().arg("code").write_stdin(line)).ends_with(0).out;
    let alone =
        run(marsad().args(["code", "--no-builtin", "--lexicon"]).arg(folder.path()).write_stdin(line)).ends_with(0);
    assert!(built_in.contains("ASSAULT"), "{built_in}");
    assert_eq!(alone.out, built_in);
}

#[test]
fn a_version_is_a_row_of_the_releases_and_a_changed_row_is_none() {
    let folder = unpacked();
    let version = |all: bool| {
        let mut command = marsad();
        command.args(["lexicon", "version", "--no-builtin", "--lexicon"]).arg(folder.path());
        run(if all { command.arg("--all") } else { &mut command }).ends_with(0)
    };
    let hash = version(false).out.trim_end().rsplit('\t').next().unwrap().to_owned();
    assert!(hash.starts_with("sha256:"), "{hash}");
    let built_in = run(marsad().args(["lexicon", "version"])).ends_with(0).out;
    assert!(built_in.trim_end().ends_with(&hash), "{built_in}");

    let table = folder.path().join("lexicon/RELEASES.md");
    let rows =
        std::fs::read_to_string(&table).unwrap() + &format!("| 1999.1.1 | 1999-01-01 | `{hash}` | made for a test |\n");
    std::fs::write(&table, rows).unwrap();
    assert!(version(true).out.contains("made for a test"));
    assert!(version(false).out.starts_with(|c: char| c.is_ascii_digit()), "{}", version(false).out);

    let loaded = folder.path().join("lexicon/ar/loaded.tsv");
    let text = std::fs::read_to_string(&loaded).unwrap();
    let (last, rest) =
        text.trim_end().rsplit_once('\n').map(|(rest, last)| (last.to_owned(), rest.to_owned())).unwrap();
    std::fs::write(&loaded, rest + "\n").unwrap();
    let unreleased = version(false);
    assert!(unreleased.out.starts_with("-\t-\tsha256:"), "{}", unreleased.out);
    assert!(unreleased.err.contains("no release has this hash; the latest is "), "{}", unreleased.err);

    let key = last.split('\t').next().unwrap();
    let diff = run(marsad().args(["lexicon", "diff"]).arg(folder.path())).ends_with(0);
    assert_eq!(diff.out, format!("lexicon/ar/loaded.tsv\t+1 -0 ~0\n  + {key}\n"));
    let back = run(marsad().args(["lexicon", "diff", "--summary"]).arg(repository()).arg(folder.path())).ends_with(0);
    assert_eq!(back.out, "lexicon/ar/loaded.tsv\t+0 -1 ~0\n");
}

#[test]
fn a_folder_without_a_lexicon_is_refused_with_the_way_out() {
    let empty = tempfile::tempdir().unwrap();
    let said = run(marsad().args(["lexicon", "diff"]).arg(empty.path())).ends_with(2).err;
    assert!(said.contains("no lexicon is there") && said.contains("unpack"), "{said}");
}
