//! Readers and coders who ask a server over a large store: how long each page takes, and whether many at once are all served.
//!
//! ```text
//! visits pages ADDRESS|STORE [TIMES]                        every page so often (20), one after the other
//! visits load ADDRESS|STORE READERS CODERS SECONDS [THINK]  so many at once for so long; THINK: mean seconds between pages (5)
//! ```
//!
//! A STORE (a folder or postgres://…) is served by this process itself, without a limit on requests; an ADDRESS is that of a running
//! `marsad serve --rate 0`. Prints `part, page, figure, value`. `bench/pages.sh` and `bench/load.sh` run it.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, missing_docs)]

mod client;
mod figures;
mod visit;

use client::Client;
use figures::Figures;
use marsad_server::{Access, Options, Watches, bind, serve_on};
use marsad_store::{Explore, PostgresStore, SqliteStore, Store, Upkeep, is_postgres};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use visit::{Known, coder, reader};

/// Serves a store from this process.
async fn served(place: &str) -> SocketAddr {
    let store: Arc<dyn Upkeep> = match is_postgres(Path::new(place)) {
        Some(url) => Arc::new(PostgresStore::open(url, None).unwrap()),
        None => Arc::new(SqliteStore::open(place).unwrap()),
    };
    let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.local_addr().unwrap();
    let options = Options {
        explore: Some(store.clone()),
        ledger: Some(store.clone()),
        events: Some(store.clone()),
        dossiers: Some(store.clone()),
        outlets: Some(store.clone()),
        watches: Some(Watches(store.clone())),
        changes: Some(store.clone()),
        access: Access::local(),
        people: Some(store.clone()),
        reviews: Some(store.clone()),
        ..Options::default()
    };
    let asked: Arc<dyn Upkeep> = store.clone();
    // Columns are loaded by the first question of all.
    let begun = Instant::now();
    let stats = tokio::task::spawn_blocking(move || {
        let explore: &dyn Explore = &*asked;
        let _ = explore.arrivals(0, 1);
        Store::stats(&*asked).unwrap()
    });
    let stats = stats.await.unwrap();
    println!("store\tall\tdocuments\t{}", stats.documents);
    println!("store\tall\treports\t{}", stats.reports);
    println!("store\tall\tseconds until the first answer\t{:.1}", begun.elapsed().as_secs_f64());
    tokio::spawn(async move { serve_on(listener, store, options).await.unwrap() });
    address
}

async fn address(of: &str) -> SocketAddr {
    match of.strip_prefix("http://") {
        Some(rest) => rest.trim_end_matches('/').parse().expect("an address like http://127.0.0.1:8745/"),
        None => served(of).await,
    }
}

/// Every page, one after the other: no think time, nobody else.
async fn pages(address: SocketAddr, times: usize) {
    let mut client = Client::new(address);
    let known = Known::read(&mut client).await;
    for (name, paths) in known.pages() {
        let mut figures = Figures::default();
        for n in 0..times {
            let path = &paths[n % paths.len()];
            let begun = Instant::now();
            let answer = client.get(path).await;
            match answer {
                Ok((200, body)) => figures.add(begun.elapsed(), body.len()),
                Ok((status, _)) => figures.fail(format!("{path}: {status}")),
                Err(why) => figures.fail(format!("{path}: {why}")),
            }
        }
        figures.print("pages", name);
    }
}

async fn load(address: SocketAddr, readers: usize, coders: usize, seconds: u64, think: f64) {
    let mut client = Client::new(address);
    let known = Arc::new(Known::read(&mut client).await);
    let until = Instant::now() + Duration::from_secs(seconds);
    let began = Instant::now();
    let mut tasks = Vec::new();
    for n in 0..readers {
        tasks.push(tokio::spawn(reader(address, Arc::clone(&known), n as u64, until, think)));
    }
    let reviews = known.can_review();
    for n in 0..if reviews { coders } else { 0 } {
        tasks.push(tokio::spawn(coder(address, Arc::clone(&known), (readers + n) as u64, until)));
    }
    let mut all = std::collections::BTreeMap::<String, Figures>::new();
    for task in tasks {
        for (name, figures) in task.await.unwrap() {
            all.entry(name).or_default().take(figures);
        }
    }
    let mut whole = Figures::default();
    all.values().for_each(|figures| whole.take(figures.clone()));
    println!("load\tall\treaders\t{readers}");
    println!("load\tall\tcoders\t{}", if reviews { coders } else { 0 });
    println!("load\tall\tseconds\t{seconds}");
    println!("load\tall\tmean seconds between a reader's pages\t{think}");
    println!("load\tall\trequests a second\t{:.1}", whole.len() as f64 / began.elapsed().as_secs_f64());
    whole.print("load", "all");
    for (name, figures) in &all {
        figures.print("load", name);
    }
    if !reviews && coders > 0 {
        eprintln!("LEFT OUT: coders. The server takes no reviews at /api/review.");
    }
}

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["pages", of] => pages(address(of).await, 20).await,
        ["pages", of, times] => pages(address(of).await, times.parse().unwrap()).await,
        ["load", of, readers, coders, seconds, think @ ..] => {
            let think = think.first().map_or(5.0, |t| t.parse().unwrap());
            load(address(of).await, readers.parse().unwrap(), coders.parse().unwrap(), seconds.parse().unwrap(), think)
                .await;
        }
        _ => panic!("visits pages ADDRESS|STORE [TIMES] | visits load ADDRESS|STORE READERS CODERS SECONDS [THINK]"),
    }
}
