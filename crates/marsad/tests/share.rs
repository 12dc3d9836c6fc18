//! Sharing the record: exports, the way from one store to another, tokens, and the public form that is crawled for names.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod common;

use std::collections::{BTreeSet, HashSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::OnceLock;

use common::{demo_pages, marsad, marsad_process, run};

/// Names that are planted, each part of which must be nowhere in public.
const NAMES: &[&str] = &["يزن", "الكفوري", "سنمار", "البرقاوي", "ليان", "Layan"];

/// A page that names a child, a detainee and a witness, in its headline, its text and its file name.
const PLANTED: &str = "<!doctype html><html lang=ar><meta charset=utf-8><title>مقتل الطفل يزن الكفوري في حلب</title><article>\
<h1>مقتل الطفل يزن الكفوري في حلب</h1><p>قتل الطفل يزن الكفوري في قصف استهدف أحياء في مدينة حلب أمس الثلاثاء، وأصيب خمسة مدنيين قرب مخيم الهول.</p>\
<p>واعتقلت الشرطة الشاب سنمار البرقاوي في بغداد صباح اليوم، بحسب ناشطين.</p>\
<p>وقالت المواطنة ليان قاسم (Layan Qasim) إن القصف استمر نحو ساعتين، وإن يزن كان في المدرسة.</p></article></html>";

/// A store with the sample pages and the planted one.
fn store() -> &'static Path {
    static STORE: OnceLock<tempfile::TempDir> = OnceLock::new();
    STORE
        .get_or_init(|| {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let page = folder.path().join("مقتل-الطفل-يزن-الكفوري.html");
            std::fs::write(&page, PLANTED).expect("written");
            let store = folder.path().join("store");
            run(marsad().arg("init").arg("--store").arg(&store)).ends_with(0);
            let pages = demo_pages().into_iter().chain([page]);
            run(marsad().args(["add", "--published", "2024-05-01", "--store"]).arg(&store).args(pages)).ends_with(0);
            // Events are put together, so that their pages and files are crawled, too.
            run(marsad().args(["events", "--store"]).arg(&store)).ends_with(0);
            folder
        })
        .path()
}

