//! A store as large as wanted, of invented pages, and how long questions to it take. `bench/store.sh` runs it.
//!
//! ```text
//! bulk fill PLACE [ARCHIVE] DOCUMENTS   makes a store (a folder, or postgres://… with a folder for its archive) and fills it
//! bulk weigh PLACE                      puts its reports to events
//! bulk ask PLACE                        asks it, and prints one line per kind of question
//! ```
//!
//! Texts are made from the words of the project's demonstration pages, in their order as far as two words go, and from the
//! nouns of its lexicon, the first ones of the list far more often than the last. Nothing in them is true.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use marsad_acquire::{Fetched, ReadOptions, to_document};
use marsad_model::{
    Actor, Certainty, DateRange, Day, Document, EventType, Modality, Place, Polarity, Quote, Report, Versions,
};
use marsad_store::{Filter, NewDocument, PostgresStore, SqliteStore, Upkeep, is_postgres};
use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// Numbers that look like chance and are the same on every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap()
    }

    /// A number below `n`, the small ones far more often: the first as often as all from `n / 3` on.
    fn common(&mut self, n: usize) -> usize {
        let part = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((n as f64).powf(part) - 1.0).min(n as f64 - 1.0) as usize
    }
}

struct Maker {
    words: Vec<String>,
    after: HashMap<String, Vec<String>>,
    nouns: Vec<String>,
    outlets: Vec<String>,
    places: Vec<(String, String)>,
    actors: Vec<(String, String)>,
    chance: Chance,
}

impl Maker {
    fn new(repository: &Path) -> Self {
        let mut words = Vec::new();
        let mut after: HashMap<String, Vec<String>> = HashMap::new();
        let mut pages: Vec<_> =
            std::fs::read_dir(repository.join("demo/pages")).unwrap().map(|e| e.unwrap().path()).collect();
        pages.sort();
        for path in pages {
            let bytes = std::fs::read(&path).unwrap();
            let fetched = Fetched {
                target: path.display().to_string(),
                media_type: "text/html".into(),
                charset_hint: None,
                bytes,
            };
            let text = to_document(&fetched, &ReadOptions::default()).unwrap().document.text;
            let all: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            for pair in all.windows(2) {
                after.entry(pair[0].clone()).or_default().push(pair[1].clone());
            }
            words.extend(all);
        }
        let mut nouns = Vec::new();
        let mut files: Vec<_> =
            std::fs::read_dir(repository.join("lexicon/ar/nouns")).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        for path in files
            .iter()
            .filter(|path| path.extension().is_some_and(|e| e == "tsv") && !path.to_string_lossy().contains(".cases"))
        {
            let text = std::fs::read_to_string(path).unwrap();
            let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
            nouns.extend(
                rows.filter_map(|line| line.split('\t').next())
                    .filter(|n| n.chars().all(char::is_alphabetic))
                    .map(str::to_owned),
            );
        }
        let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
        // Mixed, so that common ones are of all letters.
        for at in (1..nouns.len()).rev() {
            nouns.swap(at, chance.below(at + 1));
        }
        let named = |kind: &str, n: usize, step: usize| -> Vec<(String, String)> {
            (0..n)
                .map(|i| {
                    (
                        format!("{kind} {i}"),
                        format!("{} {}", nouns[(i * step) % nouns.len()], nouns[(i * step * 7 + 3) % nouns.len()]),
                    )
                })
                .collect()
        };
        let (places, actors) = (named("Place", 3_000, 3), named("Group", 400, 11));
        let outlets = (0..200).map(|i| format!("وكالة {}", nouns[i * 13])).collect();
        Self { words, after, nouns, outlets, places, actors, chance }
    }

    fn sentence(&mut self, length: usize) -> String {
        let mut word = self.words[self.chance.below(self.words.len())].clone();
        let mut out = word.clone();
        for _ in 1..length {
            word = if self.chance.below(4) == 0 {
                let noun = self.nouns[self.chance.common(self.nouns.len())].clone();
                let joined = ["", "ال", "ال", "وال", "بال", "لل", "و", "ب"][self.chance.below(8)];
                format!("{joined}{noun}")
            } else {
                match self.after.get(&word) {
                    Some(next) => next[self.chance.below(next.len())].clone(),
                    None => self.words[self.chance.below(self.words.len())].clone(),
                }
            };
            out.push(' ');
            out.push_str(&word);
        }
        out
    }

