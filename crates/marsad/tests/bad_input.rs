//! Bad input: each is named with what is wrong, the exit code is right, and the good input beside it is done.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod common;

use std::io::Write;
use std::path::{Path, PathBuf};

use common::{PAGE, Run, marsad, run};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, bytes).expect("a file is written");
        path
    }
}

/// Reads a bad input between two good ones: it is named, and they are read.
fn read_beside_good(bad: &Path, folder: &Folder, words: &[&str]) -> Run {
    let first = folder.file("first.html", PAGE);
    let last = folder.file("last.html", PAGE.replace("حلب", "بغداد"));
    let done =
        run(marsad().args(["read", "--published", "2016-12-07", "--format", "jsonl"]).args([&first, bad, &last]));
    let done = done.ends_with(1).says(&[bad.to_str().expect("the path is UTF-8")]).says(words);
    let lines = done.json_lines();
    for good in [&first, &last] {
        assert!(
            lines.iter().any(|l| l["document"]["id"] == good.to_str().unwrap()),
            "{} is not in the output",
            good.display()
        );
    }
    assert!(lines.iter().all(|l| l["document"]["id"] != bad.to_str().unwrap()));
    done
}

#[test]
fn a_missing_file_and_a_folder() {
    let folder = Folder::new();
    read_beside_good(&folder.path().join("لا يوجد.html"), &folder, &["no such file"]);
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    read_beside_good(&inner, &folder, &["this is a folder"]);
}

#[test]
fn files_that_are_no_text() {
    let folder = Folder::new();
    let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[7; 300]].concat();
    read_beside_good(&folder.file("picture.html", png), &folder, &["PNG image, not text"]);
    let zip = [b"PK\x03\x04\x14\0\0\0\x08\0".as_slice(), &[200; 300]].concat();
    read_beside_good(&folder.file("archive.html", zip), &folder, &["not text"]);
    read_beside_good(&folder.file("nulls.txt", [0; 4096]), &folder, &["not text"]);
    let pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type /Catalog>> endobj";
    read_beside_good(&folder.file("paper.pdf", pdf), &folder, &["PDF", "save its text as a .txt file"]);
}

#[test]
fn pages_with_nothing_in_them() {
    let folder = Folder::new();
    read_beside_good(&folder.file("empty.html", ""), &folder, &["the page is empty"]);
    read_beside_good(&folder.file("blank.txt", " \n\r\n\t"), &folder, &["the page is empty"]);
    let script = "<!doctype html><html><body><div id=app></div><script>start()</script></body></html>";
    read_beside_good(&folder.file("script.html", script), &folder, &["no readable text"]);
}

#[test]
fn a_page_of_fifty_megabytes() {
    let folder = Folder::new();
    let path = folder.path().join("big.html");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    file.write_all(b"<!doctype html><html><body><article>").unwrap();
    let paragraph = "<p>وقالت مصادر محلية إن القصف استمر ساعات على أطراف المدينة.</p>\n";
    for _ in 0..(50 << 20) / paragraph.len() {
        file.write_all(paragraph.as_bytes()).unwrap();
    }
    file.into_inner().unwrap();
    let started = std::time::Instant::now();
    read_beside_good(&path, &folder, &["larger than the limit of 32 MiB"]);
    assert!(started.elapsed().as_secs() < 30, "it took {:?}", started.elapsed());

    let small = folder.file("small.html", PAGE);
    run(marsad().args(["read", "--max-bytes", "100"]).arg(&small)).ends_with(1).says(&["small.html", "100 bytes"]);
}

#[test]
fn a_text_longer_than_any_article() {
    let folder = Folder::new();
    let path = folder.file("endless.txt", format!("عنوان\n{}", "قصف الجيش المدينة. ".repeat(60_000)));
    read_beside_good(&path, &folder, &["longer than 1000000 characters"]);
}

