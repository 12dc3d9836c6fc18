//! Any bytes as a mailbox or, by the first byte, one e-mail; see `marsad_fuzz::sources`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    marsad_fuzz::sources::check(if *choice == b'e' { "x.eml" } else { "x.mbox" }, bytes);
});
