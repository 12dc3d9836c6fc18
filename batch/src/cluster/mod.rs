//! Inputs handed out by Ballista: a scheduler and executors on several machines that share the output folder. Experimental.
//!
//! One input is one task. An executor codes it into the folder as `marsad batch` does and notes it as done, so a task that is tried again,
//! by whomever, leaves the same bytes, and a run that breaks off is gone on with by the same command. What the engine carries about is
//! the names of inputs and what became of each, nothing larger.

mod function;
mod roles;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use arrow::array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use ballista::prelude::{SessionConfigExt, SessionContextExt};
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext, col, lit};

pub use function::{Job, Worker};
pub use roles::{executor, scheduler};

use crate::done::{Out, Settings};
use crate::error::BatchError;
use crate::files::Writer;
use crate::inputs::Input;
use crate::run::{Options, Summary, Watcher, end};
use function::{Became, udf};

/// Most tasks of one run: beyond, some inputs are one task.
const TASKS: usize = 1_000;

/// How long the end of a run waits for others who hold the folder.
const PATIENCE: Duration = Duration::from_secs(120);

/// Codes inputs into a folder by the executors of a scheduler at `address` (`df://host:port`).
///
/// # Errors
/// When the scheduler cannot be reached, an executor cannot write to the folder, or executors stay away. What was done until then
/// stays, and the same run goes on from there.
pub fn run(
    out: &Out,
    inputs: &[Input],
    settings: &Settings,
    options: &Options,
    address: &str,
    runtime: &tokio::runtime::Handle,
    watcher: &dyn Watcher,
) -> Result<Summary, BatchError> {
    let held = out.hold()?;
    if inputs.iter().any(|input| out.is_changed(input)) {
        out.undo_left_out()?;
    }
    let (done, waiting): (Vec<&Input>, Vec<&Input>) = inputs.iter().partition(|input| out.is_done(input));
    watcher.bytes(done.iter().map(|input| input.size).sum());
    let mut summary = Summary { known: done.len() as u64, ..Summary::default() };
    if !waiting.is_empty() {
        let scratch = out.scratch(&format!("_cluster-{}", std::process::id()))?;
        let tables = listed(&waiting, &scratch)?;
        let root = std::path::absolute(out.root()).map_err(|e| BatchError::output(out.root(), e))?;
        let job = Job { root, settings: settings.clone(), max_bytes: options.limits.max_bytes };
        let ended = AtomicBool::new(false);
        let answer = std::thread::scope(|scope| {
            scope.spawn(|| follow(out, &waiting, &ended, watcher));
            let answer = runtime.block_on(ask(address, &tables, &job));
            ended.store(true, Ordering::Relaxed);
            answer
        });
        for (input, became) in answer? {
            match became {
                Became::Done(marker) => {
                    summary.inputs += 1;
                    summary.new.add(&marker);
                }
                Became::Failed(why) => {
                    summary.failed += 1;
                    watcher.say(&why);
                }
                Became::Unknown(words) => {
                    summary.failed += 1;
                    watcher.say(&format!("{input}: the executor answered `{words}`; run scheduler, executors and this program in one version"));
                }
            }
        }
        let _ = std::fs::remove_dir_all(&scratch);
    }
    drop(held);
    // An executor that was taken for lost may still be at a task of its own, and holds the folder until it is through.
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until && out.alone()?.is_none() {
        std::thread::sleep(Duration::from_millis(200));
    }
    end(out, inputs, &mut summary, options.threads, runtime, watcher)?;
    Ok(summary)
}

/// Writes the names of inputs as files of a table, one for each task. Gives how many.
fn listed(waiting: &[&Input], scratch: &Path) -> Result<Tables, BatchError> {
    let folder = scratch.join("inputs");
    std::fs::create_dir_all(&folder).map_err(|e| BatchError::write(&folder, &e))?;
    let each = waiting.len().div_ceil(TASKS).max(1);
    for (k, some) in waiting.chunks(each).enumerate() {
        let names = StringArray::from_iter_values(some.iter().map(|input| input.name.as_str()));
        let batch = RecordBatch::try_from_iter([("input", Arc::new(names) as ArrayRef)])?;
        let mut writer = Writer::create(&folder.join(format!("{k:04}.parquet")), &batch.schema())?;
        writer.group(&batch)?;
        writer.end()?;
    }
    let folder = std::path::absolute(&folder).map_err(|e| BatchError::output(&folder, e))?;
    Ok(Tables { folder: format!("{}/", folder.display()), tasks: waiting.len().div_ceil(each) })
}

/// The names of inputs as a table.
struct Tables {
    folder: String,
    tasks: usize,
}

/// Has all inputs coded. Gives what became of each.
async fn ask(address: &str, tables: &Tables, job: &Job) -> Result<Vec<(String, Became)>, BatchError> {
    let config = SessionConfig::new_with_ballista().with_target_partitions(tables.tasks);
    let state = SessionStateBuilder::new().with_default_features().with_config(config).build();
    let session = SessionContext::remote_with_state(address, state).await?;
    // Known only after the session is: it starts with the engine's own functions.
    let code = udf(None);
    session.register_udf(code.clone());
    session.register_parquet("inputs", &tables.folder, ParquetReadOptions::default()).await?;
    let became = code.call(vec![col("input"), lit(job.written())]).alias("became");
    let batches = session.table("inputs").await?.select(vec![col("input"), became])?.collect().await?;
    let mut all = Vec::new();
    for batch in batches {
        let texts = |at: usize| -> Result<StringArray, BatchError> {
            Ok(StringArray::from(cast(batch.column(at), &DataType::Utf8)?.to_data()))
        };
        let (inputs, became) = (texts(0)?, texts(1)?);
        all.extend((0..batch.num_rows()).map(|k| (inputs.value(k).to_owned(), Became::read(became.value(k)))));
    }
    Ok(all)
}

/// Tells how far the executors are, by what is noted in the folder.
fn follow(out: &Out, waiting: &[&Input], ended: &AtomicBool, watcher: &dyn Watcher) {
    let mut left: Vec<&Input> = waiting.to_vec();
    while !ended.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(500));
        left.retain(|input| {
            let done = out.marker(&input.key()).filter(|marker| marker.fingerprint == input.fingerprint);
            let Some(marker) = done else { return true };
            watcher.bytes(input.size);
            watcher.documents(marker.documents);
            false
        });
    }
}
