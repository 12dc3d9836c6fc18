//! One place: as it is read from a pack, and as it is given to one.

use marsad_model::PlaceKind;

/// A place as a pack holds it; its words lie in the pack.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place<'a> {
    /// Stable id, e.g. `geonames:173576`, `site:al-hol-camp-syr`.
    pub id: &'a str,
    /// English name.
    pub en: &'a str,
    /// Canonical Arabic name; empty where none is known.
    pub ar: &'a str,
    /// What it is.
    pub kind: PlaceKind,
    /// Latitude, WGS 84.
    pub lat: f64,
    /// Longitude, WGS 84.
    pub lon: f64,
    /// ISO 3166-1 alpha-3.
    pub country: Option<&'a str>,
    /// English name of the governorate it lies in.
    pub admin1: Option<&'a str>,
    /// Id of the place it lies in.
    pub parent: Option<&'a str>,
    /// Inhabitants, 0 where unknown.
    pub population: u64,
}

/// A place to be packed.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPlace {
    /// Stable id. One that another gazetteer has as well makes this row a list of further names of that place.
    pub id: String,
    /// English name.
    pub en: String,
    /// Arabic names, the canonical one first.
    pub ar: Vec<String>,
    /// Other names in Latin letters.
    pub latin: Vec<String>,
    /// What it is.
    pub kind: PlaceKind,
    /// Latitude, WGS 84.
    pub lat: f64,
    /// Longitude, WGS 84.
    pub lon: f64,
    /// ISO 3166-1 alpha-3, or empty.
    pub country: String,
    /// English name of the governorate, or empty.
    pub admin1: String,
    /// Id of the place it lies in, or empty.
    pub parent: String,
    /// Inhabitants, 0 where unknown.
    pub population: u64,
    /// Ids in other collections: `gn:173576 pcode:SY02 wd:Q41183`.
    pub refs: String,
    /// How it is known.
    pub source: String,
    /// Under which licence.
    pub licence: String,
}

impl Default for NewPlace {
    fn default() -> Self {
        Self {
            id: String::new(),
            en: String::new(),
            ar: Vec::new(),
            latin: Vec::new(),
            kind: PlaceKind::Village,
            lat: 0.0,
            lon: 0.0,
            country: String::new(),
            admin1: String::new(),
            parent: String::new(),
            population: 0,
            refs: String::new(),
            source: String::new(),
            licence: String::new(),
        }
    }
}
