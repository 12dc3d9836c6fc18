//! The public form of the record: private persons without their names, sensitive places without their exact position.
//!
//! Who is private is decided by data (`data/` and the lexicon), what is hidden by the coder's own reading of the text. A name is
//! blacked out by as many characters as it has, so that every span stays where it is. [`PublicStore`] stands before a store
//! and answers as it does, in public form: lists, counts, searches, documents, changes. What it does not give cannot be shown by
//! anybody behind it.

mod asking;
mod events;
mod finder;
mod given;
mod hide;
mod latin;
mod lists;
mod look;
mod public;
mod space;

pub use finder::{Finder, Hidden};
pub use hide::{BLACK, NEUTRAL, NEUTRAL_AR, document, report};
pub use public::PublicStore;
