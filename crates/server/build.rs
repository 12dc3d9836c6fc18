//! Makes `web/dist` exist, so that the crate builds without Node, and rebuilds when its content changes.

use std::path::Path;

fn main() {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist");
    if dist.parent().is_some_and(Path::is_dir) {
        // Where the folder cannot be made, the embedding simply finds nothing; the pages work without it.
        let _ = std::fs::create_dir_all(&dist);
    }
    println!("cargo::rerun-if-changed={}", dist.display());
}
