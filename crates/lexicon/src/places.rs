//! The gazetteer: places, nationalities, head words and directions.

use std::sync::Arc;

use std::ops::Range;

use marsad_gazetteer::{NewPlace, Pack, Place, fits, pack, place_of};
use marsad_model::PlaceKind;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::phrase::PhraseMap;
use crate::place_names::PlaceNames;
use crate::table::{read_rows, read_tables};
use crate::tables_beside::TABLES_BESIDE;
use crate::{Files, LexiconError};

/// The places of the built-in files, packed when the program was built.
static BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/places.pack"));

/// Pronouns of owners behind a noun.
const PRONOUNS: [&str; 5] = ["ه", "ها", "هم", "هما", "نا"];

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

/// What a noun with article but without a name points back at: «المدينة», «البلاد».
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pointer {
    /// Kinds of places of which the nearest is meant.
    pub kinds: Vec<PlaceKind>,
    /// Only at a place that bears the noun.
    pub named: bool,
    /// The country of the text, or of an adjective after it.
    pub country: bool,
    /// Its capital.
    pub capital: bool,
    /// The country of an adjective after it, and nothing without one.
    pub land: bool,
    /// Too general to be a mention by itself.
    pub quiet: bool,
}

/// A noun of places that acts happen at although they bear no name: «سوق», «منزله», «نقطة تفتيش».
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SiteNoun {
    /// What it makes.
    pub kind: PlaceKind,
    /// Whether it bears an article or a pronoun.
    pub definite: bool,
    /// Whether they are so many things, not one place.
    pub many: bool,
    /// Whether a pronoun of the owner is joined to it.
    pub owned: bool,
}

/// Every place the program knows.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    /// The places, found by their Arabic names.
    pub names: PlaceNames,
    /// Head nouns.
    pub heads: PhraseMap<Arc<PlaceHead>>,
    /// Direction words: «شمال», «شرقي» → N, E ….
    pub directions: PhraseMap<String>,
    /// Nationality adjectives to ISO alpha-3 codes.
    pub nationalities: PhraseMap<String>,
    /// Folded one-word names that are ordinary words too.
    pub common: FxHashSet<String>,
    /// Folded nouns that point back, without article.
    pub pointers: FxHashMap<String, Pointer>,
    /// Nouns of places without a name, with and without article and pronouns.
    pub sites: PhraseMap<SiteNoun>,
    /// Folded words after which a name is that of a thing: «مطعم», «نادي», «طراز».
    not_before: FxHashSet<String>,
    /// Capitals by country.
    capitals: FxHashMap<String, u32>,
}