    fn report(&mut self, evidence: &str, published: Day) -> Report {
        let start = 40 + self.chance.below(1_000);
        let quote = |text: &str| Quote { start, end: start + text.chars().count(), text: text.to_owned() };
        let modalities =
            [Modality::Asserted, Modality::Reported, Modality::Reported, Modality::Alleged, Modality::Denied];
        let at = self.chance.common(3_000);
        let (place, written) = self.places[at].clone();
        let first = evidence.split(' ').next().unwrap_or_default();
        let actor = |maker: &mut Self| {
            let (entity, written) = maker.actors[maker.chance.common(400)].clone();
            Actor { quote: quote(&written), entity, id: None, country: Some("SYR".into()), sector: None, loaded: None }
        };
        let (actors, recipients) =
            (vec![actor(self)], if self.chance.below(2) == 0 { vec![actor(self)] } else { Vec::new() });
        let day = published.checked_sub(jiff::Span::new().days(self.chance.below(6) as i64)).unwrap();
        Report {
            type_: EventType::ALL[self.chance.common(EventType::ALL.len())],
            mode: Vec::new(),
            aux: Vec::new(),
            modality: modalities[self.chance.below(modalities.len())],
            polarity: Polarity::Affirmed,
            certainty: Certainty::Unstated,
            trigger: quote(first),
            event: 1,
            actors,
            recipients,
            places: vec![Place {
                quote: quote(&written),
                name: place,
                id: Some(format!("place-{at}")),
                lat: Some(30.0 + (at % 60) as f64 / 8.0),
                lon: Some(35.0 + (at / 60) as f64 / 5.0),
                kind: Some("town".parse().unwrap()),
                country: Some("SYR".into()),
                precision: 1,
                rivals: Vec::new(),
                matched: None,
            }],
            date: (self.chance.below(3) > 0)
                .then(|| DateRange { quote: quote("أمس"), from: Some(day), to: Some(day) }),
            counts: Vec::new(),
            said_by: None,
            contexts: Vec::new(),
            loaded_terms: Vec::new(),
            confidence: self.chance.below(100) as f64 / 100.0,
            rule: "attack/strike".into(),
            evidence: quote(evidence),
            versions: Versions { marsad: "0.1.0".into(), lexicon: format!("sha256:{}", "0".repeat(64)) },
        }
    }

