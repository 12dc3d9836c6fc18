//! One request at a time, against a server of our own on this machine.
#![allow(clippy::unwrap_used)]

use marsad_acquire::{AcquireError, Conditions, Limits, Names, Visitor, VisitorOptions, host_and_origin, user_agent};
use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Serves until the test ends; gives its port and the heads of the requests that it saw.
fn server() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let log = Arc::clone(&log);
            std::thread::spawn(move || answer(stream, &log));
        }
    });
    (port, seen)
}

fn answer(mut stream: TcpStream, log: &Mutex<Vec<String>>) {
    let lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let head: Vec<String> = lines.take_while(|l| !l.is_empty()).collect();
    let path = head.first().and_then(|l| l.split(' ').nth(1)).unwrap_or_default().to_owned();
    let known = head.iter().any(|l| l.eq_ignore_ascii_case("if-none-match: \"v1\""));
    log.lock().unwrap().push(head.join("\n"));
    let mut send = |head: &str, body: &[u8]| {
        let _ = stream.write_all(format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").as_bytes());
        let _ = stream.write_all(body);
    };
    match path.as_str() {
        "/page" if known => send("304 Not Modified\r\nETag: \"v1\"", b""),
        "/page" => send("200 OK\r\nETag: \"v1\"\r\nLast-Modified: Mon, 30 Nov 2026 10:00:00 GMT", b"<p>x</p>"),
        "/moved" => send("301 Moved\r\nLocation: /page?a=1#part", b"elsewhere"),
        "/inside" => send("302 Found\r\nLocation: http://u:p@169.254.169.254/latest/", b""),
        "/file" => send("302 Found\r\nLocation: file:///etc/passwd", b""),
        "/busy" => send("429 Too Many Requests\r\nRetry-After: 7", b"later"),
        "/drip" => {
            send("200 OK\r\nContent-Type: text/plain", b"");
            while stream.write_all(b"a").is_ok() {
                std::thread::sleep(Duration::from_millis(30));
            }
        }
        "/half" => send("200 OK\r\nContent-Length: 100", b"half"),
        _ => send("404 Not Found", b"no"),
    }
}

struct Fixed(Vec<IpAddr>);

impl Names for Fixed {
    fn look_up(&self, _: &str) -> std::io::Result<Vec<IpAddr>> {
        Ok(self.0.clone())
    }
}

fn visitor(allow_private: bool, names: Option<Arc<dyn Names>>) -> Visitor {
    let limits = Limits { allow_private, timeout: Duration::from_millis(600), max_bytes: 10_000, ..Limits::default() };
    let user_agent = user_agent("https://example.org/about").unwrap();
    Visitor::new(VisitorOptions { user_agent, limits, names, proxy: None }).unwrap()
}

#[test]
fn every_answer_is_given_back_and_nothing_is_followed() {
    let (port, seen) = server();
    let visitor = visitor(true, Some(Arc::new(Fixed(vec!["127.0.0.1".parse().unwrap()]))));
    let ask = |path: &str| visitor.ask(&format!("http://outlet.example:{port}{path}"), &Conditions::default());
    let page = ask("/page").unwrap();
    assert_eq!((page.exchange.status, page.exchange.fetched.bytes.as_slice()), (200, &b"<p>x</p>"[..]));
    let again = visitor.ask(&format!("http://outlet.example:{port}/page"), &page.conditions()).unwrap();
    assert_eq!((again.exchange.status, again.exchange.fetched.bytes.len()), (304, 0));
    let moved = ask("/moved").unwrap();
    assert_eq!(moved.moved, Some(format!("http://outlet.example:{port}/page?a=1")));
    assert_eq!(ask("/file").unwrap().moved, None);
    assert_eq!(ask("/inside").unwrap().moved.as_deref(), Some("http://169.254.169.254/latest/"));
    let busy = ask("/busy").unwrap();
    assert_eq!((busy.exchange.status, busy.exchange.header("Retry-After").as_deref()), (429, Some("7")));
    assert_eq!(ask("/none").unwrap().exchange.status, 404);

    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 7);
    let head = seen[1].to_lowercase();
    assert!(head.contains("user-agent: marsad/") && head.contains("(+https://example.org/about)"), "{head}");
    assert!(
        head.contains("if-modified-since: mon, 30 nov 2026") && head.contains(&format!("host: outlet.example:{port}"))
    );
}

