//! Feeds as outlets publish them: right ones, and wrong in all the ways that are common.

use marsad_acquire::feeds::{self, FeedError, Kind};

const AT: &str = "https://example.org/rss.xml";

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>وكالة المثال</title>\
         <link>https://example.org/</link><ttl>30</ttl>{items}</channel></rss>"
    )
}

const ITEM: &str = "<item><title>قصف على أطراف البلدة</title><link>/news/1?utm_source=rss</link>\
    <guid isPermaLink=\"false\">n-1</guid><pubDate>Thu, 20 Mar 2025 01:10:00 +0300</pubDate>\
    <dc:creator>أحمد، desk@example.org</dc:creator><category>سوريا</category>\
    <description><![CDATA[<p>سقطت <b>ثلاث</b> قذائف</p>]]></description></item>";

#[test]
fn a_plain_feed_gives_its_entries_with_absolute_links_and_the_outlets_own_day() {
    let feed = feeds::parse(rss(ITEM).as_bytes(), AT, Some("application/rss+xml")).unwrap();
    assert_eq!((feed.kind, feed.title.as_str(), feed.ttl), (Kind::Rss, "وكالة المثال", Some(30)));
    assert_eq!(feed.home.as_deref(), Some("https://example.org/"));
    let entry = &feed.entries[0];
    assert_eq!(entry.id, "n-1");
    assert_eq!(entry.link.as_deref(), Some("https://example.org/news/1"));
    assert_eq!(entry.title, "قصف على أطراف البلدة");
    assert_eq!(entry.published.unwrap().to_string(), "2025-03-19T22:10:00Z");
    assert_eq!(entry.day.unwrap().to_string(), "2025-03-20");
    assert_eq!(entry.authors, ["أحمد، desk@example.org"]);
    assert_eq!(entry.categories, ["سوريا"]);
    assert_eq!(entry.summary.as_deref(), Some("<p>سقطت <b>ثلاث</b> قذائف</p>"));
    assert!(feed.skipped.is_empty() && feed.warnings.is_empty());
}

#[test]
fn a_mail_address_beside_arabic_letters_takes_nobody_down() {
    for who in ["،a@example.org", "قسم التحرير،desk@example.org«", "a@example.org،", "«a@example.org»اسم طويل جدا"]
    {
        for tag in ["author", "dc:creator"] {
            let feed = rss(&format!("<item><title>ن</title><{tag}>{who}</{tag}></item>"));
            let feed = feeds::parse(feed.as_bytes(), AT, None).unwrap();
            assert_eq!(feed.entries[0].authors, [who], "{who}");
        }
    }
}

#[test]
fn every_version_of_rss_that_was_ever_written_is_read() {
    let item = "<item><title>خبر</title><link>https://example.org/1</link></item>";
    for version in
        ["", " version=\"0.91\"", " version='0.93'", " version=\"0.94\"", " version=\"2.00\"", " version=\"2\""]
    {
        let text = format!("<rss{version}><channel><title>ت</title>{item}</channel></rss>");
        let feed = feeds::parse(text.as_bytes(), AT, None).unwrap();
        assert_eq!(feed.entries.len(), 1, "{version}");
    }
    for namespace in ["http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/"] {
        let text = format!(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='{namespace}'>\
             <channel><title>ت</title></channel>{item}</rdf:RDF>"
        );
        let feed = feeds::parse(text.as_bytes(), AT, None).unwrap();
        assert_eq!((feed.kind, feed.entries[0].title.as_str()), (Kind::Rdf, "خبر"), "{namespace}");
    }
    let old = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>ت</title><entry><title>خبر</title>\
        <link rel='alternate' href='https://example.org/1'/><id>tag:1</id><issued>2005-01-02T03:04:05Z</issued>\
        <modified>2005-01-03T03:04:05Z</modified></entry></feed>";
    let feed = feeds::parse(old.as_bytes(), AT, None).unwrap();
    assert_eq!(
        (feed.kind, feed.entries[0].published.unwrap().to_string()),
        (Kind::Atom, "2005-01-02T03:04:05Z".into())
    );
}

