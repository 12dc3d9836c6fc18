//! Files that are one page or one e-mail, and archives of pages.

use super::{Item, Place, SourceError, Step, Steps, Unit, short_hash};
use crate::warc::{Reader, WarcError};
use crate::{AcquireError, Fetched, Limits, records};
use jiff::Timestamp;
use std::path::{Path, PathBuf};

/// A file that is one item.
pub(super) struct One {
    path: PathBuf,
    limits: Limits,
    mail: bool,
    through: u64,
    done: bool,
}

impl One {
    pub(super) fn page(path: &Path, limits: &Limits) -> Self {
        Self { path: path.to_owned(), limits: limits.clone(), mail: false, through: 0, done: false }
    }

    pub(super) fn mail(path: &Path, limits: &Limits) -> Self {
        Self { mail: true, ..Self::page(path, limits) }
    }
}

impl Steps for One {
    fn step(&mut self, skip: bool) -> Option<Step> {
        if std::mem::replace(&mut self.done, true) {
            return None;
        }
        let place = Place { path: self.path.clone(), unit: Unit::File, at: 0 };
        let mut item =
            Item { target: self.path.display().to_string(), fetched: None, captured_at: None, place, number: 0 };
        if skip {
            return Some(Ok(item));
        }
        let mut fetched = match crate::read_file(&self.path, &self.limits) {
            Ok(fetched) => fetched,
            Err(error) => return Some(Err(SourceError::new(item.place, without_name(&error, &item.target)))),
        };
        self.through = u64::MAX;
        if self.mail {
            item.target = records::mail::address(&fetched.bytes)
                .unwrap_or_else(|| format!("mail:{}#{}", super::name_of(&self.path), short_hash(&fetched.bytes)));
            fetched.target.clone_from(&item.target);
            fetched.media_type = records::MAIL.to_owned();
        }
        item.fetched = Some(fetched);
        Some(Ok(item))
    }

    fn through(&self) -> Option<u64> {
        Some(self.through)
    }
}

/// The message of an error whose input's name is told anyway.
pub(super) fn without_name(error: &AcquireError, target: &str) -> String {
    let text = error.to_string();
    text.strip_prefix(target).and_then(|rest| rest.strip_prefix(": ")).map_or(text.clone(), str::to_owned)
}

/// The pages of a web archive.
pub(super) struct Archive {
    path: PathBuf,
    limits: Limits,
    reader: Reader,
}

impl Archive {
    pub(super) fn open(path: &Path, limits: &Limits) -> Result<Self, SourceError> {
        let reader = Reader::open(path).map_err(|e| error(path, 0, &e))?;
        Ok(Self { path: path.to_owned(), limits: limits.clone(), reader })
    }
}

fn error(path: &Path, offset: u64, error: &WarcError) -> SourceError {
    let at = match error {
        WarcError::Broken { offset, .. } | WarcError::TooLarge { offset, .. } => *offset,
        _ => offset,
    };
    let name = path.display().to_string();
    let text = error.to_string();
    let reason = text.strip_prefix(&name).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(&text);
    SourceError::new(Place { path: path.to_owned(), unit: Unit::Byte, at }, reason)
}

impl Steps for Archive {
    fn step(&mut self, skip: bool) -> Option<Step> {
        loop {
            let record = match self.reader.next()? {
                Ok(record) => record,
                Err(e) => return Some(Err(error(&self.path, self.reader.position(), &e))),
            };
            // Requests, metadata, redirects and answers without a page belong to the archive, not to the record.
            let Some(fetched) = record.to_fetched(&self.limits) else { continue };
            let place = Place { path: self.path.clone(), unit: Unit::Byte, at: record.offset };
            let captured_at = record.header("WARC-Date").and_then(|d| d.parse::<Timestamp>().ok());
            let target = record.target().unwrap_or_default().to_owned();
            if skip {
                return Some(Ok(Item { target, fetched: None, captured_at, place, number: 0 }));
            }
            let fetched: Fetched = match fetched {
                Ok(fetched) => fetched,
                Err(e) => return Some(Err(SourceError::new(place, e.to_string()))),
            };
            if !is_text(&fetched) {
                let kind = if fetched.media_type.is_empty() { "without a type" } else { fetched.media_type.as_str() };
                let reason = format!("{target}: no page ({kind}); passed over");
                return Some(Err(SourceError::notice(place, reason)));
            }
            return Some(Ok(Item { target, fetched: Some(fetched), captured_at, place, number: 0 }));
        }
    }

    fn through(&self) -> Option<u64> {
        Some(self.reader.position())
    }
}

/// Whether a record may hold a page: pictures, styles and scripts are in archives too.
fn is_text(fetched: &Fetched) -> bool {
    let kind = fetched.media_type.as_str();
    matches!(kind, "text/html" | "application/xhtml+xml" | "text/plain" | "")
        || kind == "application/http"
        || kind.starts_with("application/vnd.marsad.")
        || kind == records::MAIL
}
