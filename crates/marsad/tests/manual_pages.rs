//! The manual pages and completions that the program writes say what its help says, and the tools that show them take them.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use common::{marsad, run};

/// The pages by name, written into a folder that goes with the test.
fn pages(folder: &Path) -> BTreeMap<String, String> {
    let said = run(marsad().args(["man", "--out"]).arg(folder)).ends_with(0);
    let files = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path());
    let all: BTreeMap<String, String> = files
        .map(|f| (f.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&f).unwrap()))
        .collect();
    assert!(said.err.contains(&format!("{} manual pages", all.len())), "{}", said.err);
    all
}

/// Whether a program is there.
fn has(program: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output();
    let found = found.is_ok_and(|o| o.status.success());
    if !found {
        eprintln!("LEFT OUT: {program} is missing");
    }
    found
}

/// Long options that a help lists, as it lists them: at the beginning of a line.
fn options(help: &str) -> Vec<String> {
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let words = lines.filter_map(|line| line.split_whitespace().find(|word| word.starts_with("--")));
    words.map(|word| word.trim_end_matches(',').to_owned()).collect()
}

#[test]
fn every_command_has_a_page_with_its_options_and_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let pages = pages(folder.path());
    assert!(pages.len() > 60, "{:?}", pages.keys());
    for deepest in ["marsad", "marsad-read", "marsad-watch-deliver-add-mail", "marsad-lexicon-diff"] {
        assert!(pages.contains_key(deepest), "{deepest}");
    }
    let mut seen = 0;
    for name in ["marsad-read", "marsad-collect", "marsad-serve", "marsad-lexicon-diff", "marsad-feed-add"] {
        let command: Vec<&str> = name.split('-').skip(1).collect();
        let help = run(marsad().args(&command).arg("--help")).ends_with(0).out;
        for option in options(&help) {
            let written = option.replace('-', "\\-");
            assert!(pages[name].contains(&written), "{name} says nothing of {option}");
            seen += 1;
        }
        assert!(pages[name].contains("EXIT STATUS"), "{name}");
    }
    assert!(seen > 40, "{seen} options");
    assert!(pages["marsad"].contains("MARSAD_STORE"));
}

#[test]
fn the_same_program_writes_the_same_pages() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert_eq!(pages(one.path()), pages(two.path()));
}

#[test]
fn man_shows_the_pages() {
    if !has("man") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    pages(folder.path());
    for page in ["marsad.1", "marsad-serve.1", "marsad-watch-deliver-add-mail.1"] {
        let shown = Command::new("man").arg("-l").arg(folder.path().join(page)).output().unwrap();
        let (text, said) = (String::from_utf8_lossy(&shown.stdout), String::from_utf8_lossy(&shown.stderr));
        assert!(shown.status.success(), "{page}: {said}");
        assert!(text.contains("SYNOPSIS") && text.contains("marsad"), "{page}: {text:.300}");
    }
}

#[test]
fn bash_completes_commands_and_options() {
    let script = run(marsad().args(["completions", "bash"])).ends_with(0).out;
    if !has("bash") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("marsad");
    std::fs::write(&file, script).unwrap();
    let complete = |words: &[&str]| {
        let last = words.len() - 1;
        let program = format!(
            "source {}; COMP_WORDS=({}); COMP_CWORD={last}; _marsad marsad '{}' '{}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            file.display(),
            words.join(" "),
            words[last],
            words[last - 1]
        );
        let output = Command::new("bash").args(["--norc", "-c", &program]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(complete(&["marsad", "dos"]), ["dossier"]);
    assert_eq!(complete(&["marsad", "read", "--expl"]), ["--explain"]);
    assert!(complete(&["marsad", "read", "--format", "geo"]).contains(&"geojson".to_owned()));
    assert_eq!(complete(&["marsad", "lexicon", "vers"]), ["version"]);
}

#[test]
fn the_other_shells_get_scripts_that_they_can_read() {
    for (shell, check) in [("zsh", "zsh -n"), ("fish", "fish -n")] {
        let script = run(marsad().args(["completions", shell])).ends_with(0).out;
        assert!(script.contains("collect") && script.contains("deliver"), "{shell}");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("marsad");
        std::fs::write(&file, script).unwrap();
        if has(shell) {
            let output = Command::new("sh").args(["-c", &format!("{check} {}", file.display())]).output().unwrap();
            assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
    let wrong = run(marsad().args(["completions", "sh"])).ends_with(2);
    assert!(wrong.err.contains("possible values") && wrong.err.contains("bash"), "{}", wrong.err);
}
