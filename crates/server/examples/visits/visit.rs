//! What readers and coders do: which pages there are, how often each is asked for, how long they look.

use crate::client::Client;
use crate::figures::Figures;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often a reader asks for each kind of page, of a hundred. Lists and documents most, as in the logs of such sites.
const MIX: [(&str, u64); 14] = [
    ("today", 10),
    ("explore", 20),
    ("explore, words", 10),
    ("explore, table", 5),
    ("explore, map", 6),
    ("map moved", 6),
    ("explore, timeline", 5),
    ("explore, small charts", 3),
    ("events", 10),
    ("event", 8),
    ("document", 10),
    ("search", 4),
    ("sources", 2),
    ("alarms", 1),
];

/// Words that invented and real texts have.
const WORDS: [&str; 8] = ["قصف", "هجوم", "المدينة", "قوات", "مدنيين", "اعتقال", "الحكومة", "طائرة"];

/// What the store has to be asked for.
pub struct Known {
    documents: Vec<(i64, i64)>,
    events: Vec<i64>,
    types: Vec<String>,
    places: Vec<String>,
    actors: Vec<String>,
    outlets: Vec<String>,
    dossiers: Vec<String>,
    csrf: String,
    reviews: bool,
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn json(client: &mut Client, path: &str) -> Value {
    match client.get(path).await {
        Ok((200, body)) => serde_json::from_str(&body).unwrap_or_default(),
        Ok((status, _)) => {
            eprintln!("{path}: {status}");
            Value::Null
        }
        Err(why) => panic!("{path}: {why}"),
    }
}

impl Known {
    pub async fn read(client: &mut Client) -> Self {
        let mut documents = Vec::new();
        let reports = json(client, "/api/reports?limit=1000").await;
        for row in reports["rows"].as_array().into_iter().flatten() {
            documents.push((row["document"].as_i64().unwrap(), row["id"].as_i64().unwrap()));
        }
        let events = json(client, "/api/events?limit=500").await;
        let events = events["rows"].as_array().into_iter().flatten().filter_map(|e| e["id"].as_i64()).collect();
        let facets = json(client, "/api/facets").await;
        let values = |key: &str| -> Vec<String> {
            let all = facets[key].as_array().into_iter().flatten();
            all.filter_map(|v| v["value"].as_str()).take(20).map(str::to_owned).collect()
        };
        let dossiers = json(client, "/api/dossiers").await;
        let dossiers = dossiers["rows"].as_array().into_iter().flatten();
        let dossiers = dossiers.filter_map(|d| d["dossier"]["name"].as_str().map(str::to_owned)).collect();
        let page = client.get("/en/").await.map(|(_, body)| body).unwrap_or_default();
        let mark = "name=\"csrf\" content=\"";
        let csrf = page.find(mark).map(|at| page[at + mark.len()..].split('"').next().unwrap_or("").to_owned());
        let csrf = csrf.unwrap_or_default();
        // An empty review is refused by whoever takes reviews, and not found elsewhere.
        let probe = client.post("/api/review", &csrf, "{}".into()).await.map_or(0, |(status, _)| status);
        Self {
            documents,
            events,
            types: values("types"),
            places: values("places"),
            actors: values("actors"),
            outlets: values("outlets"),
            dossiers,
            reviews: !csrf.is_empty() && !matches!(probe, 0 | 404 | 405),
            csrf,
        }
    }

    pub fn can_review(&self) -> bool {
        self.reviews
    }

    /// Every page with addresses to ask it by.
    pub fn pages(&self) -> Vec<(&'static str, Vec<String>)> {
        let mut chance = Chance::new(1);
        let names = MIX.iter().map(|(name, _)| *name).chain([
            "explore, no filter",
            "events, filtered",
            "outlet",
            "facets",
            "dossiers",
            "dossier",
            "about",
        ]);
        let all = names.map(|name| (name, (0..20).filter_map(|_| self.path(name, &mut chance)).collect::<Vec<_>>()));
        all.filter(|(_, paths)| !paths.is_empty()).collect()
    }

