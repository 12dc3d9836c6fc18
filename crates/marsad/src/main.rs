//! The `marsad` program: one file per subcommand, no logic of its own.
//!
//! Data goes to standard output, talk to standard error. Exit codes: 0 done, 1 some inputs failed (each named, the rest
//! done), 2 wrong usage or nothing could be done.

mod coding;
mod commands;
mod importing;
mod interrupt;
mod lines;
mod nodes;
mod output;
mod pages;
mod records;
mod report;
mod streams;
mod talk;
mod weighing;

use std::process::ExitCode;

use clap::Parser;

use commands::{Cli, Done};

#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let cli = Cli::parse();
    match cli.run() {
        Ok(Done::All) => ExitCode::SUCCESS,
        Ok(Done::Some) => ExitCode::from(1),
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            talk::talk!("{error:#}");
            ExitCode::from(2)
        }
    }
}
