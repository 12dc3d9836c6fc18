//! Many pages from one place: folders, lists of addresses, tables, mailboxes, exports and archives.
//!
//! [`files`] names the files of a path, [`open`] opens one of them as a [`Source`], which gives its [`Item`]s one after the
//! other in bounded memory. What is broken comes out as a [`SourceError`] that names file and place, and the rest goes on.
//!
//! An item holds bytes as an archive keeps them: a page, a message as it came, a row of a table as JSON. Its media type
//! says how [`crate::to_document`] reads it, so that it can be read again from the archive alone.
//!
//! [`Journal`] remembers how far each file was imported, so that an import that was broken off goes on where it was.

mod decode;
mod error;
mod files;
mod journal;
mod json;
mod kind;
mod lines;
mod mbox;
mod pages;
mod table;
mod window;

pub use error::{Place, SourceError, Unit};
pub use files::files;
pub use journal::{Journal, Standing};
pub use kind::Kind;

use crate::{Fetched, Limits};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// One thing to be read and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its stable address: where it was published if the source knows, else one made from its ids.
    pub target: String,
    /// Its bytes; none for an address that is yet to be fetched.
    pub fetched: Option<Fetched>,
    /// When it was captured, where the source knows that (archives do).
    pub captured_at: Option<Timestamp>,
    /// Where it stands.
    pub place: Place,
    /// How many items of the file, good or bad, are through once this one is: what [`Source::skip_to`] takes.
    pub number: u64,
}

/// The items of one file.
pub struct Source {
    path: PathBuf,
    kind: Kind,
    /// Bytes of the file, for showing how far an import is.
    size: u64,
    inner: Box<dyn Steps>,
    read: kind::Counter,
    number: u64,
    skip: u64,
}

/// One step through a file: an item without its number, or what was wrong.
type Step = Result<Item, SourceError>;

/// What each kind of file gives.
trait Steps: Send {
    /// The next item; none at the end. With `skip`, only its place in the order matters, not what it holds.
    fn step(&mut self, skip: bool) -> Option<Step>;
    /// About how many bytes of the file are through, where that is not what was read of it.
    fn through(&self) -> Option<u64> {
        None
    }
}

/// One article as a JSON object, read as a line of a file of articles is; `path` and `line` say where it stands.
///
/// # Errors
/// When it is no JSON object, or has neither text nor address.
pub fn article(path: &Path, line: u64, json: &[u8]) -> Result<Item, SourceError> {
    let item = lines::article_item(json, Place { path: path.to_owned(), unit: Unit::Line, at: line })?;
    Ok(Item { number: line, ..item })
}

/// The document of an item that is an article (a line of JSON, a row of a table), with its words as they are given: nothing is
/// taken for furniture and no mark-up is read. None where the item is something else, which [`crate::to_document`] reads.
///
/// # Errors
/// What is wrong with the article, in words.
#[must_use]
pub fn as_given(fetched: &Fetched) -> Option<Result<marsad_model::Document, String>> {
    (fetched.media_type == crate::records::ARTICLE).then(|| crate::records::article::as_given(fetched))
}

/// The field of an article that a column of a table stands for, whatever it is called there: `id`, `title`, `text`, `published`,
/// `url`, `outlet`, `byline` or `language`.
#[must_use]
pub fn field_of(column: &str) -> Option<&'static str> {
    crate::records::article::field(column)
}

/// The day in a cell of a table.
///
/// # Errors
/// Where it is none, in words.
pub fn day_of(written: &str) -> Result<marsad_model::Day, String> {
    crate::records::article::day_of(written)
}

/// Opens one file, whatever kind it is.
///
/// # Errors
/// When it cannot be read, or is of a kind that is not read.
pub fn open(path: &Path, limits: &Limits) -> Result<Source, SourceError> {
    let whole = || Place { path: path.to_owned(), unit: Unit::File, at: 0 };
    let (kind, size) = kind::of(path)?;
    let most = usize::try_from(limits.max_bytes).unwrap_or(usize::MAX).max(1024);
    let read = kind::Counter::default();
    let stream = || kind::reader(path, &read).map_err(|e| SourceError::new(whole(), format!("cannot be read ({e})")));
    let inner: Box<dyn Steps> = match kind {
        Kind::Page => Box::new(pages::One::page(path, limits)),
        Kind::Mail => Box::new(pages::One::mail(path, limits)),
        Kind::Archive => Box::new(pages::Archive::open(path, limits)?),
        Kind::List => Box::new(lines::Lines::list(path, stream()?)),
        Kind::JsonLines => Box::new(lines::Lines::json(path, stream()?, most)),
        Kind::Json => Box::new(json::Json::over(path, stream()?, most)),
        Kind::Table => Box::new(table::Table::open(path, stream()?, most)?),
        Kind::Mailbox => Box::new(mbox::Mailbox::over(path, stream()?, most)),
    };
    Ok(Source { path: path.to_owned(), kind, size, inner, read, number: 0, skip: 0 })
}

impl Source {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What kind of file it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The file's size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// About how many bytes of the file are through, at most [`Source::size`].
    #[must_use]
    pub fn through(&self) -> u64 {
        self.inner.through().unwrap_or_else(|| self.read.load(Ordering::Relaxed)).min(self.size)
    }

    /// How many items, good or bad, are through.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Passes over the first `number` items: those that an earlier run has done.
    #[must_use]
    pub fn skip_to(mut self, number: u64) -> Self {
        self.skip = number;
        self
    }
}

impl Iterator for Source {
    type Item = Result<Item, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let skip = self.number < self.skip;
            let step = self.inner.step(skip)?;
            self.number += 1;
            if !skip {
                return Some(step.map(|item| Item { number: self.number, ..item }));
            }
        }
    }
}

/// A short hash for addresses of things without an id.
fn short_hash(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().take(12).map(|b| format!("{b:02x}")).collect()
}

/// The file's name, for addresses of things that have none of their own.
fn name_of(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