impl Gazetteer {
    /// The places and lists among some files.
    ///
    /// # Errors
    /// When a row is not what its file asks for.
    pub fn load(files: &Files) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        for path in files.paths("gazetteer/", ".tsv") {
            let name = path.trim_start_matches("gazetteer/").trim_end_matches(".tsv");
            match name {
                "common_words" | "ordinary_words" => read_tables(files, path, |row| {
                    out.common.insert(marsad_text::fold_str(row.get("name")));
                    Ok(())
                })?,
                "no_place_after" => read_tables(files, path, |row| {
                    out.not_before.extend(row.list("form").map(marsad_text::fold_str));
                    Ok(())
                })?,
                "pointers" => read_tables(files, path, |row| {
                    let mut pointer = Pointer::default();
                    for what in row.list("what") {
                        match what {
                            "named" => pointer.named = true,
                            "country" => pointer.country = true,
                            "capital" => pointer.capital = true,
                            "land" => pointer.land = true,
                            "quiet" => pointer.quiet = true,
                            kind => {
                                pointer.kinds.push(kind.parse().map_err(|e| row.error(format!("column `what`: {e}")))?)
                            }
                        }
                    }
                    for form in row.list("form") {
                        out.pointers.insert(marsad_text::fold_str(form), pointer.clone());
                    }
                    Ok(())
                })?,
                "site_nouns" => read_tables(files, path, |row| {
                    let kind = row.parse("kind")?;
                    let many = row.get("number") == "many";
                    for form in row.list("form") {
                        out.sites.insert(form, SiteNoun { kind, definite: form.contains(" ال"), many, owned: false });
                        if form.contains(' ') {
                            continue;
                        }
                        let definite = SiteNoun { kind, definite: true, many, owned: false };
                        out.sites.insert(&format!("ال{form}"), definite);
                        let host = form.strip_suffix('ة').map_or_else(|| form.to_owned(), |stem| format!("{stem}ت"));
                        for pronoun in PRONOUNS {
                            out.sites.insert(&format!("{host}{pronoun}"), SiteNoun { owned: true, ..definite });
                        }
                    }
                    Ok(())
                })?,
                "heads" => read_tables(files, path, |row| {
                    let kind = row.parse("kind")?;
                    let several = matches!(row.get("number"), "plural" | "dual");
                    for form in row.list("form").chain(row.list("plural")) {
                        let head = PlaceHead { kind, form: marsad_text::fold_str(form), several };
                        out.heads.insert(form, Arc::new(head));
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
                _ => {}
            }
        }
        out.names = names(files)?;
        read_tables(files, "lexicon/ar/metonyms", |row| {
            let country = row.get("actor").trim_start_matches("state-").to_uppercase();
            let city = out.names.get(row.get("form")).into_iter().filter(|&i| {
                let place = out.names.place(i);
                place.country == Some(&country) && matches!(place.kind, PlaceKind::City | PlaceKind::Town)
            });
            if let (false, Some(index)) =
                (row.get("note").contains("no capital"), city.max_by_key(|&i| out.names.place(i).population))
            {
                out.capitals.insert(country, index);
            }
            Ok(())
        })?;
        Ok(out)
    }

    /// The places that are part of the program.
    ///
    /// # Errors
    /// Never in a released program: a test opens them.
    pub fn built_in_places() -> Result<Pack, LexiconError> {
        Pack::built_in(BUILT_IN).map_err(|e| fault("the built-in gazetteer", &e))
    }

    /// A folded noun with the article that points back at a place, «البلدة», «بالعاصمة»: the preposition joined before it, the
    /// letters that can be cut off, the noun without article, and what it points at.
    #[must_use]
    pub fn pointing<'w>(&self, folded: &'w str) -> Option<(Option<char>, usize, &'w str, &Pointer)> {
        [("وبال", Some('ب'), 2), ("وال", None, 1), ("بال", Some('ب'), 1), ("لل", Some('ل'), 0), ("ال", None, 0)]
            .into_iter()
            .find_map(|(joined, preposition, cut)| {
                let stem = folded.strip_prefix(joined)?;
                Some((preposition, cut, stem, self.pointers.get(stem)?))
            })
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
            .in_country(country)
            .map(|i| self.at(i))
            .filter(|p| matches!(p.kind, PlaceKind::City | PlaceKind::Town | PlaceKind::Governorate))
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

    /// Indices of the places of a country (ISO alpha-3) that the program and the user's own tables hold; imported
    /// gazetteers are left out.
    fn in_country(&self, country: &str) -> impl Iterator<Item = u32> {
        let ranges: Vec<Range<u32>> = self
            .names
            .packs()
            .filter(|(base, _)| !self.imported(*base))
            .map(|(base, pack)| {
                let r = pack.of_country(country);
                base + r.start..base + r.end
            })
            .collect();
        ranges.into_iter().flatten().filter(|&i| !self.names.replaced(i))
    }

    /// The place with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Place<'_>> {
        self.index(id).map(|i| self.at(i))
    }

    /// The index of the place with this id.
    #[must_use]
    pub fn index(&self, id: &str) -> Option<u32> {
        self.names.index(id)
    }

    /// The place at an index.
    #[must_use]
    pub fn at(&self, index: u32) -> Place<'_> {
        self.names.place(index)
    }

    /// Every place, in no particular order.
    pub fn all(&self) -> impl Iterator<Item = Place<'_>> {
        self.indices().map(|i| self.at(i))
    }

    /// The indices of all places, in no particular order.
    pub fn indices(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.names.len()).filter(|&i| !self.names.replaced(i))
    }

    /// The indices of the places that bear exactly this name, imported ones too.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<u32> {
        self.names.wide_get(name)
    }

    /// Whether a place comes from an imported gazetteer alone: lists of every hamlet, with the names of people among them.
    #[must_use]
    pub fn imported(&self, index: u32) -> bool {
        self.names.adds(index)
    }

    /// Places of a country that have no Arabic name and whose Latin one can be read as these words.
    #[must_use]
    pub fn transliterated(&self, country: &str, words: &str) -> Vec<u32> {
        let bones = marsad_gazetteer::consonants(words);
        let found =
            self.names.packs().flat_map(|(base, pack)| pack.by_consonants(country, &bones).map(move |k| base + k));
        found.filter(|&i| fits(words, self.at(i).en)).collect()
    }
}

/// The names of all places: the built-in pack, a pack of the user's tables, and what was imported.
fn names(files: &Files) -> Result<PlaceNames, LexiconError> {
    let mut out = PlaceNames::default();
    let built_in = files.has_built_in_places();
    if built_in {
        out.push(Gazetteer::built_in_places()?, false);
    }
    let mut own: Vec<NewPlace> = Vec::new();
    for path in files.paths("gazetteer/", ".tsv") {
        if TABLES_BESIDE.contains(&path.trim_start_matches("gazetteer/").trim_end_matches(".tsv")) {
            continue;
        }
        for layer in files.get(path).iter().filter(|l| !(built_in && l.is_built_in())) {
            read_rows(&layer.name, &layer.text, |row| {
                own.push(place_of(|column| row.get(column)).map_err(|what| row.error(what))?);
                Ok(())
            })?;
        }
    }
    if !own.is_empty() {
        let bytes = pack(&own).map_err(|e| fault("the places of the lexicon", &e))?;
        out.push(Pack::read(bytes).map_err(|e| fault("the places of the lexicon", &e))?, false);
    }
    for (_, pack) in files.packs() {
        out.push(pack.clone(), true);
    }
    Ok(out)
}

fn fault(file: &str, what: &dyn std::fmt::Display) -> LexiconError {
    LexiconError::Frame { file: file.to_owned(), what: what.to_string() }
}
