//! Inputs in an object store, against a small server of the same kind that the test runs itself.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{dispatches, ended, program, write_jsonl, write_parquet, write_warc};

/// Serves objects of one bucket: lists them by prefix, gives them whole or in part. Every third request for an object breaks off.
struct Store {
    address: String,
    asked: Arc<AtomicUsize>,
}

fn serve(objects: BTreeMap<String, Vec<u8>>, failing: bool) -> Store {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let objects = Arc::new(objects);
    std::thread::spawn(move || {
        // Enough for a test, and an end to it.
        for stream in listener.incoming().take(500) {
            let (Ok(stream), objects, count) = (stream, Arc::clone(&objects), Arc::clone(&count)) else { break };
            std::thread::spawn(move || {
                let _ = answer(stream, &objects, &count, failing);
            });
        }
    });
    Store { address, asked }
}

fn answer(
    stream: TcpStream,
    objects: &BTreeMap<String, Vec<u8>>,
    count: &AtomicUsize,
    failing: bool,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20)))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut out = stream;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let mut words = line.split_whitespace();
        let (method, path) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
        let mut length = 0;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            if header.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        let key = path.trim_start_matches('/').strip_prefix("news").unwrap_or_default().trim_start_matches('/');
        if query.contains("list-type=2") {
            let prefix = query.split('&').find_map(|p| p.strip_prefix("prefix=")).unwrap_or("").replace("%2F", "/");
            let items: String = objects
                .iter()
                .filter(|(key, _)| key.starts_with(&prefix))
                .map(|(key, bytes)| {
                    format!(
                        "<Contents><Key>{key}</Key><LastModified>2024-01-01T00:00:00.000Z</LastModified><ETag>&quot;{}&quot;</ETag><Size>{}</Size></Contents>",
                        bytes.len(),
                        bytes.len()
                    )
                })
                .collect();
            let list = format!(
                "<?xml version=\"1.0\"?><ListBucketResult><Name>news</Name><IsTruncated>false</IsTruncated>{items}</ListBucketResult>"
            );
            write!(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: {}\r\n\r\n{list}",
                list.len()
            )?;
            continue;
        }
        let Some(bytes) = objects.get(key) else {
            write!(out, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")?;
            continue;
        };
        let head = format!(
            "HTTP/1.1 200 OK\r\nETag: \"{}\"\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\nContent-Length: {}\r\n\r\n",
            bytes.len(),
            bytes.len()
        );
        out.write_all(head.as_bytes())?;
        if method == "HEAD" {
            continue;
        }
        count.fetch_add(1, Ordering::SeqCst);
        if failing {
            // The connection breaks in the middle of the object.
            out.write_all(&bytes[..bytes.len() / 2])?;
            return Ok(());
        }
        out.write_all(bytes)?;
    }
}

fn batch(store: &Store, arguments: &[&str]) -> std::process::Command {
    let mut command = program();
    command
        .args(arguments)
        .env("AWS_ENDPOINT", &store.address)
        .env("AWS_ALLOW_HTTP", "true")
        .env("AWS_ACCESS_KEY_ID", "none")
        .env("AWS_SECRET_ACCESS_KEY", "none")
        .env("AWS_REGION", "local");
    command
}

#[test]
fn objects_are_found_by_pattern_coded_and_not_fetched_again_and_what_breaks_off_is_gone_on_with() {
    let dir = tempfile::tempdir().unwrap();
    let all = dispatches();
    let mut objects = BTreeMap::new();
    let mut put = |key: &str, write: &dyn Fn(&std::path::Path)| {
        let path = dir.path().join("object");
        write(&path);
        objects.insert(key.to_owned(), std::fs::read(&path).unwrap());
    };
    put("2024/CC-NEWS-1.warc.gz", &|path| write_warc(path, &all[..20]));
    put("2024/table.parquet", &|path| write_parquet(path, &all[20..50]));
    put("2024/lines.jsonl", &|path| write_jsonl(path, &all[50..60]));
    put("2023/old.jsonl", &|path| write_jsonl(path, &all[60..70]));
    let out = dir.path().join("out");
    let to = out.to_str().unwrap();
    // The first store breaks every object off: nothing is taken for done.
    let broken = serve(objects.clone(), true);
    let (_, err) = ended(&batch(&broken, &["batch", "s3://news/2024/*.parquet", "--out", to]).output().unwrap(), 1);
    assert!(err.contains("s3://news/2024/table.parquet") && err.contains("run the same command again"), "{err}");
    let store = serve(objects, false);
    let (_, err) = ended(&batch(&store, &["batch", "s3://news/2024/", "--out", to]).output().unwrap(), 0);
    assert!(err.contains("3 inputs coded") && err.contains("60 documents"), "{err}");
    let fetched = store.asked.load(Ordering::SeqCst);
    assert_eq!(fetched, 3);
    let (_, err) = ended(&batch(&store, &["batch", "s3://news/2024/*", "--out", to]).output().unwrap(), 0);
    assert!(err.contains("3 inputs done before") && store.asked.load(Ordering::SeqCst) == fetched, "{err}");
    let query = "select input, count(*) n from read('s3://news/*/*.jsonl') group by input order by input";
    let (answer, _) = ended(&batch(&store, &["sql", query, "--format", "csv"]).output().unwrap(), 0);
    assert_eq!(answer, "input,n\r\ns3://news/2023/old.jsonl,10\r\ns3://news/2024/lines.jsonl,10\r\n");
}
