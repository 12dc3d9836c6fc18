//! Fetching, against a server of our own on this machine.
#![allow(clippy::unwrap_used)]

use marsad_acquire::{AcquireError, Limits, ReadOptions, fetch_any, fetch_exchange, fetch_url, to_document};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

const TEXT: &str = "أعلنت غرفة الطوارئ أن الطريق الساحلي فتح أمام سيارات الإسعاف بعد إزالة الأنقاض.";

/// Serves until the test ends; gives its address.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream));
        }
    });
    address
}

fn answer(mut stream: TcpStream) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let path = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or_default().to_owned();
    let headers: Vec<String> = lines.take_while(|l| !l.is_empty()).collect();
    let mut send = |head: &str, body: &[u8]| {
        let _ = stream.write_all(format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").as_bytes());
        let _ = stream.write_all(body);
    };
    match path.as_str() {
        "/page" => {
            let body = encoding_rs::WINDOWS_1256.encode(TEXT).0.into_owned();
            send("200 OK\r\nContent-Type: text/html; charset=utf-8", &[b"<p>", &body[..], b"</p>"].concat());
        }
        "/agent" => {
            let agent = headers.iter().find(|h| h.to_lowercase().starts_with("user-agent")).cloned();
            send("200 OK\r\nContent-Type: text/plain", agent.unwrap_or_default().as_bytes());
        }
        "/gzip" | "/bomb" => {
            let size = if path == "/bomb" { 3_000_000 } else { 10 };
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            gzip.write_all(&vec![b'a'; size]).unwrap();
            send("200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip", &gzip.finish().unwrap());
        }
        "/endless" => {
            send("200 OK\r\nContent-Type: text/plain", b"");
            while stream.write_all(&[b'a'; 65536]).is_ok() {}
        }
        "/drip" => {
            send("200 OK\r\nContent-Type: text/plain", b"");
            while stream.write_all(b"a").is_ok() {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        "/echo" => {
            let mut sent = format!("GET {path} HTTP/1.1\r\n");
            headers.iter().for_each(|line| sent.push_str(&format!("{line}\r\n")));
            send("203 Just So\r\nContent-Type: text/plain\r\nX-Twice: a\r\nX-Twice: b", (sent + "\r\n").as_bytes());
        }
        "/silent" => std::thread::sleep(Duration::from_secs(20)),
        "/loop" => send("302 Found\r\nLocation: /loop", b""),
        "/moved" => send("301 Moved\r\nLocation: /gzip", b""),
        "/inside" => send("302 Found\r\nLocation: http://169.254.169.254/latest/", b""),
        "/file" => send("302 Found\r\nLocation: file:///etc/passwd", b""),
        "/status" => send("503 Service Unavailable", b"later"),
        _ => send("404 Not Found", b""),
    }
}

fn limits() -> Limits {
    Limits { allow_private: true, timeout: Duration::from_secs(5), max_bytes: 1_000_000, ..Limits::default() }
}

#[test]
fn a_page_with_a_wrong_header_is_read_right() {
    let page = fetch_url(&format!("{}/page", server()), &limits()).unwrap();
    assert_eq!((page.media_type.as_str(), page.charset_hint.as_deref()), ("text/html", Some("utf-8")));
    let reading = to_document(&page, &ReadOptions::default()).unwrap();
    assert_eq!(reading.document.text, TEXT);
    assert_eq!(reading.charset, "windows-1256");
    assert!(reading.warnings.iter().any(|w| w.to_string().contains("windows-1256")));
}

#[test]
fn the_agent_is_honest_and_the_final_address_is_kept() {
    let address = server();
    let page = fetch_url(&format!("{address}/agent"), &limits()).unwrap();
    let agent = String::from_utf8(page.bytes).unwrap();
    assert!(agent.ends_with(concat!("Marsad/", env!("CARGO_PKG_VERSION"))), "{agent}");
    let moved = fetch_exchange(&format!("{address}/moved"), &limits()).unwrap();
    assert_eq!(moved.fetched.target, format!("{address}/gzip"));
    assert_eq!(moved.fetched.bytes, b"aaaaaaaaaa");
    assert!(moved.body.starts_with(&[0x1f, 0x8b]));
}

#[test]
fn what_is_archived_is_what_went_over_the_wire() {
    let address = server();
    let exchange = fetch_any(&format!("{address}/echo"), &[("if-none-match", "\"v1\"")], &limits()).unwrap();
    // The server gives back the request's bytes as it got them.
    assert_eq!(String::from_utf8_lossy(&exchange.request), String::from_utf8_lossy(&exchange.body));
    assert!(exchange.request.windows(19).any(|w| w == b"if-none-match: \"v1\""));
    assert_eq!((exchange.status, exchange.status_line.as_str()), (203, "HTTP/1.1 203 Just So"));
    assert_eq!(exchange.peer.unwrap().to_string(), "127.0.0.1");
    let twice: Vec<_> = exchange.headers.iter().filter(|(n, _)| n == "x-twice").map(|(_, v)| v.as_slice()).collect();
    assert_eq!(twice, [b"a", b"b"]);

    let moved = fetch_exchange(&format!("{address}/moved"), &limits()).unwrap();
    assert_eq!(moved.requested, format!("{address}/moved"));
    let [hop] = moved.redirects.as_slice() else { panic!("{:?}", moved.redirects) };
    assert_eq!((hop.url.as_str(), hop.status), (moved.requested.as_str(), 301));
    assert_eq!(hop.status_line, "HTTP/1.1 301 Moved");
    assert!(hop.request.starts_with(b"GET /moved HTTP/1.1\r\nhost: 127.0.0.1:"));
    assert!(hop.headers.contains(&("location".to_owned(), b"/gzip".to_vec())));

    let absent = fetch_any(&format!("{address}/status"), &[], &limits()).unwrap();
    assert_eq!((absent.status, absent.body.as_slice()), (503, &b"later"[..]));
    assert!(matches!(fetch_exchange(&format!("{address}/status"), &limits()), Err(AcquireError::Status { .. })));
}

#[test]
fn sizes_and_times_are_bounded() {
    let address = server();
    let short = Limits { timeout: Duration::from_millis(400), ..limits() };
    for (path, limits) in [("bomb", limits()), ("endless", limits())] {
        let started = Instant::now();
        let error = fetch_url(&format!("{address}/{path}"), &limits).unwrap_err();
        assert!(matches!(error, AcquireError::TooLarge { .. }), "{path}: {error}");
        assert!(started.elapsed() < Duration::from_secs(5));
    }
    for path in ["drip", "silent"] {
        let started = Instant::now();
        let error = fetch_url(&format!("{address}/{path}"), &short).unwrap_err();
        assert!(matches!(error, AcquireError::Timeout { .. }), "{path}: {error}");
        assert!(started.elapsed() < Duration::from_secs(3));
    }
}

#[test]
fn redirects_are_bounded_and_do_not_lead_inside() {
    let address = server();
    let error = fetch_url(&format!("{address}/loop"), &limits()).unwrap_err();
    assert!(matches!(error, AcquireError::Redirects { limit: 8, .. }), "{error}");
    let error = fetch_url(&format!("{address}/file"), &limits()).unwrap_err();
    assert!(!error.to_string().is_empty());
    // The server itself stands inside, so the private network is open here; without that it is refused at once.
    let closed = Limits { allow_private: false, ..limits() };
    assert!(matches!(fetch_url(&format!("{address}/page"), &closed), Err(AcquireError::RefusedAddress { .. })));
}

#[test]
fn statuses_and_dead_addresses_are_told_with_a_way_out() {
    let address = server();
    let error = fetch_url(&format!("{address}/status"), &limits()).unwrap_err().to_string();
    assert!(error.contains("503 (Service Unavailable)") && error.contains("try again later"), "{error}");
    let error = fetch_url(&format!("{address}/none"), &limits()).unwrap_err().to_string();
    assert!(error.contains("404") && error.contains("archived copy"), "{error}");
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = fetch_url(&format!("http://{closed}/"), &limits()).unwrap_err();
    assert!(matches!(error, AcquireError::Network { .. }), "{error}");
}
