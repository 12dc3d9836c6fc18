//! `marsad completions`: what a shell needs to complete our commands and options.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Done};

/// Print the completions of commands and options for a shell
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> anyhow::Result<Done> {
        // Made in memory first: the generator panics where its output is closed early.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "marsad", &mut script);
        std::io::stdout().write_all(&script)?;
        Ok(Done::All)
    }
}
