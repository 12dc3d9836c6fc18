//! `marsad sql`: questions, answered while files are read and coded.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context;
use marsad_batch::sql::{Form, Reader, add_folder, print, session};

use super::{languages, lexicon, limits, runtime, say, threads};
use crate::batch_args::{SqlArgs, SqlFormat};

/// Faults that are told one by one.
const TOLD: u64 = 20;

pub fn run(args: SqlArgs) -> anyhow::Result<bool> {
    let threads = threads(args.reading.threads);
    let runtime = runtime(threads)?;
    let scratch = tempfile::tempdir().context("no scratch folder can be made; is the disk full?")?;
    let told = AtomicU64::new(0);
    let reader = Arc::new(Reader {
        lexicon: lexicon(&args.reading.overlays, !args.reading.no_builtin)?,
        threads,
        languages: languages(&args.reading),
        limits: limits(&args.reading),
        scratch: scratch.path().to_owned(),
        tell: Box::new(move |input, fault| {
            if told.fetch_add(1, Ordering::Relaxed) < TOLD {
                say(&format!("{input}, {} {}: {}", fault.unit, fault.at, fault.message));
            }
        }),
        failed: AtomicU64::new(0),
    });
    let form = match args.format {
        SqlFormat::Table => Form::Table(args.rows),
        SqlFormat::Csv => Form::Csv,
        SqlFormat::Jsonl => Form::Jsonl,
        SqlFormat::Parquet => {
            anyhow::ensure!(
                !std::io::stdout().is_terminal(),
                "a Parquet file is nothing to look at; end the command with `> FILE`"
            );
            Form::Parquet
        }
    };
    let printed = runtime.block_on(async {
        let session = session(Arc::clone(&reader))?;
        if let Some(folder) = &args.data {
            add_folder(&session, folder).await?;
        }
        let answer = session.sql(&args.query).await?.execute_stream().await?;
        print(answer, form, std::io::BufWriter::new(std::io::stdout())).await
    });
    let (rows, more) = match printed {
        Ok(printed) => printed,
        // Whoever listened has heard enough.
        Err(error) if format!("{error:?}").contains("BrokenPipe") => return Ok(true),
        Err(error) => return Err(error.into()),
    };
    if more {
        say(&format!("the first {rows} rows; --rows N shows more, --format csv writes all"));
    }
    let failed = reader.failed.load(Ordering::Relaxed);
    if failed > TOLD {
        say(&format!("{failed} records failed; the dataset errors of `marsad batch` lists each"));
    }
    Ok(failed == 0)
}
