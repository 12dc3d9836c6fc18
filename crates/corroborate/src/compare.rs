//! How well two tellings agree, field by field, so that a person sees why.

use marsad_model::CountKind;
use serde::{Deserialize, Serialize};

use crate::telling::{Number, Party, Spot, Telling};
use crate::weights::{Field, Weights};

/// Places further apart than this share no region even where one is vague, in kilometres.
const REGION_KM: f64 = 150.0;
/// From which number on two equal counts are hardly chance.
const MANY: u64 = 10;
/// From which share of rare words on two tellings share much, some, little.
const WORDS: [f64; 3] = [0.40, 0.25, 0.12];
/// The same for titles.
const TITLE: [f64; 3] = [0.55, 0.35, 0.18];

/// One field of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What was compared.
    pub field: Field,
    /// At which level they agree.
    pub level: String,
    /// What that weighs, in bits.
    pub weight: f64,
    /// What it says, in English.
    pub en: String,
    /// What it says, in Arabic.
    pub ar: String,
}

/// A comparison of two tellings: fields that one of them lacks are left out and weigh nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The sum of the weights, in bits.
    pub weight: f64,
    /// Field by field.
    pub parts: Vec<Part>,
}

/// The great-circle distance between two points in degrees, in kilometres.
#[must_use]
pub fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (p, q) = (a.0.to_radians(), b.0.to_radians());
    let (dp, dl) = (q - p, (b.1 - a.1).to_radians());
    let h = (dp / 2.0).sin().powi(2) + p.cos() * q.cos() * (dl / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.clamp(0.0, 1.0).sqrt().asin()
}

/// At which level of each field two tellings agree, 0 for the best.
#[must_use]
pub fn levels(a: &Telling, b: &Telling) -> Vec<(Field, usize)> {
    let mut out = vec![(Field::Type, usize::from(a.type_ != b.type_))];
    let mut push = |field, level: Option<usize>| out.extend(level.map(|l| (field, l)));
    push(Field::Mode, either(&a.modes, &b.modes).map(|()| usize::from(!a.modes.iter().any(|m| b.modes.contains(m)))));
    let gap = |x: (marsad_model::Day, marsad_model::Day), y: (marsad_model::Day, marsad_model::Day)| {
        let days = if x.1 < y.0 {
            x.1.until(y.0)
        } else if y.1 < x.0 {
            y.1.until(x.0)
        } else {
            return 0;
        };
        days.map_or(usize::MAX, |s| s.get_days().unsigned_abs() as usize)
    };
    if let (Some(x), Some(y)) = (a.days, b.days) {
        push(Field::Day, Some(gap(x, y)));
    } else if let (Some(x), Some(y)) = (a.published, b.published) {
        push(Field::Published, Some(gap((x, x), (y, y))));
    }
    // Of all pairs of places the nearest points count; regions only where there are no points in both.
    let pairs = a.places.iter().flat_map(|x| b.places.iter().filter_map(move |y| places(x, y)));
    out.extend(pairs.min());
    let mut push = |field, level: Option<usize>| out.extend(level.map(|l| (field, l)));
    push(Field::Actor, parties(&a.actors, &b.actors));
    push(Field::Recipient, parties(&a.recipients, &b.recipients));
    push(Field::Count, numbers(&a.numbers, &b.numbers));
    push(Field::Words, words(&a.words, &b.words));
    push(Field::Title, title(a, b));
    out
}

/// Compares two tellings.
#[must_use]
pub fn compare(a: &Telling, b: &Telling, weights: &Weights) -> Comparison {
    weigh(levels(a, b), weights)
}

/// The parts of a comparison, with their sum.
pub(crate) fn weigh(levels: Vec<(Field, usize)>, weights: &Weights) -> Comparison {
    let parts: Vec<Part> = levels
        .into_iter()
        .filter_map(|(field, at)| {
            let (name, level) = weights.level(field, at)?;
            let (en, ar) = (level.en.clone(), level.ar.clone());
            Some(Part { field, level: name.to_owned(), weight: level.weight(), en, ar })
        })
        .collect();
    Comparison { weight: parts.iter().map(|p| p.weight).sum(), parts }
}

fn either<T>(a: &[T], b: &[T]) -> Option<()> {
    (!a.is_empty() && !b.is_empty()).then_some(())
}

