//! Trusted timestamps, from an authority of our own on this machine: `openssl ts` behind a small server.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use marsad_acquire::timestamp::{StampError, check, read_answer, stamp};
use marsad_acquire::warc::{Roll, WarcError, Writer};
use marsad_acquire::{AcquireError, Limits};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

/// An answer of `openssl ts` about the text below, with a certificate made for it and thrown away.
const ANSWER: &[u8] = include_bytes!("fixtures/stamped.tsr");
const STAMPED: &[u8] = "ملف للختم\n".as_bytes();

const CONFIG: &str = "[tsa]\ndefault_tsa = own\n[own]\ndir = .\nserial = ./serial\nsigner_cert = ./cert.pem\nsigner_key = ./key.pem\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\naccuracy = secs:1\nordering = yes\n[req]\ndistinguished_name = name\nx509_extensions = ext\nprompt = no\n[name]\nCN = Own timestamps\n[ext]\nextendedKeyUsage = critical,timeStamping\nbasicConstraints = critical,CA:TRUE\n";

fn openssl(folder: &Path, arguments: &str) -> bool {
    let done = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output();
    done.is_ok_and(|out| out.status.success())
}

/// Serves until the test ends; none where openssl is missing.
fn authority(folder: &Path) -> Option<String> {
    std::fs::write(folder.join("tsa.cnf"), CONFIG).unwrap();
    std::fs::write(folder.join("serial"), "01\n").unwrap();
    let made = "req -x509 -config tsa.cnf -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2";
    if !openssl(folder, made) {
        println!("SKIPPED: no openssl here, so no timestamp authority; the recorded answer is tested all the same");
        return None;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let folder = folder.to_owned();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
            let (mut length, mut kind) = (0, String::new());
            loop {
                line.clear();
                reader.read_line(&mut line).unwrap();
                let (name, value) = line.trim().split_once(": ").unwrap_or_default();
                match name {
                    "" => break,
                    "content-length" => length = value.parse().unwrap(),
                    "content-type" => kind = value.to_owned(),
                    _ => {}
                }
            }
            let mut query = vec![0; length];
            reader.read_exact(&mut query).unwrap();
            assert_eq!(kind, "application/timestamp-query");
            if path == "/other" {
                // The answer to a question that somebody else asked.
                let asked = "ts -query -data serial -sha256 -cert -out query.tsq";
                assert!(openssl(&folder, asked));
            } else {
                std::fs::write(folder.join("query.tsq"), &query).unwrap();
            }
            assert!(openssl(&folder, "ts -reply -config tsa.cnf -queryfile query.tsq -out answer.tsr"));
            let mut answer = std::fs::read(folder.join("answer.tsr")).unwrap();
            if path == "/page" {
                answer = b"<html>not a timestamp</html>".to_vec();
            }
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                answer.len()
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&answer).unwrap();
        }
    });
    Some(address)
}

#[test]
fn a_recorded_answer_says_what_was_stamped_and_when() {
    let token = read_answer(ANSWER).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.warc.gz");
    std::fs::write(&path, STAMPED).unwrap();
    assert_eq!(check(&path).unwrap(), None);
    let beside = folder.path().join("file.warc.gz.tsr");
    std::fs::write(&beside, ANSWER).unwrap();
    assert_eq!(check(&path).unwrap(), Some(token.clone()));
    assert_eq!((token.policy.as_str(), token.time.to_string().starts_with("2026-")), ("1.2.3.4.1", true));

    std::fs::write(&path, [STAMPED, b" "].concat()).unwrap();
    let error = check(&path).unwrap_err();
    assert!(matches!(error, StampError::Differs { .. }) && error.to_string().contains("file was changed"), "{error}");
    std::fs::write(&beside, &ANSWER[..ANSWER.len() - 1]).unwrap();
    assert!(matches!(check(&path), Err(StampError::Broken { .. })));
    // Whatever byte is wrong, it is told and nothing breaks.
    for at in 0..ANSWER.len() {
        let mut wrong = ANSWER.to_vec();
        wrong[at] ^= 0x55;
        let _ = read_answer(&wrong);
        let _ = read_answer(&ANSWER[..at]);
    }
}

#[test]
fn a_finished_archive_is_stamped_once_and_not_written_on() {
    let folder = tempfile::tempdir().unwrap();
    let Some(authority) = authority(folder.path()) else { return };
    let limits = Limits { allow_private: true, ..Limits::default() };
    let mut roll = Roll::open(&folder.path().join("archive"), "own", 1 << 20).unwrap();
    let at = "2024-05-01T10:00:00Z".parse().unwrap();
    roll.writer().unwrap().append_resource("a", "text/plain", b"1", at).unwrap();
    let path = roll.writer().unwrap().path().to_owned();
    assert!(matches!(stamp(&path, &authority, &limits), Err(StampError::Locked { .. })));
    drop(roll);

    for (wrong, said) in [("page", "no timestamp answer"), ("other", "about another file")] {
        let error = stamp(&path, &format!("{authority}{wrong}"), &limits).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
    let closed = stamp(&path, &authority, &Limits::default());
    assert!(matches!(closed, Err(StampError::Asking(AcquireError::RefusedAddress { .. }))));
    assert_eq!(check(&path).unwrap(), None, "nothing is kept of an answer that does not fit");

    let token = stamp(&path, &authority, &limits).unwrap();
    assert_eq!(check(&path).unwrap(), Some(token));
    assert!(matches!(stamp(&path, &authority, &limits), Err(StampError::Stamped { .. })));
    let verified = format!("ts -verify -in {0}.tsr -data {0} -CAfile cert.pem", path.display());
    assert!(openssl(folder.path(), &verified), "openssl does not verify what was kept");

    assert!(matches!(Writer::open(&path), Err(WarcError::Sealed { .. })));
    let mut roll = Roll::open(&folder.path().join("archive"), "own", 1 << 20).unwrap();
    assert!(roll.writer().unwrap().path().ends_with("own-00002.warc.gz"));
}
