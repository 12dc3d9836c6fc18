//! The program `marsad-batch`: what `marsad batch` and `marsad sql` hand their work to.
//!
//! Data goes to standard output, talk to standard error. Exit codes: 0 done, 1 some inputs failed (each named, the rest done), 2 wrong
//! usage or nothing could be done.

#[path = "../../crates/marsad/src/commands/batch_args.rs"]
mod batch_args;
mod cli;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match cli::Cli::parse().run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            cli::say(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}