fn places(a: &Spot, b: &Spot) -> Option<(Field, usize)> {
    let far = a.point.zip(b.point).map(|(x, y)| kilometres(x, y));
    if a.precision <= 3 && b.precision <= 3 {
        let km = far?;
        let level = [1.0, 5.0, 15.0, 40.0].iter().position(|limit| km <= *limit).unwrap_or(4);
        return Some((Field::Place, level));
    }
    let countries = a.country.as_ref().zip(b.country.as_ref()).map(|(x, y)| x == y);
    let country_only = a.precision >= 6 || b.precision >= 6;
    let same = match (countries, far) {
        (Some(false), _) => false,
        (Some(true), _) if country_only => true,
        (_, Some(km)) => km <= REGION_KM,
        (Some(true), None) => true,
        (None, None) => return None,
    };
    Some((Field::Region, usize::from(!same)))
}

pub(crate) fn parties(a: &[Party], b: &[Party]) -> Option<usize> {
    either(a, b)?;
    a.iter().flat_map(|x| b.iter().map(move |y| party(x, y))).min()
}

fn party(a: &Party, b: &Party) -> usize {
    let kind = |x: &Option<String>, y: &Option<String>| x.is_some() && x == y;
    if a.id == b.id {
        0
    } else if a.above.contains(&b.id) || b.above.contains(&a.id) || a.above.iter().any(|x| b.above.contains(x)) {
        1
    } else if kind(&a.country, &b.country)
        || (kind(&a.sector, &b.sector) && (a.country.is_none() || b.country.is_none()))
    {
        2
    } else {
        3
    }
}

/// The kind of count that both have and that says most: killed before wounded before the rest.
pub(crate) fn numbers(a: &[Number], b: &[Number]) -> Option<usize> {
    let both = |what: CountKind| {
        let of =
            |list: &[Number]| list.iter().copied().find(|n| n.what == what && (n.min.is_some() || n.max.is_some()));
        of(a).zip(of(b))
    };
    let kinds = [CountKind::Killed, CountKind::Wounded].into_iter().chain(a.iter().map(|n| n.what));
    let (x, y) = kinds.into_iter().find_map(both)?;
    let range = |n: Number| (n.min.or(n.max).unwrap_or(0), n.max.or(n.min).unwrap_or(0));
    let ((xl, xh), (yl, yh)) = (range(x), range(y));
    if (xl, xh) == (yl, yh) {
        return Some(usize::from(xl < MANY));
    }
    // Ranges that overlap may mean the same number.
    if xl <= yh && yl <= xh {
        return Some(2);
    }
    let (low, high) = if xh < yl { (xh, yl) } else { (yh, xl) };
    let ratio = low as f64 / high as f64;
    Some(if ratio >= 0.8 {
        2
    } else if ratio >= 0.5 {
        3
    } else {
        4
    })
}

/// How much of their rare words two tellings share: the cosine of both lists.
fn words(a: &[(u64, f32)], b: &[(u64, f32)]) -> Option<usize> {
    either(a, b)?;
    let norm = |list: &[(u64, f32)]| list.iter().map(|(_, w)| f64::from(*w).powi(2)).sum::<f64>().sqrt();
    let (mut i, mut j, mut shared) = (0, 0, 0.0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x.0 == y.0 {
            shared += f64::from(x.1) * f64::from(y.1);
        }
        i += usize::from(x.0 <= y.0);
        j += usize::from(y.0 <= x.0);
    }
    let both = norm(a) * norm(b);
    let share = if both > 0.0 { shared / both } else { 0.0 };
    Some(WORDS.iter().position(|limit| share >= *limit).unwrap_or(WORDS.len()))
}

