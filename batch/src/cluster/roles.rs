//! The long-lived programs of a cluster: one scheduler, and an executor on each machine.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::execution::SessionStateBuilder;

use super::function::{Worker, udf};
use crate::error::BatchError;

/// Seconds between the signs of life of an executor, after how many it is taken for lost, and how long a run waits when all are.
const SIGN: u64 = 5;
const LOST: u64 = 20;
const WAIT: u64 = 120;

fn failed(error: impl std::fmt::Display) -> BatchError {
    BatchError::input("cluster", format!("{error}; check addresses and ports"))
}

/// Hands tasks out until it is ended. What it knows of runs is in its memory only: a run whose scheduler ends is begun again by the
/// same command, and goes on.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn scheduler(listen: SocketAddr) -> Result<(), BatchError> {
    let state = |config| {
        let mut state = SessionStateBuilder::new().with_default_features().with_config(config).build();
        datafusion::execution::FunctionRegistry::register_udf(&mut state, Arc::new(udf(None)))?;
        Ok(state)
    };
    let config = SchedulerConfig {
        bind_host: listen.ip().to_string(),
        bind_port: listen.port(),
        external_host: listen.ip().to_string(),
        executor_timeout_seconds: LOST,
        expire_dead_executor_interval_seconds: SIGN,
        no_executors_grace_period_seconds: WAIT,
        override_session_builder: Some(Arc::new(state)),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await.map_err(failed)?;
    start_server(cluster, listen, Arc::new(config)).await.map_err(failed)
}

/// Takes tasks until it is ended. `listen` is where the scheduler finds it; the next port is used as well.
///
/// # Errors
/// When the scheduler cannot be reached, or the ports are taken.
pub async fn executor(
    scheduler: (&str, u16),
    listen: SocketAddr,
    threads: usize,
    scratch: &Path,
    worker: Worker,
) -> Result<(), BatchError> {
    let mut functions = BallistaFunctionRegistry::default();
    let code = Arc::new(udf(Some(Arc::new(worker))));
    functions.scalar_functions.insert(code.name().to_owned(), code);
    let config = ExecutorProcessConfig {
        bind_host: listen.ip().to_string(),
        external_host: Some(listen.ip().to_string()),
        port: listen.port(),
        grpc_port: listen.port().saturating_add(1),
        scheduler_host: scheduler.0.to_owned(),
        scheduler_port: scheduler.1,
        scheduler_connect_timeout_seconds: 30,
        vcores: threads,
        work_dir: Some(scratch.display().to_string()),
        executor_heartbeat_interval_seconds: SIGN,
        override_function_registry: Some(Arc::new(functions)),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await.map_err(failed)
}
