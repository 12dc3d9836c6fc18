//! Sitemaps, pages of links, home pages and lists of feeds.

use marsad_acquire::feeds::opml::{self, Opml, Outline};
use marsad_acquire::feeds::{self, FeedError, LinkPattern};
use proptest::prelude::*;
use std::io::Write;

const MAP: &str = "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
    xmlns:news='http://www.google.com/schemas/sitemap-news/0.9' xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>\
    <url><loc> https://example.org/خبر/1?a=1&amp;b=2 </loc><lastmod>2025-03-20T21:32:37+03:00</lastmod>\
    <image:image><image:loc>https://example.org/p.jpg</image:loc><image:title>صورة</image:title></image:image>\
    <news:news><news:publication><news:name>وكالة المثال</news:name><news:language>ar</news:language></news:publication>\
    <news:publication_date>2025-03-20T01:00:00+03:00</news:publication_date><news:title><![CDATA[قصف & نزوح]]></news:title></news:news></url>\
    <url><loc>mailto:x</loc></url><url><loc>/2</loc></url></urlset>";

#[test]
fn a_news_sitemap_tells_headline_outlet_and_day() {
    let map = feeds::sitemap(MAP.as_bytes(), "https://example.org/news-sitemap.xml", None).unwrap();
    assert_eq!(map.pages.len(), 2);
    let page = &map.pages[0];
    assert_eq!(page.link, "https://example.org/%D8%AE%D8%A8%D8%B1/1?a=1&b=2");
    assert_eq!(page.title.as_deref(), Some("قصف & نزوح"));
    assert_eq!(page.outlet.as_deref(), Some("وكالة المثال"));
    assert_eq!(page.language.as_deref(), Some("ar"));
    assert_eq!(page.changed.unwrap().to_string(), "2025-03-20T18:32:37Z");
    assert_eq!(page.published.unwrap().to_string(), "2025-03-19T22:00:00Z");
    assert_eq!(page.day.unwrap().to_string(), "2025-03-20");
    assert_eq!(map.pages[1].link, "https://example.org/2");
    assert_eq!((map.skipped.len(), map.skipped[0].position), (1, 2));
}

#[test]
fn indexes_gzip_and_plain_lists_are_sitemaps_too() {
    let index = "<sitemapindex><sitemap><loc>https://example.org/a.xml.gz</loc><lastmod>2025-03-20</lastmod></sitemap>\
        <sitemap><loc>b.xml</loc></sitemap></sitemapindex>";
    let map = feeds::sitemap(index.as_bytes(), "https://example.org/sitemap.xml", None).unwrap();
    let links: Vec<&str> = map.sitemaps.iter().map(|s| s.link.as_str()).collect();
    assert_eq!(links, ["https://example.org/a.xml.gz", "https://example.org/b.xml"]);
    assert!(map.pages.is_empty() && map.sitemaps[0].changed.is_some());

    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(MAP.as_bytes()).unwrap();
    let map = feeds::sitemap(&gz.finish().unwrap(), "https://example.org/s.xml.gz", None).unwrap();
    assert_eq!(map.pages.len(), 2);

    let map =
        feeds::sitemap(b"https://example.org/1\nnot an address\n\nhttps://example.org/2\n", "urls.txt", None).unwrap();
    assert_eq!((map.pages.len(), map.skipped[0].position), (2, 2));
}

#[test]
fn what_is_no_sitemap_is_refused_and_a_cut_one_says_so() {
    for bytes in [&b"<html><p>x</p></html>"[..], b"<rss version='2.0'><channel/></rss>", b"words", b"", b"\x89PNG\r\n"]
    {
        let error = feeds::sitemap(bytes, "https://example.org/s", None).unwrap_err();
        assert!(error.to_string().starts_with("https://example.org/s: "), "{error}");
    }
    let cut = &MAP.as_bytes()[..MAP.rfind("<url>").unwrap() + 10];
    let map = feeds::sitemap(cut, "https://example.org/s", None).unwrap();
    assert_eq!(map.pages.len(), 1);
    assert!(map.skipped.iter().any(|s| s.reason.contains("ends in the middle")), "{:?}", map.skipped);

    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![b' '; feeds::MAX_BYTES + 10]).unwrap();
    let error = feeds::sitemap(&bomb.finish().unwrap(), "s", None).unwrap_err();
    assert!(matches!(error, FeedError::TooLarge { .. }), "{error}");
}

