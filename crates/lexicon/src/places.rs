//! The gazetteer: places, nationalities, head words and directions.

use marsad_model::PlaceKind;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::phrase::PhraseMap;
use crate::table::read_tables;
use crate::{Files, LexiconError};

/// A place of the gazetteer.
#[derive(Debug, Clone)]
pub struct GazetteerPlace {
    /// Stable id, e.g. `geonames:173576`, `site:al-hol-camp`.
    pub id: String,
    /// English name.
    pub en: String,
    /// Canonical Arabic name.
    pub ar: String,
    /// What it is.
    pub kind: PlaceKind,
    /// Latitude, WGS 84.
    pub lat: f64,
    /// Longitude, WGS 84.
    pub lon: f64,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// English name of the governorate it lies in.
    pub admin1: Option<String>,
    /// Id of the place it lies in.
    pub parent: Option<String>,
    /// Inhabitants, 0 where unknown.
    pub population: u64,
}

/// A head noun of place names: «مدينة», «ريف».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceHead {
    /// What it makes.
    pub kind: PlaceKind,
    /// The head as the list has it, folded.
    pub form: String,
    /// Whether it stands before several names: «بلدات», «مدينتي».
    pub several: bool,
}

/// Every place the program knows.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    /// The places; phrase maps point into this list.
    pub all: Vec<GazetteerPlace>,
    /// Arabic names to indices of `all`.
    pub names: PhraseMap<u32>,
    /// Head nouns.
    pub heads: PhraseMap<PlaceHead>,
    /// Direction words: «شمال», «شرقي» → N, E ….
    pub directions: PhraseMap<String>,
    /// Nationality adjectives to ISO alpha-3 codes.
    pub nationalities: PhraseMap<String>,
    /// Folded one-word names that are ordinary words too.
    pub common: FxHashSet<String>,
    /// Folded words after which a name is that of a thing: «مطعم», «نادي», «طراز».
    not_before: FxHashSet<String>,
    by_id: FxHashMap<String, u32>,
    /// Capitals by country.
    capitals: FxHashMap<String, u32>,
}

