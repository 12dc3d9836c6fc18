//! Many pages into a store at once: every kind of file, what is broken named, and an import that is killed goes on.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod common;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::{PAGE, Run, SENTENCES, marsad, marsad_process, run};

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        run(marsad().args(["init", "--store"]).arg(place.store())).ends_with(0);
        place
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join("in").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    fn add(&self, arguments: &[&str], path: &Path) -> Run {
        run(marsad().args(["add", "--store"]).arg(self.store()).args(arguments).arg(path))
    }

    /// How many documents the store has.
    fn documents(&self) -> usize {
        let found = run(marsad().args(["search", "--json", "--limit", "1000", "--store"]).arg(self.store()).arg("حلب"))
            .ends_with(0);
        found.out.lines().count()
    }
}

fn rows(from: usize, to: usize) -> String {
    (from..to).map(|i| format!("{i},خبر {i},{},2022-03-23\n", SENTENCES[0])).collect()
}

#[test]
fn a_folder_of_everything_is_imported_and_what_fails_is_listed() {
    let place = Place::new();
    place.file("pages/a.html", PAGE);
    place.file("pages/a_files/logo.png", "x");
    place.file("pages/.hidden.html", PAGE);
    place.file("b.txt", &format!("قصف على حلب\n{}\n23 مارس 2022", SENTENCES[0]));
    place.file(
        "c.csv",
        &format!("id,title,text,published\n{}3,bad,\"x\n4,خبر,{},2022-03-23\n", rows(0, 3), SENTENCES[0]),
    );
    place.file("d.mbox", &format!(
        "From a Thu Mar 20 10:00:00 2025\nFrom: =?utf-8?Q?a?= <a@example.org>\nMessage-ID: <1@x>\nDate: Wed, 23 Mar 2022 10:00:00 +0300\n\
         Content-Type: text/plain; charset=utf-8\nSubject: news\n\n{}\n", SENTENCES[0]));
    place.file("result.json", &format!(
        "{{\"name\":\"قناة\",\"type\":\"public_channel\",\"id\":5,\"messages\":[{{\"id\":1,\"type\":\"service\",\"text\":\"\"}},\
         {{\"id\":2,\"type\":\"message\",\"date\":\"2022-03-23T10:00:00\",\"text\":\"{}\"}}]}}", SENTENCES[0]));
    let errors = place.folder.path().join("errors.tsv");
    let folder = place.folder.path().join("in");
    let done = place.add(&["--errors", errors.to_str().unwrap()], &folder).ends_with(1);
    assert_eq!(done.out.lines().count(), 8, "{}", done.out);
    assert!(done.out.contains("telegram:5/2") && done.out.contains("mid:1@x") && done.out.contains("c.csv#4\t"));
    let done = done.says(&[
        "c.csv, row 4: a quote that is opened and never closed",
        "8 new, 0 there already, 1 failed, 2 passed over",
        "errors.tsv lists each",
    ]);
    assert!(!done.err.contains("logo.png"), "what is as it should be stands only in the report: {}", done.err);
    let table = std::fs::read_to_string(&errors).unwrap();
    let levels = |level: &str| table.lines().filter(|l| l.starts_with(level)).count();
    assert_eq!((levels("level\t"), levels("error\t"), levels("notice\t")), (1, 1, 2), "{table}");
    assert!(table.contains("c.csv\trow\t4\t"), "{table}");
    assert_eq!(place.documents(), 8);

    // The same again: nothing is read that has not changed.
    let again = place.add(&[], &folder).ends_with(0).says(&[
        "0 new, 0 there already, 0 failed",
        "5 files imported before",
        "c.csv: imported before (5 items)",
    ]);
    assert_eq!(again.out, "");
    let anew = place.add(&["--again"], &folder).ends_with(1).says(&["0 new, 8 there already, 1 failed"]);
    assert_eq!(anew.out.lines().filter(|l| l.ends_with("already there")).count(), 8);
    assert_eq!(place.documents(), 8);
}

#[test]
fn an_error_report_can_be_json_and_goes_on_being_written() {
    let place = Place::new();
    let errors = place.folder.path().join("errors.jsonl");
    let arguments = ["--errors", errors.to_str().unwrap(), "--again"];
    let file = place.file("a.jsonl", "{\"text\":\n");
    place.add(&arguments, &file).ends_with(1);
    place.add(&arguments, &file).ends_with(1);
    let lines: Vec<serde_json::Value> =
        std::fs::read_to_string(&errors).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (lines[0]["level"].as_str(), lines[0]["unit"].as_str(), lines[0]["at"].as_str()),
        (Some("error"), Some("line"), Some("1"))
    );
}

#[test]
fn a_killed_import_goes_on_and_nothing_is_lost_or_doubled() {
    let place = Place::new();
    let count = 700;
    let file = place.file("big.csv", &format!("id,title,text,published\n{}", rows(0, count)));
    let notes = place.store().join("imports.tsv");
    let mut child = marsad_process()
        .args(["add", "--store"])
        .arg(place.store())
        .arg(&file)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let noted = || std::fs::read_to_string(&notes).is_ok_and(|t| t.contains("\tuntil\t"));
    while !noted() && started.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(noted(), "the import had begun");

    let rest = place.add(&[], &file).ends_with(0).says(&["big.csv: going on after item "]);
    let done = rest.out.lines().count();
    assert!(done < count, "what was done before is not done again");
    assert_eq!(place.documents(), count);
    place.add(&[], &file).ends_with(0).says(&["imported before (700 items)"]);
}

/// A record of an archive: a page without a day, which is doubtful where it is read.
fn record(number: usize) -> String {
    let page = format!(
        "<html lang=ar><title>خبر {number}</title><body><h1>خبر {number}</h1><p>{}</p></body></html>",
        SENTENCES[0]
    );
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{number}\r\nWARC-Date: 2022-03-24T00:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000{number}>\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    )
}

#[test]
fn a_file_that_has_grown_has_only_its_new_pages_read() {
    let place = Place::new();
    let errors = place.folder.path().join("errors.jsonl");
    let told = || std::fs::read_to_string(&errors).unwrap_or_default();
    let arguments = ["--errors", errors.to_str().unwrap()];
    let file = place.file("crawl.warc", &(record(1) + &record(2)));
    place.add(&arguments, &file).ends_with(0).says(&["2 new, 0 there already, 0 failed"]);
    assert!(told().contains("a.example/1") && told().contains("a.example/2"), "{}", told());

    std::fs::remove_file(&errors).unwrap();
    let file = place.file("crawl.warc", &(record(1) + &record(3) + &record(2)));
    let done = place.add(&arguments, &file).ends_with(0).says(&["1 new, 2 there already, 0 failed"]);
    let lines: Vec<&str> = done.out.lines().map(|l| l.split('\t').nth(1).unwrap()).collect();
    assert_eq!(
        lines,
        ["https://a.example/1", "https://a.example/3", "https://a.example/2"],
        "in the order of the file"
    );
    // What is doubtful about a page is told where it is read.
    assert!(told().contains("a.example/3") && !told().contains("a.example/1") && !told().contains("a.example/2"));
}

#[test]
fn a_list_names_each_address_that_cannot_be_fetched() {
    let place = Place::new();
    let list = place.file("list.urls", "http://127.0.0.1:9/a\nnonsense\nhttp://127.0.0.1:9/b\n");
    let done = place.add(&["--delay", "0"], &list).ends_with(1);
    let _ = done.says(&[
        "list.urls, line 1",
        "list.urls, line 2: `nonsense` is not a web address",
        "list.urls, line 3",
        "private network",
        "3 failed",
    ]);
}
