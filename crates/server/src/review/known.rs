//! What a coder may choose: the actors of the lexicon and the places of the gazetteer, by name and by id.

use crate::i18n::Lang;
use crate::names::Names;
use marsad_lexicon::{Entity, GazetteerPlace, Lexicon};
use marsad_model::PlaceKind;
use marsad_store::{ActorNode, Nodes, PlaceNode};
use serde::Serialize;
use std::sync::Arc;

/// How many are offered.
pub const OFFERED: usize = 8;

/// The lexicon that the server was given: its actors and places can be chosen for what a report says.
#[derive(Clone)]
pub struct Known(Held);

#[derive(Clone)]
enum Held {
    Own(Arc<Lexicon>),
    BuiltIn,
}

/// Somebody or somewhere to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// The id.
    pub value: String,
    /// The name in the reader's language.
    pub name: String,
    /// What tells it from others of the name.
    pub note: String,
}

/// What kind of name is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// An actor or a person.
    Actor,
    /// A place.
    Place,
}

impl Of {
    /// Its name in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Place => "place",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Actor, Self::Place].into_iter().find(|of| of.as_str() == name)
    }
}

impl Known {
    /// A lexicon, as it was read.
    #[must_use]
    pub fn of(lexicon: Arc<Lexicon>) -> Self {
        Self(Held::Own(lexicon))
    }

    /// The program's own.
    #[must_use]
    pub fn built_in() -> Self {
        Self(Held::BuiltIn)
    }

    /// The lexicon itself.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        match &self.0 {
            Held::Own(lexicon) => lexicon,
            Held::BuiltIn => Lexicon::builtin(),
        }
    }

    /// What these words may name, the likeliest first; or their beginning, where somebody types.
    #[must_use]
    pub fn like(&self, of: Of, typed: &str, lang: Lang) -> Vec<Candidate> {
        match of {
            Of::Actor => self.lexicon().actors_like(typed, OFFERED).into_iter().map(|e| actor(e, lang)).collect(),
            Of::Place => self.lexicon().places_like(typed, OFFERED).into_iter().map(|p| place(&p, lang)).collect(),
        }
    }

    /// What bears exactly this name: the ids, the likeliest first.
    #[must_use]
    pub fn named(&self, of: Of, words: &str) -> Vec<String> {
        match of {
            Of::Actor => {
                let found = self.lexicon().entities.names.get(words);
                found.into_iter().map(|i| self.lexicon().entities.at(i).id.clone()).collect()
            }
            Of::Place => {
                let mut found: Vec<GazetteerPlace<'_>> =
                    self.lexicon().gazetteer.named(words).into_iter().map(|i| self.lexicon().gazetteer.at(i)).collect();
                found.sort_by_key(|p| std::cmp::Reverse((p.kind, p.population)));
                found.into_iter().map(|p| p.id.to_owned()).collect()
            }
        }
    }

    /// One of them by its id.
    #[must_use]
    pub fn candidate(&self, of: Of, id: &str, lang: Lang) -> Option<Candidate> {
        match of {
            Of::Actor => self.lexicon().entities.get(id).map(|e| actor(e, lang)),
            Of::Place => self.lexicon().gazetteer.get(id).map(|p| place(&p, lang)),
        }
    }
}

impl Nodes for Known {
    fn actor(&self, id: &str) -> Option<ActorNode> {
        let e = self.lexicon().entities.get(id)?;
        Some(ActorNode { entity: e.en.clone(), country: e.country.clone(), sector: e.sector })
    }

    fn place(&self, id: &str) -> Option<PlaceNode> {
        let p = self.lexicon().gazetteer.get(id)?;
        Some(PlaceNode {
            name: p.en.to_owned(),
            lat: Some(p.lat),
            lon: Some(p.lon),
            kind: Some(p.kind),
            country: p.country.map(str::to_owned),
            precision: precision(p.kind),
        })
    }

    fn is_named(&self, entity: &str) -> bool {
        self.lexicon().entities.all.iter().any(|e| e.en == entity)
    }
}

/// How exactly a place of a kind places a report; the coder counts the same way.
fn precision(kind: PlaceKind) -> u8 {
    match kind {
        PlaceKind::Site | PlaceKind::Neighbourhood | PlaceKind::Village | PlaceKind::Town | PlaceKind::City => 1,
        PlaceKind::District => 3,
        PlaceKind::Governorate => 4,
        PlaceKind::Region => 5,
        PlaceKind::Country => 6,
    }
}

fn actor(e: &Entity, lang: Lang) -> Candidate {
    let (name, other) = in_language(lang, &e.en, &e.ar);
    let country = e.country.as_ref().map(|c| lang.code_name("country", c));
    let sector = e.sector.map(|s| lang.code_name("sector", s.as_str()));
    Candidate { value: e.id.clone(), name, note: note([other, sector, country]) }
}

fn place(p: &GazetteerPlace<'_>, lang: Lang) -> Candidate {
    let (name, other) = in_language(lang, p.en, p.ar);
    let kind = Some(lang.code_name("kind", p.kind.as_str()));
    let around = p.admin1.filter(|a| *a != p.en).map(str::to_owned);
    let country = p.country.map(|c| lang.code_name("country", c));
    Candidate { value: p.id.to_owned(), name, note: note([other, kind, around, country]) }
}

/// The name in the reader's language, and the other one.
fn in_language(lang: Lang, en: &str, ar: &str) -> (String, Option<String>) {
    let (own, other) = if lang == Lang::Ar { (ar, en) } else { (en, ar) };
    let some = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    match some(own) {
        Some(own) => (own, some(other)),
        None => (other.to_owned(), None),
    }
}

/// What is there, each isolated in its own direction.
fn note<const N: usize>(parts: [Option<String>; N]) -> String {
    let all: Vec<String> = parts.into_iter().flatten().map(|part| format!("\u{2068}{part}\u{2069}")).collect();
    all.join(" · ")
}

/// The Arabic name of a canonical one where the reader reads Arabic.
#[must_use]
pub fn shown(names: &Names, lang: Lang, canonical: &str) -> String {
    let arabic = if lang == Lang::Ar { names.arabic(canonical) } else { None };
    arabic.unwrap_or(canonical).to_owned()
}
