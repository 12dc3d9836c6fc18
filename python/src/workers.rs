//! Threads to work with.
//!
//! A process that was forked off (Python's `multiprocessing`, Spark's workers) has none of its parent's threads: pools are
//! kept by process, and never waited for from a child.

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::collections::HashMap;
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};

/// Pools by process and number of threads.
static POOLS: Mutex<Option<HashMap<(u32, usize), Arc<ThreadPool>>>> = Mutex::new(None);

/// How many threads are meant: those asked for, or one a core.
///
/// # Errors
/// A sentence, where it is none.
pub fn threads(asked: Option<usize>) -> Result<usize, String> {
    match asked {
        Some(0) => Err("`threads` is 0: at least one is needed".to_owned()),
        Some(n) => Ok(n.min(1_024)),
        None => Ok(std::thread::available_parallelism().map_or(1, NonZero::get)),
    }
}

/// Does something with each of many things, and gives what came of them in their order.
///
/// # Errors
/// A sentence, where no threads can be had.
pub fn each<T: Send, R: Send>(
    threads: usize,
    things: Vec<T>,
    work: impl Fn(T) -> R + Sync + Send,
) -> Result<Vec<R>, String> {
    if threads <= 1 || things.len() < 2 {
        return Ok(things.into_iter().map(work).collect());
    }
    let pool = pool(threads)?;
    Ok(pool.install(|| things.into_par_iter().with_max_len(1).map(work).collect()))
}

fn pool(threads: usize) -> Result<Arc<ThreadPool>, String> {
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    let pools = pools.get_or_insert_with(HashMap::new);
    let key = (std::process::id(), threads);
    if let Some(pool) = pools.get(&key) {
        return Ok(Arc::clone(pool));
    }
    let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(|n| format!("marsad-{n}")).build();
    let pool = Arc::new(pool.map_err(|e| format!("no {threads} threads can be had ({e}): ask for fewer"))?);
    // A parent's pool must not be dropped: that would wait for threads which are not here.
    pools.insert(key, Arc::clone(&pool));
    Ok(pool)
}
