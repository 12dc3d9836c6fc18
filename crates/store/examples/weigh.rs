//! What it costs to weigh documents as they come in, at the size wanted. `bench/weigh.sh` runs it.
//!
//! ```text
//! weigh PLACE [ARCHIVE] DOCUMENTS   makes a store (a folder, or postgres://… with a folder), fills and weighs it
//! ```
//!
//! Each invented day has forty attacks at places of their own, in four countries. Some are told often and most once. A document
//! tells one to four attacks of the days before it, with days and tolls told differently now and then. One document in six is a
//! copy of one of the last thousand: whole, or half of it with a beginning of its own. Nothing in the texts is true.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use marsad_model::{
    Actor, Certainty, Count, CountKind, DateRange, Day, Document, EventType, Modality, Place, Polarity, Quote, Report,
    Versions,
};
use marsad_store::{EventFilter, NewDocument, PostgresStore, SqliteStore, Upkeep, is_postgres};
use std::path::Path;
use std::time::{Duration, Instant};

/// New documents after which those that wait are weighed, as an import does it.
const AT_ONCE: usize = 1_000;
/// Documents that come in one by one at the end.
const SINGLE: usize = 200;

struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n.max(1) as u64).unwrap()
    }
}

const TYPES: [EventType; 4] = [EventType::Assault, EventType::Protest, EventType::Coerce, EventType::Accuse];
const COUNTRIES: [(&str, f64, f64); 4] =
    [("SYR", 32.5, 36.0), ("IRQ", 30.0, 40.0), ("YEM", 13.0, 43.5), ("SDN", 10.0, 24.0)];

struct Maker {
    chance: Chance,
    last: Vec<String>,
}

fn day(n: usize) -> Day {
    Day::constant(2021, 1, 1).checked_add(jiff::Span::new().days(n as i64)).unwrap()
}

fn quote(text: &str) -> Quote {
    Quote { start: 10, end: 10 + text.chars().count(), text: text.to_owned() }
}

impl Maker {
    fn words(&mut self, n: usize) -> String {
        // Words of a vocabulary of 20,000, the first far more often.
        let word = |c: &mut Chance| {
            let most = 20_usize << c.below(11);
            format!("ك{}", c.below(most))
        };
        (0..n).map(|_| word(&mut self.chance)).collect::<Vec<_>>().join(" ")
    }

    /// What a document tells of one of a day's attacks.
    fn report(&mut self, published: usize, event: u32) -> Report {
        let on = published.saturating_sub(self.chance.below(3));
        // The first attacks of a day are told by many.
        let most = 1_usize << (1 + self.chance.below(5));
        let which = self.chance.below(most.min(40) + 8);
        let mut at = Chance(0x9E37_79B9_7F4A_7C15 ^ ((on as u64) << 20) ^ ((which as u64) << 3));
        (0..4).for_each(|_| {
            at.below(9);
        });
        let (country, lat, lon) = COUNTRIES[at.below(4)];
        let point = (lat + at.below(4_000) as f64 / 1_000.0, lon + at.below(4_000) as f64 / 1_000.0);
        let type_ = TYPES[at.below(16).min(3)];
        let (group, toll) = (at.below(60), 1 + at.below(30) as u64);
        let told = if self.chance.below(10) == 0 { on + 1 } else { on };
        let killed = if self.chance.below(4) == 0 { toll + self.chance.below(5) as u64 } else { toll };
        let vague = self.chance.below(8) == 0;
        Report {
            type_,
            mode: Vec::new(),
            aux: Vec::new(),
            modality: Modality::Reported,
            polarity: Polarity::Affirmed,
            certainty: Certainty::Unstated,
            trigger: quote("هجوم"),
            event,
            actors: vec![Actor {
                quote: quote("الجماعة"),
                entity: format!("Group {group}"),
                id: Some(format!("group-{group}")),
                country: Some(country.into()),
                sector: None,
                loaded: None,
            }],
            recipients: Vec::new(),
            places: vec![Place {
                quote: quote("القرية"),
                name: format!("Place {on}-{which}"),
                id: Some(if vague { format!("region-{country}") } else { format!("place-{on}-{which}") }),
                lat: Some(point.0),
                lon: Some(point.1),
                kind: None,
                country: Some(country.into()),
                precision: if vague { 4 } else { 1 },
                rivals: Vec::new(),
                matched: None,
            }],
            date: (self.chance.below(5) > 0).then(|| DateRange {
                quote: quote("أمس"),
                from: Some(day(told)),
                to: Some(day(told)),
            }),
            counts: vec![Count {
                quote: quote("قتلى"),
                what: CountKind::Killed,
                of: None,
                min: Some(killed),
                max: Some(killed),
            }],
            said_by: None,
            contexts: Vec::new(),
            loaded_terms: Vec::new(),
            confidence: 0.8,
            rule: "attack/strike".into(),
            evidence: quote("هجوم على القرية"),
            versions: Versions { marsad: "0.1.0".into(), lexicon: "sha256:0".into() },
        }
    }

