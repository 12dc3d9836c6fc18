//! Any bytes as a sitemap, a list of feeds, a page of links: what is read is bounded, and a list comes back as written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_acquire::feeds::{self, LinkPattern, opml};

const ADDRESS: &str = "https://example.org/x";

fuzz_target!(|data: &[u8]| {
    match feeds::sitemap(data, ADDRESS, None) {
        Ok(map) => assert!(map.pages.iter().all(|p| p.link.starts_with("http"))),
        Err(error) => assert!(error.to_string().starts_with(ADDRESS), "{error}"),
    }
    if let Ok(list) = opml::read(data, ADDRESS) {
        let written = opml::write(&list);
        let again = opml::read(written.as_bytes(), ADDRESS).expect("what is written can be read");
        assert_eq!(opml::write(&again), written);
    }
    let _ = feeds::discover(data, ADDRESS, None);
    let text = String::from_utf8_lossy(data);
    let (pattern, rest) = text.split_once('\n').unwrap_or((&text, ""));
    if let Ok(pattern) = LinkPattern::parse(pattern) {
        let _ = pattern.fits(rest, ADDRESS);
        let _ = feeds::index_links(rest.as_bytes(), ADDRESS, None, &pattern);
    }
});
