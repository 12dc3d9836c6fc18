//! Any bytes as a table of articles: with commas, or, by the first byte, with tabs; see `marsad_fuzz::sources`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    marsad_fuzz::sources::check(if *choice == b't' { "x.tsv" } else { "x.csv" }, bytes);
});
