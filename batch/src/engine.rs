//! DataFusion as it is used here: bounded memory, the rest on the disk.

use std::path::Path;
use std::sync::Arc;

use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::error::BatchError;

/// Memory that sorting and joining may take; beyond it they go on on the disk.
pub const MEMORY: usize = 256 << 20;

/// A session that works in `threads` parts and keeps what does not fit into memory under `scratch`.
///
/// # Errors
/// When the folder cannot be used.
pub fn session(threads: usize, scratch: &Path) -> Result<SessionContext, BatchError> {
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(MEMORY)))
        .with_temp_file_path(scratch)
        .build_arc()?;
    let mut config =
        SessionConfig::new().with_target_partitions(threads.max(1)).with_batch_size(4096).with_information_schema(true);
    let options = config.options_mut();
    // A join that sorts goes on on the disk; one that hashes holds one side in memory.
    options.optimizer.prefer_hash_join = false;
    options.execution.sort_spill_reservation_bytes = 4 << 20;
    options.execution.listing_table_ignore_subdirectory = false;
    Ok(SessionContext::new_with_config_rt(config, runtime))
}
