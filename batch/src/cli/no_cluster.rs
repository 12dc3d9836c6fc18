//! What a program that was built without Ballista says of clusters.

use std::net::SocketAddr;
use std::path::PathBuf;

use marsad_batch::done::{Out, Settings};
use marsad_batch::inputs::Input;
use marsad_batch::run::{Options, Summary, Watcher};

fn missing<T>() -> anyhow::Result<T> {
    anyhow::bail!(
        "this program was built without the feature `cluster`, which is experimental; build it with `cargo build --profile batch -p \
         marsad-batch --features cluster`, or share the work with --shard I/N, which every program knows"
    )
}

pub fn scheduler(_listen: SocketAddr) -> anyhow::Result<bool> {
    missing()
}

pub fn executor(
    _cluster: &str,
    _listen: SocketAddr,
    _threads: usize,
    _overlays: Vec<PathBuf>,
    _builtin: bool,
) -> anyhow::Result<bool> {
    missing()
}

pub fn run(
    _out: &Out,
    _inputs: &[Input],
    _settings: &Settings,
    _options: &Options,
    _address: &str,
    _runtime: &tokio::runtime::Handle,
    _watcher: &dyn Watcher,
) -> anyhow::Result<Summary> {
    missing()
}
