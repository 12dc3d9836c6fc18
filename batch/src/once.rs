//! Each document once: of those with one id the first is kept, by the names of the inputs and the place in them.
//!
//! This is the last step of a run, when all inputs are done. It follows from the inputs alone: not from how they were cut into
//! shards, how often the run was killed, or in which order they came. What is left out is listed in the dataset `duplicates`.

use std::collections::HashSet;
use std::path::Path;

use arrow::array::{Array, Int64Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion::prelude::ParquetReadOptions;
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::columns::{Column, Kind, Rows, column};
use crate::done::{FINISHED, Marker, Out};
use crate::engine;
use crate::error::BatchError;
use crate::files::{Writer, read, without};
use crate::tables::Dataset;

/// The columns of the dataset `duplicates`.
pub const DUPLICATES: &[Column] = &[
    column("id", Kind::Text, "the id that another document has"),
    column("input", Kind::Text, "the file or object whose document was left out"),
    column("number", Kind::Whole, "which record of it, from 1"),
];

/// What a finished folder holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// Inputs that are in it.
    pub inputs: u64,
    /// Documents, each once.
    pub documents: u64,
    /// Documents that were left out.
    pub duplicates: u64,
    /// A hash of the markers that it was finished with.
    pub state: String,
}

/// What the folder was last finished with, where it was.
#[must_use]
pub fn finished(out: &Out) -> Option<Finished> {
    serde_json::from_slice(&out.note(FINISHED)?).ok()
}

fn state(markers: &[(String, Marker)]) -> String {
    let mut hash = Sha256::new();
    for (key, marker) in markers {
        hash.update(key.as_bytes());
        hash.update(serde_json::to_vec(marker).unwrap_or_default());
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// Leaves out what stands twice. None where another process is at it.
///
/// # Errors
/// When a file cannot be read or written; the same again goes on.
pub fn finish(out: &Out, threads: usize, runtime: &tokio::runtime::Handle) -> Result<Option<Finished>, BatchError> {
    let Some(_alone) = out.alone()? else { return Ok(None) };
    let markers = out.markers()?;
    let state = state(&markers);
    if let Some(done) = finished(out).filter(|f| f.state == state) {
        out.sweep()?;
        return Ok(Some(done));
    }
    let scratch = out.scratch("_once")?;
    let coded: u64 = markers.iter().map(|(_, m)| m.documents).sum();
    if out.root().join(Dataset::Documents.name()).is_dir() {
        runtime.block_on(settle(out, &markers, threads, &scratch))?;
    }
    let duplicates = markers.iter().map(|(key, _)| listed(out, key)).sum::<Result<u64, BatchError>>()?;
    let done = Finished { inputs: markers.len() as u64, documents: coded - duplicates.min(coded), duplicates, state };
    out.set_note(FINISHED, &done)?;
    out.sweep()?;
    Ok(Some(done))
}

/// Documents whose id an earlier one has, sorted by input and place.
struct Twice {
    inputs: StringArray,
    ids: StringArray,
    numbers: Int64Array,
}

impl Twice {
    fn of(batch: &RecordBatch) -> Result<Self, BatchError> {
        let texts = |at: usize| -> Result<StringArray, BatchError> {
            Ok(StringArray::from(cast(batch.column(at), &DataType::Utf8)?.to_data()))
        };
        let numbers = Int64Array::from(cast(batch.column(2), &DataType::Int64)?.to_data());
        Ok(Self { inputs: texts(0)?, ids: texts(1)?, numbers })
    }

    fn rows(&self) -> impl Iterator<Item = (&str, &str, i64)> {
        (0..self.numbers.len()).map(|k| (self.inputs.value(k), self.ids.value(k), self.numbers.value(k)))
    }
}

/// Finds what stands twice and takes it out, input by input.
async fn settle(out: &Out, markers: &[(String, Marker)], threads: usize, scratch: &Path) -> Result<(), BatchError> {
    let session = engine::session(threads, scratch)?;
    let folder = out.root().join(Dataset::Documents.name());
    session.register_parquet("documents", folder.to_string_lossy(), ParquetReadOptions::default()).await?;
    let sql = "SELECT input, id, number FROM (
                 SELECT input, id, number, row_number() OVER (PARTITION BY id ORDER BY input, number) AS turn FROM documents
               ) WHERE turn > 1 ORDER BY input, number";
    // Sorted rows come when all files are read: they may be written anew then.
    let mut stream = session.sql(sql).await?.execute_stream().await?;
    let mut of: Option<(String, Vec<(String, i64)>)> = None;
    while let Some(batch) = stream.next().await {
        let twice = Twice::of(&batch?)?;
        for (input, id, number) in twice.rows() {
            match &mut of {
                Some((current, list)) if current.as_str() == input => list.push((id.to_owned(), number)),
                other => {
                    if let Some((input, list)) = other.replace((input.to_owned(), vec![(id.to_owned(), number)])) {
                        leave_out(out, markers, &input, list, scratch)?;
                    }
                }
            }
        }
    }
    match of {
        Some((input, list)) => leave_out(out, markers, &input, list, scratch),
        None => Ok(()),
    }
}

/// Takes documents of one input out of all its files. They are listed first: from then on it can be gone on with.
fn leave_out(
    out: &Out,
    markers: &[(String, Marker)],
    input: &str,
    mut left_out: Vec<(String, i64)>,
    scratch: &Path,
) -> Result<(), BatchError> {
    let Ok(at) = markers.binary_search_by(|(_, m)| m.input.as_str().cmp(input)) else {
        let why = format!("holds documents of {input}, which has no marker; run the same command again with it");
        return Err(BatchError::output(out.root(), why));
    };
    let (key, marker) = &markers[at];
    let numbers: HashSet<i64> = left_out.iter().map(|(_, number)| *number).collect();
    let list = out.duplicates_path(key);
    if list.exists() {
        for batch in read(&list)? {
            let batch = batch?;
            let ids = StringArray::from(cast(batch.column(0), &DataType::Utf8)?.to_data());
            let known = Int64Array::from(cast(batch.column(2), &DataType::Int64)?.to_data());
            left_out.extend((0..batch.num_rows()).map(|k| (ids.value(k).to_owned(), known.value(k))));
        }
    }
    left_out.sort_by_key(|(_, number)| *number);
    left_out.dedup();
    let mut rows = Rows::new(DUPLICATES, None);
    for (id, number) in &left_out {
        rows.text(Some(id));
        rows.text(Some(&marker.input));
        rows.whole(Some(*number));
    }
    let new = scratch.join("duplicates.parquet");
    let mut writer = Writer::create(&new, rows.schema())?;
    writer.group(&rows.take()?)?;
    writer.end()?;
    if let Some(folder) = list.parent() {
        std::fs::create_dir_all(folder).map_err(|e| BatchError::write(folder, &e))?;
    }
    std::fs::rename(&new, &list).map_err(|e| BatchError::write(&list, &e))?;
    // The documents go last: as long as they are there, they are found again.
    for dataset in [Dataset::Mentions, Dataset::Reports, Dataset::Documents] {
        let of = format!("{}/", dataset.name());
        for file in marker.files.iter().filter(|f| f.path.starts_with(&of)) {
            without(&out.root().join(&file.path), &numbers, scratch)?;
        }
    }
    Ok(())
}

/// How many documents of an input are listed as left out.
fn listed(out: &Out, key: &str) -> Result<u64, BatchError> {
    let path = out.duplicates_path(key);
    if !path.exists() {
        return Ok(0);
    }
    read(&path)?.map(|batch| Ok(batch?.num_rows() as u64)).sum()
}
