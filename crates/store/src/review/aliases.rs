//! What corrections say of names.

use crate::error::StoreError;
use crate::events::db::Db;
use serde::{Deserialize, Serialize};

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AliasKind {
    /// An actor or a person of the lexicon.
    Actor,
    /// A place of the gazetteer.
    Place,
}

/// "These words are that actor": a row for the lexicon, with what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// Of an actor or of a place.
    pub kind: AliasKind,
    /// The words as the texts write them, without vowel signs and tatweel.
    pub words: String,
    /// Id of the actor or place that coders chose.
    pub id: String,
    /// Its canonical name.
    pub name: String,
    /// In how many corrections that stand.
    pub corrections: u64,
    /// Of how many coders.
    pub coders: u64,
    /// In how many documents.
    pub documents: u64,
    /// What the machine had there most often: a name, or nothing.
    pub instead_of: Option<String>,
    /// How many corrections say that the same words are something else: then it depends on what stands around them.
    pub against: u64,
    /// Up to five reviews that say so.
    pub reviews: Vec<i64>,
}