fn export(store: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = marsad().arg("export").args(arguments).arg("--store").arg(store).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Everything that a file says, with what is packed unpacked.
fn unpacked(format: &str, bytes: &[u8]) -> String {
    match format {
        "xlsx" => {
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            let mut out = String::new();
            for n in 0..zip.len() {
                zip.by_index(n).unwrap().read_to_string(&mut out).unwrap();
            }
            out
        }
        "parquet" => {
            use parquet::file::reader::{FileReader, SerializedFileReader};
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(bytes).unwrap();
            let reader = SerializedFileReader::new(file).unwrap();
            reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect()
        }
        _ => String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

const FORMATS: [&str; 12] =
    ["json", "jsonl", "csv", "xlsx", "geojson", "parquet", "rss", "acled", "ged", "polecat", "plover", "stix"];

/// The forms in which events can be had.
const EVENT_FORMATS: [&str; 9] = ["json", "jsonl", "csv", "xlsx", "geojson", "parquet", "rss", "acled", "ged"];

#[track_caller]
fn has_no_name(what: &str, text: &str) {
    for name in NAMES {
        assert!(
            !text.contains(name),
            "{name} in {what}: {:.3000}",
            &text[text.find(name).unwrap_or(0).saturating_sub(0)..]
        );
    }
}

#[test]
fn what_is_exported_is_imported_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let store = store().join("store");
    let lines = export(&store, &["--format", "jsonl", "--documents"]);
    let all = demo_pages().len() + 1;
    assert_eq!(lines.iter().filter(|b| **b == b'\n').count(), all);
    let file = folder.path().join("record.jsonl");
    std::fs::write(&file, &lines).unwrap();
    let other = folder.path().join("other");
    run(marsad().arg("init").arg("--store").arg(&other)).ends_with(0);
    run(marsad().arg("import").arg(&file).arg("--store").arg(&other)).ends_with(0).says(&[&format!("{all} new")]);
    assert!(export(&other, &["--format", "jsonl", "--documents"]) == lines, "the same bytes");
    run(marsad().arg("import").arg(&file).arg("--store").arg(&other))
        .ends_with(0)
        .says(&[&format!("0 new, {all} known already")]);
    run(marsad().args(["doctor", "--store"]).arg(&other)).ends_with(0);
    // The reports are the same too, but for the day of access, which is today in both.
    assert!(export(&other, &["--format", "csv"]) == export(&store, &["--format", "csv"]));

    // A line that does not hold together costs itself.
    let mut broken = String::from_utf8(lines).unwrap().replacen("\"start\":", "\"start\":1", 1);
    broken.push_str("not json\n");
    std::fs::write(&file, broken).unwrap();
    let third = folder.path().join("third");
    run(marsad().arg("init").arg("--store").arg(&third)).ends_with(0);
    run(marsad().arg("import").arg(&file).arg("--store").arg(&third)).ends_with(1).says(&[
        "record.jsonl:1: ",
        &format!("record.jsonl:{}: ", all + 1),
        &format!("{} new", all - 1),
        "2 failed",
    ]);
}

#[test]
fn every_form_is_written_to_a_file_and_filters_narrow_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = store().join("store");
    for format in FORMATS {
        let file = folder.path().join(format);
        run(marsad().args(["export", "--format", format, "-o"]).arg(&file).arg("--store").arg(&store))
            .ends_with(0)
            .says(&["reports", "Accessed"]);
        assert!(!unpacked(format, &std::fs::read(&file).unwrap()).is_empty(), "{format}");
    }
    let all = String::from_utf8(export(&store, &["--format", "jsonl"])).unwrap().lines().count();
    let some = String::from_utf8(export(&store, &["--format", "jsonl", "--type", "ASSAULT"])).unwrap().lines().count();
    assert!(some > 0 && some < all, "{some} of {all}");
    run(marsad().args(["export", "--format", "doc", "--store"]).arg(&store)).ends_with(2).says(&["parquet"]);
    run(marsad().args(["export", "--format", "csv", "--documents", "--store"]).arg(&store))
        .ends_with(2)
        .says(&["jsonl"]);
}

#[test]
fn public_exports_have_no_name_of_a_private_person() {
    let store = store().join("store");
    let whole = export(&store, &["--format", "jsonl", "--documents"]);
    assert!(NAMES.iter().all(|name| String::from_utf8_lossy(&whole).contains(name)), "they are there");
    for format in FORMATS {
        let text = unpacked(format, &export(&store, &["--public", "--format", format]));
        has_no_name(format, &text);
        assert!(!text.contains("41.1359"), "{format}");
    }
    let documents = String::from_utf8(export(&store, &["--public", "--format", "jsonl", "--documents"])).unwrap();
    has_no_name("documents", &documents);
    assert!(documents.contains("████"));
    assert!(!documents.contains("base64"), "bytes of pages have every name");
}

/// A server that ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(arguments: &[&str]) -> (Server, String) {
    let store = store().join("store");
    let mut child = marsad_process()
        .args(["serve", "--port", "0", "--store"])
        .arg(&store)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let output = child.stdout.take().unwrap();
    let server = Server(child);
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).unwrap();
    let address =
        line.trim().strip_prefix("http://").and_then(|l| l.strip_suffix('/')).unwrap_or_else(|| panic!("`{line}`"));
    (server, address.to_owned())
}

/// Status and body of one answer.
fn get(address: &str, path: &str, token: Option<&str>) -> (u16, String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    let token = token.map(|t| format!("Authorization: Bearer {t}\r\n")).unwrap_or_default();
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\n{token}\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let at = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&answer[..at]).into_owned();
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap();
    (status, head, answer.split_off(at + 4))
}

/// The addresses on this server that a page or an answer leads to.
fn links(text: &str) -> Vec<String> {
    let text = text.replace("&amp;", "&").replace("&#38;", "&").replace("\\u0026", "&");
    let mut out = Vec::new();
    for mark in ["href=\"", "src=\"", "action=\"", "\"next_url\":\"", "\"href\":\""] {
        for (at, _) in text.match_indices(mark) {
            let rest = &text[at + mark.len()..];
            let link = rest.split(['"', '#']).next().unwrap_or_default();
            if link.starts_with('/') && !link.starts_with("//") && !link.starts_with("/assets/") {
                out.push(link.to_owned());
            }
        }
    }
    out
}

