//! Dossiers: kept in versions, removed without loss, noted.

use super::Factory;
use marsad_store::KeptDossier;

const FIRST: &str = "2024-05-01T10:00:00Z";
const LATER: &str = "2024-06-01T10:00:00Z";

pub fn a_question_is_kept_in_versions(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    assert!(store.dossiers().unwrap().is_empty() && store.dossier("water").unwrap().is_none());
    assert_eq!(store.keep_dossier("water", "name = \"ماء\"\n", FIRST).unwrap(), KeptDossier::New(1));
    assert_eq!(store.keep_dossier("water", "name = \"ماء\"\n", LATER).unwrap(), KeptDossier::Same(1));
    assert_eq!(store.keep_dossier("water", "name = \"مياه\"\n", LATER).unwrap(), KeptDossier::Changed(2));
    assert_eq!(store.keep_dossier("bread", "x = '\\t\t'", LATER).unwrap(), KeptDossier::New(1));
    let again = made.again();
    let names: Vec<(String, u32)> = again.dossiers().unwrap().into_iter().map(|d| (d.name, d.version)).collect();
    assert_eq!(names, [("bread".to_owned(), 1), ("water".to_owned(), 2)]);
    let water = again.dossier("water").unwrap().unwrap();
    assert_eq!((water.question.as_str(), water.notes), ("name = \"مياه\"\n", 0));
    assert_eq!((water.first_added_at.as_str(), water.added_at.as_str()), (FIRST, LATER));
    assert_eq!(again.dossier("bread").unwrap().unwrap().question, "x = '\\t\t'");
    let versions = again.dossier_versions("water").unwrap();
    assert_eq!(versions.iter().map(|v| v.version).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(versions[0].question, "name = \"ماء\"\n");
    assert!(again.dossier("").unwrap().is_none());
    // What cannot be read is told, and is no damage.
    let report = again.verify().unwrap();
    assert!(report.is_sound());
    let told: Vec<&String> = report.notes.iter().filter(|note| note.starts_with("dossier ")).collect();
    assert_eq!(told.len(), 2, "{:?}", report.notes);
    assert!(told[0].starts_with("dossier bread cannot be read by this program: line "), "{told:?}");
}

pub fn what_was_removed_comes_back_with_its_versions_and_notes(make: &Factory) {
    let made = make(None);
    let store = &*made.store;
    assert!(!store.remove_dossier("water", FIRST).unwrap());
    assert_eq!(store.add_dossier_note("water", "ملاحظة", FIRST).unwrap(), None);
    store.keep_dossier("water", "a", FIRST).unwrap();
    let first = store.add_dossier_note("water", "الأولى\nبسطرين", FIRST).unwrap().unwrap();
    let second = store.add_dossier_note("water", "الثانية", LATER).unwrap().unwrap();
    assert!(first < second);
    let notes: Vec<(i64, String, String)> =
        store.dossier_notes("water").unwrap().into_iter().map(|n| (n.id, n.at, n.text)).collect();
    let kept =
        [(second, LATER.to_owned(), "الثانية".to_owned()), (first, FIRST.to_owned(), "الأولى\nبسطرين".to_owned())];
    assert_eq!(notes, kept);
    assert!(store.remove_dossier("water", LATER).unwrap());
    assert!(!store.remove_dossier("water", LATER).unwrap());
    assert!(store.dossiers().unwrap().is_empty() && store.dossier("water").unwrap().is_none());
    assert_eq!(store.add_dossier_note("water", "ملاحظة", FIRST).unwrap(), None);
    assert_eq!(store.dossier_versions("water").unwrap().len(), 1);
    // The same question again is the same version; another one is a further one.
    assert_eq!(store.keep_dossier("water", "a", LATER).unwrap(), KeptDossier::New(1));
    assert_eq!(store.dossier("water").unwrap().unwrap().notes, 2);
    assert!(store.remove_dossier("water", LATER).unwrap());
    assert_eq!(store.keep_dossier("water", "b", LATER).unwrap(), KeptDossier::New(2));
    assert_eq!(store.dossier_versions("water").unwrap().len(), 2);
}
