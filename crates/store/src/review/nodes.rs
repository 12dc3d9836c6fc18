//! What a coder may choose beside words of the text.

use marsad_model::{PlaceKind, Sector};

/// An actor of the lexicon.
#[derive(Debug, Clone, PartialEq)]
pub struct ActorNode {
    /// Plain English canonical name.
    pub entity: String,
    /// ISO 3166-1 alpha-3 code.
    pub country: Option<String>,
    /// PLOVER sector.
    pub sector: Option<Sector>,
}

/// A place of the gazetteer.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceNode {
    /// English name.
    pub name: String,
    /// Latitude, WGS 84 degrees.
    pub lat: Option<f64>,
    /// Longitude, WGS 84 degrees.
    pub lon: Option<f64>,
    /// What kind of place.
    pub kind: Option<PlaceKind>,
    /// ISO 3166-1 alpha-3 code of its country.
    pub country: Option<String>,
    /// How exactly a report is placed by it, 1 to 7 as [`marsad_model::Place::precision`].
    pub precision: u8,
}

/// The lexicon and the gazetteer, as far as a review needs them: what an id stands for.
pub trait Nodes {
    /// The actor of this id.
    fn actor(&self, id: &str) -> Option<ActorNode>;

    /// The place of this id.
    fn place(&self, id: &str) -> Option<PlaceNode>;

    /// Whether somebody or something has this canonical name: who says a report is named by it without an id.
    fn is_named(&self, entity: &str) -> bool;
}

/// No node at all: only words of the text can be chosen.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoNodes;

impl Nodes for NoNodes {
    fn actor(&self, _: &str) -> Option<ActorNode> {
        None
    }

    fn place(&self, _: &str) -> Option<PlaceNode> {
        None
    }

    fn is_named(&self, _: &str) -> bool {
        false
    }
}
