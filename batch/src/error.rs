//! What can go wrong with a batch as a whole. What is wrong with one record is a row of the dataset `errors`.

use std::path::PathBuf;

/// Why a batch cannot go on. Each names what it is about and the way out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// An input that is not there, or cannot be listed.
    #[error("{input}: {why}")]
    Input {
        /// As it was named.
        input: String,
        /// What is wrong and what to do.
        why: String,
    },
    /// The output folder does not take what is written, or holds something else.
    #[error("{path}: {why}")]
    Output {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong and what to do.
        why: String,
    },
    /// The engine could not answer.
    #[error("{0}")]
    Engine(#[from] datafusion::error::DataFusionError),
    /// Columns that do not fit together.
    #[error("the rows cannot be put together ({0}); please report it")]
    Rows(#[from] arrow::error::ArrowError),
    /// A Parquet file of our own that cannot be read or written.
    #[error("{path}: {source}; remove the file and its marker under _done, and run the same command again", path = path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: parquet::errors::ParquetError,
    },
    /// A thread that could not be started.
    #[error("no thread can be started ({0}); give a smaller --threads")]
    Thread(std::io::Error),
}

impl BatchError {
    pub(crate) fn input(input: impl Into<String>, why: impl ToString) -> Self {
        Self::Input { input: input.into(), why: why.to_string() }
    }

    pub(crate) fn output(path: impl Into<PathBuf>, why: impl ToString) -> Self {
        Self::Output { path: path.into(), why: why.to_string() }
    }

    /// An error of writing under the output folder.
    pub(crate) fn write(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        Self::output(
            path,
            format!("cannot be written ({error}); check permissions and free space, then run the same command again"),
        )
    }
}
