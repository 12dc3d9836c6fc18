//! `marsad batch --cluster`, `marsad batch scheduler`, `marsad batch executor`.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use marsad_batch::cluster::{Worker, executor as take_tasks, run as run_on_cluster, scheduler as hand_out};
use marsad_batch::done::{Out, Settings};
use marsad_batch::inputs::Input;
use marsad_batch::run::{Options, Summary, Watcher};

use super::{lexicon, runtime, say};

pub fn scheduler(listen: SocketAddr) -> anyhow::Result<bool> {
    say(&format!("hands inputs out at df://{listen}; Ctrl-C ends"));
    runtime(2)?.block_on(hand_out(listen))?;
    Ok(true)
}

pub fn executor(
    cluster: &str,
    listen: SocketAddr,
    threads: usize,
    overlays: Vec<PathBuf>,
    builtin: bool,
) -> anyhow::Result<bool> {
    let address =
        url::Url::parse(cluster).with_context(|| format!("`{cluster}` is no address; write df://HOST:PORT"))?;
    let host = address.host_str().with_context(|| format!("`{cluster}` names no host; write df://HOST:PORT"))?;
    let scheduler = (host, address.port().unwrap_or(50050));
    let scratch = tempfile::tempdir().context("no scratch folder can be made; is the disk full?")?;
    let worker = Worker::new(move || lexicon(&overlays, builtin).map_err(|e| format!("{e:#}")));
    say(&format!("takes inputs from {cluster} at {listen}, {threads} at once; Ctrl-C ends"));
    runtime(threads + 1)?.block_on(take_tasks(scheduler, listen, threads, scratch.path(), worker))?;
    Ok(true)
}

pub fn run(
    out: &Out,
    inputs: &[Input],
    settings: &Settings,
    options: &Options,
    address: &str,
    runtime: &tokio::runtime::Handle,
    watcher: &dyn Watcher,
) -> anyhow::Result<Summary> {
    let ran = run_on_cluster(out, inputs, settings, options, address, runtime, watcher);
    ran.context("the cluster broke off; what is done stays, and the same command goes on")
}
