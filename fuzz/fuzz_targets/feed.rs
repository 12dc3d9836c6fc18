//! Any bytes as a feed: entries or a named error, the same ones twice; every link is an address of the web.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_acquire::feeds;

const ADDRESS: &str = "https://example.org/feed";

fuzz_target!(|data: &[u8]| {
    // The first byte chooses what the server said.
    let Some((&choice, bytes)) = data.split_first() else { return };
    let said = [None, Some("text/xml; charset=windows-1256"), Some("application/json"), Some("text/html; charset=utf-8")];
    let said = said[usize::from(choice) % said.len()];
    let first = feeds::parse(bytes, ADDRESS, said);
    assert_eq!(first, feeds::parse(bytes, ADDRESS, said));
    match first {
        Ok(feed) => {
            assert!(feed.entries.len() <= feeds::MAX_ENTRIES);
            for entry in &feed.entries {
                assert!(!entry.id.is_empty());
                for link in entry.link.iter().chain(&entry.links) {
                    assert!(link.starts_with("http://") || link.starts_with("https://"), "{link}");
                    assert_eq!(feeds::clean_link(link, None).as_deref(), Some(link.as_str()), "cleaned once and for all");
                }
            }
        }
        Err(error) => assert!(error.to_string().starts_with(ADDRESS), "{error}"),
    }
});