#[test]
fn a_public_server_shows_no_name_of_a_private_person_on_any_page_or_in_any_file() {
    let (_server, address) = serve(&["--public", "--rate", "0"]);
    let mut left: Vec<String> = [
        "/ar/",
        "/en/",
        "/ar/about",
        "/en/search",
        "/api/reports",
        "/api/facets",
        "/api/changes",
        "/en/events",
        "/api/events",
    ]
    .map(str::to_owned)
    .to_vec();
    for document in 1..=demo_pages().len() + 1 {
        for lang in ["ar", "en"] {
            left.push(format!("/{lang}/documents/{document}"));
        }
        left.push(format!("/api/documents/{document}"));
    }
    let enc = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
    for name in NAMES.iter().chain(&["حلب", "الطفل"]) {
        for path in [
            "/ar/search?q=",
            "/en/search?q=",
            "/api/search?q=",
            "/api/reports?q=",
            "/en/?q=",
            "/en/?actor=",
            "/api/facets?actor=",
            "/api/facets?q=",
            "/api/events?q=",
            "/api/events?actor=",
            "/api/events.csv?actor=",
        ] {
            // The page repeats what was asked; the answer is what counts.
            let (_, _, body) = get(&address, &format!("{path}{}", enc(name)), None);
            let body = String::from_utf8(body).unwrap();
            for other in NAMES.iter().filter(|other| *other != name) {
                assert!(!body.contains(other), "{other} in {path}{name}");
            }
            if path.starts_with("/api/") && NAMES.contains(name) {
                assert!(!body.contains(name), "{path}{name}: {body:.500}");
                assert!(!body.contains("\"total\":1"), "{path}{name}: {body:.500}");
            }
        }
    }
    for format in FORMATS {
        left.push(format!("/api/reports.{format}"));
        left.push(format!("/ar/reports.{format}"));
    }
    for format in EVENT_FORMATS {
        left.push(format!("/api/events.{format}"));
        left.push(format!("/ar/events.{format}"));
    }
    for event in 1..=40 {
        left.extend(["", "/reports", "/figures", "/origins"].map(|part| format!("/api/events/{event}{part}")));
        left.push(format!("/en/events/{event}"));
    }
    let mut seen: HashSet<String> = left.iter().cloned().collect();
    let (mut done, mut kinds) = (0, BTreeSet::new());
    while let Some(path) = left.pop() {
        let (status, _, body) = get(&address, &path, None);
        assert!(status < 500, "{path}: {status}");
        let format = path
            .split(['?', '#'])
            .next()
            .map_or("", |p| p.rsplit_once("/reports.").or(p.rsplit_once("/events.")).map_or("", |(_, f)| f));
        let text = unpacked(format, &body);
        has_no_name(&path, &text);
        done += 1;
        kinds.insert(path.split('?').next().unwrap_or_default().to_owned());
        if done < 400 {
            left.extend(links(&text).into_iter().filter(|link| seen.insert(link.clone())));
        }
    }
    assert!(kinds.iter().any(|path| path.starts_with("/en/events/")), "{kinds:?}");
    assert!(done > 200, "{done} addresses were read");
    assert!(kinds.len() > 60, "{kinds:?}");
    // The same store without the veil has them: the crawl would see one.
    let (_open, address) = serve(&[]);
    let (_, _, body) = get(&address, "/api/reports", None);
    assert!(String::from_utf8(body).unwrap().contains("يزن"));
}

#[test]
fn tokens_are_made_listed_and_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own");
    run(marsad().arg("init").arg("--store").arg(&own)).ends_with(0);
    let token = run(marsad().args(["token", "add", "map", "--scopes", "export", "--store"]).arg(&own)).ends_with(0).out;
    assert!(token.starts_with("marsad_") && token.trim().len() == 7 + 64, "{token}");
    run(marsad().args(["token", "add", "map", "--store"]).arg(&own)).ends_with(2).says(&["there is a token"]);
    run(marsad().args(["token", "add", "x", "--scopes", "all", "--store"]).arg(&own)).ends_with(2).says(&["changes"]);
    let list = run(marsad().args(["token", "list", "--store"]).arg(&own)).ends_with(0).out;
    assert!(list.contains("map\texport") && list.contains("good") && !list.contains(token.trim()), "{list}");
    run(marsad().args(["token", "revoke", "map", "--store"]).arg(&own)).ends_with(0);
    run(marsad().args(["token", "revoke", "map", "--store"]).arg(&own)).ends_with(2).says(&["no good token"]);
}
