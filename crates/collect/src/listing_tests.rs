use super::*;
use jiff::Timestamp;
use marsad_acquire::Fetched;

const NOW: Millis = 1_796_034_000_000; // 2026-11-30T10:20:00Z

fn feed(kind: FeedKind, pattern: Option<&str>) -> NewFeed {
    NewFeed {
        address: "https://www.a.example/list".into(),
        host: "www.a.example".into(),
        kind,
        parent: None,
        title: None,
        outlet: Some("صحيفة".into()),
        pattern: pattern.map(str::to_owned),
        every: None,
    }
}

fn answer(body: &str, headers: &[(&str, &str)]) -> Exchange {
    let fetched = Fetched {
        target: "https://www.a.example/list".into(),
        media_type: String::new(),
        charset_hint: None,
        bytes: body.as_bytes().to_vec(),
    };
    let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), v.as_bytes().to_vec())).collect();
    Exchange::new(fetched, Timestamp::UNIX_EPOCH, 200, headers, body.as_bytes().to_vec())
}

fn addresses(listing: &Listing) -> Vec<&str> {
    listing.found.iter().map(|f| f.address.as_str()).collect()
}

#[test]
fn a_feed_gives_its_pages_times_and_wishes() {
    let rss = "<rss version='2.0'><channel><title>أخبار</title><ttl>45</ttl>\
        <item><title>أ</title><link>/1</link><pubDate>Mon, 30 Nov 2026 09:00:00 GMT</pubDate></item>\
        <item><title>ب</title><link>https://other.example/2</link><pubDate>Mon, 30 Nov 2026 08:00:00 GMT</pubDate></item>\
        <item><title>ب ثانية</title><link>https://other.example/2</link></item>\
        <item><title>بلا عنوان</title></item>\
        <item><title>من الغد</title><link>/3</link><pubDate>Mon, 30 Nov 2099 08:00:00 GMT</pubDate></item></channel></rss>";
    let listing = read(&feed(FeedKind::Feed, None), &answer(rss, &[("cache-control", "max-age=600")]), NOW).unwrap();
    assert_eq!(addresses(&listing), ["https://www.a.example/1", "https://other.example/2", "https://www.a.example/3"]);
    assert_eq!(listing.found[1].host, "other.example");
    assert_eq!(listing.title.as_deref(), Some("أخبار"));
    assert_eq!(listing.signs.asked, Some(Duration::from_secs(45 * 60)), "the longer of ttl and freshness");
    assert_eq!(listing.signs.published.len(), 2, "a date of the far future tells no rhythm");
    assert!(listing.may_miss && listing.notes.iter().any(|n| n.contains("entry 4")), "{:?}", listing.notes);
    let only = read(&feed(FeedKind::Feed, Some("/1")), &answer(rss, &[]), NOW).unwrap();
    assert_eq!(addresses(&only), ["https://www.a.example/1"]);
}

#[test]
fn a_sitemap_index_leads_to_its_own_sitemaps_one_level_down() {
    let index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
        <sitemap><loc>https://a.example/s1.xml</loc></sitemap><sitemap><loc>https://evil.example/s2.xml</loc></sitemap></sitemapindex>";
    let listing = read(&feed(FeedKind::Sitemap, Some("/news/")), &answer(index, &[]), NOW).unwrap();
    assert_eq!(listing.children.len(), 1);
    assert_eq!(
        (listing.children[0].address.as_str(), listing.children[0].kind),
        ("https://a.example/s1.xml", FeedKind::Sitemap)
    );
    assert_eq!(
        (listing.children[0].pattern.as_deref(), listing.children[0].outlet.as_deref()),
        (Some("/news/"), Some("صحيفة"))
    );
    assert!(listing.notes[0].contains("evil.example"));
    let child = NewFeed { parent: Some(1), ..feed(FeedKind::Sitemap, None) };
    let deeper = read(&child, &answer(index, &[]), NOW).unwrap();
    assert!(deeper.children.is_empty() && deeper.notes.len() == 2);

    let map = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
        <url><loc>https://a.example/news/1</loc><lastmod>2026-11-30T09:00:00Z</lastmod></url><url><loc>https://a.example/about</loc></url></urlset>";
    let listing = read(&feed(FeedKind::Sitemap, Some("https://a.example/news/**")), &answer(map, &[]), NOW).unwrap();
    assert_eq!(addresses(&listing), ["https://a.example/news/1"]);
    assert_eq!(listing.found[0].updated, Some(NOW - 80 * 60 * 1000));
    assert!(!listing.may_miss);
}

#[test]
fn an_index_page_gives_the_links_that_fit_and_a_home_page_its_feeds() {
    let page = "<html><head><link rel=alternate type='application/rss+xml' title='عاجل' href='/rss/urgent'></head>\
        <body><a href='/news/12'>خبر</a> <a href='/news/13?utm_source=x'>خبر</a> <a href='/about'>من نحن</a></body></html>";
    let listing = read(&feed(FeedKind::Index, Some("/news/#")), &answer(page, &[]), NOW).unwrap();
    assert_eq!(addresses(&listing)[0], "https://www.a.example/news/12");
    assert!(!addresses(&listing).iter().any(|a| a.contains("about")));
    assert!(read(&feed(FeedKind::Index, None), &answer(page, &[]), NOW).unwrap_err().contains("--pattern"));
    let home = read(&feed(FeedKind::Home, None), &answer(page, &[]), NOW).unwrap();
    assert_eq!(
        home.children.iter().map(|c| (c.address.as_str(), c.title.as_deref())).collect::<Vec<_>>(),
        [("https://www.a.example/rss/urgent", Some("عاجل"))]
    );
    let none = read(&feed(FeedKind::Home, None), &answer("<html><body>x</body></html>", &[]), NOW).unwrap_err();
    assert!(none.contains("names no feed"), "{none}");
}

#[test]
fn what_is_no_list_of_its_kind_is_refused_with_a_way_out() {
    let page = answer("<html><body>صيانة</body></html>", &[]);
    let error = read(&feed(FeedKind::Feed, None), &page, NOW).unwrap_err();
    assert!(error.contains("https://www.a.example/list") && error.contains("web page"), "{error}");
    assert!(read(&feed(FeedKind::Sitemap, None), &page, NOW).is_err());
    assert!(read(&feed(FeedKind::Feed, Some("")), &page, NOW).unwrap_err().contains("pattern"));
}

#[test]
fn sites_are_told_by_their_hosts() {
    assert!(
        related("www.a.example", "a.example")
            && related("feeds.a.example", "www.a.example")
            && related("a.example", "rss.a.example")
    );
    assert!(
        !related("xa.example", "a.example")
            && !related("a.example", "b.example")
            && !related("a.example:80", "a.example:81")
    );
}
