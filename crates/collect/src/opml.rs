//! Lists of feeds as other programs exchange them, in and out.

use crate::add::{LookError, Wish};
use marsad_acquire::feeds::opml::{self, Opml, Outline};
use marsad_store::ledger::{FeedKind, FeedRow, Millis, NewFeed};

/// The feeds of a list; those that cannot be followed are named with the reason.
///
/// # Errors
/// Where it is no list at all.
pub fn import(bytes: &[u8], name: &str) -> Result<(Vec<NewFeed>, Vec<String>), String> {
    let list = opml::read(bytes, name).map_err(|error| error.to_string())?;
    let (mut feeds, mut faults) = (Vec::new(), Vec::new());
    for (_, outline) in list.feeds() {
        let Some(address) = &outline.feed else { continue };
        match feed_of(outline, address) {
            Ok(feed) => feeds.push(feed),
            Err(error) => faults.push(error.to_string()),
        }
    }
    Ok((feeds, faults))
}

fn feed_of(outline: &Outline, address: &str) -> Result<NewFeed, LookError> {
    let note = |name: &str| outline.notes.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let unknown = |what: &str, value: &str| {
        LookError::Address(format!("{address}: `{value}` is no {what}; correct it in the list"))
    };
    let kind = match note("kind") {
        None => FeedKind::Feed,
        Some(kind) => FeedKind::from_name(&kind).ok_or_else(|| unknown("kind of feed", &kind))?,
    };
    let every = match note("every") {
        None => None,
        Some(seconds) => {
            let seconds: Millis = seconds.parse().map_err(|_| unknown("number of seconds", &seconds))?;
            Some(seconds.clamp(60, 366 * 24 * 3600) * 1000)
        }
    };
    let wish = Wish { kind: Some(kind), pattern: note("pattern"), outlet: note("outlet"), every };
    wish.at(address, kind, Some(outline.title.clone()))
}

/// The feeds as a list, without those that others led to: these come by themselves.
#[must_use]
pub fn export(feeds: &[FeedRow]) -> String {
    let outlines = feeds.iter().filter(|row| row.feed.parent.is_none()).map(|row| {
        let feed = &row.feed;
        let mut notes = Vec::new();
        if feed.kind != FeedKind::Feed {
            notes.push(("kind".to_owned(), feed.kind.as_str().to_owned()));
        }
        let more = [
            ("pattern", feed.pattern.clone()),
            ("outlet", feed.outlet.clone()),
            ("every", feed.every.map(|ms| (ms / 1000).to_string())),
        ];
        notes.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        let title = feed.title.clone().or_else(|| feed.outlet.clone()).unwrap_or_else(|| feed.address.clone());
        Outline { title, feed: Some(feed.address.clone()), notes, ..Outline::default() }
    });
    opml::write(&Opml { title: "Marsad".to_owned(), outlines: outlines.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad_store::{Ledger, SqliteStore};

    #[test]
    fn what_goes_out_comes_in_again() {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::create(dir.path().join("store")).unwrap();
        let wish =
            Wish {
                outlet: Some("صحيفة «الساحل» & <أخواتها>".into()), every: Some(1_800_000), ..Wish::default()
            };
        let index = Wish { pattern: Some("/أخبار/*/# !/أخبار/رياضة/**".into()), ..Wish::default() };
        let feeds = [
            wish.at("https://a.example/rss", FeedKind::Feed, Some("عاجل \"الآن\"".into())).unwrap(),
            index.at("https://b.example/news", FeedKind::Index, Some("صفحة".into())).unwrap(),
            Wish::default().at("https://c.example/map.xml", FeedKind::Sitemap, Some("خريطة".into())).unwrap(),
        ];
        for feed in &feeds {
            store.add_feed(feed, 0).unwrap();
        }
        let written = export(&store.feeds().unwrap());
        let (read, faults) = import(written.as_bytes(), "list.opml").unwrap();
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(read, feeds);
    }

    #[test]
    fn a_list_of_another_program_is_taken_and_its_faults_are_named() {
        let list = "<opml version='1.0'><body><outline text='مجلد'><outline text='أ' type='rss' xmlUrl='https://a.example/rss'/>\
            <outline text='ب' xmlUrl='https://b.example/rss' marsad:kind='index'/></outline>\
            <outline text='ج' xmlUrl='https://c.example/rss' marsad:kind='wrong'/></body></opml>";
        let (read, faults) = import(list.as_bytes(), "list.opml").unwrap();
        assert_eq!(read.iter().map(|f| f.address.as_str()).collect::<Vec<_>>(), ["https://a.example/rss"]);
        assert!(faults.len() == 2 && faults[0].contains("--pattern") && faults[1].contains("`wrong`"), "{faults:?}");
        assert!(import(b"<html>", "list.opml").unwrap_err().contains("list.opml"));
    }
}
