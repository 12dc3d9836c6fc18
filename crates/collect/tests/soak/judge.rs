//! What must be true in the end.

use crate::child::DELAY;
use crate::plan::{Fate, Kind, Plan};
use crate::web::Seen;
use marsad_store::ledger::{FeedRow, TargetRow, TargetState};
use marsad_store::{ExchangeRole, Exchanges, Ledger, SqliteStore, Store, Upkeep};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

/// How far the server's watch and the collector's clock may differ: the collector counts whole milliseconds.
const TOLERANCE: Duration = Duration::from_millis(3);
/// An answer without end is written on for a moment after the collector has hung up.
const CUT_TOLERANCE: Duration = Duration::from_millis(60);

/// Every page of the ledger by its address.
pub fn targets(store: &SqliteStore) -> HashMap<String, TargetRow> {
    let mut all = HashMap::new();
    let mut after = 0;
    loop {
        let rows = store.targets(None, None, after, 1000).unwrap();
        let Some(last) = rows.last() else { return all };
        after = last.id;
        all.extend(rows.into_iter().map(|row| (row.address.clone(), row)));
    }
}

/// Whether every feed was read to its end, and every page has come to one.
pub fn is_done(plan: &Plan, store: &SqliteStore) -> bool {
    let feeds = store.feeds().unwrap();
    let read = |feed: &FeedRow| {
        feed.feed.host.starts_with("closed") && feed.last_try.is_some() || feed.entries == plan.pages_per_feed as u64
    };
    if !feeds.iter().all(read) {
        return false;
    }
    let waiting: u64 = feeds.iter().map(|f| f.counts.waiting).sum();
    waiting == 0
}

/// No page is lost, doubled or half there, and each is what was served.
pub fn pages(plan: &Plan, store: &SqliteStore) -> Vec<(String, u64)> {
    let targets = targets(store);
    let mut faults = Vec::new();
    let mut stored: BTreeMap<String, usize> = BTreeMap::new();
    let mut ends: BTreeMap<&str, u64> = BTreeMap::new();
    for number in 0..plan.pages() {
        let page = plan.page(number);
        let Some(row) = targets.get(&plan.address(page)) else {
            faults.push(format!("page {number} was never noted"));
            continue;
        };
        *ends.entry(row.state.as_str()).or_default() += 1;
        match plan.fate(page) {
            Fate::Stored(address) => {
                if row.state != TargetState::Done || row.document.is_none() {
                    faults.push(format!("page {number} ({:?}) is {:?}: {:?}", page.kind, row.state, row.last_cause));
                    continue;
                }
                stored.insert(address, number);
            }
            Fate::Ends(state) if row.state != state => {
                faults.push(format!(
                    "page {number} ({:?}) is {:?}, not {state:?}: {:?}",
                    page.kind, row.state, row.last_cause
                ));
            }
            Fate::Ends(_) => {}
        }
    }
    assert!(
        faults.is_empty(),
        "{} pages are not as they should be:\n{}",
        faults.len(),
        faults[..faults.len().min(20)].join("\n")
    );

    let stats = store.stats().unwrap();
    assert_eq!(stats.documents, stored.len() as u64, "a document for each page, and no other");
    let by_document: HashMap<i64, &TargetRow> = targets.values().filter_map(|t| Some((t.document?, t))).collect();
    assert_eq!(by_document.len(), stored.len(), "each page has its own document");
    let mut seen = HashSet::new();
    for id in by_document.keys() {
        let row = store.document(*id).unwrap().unwrap();
        let address = row.document.url.clone().unwrap_or_else(|| row.document.id.clone());
        let number = *stored.get(&address).unwrap_or_else(|| panic!("{address} is in the store and should not be"));
        assert!(seen.insert(number), "page {number} is there twice");
        let served = match plan.page(number).kind {
            Kind::WrongCharset => encoding_rs::WINDOWS_1256.encode(&plan.html(number, "utf-8")).0.into_owned(),
            _ => plan.html(number, "utf-8").into_bytes(),
        };
        assert_eq!(
            store.capture(*id).unwrap().unwrap(),
            served,
            "page {number}: the archived bytes are those that were served"
        );
        assert_eq!(row.document.title, Plan::title(number));
        assert!(row.document.text.contains(&Plan::mark(number)), "page {number}: {}", row.document.text);
    }
    let verified = store.verify().unwrap();
    assert!(verified.is_sound(), "{verified:?}");
    assert_eq!(verified.captures, stored.len() as u64);
    let mut figures: Vec<(String, u64)> = ends.into_iter().map(|(state, n)| (format!("pages {state}"), n)).collect();
    figures.push(("hashes verified".into(), verified.captures));
    figures.push(("hashes of other exchanges verified".into(), verified.exchanges));
    exchanges(store);
    figures
}