    fn page(&mut self, n: usize) -> NewDocument {
        let published =
            Day::new(2023, 1, 1).unwrap().checked_add(jiff::Span::new().days((n * 1_000 / 150_000) as i64)).unwrap();
        let title = self.sentence(8);
        let sentences: Vec<String> = (0..12 + self.chance.below(8)).map(|_| self.sentence(17)).collect();
        let body = sentences.chunks(3).map(|p| p.join(". ")).collect::<Vec<_>>().join("\n");
        let reports = (0..4 + self.chance.below(6))
            .map(|at| self.report(&sentences[at % sentences.len()].clone(), published))
            .collect();
        let outlet = self.outlets[self.chance.common(200)].clone();
        let target = format!("https://outlet{}.example/news/{n}", self.chance.below(200));
        let menu: String =
            (0..40).map(|i| format!("<li><a href=\"/section/{i}\">{}</a></li>\n", self.nouns[i])).collect();
        let html = format!(
            "<!doctype html><html lang=\"ar\"><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav><article><h1>{title}</h1><p>{}</p></article></body></html>",
            body.replace('\n', "</p>\n<p>")
        );
        NewDocument {
            media_type: "text/html".into(),
            bytes: html.into_bytes(),
            captured_at: format!("{published}T10:00:00Z"),
            document: Document {
                id: target.clone(),
                title,
                text: body,
                published: Some(published),
                byline: None,
                language: Some("ar".into()),
                outlet: Some(outlet),
                url: Some(target.clone()),
            },
            target,
            reports,
            ..NewDocument::default()
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["fill", place, documents] => fill(&SqliteStore::create(place).unwrap(), documents.parse().unwrap()),
        ["fill", place, archive, documents] => {
            fill(&PostgresStore::create(place, Path::new(archive)).unwrap(), documents.parse().unwrap());
        }
        ["weigh", place] => match is_postgres(Path::new(place)) {
            Some(url) => weigh(&PostgresStore::open(url, None).unwrap()),
            None => weigh(&SqliteStore::open(place).unwrap()),
        },
        ["ask", place] => match is_postgres(Path::new(place)) {
            Some(url) => ask("postgres", &PostgresStore::open(url, None).unwrap()),
            None => ask("sqlite", &SqliteStore::open(place).unwrap()),
        },
        _ => panic!("bulk fill PLACE [ARCHIVE] DOCUMENTS | bulk weigh PLACE | bulk ask PLACE"),
    }
}

fn fill(store: &dyn Upkeep, documents: usize) {
    let mut maker = Maker::new(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")));
    let (mut kept, mut reports, mut spent, mut worked) = (0, 0, Duration::ZERO, 0.0);
    while kept < documents {
        let pages: Vec<NewDocument> = (kept..documents.min(kept + 100)).map(|n| maker.page(n)).collect();
        reports += pages.iter().map(|page| page.reports.len()).sum::<usize>();
        let (begun, before) = (Instant::now(), processor());
        store.add_all(&pages).unwrap().into_iter().for_each(|added| {
            added.unwrap();
        });
        spent += begun.elapsed();
        worked += processor() - before;
        kept += pages.len();
        if kept % 10_000 == 0 {
            eprintln!("{kept} documents, {reports} reports, {:.0} documents/s", kept as f64 / spent.as_secs_f64());
        }
    }
    println!("fill\tdocuments\t{kept}");
    println!("fill\treports\t{reports}");
    println!("fill\tdocuments a second, clock\t{:.0}", kept as f64 / spent.as_secs_f64());
    println!("fill\tdocuments a second, processor\t{:.0}", kept as f64 / worked);
}

fn weigh(store: &dyn Upkeep) {
    let begun = Instant::now();
    let weighed = store.weigh(&|_| None, &mut |_, _| {}).unwrap();
    println!("weigh\tdocuments\t{}", weighed.documents);
    println!("weigh\tevents\t{}", weighed.events);
    println!("weigh\tseconds\t{:.0}", begun.elapsed().as_secs_f64());
}

/// Time that this process has spent on processors, in seconds: what a question costs where nobody else is at work.
fn processor() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Asks one kind of question many times; prints the median and the 95th percentile in milliseconds, by the clock and of the
/// processor.
fn timed(store: &str, what: &str, times: usize, mut ask: impl FnMut(usize)) {
    let mut all: Vec<(f64, f64)> = (0..times)
        .map(|n| {
            let (begun, spent) = (Instant::now(), processor());
            ask(n);
            (begun.elapsed().as_secs_f64() * 1e3, (processor() - spent) * 1e3)
        })
        .collect();
    let mut print = |of: &str, get: fn(&(f64, f64)) -> f64| {
        all.sort_by(|a, b| get(a).total_cmp(&get(b)));
        println!("{store}\t{what}, {of} p50 ms\t{:.1}", get(&all[times / 2]));
        println!("{store}\t{what}, {of} p95 ms\t{:.1}", get(&all[(times * 95 / 100).min(times - 1)]));
    };
    print("clock", |t| t.0);
    print("processor", |t| t.1);
}

fn ask(name: &str, store: &dyn Upkeep) {
    let maker = Maker::new(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")));
    let mut chance = Chance(77);
    let begun = Instant::now();
    let stats = store.stats().unwrap();
    println!("{name}\tdocuments\t{}", stats.documents);
    println!("{name}\treports\t{}", stats.reports);
    println!("{name}\tfirst question of a process, ms\t{:.0}", begun.elapsed().as_secs_f64() * 1e3);
    let day = |n: usize| Day::new(2023, 1, 1).unwrap().checked_add(jiff::Span::new().days(n as i64)).unwrap();
    let mut filters: Vec<(&str, Vec<Filter>)> = Vec::new();
    let f = Filter::default;
    let mut make = |what: &'static str, build: &mut dyn FnMut(&mut Chance) -> Filter| {
        filters.push((what, (0..40).map(|_| build(&mut chance)).collect()));
    };
    make("no narrowing", &mut |_| f());
    make("type", &mut |c| Filter { type_: Some(EventType::ALL[c.below(16)]), ..f() });
    make("place", &mut |c| Filter { place: Some(maker.places[c.common(3_000)].0.clone()), ..f() });
    make("actor", &mut |c| Filter { actor: Some(maker.actors[c.common(400)].1.clone()), ..f() });
    make("outlet", &mut |c| Filter { outlet: Some(maker.outlets[c.common(200)].clone()), ..f() });
    make("thirty days", &mut |c| {
        let from = c.below(900);
        Filter { from: Some(day(from)), to: Some(day(from + 30)), ..f() }
    });
    make("type, actor, days", &mut |c| {
        let from = c.below(600);
        Filter {
            type_: Some(EventType::ALL[c.below(4)]),
            actor: Some(maker.actors[c.common(40)].0.clone()),
            from: Some(day(from)),
            to: Some(day(from + 300)),
            ..f()
        }
    });
    let word = |c: &mut Chance| maker.nouns[c.common(maker.nouns.len())].clone();
    make("one word", &mut |c| Filter { q: Some(word(c)), ..f() });
    make("two words and a field", &mut |c| Filter {
        q: Some(format!("{} {} date:2024", word(c), maker.nouns[c.common(50)])),
        ..f()
    });
    for (what, all) in &filters {
        timed(name, &format!("list, {what}"), all.len(), |n| {
            store.reports(&all[n]).unwrap();
        });
    }
    for (what, all) in &filters {
        timed(name, &format!("counts by field, {what}"), all.len(), |n| {
            store.facets(&all[n]).unwrap();
        });
    }
    let mut searches: Vec<(&str, Vec<String>)> = Vec::new();
    let mut make = |what: &'static str, build: &mut dyn FnMut(&mut Chance) -> String| {
        searches.push((what, (0..40).map(|_| build(&mut chance)).collect()));
    };
    make("one word", &mut |c| word(c));
    make("the commonest words", &mut |c| maker.nouns[c.below(5)].clone());
    make("two words", &mut |c| format!("{} {}", word(c), word(c)));
    make("phrase", &mut |c| {
        let at = c.below(maker.words.len() - 2);
        format!("\"{} {}\"", maker.words[at], maker.words[at + 1])
    });
    make("beginning of a word", &mut |c| {
        format!("{}*", maker.nouns[c.below(2_000)].chars().take(4).collect::<String>())
    });
    make("word or word, one excluded", &mut |c| format!("{} OR {} -{}", word(c), word(c), word(c)));
    make("word with fields", &mut |c| {
        format!("{} place:\"{}\" date:2024-01..2024-06", word(c), maker.places[c.common(300)].0)
    });
    for (what, all) in &searches {
        timed(name, &format!("search, {what}"), all.len(), |n| {
            store.search(&all[n], 50).unwrap();
        });
    }
    timed(name, "hints for a slip", 10, |n| {
        let noun = &maker.nouns[n * 31];
        store.hints(&format!("{noun}ضث")).unwrap();
    });
    let (documents, reports) = (stats.documents as usize, stats.reports as usize);
    timed(name, "report page", 100, |_| {
        store.report(1 + chance.below(reports) as i64).unwrap().unwrap();
    });
    timed(name, "document page", 100, |_| {
        let id = 1 + chance.below(documents) as i64;
        store.document(id).unwrap().unwrap();
        store.versions(id).unwrap();
    });
    timed(name, "archived copy", 100, |_| {
        store.capture(1 + chance.below(documents) as i64).unwrap().unwrap();
    });
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak =
            status.lines().find_map(|line| line.strip_prefix("VmHWM:")).and_then(|v| v.trim().strip_suffix(" kB"));
        let peak: f64 = peak.and_then(|kb| kb.trim().parse().ok()).unwrap_or_default();
        println!("{name}\tmemory of the asking process, MB\t{:.0}", peak / 1024.0);
    }
}
