//! The ways from a question to its neighbours: filters in force, counts that lead on, what is left out.

use crate::i18n::{Lang, number};
use crate::view::{Viewer, percent};
use crate::{Places, dates};
use marsad_model::{EventType, Modality, Mode};
use marsad_store::{Exclusion, FacetValue, Facets, Field, Filter, SpotCount};
use std::collections::{BTreeMap, HashMap};

/// How many values of a facet are shown before "more".
const HEAD: usize = 6;
/// How many countries, and places of each part of one, the tree of places has.
const COUNTRIES: usize = 15;
const PLACES: usize = 25;

/// A filter in force, and the address without it.
pub struct Chip {
    pub label: String,
    pub value: String,
    pub href: String,
    pub remove: String,
    pub not: bool,
}

/// One value of a facet.
pub struct FacetLink {
    pub label: String,
    pub count: String,
    pub href: String,
    pub selected: bool,
    /// The question without this value, and words for it.
    pub out: Option<(String, String)>,
}

/// One facet: the first values, and the rest.
pub struct Facet {
    pub title: &'static str,
    pub head: Vec<FacetLink>,
    pub rest: Vec<FacetLink>,
}

/// A country with its governorates and places.
pub struct Country {
    pub link: FacetLink,
    /// Governorates with their places; those whose governorate is not known under none.
    pub parts: Vec<(Option<FacetLink>, Vec<FacetLink>)>,
    pub open: bool,
}

/// Makes the parts of the page that lead to neighbouring questions.
pub struct Maker<'a> {
    pub viewer: Viewer<'a>,
    pub places: &'a Places,
    pub filter: &'a Filter,
    /// What else the address says, e.g. `view=table`.
    pub rest: &'a str,
    /// Names that this page's texts themselves use for canonical ones.
    pub seen: HashMap<String, String>,
}

