//! Reads pages with other extractors: `marsad-peer-extraction PEER INDEX` prints one JSON line per page of the index.
//!
//! The index has a header row; its column `file` is relative to its own folder. Bytes are decoded as windows-1256 where
//! they are not UTF-8, which favours the peers that take text only. The last line tells
//! the processor time of reading all pages again, so and so many times.

use serde_json::json;
use std::path::Path;

/// How often every page is read for the time.
const ROUNDS: usize = 20;

fn main() {
    let mut args = std::env::args().skip(1);
    let (peer, index) = (args.next().expect("a peer"), args.next().expect("an index"));
    let folder = Path::new(&index).parent().expect("a folder");
    let rows = std::fs::read_to_string(&index).expect("the index");
    let mut rows = rows.lines().filter(|l| !l.starts_with('#'));
    let header: Vec<&str> = rows.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| header.iter().position(|h| *h == name).unwrap_or(usize::MAX);
    let (file, url) = (column("file"), column("url"));
    let mut pages = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let bytes = std::fs::read(folder.join(cells[file])).expect("a page");
        let html = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => encoding_rs::WINDOWS_1256.decode(error.as_bytes()).0.into_owned(),
        };
        let url = cells.get(url).copied().unwrap_or_default();
        let (title, text, published) = read(&peer, &html, url);
        println!("{}", json!({"file": cells[file], "title": title, "text": text, "published": published}));
        pages.push((html, url.to_owned()));
    }
    let before = processor_seconds();
    for (html, url) in pages.iter().cycle().take(pages.len() * ROUNDS) {
        let _ = read(&peer, html, url);
    }
    println!("{}", json!({"file": null, "rounds": ROUNDS, "seconds": processor_seconds() - before}));
}

fn read(peer: &str, html: &str, url: &str) -> (String, String, String) {
    match peer {
        "dom_smoothie" => smoothie(html, url),
        "rs-trafilatura" => trafilatura(html, url),
        other => panic!("no peer {other}"),
    }
}

/// Processor time of this process with all its threads (Linux).
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn smoothie(html: &str, url: &str) -> (String, String, String) {
    let url = Some(url).filter(|u| u.is_ascii());
    let article = dom_smoothie::Readability::new(html, url, None).ok().and_then(|mut r| r.parse().ok());
    let Some(article) = article else { return Default::default() };
    let day = article.published_time.map(|d| d.to_string()).unwrap_or_default();
    (article.title, article.text_content.to_string(), day.chars().take(10).collect())
}

fn trafilatura(html: &str, url: &str) -> (String, String, String) {
    let options = rs_trafilatura::Options { url: Some(url.to_owned()), ..Default::default() };
    let Ok(read) = rs_trafilatura::extract_with_options(html, &options) else { return Default::default() };
    let day = read.metadata.date.map(|d| d.to_string()).unwrap_or_default();
    (read.metadata.title.unwrap_or_default(), read.content_text, day.chars().take(10).collect())
}