#[test]
fn patterns_tell_articles_from_the_rest() {
    let page = "https://www.example.org/index.html";
    for (pattern, fits, not) in [
        ("/news/", "https://example.org/news/1", "https://example.org/newsletter"),
        ("/news/*", "https://example.org/news/a-1", "https://example.org/news/a/1"),
        ("/**/#", "https://example.org/a/b/123", "https://example.org/a/b/123x"),
        ("/أخبار/**", "https://example.org/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/x", "https://example.org/x"),
        ("/story?id=#", "https://example.org/story?id=5", "https://example.org/story?id="),
        ("example.org/a/**", "https://example.org/a/1", "https://other.example/a/1"),
        ("https://other.example/*/#", "https://other.example/x/1", "https://example.org/x/1"),
        ("/a/** !/a/video/**", "https://example.org/a/1", "https://example.org/a/video/1"),
        ("/x /y", "https://example.org/y1", "https://example.org/z"),
    ] {
        let compiled = LinkPattern::parse(pattern).unwrap();
        assert!(compiled.fits(fits, page), "{pattern} should fit {fits}");
        assert!(!compiled.fits(not, page), "{pattern} should not fit {not}");
    }
    assert!(!LinkPattern::parse("/news/").unwrap().fits("https://other.example/news/1", page));
    for bad in ["", "  ", "!/a", &"/".repeat(301), &"/a ".repeat(21)] {
        let error = LinkPattern::parse(bad).unwrap_err().to_string();
        assert!(error.contains("/news/*/#"), "{error}");
    }
    // Patterns that make other matchers go on for ever.
    let nasty = LinkPattern::parse(&format!("/{}x", "**a".repeat(90))).unwrap();
    assert!(!nasty.fits(&format!("https://example.org/{}", "a".repeat(2000)), page));
}

#[test]
fn an_index_page_gives_each_article_once_with_its_headline() {
    let page = "<html><head><base href='https://example.org/ar/'></head><body>\
        <a href='/news/1?utm_source=home'><img></a><a href='/news/1'>قصف على <b>أطراف</b> البلدة</a>\
        <a href='2'>لا</a><a href='/news/2#comments'>نزوح</a><a href='javascript:x()'>لا</a></body></html>";
    let pattern = LinkPattern::parse("/news/#").unwrap();
    let links = feeds::index_links(page.as_bytes(), "https://example.org/", None, &pattern).unwrap();
    let links: Vec<(&str, &str)> = links.iter().map(|l| (l.link.as_str(), l.title.as_str())).collect();
    assert_eq!(links, [("https://example.org/news/1", "قصف على أطراف البلدة"), ("https://example.org/news/2", "نزوح")]);
    assert!(feeds::index_links(b"<p>no links</p>", "https://example.org/", None, &pattern).is_err());
}

#[test]
fn a_home_page_tells_its_feeds_and_common_paths_are_hints() {
    let page = "<html><head>\
        <link rel='alternate' type='application/rss+xml' title='عاجل' href='/rss/latest'>\
        <link rel='ALTERNATE feed' type='application/atom+xml; charset=utf-8' href='atom.xml'>\
        <link rel='alternate' hreflang='en' href='/en/'>\
        <link rel='alternate' type='application/rss+xml' href='/comments/feed/'>\
        <link rel='sitemap' href='/map.xml'></head>\
        <body><a href='/feed/'>RSS</a><a href='/news/feeding-families'>لا</a></body></html>";
    let found = feeds::discover(page.as_bytes(), "https://example.org/ar/", None);
    let links: Vec<(&str, bool)> = found.feeds.iter().map(|f| (f.link.as_str(), f.declared)).collect();
    assert_eq!(
        links,
        [
            ("https://example.org/rss/latest", true),
            ("https://example.org/ar/atom.xml", true),
            ("https://example.org/feed/", false)
        ]
    );
    assert_eq!(found.feeds[0].title, "عاجل");
    assert_eq!(found.sitemaps, ["https://example.org/map.xml"]);
    assert!(found.hints.contains(&"https://example.org/rss.xml".to_owned()));
    assert!(!found.hints.contains(&"https://example.org/feed/".to_owned()), "what is known is no guess");
    assert!(found.sitemap_hints.contains(&"https://example.org/sitemap.xml".to_owned()));
    assert!(feeds::discover(b"\xff\xfe\x00", "no address", None).hints.is_empty());
}

