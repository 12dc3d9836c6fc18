//! Packs the gazetteer that is part of the program and takes the digests of all built-in files, so that the program does
//! neither when it starts. Rebuilds the crate when a file of the lexicon or gazetteer changes, comes or goes.
//!
//! A row that is no place is left out with a warning here; `marsad lint` and the crate's tests name it as a fault.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use marsad_gazetteer::{pack, read_places};
use sha2::{Digest, Sha256};

// The tables of `gazetteer/` that do not hold places.
include!("src/tables_beside.rs");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new("../..");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/tables_beside.rs");
    let mut files = Vec::new();
    for name in ["lexicon", "gazetteer"] {
        println!("cargo:rerun-if-changed=../../{name}");
        walk(&root.join(name), name, &mut files)?;
    }
    files.sort();

    let mut places = Vec::new();
    for (name, path) in &files {
        if let Some(table) = name.strip_prefix("gazetteer/").and_then(|n| n.strip_suffix(".tsv"))
            && !TABLES_BESIDE.contains(&table)
            && !table.contains(".cases")
        {
            read_places(&std::fs::read_to_string(path)?, |_, row| match row {
                Ok(place) => places.push(place),
                Err(error) => println!("cargo:warning={name}: {error}"),
            });
        }
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("places.pack"), pack(&places)?)?;

    let mut digests = String::from("&[\n");
    for (name, path) in &files {
        let digest = Sha256::digest(std::fs::read(path)?);
        writeln!(digests, "    ({name:?}, {:?}),", <[u8; 32]>::from(digest))?;
    }
    digests.push(']');
    std::fs::write(out.join("digests.rs"), digests)?;
    Ok(())
}

/// Every file below a folder, with its name as the lexicon has it.
fn walk(dir: &Path, name: &str, out: &mut Vec<(String, PathBuf)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            walk(&entry.path(), &name, out)?;
        } else {
            out.push((name, entry.path()));
        }
    }
    Ok(())
}
