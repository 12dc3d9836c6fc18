//! The simulated web: one server on loopback that is many hosts, and a log of everything that was asked.

use crate::plan::{Kind, Page, Plan, mix};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// One request as the server saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub host: String,
    pub path: String,
    /// Since the server began.
    pub start: Duration,
    /// When the last byte of the answer was written.
    pub end: Duration,
    pub status: u16,
    /// What `Retry-After` asked for.
    pub retry_after: Option<Duration>,
    /// Whether the answer has no end of its own.
    pub cut: bool,
    pub agent: String,
}

pub struct Web {
    pub plan: Plan,
    began: Instant,
    log: Mutex<Vec<Seen>>,
    /// How often a path of a host was asked for.
    counts: Mutex<HashMap<String, u64>>,
}

/// One answer on its way.
struct Reply<'a> {
    stream: &'a mut TcpStream,
    seen: &'a mut Seen,
}

impl Web {
    /// Serves a plan until the process ends.
    pub fn serve(mut plan: Plan) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        plan.port = listener.local_addr().unwrap().port();
        let web = Arc::new(Self { plan, began: Instant::now(), log: Mutex::default(), counts: Mutex::default() });
        let serving = Arc::clone(&web);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let web = Arc::clone(&serving);
                std::thread::spawn(move || web.connection(stream));
            }
        });
        web
    }

    pub fn log(&self) -> Vec<Seen> {
        self.log.lock().unwrap().clone()
    }

    fn connection(&self, mut stream: TcpStream) {
        let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
        let _ = stream.set_write_timeout(Some(Duration::from_secs(10)));
        let lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
        let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
        let Some(path) = head.first().and_then(|line| line.split(' ').nth(1)).map(str::to_owned) else { return };
        let header = |name: &str| {
            let found = head.iter().filter_map(|l| l.split_once(':')).find(|(n, _)| n.eq_ignore_ascii_case(name));
            found.map(|(_, v)| v.trim().to_owned()).unwrap_or_default()
        };
        let host = header("host").split(':').next().unwrap_or_default().to_owned();
        let start = self.began.elapsed();
        let agent = header("user-agent");
        let mut seen = Seen { host, path, start, end: start, status: 0, retry_after: None, cut: false, agent };
        let key = format!("{} {}", seen.host, seen.path);
        let count = {
            let mut counts = self.counts.lock().unwrap();
            let count = counts.entry(key).or_insert(0);
            *count += 1;
            *count
        };
        let known = header("if-none-match");
        self.answer(&mut Reply { stream: &mut stream, seen: &mut seen }, count, &known);
        if !seen.cut {
            seen.end = self.began.elapsed();
        }
        self.log.lock().unwrap().push(seen);
    }

    fn answer(&self, reply: &mut Reply<'_>, count: u64, known: &str) {
        let (name, path) = (reply.seen.host.clone(), reply.seen.path.clone());
        let all = self.plan.hosts + self.plan.closed;
        let Some(host) = (0..all).find(|host| self.plan.host_name(*host) == name) else {
            return reply.send("421 Misdirected Request", &[], b"");
        };
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match parts.as_slice() {
            ["robots.txt" | "robots-real.txt"] => self.robots(reply, host, count),
            ["feeds", kind, feed] => self.feed(reply, kind, feed.parse().unwrap_or(usize::MAX), count, known),
            ["final", number] => self.text(reply, number.parse().unwrap_or(usize::MAX)),
            ["hop", number, hop] => {
                let page = self.plan.page(number.parse().unwrap_or(0));
                let to = match (page.kind, *hop) {
                    (Kind::Loop, hop) => format!("/hop/{number}/{}", u64::from(hop == "1")),
                    (_, "1") => format!("/hop/{number}/2"),
                    _ => self.plan.end(page),
                };
                reply.send("302 Found", &[("Location", &to)], b"");
            }
            ["news" | "private" | "%D8%AE%D8%A7%D8%B5" | "%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1", number] => {
                let number = number.parse().unwrap_or(usize::MAX);
                if number < self.plan.pages() && self.plan.page(number).host == host {
                    self.page(reply, self.plan.page(number), count);
                } else {
                    reply.send("404 Not Found", &[], b"no such page");
                }
            }
            _ => reply.send("404 Not Found", &[], b"no such page"),
        }
    }

    fn robots(&self, reply: &mut Reply<'_>, host: usize, count: u64) {
        let rules = "Disallow: /private/\nDisallow: /خاص/\n";
        let everybody = format!("User-agent: *\n{rules}");
        let ok = |reply: &mut Reply<'_>, body: &str| {
            reply.send("200 OK", &[("Content-Type", "text/plain")], body.as_bytes())
        };
        let first = reply.seen.path == "/robots.txt";
        match self.plan.robots_kind(host) {
            0 => reply.send("404 Not Found", &[], b"none"),
            2 => ok(reply, &format!("{everybody}Crawl-delay: 0.3\n")),
            3 if first => reply.send("301 Moved Permanently", &[("Location", "/robots-real.txt")], b""),
            4 if count <= 2 => reply.send("500 Internal Server Error", &[], b"later"),
            5 => ok(reply, &format!("User-agent: *\nDisallow: /\n\nUser-agent: marsad\n{rules}")),
            6 => ok(reply, "\u{FEFF}user-agent: *\r\ndisallow: /private/\r\ndisallow: /%d8%ae%d8%a7%d8%b5/\r\n"),
            7 if count == 1 => reply.later("429 Too Many Requests"),
            9 => ok(reply, "User-agent: *\nDisallow: /\n"),
            _ => ok(reply, &everybody),
        }
    }

    /// A list: at first the older half of its pages, then all of them.
    fn feed(&self, reply: &mut Reply<'_>, kind: &str, feed: usize, count: u64, known: &str) {
        let each = self.plan.pages_per_feed;
        let shown = if count < 2 { each / 2 } else { each };
        let etag = format!("\"{feed}-{shown}\"");
        if known == etag {
            return reply.send("304 Not Modified", &[("ETag", &etag)], b"");
        }
        // One list in twenty fails now and then.
        if mix(self.plan.seed ^ 99, feed as u64).is_multiple_of(20) && count == 3 {
            return reply.send("500 Internal Server Error", &[], b"");
        }
        let pages = (feed * each..feed * each + shown).map(|n| self.plan.page(n));
        let items: Vec<(usize, String)> = pages.map(|page| (page.number, self.plan.address(page))).collect();
        let each = |form: &dyn Fn(usize, &str) -> String, between: &str| {
            items.iter().map(|(n, a)| form(*n, a)).collect::<Vec<_>>().join(between)
        };
        let (media_type, body) = match kind {
            "rss" | "rss-1256" => {
                let items =
                    each(&|n, a| format!("<item><title>{}</title><link>{a}</link></item>", Plan::title(n)), "\n");
                (
                    "application/rss+xml; charset=utf-8",
                    format!(
                        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>سجل</title>{items}</channel></rss>"
                    ),
                )
            }
            "atom" => {
                let items = each(
                    &|n, a| format!("<entry><id>{a}</id><title>{}</title><link href=\"{a}\"/></entry>", Plan::title(n)),
                    "\n",
                );
                (
                    "application/atom+xml",
                    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>سجل</title>{items}</feed>"),
                )
            }
            "json" => {
                let items = each(
                    &|n, a| {
                        format!(
                            "{{\"id\":\"{n}\",\"url\":\"{a}\",\"title\":\"{}\",\"content_text\":\"…\"}}",
                            Plan::title(n)
                        )
                    },
                    ",",
                );
                (
                    "application/feed+json",
                    format!(
                        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"سجل\",\"items\":[{items}]}}"
                    ),
                )
            }
            "sitemap" => {
                let items = each(&|_, a| format!("<url><loc>{a}</loc></url>"), "\n");
                (
                    "application/xml",
                    format!("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{items}</urlset>"),
                )
            }
            _ => {
                let items = each(&|n, a| format!("<li><a href=\"{a}\">{}</a></li>", Plan::title(n)), "\n");
                (
                    "text/html",
                    format!(
                        "<!doctype html><meta charset=utf-8><title>سجل</title><ul>{items}</ul><a href=\"/about\">من نحن</a>"
                    ),
                )
            }
        };
        let bytes =
            if kind == "rss-1256" { encoding_rs::WINDOWS_1256.encode(&body).0.into_owned() } else { body.into_bytes() };
        reply.send("200 OK", &[("Content-Type", media_type), ("ETag", &etag)], &bytes);
    }

    fn text(&self, reply: &mut Reply<'_>, number: usize) {
        let html = self.plan.html(number, "utf-8");
        reply.send("200 OK", &[("Content-Type", "text/html; charset=utf-8")], html.as_bytes());
    }

    fn page(&self, reply: &mut Reply<'_>, page: Page, count: u64) {
        let n = page.number;
        match page.kind {
            Kind::Chunked => {
                let html = self.plan.html(n, "utf-8");
                reply.begin("200 OK", &[("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")]);
                for chunk in html.as_bytes().chunks(700) {
                    reply.write(format!("{:x}\r\n", chunk.len()).as_bytes());
                    reply.write(chunk);
                    reply.write(b"\r\n");
                }
                reply.write(b"0\r\n\r\n");
            }
            Kind::Gzip | Kind::Bomb => {
                let html = if page.kind == Kind::Gzip {
                    self.plan.html(n, "utf-8").into_bytes()
                } else {
                    vec![b' '; 20_000_000]
                };
                let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                gzip.write_all(&html).unwrap();
                let headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")];
                reply.send("200 OK", &headers, &gzip.finish().unwrap());
            }
            Kind::WrongCharset => {
                let bytes = encoding_rs::WINDOWS_1256.encode(&self.plan.html(n, "utf-8")).0.into_owned();
                reply.send("200 OK", &[("Content-Type", "text/html; charset=utf-8")], &bytes);
            }
            Kind::Moved | Kind::MovedAway | Kind::IntoClosed => {
                reply.send("301 Moved Permanently", &[("Location", &self.plan.end(page))], b"");
            }
            Kind::Chain | Kind::Loop => reply.send("302 Found", &[("Location", &format!("/hop/{n}/1"))], b""),
            Kind::NotFound => reply.send("404 Not Found", &[], b"no"),
            Kind::Gone => reply.send("410 Gone", &[], b"no"),
            Kind::Faulty if count <= 2 => reply.send("500 Internal Server Error", &[], b"later"),
            Kind::Hasty if count <= 1 => reply.later("429 Too Many Requests"),
            Kind::Overloaded if count <= 1 => reply.later("503 Service Unavailable"),
            Kind::Slow => {
                std::thread::sleep(Duration::from_millis(300));
                self.text(reply, n);
            }
            Kind::Endless => {
                reply.begin("200 OK", &[("Content-Type", "text/html")]);
                reply.seen.cut = true;
                let until = Instant::now() + Duration::from_secs(60);
                while Instant::now() < until && reply.write("نص ".as_bytes()) {
                    reply.seen.end = self.began.elapsed();
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
            Kind::Oversize => {
                reply.begin("200 OK", &[("Content-Type", "text/html"), ("Content-Length", "999999999")]);
                reply.seen.cut = true;
                reply.seen.end = self.began.elapsed();
            }
            Kind::BrokenOff if count <= 1 => {
                let html = self.plan.html(n, "utf-8");
                reply.begin("200 OK", &[("Content-Type", "text/html"), ("Content-Length", &html.len().to_string())]);
                reply.write(&html.as_bytes()[..html.len() / 2]);
            }
            Kind::Silent if count <= 1 => {}
            _ => self.text(reply, n),
        }
    }
}

impl Reply<'_> {
    fn write(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }

    fn begin(&mut self, status: &str, headers: &[(&str, &str)]) {
        self.seen.status = status[..3].parse().unwrap();
        let mut head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        self.write(head.as_bytes());
    }

    fn send(&mut self, status: &str, headers: &[(&str, &str)], body: &[u8]) {
        let length = body.len().to_string();
        let mut headers = headers.to_vec();
        if !status.starts_with("304") {
            headers.push(("Content-Length", &length));
        }
        self.begin(status, &headers);
        self.write(body);
    }

    /// Not now, in a second.
    fn later(&mut self, status: &str) {
        self.seen.retry_after = Some(Duration::from_secs(1));
        self.send(status, &[("Retry-After", "1")], b"later");
    }
}
