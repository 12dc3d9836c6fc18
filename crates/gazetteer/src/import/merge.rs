//! One place out of several rows about it.
//!
//! Two rows of a country are about one place when they share an id of another collection, or when they share a name (folded,
//! without articles), are of one sort (settlement, division, site, quarter, region), and lie near enough for that sort. Of
//! rows about one place, the one of the best source gives position, kind and id ([`rank`]); all give names. Two rows with a
//! shared id that lie too far apart are a [`Conflict`]: the better source is kept and the other only lends its names.

use marsad_model::PlaceKind;
use rustc_hash::FxHashMap;

use crate::distance::km;
use crate::pack::Pack;
use crate::place::NewPlace;
use crate::write::key;

/// Two rows about one place that say different things.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The id that was kept.
    pub kept: String,
    /// The id that gave way.
    pub other: String,
    /// Name of the place.
    pub name: String,
    /// What they disagree on.
    pub what: String,
}

/// What came of a merge.
#[derive(Debug, Default)]
pub struct Merged {
    /// One row a place. One with the id of a place that the program has adds its names to that.
    pub places: Vec<NewPlace>,
    /// Rows that were found to be about a place that was there.
    pub joined: usize,
    /// Of these, those about a place that the program has.
    pub known: usize,
    /// What they disagreed on.
    pub conflicts: Vec<Conflict>,
}

/// The sort of a place: only places of one sort can be the same.
fn sort(kind: PlaceKind) -> u8 {
    match kind {
        PlaceKind::Village | PlaceKind::Town | PlaceKind::City => 0,
        PlaceKind::District => 1,
        PlaceKind::Governorate => 2,
        PlaceKind::Site => 3,
        PlaceKind::Neighbourhood => 4,
        PlaceKind::Region => 5,
        PlaceKind::Country => 6,
    }
}

/// How far apart two rows about one place may lie, in kilometres: collections put the point of a town at its middle, its town
/// hall or its label, that of a governorate anywhere inside it.
fn reach(kind: PlaceKind) -> f64 {
    match kind {
        PlaceKind::Village => 4.0,
        PlaceKind::Site | PlaceKind::Neighbourhood => 5.0,
        PlaceKind::Town => 8.0,
        PlaceKind::City => 15.0,
        PlaceKind::District => 40.0,
        PlaceKind::Governorate | PlaceKind::Region => 200.0,
        PlaceKind::Country => 2000.0,
    }
}

/// Sources by how far they are trusted with positions, the best first.
fn rank(place: &NewPlace) -> u8 {
    let s = place.source.to_lowercase();
    match () {
        () if place.licence == "project" => 0,
        () if s.contains("cod-ab") => 1,
        () if s.starts_with("geonames") => 2,
        () if s.contains("cldr") || s.contains("natural earth") => 3,
        () if s.contains("whosonfirst") || s.contains("who's on first") => 4,
        () => 3,
    }
}

/// The key of a name: its folded words without articles.
fn bare_key(name: &str) -> String {
    let bare = |w: &str| w.strip_prefix("ال").filter(|r| r.chars().count() > 2).unwrap_or(w).to_owned();
    key(name).split(' ').map(bare).collect::<Vec<_>>().join(" ")
}

/// Ids in other collections that tell one place: GeoNames, p-codes, Wikidata, Who's On First.
fn refs(place: &NewPlace) -> impl Iterator<Item = String> + '_ {
    let own = place.id.replace("geonames:", "gn:").replace("cod:", "pcode:");
    let listed = place.refs.split_whitespace().filter(|r| {
        ["gn:", "pcode:", "wof:", "icao:"].iter().any(|p| r.starts_with(p))
            && r.split_once(':').is_some_and(|(_, v)| !v.is_empty())
    });
    listed.map(str::to_owned).chain(std::iter::once(own))
}

/// What is looked up while merging: places by what may tell that another row is about them.
#[derive(Default)]
struct Known {
    places: Vec<NewPlace>,
    by_ref: FxHashMap<String, usize>,
    by_name: FxHashMap<String, Vec<usize>>,
    /// How many of them the program has itself.
    own: usize,
}

impl Known {
    fn add(&mut self, place: NewPlace) {
        let i = self.places.len();
        for r in refs(&place) {
            self.by_ref.entry(r).or_insert(i);
        }
        self.name(&place, i);
        self.places.push(place);
    }

    fn name(&mut self, place: &NewPlace, i: usize) {
        let english = crate::latin::consonants(&place.en);
        let latin = (english.chars().count() > 2).then(|| format!("={english}"));
        for k in place.ar.iter().map(|n| bare_key(n)).chain(latin) {
            let list = self.by_name.entry(format!("{}{}{k}", place.country, sort(place.kind))).or_default();
            if !list.contains(&i) {
                list.push(i);
            }
        }
    }