    fn page(&mut self, n: usize) -> NewDocument {
        let published = 3 + n / 120;
        let text = if n > 100 && self.chance.below(6) == 0 {
            let at = self.chance.below(self.last.len());
            let copied = self.last[at].clone();
            if self.chance.below(2) == 0 {
                copied
            } else {
                let half: Vec<&str> = copied.split(' ').collect();
                format!("{} {}", self.words(60), half[..half.len() / 2].join(" "))
            }
        } else {
            self.words(260)
        };
        if self.last.len() < 1_000 {
            self.last.push(text.clone());
        } else {
            let at = n % 1_000;
            self.last[at].clone_from(&text);
        }
        let events = 1 + self.chance.below(4);
        let reports = (0..events).map(|e| self.report(published, e as u32 + 1)).collect();
        let target = format!("https://outlet{}.example/news/{n}", self.chance.below(200));
        NewDocument {
            media_type: "text/html".into(),
            bytes: text.clone().into_bytes(),
            captured_at: format!("{}T10:00:00Z", day(published)),
            document: Document {
                id: target.clone(),
                title: self.words(8),
                text,
                published: Some(day(published)),
                byline: None,
                language: Some("ar".into()),
                outlet: Some(format!("outlet {}", self.chance.below(200))),
                url: Some(target.clone()),
            },
            target,
            reports,
            ..NewDocument::default()
        }
    }
}

fn processor() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Most memory that this process has held, in bytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) * 1024
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        [place, documents] => run(&SqliteStore::create(place).unwrap(), documents.parse().unwrap()),
        [url, archive, documents] if is_postgres(Path::new(url)).is_some() => {
            run(&PostgresStore::create(url, Path::new(archive)).unwrap(), documents.parse().unwrap());
        }
        _ => panic!("weigh PLACE [ARCHIVE] DOCUMENTS"),
    }
}

fn run(store: &dyn Upkeep, documents: usize) {
    let mut maker = Maker { chance: Chance(0x2545_F491_4F6C_DD1D), last: Vec::new() };
    let weigh = || store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    let (mut spent, mut worked, mut kept) = (Duration::ZERO, 0.0, 0);
    let (mut last, mut slowest) = (0.0, 0.0_f64);
    while kept < documents {
        let end = documents.min(kept + AT_ONCE);
        while kept < end {
            let pages: Vec<NewDocument> = (kept..end.min(kept + 100)).map(|n| maker.page(n)).collect();
            kept += pages.len();
            store.add_all(&pages).unwrap().into_iter().for_each(|added| {
                added.unwrap();
            });
        }
        let (begun, before) = (Instant::now(), processor());
        weigh();
        spent += begun.elapsed();
        last = (processor() - before) * 1e3 / AT_ONCE as f64;
        slowest = slowest.max(last);
        worked += processor() - before;
        if kept % 10_000 == 0 {
            eprintln!("{kept} documents, {last:.1} ms each at the end, {:.1} on average", worked * 1e3 / kept as f64);
        }
    }
    let mut single: Vec<f64> = (0..SINGLE)
        .map(|n| {
            store.add(&maker.page(documents + n)).unwrap();
            let before = processor();
            weigh();
            (processor() - before) * 1e3
        })
        .collect();
    single.sort_by(f64::total_cmp);
    let asked = |filter: &EventFilter| {
        let begun = Instant::now();
        let page = store.events(filter).unwrap();
        (page.total, begun.elapsed().as_secs_f64() * 1e3)
    };
    let (events, _) = asked(&EventFilter::default());
    let (_, list) = asked(&EventFilter::default());
    let many = EventFilter { min_origins: Some(5), ..EventFilter::default() };
    let (by_many, _) = asked(&many);
    assert_eq!(store.check_events().unwrap(), [] as [String; 0]);
    println!("documents\t{documents}");
    println!("events\t{events}");
    println!("events of five origins or more\t{by_many}");
    println!("documents weighed a second, clock\t{:.0}", documents as f64 / spent.as_secs_f64());
    println!("a document, processor ms\t{:.2}", worked * 1e3 / documents as f64);
    println!("a document of the last thousand, processor ms\t{last:.2}");
    println!("a document of the slowest thousand, processor ms\t{slowest:.2}");
    println!("one document alone, processor ms p50\t{:.1}", single[SINGLE / 2]);
    println!("one document alone, processor ms p95\t{:.1}", single[SINGLE * 95 / 100]);
    println!("first page of all events, ms\t{list:.1}");
    println!("most memory, MB\t{}", memory() / 1_000_000);
}
