//! Rebuilds the program when a sample page changes.

fn main() {
    println!("cargo:rerun-if-changed=../../demo");
}