impl Maker<'_> {
    fn lang(&self) -> Lang {
        self.viewer.lang
    }

    /// The address of another question in the same view.
    pub fn href(&self, f: &Filter) -> String {
        let href = self.viewer.list_href(f);
        match self.rest {
            "" => href,
            rest => format!("{href}{}{rest}", if href.contains('?') { '&' } else { '?' }),
        }
    }

    /// A canonical name in the reader's language, as far as we know one.
    pub fn known(&self, canonical: &str) -> String {
        let known = self.viewer.known_name(canonical).or_else(|| self.seen.get(canonical).map(String::as_str));
        known.unwrap_or(canonical).to_owned()
    }

    /// A value of a field in words.
    pub fn value(&self, field: Field, value: &str) -> String {
        let l = self.lang();
        match field {
            Field::Type => l.code_name("type", value),
            Field::Mode => l.code_name("mode", value),
            Field::Modality => l.code_name("modality", value),
            Field::Country => {
                let named = l.get(&format!("country.{value}")).or_else(|| self.places.country(value, l));
                named.unwrap_or(value).to_owned()
            }
            Field::SaidBy if value == "-" => l.t("field.none_outlet").to_owned(),
            Field::Place | Field::Governorate | Field::Actor | Field::SaidBy => self.known(value),
            Field::Outlet => value.to_owned(),
        }
    }

    /// The name of a field.
    pub fn field(&self, field: Field) -> &'static str {
        let key = match field {
            Field::Type => "filter.type",
            Field::Mode => "filter.mode",
            Field::Modality => "filter.modality",
            Field::Country => "filter.country",
            Field::Governorate => "filter.governorate",
            Field::SaidBy => "filter.said_by",
            Field::Place => "filter.place",
            Field::Actor => "filter.actor",
            Field::Outlet => "filter.outlet",
        };
        self.lang().get(key).unwrap_or(key)
    }

    fn chip(&self, label: &str, value: String, change: impl FnOnce(&mut Filter)) -> Chip {
        let mut without = self.filter.clone();
        change(&mut without);
        let remove = self.lang().fill_isolated("chip.remove", &[("filter", &format!("{label}: {value}"))]);
        Chip { label: label.to_owned(), value, href: self.href(&without), remove, not: false }
    }

    /// The filters in force.
    pub fn chips(&self) -> Vec<Chip> {
        let f = self.filter;
        let l = self.lang();
        let mut out = Vec::new();
        out.extend(f.q.as_ref().map(|v| self.chip(l.t("filter.q"), v.clone(), |f| f.q = None)));
        for field in Field::ALL {
            if let Some(v) = chosen(f, field) {
                out.push(self.chip(self.field(field), self.value(field, &v), |f| set(f, field, None)));
            }
        }
        out.extend(f.panel.as_ref().map(|v| self.chip(l.t("filter.panel"), v.clone(), |f| f.panel = None)));
        let area =
            f.within.map(|a| format!("\u{2066}{:.1}–{:.1}, {:.1}–{:.1}\u{2069}", a.west, a.east, a.south, a.north));
        out.extend(area.map(|v| self.chip(l.t("filter.box"), v, |f| f.within = None)));
        out.extend(f.from.map(|d| self.chip(l.t("filter.from"), dates::day(l, d), |f| f.from = None)));
        out.extend(f.to.map(|d| self.chip(l.t("filter.to"), dates::day(l, d), |f| f.to = None)));
        out.extend(f.document.map(|d| self.chip(l.t("filter.document"), d.to_string(), |f| f.document = None)));
        let least = f.min_confidence.map(|c| format!("{}%", percent(c)));
        out.extend(least.map(|v| self.chip(l.t("filter.min_confidence"), v, |f| f.min_confidence = None)));
        for not in &f.not {
            let label = l.fill("filter.not", &[("field", self.field(not.field))]);
            let mut chip = self.chip(&label, self.value(not.field, &not.value), |f| f.not.retain(|n| n != not));
            chip.not = true;
            out.push(chip);
        }
        out
    }

    /// A value as a link: to choose it, or to choose it no more, and to leave it out.
    pub fn link(&self, field: Field, value: &str, count: u64) -> FacetLink {
        let selected = chosen(self.filter, field).is_some_and(|c| c.eq_ignore_ascii_case(value));
        let mut other = self.filter.clone();
        set(&mut other, field, (!selected).then_some(value));
        let label = self.value(field, value);
        let out = (!selected).then(|| {
            let mut without = self.filter.clone();
            without.not.push(Exclusion { field, value: value.to_owned() });
            (self.href(&without), self.lang().fill_isolated("facet.out", &[("value", &label)]))
        });
        FacetLink { label, count: number(count), href: self.href(&other), selected, out }
    }

    fn facet(&self, title: &'static str, field: Field, values: &[FacetValue]) -> Option<Facet> {
        let hidden = |v: &FacetValue| self.filter.not.iter().any(|n| n.field == field && n.value == v.value);
        let mut head: Vec<FacetLink> =
            values.iter().filter(|v| !hidden(v)).map(|v| self.link(field, &v.value, v.count)).collect();
        let rest = head.split_off(head.len().min(HEAD));
        (!head.is_empty()).then(|| Facet { title: self.lang().get(title).unwrap_or(title), head, rest })
    }

    /// The years of the answers, each as a question for its days.
    fn years(&self, values: &[FacetValue]) -> Option<Facet> {
        let link = |v: &FacetValue| {
            let (from, to) = (format!("{}-01-01", v.value).parse().ok(), format!("{}-12-31", v.value).parse().ok());
            let selected = from.is_some() && self.filter.from == from && self.filter.to == to;
            let (from, to) = if selected { (None, None) } else { (from, to) };
            let href = self.href(&Filter { from, to, ..self.filter.clone() });
            FacetLink { label: v.value.clone(), count: number(v.count), href, selected, out: None }
        };
        let mut head: Vec<FacetLink> = values.iter().map(link).collect();
        let rest = head.split_off(head.len().min(HEAD));
        (!head.is_empty()).then(|| Facet { title: self.lang().t_static("facet.years"), head, rest })
    }

    /// All facets.
    pub fn facets(&self, facets: &Facets) -> Vec<Facet> {
        [
            self.facet("facet.types", Field::Type, &facets.types),
            self.facet("facet.modes", Field::Mode, &facets.modes),
            self.facet("facet.actors", Field::Actor, &facets.actors),
            self.facet("facet.places", Field::Place, &facets.places),
            self.years(&facets.years),
            self.facet("facet.said_by", Field::SaidBy, &facets.said_by),
            self.facet("facet.modalities", Field::Modality, &facets.modalities),
            self.facet("facet.outlets", Field::Outlet, &facets.outlets),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The countries, governorates and places that answers are drawn at.
    pub fn tree(&self, facets: &Facets, spots: &[SpotCount]) -> Vec<Country> {
        let chosen_place = self.filter.place.as_deref();
        let chosen_part = self.filter.governorate.as_deref();
        let countries = facets.countries.iter().take(COUNTRIES).map(|country| {
            let mut parts: BTreeMap<String, (u64, BTreeMap<&str, u64>)> = BTreeMap::new();
            let inside = |spot: &&SpotCount| spot.country == country.value && spot.kind != "country";
            for spot in spots.iter().filter(inside) {
                let governorate = if spot.kind == "governorate" {
                    Some(spot.name.as_str())
                } else {
                    self.places.governorate(&spot.id)
                };
                let part = parts.entry(governorate.unwrap_or_default().to_owned()).or_default();
                part.0 += spot.count;
                *part.1.entry(&spot.name).or_default() += spot.count;
            }
            let mut parts: Vec<_> = parts.into_iter().collect();
            parts.sort_by_key(|(name, (count, _))| (name.is_empty(), std::cmp::Reverse(*count)));
            let open = self.filter.country.as_ref().is_some_and(|c| c.eq_ignore_ascii_case(&country.value))
                || chosen_place.is_some_and(|place| spots.iter().any(|s| inside(&s) && s.name == place))
                || chosen_part.is_some_and(|part| parts.iter().any(|(name, _)| name == part));
            let parts = parts.into_iter().map(|(name, (count, places))| {
                let mut places: Vec<(&str, u64)> = places.into_iter().collect();
                places.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
                let links = places.iter().take(PLACES).map(|(name, count)| self.link(Field::Place, name, *count));
                let head = (!name.is_empty()).then(|| self.link(Field::Governorate, &name, count));
                (head, links.collect())
            });
            Country { link: self.link(Field::Country, &country.value, country.count), parts: parts.collect(), open }
        });
        countries.collect()
    }
}

/// What a question asks for in a field.
pub fn chosen(f: &Filter, field: Field) -> Option<String> {
    match field {
        Field::Type => f.type_.map(|t| t.to_string()),
        Field::Mode => f.mode.map(|m| m.to_string()),
        Field::Modality => f.modality.map(|m| m.to_string()),
        Field::Place => f.place.clone(),
        Field::Country => f.country.clone(),
        Field::Governorate => f.governorate.clone(),
        Field::Actor => f.actor.clone(),
        Field::Outlet => f.outlet.clone(),
        Field::SaidBy => f.said_by.clone(),
    }
}

/// Has a question ask for a value in a field, or for none. A question narrowed to a place or country asks for no stretch of
/// the map any more.
pub fn set(f: &mut Filter, field: Field, value: Option<&str>) {
    let text = value.map(str::to_owned);
    match field {
        Field::Type => f.type_ = value.and_then(|v| v.parse::<EventType>().ok()),
        Field::Mode => f.mode = value.and_then(|v| v.parse::<Mode>().ok()),
        Field::Modality => f.modality = value.and_then(|v| v.parse::<Modality>().ok()),
        Field::Place => f.place = text,
        Field::Country => f.country = text,
        Field::Governorate => f.governorate = text,
        Field::Actor => f.actor = text,
        Field::Outlet => f.outlet = text,
        Field::SaidBy => f.said_by = text,
    }
}
