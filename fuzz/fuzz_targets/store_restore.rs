//! Any bytes as a backup: it is refused, or it is one whose every byte was checked. Nothing is left behind.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_store::{check_backup, restore};

fuzz_target!(|data: &[u8]| {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (backup, to) = (dir.path().join("copy.tar"), dir.path().join("store"));
    std::fs::write(&backup, data).expect("written");
    let whole = check_backup(&backup, &mut |_, _| {}).is_ok();
    let restored = restore(&backup, &to, &mut |_, _| {}).is_ok();
    assert!(whole || !restored);
    assert_eq!(to.exists(), restored);
});
