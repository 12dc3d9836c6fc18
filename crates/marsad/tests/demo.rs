//! `marsad demo`: an observatory in one command, without a network.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use common::{marsad, marsad_process, run};

/// A server that ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a serving command and returns it with the host and port that it printed.
fn start(command: &mut std::process::Command) -> (Server, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
    let output = child.stdout.take().expect("piped");
    let server = Server(child);
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).expect("a line");
    let address =
        line.strip_prefix("http://").and_then(|l| l.strip_suffix("/\n")).unwrap_or_else(|| panic!("`{line}`"));
    let port: u16 = address.strip_prefix("127.0.0.1:").expect("this machine only").parse().expect("a port");
    assert_ne!(port, 0);
    (server, address.to_owned())
}

/// Status line and body of one answer.
fn get(address: &str, path: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer in UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").expect("head and body");
    (head.lines().next().unwrap_or_default().to_owned(), body.to_owned())
}

#[test]
fn the_store_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("demo");
    let done =
        run(marsad().args(["demo", "--no-serve", "--store"]).arg(&store)).ends_with(0).says(&["20 sample pages"]);
    assert_eq!(done.out.trim_end(), store.to_str().unwrap());
    assert!(!done.err.contains("failed"), "{}", done.err);
    // A search without words finds every document.
    let all = run(marsad().args(["search", "", "--limit", "0", "--json", "--store"]).arg(&store)).ends_with(0);
    let documents = all.json_lines();
    assert_eq!(documents.len(), 20);
    for document in &documents {
        assert!(document["reports"].as_u64().is_some_and(|n| n > 0), "{document}");
    }
    // A second demo does not mix with the first, nor with a user's store.
    run(marsad().args(["demo", "--no-serve", "--store"]).arg(&store))
        .ends_with(2)
        .says(&[store.to_str().unwrap(), "already"]);
}

#[test]
fn served_on_a_free_port() {
    let folder = tempfile::tempdir().unwrap();
    // Browser tests start it so, and `--no-open` says what is so anyway.
    let (server, address) =
        start(marsad_process().args(["demo", "--no-open", "--port", "0", "--store"]).arg(folder.path().join("demo")));
    // The first page chooses the reader's language.
    let (status, _) = get(&address, "/");
    assert!(status.starts_with("HTTP/1.1 30"), "{status}");
    let (status, page) = get(&address, "/ar/");
    assert!(status.contains("200"), "{status}");
    assert!(page.contains("dir=\"rtl\""), "{page:.300}");
    let (status, reports) = get(&address, "/api/reports?type=ASSAULT&limit=5");
    assert!(status.contains("200"), "{status}: {reports}");
    assert!(reports.contains("\"ASSAULT\""), "{reports:.500}");
    drop(server);
}

#[cfg(unix)]
#[test]
fn its_temporary_store_goes_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (mut server, address) = start(marsad_process().args(["demo", "--port", "0"]).env("TMPDIR", folder.path()));
    assert!(get(&address, "/").0.starts_with("HTTP/1.1"));
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
    let asked = std::process::Command::new("kill").args(["-INT", &server.0.id().to_string()]).status().expect("kill");
    assert!(asked.success());
    assert_eq!(server.0.wait().expect("it ends").code(), Some(0));
    assert_eq!(folder.path().read_dir().unwrap().count(), 0, "the temporary store is still there");
}

#[test]
fn a_store_of_ones_own_is_served_too() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("own");
    run(marsad().arg("init").arg("--store").arg(&store)).ends_with(0);
    run(marsad().args(["add", "--store"]).arg(&store).arg(&common::demo_pages()[0])).ends_with(0);
    let (_server, address) = start(marsad_process().args(["serve", "--port", "0"]).env("MARSAD_STORE", &store));
    assert!(get(&address, "/api/reports").1.contains("\"rows\""));
}
