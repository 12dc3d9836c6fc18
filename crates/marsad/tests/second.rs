//! Second readers from the command line, against a server of the test's own on this machine.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use common::{PAGE, Run, marsad, run};
use serde_json::{Value, json};

/// What the server answers about a document, by its text.
type Model = fn(&str) -> (u16, String);

/// What was asked: head and text of each request.
type Asked = Arc<Mutex<Vec<(String, String)>>>;

/// A server with a model. Gives its address, and what was asked.
fn server(model: Model) -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/v1", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming().take(200).flatten() {
            answer(stream, model, &log);
        }
    });
    (base, asked)
}

fn answer(mut stream: TcpStream, model: Model, log: &Mutex<Vec<(String, String)>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) <= 2 {
            break;
        }
        if let Some(n) = line.to_lowercase().strip_prefix("content-length:") {
            length = n.trim().parse().unwrap();
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let text = body["messages"][1]["content"].as_str().unwrap().to_owned();
    let (status, content) = model(&text);
    log.lock().unwrap().push((head, text));
    let body = match status {
        200 => json!({ "choices": [{ "message": { "content": content }, "finish_reason": "stop" }] }),
        _ => json!({ "error": { "message": content } }),
    };
    let body = body.to_string();
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

/// A model that finds the strike with an invented actor, and a fight that nobody else sees.
fn small(text: &str) -> (u16, String) {
    let report = |trigger: &str, more: Value| {
        let mut out = json!({ "sentence": "", "trigger": trigger, "type": "ASSAULT", "actors": [], "recipients": [], "places": [],
            "date": "", "counts": [] });
        out.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        out
    };
    let strike = json!({ "sentence": "قصفت طائرات حربية أحياء في مدينة حلب أمس الثلاثاء", "actors": ["طائرات العدو"],
        "places": ["مدينة حلب"], "date": "أمس الثلاثاء" });
    let reports = if text.contains("حلب") {
        json!([report("قصفت", strike), report("نقلت", json!({ "type": "AID", "actors": ["فرق الإسعاف"] }))])
    } else {
        json!([report("مؤتمر", json!({ "type": "CONSULT" }))])
    };
    (200, json!({ "reports": reports }).to_string())
}

fn busy(_: &str) -> (u16, String) {
    (503, "the model is loading".to_owned())
}

fn locked(_: &str) -> (u16, String) {
    (401, "no such key: sk-journey-secret".to_owned())
}

const OTHER: &str = "<!doctype html><html lang=ar><meta charset=utf-8><title>مؤتمر الناشرين</title><article><h1>مؤتمر الناشرين</h1>\
<p>ينعقد مؤتمر الناشرين السنوي في القاعة الكبرى ويستمر ثلاثة أيام، ويعرض فيه المشاركون كتبهم الجديدة على الزوار كل صباح.</p></article></html>";

fn store(folder: &Path) -> PathBuf {
    let store = folder.join("store");
    run(marsad().arg("init").arg("--store").arg(&store)).ends_with(0);
    for (name, page) in [("a.html", PAGE), ("b.html", OTHER)] {
        let file = folder.join(name);
        std::fs::write(&file, page).unwrap();
        run(marsad().args(["add", "--store"]).arg(&store).arg(&file)).ends_with(0);
    }
    store
}

fn second(store: &Path, arguments: &[&str]) -> Run {
    run(marsad().arg("second-read").args(arguments).arg("--store").arg(store).env("TEST_KEY", "sk-journey-secret"))
}

fn queue(store: &Path) -> Vec<Value> {
    let arguments = ["review", "queue", "--kind", "second", "--json", "--store"];
    run(marsad().args(arguments).arg(store)).ends_with(0).json_lines()
}

#[test]
fn another_reader_reads_an_archive_and_its_disagreements_wait_for_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let record = || run(marsad().args(["reports", "--format", "jsonl", "--store"]).arg(&store)).ends_with(0).out;
    let before = record();
    let (base, asked) = server(small);
    let ask = ["--server", base.as_str(), "--model", "small", "--key-env", "TEST_KEY"];

    let first = second(&store, &[&ask[..], &["--limit", "1", "--json"]].concat()).ends_with(0);
    let lines = first.json_lines();
    assert_eq!((lines.len(), &lines[0]["document"], &lines[0]["dropped"]), (2, &json!(1), &json!(1)), "{}", first.out);
    let rest = second(&store, &ask).ends_with(0).says(&["reading as server/small/", "--kind second"]);
    assert!(rest.out.contains("documents read\t1\nreports proposed\t1\n"), "{}", rest.out);
    assert_eq!(asked.lock().unwrap().len(), 2, "what was read is passed over");
    let none = second(&store, &ask).ends_with(0);
    assert!(none.out.contains("documents read\t0\n"), "{}", none.out);
    assert_eq!(asked.lock().unwrap().len(), 2);
    assert!(asked.lock().unwrap()[0].0.to_lowercase().contains("authorization: bearer sk-journey-secret"));
    for said in [&first, &rest, &none] {
        assert!(!said.err.contains("sk-journey-secret") && !said.out.contains("sk-journey-secret"));
    }

    // Nothing of the record is another; what differs is in the queue, and in no other.
    assert_eq!(record(), before, "a second reader changes no report");
    let queued = queue(&store);
    assert!(!queued.is_empty() && queued.iter().all(|item| item["row"]["document"] == 1), "{queued:?}");
    let status = run(marsad().args(["review", "status", "--json", "--store"]).arg(&store)).ends_with(0).json_lines();
    assert!(status[0]["second"].as_u64().unwrap() > queued.len() as u64, "the conference has no report beside it");

    // Another model is another reader, and the record as it is now can be compared without asking anybody.
    let (other, asked_other) = server(small);
    second(&store, &["--server", &other, "--model", "larger", "--since", "2030-01-01"]).ends_with(0);
    assert_eq!(asked_other.lock().unwrap().len(), 0, "nothing was published since");
    let again = second(&store, &["--compare"]).ends_with(0);
    assert!(again.out.contains("documents read\t2\n"), "{}", again.out);
    assert_eq!(queue(&store), queued);
    run(marsad().args(["doctor", "--store"]).arg(&store)).ends_with(0);

    // It comes along in a backup.
    let (copy, restored) = (folder.path().join("copy.tar"), folder.path().join("restored"));
    run(marsad().arg("backup").arg(&copy).arg("--store").arg(&store)).ends_with(0);
    run(marsad().arg("restore").arg(&copy).arg("--store").arg(&restored)).ends_with(0);
    assert_eq!(queue(&restored), queued);
}

