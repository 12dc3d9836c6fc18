//! Feeds and the collector from the command line, against a server of our own on this machine.

mod common;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::{PAGE, Run, marsad, marsad_process, run};

/// A site with a home page, a feed and two pages, one of which it does not have. Gives its address and what was asked.
fn site() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("its address"));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let own = base.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (base, log) = (own.clone(), Arc::clone(&log));
            std::thread::spawn(move || answer(stream, &base, &log));
        }
    });
    (base, asked)
}

fn answer(mut stream: TcpStream, base: &str, log: &Mutex<Vec<String>>) {
    let lines = BufReader::new(stream.try_clone().expect("a second handle")).lines().map_while(Result::ok);
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let path = head.first().and_then(|l| l.split(' ').nth(1)).unwrap_or_default().to_owned();
    log.lock().expect("the log").push(head.join("\n"));
    let home = "<html><head><link rel='alternate' type='application/rss+xml' title='عاجل' href='/rss'></head><body>صحيفة</body></html>";
    let rss = format!(
        "<rss version='2.0'><channel><title>أخبار الساحل</title><item><title>قصف</title><link>{base}/1</link></item>\
         <item><title>مفقود</title><link>{base}/gone</link></item></channel></rss>"
    );
    let (status, media, body) = match path.as_str() {
        "/robots.txt" => ("200 OK", "text/plain", "User-agent: *\nDisallow: /private\n"),
        "/" => ("200 OK", "text/html; charset=utf-8", home),
        "/rss" => ("200 OK", "application/rss+xml", rss.as_str()),
        "/1" => ("200 OK", "text/html; charset=utf-8", PAGE),
        "/gone" => ("410 Gone", "text/plain", "no"),
        _ => ("404 Not Found", "text/plain", "no"),
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body.as_bytes());
}

fn call(store: &Path, args: &[&str]) -> Run {
    let online = matches!(args, ["collect", ..] | ["feed", "check", ..])
        || (args.starts_with(&["feed", "add"]) && !args.contains(&"--unseen"));
    let mut command = marsad();
    command.args(args).env("MARSAD_STORE", store).env_remove("MARSAD_CONTACT");
    if online {
        command.args(["--allow-private", "--no-proxy", "--contact", "desk@example.org"]);
    }
    run(&mut command)
}

#[test]
fn a_home_page_becomes_a_feed_its_pages_and_their_reports() {
    let (base, asked) = site();
    let dir = tempfile::tempdir().expect("a folder");
    let store = dir.path().join("store");
    call(&store, &["init"]).ends_with(0);
    let added = call(&store, &["feed", "add", "--outlet", "صحيفة الساحل", &format!("{base}/")]).ends_with(0);
    assert!(added.out.starts_with("1\tfeed\t") && added.out.contains("/rss\tعاجل"), "{}", added.out);
    let checked = call(&store, &["feed", "check", "1"]).ends_with(0);
    assert!(
        checked.out.contains("2 pages, 2 new") && checked.out.contains(&format!("new\t{base}/1")),
        "{}",
        checked.out
    );
    let private = call(&store, &["feed", "add", &format!("{base}/private/rss")]).ends_with(1);
    assert!(private.err.contains("robots.txt asks programs not to fetch"), "{}", private.err);

    let once = call(&store, &["collect", "--once", "--delay", "1s"]).ends_with(1);
    assert!(once.out.contains(&format!("1\t{base}/1\t")) && once.out.contains("reports"), "{}", once.out);
    assert!(once.err.contains("410") && once.err.contains("1 given up"), "{}", once.err);
    let list = call(&store, &["feed", "list", "--format", "json"]).ends_with(0).json_lines();
    assert_eq!((list[0]["counts"]["done"].as_u64(), list[0]["counts"]["gone"].as_u64()), (Some(1), Some(1)));
    assert!(list[0]["last_success"].as_str().is_some_and(|t| t.ends_with('Z')), "{}", list[0]);
    let ledger = call(&store, &["feed", "ledger", "--state", "gone"]).ends_with(0);
    assert!(ledger.out.lines().count() == 2 && ledger.out.contains("410"), "{}", ledger.out);
    let events = call(&store, &["reports", "--outlet", "صحيفة الساحل"]).ends_with(0);
    assert!(events.out.contains("حلب") || events.out.contains("Aleppo"), "{}", events.out);
    call(&store, &["doctor"]).ends_with(0);

    // A second run has nothing to do; the site is not asked again.
    let before = asked.lock().expect("the log").len();
    call(&store, &["collect", "--once", "--delay", "1s"]).ends_with(0).says(&["0 pages stored"]);
    assert_eq!(asked.lock().expect("the log").len(), before);
    let heads = asked.lock().expect("the log").join("\n").to_lowercase();
    assert!(heads.contains("(+desk@example.org)") && !heads.contains("/private"), "{heads}");
}

