//! The files of one input: rows into partitions by month, with bounds on memory and open files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::columns::Rows;
use crate::error::BatchError;
use crate::files::{GROUP_BYTES, GROUP_ROWS, Writer};
use crate::tables::Dataset;

/// Bytes of rows that wait to be written, over all partitions of an input: beyond them the largest is written.
const WAITING: usize = 48 << 20;
/// Files that are open at once: beyond them the one written to longest ago is ended, and what comes later goes to another.
const OPEN: usize = 96;

/// A finished file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Made {
    /// Its path under the output folder.
    pub path: String,
    /// Its rows as they were coded.
    pub rows: u64,
}

struct Partition {
    rows: Rows,
    writer: Option<Writer>,
    /// Number of the file that is written next, from 0.
    part: u32,
    /// When something was last written to it, in turns.
    last: u64,
}

/// Takes the rows of one input.
pub struct Sink {
    /// Where files are made before they are moved to their place.
    folder: PathBuf,
    key: String,
    partitions: BTreeMap<(Dataset, String), Partition>,
    waiting: usize,
    open: usize,
    turn: u64,
    made: Vec<Made>,
    largest: usize,
    most_open: usize,
}

impl Sink {
    /// Files under `folder`, named after `key`.
    #[must_use]
    pub fn new(folder: &Path, key: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            key: key.to_owned(),
            partitions: BTreeMap::new(),
            waiting: 0,
            open: 0,
            turn: 0,
            made: Vec::new(),
            largest: WAITING,
            most_open: OPEN,
        }
    }

    /// The same with other bounds, so that tests reach them.
    #[cfg(test)]
    fn bounded(mut self, waiting: usize, open: usize) -> Self {
        (self.largest, self.most_open) = (waiting, open);
        self
    }

    /// Lets `add` append rows to a partition.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn add(&mut self, dataset: Dataset, month: &str, add: impl FnOnce(&mut Rows)) -> Result<(), BatchError> {
        let key = (dataset, month.to_owned());
        let partition = self.partitions.entry(key.clone()).or_insert_with(|| Partition {
            rows: Rows::new(dataset.columns(), None),
            writer: None,
            part: 0,
            last: 0,
        });
        let before = partition.rows.bytes();
        add(&mut partition.rows);
        let bytes = partition.rows.bytes();
        self.waiting += bytes - before;
        if bytes >= GROUP_BYTES || partition.rows.len() >= GROUP_ROWS {
            self.write(&key)?;
        }
        while self.waiting > self.largest {
            let largest = self.partitions.iter().max_by_key(|(key, p)| (p.rows.bytes(), std::cmp::Reverse(*key)));
            let Some(largest) = largest.filter(|(_, p)| !p.rows.is_empty()).map(|(key, _)| key.clone()) else { break };
            self.write(&largest)?;
        }
        Ok(())
    }

    /// Writes what waits in a partition as a group.
    fn write(&mut self, key: &(Dataset, String)) -> Result<(), BatchError> {
        let Some(partition) = self.partitions.get_mut(key) else { return Ok(()) };
        if partition.rows.is_empty() {
            return Ok(());
        }
        self.waiting -= partition.rows.bytes();
        let batch = partition.rows.take()?;
        if partition.writer.is_none() {
            let path = self.folder.join(path_of(key, &self.key, partition.part));
            partition.writer = Some(Writer::create(&path, partition.rows.schema())?);
            self.open += 1;
        }
        self.turn += 1;
        partition.last = self.turn;
        if let Some(writer) = &mut partition.writer {
            writer.group(&batch)?;
        }
        if self.open > self.most_open {
            let oldest = self.partitions.iter().filter(|(_, p)| p.writer.is_some()).min_by_key(|(_, p)| p.last);
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                self.close(&oldest)?;
            }
        }
        Ok(())
    }

    fn close(&mut self, key: &(Dataset, String)) -> Result<(), BatchError> {
        let Some(partition) = self.partitions.get_mut(key) else { return Ok(()) };
        if let Some(writer) = partition.writer.take() {
            self.made.push(Made { path: path_of(key, &self.key, partition.part), rows: writer.rows() });
            partition.part += 1;
            self.open -= 1;
            writer.end()?;
        }
        Ok(())
    }

    /// Writes all that waits and ends all files; they are on the disk then. Gives them sorted by their paths.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn end(mut self) -> Result<Vec<Made>, BatchError> {
        let keys: Vec<(Dataset, String)> = self.partitions.keys().cloned().collect();
        for key in keys {
            self.write(&key)?;
            self.close(&key)?;
        }
        self.made.sort();
        Ok(self.made)
    }
}

/// The path of a file under the output folder.
fn path_of((dataset, month): &(Dataset, String), key: &str, part: u32) -> String {
    let part = if part == 0 { String::new() } else { format!(".{part}") };
    format!("{}/month={month}/{key}{part}.parquet", dataset.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::Fault;
    use crate::files::read;
    use crate::tables::add_error;

    fn fill(folder: &Path, waiting: usize, open: usize) -> Vec<Made> {
        let mut sink = Sink::new(folder, "k").bounded(waiting, open);
        for number in 1..=3_000_u64 {
            let month = format!("2024-{:02}", number * 7 % 12 + 1);
            let fault = Fault { number, unit: "row", at: number, document: String::new(), message: "m".repeat(50) };
            sink.add(Dataset::Errors, &month, |rows| add_error(rows, "i", &fault)).unwrap();
            assert!(sink.waiting <= waiting + 200 && sink.open <= open + 1);
        }
        sink.end().unwrap()
    }

    #[test]
    fn bounds_on_memory_and_files_lose_no_row_and_the_bytes_are_the_same_every_time() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        let made = fill(&a, 20_000, 4);
        assert_eq!(made, fill(&b, 20_000, 4));
        assert!(made.len() > 12, "files were ended early");
        assert_eq!(made.iter().map(|m| m.rows).sum::<u64>(), 3_000);
        let mut rows = 0;
        for one in &made {
            assert!(std::fs::read(a.join(&one.path)).unwrap() == std::fs::read(b.join(&one.path)).unwrap());
            rows += read(&a.join(&one.path)).unwrap().map(|b| b.unwrap().num_rows()).sum::<usize>();
        }
        assert_eq!(rows, 3_000);
        assert_eq!(made[0].path, "errors/month=2024-01/k.1.parquet");
    }
}
