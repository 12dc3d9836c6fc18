//! How far each file was imported: a small file beside a store, so that an import goes on where it was broken off.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// How far a file was imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not at all, or the file is another one since.
    New,
    /// So many items are through.
    Until(u64),
    /// To its end; so many items.
    Done(u64),
}

/// What a file was when it was imported: a file of another size or time is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    size: u64,
    changed: u128,
}

/// The record of imports: a text file with one line for each step, the last line about a file counts.
///
/// It only ever says what the store has acknowledged already. Where it is lost, or was not written in time, items are read
/// again and the store knows them; nothing is lost or doubled. Lines that cannot be read (a crash while writing) count as
/// not there.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    known: HashMap<PathBuf, (Mark, Standing)>,
    /// What the files that are being imported were when that began.
    begun: HashMap<PathBuf, Mark>,
    file: Option<File>,
}

const HEADING: &str =
    "# How far files were imported: size, time of change in ns, items, state, path. marsad add goes on from here.\n";

impl Journal {
    /// Opens the record at `path`, which need not be there yet.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let mut known = HashMap::new();
        match File::open(path) {
            Ok(file) => {
                for line in BufReader::new(file).split(b'\n') {
                    if let Some((name, entry)) = parse(&String::from_utf8_lossy(&line?)) {
                        known.insert(name, entry);
                    }
                }
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(e),
        }
        Ok(Self { path: path.to_owned(), known, begun: HashMap::new(), file: None })
    }

    /// How far a file was imported. Ask before reading it: what is noted later is about the file as it was then, so that what
    /// somebody adds to it meanwhile is not taken for done.
    pub fn standing(&mut self, file: &Path) -> Standing {
        let (Some(mark), name) = (mark(file), whole(file)) else { return Standing::New };
        self.begun.insert(name.clone(), mark);
        match self.known.get(&name) {
            Some((then, standing)) if *then == mark => *standing,
            _ => Standing::New,
        }
    }

    /// Notes how far a file is imported. Call it after the store has kept what it says.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn note(&mut self, file: &Path, standing: Standing) -> std::io::Result<()> {
        let name = whole(file);
        let Some(mark) = self.begun.get(&name).copied().or_else(|| mark(file)) else { return Ok(()) };
        let (count, state) = match standing {
            Standing::New => (0, "new"),
            Standing::Until(count) => (count, "until"),
            Standing::Done(count) => (count, "done"),
        };
        let shown = name.to_string_lossy();
        // A path that is no line of text cannot be noted; such a file is read again.
        if !shown.contains(['\n', '\u{FFFD}']) {
            let line = format!("{}\t{}\t{count}\t{state}\t{shown}\n", mark.size, mark.changed);
            if self.file.is_none() {
                let mut file = OpenOptions::new().create(true).append(true).open(&self.path)?;
                // Whatever a crash left of the last line ends here.
                file.write_all(if file.metadata()?.len() == 0 { HEADING.as_bytes() } else { b"\n" })?;
                self.file = Some(file);
            }
            if let Some(out) = &mut self.file {
                out.write_all(line.as_bytes())?;
            }
        }
        if matches!(standing, Standing::Done(_)) {
            self.begun.remove(&name);
        }
        self.known.insert(name, (mark, standing));
        Ok(())
    }
}

fn whole(file: &Path) -> PathBuf {
    std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned())
}

fn mark(file: &Path) -> Option<Mark> {
    let meta = std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file)?;
    let changed = meta.modified().ok()?.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
    Some(Mark { size: meta.len(), changed })
}

fn parse(line: &str) -> Option<(PathBuf, (Mark, Standing))> {
    let mut columns = line.splitn(5, '\t');
    let size = columns.next()?.parse().ok()?;
    let changed = columns.next()?.parse().ok()?;
    let count = columns.next()?.parse().ok()?;
    let standing = match columns.next()? {
        "until" => Standing::Until(count),
        "done" => Standing::Done(count),
        _ => Standing::New,
    };
    let name = columns.next().filter(|n| !n.is_empty())?;
    Some((PathBuf::from(name), (Mark { size, changed }, standing)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_goes_on_where_it_was_unless_the_file_is_another_one() {
        let dir = tempfile::tempdir().unwrap();
        let (notes, file) = (dir.path().join("imports.tsv"), dir.path().join("بريد.mbox"));
        std::fs::write(&file, "one").unwrap();
        let mut journal = Journal::open(&notes).unwrap();
        assert_eq!(journal.standing(&file), Standing::New);
        journal.note(&file, Standing::Until(7)).unwrap();
        journal.note(&file, Standing::Until(12)).unwrap();
        assert_eq!(Journal::open(&notes).unwrap().standing(&file), Standing::Until(12));
        journal.note(&file, Standing::Done(20)).unwrap();
        assert_eq!(Journal::open(&notes).unwrap().standing(&file), Standing::Done(20));
        // What is added while the file is read is not done.
        assert_eq!(journal.standing(&file), Standing::Done(20));
        std::fs::write(&file, "one and two").unwrap();
        journal.note(&file, Standing::Done(20)).unwrap();
        assert_eq!(Journal::open(&notes).unwrap().standing(&file), Standing::New);
        std::fs::write(&file, "another").unwrap();
        assert_eq!(Journal::open(&notes).unwrap().standing(&file), Standing::New);
    }

    #[test]
    fn a_torn_last_line_does_no_harm() {
        let dir = tempfile::tempdir().unwrap();
        let (notes, file) = (dir.path().join("imports.tsv"), dir.path().join("a.csv"));
        std::fs::write(&file, "one").unwrap();
        Journal::open(&notes).unwrap().note(&file, Standing::Until(3)).unwrap();
        let mut torn = OpenOptions::new().append(true).open(&notes).unwrap();
        torn.write_all(b"3\t99").unwrap();
        let mut again = Journal::open(&notes).unwrap();
        assert_eq!(again.standing(&file), Standing::Until(3));
        again.note(&file, Standing::Until(5)).unwrap();
        assert_eq!(Journal::open(&notes).unwrap().standing(&file), Standing::Until(5));
    }
}
