//! The manual and the program say the same: every command and option is in `docs/commands.md`, nothing else is, and the
//! examples that begin with `$` run as they are told.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{marsad, repository, run};

/// The long options named in a text.
fn options(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("--") {
        let before = text[..at].chars().next_back();
        let name: String = text[at + 2..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
        if !name.is_empty() && !name.starts_with('-') && before.is_none_or(|c| !c.is_alphanumeric() && c != '-') {
            found.insert(name.trim_end_matches('-').to_owned());
        }
    }
    found
}

/// The help of the program and of each command.
fn helps() -> BTreeMap<String, String> {
    let help = run(marsad().arg("--help")).ends_with(0).out;
    let commands = help.split("Commands:").nth(1).and_then(|c| c.split("Options:").next()).expect("a list of commands");
    let names = commands.lines().filter(|l| l.starts_with("  ") && !l.starts_with("   "));
    let names = names.filter_map(|l| l.split_whitespace().next()).filter(|n| *n != "help");
    names.map(|n| (n.to_owned(), below(&[n]))).collect()
}

/// The help of a command and of all below it; `watch deliver add mail` is the deepest.
fn below(command: &[&str]) -> String {
    let help = run(marsad().args(command).arg("--help")).ends_with(0).out;
    if command.len() == 4 {
        return help;
    }
    let Some(commands) = help.split("Commands:").nth(1).and_then(|c| c.split("Options:").next()) else {
        return help;
    };
    let names = commands.lines().filter(|l| l.starts_with("  ") && !l.starts_with("   "));
    let names = names.filter_map(|l| l.split_whitespace().next()).filter(|n| *n != "help");
    let deeper: String = names.map(|n| below(&[command, &[n]].concat())).collect();
    help.clone() + &deeper
}

fn manual() -> String {
    std::fs::read_to_string(repository().join("docs/commands.md")).expect("docs/commands.md")
}

#[test]
fn every_command_and_option_is_in_the_manual() {
    let (manual, helps) = (manual(), helps());
    assert!(helps.len() >= 11, "{:?}", helps.keys());
    let told = options(&manual);
    let mut missing = Vec::new();
    let mut known = BTreeSet::from(["help".to_owned(), "version".to_owned()]);
    for (name, help) in &helps {
        if !manual.contains(&format!("\n## {name}\n")) {
            missing.push(format!("a chapter on `{name}`"));
        }
        for option in options(help) {
            if option != "help" && !told.contains(&option) {
                missing.push(format!("--{option} of `{name}`"));
            }
            known.insert(option);
        }
    }
    assert!(missing.is_empty(), "docs/commands.md says nothing of {}", missing.join(", "));
    let invented: Vec<&String> = told.difference(&known).collect();
    assert!(invented.is_empty(), "docs/commands.md tells of options that are not there: {invented:?}");
}

/// One example: the command, its exit code, and what it prints, where `...` stands for any lines.
struct Example {
    at: String,
    command: String,
    code: i32,
    output: Vec<String>,
}

fn examples(file: &str, text: &str) -> Vec<Example> {
    let mut all: Vec<Example> = Vec::new();
    let mut inside = false;
    for (number, line) in text.lines().enumerate() {
        match (inside, line) {
            (false, "```console") => inside = true,
            (true, "```") => inside = false,
            (true, line) => {
                if let Some(command) = line.strip_prefix("$ ") {
                    let at = format!("{file}:{}", number + 1);
                    all.push(Example { at, command: command.to_owned(), code: 0, output: Vec::new() });
                } else if let Some(example) = all.last_mut() {
                    match line.strip_prefix("? ").and_then(|c| c.parse().ok()) {
                        Some(code) => example.code = code,
                        None => example.output.push(line.to_owned()),
                    }
                }
            }
            _ => {}
        }
    }
    all
}

/// Whether lines are as told; `...` stands for any number of them.
fn fits(told: &[String], lines: &[&str]) -> bool {
    match told.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "..." => (0..=lines.len()).any(|n| fits(rest, &lines[n..])),
        Some((first, rest)) => lines.split_first().is_some_and(|(line, after)| line == first && fits(rest, after)),
    }
}

#[cfg(unix)]
#[test]
fn the_examples_of_the_manual_run() {
    let mut all = Vec::new();
    let files = repository().join("docs").read_dir().expect("docs").map(|e| e.expect("entry").path());
    let files = files.chain([repository().join("README.md")]).filter(|p| p.extension().is_some_and(|e| e == "md"));
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a page of the manual");
        all.extend(examples(&file.file_name().expect("a name").to_string_lossy(), &text));
    }
    assert!(all.len() >= 5, "{} examples", all.len());
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_marsad")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let home = tempfile::tempdir().unwrap();
    let mut faults = Vec::new();
    for example in all.iter().filter(|e| e.command.contains("marsad")) {
        let output = std::process::Command::new("sh")
            .args(["-c", &example.command])
            .current_dir(repository())
            .env("PATH", &path)
            .env("HOME", home.path())
            .env_remove("MARSAD_STORE")
            .env_remove("MARSAD_LEXICON")
            .env_remove("XDG_DATA_HOME")
            .output()
            .expect("a shell");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = printed.lines().collect();
        if output.status.code() != Some(example.code) || !fits(&example.output, &lines) {
            faults.push(format!(
                "{}: `{}` ends with {} and prints\n{printed:.800}",
                example.at, example.command, output.status
            ));
        }
    }
    eprintln!("{} examples", all.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn examples_are_compared_as_told() {
    let told = |lines: &[&str]| lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
    assert!(fits(&told(&["a", "...", "d"]), &["a", "b", "c", "d"]));
    assert!(fits(&told(&["..."]), &[]));
    assert!(!fits(&told(&["a", "..."]), &["b"]));
    assert!(!fits(&told(&["a"]), &["a", "b"]));
}
