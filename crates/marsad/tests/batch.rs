//! `marsad batch` and `marsad sql` hand over to `marsad-batch`, and say how to get it where it is missing.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// The program alone in a folder: what was built beside it is not found.
fn alone(folder: &Path) -> Command {
    let program = folder.join("marsad");
    let own = Path::new(env!("CARGO_BIN_EXE_marsad"));
    std::fs::hard_link(own, &program).or_else(|_| std::fs::copy(own, &program).map(|_| ())).unwrap();
    let mut command = Command::new(program);
    command.env("PATH", folder.join("bin"));
    command
}

#[test]
fn what_is_missing_is_named_with_the_way_to_get_it() {
    let dir = tempfile::tempdir().unwrap();
    let output = alone(dir.path()).args(["batch", "in", "--out", "out"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("marsad-batch") && said.contains("make batch"), "{said}");
}

#[test]
fn the_whole_command_line_goes_on_and_the_exit_code_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = alone(dir.path());
    let bin = dir.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    let other = bin.join("marsad-batch");
    std::fs::write(&other, "#!/bin/sh\nfor word in \"$@\"; do echo \"<$word>\"; done\nexit 1\n").unwrap();
    std::fs::set_permissions(&other, std::fs::Permissions::from_mode(0o755)).unwrap();
    let output = command.args(["sql", "select 1, 'a b'", "--format", "csv"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said, "<sql>\n<select 1, 'a b'>\n<--format>\n<csv>\n");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn wrong_usage_is_told_without_it() {
    let dir = tempfile::tempdir().unwrap();
    let output = alone(dir.path()).args(["batch", "in", "--out", "out", "--shard", "9/8"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("1/8 to 8/8"));
}
