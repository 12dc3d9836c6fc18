//! Who is compared with whom, for stores: numbers under which a telling is filed, and numbers under which others are asked for.
//!
//! Two tellings meet where one is asked for under a number the other is filed under. Precise places meet by squares of half a
//! degree, so that no two points within forty kilometres miss each other (at latitudes up to 40°; further north, thirty); a
//! place known only by its region meets whatever is of its country and type. Days meet up to two days apart, as a day further
//! off no match is likely to be accepted.

use marsad_model::Day;

use crate::compare::levels;
use crate::shingle::mix;
use crate::telling::Telling;
use crate::weights::Weights;

/// How many days apart two tellings may be to be compared.
pub const DAYS_APART: i64 = 2;
/// How many days of a long window are filed: whoever tells a day in it meets it by its beginning.
const MOST_DAYS: usize = 31;

fn hash(parts: &[&str]) -> u64 {
    let mut h = 0x9E37_79B9_7F4A_7C15;
    for part in parts {
        for byte in part.bytes() {
            h = mix(h ^ u64::from(byte));
        }
        h = mix(h ^ 0x1F);
    }
    h
}

/// A day as a number that goes on by one.
fn number(day: Day) -> i64 {
    Day::constant(2000, 1, 1).until(day).map_or(0, |s| i64::from(s.get_days()))
}

/// The squares of the precise places, and the regions of the vague ones; countries of either.
struct Where {
    squares: Vec<(i64, i64)>,
    precise: Vec<u64>,
    vague: Vec<u64>,
}

fn of(telling: &Telling) -> Where {
    let mut found = Where { squares: Vec::new(), precise: Vec::new(), vague: Vec::new() };
    let type_ = telling.type_.as_str();
    for place in &telling.places {
        let point = place.point.filter(|_| place.precision <= 3);
        if let Some((lat, lon)) = point {
            found.squares.push(((lat * 2.0).floor() as i64, (lon * 2.0).floor() as i64));
        }
        if let Some(country) = &place.country {
            let list = if point.is_some() { &mut found.precise } else { &mut found.vague };
            list.push(hash(&["country", country, type_]));
        }
    }
    if telling.places.is_empty() {
        found.vague.push(hash(&["nowhere", type_]));
    }
    found.squares.sort_unstable();
    found.squares.dedup();
    for list in [&mut found.precise, &mut found.vague] {
        list.sort_unstable();
        list.dedup();
    }
    found
}

fn square(y: i64, x: i64) -> u64 {
    mix(mix(y as u64 ^ 0x51).wrapping_add(x as u64))
}

fn keys(cells: &[u64], first: i64, last: i64) -> Vec<i64> {
    let mut keys: Vec<i64> = (first..=last)
        .flat_map(|day| cells.iter().map(move |cell| (mix(cell ^ (day as u64).wrapping_mul(0x9E37_79B9)) >> 1) as i64))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn window(telling: &Telling) -> Option<(i64, i64)> {
    let (first, last) = telling.window()?;
    let (first, last) = (number(first), number(last));
    Some((first, last.min(first + MOST_DAYS as i64 - 1)))
}

/// The numbers under which a store files a telling; sorted, none below zero. None at all where nothing is known of its days.
#[must_use]
pub fn filed(telling: &Telling) -> Vec<i64> {
    let Some((first, last)) = window(telling) else { return Vec::new() };
    let place = of(telling);
    let mut cells: Vec<u64> = place.squares.iter().map(|(y, x)| square(*y, *x)).collect();
    cells.extend(place.precise.iter().map(|c| mix(c ^ 1)));
    cells.extend(place.vague.iter().map(|c| mix(c ^ 2)));
    keys(&cells, first, last)
}

/// The numbers under which those stand that a telling is compared with.
#[must_use]
pub fn asked(telling: &Telling) -> Vec<i64> {
    let Some((first, last)) = window(telling) else { return Vec::new() };
    let place = of(telling);
    let around = |(y, x): &(i64, i64)| {
        let (y, x) = (*y, *x);
        (-1..=1).flat_map(move |dy| (-1..=1).map(move |dx| square(y + dy, x + dx))).collect::<Vec<_>>()
    };
    let mut cells: Vec<u64> = place.squares.iter().flat_map(around).collect();
    cells.extend(place.precise.iter().chain(&place.vague).map(|c| mix(c ^ 2)));
    cells.extend(place.vague.iter().map(|c| mix(c ^ 1)));
    cells.sort_unstable();
    cells.dedup();
    keys(&cells, first - DAYS_APART, last + DAYS_APART)
}

/// What two tellings weigh, in bits: [`crate::compare`] without its words.
#[must_use]
pub fn weigh(a: &Telling, b: &Telling, weights: &Weights) -> f64 {
    levels(a, b).into_iter().filter_map(|(field, at)| Some(weights.level(field, at)?.1.weight())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telling::Spot;
    use crate::telling::tests::attack;
    use proptest::prelude::*;

    fn meet(a: &Telling, b: &Telling) -> bool {
        let filed = filed(b);
        asked(a).iter().any(|key| filed.binary_search(key).is_ok())
    }

    #[test]
    fn a_village_meets_its_country_and_its_country_meets_it() {
        let village = attack("a", 1, 10, (36.5, 40.74), 3);
        let country = Telling {
            places: vec![Spot { id: None, point: None, precision: 6, country: Some("SYR".to_owned()) }],
            ..attack("b", 1, 12, (0.0, 0.0), 3)
        };
        assert!(meet(&village, &country) && meet(&country, &village) && meet(&country, &country));
        let nowhere = Telling { places: vec![], ..country.clone() };
        assert!(meet(&nowhere, &nowhere) && !meet(&nowhere, &country));
        let undated = Telling { days: None, published: None, ..village.clone() };
        assert!(filed(&undated).is_empty() && asked(&undated).is_empty());
    }

    proptest! {
        #[test]
        fn whoever_meets_is_met_and_near_ones_always_do(
            lat in 29.0..38.0, lon in 30.0..48.0, dy in -0.35..0.35, dx in -0.35..0.35, day in 5_i8..20, later in -4_i8..5,
        ) {
            let (a, b) = (attack("a", 1, day, (lat, lon), 3), attack("b", 1, day + later, (lat + dy, lon + dx), 3));
            prop_assert_eq!(meet(&a, &b), meet(&b, &a));
            prop_assert_eq!(meet(&a, &b), later.abs() <= 2);
            prop_assert!((weigh(&a, &b, Weights::builtin()) - crate::compare(&a, &b, Weights::builtin()).weight).abs() < 1e-9);
        }
    }
}
