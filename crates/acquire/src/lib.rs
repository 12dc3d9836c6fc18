//! Pages in: from a file, standard input or an address to a readable [`marsad_model::Document`], and into an archive.
//!
//! The way of a page is [`read_file`], [`read_stdin`] or [`fetch_url`] → [`Fetched`] (bytes, nothing decided) →
//! [`to_document`] → [`Reading`] (title, body, day of publication, and what was doubtful about them). What was fetched is
//! kept in WARC 1.1 files by [`warc::Writer`] and read back by [`warc::read_member`] and [`warc::Reader`], which also reads
//! the archives of other programs. [`timestamp`] has somebody else say when a finished archive was there.
//!
//! Everything here reads what strangers wrote: sizes, nesting and time are bounded by [`Limits`], and no input panics.
//! The crate knows no more Arabic than its data files tell it: furniture lines in `lexicon/ar/furniture.tsv`, month names
//! in `data/months.tsv`, words around dates in `data/date_words.tsv`.

mod address;
mod charset;
mod clock;
mod date_words;
mod dates;
mod document;
mod download;
mod entities;
mod error;
mod exchange;
pub mod feeds;
mod fetch;
mod fold;
mod furniture;
mod guard;
mod html;
mod input;
mod limits;
pub mod pdf;
mod plain;
mod post;
mod published;
mod records;
pub mod robots;
mod sign_off;
mod sniff;
pub mod sources;
mod stamps;
pub mod timestamp;
mod trace;
mod visit;
pub mod warc;

pub use address::Names;
pub use document::{Aside, Media, MediaKind, ReadOptions, Reading, Warning, to_document};
pub use download::{Downloaded, download};
pub use error::AcquireError;
pub use exchange::{Exchange, Hop};
pub use fetch::{fetch_any, fetch_exchange, fetch_url};
pub use furniture::{Furniture, FurnitureError};
pub use html::with_room;
pub use input::{Fetched, read_file, read_stdin};
pub use limits::Limits;
pub use post::{Posted, ask, post};
pub use trace::{Trace, trace};
pub use visit::{Answer, Conditions, PRODUCT, Unanswered, Visitor, VisitorOptions, host_and_origin, user_agent};
