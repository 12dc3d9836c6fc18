//! Tables of whole numbers: what the engine sorts and joins. They are small and their batches full, so what sorting takes of memory
//! follows from the number of rows alone, and not from how many files of texts there are.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::prelude::SessionContext;
use futures::StreamExt;

use crate::error::BatchError;
use crate::files::{GROUP_ROWS, Writer};

/// A table of three columns: a `key`, the document `doc`, and one number more, `n`.
pub(crate) struct Table {
    writer: Option<Writer>,
    columns: [Vec<i64>; 3],
}

impl Table {
    pub(crate) fn create(path: &Path) -> Result<Self, BatchError> {
        let fields: Vec<Field> = ["key", "doc", "n"].map(|name| Field::new(name, DataType::Int64, false)).to_vec();
        Ok(Self { writer: Some(Writer::create(path, &Arc::new(Schema::new(fields)))?), columns: Default::default() })
    }

    pub(crate) fn add(&mut self, rows: impl Iterator<Item = [i64; 3]>) -> Result<(), BatchError> {
        for row in rows {
            self.columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
        }
        if self.columns[0].len() >= GROUP_ROWS { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), BatchError> {
        let columns = std::mem::take(&mut self.columns);
        let arrays = columns.map(|c| Arc::new(Int64Array::from(c)) as ArrayRef);
        let batch = RecordBatch::try_from_iter(["key", "doc", "n"].into_iter().zip(arrays))?;
        match &mut self.writer {
            Some(writer) if batch.num_rows() > 0 => writer.group(&batch),
            _ => Ok(()),
        }
    }

    pub(crate) fn end(mut self) -> Result<(), BatchError> {
        self.write()?;
        self.writer.take().map_or(Ok(()), Writer::end)
    }
}

/// Rows of whole numbers as the engine gives them, to be taken by a thread that is none of the engine's.
pub(crate) struct Rows<const N: usize> {
    stream: SendableRecordBatchStream,
    runtime: tokio::runtime::Handle,
    batch: Option<[Int64Array; N]>,
    at: usize,
}

impl<const N: usize> Rows<N> {
    /// Asks.
    pub(crate) fn of(
        session: &SessionContext,
        sql: &str,
        runtime: &tokio::runtime::Handle,
    ) -> Result<Self, BatchError> {
        let stream = runtime.block_on(async { session.sql(sql).await?.execute_stream().await })?;
        Ok(Self { stream, runtime: runtime.clone(), batch: None, at: 0 })
    }

    fn more(&mut self) -> Option<Result<[Int64Array; N], BatchError>> {
        let batch = self.runtime.block_on(self.stream.next())?;
        let columns = || -> Result<[Int64Array; N], BatchError> {
            let batch = batch?;
            let whole = |at: usize| -> Result<Int64Array, BatchError> {
                Ok(Int64Array::from(cast(batch.column(at), &DataType::Int64)?.to_data()))
            };
            let all = (0..N).map(whole).collect::<Result<Vec<_>, _>>()?;
            all.try_into().map_err(|_| BatchError::output("keys", "another number of columns; please report it"))
        };
        Some(columns())
    }
}

impl<const N: usize> Iterator for Rows<N> {
    type Item = Result<[i64; N], BatchError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(columns) = &self.batch
                && columns.first().is_some_and(|c| self.at < c.len())
            {
                let row = std::array::from_fn(|k| columns[k].value(self.at));
                self.at += 1;
                return Some(Ok(row));
            }
            match self.more()? {
                Ok(columns) => (self.batch, self.at) = (Some(columns), 0),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
