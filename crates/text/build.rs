//! Compiles the built-in table of words (`src/arabic/morphology`) from the files under `lexicon/ar`.
//!
//! The modules that conjugate, decline and pack are those of the library, taken in by path; so the table that is built in
//! and one that a program compiles at run time come from the same code.

// What the library makes public is private here.
#![allow(dead_code, unused_imports, clippy::upper_case_acronyms)]

#[path = "src/arabic/morphology/compile.rs"]
mod compile;
#[path = "src/arabic/conjugate/mod.rs"]
mod conjugate;
#[path = "src/fold.rs"]
mod fold;
#[path = "src/arabic/inflect/mod.rs"]
mod inflect;
#[path = "src/arabic/morphology/pack.rs"]
mod pack;
#[path = "src/arabic/morphology/reading.rs"]
mod reading;
#[path = "src/arabic/morphology/spelling.rs"]
mod spelling;

/// The paths under which the library's modules know one another.
mod arabic {
    pub(crate) use crate::{conjugate, inflect};
}

use std::path::{Path, PathBuf};

use fold::fold_str;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lexicon = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("lexicon");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/arabic/conjugate");
    println!("cargo::rerun-if-changed=src/arabic/inflect");
    println!("cargo::rerun-if-changed=src/arabic/morphology");
    println!("cargo::rerun-if-changed=src/fold.rs");
    // In the order in which the lexicon lists its files: by path.
    let mut files: Vec<(String, String)> = Vec::new();
    for part in ["function_words.tsv", "irregular_nouns.tsv", "nouns", "verbs"] {
        let path = lexicon.join(part);
        println!("cargo::rerun-if-changed={}", path.display());
        for file in tables(&path)? {
            let inside = file.strip_prefix(&lexicon)?.to_string_lossy().replace('\\', "/");
            files.push((format!("lexicon/ar/{inside}"), std::fs::read_to_string(&file)?));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let mut compiled = compile::Compiled::default();
    for (path, text) in &files {
        compiled.read(path, text)?;
    }
    let bytes = pack::pack(&compiled)?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("morphology.words"), bytes.words)?;
    std::fs::write(out.join("morphology.forms"), bytes.forms)?;
    std::fs::write(out.join("morphology.readings"), bytes.readings)?;
    std::fs::write(out.join("morphology.filter"), bytes.filter)?;
    std::fs::write(out.join("morphology.fingerprint"), compile::fingerprint(&files))?;
    Ok(())
}

/// The table at a path, or those in the folder there; none where nothing is there.
fn tables(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let file = entry?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".tsv") && !name.ends_with(".cases.tsv") {
            out.push(file);
        }
    }
    out.sort();
    Ok(out)
}
