//! `marsad batch` and `marsad sql`: handed over to `marsad-batch`, which has the engine in it.

use std::path::PathBuf;
use std::process::Command;

use super::Done;

/// The program that does the work.
const NAME: &str = if cfg!(windows) { "marsad-batch.exe" } else { "marsad-batch" };

/// Where it is: beside this program, else in one of the folders of `PATH`.
fn program() -> Option<PathBuf> {
    let beside = std::env::current_exe().ok().and_then(|own| Some(own.parent()?.join(NAME)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    beside.into_iter().chain(std::env::split_paths(&path).map(|folder| folder.join(NAME))).find(|p| p.is_file())
}

/// Runs the same command line with `marsad-batch`, in place of this program where the system can.
pub fn hand_over() -> anyhow::Result<Done> {
    let Some(program) = program() else {
        anyhow::bail!(
            "`batch` and `sql` need the program {NAME}, which is neither beside this one nor on the PATH; build it with `make batch` in \
             the source folder, or put the one of your release beside `marsad`"
        );
    };
    let mut command = Command::new(&program);
    command.args(std::env::args_os().skip(1));
    let failed = |error: std::io::Error| anyhow::anyhow!("{}: cannot be run ({error})", program.display());
    #[cfg(unix)]
    return Err(failed(std::os::unix::process::CommandExt::exec(&mut command)));
    #[cfg(not(unix))]
    {
        let status = command.status().map_err(failed)?;
        match status.code() {
            Some(0) => Ok(Done::All),
            Some(1) => Ok(Done::Some),
            code => std::process::exit(code.unwrap_or(2)),
        }
    }
}
