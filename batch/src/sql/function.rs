//! `code('…')` and the others: inputs read and coded while a query asks for their rows.

use std::ops::ControlFlow;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::error::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchReceiverStreamBuilder;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use marsad_coder::Coder;

use super::Reader;
use crate::coding::{Fault, Outcome, Wish, work};
use crate::columns::{Column, Rows, schema};
use crate::error::BatchError;
use crate::inputs::{Input, find};
use crate::pipeline;
use crate::read::Records;
use crate::tables::{Dataset, READ, add_document, add_mentions, add_read, add_reports};

/// Rows and bytes of a batch that is handed on.
const ROWS: usize = 2048;
const BYTES: usize = 2 << 20;

/// What a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Documents as they are read.
    Read,
    /// Documents, coded.
    Documents,
    /// Their mentions.
    Mentions,
    /// Their reports.
    Reports,
}

impl What {
    fn columns(self) -> &'static [Column] {
        match self {
            Self::Read => READ,
            Self::Documents => Dataset::Documents.columns(),
            Self::Mentions => Dataset::Mentions.columns(),
            Self::Reports => Dataset::Reports.columns(),
        }
    }

    /// What has to be made of a document for some columns, by their places.
    fn wish(self, languages: &[String], columns: &[usize]) -> Wish {
        let (coded, mentions) = match self {
            Self::Read => (false, false),
            Self::Documents => {
                let names = columns.iter().filter_map(|at| Some(Dataset::Documents.columns().get(*at)?.name));
                let beyond: Vec<&str> = names.filter(|name| READ.iter().all(|c| c.name != *name)).collect();
                (!beyond.is_empty(), beyond.contains(&"mentions"))
            }
            Self::Mentions => (true, true),
            Self::Reports => (true, false),
        };
        Wish { languages: languages.to_vec(), coded, mentions }
    }
}

/// A table function.
#[derive(Debug)]
pub(super) struct Function {
    name: &'static str,
    what: What,
    reader: Arc<Reader>,
}

impl Function {
    pub(super) fn new(name: &'static str, what: What, reader: Arc<Reader>) -> Self {
        Self { name, what, reader }
    }
}

impl TableFunctionImpl for Function {
    fn call_with_args(&self, args: TableFunctionArgs) -> Result<Arc<dyn TableProvider>> {
        let mut words = Vec::new();
        for argument in args.exprs() {
            match argument {
                Expr::Literal(ScalarValue::Utf8(Some(word)) | ScalarValue::Utf8View(Some(word)), _) => {
                    words.push(word.clone())
                }
                other => {
                    return plan_err!(
                        "{}(…) takes names of files, folders or patterns in quotes, like {}('news/*.warc.gz'), and no `{other}`",
                        self.name,
                        self.name
                    );
                }
            }
        }
        if words.is_empty() {
            return plan_err!("{}(…) needs what it is to read, like {}('news/*.warc.gz')", self.name, self.name);
        }
        // Planning runs inside the engine's own threads, which must not wait for an object store.
        let runtime = tokio::runtime::Handle::current();
        let found = std::thread::scope(|scope| scope.spawn(|| find(&words, &runtime)).join());
        let found = found.map_err(|_| DataFusionError::Internal("the inputs could not be listed".to_owned()))?;
        let inputs = found.map_err(|e| DataFusionError::Plan(e.to_string()))?.inputs;
        Ok(Arc::new(Table { what: self.what, inputs: inputs.into(), reader: Arc::clone(&self.reader) }))
    }
}

/// Inputs as a table.
#[derive(Debug)]
struct Table {
    what: What,
    inputs: Arc<[Input]>,
    reader: Arc<Reader>,
}

#[async_trait]
impl TableProvider for Table {
    fn schema(&self) -> SchemaRef {
        schema(self.what.columns())
    }

    fn table_type(&self) -> TableType {
        TableType::Temporary
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let columns = self.what.columns();
        let wanted = projection.cloned().unwrap_or_else(|| (0..columns.len()).collect());
        let schema = Arc::new(self.schema().project(&wanted)?);
        let part = Part {
            what: self.what,
            inputs: Arc::clone(&self.inputs),
            reader: Arc::clone(&self.reader),
            schema: Arc::clone(&schema),
            wanted,
            limit,
        };
        Ok(Arc::new(StreamingTableExec::try_new(schema, vec![Arc::new(part)], None, [], false, limit)?))
    }
}

