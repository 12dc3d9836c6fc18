//! Any bytes as the answer of a timestamp authority.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_acquire::timestamp::read_answer;

fuzz_target!(|data: &[u8]| {
    if let Ok(token) = read_answer(data) {
        assert!(data.windows(32).any(|w| w == token.sha256), "the hash is not in the answer");
    }
});