#[test]
fn a_server_that_cannot_answer_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let (base, asked) = server(busy);
    let ask =
        |base: &str| second(&store, &["--server", base, "--model", "small", "--tries", "1", "--key-env", "TEST_KEY"]);
    let away = ask(&base).ends_with(1).says(&["document 1:", "document 2:", "503", "the model is loading"]);
    assert!(away.out.contains("documents not read\t2\n"), "{}", away.out);
    assert_eq!(asked.lock().unwrap().len(), 2);
    let (base, asked) = server(locked);
    let refused = ask(&base).ends_with(2).says(&["401", "--key-env"]);
    assert!(!refused.err.contains("sk-journey-secret"), "{}", refused.err);
    assert_eq!(asked.lock().unwrap().len(), 1, "no other document would fare better");
    // And all of it is read as soon as somebody answers.
    let (base, _) = server(small);
    assert!(ask(&base).ends_with(0).out.contains("documents read\t2\n"));
}

#[test]
fn nobody_is_asked_who_was_not_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let missing = folder.path().join("no-key");
    for (arguments, words) in [
        (&[][..], "--server"),
        (&["--server", "http://127.0.0.1:9"], "--model"),
        (&["--model", "m"], "--server"),
        (&["--server", "http://8.8.8.8", "--model", "m"], "--plain-http"),
        (&["--server", "http://127.0.0.1:9", "--model", "m", "--key-env", "MARSAD_NO_SUCH"], "MARSAD_NO_SUCH"),
        (&["--server", "http://127.0.0.1:9", "--model", "m", "--key-file", missing.to_str().unwrap()], "no-key"),
        (&["--names", missing.to_str().unwrap()], "no-key"),
        (&["--compare", "--server", "http://127.0.0.1:9", "--model", "m"], "--compare"),
    ] {
        second(&store, arguments).ends_with(2).says(&[words]);
    }
}
