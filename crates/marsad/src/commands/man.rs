//! `marsad man`: the manual pages, made of the same definition that reads the command line.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::CommandFactory;
use clap_mangen::Man as Page;
use clap_mangen::roff::{Roff, bold, roman};

use super::{Cli, Done};
use crate::talk::talk;

/// Write the manual pages: one for the program and one for each command
#[derive(Debug, clap::Args)]
pub struct Man {
    /// The folder to write them into, as `marsad.1`, `marsad-read.1` and so on; made where it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Man {
    pub fn run(self) -> anyhow::Result<Done> {
        std::fs::create_dir_all(&self.out).with_context(|| format!("cannot make {}", self.out.display()))?;
        let mut program = Cli::command().disable_help_subcommand(true);
        program.build();
        let pages = write(&program, &self.out)?;
        talk!("{pages} manual pages in {}", self.out.display());
        Ok(Done::All)
    }
}

/// Writes the page of a command and of all below it; how many.
fn write(command: &clap::Command, folder: &Path) -> anyhow::Result<usize> {
    let path = folder.join(format!("{}.1", name(command)));
    std::fs::write(&path, page(command)?).with_context(|| format!("cannot write {}", path.display()))?;
    let mut pages = 1;
    for below in command.get_subcommands().filter(|c| !c.is_hide_set()) {
        pages += write(below, folder)?;
    }
    Ok(pages)
}

/// `marsad-watch-run` for `marsad watch run`.
fn name(command: &clap::Command) -> String {
    command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned()
}

fn page(command: &clap::Command) -> anyhow::Result<Vec<u8>> {
    let name = name(command);
    // Without a date, so that the same program gives the same bytes.
    let source = concat!("Marsad ", env!("CARGO_PKG_VERSION"));
    let man = Page::new(command.clone()).title(name.to_uppercase()).source(source).manual("Marsad");
    let mut out = Vec::new();
    man.render(&mut out)?;
    let mut end = Roff::new();
    end.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in [
        ("0", "Done."),
        ("1", "Some inputs failed; each is named on standard error, and the rest is done."),
        ("2", "Wrong usage, or nothing could be done."),
    ] {
        end.control("TP", []).text([bold(code)]).text([roman(meaning)]);
    }
    if name == "marsad" {
        end.control("SH", ["ENVIRONMENT"]);
        for (variable, meaning) in [
            (
                "MARSAD_STORE",
                "The store where --store is not given: a folder, or the address of a PostgreSQL database.",
            ),
            ("MARSAD_ARCHIVE", "The archive's folder, for a store on PostgreSQL."),
            ("MARSAD_LEXICON", "Your own lexicon folder, which every command lays over the built-in one."),
        ] {
            end.control("TP", []).text([bold(variable)]).text([roman(meaning)]);
        }
    } else {
        end.control("SH", ["SEE ALSO"]).text([bold("marsad"), roman("(1)")]);
    }
    end.to_writer(&mut out)?;
    Ok(out)
}
