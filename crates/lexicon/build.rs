//! Rebuilds the crate when a file of the lexicon or gazetteer changes, comes or goes.

fn main() {
    println!("cargo:rerun-if-changed=../../lexicon");
    println!("cargo:rerun-if-changed=../../gazetteer");
}