#[test]
fn bytes_are_believed_against_header_and_declaration() {
    let text = rss(ITEM);
    let (arabic, ..) = encoding_rs::WINDOWS_1256.encode(&text);
    let feed = feeds::parse(&arabic, AT, Some("text/xml; charset=utf-8")).unwrap();
    assert_eq!((feed.charset.as_str(), feed.entries[0].title.as_str()), ("windows-1256", "قصف على أطراف البلدة"));
    assert_eq!(feed.warnings.len(), 1);

    let declared = text.replace("UTF-8", "windows-1256");
    let feed = feeds::parse(declared.as_bytes(), AT, None).unwrap();
    assert_eq!((feed.charset.as_str(), feed.entries[0].title.as_str()), ("UTF-8", "قصف على أطراف البلدة"));

    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(feeds::parse(&utf16, AT, None).unwrap().entries.len(), 1);
}

#[test]
fn junk_around_the_feed_does_no_harm() {
    for before in
        ["\u{FEFF}", "\n\n  ", "\u{FEFF}\r\n\u{FEFF}", "Warning: something failed in line 5\n", "<!-- c --><?x y?>"]
    {
        let feed = feeds::parse(format!("{before}{}", rss(ITEM)).as_bytes(), AT, None).unwrap();
        assert_eq!(feed.entries.len(), 1, "{before:?}");
    }
    let feed = feeds::parse(format!("{}<!-- cached --><script>x</script>", rss(ITEM)).as_bytes(), AT, None).unwrap();
    assert_eq!((feed.entries.len(), feed.skipped.len()), (1, 0));
}

#[test]
fn markup_that_is_no_xml_is_put_right() {
    let feed =
        rss("<item><title>قتلى & جرحى < 5 &nbsp;\u{1}في المدينة</title><link>https://example.org/?a=1&b=2</link>\
         <description><p>أول<br>ثان</description></item>\
         <item><title>بلا نهاية</title><link>https://example.org/2</link>\
         <item><title>ثالث</title><media:title>غيره</media:title><link>https://example.org/3</link></item>");
    let feed = feeds::parse(feed.as_bytes(), AT, None).unwrap();
    let titles: Vec<&str> = feed.entries.iter().map(|e| e.title.as_str()).collect();
    assert_eq!(titles, ["قتلى & جرحى < 5 في المدينة", "بلا نهاية", "ثالث"]);
    assert_eq!(feed.entries[0].link.as_deref(), Some("https://example.org/?a=1&b=2"));
}

#[test]
fn a_feed_that_was_cut_gives_its_whole_entries_and_says_so() {
    let whole = rss(&ITEM.repeat(3));
    let end = whole.rfind("<pubDate>").unwrap() + 12;
    let feed = feeds::parse(&whole.as_bytes()[..end], AT, None).unwrap();
    assert_eq!(feed.entries.len(), 2);
    assert_eq!(feed.skipped.len(), 1);
    assert!(feed.skipped[0].reason.contains("ends in the middle"));
}

#[test]
fn one_bad_entry_costs_only_itself() {
    let text = "<feed xmlns='http://www.w3.org/2005/Atom'><title>ت</title>\
        <entry><id>1</id><title>أول</title></entry>\
        <entry><id>2</id><title>ثان</title><content type='no/such/type/at all' src='https://example.org/x'>نص</content></entry>\
        <entry><id>3</id><title>ثالث</title></entry></feed>";
    let feed = feeds::parse(text.as_bytes(), AT, None).unwrap();
    let ids: Vec<&str> = feed.entries.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids, ["1", "3"]);
    assert_eq!((feed.skipped.len(), feed.skipped[0].position), (1, 2));
}

#[test]
fn relative_links_count_from_xml_base_and_missing_ids_stay_the_same() {
    let text = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://example.org/blog/'><title>ت</title>\
        <entry xml:base='2025/'><title>أول</title><link href='one.html'/></entry>\
        <entry><title>ثان</title><summary>كلام</summary></entry></feed>";
    let feed = feeds::parse(text.as_bytes(), "https://mirror.example/feed", None).unwrap();
    assert_eq!(feed.entries[0].link.as_deref(), Some("https://example.org/blog/2025/one.html"));
    assert_eq!(feed.entries[0].id, "https://example.org/blog/2025/one.html");
    assert!(feed.entries[1].id.starts_with("urn:sha256:") && feed.entries[1].link.is_none());
    assert_eq!(feeds::parse(text.as_bytes(), "https://mirror.example/feed", None).unwrap(), feed);
}

