//! The lexicon and gazetteer as a review asks them: what an id stands for.

use std::collections::HashSet;

use marsad_lexicon::Lexicon;
use marsad_model::PlaceKind;
use marsad_store::{ActorNode, Nodes, PlaceNode};

/// See [`Nodes`].
pub struct LexiconNodes<'a> {
    lexicon: &'a Lexicon,
    names: HashSet<&'a str>,
}

impl<'a> LexiconNodes<'a> {
    /// The nodes of a lexicon.
    pub fn new(lexicon: &'a Lexicon) -> Self {
        let names = lexicon.entities.all().map(|entity| entity.en.as_str()).collect();
        Self { lexicon, names }
    }
}

impl Nodes for LexiconNodes<'_> {
    fn actor(&self, id: &str) -> Option<ActorNode> {
        let entity = self.lexicon.entities.get(id)?;
        Some(ActorNode { entity: entity.en.clone(), country: entity.country.clone(), sector: entity.sector })
    }

    fn place(&self, id: &str) -> Option<PlaceNode> {
        let place = self.lexicon.gazetteer.get(id)?;
        let precision = match place.kind {
            PlaceKind::Country => 6,
            PlaceKind::Region => 5,
            PlaceKind::Governorate => 4,
            PlaceKind::District => 3,
            _ => 1,
        };
        Some(PlaceNode {
            name: place.en.to_owned(),
            lat: Some(place.lat),
            lon: Some(place.lon),
            kind: Some(place.kind),
            country: place.country.map(str::to_owned),
            precision,
        })
    }

    fn is_named(&self, entity: &str) -> bool {
        self.names.contains(entity)
    }
}
