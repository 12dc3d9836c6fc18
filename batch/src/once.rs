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
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::columns::{Column, Kind, Rows, column};
use crate::done::{FINISHED, Marker, Out};
use crate::engine;
use crate::error::BatchError;
use crate::files::{Writer, read, read_columns, without};
use crate::numbers::{Rows as Found, Table};
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
        settle(out, &markers, threads, &scratch, runtime)?;
    }
    let duplicates = markers.iter().map(|(key, _)| listed(out, key)).sum::<Result<u64, BatchError>>()?;
    let done = Finished { inputs: markers.len() as u64, documents: coded - duplicates.min(coded), duplicates, state };
    out.set_note(FINISHED, &done)?;
    out.sweep()?;
    Ok(Some(done))
}

/// Finds what stands twice and takes it out, input by input.
fn settle(
    out: &Out,
    markers: &[(String, Marker)],
    threads: usize,
    scratch: &Path,
    runtime: &tokio::runtime::Handle,
) -> Result<(), BatchError> {
    let path = scratch.join("ids.parquet");
    let mut ids = Table::create(&path)?;
    for (at, (_, marker)) in markers.iter().enumerate() {
        for file in of(Dataset::Documents, marker) {
            for batch in read_columns(&out.root().join(file), &["id", "number"])? {
                let (names, numbers) = names(&batch?)?;
                ids.add((0..numbers.len()).map(|k| {
                    let [first, second] = halves(names.value(k));
                    [first, document(at, numbers.value(k)), second]
                }))?;
            }
        }
    }
    ids.end()?;
    let session = engine::session(threads, scratch)?;
    runtime.block_on(session.register_parquet("ids", path.to_string_lossy(), ParquetReadOptions::default()))?;
    let sql = "SELECT doc FROM (
                 SELECT doc, row_number() OVER (PARTITION BY key, n ORDER BY doc) AS turn FROM ids
               ) WHERE turn > 1 ORDER BY doc";
    let mut left: Option<(usize, HashSet<i64>)> = None;
    for row in Found::<1>::of(&session, sql, runtime)? {
        let [doc] = row?;
        let (at, number) = ((doc >> 32) as usize, doc & 0xffff_ffff);
        match &mut left {
            Some((of, numbers)) if *of == at => {
                numbers.insert(number);
            }
            other => {
                if let Some((at, numbers)) = other.replace((at, HashSet::from([number]))) {
                    leave_out(out, &markers[at], &numbers, scratch)?;
                }
            }
        }
    }
    left.map_or(Ok(()), |(at, numbers)| leave_out(out, &markers[at], &numbers, scratch))
}

/// A document in the order of all: its input's place in the first half, its own in the second.
fn document(input: usize, number: i64) -> i64 {
    (input as i64) << 32 | number & 0xffff_ffff
}

/// 128 bits of a hash of an id: of a thousand million ids no two have them in common.
fn halves(id: &str) -> [i64; 2] {
    let hash = Sha256::digest(id.as_bytes());
    [0, 8].map(|from| hash.iter().skip(from).take(8).fold(0, |n: i64, byte| n << 8 | i64::from(*byte)))
}

/// The files of a dataset that an input has.
fn of(dataset: Dataset, marker: &Marker) -> impl Iterator<Item = &str> {
    let folder = format!("{}/", dataset.name());
    marker.files.iter().map(|f| f.path.as_str()).filter(move |path| path.starts_with(&folder))
}

/// The columns `id` and `number`.
fn names(batch: &RecordBatch) -> Result<(StringArray, Int64Array), BatchError> {
    let column = |name: &str| {
        batch.column_by_name(name).ok_or_else(|| BatchError::output(name, "is a column that a file of a batch lacks"))
    };
    let names = StringArray::from(cast(column("id")?, &DataType::Utf8)?.to_data());
    Ok((names, Int64Array::from(cast(column("number")?, &DataType::Int64)?.to_data())))
}

/// Takes documents of one input out of all its files. They are listed first: from then on it can be gone on with.
fn leave_out(
    out: &Out,
    (key, marker): &(String, Marker),
    numbers: &HashSet<i64>,
    scratch: &Path,
) -> Result<(), BatchError> {
    let mut left_out: Vec<(String, i64)> = Vec::new();
    for file in of(Dataset::Documents, marker) {
        for batch in read_columns(&out.root().join(file), &["id", "number"])? {
            let (names, all) = names(&batch?)?;
            let gone = (0..all.len()).filter(|k| numbers.contains(&all.value(*k)));
            left_out.extend(gone.map(|k| (names.value(k).to_owned(), all.value(k))));
        }
    }
    let list = out.duplicates_path(key);
    if list.exists() {
        for batch in read(&list)? {
            let (names, known) = names(&batch?)?;
            left_out.extend((0..known.len()).map(|k| (names.value(k).to_owned(), known.value(k))));
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
        for file in of(dataset, marker) {
            without(&out.root().join(file), numbers, scratch)?;
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
