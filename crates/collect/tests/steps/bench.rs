//! A collector on a web of our making, with a clock that is told.

pub use jiff::Timestamp;
pub use marsad_acquire::{AcquireError, Answer, Conditions, Exchange, Fetched, Limits, Unanswered, VisitorOptions};
pub use marsad_collect::{
    CollectError, Collector, Event, Reader, Run, Settings, Stop, Web, World, add::Wish, document_of, run,
};
pub use marsad_store::ledger::{FeedKind, Found, Millis, NewFeed, TargetRow, TargetState};
pub use marsad_store::{ExchangeRole, ExchangeRow, Exchanges, Ledger, NewDocument, Store, Upkeep};
pub use std::sync::Mutex;
pub use std::sync::atomic::Ordering;
pub use std::time::Duration;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64};

/// A new store, and what must live as long as it.
pub struct Home {
    pub store: Box<dyn Upkeep>,
    pub _guard: Box<dyn std::any::Any + Sync>,
}

/// Makes a new, empty store.
pub type Make<'a> = &'a dyn Fn() -> Home;

pub const START: Millis = 1_796_034_000_000;

/// What an address answers: statuses, headers and bodies, one after the other; the last one again and again.
pub type Script = Vec<(u16, Vec<(&'static str, String)>, String)>;

#[derive(Default)]
pub struct Fake {
    pub scripts: HashMap<String, Script>,
    /// When what was asked, with the conditions.
    pub asked: Mutex<Vec<(Millis, String, Conditions)>>,
    pub now: AtomicI64,
    random: AtomicU64,
}

impl World for Fake {
    fn now(&self) -> Millis {
        // Time goes by whenever somebody looks.
        self.now.fetch_add(50, Ordering::SeqCst) + 50
    }

    fn pause(&self, stop: &Stop, most: Duration) -> bool {
        self.now.fetch_add(i64::try_from(most.as_millis()).unwrap(), Ordering::SeqCst);
        stop.asked()
    }

    fn random(&self) -> u64 {
        self.random.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst).wrapping_mul(0xBF58_476D_1CE4_E5B9)
    }
}

impl Web for Fake {
    fn ask(&self, address: &str, conditions: &Conditions) -> Result<Answer, Unanswered> {
        let mut asked = self.asked.lock().unwrap();
        let times = asked.iter().filter(|(_, a, _)| a == address).count();
        asked.push((self.now.load(Ordering::SeqCst), address.to_owned(), conditions.clone()));
        drop(asked);
        let none = || vec![(404, vec![], String::new())];
        let script = self.scripts.get(address).cloned().unwrap_or_else(none);
        let (status, headers, body) = script[times.min(script.len() - 1)].clone();
        if status == 0 {
            let error = AcquireError::Network { url: address.to_owned(), reason: "connection refused".into() };
            return Err(Unanswered { error, begun: false });
        }
        let fetched = Fetched {
            target: address.to_owned(),
            media_type: "text/html".into(),
            charset_hint: Some("utf-8".into()),
            bytes: if status == 200 { body.clone().into_bytes() } else { Vec::new() },
        };
        let moved = headers.iter().find(|(n, _)| *n == "location").map(|(_, v)| v.clone());
        let headers = headers.into_iter().map(|(n, v)| (n.to_owned(), v.into_bytes())).collect();
        let at = Timestamp::from_millisecond(self.now.load(Ordering::SeqCst)).unwrap();
        Ok(Answer { exchange: Exchange::new(fetched, at, status, headers, body.into_bytes()), moved })
    }
}

pub struct Plain;

impl Reader for Plain {
    fn read(&self, exchange: &Exchange, target: &TargetRow) -> Result<NewDocument, String> {
        document_of(exchange, target).map(|(new, _)| new)
    }
}

pub fn page(n: usize, text: &str) -> String {
    format!(
        "<!doctype html><html lang=ar><meta charset=utf-8><title>خبر رقم {n}</title><article><h1>خبر رقم {n}</h1>\
        <p>{text} أعلنت غرفة الطوارئ في المدينة أن الطريق الساحلي فتح أمام سيارات الإسعاف بعد إزالة الأنقاض.</p>\
        <p>وقال متحدث باسم البلدية إن فرق الصيانة أعادت التيار الكهربائي إلى ثلاثة أحياء في المساء.</p></article></html>"
    )
}

pub fn rss(pages: std::ops::Range<usize>) -> String {
    let items: String =
        pages.map(|n| format!("<item><title>خبر {n}</title><link>https://a.example/{n}</link></item>")).collect();
    format!("<rss version='2.0'><channel><title>أخبار</title>{items}</channel></rss>")
}

pub fn ok(body: impl Into<String>) -> Script {
    vec![(200, vec![], body.into())]
}

pub struct Bench {
    pub home: Home,
    pub web: Fake,
    pub events: Mutex<Vec<Event>>,
    pub settings: Settings,
}

impl Bench {
    pub fn new(make: Make, scripts: &[(&str, Script)]) -> Self {
        let scripts = scripts.iter().map(|(a, s)| ((*a).to_owned(), s.clone())).collect();
        let web = Fake { scripts, now: AtomicI64::new(START), ..Fake::default() };
        let limits = Limits { max_redirects: 3, ..Limits::default() };
        let settings = Settings {
            visitor: VisitorOptions { limits, ..VisitorOptions::default() },
            workers: 1,
            delay: Duration::from_secs(1),
            revisits: Vec::new(),
            ..Settings::default()
        };
        Self { home: make(), web, events: Mutex::default(), settings }
    }

    pub fn store(&self) -> &dyn Upkeep {
        &*self.home.store
    }

    pub fn with<T>(&self, work: impl FnOnce(&Collector<'_>) -> T) -> T {
        let stop = Stop::default();
        let told = |event: &Event| self.events.lock().unwrap().push(event.clone());
        work(&Collector {
            store: self.store(),
            ledger: self.store(),
            exchanges: self.store(),
            web: &self.web,
            reader: &Plain,
            world: &self.web,
            settings: &self.settings,
            told: &told,
            stop: &stop,
        })
    }

    /// Collects what is due; the clock runs on by itself.
    pub fn once(&self) {
        self.with(|collector| run(collector, Run::Once)).unwrap();
    }

    pub fn later(&self, by: Duration) {
        self.web.now.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub fn feed(&self, address: &str, kind: FeedKind) -> i64 {
        let feed = Wish::default().at(address, kind, None).unwrap();
        self.store().add_feed(&feed, START).unwrap().0
    }

    pub fn target(&self, address: &str) -> TargetRow {
        self.store().targets(None, None, 0, 1000).unwrap().into_iter().find(|t| t.address == address).unwrap()
    }

    pub fn add_target(&self, address: &str) {
        let (host, _) = marsad_acquire::host_and_origin(address).unwrap();
        self.store().add_targets(&[Found { address: address.into(), host, updated: None }], START).unwrap();
    }

    pub fn asked(&self, address: &str) -> Vec<(Millis, Conditions)> {
        let asked = self.web.asked.lock().unwrap();
        asked.iter().filter(|(_, a, _)| a == address).map(|(at, _, c)| (*at, c.clone())).collect()
    }

    /// What was archived beside documents: role, address asked, status.
    pub fn kept(&self, role: ExchangeRole) -> Vec<ExchangeRow> {
        self.store().exchanges(Some(role), 0, 1000).unwrap()
    }
}
