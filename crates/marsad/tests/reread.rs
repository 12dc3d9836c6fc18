//! Pages that come and cannot be read, and are read later from the archive; and the archive of a store on PostgreSQL.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod common;
#[path = "../../store/tests/server/mod.rs"]
mod server;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use common::{Run, demo_pages, marsad, run};

/// A site with a feed of two documents: a PDF, and something that nobody can read.
fn site() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let own = base.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let path = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or_default().to_owned();
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let item = |page: &str| format!("<item><title>{page}</title><link>{own}/{page}</link></item>");
            let rss = format!(
                "<rss version='2.0'><channel><title>x</title>{}{}</channel></rss>",
                item("a.pdf"),
                item("b.bin")
            );
            let (head, body): (&str, Vec<u8>) = match path.as_str() {
                "/rss" => ("200 OK\r\nContent-Type: application/rss+xml", rss.into_bytes()),
                "/a.pdf" => (
                    "200 OK\r\nContent-Type: application/pdf",
                    include_bytes!("../../acquire/tests/fixtures/statement.pdf").to_vec(),
                ),
                "/b.bin" => ("200 OK\r\nContent-Type: image/png", b"\x89PNG\r\n\x1a\n no picture".to_vec()),
                _ => ("404 Not Found\r\nContent-Type: text/plain", b"no".to_vec()),
            };
            let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(&body);
        }
    });
    base
}

#[test]
fn what_cannot_be_read_today_is_archived_and_read_tomorrow() {
    let base = site();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let call = |args: &[&str]| -> Run { run(marsad().args(args).env("MARSAD_STORE", &store)) };
    call(&["init"]).ends_with(0);
    call(&["feed", "add", "--unseen", "--outlet", "هيئة الطرق", &format!("{base}/rss")]).ends_with(0);
    let online = ["--allow-private", "--no-proxy", "--contact", "desk@example.org"];
    let collect = [&["collect", "--once", "--delay", "1s"][..], &online].concat();
    // Without a reader of PDF on the path; and a page is tried twice before it is given up.
    run(marsad().args(&collect).env("MARSAD_STORE", &store).env("PATH", "/nonexistent").env_remove("MARSAD_PDFTOTEXT"))
        .ends_with(1);
    let kept = call(&["archive", "kept", "--role", "unread", "--json"]).ends_with(0).json_lines();
    let addresses: Vec<&str> = kept.iter().map(|row| row["target"].as_str().unwrap()).collect();
    assert_eq!(addresses, [format!("{base}/a.pdf"), format!("{base}/b.bin")]);
    assert!(kept[0]["cause"].as_str().unwrap().contains("pdftotext"), "{}", kept[0]);
    let ledger = call(&["feed", "ledger"]).ends_with(0).out;
    assert_eq!(ledger.matches("archive reread").count(), 2, "{ledger}");
    let table = call(&["archive", "kept"]).ends_with(0).out;
    assert!(table.contains("\tfeed\t200\t") && table.contains("\trobots\t404\t"), "{table}");
    assert!(call(&["archive", "verify"]).ends_with(0).out.contains("4 of 4 captures"));

    if std::process::Command::new("pdftotext").arg("-v").output().is_err() {
        eprintln!("\n!!! LEFT OUT: reading the PDF again. pdftotext is missing; install poppler-utils.\n");
        return;
    }
    let read = call(&["archive", "reread"]).ends_with(1).says(&["b.bin"]);
    assert_eq!(read.out.lines().count(), 1);
    assert!(read.out.starts_with(&format!("1\t{base}/a.pdf\t")), "{}", read.out);
    let found = call(&["search", "--json", "قافلة"]).ends_with(0).json_lines();
    assert_eq!(found[0]["outlet"], "هيئة الطرق", "{found:?}");
    assert!(call(&["archive", "verify"]).ends_with(0).out.contains("4 of 4 captures"));
    // What was read is not read again, and a number that is no unread page is named.
    assert_eq!(call(&["archive", "reread", "1"]).ends_with(1).out, "");
    assert_eq!(call(&["archive", "reread"]).ends_with(1).out, "");
}

#[test]
fn the_archive_of_a_database_is_listed_checked_and_exported_like_any_other() {
    let Some(server) = server::Server::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let url = server.new_database();
    let call = |args: &[&str]| -> Run { run(marsad().args(args).env("MARSAD_STORE", &url)) };
    let archive = folder.path().join("archive");
    call(&["init", "--archive", archive.to_str().unwrap()]).ends_with(0);
    for page in demo_pages().iter().take(2) {
        call(&["add", page.to_str().unwrap()]).ends_with(0);
    }
    let listed = call(&["archive", "list", "--json"]).ends_with(0).json_lines();
    assert_eq!(
        (listed[0]["file"].as_str(), listed[0]["captures"].as_u64()),
        (Some("marsad-w001-00001.warc.gz"), Some(2))
    );
    assert!(call(&["archive", "verify"]).ends_with(0).out.contains("2 of 2 captures"));
    let wacz = folder.path().join("two.wacz");
    call(&["archive", "export", "--wacz", wacz.to_str().unwrap(), "1", "2"]).ends_with(0).says(&["2 pages"]);
    assert_eq!(call(&["archive", "stamp", "--tsa", "http://127.0.0.1:9/"]).ends_with(0).out, "");
    assert_eq!(call(&["archive", "kept"]).ends_with(0).out.lines().count(), 1);
    // A damaged byte is found.
    let file = archive.join("marsad-w001-00001.warc.gz");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(&file, bytes).unwrap();
    call(&["archive", "verify"]).ends_with(1).says(&["restore what is named"]);
}
