//! Every word of a document leads back to the bytes of its capture.
#![allow(clippy::unwrap_used)]

use marsad_acquire::{Fetched, Limits, ReadOptions, Trace, read_file, to_document, trace};
use marsad_model::{Document, Span};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn pages(folder: &str) -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = std::fs::read_dir(root().join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
    pages.sort();
    pages
}

/// The words of a document as spans.
fn words(text: &str) -> Vec<Span> {
    let (mut words, mut start) = (Vec::new(), None);
    for (at, c) in text.chars().chain(['\n']).enumerate() {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(Span::new(from, at));
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// The text of some byte ranges, read as a browser reads them: charset, references and JSON escapes resolved.
fn text_of(fetched: &Fetched, charset: &str, trace: &Trace, span: Span) -> String {
    let encoding = encoding_rs::Encoding::for_label(charset.as_bytes()).unwrap();
    let bytes: Vec<u8> =
        trace.bytes(span).into_iter().flat_map(|r| fetched.bytes[r.start as usize..r.end as usize].to_vec()).collect();
    let text = encoding.decode_without_bom_handling(&bytes).0.into_owned();
    let text = text.replace("&quot;", "\"").replace("&nbsp;", " ").replace("&#x27;", "'");
    text.chars().filter(|c| !matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}')).collect()
}

/// How many words there are, and how many lead to bytes that decode to the word.
fn traced(fetched: &Fetched, document: &Document, charset: &str) -> (usize, usize) {
    let trace = trace(fetched, document);
    let full = document.full_text();
    let words = words(&full);
    let right = words.iter().filter(|w| text_of(fetched, charset, &trace, **w) == w.slice(&full));
    (words.len(), right.count())
}

#[test]
fn words_of_the_demo_and_of_the_own_set_lead_to_their_bytes() {
    for path in pages("demo/pages").into_iter().chain(pages("bench/own/pages/html")) {
        let fetched = read_file(&path, &Limits::default()).unwrap();
        let reading = to_document(&fetched, &ReadOptions::default()).unwrap();
        let (all, right) = traced(&fetched, &reading.document, &reading.charset);
        assert!(all > 20, "{}", path.display());
        assert!(right * 100 >= all * 99, "{}: {right} of {all} words", path.display());
        let counted = trace(&fetched, &reading.document).words(&reading.document);
        assert_eq!(counted.0, all, "{}", path.display());
        assert!(counted.1 >= right, "{}", path.display());
    }
}

fn page(bytes: &[u8], charset: Option<&str>) -> Fetched {
    Fetched {
        target: "https://example.org/1".to_owned(),
        media_type: "text/html".to_owned(),
        charset_hint: charset.map(str::to_owned),
        bytes: bytes.to_vec(),
    }
}

const TEXT: &str =
    "قال &quot;المنسق&quot; إن&nbsp;القافلة &#1608;صلت إلى المخيم بعد <b>أسب</b>وعين، وإن عشرين شاحنة عبرت الجسر.";

#[test]
fn a_quote_that_marks_and_references_cut_is_found_whole() {
    let html = format!(
        "<!-- القافلة --><title>قافلة تصل</title><p hidden>القافلة</p><h1>قافلة تصل</h1><p>{TEXT}</p><p>{}</p>",
        TEXT.replace("عشرين", "ثلاثين")
    );
    let fetched = page(html.as_bytes(), None);
    let document = to_document(&fetched, &ReadOptions::default()).unwrap().document;
    let trace = trace(&fetched, &document);
    let full = document.full_text();
    let at = |word: &str| {
        let byte = full.find(word).unwrap_or_else(|| panic!("{word} in {full}"));
        let start = full[..byte].chars().count();
        Span::new(start, start + word.chars().count())
    };
    let slices = |word: &str| -> Vec<&str> {
        trace.bytes(at(word)).into_iter().map(|r| &html[r.start as usize..r.end as usize]).collect()
    };
    assert_eq!(slices("وصلت"), ["&#1608;صلت"]);
    assert_eq!(slices("بعد أسبوعين"), ["بعد ", "أسب", "وعين"].map(|s| s.trim_end()).to_vec());
    assert_eq!(slices("عشرين شاحنة عبرت الجسر"), ["عشرين شاحنة عبرت الجسر"]);
    assert_eq!(slices("\"المنسق\""), ["&quot;المنسق&quot;"]);
    // The title that people see, not the one of the window.
    let h1 = html.find("<h1>").unwrap() + 4;
    assert_eq!(trace.bytes(at("قافلة تصل"))[0].start, h1 as u64);
    assert!(trace.covers(&document, at("وصلت إلى المخيم")));
}

#[test]
fn an_article_that_only_a_script_holds_is_traced_through_its_escapes() {
    let body = "أعلنت \\u0627لبلدية \\\"فتح\\\" الطريق صباح اليوم بعد إزالة الأنقاض.\\nوعادت الحافلات إلى العمل قبيل الظهر في كل الأحياء، وفق بيان صدر عنها.";
    let html = format!(
        "<title>عنوان</title><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{body}\"}}</script>"
    );
    let fetched = page(html.as_bytes(), None);
    let document = to_document(&fetched, &ReadOptions::default()).unwrap().document;
    assert!(document.text.starts_with("أعلنت البلدية \"فتح\""), "{}", document.text);
    let trace = trace(&fetched, &document);
    let full = document.full_text();
    let start = full.chars().position(|c| c == 'أ').unwrap();
    let ranges = trace.bytes(Span::new(start, start + 13));
    let text: Vec<&str> = ranges.iter().map(|r| &html[r.start as usize..r.end as usize]).collect();
    assert_eq!(text, ["أعلنت \\u0627لبلدية"]);
}

#[test]
fn other_bytes_than_those_read_give_no_places() {
    let fetched = page("<p>نص آخر تماما عن شيء مختلف</p>".as_bytes(), None);
    let document = Document {
        title: "قافلة تصل".to_owned(), text: "عبرت الشاحنات".to_owned(), ..Document::default()
    };
    let trace = trace(&fetched, &document);
    assert_eq!(trace.bytes(Span::new(0, 40)), []);
    assert!(!trace.covers(&document, Span::new(0, 5)));
    assert_eq!(trace.bytes(Span::new(900, 1000)), []);
}

#[test]
fn tracing_a_hostile_page_ends_soon() {
    let text = "أ ب ت ".repeat(20_000);
    let mut html = String::from("<p>");
    html.push_str(&"أبت ".repeat(500_000));
    let document = Document { title: "أ ب".to_owned(), text, ..Document::default() };
    let started = std::time::Instant::now();
    let _ = trace(&page(html.as_bytes(), None), &document);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ranges_lie_inside_the_page_and_never_cross(parts in proptest::collection::vec("(<(p|b|br|!--|script|h1)>|</p>|&(amp|quot|#1575|#x6);?|[ء-ي ]{1,9}|[a-z<>&\"' ]){1,4}", 1..30), hint in proptest::option::of(proptest::sample::select(vec!["utf-8", "windows-1256"]))) {
        let html = parts.concat();
        let bytes = match hint { Some("windows-1256") => encoding_rs::WINDOWS_1256.encode(&html).0.into_owned(), _ => html.into_bytes() };
        let fetched = page(&bytes, hint);
        if let Ok(reading) = to_document(&fetched, &ReadOptions::default()) {
            let trace = trace(&fetched, &reading.document);
            let chars = reading.document.full_text().chars().count();
            for range in trace.bytes(Span::new(0, chars + 10)) {
                prop_assert!(range.start < range.end && range.end <= bytes.len() as u64);
            }
        }
    }
}