#[test]
fn feeds_are_paused_moved_and_removed_without_a_network() {
    let dir = tempfile::tempdir().expect("a folder");
    let (store, list) = (dir.path().join("store"), dir.path().join("feeds.opml"));
    call(&store, &["init"]).ends_with(0);
    call(&store, &["feed", "add", "--unseen", "https://a.example/rss"]).ends_with(0);
    call(&store, &["feed", "add", "--unseen", "--pattern", "/news/#", "--every", "1h", "https://b.example/"])
        .ends_with(0);
    call(&store, &["feed", "add", "--unseen", "ftp://a.example/rss"]).ends_with(1).says(&["not a web address"]);
    call(&store, &["feed", "add", "--unseen", "--kind", "index", "https://c.example/"])
        .ends_with(1)
        .says(&["--pattern"]);
    call(&store, &["feed", "pause", "https://a.example/rss", "7"]).ends_with(1).says(&["7: no such feed"]);
    assert!(call(&store, &["feed", "list"]).ends_with(0).out.contains("1\tpaused\t"));
    call(&store, &["feed", "resume", "1"]).ends_with(0);

    std::fs::write(&list, call(&store, &["feed", "export"]).ends_with(0).out).expect("a list");
    let other = dir.path().join("other");
    call(&other, &["init"]).ends_with(0);
    call(&other, &["feed", "import", &list.to_string_lossy()]).ends_with(0);
    let feeds = call(&other, &["feed", "list", "--format", "json"]).ends_with(0).json_lines();
    assert_eq!(
        (feeds[1]["kind"].as_str(), feeds[1]["pattern"].as_str(), feeds[1]["every"].as_u64()),
        (Some("index"), Some("/news/#"), Some(3600))
    );
    call(&other, &["feed", "import", "no-such.opml"]).ends_with(2).says(&["no-such.opml"]);
    call(&other, &["feed", "remove", "1", "2"]).ends_with(0);
    assert_eq!(call(&other, &["feed", "list"]).ends_with(0).out.lines().count(), 1);
}

#[test]
fn nobody_collects_without_a_contact() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut command = marsad();
    command.args(["collect", "--once", "--store"]).arg(dir.path()).env_remove("MARSAD_CONTACT");
    run(&mut command).ends_with(2).says(&["--contact", "MARSAD_CONTACT"]);
    let mut command = marsad();
    run(command.args(["collect", "--contact", "desk@example.org"])).ends_with(2).says(&["--once", "--daemon"]);
}

#[cfg(unix)]
#[test]
fn a_daemon_stops_when_asked() {
    let (base, asked) = site();
    let dir = tempfile::tempdir().expect("a folder");
    let store = dir.path().join("store");
    call(&store, &["init"]).ends_with(0);
    call(&store, &["feed", "add", "--unseen", &format!("{base}/rss")]).ends_with(0);
    let child = marsad_process()
        .args([
            "collect",
            "--daemon",
            "--delay",
            "1s",
            "--allow-private",
            "--no-proxy",
            "--contact",
            "desk@example.org",
            "--store",
        ])
        .arg(&store)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program runs");
    let started = Instant::now();
    while asked.lock().expect("the log").len() < 2 {
        assert!(started.elapsed() < Duration::from_secs(60), "it never asked");
        std::thread::sleep(Duration::from_millis(50));
    }
    let killed =
        std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code().is_some_and(|code| code < 2), "{:?}: {said}", output.status);
    assert!(said.contains("stopped: "), "{said}");
}
