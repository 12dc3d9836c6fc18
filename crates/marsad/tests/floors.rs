//! The house has floors: a crate may lean on those below it and on nothing else.

use std::process::Command;

/// Every crate with its floor, and the crates of its own floor that it may use all the same.
///
/// `lexicon` and `gazetteer` stand half a step above `text`: they ask `text` to fold and conjugate what their files list;
/// the lexicon asks the gazetteer for places. The coder stands half a step above `clause`, which reads further languages for it. The server stands half a step above `export`, which writes what it sends, and
/// `edit`, which changes the lexicon for it.
const HOUSE: [(&str, u8, &[&str]); 21] = [
    ("marsad-model", 0, &[]),
    ("marsad-text", 1, &[]),
    ("marsad-gazetteer", 1, &["marsad-text"]),
    ("marsad-lexicon", 1, &["marsad-text", "marsad-gazetteer"]),
    ("marsad-acquire", 2, &[]),
    ("marsad-clause", 2, &[]),
    ("marsad-coder", 2, &["marsad-clause"]),
    ("marsad-agree", 3, &[]),
    ("marsad-corroborate", 3, &[]),
    ("marsad-train", 3, &[]),
    ("marsad-watch", 3, &[]),
    ("marsad-store", 4, &[]),
    ("marsad-collect", 5, &[]),
    ("marsad-alert", 5, &[]),
    ("marsad-edit", 5, &[]),
    ("marsad-export", 5, &[]),
    ("marsad-redact", 5, &[]),
    ("marsad-second", 5, &[]),
    ("marsad-server", 5, &["marsad-edit", "marsad-export"]),
    ("marsad", 6, &[]),
    ("marsad-batch", 6, &[]),
];

fn floor(name: &str) -> Option<(u8, &'static [&'static str])> {
    HOUSE.iter().find(|(n, ..)| *n == name).map(|(_, floor, beside)| (*floor, *beside))
}

/// What is wrong with one edge of the house; nothing for a library from outside.
fn fault(from: &str, to: &str) -> Option<String> {
    let (to_floor, _) = floor(to)?;
    let Some((from_floor, beside)) = floor(from) else {
        return Some(format!("`{from}` has no floor: give it one in {}", file!()));
    };
    let allowed = to_floor < from_floor || beside.contains(&to);
    (!allowed).then(|| format!("`{from}` (floor {from_floor}) uses `{to}` (floor {to_floor})"))
}

#[test]
fn crates_use_lower_floors_only() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let packages = metadata["packages"].as_array().expect("packages");

    let names: Vec<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    let homeless: Vec<&&str> = names.iter().filter(|n| floor(n).is_none()).collect();
    assert!(homeless.is_empty(), "crates without a floor in {}: {homeless:?}", file!());
    for (name, ..) in HOUSE {
        assert!(names.contains(&name), "`{name}` has a floor but is not in the workspace");
    }

    let mut faults = Vec::new();
    for package in packages {
        let from = package["name"].as_str().expect("name");
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let to = dependency["name"].as_str().expect("name");
            // A library of the house taken from elsewhere than the house would slip past the floors.
            if floor(to).is_some() && dependency["path"].is_null() {
                faults.push(format!("`{from}` takes `{to}` from outside the workspace"));
            }
            faults.extend(fault(from, to));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_rule_itself_tells_up_from_down() {
    assert_eq!(fault("marsad-server", "marsad-store"), None);
    assert_eq!(fault("marsad-lexicon", "marsad-text"), None);
    assert_eq!(fault("marsad-store", "serde"), None);
    for (from, to) in [
        ("marsad-text", "marsad-lexicon"),
        ("marsad-coder", "marsad-acquire"),
        ("marsad-store", "marsad-server"),
        ("marsad-model", "marsad-model"),
        ("marsad-elsewhere", "marsad-model"),
    ] {
        assert!(fault(from, to).is_some(), "{from} → {to}");
    }
}