    /// The place that a row is about, and whether an id says so.
    fn find(&self, place: &NewPlace) -> Option<(usize, bool)> {
        let same =
            |i: &usize| sort(self.places[*i].kind) == sort(place.kind) && self.places[*i].country == place.country;
        if let Some(i) = refs(place).find_map(|r| self.by_ref.get(&r).copied().filter(same)) {
            return Some((i, true));
        }
        let here = (place.lat, place.lon);
        let english = crate::latin::consonants(&place.en);
        // A Latin name speaks for a place only where one of the two has no Arabic one.
        let latin = (english.chars().count() > 2).then(|| format!("={english}"));
        let by = |k: String, needs_bare: bool| {
            let list = self.by_name.get(&format!("{}{}{k}", place.country, sort(place.kind)));
            let near = list.into_iter().flatten().map(|&i| (i, km(here, (self.places[i].lat, self.places[i].lon))));
            near.filter(|&(i, d)| {
                let most = reach(place.kind).max(reach(self.places[i].kind));
                d <= most && (!needs_bare || place.ar.is_empty() || self.places[i].ar.is_empty())
            })
            .min_by(|a, b| a.1.total_cmp(&b.1))
        };
        let arabic =
            place.ar.iter().map(|n| bare_key(n)).filter_map(|k| by(k, false)).min_by(|a, b| a.1.total_cmp(&b.1));
        arabic.or_else(|| latin.and_then(|k| by(k, true))).map(|(i, _)| (i, false))
    }
}

/// Merges rows with one another and with what the program has.
#[must_use]
pub fn merge(mut rows: Vec<NewPlace>, own: &[&Pack]) -> Merged {
    let mut known = Known::default();
    for pack in own {
        for k in 0..pack.len() {
            let p = pack.place(k);
            known.add(NewPlace {
                id: p.id.to_owned(),
                en: p.en.to_owned(),
                ar: Some(p.ar.to_owned()).into_iter().filter(|n| !n.is_empty()).collect(),
                kind: p.kind,
                lat: p.lat,
                lon: p.lon,
                country: p.country.unwrap_or_default().to_owned(),
                admin1: p.admin1.unwrap_or_default().to_owned(),
                ..NewPlace::default()
            });
        }
    }
    known.own = known.places.len();
    rows.sort_by_key(rank);
    let mut out = Merged::default();
    let mut lent: FxHashMap<usize, NewPlace> = FxHashMap::default();
    for mut row in rows {
        row.ar = tidy(&row.ar);
        let Some((i, by_id)) = known.find(&row) else {
            known.add(row);
            continue;
        };
        out.joined += 1;
        let apart = km((row.lat, row.lon), (known.places[i].lat, known.places[i].lon));
        let most = 1.5 * reach(row.kind).max(reach(known.places[i].kind));
        if by_id && apart > most {
            let kept = &known.places[i];
            out.conflicts.push(Conflict {
                kept: kept.id.clone(),
                other: row.id.clone(),
                name: if kept.ar.is_empty() { kept.en.clone() } else { kept.ar[0].clone() },
                what: format!(
                    "{apart:.0} km apart: {:.4},{:.4} kept, {:.4},{:.4} ({}) left out",
                    kept.lat, kept.lon, row.lat, row.lon, row.source
                ),
            });
        }
        known.name(&row, i);
        for r in refs(&row) {
            known.by_ref.entry(r).or_insert(i);
        }
        if i < known.own {
            out.known += 1;
            let stub = lent.entry(i).or_insert_with(|| NewPlace { ar: Vec::new(), ..known.places[i].clone() });
            take_names(stub, &row);
        } else {
            let place = &mut known.places[i];
            take_names(place, &row);
            place.population = place.population.max(row.population);
            if place.admin1.is_empty() {
                place.admin1.clone_from(&row.admin1);
            }
            if place.parent.is_empty() {
                place.parent.clone_from(&row.parent);
            }
        }
    }
    out.places = known.places.split_off(known.own);
    let mut stubs: Vec<(usize, NewPlace)> = lent.into_iter().filter(|(_, p)| !p.ar.is_empty()).collect();
    stubs.sort_by_key(|(i, _)| *i);
    out.places.extend(stubs.into_iter().map(|(_, p)| p));
    out
}

/// Adds names and ids of a row to a place that has them not.
fn take_names(place: &mut NewPlace, row: &NewPlace) {
    if place.licence.is_empty() {
        place.licence.clone_from(&row.licence);
    }
    for name in &row.ar {
        if !place.ar.iter().any(|n| key(n) == key(name)) {
            place.ar.push(name.clone());
        }
    }
    if !row.en.is_empty() && row.en != place.en && !place.latin.contains(&row.en) && place.latin.len() < 12 {
        place.latin.push(row.en.clone());
    }
    for r in row.refs.split_whitespace() {
        if !place.refs.split_whitespace().any(|x| x == r) {
            if !place.refs.is_empty() {
                place.refs.push(' ');
            }
            place.refs.push_str(r);
        }
    }
    if !row.source.is_empty() && !place.source.contains(&row.source) {
        if !place.source.is_empty() {
            place.source.push_str("; ");
        }
        place.source.push_str(&row.source);
    }
}

/// Arabic names of a row, cleaned, each once, without those that are no names in Arabic letters.
fn tidy(names: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in names {
        let name = super::clean(name);
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        if super::is_arabic(&name) && letters >= 2 && !out.contains(&name) {
            out.push(name);
        }
    }
    out
}
