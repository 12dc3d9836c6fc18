//! A desk over a folder that has one change already, for tests of the lexicon's pages.

use marsad_edit::{Change, Desk, Draft, Folder, Limits};
use marsad_lexicon::{Files, Lexicon};
use marsad_server::Options;
use std::path::PathBuf;
use std::sync::Arc;

/// A brigade that no page of the samples names.
pub const BRIGADE: &str =
    "actor:id=wadi-brigade;en=Wadi Brigade;ar=لواء الوادي;kind=armed-group;sector=REB;country=SYR";

/// Options with a desk over the store of the options. Its folder has [`BRIGADE`] as change 1; it goes when the process ends.
pub fn with_desk(options: Options) -> Options {
    let path = folder();
    let own = Folder::new(&path);
    let change = Change::read(BRIGADE).unwrap();
    let draft = Draft::make(&Files::builtin(), Lexicon::builtin(), &path, vec![change], Vec::new()).unwrap();
    own.save(&draft, "setup", "to begin with").unwrap();
    let layers = move || {
        let mut files = Files::builtin();
        files.overlay(&path)?;
        Ok(files)
    };
    let store = options.dossiers.clone().unwrap();
    let desk = Desk::open(own, Box::new(layers), store, Limits { sample: 5, ..Limits::default() }).unwrap();
    Options { desk: Some(Arc::new(desk)), ..options }
}

/// A folder of its own for each call.
fn folder() -> PathBuf {
    static MADE: std::sync::Mutex<Vec<tempfile::TempDir>> = std::sync::Mutex::new(Vec::new());
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mine");
    MADE.lock().unwrap().push(dir);
    path
}
