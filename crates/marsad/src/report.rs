//! The list of what went wrong in an import, item by item: a table or JSON lines, for a person or a script.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use marsad_acquire::sources::{Place, Unit};

use crate::talk::talk;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Nothing was stored of the item.
    Error,
    /// It was stored; something about it is doubtful.
    Warning,
    /// Nothing was to be stored: a picture, a note of the service.
    Notice,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// Where errors go: to a file if one is named, and to standard error what a person must know.
pub struct Report {
    file: Option<(PathBuf, File, bool)>,
    /// How many errors were told.
    pub errors: u64,
    /// How many warnings were told.
    pub warnings: u64,
    /// How many notices were told.
    pub notices: u64,
}

impl Report {
    /// Opens the report. What is in the file already stays: an import that goes on adds to it.
    pub fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let file = path.map(|path| -> anyhow::Result<_> {
            let cannot = || format!("{}: the error report cannot be written; name another file", path.display());
            let json = path.extension().is_some_and(|e| e == "jsonl" || e == "json" || e == "ndjson");
            let mut file = OpenOptions::new().create(true).append(true).open(path).with_context(cannot)?;
            if !json && file.metadata().with_context(cannot)?.len() == 0 {
                file.write_all(b"level\tfile\tunit\tat\ttarget\tmessage\n").with_context(cannot)?;
            }
            Ok((path.to_owned(), file, json))
        });
        Ok(Self { file: file.transpose()?, errors: 0, warnings: 0, notices: 0 })
    }

    /// Tells of one item. `place` is where it stands, `target` its address if it has one.
    pub fn tell(&mut self, level: Level, place: Option<&Place>, target: &str, message: &str) -> anyhow::Result<()> {
        match level {
            Level::Error => self.errors += 1,
            Level::Warning => self.warnings += 1,
            Level::Notice => self.notices += 1,
        }
        let name = place.map(ToString::to_string);
        // With a report, standard error has what failed; without one, also what is doubtful.
        if level == Level::Error || (level == Level::Warning && self.file.is_none()) {
            match &name {
                Some(name) if !message.starts_with(name.as_str()) && target != name => talk!("{name}: {message}"),
                _ if !message.starts_with(target) => talk!("{target}: {message}"),
                _ => talk!("{message}"),
            }
        }
        let Some((path, file, json)) = &mut self.file else { return Ok(()) };
        let (unit, at) = place.map_or(("", String::new()), |p| match p.unit {
            Unit::File => ("", String::new()),
            Unit::Byte => ("byte", p.at.to_string()),
            Unit::Line => ("line", p.at.to_string()),
            Unit::Row => ("row", p.at.to_string()),
            Unit::Item => ("item", p.at.to_string()),
        });
        let from = place.map(|p| p.path.display().to_string()).unwrap_or_default();
        let line = if *json {
            let row = serde_json::json!({
                "level": level.name(), "file": from, "unit": unit, "at": at, "target": target, "message": message,
            });
            format!("{row}\n")
        } else {
            let plain = |text: &str| text.replace(['\t', '\n', '\r'], " ");
            format!("{}\t{}\t{unit}\t{at}\t{}\t{}\n", level.name(), plain(&from), plain(target), plain(message))
        };
        file.write_all(line.as_bytes())
            .with_context(|| format!("{}: the error report cannot be written", path.display()))
    }

    /// Where the report is, for the last line.
    pub fn name(&self) -> Option<String> {
        self.file.as_ref().map(|(path, ..)| path.display().to_string())
    }
}