#[test]
fn arabic_windows_letters_declared_as_utf_8_are_read_right() {
    let folder = Folder::new();
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1256.encode(PAGE);
    assert!(!unmappable && std::str::from_utf8(&bytes).is_err(), "the page must be wrong as UTF-8");
    let path = folder.file("declared.html", bytes);
    let done =
        run(marsad().arg("extract").arg(&path)).ends_with(0).says(&["declared.html", "declared as", "windows-1256"]);
    let document = &done.json_lines()[0];
    assert_eq!(document["title"], "قصف على حلب");
    assert!(document["text"].as_str().unwrap().contains("قصفت طائرات حربية أحياء في مدينة حلب"));
}

#[test]
fn a_page_without_a_day_is_read_with_one_warning() {
    let folder = Folder::new();
    let done = run(marsad().arg("read").arg(folder.file("undated.html", PAGE))).ends_with(0).says(&["undated.html"]);
    assert_eq!(done.err.matches("--published").count(), 1, "{}", done.err);
    assert!(done.out.contains("ASSAULT"));
}

/// What `command` answers to a bad line of every kind, each before a good one.
fn bad_lines(command: &[&str], good: impl Fn(usize) -> String, field: &str) {
    let bad: &[(&[u8], &str)] = &[
        (b"not json", "not JSON"),
        (br#"{"id":"cut","text":"a"#, "not JSON"),
        (br#"{"id":"two","text":"a"} {"id":"x"}"#, "not JSON"),
        (b"{\"id\":\"bytes\",\"text\":\"\xc7\xe1\"}", "not JSON"),
        (br#"{"id":"half","text":"\ud800"}"#, "not JSON"),
        (br#"["id","text"]"#, "a JSON object, but is a list"),
        (b"17", "a JSON object, but is a number"),
        (b"null", "a JSON object, but is null"),
        (br#"{"id":"number","text":5}"#, "`text` should be text, but is a number"),
        (br#"{"id":"list","text":["a"]}"#, "`text` should be text, but is a list"),
        (br#"{"id":"none"}"#, "`text`"),
        (br#"{"id":"day","text":"a","published":"23.3.2022","ref":"23.3.2022"}"#, "should be a day like 2022-03-23"),
        (br#"{"id":"day2","text":"a","published":20220323,"ref":20220323}"#, "should be text, but is a number"),
    ];
    let mut deep = b"{\"id\":\"deep\",\"text\":".to_vec();
    deep.extend([b'['; 100_000]);
    let long = format!(r#"{{"id":"long","text":"{}"}}"#, "ق".repeat(1_000_001));
    let endless = format!(r#"{{"id":"endless","text":"{}"}}"#, "q".repeat(17 << 20));
    let mut all: Vec<(&[u8], &str)> = bad.to_vec();
    all.push((&deep, "not JSON"));
    all.push((long.as_bytes(), "longer than 1000000 characters"));
    all.push((endless.as_bytes(), "longer than 16 MiB"));

    let mut input = Vec::new();
    for (i, (line, _)) in all.iter().enumerate() {
        input.extend_from_slice(line);
        input.push(b'\n');
        input.extend(format!("{}\n\n", good(i)).into_bytes());
    }
    let done = run(marsad().args(command).write_stdin(input)).ends_with(1);
    let lines = done.json_lines();
    assert_eq!(lines.len(), 2 * all.len(), "one answer to each line that is not blank");
    for (i, (line, what)) in all.iter().enumerate() {
        let shown = String::from_utf8_lossy(&line[..line.len().min(60)]);
        let error = &lines[2 * i];
        let number = 3 * i + 1;
        assert!(error["error"].as_str().is_some_and(|e| e.contains(what)), "{shown}: {error}");
        assert_eq!(error["line"], number, "{shown}");
        assert!(done.err.contains(&format!("line {number}: ")), "{shown} is not named on standard error");
        if let Some(id) = serde_json::from_slice::<serde_json::Value>(line).ok().filter(|_| i + 1 < all.len()) {
            assert_eq!(error["id"], id.get("id").cloned().unwrap_or_default(), "{shown}");
        }
        let answer = &lines[2 * i + 1];
        assert_eq!(answer["id"], i, "the good line after {shown} has its place");
        assert!(answer[field].as_array().is_some_and(|a| !a.is_empty()), "{answer}");
    }
}

#[test]
fn bad_lines_of_code_are_answered_in_their_place() {
    bad_lines(&["code"], |i| common::line(i, 0, 3), "reports");
    bad_lines(&["code", "--threads", "3"], |i| common::line(i, 1, 1), "reports");
}

#[test]
fn bad_lines_of_mentions_are_answered_in_their_place() {
    bad_lines(&["mentions", "--kind", "time,number,place,actor,person"], |i| common::line(i, 0, 3), "mentions");
}

#[test]
fn lines_may_end_in_any_way_and_begin_with_a_mark() {
    let input = format!("\u{FEFF}{}\r\n\r\n{}", common::line(1, 0, 1), common::line(2, 0, 1));
    let lines = run(marsad().arg("code").write_stdin(input)).ends_with(0).json_lines();
    assert_eq!(lines.iter().map(|l| l["id"].clone()).collect::<Vec<_>>(), [1, 2]);
    assert!(run(marsad().arg("code").write_stdin("")).ends_with(0).out.is_empty());
}

#[test]
fn stores_that_are_none() {
    let folder = Folder::new();
    let page = folder.file("page.html", PAGE);
    let gone = folder.path().join("gone");
    let other = folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("letter.txt"), "قصة أخرى").unwrap();
    let broken = folder.path().join("broken");
    std::fs::create_dir(&broken).unwrap();
    std::fs::write(broken.join("marsad.sqlite"), "هذا ليس قاعدة بيانات".repeat(300)).unwrap();
    for (store, words) in [
        (&gone, "there is no store"),
        (&other, "is not a Marsad store"),
        (&page, "is not a Marsad store"),
        (&broken, "is not a Marsad store"),
    ] {
        let name = store.to_str().unwrap();
        for command in
            [vec!["events"], vec!["search", "قصة"], vec!["serve", "--port", "0"], vec!["add", page.to_str().unwrap()]]
        {
            let done = run(marsad().args(&command).arg("--store").arg(store)).ends_with(2).says(&[words, name]);
            assert!(done.out.is_empty(), "{}", done.out);
        }
    }
    assert!(!gone.exists(), "asking makes no store");
    run(marsad().arg("init").arg("--store").arg(&other)).ends_with(2).says(&["letter.txt", "other"]);
    assert_eq!(other.read_dir().unwrap().count(), 1, "nothing was put beside the user's own files");
    run(marsad().args(["events", "--store", "postgres://db/marsad"])).ends_with(2).says(&["postgres://db/marsad"]);
    run(marsad().arg("events").env_remove("HOME")).ends_with(2).says(&["--store"]);
}

#[test]
fn a_store_of_a_newer_version_is_left_as_it_is() {
    let folder = Folder::new();
    let store = folder.path().join("store");
    run(marsad().arg("init").arg("--store").arg(&store)).ends_with(0);
    // SQLite keeps `user_version`, where the store has its format, in bytes 60 to 63 of the file.
    let database = store.join("marsad.sqlite");
    let mut bytes = std::fs::read(&database).unwrap();
    bytes[60..64].copy_from_slice(&999_i32.to_be_bytes());
    std::fs::write(&database, &bytes).unwrap();
    run(marsad().arg("events").arg("--store").arg(&store)).ends_with(2).says(&[
        "format 999",
        "newer Marsad",
        store.to_str().unwrap(),
    ]);
    assert!(std::fs::read(&database).unwrap() == bytes, "the file was changed");
}

#[test]
fn a_port_in_use() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = Folder::new();
    let store = folder.path().join("store");
    let done = run(marsad().args(["demo", "--port", &port, "--store"]).arg(&store)).ends_with(2);
    assert!(done.says(&[&port, "in use", "--port 0"]).out.is_empty());
    assert!(!store.exists(), "no store is left behind, so that the next try can make it");
    run(marsad().arg("init").arg("--store").arg(&store)).ends_with(0);
    run(marsad().args(["serve", "--port", &port, "--store"]).arg(&store)).ends_with(2).says(&[&port, "in use"]);
}

#[test]
fn wrong_usage() {
    for (arguments, words) in [
        (vec!["read", "--shape", "x", "page.html"], vec!["--shape"]),
        (vec!["read"], vec!["PATH|URL|-"]),
        (vec!["reed", "page.html"], vec!["reed"]),
        (vec!["read", "page.html", "--published", "yesterday"], vec!["yesterday", "2022-03-23"]),
        (vec!["read", "page.html", "--published", "2022-02-30"], vec!["2022-02-30"]),
        (vec!["read", "page.html", "--format", "spreadsheet"], vec!["spreadsheet", "geojson"]),
        (vec!["mentions", "--kind", "colour"], vec!["colour"]),
        (vec!["mentions"], vec!["--kind"]),
        (vec!["mentions", "--kind", "word,time"], vec!["word"]),
        (vec!["code", "--threads", "many"], vec!["many"]),
        (vec!["events", "--type", "WAR"], vec!["WAR", "ASSAULT"]),
        (vec!["events", "--modality", "sure"], vec!["sure", "alleged"]),
        (vec!["events", "--from", "2022"], vec!["2022"]),
        (vec!["serve", "--host", "everywhere"], vec!["everywhere"]),
        (vec!["serve", "--port", "99999"], vec!["99999"]),
        (vec!["read", "--lexicon", "/no/such/lexicon", "page.html"], vec!["/no/such/lexicon", "no such folder"]),
        (vec!["code", "--no-builtin"], vec!["--lexicon"]),
        (vec![], vec!["Usage"]),
    ] {
        let done = run(marsad().args(&arguments)).ends_with(2).says(&words);
        assert!(done.out.is_empty(), "{arguments:?}: {}", done.out);
    }
}

#[test]
fn an_address_that_is_none_is_named() {
    let folder = Folder::new();
    let page = folder.file("page.html", PAGE);
    let done = run(marsad().args(["read", "http://127.0.0.1:9/page", "https://"]).arg(&page)).ends_with(1);
    let done = done.says(&["http://127.0.0.1:9/page", "private network", "https://: "]);
    assert!(done.out.contains("ASSAULT"));
}

#[test]
fn a_lexicon_that_does_not_compile_stops_before_anything_is_read() {
    let folder = Folder::new();
    let own = folder.path().join("own/lexicon/ar/actors");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("own.tsv"), "id\tar\nonly-two\tكلمة\textra\tcells\n").unwrap();
    let overlay = folder.path().join("own");
    let done = run(marsad().arg("code").arg("--lexicon").arg(&overlay).write_stdin(common::line(1, 0, 1))).ends_with(2);
    assert!(done.says(&["own.tsv"]).out.is_empty());
    run(marsad().arg("lint").arg("--lexicon").arg(&overlay)).ends_with(1);
}

#[test]
fn adding_names_what_cannot_be_added_and_adds_the_rest() {
    let folder = Folder::new();
    let store = folder.path().join("store");
    run(marsad().arg("init").arg("--store").arg(&store)).ends_with(0);
    let png = folder.file("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let page = folder.file("page.html", PAGE);
    let done =
        run(marsad().args(["add", "--published", "2016-12-07", "--store"]).args([&store, &png, &page])).ends_with(1);
    let done = done.says(&["picture.png"]);
    assert!(done.out.contains("page.html") && !done.out.contains("picture"), "{}", done.out);
    run(marsad().args(["events", "--type", "ASSAULT", "--store"]).arg(&store)).ends_with(0).says(&["of"]);
}
