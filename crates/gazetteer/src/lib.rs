//! Places in a compact form that is searched where it lies, and the import of other gazetteers into it.
//!
//! A [`Pack`] is one block of bytes: records, strings, and automata over the folded Arabic names, the ids and the consonants
//! of Latin names. Opening one costs a checksum, whatever it holds; nothing is unpacked. The program's own places are packed
//! when it is built, those that a user imports when they are imported ([`import`]).

mod distance;
pub mod import;
mod latin;
mod pack;
mod place;
mod table;
mod write;

pub use distance::km;
pub use latin::{consonants, fits};
pub use pack::{Pack, PackError, Walk};
pub use place::{NewPlace, Place};
pub use table::{TableError, place_of, read_places};
pub use write::pack;