#[test]
fn a_page_without_end_is_cut_and_told_from_a_dead_server() {
    let (port, _) = server();
    let visitor = visitor(true, None);
    let started = Instant::now();
    let drip = visitor.ask(&format!("http://127.0.0.1:{port}/drip"), &Conditions::default()).unwrap_err();
    assert!(drip.begun && matches!(drip.error, AcquireError::Timeout { .. }), "{drip}");
    assert!(started.elapsed() < Duration::from_secs(3));
    let half = visitor.ask(&format!("http://127.0.0.1:{port}/half"), &Conditions::default()).unwrap_err();
    assert!(half.begun, "{half}");
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let dead = visitor.ask(&format!("http://{closed}/"), &Conditions::default()).unwrap_err();
    assert!(!dead.begun && matches!(dead.error, AcquireError::Network { .. }), "{dead}");
}

#[test]
fn the_private_network_stays_closed_however_it_is_named() {
    let (port, seen) = server();
    let closed = visitor(
        false,
        Some(Arc::new(Fixed(
            ["127.0.0.1", "10.0.0.1", "::1", "::ffff:127.0.0.1"].map(|a| a.parse().unwrap()).to_vec(),
        ))),
    );
    for host in ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "outlet.example"] {
        let error = closed.ask(&format!("http://{host}:{port}/page"), &Conditions::default()).unwrap_err();
        assert!(matches!(error.error, AcquireError::RefusedAddress { .. }), "{host}: {error}");
    }
    assert!(seen.lock().unwrap().is_empty(), "nothing was asked");
}

/// A name that is public when it is looked at first and private afterwards.
struct Rebinding(AtomicUsize);

impl Names for Rebinding {
    fn look_up(&self, _: &str) -> std::io::Result<Vec<IpAddr>> {
        let first = self.0.fetch_add(1, Ordering::SeqCst) == 0;
        // The first is an address for documentation of the network's makers, which is refused as well: nothing leaves here.
        Ok(vec![if first { "192.0.2.1" } else { "127.0.0.1" }.parse().unwrap()])
    }
}

#[test]
fn a_name_that_changes_its_mind_is_checked_each_time_it_is_used() {
    let (port, seen) = server();
    let closed = visitor(false, Some(Arc::new(Rebinding(AtomicUsize::new(0)))));
    for _ in 0..3 {
        let error = closed.ask(&format!("http://outlet.example:{port}/page"), &Conditions::default()).unwrap_err();
        assert!(matches!(error.error, AcquireError::RefusedAddress { .. }), "{error}");
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[test]
fn a_proxy_is_used_where_one_is_named() {
    let (port, seen) = server();
    let limits = Limits { timeout: Duration::from_secs(2), ..Limits::default() };
    let proxy = Some(format!("http://127.0.0.1:{port}"));
    let visitor = Visitor::new(VisitorOptions { limits, proxy, ..VisitorOptions::default() }).unwrap();
    let answer = visitor.ask("http://outlet.example/story", &Conditions::default()).unwrap();
    assert_eq!(answer.exchange.status, 404);
    assert!(seen.lock().unwrap()[0].starts_with("GET http://outlet.example/story HTTP/1.1"));
    let error = visitor.ask("http://169.254.169.254/latest", &Conditions::default()).unwrap_err();
    assert!(matches!(error.error, AcquireError::RefusedAddress { .. }), "a number is refused behind a proxy too");
    let bad = Visitor::new(VisitorOptions { proxy: Some("::".into()), ..VisitorOptions::default() }).unwrap_err();
    assert!(bad.to_string().contains("no proxy"), "{bad}");
}

#[test]
fn a_contact_is_an_address_that_somebody_answers_at() {
    for good in ["desk@example.org", "mailto:desk@example.org", "https://example.org/about", " https://example.org/ "] {
        assert!(user_agent(good).unwrap().starts_with("Marsad/"), "{good}");
    }
    for bad in [
        "",
        "me",
        "@",
        "a@b",
        "https://example.org/ x",
        "https://example.org/)",
        "desk@example.org\r\nX: y",
        "مكتب@example.org",
    ] {
        assert!(user_agent(bad).unwrap_err().contains("https://example.org/about"), "{bad}");
    }
}

#[test]
fn hosts_are_told_with_their_unusual_ports() {
    let of = |a: &str| host_and_origin(a).unwrap();
    assert_eq!(of("https://Example.ORG:443/a"), ("example.org".into(), "https://example.org".into()));
    assert_eq!(of("http://example.org:8080/a"), ("example.org:8080".into(), "http://example.org:8080".into()));
    assert_eq!(of("https://عربي.example/").0, "xn--ngbrx4e.example");
    assert_eq!(host_and_origin("ftp://example.org/"), None);
}
