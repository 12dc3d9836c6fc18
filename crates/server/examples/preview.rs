//! A server over a handful of made-up pages, for looking at the interface while working on it.
//!
//! `cargo run -p marsad-server --example preview [PORT]`

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

#[path = "../tests/common/mod.rs"]
mod common;

use marsad_server::{Access, DEFAULT_ADDRESS, Known, Options, Watches, bind, serve_on};
use marsad_store::{EventStore, SqliteStore};
use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut address = DEFAULT_ADDRESS;
    if let Some(port) = std::env::args().nth(1) {
        address.set_port(port.parse()?);
    }
    let listener = bind(address).await?;
    println!("http://{}/", listener.local_addr()?);
    let folder = tempfile::tempdir()?;
    let store = Arc::new(SqliteStore::create(folder.path().join("store"))?);
    common::fill(&*store);
    store.weigh(&|_| None, &mut |_, _| {})?;
    let options = Options {
        names: common::names(),
        explore: Some(store.clone()),
        ledger: Some(store.clone()),
        events: Some(store.clone()),
        reviews: Some(store.clone()),
        known: Some(Known::built_in()),
        dossiers: Some(store.clone()),
        outlets: Some(store.clone()),
        watches: Some(Watches(store.clone())),
        changes: Some(store.clone()),
        access: Access::local(),
        people: Some(store.clone()),
        ..Options::default()
    };
    serve_on(listener, store, options).await?;
    Ok(())
}
