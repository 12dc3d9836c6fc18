//! What the tests share: an observatory with weeks of documents, and servers on this machine that take messages.
#![allow(dead_code, clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use jiff::Span;
use marsad_model::{Certainty, Day, Document, EventType, Modality, Mode, Place, Polarity, Quote, Report, Versions};
use marsad_store::{NewDocument, SqliteStore, Store};

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The first Monday of the observatory.
pub fn monday(week: i64) -> Day {
    day("2023-01-02").checked_add(Span::new().days(7 * week)).unwrap()
}

pub fn quote(text: &str) -> Quote {
    Quote { start: 0, end: text.chars().count(), text: text.to_owned() }
}

/// A report of an attack at a place.
pub fn attack(place: &str, mode: Option<Mode>) -> Report {
    Report {
        type_: EventType::Assault,
        mode: mode.into_iter().collect(),
        aux: Vec::new(),
        modality: Modality::Asserted,
        polarity: Polarity::Affirmed,
        certainty: Certainty::Unstated,
        trigger: quote("هجوم"),
        event: 1,
        actors: Vec::new(),
        recipients: Vec::new(),
        places: vec![Place {
            quote: quote("هجوم"),
            name: place.into(),
            id: None,
            lat: None,
            lon: None,
            kind: None,
            country: None,
            precision: 1,
            rivals: Vec::new(),
            matched: None,
        }],
        date: None,
        counts: Vec::new(),
        said_by: None,
        contexts: Vec::new(),
        loaded_terms: Vec::new(),
        confidence: 0.5,
        rule: "test/any".into(),
        evidence: quote("هجوم"),
        versions: Versions { marsad: "0.1.0".into(), lexicon: "sha256:0".into() },
    }
}

/// A document of a day.
pub fn told(n: usize, published: Day, reports: Vec<Report>) -> NewDocument {
    NewDocument {
        target: format!("https://a.example/{published}/{n}"),
        media_type: "text/plain".into(),
        bytes: format!("{published} {n}").into_bytes(),
        captured_at: "2024-05-01T10:00:00Z".into(),
        document: Document {
            id: format!("{published}/{n}"),
            title: format!("هجوم رقم {n} في {published}"),
            text: "وقع هجوم".into(),
            published: Some(published),
            byline: None,
            language: Some("ar".into()),
            outlet: Some("وكالة الساحل".into()),
            url: Some(format!("https://a.example/{published}/{n}")),
        },
        reports,
        ..NewDocument::default()
    }
}

/// Documents of weeks: so many a week, of which so many tell of an attack in Hajin.
pub fn weeks(from: i64, counts: &[(usize, usize)]) -> Vec<NewDocument> {
    let mut out = Vec::new();
    for (week, (all, attacks)) in (from..).zip(counts) {
        for n in 0..*all {
            let published = monday(week).checked_add(Span::new().days((n % 7) as i64)).unwrap();
            let reports = if n < *attacks { vec![attack("Hajin", None)] } else { Vec::new() };
            out.push(told(n, published, reports));
        }
    }
    out
}

/// A store in a new folder with these documents.
pub fn observatory(documents: &[NewDocument]) -> (SqliteStore, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::create(dir.path().join("store")).unwrap();
    for added in store.add_all(documents).unwrap() {
        added.unwrap();
    }
    (store, dir)
}

/// One message as an HTTP server took it.
#[derive(Debug, Clone)]
pub struct Taken {
    pub head: String,
    pub body: Vec<u8>,
}

impl Taken {
    pub fn header(&self, name: &str) -> Option<String> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    }
}

/// A server on this machine that answers so many requests, each with the next of the answers given.
pub struct Server {
    pub address: String,
    taken: Arc<Mutex<Vec<Taken>>>,
    thread: JoinHandle<()>,
}

impl Server {
    pub fn http(answers: Vec<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/in", listener.local_addr().unwrap());
        let taken = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&taken);
        let thread = std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                kept.lock().unwrap().push(request(&stream));
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        Self { address, taken, thread }
    }

    /// A mail server that takes so many mails, without TLS; `refuse` makes it say no to every recipient for now.
    pub fn smtp(mails: usize, refuse: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().port().to_string();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&taken);
        let thread = std::thread::spawn(move || {
            for _ in 0..mails {
                let (stream, _) = listener.accept().unwrap();
                if let Some(mail) = session(stream, refuse) {
                    kept.lock().unwrap().push(mail);
                }
            }
        });
        Self { address, taken, thread }
    }

    /// What was taken, once every answer was given.
    pub fn done(self) -> Vec<Taken> {
        self.thread.join().unwrap();
        Arc::try_unwrap(self.taken).unwrap().into_inner().unwrap()
    }
}

fn request(stream: &TcpStream) -> Taken {
    let mut from = BufReader::new(stream);
    let mut head = String::new();
    loop {
        let mut line = String::new();
        assert!(from.read_line(&mut line).unwrap() > 0, "the request breaks off");
        if line == "\r\n" {
            break;
        }
        head += &line;
    }
    let mut taken = Taken { head, body: Vec::new() };
    let length = taken.header("content-length").unwrap().parse().unwrap();
    taken.body = vec![0; length];
    from.read_exact(&mut taken.body).unwrap();
    taken
}

/// One session of SMTP (RFC 5321), as far as a sender without TLS goes. Who was named stands in the head.
fn session(stream: TcpStream, refuse: bool) -> Option<Taken> {
    let mut out = stream.try_clone().unwrap();
    let mut lines = BufReader::new(stream);
    let mut say = |line: &str| out.write_all(format!("{line}\r\n").as_bytes()).unwrap();
    say("220 mail.test ESMTP");
    let mut taken = Taken { head: String::new(), body: Vec::new() };
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).unwrap() == 0 {
            return (!taken.body.is_empty()).then_some(taken);
        }
        let command = line.trim_end().to_ascii_uppercase();
        match command.as_str() {
            c if c.starts_with("EHLO") => say("250-mail.test\r\n250 8BITMIME"),
            c if c.starts_with("MAIL FROM:") => {
                taken.head += &line;
                say("250 OK");
            }
            c if c.starts_with("RCPT TO:") && refuse => say("451 try again later"),
            c if c.starts_with("RCPT TO:") => {
                taken.head += &line;
                say("250 OK");
            }
            "DATA" => {
                say("354 go on");
                loop {
                    let mut line = Vec::new();
                    lines.read_until(b'\n', &mut line).unwrap();
                    if line == b".\r\n" {
                        break;
                    }
                    // A line that begins with a full stop has one more.
                    taken.body.extend(line.strip_prefix(b".").unwrap_or(&line));
                }
                say("250 taken as 42");
            }
            "QUIT" => {
                say("221 bye");
                return (!taken.body.is_empty()).then_some(taken);
            }
            "RSET" | "NOOP" => say("250 OK"),
            _ => say("502 not known"),
        }
    }
}