    /// An address of a kind of page; none where the store has nothing of the kind.
    fn path(&self, name: &str, chance: &mut Chance) -> Option<String> {
        let lang = if chance.below(2) == 0 { "ar" } else { "en" };
        let pick =
            |all: &[String], chance: &mut Chance| all.get(chance.below(all.len() as u64) as usize).map(|v| encoded(v));
        let question = |chance: &mut Chance| -> Option<String> {
            Some(match chance.below(5) {
                0 => format!("type={}", pick(&self.types, chance)?),
                1 => format!("place={}", pick(&self.places, chance)?),
                2 => format!("actor={}", pick(&self.actors, chance)?),
                3 => format!("outlet={}", pick(&self.outlets, chance)?),
                _ => format!("type={}&not=place:{}", pick(&self.types, chance)?, pick(&self.places, chance)?),
            })
        };
        let words = encoded(WORDS[chance.below(WORDS.len() as u64) as usize]);
        Some(match name {
            "today" => format!("/{lang}/"),
            "explore, no filter" => format!("/{lang}/explore"),
            "explore" => format!("/{lang}/explore?{}", question(chance)?),
            "explore, words" => format!("/{lang}/explore?q={words}"),
            "explore, table" => format!("/{lang}/explore?view=table&{}", question(chance)?),
            "explore, map" => format!("/{lang}/explore?view=map&{}", question(chance)?),
            "map moved" => {
                let (west, south) = (30 + chance.below(10), 28 + chance.below(8));
                format!("/api/map?zoom={}&bbox={west},{south},{},{}", 5 + chance.below(4), west + 6, south + 4)
            }
            "explore, timeline" => format!("/{lang}/explore?view=timeline&{}", question(chance)?),
            "explore, small charts" => format!("/{lang}/explore?view=multiples&by=actor&{}", question(chance)?),
            "facets" => format!("/api/facets?{}", question(chance)?),
            "events" => match chance.below(3) {
                0 => format!("/{lang}/events"),
                1 => format!("/{lang}/events?origins=2"),
                _ => format!("/{lang}/events?contested=1"),
            },
            "events, filtered" => format!("/{lang}/events?{}", question(chance)?),
            "event" => format!("/{lang}/events/{}", self.events.get(chance.below(self.events.len() as u64) as usize)?),
            "document" => {
                let (document, report) = self.documents.get(chance.below(self.documents.len() as u64) as usize)?;
                format!("/{lang}/documents/{document}?report={report}")
            }
            "search" => format!("/{lang}/search?q={words}"),
            "sources" => format!("/{lang}/sources"),
            "outlet" => format!("/{lang}/sources/{}", pick(&self.outlets, chance)?.replace('+', "%20")),
            "alarms" => format!("/{lang}/alarms"),
            "dossiers" => format!("/{lang}/dossiers"),
            "dossier" => format!("/{lang}/dossiers/{}", pick(&self.dossiers, chance)?),
            _ => format!("/{lang}/about"),
        })
    }
}

/// Numbers that look like chance and are the same on every run.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// How long somebody looks at a page: now and then long, mostly about the mean, never longer than four times as long.
    fn pause(&mut self, mean: f64) -> Duration {
        let part = ((self.next() >> 11) as f64 + 1.0) / (1u64 << 53) as f64;
        Duration::from_secs_f64((-part.ln() * mean).min(4.0 * mean))
    }
}

type Told = BTreeMap<String, Figures>;

async fn timed(client: &mut Client, told: &mut Told, name: &str, path: &str) {
    let begun = Instant::now();
    let figures = told.entry(name.to_owned()).or_default();
    match client.get(path).await {
        Ok((200, body)) => figures.add(begun.elapsed(), body.len()),
        Ok((status, _)) => figures.fail(format!("{path}: {status}")),
        Err(why) => figures.fail(format!("{path}: {why}")),
    }
}

/// Somebody who reads: a page, a while of looking at it, the next.
pub async fn reader(address: SocketAddr, known: Arc<Known>, seed: u64, until: Instant, think: f64) -> Told {
    let (mut client, mut chance, mut told) = (Client::new(address), Chance::new(seed), Told::new());
    // They do not all come at the same moment.
    tokio::time::sleep(chance.pause(think)).await;
    while Instant::now() < until {
        let mut at = chance.below(MIX.iter().map(|(_, share)| share).sum());
        let name = MIX.iter().find(|(_, share)| {
            let here = at < *share;
            at = at.saturating_sub(*share);
            here
        });
        if let Some((name, path)) = name.and_then(|(name, _)| Some((name, known.path(name, &mut chance)?))) {
            timed(&mut client, &mut told, name, &path).await;
        }
        tokio::time::sleep(chance.pause(think)).await;
    }
    told
}

/// Somebody who reviews: the document, fifteen seconds or so with it, the verdict.
pub async fn coder(address: SocketAddr, known: Arc<Known>, seed: u64, until: Instant) -> Told {
    let (mut client, mut chance, mut told) = (Client::new(address), Chance::new(seed), Told::new());
    tokio::time::sleep(chance.pause(5.0)).await;
    while Instant::now() < until {
        let Some((document, report)) = known.documents.get(chance.below(known.documents.len() as u64) as usize) else {
            return told;
        };
        timed(&mut client, &mut told, "coder: document", &format!("/ar/documents/{document}?report={report}")).await;
        let looked = chance.pause(15.0);
        tokio::time::sleep(looked).await;
        let body = serde_json::json!({
            "document": document, "report": report, "verdict": "accept", "seconds": looked.as_secs_f64().round(),
        });
        let begun = Instant::now();
        let figures = told.entry("coder: review".to_owned()).or_default();
        match client.post("/api/review", &known.csrf, body.to_string()).await {
            Ok((200..=299, body)) => figures.add(begun.elapsed(), body.len()),
            // Somebody else was there before: an answer, and no failure of the server.
            Ok((409, body)) => figures.add(begun.elapsed(), body.len()),
            Ok((status, body)) => figures.fail(format!("/api/review: {status} {body:.200}")),
            Err(why) => figures.fail(format!("/api/review: {why}")),
        }
    }
    told
}