/// The rows of all inputs, in their order.
#[derive(Debug, Clone)]
struct Part {
    what: What,
    inputs: Arc<[Input]>,
    reader: Arc<Reader>,
    schema: SchemaRef,
    wanted: Vec<usize>,
    limit: Option<usize>,
}

impl PartitionStream for Part {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _ctx: Arc<TaskContext>) -> SendableRecordBatchStream {
        let mut builder = RecordBatchReceiverStreamBuilder::new(Arc::clone(&self.schema), 2);
        let send = builder.tx();
        let part = self.clone();
        let runtime = tokio::runtime::Handle::current();
        builder.spawn_blocking(move || {
            let mut left = part.limit;
            for input in part.inputs.iter() {
                // Nobody listens any more, or all that was asked for is there.
                if send.is_closed() || left == Some(0) {
                    break;
                }
                let handed = |batch| send.blocking_send(Ok(batch)).is_ok();
                part.input(input, &runtime, &mut left, handed).map_err(|e| DataFusionError::External(Box::new(e)))?;
            }
            Ok(())
        });
        builder.build()
    }
}

impl Part {
    /// The rows of one input, handed on until `left` of them are through or nobody takes more.
    fn input(
        &self,
        input: &Input,
        runtime: &tokio::runtime::Handle,
        left: &mut Option<usize>,
        hand_on: impl Fn(datafusion::arrow::array::RecordBatch) -> bool,
    ) -> std::result::Result<(), BatchError> {
        let local = input.local(&self.reader.scratch, runtime)?;
        let records = match Records::open(local.path(), &self.reader.limits) {
            Ok(records) => records,
            Err(error) => {
                let (at, message) = (error.place.at, error.reason);
                self.reader
                    .fault(&input.name, &Fault { number: 0, unit: "file", at, document: String::new(), message });
                return Ok(());
            }
        };
        let coder = Coder::new(self.reader.lexicon);
        let wish = self.what.wish(&self.reader.languages, &self.wanted);
        let mut rows = Rows::new(self.what.columns(), Some(&self.wanted));
        let mut on = |rows: &mut Rows| -> std::result::Result<ControlFlow<()>, BatchError> {
            let mut batch = rows.take()?;
            if let Some(left) = left.as_mut() {
                batch = batch.slice(0, batch.num_rows().min(*left));
                *left -= batch.num_rows();
            }
            let more = batch.num_rows() == 0 || hand_on(batch);
            Ok(if more && *left != Some(0) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        };
        let mut ended = false;
        let mut most = self.limit.map_or(ROWS, |limit| limit.clamp(1, ROWS));
        pipeline::run(
            records,
            |_| 0,
            self.reader.threads,
            |record| work(&coder, &wish, &input.name, record),
            |outcome, _| {
                match outcome {
                    Outcome::Done(coded) => match self.what {
                        What::Read => add_read(&mut rows, &input.name, &coded),
                        What::Documents => add_document(&mut rows, &input.name, &coded),
                        What::Mentions => add_mentions(&mut rows, &input.name, &coded),
                        What::Reports => add_reports(&mut rows, &input.name, &coded),
                    },
                    Outcome::Failed(fault) => self.reader.fault(&input.name, &fault),
                    Outcome::Other | Outcome::Passed => {}
                }
                if rows.len() < most && rows.bytes() < BYTES {
                    return Ok(ControlFlow::Continue(()));
                }
                most = ROWS;
                let flow = on(&mut rows)?;
                ended = flow.is_break();
                Ok(flow)
            },
        )?;
        if !ended {
            let _ = on(&mut rows)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_coded_for_columns_that_reading_gives() {
        let at = |name: &str| Dataset::Documents.columns().iter().position(|c| c.name == name).unwrap();
        let of = |names: &[&str]| {
            let columns: Vec<usize> = names.iter().map(|n| at(n)).collect();
            let wish = What::Documents.wish(&[], &columns);
            (wish.coded, wish.mentions)
        };
        assert_eq!(of(&["id", "text", "captured_at"]), (false, false));
        assert_eq!(of(&["id", "genre"]), (true, false));
        assert_eq!(of(&["mentions"]), (true, true));
        assert!(!What::Reports.wish(&[], &[]).mentions);
    }
}
