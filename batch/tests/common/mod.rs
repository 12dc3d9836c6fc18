//! What the tests of the program share: inputs of every kind made of the project's own dispatches, and folders compared.
#![allow(dead_code, reason = "each test file is a crate of its own and uses its own part")]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

/// The program, without the user's own lexicon.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_marsad-batch"));
    command.env("MARSAD_LEXICON", "/nonexistent").env("HOME", "/nonexistent").env_remove("XDG_DATA_HOME");
    command
}

/// What a run said, checked for its exit code.
#[track_caller]
pub fn run(arguments: &[&str], code: i32) -> (String, String) {
    ended(&program().args(arguments).output().unwrap(), code)
}

#[track_caller]
pub fn ended(output: &Output, code: i32) -> (String, String) {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{err}\n{out:.2000}");
    assert!(!err.contains("panicked"), "{err}");
    (out.into_owned(), err.into_owned())
}

/// The answer to a question as JSON.
#[track_caller]
pub fn ask(question: &str, more: &[&str]) -> Vec<Value> {
    let (out, _) = run(&[&["sql", question, "--format", "jsonl"], more].concat(), 0);
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The dispatches that ship with the demonstration.
pub fn dispatches() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/dispatches.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn field<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

pub fn write_jsonl(path: &Path, documents: &[Value]) {
    let lines: String = documents.iter().map(|d| format!("{d}\n")).collect();
    std::fs::write(path, lines).unwrap();
}

pub fn write_csv(path: &Path, documents: &[Value]) {
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut out = "id,title,text,published,outlet\n".to_owned();
    for d in documents {
        let cells = ["id", "title", "text", "published", "outlet"].map(|name| cell(field(d, name)));
        out += &(cells.join(",") + "\n");
    }
    std::fs::write(path, out).unwrap();
}

pub fn write_parquet(path: &Path, documents: &[Value]) {
    let column = |name: &str| {
        let values = documents.iter().map(|d| d[name].as_str().map(str::to_owned));
        (name.to_owned(), Arc::new(values.collect::<StringArray>()) as ArrayRef, true)
    };
    let columns = ["id", "title", "text", "published", "url", "outlet"].map(column);
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// A web archive as a news crawl writes it: one gzip member a record. Its pages are in HTML.
pub fn write_warc(path: &Path, documents: &[Value]) {
    let mut out = File::create(path).unwrap();
    let mut record = |kind: &str, target: &str, media: &str, body: &[u8], n: usize| {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\n{target}WARC-Date: 2024-01-02T03:04:05Z\r\nWARC-Record-ID: \
             <urn:uuid:00000000-0000-4000-8000-{n:012}>\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
        gz.write_all(head.as_bytes()).unwrap();
        gz.write_all(body).unwrap();
        gz.write_all(b"\r\n\r\n").unwrap();
        out.write_all(&gz.finish().unwrap()).unwrap();
    };
    record("warcinfo", "", "application/warc-fields", b"software: a test\r\n", 0);
    for (n, d) in (1..).zip(documents) {
        let (title, text, day) = (field(d, "title"), field(d, "text"), field(d, "published"));
        // As long as articles are: a page of one line is no article to any reader of pages.
        let rest = "وقال مراسلون في المكان إن الحركة في الشوارع عادت إلى ما كانت عليه بعد ساعات، وإن المدارس والأسواق فتحت أبوابها في \
                    اليوم التالي، وإن الناس ينتظرون ما تقوله الجهات المعنية عن الأيام المقبلة.";
        let body: String = text.split('\n').chain([rest, rest]).map(|p| format!("<p>{p}</p>")).collect();
        let page = format!(
            "<!doctype html><html lang=ar dir=rtl><head><meta charset=utf-8><title>{title}</title>\
             <meta property=\"article:published_time\" content=\"{day}T08:00:00Z\"></head><body><nav>الرئيسية</nav>\
             <article><h1>{title}</h1>{body}</article></body></html>"
        );
        let http = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{page}",
            page.len()
        );
        let target = format!("WARC-Target-URI: {}\r\n", field(d, "url"));
        record("response", &target, "application/http; msgtype=response", http.as_bytes(), n);
    }
}

/// Every file below a folder with its bytes; what only a running program needs is left out.
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if name != "_lock" {
                out.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    out
}

/// Asserts that two folders hold the same files with the same bytes.
#[track_caller]
pub fn same(a: &Path, b: &Path) {
    let (a, b) = (tree(a), tree(b));
    let names = |t: &BTreeMap<String, Vec<u8>>| t.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&a), names(&b));
    let other: Vec<&String> = a.iter().filter(|(name, bytes)| b[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(other.is_empty(), "other bytes in {other:?}");
}

/// A folder with inputs of every kind; some documents stand in two of them under one id.
pub fn inputs(folder: &Path) -> Vec<Value> {
    std::fs::create_dir_all(folder).unwrap();
    let all = dispatches();
    write_parquet(&folder.join("a.parquet"), &all[..60]);
    // Ten that are in the table, too, with other words.
    let mut second: Vec<Value> = all[50..110].to_vec();
    for d in &mut second[..10] {
        d["text"] = json!(format!("{} وهذه جملة أخرى لا تقول شيئا.", field(d, "text")));
    }
    write_jsonl(&folder.join("b.jsonl"), &second);
    write_csv(&folder.join("c.csv"), &all[110..150]);
    write_warc(&folder.join("d.warc.gz"), &all[150..200]);
    write_jsonl(&folder.join("e.jsonl"), &all[190..240]);
    all
}
