//! Any bytes as a Telegram export or an array of articles or, by the first byte, as JSON lines; see `marsad_fuzz::sources`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    marsad_fuzz::sources::check(if *choice == b'l' { "x.jsonl" } else { "x.json" }, bytes);
});