/// How much of the rare words of either title stands in the other's title or lead: the lesser of both shares.
fn title(a: &Telling, b: &Telling) -> Option<usize> {
    either(&a.title, &b.title)?;
    let share = |x: &Telling, y: &Telling| {
        let has = |w: u64| [&y.words, &y.title].iter().any(|l| l.binary_search_by_key(&w, |(h, _)| *h).is_ok());
        let square = |(_, w): &(u64, f32)| f64::from(*w).powi(2);
        let whole: f64 = x.title.iter().map(square).sum();
        if whole > 0.0 { x.title.iter().filter(|(h, _)| has(*h)).map(square).sum::<f64>() / whole } else { 0.0 }
    };
    let share = share(a, b).min(share(b, a));
    Some(TITLE.iter().position(|limit| share >= *limit).unwrap_or(TITLE.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telling::tests::attack;
    use proptest::prelude::*;

    fn weight(a: &Telling, b: &Telling) -> f64 {
        compare(a, b, Weights::builtin()).weight
    }

    #[test]
    fn agreement_speaks_for_one_event_and_every_part_says_why() {
        let a = attack("a", 1, 10, (36.5, 40.74), 3);
        let same = compare(&a, &attack("b", 1, 10, (36.5, 40.74), 3), Weights::builtin());
        assert!(same.weight > crate::ACCEPT, "{same:?}");
        assert!(same.parts.iter().all(|p| !p.en.is_empty() && !p.ar.is_empty()));
        assert!((same.parts.iter().map(|p| p.weight).sum::<f64>() - same.weight).abs() < 1e-9);
        let other = weight(&a, &attack("b", 1, 13, (36.1, 40.2), 40));
        assert!(other < 0.0, "{other}");
    }

    #[test]
    fn what_one_of_them_lacks_weighs_nothing() {
        let a = attack("a", 1, 10, (36.5, 40.74), 3);
        let silent = Telling { numbers: vec![], actors: vec![], days: None, published: None, ..a.clone() };
        let found = compare(&a, &silent, Weights::builtin());
        assert_eq!(found.parts.iter().map(|p| p.field).collect::<Vec<_>>(), [Field::Type, Field::Place]);
    }

    #[test]
    fn a_place_that_is_only_a_governorate_is_no_point() {
        let a = attack("a", 1, 10, (36.5, 40.74), 3);
        let mut vague = attack("b", 1, 10, (36.4, 40.6), 3);
        vague.places[0].precision = 4;
        let field = |x: &Telling, y: &Telling| {
            levels(x, y).iter().map(|(f, _)| *f).find(|f| matches!(f, Field::Place | Field::Region))
        };
        assert_eq!(field(&a, &vague), Some(Field::Region));
        assert_eq!(field(&a, &a), Some(Field::Place));
    }

    #[test]
    fn an_actor_and_the_force_it_belongs_to_are_nearer_than_strangers() {
        let party = |id: &str, above: &[&str], country: &str| Party {
            id: id.to_owned(),
            above: above.iter().map(|s| (*s).to_owned()).collect(),
            country: Some(country.to_owned()),
            sector: None,
        };
        let (army, air, other) =
            (party("army", &[], "SYR"), party("air-force", &["army"], "SYR"), party("navy", &[], "TUR"));
        let level = |x: &Party, y: &Party| parties(std::slice::from_ref(x), std::slice::from_ref(y));
        assert_eq!([level(&army, &army), level(&air, &army), level(&army, &other)], [Some(0), Some(1), Some(3)]);
    }

    #[test]
    fn counts_are_compared_as_ranges() {
        let n = |min, max| [Number { what: CountKind::Killed, min, max }];
        assert_eq!(numbers(&n(Some(12), Some(12)), &n(Some(12), Some(12))), Some(0));
        assert_eq!(numbers(&n(Some(2), Some(2)), &n(Some(2), Some(2))), Some(1));
        assert_eq!(numbers(&n(Some(10), Some(15)), &n(Some(12), Some(12))), Some(2));
        assert_eq!(numbers(&n(Some(10), Some(10)), &n(Some(18), Some(18))), Some(3));
        assert_eq!(numbers(&n(Some(2), Some(2)), &n(Some(18), Some(18))), Some(4));
        assert_eq!(numbers(&n(None, None), &n(Some(1), Some(1))), None);
    }

    proptest! {
        #[test]
        fn the_comparison_is_the_same_both_ways(d in 1_i8..20, e in 1_i8..20, lat in 30.0_f64..37.0, lon in 35.0_f64..42.0, k in 0_u64..50, l in 0_u64..50) {
            let (a, b) = (attack("a", 1, d, (lat, 40.0), k), attack("b", 1, e, (36.0, lon), l));
            prop_assert_eq!(levels(&a, &b), levels(&b, &a));
        }
    }
}
