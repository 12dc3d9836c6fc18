//! What many documents say together: which go back to one origin, which reports tell one event, and where their figures
//! disagree.
//!
//! Everything here is a pure function of texts and reports. [`Shingles`] compare two texts exactly; [`Signature`]s and
//! [`KeyIndex`] find whom to compare among millions. A [`Page`] is a document as it
//! is compared, a [`Link`] says on what grounds two go back to one source, [`Origins`] groups them. A [`Telling`] is what one
//! document says of one event, [`compare`] says field by field how two agree, [`Events`] puts them together as they arrive and
//! keeps to what persons decided. [`EventView`] and [`Contested`] show the outcome with every rival value.
//!
//! Nothing here does IO, asks a clock or stores anything, and nothing says what is true.
#![warn(missing_docs)]

mod assign;
mod cluster;
mod common;
mod compare;
mod contested;
mod credits;
mod decision;
mod group;
mod headed;
mod index;
mod link;
mod meet;
mod origin;
mod page;
mod shingle;
mod signature;
mod sources;
mod story;
mod telling;
mod view;
mod weights;
mod whole;

pub use assign::{ACCEPT, Match, SUGGEST, among_rivals, match_documents, pair_off, pair_off_best, pair_off_named};
pub use cluster::{Events, SLACK};
pub use common::Commonness;
pub use compare::{Comparison, Part, compare, kilometres, levels};
pub use contested::{Claim, Contested, Course, Range, Row, Standing};
pub use credits::{Credit, CreditKind, Credits, CreditsError};
pub use decision::{Contradiction, Decision};
pub use group::{Member, group};
pub use headed::{SHARED_WORDS, STORY_DAYS, story_grounds, story_match};
pub use index::{CANDIDATES, Candidate, HOLDERS, KeyIndex, MemoryIndex, SHARED_KEYS, candidates};
pub use link::{ABOUT, COPY, CREDIT_DAYS, Link, LinkKind, PARTIAL, PASSAGE, VERBATIM, link};
pub use meet::{DAYS_APART, asked, filed, weigh};
pub use origin::{Origin, Origins, Revision, revision};
pub use page::{LongQuote, Page, QUOTED_WORDS};
pub use shingle::{Passage, Shingles, WORDS};
pub use signature::{Bands, NotASignature, Signature};
pub use sources::Sources;
pub use story::{LEAD, Rarity, bare};
pub use telling::{NEWS_DAYS, Number, Party, Spot, Telling, tells_an_event};
pub use view::{EventView, Statement, Value};
pub use weights::{Field, Level, Weights, WeightsError};
pub use whole::{SAME_STORY, Story, compare_stories, compare_through_copies, story_levels};