#[test]
fn dates_in_the_outlets_own_language_are_read() {
    for (written, instant) in [
        ("الخميس، 20 آذار/مارس 2025 21:32:37 +0300", "2025-03-20T18:32:37Z"),
        ("٢٠ مارس ٢٠٢٥ - ٠٩:٣٢ م بتوقيت مكة", "2025-03-20T18:32:00Z"),
        ("jeu., 20 mars 2025 19:32:37 +0100", "2025-03-20T18:32:37Z"),
        ("2025-03-20", "2025-03-20T00:00:00Z"),
    ] {
        let feed = rss(&format!("<item><title>ن</title><pubDate>{written}</pubDate></item>"));
        let feed = feeds::parse(feed.as_bytes(), AT, None).unwrap();
        assert_eq!(feed.entries[0].published.map(|t| t.to_string()).as_deref(), Some(instant), "{written}");
    }
}

#[test]
fn json_feeds_are_read_and_a_wrong_item_is_named() {
    let text = r#"{"version":"https://jsonfeed.org/version/1.1","title":"المثال","home_page_url":"https://example.org/",
        "authors":[{"name":"هيئة التحرير"}],
        "items":[{"id":7,"url":"/a?utm_medium=x","title":"خبر","content_html":"<p>نص</p>","date_published":"2025-03-20T21:32:37+03:00"},
                 5, {"id":"x"}, {"id":"y","external_url":"https://other.example/","summary":"كلام","author":{"name":"،a@b.example"}}]}"#;
    let feed = feeds::parse(text.as_bytes(), "https://example.org/feed.json", None).unwrap();
    assert_eq!(feed.kind, Kind::Json);
    assert_eq!(feed.entries[0].id, "7");
    assert_eq!(feed.entries[0].link.as_deref(), Some("https://example.org/a"));
    assert_eq!(feed.entries[0].authors, ["هيئة التحرير"]);
    assert_eq!(feed.entries[1].authors, ["،a@b.example"]);
    let skipped: Vec<usize> = feed.skipped.iter().map(|s| s.position).collect();
    assert_eq!(skipped, [2, 3]);
}

#[test]
fn what_is_no_feed_is_refused_with_the_way_out() {
    let page = "<!DOCTYPE html><html><head><link rel=alternate type='application/rss+xml' title='آخر الأخبار' href='/feed/'>\
        </head><body><p>صفحة</p></body></html>";
    let error = feeds::parse(page.as_bytes(), "https://example.org/", Some("text/html")).unwrap_err();
    let FeedError::Page { found, .. } = &error else { panic!("{error:?}") };
    assert_eq!(
        (found.len(), found[0].link.as_str(), found[0].title.as_str()),
        (1, "https://example.org/feed/", "آخر الأخبار")
    );
    assert!(error.to_string().contains("https://example.org/feed/"), "{error}");
    for (bytes, words) in [
        (&b""[..], "empty"),
        (b" \n", "empty"),
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"%PDF-1.4", "a PDF"),
        (b"hello", "plain text"),
        (b"{\"a\":1}", "JSON of another kind"),
        (b"{\"a\":", "EOF"),
        (b"<urlset><url><loc>https://example.org/</loc></url></urlset>", "sitemap"),
        (b"<opml version='2.0'><body/></opml>", "list of feeds"),
        (b"<data><x/></data>", "other kind of XML"),
        (b"<html><body>no feed here</body></html>", "link pattern"),
    ] {
        let error = feeds::parse(bytes, AT, None).unwrap_err().to_string();
        assert!(error.starts_with(AT) && error.contains(words), "{error}");
    }
}

#[test]
fn no_entity_is_expanded_and_no_depth_exhausts() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\
        <!ENTITY c SYSTEM \"file:///etc/passwd\">]>";
    let text = rss("<item><title>ن &b; &c;</title></item>").replace("<rss", &format!("{bomb}<rss"));
    let feed = feeds::parse(text.as_bytes(), AT, None).unwrap();
    assert_eq!(feed.entries[0].title, "ن &b; &c;");

    let deep = rss(&format!("<item>{}", "<a>".repeat(100_000)));
    let error = feeds::parse(deep.as_bytes(), AT, None).unwrap_err();
    assert!(matches!(error, FeedError::Broken { .. }), "{error}");

    let many = rss(&"<item><title>ن</title></item>".repeat(feeds::MAX_ENTRIES + 5));
    let feed = feeds::parse(many.as_bytes(), AT, None).unwrap();
    assert_eq!((feed.entries.len(), feed.skipped.len()), (feeds::MAX_ENTRIES, 1));
    assert!(feed.skipped[0].reason.contains("5 more"));
}
