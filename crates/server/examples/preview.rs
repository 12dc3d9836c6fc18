//! A server over a handful of made-up pages, for looking at the interface while working on it.
//!
//! `cargo run -p marsad-server --example preview [PORT]`

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

#[path = "../tests/common/mod.rs"]
mod common;

use marsad_server::{DEFAULT_ADDRESS, Options, bind, serve_on};
use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut address = DEFAULT_ADDRESS;
    if let Some(port) = std::env::args().nth(1) {
        address.set_port(port.parse()?);
    }
    let listener = bind(address).await?;
    println!("http://{}/", listener.local_addr()?);
    let options = Options { names: common::names(), ..Options::default() };
    serve_on(listener, Arc::new(common::samples()), options).await?;
    Ok(())
}