/// Every feed that was read stands in the archive, and so does every redirect of a page that was.
fn exchanges(store: &SqliteStore) {
    let mut kept: HashSet<(ExchangeRole, String)> = HashSet::new();
    let mut after = 0;
    loop {
        let rows = store.exchanges(None, after, 1000).unwrap();
        let Some(last) = rows.last() else { break };
        after = last.id;
        kept.extend(rows.into_iter().map(|row| (row.role, row.address)));
    }
    for feed in store.feeds().unwrap().iter().filter(|feed| feed.last_success.is_some()) {
        assert!(
            kept.contains(&(ExchangeRole::Feed, feed.feed.address.clone())),
            "{} is not archived",
            feed.feed.address
        );
    }
    for row in targets(store).values().filter(|row| row.document.is_some() && !row.redirects.is_empty()) {
        assert!(
            kept.contains(&(ExchangeRole::Redirect, row.address.clone())),
            "the way to {} is not archived",
            row.address
        );
    }
}

/// Nobody was asked what they forbid, nor before their time, nor by two at once.
pub fn politeness(plan: &Plan, log: &[Seen], kills: u64) -> Vec<(String, u64)> {
    let mut by_host: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for seen in log {
        by_host.entry(&seen.host).or_default().push(seen);
        assert!(
            seen.agent.starts_with("Marsad/") && seen.agent.ends_with("(+https://soak.test/about)"),
            "{}",
            seen.agent
        );
    }
    let mut faults = Vec::new();
    let mut shortest = Duration::MAX;
    let (mut pairs, mut waits) = (0u64, 0u64);
    for (name, seen) in &mut by_host {
        seen.sort_by_key(|s| s.start);
        let host = (0..plan.hosts + plan.closed).find(|h| plan.host_name(*h) == **name).unwrap();
        let is_robots = |s: &Seen| s.path.starts_with("/robots");
        // The rules come first.
        let mut rules_known = false;
        let mut robots_answers = 0;
        for one in seen.iter() {
            if is_robots(one) {
                rules_known |= matches!(one.status, 200 | 404);
                robots_answers += u64::from(matches!(one.status, 200 | 404));
                continue;
            }
            if !rules_known {
                faults.push(format!("{name}{} was asked for before the rules were known", one.path));
            }
            let private = one.path.starts_with("/private/") || one.path.starts_with("/%D8%AE%D8%A7%D8%B5/");
            if plan.robots_kind(host) == 9 || (private && plan.forbids_private(host)) {
                faults.push(format!("{name}{} was asked for against the rules", one.path));
            }
        }
        if robots_answers > 1 + kills {
            faults.push(format!("{name}: robots.txt was fetched {robots_answers} times"));
        }
        // And time between.
        let mut crawl_delay = None;
        for pair in seen.windows(2) {
            let (before, after) = (pair[0], pair[1]);
            if is_robots(before) && before.status == 200 {
                crawl_delay = plan.crawl_delay(host).map(Duration::from_millis);
            }
            let asked = before.retry_after.unwrap_or_default();
            waits += u64::from(!asked.is_zero());
            let least = DELAY.max(crawl_delay.unwrap_or_default()).max(asked);
            let tolerance = if before.cut { CUT_TOLERANCE } else { TOLERANCE };
            let gap = after.start.saturating_sub(before.end);
            pairs += 1;
            if !before.cut && before.end <= after.start {
                shortest = shortest.min(gap);
            }
            if gap + tolerance < least {
                faults.push(format!(
                    "{name}: {} at {:?} came {gap:?} after {} ({:?} to {:?}), and {least:?} is due",
                    after.path, after.start, before.path, before.start, before.end
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{} times impolite:\n{}", faults.len(), faults[..faults.len().min(20)].join("\n"));
    let shortest = u64::try_from(shortest.as_millis()).unwrap();
    vec![
        ("requests".into(), log.len() as u64),
        ("pairs of requests to one host, all apart".into(), pairs),
        ("shortest time between two, ms".into(), shortest),
        ("waits asked for by Retry-After, all kept".into(), waits),
        ("answers 304".into(), log.iter().filter(|s| s.status == 304).count() as u64),
    ]
}
