//! Whole pages of our own, from bytes to document.
#![allow(clippy::unwrap_used)]

use marsad_acquire::{AcquireError, Fetched, Furniture, ReadOptions, Reading, Warning, to_document};
use proptest::prelude::*;

const WORDPRESS: &str = include_str!("fixtures/wordpress.html");
const OLD_TABLE: &str = include_str!("fixtures/old_table.html");

fn fetched(bytes: &[u8], media_type: &str) -> Fetched {
    Fetched {
        target: "page.html".to_owned(),
        media_type: media_type.to_owned(),
        charset_hint: None,
        bytes: bytes.to_vec(),
    }
}

fn options() -> ReadOptions {
    ReadOptions { today: Some(marsad_model::Day::new(2024, 6, 1).unwrap()), ..ReadOptions::default() }
}

fn read(bytes: &[u8]) -> Result<Reading, AcquireError> {
    to_document(&fetched(bytes, "text/html"), &options())
}

#[test]
fn a_page_of_today() {
    let reading = read(WORDPRESS.as_bytes()).unwrap();
    let document = reading.document;
    assert_eq!(document.title, "ثلاثة جرحى في انفجار عبوة على طريق السد");
    assert_eq!(document.outlet.as_deref(), Some("جريدة الميزان"));
    assert_eq!(document.byline.as_deref(), Some("هالة مراد"));
    assert_eq!(document.language.as_deref(), Some("ar"));
    assert_eq!(document.url.as_deref(), Some("https://almizan.example/2023/05/17/three-wounded/"));
    // 21:40 UTC on the 16th is the 17th for the outlet, as its address and its date line say.
    assert_eq!(document.published.unwrap().to_string(), "2023-05-17");
    let paragraphs: Vec<&str> = document.text.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 5, "{paragraphs:#?}");
    assert!(paragraphs[0].starts_with("أصيب ثلاثة عمال") && paragraphs[4].ends_with("أمام الشاحنات."));
    assert_eq!(paragraphs[2], "هجوم ثان خلال شهر");
    assert!(reading.warnings.is_empty(), "{:?}", reading.warnings);
}

#[test]
fn a_page_of_2012_in_windows_1256() {
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1256.encode(OLD_TABLE);
    assert!(!unmappable && std::str::from_utf8(&bytes).is_err());
    for hint in [None, Some("utf-8".to_owned())] {
        let page = Fetched { charset_hint: hint, ..fetched(&bytes, "text/html") };
        let reading = to_document(&page, &options()).unwrap();
        assert_eq!(reading.charset, "windows-1256");
        let document = reading.document;
        assert_eq!(document.title, "هدنة ليومين لإجلاء الجرحى من الحي القديم");
        assert_eq!(document.published.unwrap().to_string(), "2012-04-09");
        let paragraphs: Vec<&str> = document.text.split("\n\n").collect();
        assert_eq!(paragraphs.len(), 3, "{paragraphs:#?}");
        assert!(paragraphs[0].starts_with("اتفق الطرفان"), "{paragraphs:#?}");
        assert!(paragraphs[2].ends_with("مقتل مسعف."), "{paragraphs:#?}");
    }
}

#[test]
fn given_day_and_furniture_beat_the_page() {
    let mut options = options();
    options.published = Some(marsad_model::Day::new(2020, 1, 2).unwrap());
    options.furniture = Furniture::parse("line\tmatch\nهجوم ثان خلال شهر\texact").unwrap();
    let document = to_document(&fetched(WORDPRESS.as_bytes(), ""), &options).unwrap().document;
    assert_eq!(document.published, options.published);
    assert!(!document.text.contains("هجوم ثان خلال شهر"));
}

#[test]
fn bytes_that_are_no_page_are_refused_in_words() {
    assert!(matches!(read(b""), Err(AcquireError::Empty { .. })));
    assert!(matches!(read(b" \n\t "), Err(AcquireError::Empty { .. })));
    assert!(matches!(read(b"\x89PNG\r\n\x1a\n"), Err(AcquireError::Binary { .. })));
    assert!(matches!(read(b"%PDF-1.4"), Err(AcquireError::Pdf { .. } | AcquireError::PdfReader { .. })));
    assert!(matches!(read(b"<html><body><div id=app></div></body></html>"), Err(AcquireError::NoText { .. })));
    let error = read(b"<html></html>").unwrap_err().to_string();
    assert!(error.starts_with("page.html: ") && error.contains("JavaScript"), "{error}");
}

#[test]
fn bombs_of_markup_neither_overflow_nor_hang() {
    let text = "وصلت القافلة إلى المخيم بعد ظهر الاثنين وفق ما قال أحد السائقين لمراسلنا هناك، وأضاف أن الطريق آمنة.";
    let paragraphs = format!("<p>{text}</p>").repeat(5);
    let many = |tag: &str, n: usize| format!("<{tag}>").repeat(n);
    let bombs = [
        many("div", 100_000) + &paragraphs,
        many("b", 100_000) + &paragraphs,
        many("blockquote", 60_000) + &paragraphs + &"</blockquote>".repeat(60_000),
        many("table><tr><td", 30_000) + &paragraphs,
        (0..20_000).map(|i| format!("<font size={i}>")).collect::<String>() + &paragraphs,
        many("svg><style><div", 30_000) + &paragraphs,
        many("p><a href=x", 100_000) + &paragraphs,
        "<!--".repeat(50_000) + &paragraphs,
        format!("<div {}>", "a='1' ".repeat(100_000)) + &paragraphs,
    ];
    for (number, bomb) in bombs.iter().enumerate() {
        let started = std::time::Instant::now();
        let outcome = read(bomb.as_bytes());
        assert!(started.elapsed().as_secs() < 10, "bomb {number} took {:?}", started.elapsed());
        if number == 0 {
            let reading = outcome.unwrap();
            assert!(reading.document.text.contains("وصلت القافلة"));
            assert!(reading.warnings.contains(&Warning::Flattened));
        }
    }
}

#[test]
fn deep_json_ld_is_survived() {
    let deep = "[".repeat(100_000);
    let html =
        format!("<script type='application/ld+json'>{deep}</script><h1>عنوان الصفحة</h1><p>نص قصير في الصفحة.</p>");
    assert_eq!(read(html.as_bytes()).unwrap().document.text, "نص قصير في الصفحة.");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&bytes);
        let _ = to_document(&fetched(&bytes, "text/plain"), &options());
    }

    #[test]
    fn any_markup_is_read_or_refused(parts in proptest::collection::vec(
        "<(div|p|h1|table|td|svg|script|style|title|a|b|li|time|meta|br|!--|/div|/p|/a|select|template|frameset)( (href|content|property|datetime|class|style|charset)=['\"]?[a-z0-9:/-]{0,12}['\"]?)?>|[ء-ي 0-9.،]{1,40}|&[a-z]{2,5};|[<>\"'&\u{0}\u{202E}]",
        0..80,
    )) {
        let _ = read(parts.concat().as_bytes());
    }

    #[test]
    fn a_cut_page_never_panics(cut in 0usize..5000) {
        let bytes = WORDPRESS.as_bytes();
        let _ = read(&bytes[..cut.min(bytes.len())]);
    }
}
