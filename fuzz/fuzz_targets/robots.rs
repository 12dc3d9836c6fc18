//! Any bytes as a robots.txt, and any text as an address: rules come out, and what one reading allows, a second allows too.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_acquire::robots::{Access, MAX_BYTES, Robots};

fuzz_target!(|data: &[u8]| {
    let (file, path) = match data.iter().position(|b| *b == 0xff) {
        Some(at) => (&data[..at], String::from_utf8_lossy(&data[at + 1..]).into_owned()),
        None => (data, "/".to_owned()),
    };
    let robots = Robots::parse(file, "Marsad");
    let url = format!("https://a.example/{path}");
    let allowed = robots.allows(&url);
    assert!(robots.allows("https://a.example/robots.txt"));
    assert_eq!(Robots::parse(file, "Marsad").allows(&url), allowed);
    assert_eq!(Access::of(Some(200), file, "Marsad").allows(&url), allowed);
    if let Some(delay) = robots.delay() {
        assert!(delay.as_secs() <= 24 * 60 * 60);
    }
    assert!(robots.sitemaps().iter().map(String::len).sum::<usize>() <= file.len().min(MAX_BYTES));
    let _ = robots.allows(&path);
});
