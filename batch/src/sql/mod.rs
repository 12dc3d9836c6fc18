//! Questions in SQL: coding as functions of a table, and the datasets of a folder as tables.

mod function;
mod print;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::arrow::datatypes::DataType;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::prelude::SessionContext;
use marsad_acquire::Limits;
use marsad_lexicon::Lexicon;

use crate::coding::Fault;
use crate::done::Out;
use crate::engine;
use crate::error::BatchError;
use function::{Function, What};

pub use print::{Form, print};

/// Is told what is wrong with a record: the input's name and the fault.
pub type Tell = Box<dyn Fn(&str, &Fault) + Send + Sync>;

/// What the functions read with.
pub struct Reader {
    /// Reports are read with it.
    pub lexicon: &'static Lexicon,
    /// Threads that read and code.
    pub threads: usize,
    /// Language tags of the documents that are taken; all where there are none.
    pub languages: Vec<String>,
    /// Bounds on each record.
    pub limits: Limits,
    /// Where copies of objects lie while they are read.
    pub scratch: std::path::PathBuf,
    /// Is told what is wrong with a record: the input's name and the fault.
    pub tell: Tell,
    /// How many records were told.
    pub failed: AtomicU64,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("threads", &self.threads)
            .field("languages", &self.languages)
            .finish_non_exhaustive()
    }
}

impl Reader {
    fn fault(&self, input: &str, fault: &Fault) {
        self.failed.fetch_add(1, Ordering::Relaxed);
        (self.tell)(input, fault);
    }
}

/// A session that knows the functions `read`, `documents`, `mentions` and `code`, and reads files that are named as tables
/// (`select … from 'data.parquet'`).
///
/// # Errors
/// When the scratch folder cannot be used.
pub fn session(reader: Arc<Reader>) -> Result<SessionContext, BatchError> {
    let session = engine::session(reader.threads, &reader.scratch)?.enable_url_table();
    for (name, what) in
        [("read", What::Read), ("documents", What::Documents), ("mentions", What::Mentions), ("code", What::Reports)]
    {
        session.register_udtf(name, Arc::new(Function::new(name, what, Arc::clone(&reader))));
    }
    Ok(session)
}

/// Makes every dataset of a folder a table of its name, with the column `month`.
///
/// # Errors
/// When the folder is none of a batch, or its files cannot be read.
pub async fn add_folder(session: &SessionContext, folder: &Path) -> Result<(), BatchError> {
    let out = Out::existing(folder)?;
    for name in ["documents", "mentions", "reports", "errors", "duplicates", "links", "origins", "events"] {
        let path = out.root().join(name);
        // A folder without files has no columns.
        let months = path.read_dir().into_iter().flatten().flatten();
        if months.filter_map(|month| month.path().read_dir().ok()).any(|mut files| files.next().is_some()) {
            register(session, name, &path).await?;
        }
    }
    Ok(())
}

/// Makes a folder of Parquet files, cut by month, a table.
pub(crate) async fn register(session: &SessionContext, name: &str, path: &Path) -> Result<(), BatchError> {
    let url = ListingTableUrl::parse(format!("{}/", path.display()))?;
    let options = ListingOptions::new(Arc::new(ParquetFormat::default()))
        .with_file_extension(".parquet")
        .with_table_partition_cols(vec![("month".to_owned(), DataType::Utf8)]);
    let state = session.state();
    let schema = options.infer_schema(&state, &url).await?;
    let config = ListingTableConfig::new(url).with_listing_options(options).with_schema(schema);
    session.register_table(name, Arc::new(ListingTable::try_new(config)?))?;
    Ok(())
}
