//! Backups that are damaged in a way that their check sums do not show: made anew over what was changed.

use marsad_model::Document;
use marsad_store::{Manifest, NewDocument, SqliteStore, Store, Upkeep};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::LazyLock;

/// The files of a good backup of a small store: name and bytes, the manifest left out.
static GOOD: LazyLock<(Manifest, Vec<(String, Vec<u8>)>)> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::create(dir.path().join("store")).expect("a store");
    for (at, text) in ["فتح الطريق الساحلي صباح اليوم.", "أغلق الجسر القديم.", "عاد التيار الكهربائي."].iter().enumerate() {
        let new = NewDocument {
            target: format!("https://a.example/{}", at % 2),
            media_type: "text/plain".into(),
            bytes: text.as_bytes().to_vec(),
            captured_at: format!("2025-01-0{}T10:00:00Z", at + 1),
            document: Document { id: at.to_string(), title: "خبر".into(), text: (*text).into(), ..Document::default() },
            ..NewDocument::default()
        };
        store.add(&new).expect("added");
    }
    let to = dir.path().join("copy");
    let manifest = store.backup(&to, &mut |_, _| {}).expect("a backup");
    let files = manifest.files.iter().map(|f| (f.path.clone(), std::fs::read(to.join(&f.path)).expect("read")));
    let files = files.collect();
    (manifest, files)
});

/// Writes a backup into a folder: the good one with one of its files changed by `edits` (two bytes that say where, as a part of
/// the file's length, and the byte to be there) or replaced by `instead`. Every length and hash is right.
pub fn write(folder: &Path, which: usize, edits: &[u8], instead: Option<&[u8]>) {
    let (manifest, files) = &*GOOD;
    let mut manifest = manifest.clone();
    for (at, (name, bytes)) in files.iter().enumerate() {
        let mut bytes = bytes.clone();
        if at == which % files.len() {
            if let Some(instead) = instead {
                bytes = instead.to_vec();
            }
            for edit in edits.chunks_exact(3) {
                let place = usize::from(u16::from_be_bytes([edit[0], edit[1]])) * bytes.len() / 65_536;
                if let Some(byte) = bytes.get_mut(place) {
                    *byte = edit[2];
                }
            }
        }
        manifest.files[at].size = bytes.len() as u64;
        manifest.files[at].sha256 = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("written");
    }
    std::fs::write(folder.join("manifest.json"), serde_json::to_vec(&manifest).expect("JSON")).expect("written");
}
