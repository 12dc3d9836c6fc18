//! The function that executors know: codes one input into the output folder, and says what became of it.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use datafusion::arrow::array::{Array, ArrayRef, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};
use marsad_acquire::Limits;
use marsad_coder::Coder;
use marsad_lexicon::Lexicon;
use serde::{Deserialize, Serialize};

use crate::coding::Wish;
use crate::done::{Marker, Out, Settings};
use crate::error::BatchError;
use crate::inputs::find;
use crate::run::{Options, Watcher, one};

/// The name of the function.
const NAME: &str = "marsad_code_input";

/// What all tasks of a run have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The output folder, which all machines share under this path.
    pub root: PathBuf,
    /// What it is coded with.
    pub settings: Settings,
    /// Most bytes of one page.
    pub max_bytes: u64,
}

impl Job {
    pub(super) fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What became of an input.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Became {
    Done(Marker),
    /// It could not be fetched or read to its end; the words name it.
    Failed(String),
    #[serde(skip)]
    Unknown(String),
}

impl Became {
    pub(super) fn read(written: &str) -> Self {
        serde_json::from_str(written).unwrap_or_else(|_| Self::Unknown(written.chars().take(80).collect()))
    }
}

/// What an executor codes with.
pub struct Worker {
    lexicon: Box<dyn Fn() -> std::result::Result<&'static Lexicon, String> + Send + Sync>,
    compiled: OnceLock<std::result::Result<&'static Lexicon, String>>,
}

impl Worker {
    /// A worker whose lexicon is compiled when it is first asked for.
    #[must_use]
    pub fn new(lexicon: impl Fn() -> std::result::Result<&'static Lexicon, String> + Send + Sync + 'static) -> Self {
        Self { lexicon: Box::new(lexicon), compiled: OnceLock::new() }
    }

    fn code(&self, name: &str, job: &str) -> Result<Became> {
        let job: Job = serde_json::from_str(job).map_err(|e| {
            DataFusionError::Execution(format!("the run is written in another way ({e}); use one version everywhere"))
        })?;
        let lexicon = self.compiled.get_or_init(|| (self.lexicon)()).clone().map_err(DataFusionError::Execution)?;
        // A machine that has no room may be a bad one: the scheduler gives the task to whoever asks next.
        let external = |e: BatchError| DataFusionError::IoError(std::io::Error::other(e.to_string()));
        let out = Out::existing(&job.root).map_err(external)?;
        out.agrees(&Settings { lexicon: lexicon.hash.clone(), ..job.settings.clone() }).map_err(external)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| external(BatchError::Thread(e)))?;
        match self.input(name, &job, &out, lexicon, runtime.handle()) {
            Ok(marker) => Ok(Became::Done(marker)),
            Err(error @ BatchError::Input { .. }) => Ok(Became::Failed(error.to_string())),
            Err(error) => Err(external(error)),
        }
    }

    fn input(
        &self,
        name: &str,
        job: &Job,
        out: &Out,
        lexicon: &'static Lexicon,
        runtime: &tokio::runtime::Handle,
    ) -> std::result::Result<Marker, BatchError> {
        let _held = out.hold()?;
        let found = find(&[name.to_owned()], runtime)?.inputs;
        let Some(input) = found.iter().find(|input| input.name == name) else {
            return Err(BatchError::input(name, "is not there for this executor; all machines need the same paths"));
        };
        // An earlier attempt has done it, and its answer was lost.
        if let Some(marker) = out.marker(&input.key()).filter(|m| m.fingerprint == input.fingerprint) {
            return Ok(marker);
        }
        let options = Options {
            threads: 1,
            shard: None,
            limits: Limits { max_bytes: job.max_bytes, ..Limits::default() },
            wish: Wish { languages: job.settings.languages.clone(), coded: true, mentions: job.settings.mentions },
        };
        one(out, input, Coder::new(lexicon), &options, 1, runtime, &Nobody)
    }
}

/// Nobody watches a task; what it says of an input is in its answer and in the dataset of errors.
struct Nobody;

impl Watcher for Nobody {
    fn bytes(&self, _more: u64) {}
    fn documents(&self, _more: u64) {}
    fn say(&self, _line: &str) {}
}

/// The function; who only plans with it needs no worker.
pub(super) fn udf(worker: Option<Arc<Worker>>) -> ScalarUDF {
    let code = move |arguments: &[ColumnarValue]| -> Result<ColumnarValue> {
        let Some(worker) = &worker else { return exec_err!("{NAME} runs on executors only") };
        let columns = ColumnarValue::values_to_arrays(arguments)?
            .iter()
            .map(|column| Ok(StringArray::from(cast(column, &DataType::Utf8)?.to_data())))
            .collect::<Result<Vec<_>>>()?;
        let [names, jobs] = columns.as_slice() else { return exec_err!("{NAME} takes an input and a run") };
        let mut answers = Vec::with_capacity(names.len());
        for row in 0..names.len() {
            // Its own thread: the engine's threads must not wait for an object store.
            let task = || worker.code(names.value(row), jobs.value(row));
            let became = std::thread::scope(|scope| scope.spawn(task).join())
                .map_err(|_| DataFusionError::Execution(format!("{}: a thread ended early", names.value(row))))??;
            let written = serde_json::to_string(&became).map_err(|e| DataFusionError::External(Box::new(e)))?;
            answers.push(written);
        }
        Ok(ColumnarValue::Array(Arc::new(StringArray::from(answers)) as ArrayRef))
    };
    create_udf(NAME, vec![DataType::Utf8, DataType::Utf8], DataType::Utf8, Volatility::Volatile, Arc::new(code))
}
