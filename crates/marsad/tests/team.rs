//! People at the command line: accounts, the log, and what `doctor` says of it.

#![allow(clippy::unwrap_used)]

mod common;

use std::path::Path;

use common::{Run, marsad, run};

const PASSWORD: &str = "four plain words here";

fn people(store: &Path, args: &[&str], input: &str) -> Run {
    run(marsad().arg("people").args(args).arg("--store").arg(store).write_stdin(input.to_owned()))
}

#[test]
fn accounts_are_made_changed_and_logged_and_passwords_come_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("own");
    run(marsad().arg("init").arg("--store").arg(&store)).ends_with(0);
    run(marsad().args(["serve", "--team", "--port", "0", "--store"]).arg(&store))
        .ends_with(2)
        .says(&["no admin could log in", "marsad people add"]);
    people(&store, &["add", "Salma", "--role", "admin"], &format!("{PASSWORD}\n")).ends_with(0).says(&["as admin"]);
    people(&store, &["add", "salma"], "another long password\n").ends_with(2).says(&["is taken"]);
    people(&store, &["add", "omar", "--password", PASSWORD], "").ends_with(2);
    people(&store, &["add", "omar"], "").ends_with(2).says(&["standard input", "--one-time"]);
    people(&store, &["add", "omar"], "short\n").ends_with(2).says(&["fewer than 12"]);
    people(&store, &["add", "two words"], "x").ends_with(2).says(&["`two words`"]);
    people(&store, &["add", "omar", "--role", "owner"], "x").ends_with(2).says(&["reader, coder, editor, admin"]);
    let first = people(&store, &["add", "omar", "--one-time", "--display", "Omar K."], "").ends_with(0).out;
    assert_eq!(first.trim().len(), 23, "{first}");
    people(&store, &["role", "omar", "editor"], "").ends_with(0);
    people(&store, &["disable", "omar"], "").ends_with(0);
    people(&store, &["enable", "omar"], "").ends_with(0);
    people(&store, &["password", "omar"], &format!("{PASSWORD}\n")).ends_with(0);
    people(&store, &["disable", "salma"], "").ends_with(2).says(&["last admin"]);
    people(&store, &["role", "nobody", "coder"], "").ends_with(2).says(&["`nobody`", "marsad people list"]);
    let list = people(&store, &["list"], "").ends_with(0).out;
    assert!(list.contains("omar\teditor\tgood") && list.contains("salma\tadmin\tgood"), "{list}");
    let rows = people(&store, &["list", "--json"], "").ends_with(0);
    assert_eq!(rows.json_lines()[0]["display"], "Omar K.");
    for secret in [PASSWORD, first.trim(), "argon2"] {
        assert!(!rows.out.contains(secret), "{secret}");
    }

    let log =
        run(marsad().args(["audit", "--json", "--store"]).arg(&store)).ends_with(0).says(&["the log is whole: 6 rows"]);
    let words: Vec<String> = log.json_lines().iter().map(|r| r["what"].as_str().unwrap().to_owned()).collect();
    let expected = ["password", "enable", "disable", "role", "add", "add"].map(|w| format!("person.{w}"));
    assert_eq!(words, expected);
    assert!(log.json_lines().iter().all(|r| r["who"] == "command line"), "{}", log.out);
    assert!(!log.out.contains(PASSWORD) && !log.out.contains(first.trim()));
    let some =
        run(marsad().args(["audit", "--limit", "2", "--who", "command line", "--store"]).arg(&store)).ends_with(0);
    assert_eq!(some.out.lines().count(), 2);
    run(marsad().args(["doctor", "--store"]).arg(&store)).ends_with(0).says(&["sound"]);

    // Somebody turns "omar became editor" into another story, in the file itself.
    let file = store.join("marsad.sqlite");
    let mut bytes = std::fs::read(&file).unwrap();
    let (was, is) = (&br#"{"name":"omar","role":"editor"}"#[..], &br#"{"name":"omar","role":"reader"}"#[..]);
    let at = bytes.windows(was.len()).position(|w| w == was).expect("the row stands in the file");
    bytes[at..at + is.len()].copy_from_slice(is);
    std::fs::write(&file, &bytes).unwrap();
    let row = "row 3 of the audit log was changed";
    run(marsad().args(["audit", "--store"]).arg(&store)).ends_with(1).says(&[row]);
    let doctor = run(marsad().args(["doctor", "--store"]).arg(&store)).ends_with(1);
    assert!(doctor.out.contains(row), "{}", doctor.out);
}