#[test]
fn opml_of_other_readers_is_read() {
    let text = "\u{FEFF}<?xml version='1.0'?><opml version='1.0'><head><title>قائمتي</title></head><body>\
        <outline title='سوريا'><outline text='وكالة &amp; صحيفة' type='rss' XMLURL='https://example.org/rss' htmlUrl='https://example.org/'/>\
        <outline type='rss' url='https://example.org/old.xml' text='قديم'></outline></outline>\
        <outline text='مجلد فارغ'/><outline text='خطأ' xmlUrl='mailto:x'/></body></opml>";
    let list = opml::read(text.as_bytes(), "list.opml").unwrap();
    assert_eq!(list.title, "قائمتي");
    let feeds: Vec<(String, &str)> =
        list.feeds().into_iter().map(|(f, o)| (f.join("/"), o.feed.as_deref().unwrap())).collect();
    assert_eq!(
        feeds,
        [("سوريا".to_owned(), "https://example.org/rss"), ("سوريا".to_owned(), "https://example.org/old.xml")]
    );
    assert_eq!(list.outlines[0].outlines[0].title, "وكالة & صحيفة");
    assert!(opml::read(b"<html></html>", "list.opml").is_err());
    let deep = format!("<opml><body>{}", "<outline text='x'>".repeat(10_000));
    assert!(opml::read(deep.as_bytes(), "deep.opml").unwrap_err().to_string().contains("deeper"));
}

fn words() -> impl Strategy<Value = String> {
    "[ا-يa-z0-9&<>\"'،;%]{1,8}( [ا-ي&<a-z]{1,6}){0,2}"
}

fn outline() -> impl Strategy<Value = Outline> {
    let leaf = (words(), prop::option::of("[a-z0-9]{1,8}"), prop::option::of(words())).prop_map(
        |(title, path, description)| Outline {
            title,
            feed: path.as_ref().map(|p| format!("https://example.org/{p}?a=1&b=2")),
            home: path.map(|_| "https://example.org/".to_owned()),
            language: None,
            description,
            notes: Vec::new(),
            outlines: Vec::new(),
        },
    );
    leaf.prop_recursive(5, 40, 6, |inner| {
        (words(), prop::collection::vec(inner, 0..6)).prop_map(|(title, outlines)| Outline {
            title,
            outlines,
            ..Outline::default()
        })
    })
}

proptest! {
    #[test]
    fn a_list_that_is_written_and_read_is_the_same(title in words(), outlines in prop::collection::vec(outline(), 0..6)) {
        let list = Opml { title, outlines };
        let text = opml::write(&list);
        prop_assert_eq!(opml::read(text.as_bytes(), "x.opml").unwrap(), list);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), start in 0usize..6) {
        let starts = ["", "<rss version='2.0'><channel><item>", "<urlset><url><loc>", "<opml><body><outline ", "{\"items\":[", "<feed><entry>"];
        let bytes = [starts[start].as_bytes(), &bytes].concat();
        let _ = feeds::parse(&bytes, "https://example.org/", None);
        let _ = feeds::sitemap(&bytes, "https://example.org/", None);
        let _ = opml::read(&bytes, "x");
        let _ = feeds::discover(&bytes, "https://example.org/", None);
    }

    #[test]
    fn good_files_with_bytes_changed_never_panic(at in 0usize..1200, new in any::<u8>(), cut in 0usize..1300) {
        let mut bytes = MAP.as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] = new;
        bytes.truncate(cut.max(1));
        let _ = feeds::sitemap(&bytes, "https://example.org/s", None);
    }
}
