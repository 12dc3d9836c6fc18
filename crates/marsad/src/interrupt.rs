//! Ctrl-C while something long runs: the first asks it to end where nothing is half done, the second ends it at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;

use crate::talk::talk;

/// A flag that the first Ctrl-C sets.
pub fn flag() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&flag);
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().context("signals cannot be waited for")?;
    std::thread::Builder::new()
        .name("marsad-interrupt".to_owned())
        .spawn(move || {
            runtime.block_on(async {
                if tokio::signal::ctrl_c().await.is_err() {
                    return;
                }
                set.store(true, Ordering::Relaxed);
                talk!("ending; once more ends at once");
                let _ = tokio::signal::ctrl_c().await;
                std::process::exit(130);
            });
        })
        .context("signals cannot be waited for")?;
    Ok(flag)
}