impl Gazetteer {
    pub(crate) fn load(files: &Files) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        for path in files.paths("gazetteer/", ".tsv") {
            let name = path.trim_start_matches("gazetteer/").trim_end_matches(".tsv");
            match name {
                "common_words" => read_tables(files, path, |row| {
                    out.common.insert(marsad_text::fold_str(row.get("name")));
                    Ok(())
                })?,
                "no_place_after" => read_tables(files, path, |row| {
                    out.not_before.extend(row.list("form").map(marsad_text::fold_str));
                    Ok(())
                })?,
                "heads" => read_tables(files, path, |row| {
                    let kind = row.parse("kind")?;
                    let several = matches!(row.get("number"), "plural" | "dual");
                    for form in row.list("form").chain(row.list("plural")) {
                        out.heads.insert(form, PlaceHead { kind, form: marsad_text::fold_str(form), several });
                    }
                    Ok(())
                })?,
                "directions" => read_tables(files, path, |row| {
                    for form in row.list("form") {
                        out.directions.insert(form, row.get("code").to_owned());
                    }
                    Ok(())
                })?,
                "nationalities" => read_tables(files, path, |row| {
                    for form in row.list("forms") {
                        out.nationalities.insert(form, row.get("country").to_owned());
                        // «8430 فلسطينيا», «هجوما إسرائيليا».
                        if form.ends_with('ي') {
                            out.nationalities.insert(&format!("{form}ا"), row.get("country").to_owned());
                        }
                        if !form.starts_with("ال") && !form.contains(' ') {
                            out.nationalities.insert(&format!("ال{form}"), row.get("country").to_owned());
                        }
                    }
                    Ok(())
                })?,
                _ => read_tables(files, path, |row| {
                    let place = GazetteerPlace {
                        id: row.get("id").to_owned(),
                        en: row.get("name_en").to_owned(),
                        ar: row.list("names_ar").next().unwrap_or_default().to_owned(),
                        kind: row.parse("kind")?,
                        lat: row.parse("lat")?,
                        lon: row.parse("lon")?,
                        country: row.some("country"),
                        admin1: row.some("admin1"),
                        parent: row.some("parent"),
                        population: row.parse_some("population")?.unwrap_or(0),
                    };
                    if place.id.is_empty() {
                        return Err(row.error("a place needs an `id`".to_owned()));
                    }
                    if !(-90.0..=90.0).contains(&place.lat) || !(-180.0..=180.0).contains(&place.lon) {
                        return Err(row.error(format!("{}, {} is not a position in degrees", place.lat, place.lon)));
                    }
                    let index = match out.by_id.get(&place.id) {
                        Some(&index) => {
                            out.all[index as usize] = place;
                            index
                        }
                        None => {
                            let index = u32::try_from(out.all.len()).unwrap_or(u32::MAX);
                            out.by_id.insert(place.id.clone(), index);
                            out.all.push(place);
                            index
                        }
                    };
                    for name in row.list("names_ar") {
                        out.names.insert(name, index);
                    }
                    Ok(())
                })?,
            }
        }
        read_tables(files, "lexicon/ar/metonyms", |row| {
            let country = row.get("actor").trim_start_matches("state-").to_uppercase();
            let city = out.names.get(row.get("form")).into_iter().filter(|&i| {
                let place = &out.all[i as usize];
                place.country.as_deref() == Some(&country) && matches!(place.kind, PlaceKind::City | PlaceKind::Town)
            });
            if let (false, Some(index)) =
                (row.get("note").contains("no capital"), city.max_by_key(|&i| out.all[i as usize].population))
            {
                out.capitals.insert(country, index);
            }
            Ok(())
        })?;
        Ok(out)
    }

    /// Whether a name after this folded word is that of a thing, not of a place.
    #[must_use]
    pub fn is_not_before(&self, folded: &str) -> bool {
        self.not_before.contains(folded)
            || folded.strip_prefix(['و', 'ف', 'ب', 'ل']).is_some_and(|rest| self.not_before.contains(rest))
    }

    /// The capital of a country (ISO alpha-3).
    #[must_use]
    pub fn capital(&self, country: &str) -> Option<u32> {
        self.capitals.get(country).copied()
    }

    /// A point in the part of a country that a compass code names: the middle of the settlements in that third of it.
    #[must_use]
    pub fn toward(&self, country: &str, code: &str) -> Option<(f64, f64)> {
        let towns: Vec<(f64, f64)> = self
            .all
            .iter()
            .filter(|p| {
                p.country.as_deref() == Some(country)
                    && matches!(p.kind, PlaceKind::City | PlaceKind::Town | PlaceKind::Governorate)
            })
            .map(|p| (p.lat, p.lon))
            .collect();
        if towns.len() < 6 {
            return None;
        }
        let bounds = |axis: fn(&(f64, f64)) -> f64| {
            let mut all: Vec<f64> = towns.iter().map(axis).collect();
            all.sort_by(f64::total_cmp);
            (all[all.len() / 20], all[all.len() - 1 - all.len() / 20])
        };
        let (south, north) = bounds(|p| p.0);
        let (west, east) = bounds(|p| p.1);
        let (height, width) = ((north - south) / 3.0, (east - west) / 3.0);
        let inside = |p: &&(f64, f64)| {
            let vertical = match (code.contains('N'), code.contains('S')) {
                (true, false) => p.0 >= north - height,
                (false, true) => p.0 <= south + height,
                _ => code != "C" || (p.0 - (north + south) / 2.0).abs() <= height / 2.0,
            };
            let horizontal = match (code.contains('E'), code.contains('W')) {
                (true, false) => p.1 >= east - width,
                (false, true) => p.1 <= west + width,
                _ => code != "C" || (p.1 - (west + east) / 2.0).abs() <= width / 2.0,
            };
            vertical && horizontal
        };
        if !matches!(code, "N" | "S" | "E" | "W" | "NE" | "NW" | "SE" | "SW" | "C") {
            return None;
        }
        let (mut lat, mut lon, mut n) = (0.0, 0.0, 0.0);
        for p in towns.iter().filter(inside) {
            lat += p.0;
            lon += p.1;
            n += 1.0;
        }
        (n > 0.0).then(|| (lat / n, lon / n))
    }

    /// The place with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&GazetteerPlace> {
        self.by_id.get(id).map(|&i| &self.all[i as usize])
    }

    /// The index of the place with this id.
    #[must_use]
    pub fn index(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// The place at an index that a phrase map gave.
    #[must_use]
    pub fn at(&self, index: u32) -> &GazetteerPlace {
        &self.all[index as usize]
    }
}
